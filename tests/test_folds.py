"""Hits of one story folded into one, held against folding by hand what is found when each is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.codec.postings import NO_INTS
from indexer.columns import Columns, Facet
from indexer.schema import FACETS
from service.search import engine
from service.search.engine import Matches
from service.search.request import SearchRequest
from service.search.stories import NO_STORIES, Stories

VALUES = 5
ALL = 10**6
ORDERS = ("relevance", "date:desc", "date:asc")


def facet(rng: np.random.Generator, documents: int) -> Facet:
    values = tuple(f"v{n}" for n in range(VALUES))
    if rng.random() < 0.5:
        return Facet(values, NO_INTS, rng.integers(-1, VALUES, documents).astype(np.int32), single=True)
    rows = [sorted(rng.choice(VALUES, rng.integers(0, 4), replace=False).tolist()) for _ in range(documents)]
    starts = np.cumsum([0, *map(len, rows)]).astype(np.int32)
    return Facet(values, starts, np.array([value for row in rows for value in row], np.int32), single=False)


def told(rng: np.random.Generator, documents: int) -> Stories:
    """Stories at random: some articles in none, some stories of many, each article in one of two languages or in none that is known."""
    share, sizes = rng.choice([0.0, 0.3, 1.0]), rng.choice([2, 3, 9])
    inside = rng.permutation(documents)[: int(documents * share) // sizes * sizes].astype(np.int32)
    languages = rng.integers(0, 3, documents).astype(np.int32)
    of_each = np.full(documents, -1, np.int32)
    of_each[inside] = np.repeat(np.arange(len(inside) // sizes), sizes)
    translated = np.array(
        [
            own > 0 and any(languages[other] not in (0, own) for other in np.flatnonzero(of_each == story))
            for own, story in zip(languages, of_each, strict=True)
        ],
        np.bool_,
    ) & (of_each >= 0)
    return Stories(of_each, np.arange(0, len(inside) + 1, sizes, dtype=np.int32), inside, languages[inside], translated)


def corpus(seed: int, documents: int) -> tuple[Matches, Columns, Stories]:
    """Hits with many equal scores and days, some of them undated, and their stories."""
    rng = np.random.default_rng(seed)
    days = rng.choice([0, 20210105, 20210106, 20220101], documents).astype(np.int32)
    columns = Columns({name: facet(rng, documents) for name in FACETS}, days, days)
    numbers = np.flatnonzero(rng.random(documents) < rng.choice([0.2, 1.0])).astype(np.int32)
    scores = rng.choice([rng.random(len(numbers)), rng.integers(0, 3, len(numbers)).astype(float)])
    return Matches(numbers, scores), columns, told(rng, documents)


def folded(stories: Stories, numbers: Sequence[int]) -> dict[int, list[int]]:
    """Hits in order, story by story, each under the first of its story."""
    firsts: dict[int, int] = {}
    stays: dict[int, list[int]] = {}
    for number in numbers:
        story = int(stories.of_each[number]) if len(stories) else -1
        if story >= 0 and story in firsts:
            stays[firsts[story]].append(number)
        else:
            firsts[story] = number
            stays[number] = [number]
    return stays


def has(columns: Columns, name: str, number: int, value: int) -> bool:
    of = columns.facets[name]
    return value in ([of.ordinals[number]] if of.single else of.ordinals[of.starts[number] : of.starts[number + 1]])


CHOSEN = st.dictionaries(st.sampled_from(FACETS), st.lists(st.sampled_from(["v0", "v3"]), min_size=1, max_size=2).map(tuple), max_size=2)
REQUESTS = st.builds(
    SearchRequest,
    include=CHOSEN,
    exclude=CHOSEN,
    first=st.none() | st.just("2021-01-06"),
    sort=st.sampled_from(ORDERS),
    page=st.integers(1, 4),
    per_page=st.sampled_from([1, 3, 10]),
    facets=st.lists(st.sampled_from(FACETS), unique=True, max_size=7).map(tuple),
)
SEEDS = st.integers(0, 2**32)
SIZES = st.sampled_from([0, 1, 9, 60, 400])


@settings(deadline=None, max_examples=200)
@given(seed=SEEDS, documents=SIZES, request=REQUESTS)
def test_folding_keeps_the_first_of_each_story_and_counts_stories(seed: int, documents: int, request: SearchRequest):
    matches, columns, stories = corpus(seed, documents)

    def shown(asked: SearchRequest) -> list[int]:
        return [int(number) for number in engine.answer(matches, replace(asked, page=1, per_page=ALL), columns, stories=stories).numbers]

    page = engine.answer(matches, replace(request, twins="collapse"), columns, stories=stories)
    expected = folded(stories, shown(request))
    begin = (request.page - 1) * request.per_page
    assert page.total == len(expected) == engine.total(matches, replace(request, twins="collapse"), columns, stories)
    assert page.numbers.tolist() == list(expected)[begin : begin + request.per_page]
    assert page.more.tolist() == [len(expected[number]) - 1 for number in page.numbers.tolist()]
    for name in request.facets:
        rest = {other: values for other, values in request.include.items() if other != name}
        groups = folded(stories, shown(replace(request, include=rest))).values()
        counts = [sum(any(has(columns, name, number, value) for number in group) for group in groups) for value in range(VALUES)]
        assert page.counts[name].tolist() == counts, name


@settings(deadline=None)
@given(seed=SEEDS, documents=SIZES, request=REQUESTS)
def test_choosing_a_value_finds_as_many_stories_as_it_counted(seed: int, documents: int, request: SearchRequest):
    matches, columns, stories = corpus(seed, documents)
    request = replace(request, twins="collapse", include={}, facets=FACETS)
    page = engine.answer(matches, request, columns, stories=stories)
    for name in FACETS:
        for value, count in enumerate(page.counts[name].tolist()):
            chosen = replace(request, include={name: (f"v{value}",)})
            assert engine.answer(matches, chosen, columns, stories=stories).total == count


@pytest.mark.parametrize("sort", ORDERS)
@settings(deadline=None, max_examples=40)
@given(seed=SEEDS, documents=SIZES, size=st.sampled_from([1, 7, 100]))
def test_what_comes_after_a_folded_page_is_the_next_one(sort: str, seed: int, documents: int, size: int):
    matches, columns, stories = corpus(seed, documents)
    request = SearchRequest(sort=sort, per_page=size, facets=(), twins="collapse")
    page = engine.answer(matches, request, columns, stories=stories)
    for number in range(2, 6):
        if page.last is None:
            break
        expected = engine.answer(matches, replace(request, page=number), columns, stories=stories)
        page = engine.answer(matches, request, columns, after=page.last, stories=stories)
        assert page.numbers.tolist() == expected.numbers.tolist()
        assert page.more.tolist() == expected.more.tolist()


@settings(deadline=None)
@given(seed=SEEDS, documents=SIZES, request=REQUESTS)
def test_what_has_a_translation_and_what_has_none_is_everything(seed: int, documents: int, request: SearchRequest):
    matches, columns, stories = corpus(seed, documents)

    def found(twins: str) -> tuple[set[int], Mapping[str, Any]]:
        page = engine.answer(matches, replace(request, twins=twins, page=1, per_page=ALL), columns, stories=stories)
        assert page.total == len(page.numbers)
        assert not page.more.any(), "only what is collapsed stands for others"
        return set(page.numbers.tolist()), page.counts

    (only, counted), (missing, others), (everything, all_counts) = found("only"), found("missing"), found("show")
    assert only == {number for number in everything if len(stories) and stories.translated[number]}
    assert missing == everything - only
    for name in request.facets:
        assert (counted[name] + others[name]).tolist() == all_counts[name].tolist()


@settings(deadline=None, max_examples=30)
@given(seed=SEEDS, documents=SIZES, request=REQUESTS, twins=st.sampled_from(["show", "collapse", "missing"]))
def test_an_index_without_stories_answers_the_same_however_twins_are_shown(seed: int, documents: int, request: SearchRequest, twins: str):
    matches, columns, _ = corpus(seed, documents)
    page, plain = (engine.answer(matches, each, columns, stories=NO_STORIES) for each in (replace(request, twins=twins), request))
    assert (page.total, page.numbers.tolist(), page.more.tolist()) == (plain.total, plain.numbers.tolist(), plain.more.tolist())
    assert {name: counts.tolist() for name, counts in page.counts.items()} == {name: each.tolist() for name, each in plain.counts.items()}
    assert engine.answer(matches, replace(request, twins="only"), columns).total == 0
