"""Which terms of a segment a query stands for that names none, by their numbers: patterns, inexact words, and ranges."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import numpy as np
from whoosh import query as whoosh
from whoosh.fields import NUMERIC
from whoosh.util.numeric import to_sortable

from indexer.codec.postings import Field, Longs
from service.search.deadline import Deadline
from service.search.segments import Segment

NONE: Final[Longs] = np.zeros(0, np.int64)

Expand = Callable[[Any, Any, Segment, Field, Deadline], Longs]
"""From a query, the type of its field, a segment, the field there, and until when to look."""


def terms_of(query: Any, searcher: Any, segment: Segment, deadline: Deadline) -> Longs:  # noqa: ANN401 — Whoosh has no types
    """The numbers of the terms, int64, each once."""
    of = segment.field(query.fieldname)
    if of is None or query.fieldname not in searcher.schema:
        return NONE
    numbers = EXPANSIONS[type(query)](query, searcher, segment, of, deadline)
    # Whoosh knows no empty terms. One would be the first of its field.
    empty = len(numbers) and numbers[0] == of.begin and not segment.postings.term(of.begin)
    return numbers[1:] if empty else numbers


def _prefixed(query: Any, searcher: Any, segment: Segment, of: Field, _: Deadline) -> Longs:  # noqa: ANN401
    return np.arange(*_with_prefix(query.text, searcher.schema[query.fieldname], segment, of), dtype=np.int64)


def _with_prefix(text: str, field: Any, segment: Segment, of: Field) -> tuple[int, int]:  # noqa: ANN401
    """From which to which number the terms begin like this."""
    prefix = bytes(field.to_bytes(text))
    beyond = prefix.rstrip(b"\xff")
    begin = segment.postings.place(of, prefix)
    return begin, segment.postings.place(of, beyond[:-1] + bytes([beyond[-1] + 1])) if beyond else of.end


def _matching(query: Any, searcher: Any, segment: Segment, of: Field, deadline: Deadline) -> Longs:  # noqa: ANN401
    field = searcher.schema[query.fieldname]
    # Whoosh's own parts of a pattern: what it stands for in full, and the letters before the first that stands for others.
    pattern, prefix = re.compile(query._get_pattern()), query._find_prefix(query.text)  # noqa: SLF001
    begin, end = _with_prefix(prefix, field, segment, of) if prefix else (of.begin, of.end)
    matches, text_of = pattern.match, field.from_bytes
    terms = deadline.watch(segment.postings.terms(begin, end))
    return np.array([number for number, term in enumerate(terms, begin) if matches(text_of(term))], np.int64)


def _listed(query: Any, searcher: Any, segment: Segment, _: Field, deadline: Deadline) -> Longs:  # noqa: ANN401
    """What Whoosh itself says that a query stands for."""
    to_bytes = searcher.schema[query.fieldname].to_bytes
    terms = {bytes(to_bytes(text)) for text in deadline.watch(query._btexts(searcher.reader()))}  # noqa: SLF001
    return np.sort(segment.numbers(query.fieldname, tuple(terms)))


def _between(query: Any, searcher: Any, segment: Segment, of: Field, _: Deadline) -> Longs:  # noqa: ANN401
    to_bytes = searcher.schema[query.fieldname].to_bytes
    try:
        first = b"" if query.start is None else bytes(to_bytes(query.start))
        last = b"\xff\xff\xff\xff" if query.end is None else bytes(to_bytes(query.end))
    except ValueError:
        return NONE
    begin = segment.postings.place(of, first + b"\0" if query.startexcl else first)
    return np.arange(begin, segment.postings.place(of, last if query.endexcl else last + b"\0"), dtype=np.int64)


EXPANSIONS: Final[Mapping[type, Expand]] = {
    whoosh.Prefix: _prefixed,
    whoosh.Wildcard: _matching,
    whoosh.Regex: _matching,
    whoosh.FuzzyTerm: _listed,
    whoosh.Variations: _listed,
    whoosh.TermRange: _between,
}
"""Whoosh's queries that stand for many terms."""


def tiers(query: Any, field: Any) -> list[Any]:  # noqa: ANN401
    """A range of numbers as a few terms and ranges of terms, coarse ones in the middle.

    Whoosh's own `tiered_ranges` goes on below zero where a range ends among the least numbers of its type, and then matches nearly
    everything; see `split_ranges` there for the rest.

    Raises:
        QueryError: the field does not hold numbers.
        ValueError: no number of the field's type can be as low or as high.
    """
    if not isinstance(field, NUMERIC):
        raise whoosh.QueryError(f"the field “{query.fieldname}” does not hold numbers")
    first, last = 0, 2**field.bits - 1
    if query.start is not None:
        first = to_sortable(field.numtype, field.bits, field.signed, field.prepare_number(query.start)) + query.startexcl
    if query.end is not None:
        last = to_sortable(field.numtype, field.bits, field.signed, field.prepare_number(query.end)) - query.endexcl
    return [
        whoosh.Term(query.fieldname, field.sortable_to_bytes(low, shift))
        if low == high
        else whoosh.TermRange(query.fieldname, field.sortable_to_bytes(low, shift), field.sortable_to_bytes(high, shift))
        for low, high, shift in _split(first, last, field.bits, field.shift_step)
    ]


def _split(first: int, last: int, bits: int, step: int) -> Iterator[tuple[int, int, int]]:
    """(first, last, shift) of ranges of numbers that differ from each other above their last `shift` bits."""
    shift = 0
    while first <= last:
        width = 1 << (shift + step)
        low = -(-first // width) * width
        high = (last + 1) // width * width
        if not step or shift + step >= bits or low >= high:
            yield first, last, shift
            return
        if first < low:
            yield first, low - 1, shift
        if high <= last:
            yield high, last, shift
        first, last, shift = low, high - 1, shift + step
