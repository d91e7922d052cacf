"""What becomes of groups of copies when some articles change: only those are looked at again of which anything depends on these.

What becomes of an article depends on which of the articles that it shares grams with stand for themselves, and of these only on those that
it may be a copy of, unless it shares grams with so many that not all are compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from indexer.twins.copies import COMPARED, Copies, Texts, agreeing, needed
from indexer.twins.flat import Marks, Rows
from indexer.twins.sketch import distinct, first_of_each
from indexer.twins.sketches import Sketches
from indexer.twins.stories import followers, grouped

_FEW = 0.5
"""With more than this part of the articles to be looked at again, all are."""
_MOST = 1 << 24
"""Places where articles share a gram that are looked at; with more, everything is looked at again."""


class TooMany(Exception):
    """It is better to look at everything again."""


def regrouped(sketches: Sketches, seeds: Marks, stood: Marks, texts: Texts) -> tuple[Marks, list[list[int]]]:
    """The articles that were looked at again, and what groups they are in; of others in these only those that stand for them.

    Args:
        sketches: of all articles; those in `removed` were there before.
        seeds: marks the articles of which nothing is known.
        stood: marks of the others those that stood for themselves, or for copies, before.
        texts: gives the text of an article that may be a copy.

    Raises:
        TooMany: it would take longer than to look at all of them.
    """
    beside, again = _Beside(sketches), seeds.copy()
    frontier, copies = distinct(np.concatenate([np.flatnonzero(seeds), sketches.removed])), Copies(sketches, texts)
    told = seeds.copy()
    while True:
        again[beside.affected(frontier, again)] = True
        again = beside.with_equals(again)
        if np.count_nonzero(again) > max(_FEW * len(sketches), 100):
            raise TooMany
        known = np.zeros(len(again), np.bool_)
        known[beside.comparable(again, stood)] = True
        groups = grouped(copies, np.flatnonzero(again | known), known, beside.compared(again, known))
        stands = again.copy()
        stands[followers(groups)] = False
        # Who stands for itself now and did not, or the other way round, may change what becomes of others.
        turned = again & ~told & (stands != stood)
        if not turned.any():
            return again, [group for group in groups if len(group) > 1]
        told |= turned
        frontier = np.flatnonzero(turned)


@dataclass(slots=True, eq=False)
class _Beside:
    """Which articles share enough grams to be compared, looked up once for each; `numbers` is how many those of a row are, -1 if unknown.

    Articles that are no longer there count, for they may have been compared before.
    """

    sketches: Sketches
    numbers: Rows = field(init=False)
    _one: Rows = field(default_factory=lambda: np.zeros(0, np.int64))
    _other: Rows = field(default_factory=lambda: np.zeros(0, np.int64))

    def __post_init__(self) -> None:
        self.numbers = np.full(len(self.sketches.live), -1)

    def affected(self, these: Rows, besides: Marks) -> Rows:
        """The articles, but for some, of which something may depend on what became of these rows."""
        marks = np.zeros(len(besides), np.bool_)
        marks[these] = True
        one, other = self._pairs(marks, self.sketches.live & ~besides)
        may = self._may_be_copies(one, other)
        self._look(distinct(other[~may]))
        return distinct(other[may | (self.numbers[other] > COMPARED)])

    def comparable(self, these: Marks, among: Marks) -> Rows:
        """Of some others, those on which it may depend what becomes of these articles."""
        one, other = self._pairs(these, among & self.sketches.live & ~these)
        return distinct(other[(self.numbers[one] > COMPARED) | self._may_be_copies(one, other)])

    def compared(self, these: Marks, known: Marks) -> Marks:
        """Those of some articles, and of others that are known to be no copies, whose texts will be compared, but for few."""
        one, other = self._pairs(these, these | known)
        agree = (one != other) & agreeing(self.sketches, one, other)
        marks = np.zeros(len(these), np.bool_)
        marks[one[agree]] = marks[other[agree]] = True
        return marks

    def with_equals(self, these: Marks) -> Marks:
        """These articles with all that may say the very same, for what becomes of one becomes of all."""
        lengths, whole = self.sketches.table.lengths, these.copy()
        while True:
            one, other = self._pairs(whole, self.sketches.live & ~whole)
            equal = other[lengths[one] == lengths[other]]
            if not len(equal):
                return whole
            whole[equal] = True

    def _may_be_copies(self, one: Rows, other: Rows) -> Marks:
        lengths = self.sketches.table.lengths
        may: Marks = (lengths[one] == lengths[other]) | agreeing(self.sketches, one, other)
        return may

    def _pairs(self, these: Marks, among: Marks) -> tuple[Rows, Rows]:
        """Each of some articles with each of some others that is beside it."""
        self._look(np.flatnonzero(these))
        which = these[self._one] & among[self._other]
        return self._one[which], self._other[which]

    def _look(self, these: Rows) -> None:
        """Look up what is beside these rows, where that is not known."""
        sketches, these = self.sketches, these[self.numbers[these] < 0]
        table, counts = sketches.table, sketches.leading
        grams = sketches.grams.rows(table.gram_counts, these)
        owners = np.repeat(these, table.gram_counts[these])
        uncommon = sketches.rarity.uncommon(grams)
        grams, owners = grams[uncommon], owners[uncommon]
        places = sketches.shelved("grams", distinct(grams))
        shelf = sketches.grams.at(places)
        order = np.argsort(shelf)
        shelf, holders = shelf[order], np.searchsorted(np.cumsum(table.gram_counts, dtype=np.int64), places, "right")[order]
        begins, ends = np.searchsorted(shelf, grams, "left"), np.searchsorted(shelf, grams, "right")
        sizes = ends - begins
        if sizes.sum() > _MOST:
            raise TooMany
        found = holders[np.repeat(begins - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))]
        pairs = np.sort(np.repeat(owners, sizes) << 32 | found)
        first = np.flatnonzero(first_of_each(pairs))
        pairs, shared = pairs[first], np.diff(first, append=len(pairs))
        one, other = pairs >> 32, pairs & 0xFFFFFFFF
        enough = (table.languages[one] == table.languages[other]) & (shared >= needed(counts[one], counts[other]))
        one, other = one[enough], other[enough]
        self.numbers[these] = 0
        np.add.at(self.numbers, one, 1)
        self._one, self._other = np.concatenate([self._one, one]), np.concatenate([self._other, other])


def completed(groups: Sequence[Sequence[int]], before: Sequence[Sequence[int]], again: Marks) -> list[list[int]]:
    """Groups that `regrouped` gave, with those of the groups before who were not looked at again and stay with who stands for them."""
    whole = {group[0]: list(group) for group in groups}
    for group in before:
        if stay := [row for row in group[1:] if not again[row]]:
            whole.setdefault(group[0], [group[0]]).extend(stay)
    return list(whole.values())
