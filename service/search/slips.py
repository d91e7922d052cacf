"""Slips of the fingers: which words of many begin like one that was typed, but for a letter or two."""

from collections.abc import Sequence
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

LONGEST = 14
"""Letters of a word that are compared; what stands behind them no longer changes what is meant."""

MOST: Final = 2
"""Slips that are ever allowed."""

Letters = NDArray[np.uint8]
"""Words as rows of their first `LONGEST + MOST` letters in ASCII, filled up with zeros."""

_WIDTH: Final = LONGEST + MOST
_BITS: Final = np.zeros(256, np.uint64)
"""A bit for each letter and digit."""
for _place, _letter in enumerate("abcdefghijklmnopqrstuvwxyz0123456789"):
    _BITS[ord(_letter)] = 1 << _place


def allowed(word: str) -> int:
    """How many letters of a word may be wrong: none of a short one, whose neighbours are other words."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else MOST


class Lexicon:
    """Some words, to be compared with one that was typed. `table` holds their letters."""

    def __init__(self, table: Letters) -> None:
        self.table = table
        self._held = np.zeros(len(table), np.uint64)
        for column in table.T:
            self._held |= _BITS[column]

    @classmethod
    def of(cls, words: Sequence[str]) -> Self:
        """Folded words, which are ASCII; of any other sign a question mark is left."""
        rows = [word.encode("ascii", "replace") for word in words]
        return cls(np.array(rows, f"S{_WIDTH}").view(np.uint8).reshape(-1, _WIDTH) if rows else np.zeros((0, _WIDTH), np.uint8))

    @classmethod
    def packed(cls, text: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Self:
        """Words that lie in one array of bytes, each from its start to its end."""
        places = starts[:, None] + np.arange(_WIDTH)
        inside = places < ends[:, None]
        return cls(np.where(inside, text[np.minimum(places, len(text) - 1)], 0).astype(np.uint8))

    def like(self, typed: str) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """The places of the words that begin like what was typed but for so many slips as are `allowed`, and how many these are.

        Whoever lacks more of the letters that were typed than there may be slips is not looked at any further.
        """
        most = allowed(typed)
        bits = {int(_BITS[ord(letter) % 128]) for letter in typed[:LONGEST]} - {0}
        lacking = np.zeros(len(self.table), np.uint8)
        for bit in bits:
            lacking += (self._held & np.uint64(bit)) == 0
        places = np.flatnonzero(lacking <= most)
        slips = beginning_like(self.table[places], typed)
        return places[slips <= most], slips[slips <= most]


def beginning_like(table: Letters, typed: str) -> NDArray[np.uint8]:
    """For each word of the table, the least number of slips that lead from one of its beginnings to what was typed.

    It is exact up to `MOST`. Beginnings that are longer by more letters than that are not looked at, and may take fewer than are told.
    A slip is a letter left out, put in, exchanged for another, or for its neighbour (optimal string alignment, Boytsov 2011). All words
    are compared at once, a letter at a time: 60,000 of them with eight letters take some milliseconds.
    """
    word = typed.encode("ascii", "replace")[:LONGEST]
    size = len(word)
    rows = [np.full(len(table), number, np.uint8) for number in range(size + 1)]
    before = rows
    least = rows[size].copy()
    for place in range(min(size + MOST, _WIDTH)):
        here = table[:, place]
        current = [np.full(len(table), place + 1, np.uint8)]
        for at, letter in enumerate(word):
            other = here != letter
            best = np.minimum(np.minimum(rows[at + 1], current[at]) + np.uint8(1), rows[at] + other)
            if place and at:
                crossed = (here == word[at - 1]) & (table[:, place - 1] == letter)
                best = np.where(crossed, np.minimum(best, before[at - 1] + np.uint8(1)), best)
            current.append(best)
        np.minimum(least, current[size], out=least)
        before, rows = rows, current
    return least
