"""Slips of the fingers: which words of many begin like one that was typed, but for a letter or two."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

LONGEST = 14
"""Letters of a word that are compared; what stands behind them no longer changes what is meant."""

Letters = NDArray[np.uint8]
"""Words as rows of their first `LONGEST + 2` letters in ASCII, filled up with zeros."""

_WIDTH: Final = LONGEST + 2


def allowed(word: str) -> int:
    """How many letters of a word may be wrong: none of a short one, whose neighbours are other words."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def letters(words: Sequence[str] | Sequence[bytes]) -> Letters:
    """Words as an array; folded words are ASCII, and of any other sign a question mark is left."""
    rows = [word if isinstance(word, bytes) else word.encode("ascii", "replace") for word in words]
    return np.array(rows, f"S{_WIDTH}").view(np.uint8).reshape(-1, _WIDTH) if rows else np.zeros((0, _WIDTH), np.uint8)


def beginning_like(table: Letters, typed: str) -> NDArray[np.uint8]:
    """For each word of the table, the least number of slips that lead from one of its beginnings to what was typed.

    A slip is a letter left out, put in, exchanged for another, or for its neighbour (optimal string alignment, Boytsov 2011). All words
    are compared at once, a letter at a time: 60,000 of them with eight letters take some milliseconds.
    """
    word = typed.encode("ascii", "replace")[:LONGEST]
    size = len(word)
    rows = [np.full(len(table), number, np.uint8) for number in range(size + 1)]
    before = rows
    least = rows[size].copy()
    for place in range(min(size + 2, _WIDTH)):
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
