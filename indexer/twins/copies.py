"""Near duplicates: the same text in the same language, with sentences dropped, words changed, another headline, other lines around it.

Articles are taken in the order of `standing`, the best first. Each joins the article before it that it is a copy of, or else stands for
itself. So every member of a group was compared with the one that stands for it, and no chain of small differences leads from one story
to another.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.codec import kernels
from indexer.twins.flat import Marks, Rows, portions, summed
from indexer.twins.resemblance import AGREEING, Resemblance, Text, resemblance, setting_apart
from indexer.twins.sketch import GRAMS, distinct
from indexer.twins.sketches import Sketches
from indexer.twins.words import KIND, Kind

Texts = Callable[[str], str]
"""From an article's id to its text."""

LEAST_SHARED = 6
"""Of the `GRAMS` that sketches keep, how many two articles share before their texts are compared; in proportion, where one has fewer."""

COMPARED = 16
"""Articles whose texts one is compared with, those with the most grams in common first."""
_RIVAL = 2
"""Once one is found to be the original, only those are compared that have half as many grams in common or more."""
_CLEAR = 4
"""How many times as much of what sets two originals apart a copy has of its own as of the other."""
_HALF = np.uint64(32)
_AT_ONCE = 1 << 15
"""Articles whose grams are added up together."""
_TOGETHER = 64
"""Texts that are read together."""
_REMEMBERED = 2048
"""Texts whose grams are remembered, and articles whose numbers are, some 30 MB."""


def standing(sketches: Sketches, row: int) -> tuple[int, int, str]:
    """What puts the better of two articles first: the longer text, then the earlier date (an unknown one last), then the id."""
    table = sketches.table
    return -int(table.lengths[row]), int(table.first[row]) or 1 << 30, sketches.ids[row]


