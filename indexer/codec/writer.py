"""The writer of an index of arrays: Whoosh's own contract, with the work done for many documents at once."""

from collections.abc import Iterator, Sequence
from typing import Any

from whoosh.codec.base import Segment
from whoosh.index import clean_files
from whoosh.reading import IndexReader
from whoosh.writing import SegmentWriter

from indexer.codec import files, toc
from indexer.codec.builder import SegmentBuilder
from indexer.codec.codec import ArrayCodec
from indexer.codec.description import describe
from indexer.codec.reader import ArrayPerDocReader
from indexer.codec.segment import ArraySegment

_MOST_CHECKED = 1000
"""Sets of fields that are remembered as being in the schema."""


class ArrayWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh has no types
    """Writes documents into a new segment, deletes from the others, and merges them, as `whoosh.writing.SegmentWriter` does.

    A document that is updated twice before a commit is there once, where Whoosh's own writer would leave both.

    Args:
        index: the index.
        limitmb: about how many megabytes of postings are held before they are put aside.
        options: those of Whoosh's writer.

    Raises:
        LockError: somebody else is writing.
    """

    def __init__(self, index: Any, limitmb: float = 128, **options: Any) -> None:  # noqa: ANN401
        options["codec"] = options.get("codec") or ArrayCodec()
        super().__init__(index, limitmb=limitmb, **options)
        self._builder = SegmentBuilder(self.schema, self._tempstorage, limitmb, self._dictionary())
        self._checked: set[tuple[str, ...]] = set()
        self._unique: dict[tuple[str, bytes], tuple[int, int]] = {}
        self._replaced: set[tuple[int, int]] = set()
        self._readers: dict[str, Any] = {}

    def add_field(self, fieldname: str, fieldspec: Any, **options: Any) -> None:  # noqa: ANN401
        """Add a field to the schema.

        Raises:
            Undescribable: it cannot be written down as data.
        """
        super().add_field(fieldname, fieldspec, **options)
        describe(self.schema)
        self._checked.clear()

    def remove_field(self, fieldname: str, **options: Any) -> None:  # noqa: ANN401
        """Take a field out of the schema."""
        super().remove_field(fieldname, **options)
        self._checked.clear()

    def add_document(self, **fields: Any) -> None:  # noqa: ANN401
        """Take a document: its fields by name, and `_stored_NAME`, `_NAME_boost` and `_boost` as Whoosh knows them."""
        self._check_state()
        if (names := tuple(fields)) not in self._checked:
            self._check(names)
        self._builder.add(fields)
        self._added = True
        self.docnum = len(self._builder)

    def _check(self, names: tuple[str, ...]) -> None:
        """Refuse fields that the schema does not have."""
        for name in names:
            if name not in self.schema and name[0] != "_":
                self._check_fields(self.schema, [name])
        if len(self._checked) < _MOST_CHECKED:
            self._checked.add(names)

    def update_document(self, **fields: Any) -> None:  # noqa: ANN401
        """Take a document in place of those that have the same value in a unique field, committed or not."""
        for name in self._unique_fields(fields):
            term = self._term(name, fields[name])
            if term is None:
                continue
            self._delete(name, term)
            if (name, term) in self._unique:
                self._replaced.add(self._unique[name, term])
            self._unique[name, term] = self._place()
        self.add_document(**fields)

    def delete_by_term(self, fieldname: str, text: Any, searcher: Any = None) -> int:  # noqa: ANN401, ARG002 — Whoosh's signature
        """Delete the committed documents that have a term; how many there were."""
        self._check_state()
        term = self._term(fieldname, text)
        return self._delete(fieldname, term) if term is not None else 0

    def add_reader(self, reader: IndexReader) -> None:
        """Take all documents of another index."""
        self._check_state()
        self._builder.read(reader)
        self._added = True
        self.docnum = len(self._builder)

    def get_segment(self) -> ArraySegment:
        """The new segment."""
        segment: ArraySegment = self.newsegment
        segment.set_doc_count(len(self._builder))
        for _, number in self._replaced:
            segment.delete_document(number)
        return segment

    def per_document_reader(self) -> ArrayPerDocReader:
        """What is known of each document of the new segment, once it is written."""
        return ArrayPerDocReader(self.storage, self.get_segment())

    def _place(self) -> tuple[int, int]:
        """Who will have the next document, and its number there."""
        return 0, len(self._builder)

    def _dictionary(self) -> bytes:
        """The dictionary of the largest segment: what is added is compressed with it, however few documents there are."""
        segments = [segment for segment in self.segments if isinstance(segment, ArraySegment)]
        if not segments:
            return b""
        largest = max(segments, key=ArraySegment.doc_count_all)
        return max((learnt for _, _, learnt in files.documents(self.storage, largest).stored_runs()), key=len, default=b"")

    def _term(self, name: str, value: Any) -> bytes | None:  # noqa: ANN401
        if name not in self.schema or not self.schema[name].format:
            return None
        try:
            return value if isinstance(value, bytes) else bytes(self.schema[name].to_bytes(value))
        except ValueError:
            return None

    def _delete(self, name: str, term: bytes) -> int:
        deleted = 0
        for segment, documents in self._having(name, term):
            for number in documents:
                if not segment.is_deleted(number):
                    segment.delete_document(number)
                    deleted += 1
        return deleted

    def _having(self, name: str, term: bytes) -> Iterator[tuple[Segment, Sequence[int]]]:
        """The documents of every segment that have a term."""
        for segment in self.segments:
            reader = self._readers.get(segment.segid)
            if reader is None:
                reader = self._readers[segment.segid] = segment.codec().terms_reader(self.storage, segment)
            if (name, term) in reader:
                yield segment, list(reader.matcher(name, term, self.schema[name].format).all_ids())

    def _flush_segment(self) -> None:
        self._builder.write(self.storage, self.newsegment)

    def _close_segment(self) -> None:
        self.perdocwriter.is_closed = self.fieldwriter.is_closed = True
        self.pool.cleanup()

    def _assemble_segment(self) -> None:
        """Nothing: the files of a segment stay as they are."""

    def _commit_toc(self, segments: Sequence[Segment]) -> None:
        toc.write(self.storage, self.indexname, self.schema, segments, self.generation)
        clean_files(self.storage, self.indexname, self.generation, segments)
