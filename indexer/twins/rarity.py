"""How telling each key is, rarely used ones most, and which word triples tell nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.twins.flat import portions
from indexer.twins.sketch import Hashes, distinct
from indexer.twins.words import KIND, Kind

CROWD = 256
"""Different articles that may keep the same gram and still be looked up by it."""
COMMON = 256
"""A key that was in more articles than this leads to none of them."""

_PRIOR_ARTICLES = 1000
"""Articles that every collection is taken to hold besides its own, or the first hundred would make every word look telling."""
_PRIOR = {
    Kind.WORD: 0.01,
    Kind.ENTITY: 0.01,
    Kind.MEANING: 0.01,
    Kind.CALENDAR: 0.08,
    Kind.SMALL: 0.1,
    Kind.NUMBER: 0.01,
    Kind.PERCENT: 0.01,
}
"""The part of those articles that a key of each kind is in."""
_UNIT = 64
"""What a weight of 1 is written as: weights are whole numbers, so that sums do not depend on their order."""
_FINE = 4
"""Steps in which a count of articles doubles."""
_LEAST, _MOST = 12, 22
"""The logarithms of how many counters there are at least and at most."""
_PLENTY = 8
"""Counters for each article. Keys that share one look a little commoner than they are."""


@dataclass(frozen=True, slots=True, eq=False)
class Rarity:
    """In how many of some articles a key is, roughly.

    It is counted once and stays as it is while the collection grows to twice its size, so that what two articles have in common does not
    change when a third one comes.

    `levels` (uint8) is a logarithm of the count for each value of a key's highest bits. `common` (uint32, sorted) are the grams that
    more than `CROWD` different articles kept: « a déclaré que », the frame of a series.
    """

    levels: NDArray[np.uint8]
    common: Hashes
    articles: int

    @classmethod
    def of(cls, keys: Sequence[Hashes], grams: Hashes, articles: int) -> Self:
        """Count the keys of some articles, each once for every article that has it, and the grams likewise, of equal articles once."""
        bits = min(max((_PLENTY * articles).bit_length(), _LEAST), _MOST)
        counts = np.zeros(1 << bits, np.int64)
        for some in keys:
            for part in portions(len(some)):
                counts += np.bincount(some[part] >> np.uint32(32 - bits), minlength=1 << bits)
        grams = np.sort(grams)
        common = distinct(grams[CROWD:][grams[CROWD:] == grams[:-CROWD]])
        levels = np.rint(_FINE * np.log2(1 + np.arange(counts.max() + 1))).astype(np.uint8)  # of a count, for most are there many times
        return cls(levels[counts], common, articles)

    def fits(self, articles: int) -> bool:
        """Whether this may still serve for so many articles."""
        return articles <= 2 * self.articles + _PRIOR_ARTICLES

    def weights(self, keys: Hashes) -> NDArray[np.int64]:
        """What each key weighs."""
        weights: NDArray[np.int64] = _weights(self.articles)[(keys & np.uint32(KIND)).astype(np.intp), self._levels(keys)]
        return weights

    def rare(self, keys: Hashes, most: int) -> NDArray[np.bool_]:
        """Which keys were in no more than so many articles."""
        level = round(_FINE * np.log2(1 + most))
        rare = np.empty(len(keys), np.bool_)
        for part in portions(len(keys)):
            rare[part] = self._levels(keys[part]) <= level
        return rare

    def uncommon(self, grams: Hashes) -> NDArray[np.bool_]:
        """Which grams may lead to a copy."""
        uncommon = np.ones(len(grams), np.bool_)
        if len(self.common):
            for part in portions(len(grams)):
                at = np.minimum(np.searchsorted(self.common, grams[part]), len(self.common) - 1)
                uncommon[part] = self.common[at] != grams[part]
        return uncommon

    def _levels(self, keys: Hashes) -> NDArray[np.uint8]:
        levels: NDArray[np.uint8] = self.levels[keys >> np.uint32(33 - len(self.levels).bit_length())]
        return levels


@lru_cache(16)
def _weights(articles: int) -> NDArray[np.int64]:
    """The logarithm of one in how many articles has a key: a row for each kind, a column for each level."""
    counts = 2 ** (np.arange(256) / _FINE) - 1
    weights = np.zeros((KIND + 1, len(counts)))
    for kind, part in _PRIOR.items():
        weights[kind] = np.log((articles + _PRIOR_ARTICLES) / (counts + part * _PRIOR_ARTICLES))
    rounded: NDArray[np.int64] = np.rint(_UNIT * np.maximum(weights, 0)).astype(np.int64)
    return rounded
