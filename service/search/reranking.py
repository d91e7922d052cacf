"""The first hits ranked again by what they are about: in other words than those of the query, or in the other language.

Only where the service is told to, and of an index that was built with vectors (`indexer.vectors`). The vector of the query is compared with
those of the first hits, and both scores are brought to one scale within these: how many standard deviations each lies above the mean
(Lee 1997, https://doi.org/10.1145/258525.258587, compares such ways). The hits trade places, and the scores that go with them, among
themselves, as in `feedback`: none is found or lost, none behind them moves, and whoever turns pages meets each hit once.

It is done behind all filters, so that a reader of one language has the first hits of that language ranked.
"""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.search.deadline import Deadline
from service.search.engine import Matches
from service.search.filters import Filters
from service.search.generation import Generation
from service.search.ranks import ranked
from service.search.request import SearchRequest
from service.search.tree import TEXT_FIELDS, And, InField, Node, Or, Phrase, Sequence, Word
from service.search.understanding import Understanding

DEPTH: Final = 50
"""Hits that are ranked again."""
WEIGHT: Final = 0.75
WEIGHT_FED: Final = 0.25
"""What the likeness weighs beside the words, whose score weighs 1; less for hits that `feedback` has ranked by other words already, as it
does English ones of loose questions. nDCG@10 in thousandths if the same weight counts for all (`tests/benchmarks/dense.py`):

           fr_cnil   fr_piaf_a   en_cranfield   en_cisi   en_cacm
    0        669.9       854.8          415.3     431.9     518.5
    .25      680.4       862.2          419.3     438.2     526.3
    .4       685.3       864.5          415.0     437.3     530.6
    .5       689.8       866.1          413.4     438.6     531.5
    .6       692.0       868.2          411.0     439.3     526.1
    .75      695.6       868.6          408.2     442.1     532.2
    1        697.4       867.9          399.7     434.0     526.7

By the other collections of its language alone, .75 would have been chosen for fr_cnil and 1 for fr_piaf_a (867.9); .25 for en_cisi and
en_cacm, and .75 for en_cranfield (408.2), the one where meanings gain least. The table is of the first hits as they were found once, and of
passages of 300 characters that end with a sentence."""

_LONGEST: Final = 2000
"""Characters of a query that are encoded, in some 30 ms."""
_HAIR: Final = 1e-9

Floats = NDArray[np.float64]


def reranked(meant: Understanding, request: SearchRequest, generation: Generation, deadline: Deadline) -> Understanding:
    """The same with the first hits in another order, where meanings play a part.

    Args:
        meant: how the query was read, and what it finds before any filter.
        request: its filters; `twins` is what is usual where it is asked.
        generation: in which it was looked for.
        deadline: until when to look.

    Raises:
        QueryTimeout: the deadline passed before.
    """
    text = " ".join(_words(meant.tree))[:_LONGEST]
    if generation.dense is None or request.sort != "relevance" or not text:
        return meant
    deadline.check()
    found = meant.found
    passed = Filters.of(request, generation.columns, generation.stories, found.numbers).passed()
    places = np.arange(len(found)) if passed is None else np.flatnonzero(passed)
    first = places[ranked("relevance", found.scores[places], np.zeros(0, np.int32), 0, DEPTH)]
    held = found.scores[first]
    if len(first) < 2 or not held.min() > 0:
        return meant
    alike = generation.dense.likeness(text, found.numbers[first])
    weights = np.where(_fed(meant)[first], WEIGHT_FED, WEIGHT)
    order = np.argsort(-(standard(held) + weights * standard(alike)), kind="stable")
    scores = found.scores.copy()
    # A hair apart, for of equals the new order would be lost.
    scores[first[order]] = held * (1 + _HAIR * np.arange(len(first), 0, -1))
    told = replace(meant.reading, reranked=len(first))
    return replace(meant.then("meaning", Matches(found.numbers, scores)), reading=told)


def _fed(meant: Understanding) -> NDArray[np.bool_]:
    """Whether what `feedback` learnt from the best answers plays a part in the score of each hit."""
    names = [how for how, _ in meant.attempt.stages]
    if "alike" not in names:
        return np.zeros(len(meant.found), np.bool_)
    at = names.index("alike")
    moved: NDArray[np.bool_] = meant.attempt.stages[at][1].scores != meant.attempt.stages[at - 1][1].scores
    return moved


def standard(values: Floats) -> Floats:
    """How many standard deviations each of some values lies above their mean; nought where all are the same."""
    apart = values - values.mean()
    deviation = apart.std()
    return apart / deviation if deviation > _HAIR * np.abs(values).max() else np.zeros(len(values))


def _words(node: Node) -> list[str]:
    """The words and phrases of a query that an article is wanted for, as typed."""
    match node:
        case Word(text) | Phrase(text):
            return [text]
        case Sequence(nodes) | And(nodes) | Or(nodes):
            return [word for child in nodes for word in _words(child)]
        case InField(field, inner) if field in TEXT_FIELDS:
            return _words(inner)
        case _:
            return []