@dataclass(slots=True)
class Copies:
    """Finds the copies among articles of one language."""

    sketches: Sketches
    texts: Texts
    _ends: Rows = field(init=False)
    _remembered: OrderedDict[int, Text] = field(default_factory=OrderedDict)
    _numbered: dict[int, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._ends = np.cumsum(self.sketches.table.key_counts, dtype=np.int64)

    def groups(self, among: Rows, known: Marks | None = None, foreseen: Marks | None = None) -> list[list[int]]:
        """The groups of two and more among these rows, which are of one language: each in the order of its members' standing.

        Rows that are marked are `known` to be copies of nothing. It may be `foreseen` which texts will be compared, so that they are read
        together.
        """
        same = self._same(among)
        first = sorted((group[0] for group in same), key=lambda row: standing(self.sketches, row))
        if foreseen is not None:
            self._foresee([row for row in first if foreseen[row]])
        followers: dict[int, list[int]] = {group[0]: group for group in same}
        leaders = self._leaders(first, np.zeros(0, np.bool_) if known is None else known[first])
        for row, leader in leaders.items():
            followers[leader] += followers.pop(row)
        return [sorted(group, key=lambda row: standing(self.sketches, row)) for group in followers.values() if len(group) > 1]

    def _foresee(self, rows: Sequence[int]) -> None:
        """Read the texts of some articles together, as many as are remembered."""
        new = [row for row in rows[:_REMEMBERED] if row not in self._remembered]
        for begin in range(0, len(new), _TOGETHER):
            some = new[begin : begin + _TOGETHER]
            for row, text in zip(some, Text.of_all([self.texts(self.sketches.ids[row]) for row in some]), strict=True):
                self._remember(row, text)

    def _same(self, among: Rows) -> list[list[int]]:
        """Those that say the very same thing, together, so that a text that came ten thousand times is looked at once."""
        return [same for alike in self._alike(among) for same in (self._equal(alike) if len(alike) > 1 else [alike])]

    def _equal(self, alike: Sequence[int]) -> list[list[int]]:
        """Rows by their texts."""
        found: dict[bytes, list[int]] = {}
        for row in sorted(alike, key=lambda row: standing(self.sketches, row)):
            text = self.texts(self.sketches.ids[row]).encode("utf-8", "surrogatepass")
            found.setdefault(blake2b(text).digest(), []).append(row)
        return list(found.values())

    def _alike(self, among: Rows) -> list[list[int]]:
        """Rows with the same grams and the same length."""
        table = self.sketches.table
        among = among[table.gram_counts[among] > 0]
        told = self._sums(among) + (table.lengths[among].astype(np.uint64) << _HALF)
        _, which, times = np.unique(told, return_inverse=True, return_counts=True)
        ends = np.cumsum(table.gram_counts, dtype=np.int64)
        found: dict[tuple[bytes, int], list[int]] = {}
        groups: list[list[int]] = []
        for row, same in zip(among.tolist(), (times > 1)[which].tolist(), strict=True):
            if not same:  # most articles are told from all others by the sum of their grams
                groups.append([row])
                continue
            kept = self.sketches.grams.between(int(ends[row]) - int(table.gram_counts[row]), int(ends[row]))
            key = kept.tobytes(), int(table.lengths[row])
            if key not in found:
                groups.append(found.setdefault(key, []))
            found[key].append(row)
        return groups

    def _sums(self, among: Rows) -> NDArray[np.uint64]:
        """The sums of the grams of these rows."""
        sizes = self.sketches.table.gram_counts
        parts = [among[begin : begin + _AT_ONCE] for begin in range(0, len(among), _AT_ONCE)]
        sums = [summed(self.sketches.grams.rows(sizes, part), sizes[part]) for part in parts]
        return np.concatenate([np.zeros(0, np.uint64), *sums])

    def _leaders(self, ordered: Sequence[int], known: Marks) -> dict[int, int]:
        """For each row that is a copy, the one before it that stands for it. None of those is that are marked, if any are."""
        leaders: dict[int, int] = {}
        hashes, ends, distinct = self._sharing(ordered)
        counts = self.sketches.leading[np.array(ordered, np.int64)]
        heads, owners = np.full(distinct, -1, np.int32), np.zeros(len(hashes), np.int32)
        shared, met = np.zeros(len(ordered), np.int32), np.zeros(len(ordered), np.int32)
        crowd, join = kernels.crowd, kernels.join
        taken: Any = (hashes, ends, counts, heads, np.zeros(len(hashes), np.int32), owners, shared, met)
        if not kernels.COMPILED:  # a loop of Python's reaches what stands in a list three times as fast
            taken = [each.tolist() for each in taken]
        hashes, ends, counts, *crowds, shared, met = taken
        at, alike = crowd(hashes, ends, counts, LEAST_SHARED, GRAMS, 0, *crowds, shared, met)
        while alike:
            # Of those that share as much, the better one first, as they stand in `ordered`.
            others = sorted((-int(shared[other]), int(other)) for other in met[:alike])
            for _, other in others:
                shared[other] = 0
            alone = len(known) and known[at]
            leader = None if alone else self._leader(ordered[at], [(ordered[other], -most) for most, other in others[:COMPARED]])
            if leader is None:
                join(hashes, ends[at - 1] if at else 0, ends[at], at, *crowds)
            else:
                leaders[ordered[at]] = leader
            at, alike = crowd(hashes, ends, counts, LEAST_SHARED, GRAMS, at + 1, *crowds, shared, met)
        return leaders

    def _sharing(self, ordered: Sequence[int]) -> tuple[NDArray[np.int32], Rows, int]:
        """Of the rows, in their order, the grams that others have as well and that may lead to a copy, numbered.

        Where those of each row end, and how many distinct ones there are.
        """
        which = np.array(ordered, np.int64)
        sizes = self.sketches.table.gram_counts
        flat = self.sketches.grams.rows(sizes, which)
        by_gram = np.sort(flat)
        again = distinct(by_gram[1:][by_gram[1:] == by_gram[:-1]])
        del by_gram
        shared = self.sketches.rarity.uncommon(flat) if len(again) else np.zeros(len(flat), np.bool_)
        numbers = [np.zeros(0, np.int32)]
        for part in portions(len(flat) if len(again) else 0):
            places = np.searchsorted(again, flat[part])
            shared[part] &= again[np.minimum(places, len(again) - 1)] == flat[part]
            numbers.append(places[shared[part]].astype(np.int32))
        return np.concatenate(numbers), np.cumsum(summed(shared, sizes[which]).astype(np.int64)), len(again)

    def _leader(self, row: int, alike: Sequence[tuple[int, int]]) -> int | None:
        """Of articles that share so many grams with this one, the best first, the one that it is a copy of; None where that is not clear.

        An edited copy of one report of a series resembles the others as well. It is linked if what sets it apart from them is left.
        """
        passed: list[tuple[int, int]] = []
        most = 0
        for other, shared in alike:
            if _RIVAL * shared < most:
                break
            found = self._compared(row, other)
            if found is not None and found.copies:
                passed.append((found.shared, other))
                most = most or shared
        if not passed:
            return None
        best = max(passed, key=lambda each: each[0])[1]  # of several the one that stands before the others
        rivals = (other for _, other in passed if other != best)
        return best if all(self._clear(row, best, other) or self._copies(best, other) for other in rivals) else None

    def _clear(self, row: int, best: int, other: int) -> bool:
        """Whether what the article has of all that sets two others apart is clearly of one of them."""
        ours, theirs = self._text(best), self._text(other)
        mine = self._text(row).cut(ours).cut(theirs)
        of_best, of_other = setting_apart(mine, ours, theirs)
        keys, best_keys, other_keys = (self._keys(each) for each in (row, best, other))
        of_best += len(keys & best_keys - other_keys)
        of_other += len(keys & other_keys - best_keys)
        return of_best > _CLEAR * of_other

    def _copies(self, row: int, other: int) -> bool:
        found = self._compared(row, other)
        return found is not None and found.copies

    def _compared(self, row: int, other: int) -> Resemblance | None:
        return resemblance(self._text(row), self._text(other)) if self.numbers_agree(row, other) else None

    def numbers_agree(self, row: int, other: int) -> bool:
        """Whether one article has the numbers of the other, in the headline too: that is where reports of a series differ first.

        A number is the same without its per cent sign, which an editor may have cut.
        """
        one, two = self._numbers(row), self._numbers(other)
        return len(one & two) >= AGREEING * min(len(one), len(two))

    def _numbers(self, row: int) -> set[int]:
        found = self._numbered.get(row)
        if found is None:
            if len(self._numbered) >= _REMEMBERED:
                self._numbered.clear()
            found = self._numbered[row] = {key & ~KIND for key in self._keys(row) if key & KIND >= Kind.CALENDAR}
        return found

    def _keys(self, row: int) -> set[int]:
        end = int(self._ends[row])
        return set(self.sketches.keys.between(end - int(self.sketches.table.key_counts[row]), end).tolist())

    def _text(self, row: int) -> Text:
        found = self._remembered.pop(row, None) or Text.of(self.texts(self.sketches.ids[row]))
        self._remember(row, found)
        return found

    def _remember(self, row: int, text: Text) -> None:
        self._remembered[row] = text
        if len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)


