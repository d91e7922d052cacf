"""What is known of every article by its number: facet values and dates, as arrays, so that counting does not read articles.

They are the keywords of the index turned round: which terms each article has. Segments of arrays hold them ready, and where there is one
segment they are used where they lie; of any other segment they are worked out from its postings when the index is opened. Numbers are
those of Whoosh's documents.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise, starmap
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from indexer.codec import kernels
from indexer.codec.arrays import arrays_of
from indexer.codec.postings import NO_INTS, Ordinals
from indexer.large_pages import on_large_pages
from indexer.schema import FACET_FIELDS

Ints = NDArray[np.int32]


class Siblings(NamedTuple):
    """Articles that count as one: their numbers, those of a group side by side, and for each the number of its group, from 0 on."""

    numbers: Ints
    groups: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Facet:
    """The values of one facet. Those of article `n` are `values[ordinals[n]]`, or none where that is -1, if it is `single`.

    Otherwise they are `values[ordinals[starts[n]:starts[n + 1]]]`. `values` is sorted, all arrays are int32.
    """

    values: tuple[str, ...]
    starts: Ints
    ordinals: Ints
    single: bool

    def counts(self, numbers: Ints, siblings: Siblings | None = None) -> Ints:
        """How many of some articles, given by their numbers, have each value; the answer holds one int for each of `values`.

        Of `siblings`, which are among the articles, those of a group count once for a value.
        """
        counts = np.zeros(len(self.values), np.int32)
        kernels.count(self.starts, self.ordinals, self.single, numbers, counts)
        if siblings:
            kernels.uncount(self.starts, self.ordinals, self.single, *siblings, counts)
        return counts

    def having(self, values: tuple[str, ...], numbers: Ints) -> NDArray[np.bool_]:
        """One bool for each of some articles: whether it has any of these values."""
        places = [at for value in values if self.values[(at := bisect_left(self.values, value)) : at + 1] == (value,)]
        if self.single and len(places) == 1:
            passed = np.ones(len(numbers), np.bool_)
            kernels.within(self.ordinals, places[0], places[0], numbers, passed)
            return passed
        wanted = np.zeros(len(self.values) + 1, np.bool_)  # the last one for the ordinal of no value
        wanted[places] = True
        if self.single:
            return wanted.take(self.ordinals.take(numbers))
        begins = self.starts[numbers]
        sizes = self.starts[numbers + 1] - begins
        ends = np.cumsum(sizes, dtype=np.int64)
        hits = wanted[self.ordinals[np.repeat(begins - (ends - sizes), sizes) + np.arange(ends[-1] if len(ends) else 0)]]
        before = np.concatenate([np.zeros(1, np.int64), np.cumsum(hits)])
        return before[ends] > before[ends - sizes]

    def each(self) -> Ints:
        """The ordinal of every article's value, -1 for none, of a facet of which none has more than one."""
        if self.single:
            return self.ordinals
        ordinals = np.full(len(self.starts) - 1, -1, np.int32)
        ordinals[np.diff(self.starts) > 0] = self.ordinals
        return ordinals


