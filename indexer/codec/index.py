"""An index that is written in arrays: what `whoosh.index.create_in` and `open_dir` return once `register` was called."""

from collections.abc import Callable, Sequence
from multiprocessing.reduction import ForkingPickler
from typing import Any, Self

import whoosh.index
import whoosh.legacy
from whoosh.codec.base import Segment
from whoosh.fields import Schema, ensure_schema
from whoosh.filedb.filestore import Storage
from whoosh.index import TOC, FileIndex
from whoosh.reading import EmptyReader, IndexReader, MultiReader, SegmentReader
from whoosh.writing import IndexWriter

from indexer.codec import toc
from indexer.codec.segment import ArraySegment
from indexer.errors import IndexDamaged

_ATTEMPTS = 10
"""How often a reader that finds its files gone looks for a newer generation."""


class ArrayIndex(FileIndex):  # type: ignore[misc]  # Whoosh has no types
    """An index in a storage. A schema of the caller's own is used instead of the one that is stored.

    Without `pickles`, an index of stock Whoosh's is refused, for its table of contents is one.

    Raises:
        EmptyIndexError: there is no such index.
        IndexDamaged, IndexVersionError: its table of contents cannot be read.
    """

    def __init__(self, storage: Storage, schema: Schema | None = None, indexname: str = "MAIN", *, pickles: bool = True) -> None:
        if not isinstance(storage, Storage) or not isinstance(indexname, str):
            raise ValueError(f"{storage!r} is no storage of Whoosh's, or {indexname!r} no name")  # noqa: TRY004 — as Whoosh raises it
        self.storage = storage
        self.indexname = indexname
        self._pickles = pickles
        self._schema = ensure_schema(schema) if schema else None
        self._read_toc()

    @classmethod
    def create(cls, storage: Storage, schema: Schema, indexname: str = "MAIN") -> Self:
        """An index without documents, in place of one that may have been there."""
        toc.create(storage, schema, indexname)
        return cls(storage, schema, indexname)

    def writer(self, procs: int = 1, **options: Any) -> IndexWriter:  # noqa: ANN401
        """A writer in this process, or one that spreads the work over several; with `codec=`, Whoosh's own for another codec."""
        from indexer.codec.codec import ArrayCodec  # noqa: PLC0415 — these need the index that they write
        from indexer.codec.writer import ArrayWriter  # noqa: PLC0415

        if not isinstance(options.get("codec") or ArrayCodec(), ArrayCodec):
            return super().writer(procs=procs, **options)
        if procs > 1:
            from indexer.codec.processes import ProcessWriter  # noqa: PLC0415

            return ProcessWriter(self, procs=procs, **options)
        return ArrayWriter(self, **options)

    def reader(self, reuse: IndexReader | None = None) -> IndexReader:
        """A reader of the latest generation. `reuse`, a reader of an earlier one, is closed once the new one is open.

        Raises:
            IndexDamaged: the table of contents cannot be read, or names a file that is not there.
        """
        missing = None
        for _ in range(_ATTEMPTS):
            generation = self.latest_generation()
            try:
                contents = self._read_toc()
                return self._reader(self.storage, contents.schema, contents.segments, contents.generation, reuse)
            except FileNotFoundError as error:
                missing = error
            # A writer publishes before it removes what nobody needs any more, so files go missing only from older generations.
            if self.latest_generation() == generation:
                break
        raise IndexDamaged(f"{self} lacks a file ({missing}); build the index again") from missing

    def _read_toc(self) -> TOC:
        return toc.read(self.storage, self.indexname, schema=self._schema, pickles=self._pickles)

    @classmethod
    def _reader(
        cls,
        storage: Storage,
        schema: Schema,
        segments: Sequence[Segment],
        generation: int,
        reuse: IndexReader | None = None,
    ) -> IndexReader:
        """Whoosh's own looks for readers to use again where there never are any, and closes only one of those it does not use."""
        readers: list[IndexReader] = []
        try:
            for segment in segments:
                readers.append(SegmentReader(storage, schema, segment, generation=generation))  # noqa: PERF401 — those that came so far
        except BaseException:
            _close(readers)
            raise
        if reuse is not None:
            _close([reader for reader, _ in reuse.leaf_readers()])
            reuse.is_closed = True
        if not readers:
            return EmptyReader(schema)
        return readers[0] if len(readers) == 1 else MultiReader(readers, generation=generation)


def register() -> None:
    """Have Whoosh's own functions create and open indexes of arrays. Calling it twice changes nothing.

    They look these names up whenever they are called: `create_in` and `open_dir` the index, every writer the table of contents.
    """
    whoosh.legacy.toc_loaders[toc.VERSION] = toc.load
    whoosh.index.FileIndex = ArrayIndex
    whoosh.index.TOC = toc.ArrayTOC
    # A queue between processes pickles in a thread whose errors nobody sees, so Whoosh's own MpWriter would lose what it was given.
    ForkingPickler.register(ArraySegment, _sent)


def unregister() -> None:
    """Leave Whoosh as it was; it refuses indexes of arrays from then on."""
    whoosh.legacy.toc_loaders.pop(toc.VERSION, None)
    if whoosh.index.FileIndex is ArrayIndex:
        whoosh.index.FileIndex = FileIndex
    if whoosh.index.TOC is toc.ArrayTOC:
        whoosh.index.TOC = TOC


def _sent(segment: ArraySegment) -> tuple[Callable[[object], ArraySegment], tuple[dict[str, Any]]]:
    """How a segment goes from one process to another: as it is described, and checked on arrival."""
    return ArraySegment.of, (segment.described(),)


def _close(readers: Sequence[IndexReader]) -> None:
    for reader in readers:
        if not reader.is_closed:
            reader.close()
