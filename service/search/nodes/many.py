"""Queries that stand for many terms: patterns, inexact words, ranges, and everything."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from whoosh import query as whoosh

from indexer.codec import kernels
from indexer.codec.postings import Bits
from service.search.matchers import AnyOf
from service.search.nodes.expansions import terms_of, tiers
from service.search.nodes.terms import even
from service.search.scratch import Found

if TYPE_CHECKING:
    from service.search.evaluate import Evaluation, Mode

_EVERYTHING: Final[Mapping[type, str]] = {whoosh.Prefix: "", whoosh.Wildcard: "*", whoosh.Regex: ".*"}
"""The patterns that Whoosh takes for an Every."""


def many(evaluation: "Evaluation", query: Any, mode: "Mode", boost: float, within: Bits | None, out: Found) -> None:  # noqa: ANN401
    """Prefix, Wildcard, Regex, FuzzyTerm, Variations and TermRange."""
    if type(query) in _EVERYTHING and query.text == _EVERYTHING[type(query)]:
        every(evaluation, whoosh.Every(query.fieldname, boost=query.boost), mode, boost, within, out)
        return
    segment = evaluation.segment
    numbers = terms_of(query, evaluation.searcher, segment, evaluation.deadline)
    several = len(numbers) > 1
    under = evaluation.plain(mode) if several and query.constantscore else mode
    if not mode.scored or (several and under.plain and even(len(numbers), segment.documents)):
        segment.mark(numbers, within, out.bits, evaluation.deadline)
        evaluation.level(mode, boost, out)
        return
    # Whoosh forgets the boost of one term.
    boost *= query.boost if several else 1.0
    leaves = evaluation.leaves(evaluation.deadline.watch(numbers.tolist()), query.fieldname, under, boost) if len(numbers) else []
    if leaves is not None:
        evaluation.put(leaves, under, within, out)
        return
    for number in numbers.tolist():
        evaluation.join(kernels.SUM, whoosh.Term(query.fieldname, segment.postings.term(number)), under, boost, within, out)


def between(evaluation: "Evaluation", query: Any, mode: "Mode", boost: float, within: Bits | None, out: Found) -> None:  # noqa: ANN401
    """NumericRange and DateRange."""
    if query.fieldname not in evaluation.schema:
        return
    parts = tiers(query, evaluation.schema[query.fieldname])
    if not query.constantscore:
        evaluation.fill(whoosh.Or(parts, boost=query.boost), mode, boost, within, out)
        return
    for part in parts:
        evaluation.fill(part, evaluation.unscored, 0.0, within, out)
    evaluation.level(mode, boost * (query.boost or 1.0), out)


def any_of(evaluation: "Evaluation", query: AnyOf, mode: "Mode", boost: float, within: Bits | None, out: Found) -> None:
    """AnyOf."""
    numbers = evaluation.segment.numbers(query.field_name, query.members)
    evaluation.segment.mark(numbers, within, out.bits, evaluation.deadline)
    evaluation.level(mode, boost * (query.boost or 1.0), out)


def every(evaluation: "Evaluation", query: Any, mode: "Mode", boost: float, within: Bits | None, out: Found) -> None:  # noqa: ANN401
    """Every, of a field or of all."""
    segment = evaluation.segment
    out.bits[:] = segment.live
    if query.fieldname is not None:
        np.bitwise_and(out.bits, segment.having(query.fieldname, evaluation.deadline), out=out.bits)
    if within is not None:
        np.bitwise_and(out.bits, within, out=out.bits)
    # Whoosh takes a boost of nothing for none.
    evaluation.level(mode, boost * (query.boost or 1.0), out)
