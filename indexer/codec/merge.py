"""Several segments made one: per-document arrays are appended, postings are unpacked, renumbered and packed again.

Terms are merged a slice at a time, so that memory does not grow with the segments.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import Schema

from indexer.codec import kernels
from indexer.codec.documents import LENGTHS, Documents, DocumentsWriter
from indexer.codec.postings import NO_BYTES, NO_INTS, Bytes, Ints, Longs, Postings, PostingsWriter, Run
from indexer.codec.ragged import rows

_SLICE = 1_000_000
"""Postings that are unpacked at once; with what is made of them on the way, they take about 100 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A segment to be merged.

    Attributes:
        documents, postings: its halves.
        live: one bool a document, whether it is kept; None where all are.
        exact: whether the sum of its lengths is known exactly. Whoosh adds up rounded lengths when it merges segments, and so do we; what
            one writer has put aside in between is none of its business.
    """

    documents: Documents
    postings: Postings
    live: NDArray[np.bool_] | None
    exact: bool = False


def merge(parts: Sequence[Part], schema: Schema, documents: DocumentsWriter, postings: Callable[[int], PostingsWriter]) -> None:
    """Write all documents of some segments that are kept, in order, as one.

    Args:
        parts: the segments.
        schema: fields that are not in it are left out.
        documents: where the per-document half goes; finished when this returns.
        postings: given the number of documents, where the inverted half goes; finished when this returns.
    """
    maps: list[Ints] = []
    for part in parts:
        base = documents.documents
        chosen = None if part.live is None else np.flatnonzero(part.live)
        documents.copied(part.documents, chosen)
        _per_document(part, base, chosen, schema, documents)
        part.documents.release()
        if part.live is None:
            maps.append(np.arange(base, base + part.documents.documents, dtype=np.int32))
        else:
            maps.append(np.where(part.live, np.cumsum(part.live) - 1 + base, -1).astype(np.int32))
    writer = postings(documents.documents)
    names = sorted({name for part in parts for name in part.postings.fields})
    for name in names:
        if name in schema or _spells(name, schema):
            _field(name, parts, maps, documents.codes(name), writer)
            for part in parts:
                part.postings.release()
    documents.finish()
    writer.finish()


def _per_document(part: Part, base: int, chosen: Longs | None, schema: Schema, out: DocumentsWriter) -> None:
    source = part.documents
    rows = np.arange(source.documents) if chosen is None else chosen
    for name in source.rows:
        if name in schema:
            lengths = LENGTHS[source.codes(name)[rows]]
            has = np.flatnonzero(lengths)
            total = source.totals[name] if part.exact else None
            out.lengths(name, (base + has).astype(np.int32), lengths[has].astype(np.int32), total)
    for name, field in schema.items():
        if field.column_type and name in source.columns:
            column = source.column(name, field.column_type)
            for number, document in enumerate(rows.tolist()):
                out.column(name, field.column_type, base + number, column[document])
        if field.vector and name in source.vectors:
            for number, document in enumerate(rows.tolist()):
                out.vector(name, base + number, source.vector(name, document))


def _spells(name: str, schema: Schema) -> bool:
    """Whether a field holds the words that another field's spelling is corrected with."""
    return any(field.separate_spelling() and field.spelling_fieldname(other) == name for other, field in schema.items())


def _field(name: str, parts: Sequence[Part], maps: Sequence[Ints], codes: Bytes, out: PostingsWriter) -> None:
    having = [(part.postings, renumber) for part, renumber in zip(parts, maps, strict=True) if name in part.postings.fields]
    fields = [postings.fields[name] for postings, _ in having]
    first = fields[0]
    weighted = any(of.weighted for of in fields) or len({of.boost for of in fields}) > 1
    facet = all(postings.ordinals(name) is not None for postings, _ in having)
    runs = _runs(name, having, weighted=weighted)
    out.field(name, first.kind, first.boost, codes, runs, facet=facet, weighted=weighted)


