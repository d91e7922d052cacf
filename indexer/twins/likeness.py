"""How much alike two articles in different languages are, as far as their keys tell."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from indexer.twins.flat import Flat, Rows
from indexer.twins.rarity import COMMON
from indexer.twins.sketch import Hashes
from indexer.twins.sketches import Sketches
from indexer.twins.words import KIND, Kind

FLOOR = 0.1
"""The least likeness that is looked at."""
DAYS = 14
"""How many days may lie between an article and its translation, where both are dated."""

_MANY = 8
"""With more than one in so many of all keys to be looked up, all are looked through."""
_SHARE = 16
"""Two articles have to share two such keys, and one in so many of the keys of the one with fewer."""
_ENTRIES = 1 << 22
"""Places where two articles share a key that are held at once."""
_PAIRS = 1 << 14
"""Pairs that are compared at once."""
_DOUBT = 4 * 64
"""How much of the numbers, in weight, two articles without any are taken to share half of."""
_BUCKETS = np.uint32(12)
"""Bits of a key that do not matter at a first look."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of articles by their rows.

    `likeness` is the cosine of their weighted keys, `numbers` the part of their numbers they share, `meanings` the cosine of these.
    """

    left: Rows
    right: Rows
    likeness: Floats
    numbers: Floats
    meanings: Floats

    @classmethod
    def joined(cls, parts: "list[Pairs]") -> Self:
        """Several sets of pairs as one."""
        none = np.zeros(0, np.int64)
        return cls(
            np.concatenate([none, *(each.left for each in parts)]),
            np.concatenate([none, *(each.right for each in parts)]),
            np.concatenate([none, *(each.likeness for each in parts)]),
            np.concatenate([none, *(each.numbers for each in parts)]),
            np.concatenate([none, *(each.meanings for each in parts)]),
        )

    def flipped(self) -> Self:
        """The same pairs the other way round."""
        return replace(self, left=self.right, right=self.left)

    def where(self, which: NDArray[np.bool_] | Rows) -> Self:
        """Some of the pairs."""
        return type(self)(*(getattr(self, each.name)[which] for each in fields(self)))


class _Weighed(NamedTuple):
    """Hashes of some articles, each below the place of its article, and of each article the sum of the squared weights, and of numbers'."""

    placed: NDArray[np.uint64]
    squares: Floats
    numbers: Floats


def near(sketches: Sketches, these: Rows, among: NDArray[np.bool_]) -> Pairs:
    """Every pair of one of these rows and one of those marked in `among` whose likeness is `FLOOR` or more.

    Whether two articles are a pair depends on nothing but the two and on `sketches.rarity`.
    """
    found = [
        _compared(sketches, left[begin : begin + _PAIRS], right[begin : begin + _PAIRS])
        for left, right in _candidates(sketches, these, among)
        for begin in range(0, len(left), _PAIRS)
    ]
    return Pairs.joined(found)


