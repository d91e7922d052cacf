"""Which articles a query finds, in which order, and how many of them have each value of each facet. Every number is exact."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.columns import Columns
from service.search.deadline import Deadline
from service.search.evaluate import Evaluation
from service.search.filters import Filters
from service.search.folds import Folds
from service.search.interpret import Interpretation
from service.search.matchers import Watched
from service.search.nodes.terms import groups_of
from service.search.ranks import After, coming, ranked
from service.search.request import COLLAPSE, SearchRequest
from service.search.segments import Group, Segment
from service.search.stories import NO_STORIES, Stories
from service.search.weights import Weights


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """What the words of a query find, before any filter: int32 numbers of articles, ascending, and a float64 score for each."""

    numbers: NDArray[np.int32]
    scores: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.numbers)


def match(interpretation: Interpretation, searcher: Any, deadline: Deadline) -> Matches:  # noqa: ANN401
    """Everything that the query finds.

    Raises:
        QueryTimeout: the deadline passed before the end.
    """
    return found(interpretation.query, interpretation.weighting, searcher, deadline)


def found(query: Any, weighting: Any, searcher: Any, deadline: Deadline) -> Matches:  # noqa: ANN401
    """Everything that a query of Whoosh's finds under a weighting; None is that of the searcher.

    Raises:
        QueryTimeout: the deadline passed before the end.
    """
    own = Weights(searcher.weighting, searcher)
    weights = own if weighting is None else Weights(weighting, searcher)
    parts = []
    for leaf, offset in searcher.leaf_searchers():
        segment = Segment.of(leaf.reader())
        if segment is None:
            numbers, scores = _stepped(query, weighting, leaf, deadline)
        else:
            numbers, scores = Evaluation(segment, leaf, weights, own, deadline, plain=weighting is None).run(query)
        parts.append((numbers + np.int32(offset) if offset else numbers, scores))
    if len(parts) == 1:
        return Matches(*parts[0])
    return Matches(np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts]))


def top(query: Any, weighting: Any, searcher: Any, k: int, deadline: Deadline) -> Matches:  # noqa: ANN401
    """The `k` articles that score highest, the highest first; of equals, the lower number.

    Of long terms side by side, and of the best of several such queries, only what may be among them is looked at; see `kernels.top`. Any
    other query is evaluated in full.

    Raises:
        QueryTimeout: the deadline passed before the end.
    """
    own = Weights(searcher.weighting, searcher)
    weights = own if weighting is None else Weights(weighting, searcher)
    best: dict[int, float] = {}
    for leaf, offset in searcher.leaf_searchers():
        deadline.check()
        segment = Segment.of(leaf.reader())
        if segment is None:
            best = _best(best, *_first(*_stepped(query, weighting, leaf, deadline), k), offset, k)
            continue
        evaluation = Evaluation(segment, leaf, weights, own, deadline, plain=weighting is None)
        groups = groups_of(evaluation, query)
        if groups is None:
            best = _best(best, *_first(*evaluation.run(query), k), offset, k)
            continue
        long: list[Group] = []
        short: list[Group] = []
        for group in groups:
            (long if _worthwhile(segment, group) else short).append(group)
        if short:
            best = _best(best, *segment.gather(short, weights, k), offset, k)
        for (clause,) in long:
            deadline.check()
            floor = min(best.values()) if len(best) == k else -np.inf
            best = _best(best, *segment.top([term for ((term,),) in clause], weights, k, floor), offset, k)
    return Matches(np.fromiter(best, np.int32, len(best)), np.fromiter(best.values(), np.float64, len(best)))


def _first(numbers: NDArray[np.int32], scores: NDArray[np.float64], k: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """The best `k` of some hits, in order."""
    places = ranked("relevance", scores, np.zeros(0, np.int32), 0, k)
    return numbers[places], scores[places]


def _best(best: dict[int, float], numbers: NDArray[np.int32], scores: NDArray[np.float64], offset: int, k: int) -> dict[int, float]:
    """The best of some and of others, which are no more than `k`, stand in order, and whose numbers are counted from `offset`.

    Whoever is among the best by the highest of several scores is among the best by that one.
    """
    others = zip((numbers + offset).tolist(), scores.tolist(), strict=True)
    if not best:
        return dict(others)
    for number, score in others:
        best[number] = max(score, best.get(number, score))
    return dict(nsmallest(k, best.items(), key=lambda hit: (-hit[1], hit[0])))


_FEW_TERMS = 12
_MANY_POSTINGS = 25_000
"""When looking only at what may be among the best pays: where few terms have so many postings each, on average. In 200,000 articles, ms for
the first ten, in full and so: one term with 61,000 postings .25 and .13; four with 59,000 .33 and .38, with 79,000 .42 and .60; eight with
43,000 .27 and .40, with 76,000 .41 and .29; twelve with 55,000 .34 and .60, with 90,000 .49 and .61."""


def _worthwhile(segment: Segment, group: Group) -> bool:
    terms = group[0]
    if len(group) > 1 or len(terms) > _FEW_TERMS or any(len(part) > 1 or len(part[0]) > 1 or part[0][0].weight < 0 for part in terms):
        return False
    return sum(segment.frequency(leaf.term) for ((leaf,),) in terms) >= _MANY_POSTINGS * len(terms)


def _stepped(query: Any, weighting: Any, leaf: Any, deadline: Deadline) -> tuple[NDArray[np.int32], NDArray[np.float64]]:  # noqa: ANN401
    """What a query finds in a segment that is not one of arrays, by Whoosh's own matchers."""
    matcher = query.matcher(Watched(leaf, deadline), leaf.context(weighting=weighting))
    pairs = list(deadline.watch(_matches(matcher)))
    numbers, scores = zip(*pairs, strict=True) if pairs else ((), ())
    return np.array(numbers, np.int32), np.array(scores, np.float64)