def needed(one: Rows, other: Rows) -> Rows:
    """How many of the grams that may lead to a copy sketches with so many of these have to share."""
    fewer = np.minimum(one, other)
    least: Rows = np.maximum(1, -(-fewer * LEAST_SHARED // GRAMS))
    return least


def agreeing(sketches: Sketches, one: Rows, other: Rows) -> Marks:
    """Whether two articles, row by row, have so many numbers in common that their texts are compared, see `Copies.numbers_agree`."""
    parts = [slice(begin, begin + _AT_ONCE) for begin in range(0, len(one), _AT_ONCE)]
    return np.concatenate([np.zeros(0, np.bool_), *(_agreeing(sketches, one[part], other[part]) for part in parts)])


def _agreeing(sketches: Sketches, one: Rows, other: Rows) -> Marks:
    rows, which = np.unique(np.concatenate([one, other]), return_inverse=True)
    counts = sketches.table.key_counts
    keys, owners = sketches.keys.rows(counts, rows), np.repeat(np.arange(len(rows)), counts[rows])
    numeric = (keys & np.uint32(KIND)) >= Kind.CALENDAR
    numbers = distinct(owners[numeric] << 32 | (keys[numeric] & np.uint32(~KIND & 0xFFFFFFFF)))
    sizes = np.bincount(numbers >> 32, minlength=len(rows))
    total, chosen = np.cumsum(sizes[which]), sizes[which]
    places = np.repeat(np.cumsum(sizes)[which] - total, chosen) + np.arange(int(chosen.sum()))
    pairs = np.concatenate([np.arange(len(one)), np.arange(len(one))])
    held = np.repeat(pairs, chosen) << 32 | (numbers[places] & 0xFFFFFFFF)
    held.sort()
    shared = np.bincount(held[1:][held[1:] == held[:-1]] >> 32, minlength=len(one))
    agree: Marks = shared >= AGREEING * np.minimum(*chosen.reshape(2, -1))
    return agree
