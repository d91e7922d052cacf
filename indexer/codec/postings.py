"""The inverted half of a segment: terms, and where each stands. How it is laid out is told in `indexer.codec`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from indexer.codec import kernels
from indexer.codec.container import Container, ContainerWriter
from indexer.errors import IndexDamaged

EXISTENCE, FREQUENCY, POSITIONS, VALUES = range(4)
"""What a posting holds: nothing, a frequency, positions, or the bytes of a format of Whoosh's that this package does not take apart."""

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
Bits = NDArray[np.uint64]

NO_INTS: Final[Ints] = np.zeros(0, np.int32)
NO_BYTES: Final[Bytes] = np.zeros(0, np.uint8)

_MOST = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Some consecutive terms of one field with their postings, as plain arrays.

    Attributes:
        text: uint8, the terms one after the other, sorted as bytes.
        text_starts: int64, where each begins, and their length at the end.
        starts: int64, where each term's postings begin, and their number at the end; no term is without any.
        documents: int32, ascending within a term.
        frequencies: int32, 1 or more.
        positions: int32, ascending within a posting; empty unless the field has POSITIONS.
        weights: float64, those of the postings; None where each is its frequency times the boost of the field.
        values: uint8, the bytes of every posting of a field with VALUES.
        value_starts: int64, where those begin, and their length at the end.
    """

    text: Bytes
    text_starts: Longs
    starts: Longs
    documents: Ints
    frequencies: Ints
    positions: Ints = field(default_factory=lambda: NO_INTS)
    weights: Floats | None = None
    values: Bytes = field(default_factory=lambda: NO_BYTES)
    value_starts: Longs | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a segment: its terms are those numbered `begin` to `end`. `boost` is what a frequency of one weighs."""

    begin: int
    end: int
    kind: int
    boost: float
    weighted: bool


