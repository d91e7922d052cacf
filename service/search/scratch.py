"""Sets of documents with scores, and room for sums, borrowed for one evaluation: making one anew would cost more than using it."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.codec import kernels

_IDLE = 8
"""Sets of one segment that are kept while nobody uses them; each holds 8 bytes a document."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Some documents of a segment, each with a score: uint64 bits, and one float64 a document, 0 where the bit is not set."""

    bits: NDArray[np.uint64]
    scores: NDArray[np.float64]

    def __bool__(self) -> bool:
        return bool(self.bits.any())

    def clear(self) -> None:
        """Leave no document. Only those that are there may have scores."""
        if self:
            self.scores[:] = 0.0
            self.bits[:] = 0


class Pool:
    """Empty sets of one segment. Safe to share between threads.

    Args:
        documents: how many documents the segment has.
    """

    def __init__(self, documents: int) -> None:
        self._documents = documents
        self._idle: deque[Found] = deque(maxlen=_IDLE)

    @contextmanager
    def borrow(self) -> Iterator[Found]:
        """An empty set; whoever borrows it leaves it empty. One that an error passes through is not used again."""
        try:
            found = self._idle.pop()
        except IndexError:
            found = Found(np.zeros(-(-self._documents // 64), np.uint64), np.zeros(self._documents))
        yield found
        self._idle.append(found)


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """What `kernels.gather` works in: float64 sums and uint64 sets of documents, all nought."""

    sums: NDArray[np.float64]
    sets: NDArray[np.uint64]


_APART = 64
"""Numbers between two rows of a room: what lies a power of two apart has one place in a cache."""
_ROOMS: deque[Room] = deque(maxlen=_IDLE)


@contextmanager
def room() -> Iterator[Room]:
    """A room of any segment; whoever borrows it leaves it empty. One that an error passes through is not used again."""
    try:
        borrowed = _ROOMS.pop()
    except IndexError:
        sums = np.zeros((kernels.ROOMS, kernels.SPAN + _APART))
        borrowed = Room(sums, np.zeros((kernels.ROOMS, (kernels.SPAN >> 6) + _APART), np.uint64))
    yield borrowed
    _ROOMS.append(borrowed)
