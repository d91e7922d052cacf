"""Where a person's name comes from: copied from Latin letters as it stands, or heard in another language and written down."""

import re

from indexer.entities.anatomy import Anatomy
from indexer.entities.given_names import given_names

SIGNS = re.compile(
    r"(?:..(?:[aeiou]v|off|eff)a?"  # Ivanov, Smirnoff, Terechkova; a vowel before it, for Gustav is German
    r"|.{2,}sk(?:i|y|yi|ii|iy|aia|aya)"  # Zelensky, Politkovskaïa
    r"|.{2,}enko"
    r"|.+[vjzdnkt](?:itch|ich|ych|ic)"  # Abramovitch, Djindjic
    r"|.+(?:sh|ch)vili|.+dze"  # Georgia
    r"|.{3,}[snkrdt][iy]an"  # Armenia: Sarkissian
    r"|.*(?:kh|zh|dj|dh|dzh|q(?!u)).*"
    r"|.*(?:ullah|allah|udd?ine?|eddine?)"
    r"|abd.{3,}|.+(?:a[iy]ev|b[ae]y?ev)"
    r"|.+(?:aoui|awi|oui|iy+ah?|aah)"
    r"|.+(?:akis|poulos|opoulou|[iy]dis)"  # Greece
    r"|.+(?:nejad|nedjad|zadeh)"
    r"|.+(?:yahu|yahou))"
)
"""What in a folded word says that it was transcribed."""

ARABIC_WORDS = frozenset({"al", "el", "bin", "ibn", "abu", "abou"})


def transcribed(one: Anatomy, other: Anatomy) -> bool:
    """Whether the vowels of two names of persons may vary: one of them shows that the person's name was transcribed.

    A given name of the West says that it was not, and a lone surname without a sign is taken for copied.
    """
    if any(_signs(name) for name in (one, other)):
        return True
    firsts = [name.words[0].fold for name in (one, other) if len(name.words) > 1]
    known = given_names()
    if any(first in known.transcribed for first in firsts):
        return True
    return bool(firsts) and not any(first in known.copied for first in firsts)


def _signs(name: Anatomy) -> bool:
    """Whether a word of the name is of a form that only transcription gives."""
    return any(SIGNS.fullmatch(token.fold) or token.fold in ARABIC_WORDS for token in name.every)
