"""The names of a generation by the words that they are made of, for whoever has typed the beginning of one."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from indexer.nametable import NameTable
from service.search.slips import Lexicon, allowed

Ints = NDArray[np.int64]
_LAST = "\x7f"
"""Behind every letter of a folded word."""


class _Words(NamedTuple):
    """Folded words, sorted, and who bears each: `owners[starts[word]:starts[word + 1]]`, ascending, for the one at the place `word`."""

    words: Sequence[str]
    lexicon: Lexicon
    owners: Ints
    starts: Ints

    @classmethod
    def of(cls, keys: Sequence[Sequence[str]]) -> Self:
        """The words of the names of each of some entities."""
        borne = [" ".join(names).split() for names in keys]
        words = sorted(set(chain.from_iterable(borne)))
        places = dict(zip(words, range(len(words)), strict=True))
        sizes = np.fromiter(map(len, borne), np.int64, len(borne))
        found = np.fromiter(map(places.__getitem__, chain.from_iterable(borne)), np.int64, int(sizes.sum()))
        # Sorted as one number each: who bears a word in several names stands there once.
        pairs = np.unique(found * len(borne) + np.repeat(np.arange(len(borne)), sizes))
        starts = np.searchsorted(pairs, np.arange(len(words) + 1) * len(borne))
        return cls(words, Lexicon.of(words), pairs % max(1, len(borne)), starts)


class Bearers:
    """Who bears a name in which some words stand. `ids` are the entities in the order in which they are numbered here."""

    def __init__(self, table: NameTable) -> None:
        self.ids: tuple[str, ...] = tuple(table.keys)
        self._keys: tuple[Sequence[str], ...] = tuple(table.keys.values())

    @cached_property
    def _words(self) -> _Words:
        return _Words.of(self._keys)

    def prepare(self) -> None:
        """Take the names apart now. Otherwise the first question does, which takes a seventh of a second for 33,000 entities."""
        self._words  # noqa: B018 — kept once it was looked at

    def beginning(self, typed: Sequence[str]) -> Ints:
        """The numbers of those with all of these folded words in one of their names, the last word perhaps only begun."""
        *whole, last = typed
        words = self._words.words
        found = self._of(range(bisect_left(words, last), bisect_left(words, last + _LAST)))
        for word in whole:
            at = bisect_left(words, word)
            found = np.intersect1d(found, self._of([at] if words[at : at + 1] == [word] else []))
        return self._together(found, typed)

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
        places = self._words.lexicon.like(word)[0].tolist()
        longest = len(word) + allowed(word)
        return self._of([place for place in places if not whole or len(self._words.words[place]) <= longest])

    def _of(self, places: Sequence[int]) -> Ints:
        owners, starts = self._words.owners, self._words.starts
        parts = [owners[starts[place] : starts[place + 1]] for place in places]
        return np.unique(np.concatenate(parts)) if parts else np.zeros(0, np.int64)

    def _together(self, found: Ints, words: Sequence[str]) -> Ints:
        """Those of some in one name of which the words stand side by side."""
        if len(words) < 2:
            return found
        typed = " " + " ".join(words)
        return np.array([each for each in found.tolist() if any(typed in " " + key for key in self._keys[each])], np.int64)
