"""Queries joined: both, either with the higher score, one without another."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from whoosh import query as whoosh

from indexer.codec import kernels
from indexer.codec.postings import Bits
from service.search.matchers import AnyOf, Best, Near, Synonyms, Without
from service.search.scratch import Found

if TYPE_CHECKING:
    from service.search.evaluate import Evaluation, Mode


def both(evaluation: "Evaluation", query: Any, mode: "Mode", boost: float, within: Bits | None, out: Found) -> None:  # noqa: ANN401
    """And: the query that finds least is looked at first, and the others only among what it finds."""
    children = query.subqueries
    if len(children) == 1:
        evaluation.fill(children[0], mode, boost, within, out)
        return
    boost *= query.boost
    for n, child in enumerate(sorted(children, key=lambda child: size(evaluation, child))):
        if not n:
            evaluation.fill(child, mode, boost, within, out)
        elif out:
            evaluation.join(kernels.BOTH, child, mode, boost, out.bits, out)


def highest(evaluation: "Evaluation", query: Any, mode: "Mode", boost: float, within: Bits | None, out: Found) -> None:  # noqa: ANN401
    """DisjunctionMax."""
    _highest(evaluation, query, mode, boost if len(query.subqueries) == 1 else boost * query.boost, within, out)


def best(evaluation: "Evaluation", query: Best, mode: "Mode", boost: float, within: Bits | None, out: Found) -> None:
    """Best."""
    _highest(evaluation, query, mode, boost * query.boost, within, out)


def _highest(evaluation: "Evaluation", query: Any, mode: "Mode", boost: float, within: Bits | None, out: Found) -> None:  # noqa: ANN401
    for n, child in enumerate(query.subqueries):
        if n:
            evaluation.join(kernels.MAX, child, mode, boost, within, out)
        else:
            evaluation.fill(child, mode, boost, within, out)


def others(evaluation: "Evaluation", query: Any, mode: "Mode", boost: float, within: Bits | None, out: Found) -> None:  # noqa: ANN401
    """Not: whatever its boost, it scores one."""
    evaluation.fill(query.query, evaluation.unscored, 0.0, within, out)
    np.bitwise_not(out.bits, out=out.bits)
    np.bitwise_and(out.bits, evaluation.segment.live if within is None else within & evaluation.segment.live, out=out.bits)
    evaluation.level(mode, boost, out)


def without(evaluation: "Evaluation", query: Any, mode: "Mode", boost: float, within: Bits | None, out: Found) -> None:  # noqa: ANN401
    """AndNot and Without."""
    found, excluded = (query.found, query.excluded) if type(query) is Without else (query.a, query.b)
    evaluation.fill(found, mode, boost, within, out)
    if out:
        evaluation.join(kernels.WITHOUT, excluded, evaluation.unscored, 0.0, out.bits, out)


def maybe(evaluation: "Evaluation", query: Any, mode: "Mode", boost: float, within: Bits | None, out: Found) -> None:  # noqa: ANN401
    """AndMaybe."""
    evaluation.fill(query.a, mode, boost, within, out)
    if mode.scored and out:
        evaluation.join(kernels.MAYBE, query.b, mode, boost, out.bits, out)


def require(evaluation: "Evaluation", query: Any, mode: "Mode", boost: float, within: Bits | None, out: Found) -> None:  # noqa: ANN401
    """Require."""
    evaluation.fill(query.a, mode, boost, within, out)
    if out:
        evaluation.join(kernels.REQUIRE, query.b, evaluation.unscored, 0.0, out.bits, out)


def constant(evaluation: "Evaluation", query: Any, mode: "Mode", boost: float, within: Bits | None, out: Found) -> None:  # noqa: ANN401
    """ConstantScoreQuery."""
    evaluation.fill(query.child, evaluation.unscored, 0.0, within, out)
    # Whoosh takes a score of nothing for none.
    evaluation.level(mode, boost * (query.score or 1.0), out)


def size(evaluation: "Evaluation", query: Any) -> int:  # noqa: ANN401
    """About how many documents a query finds; as many as there are, where finding out is as much work as evaluating it."""
    estimate, documents = _SIZES.get(type(query)), evaluation.segment.documents
    return min(estimate(evaluation, query), documents) if estimate else documents


def _of_term(evaluation: "Evaluation", query: Any) -> int:  # noqa: ANN401
    return _of_one(evaluation, query.fieldname, query.text)


def _of_one(evaluation: "Evaluation", name: str, text: str | bytes) -> int:
    number = evaluation.number(name, text)
    return evaluation.segment.frequency(number) if number >= 0 else 0


def _of_words(evaluation: "Evaluation", query: Any) -> int:  # noqa: ANN401
    name = query.field_name if type(query) is Near else query.fieldname
    return min((_of_one(evaluation, name, word) for word in query.words), default=0)


def _of_members(evaluation: "Evaluation", query: Any) -> int:  # noqa: ANN401
    if type(query) is AnyOf:
        return int(evaluation.segment.postings.df[evaluation.segment.numbers(query.field_name, query.members)].sum())
    return sum(_of_one(evaluation, name, text) for name, text, _ in query.members)


def _of_all(evaluation: "Evaluation", query: Any) -> int:  # noqa: ANN401
    return sum(size(evaluation, child) for child in query.subqueries)


def _of_least(evaluation: "Evaluation", query: Any) -> int:  # noqa: ANN401
    return min((size(evaluation, child) for child in query.subqueries), default=0)


_SIZES: Final[Mapping[type, Callable[["Evaluation", Any], int]]] = {
    whoosh.Term: _of_term,
    type(whoosh.NullQuery): lambda _evaluation, _query: 0,
    whoosh.Phrase: _of_words,
    Near: _of_words,
    AnyOf: _of_members,
    Synonyms: _of_members,
    whoosh.Or: _of_all,
    whoosh.DisjunctionMax: _of_all,
    Best: _of_all,
    whoosh.And: _of_least,
    whoosh.Require: _of_least,
    whoosh.AndNot: lambda evaluation, query: size(evaluation, query.a),
    whoosh.AndMaybe: lambda evaluation, query: size(evaluation, query.a),
    Without: lambda evaluation, query: size(evaluation, query.found),
    whoosh.ConstantScoreQuery: lambda evaluation, query: size(evaluation, query.child),
}
