"""Facets in which names that are one entity are one value, and each value stands in the facet of its type."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from indexer.columns import Facet, Facets
from indexer.document import ENTITY_TYPES
from indexer.nametable import NameTable

Longs = NDArray[np.int64]


def united(facets: Facets, table: NameTable) -> Facets:
    """The facets of entities as a table of names has these; the other facets as they are.

    An article that names an entity under several ids has its value once.
    """
    read = {kind: [_read_as(kind, value, table) for value in facets[kind].values] for kind in ENTITY_TYPES}
    if all(each == (kind, value) for kind in ENTITY_TYPES for each, value in zip(read[kind], facets[kind].values, strict=True)):
        return facets
    there = {each for some in read.values() for each in some if each}
    values: dict[str, tuple[str, ...]] = {kind: tuple(sorted(value for of, value in there if of == kind)) for kind in ENTITY_TYPES}
    numbers, begins = _numbered(values)
    total = len(numbers)
    pairs = []
    for kind in ENTITY_TYPES:
        owners, ordinals, documents = _owners(facets[kind])
        targets = np.array([numbers[each] if each else -1 for each in read[kind]], np.int64)[ordinals]
        pairs.append((owners * total + targets)[targets >= 0])
    keys = np.unique(np.concatenate(pairs))
    owners, targets = np.divmod(keys, max(total, 1))
    made: dict[str, Facet] = {}
    for kind in ENTITY_TYPES:
        here = (targets >= begins[kind]) & (targets < begins[kind] + len(values[kind]))
        starts = np.zeros(documents + 1, np.int32)
        np.cumsum(np.bincount(owners[here], minlength=documents), out=starts[1:])
        made[kind] = Facet(values[kind], starts, (targets[here] - begins[kind]).astype(np.int32), single=False)
    return {name: made.get(name, facet) for name, facet in facets.items()}


def _read_as(kind: str, value: str, table: NameTable) -> tuple[str, str] | None:
    """The facet and the value that stand for a value of a facet; None for what is no name."""
    if value in table.dropped:
        return None
    leader = table.leaders.get(value, value)
    entity = table.entities.get(leader)
    return (kind if entity is None else entity.type), leader


def _numbered(values: Mapping[str, tuple[str, ...]]) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """The values of all facets numbered through, and the first number of each facet."""
    numbers: dict[tuple[str, str], int] = {}
    begins = {}
    for kind, some in values.items():
        begins[kind] = len(numbers)
        numbers |= {(kind, value): begins[kind] + at for at, value in enumerate(some)}
    return numbers, begins


def _owners(facet: Facet) -> tuple[Longs, NDArray[np.int32], int]:
    """The numbers of the articles that have a value, these values' ordinals, and how many articles there are."""
    if facet.single:
        owners = np.flatnonzero(facet.ordinals >= 0)
        return owners, facet.ordinals[owners], len(facet.ordinals)
    documents = len(facet.starts) - 1
    return np.repeat(np.arange(documents), np.diff(facet.starts)), facet.ordinals, documents
