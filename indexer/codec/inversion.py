"""The postings of documents while they are added, field by field, until there are enough of them to be sorted at once."""

from array import array
from collections.abc import Iterator
from itertools import compress
from typing import Any

import numpy as np
from whoosh.fields import ID, KEYWORD, FieldType
from whoosh.formats import Positions

from indexer.codec import kernels, values
from indexer.codec.postings import (
    EXISTENCE,
    FREQUENCY,
    NO_BYTES,
    NO_INTS,
    POSITIONS,
    VALUES,
    Bytes,
    Floats,
    Ints,
    Longs,
    PostingsWriter,
    Run,
)
from indexer.codec.ragged import joined, rows
from indexer.codec.stored import NotStorable
from indexer.codec.vocabulary import Chunks, Cut, Form, Vocabulary, cut_of

_REMEMBERED = 50_000
"""Distinct values of a field of values (a source, a day) whose terms are remembered."""


class FieldInversion:
    """One field's postings. `add` takes a document's value and gives back its length.

    A text whose analyzer can cut it into chunks is only cut; the rest is done for all documents together. Any other value is asked of
    the field, which gives terms with frequency, weight and the bytes of its format, as Whoosh's own writer would.
    """

    def __init__(self, name: str, field: FieldType, vocabulary: Vocabulary) -> None:
        self.name = name
        self._field = field
        self._kind = values.kind_of(field.format)
        self._boost = float(getattr(field.format, "field_boost", 1.0))
        self._vocabulary = vocabulary
        self._cut = self._cuttable(field)
        self._words: dict[bytes, int] = {}
        self._memory: dict[str, list[tuple[bytes, int, float, bytes]]] | None = (
            {} if isinstance(field, ID | KEYWORD) and not field.unique else None
        )
        self.clear()

    def clear(self) -> None:
        """Forget all postings."""
        self._texts: tuple[array[int], array[int]] = (array("i"), array("i"))
        self._terms, self._documents, self._frequencies = array("i"), array("i"), array("i")
        self._weights = array("d")
        self._positions = array("i")
        self._values: list[bytes] = []
        self._words.clear()

    @property
    def facet(self) -> bool:
        """Whether readers may want each document's terms: those of keywords do, but not what is different in every document."""
        return isinstance(self._field, ID | KEYWORD) and self._kind in (EXISTENCE, FREQUENCY) and not self._field.unique

    @property
    def size(self) -> int:
        """About how many bytes the postings take."""
        return 28 * len(self._terms) + 4 * len(self._positions) + sum(map(len, self._values[:1])) * len(self._values)

    def spoils(self, boost: float) -> bool:
        """Whether a value with this boost cannot stand beside those that are here: texts in chunks all have a boost of 1."""
        return boost != 1.0 and bool(self._texts[0])

    def add(self, document: int, value: Any, boost: float) -> int | None:  # noqa: ANN401
        """Take a document's value; its length, or None where that turns up later in `lengths`."""
        if self._cut is not None and boost == 1.0 and type(value) is str and not self._terms:
            documents, texts = self._texts
            documents.append(document)
            texts.append(self._vocabulary.chunks(self._cut).text(value))
            return None
        length = 0
        for term, frequency, weight, held in self._items(value):
            self._post(document, term, frequency, weight * boost, held)
            length += frequency
        return length

    def word(self, document: int, term: bytes) -> None:
        """Take a word for the spelling of others; once a document is enough."""
        number = self._words.get(term)
        at = len(self._documents) - 1
        while number is not None and at >= 0 and self._documents[at] == document:
            if self._terms[at] == number:
                return
            at -= 1
        self._post(document, term, 1, self._boost, b"")

    def post(self, document: int, term: bytes, weight: float, held: bytes) -> None:
        """Take a posting as another index has it."""
        self._post(document, term, 1, weight, held)

    def write(self, out: PostingsWriter, codes: Bytes) -> None:
        """Write all postings."""
        run = self._inverted_texts() if self._texts[0] else self._inverted_items()
        weighted = run.weights is not None
        out.field(self.name, self._kind, self._boost, codes, iter((run,)), facet=self.facet, weighted=weighted)

    def lengths(self) -> Iterator[tuple[Ints, Ints]]:
        """The documents whose texts were cut into chunks, and their lengths; of documents with none, nothing is said."""
        if self._texts[0] and self._cut is not None:
            known = self._vocabulary.chunks(self._cut)
            documents, chunks, begins, ends = self._text_arrays(known)
            starts = known.forms[self._cut.form].arrays()[0]
            sizes = np.concatenate([[0], np.cumsum((starts[1:] - starts[:-1])[chunks], dtype=np.int64)])
            lengths = sizes[ends] - sizes[begins]
            yield documents[lengths > 0], lengths[lengths > 0].astype(np.int32)

    def _cuttable(self, field: FieldType) -> Cut | None:
        plain = type(field.format) is Positions or self._kind in (EXISTENCE, FREQUENCY)
        return cut_of(field.analyzer) if plain and not isinstance(field, ID) and type(field).index is FieldType.index else None

    def _items(self, value: Any) -> list[tuple[bytes, int, float, bytes]]:  # noqa: ANN401
        if self._memory is None or type(value) is not str:
            return list(self._field.index(value))
        items = self._memory.get(value)
        if items is None:
            items = list(self._field.index(value))
            if len(self._memory) < _REMEMBERED:
                self._memory[value] = items
        return items

    def _post(self, document: int, term: bytes, frequency: int, weight: float, held: bytes) -> None:
        self._terms.append(self._words.setdefault(term, len(self._words)))
        self._documents.append(document)
        self._weights.append(weight)
        if self._kind == POSITIONS:
            positions = _decoded(self._field.format, held) if held else [0]
            self._positions.extend(positions)
            frequency = len(positions)
        elif self._kind == FREQUENCY:
            frequency = self._field.format.decode_frequency(held) if held else frequency
        elif self._kind == VALUES:
            self._values.append(values.written(self._field.format, held))
        self._frequencies.append(frequency)

    def _text_arrays(self, known: Chunks) -> tuple[Ints, Ints, Longs, Longs]:
        """The documents of the texts, the chunks of all texts of this cut, and from where to where each text's stand there."""
        chunks, begins, ends = known.texts()
        documents, texts = (np.array(each, np.int32) for each in self._texts)
        return documents, chunks, begins[texts], ends[texts]

    def _inverted_texts(self) -> Run:
        assert self._cut is not None  # noqa: S101 — texts are only kept where there is a cut
        known = self._vocabulary.chunks(self._cut)
        documents, chunks, begins, ends = self._text_arrays(known)
        form = known.forms[self._cut.form]
        starts, terms, offsets = form.arrays()
        advances = np.array(known.advances, np.int32)
        used, ranks = _ranked(form, chunks, begins, ends, starts, terms)
        size = int(kernels.expanded(chunks, begins, ends, starts))
        tokens, positions, counts = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(len(begins), np.int32)
        kernels.expand(chunks, begins, ends, starts, terms, offsets, advances, ranks, tokens, positions, counts)
        if self._kind == EXISTENCE:
            tokens, positions, counts = _once(tokens, positions, counts)
        posting_starts = np.zeros(len(used) + 1, np.int64)
        posted, frequencies, places = (np.empty(len(tokens), np.int32) for _ in range(3))
        postings = int(kernels.invert(tokens, positions, documents, counts, posting_starts, posted, frequencies, places))
        text, text_starts = _encoded(used)
        placed = places if self._kind == POSITIONS else NO_INTS
        weights = _weights(frequencies[:postings].astype(np.float64) * self._boost, frequencies[:postings], self._boost)
        return Run(text, text_starts, posting_starts, posted[:postings], frequencies[:postings], placed, weights)

    def _inverted_items(self) -> Run:
        used = sorted(self._words)
        ranks = np.empty(len(used), np.int32)
        ranks[[self._words[term] for term in used]] = np.arange(len(used), dtype=np.int32)
        terms = ranks[np.array(self._terms, np.int32)]
        every = np.array(self._documents, np.int32)
        order = np.argsort(terms, kind="stable")
        # A number that is given twice, or rounds to the same term, is there once.
        again = (terms[order][1:] == terms[order][:-1]) & (every[order][1:] == every[order][:-1])
        order = order[np.concatenate([np.ones(min(1, len(order)), np.bool_), ~again])]
        starts = np.zeros(len(used) + 1, np.int64)
        np.cumsum(np.bincount(terms[order], minlength=len(used)), out=starts[1:])
        all_frequencies = np.array(self._frequencies, np.int32)
        frequencies = all_frequencies[order]
        positions, held, held_starts = NO_INTS, NO_BYTES, None
        if self._kind == POSITIONS:
            positions = rows(np.array(self._positions, np.int32), all_frequencies, order)
        elif self._kind == VALUES:
            sizes = np.fromiter(map(len, self._values), np.int64, len(self._values))
            held = rows(np.frombuffer(bytearray(b"".join(self._values)), np.uint8), sizes, order)
            held_starts = np.concatenate([[0], np.cumsum(sizes[order])])
        text, text_starts = joined(used)
        weights = _weights(np.array(self._weights, np.float64)[order], frequencies, self._boost)
        return Run(text, text_starts, starts, every[order], frequencies, positions, weights, held, held_starts)


