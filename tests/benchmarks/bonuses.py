"""What else than its words could raise or lower an article: words that stand together, how many there are, what was told already.

Each takes what the words of a query found and gives it back with other scores; nothing is found or lost.
"""

import math
from collections.abc import Callable
from itertools import combinations, pairwise
from typing import Any, NamedTuple

import numpy as np
from frequencies import FAR, Floats, Frequencies, Longs, frequencies

from indexer.analysis import CHAINS
from indexer.document import LANGUAGES, Language
from indexer.schema import BOOSTS, TEXT_PARTS, text_field
from service.search.engine import Matches
from service.search.generation import Generation
from service.search.ranks import ranked
from service.search.weighting import K1, B, idf

DEPTH = 100
"""Hits of which some are lowered."""


class Asked(NamedTuple):
    """A query as it was typed, its language, and where it was asked."""

    q: str
    language: Language
    generation: Generation
    searcher: Any

    @property
    def words(self) -> list[tuple[int, str, str]]:
        """The position, the stem and the folded form of each word; stop words have no stem."""
        return [(part.position, next(iter(part.terms), ""), part.surfaces[0]) for part in CHAINS[self.language].parts(self.q)]


Bonus = Callable[[Matches, Asked], Matches]


def side_by_side(weight: float, window: int = 0, *, typed: bool = False) -> Bonus:
    """Neighbours of a query that are neighbours in an article, each two as a word of their own with its own rarity.

    Stems that stand as far from each other as in the query, in the same order; with a `window` in any order with fewer positions between
    them; as `typed`, stop words and all. So the sequential dependence model does (Metzler and Croft 2005,
    https://doi.org/10.1145/1076034.1076115).
    """

    def bonus(found: Matches, asked: Asked) -> Matches:
        known, scores = frequencies(asked.searcher), found.scores.copy()
        words = [(at, surface if typed else stem) for at, stem, surface in asked.words if typed or stem]
        for (first, one), (second, other) in pairwise(words):
            if one == other:
                continue
            x = np.zeros(known.size)
            for part in TEXT_PARTS:
                name = text_field(part, asked.language, exact=typed)
                here, there = known.places(name, one), known.places(name, other)
                near = _near(here, there, window) if window else _after(here, there, second - first)
                often = np.bincount(near // FAR, minlength=known.size)
                x += BOOSTS[part] * often / _norms(known, name, asked)
            scores += weight * idf(np.count_nonzero(x), known.size) * (K1 + 1) * (x / (1 + x))[found.numbers]
        return Matches(found.numbers, scores)

    return bonus


def closest(weight: float, share: float = 0.3) -> Bonus:
    """How near each other the two words of the query stand that are nearest: ln(share + e^-distance).

    Tao and Zhai 2007 (https://doi.org/10.1145/1277741.1277794), whose best this was.
    """

    def bonus(found: Matches, asked: Asked) -> Matches:
        known = frequencies(asked.searcher)
        stems = dict.fromkeys(stem for _, stem, _ in asked.words if stem)
        distances = np.full(known.size, np.inf)
        for part in TEXT_PARTS:
            name = text_field(part, asked.language)
            for one, other in combinations(stems, 2):
                _nearer(distances, known.places(name, one), known.places(name, other))
        gained = np.log(share + np.exp(-distances)) - math.log(share)
        return Matches(found.numbers, found.scores + weight * gained[found.numbers])

    return bonus


def coordinated(weight: float) -> Bonus:
    """Scores times the share of the query's words that an article has, as Lucene once did; of `weight` 1 all of the score."""

    def bonus(found: Matches, asked: Asked) -> Matches:
        known = frequencies(asked.searcher)
        stems = dict.fromkeys(stem for _, stem, _ in asked.words if stem)
        having = np.zeros(known.size)
        for stem in stems:
            has = np.zeros(known.size, np.bool_)
            for part in TEXT_PARTS:
                has[known.posting(text_field(part, asked.language), stem).documents] = True
            having += has
        share = having[found.numbers] / max(1, len(stems))
        return Matches(found.numbers, found.scores * (1 - weight + weight * share))

    return bonus


def told_once(factor: float) -> Bonus:
    """Copies of what stands before them, as the index knows copies, keep so much of their score."""

    def bonus(found: Matches, asked: Asked) -> Matches:
        stories = asked.generation.stories
        first, scores, told = _first(found), found.scores.copy(), set()
        for at in first.tolist() if len(stories) else ():
            story = int(stories.of_each[found.numbers[at]])
            scores[at] *= factor if story in told else 1.0
            if story >= 0:
                told.add(story)
        return Matches(found.numbers, scores)

    return bonus


def unlike(least: float, factor: float) -> Bonus:
    """Articles whose stems are at least so much like those of one before them, as the cosine has it, keep so much of their score."""

    def bonus(found: Matches, asked: Asked) -> Matches:
        first, scores = _first(found), found.scores.copy()
        rows = frequencies(asked.searcher).vectors(asked.language)[found.numbers[first]]
        alike = np.tril((rows @ rows.T).toarray(), -1).max(axis=1, initial=0.0) >= least
        scores[first[alike]] *= factor
        return Matches(found.numbers, scores)

    return bonus


def language_of(lang: str | None) -> Language | None:
    """A language that has a chain."""
    return next((each for each in LANGUAGES if each == lang), None)


def _first(found: Matches) -> Longs:
    return ranked("relevance", found.scores, np.zeros(0, np.int32), 0, DEPTH)


def _norms(known: Frequencies, name: str, asked: Asked) -> Floats:
    average = asked.searcher.field_length(name) / max(1, asked.generation.manifest.fields.get(name, 0)) or 1.0
    norms: Floats = K1 * (1 - B + B * known.lengths(name) / average)
    return norms


def _after(here: Longs, there: Longs, distance: int) -> Longs:
    """Of some places those that have another so far behind them."""
    return np.intersect1d(here + distance, there, assume_unique=True) - distance


def _near(here: Longs, there: Longs, window: int) -> Longs:
    """Of some places, those that have another in the same window, as often as they have."""
    many = np.searchsorted(there, here + window) - np.searchsorted(there, here - window, "right")
    return np.repeat(here, many)


def _nearer(distances: Floats, here: Longs, there: Longs) -> None:
    """Lower the least distance of every article to that of two words in it."""
    if not len(here) or not len(there):
        return
    at = np.searchsorted(there, here)
    for side in (np.maximum(at - 1, 0), np.minimum(at, len(there) - 1)):
        same = there[side] // FAR == here // FAR
        np.minimum.at(distances, here[same] // FAR, np.abs(there[side] - here)[same])
