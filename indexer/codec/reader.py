"""A segment of arrays as Whoosh reads it: per-document values, terms, and a cursor over the terms of a field."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh.codec.base import Automata, FieldCursor, PerDocumentReader, Segment, TermsReader
from whoosh.columns import ColumnReader
from whoosh.fields import FieldType
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from indexer.codec import files, kernels
from indexer.codec.arrays import bits_of
from indexer.codec.documents import LENGTHS
from indexer.codec.matcher import ArrayMatcher
from indexer.codec.postings import NO_BYTES, Bits, Bytes, Field

_LENGTH_OF: list[int] = LENGTHS.tolist()


class ArrayPerDocReader(PerDocumentReader):  # type: ignore[misc]  # Whoosh has no types
    """What is known of each document of a segment; see Whoosh's base class for the contract of each method."""

    def __init__(self, storage: Any, segment: Segment) -> None:  # noqa: ANN401
        self._storage = storage
        self._segment = segment
        self.half = self._documents = files.documents(storage, segment)
        self.lengths, self.rows = self._documents.lengths, self._documents.rows
        self._columns_lengths = {name: memoryview(self.lengths[row]) for name, row in self.rows.items()}

    def live_bits(self) -> Bits | None:
        """The bits of the documents that are not deleted; None where none is."""
        live = self._segment.live()
        return None if live is None else bits_of(live)

    def doc_count(self) -> int:
        """Documents that are not deleted."""
        return self._documents.documents - int(self._segment.deleted_count())

    def doc_count_all(self) -> int:
        """Documents, deleted or not."""
        return self._documents.documents

    def has_deletions(self) -> bool:
        """Whether any document is deleted."""
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Whether this one is."""
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Iterator[int]:
        """The numbers of those that are."""
        return iter(self._segment.deleted_docs())

    def all_doc_ids(self) -> Iterator[int]:
        """The numbers of those that are not."""
        live = self._segment.live()
        return iter(range(self._documents.documents)) if live is None else iter(np.flatnonzero(live).tolist())

    def supports_columns(self) -> bool:
        """Yes."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether a field has a column; one may have been added to the segment later, in a file of its own."""
        return fieldname in self._documents.columns or self._storage.file_exists(column_filename(self._segment, fieldname))

    def list_columns(self) -> list[str]:
        """Fields with a column."""
        return list(self._documents.columns)

    def column_reader(self, fieldname: str, column: Any) -> ColumnReader:  # noqa: ANN401
        """The column of a field."""
        if fieldname in self._documents.columns:
            return self._documents.column(fieldname, column)
        name = column_filename(self._segment, fieldname)
        return column.reader(self._storage.open_file(name), 0, self._storage.file_length(name), self._documents.documents)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """The length of a document in a field, rounded as Whoosh rounds."""
        codes = self._columns_lengths.get(fieldname)
        return default if codes is None else _LENGTH_OF[codes[docnum]] or default

    def field_length(self, fieldname: str) -> int:
        """The sum of the lengths of all documents in a field."""
        return self._documents.totals.get(fieldname, 0)

    def min_field_length(self, fieldname: str) -> int:
        """The least of them."""
        return self._extreme(fieldname, np.min)

    def max_field_length(self, fieldname: str) -> int:
        """The greatest of them."""
        return self._extreme(fieldname, np.max)

    def _extreme(self, fieldname: str, choose: Any) -> int:  # noqa: ANN401
        codes = self._documents.codes(fieldname)
        return _LENGTH_OF[int(choose(codes))] if len(codes) else 0

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        """Whether a document has a term vector in a field."""
        return bool(self._documents.vector(fieldname, docnum))

    def vector(self, docnum: int, fieldname: str, format_: Any) -> ListMatcher:  # noqa: ANN401
        """A document's term vector in a field: terms in order, as a matcher."""
        items = self._documents.vector(fieldname, docnum)
        if not items:
            raise TermNotFound(f"document {docnum} has no vector in the field {fieldname!r}")
        terms, weights, values = zip(*items, strict=True)
        return ListMatcher([term.decode("utf-8") for term in terms], list(weights), list(values), format_)

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """The stored fields of a document."""
        return self._documents.stored(docnum)


def column_filename(segment: Segment, fieldname: str) -> str:
    """Where a column lies that was added to a segment after it was written."""
    return str(segment.make_filename(f".{fieldname}.col"))


