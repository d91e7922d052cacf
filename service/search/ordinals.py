"""Which one in a row something is, however a query and an article write it: third, 3rd, « troisième », « 3e », « IIIe ».

A number may count as well, and an article tell in words what a headline tells in digits: of version 8.3 that it is the third update, of
T3 that it is the third quarter. That is a guess, so it is made only for words of which any will do, and only where hardly an article has
the number as it stands: see `Reading._loosely`.
"""

import re
from functools import cache
from typing import Final

from indexer.analysis.fold import fold
from indexer.document import LANGUAGES, Language

LAST: Final = 99
"""The highest that is known; a hundredth is a share of something more often than one of a row."""

_WORDS: Final[dict[Language, tuple[str, ...]]] = {
    "fr": (
        "premier première",
        "deuxième second seconde",
        *"troisième quatrième cinquième sixième septième huitième neuvième dixième onzième douzième treizième quatorzième".split(),  # noqa: SIM905
        *"quinzième seizième dix-septième dix-huitième dix-neuvième vingtième".split(),  # noqa: SIM905
    ),
    "en": (
        *"first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth".split(),  # noqa: SIM905
        *"fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),  # noqa: SIM905
    ),
}
"""From the first on, each with its other forms."""

_TENS: Final = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
_ONES: Final = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_TEENS: Final = (11, 12, 13)
_ENDINGS: Final = {1: "st", 2: "nd", 3: "rd"}

_COUNTS: Final = re.compile(r"(?:\d{1,3}\.)+(\d{1,2})|[hqrst](\d{1,2})", re.IGNORECASE | re.ASCII)
"""A number of parts, the last of which may count (8.3, 17.0.2), and the first letter of what is counted (half, quarter, revision, release,
« semestre », « trimestre ») with a number: G7 and F16 count nothing."""


@cache
def written(place: int, language: Language) -> tuple[str, ...]:
    """How a language writes that something is the first (1), second (2) and so on of a row: in words up to the twentieth, and in digits."""
    words = tuple(_WORDS[language][place - 1].split()) if place <= len(_WORDS[language]) else ()
    ones = 0 if place % 100 in _TEENS else place % 10
    if language == "en":
        return (*words, f"{place}{_ENDINGS.get(ones, 'th')}")
    endings = ("er", "re", "ère") if place == 1 else ("e", "ème")
    return (*words, *(f"{place}{ending}" for ending in endings), f"{_TENS[place // 10]}{_ONES[place % 10]}{endings[0]}")


def place(word: str, language: Language) -> int | None:
    """Which one in a row a word of a language says that something is; None of other words."""
    return _places(language).get(fold(word.lower()))


def counted(word: str) -> int | None:
    """Which one in a row the last part of a number may be; None of other words, and of what ends in nought."""
    found = _COUNTS.fullmatch(word)
    return int(found[1] or found[2]) or None if found else None


def others(word: str, place: int, languages: tuple[Language, ...] = LANGUAGES) -> tuple[str, ...]:
    """How else some languages write it than as a word does."""
    every = {fold(each.lower()): each for language in languages for each in reversed(written(place, language))}
    every.pop(fold(word.lower()), None)
    return tuple(reversed(every.values()))


@cache
def _places(language: Language) -> dict[str, int]:
    return {fold(each.lower()): place for place in range(1, LAST + 1) for each in written(place, language)}
