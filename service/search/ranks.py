"""Which hits stand on a page: those of some ranks in some order, found without sorting the others, wherever the page is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from indexer.codec import kernels

_FEW = 2048
"""Hits that are sorted rather than narrowed down further."""
_NEAR = 128
"""The last rank that is reached faster by keeping the best than by narrowing all down."""

_NEVER = float(np.iinfo(np.int32).max)
"""Stands for no day where days ascend: undated articles come last in every order."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class After:
    """A hit, for what comes after it: its number, its score, and its day, int `yyyymmdd` or 0 for none, where days decide."""

    number: int
    score: float
    day: int = 0


def _by_score(scores: Floats, _: Floats) -> list[Floats]:
    return [scores]


def _newest(scores: Floats, days: Floats) -> list[Floats]:
    return [days, scores]


def _oldest(scores: Floats, days: Floats) -> list[Floats]:
    return [-np.where(days == 0, _NEVER, days), scores]


_ORDERS: Final[Mapping[str, Callable[[Floats, Floats], list[Floats]]]] = {
    "relevance": _by_score,
    "date:desc": _newest,
    "date:asc": _oldest,
}
"""Order to its keys."""


def keys(sort: str, scores: Floats, days: Ints) -> list[Floats]:
    """What decides in an order, float64, the most important first: the highest value comes first, and of equals the lower number.

    Args:
        sort: one of relevance, date:desc and date:asc.
        scores: of some hits.
        days: theirs, 0 for none.
    """
    return _ORDERS[sort](scores, days.astype(np.float64))


def ranked(sort: str, scores: Floats, days: NDArray[np.int32], begin: int, end: int) -> Places:
    """The places of the hits of some ranks.

    Args:
        sort: one of relevance, date:desc and date:asc.
        scores: of all hits, by number.
        days: of all hits, 0 for none.
        begin: the first rank, from 0; it may lie behind the last hit.
        end: the rank before which to stop.
    """
    end = min(end, len(scores))
    if begin >= end:
        return np.zeros(0, np.int64)
    if sort == "relevance" and end <= _NEAR:
        places = np.empty(end, np.int64)
        kernels.best(scores, end, True, 0.0, 0, _counted(len(scores)), places)  # noqa: FBT003 — numba knows no keywords
        return places[begin:]
    return _among(keys(sort, scores, days), begin, end)


def coming(sort: str, scores: Floats, days: NDArray[np.int32], numbers: Ints, after: After, size: int) -> Places:
    """The places of the next hits after one.

    Args:
        sort: as in `ranked`.
        scores: of all hits.
        days: of all hits, 0 for none.
        numbers: of all hits, ascending.
        after: the hit, which need not be there any more.
        size: how many; 1 or more.
    """
    if sort == "relevance":
        places = np.empty(size, np.int64)
        return places[: kernels.best(scores, size, False, after.score, after.number, numbers, places)]  # noqa: FBT003
    own = keys(sort, np.array([after.score]), np.array([after.day], np.int32))
    behind = numbers > after.number
    those = keys(sort, scores, days)
    for key, value in zip(reversed(those), reversed(own), strict=True):
        behind = (key < value) | ((key == value) & behind)
    rest = np.flatnonzero(behind)
    return rest[_among([key[rest] for key in those], 0, min(size, len(rest)))] if len(rest) else rest


_COUNTED = np.arange(1 << 17, dtype=np.int32)


def _counted(size: int) -> Ints:
    """The numbers from 0 on."""
    return _COUNTED[:size] if size <= len(_COUNTED) else np.arange(size, dtype=np.int32)


def _among(keys: Sequence[Floats], begin: int, end: int) -> Places:
    """The places of some ranks, the highest keys first."""
    places: Places | None = None
    while True:
        values = keys[0] if places is None else keys[0][places]
        if len(values) <= _FEW:
            return _sorted(keys, np.arange(len(values)) if places is None else places)[begin:end]
        chosen = np.empty(len(values), np.int64)
        size, before = kernels.narrow(values, begin, end, chosen)
        if size == len(values):
            if values.min() < values.max():
                # The ranks reach over all that is left, the last of one day and the first of another.
                return _sorted(keys, np.arange(len(values)) if places is None else places)[begin:end]
            # All the same: what comes next decides.
            keys = keys[1:]
            if not keys:
                return chosen[begin:end] if places is None else places[begin:end]
            continue
        chosen = chosen[:size]
        places = chosen if places is None else places[chosen]
        begin, end = begin - before, end - before


def _sorted(keys: Sequence[Floats], places: Places) -> Places:
    order: Any = np.lexsort([-key[places] for key in reversed(keys)])
    sorted_places: Places = places[order]
    return sorted_places
