"""Terms, alone and side by side, and those that stand for one word."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh import query as whoosh

from indexer.codec import kernels
from indexer.codec.postings import Bits
from service.search.matchers import Best, Synonyms
from service.search.scratch import Found
from service.search.segments import Blend, Group, Known, Leaf
from service.search.weights import Weight

if TYPE_CHECKING:
    from service.search.evaluate import Evaluation, Mode

_MANY = whoosh.Or.TOO_MANY_CLAUSES
_SMALL = 5000
_MOST = 1024
"""Terms of a query that is evaluated in one go: a kernel holds a block of each, 1.5 kB. A question of sixty words has some 500."""


def nothing(_: "Evaluation", _query: Any, _mode: "Mode", _boost: float, _within: Bits | None, _out: Found) -> None:  # noqa: ANN401
    """NullQuery: finds nothing."""


def one(evaluation: "Evaluation", query: Any, mode: "Mode", boost: float, within: Bits | None, out: Found) -> None:  # noqa: ANN401
    """Term."""
    leaves: list[Leaf] = []
    if flatten(evaluation, query, mode, boost, leaves, []):
        evaluation.put(leaves, mode, within, out)
    else:
        evaluation.stock(query, mode, boost, out)


def either(evaluation: "Evaluation", query: Any, mode: "Mode", boost: float, within: Bits | None, out: Found) -> None:  # noqa: ANN401
    """Or."""
    children = query.subqueries
    if len(children) == 1:
        evaluation.fill(children[0], mode, boost, within, out)
    elif _even(evaluation, query, mode):
        either(evaluation, query, evaluation.unscored, 0.0, within, out)
        evaluation.level(mode, boost, out)
    elif query.scale:
        evaluation.stock(query, mode, boost, out)
    else:
        leaves: list[Leaf] = []
        rest: list[tuple[Any, float]] = []
        flatten(evaluation, query, mode, boost, leaves, rest)
        evaluation.put(leaves, mode, within, out)
        for child, factor in rest:
            evaluation.join(kernels.SUM, child, mode, factor, within, out)


def even(count: int, documents: int) -> bool:
    """Whether Whoosh, where it has no weighting, gives whatever an Or of so many finds a score of one, and forgets its boost."""
    return count >= _MANY or (count > 2 and documents <= _SMALL)


def flatten(
    evaluation: "Evaluation",
    query: Any,  # noqa: ANN401
    mode: "Mode",
    boost: float,
    leaves: list[Leaf],
    rest: list[tuple[Any, float]],
) -> bool:
    """Take a Term, or an Or and all below it, apart: into leaves, and the `rest` with its boosts.

    Returns:
        False, with nothing done, if it is neither of them.
    """
    if type(query) is whoosh.Term:
        if query.minquality:
            return False
        known = evaluation.segment.known(query.fieldname, query.text)
        if known is None:
            return True
        leaf = evaluation.leaf(query.fieldname, known.number, known.term, mode, boost * query.boost)
        if leaf:
            leaves.append(leaf)
        return leaf is not None
    if type(query) is not whoosh.Or or query.scale or _even(evaluation, query, mode):
        return False
    if len(query.subqueries) > 1:
        boost *= query.boost
    for child in query.subqueries:
        if not flatten(evaluation, child, mode, boost, leaves, rest):
            rest.append((child, boost))
    return True


def groups_of(evaluation: "Evaluation", query: Any, boost: float = 1.0) -> list[Group] | None:  # noqa: ANN401
    """A query as groups of clauses, see `kernels.gather`; None for one that is more than that, or that has very many terms."""
    groups: list[Group] = []
    if not _grouped(evaluation, query, boost, groups):
        return None
    terms = sum(len(blend) for group in groups for clause in group for part in clause for blend in part)
    return groups if terms <= _MOST else None


def _grouped(evaluation: "Evaluation", query: Any, boost: float, groups: list[Group]) -> bool:  # noqa: ANN401
    if type(query) in _BEST:
        boost = _boosted(query, boost)
        return all(_grouped(evaluation, child, boost, groups) for child in query.subqueries)
    group: Group = []
    if not _clauses(evaluation, query, boost, group):
        return False
    if all(group):
        # What finds least comes first, and the others are looked for only there.
        groups.append(sorted(group, key=lambda clause: _postings(evaluation, clause)) if len(group) > 1 else group)
    return True


def _clauses(evaluation: "Evaluation", query: Any, boost: float, group: Group) -> bool:  # noqa: ANN401
    if type(query) is whoosh.And:
        if len(query.subqueries) > 1:
            boost *= query.boost
        return all(_clauses(evaluation, child, boost, group) for child in query.subqueries)
    leaves: list[Leaf] = []
    rest: list[tuple[Any, float]] = []
    if not flatten(evaluation, query, evaluation.scored, boost, leaves, rest):
        rest.append((query, boost))
    clause = [[[leaf]] for leaf in leaves]
    group.append(clause)
    return all(_part(evaluation, child, factor, clause) for child, factor in rest)


def _postings(evaluation: "Evaluation", clause: list[list[Blend]]) -> int:
    return sum(evaluation.segment.frequency(leaf.term) for part in clause for blend in part for leaf in blend)


def _part(evaluation: "Evaluation", query: Any, boost: float, clause: list[list[Blend]]) -> bool:  # noqa: ANN401
    """Add a word, or the best of several, to a clause."""
    part: list[Blend] = []
    if type(query) in _BEST:
        boost = _boosted(query, boost)
        if not all(_blend(evaluation, child, boost, part) for child in query.subqueries):
            return False
    elif not _blend(evaluation, query, boost, part):
        return False
    if part:
        clause.append(part)
    return len(part) < 2 or all(leaf.weight >= 0 for blend in part for leaf in blend)


def _blend(evaluation: "Evaluation", query: Any, boost: float, part: list[Blend]) -> bool:  # noqa: ANN401
    """Add a term, or several that stand for one word and whose scores saturate, to a part."""
    if type(query) is Synonyms:
        blend = _word(evaluation, query, boost)
        if blend:
            part.append(blend)
        return blend is not None
    leaves: list[Leaf] = []
    if type(query) is not whoosh.Term or not flatten(evaluation, query, evaluation.scored, boost, leaves, []):
        return False
    part += [[leaf] for leaf in leaves]
    return True


def _word(evaluation: "Evaluation", query: Synonyms, boost: float) -> Blend | None:
    """The terms that there are of those that stand for one word; None where they cannot be blended."""
    segment, weights = evaluation.segment, evaluation.scored.weights
    found = [(name, share, segment.known(name, text)) for name, text, share in query.members]
    blend: Blend = []
    if not any(known for _, _, known in found):
        return blend
    ones = _saturated(evaluation, query, found)
    value = None if ones is None else _together(evaluation, query, ones)
    if ones is None or value is None:
        return None
    value *= boost * query.boost
    for one, (name, share, known) in zip(ones, found, strict=True):
        if known is None:
            continue
        if one is None or one.curve is None or share <= 0 or known.of.weighted or not known.of.boost:
            return None
        blend.append(Leaf(known.number, *segment.rows_of(name, one.curve, share, weights), kernels.SATURATED, value))
    return blend


def _saturated(
    evaluation: "Evaluation", query: Synonyms, found: Sequence[tuple[str, float, Known | None]]
) -> Sequence[Weight | None] | None:
    """What each of some terms scores that stand for one word, None for one of no field; None where some score does not saturate."""
    weights, schema = evaluation.scored.weights, evaluation.schema
    ones: list[Weight | None] = []
    for (name, text, _), (_, _, known) in zip(query.members, found, strict=True):
        # A term that there is has a field, and asking for it takes longer than looking the term up.
        if known is None and name not in schema:
            ones.append(None)
            continue
        one = weights.of(name, text)
        if one is None or one.form != kernels.SATURATED:
            return None
        ones.append(one)
    return ones


def _together(evaluation: "Evaluation", query: Synonyms, ones: Sequence[Weight | None]) -> float | None:
    """What a word weighs that several terms stand for; None where it does not saturate."""
    values = {one.weight for one in ones if one is not None}
    if len(values) == 1:
        return values.pop()
    word = evaluation.scored.weights.together([(name, text) for name, text, _ in query.known(evaluation.schema)])
    return word.weight if word is not None and word.form == kernels.SATURATED else None


def _boosted(query: Any, boost: float) -> float:  # noqa: ANN401
    return boost * query.boost if type(query) is Best or len(query.subqueries) > 1 else boost


_BEST = (Best, whoosh.DisjunctionMax)


def synonyms(evaluation: "Evaluation", query: Synonyms, mode: "Mode", boost: float, within: Bits | None, out: Found) -> None:
    """Synonyms."""
    segment = evaluation.segment
    all_members = query.known(evaluation.schema)
    members = [(name, known, share) for name, text, share in all_members if (known := segment.known(name, text))]
    word = mode.weights.together([(name, text) for name, text, _ in all_members]) if mode.scored else Weight(kernels.CONSTANT, 0.0)
    if word is None:
        evaluation.fill(query.side_by_side(), mode, boost, within, out)
        return
    if mode.scored and any(segment.postings.fields[name].weighted for name, _, _ in members):
        evaluation.stock(query, mode, boost, out)
        return
    boost *= query.boost * word.weight
    if word.form == kernels.CONSTANT:
        segment.mark(np.array([known.number for _, known, _ in members], np.int64), within, out.bits, evaluation.deadline)
        evaluation.level(mode, boost, out)
        return
    leaves = []
    for name, known, share in members:
        weight = mode.weights.of(name, known.term)
        leaves.append(segment.leaf(name, known.number, Weight(word.form, share, weight and weight.curve), 1.0, mode.weights))
    if word.form == kernels.LINEAR:
        evaluation.put([leaf._replace(weight=leaf.weight * boost) for leaf in leaves], mode, within, out)
    elif leaves:
        segment.blend(leaves, mode.weights, within, out)
        kernels.saturate(out.bits, out.scores, boost)


def _even(evaluation: "Evaluation", query: Any, mode: "Mode") -> bool:  # noqa: ANN401
    count = len(query.subqueries)
    return mode.plain and mode.scored and even(count, evaluation.segment.documents) and (count >= _MANY or not query.scale)
