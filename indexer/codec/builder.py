"""A segment while it is made: documents one by one, whole segments of others, and what is put aside when memory is full."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from whoosh.columns import TranslatingColumnReader
from whoosh.fields import FieldType, Schema
from whoosh.reading import IndexReader
from whoosh.util.text import utf8encode

from indexer.codec import files, kernels
from indexer.codec.arrays import parts_of
from indexer.codec.container import ContainerWriter
from indexer.codec.documents import DocumentsWriter
from indexer.codec.inversion import FieldInversion
from indexer.codec.merge import Part, merge
from indexer.codec.postings import PostingsWriter
from indexer.codec.segment import ArraySegment
from indexer.codec.vocabulary import Vocabulary

_CHUNK_BYTES = 16
"""What a chunk of a text takes while its field is sorted, beyond what the packed arrays take."""
_MOST_CHUNKS = 200_000
"""Distinct chunks that are remembered from one spill to the next, some 75 MB."""

_MOST_ROUTES = 1000
"""Sets of fields whose steps are remembered."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is done with the value of one field.

    `simple` says that it may be indexed and stored, but nothing besides.
    """

    name: str
    field: FieldType
    inversion: FieldInversion | None
    spelling: FieldInversion | None
    kept: bool
    simple: bool


_Step = tuple[str, Callable[[int, Any], int | None] | None, _Plan | None, bool]
"""What is done with a field of a document: its name, what takes its value or else the plan for it, and whether it is stored as it is."""


@dataclass(frozen=True, slots=True)
class _Route:
    """What is done with documents that have the same fields: the steps, and the fields whose texts are cut."""

    texts: tuple[str, ...]
    steps: tuple[_Step, ...]


class SegmentBuilder:
    """Makes one segment. `limit` is about how many megabytes of postings are held; what is more is spilled to `storage` and merged.

    Documents are numbered in the order in which they come, whether one by one or in parts.
    """

    def __init__(self, schema: Schema, storage: Any, limit: float, learnt: bytes = b"") -> None:  # noqa: ANN401 — Whoosh has no types
        self._schema = schema
        self._storage = storage
        self._limit = int(limit * 1024 * 1024)
        self._vocabulary = Vocabulary()
        self._parts: list[Part] = []
        self._before = 0
        self._begin(learnt)

    def __len__(self) -> int:
        """How many documents there are so far."""
        return self._before + self._documents.documents

    def add(self, fields: Mapping[str, Any]) -> None:
        """Take a document, given as Whoosh's `add_document` takes it, whose field names are known to be in the schema."""
        # Documents have the same few sets of fields.
        names = tuple(fields)
        kept: dict[str, Any] = {}
        route = self._routes.get(names)
        if route is None and (route := self._route(names)) is not None and len(self._routes) < _MOST_ROUTES:
            self._routes[names] = route
        if route is not None and all(type(fields[name]) is str for name in route.texts):
            self._follow(route, fields, kept)
        else:
            self._read(fields, kept)
        number = self._documents.documents
        self._documents.add(kept)
        if number == kernels.WORTHWHILE:
            kernels.compile_all()
        if self._vocabulary.tokens * _CHUNK_BYTES > self._limit or (number % 256 == 0 and self._held() > self._limit):
            self._spill()

    def _follow(self, route: _Route, fields: Mapping[str, Any], kept: dict[str, Any]) -> None:
        """Take the values of a document, each in the shortest way."""
        number = self._documents.documents
        for name, take, plan, stored in route.steps:
            value = fields[name]
            if value is None:
                continue
            if take is not None:
                if length := take(number, value):
                    self._length(name, number, length)
            elif plan is not None:
                self._take(plan, number, value, value, kept)
            if stored:
                kept[name] = value

    def _read(self, fields: Mapping[str, Any], kept: dict[str, Any]) -> None:
        """Take the values of a document that says more than these."""
        boosts = _boosts(fields)
        if self._spoiled(fields, boosts):
            self._spill()
        number = self._documents.documents
        for name in sorted(fields):
            value = fields[name]
            if value is not None and name[0] != "_":
                boost = boosts.get(name, boosts.get("", 1.0)) if boosts else 1.0
                self._take(self._plans.get(name) or self._plan(name), number, value, fields.get(f"_stored_{name}", value), kept, boost)

    def _take(
        self,
        plan: _Plan,
        number: int,
        value: Any,  # noqa: ANN401
        stored: Any,  # noqa: ANN401
        kept: dict[str, Any],
        boost: float = 1.0,
    ) -> None:
        if plan.inversion is not None:
            self._post(plan, number, value, boost)
        if plan.kept:
            self._keep(plan.name, plan.field, number, value, stored, kept)

    def append(self, part: Part) -> None:
        """Take all documents of a segment that are kept."""
        self._spill()
        self._parts.append(part)
        self._before += part.documents.documents if part.live is None else int(part.live.sum())

    def read(self, reader: IndexReader) -> None:
        """Take all documents of any other index, through Whoosh."""
        parts = parts_of(reader)
        if parts is None:
            self._spill()
            self._copy(reader)
            self._spill()
        else:
            for part in parts:
                self.append(part)

    def write(self, storage: Any, segment: ArraySegment) -> None:  # noqa: ANN401
        """Write the segment's files, on disk when this returns."""
        if not self._parts:
            self._write(storage, segment, durable=True)
            return
        self._spill()
        self._vocabulary = Vocabulary()  # merging needs the room
        scratch = files.scratch(storage)
        documents_out, postings_out = ContainerWriter(scratch), ContainerWriter(scratch)
        merge(self._parts, self._schema, DocumentsWriter(documents_out, self._learnt), lambda size: PostingsWriter(postings_out, size))
        files.write(storage, segment, files.DOCUMENTS, documents_out)
        files.write(storage, segment, files.POSTINGS, postings_out)
        segment.set_doc_count(len(self))

    @property
    def _learnt(self) -> bytes:
        return self._documents.learnt

    def _begin(self, learnt: bytes) -> None:
        self._out = ContainerWriter(files.scratch(self._storage))
        self._documents = DocumentsWriter(self._out, learnt)
        self._inversions: dict[str, FieldInversion] = {}
        self._plans: dict[str, _Plan] = {}
        self._routes: dict[tuple[str, ...], _Route] = {}
        self._lengths: dict[str, tuple[list[int], list[int]]] = {}

    def _plan(self, name: str) -> _Plan:
        field = self._schema[name]
        spelling = self._inversion(field.spelling_fieldname(name), field) if field.separate_spelling() else None
        inversion = self._inversion(name, field) if field.indexed else None
        kept = bool(field.stored or field.column_type or field.vector)
        simple = not (field.column_type or field.vector or spelling)
        plan = self._plans[name] = _Plan(name, field, inversion, spelling, kept, simple)
        return plan

    def _route(self, names: tuple[str, ...]) -> "_Route | None":
        """What is done with a document that has these fields, in the order of their names; None if it says more than their values."""
        if any(name[0] == "_" for name in names):
            return None
        steps: list[_Step] = []
        texts = []
        for name in sorted(names):
            plan = self._plans.get(name) or self._plan(name)
            if not plan.simple:
                steps.append((name, None, plan, False))
            elif plan.inversion or plan.kept:
                steps.append((name, plan.inversion.taker() if plan.inversion else None, None, plan.kept))
            if plan.inversion and plan.inversion.cuts:
                texts.append(name)
        return _Route(tuple(texts), tuple(steps))

    def _inversion(self, name: str, field: FieldType) -> FieldInversion:
        if name not in self._inversions:
            self._inversions[name] = FieldInversion(name, field, self._vocabulary)
        return self._inversions[name]

    def _post(self, plan: _Plan, number: int, value: Any, boost: float) -> None:  # noqa: ANN401
        """Take the postings of a value."""
        length = plan.inversion.add(number, value, boost) if plan.inversion else None
        if length and plan.field.scorable:
            self._length(plan.name, number, length)
        if plan.spelling is not None:
            for word in plan.field.spellable_words(value):
                plan.spelling.word(number, utf8encode(word)[0])

    def _keep(self, name: str, field: FieldType, number: int, value: Any, stored: Any, kept: dict[str, Any]) -> None:  # noqa: ANN401
        """Take what is kept of a value besides its postings."""
        if field.stored and stored is not None:
            kept[name] = stored
        if field.column_type and stored is not None:
            self._documents.column(name, field.column_type, number, field.to_column_value(stored))
        if field.vector:
            rows = field.vector.word_values(value, field.analyzer, mode="index")
            self._documents.vector(name, number, sorted((utf8encode(term)[0], weight, held or b"") for term, _, weight, held in rows))

    def _length(self, name: str, document: int, length: int) -> None:
        documents, lengths = self._lengths.setdefault(name, ([], []))
        documents.append(document)
        lengths.append(length)

    def _spoiled(self, fields: Mapping[str, Any], boosts: Mapping[str, float]) -> bool:
        return any(
            name in self._inversions and self._inversions[name].spoils(value, boosts.get(name, boosts.get("", 1.0)))
            for name, value in fields.items()
        )

    def _held(self) -> int:
        return sum(inversion.size for inversion in self._inversions.values())

    def _spill(self) -> None:
        """Put what is in memory aside, as a segment of its own."""
        if not self._documents.documents:
            return
        segment = ArraySegment("spilled")
        learnt = self._write(self._storage, segment, durable=False)
        part = Part(files.documents(self._storage, segment), files.postings(self._storage, segment), None, exact=True)
        # Until it is merged nobody reads it, and with each spill more of them would lie in memory.
        part.documents.release()
        part.postings.release()
        self._parts.append(part)
        self._before += segment.doc_count_all()
        self._vocabulary.forget(_MOST_CHUNKS)
        self._begin(learnt)

    def _write(self, storage: Any, segment: ArraySegment, *, durable: bool) -> bytes:  # noqa: ANN401
        documents, out = self._documents, ContainerWriter(files.scratch(storage))
        for name, (numbers, lengths) in self._lengths.items():
            documents.lengths(name, np.array(numbers, np.int32), np.array(lengths, np.int32))
        for name, inversion in self._inversions.items():
            if name in self._schema and self._schema[name].scorable:
                for numbers_of, lengths_of in inversion.lengths():
                    documents.lengths(name, numbers_of, lengths_of)
        postings = PostingsWriter(out, documents.documents)
        for name, inversion in sorted(self._inversions.items()):
            inversion.write(postings, documents.codes(name))
        postings.finish()
        documents.finish()
        segment.set_doc_count(documents.documents)
        files.write(storage, segment, files.DOCUMENTS, self._out, durable=durable)
        files.write(storage, segment, files.POSTINGS, out, durable=durable)
        return documents.learnt

    def _copy(self, reader: IndexReader) -> None:
        schema, renumbered = self._schema, {}
        columns = dict(_columns(reader, schema))
        names = [name for name in schema.names() if reader.field_length(name)]
        for document, fields in reader.iter_docs():
            number = renumbered[document] = self._documents.documents
            for name in names:
                if length := reader.doc_field_length(document, name):
                    self._length(name, number, length)
            for name, field in schema.items():
                if field.vector and reader.has_vector(document, name):
                    self._documents.vector(name, number, _vector(reader.vector(document, name, field.vector)))
                if name in columns:
                    self._documents.column(name, field.column_type, number, columns[name][document])
            self._documents.add({name: value for name, value in fields.items() if name in schema})
        for name, term, document, weight, held in reader.iter_postings():
            if name in schema and document in renumbered:
                self._inversion(name, schema[name]).post(renumbered[document], term, weight, held)


def _boosts(fields: Mapping[str, Any]) -> dict[str, float]:
    """Field to boost, "" for all others; empty where every boost is 1."""
    boosts = {name[1:-6]: float(value) for name, value in fields.items() if name[0] == "_" and name.endswith("_boost")}
    if "_boost" in fields:
        boosts[""] = float(fields["_boost"])
    return {} if all(boost == 1.0 for boost in boosts.values()) else boosts


def _columns(reader: IndexReader, schema: Schema) -> Iterator[tuple[str, Any]]:
    for name, field in schema.items():
        if field.column_type and reader.has_column(name):
            column = reader.column_reader(name, field.column_type)
            yield name, column.raw_column() if isinstance(column, TranslatingColumnReader) else column


def _vector(matcher: Any) -> Iterator[tuple[bytes, float, bytes]]:  # noqa: ANN401
    while matcher.is_active():
        yield utf8encode(matcher.id())[0], matcher.weight(), matcher.value() or b""
        matcher.next()