def _runs(name: str, having: Sequence[tuple[Postings, Ints]], *, weighted: bool) -> Iterator[Run]:
    """The merged postings of a field, a slice of terms at a time."""
    places = [postings.fields[name].begin for postings, _ in having]
    ends = [postings.fields[name].end for postings, _ in having]
    while any(place < end for place, end in zip(places, ends, strict=True)):
        bound = _bound(having, places, ends)
        stops = [
            end if bound is None else postings.place(postings.fields[name], bound) for (postings, _), end in zip(having, ends, strict=True)
        ]
        slices = [
            (postings.run(name, place, stop), renumber, postings.fields[name].boost)
            for (postings, renumber), place, stop in zip(having, places, stops, strict=True)
            if stop > place
        ]
        if run := _merged(slices, weighted=weighted):
            yield run
        places = stops


def _bound(having: Sequence[tuple[Postings, Ints]], places: Sequence[int], ends: Sequence[int]) -> bytes | None:
    """A term such that all that come before it have about as many postings as fit; None where all of the rest do."""
    share = max(1, _SLICE // len(having))
    bounds = []
    for (postings, _), place, end in zip(having, places, ends, strict=True):
        if place < end:
            total = np.cumsum(postings.df[place:end], dtype=np.int64)
            stop = place + max(1, int(np.searchsorted(total, share, side="right")))
            if stop < end:
                bounds.append(postings.term(stop))
    return min(bounds) if bounds else None


def _merged(slices: Sequence[tuple[Run, Ints, float]], *, weighted: bool) -> Run | None:
    """Terms and postings of some runs, together; None where no document is left."""
    counts, documents, frequencies, weights, positions, sizes, held = [], [], [], [], [], [], []
    for run, renumber, boost in slices:
        here = renumber[run.documents]
        keep = here >= 0
        every = bool(keep.all())
        counts.append(np.diff(run.starts) if every else np.diff(np.concatenate([[0], np.cumsum(keep)])[run.starts]))
        documents.append(here[keep])
        frequencies.append(run.frequencies[keep])
        if weighted:
            weights.append((run.weights if run.weights is not None else run.frequencies * boost)[keep])
        if len(run.positions):
            positions.append(run.positions if every else run.positions[np.repeat(keep, run.frequencies)])
        if run.value_starts is not None:
            length = np.diff(run.value_starts)
            sizes.append(length[keep])
            held.append(run.values if every else run.values[np.repeat(keep, length)])
    text, text_starts, ranks, terms = _union([run for run, _, _ in slices])
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.concatenate(counts), dtype=np.int64)])
    if not starts[-1]:
        return None
    all_frequencies, all_positions = np.concatenate(frequencies), np.concatenate(positions) if positions else NO_INTS
    merged_starts, order, placed = np.empty(terms + 1, np.int64), np.empty(starts[-1], np.int64), np.empty_like(all_positions)
    kernels.regroup(ranks, starts, all_frequencies, merged_starts, order, all_positions, placed)
    firsts = np.empty(terms, np.int64)
    firsts[ranks[::-1]] = np.arange(len(ranks) - 1, -1, -1)
    present = np.diff(merged_starts) > 0
    firsts = firsts[present]
    term_sizes = np.diff(text_starts)
    value_sizes = np.concatenate(sizes) if sizes else None
    return Run(
        rows(text, term_sizes, firsts),
        np.concatenate([np.zeros(1, np.int64), np.cumsum(term_sizes[firsts])]),
        np.concatenate([merged_starts[:-1][present], merged_starts[-1:]]),
        np.concatenate(documents)[order],
        all_frequencies[order],
        placed,
        np.concatenate(weights)[order] if weighted else None,
        rows(np.concatenate(held), value_sizes, order) if value_sizes is not None else NO_BYTES,
        np.concatenate([[0], np.cumsum(value_sizes[order])]) if value_sizes is not None else None,
    )


def _union(runs: Sequence[Run]) -> tuple[Bytes, Longs, Ints, int]:
    """The terms of some runs one after the other, where each begins, which each is of all of them in order, and how many these are."""
    ends = np.cumsum([len(run.text) for run in runs])
    starts = [run.text_starts[:-1] + end - len(run.text) for run, end in zip(runs, ends.tolist(), strict=True)]
    text, text_starts = np.concatenate([run.text for run in runs]), np.concatenate([*starts, ends[-1:]])
    ranks = np.empty(len(text_starts) - 1, np.int32)
    firsts = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(each) for each in starts])])
    return text, text_starts, ranks, int(kernels.union(text, text_starts, firsts, ranks))
