"""The names of a generation by the words that they are made of, for whoever has typed the beginning of one."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from indexer.nametable import NameTable
from service.search.slips import Lexicon, allowed

Ints = NDArray[np.int64]
_LAST = "\x7f"
"""Behind every letter of a folded word."""


class Bearers:
    """Who bears a name in which some words stand. `ids` are the entities in the order in which they are numbered here.

    A word's are `_owners[_starts[word]:_starts[word + 1]]`, ascending, where `word` is its place among all of them.
    """

    def __init__(self, table: NameTable) -> None:
        self.ids: tuple[str, ...] = tuple(table.keys)
        self._keys: tuple[Sequence[str], ...] = tuple(table.keys.values())
        words = [" ".join(keys).split() for keys in self._keys]
        self._words = sorted(set(chain.from_iterable(words)))
        self._lexicon = Lexicon.of(self._words)
        places = dict(zip(self._words, range(len(self._words)), strict=True))
        sizes = np.fromiter(map(len, words), np.int64, len(words))
        found = np.fromiter(map(places.__getitem__, chain.from_iterable(words)), np.int64, int(sizes.sum()))
        # Sorted as one number each: who bears a word in several names stands there once.
        pairs = np.unique(found * len(words) + np.repeat(np.arange(len(words)), sizes))
        self._owners: Ints = pairs % max(1, len(words))
        self._starts = np.searchsorted(pairs, np.arange(len(self._words) + 1) * len(words))

    def beginning(self, words: Sequence[str]) -> Ints:
        """The numbers of those with all of these folded words in one of their names, the last word perhaps only begun."""
        *whole, last = words
        begin, end = bisect_left(self._words, last), bisect_left(self._words, last + _LAST)
        found = self._of(range(begin, end))
        for word in whole:
            at = bisect_left(self._words, word)
            found = np.intersect1d(found, self._of([at] if self._words[at : at + 1] == [word] else []))
        return self._together(found, words)

    def resembling(self, words: Sequence[str]) -> Ints:
        """The same where each word may have a slip or two."""
        *whole, last = words
        found = self._like(last, whole=False)
        for word in whole:
            found = np.intersect1d(found, self._like(word, whole=True))
        return found

    def begin_with(self, number: int, words: Sequence[str]) -> bool:
        """Whether one of its names begins with these words, and does not merely hold them."""
        typed = " ".join(words)
        return any(key.startswith(typed) for key in self._keys[number])

    def _like(self, word: str, *, whole: bool) -> Ints:
        places = self._lexicon.like(word)[0].tolist()
        longest = len(word) + allowed(word)
        return self._of([place for place in places if not whole or len(self._words[place]) <= longest])

    def _of(self, places: Sequence[int]) -> Ints:
        parts = [self._owners[self._starts[place] : self._starts[place + 1]] for place in places]
        return np.unique(np.concatenate(parts)) if parts else np.zeros(0, np.int64)

    def _together(self, found: Ints, words: Sequence[str]) -> Ints:
        """Those of some in one name of which the words stand side by side."""
        if len(words) < 2:
            return found
        typed = " " + " ".join(words)
        return np.array([each for each in found.tolist() if any(typed in " " + key for key in self._keys[each])], np.int64)
