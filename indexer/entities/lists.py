"""Enumerations: what stands in one list is mostly of one type, as “Bourousis, Vujcic and Schortsanitis” are."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from indexer.document import ENTITY_TYPES, EntityType
from indexer.entities.guards import Candidate
from indexer.entities.judge import Row
from indexer.entities.mentioned import Name
from indexer.entities.passage import Passage

SHARE = 0.4
"""How much of what speaks for the type of a name speaks for the type of its neighbour as well."""

CERTAIN = 3.0
"""What speaks for the type of a known name."""

_BETWEEN = frozenset({", ", " and ", " et ", ", and ", " & ", "-", "/", " / ", "\u2013"})


def listed(passage: Passage, names: Sequence[Name], known: Sequence[Candidate]) -> None:
    """Let names that stand in one list speak for each other."""
    spans: list[tuple[int, int, Name | None, Row]] = [(run.first, run.last, name, name.row) for name in names for run in name.runs]
    spans += [(each.first, each.last, None, CERTAIN_OF[each.name.type]) for each in known]
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
            one.row = added(one.row, other, SHARE)
        if two is not None and one is not two:
            two.row = added(two.row, row, SHARE)


def added(row: Row, other: Row, share: float = 1.0) -> Row:
    """What speaks for each type, and a share of what else does."""
    return row[0] + share * other[0], row[1] + share * other[1], row[2] + share * other[2], row[3] + share * other[3]


CERTAIN_OF: Mapping[EntityType, Row] = {kind: tuple(CERTAIN if kind == other else 0.0 for other in ENTITY_TYPES) for kind in ENTITY_TYPES}