def _candidates(sketches: Sketches, these: Rows, among: NDArray[np.bool_]) -> Iterator[tuple[Rows, Rows]]:
    """Pairs that share enough rare keys, in portions."""
    rarity, counts = sketches.rarity, sketches.table.key_counts
    these = np.sort(these)
    keys = sketches.keys.rows(counts, these)
    owners = np.repeat(these, counts[these])
    rare = rarity.rare(keys, COMMON)
    keys, owners = keys[rare], owners[rare]
    shelf, places, shelved = _shelf(sketches, keys, among)
    if not len(shelf):
        return
    at = np.minimum(np.searchsorted(shelf, keys), len(shelf) - 1)
    matched = shelf[at] == keys
    at, owners = at[matched], owners[matched]
    sizes = places[at + 1] - places[at]
    ends = np.cumsum(sizes)
    begin = 0
    while begin < len(sizes):
        full = int(np.searchsorted(ends, (ends[begin - 1] if begin else 0) + _ENTRIES, "right"))
        # An article's keys stay together, however many.
        end = int(np.searchsorted(owners, owners[min(full, len(owners) - 1)], "right"))
        part = slice(begin, end)
        begin = end
        chosen = sizes[part]
        total = np.cumsum(chosen)
        expanded = shelved[np.repeat(places[at[part]] - total + chosen, chosen) + np.arange(int(total[-1]))]
        packed = np.repeat(owners[part], chosen) << 32 | expanded
        packed.sort()
        starts = np.flatnonzero(np.concatenate([np.ones(1, np.bool_), packed[1:] != packed[:-1]]))
        shared = np.diff(np.append(starts, len(packed)))
        left, right = packed[starts] >> 32, packed[starts] & 0xFFFFFFFF
        fewer = np.minimum(counts[left], counts[right])
        enough = (shared >= np.maximum(2, fewer // _SHARE)) & _same_time(sketches, left, right)
        yield left[enough], right[enough]


def _shelf(sketches: Sketches, wanted: Hashes, among: NDArray[np.bool_]) -> tuple[Hashes, Rows, Rows]:
    """The wanted keys in order, where the articles of each begin (with the end of the last), and the rows of these articles."""
    table = sketches.table
    ends = np.cumsum(table.key_counts, dtype=np.int64)
    if _MANY * len(wanted) < len(sketches.keys):
        places = sketches.shelved("keys", np.unique(wanted))
        owners = np.searchsorted(ends, places, "right")
        places, owners = places[among[owners]], owners[among[owners]]
        keys = sketches.keys.at(places)
    else:
        present = np.zeros(1 << (32 - int(_BUCKETS)), np.bool_)
        present[wanted >> _BUCKETS] = True
        keys = sketches.keys.whole()
        places = np.flatnonzero(present[keys >> _BUCKETS] & np.repeat(among, table.key_counts))
        keys = keys[places]
        rare = sketches.rarity.rare(keys, COMMON)
        keys, owners = keys[rare], np.searchsorted(ends, places[rare], "right")
    packed = keys.astype(np.uint64) << np.uint64(32) | owners.astype(np.uint64)
    packed.sort()
    keys = (packed >> np.uint64(32)).astype(np.uint32)
    starts = np.flatnonzero(np.concatenate([np.ones(1, np.bool_), keys[1:] != keys[:-1]])[: len(keys)])
    return keys[starts], np.append(starts, len(keys)), (packed & np.uint64(0xFFFFFFFF)).astype(np.int64)


def _same_time(sketches: Sketches, left: Rows, right: Rows) -> NDArray[np.bool_]:
    """Whether two articles may have appeared within `DAYS`. One that is not dated may have at any time."""
    first, last = sketches.table.first, sketches.table.last
    near_enough = (first[left] <= last[right] + DAYS) & (first[right] <= last[left] + DAYS)
    same: NDArray[np.bool_] = near_enough | (first[left] == 0) | (first[right] == 0)
    return same


def _compared(sketches: Sketches, left: Rows, right: Rows) -> Pairs:
    """The pairs that are like enough."""
    ours, theirs = _weighed(sketches, "keys", left), _weighed(sketches, "keys", right)
    likeness, shared, places = _cosine(sketches, ours, theirs)
    enough = likeness >= FLOOR
    numbers = np.bincount(places, sketches.rarity.weights(shared) * _numeric(shared), len(left))
    agreement = (2 * numbers + _DOUBT) / (ours.numbers + theirs.numbers + 2 * _DOUBT)
    left, right = left[enough], right[enough]
    meanings, _, _ = _cosine(sketches, _weighed(sketches, "meanings", left), _weighed(sketches, "meanings", right))
    return Pairs(left, right, likeness[enough], agreement[enough], meanings)


def _cosine(sketches: Sketches, ours: _Weighed, theirs: _Weighed) -> tuple[Floats, Hashes, NDArray[np.int64]]:
    """How much alike articles are one by one, and what they share, with the place of the pair that shares it."""
    both = np.concatenate([ours.placed, theirs.placed])
    both.sort()
    shared = both[1:][both[1:] == both[:-1]]
    places, hashes = (shared >> np.uint64(32)).astype(np.int64), shared.astype(np.uint32)
    squares = np.bincount(places, sketches.rarity.weights(hashes).astype(np.float64) ** 2, len(ours.squares))
    return squares / np.sqrt(np.maximum(ours.squares * theirs.squares, 1)), hashes, places


def _weighed(sketches: Sketches, name: str, which: Rows) -> _Weighed:
    """What some articles have in one of the flat arrays of a table."""
    sizes = sketches.table.flat[name]
    flat: Flat = getattr(sketches, name)
    hashes = flat.rows(sizes, which)
    places = np.repeat(np.arange(len(which)), sizes[which])
    weights = sketches.rarity.weights(hashes)
    placed: NDArray[np.uint64] = places.astype(np.uint64) << np.uint64(32) | hashes
    squares = np.bincount(places, weights.astype(np.float64) ** 2, len(which)).astype(np.float64)
    return _Weighed(placed, squares, np.bincount(places, weights * _numeric(hashes), len(which)).astype(np.float64))


def _numeric(keys: Hashes) -> NDArray[np.bool_]:
    numeric: NDArray[np.bool_] = (keys & np.uint32(KIND)) >= Kind.CALENDAR
    return numeric
