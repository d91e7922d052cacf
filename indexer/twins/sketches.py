"""The sketches of a whole collection: rows that never change and are only added to, in files that generations share.

An update writes the rows of its articles into a file of their own and says which rows are no longer true. Files of which the last is not
much smaller than the one before it are written as one, so that there are few, and rows are rewritten only when there are twice as many.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, compress
from pathlib import Path
from shutil import copyfile
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from indexer.codec.container import Container, ContainerWriter
from indexer.twins.flat import Flat, Marks, Rows
from indexer.twins.rarity import Rarity
from indexer.twins.sketch import Hashes, Sketch
from indexer.twins.table import FLAT, Part, Table, positions

FILE = "twins.arrays"
"""The file that names the others."""

_GROWTH = 2
"""A part is joined with the one before it, unless that has more than so many times as many rows."""
_DEAD = 0.25
"""The part of rows that are no longer true from which on all are written again."""


@dataclass(frozen=True, eq=False)
class Sketches:
    """The sketches of a collection, in rows. Those that are not `live` are of articles that have gone or changed.

    `removed` are the rows that `merged` took out, until these sketches are written, and `old` is how many rows there were before it added
    others: what is new, or was like what is gone, has to be looked at again. `recounted` says that `rarity` was counted anew since then,
    so that everything has.
    """

    languages: tuple[str, ...]
    parts: tuple[Part, ...]
    live: Marks
    rarity: Rarity
    removed: Rows
    recounted: bool = True
    old: int = 0

    @classmethod
    def of(cls, sketches: Iterable[tuple[str, Sketch]]) -> Self:
        """The sketches of some articles, given with their ids; of two with the same id the last is kept."""
        known = dict(sketches)
        languages = tuple(sorted({each.language for each in known.values()}))
        return cls.new(languages, Table.of(tuple(known.values()), languages), tuple(known))

    @classmethod
    def new(cls, languages: tuple[str, ...], table: Table, ids: tuple[str, ...], release: Callable[[], None] = lambda: None) -> Self:
        """A collection of which nothing was known before: its table, with the ids of the articles and the languages; see `Part.release`."""
        rarity = table.rarity()
        release()
        part = Part(table, ids, rarity, release=release)
        return cls(languages, (part,), np.ones(len(ids), np.bool_), rarity, np.zeros(0, np.int64))

    def __len__(self) -> int:
        """How many articles there are."""
        return int(np.count_nonzero(self.live))

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The id of the article of every row."""
        return self.parts[0].ids if len(self.parts) == 1 else tuple(chain.from_iterable(part.ids for part in self.parts))

    @property
    def living(self) -> Iterable[str]:
        """The ids of the articles, in the order of their rows."""
        return compress(self.ids, self.live.tolist())

    @cached_property
    def grams(self) -> Flat:
        """The grams of every row, after those of the rows before it."""
        return Flat(tuple(part.table.grams for part in self.parts))

    @cached_property
    def keys(self) -> Flat:
        """The keys likewise."""
        return Flat(tuple(part.table.keys for part in self.parts))

    @cached_property
    def meanings(self) -> Flat:
        """The meanings likewise."""
        return Flat(tuple(part.table.meanings for part in self.parts))

    @cached_property
    def table(self) -> Table:
        """The columns of all rows, without grams, keys and meanings."""
        none = np.zeros(0, np.uint32)
        return Table.joined([replace(part.table, grams=none, keys=none, meanings=none) for part in self.parts])

    @cached_property
    def leading(self) -> NDArray[np.int64]:
        """How many grams of each row may lead to a copy."""
        return np.concatenate([part.leading for part in self.parts]).astype(np.int64)

    def release(self) -> None:
        """Let go of the memory that what was read of files takes; what is looked at again is read again."""
        for part in self.parts:
            part.release()

    def language(self, row: int) -> str:
        """The language of an article."""
        return self.languages[int(self.table.languages[row])]

    def shelved(self, name: str, wanted: Hashes) -> Rows:
        """Where in `grams` or `keys` those are that are wanted, which are sorted, as far as they may lead to anything."""
        return positions(self.parts, name, wanted)

    def merged(self, others: "Sketches", without: Collection[str] = ()) -> "Sketches":
        """These sketches, but others in place of those with the same ids, and none of the articles named in `without`.

        An id that is in `without` and in the others is one of the others'.
        """
        fresh = tuple(others.living)
        left = self._rows_of({*without, *fresh})
        live = np.concatenate([self.live, np.ones(len(others), np.bool_)])
        live[left] = False
        languages = tuple(dict.fromkeys((*self.languages, *others.languages)))
        added = Part(others.living_table(languages), fresh, self.rarity)
        parts = (*self.parts, added) if len(added) else self.parts
        removed = np.concatenate([self.removed, left])
        whole = replace(self, languages=languages, parts=parts, live=live, removed=removed)
        if not self.rarity.fits(len(whole)):
            return Sketches.new(languages, whole.living_table(languages), tuple(whole.living))
        return replace(whole, parts=_grown(parts, self.rarity))

    def _rows_of(self, ids: AbstractSet[str]) -> Rows:
        """The rows of those of the articles that are here; to ask of every id costs half of what a dictionary of all of them does."""
        here: Marks = np.fromiter(map(ids.__contains__, self.ids), np.bool_, len(self.ids))
        return np.flatnonzero(here & self.live)

    def settled(self) -> "Sketches":
        """The same as they are when they were written and are read."""
        return replace(self, removed=np.zeros(0, np.int64), recounted=False, old=len(self.live))

    def tidied(self) -> "Sketches":
        """The same without the rows that are not live, once there are many of these; the others then have other numbers."""
        if len(self) >= (1 - _DEAD) * len(self.live):
            return self
        table = self.living_table(self.languages)
        part = Part(table, tuple(self.living), self.rarity)
        return replace(self, parts=(part,), live=np.ones(len(table), np.bool_)).settled()

    def write(self, folder: Path) -> set[str]:
        """Write all of them into the folder: `FILE` and a file for each part. The names of those that were only linked."""
        sketches = self.tidied()
        linked, end = set(), 0
        names = []
        for part in sketches.parts:
            begin, end = end, end + len(part)
            names.append(f"twins_{begin}_{end}.arrays")
            if part.file is None:
                part.write(folder / names[-1])
            else:
                _link(part.file, folder / names[-1])
                linked.add(names[-1])
        out = ContainerWriter(folder)
        out.add("levels", self.rarity.levels)
        out.add("common", self.rarity.common)
        out.add("dead", np.flatnonzero(~sketches.live).astype(np.uint32))
        out.meta = {"languages": self.languages, "articles": self.rarity.articles, "parts": names, "flat": FLAT}
        with (folder / FILE).open("wb") as stream:
            out.write(stream)
        return linked

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Map what was written into memory.

        Raises:
            IndexDamaged: it is not as it was written.
            OSError: it cannot be read.
        """
        held = Container.open(folder / FILE)
        if tuple(held.meta.get("flat", ())) != FLAT:
            raise held.damaged("it was written by an earlier version")
        rarity = Rarity(held["levels"], held["common"], held.meta["articles"])
        parts = tuple(Part.read(folder / name, rarity) for name in held.meta["parts"])
        live = np.ones(sum(map(len, parts)), np.bool_)
        live[held["dead"]] = False
        return cls(tuple(held.meta["languages"]), parts, live, rarity, np.zeros(0, np.int64), recounted=False, old=len(live))

    def living_table(self, languages: Sequence[str]) -> Table:
        """The rows of the articles, with their languages by the places in this list."""
        whole = Table.joined([part.table for part in self.parts])
        table = whole if self.live.all() else whole.where(self.live)
        numbers: NDArray[Any] = np.array([languages.index(each) for each in self.languages], np.uint16)
        return replace(table, languages=numbers[table.languages])


def _grown(parts: Sequence[Part], rarity: Rarity) -> tuple[Part, ...]:
    """The parts, of which the last are joined while they are of a size. Rows keep their numbers."""
    kept = list(parts)
    while len(kept) > 1 and len(kept[-2]) <= _GROWTH * len(kept[-1]):
        last = kept.pop()
        kept[-1] = Part(Table.joined([kept[-1].table, last.table]), (*kept[-1].ids, *last.ids), rarity)
    return tuple(kept)


def _link(file: Path, name: Path) -> None:
    try:
        name.hardlink_to(file)
    except OSError:  # not every file system has links
        copyfile(file, name)
