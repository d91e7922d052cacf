"""What a posting scores under a weighting of Whoosh's or ours, as numbers that a kernel multiplies instead of objects it would ask.

Every weighting that is known here scores a posting with frequency f, of a document whose length has the code c, as one of

    CONSTANT    weight
    LINEAR      weight · f
    SATURATED   weight · f / (f + norm[c])

See `indexer.codec.kernels.score`. The weight belongs to the term, the norm to the field: BM25 with k1, b and an average length has
`norm[c] = k1 (1 - b + b length(c) / average)`, divided by what a frequency of one weighs in the field.
"""

from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from whoosh import scoring

from indexer.codec.documents import LENGTHS
from indexer.codec.kernels import CONSTANT, LINEAR, SATURATED
from service.search.weighting import K1, B, FairBM25

_LEAST = 1e-12
"""The least norm: division by nothing is not the same in every kernel."""


class Curve(NamedTuple):
    """How much a length takes from a frequency, and `weight`, what a frequency of one weighs."""

    k1: float
    b: float
    average: float
    weight: float

    def norms(self, lengths: NDArray[np.int64] | int = LENGTHS) -> Any:  # noqa: ANN401 — an array or a number, as the lengths are
        """The norm for a length, or for each of the 256 length codes."""
        return np.maximum(self.k1 * (1 - self.b + self.b * lengths / self.average) / self.weight, _LEAST)


class Weight(NamedTuple):
    """What the postings of a term score; `curve` says how norms are made where the form is SATURATED."""

    form: int
    weight: float
    curve: Curve | None = None


class Norms:
    """The norms of every field of one index, as rows of a table. Safe to share between threads."""

    def __init__(self) -> None:
        self.table: NDArray[np.float64] = np.ones((8, 256))
        self.lengths: dict[str, int] = {}
        self.known: dict[tuple[str, float, float, int], Curve | None] = {}
        self.shared: dict[tuple[Curve, float], Curve] = {}
        self.curves: list[tuple[Curve, bool]] = []
        self._rows: dict[tuple[Curve, bool], int] = {}
        self._adding = Lock()

    def row(self, curve: Curve, *, measured: bool) -> int:
        """Where the norms of a curve stand; where lengths were not `measured`, every document has a length of one, as for Whoosh."""
        row = self._rows.get((curve, measured))
        return self._add(curve, measured) if row is None else row

    def _add(self, curve: Curve, measured: bool) -> int:  # noqa: FBT001 — see `row`
        with self._adding:
            row = self._rows.get((curve, measured))
            if row is None:
                row = len(self.curves)
                if row >= len(self.table):
                    self.table = np.concatenate([self.table, np.ones_like(self.table)])
                norms = curve.norms()
                self.table[row] = norms if measured else norms[1]
                self.curves.append((curve, measured))
                # Told last: until then nobody looks there.
                self._rows[curve, measured] = row
        return row


_NORMS: "WeakKeyDictionary[Any, Norms]" = WeakKeyDictionary()
_MAKING = Lock()


def _norms_of(reader: Any) -> Norms:  # noqa: ANN401 — Whoosh has no types
    """The norms of an index, as long as this reader of it is open."""
    norms = _NORMS.get(reader)
    if norms is None:
        with _MAKING:
            norms = _NORMS.setdefault(reader, Norms())
    return norms


