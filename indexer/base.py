"""The generation that an update begins from: what it holds, by id, and what it was made of."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Self

from indexer import originals
from indexer.codec.arrays import arrays_of, release
from indexer.document import RawFile
from indexer.generations import Generations
from indexer.knowledge import Knowledge
from indexer.ledger import Ledger
from indexer.manifest import Manifest

_TOGETHER = 100
"""Texts that are read before the memory is let go of that their segments take."""
_REMEMBERED = 200
"""Articles that are not read again: of an update of a few, each is compared first and taken out later."""


class Articles:
    """The stored articles of an index that is open, by id."""

    def __init__(self, reader: Any) -> None:  # noqa: ANN401 — Whoosh has no types
        self._reader = reader
        self._leaves = [(leaf, arrays.postings if (arrays := arrays_of(leaf)) else None) for leaf, _ in reader.leaf_readers()]
        self._read = 0
        self._last: dict[str, Mapping[str, Any] | None] = {}

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        """The stored fields of all documents, one at a time, in the order of the index."""
        for leaf, _ in self._leaves:
            yield from (leaf.stored_fields(number) for number in leaf.all_doc_ids())

    def stored(self, key: str) -> Mapping[str, Any] | None:
        """The stored fields of the document with this id; None if there is none."""
        if key not in self._last:
            if len(self._last) >= _REMEMBERED:
                self._last.clear()
            self._last[key] = self._stored(key)
        return self._last[key]

    def _stored(self, key: str) -> Mapping[str, Any] | None:
        for leaf, numbers in self._having("id", key.encode("utf-8", "surrogatepass")):
            for number in numbers:
                stored: Mapping[str, Any] = leaf.stored_fields(number)
                return stored
        return None

    def naming(self, entity: str, most: int) -> Iterator[Mapping[str, Any]]:
        """The stored fields of documents that name an entity by this id, up to so many."""
        yield from (self._leaves[at][0].stored_fields(number) for at, number in islice(self._numbers(entity), most))

    def number_naming(self, entities: Iterable[str]) -> int:
        """How many documents name an entity by any of these ids."""
        return len({place for entity in entities for place in self._numbers(entity)})

    def _numbers(self, entity: str) -> Iterator[tuple[int, int]]:
        for at, (_, numbers) in enumerate(self._having("entities", entity.encode())):
            yield from ((at, number) for number in numbers)

    def _having(self, field: str, term: bytes) -> Iterator[tuple[Any, list[int]]]:
        """The readers of all segments, each with the numbers of the documents that have a term and are not deleted."""
        for leaf, arrays in self._leaves:
            if arrays is None:
                numbers = leaf.postings(field, term).all_ids() if (field, term) in leaf else ()
            else:  # past Whoosh, which takes twice as long to find one article
                found = arrays.find(field, term)
                numbers = arrays.having(found) if found >= 0 else ()
            yield leaf, [number for number in numbers if not leaf.is_deleted(number)]

    def text(self, key: str) -> str:
        """The text of the document with this id; empty if there is none. As many as there are may be read: they leave memory again."""
        self._read += 1
        if self._read % _TOGETHER == 0:
            release(self._reader)
        stored = self.stored(key)
        return stored["text"] if stored is not None else ""


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """A published generation, open for reading."""

    folder: Path
    manifest: Manifest
    ledger: Ledger
    knowledge: Knowledge
    _articles: Articles

    @classmethod
    @contextmanager
    def of(cls, generations: Generations) -> Iterator[Self]:
        """The generation that is published.

        Raises:
            IndexMissing, IndexForeign, IndexIncompatible, IndexDamaged: see `generations`.
        """
        folder = generations.folder(generations.published())
        manifest = Manifest.read(folder)
        with closing(manifest.open(folder).reader()) as reader:
            yield cls(folder, manifest, Ledger.read(folder), Knowledge.read(folder), Articles(reader))

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        """The stored fields of all documents, one at a time, in the order of the index."""
        return iter(self._articles)

    def stored(self, key: str) -> Mapping[str, Any] | None:
        """The stored fields of the document with this id; None if there is none."""
        return self._articles.stored(key)

    def naming(self, entity: str, most: int) -> Iterator[Mapping[str, Any]]:
        """The stored fields of documents that name an entity by this id, up to so many."""
        return self._articles.naming(entity, most)

    def number_naming(self, entities: Iterable[str]) -> int:
        """How many documents name an entity by any of these ids."""
        return self._articles.number_naming(entities)

    def raw(self, key: str) -> RawFile | None:
        """The article as it was read; None if there is no document of it."""
        stored = self.stored(key)
        return originals.raw(stored, self.ledger.source_of(key).path) if stored is not None else None
