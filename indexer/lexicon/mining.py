"""Which words translate each other in a collection's own translations.

Articles that tell the same in French and in English are cut into units: their paragraphs, where both have as many, and otherwise the whole
article. Two words that stand in the same units far more often than by chance translate each other; how much more is told by Dunning's
log-likelihood ratio ("Accurate Methods for the Statistics of Surprise and Coincidence", Computational Linguistics 19, 1993), and each word
is given to the one partner that it is most surely of (competitive linking; Melamed, "Models of Translational Equivalence among Words",
Computational Linguistics 26, 2000).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.analysis import CHAINS
from indexer.document import LANGUAGES, Language

LEAST_TOGETHER = 3
"""Units in which two words must stand together."""
LEAST_SURPRISE = 15.0
"""The least log-likelihood ratio; by chance alone one pair in 10,000 has it."""
LEAST_DICE, RARE = 0.35, 1.2
"""The least part of their units that two words share, and what is added to it, divided by the units in which they stand together: what
stands together three times must hardly stand alone, for among thousands of words a few meet three times by chance."""
COMMONEST = 0.1
"""The part of the units from which on a word is too common to be told apart by where it stands."""
RAREST = 40
"""Words of a unit that are looked at in each language, the rarest first."""
MOST_UNITS = 20_000
"""Units that are counted; more hardly change what is found."""
SHORTEST = 3
"""Letters of a word that is looked at."""


class Mined(NamedTuple):
    """A French and an English word that translate each other, as most articles write them, and the evidence.

    `together` is in how many units both stand, `french` and `english` in how many each does.
    """

    fr: str
    en: str
    together: int
    french: int
    english: int

    def word(self, language: Language) -> str:
        """The word of a language."""
        return self.fr if language == "fr" else self.en

    @property
    def weight(self) -> float:
        """How likely one stands for the other, from .1 to .9: the part of their units that they share (Dice 1945)."""
        return round(min(0.9, max(0.1, 2 * self.together / (self.french + self.english))), 2)


def mined(articles: Iterable[tuple[str, str]]) -> list[Mined]:
    """The words that translate each other in pairs of a French and an English text, the surest first."""
    words = {language: _Words(language) for language in LANGUAGES}
    units: dict[Language, list[list[int]]] = {language: [] for language in LANGUAGES}
    for texts in articles:
        for unit in _units(*texts):
            for language, text in zip(LANGUAGES, unit, strict=True):
                units[language].append(words[language].read(text))
        if len(units["fr"]) >= MOST_UNITS:
            break
    return _linked(units["fr"], units["en"], words["fr"], words["en"])


def _units(french: str, english: str) -> Iterable[tuple[str, str]]:
    one, other = french.split("\n"), english.split("\n")
    return zip(one, other, strict=True) if len(one) == len(other) else [(french, english)]


class _Words:
    """The words of one language by their stems, numbered as they come, and how articles write them."""

    def __init__(self, language: Language) -> None:
        self._chain = CHAINS[language]
        self._numbers: dict[str, int] = {}
        self._written: list[Counter[str]] = []

    def __len__(self) -> int:
        return len(self._numbers)

    def read(self, text: str) -> list[int]:
        """The numbers of the words of a text, each once: no stop words, no numbers."""
        found: dict[int, None] = {}
        for part in self._chain.parts(text):
            if not part.terms or len(part.surfaces[0]) < SHORTEST or not part.surfaces[0].isalpha():
                continue
            number = self._numbers.setdefault(part.terms[0], len(self._numbers))
            if number == len(self._written):
                self._written.append(Counter())
            self._written[number][part.surfaces[0]] += 1
            found[number] = None
        return list(found)

    def written(self, number: int) -> str:
        """How most articles write a word; of several the first in the alphabet."""
        return min(self._written[number].items(), key=lambda item: (-item[1], item[0]))[0]


def _linked(french: Sequence[Sequence[int]], english: Sequence[Sequence[int]], one: _Words, other: _Words) -> list[Mined]:
    counts = _counts(french, len(one)), _counts(english, len(other))
    most = max(LEAST_TOGETHER, COMMONEST * len(french))
    pairs: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    for here, there in zip(french, english, strict=True):
        left, right = _telling(here, counts[0], most), _telling(there, counts[1], most)
        pairs.append((left[:, None] * len(other) + right).ravel())
    codes, together = np.unique(np.concatenate(pairs), return_counts=True)
    codes, together = codes[together >= LEAST_TOGETHER], together[together >= LEAST_TOGETHER]
    left, right = np.divmod(codes, max(1, len(other)))
    a, b = counts[0][left], counts[1][right]
    surprise, dice = _surprise(together, a, b, len(french)), 2 * together / (a + b)
    sure = np.flatnonzero((surprise >= LEAST_SURPRISE) & (dice >= LEAST_DICE + RARE / together))
    found, taken = list[Mined](), (set[int](), set[int]())
    for at in sure[np.lexsort((codes[sure], -surprise[sure]))].tolist():
        pair = int(left[at]), int(right[at])
        if pair[0] not in taken[0] and pair[1] not in taken[1]:
            taken[0].add(pair[0])
            taken[1].add(pair[1])
            found.append(Mined(one.written(pair[0]), other.written(pair[1]), int(together[at]), int(a[at]), int(b[at])))
    return found


def _counts(units: Sequence[Sequence[int]], words: int) -> NDArray[np.int64]:
    """In how many units each word stands."""
    flat = [np.array(unit, np.int64) for unit in units]
    return np.bincount(np.concatenate([np.zeros(0, np.int64), *flat]), minlength=words).astype(np.int64)


def _telling(unit: Sequence[int], counts: NDArray[np.int64], most: float) -> NDArray[np.int64]:
    """The words of a unit that are neither too rare nor too common, the rarest if they are many."""
    words = np.array(unit, np.int64)
    words = words[(counts[words] >= LEAST_TOGETHER) & (counts[words] <= most)]
    return words if len(words) <= RAREST else words[np.argsort(counts[words], kind="stable")[:RAREST]]


def _surprise(together: NDArray[np.int64], one: NDArray[np.int64], other: NDArray[np.int64], units: int) -> NDArray[np.float64]:
    """The log-likelihood ratio of words that stand in so many units together, and in so many each; 0 where they shun each other."""
    table = (together, one - together, other - together, units - one - other + together)
    cells = sum(_entropy(each) for each in table)
    sides = sum(_entropy(each) for each in (one, units - one, other, units - other))
    ratio = 2 * (cells - sides + _entropy(np.array(units)))
    return np.where(together * units > one * other, ratio, 0.0)


def _entropy(count: NDArray[np.int64]) -> NDArray[np.float64]:
    """`count` times its logarithm, 0 for none."""
    return count.astype(np.float64) * np.log(np.maximum(count, 1))