def _decoded(form: Any, held: bytes) -> list[int]:  # noqa: ANN401
    """The positions that a format of Whoosh's has just written."""
    try:
        positions: list[int] = form.decode_positions(held)
    except Exception as error:  # its bytes are a pickle, which may raise anything
        raise NotStorable(f"a posting holds {held!r:.40}, which are no positions") from error
    return positions


def _ranked(form: Form, chunks: Ints, begins: Longs, ends: Longs, starts: Ints, terms: Ints) -> tuple[list[str], Ints]:
    """The terms that some texts have, sorted as bytes, and the place of each of the form's terms among them."""
    present = np.zeros(len(starts) - 1, np.bool_)
    depth = np.zeros(len(chunks) + 1, np.int32)
    np.add.at(depth, begins, 1)
    np.add.at(depth, ends, -1)
    present[chunks[np.cumsum(depth[:-1]) > 0]] = True
    mask = np.zeros(len(form.words), np.bool_)
    mask[terms[np.repeat(present, np.diff(starts))]] = True
    words, numbers = form.sorted()
    chosen = mask[numbers]
    ranks = np.zeros(max(1, len(words)), np.int32)
    ranks[numbers[chosen]] = np.arange(int(chosen.sum()), dtype=np.int32)
    return list(compress(words, chosen.tolist())), ranks


def _once(tokens: Ints, positions: Ints, counts: Ints) -> tuple[Ints, Ints, Ints]:
    """Tokens without those whose term the text had before."""
    text = np.repeat(np.arange(len(counts)), counts)
    _, first = np.unique(text.astype(np.int64) << 32 | tokens, return_index=True)
    first.sort()
    return tokens[first], positions[first], np.bincount(text[first], minlength=len(counts)).astype(np.int32)


def _encoded(terms: list[str]) -> tuple[Bytes, Longs]:
    text = "".join(terms)
    if not text.isascii():
        return joined([term.encode("utf-8") for term in terms])
    ends = np.cumsum(np.fromiter(map(len, terms), np.int64, len(terms)))
    return np.frombuffer(bytearray(text.encode("ascii")), np.uint8), np.concatenate([np.zeros(1, np.int64), ends])


def _weights(weights: Floats, frequencies: Ints, boost: float) -> Floats | None:
    """Weights as Whoosh keeps them, in single precision; None where they are what frequencies say anyway."""
    kept = weights.astype(np.float32).astype(np.float64)
    return None if np.array_equal(kept, frequencies * boost) else kept
