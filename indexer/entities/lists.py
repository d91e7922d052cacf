"""Enumerations: what stands in one list is mostly of one type, as “Bourousis, Vujcic and Schortsanitis” are."""

from collections.abc import Sequence

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
    for (_, end, one, row), (begin, _, two, other) in zip(spans, spans[1:], strict=False):
        if 0 < begin - end <= 2 and (one is not two) and passage.text[passage.end(end) : passage.start(begin)] in _BETWEEN:
            if one is not None:
                one.row = _sum(one.row, other)
            if two is not None:
                two.row = _sum(two.row, row)


def _sum(row: Row, other: Row) -> Row:
    return row[0] + SHARE * other[0], row[1] + SHARE * other[1], row[2] + SHARE * other[2], row[3] + SHARE * other[3]


_CERTAIN = {kind: tuple(CERTAIN if kind == other else 0.0 for other in ENTITY_TYPES) for kind in ENTITY_TYPES}
