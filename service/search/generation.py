"""A published generation, opened for searching: everything that queries share, and a searcher for each of them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Self

import numpy as np

from indexer import nametable
from indexer import stories as told
from indexer.codec.arrays import verify
from indexer.columns import Columns
from indexer.document import ENTITY_TYPES, Document
from indexer.errors import IndexDamaged, IndexerError
from indexer.garbage import looked_for_seldom
from indexer.generations import Generations, Hold
from indexer.knowledge import Knowledge
from indexer.lexicon import Glossary, learnt
from indexer.manifest import Manifest
from indexer.record import read, source_key
from service.search.bearers import Bearers
from service.search.dense import Dense
from service.search.names import Names
from service.search.segments import Segment
from service.search.spellings import Spellings
from service.search.stories import Stories
from service.search.united import united
from service.search.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, eq=False)
class Generation:
    """One generation. `sources` maps a source's key to its names as articles write them, `mentioned` an entity to its articles' number."""

    manifest: Manifest
    columns: Columns
    names: Names
    sources: Mapping[str, tuple[str, ...]]
    stories: Stories
    mentioned: Mapping[str, int]
    bearers: Bearers
    vocabulary: Vocabulary
    spellings: Spellings
    glossary: Glossary
    dense: Dense | None
    _index: Any
    _idle: "SimpleQueue[Any]"
    _held: Hold

    @classmethod
    def open(cls, home: Path, *, dense: bool = False) -> Self:
        """The published generation of an index directory; with `dense`, its first hits are ranked by what they are about, too.

        Raises:
            IndexMissing, IndexForeign, IndexIncompatible, IndexDamaged: see `indexer.generations`.
            EncoderMissing, IndexIncompatible: see `Dense`.
        """
        generations = Generations(home)
        published = generations.published()
        while True:
            try:
                return cls.at(generations.folder(published), dense=dense)
            except IndexDamaged:
                # Two newer ones may have been published since, and this one removed.
                published, before = generations.published(), published
                if published == before:
                    raise

    @classmethod
    def at(cls, folder: Path, *, dense: bool = False) -> Self:
        """The generation in a folder, published or not. It is not removed as long as it is open.

        Raises:
            IndexIncompatible, IndexDamaged: see `indexer.manifest`.
            EncoderMissing, IndexIncompatible: see `Dense`.
        """
        Glossary.load()  # not a fault of the index if it cannot
        try:
            with looked_for_seldom():
                return cls._of(folder, dense=dense)
        except IndexerError:
            raise
        except Exception as error:
            raise IndexDamaged(f"{folder} cannot be opened ({type(error).__name__}: {error}); build the index again") from error

    @classmethod
    def _of(cls, folder: Path, *, dense: bool) -> Self:
        held = Hold(folder)
        manifest = Manifest.read(folder)
        index = manifest.open(folder)
        searcher = index.searcher()
        verify(searcher.reader())
        table = nametable.read(folder)
        columns = Columns.of(searcher.reader(), lambda facets: united(facets, table))
        sources: dict[str, tuple[str, ...]] = {}
        for name in columns.facets["source"].values:
            sources[source_key(name)] = (*sources.get(source_key(name), ()), name)
        idle: SimpleQueue[Any] = SimpleQueue()
        idle.put(searcher)
        stories = Stories.of(searcher.reader(), told.read(folder))
        names, bearers = Names(table), Bearers(table)
        mentioned = _mentioned(columns, searcher.reader())
        glossary = Glossary.load().told(Knowledge.read(folder).lexicon).knowing(learnt.read(folder))
        words = Vocabulary(), Spellings(folder), glossary
        meanings = Dense.of(folder, searcher.reader()) if dense else None
        return cls(manifest, columns, names, sources, stories, mentioned, bearers, *words, meanings, index, idle, held)

    @contextmanager
    def searcher(self) -> Iterator[Any]:
        """A Whoosh searcher for one thread at a time; it shares nothing that moves with any other.

        One that was stopped in the middle of something is not used again.
        """
        try:
            searcher = self._idle.get_nowait()
        except Empty:
            searcher = self._index.searcher()
        try:
            yield searcher
        except BaseException:
            searcher.close()
            raise
        self._idle.put(searcher)

    def number(self, searcher: Any, key: str) -> int | None:  # noqa: ANN401
        """The number of the document with this id, or None."""
        found: int | None = searcher.document_number(id=key)
        return found

    def document(self, searcher: Any, number: int) -> Document:  # noqa: ANN401
        """The document with this number."""
        return read(self.stored(searcher, number))

    def documents(self, searcher: Any, numbers: Iterable[int]) -> list[Document]:  # noqa: ANN401
        """The documents with these numbers. One by one they take longer."""
        return list(map(read, self._stored(searcher, numbers)))

    def stored(self, searcher: Any, number: int) -> Mapping[str, Any]:  # noqa: ANN401
        """What the index stores of the document with this number; see `indexer.record`."""
        return next(self._stored(searcher, (number,)))

    def _stored(self, searcher: Any, numbers: Iterable[int]) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401
        """The same of several."""
        leaves = searcher.leaf_searchers()
        firsts = [first for _, first in leaves]
        of = [leaf.stored_fields if (segment := Segment.of(leaf.reader())) is None else segment.stored for leaf, _ in leaves]
        for number in numbers:
            at = bisect_right(firsts, number) - 1
            yield of[at](number - firsts[at])


def _mentioned(columns: Columns, reader: Any) -> dict[str, int]:  # noqa: ANN401 — Whoosh has no types
    """How many articles name each entity."""
    here = np.fromiter(reader.all_doc_ids(), np.int32) if reader.has_deletions() else np.arange(len(columns), dtype=np.int32)
    counts = columns.counts(ENTITY_TYPES, here)
    return {value: count for kind in ENTITY_TYPES for value, count in zip(columns.facets[kind].values, counts[kind].tolist(), strict=True)}
