"""Which articles a query finds, in which order, and how many of them have each value of each facet. Every number is exact."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.collectors import Collector

from indexer.columns import Columns
from indexer.dates import span
from service.search.deadline import Deadline
from service.search.interpret import Interpretation
from service.search.matchers import Watched
from service.search.request import SearchRequest


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """What the words of a query find, before any filter: int64 numbers of articles, ascending, and a float64 score for each."""

    numbers: NDArray[np.int64]
    scores: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.numbers)


def match(interpretation: Interpretation, searcher: Any, deadline: Deadline) -> Matches:  # noqa: ANN401
    """Everything that the query finds.

    Raises:
        QueryTimeout: the deadline passed before the end.
    """
    collector = _All(deadline)
    context = searcher.context(weighting=interpretation.weighting)
    collector.prepare(searcher, interpretation.query, context)
    collector.run()
    numbers, scores = np.array(collector.numbers, np.int64), np.array(collector.scores, np.float64)
    order = np.argsort(numbers, kind="stable")
    return Matches(numbers[order], scores[order])


class _All(Collector):  # type: ignore[misc]  # Whoosh has no types
    """Takes every match with its score, until the deadline."""

    def __init__(self, deadline: Deadline) -> None:
        self.numbers: list[int] = []
        self.scores: list[float] = []
        self._deadline = deadline

    def set_subsearcher(self, subsearcher: Any, offset: int) -> None:  # noqa: ANN401 — Whoosh's signature
        """Whoosh's own contract: go on to the next segment."""
        super().set_subsearcher(Watched(subsearcher, self._deadline), offset)

    def collect_matches(self) -> None:
        """Whoosh's own contract: take what the matcher of one segment finds."""
        for number, score in self._deadline.watch(_matches(self.matcher)):
            self.numbers.append(self.offset + number)
            self.scores.append(score)


def _matches(matcher: Any) -> Iterator[tuple[int, float]]:  # noqa: ANN401
    while matcher.is_active():
        yield matcher.id(), matcher.score()
        matcher.next()


@dataclass(frozen=True, slots=True, eq=False)
class Filters:
    """The filters of a request as one bool an article: `chosen` for each facet with chosen values, `rest` for exclusions and dates."""

    chosen: Mapping[str, NDArray[np.bool_]]
    rest: NDArray[np.bool_]

    @classmethod
    def of(cls, request: SearchRequest, columns: Columns) -> "Filters":
        """What a request lets through."""
        rest = np.ones(len(columns), np.bool_)
        for name, values in request.exclude.items():
            rest &= ~columns.facets[name].having(values)
        if request.first:
            rest &= columns.last_day >= span(request.first)[0]
        if request.last:
            rest &= (columns.first_day <= span(request.last)[1]) & (columns.first_day > 0)
        return cls({name: columns.facets[name].having(values) for name, values in request.include.items()}, rest)

    def passed(self, but: str = "") -> NDArray[np.bool_]:
        """One bool an article: whether it passes every filter, not counting the values chosen of one facet."""
        passed = self.rest.copy()
        for name, mask in self.chosen.items():
            if name != but:
                passed &= mask
        return passed


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What is left after the filters: numbers and scores in the order asked for, and the counts of each facet's values."""

    numbers: NDArray[np.int64]
    scores: NDArray[np.float64]
    counts: Mapping[str, NDArray[np.int32]]


def answer(matches: Matches, request: SearchRequest, columns: Columns) -> Answer:
    """Filter, sort and count.

    A facet is counted as if none of its own values were chosen, so that choosing one does not zero its siblings; every other filter
    applies, an exclusion of the same facet too. Articles of equal rank stand in the order in which they were indexed, undated ones last.
    """
    filters = Filters.of(request, columns)
    counts = {}
    for name in request.facets:
        found = np.zeros(len(columns), np.bool_)
        found[matches.numbers] = True
        counts[name] = columns.facets[name].counts(found & filters.passed(but=name))
    kept = filters.passed()[matches.numbers]
    numbers, scores = matches.numbers[kept], matches.scores[kept]
    order = _ORDERS[request.sort](scores, columns.first_day[numbers])
    return Answer(numbers[order], scores[order], counts)


def total(matches: Matches, request: SearchRequest, columns: Columns) -> int:
    """How many of the matches the filters of a request let through."""
    return int(np.count_nonzero(Filters.of(request, columns).passed()[matches.numbers]))


def _oldest(scores: NDArray[np.float64], days: NDArray[np.int32]) -> NDArray[np.intp]:
    return np.lexsort((-scores, np.where(days == 0, np.iinfo(np.int32).max, days)))


_ORDERS = {
    "relevance": lambda scores, _days: np.argsort(-scores, kind="stable"),
    "date:desc": lambda scores, days: np.lexsort((-scores, -days)),
    "date:asc": _oldest,
}
