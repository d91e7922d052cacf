"""Hashes of many rows that lie in several files, read as if they followed each other in one."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from indexer.twins.sketch import Hashes, distinct

Rows = NDArray[np.int64]
"""Numbers of rows, or places in a flat array."""
Marks = NDArray[np.bool_]
"""A mark for each row."""

_SPREAD = np.uint32(0x9E3779B1)
"""Sketches keep the smallest hashes; multiplied by this they lie everywhere."""
_TOGETHER = 8
"""Hashes that share a compartment of a shelf, on average."""
_ROWS = 1 << 15
"""Rows that are gathered at once, for where their hashes lie takes many times the room that they take."""
_AT_ONCE = 1 << 20
"""Hashes that are put on a shelf together, and hashes that are looked at together; each takes some 40 bytes meanwhile."""


@dataclass(frozen=True, slots=True, eq=False)
class Flat:
    """The arrays of several parts, one after the other."""

    parts: tuple[Hashes, ...]
    _ends: Rows = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ends", np.cumsum([len(part) for part in self.parts], dtype=np.int64))

    def __len__(self) -> int:
        return int(self._ends[-1]) if len(self._ends) else 0

    def whole(self) -> Hashes:
        """All of it in one array."""
        return self.parts[0] if len(self.parts) == 1 else np.concatenate([np.zeros(0, np.uint32), *self.parts])

    def at(self, places: Rows) -> Hashes:
        """The hashes at these places."""
        if len(self.parts) == 1:
            return self.parts[0][places]
        found = np.empty(len(places), np.uint32)
        which = np.searchsorted(self._ends, places, "right")
        for number, part in enumerate(self.parts):
            mine = which == number
            found[mine] = part[places[mine] - (self._ends[number] - len(part))]
        return found

    def rows(self, sizes: NDArray[np.uint8], which: Rows) -> Hashes:
        """Those of some rows, one row after the other, given the sizes of all rows."""
        chosen = sizes[which].astype(np.int64)
        begins, ends = np.cumsum(sizes, dtype=np.int64)[which] - chosen, np.cumsum(chosen)
        found = np.empty(int(ends[-1]) if len(ends) else 0, np.uint32)
        for first in range(0, len(which), _ROWS):
            part = slice(first, first + _ROWS)
            start, end = int(ends[first] - chosen[first]), int(ends[part][-1])
            found[start:end] = self.at(np.repeat(begins[part] - ends[part] + chosen[part], chosen[part]) + np.arange(start, end))
        return found

    def between(self, begin: int, end: int) -> Hashes:
        """Those of one row, which lies in one part."""
        number = int(np.searchsorted(self._ends, begin, "right"))
        if begin == end:
            return np.zeros(0, np.uint32)
        before = int(self._ends[number]) - len(self.parts[number])
        return self.parts[number][begin - before : end - before]


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """Where the hashes of one part are, by what they are.

    `order` (uint32) are places in the part, compartment by compartment; `starts` (uint32) is where each of these begins, with the end of
    the last. Their number is a power of two.
    """

    order: NDArray[np.uint32]
    starts: NDArray[np.uint32]

    @classmethod
    def of(cls, hashes: Hashes, kept: Marks) -> "Shelf":
        """The shelf of those hashes that are marked."""
        bits = max(int(np.count_nonzero(kept)) // _TOGETHER, 1).bit_length()
        counts = np.zeros(1 << bits, np.int64)
        for part in portions(len(hashes)):
            some = hashes[part][kept[part]]
            counts += np.bincount(_compartments(some, bits), minlength=1 << bits)
        starts = np.zeros(len(counts) + 1, np.int64)
        np.cumsum(counts, out=starts[1:])
        order = np.empty(starts[-1], np.uint32)
        # A range of compartments after the other, so that what is sorted takes no more room than the shelf.
        first = 0
        while first < len(counts):
            last = max(first + 1, int(np.searchsorted(starts, starts[first] + _AT_ONCE, "right")) - 1)
            order[starts[first] : starts[last]] = _ordered(hashes, kept, bits, first, last)
            first = last
        return cls(order, starts.astype(np.uint32))

    def places(self, hashes: Hashes, wanted: Hashes) -> Rows:
        """The places in the part, whose hashes are given, of those that are wanted, which are sorted and each there once; in order."""
        compartments = distinct(_compartments(wanted, len(self.starts).bit_length() - 1))
        begins, ends = self.starts[compartments].astype(np.int64), self.starts[compartments + np.uint32(1)].astype(np.int64)
        sizes = ends - begins
        places = self.order[np.repeat(begins - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))].astype(np.int64)
        found = hashes[places]
        at = np.minimum(np.searchsorted(wanted, found), len(wanted) - 1)
        these: Rows = places[wanted[at] == found]
        these.sort()  # so that whoever looks further goes through memory in one direction
        return these


def _ordered(hashes: Hashes, kept: Marks, bits: int, first: int, last: int) -> NDArray[np.uint32]:
    """The places of the marked hashes in some compartments, compartment by compartment."""
    found = [np.zeros(0, np.uint64)]
    for part in portions(len(hashes)):
        places = np.flatnonzero(kept[part])
        compartments = _compartments(hashes[part][places], bits)
        these = (compartments >= first) & (compartments < last)
        found.append(compartments[these].astype(np.uint64) << np.uint64(32) | (places[these] + part.start).astype(np.uint64))
    packed = np.concatenate(found)
    packed.sort()
    return packed.astype(np.uint32)


def _compartments(hashes: Hashes, bits: int) -> NDArray[np.uint32]:
    compartments: NDArray[np.uint32] = (hashes * _SPREAD) >> np.uint32(32 - bits)
    return compartments


def portions(number: int) -> Iterator[slice]:
    """So many hashes, in slices that are looked at one after the other."""
    return (slice(begin, begin + _AT_ONCE) for begin in range(0, number, _AT_ONCE))


def summed(hashes: Hashes | Marks, sizes: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """The sums of the hashes, or of the marks, of some rows, which follow each other and have so many each."""
    sums = np.zeros(len(sizes), np.uint64)
    ends = np.cumsum(sizes, dtype=np.int64)
    begins = ends - sizes
    for first in range(0, len(sizes), _ROWS):
        some = first + np.flatnonzero(sizes[first : first + _ROWS])
        if len(some):
            begin, end = begins[some[0]], ends[some[-1]]
            sums[some] = np.add.reduceat(hashes[begin:end], begins[some] - begin, dtype=np.uint64)
    return sums