class Weights:
    """What terms score under one weighting in one index."""

    def __init__(self, weighting: Any, searcher: Any) -> None:  # noqa: ANN401
        self.weighting = weighting
        self.norms = _norms_of(searcher.get_parent().reader())
        self._searcher = searcher.get_parent()
        self._known = _KNOWN.get(type(weighting))

    def of(self, field_name: str, term: str | bytes) -> Weight | None:
        """What a term scores; None if only Whoosh's own matchers can tell."""
        return self._known(self, self.weighting, field_name, term) if self._known else None

    def shared(self, curve: Curve, share: float) -> Curve:
        """The curve of a term that has a share in a word; see `matchers.Synonyms`."""
        known = self.norms.shared.get((curve, share))
        if known is None:
            known = self.norms.shared[curve, share] = curve._replace(weight=share)
        return known

    def together(self, terms: Sequence[tuple[str, bytes]]) -> Weight | None:
        """What several terms score that stand for one word: the least weight of those that there are, in the form that tells least.

        So there is one document frequency for all, that of the most frequent. Each field keeps the curve that `of` gives.
        """
        weights = [self.of(name, term) for name, term in terms]
        if weights and weights[0] and all(each and each[:2] == weights[0][:2] for each in weights):
            return weights[0]._replace(curve=None)  # whichever of them there are
        weights = [weight for weight, (name, term) in zip(weights, terms, strict=True) if self._searcher.doc_frequency(name, term)]
        known = [weight for weight in weights if weight is not None]
        if len(known) < len(weights) or not known:
            return None if weights else Weight(CONSTANT, 0.0)
        return Weight(min(weight.form for weight in known), min(weight.weight for weight in known))

    def _of(self, weighting: Any, field_name: str, term: str | bytes) -> Weight | None:  # noqa: ANN401
        known = _KNOWN.get(type(weighting))
        return known(self, weighting, field_name, term) if known else None

    def _curve(self, field_name: str, k1: float, b: float, documents: int) -> Curve | None:
        """BM25 with the average length of so many documents; None for a field whose lengths are not measured."""
        key = field_name, k1, b, documents
        known = self.norms.known
        if key not in known:
            scorable = self._searcher.schema[field_name].scorable
            known[key] = Curve(k1, b, self._average(field_name, documents), 1.0) if scorable else None
        return known[key]

    def _average(self, field_name: str, documents: int) -> float:
        lengths = self.norms.lengths
        if field_name not in lengths:
            lengths[field_name] = self._searcher.field_length(field_name)
        return (lengths[field_name] / max(1, documents)) or 1.0

    def _fair(self, weighting: FairBM25, field_name: str, term: str | bytes) -> Weight:
        curve = self._curve(field_name, K1, B, weighting.documents.get(field_name, 0))
        return Weight(SATURATED, weighting.idf_of(field_name, term) * (K1 + 1), curve) if curve else Weight(CONSTANT, 1.0)

    def _bm25(self, weighting: scoring.BM25F, field_name: str, term: str | bytes) -> Weight:
        b = weighting._field_B.get(field_name, weighting.B)  # noqa: SLF001 — Whoosh hands it out nowhere
        curve = self._curve(field_name, weighting.K1, b, self._searcher.doc_count_all())
        return Weight(SATURATED, self._idf(field_name, term) * (weighting.K1 + 1), curve) if curve else Weight(LINEAR, 1.0)

    def _tf_idf(self, _: scoring.TF_IDF, field_name: str, term: str | bytes) -> Weight:
        return Weight(LINEAR, self._idf(field_name, term))

    def _idf(self, field_name: str, term: str | bytes) -> float:
        idf: float = self._searcher.idf(field_name, term)
        return idf

    def _frequency(self, _: scoring.Frequency, _field_name: str, _term: str | bytes) -> Weight:
        return Weight(LINEAR, 1.0)

    def _one_of(self, weighting: scoring.MultiWeighting, field_name: str, term: str | bytes) -> Weight | None:
        return self._of(weighting.weightings.get(field_name, weighting.default), field_name, term)

    def _reverse(self, weighting: scoring.ReverseWeighting, field_name: str, term: str | bytes) -> Weight | None:
        weight = self._of(weighting.weighting, field_name, term)
        return weight and weight._replace(weight=-weight.weight)


_KNOWN: Final[Mapping[type, Callable[[Weights, Any, str, str | bytes], Weight | None]]] = {
    FairBM25: Weights._fair,  # noqa: SLF001
    scoring.BM25F: Weights._bm25,  # noqa: SLF001
    scoring.TF_IDF: Weights._tf_idf,  # noqa: SLF001
    scoring.Frequency: Weights._frequency,  # noqa: SLF001
    scoring.MultiWeighting: Weights._one_of,  # noqa: SLF001
    scoring.ReverseWeighting: Weights._reverse,  # noqa: SLF001
}
"""Weightings that are understood, by their very class: one derived from them may do anything."""
