"""The key of a name: its words, folded so that every way of writing the same name gives the same words.

Texts, queries and the authority all pass through here, so a name cannot be spelled in a way that one of them reads differently.
Nothing is stemmed: Ivanov and Ivanova are two people.
"""

import re
from itertools import filterfalse
from typing import NamedTuple

from unidecode import unidecode

_CAPITAL = "A-ZÀ-ÖØ-Þ"
# The half-rings and turned commas from U+02B9 to U+02BF count as letters in Unicode, but people type them as apostrophes.
_LETTER = "[^\\W\\d_\u02b9-\u02bf]"
_ACCENT = "\u0300-\u036f"
_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"

# The dotted form is atomic: in "M.Rogozine" it takes "M.R", fails on the "o", and must leave two words rather than try less.
_DOTTED = rf"[{_CAPITAL}](?<!\w.)(?<!\w\..)(?>\.(?:[{_CAPITAL}]\.)*[{_CAPITAL}]\.?)(?!\w)"
_WORD = re.compile(rf"({_DOTTED}|\d+|{_LETTER}+(?:[{_ACCENT}{_INVISIBLE}]+{_LETTER}+)*[{_ACCENT}]*)")
# Most texts need nothing but the plain rules, which take half the time: letters and digits together, then those apart that are mixed.
# The ranges say nothing that \w does not, but are tried first, and faster.
_LETTERS_AND_DIGITS = re.compile(rf"([a-z0-9{_CAPITAL}ß-öø-ÿ\w]+)")
_PLAIN = re.compile(r"([^\W\d_]+|\d+)")
_SPECIAL_GAP = re.compile(rf"\A\.\Z|[{_ACCENT}{_INVISIBLE}]")
_SPECIAL_LETTERS = "\u02b9\u02ba\u02bb\u02bc\u02bd\u02be\u02bf"
_NOT_KEY = re.compile(r"[^a-z0-9]+")


class NameWord(NamedTuple):
    """One word of a text: `start` and `end` count characters of that text, `key` is the word folded (it may be empty)."""

    start: int
    end: int
    key: str


def name_words(text: str) -> list[NameWord]:
    """Every word of a text, in order.

    A word is a run of letters, a run of digits, or capitals with dots between them (`O.N.U.`). Apostrophes and hyphens stand between
    words, and so does the border of letters and digits: `Luna-25`, `Luna 25` and `Luna25` are the same two words.
    """
    words, at = [], 0
    split = pieces(text)
    for gap, word in zip(split[::2], split[1::2], strict=False):
        at += len(gap)
        words.append(NameWord(at, at + len(word), FOLDED[word]))
        at += len(word)
    return words


def pieces(text: str) -> list[str]:
    """The text cut into what is no word and words, by turns, beginning and ending with what is no word; joined they are the text."""
    split = _LETTERS_AND_DIGITS.split(text)
    gaps = set(split[::2])
    if not (gaps <= _PLAIN_GAPS or _all_plain(gaps)) or (not text.isascii() and any(map(text.__contains__, _SPECIAL_LETTERS))):
        return _WORD.split(text)
    if any(not odd.isdecimal() for odd in filterfalse(str.isalpha, split[1::2])):
        mixed = [number for number in range(1, len(split), 2) if not (split[number].isalpha() or split[number].isdecimal())]
        for number in reversed(mixed):
            cut = _PLAIN.split(split[number])
            cut[0] = split[number - 1] + cut[0]
            cut[-1] += split[number + 1]
            split[number - 1 : number + 2] = cut
    return split


def _all_plain(gaps: set[str]) -> bool:
    """Whether what stands between words asks for nothing but the plain rules."""
    if any(map(_SPECIAL_GAP.search, gaps)):
        return False
    if len(_PLAIN_GAPS) < _MOST_GAPS:
        _PLAIN_GAPS.update(gap for gap in gaps if len(gap) < _SHORT_GAP)
    return True


_PLAIN_GAPS = {" "}
"""What was once looked at and found plain."""
_MOST_GAPS, _SHORT_GAP = 1 << 12, 16


def name_key(text: str) -> tuple[str, ...]:
    """The folded words of a name: `Chang’e‑5` and `chang'e 5` are both `("chang", "e", "5")`. Empty if no word is in it."""
    return tuple(word.key for word in name_words(text) if word.key)


class _Folded(dict[str, str]):
    """Words in lower-case ASCII letters and digits, remembered: news says the same words again and again."""

    def __missing__(self, word: str) -> str:
        folded = _NOT_KEY.sub("", unidecode(word).lower())
        if len(self) < _REMEMBERED:
            self[word] = folded
        return folded


_REMEMBERED = 1 << 16
FOLDED = _Folded()
"""Every word to what it is compared as: in lower case, without accents, letters a to z and digits only; it may be empty."""
