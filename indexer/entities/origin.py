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


def origin(one: Anatomy, other: Anatomy) -> str:
    """Where two names of persons come from if they are one: `transcribed`, `copied` or `unknown`, the keys of FREEDOM.

    A given name of the West says that the surname was copied, and a lone surname without a sign is taken for that.
    """
    if _signs(one) or _signs(other):
        return "transcribed"
    firsts = [name.words[0].fold for name in (one, other) if len(name.words) > 1]
    known = given_names()
    if any(first in known.transcribed for first in firsts):
        return "transcribed"
    return "copied" if not firsts or any(first in known.copied for first in firsts) else "unknown"


def _signs(name: Anatomy) -> bool:
    """Whether a word of the name is of a form that only transcription gives. Al Gore's Al is none."""
    signed = any(SIGNS.fullmatch(token.fold) for token in name.every)
    pairs = zip(name.every, name.every[1:], strict=False)
    return signed or any(token.fold in ARABIC_WORDS and (number > 0 or after.bound) for number, (token, after) in enumerate(pairs))
