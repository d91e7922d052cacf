"""What type a name has: a sum of weights over its evidence, one for each type, as `training` learnt them."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from math import sqrt
from pathlib import Path

from indexer.document import ENTITY_TYPES, EntityType

DATA = Path(__file__).parent / "data" / "weights.json"

Row = tuple[float, ...]
Weights = Mapping[str, Row]
"""Of each piece of evidence, how much it speaks for each of `ENTITY_TYPES`, in their order."""

_NOTHING: Row = (0.0,) * len(ENTITY_TYPES)


@cache
def weights() -> Weights:
    """The weights that come with Lunette."""
    return {name: tuple(row) for name, row in json.loads(DATA.read_text("utf-8")).items()}


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


def score(written: Row, mentions: Iterable[Row]) -> Row:
    """What speaks for each type, of the name as it is written and of every mention. Ten mentions are not ten times as sure as one."""
    one = two = three = four = 0.0
    count = 0
    for row in mentions:
        one += row[0]
        two += row[1]
        three += row[2]
        four += row[3]
        count += 1
    share = 1 / sqrt(count) if count else 0.0
    return written[0] + share * one, written[1] + share * two, written[2] + share * three, written[3] + share * four


def best(row: Row) -> EntityType:
    """The type for which most speaks."""
    return ENTITY_TYPES[row.index(max(row))]