def _matches(matcher: Any) -> Iterator[tuple[int, float]]:  # noqa: ANN401
    while matcher.is_active():
        yield matcher.id(), matcher.score()
        matcher.next()


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What is left after the filters: how many articles, one page of them in the order asked for, and the counts of each facet's values.

    Attributes:
        total: how many articles there are on all pages.
        numbers: int32, those of the page.
        scores: float64, theirs.
        days: int32, the first days of their dates, 0 for none.
        more: int32, how many other hits each stands for.
        counts: for each facet asked for, int32, one for each of its values.
    """

    total: int
    numbers: NDArray[np.int32]
    scores: NDArray[np.float64]
    days: NDArray[np.int32]
    more: NDArray[np.int32]
    counts: Mapping[str, NDArray[np.int32]]

    @property
    def last(self) -> After | None:
        """The last article of the page, to ask for what comes after it; None where the page is empty."""
        if not len(self.numbers):
            return None
        return After(int(self.numbers[-1]), float(self.scores[-1]), int(self.days[-1]))


def answer(matches: Matches, request: SearchRequest, columns: Columns, after: After | None = None, stories: Stories = NO_STORIES) -> Answer:
    """Filter, sort, count, and fold the hits of one story into one where the request says so.

    A facet is counted as if none of its own values were chosen, so that choosing one does not zero its siblings; every other filter
    applies, an exclusion of the same facet too. Articles of equal rank stand in the order in which they were indexed, undated ones last.
    Where stories are folded, each is one article, the first of its hits in the order asked for, and counts once for each value that any
    of its hits has.

    Args:
        matches: what the words find.
        request: its filters, order, facets and page; `twins` of None shows every article.
        columns: of the generation in which the words were looked for.
        after: the page begins after this article, whatever page was asked for.
        stories: of the same generation.
    """
    filters = Filters.of(request, columns, stories, matches.numbers)
    kept = filters.left()
    numbers, scores = (matches.numbers, matches.scores) if kept is None else (matches.numbers.take(kept), matches.scores.take(kept))
    folded = stories if request.twins == COLLAPSE else NO_STORIES
    folds = Folds.of(folded, numbers)
    counts = columns.counts([name for name in request.facets if name not in filters.chosen], numbers, folds.siblings if folds else None)
    for name in filters.chosen.keys() & request.facets:
        left = filters.left(but=name)
        others = matches.numbers if left is None else matches.numbers.take(left)
        alike = Folds.of(folded, others)
        counts |= columns.counts([name], others, alike.siblings if alike else None)
    counts = {name: counts[name] for name in request.facets}
    # No day decides among hits by relevance, and there may be many hits.
    days = columns.first_day[numbers] if request.sort != "relevance" else np.zeros(0, np.int32)
    if folds:
        left = folds.left(request.sort, scores, days)
        numbers, scores, days = numbers.take(left), scores.take(left), days[left] if len(days) else days
    begin = (request.page - 1) * request.per_page
    page = (
        ranked(request.sort, scores, days, begin, begin + request.per_page)
        if after is None
        else coming(request.sort, scores, days, numbers, after, request.per_page)
    )
    shown = numbers[page]
    more = folds.more(folded, shown) if folds else np.zeros(len(shown), np.int32)
    return Answer(len(numbers), shown, scores[page], columns.first_day[shown], more, counts)


def total(matches: Matches, request: SearchRequest, columns: Columns, stories: Stories = NO_STORIES) -> int:
    """How many of the matches the filters of a request let through; of those that are folded into one, one."""
    left = Filters.of(request, columns, stories, matches.numbers).left()
    numbers = matches.numbers if left is None else matches.numbers.take(left)
    folds = Folds.of(stories, numbers) if request.twins == COLLAPSE else None
    return len(numbers) - (folds.folded if folds else 0)
