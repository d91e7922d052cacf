"""What type a name has: a sum of weights over its evidence, one for each type, as `training` learnt them."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any

import msgspec

from indexer.document import ENTITY_TYPES, EntityType
from indexer.entities.evidence import Inner, before, behind, decides_before, decides_behind, shape, written
from indexer.entities.passage import Passage

DATA = Path(__file__).parent / "data" / "weights.json"

Row = tuple[float, ...]
Weights = Mapping[str, Row]
"""Of each piece of evidence, how much it speaks for each of `ENTITY_TYPES`, in their order."""

_NOTHING: Row = (0.0,) * len(ENTITY_TYPES)
_READER = msgspec.json.Decoder(dict[str, Row])


@cache
def weights() -> Weights:
    """The weights that come with Lunette."""
    return _READER.decode(DATA.read_bytes())


def total(of: Weights, evidence: Iterable[str]) -> Row:
    """The sum of the weights of some evidence."""
    one = two = three = four = 0.0
    for name in evidence:
        row = of.get(name)
        if row is not None:
            one += row[0]
            two += row[1]
            three += row[2]
            four += row[3]
    return one, two, three, four


class Judge:
    """What speaks for each type, by some weights. It remembers what it reckoned: news says the same words around names again and again."""

    def __init__(self, of: Weights, inner: Inner) -> None:
        self._weights = of
        self._inner = inner
        self._names: dict[str, Row] = {}
        self._before: dict[Hashable, Row] = {}
        self._behind: dict[Hashable, Row] = {}

    def name(self, passage: Passage, marks: Sequence[int], first: int, last: int) -> Row:
        """What speaks for each type in a name as it is written."""
        key = passage.written(first, last)
        row = self._names.get(key)
        if row is None:
            row = total(self._weights, written(passage, marks, first, last, self._inner))
            _remember(self._names, key, row)
        return row

    def around(self, passage: Passage, marks: Sequence[int], first: int, last: int) -> tuple[Row, Row]:
        """What speaks for each type before and behind a mention."""
        shaped = shape(marks, first, last)
        key = decides_before(passage, marks, first, shaped)
        one = self._before.get(key)
        if one is None:
            one = total(self._weights, before(passage, marks, first, shaped))
            _remember(self._before, key, one)
        key = decides_behind(passage, marks, last)
        two = self._behind.get(key)
        if two is None:
            two = total(self._weights, behind(passage, marks, last))
            _remember(self._behind, key, two)
        return one, two


def _remember(memory: dict[Any, Row], key: Hashable, row: Row) -> None:
    if len(memory) >= _REMEMBERED:
        memory.clear()
    memory[key] = row


_REMEMBERED = 1 << 15
"""Names, and what may stand around them; then memory starts afresh."""


def score(name: Row, mentions: Sequence[tuple[Row, Row]]) -> Row:
    """What speaks for each type, of the name as it is written and of every mention. Ten mentions are not ten times as sure as one."""
    if len(mentions) == 1:
        (one, two), share = mentions[0], 1.0
    else:
        one, two = (tuple(map(sum, zip(*rows, strict=True))) for rows in zip(*mentions, strict=True))
        share = 1 / sqrt(len(mentions))
    return tuple([name[at] + share * (one[at] + two[at]) for at in range(len(name))])


def best(row: Row) -> EntityType:
    """The type for which most speaks."""
    return ENTITY_TYPES[row.index(max(row))]
