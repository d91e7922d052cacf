"""Translations: the same dispatch in French and in English, each the other's best counterpart by far.

Who is closest is told by `CLOSENESS`, whether that is enough by a logistic model, `WEIGHTS`, of what `Evidence` holds.
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

    `likeness`, `numbers` and `meanings` are those of `Pairs`. `length` and `paragraphs` are the distances of the logarithms of their sizes.
    `ahead` is how much more alike they are than either is to any other, `margin` the same of their closeness; that counts up to `_FAR`.
    `dated` is 1 where both have a date; these are no more than `DAYS` apart, see `likeness`.
    """

    likeness: Floats
    numbers: Floats
    meanings: Floats
    length: Floats
    paragraphs: Floats
    ahead: Floats
    margin: Floats
    dated: Floats


CLOSENESS = {"likeness": 21.6, "numbers": 15.8, "meanings": 10.3, "length": -5.7, "paragraphs": -3.8}
"""What makes of two counterparts the better one. Fitted on half of the pairs that `tests/benchmarks/twins.py` makes, as differences between
a translation and what else each of the two is like; its figures are those of the other half. With the likeness alone, of 410 undated
announcements, many of which repeat each other but for a number, 3 in 100 are closer to another one."""
WEIGHTS = {
    "likeness": -1.7,
    "numbers": 7.9,
    "meanings": 8.0,
    "length": -2.3,
    "paragraphs": -1.2,
    "ahead": 9.6,
    "margin": 0.3,
    "dated": 1.5,
}
"""Fitted by logistic regression on the same half, but for the last, which gives back to dated articles what the next line takes."""
BIAS = -8.9
"""The same, with 3 less than the fit, for a wrong twin is worse than a missing one: with 2.5 less, precision of undated announcements
that repeat each other falls from .982 to .973, and recall rises from .964 to .980."""

_NOBODY = 12.2
"""The closeness of the next best to what has no other."""
_FAR = 4


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
    sources = changed.copy()
    sources[sketches.removed] = True
    ours, theirs = (
        near(sketches, np.flatnonzero(side), others) for side, others in zip(_sides(sketches, sources), (right, left), strict=True)
    )
    # Those that are like a changed one may have another best one than they had, or a smaller margin.
    touched = changed.copy()
    touched[ours.right] = touched[theirs.right] = True
    # Of these everything that is like them has to be known.
    pairs = Pairs.joined(
        [
            ours.where(among[ours.left]),
            theirs.where(among[theirs.left] & ~changed[theirs.right]).flipped(),
            _around(sketches, left, right, touched & ~changed, changed),
        ]
    )
    # And so it has of those with whom they may be linked, who are few.
    maybe = pairs.where(_score(sketches, pairs, pairs.likeness - FLOOR, np.full(len(pairs.left), _FAR)) > 0)
    others = np.zeros(len(among), np.bool_)
    others[maybe.left] = others[maybe.right] = True
    pairs = Pairs.joined([pairs, _around(sketches, left, right, others & ~touched, touched)])
    return [pair for pair in _chosen(sketches, pairs) if touched[pair[0]] or touched[pair[1]]], touched


def _sides(sketches: Sketches, among: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of the marked articles are French, and which English."""
    number = {language: place for place, language in enumerate(sketches.languages)}
    left, right = ((sketches.table.languages == number.get(side, len(number))) & among for side in (LEFT, RIGHT))
    return left, right


def _around(
    sketches: Sketches, left: NDArray[np.bool_], right: NDArray[np.bool_], marked: NDArray[np.bool_], known: NDArray[np.bool_]
) -> Pairs:
    """Every pair of which one or both are marked, but for those of a `known` article."""
    return Pairs.joined(
        [
            near(sketches, np.flatnonzero(left & marked), right & ~known),
            near(sketches, np.flatnonzero(right & marked), left & ~marked & ~known).flipped(),
        ]
    )


def _chosen(sketches: Sketches, pairs: Pairs) -> list[tuple[int, int]]:
    """The pairs of which each is the other's best, if the evidence suffices."""
    length, paragraphs = _sizes(sketches, pairs)
    values = {"likeness": pairs.likeness, "numbers": pairs.numbers, "meanings": pairs.meanings, "length": length, "paragraphs": paragraphs}
    closeness = sum((weight * values[name] for name, weight in CLOSENESS.items()), np.zeros(len(pairs.left)))
    margin, ahead = _ahead(closeness, pairs, _NOBODY), _ahead(pairs.likeness, pairs, FLOOR)
    sure = (_score(sketches, pairs, ahead, np.minimum(margin, _FAR)) > 0) & (margin > 0)
    return list(zip(pairs.left[sure].tolist(), pairs.right[sure].tolist(), strict=True))


def _score(sketches: Sketches, pairs: Pairs, ahead: Floats, margin: Floats) -> Floats:
    """What the evidence comes to, more than 0 where it suffices. It grows with `ahead` and `margin`, also in the last digit."""
    first = sketches.table.first
    dated = ((first[pairs.left] > 0) & (first[pairs.right] > 0)).astype(np.float64)
    evidence = Evidence(pairs.likeness, pairs.numbers, pairs.meanings, *_sizes(sketches, pairs), ahead, margin, dated)
    score: Floats = BIAS + sum((weight * getattr(evidence, name) for name, weight in WEIGHTS.items()), np.zeros(len(pairs.left)))
    return score


def _sizes(sketches: Sketches, pairs: Pairs) -> tuple[Floats, Floats]:
    """How far apart the lengths of two articles are, and their numbers of paragraphs."""
    return _apart(sketches.table.lengths, 100, pairs, _LONGER), _apart(sketches.table.paragraphs, 2, pairs, 1)


def _ahead(values: Floats, pairs: Pairs, nobody: float) -> Floats:
    """By how much the value of each pair exceeds that of every other pair of either article, `nobody` where there is none."""
    ahead: Floats = values - np.maximum(_next(pairs.left, values, nobody), _next(pairs.right, values, nobody))
    return ahead


def _next(of: Rows, values: Floats, nobody: float) -> Floats:
    """For every pair the highest value among the others of one of its articles."""
    order = np.lexsort((-values, of))
    rows, ranked = of[order], values[order]
    first = np.ones(len(order), np.bool_)
    first[1:] = rows[1:] != rows[:-1]
    begins = np.flatnonzero(first)
    seconds = np.full(len(begins), nobody)
    several = np.diff(np.append(begins, len(order))) > 1
    seconds[several] = ranked[begins[several] + 1]
    group = np.cumsum(first) - 1
    others = np.empty(len(order))
    others[order] = np.where(first, seconds[group], ranked[begins[group]])
    return others


def _apart(sizes: NDArray[np.uint16] | NDArray[np.uint32], least: int, pairs: Pairs, longer: float) -> Floats:
    """How far apart the logarithms of two sizes are; `least` keeps small ones from mattering."""
    left, right = sizes[pairs.left].astype(np.float64), sizes[pairs.right].astype(np.float64)
    apart: Floats = np.abs(np.log((left + least) / (longer * right + least)))
    return apart
