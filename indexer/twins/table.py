"""The sketches of some articles as columns, with where to find what is in them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Self

import msgpack
import numpy as np
from numpy.typing import NDArray

from indexer.codec.container import Container, ContainerWriter
from indexer.twins.flat import Marks, Rows, Shelf, summed
from indexer.twins.rarity import COMMON, Rarity
from indexer.twins.sketch import Hashes, Sketch

COLUMNS = ("languages", "first", "last", "lengths", "paragraphs", "gram_counts", "key_counts", "meaning_counts")
"""The fields of a table that hold a number for each row."""
FLAT = ("grams", "keys", "meanings")
"""Those that hold several, as many as `gram_counts` and so on say."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Sketches without the ids of their articles. Every array has an element for each; see `Sketch` for what they hold.

    `languages` are places in the list of languages. Row n has `gram_counts[n]` of the grams, after those of the rows before it, and its
    keys and meanings likewise.
    """

    languages: NDArray[np.uint16]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    lengths: NDArray[np.uint32]
    paragraphs: NDArray[np.uint16]
    gram_counts: NDArray[np.uint8]
    key_counts: NDArray[np.uint8]
    meaning_counts: NDArray[np.uint8]
    grams: Hashes
    keys: Hashes
    meanings: Hashes

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
            np.array([len(each.meanings) for each in sketches], np.uint8),
            np.concatenate([empty, *(each.grams for each in sketches)]),
            np.concatenate([empty, *(each.keys for each in sketches)]),
            np.concatenate([empty, *(each.meanings for each in sketches)]),
        )

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def flat(self) -> Mapping[str, NDArray[np.uint8]]:
        """The names of the arrays that hold several of each row, with how many those are."""
        return dict(zip(FLAT, (self.gram_counts, self.key_counts, self.meaning_counts), strict=True))

    def rarity(self) -> Rarity:
        """How rare the keys and grams of these rows are."""
        # An article that is there ten thousand times makes nothing common.
        sums = summed(self.grams, self.gram_counts)
        _, first = np.unique(sums + self.lengths, return_index=True)
        different = np.zeros(len(self), np.bool_)
        different[first] = True
        return Rarity.of((self.keys, self.meanings), self.grams[np.repeat(different, self.gram_counts)], len(self))

    def where(self, kept: Marks) -> Self:
        """Some rows."""
        flat = {name: np.repeat(kept, counts) for name, counts in self.flat.items()}
        return type(self)(*(getattr(self, each.name)[flat.get(each.name, kept)] for each in fields(self)))

    @classmethod
    def joined(cls, tables: "Sequence[Table]") -> "Table":
        """The rows of several tables, one after the other."""
        return Table(*(np.concatenate([getattr(table, each.name) for table in tables]) for each in fields(cls)))


class Part:
    """Rows that are in one file, or will be. What is found by a key or a gram depends on the rarity of these, which never changes.

    `release` lets go of the memory that the table takes, if it comes from a file; what is looked at again is read again.
    """

    def __init__(
        self, table: Table, ids: tuple[str, ...], rarity: Rarity, file: Path | None = None, release: Callable[[], None] = lambda: None
    ) -> None:
        self.table, self.ids, self.file, self.release = table, ids, file, release
        self._rarity = rarity

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def leading(self) -> NDArray[np.uint8]:
        """How many grams of each row may lead to a copy."""
        return summed(self._rarity.uncommon(self.table.grams), self.table.gram_counts).astype(np.uint8)

    @cached_property
    def grams(self) -> Shelf:
        """Where the grams are that may lead to a copy."""
        return Shelf.of(self.table.grams, self._rarity.uncommon(self.table.grams))

    @cached_property
    def keys(self) -> Shelf:
        """Where the keys are that may lead to a translation."""
        return Shelf.of(self.table.keys, self._rarity.rare(self.table.keys, COMMON))

    def write(self, path: Path) -> None:
        """Write the rows with everything that leads to them."""
        out = ContainerWriter(path.parent)
        for each in fields(self.table):
            out.add(each.name, getattr(self.table, each.name))
            self.release()
        out.add("leading", self.leading)
        for name, shelf in (("gram", "grams"), ("key", "keys")):
            self.release()
            out.add(f"{name}_order", getattr(self, shelf).order)
            out.add(f"{name}_starts", getattr(self, shelf).starts)
            delattr(self, shelf)  # it is made again if anybody asks, but takes as much room as the table, and the other one comes
        self.release()
        out.add("ids", np.frombuffer(msgpack.packb(self.ids, unicode_errors="surrogatepass"), np.uint8))
        with path.open("wb") as stream:
            out.write(stream)

    @classmethod
    def read(cls, path: Path, rarity: Rarity) -> Self:
        """Map what was written into memory. What is large is not checked here: the manifest has a checksum of the file.

        Raises:
            IndexDamaged: it is not as it was written.
            OSError: it cannot be read.
        """
        held = Container.open(path)
        table = Table(**{name: held[name] for name in COLUMNS}, **{name: held.unchecked(name) for name in FLAT})
        part = cls(table, tuple(msgpack.unpackb(held["ids"].tobytes(), unicode_errors="surrogatepass")), rarity, path, held.release)
        if len(part) != len(table) or any(counts.sum() != len(getattr(table, name)) for name, counts in table.flat.items()):
            raise held.damaged("its columns have different lengths")
        part.leading = held["leading"]
        part.grams = Shelf(held.unchecked("gram_order"), held.unchecked("gram_starts"))
        part.keys = Shelf(held.unchecked("key_order"), held.unchecked("key_starts"))
        return part


def positions(parts: Sequence[Part], name: str, wanted: Hashes) -> Rows:
    """Where the wanted grams or keys, which are sorted and each there once, are in the `Flat` of all parts; only those that may lead."""
    found, begin = [np.zeros(0, np.int64)], 0
    for part in parts:
        hashes: Hashes = getattr(part.table, name)
        shelf: Shelf = getattr(part, name)
        if len(wanted):
            found.append(shelf.places(hashes, wanted) + begin)
        begin += len(hashes)
    return np.concatenate(found)
