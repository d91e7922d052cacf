"""Words that stand in order, or close together."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.codec.postings import POSITIONS, Bits, Longs
from service.search.matchers import Near
from service.search.scratch import Found
from service.search.segments import Leaf

if TYPE_CHECKING:
    from service.search.evaluate import Evaluation, Mode


def phrase(evaluation: "Evaluation", query: Any, mode: "Mode", boost: float, within: Bits | None, out: Found) -> None:  # noqa: ANN401
    """Phrase: scores what its words score."""
    if query.fieldname not in evaluation.schema or not query.words:
        return
    field = evaluation.schema[query.fieldname]
    found = _terms(evaluation, query.fieldname, query.words)
    leaves = evaluation.leaves(found or (), query.fieldname, mode, boost * query.boost) if found else []
    if leaves is None or not (field.format and field.format.supports("positions")) or not _placed(evaluation, query.fieldname):
        evaluation.stock(query, mode, boost, out)
    elif found:
        with _having_all(evaluation, found, within) as having, evaluation.segment.pool.borrow() as chosen:
            if len(found) > 1:
                evaluation.segment.phrase(np.array(found, np.int64), query.slop, having, chosen.bits)
            else:
                chosen.bits[:] = having
            _take(evaluation, leaves, mode, chosen, out)


def near(evaluation: "Evaluation", query: Near, mode: "Mode", boost: float, within: Bits | None, out: Found) -> None:
    """Near: scores what its words score, each of them once."""
    needed = Counter(query.words)
    found = _terms(evaluation, query.field_name, list(needed))
    if not found:
        return
    leaves = evaluation.leaves(found, query.field_name, mode, boost * query.boost)
    if leaves is None or not _placed(evaluation, query.field_name):
        evaluation.stock(query, mode, boost, out)
        return
    spread = max(query.slop, len(query.words) - 1)
    with _having_all(evaluation, found, within) as having, evaluation.segment.pool.borrow() as chosen:
        counts = np.array(list(needed.values()), np.int64)
        evaluation.segment.near(np.array(found, np.int64), counts, spread, having, chosen.bits)
        _take(evaluation, leaves, mode, chosen, out)


def _terms(evaluation: "Evaluation", name: str, words: Sequence[Any]) -> list[int] | None:
    """The number of each word; None where there is one that no document has."""
    numbers = [evaluation.number(name, word) for word in words]
    return numbers if min(numbers) >= 0 else None


def _placed(evaluation: "Evaluation", name: str) -> bool:
    """Whether the field's positions are known, if it is there at all."""
    of = evaluation.segment.field(name)
    return of is None or of.kind == POSITIONS


@contextmanager
def _having_all(evaluation: "Evaluation", numbers: Sequence[int], within: Bits | None) -> Iterator[Bits]:
    """The bits of the documents that have all of some terms, the rarest looked at first."""
    segment, deadline = evaluation.segment, evaluation.deadline
    ordered: Longs = np.array(sorted(set(numbers), key=segment.frequency), np.int64)
    with segment.pool.borrow() as one, segment.pool.borrow() as other:
        having, spare = one.bits, other.bits
        segment.mark(ordered[:1], within, having, deadline)
        for n in range(1, len(ordered)):
            segment.mark(ordered[n : n + 1], having, spare, deadline)
            having[:] = 0
            having, spare = spare, having
        yield having
        having[:] = 0


def _take(evaluation: "Evaluation", leaves: Sequence[Leaf], mode: "Mode", chosen: Found, out: Found) -> None:
    """Score the chosen documents, and leave none of them there."""
    if mode.scored:
        evaluation.put(leaves, mode, chosen.bits, out)
    else:
        out.bits[:] = chosen.bits
    chosen.bits[:] = 0
