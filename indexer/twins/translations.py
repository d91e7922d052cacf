"""Translations: the same dispatch in French and in English, each the other's best counterpart by far.

What decides is a logistic model, `WEIGHTS`, of what `Evidence` holds.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.twins.flat import Rows
from indexer.twins.likeness import FLOOR, Floats, Pairs, near
from indexer.twins.sketches import Sketches

LEFT, RIGHT = "fr", "en"
"""The languages between which translations are looked for."""

_LONGER = 1.15
"""How much longer a text is in French than in English."""


class Evidence(NamedTuple):
    """What speaks for and against two articles being translations of each other, arrays with an element for each pair.

    `likeness` and `numbers` are those of `Pairs`. `margin` is how much more alike they are than either is to any other. `length` and
    `paragraphs` are the distances of the logarithms of their sizes.
    """

    likeness: Floats
    margin: Floats
    numbers: Floats
    length: Floats
    paragraphs: Floats


WEIGHTS = {"likeness": 1.0, "margin": 18.6, "numbers": 6.3, "length": -8.6, "paragraphs": -2.7}
"""Fitted by logistic regression on half of the pairs that `tests/benchmarks/twins.py` makes: its figures are those of the other half."""
BIAS = -4.3
"""The same, with 1.5 less than the fit, for a wrong twin is worse than a missing one."""


def links(sketches: Sketches, among: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The rows of articles that are translations of each other, French first, among those that are marked."""
    left, right = _sides(sketches, among)
    return _chosen(sketches, near(sketches, np.flatnonzero(left), right))


def relinked(sketches: Sketches, among: NDArray[np.bool_], changed: NDArray[np.bool_]) -> tuple[list[tuple[int, int]], NDArray[np.bool_]]:
    """The links of those of the articles marked in `among` that may have others than they had, and a mark for each of these.

    `changed` marks those that are new, and those that are in `among` and were not, or the other way round. What was like the articles
    in `sketches.removed` may have other links as well.
    """
    left, right = _sides(sketches, among)
    touched = changed.copy()
    sources = changed.copy()
    sources[sketches.removed] = True
    # Those that are like a changed one may have another best one than they had, or a smaller margin.
    for side, others in zip(_sides(sketches, sources), (right, left), strict=True):
        touched[near(sketches, np.flatnonzero(side), others).right] = True
    # Of these everything that is like them has to be known, and all about that as well.
    pairs = _around(sketches, left, right, touched)
    known = touched.copy()
    known[pairs.left] = known[pairs.right] = True
    if not np.array_equal(known, touched):
        pairs = _around(sketches, left, right, known)
    decided = _chosen(sketches, pairs)
    return [pair for pair in decided if touched[pair[0]] or touched[pair[1]]], touched


def _sides(sketches: Sketches, among: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of the marked articles are French, and which English."""
    places = [[place for place, language in enumerate(sketches.languages) if language == side] for side in (LEFT, RIGHT)]
    left, right = (np.isin(sketches.table.languages, each) & among for each in places)
    return left, right


def _around(sketches: Sketches, left: NDArray[np.bool_], right: NDArray[np.bool_], marked: NDArray[np.bool_]) -> Pairs:
    """Every pair of which one or both are marked."""
    return Pairs.joined(
        [
            near(sketches, np.flatnonzero(left & marked), right),
            near(sketches, np.flatnonzero(right & marked), left & ~marked).flipped(),
        ]
    )


def _chosen(sketches: Sketches, pairs: Pairs) -> list[tuple[int, int]]:
    """The pairs of which each is the other's best, if the evidence suffices."""
    best, second = _ranked(pairs.left, pairs.likeness, len(sketches.live)), _ranked(pairs.right, pairs.likeness, len(sketches.live))
    mutual = (pairs.likeness == best[0][pairs.left]) & (pairs.likeness == second[0][pairs.right])
    pairs = pairs.where(mutual)
    margin = pairs.likeness - np.maximum(best[1][pairs.left], second[1][pairs.right])
    table = sketches.table
    evidence = Evidence(
        pairs.likeness,
        margin,
        pairs.numbers,
        _apart(table.lengths, 100, pairs, _LONGER),
        _apart(table.paragraphs, 2, pairs, 1),
    )
    score = BIAS + sum(weight * getattr(evidence, name) for name, weight in WEIGHTS.items())
    sure = (score > 0) & (margin > 0)
    return list(zip(pairs.left[sure].tolist(), pairs.right[sure].tolist(), strict=True))


def _ranked(of: Rows, likeness: Floats, size: int) -> tuple[Floats, Floats]:
    """For every row the likeness of its best pair and that of the second best, `FLOOR` where there is none."""
    best = np.full(size, FLOOR)
    second = np.full(size, FLOOR)
    order = np.lexsort((-likeness, of))
    sorted_rows, sorted_likeness = of[order], likeness[order]
    first = np.concatenate([np.ones(1, np.bool_), sorted_rows[1:] != sorted_rows[:-1]])[: len(order)]
    best[sorted_rows[first]] = sorted_likeness[first]
    next_one = np.flatnonzero(first) + 1
    next_one = next_one[next_one < len(order)]
    next_one = next_one[~first[next_one]]
    second[sorted_rows[next_one]] = sorted_likeness[next_one]
    return best, second


def _apart(sizes: NDArray[np.uint16] | NDArray[np.uint32], least: int, pairs: Pairs, longer: float) -> Floats:
    """How far apart the logarithms of two sizes are; `least` keeps small ones from mattering."""
    left, right = sizes[pairs.left].astype(np.float64), sizes[pairs.right].astype(np.float64)
    apart: Floats = np.abs(np.log((left + least) / (longer * right + least)))
    return apart
