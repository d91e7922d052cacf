"""The sketches of a whole collection: flat arrays, one row an article, in one file."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import reduce
from itertools import compress
from pathlib import Path
from typing import Self

import msgpack
import numpy as np
from numpy.typing import NDArray

from indexer.codec.container import Container, ContainerWriter
from indexer.twins.rarity import Rarity
from indexer.twins.sketch import Hashes, Sketch

FILE = "twins.arrays"
"""The file that `write` makes."""

Rows = NDArray[np.int64]
"""Numbers of rows."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Sketches without the ids of their articles. Every array has an element for each; see `Sketch` for what they hold.

    `languages` are places in the list of languages. Row n has `gram_counts[n]` of the grams, after those of the rows before it, and its
    keys likewise.
    """

    languages: NDArray[np.uint16]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    lengths: NDArray[np.uint32]
    paragraphs: NDArray[np.uint16]
    gram_counts: NDArray[np.uint8]
    key_counts: NDArray[np.uint8]
    grams: Hashes
    keys: Hashes

    @classmethod
    def of(cls, sketches: Sequence[Sketch], languages: Sequence[str]) -> Self:
        """The table of some sketches."""
        number = {language: place for place, language in enumerate(languages)}
        most = np.iinfo(np.uint16).max
        empty = np.zeros(0, np.uint32)
        return cls(
            np.array([number[each.language] for each in sketches], np.uint16),
            np.array([each.first for each in sketches], np.int32),
            np.array([each.last for each in sketches], np.int32),
            np.array([each.length for each in sketches], np.uint32),
            np.array([min(each.paragraphs, most) for each in sketches], np.uint16),
            np.array([len(each.grams) for each in sketches], np.uint8),
            np.array([len(each.keys) for each in sketches], np.uint8),
            np.concatenate([empty, *(each.grams for each in sketches)]),
            np.concatenate([empty, *(each.keys for each in sketches)]),
        )

    def rarity(self, articles: int) -> Rarity:
        """How rare the keys and grams of these rows are."""
        # An article that is there ten thousand times makes nothing common.
        sums = np.bincount(np.repeat(np.arange(len(self.lengths)), self.gram_counts), self.grams, len(self.lengths))
        _, first = np.unique(sums + self.lengths, return_index=True)
        different = np.zeros(len(self.lengths), np.bool_)
        different[first] = True
        return Rarity.of(self.keys, self.grams[np.repeat(different, self.gram_counts)], articles)

    def looked_up(self, rarity: Rarity) -> NDArray[np.int64]:
        """How many grams of each row may lead to a copy."""
        before = np.concatenate([np.zeros(1, np.int64), np.cumsum(rarity.uncommon(self.grams))])
        ends = np.cumsum(self.gram_counts, dtype=np.int64)
        looked_up: NDArray[np.int64] = before[ends] - before[ends - self.gram_counts]
        return looked_up

    def where(self, kept: NDArray[np.bool_]) -> Self:
        """Some rows."""
        flat = {"grams": np.repeat(kept, self.gram_counts), "keys": np.repeat(kept, self.key_counts)}
        return type(self)(*(getattr(self, each.name)[flat.get(each.name, kept)] for each in fields(self)))

    def followed(self, other: Self) -> Self:
        """These rows and then those of another table."""
        return type(self)(*(np.concatenate([getattr(self, each.name), getattr(other, each.name)]) for each in fields(self)))


@dataclass(frozen=True, slots=True, eq=False)
class Sketches:
    """The sketches of a collection.

    `removed` holds those that `merged` left out, until these sketches are written: what was like them has to be looked at again.
    `recounted` says that `rarity` was counted anew since then, so that everything has.
    """

    ids: tuple[str, ...]
    languages: tuple[str, ...]
    table: Table
    rarity: Rarity
    removed: "Sketches | None" = None
    recounted: bool = True

    @classmethod
    def of(cls, sketches: Iterable[tuple[str, Sketch]]) -> Self:
        """The sketches of some articles, given with their ids; of two with the same id the last is kept."""
        known = dict(sketches)
        languages = tuple(sorted({each.language for each in known.values()}))
        table = Table.of(tuple(known.values()), languages)
        return cls(tuple(known), languages, table, table.rarity(len(known)))

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def joined(cls, parts: Sequence["Sketches"]) -> "Sketches":
        """The sketches of several collections that have no id in common, as if they had been one from the beginning."""
        whole = reduce(Sketches._followed, parts) if parts else cls.of(())
        return Sketches(whole.ids, whole.languages, whole.table, whole.table.rarity(len(whole)))

    def language(self, row: int) -> str:
        """The language of an article."""
        return self.languages[int(self.table.languages[row])]

    def merged(self, others: Self, without: Collection[str] = ()) -> Self:
        """These sketches, but others in place of those with the same ids, and none of the articles named in `without`.

        An id that is in `without` and in the others is one of the others'.
        """
        gone = {*without, *others.ids}
        leaves = np.fromiter((identity in gone for identity in self.ids), np.bool_, len(self))
        kept, left = self.where(~leaves), self.where(leaves)
        removed = self.removed._followed(left) if self.removed else left  # noqa: SLF001
        whole = kept._followed(others)  # noqa: SLF001
        fits = self.rarity.fits(len(whole))
        rarity = self.rarity if fits else whole.table.rarity(len(whole))
        return type(self)(whole.ids, whole.languages, whole.table, rarity, removed, self.recounted or not fits)

    def where(self, kept: NDArray[np.bool_]) -> Self:
        """Some of the articles, with the same rarity."""
        return type(self)(tuple(compress(self.ids, kept.tolist())), self.languages, self.table.where(kept), self.rarity)

    def write(self, folder: Path) -> None:
        """Write all of them into one file in the folder, `FILE`."""
        out = ContainerWriter(folder)
        for each in fields(self.table):
            out.add(each.name, getattr(self.table, each.name))
        out.add("levels", self.rarity.levels)
        out.add("common", self.rarity.common)
        out.add("ids", np.frombuffer(msgpack.packb(self.ids, unicode_errors="surrogatepass"), np.uint8))
        out.meta = {"languages": self.languages, "articles": self.rarity.articles}
        with (folder / FILE).open("wb") as stream:
            out.write(stream)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Map what was written into memory.

        Raises:
            IndexDamaged: it is not as it was written.
            OSError: it cannot be read.
        """
        held = Container.open(folder / FILE)
        ids = tuple(msgpack.unpackb(held["ids"].tobytes(), unicode_errors="surrogatepass"))
        table = Table(*(held[each.name] for each in fields(Table)))
        rarity = Rarity(held["levels"], held["common"], held.meta["articles"])
        return cls(ids, tuple(held.meta["languages"]), table, rarity, recounted=False)

    def _followed(self, other: "Sketches") -> Self:
        """These articles and then others, whose ids are different or do not matter."""
        languages = tuple(sorted({*self.languages, *other.languages}))
        number = {language: place for place, language in enumerate(languages)}
        tables = [
            replace(sketches.table, languages=np.array([number[each] for each in sketches.languages], np.uint16)[sketches.table.languages])
            for sketches in (self, other)
        ]
        return type(self)((*self.ids, *other.ids), languages, tables[0].followed(tables[1]), self.rarity)
