"""A segment of arrays as queries see it: its terms by number, what they score, and the room to work in."""

from collections.abc import Sequence
from itertools import accumulate
from threading import Lock
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from indexer.codec import kernels
from indexer.codec.arrays import SegmentArrays, arrays_of, bits_of
from indexer.codec.postings import Bits, Field, Longs, Postings
from service.search.deadline import Deadline
from service.search.scratch import Found, Pool, room
from service.search.weights import Curve, Norms, Weight, Weights

_MOST_KNOWN = 50_000
"""Terms whose numbers are remembered."""
_MOST_PEAKS = 5_000
"""Terms of which the peaks are remembered."""
_AT_ONCE = 1024
"""Terms whose postings are read between two looks at the clock."""


class Known(NamedTuple):
    """A term that a segment has: its number, itself, and the field that it is of."""

    number: int
    term: bytes
    of: Field


class Leaf(NamedTuple):
    """A term as `kernels.score` takes it: its number, the row of its lengths, the row of its norms, its form and its weight."""

    term: int
    lengths: int
    norms: int
    form: int
    weight: float


Blend = list[Leaf]
Group = list[list[list[Blend]]]
"""Clauses of parts of blends of terms, see `kernels.gather`."""


class _Shared:
    """What all readers of one segment share. Nothing in it changes but by growing."""

    def __init__(self, postings: Postings) -> None:
        self.pool = Pool(postings.documents)
        self.having: dict[str, Bits] = {}
        self.heights: dict[tuple[int, int, Any], NDArray[np.float64]] = {}


_SHARED: "WeakKeyDictionary[Postings, _Shared]" = WeakKeyDictionary()
_SEGMENTS: "WeakKeyDictionary[Any, Segment]" = WeakKeyDictionary()
_OPENING = Lock()


