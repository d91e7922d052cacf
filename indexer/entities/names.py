"""The key of a name: its words, folded so that every way of writing the same name gives the same words.

Texts, queries and the authority all pass through here, so a name cannot be spelled in a way that one of them reads differently.
Nothing is stemmed: Ivanov and Ivanova are two people.
"""

import re
from collections.abc import Iterator
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
# Most words need nothing but a plain rule, which takes a quarter of the time: letters and digits together.
# The ranges say nothing that \w does not, but are tried first, and faster.
_LETTERS_AND_DIGITS = re.compile(rf"([a-z0-9{_CAPITAL}ß-öø-ÿ\w]+)")
_SPECIAL_GAP = re.compile(f"[{_ACCENT}{_INVISIBLE}]")
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
    between = split[::2]
    gaps = set(between)
    if not (gaps <= _PLAIN_GAPS or _all_plain(gaps)) or (not text.isascii() and any(map(text.__contains__, _SPECIAL_LETTERS))):
        return _WORD.split(text)
    places = [*(_between_capitals(split, between) if "." in gaps else ()), *_mixed(split)]
    return _cut_again(split, sorted(places)) if places else split


def _mixed(split: list[str]) -> Iterator[int]:
    """Where words of both letters and digits stand, or of neither."""
    at = 1
    for word in filterfalse(str.isalpha, split[1::2]):
        if not word.isdecimal():
            at = split.index(word, at)
            yield at
            at += 1


def _between_capitals(split: list[str], gaps: list[str]) -> Iterator[int]:
    """The words before single dots that have a capital on both sides; `gaps` are what is no word."""
    at = 0
    for _ in range(gaps.count(".")):
        at = gaps.index(".", at) + 1
        before = 2 * at - 3
        if 0 < before < len(split) - 2 and split[before][-1].isupper() and split[before + 2][0].isupper():
            yield before


def _cut_again(split: list[str], places: list[int]) -> list[str]:
    """The same with letters and digits apart, and with capitals that have dots between them together, at these words."""
    done, at = list[str](), 0
    for number in places:
        if number < at:
            continue
        first = last = number
        while split[first - 1] == "." and first > at + 1:
            first -= 2
        while split[last + 1] == "." and last + 2 < len(split):
            last += 2
        done += split[at : first - 1]
        *cut, split[last + 1] = _WORD.split("".join(split[first - 1 : last + 2]))
        done += cut
        at = last + 1
    done += split[at:]
    return done


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


def folded(word: str) -> str:
    """A word in lower-case ASCII letters and digits; what has none is left out."""
    # Nearly every word needs no more than this, which takes a fifth of the time that unidecode takes.
    quick = word.translate(_LATIN).lower() if not word.isascii() else word.lower()
    return quick if quick.isascii() and quick.isalnum() else _NOT_KEY.sub("", unidecode(word).lower())


_LATIN = {code: unidecode(chr(code)) for code in range(0xC0, 0x180)}
"""Letters with accents, and ligatures."""


class _Folded(dict[str, str]):
    """The same of words, remembered: news says the same words again and again."""

    def __missing__(self, word: str) -> str:
        key = folded(word)
        if key == word:
            key = word  # one object takes less memory, and less time to reach
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = key
        return key


_REMEMBERED = 1 << 16
"""Words that are remembered at once; then memory starts afresh."""
FOLDED = _Folded()
"""Every word to what it is compared as: in lower case, without accents, letters a to z and digits only; it may be empty."""