class ArrayTermsReader(TermsReader):  # type: ignore[misc]
    """The terms of a segment; see Whoosh's base class for the contract of each method."""

    def __init__(self, storage: Any, segment: Segment) -> None:  # noqa: ANN401
        self.postings = files.postings(storage, segment)
        self._storage = storage
        self._segment = segment

    def indexed_field_names(self) -> list[str]:
        """Fields that have terms."""
        return [name for name, of in self.postings.fields.items() if of.end > of.begin]

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        """Whether there is a term, as (field, bytes)."""
        return self.postings.find(*term) >= 0

    def cursor(self, fieldname: str, fieldobj: Any) -> "ArrayCursor":  # noqa: ANN401
        """A cursor at the first term of a field."""
        return ArrayCursor(self, fieldname, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Every (field, term), in order."""
        for name, of in self.postings.fields.items():
            for term in self.postings.terms(of.begin, of.end):
                yield name, term

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Every (field, term) from here on, in order."""
        for name, of in self.postings.fields.items():
            if name >= fieldname:
                begin = self.postings.place(of, prefix) if name == fieldname else of.begin
                for term in self.postings.terms(begin, of.end):
                    yield name, term

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Every term with its statistics."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """The same from here on."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """The statistics of a term; those that no search needs are worked out from its postings.

        Raises:
            TermNotFound: there is no such term.
        """
        return self.info(fieldname, self._number(fieldname, text))

    def info(self, fieldname: str, number: int) -> TermInfo:
        """The statistics of the term of this number."""
        documents, _ = self.postings.decoded(np.array([number], np.int64))
        weights = self.weights(fieldname, number)
        codes = self._codes(fieldname)
        lengths = codes[documents] if len(codes) else np.zeros(1, np.uint8)
        return TermInfo(
            weight=float(weights.sum()),
            df=len(documents),
            minlength=_LENGTH_OF[int(lengths.min())],
            maxlength=_LENGTH_OF[int(lengths.max())],
            maxweight=float(weights.max()),
            minid=int(documents[0]),
            maxid=int(documents[-1]),
        )

    def weights(self, fieldname: str, number: int) -> Any:  # noqa: ANN401
        """The weight of every posting of a term, float64."""
        of = self.postings.fields[fieldname]
        if of.weighted:
            first = self.postings.first_posting(fieldname, number)
            return self.postings.weights(fieldname, first, first + int(self.postings.df[number]))
        return self.postings.decoded(np.array([number], np.int64))[1] * of.boost

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """How many documents have a term, deleted ones too."""
        number = self.postings.find(fieldname, text)
        return int(self.postings.df[number]) if number >= 0 else 0

    def frequency(self, fieldname: str, text: bytes) -> float:
        """The weights of a term's postings, added up."""
        number = self.postings.find(fieldname, text)
        return float(self.weights(fieldname, number).sum()) if number >= 0 else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ArrayMatcher:  # noqa: ANN401
        """The postings of a term.

        Raises:
            TermNotFound: there is no such term.
        """
        number = self._number(fieldname, text)
        return ArrayMatcher(self.postings, fieldname, number, text, format_, scorer, self._codes(fieldname))

    def _codes(self, fieldname: str) -> Bytes:
        """The length code of every document in a field; empty where there are none, or the other half was never written."""
        try:
            return files.documents(self._storage, self._segment).codes(fieldname)
        except FileNotFoundError:
            return NO_BYTES

    def _number(self, fieldname: str, text: bytes) -> int:
        number = self.postings.find(fieldname, text)
        if number < 0:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return number


class ArrayCursor(FieldCursor):  # type: ignore[misc]
    """Walks the terms of a field; see Whoosh's base class for the contract of each method."""

    def __init__(self, reader: ArrayTermsReader, fieldname: str, fieldobj: Any) -> None:  # noqa: ANN401
        self._reader = reader
        self._fieldname = fieldname
        self._fieldobj = fieldobj
        self._field = reader.postings.fields.get(fieldname) or Field(0, 0, 0, 1.0, weighted=False)
        self._at = self._field.begin

    def first(self) -> Any:  # noqa: ANN401
        """Go to the first term."""
        self._at = self._field.begin
        return self.text()

    def find(self, string: str | bytes) -> Any:  # noqa: ANN401
        """Go to the first term that is not less than this."""
        term = string if isinstance(string, bytes) else self._fieldobj.to_bytes(string)
        self._at = self._reader.postings.place(self._field, term)
        return self.text()

    def next(self) -> Any:  # noqa: ANN401
        """Go to the next term."""
        self._at = min(self._at + 1, self._field.end)
        return self.text()

    def text(self) -> Any:  # noqa: ANN401
        """The term here, as text; None behind the last."""
        return self._fieldobj.from_bytes(self._reader.postings.term(self._at)) if self.is_valid() else None

    term = text

    def term_info(self) -> TermInfo | None:
        """Its statistics."""
        return self._reader.info(self._fieldname, self._at) if self.is_valid() else None

    def is_valid(self) -> bool:
        """Whether there is a term here."""
        return self._at < self._field.end

    def alike(self, prefix: str, rest: str, most: int) -> Iterator[str] | None:
        """The field's terms that begin with `prefix` and go on like `rest`, but for so many letters, sorted; None if they are no text."""
        if type(self._fieldobj).from_bytes is not FieldType.from_bytes:
            return None
        postings, of, known = self._reader.postings, self._field, prefix.encode("utf-8", "surrogatepass")
        begin, end = (postings.place(of, known), postings.place(of, known + b"\xff")) if known else (of.begin, of.end)
        numbers = np.empty(end - begin, np.int64)
        word = np.array([ord(letter) for letter in rest], np.int32)
        size = kernels.alike(postings.text, postings.text_starts, begin, end, len(known), word, most, numbers)
        return (self._fieldobj.from_bytes(postings.term(number)) for number in numbers[:size].tolist())


class ArrayAutomata(Automata):  # type: ignore[misc]
    """Finds inexact words; see Whoosh's base class."""

    def terms_within(self, fieldcur: Any, uterm: str, maxdist: int, prefix: int = 0) -> Iterator[str]:  # noqa: ANN401
        """The terms that differ from a word in so few letters, but not in the first `prefix`, sorted."""
        if kernels.COMPILED and isinstance(fieldcur, ArrayCursor) and prefix <= len(uterm):
            found = fieldcur.alike(uterm[:prefix], uterm[prefix:], maxdist)
            if found is not None:
                return found
        similar: Iterator[str] = super().terms_within(fieldcur, uterm, maxdist, prefix)
        return similar
