"""Where one article stands in an answer, or what keeps it out: words that it lacks, words that it has, a filter, another of its story."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from service.search import engine
from service.search.deadline import Deadline
from service.search.explain import Explainer
from service.search.explanation import Absence, Barred
from service.search.filters import Filters
from service.search.generation import Generation
from service.search.request import FILTERING, SearchRequest
from service.search.understand import verdicts
from service.search.understanding import Understanding


def absence(
    key: str,
    request: SearchRequest,
    ui: str,
    meant: Understanding,
    explainer: Explainer,
    generation: Generation,
    searcher: Any,  # noqa: ANN401 — Whoosh has no types
    deadline: Deadline,
) -> Absence:
    """Where an article stands in the answer to a request.

    Args:
        key: the id of the article.
        request: its `twins` are what is usual where it is asked.
        ui: the language of labels.
        meant: how it was read, and what is listed.
        explainer: of that.
        generation: in which all of this was looked for.
        searcher: of it.
        deadline: until when to look.

    Raises:
        QueryTimeout: the deadline passed before the end.
    """
    number = generation.number(searcher, key)
    if number is None:
        return Absence(key, None)
    found, told = meant.found, Absence(key, generation.document(searcher, number).title)
    explanation = explainer.explain(number)
    if explanation is None:
        lacks, has = verdicts(request, ui, generation, searcher, number, deadline)
        return replace(told, lacks=lacks, has=has, barred=tuple(_barred(request, generation, number)))
    told = replace(told, explanation=explanation, barred=tuple(_barred(request, generation, number)))
    if told.barred:
        return told
    whole = replace(request, page=1, per_page=len(found), facets=())
    listed = engine.answer(found, whole, generation.columns, stories=generation.stories).numbers
    places = np.flatnonzero(listed == number)
    if len(places):
        rank = int(places[0]) + 1
        return replace(told, rank=rank, page=-(-rank // request.per_page))
    kin = generation.stories.kin(number)
    story = np.concatenate([kin.twins, kin.copies])
    ahead = listed[np.isin(listed, story)]
    return replace(told, behind=str(generation.stored(searcher, int(ahead[0]))["id"]) if len(ahead) else None)


def _barred(request: SearchRequest, generation: Generation, number: int) -> Iterator[Barred]:
    """The filters of a request that an article does not pass, each tried alone."""
    plain = replace(request.without_filters(), twins=None)
    for parameter, values, alone in _alone(request, plain):
        passed = Filters.of(alone, generation.columns, generation.stories, np.array([number], np.int32)).passed()
        if passed is not None and not passed[0]:
            yield Barred(parameter, values)


def _alone(request: SearchRequest, plain: SearchRequest) -> Iterator[tuple[str, tuple[str, ...], SearchRequest]]:
    """Every filter by itself: the parameter, its values, and a search that nothing else narrows."""
    for name, values in request.include.items():
        yield name, values, replace(plain, include={name: values})
    for name, values in request.exclude.items():
        yield f"-{name}", values, replace(plain, exclude={name: values})
    if request.first:
        yield "from", (request.first,), replace(plain, first=request.first)
    if request.last:
        yield "to", (request.last,), replace(plain, last=request.last)
    if request.twins in FILTERING:
        yield "twins", (str(request.twins),), replace(plain, twins=request.twins)