class PostingsWriter:
    """Packs fields, in the order of their names, into the arrays of a `.terms` file."""

    def __init__(self, out: ContainerWriter, documents: int) -> None:
        self._out = out
        self._documents = documents
        self._fields: dict[str, dict[str, Any]] = {}
        self._terms = self._words = self._position_words = self._text = self._blocks = 0
        for name, dtype in _DTYPES.items():
            out.add(name, np.zeros(0, dtype))
        out.encodings |= _ENCODINGS

    def field(self, name: str, kind: int, boost: float, codes: Bytes, runs: Iterator[Run], *, facet: bool, weighted: bool) -> None:
        """Write a field.

        Args:
            name: the field; after all that were written before.
            kind: EXISTENCE, FREQUENCY, POSITIONS or VALUES.
            boost: see `Field`.
            codes: uint8, the length code of every document, for the least one of each block; empty where lengths do not matter.
            runs: its terms, in order.
            facet: whether each document's terms are written too, for counting.
            weighted: whether the runs have weights.

        Raises:
            OverflowError: the segment would hold more than its numbers can count.
        """
        begin = self._terms
        pairs: list[tuple[Ints, Ints]] = []
        postings = 0
        for run in runs:
            if facet:
                ordinals = np.arange(self._terms - begin, self._terms - begin + len(run.starts) - 1, dtype=np.int32)
                pairs.append((run.documents, np.repeat(ordinals, np.diff(run.starts))))
            self._pack(run, codes)
            if weighted and run.weights is not None:
                self._out.add(f"weights.{name}", run.weights)
            if kind == VALUES and run.value_starts is not None:
                self._out.add(f"value_starts.{name}", run.value_starts[:-1] + self._out.length(f"values.{name}"))
                self._out.add(f"values.{name}", run.values)
            postings += len(run.documents)
        if kind == VALUES and postings:
            self._out.add(f"value_starts.{name}", np.array([self._out.length(f"values.{name}")], np.int64))
        self._fields[name] = {
            "terms": [begin, self._terms],
            "kind": kind,
            "boost": boost,
            "weighted": weighted and postings > 0,
            "facet": self._facet(name, pairs) if facet else None,
        }

    def finish(self) -> None:
        """Write what comes after the last field."""
        for name, end in (
            ("text_starts", self._text),
            ("first_block", self._blocks),
            ("word_starts", self._words),
            ("position_starts", self._position_words),
        ):
            self._out.add(name, np.array([end], np.int32))
        self._out.meta |= {"fields": self._fields, "documents": self._documents}

    def _pack(self, run: Run, codes: Bytes) -> None:
        df = np.diff(run.starts)
        first_block = np.cumsum(-(-df // kernels.BLOCK))
        blocks = int(first_block[-1]) if len(first_block) else 0
        last, bits = np.zeros(blocks, np.int32), np.zeros((blocks, 3), np.uint8)
        extremes, sizes = np.zeros((blocks, 2), np.uint8), np.zeros((blocks, 2), np.int64)
        kernels.measure(run.starts, run.documents, run.frequencies, codes, run.positions, last, bits, extremes, sizes)
        ends = np.cumsum(sizes, axis=0) if blocks else np.zeros((1, 2), np.int64)
        totals = (self._words + ends[-1, 0], self._position_words + ends[-1, 1], self._text + len(run.text), self._blocks + blocks)
        if max(totals) > _MOST:
            raise OverflowError("a segment holds at most 8 GiB of postings; write several segments")
        word_starts, position_starts = (ends - sizes).T if blocks else np.zeros((2, 0), np.int64)
        words, position_words = np.zeros(ends[-1, 0], np.uint32), np.zeros(ends[-1, 1], np.uint32)
        here = word_starts.astype(np.int32), position_starts.astype(np.int32)
        kernels.fill(run.starts, run.documents, run.frequencies, run.positions, bits, *here, words, position_words)
        for name, array in (
            ("text", run.text),
            ("text_starts", run.text_starts[:-1] + self._text),
            ("df", df),
            ("first_block", first_block - (-(-df // kernels.BLOCK)) + self._blocks),
            ("last", last),
            ("bits", bits.reshape(-1)),
            ("extremes", extremes.reshape(-1)),
            ("word_starts", word_starts + self._words),
            ("position_starts", position_starts + self._position_words),
            ("words", words),
            ("position_words", position_words),
        ):
            self._out.add(name, array.astype(_DTYPES[name], copy=False))
        self._terms += len(df)
        self._words, self._position_words, self._text, self._blocks = map(int, totals)

    def _facet(self, name: str, pairs: list[tuple[Ints, Ints]]) -> str:
        """Write each document's terms; returns whether each has one at most, `one`, or `many`."""
        documents = np.concatenate([pair[0] for pair in pairs]) if pairs else NO_INTS
        ordinals = np.concatenate([pair[1] for pair in pairs]) if pairs else NO_INTS
        counts = np.bincount(documents, minlength=self._documents)
        if len(counts) and counts.max() > 1:
            starts = np.zeros(self._documents + 1, np.int32)
            np.cumsum(counts, out=starts[1:])
            self._out.add(f"ordinal_starts.{name}", starts)
            self._out.add(f"ordinals.{name}", ordinals[np.argsort(documents, kind="stable")])
            return "many"
        single = np.full(self._documents, -1, np.int32)
        single[documents] = ordinals
        self._out.add(f"ordinals.{name}", single)
        return "one"


_DTYPES: Mapping[str, type[np.generic]] = {
    "text": np.uint8,
    "text_starts": np.int32,
    "df": np.int32,
    "first_block": np.int32,
    "last": np.int32,
    "bits": np.uint8,
    "extremes": np.uint8,
    "word_starts": np.int32,
    "position_starts": np.int32,
    "words": np.uint32,
    "position_words": np.uint32,
}
"""The arrays of all fields together."""
_ENCODINGS: Mapping[str, int] = {
    "text": 1,
    "text_starts": -4,
    "df": 4,
    "first_block": -4,
    "last": 4,
    "bits": 3,
    "extremes": 2,
    "word_starts": -4,
    "position_starts": -4,
}
"""Which of them are tables, and how they are compressed; see `indexer.codec.container`."""


@dataclass(frozen=True, slots=True, eq=False)
class Ordinals:
    """The values of a facet by document: those of document `d` are `ordinals[starts[d]:starts[d + 1]]`, or `ordinals[d]` where `single`."""

    starts: Ints
    ordinals: Ints
    single: bool


class Postings:
    """The inverted half of a segment, to be read. Terms are numbered through all fields. Safe to share between threads.

    Raises:
        IndexDamaged: the file is not what `PostingsWriter` wrote.
    """

    def __init__(self, container: Container) -> None:
        self._container = container
        self.documents: int = container.meta["documents"]
        kernels.compile_all(self.documents)
        arrays = [container[name] for name in _DTYPES]
        self.text, self.text_starts, self.df, self.first_block, self.last, bits, extremes = arrays[:7]
        self.word_starts, self.position_starts, self.words, self.position_words = arrays[7:]
        self.bits, self.extremes = bits.reshape(-1, 3), extremes.reshape(-1, 2)
        self.fields: Mapping[str, Field] = {
            name: Field(said["terms"][0], said["terms"][1], said["kind"], said["boost"], said["weighted"])
            for name, said in container.meta["fields"].items()
        }
        self._facets: Mapping[str, str | None] = {name: said["facet"] for name, said in container.meta["fields"].items()}
        if len(self.df) + 1 != len(self.text_starts) or len(self.first_block) != len(self.text_starts):
            raise IndexDamaged("a segment contradicts itself; build the index again")
        self._firsts: dict[str, Longs] = {}

    def release(self) -> None:
        """See `Container.release`."""
        self._container.release()

    def verify(self) -> None:
        """Check every array; raises IndexDamaged."""
        self._container.verify()

    def find(self, name: str, term: bytes) -> int:
        """The number of a term of a field, or -1."""
        of = self.fields.get(name)
        if of is None:
            return -1
        at = self.place(of, term)
        return at if at < of.end and self.term(at) == term else -1

    def place(self, of: Field, term: bytes) -> int:
        """The number of the first term of a field that is not less than this one."""
        key = np.frombuffer(bytearray(term), np.uint8) if term else NO_BYTES
        return int(kernels.find(self.text, self.text_starts, of.begin, of.end, key))

    def term(self, number: int) -> bytes:
        """A term."""
        text: bytes = self.text[self.text_starts[number] : self.text_starts[number + 1]].tobytes()
        return text

    def terms(self, begin: int, end: int) -> Iterator[bytes]:
        """Some consecutive terms."""
        step = 4096
        for low in range(begin, end, step):
            starts = self.text_starts[low : min(end, low + step) + 1].tolist()
            text = self.text[starts[0] : starts[-1]].tobytes()
            for start, stop in pairwise(starts):
                yield text[start - starts[0] : stop - starts[0]]

    def texts(self, begin: int, end: int) -> list[str]:
        """The same of a field of text, all at once."""
        starts = self.text_starts[begin : end + 1].tolist()
        text = self.text[starts[0] : starts[-1]].tobytes()
        if not text.isascii():
            return [term.decode("utf-8") for term in self.terms(begin, end)]
        every = text.decode("ascii")
        return [every[start - starts[0] : stop - starts[0]] for start, stop in pairwise(starts)]

    def decoded(self, terms: Longs) -> tuple[Ints, Ints]:
        """The documents and frequencies of all postings of some terms, one term after the other."""
        size = int(self.df[terms].sum())
        documents, frequencies = np.empty(size, np.int32), np.empty(size, np.int32)
        kernels.decode(terms, self.df, self.first_block, self.last, self.word_starts, self.bits, self.words, documents, frequencies)
        return documents, frequencies

    def having(self, term: int) -> list[int]:
        """The documents of one term. That of a term with only one, such as an id, is written where blocks end, and nothing is unpacked."""
        if self.df[term] == 1:
            return [int(self.last[self.first_block[term]])]
        found: list[int] = self.decoded(np.array([term], np.int64))[0].tolist()
        return found

    def positions(self, terms: Longs, frequencies: Ints) -> Ints:
        """The positions of all postings of some terms of a field with POSITIONS, whose frequencies `decoded` gave."""
        positions = np.empty(int(frequencies.sum()), np.int32)
        kernels.decode_positions(
            terms, self.df, self.first_block, self.position_starts, self.bits, self.position_words, frequencies, positions
        )
        return positions

    def first_posting(self, name: str, number: int) -> int:
        """How many postings of a field stand before those of this term."""
        firsts = self._firsts.get(name)
        if firsts is None:
            of = self.fields[name]
            firsts = self._firsts[name] = np.concatenate([[0], np.cumsum(self.df[of.begin : of.end], dtype=np.int64)])
        return int(firsts[number - self.fields[name].begin])

    def weights(self, name: str, begin: int, end: int) -> Floats | None:
        """The weights of some postings of a field, counted from its first; None where they are frequencies times the field's boost."""
        return self._container[f"weights.{name}"][begin:end] if self.fields[name].weighted else None

    def values(self, name: str, begin: int, end: int) -> tuple[Bytes, Longs]:
        """The bytes of some postings of a field with VALUES, counted from its first, and where each begins in them."""
        starts = self._container[f"value_starts.{name}"][begin : end + 1]
        return self._container[f"values.{name}"][starts[0] : starts[-1]], starts - starts[0]

    def ordinals(self, name: str) -> Ordinals | None:
        """A field's terms by document, counted from its first; None where they were not written."""
        facet = self._facets.get(name)
        if facet is None:
            return None
        starts = self._container[f"ordinal_starts.{name}"] if facet == "many" else NO_INTS
        return Ordinals(starts, self._container[f"ordinals.{name}"], facet == "one")

    def run(self, name: str, begin: int, end: int) -> Run:
        """Some consecutive terms of a field as plain arrays."""
        of = self.fields[name]
        numbers = np.arange(begin, end, dtype=np.int64)
        documents, frequencies = self.decoded(numbers)
        positions = self.positions(numbers, frequencies) if of.kind == POSITIONS else NO_INTS
        starts = np.concatenate([[0], np.cumsum(self.df[begin:end], dtype=np.int64)])
        text_starts = self.text_starts[begin : end + 1].astype(np.int64)
        text = self.text[text_starts[0] : text_starts[-1]]
        first = self.first_posting(name, begin) if of.weighted or of.kind == VALUES else 0
        last = first + len(documents)
        values, value_starts = self.values(name, first, last) if of.kind == VALUES and len(documents) else (NO_BYTES, None)
        weights = self.weights(name, first, last)
        return Run(text, text_starts - text_starts[0], starts, documents, frequencies, positions, weights, values, value_starts)
