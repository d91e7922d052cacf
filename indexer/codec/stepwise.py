"""What Whoosh's own writers, which know nothing of arrays, give documents and postings to, one call at a time."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from whoosh.codec.base import FieldWriter, PerDocumentWriter, Segment
from whoosh.util.text import utf8encode

from indexer.codec import files
from indexer.codec.container import ContainerWriter
from indexer.codec.documents import DocumentsWriter, codes_of
from indexer.codec.inversion import FieldInversion
from indexer.codec.postings import PostingsWriter
from indexer.codec.vocabulary import Vocabulary


class StepwiseDocuments(PerDocumentWriter):  # type: ignore[misc]  # Whoosh has no types
    """The per-document half; see Whoosh's base class for the contract of each method."""

    def __init__(self, storage: Any, segment: Segment) -> None:  # noqa: ANN401
        self._storage = storage
        self._segment = segment
        self._out = ContainerWriter(files.scratch(storage))
        self._documents = DocumentsWriter(self._out)
        self._lengths: dict[str, list[tuple[int, int]]] = {}
        self._stored: dict[str, Any] | None = None
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        """Begin the next document."""
        if self._stored is not None or docnum != self._documents.documents:
            raise ValueError(f"document {docnum} was begun, {self._documents.documents} comes next and none may be open")
        self._stored = {}

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:  # noqa: ANN401, ARG002
        """Take its stored value and its length in a field."""
        if self._stored is not None and value is not None:
            self._stored[fieldname] = value
        if length:
            self._lengths.setdefault(fieldname, []).append((self._documents.documents, length))

    def add_column_value(self, fieldname: str, columnobj: Any, value: Any) -> None:  # noqa: ANN401
        """Take its value in a column."""
        self._documents.column(fieldname, columnobj, self._documents.documents, value)

    def add_vector_items(self, fieldname: str, fieldobj: Any, items: Iterable[tuple[Any, float, bytes]]) -> None:  # noqa: ANN401, ARG002
        """Take its term vector."""
        rows = [(utf8encode(text)[0], weight, held or b"") for text, weight, held in items]
        self._documents.vector(fieldname, self._documents.documents, rows)

    def finish_doc(self) -> None:
        """End the document."""
        if self._stored is not None:
            self._documents.add(self._stored)
            self._stored = None

    def close(self) -> None:
        """Write the file."""
        self.finish_doc()
        for name, rows in self._lengths.items():
            numbers, lengths = np.array(rows, np.int32).T.copy()
            self._documents.lengths(name, numbers, lengths)
        self._documents.finish()
        files.write(self._storage, self._segment, files.DOCUMENTS, self._out)
        self.is_closed = True


class StepwisePostings(FieldWriter):  # type: ignore[misc]
    """The inverted half; see Whoosh's base class for the contract of each method."""

    def __init__(self, storage: Any, segment: Segment) -> None:  # noqa: ANN401
        self._storage = storage
        self._segment = segment
        self._fields: dict[str, tuple[FieldInversion, dict[int, int]]] = {}
        self._here: tuple[FieldInversion, dict[int, int]] | None = None
        self._term = b""
        self._documents = 0
        self.is_closed = False

    def start_field(self, fieldname: str, fieldobj: Any) -> None:  # noqa: ANN401
        """Begin a field."""
        self._here = self._fields.setdefault(fieldname, (FieldInversion(fieldname, fieldobj, Vocabulary()), {}))

    def start_term(self, text: bytes) -> None:
        """Begin a term of it."""
        if self._here is None:
            raise ValueError("a term was begun before a field")
        self._term = text

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        """Take a posting of the term."""
        if self._here is not None:
            inversion, lengths = self._here
            inversion.post(docnum, self._term, weight, vbytes)
            self._documents = max(self._documents, docnum + 1)
            if length:
                lengths[docnum] = length

    def finish_term(self) -> None:
        """Nothing."""

    def finish_field(self) -> None:
        """Nothing."""
        self._here = None

    def close(self) -> None:
        """Write the file."""
        out = ContainerWriter(files.scratch(self._storage))
        size = max(self._documents, self._segment.doc_count_all())
        postings = PostingsWriter(out, size)
        for _, (inversion, lengths) in sorted(self._fields.items()):
            codes = np.zeros(size if lengths else 0, np.uint8)
            if lengths:
                codes[list(lengths)] = codes_of(np.array(list(lengths.values())))
            inversion.write(postings, codes)
        postings.finish()
        files.write(self._storage, self._segment, files.POSTINGS, out)
        self.is_closed = True
