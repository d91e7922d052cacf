"""The articles of an answer as readers see them: read from the index, marked, named and linked."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from service.search import engine, highlight
from service.search.addresses import Addresses
from service.search.answering import answered
from service.search.deadline import Deadline
from service.search.generation import Generation
from service.search.hits import entity_links, hit
from service.search.marks import Marks
from service.search.relatives import Family
from service.search.request import Face, SearchRequest
from service.search.reranking import reranked
from service.search.results import Hit, IndexState, News
from service.search.understand import marks as marks_of
from service.search.understand import understand

_TOGETHER = 10
"""Articles of a page that are looked at together; each may be of megabytes."""


def listed(
    answer: engine.Answer,
    marks: Mapping[str, tuple[Marks, ...]],
    first: int,
    request: SearchRequest,
    face: Face,
    generation: Generation,
    searcher: Any,  # noqa: ANN401 — Whoosh has no types
) -> Iterator[Hit]:
    """The articles of one page of an answer, the first of which has the rank `first`; `marks` says what is marked in which part."""
    addresses, family = Addresses(request, face), Family(generation, searcher)
    ranks, told = iter(range(first, first + len(answer.numbers))), zip(answer.scores.tolist(), answer.more.tolist(), strict=True)
    for begin in range(0, len(answer.numbers), _TOGETHER):
        numbers = answer.numbers[begin : begin + _TOGETHER].tolist()
        documents = generation.documents(searcher, numbers)
        for number, document, shown in zip(numbers, documents, highlight.shown(documents, marks), strict=True):
            links = entity_links(document, generation.names, request, face, addresses)
            score, more = next(told)
            yield hit(document, next(ranks), score, shown, links, family.of(number), more)


def every(request: SearchRequest, face: Face, generation: Generation, most: int, seconds: float) -> Iterator[Sequence[Hit]]:
    """The whole answer to a request from its first article on, up to `most`, some at a time; the words are looked for once.

    Raises:
        QueryTimeout: the query took longer than `seconds`, or so did one lot of articles.
    """
    with generation.searcher() as searcher:
        deadline = Deadline.after(seconds)
        meant = reranked(answered(request, face.ui, generation, searcher, deadline), request, generation, deadline)
        after, told = None, 0
        while told < most:
            answer = engine.answer(meant.found, request, generation.columns, after, generation.stories)
            if not len(answer.numbers):
                return
            # Anew for each lot, for they hold what they have found, and somebody may take the answer slowly.
            until = Deadline.after(seconds)
            marks = {part: tuple(replace(each, deadline=until) for each in some) for part, some in meant.interpretation.marks.items()}
            lot = tuple(listed(answer, marks, told + 1, request, face, generation, searcher))[: most - told]
            yield lot
            told += len(lot)
            after = answer.last


def news(request: SearchRequest, face: Face, known: Container[str] | None, most: int, generation: Generation, until: Deadline) -> News:
    """Which of at most so many articles are not known, the newest first; if there are more, nothing is told but how many.

    With `known` of None, there is nothing to compare them with, and none counts as new.

    Raises:
        QueryTimeout: the deadline passed before the end.
    """
    state = IndexState(generation.manifest.generation, generation.manifest.documents)
    whole = replace(request, page=1, per_page=most, facets=(), sort="date:desc")
    with generation.searcher() as searcher:
        meant = understand(whole, face.ui, generation, searcher, until)
        answer = engine.answer(meant.found, whole, generation.columns, stories=generation.stories)
        if answer.total > most:
            return News(answer.total, (), (), state)
        ids = tuple(str(generation.stored(searcher, number)["id"]) for number in answer.numbers.tolist())
        fresh = [place for place, key in enumerate(ids) if known is not None and key not in known]
        hits = tuple(listed(_only(answer, fresh), meant.interpretation.marks, 1, request, face, generation, searcher))
    return News(answer.total, ids, hits, state)


def named(ids: Sequence[str], request: SearchRequest, face: Face, generation: Generation, until: Deadline) -> tuple[Hit, ...]:
    """The articles with these ids that the index has, in this order, as a search shows them.

    Raises:
        QueryTimeout: the deadline passed before the end.
    """
    with generation.searcher() as searcher:
        shown = marks_of(request, face.ui, generation, searcher, until)
        numbers = [number for key in ids if (number := generation.number(searcher, key)) is not None]
        some = np.array(numbers, np.int32)
        nothing = np.zeros(len(some), np.int32)
        answer = engine.Answer(len(some), some, np.zeros(len(some)), generation.columns.first_day[some], nothing, {})
        return tuple(listed(answer, shown, 1, request, face, generation, searcher))


def _only(answer: engine.Answer, places: Sequence[int]) -> engine.Answer:
    at = np.array(places, np.int64)
    return replace(answer, numbers=answer.numbers[at], scores=answer.scores[at], days=answer.days[at], more=answer.more[at])
