"""What becomes of the stories of a collection when some of its articles change."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, compress
from typing import Self

import numpy as np

from indexer.twins.copies import COMPARED, Texts, agreeing, needed
from indexer.twins.flat import Marks, Rows
from indexer.twins.sketches import Sketches
from indexer.twins.stories import Story, assembled, followers, grouped, stories
from indexer.twins.translations import LEFT, RIGHT, relinked

_FEW = 0.5
"""With more than this part of the articles to be looked at again, all are."""
_MOST = 1 << 24
"""Places where articles share a gram that are looked at; with more, everything is looked at again."""


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """The stories before the change by the rows of their members: of each member the row, -1 if it has none any more, and the story."""

    stories: Sequence[Story]
    rows: Rows
    owners: Rows

    @classmethod
    def of(cls, before: Sequence[Story], sketches: Sketches) -> Self:
        """Find the rows."""
        numbers = sketches.rows
        sizes = [len(story.members) for story in before]
        members = chain.from_iterable(story.members for story in before)
        found = np.fromiter((numbers.get(identity, -1) for identity, _ in members), np.int64, sum(sizes))
        return cls(before, found, np.repeat(np.arange(len(before)), sizes))

    def with_any(self, marks: Marks) -> Marks:
        """The stories that have a member whose row is marked."""
        found = np.zeros(len(self.stories), np.bool_)
        found[self.owners[(self.rows >= 0) & marks[self.rows]]] = True
        return found

    def changed(self, fresh: Marks) -> Marks:
        """The stories that have a member which has gone or was replaced."""
        found = self.with_any(fresh)
        found[self.owners[self.rows < 0]] = True
        return found

    def followers(self, sketches: Sketches, besides: Marks) -> Rows:
        """The rows of articles that a better copy stands for, but in the stories that are marked."""
        members = ~besides[self.owners]
        rows, owners = self.rows[members], self.owners[members]
        sides = owners << 16 | sketches.table.languages[rows]
        _, first = np.unique(sides, return_index=True)
        follows = np.ones(len(rows), np.bool_)
        follows[first] = False
        return rows[follows]

    def identities(self, which: Marks) -> Iterable[str]:
        """The ids of the members that are marked."""
        return (identity for identity, _ in compress(chain.from_iterable(story.members for story in self.stories), which.tolist()))


@dataclass(frozen=True, slots=True, eq=False)
class _Old:
    """What is left of some old stories: whole groups of copies, articles whose group is broken, and links between whole groups."""

    groups: list[list[int]]
    broken: list[int]
    links: list[tuple[int, int]]

    @classmethod
    def of(cls, some: Iterable[Story], sketches: Sketches, left: Collection[str]) -> Self:
        """Take stories apart, of which some articles have `left`."""
        old, numbers = cls([], [], []), sketches.rows
        for story in some:
            stood: dict[str, int] = {}
            for side in dict.fromkeys(language for _, language in story.members):
                group = [identity for identity, language in story.members if language == side]
                present = [numbers[identity] for identity in group if identity in numbers]
                if any(identity in left for identity in group):
                    old.broken.extend(present)
                else:
                    old.groups.append(present)
                    stood[side] = present[0]
            if len(stood) > 1:
                old.links.append((stood[LEFT], stood[RIGHT]))
        return old


def revised(before: Sequence[Story], sketches: Sketches, changed: Collection[str], gone: Collection[str], texts: Texts) -> list[Story]:
    """The stories of a collection, given those that it had: what `stories` gives, in a fraction of the time.

    Args:
        before: the stories before the change.
        sketches: what `merged` made of the sketches that `before` was made of, in one step or several.
        changed: the ids of all articles that were added or replaced since then.
        gone: the ids of those that were taken out.
        texts: gives the text of an article that may be a copy.
    """
    left = {sketches.ids[row] for row in sketches.removed.tolist()}
    told = _Told.of(before, sketches)
    fresh = _marked(sketches, (sketches.rows[identity] for identity in changed if identity in sketches.rows))
    astray = told.identities((told.rows < 0) | fresh[told.rows])
    if sketches.recounted or not left.issuperset(gone) or not left.issuperset(astray):
        return stories(sketches, texts)
    struck = told.changed(fresh)
    fresh[_Old.of(compress(before, struck.tolist()), sketches, left).broken] = True
    again = _reached(sketches, fresh)
    if again is None:
        return stories(sketches, texts)
    stood = sketches.live.copy()
    stood[told.followers(sketches, struck)] = False
    for group in _Old.of(compress(before, struck.tolist()), sketches, left).groups:
        stood[group[1:]] = False
    groups = grouped(sketches, np.flatnonzero(again), texts)
    stands = stood | again
    stands[followers(groups)] = False
    linked, touched = relinked(sketches, stands, fresh | (stands != stood))
    # Only the stories that any of this is about are told again.
    about = again | touched | _marked(sketches, chain.from_iterable(linked))
    retold = struck | told.with_any(about)
    old = _Old.of(compress(before, retold.tolist()), sketches, left)
    groups += [group for group in old.groups if not again[group[0]]]
    linked += [pair for pair in old.links if not touched[list(pair)].any()]
    found = assembled(sketches, [group for group in groups if len(group) > 1], linked)
    return sorted([*compress(before, (~retold).tolist()), *found], key=lambda story: story.members[0])


def _marked(sketches: Sketches, which: Iterable[int]) -> Marks:
    marks = np.zeros(len(sketches.live), np.bool_)
    marks[np.fromiter(which, np.int64)] = True
    return marks


def _reached(sketches: Sketches, seeds: Marks) -> Marks | None:
    """The articles from which a chain leads to a seed or to a removed article, such that each may change what becomes of the next one.

    An article may change that of another if it may be a copy of it, and otherwise only by taking the place of one that may, where so many
    share their grams that not all are compared. None if it is too many to follow.
    """
    table, reached = sketches.table, seeds.copy()
    beside = np.full(len(reached), -1)
    frontier = np.union1d(np.flatnonzero(seeds), sketches.removed)
    while len(frontier):
        found = _beside(sketches, frontier, beside)
        if found is None:
            return None
        one, other = (each[sketches.live[found[1]] & ~reached[found[1]]] for each in found)
        tied = (beside[one] > COMPARED) | (table.lengths[one] == table.lengths[other]) | agreeing(sketches, one, other)
        unsure = np.unique(other[~tied])
        if _beside(sketches, unsure[beside[unsure] < 0], beside) is None:
            return None
        frontier = np.unique(other[tied | (beside[other] > COMPARED)])
        reached[frontier] = True
        if np.count_nonzero(reached) > max(_FEW * len(sketches), 100):
            return None
    return reached


def _beside(sketches: Sketches, these: Rows, numbers: Rows) -> tuple[Rows, Rows] | None:
    """Each of these rows with every row that shares enough grams to be compared with it, those too that are no longer there, and itself.

    How many that are is put down in `numbers`. None if it is too much to tell.
    """
    table, counts = sketches.table, sketches.leading
    numbers[these] = 0
    grams = sketches.grams.rows(table.gram_counts, these)
    owners = np.repeat(these, table.gram_counts[these])
    uncommon = sketches.rarity.uncommon(grams)
    grams, owners = grams[uncommon], owners[uncommon]
    places = sketches.shelved("grams", np.unique(grams))
    shelf = sketches.grams.at(places)
    order = np.argsort(shelf)
    shelf, holders = shelf[order], np.searchsorted(np.cumsum(table.gram_counts, dtype=np.int64), places, "right")[order]
    begins, ends = np.searchsorted(shelf, grams, "left"), np.searchsorted(shelf, grams, "right")
    sizes = ends - begins
    total = np.cumsum(sizes)
    if sizes.sum() > _MOST:
        return None
    found = holders[np.repeat(begins - total + sizes, sizes) + np.arange(int(sizes.sum()))]
    pairs, shared = np.unique(np.repeat(owners, sizes) << 32 | found, return_counts=True)
    one, other = pairs >> 32, pairs & 0xFFFFFFFF
    enough = (table.languages[one] == table.languages[other]) & (shared >= needed(counts[one], counts[other]))
    one, other = one[enough], other[enough]
    np.add.at(numbers, one, 1)
    return one, other