Facets = Mapping[str, Facet]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """All facets as one, an article a row, so that none is looked up for each facet.

    Values are numbered through, those of the first facet first, `size` in all. `cells` (uint16, `kernels.CELLS` for each row) and `bases`
    (int32) are as `kernels.tally` takes them: cells that hold no value hold `size` and more, and a last cell of `size + CELLS` or more
    says where the values go on. `width` is one more than the highest number in a cell.
    """

    cells: NDArray[np.uint16]
    bases: Ints
    size: int
    width: int

    @classmethod
    def of(cls, facets: Sequence[Facet], documents: int) -> Self | None:
        """The rows of some facets; None where cells would have to hold numbers over 65,535, for wider ones are slower than none."""
        size, cells = sum(len(facet.values) for facet in facets), kernels.CELLS
        each = [
            np.flatnonzero(facet.ordinals >= 0) if facet.single else np.repeat(np.arange(documents), np.diff(facet.starts))
            for facet in facets
        ]
        counts = np.zeros(documents, np.int64)
        for owners in each:
            counts += np.bincount(owners, minlength=documents)
        # All rows of an article but its last give one cell to say that there is another.
        rows = np.maximum(1, -(-(counts - 1) // (cells - 1)))
        further = np.cumsum(rows - 1)
        begins = documents + further - (rows - 1)
        bases = begins[:: kernels.TOGETHER]
        marks = size + cells + begins - np.repeat(bases, kernels.TOGETHER)[:documents]
        long = rows > 1
        width = max(size + cells, int(marks[long].max(initial=0))) + 1
        if width - 1 > np.iinfo(np.uint16).max:
            return None
        table = np.tile(np.arange(size, size + cells, dtype=np.uint16), (int(rows.sum()), 1))
        table[:documents][long, -1] = marks[long]
        goes_on = np.ones(len(table), np.bool_)
        goes_on[:documents] = False
        goes_on[(begins + rows - 2)[long]] = False
        table[goes_on, -1] = size + cells
        filled = np.zeros(documents, np.int64)
        before = 0
        for facet, owners in zip(facets, each, strict=True):
            values = (facet.ordinals[facet.ordinals >= 0] if facet.single else facet.ordinals) + before
            before += len(facet.values)
            many = np.bincount(owners, minlength=documents)
            place = filled[owners] + np.arange(len(owners)) - (np.cumsum(many) - many)[owners]
            row = np.minimum(place // (cells - 1), rows[owners] - 1)
            table[np.where(row > 0, begins[owners] + row - 1, owners), place - row * (cells - 1)] = values
            filled += many
        return cls(on_large_pages(table.reshape(-1)), bases.astype(np.int32), size, width)

    def counts(self, numbers: Ints, siblings: Siblings | None = None) -> Ints:
        """How many of some articles have each value: int32, `size` of them. For `siblings` see `Facet.counts`."""
        counts = np.zeros(self.width, np.int32)
        kernels.tally(self.cells, self.bases, self.size + kernels.CELLS, numbers, counts)
        if siblings:
            kernels.untally(self.cells, self.bases, self.size + kernels.CELLS, *siblings, counts)
        return counts[: self.size]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Every facet, and the first and last day (int32 `yyyymmdd`, 0 for none) that each article's date spans."""

    facets: Mapping[str, Facet]
    first_day: Ints
    last_day: Ints
    _rows: Rows | None = field(init=False)
    _parts: Mapping[str, slice] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rows", Rows.of(tuple(self.facets.values()), len(self)))
        ends = accumulate((len(facet.values) for facet in self.facets.values()), initial=0)
        object.__setattr__(self, "_parts", dict(zip(self.facets, starmap(slice, pairwise(ends)), strict=True)))

    def __len__(self) -> int:
        return len(self.first_day)

    def counts(self, names: Sequence[str], numbers: Ints, siblings: Siblings | None = None) -> dict[str, Ints]:
        """How many of some articles have each value of some facets. For `siblings` see `Facet.counts`.

        Where there are rows, an article is looked up once for all facets, which for six of them is half the work.
        """
        if self._rows is None or 2 * len(names) < len(self.facets):
            return {name: self.facets[name].counts(numbers, siblings) for name in names}
        counts = self._rows.counts(numbers, siblings)
        return {name: counts[self._parts[name]] for name in names}

    @classmethod
    def of(cls, reader: Any, read_as: Callable[[Facets], Facets] = lambda facets: facets) -> Self:  # noqa: ANN401 — Whoosh has no types
        """The columns of an index that is open; `read_as` may give facets that differ from those that are written there."""
        facets = {name: _facet(reader, field) for name, field in FACET_FIELDS.items()}
        return cls(read_as(facets), _days(_facet(reader, "first_day")), _days(_facet(reader, "last_day")))


def _days(facet: Facet) -> Ints:
    days = np.array([*map(int, facet.values), 0], np.int32)
    return days[facet.each()]


def _facet(reader: Any, field: str) -> Facet:  # noqa: ANN401
    """A field's terms by article, over all segments."""
    parts = [_part(leaf, field) for leaf, _ in reader.leaf_readers()]
    if len(parts) == 1:
        terms, part = parts[0]
        return Facet(tuple(terms), part.starts, part.ordinals, part.single)
    values = sorted(set().union(*(terms for terms, _ in parts)))
    number = {value: place for place, value in enumerate(values)}
    single = all(part.single for _, part in parts)
    ordinals = []
    starts = [np.zeros(1, np.int32)]
    for terms, part in parts:
        renumbered = np.array([*(number[term] for term in terms), -1], np.int32)[part.ordinals]
        if not single:
            begin = starts[-1][-1]
            starts.append((part.starts[1:] if not part.single else np.cumsum(part.ordinals >= 0)).astype(np.int32) + begin)
            renumbered = renumbered[renumbered >= 0]
        ordinals.append(renumbered)
    return Facet(tuple(values), NO_INTS if single else np.concatenate(starts), np.concatenate(ordinals) if ordinals else NO_INTS, single)


def _part(leaf: Any, field: str) -> tuple[Sequence[str], Ordinals]:  # noqa: ANN401
    """The terms of a field in one segment, and those of each of its articles."""
    arrays = arrays_of(leaf)
    if arrays is not None:
        of = arrays.postings.fields.get(field)
        ordinals = arrays.postings.ordinals(field)
        if of is not None and ordinals is not None:
            return arrays.postings.texts(of.begin, of.end), ordinals
        return (), _none(arrays.documents)
    terms = [term.decode("utf-8") for term in leaf.lexicon(field)]
    pairs = [(number, place) for place, term in enumerate(terms) for number in leaf.postings(field, term).all_ids()]
    if not pairs:
        return (), _none(leaf.doc_count_all())
    numbers, places = np.array(sorted(pairs), np.int32).T.copy()
    starts = np.zeros(leaf.doc_count_all() + 1, np.int32)
    np.cumsum(np.bincount(numbers, minlength=leaf.doc_count_all()), out=starts[1:])
    return terms, Ordinals(starts, places, single=False)


def _none(documents: int) -> Ordinals:
    return Ordinals(NO_INTS, np.full(documents, -1, np.int32), single=True)
