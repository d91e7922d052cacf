"""Stories by the rows of their articles, in a file beside the sketches: an update looks no article up by its id to know its story."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.codec.container import Container, ContainerWriter
from indexer.twins.flat import Marks, Rows
from indexer.twins.sketch import distinct, first_of_each
from indexer.twins.sketches import Sketches
from indexer.twins.translations import LEFT, RIGHT

FILE = "stories.arrays"

Member = tuple[str, str]
"""The id of an article and its language."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """The stories of a collection, in the order of their best articles' ids.

    A story is two articles or more that tell the same, the best one first: that is the longest, of several the earliest, and of these the
    first by id. There are articles of two languages in it only if one is French and one English, and each may have copies.

    `rows` (int64) are those of the articles in `Sketches`, story by story. `starts` (int64) is where each story begins in these, with the
    end of the last.
    """

    rows: Rows
    starts: Rows

    @classmethod
    def of(cls, stories: Sequence[Sequence[int]]) -> Self:
        """The stories with these rows."""
        sizes = np.fromiter(map(len, stories), np.int64, len(stories))
        return cls(np.fromiter((row for story in stories for row in story), np.int64, int(sizes.sum())), _starts(sizes))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __iter__(self) -> Iterator[list[int]]:
        """The rows of each story."""
        rows, starts = self.rows.tolist(), self.starts.tolist()
        return (rows[begin:end] for begin, end in pairwise(starts))

    @property
    def sizes(self) -> Rows:
        """How many articles each story has."""
        return np.diff(self.starts)

    @property
    def owners(self) -> Rows:
        """The story of every row, by its place."""
        return np.repeat(np.arange(len(self)), self.sizes)

    def members(self, sketches: Sketches) -> Iterator[tuple[Member, ...]]:
        """The articles of each story."""
        ids, languages = sketches.ids, sketches.languages
        of = sketches.table.languages.tolist()
        return (tuple((ids[row], languages[of[row]]) for row in story) for story in self)

    def with_any(self, marks: Marks) -> Marks:
        """Which stories have a row that is marked."""
        found = np.zeros(len(self), np.bool_)
        found[self.owners[marks[self.rows]]] = True
        return found

    def where(self, kept: Marks) -> Self:
        """Some of the stories."""
        sizes = self.sizes
        return replace(self, rows=self.rows[np.repeat(kept, sizes)], starts=_starts(sizes[kept]))

    def instead(self, dropped: Marks, others: Sequence[tuple[int, Sequence[int]]]) -> Self:
        """These stories without those that are marked, but with others: each has the place of the story among these that it precedes."""
        kept, added = self.where(~dropped), self.of([rows for _, rows in others])
        at = _starts(~dropped)[[place for place, _ in others]] if others else np.zeros(0, np.int64)
        sizes = np.insert(kept.sizes, at, added.sizes)
        return replace(self, rows=np.insert(kept.rows, np.repeat(kept.starts[at], added.sizes), added.rows), starts=_starts(sizes))

    def among(self, live: Marks) -> Self:
        """The same stories once only those rows are left that are marked."""
        return replace(self, rows=(np.cumsum(live, dtype=np.int64) - 1)[self.rows])

    def followers(self, sketches: Sketches) -> Rows:
        """The rows of articles that a better copy stands for."""
        follows = np.ones(len(self.rows), np.bool_)
        for _, first in self._firsts(sketches):
            follows[first] = False
        return self.rows[follows]

    def translations(self, sketches: Sketches) -> list[tuple[str, str]]:
        """The ids of the best French and the best English article of each story that has both."""
        firsts = zip(sketches.languages, self._firsts(sketches), strict=True)
        best = {language: (stories, self.rows[first]) for language, (stories, first) in firsts}
        if LEFT not in best or RIGHT not in best:
            return []
        (left, ours), (right, theirs) = best[LEFT], best[RIGHT]
        _, at, other = np.intersect1d(left, right, assume_unique=True, return_indices=True)
        return [(sketches.ids[one], sketches.ids[two]) for one, two in zip(ours[at].tolist(), theirs[other].tolist(), strict=True)]

    def _firsts(self, sketches: Sketches) -> list[tuple[Rows, Rows]]:
        """For each language the stories that have articles in it, and where in `rows` the first of each is."""
        languages, owners = sketches.table.languages[self.rows], self.owners
        places = [np.flatnonzero(languages == number) for number in range(len(sketches.languages))]
        first = [each[first_of_each(owners[each])] for each in places]
        return [(owners[each], each) for each in first]

    def write(self, folder: Path) -> None:
        """Write the stories into a folder."""
        out = ContainerWriter(folder)
        out.add("rows", self.rows.astype(np.uint32))
        out.add("starts", self.starts.astype(np.uint32))
        with (folder / FILE).open("wb") as stream:
            out.write(stream)

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """What was written; None where there is no such file, as generations of before there was one have none.

        Raises:
            IndexDamaged: it is not as it was written.
            OSError: it cannot be read.
        """
        if not (folder / FILE).exists():
            return None
        held = Container.open(folder / FILE)
        rows, starts = held["rows"], held["starts"].astype(np.int64)
        if not len(starts) or starts[0] or starts[-1] != len(rows) or (np.diff(starts) < 2).any() or len(distinct(rows)) < len(rows):
            raise held.damaged("its stories have too few articles, or some have two stories")
        return cls(rows.astype(np.int64), starts)


def _starts(sizes: Rows | NDArray[np.bool_]) -> Rows:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
