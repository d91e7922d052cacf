"""The paragraphs of an article beside those of its translation: which say the same, by their lengths and by what no language changes.

After Gale and Church 1993, with paragraphs for sentences, and a bonus for the numbers and names that two of them share.
"""

import math
import re
from collections.abc import Sequence
from typing import Final

from indexer.entities import name_key
from service.search.results import Article

Rows = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
"""Which paragraphs stand in a row: places on the left, places on the right, either perhaps none."""

MOST = 200
"""Paragraphs of an article that are set beside others; what comes after them stands in a last row."""

_STEPS: Final = ((1, 1, 0.0), (1, 0, 4.5), (0, 1, 4.5), (2, 1, 2.6), (1, 2, 2.6), (2, 2, 4.5))
"""Paragraphs on the left, on the right, and what it costs that so many are one: translators seldom leave one out or join two."""
_SPREAD = 6.8
"""The variance of lengths, in characters a character, as Gale and Church measured it."""
_SHARED = 1.2
"""What each number or name that both sides have takes off."""
_TELLING = re.compile(r"\d+|[^\W\d_]{3,}")


def aligned(left: Sequence[str], right: Sequence[str]) -> Rows:
    """The rows in which two texts stand side by side, every paragraph in one of them and all in their order."""
    heads = left[:MOST], right[:MOST]
    lengths = [[len(text) for text in side] for side in heads]
    signs = [[_signs(text) for text in side] for side in heads]
    best: dict[tuple[int, int], tuple[float, int]] = {(0, 0): (0.0, -1)}
    for i in range(len(heads[0]) + 1):
        for j in range(len(heads[1]) + 1):
            for number, (a, b, dear) in enumerate(_STEPS):
                before = best.get((i - a, j - b))
                if before is None:
                    continue
                cost = before[0] + dear + _cost(lengths, signs, (i - a, i), (j - b, j))
                if (i, j) not in best or cost < best[i, j][0]:
                    best[i, j] = (cost, number)
    rows = []
    i, j = len(heads[0]), len(heads[1])
    while i or j:
        a, b, _ = _STEPS[best[i, j][1]]
        rows.append((tuple(range(i - a, i)), tuple(range(j - b, j))))
        i, j = i - a, j - b
    rest = (tuple(range(MOST, len(left))), tuple(range(MOST, len(right))))
    return (*reversed(rows), *((rest,) if any(rest) else ()))


def side_by_side(left: Article, right: Article) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The marked paragraphs of two articles, row by row."""
    sides = [[line for line in article.text.split("\n") if line.strip()] for article in (left, right)]
    return tuple(
        (tuple(left.paragraphs[place] for place in here), tuple(right.paragraphs[place] for place in there))
        for here, there in aligned(*sides)
    )


def _cost(lengths: list[list[int]], signs: list[list[frozenset[str]]], left: tuple[int, int], right: tuple[int, int]) -> float:
    here, there = sum(lengths[0][slice(*left)]), sum(lengths[1][slice(*right)])
    if not here or not there:
        return 0.0
    apart = (there - here) / math.sqrt(_SPREAD * (here + there) / 2)
    common = frozenset().union(*signs[0][slice(*left)]) & frozenset().union(*signs[1][slice(*right)])
    return min(apart * apart / 2, 8.0) - _SHARED * min(len(common), 5)


def _signs(text: str) -> frozenset[str]:
    """Numbers, and words with a capital: what a translation keeps."""
    return frozenset(key for word in _TELLING.findall(text) if not word[0].islower() for key in name_key(word))
