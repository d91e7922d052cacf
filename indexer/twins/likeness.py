"""How much alike two articles in different languages are, as far as their keys tell."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from indexer.twins.flat import Flat, Rows
from indexer.twins.rarity import COMMON
from indexer.twins.sketch import Hashes, distinct
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
_ENTRIES = 1 << 20
"""Places where two articles share a key that are held at once."""
_ROWS = 1 << 13
"""Articles whose keys are looked up, or looked through, at once."""
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
    these = np.sort(these)
    counts, shelf = sketches.table.key_counts, _Shelf.of(sketches, these, among)
    for begin in range(0, len(these) if len(shelf.keys) else 0, _ROWS):
        keys, owners = _rare(sketches, these[begin : begin + _ROWS])
        for packed in shelf.meetings(keys, owners):
            starts = np.flatnonzero(np.concatenate([np.ones(1, np.bool_), packed[1:] != packed[:-1]]))
            shared = np.diff(np.append(starts, len(packed)))
            left, right = packed[starts] >> 32, packed[starts] & 0xFFFFFFFF
            fewer = np.minimum(counts[left], counts[right])
            enough = (shared >= np.maximum(2, fewer // _SHARE)) & _same_time(sketches, left, right)
            yield left[enough], right[enough]


def _rare(sketches: Sketches, rows: Rows) -> tuple[Hashes, Rows]:
    """The keys of some rows that may lead to a translation, and whose each is."""
    counts = sketches.table.key_counts
    keys, owners = sketches.keys.rows(counts, rows), np.repeat(rows, counts[rows])
    rare = sketches.rarity.rare(keys, COMMON)
    return keys[rare], owners[rare]


@dataclass(frozen=True, slots=True, eq=False)
class _Shelf:
    """Keys in order, where the articles of each begin (with the end of the last), and the rows of these articles."""

    keys: Hashes
    starts: Rows
    rows: NDArray[np.uint32]

    @classmethod
    def of(cls, sketches: Sketches, these: Rows, among: NDArray[np.bool_]) -> Self:
        """What the rare keys of these rows lead to, of the rows that are marked."""
        counts = sketches.table.key_counts
        if _MANY * int(counts[these].sum(dtype=np.int64)) < len(sketches.keys):
            places = sketches.shelved("keys", distinct(_rare(sketches, these)[0]))
            owners = np.searchsorted(np.cumsum(counts, dtype=np.int64), places, "right")
            packed = _packed(sketches.keys.at(places[among[owners]]), owners[among[owners]])
        else:
            present = np.zeros(1 << (32 - int(_BUCKETS)), np.bool_)
            for begin in range(0, len(these), _ROWS):
                present[_rare(sketches, these[begin : begin + _ROWS])[0] >> _BUCKETS] = True
            found, marked = [np.zeros(0, np.uint64)], np.flatnonzero(among)
            for begin in range(0, len(marked), _ROWS):
                keys, owners = _rare(sketches, marked[begin : begin + _ROWS])
                likely = present[keys >> _BUCKETS]
                found.append(_packed(keys[likely], owners[likely]))
            packed = np.concatenate(found)
        packed.sort()
        keys = (packed >> np.uint64(32)).astype(np.uint32)
        starts = np.flatnonzero(np.concatenate([np.ones(1, np.bool_), keys[1:] != keys[:-1]])[: len(keys)])
        return cls(keys[starts], np.append(starts, len(keys)), packed.astype(np.uint32))

    def meetings(self, keys: Hashes, owners: Rows) -> Iterator[Rows]:
        """Every place where one of these articles shares a key with one of the shelf, as the rows of both in one number; sorted portions.

        `owners`, which ascend, are whose the keys are. No article is in two portions.
        """
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        matched = self.keys[at] == keys
        at, owners = at[matched], owners[matched]
        sizes = self.starts[at + 1] - self.starts[at]
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
            expanded = self.rows[np.repeat(self.starts[at[part]] - total + chosen, chosen) + np.arange(int(total[-1]))]
            packed = np.repeat(owners[part], chosen) << 32 | expanded
            packed.sort()
            yield packed


def _packed(keys: Hashes, rows: Rows) -> NDArray[np.uint64]:
    """Keys above the rows that they lead to."""
    packed: NDArray[np.uint64] = keys.astype(np.uint64) << np.uint64(32) | rows.astype(np.uint64)
    return packed


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
