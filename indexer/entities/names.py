"""The key of a name: its words, folded so that every way of writing the same name gives the same words.

Texts, queries and the authority all pass through here, so a name cannot be spelled in a way that one of them reads differently.
Nothing is stemmed: Ivanov and Ivanova are two people.
"""

import re
from typing import NamedTuple

from unidecode import unidecode

_CAPITAL = "A-ZÀ-ÖØ-Þ"
# The half-rings and turned commas from U+02B9 to U+02BF count as letters in Unicode, but people type them as apostrophes.
_LETTER = "[^\\W\\d_\u02b9-\u02bf]"
_ACCENT = "\u0300-\u036f"
_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"

# The dotted form is atomic: in "M.Rogozine" it takes "M.R", fails on the "o", and must leave two words rather than try less.
_WORD = re.compile(
    rf"(?<!\w)(?<!\w\.)(?>(?:[{_CAPITAL}]\.)+[{_CAPITAL}]\.?)(?!\w)"
    rf"|\d+"
    rf"|{_LETTER}+(?:[{_ACCENT}{_INVISIBLE}]+{_LETTER}+)*[{_ACCENT}]*"
)
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
    return [NameWord(*span, key) for span, key in zip(*spans_and_keys(text), strict=True)]


def spans_and_keys(text: str) -> tuple[list[tuple[int, int]], list[str]]:
    """The same as two lists, which takes half the time: where each word starts and ends, and its key."""
    spans = [match.span() for match in _WORD.finditer(text)]
    return spans, [_FOLDED[text[start:end]] for start, end in spans]


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
_FOLDED = _Folded()
