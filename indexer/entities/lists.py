"""Enumerations: what stands in one list is mostly of one type, as “Bourousis, Vujcic and Schortsanitis” are."""

from collections.abc import Sequence
from itertools import pairwise

from indexer.document import ENTITY_TYPES
from indexer.entities.guards import Candidate
from indexer.entities.judge import Row
from indexer.entities.mentioned import Name
from indexer.entities.passage import Passage

SHARE = 0.4
"""How much of what speaks for the type of a name speaks for the type of its neighbour as well."""

CERTAIN = 3.0
"""What speaks for the type of a known name."""

_BETWEEN = frozenset({", ", " and ", " et ", ", and ", " & "})


def listed(passage: Passage, names: Sequence[Name], known: Sequence[Candidate]) -> None:
    """Let names that stand in one list speak for each other."""
    spans: list[tuple[int, int, Name | None, Row]] = [(run.first, run.last, name, name.row) for name in names for run in name.runs]
    spans += [(each.first, each.last, None, _CERTAIN[each.name.type]) for each in known]
    spans.sort(key=lambda span: span[:2])
    chain = [spans[0]] if spans else []
    gaps: list[str] = []
    for last, span in pairwise(spans):
        near = 0 < span[0] - last[1] <= 2
        gap = passage.between(last[1], span[0]) if near else ""
        if gap in _BETWEEN:
            chain.append(span)
            gaps.append(gap)
        else:
            _share(chain, gaps)
            chain, gaps = [span], []
    _share(chain, gaps)


def _share(chain: Sequence[tuple[int, int, Name | None, Row]], gaps: Sequence[str]) -> None:
    """Let the names of one list speak for their neighbours. Two with a comma between them are no list: “the mayor of Rome, Rossi”."""
    if len(chain) < 3 and (not gaps or gaps[0] == ", "):
        return
    for (_, _, one, row), (_, _, two, other) in pairwise(chain):
        if one is not None and one is not two:
            one.row = _sum(one.row, other)
        if two is not None and one is not two:
            two.row = _sum(two.row, row)


def _sum(row: Row, other: Row) -> Row:
    return row[0] + SHARE * other[0], row[1] + SHARE * other[1], row[2] + SHARE * other[2], row[3] + SHARE * other[3]


_CERTAIN = {kind: tuple(CERTAIN if kind == other else 0.0 for other in ENTITY_TYPES) for kind in ENTITY_TYPES}