class Segment:
    """A segment of arrays.

    Attributes:
        documents: how many documents there are, deleted ones too.
        live: uint64, the bits of those that are not deleted.
        pool: empty sets of its documents.
        stored: the stored fields of a document, without a look at the schema.
    """

    def __init__(self, arrays: SegmentArrays, schema: Any, shared: _Shared) -> None:  # noqa: ANN401 — Whoosh has no types
        self._schema = schema
        self._known: dict[tuple[str, str | bytes], Known | None] = {}
        self._shares: dict[tuple[str, float], tuple[Norms, Curve, tuple[int, int]]] = {}
        postings = self.postings = arrays.postings
        self.documents = arrays.documents
        self.pool = shared.pool
        self.stored = arrays.stored
        self.live: Bits = bits_of(np.ones(self.documents, np.bool_)) if arrays.live is None else arrays.live
        self._some_dead = arrays.live is not None
        self._lengths, self._rows = arrays.lengths, arrays.rows
        self._having, self._heights = shared.having, shared.heights
        self._blocks = (postings.df, postings.first_block, postings.last, postings.word_starts, postings.bits, postings.words)
        self._places = (postings.position_starts, postings.position_words)

    @classmethod
    def of(cls, reader: Any) -> "Segment | None":  # noqa: ANN401 — Whoosh has no types
        """The segment behind a reader of one segment; None where it is not one of arrays."""
        segment = _SEGMENTS.get(reader)
        if segment is None and (arrays := arrays_of(reader)) is not None:
            with _OPENING:
                shared = _SHARED.get(arrays.postings)
                if shared is None:
                    shared = _SHARED[arrays.postings] = _Shared(arrays.postings)
                segment = _SEGMENTS[reader] = cls(arrays, reader.schema, shared)
        return segment

    def field(self, name: str) -> Field | None:
        """A field that has terms in this segment."""
        return self.postings.fields.get(name)

    def known(self, name: str, text: str | bytes) -> Known | None:
        """A term, given as text or as the index has it; None where no document of the segment has it."""
        try:
            return self._known[name, text]
        except KeyError:
            return self._look_up(name, text)

    def _look_up(self, name: str, text: str | bytes) -> Known | None:
        found, of = None, self.postings.fields.get(name)
        if of is not None and name in self._schema:
            try:
                term = bytes(self._schema[name].to_bytes(text))
            except ValueError:  # a number's field has no such terms
                term = None
            number = -1 if term is None else self.postings.find(name, term)
            found = Known(number, term, of) if term is not None and number >= 0 else None
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[name, text] = found
        return found

    def numbers(self, name: str, terms: Sequence[bytes]) -> Longs:
        """The numbers of those of many terms of a field that there are."""
        of = self.field(name)
        if of is None or not terms:
            return np.zeros(0, np.int64)
        starts = np.zeros(len(terms) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, terms), np.int64, len(terms)), out=starts[1:])
        keys = np.frombuffer(bytearray(b"".join(terms)), np.uint8) if starts[-1] else np.zeros(0, np.uint8)
        numbers = np.empty(len(terms), np.int64)
        kernels.find_each(self.postings.text, self.postings.text_starts, of.begin, of.end, keys, starts, numbers)
        return numbers[numbers >= 0]

    def frequency(self, number: int) -> int:
        """How many documents have a term, deleted ones too."""
        return int(self.postings.df[number])

    def leaf(self, name: str, number: int, weight: Weight, boost: float, weights: Weights) -> Leaf:
        """What a kernel needs to know of a term of a field. `boost` multiplies its score."""
        form, value, curve = weight
        if form == kernels.CONSTANT:
            return Leaf(number, 0, 0, form, value * boost)
        of = self.postings.fields[name]
        if form == kernels.LINEAR or curve is None or not of.boost:
            return Leaf(number, 0, 0, kernels.LINEAR, value * boost * of.boost)
        row = self._rows.get(name)
        norms = weights.norms.row(curve if of.boost == 1.0 else curve._replace(weight=curve.weight * of.boost), measured=row is not None)
        return Leaf(number, row or 0, norms, form, value * boost)

    def rows_of(self, name: str, curve: Curve, share: float, weights: Weights) -> tuple[int, int]:
        """The row of lengths and the row of norms of a field's terms that have a share in a word, under the curve of the field."""
        norms, key = weights.norms, (name, share)
        told = self._shares.get(key)
        # Of one curve there is one object, and comparing four numbers takes longer.
        if told is None or told[0] is not norms or told[1] is not curve:
            leaf = self.leaf(name, 0, Weight(kernels.SATURATED, 1.0, weights.shared(curve, share)), 1.0, weights)
            told = self._shares[key] = norms, curve, (leaf.lengths, leaf.norms)
        return told[2]

    def score(self, leaves: Sequence[Leaf], weights: Weights, within: Bits | None, out: Found) -> None:
        """Add what terms score to every document that has them."""
        terms, rows, norms, forms, values = _columns(leaves, weights)
        inside, restricted = (out.bits, False) if within is None else (within, True)
        kernels.score(terms, *self._blocks, self._lengths, rows, norms, forms, values, inside, restricted, out.bits, out.scores)

    def gather(self, groups: Sequence[Group], weights: Weights, k: int | None = None) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """What any of some groups of clauses finds, as `drain` gives it, or only the best `k`, the best first; see `kernels.gather`."""
        if not groups:
            return np.zeros(0, np.int32), np.zeros(0)
        clauses = [clause for group in groups for clause in group]
        parts = [part for clause in clauses for part in clause]
        blends = [blend for part in parts for blend in part]
        terms, rows, curves, forms, values = _transposed([leaf for blend in blends for leaf in blend])
        ends = (np.array([0, *accumulate(map(len, each))]) for each in (blends, parts, clauses, groups))
        most = min(self.documents, int(self.postings.df[terms].sum())) if k is None else k
        numbers, scores = np.empty(most, np.int32), np.empty(most)
        scored = self._lengths, rows, weights.norms.table, curves, forms, values
        with room() as own:
            given = terms, *ends, *self._blocks, *scored, self.live, self._some_dead, k is not None, own.sums, own.sets
            size = kernels.gather(*given, numbers, scores)
        return _own(numbers, size), _own(scores, size)

    def gathered(self, groups: Sequence[Group], weights: Weights, out: Found) -> None:
        """Put what `gather` finds into an empty set."""
        numbers, scores = self.gather(groups, weights)
        chosen = np.zeros(self.documents, np.bool_)
        chosen[numbers] = True
        out.bits[:] = bits_of(chosen)
        out.scores[numbers] = scores

    def top(self, leaves: Sequence[Leaf], weights: Weights, k: int, floor: float) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """The `k` documents that score highest, and at least `floor`, for some terms; see `kernels.top`."""
        terms, rows, norms, forms, values = _columns(leaves, weights)
        heights = [self._peaks(leaf, weights) for leaf in leaves]
        starts = np.zeros(len(leaves), np.int64)
        np.cumsum([len(each) for each in heights[:-1]], out=starts[1:])
        numbers, scores = np.empty(k, np.int32), np.empty(k)
        given = (
            terms,
            *self._blocks,
            np.concatenate(heights),
            starts,
            self._lengths,
            rows,
            norms,
            forms,
            values,
            self.live,
            self._some_dead,
        )
        size = kernels.top(*given, floor, numbers, scores)
        return numbers[:size], scores[:size]

    def _peaks(self, leaf: Leaf, weights: Weights) -> NDArray[np.float64]:
        """The peaks of a term, worked out once."""
        key = leaf.term, leaf.form, weights.norms.curves[leaf.norms] if leaf.form == kernels.SATURATED else None
        peaks = self._heights.get(key)
        if peaks is None:
            if len(self._heights) >= _MOST_PEAKS:
                self._heights.clear()
            peaks = np.empty(int(self.postings.first_block[leaf.term + 1]) - int(self.postings.first_block[leaf.term]))
            kernels.peaks(leaf.term, *self._blocks, self._lengths[leaf.lengths], weights.norms.table[leaf.norms], leaf.form, peaks)
            self._heights[key] = peaks
        return peaks

    def blend(self, leaves: Sequence[Leaf], weights: Weights, within: Bits | None, out: Found) -> None:
        """Add the frequencies of terms, each times its weight and divided by its norm; see `kernels.blend`."""
        terms, rows, norms, _, values = _columns(leaves, weights)
        inside, restricted = (out.bits, False) if within is None else (within, True)
        kernels.blend(terms, *self._blocks, self._lengths, rows, norms, values, inside, restricted, out.bits, out.scores)

    def mark(self, numbers: Longs, within: Bits | None, out: Bits, deadline: Deadline) -> None:
        """Set the bits of every document that has any of some terms."""
        inside, restricted = (out, False) if within is None else (within, True)
        for begin in range(0, len(numbers), _AT_ONCE):
            deadline.check()
            kernels.mark(numbers[begin : begin + _AT_ONCE], *self._blocks, inside, restricted, out)

    def having(self, name: str, deadline: Deadline) -> Bits:
        """The bits of the documents that have any term of a field."""
        bits = self._having.get(name)
        if bits is None:
            of, row = self.field(name), self._rows.get(name)
            if of is None:
                bits = np.zeros_like(self.live)
            elif row is not None:
                bits = bits_of(self._lengths[row] > 0)
            else:
                bits = np.zeros_like(self.live)
                self.mark(np.arange(of.begin, of.end, dtype=np.int64), None, bits, deadline)
            self._having[name] = bits
        return bits

    def phrase(self, numbers: Longs, slop: int, within: Bits, out: Bits) -> None:
        """Of documents that have all of some terms, set the bits of those where they stand in order; see `kernels.phrase`."""
        kernels.phrase(numbers, *self._blocks, *self._places, slop, within, out)

    def near(self, numbers: Longs, needed: Longs, spread: int, within: Bits, out: Bits) -> None:
        """The same where they stand close together in any order; see `kernels.near`."""
        kernels.near(numbers, needed, *self._blocks, *self._places, spread, within, out)

    def pick(self, numbers: Longs, documents: NDArray[np.int32]) -> NDArray[np.int32]:
        """How often some documents, ascending, have each of some terms: int32, terms × documents."""
        out = np.empty((len(numbers), len(documents)), np.int32)
        kernels.pick(numbers, *self._blocks, documents, out)
        return out

    def codes(self, name: str) -> NDArray[np.uint8]:
        """The length code of every document in a field; all nought where it has none."""
        row = self._rows.get(name)
        return np.zeros(self.documents, np.uint8) if row is None else self._lengths[row]

    def drain(self, found: Found) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Take every document out of a set that is not deleted: int32 numbers, ascending, and float64 scores."""
        numbers, scores = np.empty(self.documents, np.int32), np.empty(self.documents)
        size = kernels.drain(found.bits, found.scores, self.live, self._some_dead, numbers, scores)
        return _own(numbers, size), _own(scores, size)


def _columns(leaves: Sequence[Leaf], weights: Weights) -> tuple[NDArray[Any], ...]:
    """Terms as columns, with the norms of each."""
    terms, rows, curves, forms, values = _transposed(leaves)
    return terms, rows, weights.norms.table[curves], forms, values


def _transposed(leaves: Sequence[Leaf]) -> tuple[NDArray[Any], ...]:
    """Terms as columns."""
    *numbers, values = zip(*leaves, strict=True)
    return *np.array(numbers, np.int64), np.array(values, np.float64)


def _own(array: NDArray[Any], size: int) -> NDArray[Any]:
    """The beginning of an array; what is small does not keep the whole alive."""
    return array[:size] if 8 * size > len(array) else array[:size].copy()


class Frequencies:
    """How many documents have a term, deleted ones too, over all segments that a reader reads."""

    def __init__(self, reader: Any) -> None:  # noqa: ANN401
        self._leaves = [(leaf, Segment.of(leaf)) for leaf, _ in reader.leaf_readers()]

    def of(self, name: str, text: str) -> int:
        """The document frequency of a term of a field."""
        total = 0
        for leaf, segment in self._leaves:
            if segment is None:
                total += int(leaf.doc_frequency(name, text))
            elif known := segment.known(name, text):
                total += segment.frequency(known.number)
        return total
