"""Facets in which names that are one entity are one value, and each value stands in the facet of its type.

Nearly all names stay as they are, and the others are moved: opening an index of 200,000 articles must not take a look at each name.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import compress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.columns import Facet, Facets
from indexer.document import ENTITY_TYPES
from indexer.nametable import NameTable

Longs = NDArray[np.int64]
Moved = Mapping[int, tuple[str, str] | None]
"""From the ordinal of a value to the facet and the value that stand for it; None for what is no name."""


def united(facets: Facets, table: NameTable) -> Facets:
    """The facets of entities as a table of names has these; the other facets as they are.

    An article that names an entity under several ids has its value once.
    """
    moved: dict[str, Moved] = {kind: _moved(kind, facets[kind].values, table) for kind in ENTITY_TYPES}
    if not any(moved.values()):
        return facets
    shelves = {kind: _Shelf.of(kind, facets[kind].values, moved) for kind in ENTITY_TYPES}
    keys: dict[str, list[Longs]] = {kind: [] for kind in ENTITY_TYPES}
    documents = 0
    for kind in ENTITY_TYPES:
        owners, ordinals, documents = _owners(facets[kind])
        for to, shelf in shelves.items():
            targets = np.full(len(facets[kind].values) + 1, -1, np.int64)
            if to == kind:
                targets[shelf.stay] = shelf.places
            for ordinal, each in moved[kind].items():
                if each is not None and each[0] == to:
                    targets[ordinal] = bisect_left(shelf.values, each[1])
            found = targets[ordinals]
            keys[to].append((owners * len(shelf.values) + found)[found >= 0])
    return {name: _facet(shelves[name], keys[name], documents) if name in shelves else facet for name, facet in facets.items()}


class _Shelf(NamedTuple):
    """The values of a facet, sorted; `places` is where those stand that were there and stay, `stay` their ordinals before."""

    values: tuple[str, ...]
    stay: Longs
    places: Longs

    @classmethod
    def of(cls, kind: str, values: Sequence[str], moved: Mapping[str, Moved]) -> "_Shelf":
        """Those that stay, and those that came from any facet."""
        stays = np.ones(len(values), np.bool_)
        stays[list(moved[kind])] = False
        kept = list(compress(values, stays.tolist()))
        came = {each[1] for some in moved.values() for each in some.values() if each is not None and each[0] == kind}
        new = [value for value in came if kept[(at := bisect_left(kept, value)) : at + 1] != [value]]
        every = tuple(sorted((*kept, *new)))
        old = np.ones(len(every), np.bool_)
        old[[bisect_left(every, value) for value in new]] = False
        return cls(every, np.flatnonzero(stays), np.flatnonzero(old))


def _moved(kind: str, values: Sequence[str], table: NameTable) -> Moved:
    """The values of a facet that are not to stay as they are."""
    others = {key for key, of in table.types.items() if of != kind}
    concerned = (others | table.leaders.keys() | table.dropped).intersection(values)
    return {bisect_left(values, value): to for value in concerned if (to := _read_as(kind, value, table)) != (kind, value)}


def _read_as(kind: str, value: str, table: NameTable) -> tuple[str, str] | None:
    """The facet and the value that stand for a value of a facet; None for what is no name."""
    if value in table.dropped:
        return None
    leader = table.leaders.get(value, value)
    return table.types.get(leader, kind), leader


def _owners(facet: Facet) -> tuple[Longs, NDArray[np.int32], int]:
    """The numbers of the articles that have a value, these values' ordinals, and how many articles there are."""
    if facet.single:
        owners = np.flatnonzero(facet.ordinals >= 0)
        return owners, facet.ordinals[owners], len(facet.ordinals)
    documents = len(facet.starts) - 1
    return np.repeat(np.arange(documents), np.diff(facet.starts)), facet.ordinals, documents


def _facet(shelf: _Shelf, keys: Sequence[Longs], documents: int) -> Facet:
    """A facet from articles and values, which were written as one number each."""
    every = np.concatenate(keys)
    every.sort(kind="stable")  # most of them are sorted already
    once = every[np.concatenate([np.ones(min(1, len(every)), np.bool_), every[1:] != every[:-1]])]
    owners, ordinals = np.divmod(once, max(1, len(shelf.values)))
    starts = np.zeros(documents + 1, np.int32)
    np.cumsum(np.bincount(owners, minlength=documents), out=starts[1:])
    return Facet(shelf.values, starts, ordinals.astype(np.int32), single=False)
