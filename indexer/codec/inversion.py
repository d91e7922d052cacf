"""The postings of documents while they are added, field by field, until there are enough of them to be sorted at once."""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from whoosh.analysis import IDTokenizer
from whoosh.fields import ID, KEYWORD, FieldType
from whoosh.formats import Positions

from indexer.codec import kernels, values
from indexer.codec.lexemes import Lexemes
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


@dataclass(frozen=True, slots=True, eq=False)
class _Survey:
    """What the texts of a field become.

    Attributes:
        chunks: what `kernels.expand` takes first: the chunks, those of each text, and what they become.
        words: the terms of the form.
        used: bool, whether any text has each of them.
        counts: int32, how many tokens each text has.
        size: how many there are.
    """

    chunks: tuple[Ints, Longs, Longs, Ints, Ints, Ints, Ints]
    words: Lexemes
    used: NDArray[np.bool_]
    counts: Ints
    size: int

    @classmethod
    def of(cls, known: Chunks, form: Form, texts: Ints) -> Self:
        """That of some of the texts that were cut alike, in one form."""
        chunks, begins, ends = known.texts()
        begins, ends = begins[texts], ends[texts]
        starts, terms, offsets = form.arrays()
        used, counts = np.zeros(len(form.words), np.bool_), np.empty(len(texts), np.int32)
        size = int(kernels.survey(chunks, begins, ends, starts, terms, used, counts))
        return cls((chunks, begins, ends, starts, terms, offsets, np.array(known.advances, np.int32)), form.words, used, counts, size)


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
        self._cut = self._cuttable(field)
        self._known = vocabulary.chunks(self._cut) if self._cut else None
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
        self._survey: _Survey | None = None

    @property
    def facet(self) -> bool:
        """Whether readers may want each document's terms: those of keywords do, but not what is different in every document."""
        return isinstance(self._field, ID | KEYWORD) and self._kind in (EXISTENCE, FREQUENCY) and not self._field.unique

    @property
    def size(self) -> int:
        """About how many bytes the postings take."""
        return 28 * len(self._terms) + 4 * len(self._positions) + sum(map(len, self._values[:1])) * len(self._values)

    @property
    def cuts(self) -> bool:
        """Whether texts are cut into chunks."""
        return self._cut is not None

    def spoils(self, value: Any, boost: float) -> bool:  # noqa: ANN401
        """Whether a value with this boost cannot stand beside those that are here: texts in chunks all have a boost of 1."""
        return bool(self._texts[0]) and (boost != 1.0 or type(value) is not str) and value is not None

    def add(self, document: int, value: Any, boost: float) -> int | None:  # noqa: ANN401
        """Take a document's value; its length, or None where that turns up later in `lengths`."""
        if self._known is not None and boost == 1.0 and type(value) is str and not self._terms:
            return self._take_text(document, value)
        length = 0
        for term, frequency, weight, held in self._items(value):
            self._post(document, term, frequency, weight * boost, held)
            length += frequency
        return length

    def taker(self) -> Callable[[int, Any], int | None]:
        """The shortest way to take a value without a boost: it gives back a length if that counts and is known.

        It is not kept here, or this would refer to itself, and all postings would stay in memory until Python looks for such things.
        """
        if self._cut is not None:
            return self._take_text
        if not self._field.scorable and type(self._field) is ID and type(self._field.analyzer) is IDTokenizer and self._kind == EXISTENCE:
            return self._take_whole
        return self._take_any

    def _take_text(self, document: int, value: Any) -> int | None:  # noqa: ANN401
        """Take a text that is to be cut."""
        if self._terms or self._known is None:
            return self._take_any(document, value)
        documents, texts = self._texts
        documents.append(document)
        texts.append(self._known.text(value))
        return None

    def _take_whole(self, document: int, value: Any) -> int | None:  # noqa: ANN401
        """Take a value that is a term as it is."""
        if type(value) is not str:
            return self._take_any(document, value)
        words = self._words
        self._terms.append(words.setdefault(value.encode("utf-8"), len(words)))
        self._documents.append(document)
        self._weights.append(self._boost)
        self._frequencies.append(1)
        return None

    def _take_any(self, document: int, value: Any) -> int | None:  # noqa: ANN401
        length = self.add(document, value, 1.0)
        return length if self._field.scorable else None

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
        if self._texts[0]:
            documents, counts = np.array(self._texts[0], np.int32), self._surveyed().counts
            yield documents[counts > 0], counts[counts > 0]

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

    def _surveyed(self) -> _Survey:
        if self._survey is None:
            assert self._known is not None  # noqa: S101 — texts are only kept where there is a cut
            assert self._cut is not None  # noqa: S101
            self._survey = _Survey.of(self._known, self._known.forms[self._cut.form], np.array(self._texts[1], np.int32))
        return self._survey

    def _inverted_texts(self) -> Run:
        survey, documents = self._surveyed(), np.array(self._texts[0], np.int32)
        used = survey.words.sorted()
        used = used[survey.used[used]]
        ranks = np.zeros(max(1, len(survey.used)), np.int32)
        ranks[used] = np.arange(len(used), dtype=np.int32)
        tokens, positions, counts = np.empty(survey.size, np.int32), np.empty(survey.size, np.int32), np.empty(len(documents), np.int32)
        kernels.expand(*survey.chunks, ranks, tokens, positions, counts)
        if self._kind == EXISTENCE:
            tokens, positions, counts = _once(tokens, positions, counts)
        posting_starts = np.zeros(len(used) + 1, np.int64)
        posted, frequencies, places = (np.empty(len(tokens), np.int32) for _ in range(3))
        postings = int(kernels.invert(tokens, positions, documents, counts, posting_starts, posted, frequencies, places))
        placed = places if self._kind == POSITIONS else NO_INTS
        # Single precision holds every number of times that a word can stand in a text.
        exact = self._boost == 1.0
        weights = None if exact else _weights(frequencies[:postings].astype(np.float64) * self._boost, frequencies[:postings], self._boost)
        return Run(*survey.words.written(used), posting_starts, posted[:postings], frequencies[:postings], placed, weights)

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


def _once(tokens: Ints, positions: Ints, counts: Ints) -> tuple[Ints, Ints, Ints]:
    """Tokens without those whose term the text had before."""
    text = np.repeat(np.arange(len(counts)), counts)
    _, first = np.unique(text.astype(np.int64) << 32 | tokens, return_index=True)
    first.sort()
    return tokens[first], positions[first], np.bincount(text[first], minlength=len(counts)).astype(np.int32)


def _weights(weights: Floats, frequencies: Ints, boost: float) -> Floats | None:
    """Weights as Whoosh keeps them, in single precision; None where they are what frequencies say anyway."""
    kept = weights.astype(np.float32).astype(np.float64)
    return None if np.array_equal(kept, frequencies * boost) else kept
