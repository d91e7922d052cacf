"""The names of a generation by the words that they are made of, for whoever has typed the beginning of one."""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.nametable import NameTable
from service.search.slips import Lexicon, allowed

Ints = NDArray[np.int64]
_LAST = "\x7f"
"""Behind every letter of a folded word."""


class Bearers:
    """Who bears a name in which some words stand. `ids` are the entities in the order in which they are numbered here.

    Made when a generation is opened: a dict of words, which for 50,000 entities takes a third of a second.
    """

    def __init__(self, table: NameTable) -> None:
        self.ids: tuple[str, ...] = tuple(table.keys)
        self._keys: tuple[Sequence[str], ...] = tuple(table.keys.values())
        bearers: dict[str, list[int]] = {}
        for number, keys in enumerate(self._keys):
            for word in {word for key in keys for word in key.split()}:
                bearers.setdefault(word, []).append(number)
        self._words = sorted(bearers)
        self._lexicon = Lexicon.of(self._words)
        self._bearers = [np.array(bearers[word], np.int64) for word in self._words]

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
        return np.unique(np.concatenate([self._bearers[place] for place in places])) if len(places) else np.zeros(0, np.int64)

    def _together(self, found: Ints, words: Sequence[str]) -> Ints:
        """Those of some in one name of which the words stand side by side."""
        if len(words) < 2:
            return found
        typed = " " + " ".join(words)
        return np.array([each for each in found.tolist() if any(typed in " " + key for key in self._keys[each])], np.int64)
