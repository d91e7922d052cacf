"""Articles of the other language stand fairly beside those in the words that were typed."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import Search, searching
from hypothesis import given
from hypothesis import strategies as st
from test_ranking import article, mixed

from indexer.columns import Columns, Facet
from service.search import balance
from service.search.catalogue import Catalogue
from service.search.engine import Matches
from service.search.request import Face, SearchRequest
from service.search.stories import Stories

MakeIndex = Callable[..., Path]

CORPUS = [
    {"id": "fr-all", "lang": "fr", "title": "Grève", "text": "La grève des pompiers continue dans tout le pays."},
    {"id": "fr-one", "lang": "fr", "title": "Incendie", "text": "Les pompiers sont venus à temps dans le village."},
    {"id": "en-one", "lang": "en", "title": "Rescue", "text": "The firefighters came to the village in time."},
    {"id": "en-none", "lang": "en", "title": "Weather", "text": "It will rain in the north for the rest of the week."},
]
"""No English article has both words of « grève pompiers »."""


@pytest.fixture
def search(make_index: MakeIndex) -> Search:
    return searching(make_index(CORPUS))


def ids(search: Search, q: str, **arguments: str) -> list[str]:
    return [hit.id for hit in search(q, per_page="100", **arguments).hits]


def test_a_language_without_articles_that_have_all_words_follows_with_those_that_have_some(search: Search):
    page = search("grève pompiers")
    assert [hit.id for hit in page.hits] == ["fr-all", "en-one"], "French articles with one of the words do not come in"
    assert page.total == 2
    assert page.query.match == "all"
    assert ids(search, "grève pompiers", language="en") == ["en-one"], "a filter lets through what stands in the whole answer"


@pytest.mark.parametrize("arguments", [{"translate": "off"}, {"match": "all"}])
def test_who_wants_all_words_or_no_translation_gets_these_alone(search: Search, arguments: dict[str, str]):
    assert ids(search, "grève pompiers", **arguments) == ["fr-all"]


def test_an_index_in_one_language_is_searched_as_before(make_index: MakeIndex):
    french = searching(make_index([document for document in CORPUS if document["lang"] == "fr"]))
    assert ids(french, "grève pompiers") == ["fr-all"]


def columns(languages: list[int]) -> Columns:
    """Articles in fr, en and und, by what they are in: 0 for English, 1 for French, 2 for neither."""
    ordinals = np.array(languages, np.int32)
    facet = Facet(("en", "fr", "und"), np.arange(len(languages) + 1, dtype=np.int32), ordinals, single=True)
    return Columns({"language": facet}, np.zeros(len(languages), np.int32), np.zeros(len(languages), np.int32))


HITS = st.lists(st.tuples(st.sampled_from(range(3)), st.floats(0.01, 100)), min_size=1, max_size=30)


@given(HITS, st.data())
def test_what_joins_stands_behind_its_own_language_and_nothing_is_there_twice(hits: list[tuple[int, float]], data: st.DataObject):
    numbers, scores = np.arange(len(hits), dtype=np.int32), np.array([score for _, score in hits])
    languages = np.array([language for language, _ in hits])
    some = np.array(sorted(data.draw(st.sets(st.sampled_from(range(len(hits))), min_size=1))), np.int32)
    found = Matches(some, scores[some])
    table = columns(languages.tolist())
    wanting = balance.wanting(found, data.draw(st.sampled_from((None, "fr", "en"))), table)
    told = data.draw(st.lists(st.integers(0, 3), min_size=len(hits), max_size=len(hits)))
    translated = data.draw(st.booleans())
    both = balance.joined(found, Matches(numbers, scores), wanting, table, told_of(hits, told), translated=translated)
    assert (np.diff(both.numbers) > 0).all()
    old = np.isin(both.numbers, some)
    assert np.array_equal(both.scores[old], found.scores)
    for place, language in enumerate(("en", "fr")):
        own = languages[both.numbers] == place
        if (own & ~old).any():
            assert language in wanting, "the others have enough"
            assert both.scores[own & ~old].max() <= both.scores[own & old].min(initial=np.inf)
    retold = {number for number in numbers.tolist() if told[number] in {told[other] for other in some.tolist()}}
    names = ("en", "fr", None)
    assert {number for number in retold if names[languages[number]] in wanting} <= set(both.numbers.tolist())
    assert translated or set(both.numbers[~old].tolist()) <= retold


@pytest.mark.parametrize(
    ("counts", "lang", "wanting"),
    [
        ({"fr": 3, "en": 2}, "fr", ("en",)),
        ({"fr": 3, "en": 2}, "en", ("fr",)),
        ({"fr": 3, "en": 2}, None, ("fr", "en")),
        ({"fr": 0, "en": 2}, "fr", ("fr", "en")),
        ({"fr": 3, "en": 10}, "fr", ()),
    ],
)
def test_a_language_wants_more_until_it_fills_a_page_but_that_of_the_query_only_one(
    counts: dict[str, int], lang: str | None, wanting: tuple[str, ...]
):
    languages = [1, 0, *([1] * counts["fr"]), *([0] * counts["en"])]
    found = np.arange(2, len(languages), dtype=np.int32)
    assert balance.wanting(Matches(found, np.ones(len(found))), lang, columns(languages)) == wanting


def told_of(hits: list[tuple[int, float]], told: list[int]) -> Stories:
    """Stories of articles by what they are in, 0 for what could not be told."""
    languages = np.array([language for language, _ in hits], np.int32)
    members = np.argsort(told, kind="stable").astype(np.int32)
    starts = np.searchsorted(np.sort(told), np.arange(5)).astype(np.int32)
    translated = np.array(
        [
            any(told[at] == told[other] and 0 < languages[at] != languages[other] > 0 for other in range(len(hits)))
            for at in range(len(hits))
        ]
    )
    return Stories(np.array(told, np.int32), starts, members, languages[members], translated)


@given(HITS, st.data())
def test_what_stands_beside_its_translation_is_nearly_as_good_and_counts_more_where_both_answer(
    hits: list[tuple[int, float]], data: st.DataObject
):
    told = data.draw(st.lists(st.integers(0, 3), min_size=len(hits), max_size=len(hits)))
    some = np.array(sorted(data.draw(st.sets(st.sampled_from(range(len(hits))), min_size=1))), np.int32)
    scores = np.array([hits[at][1] for at in some])
    best = {(story, language): 0.0 for story in range(4) for language in (1, 2)}
    for at, number in enumerate(some):
        key = told[number], hits[number][0]
        best[key] = max(best.get(key, 0.0), scores[at])
    shares = {
        story: min(best[story, 1], best[story, 2]) / max(best[story, 1], best[story, 2])
        for story in range(4)
        if best[story, 1] and best[story, 2]
    }
    after = balance.beside(Matches(some, scores), told_of(hits, told)).scores
    for at, number in enumerate(some):
        story, language = told[number], hits[number][0]
        twin = best[story, 3 - language] if language and scores[at] == best[story, language] else 0.0
        worth = 1 + balance.AGREEMENT * (shares[story] - np.mean(list(shares.values()))) if story in shares else 1.0
        assert after[at] == pytest.approx(worth * max(scores[at], balance.SHARE * twin))


def test_articles_that_both_answer_come_before_one_whose_translation_hardly_does():
    fair, poor, alone = (0, 1), (2, 3), 4
    hits = [(1, 10.0), (2, 9.0), (1, 10.5), (2, 2.0), (1, 10.2)]
    scores = np.array([score for _, score in hits])
    after = balance.beside(Matches(np.arange(5, dtype=np.int32), scores), told_of(hits, [0, 0, 1, 1, 2])).scores
    assert after[fair[0]] > after[fair[1]] > after[alone] > after[poor[0]] > after[poor[1]]
    assert after[alone] == scores[alone]


def test_a_translation_follows_what_it_translates(make_index: MakeIndex):
    french = " ".join(f"Le zorglub vert numéro {number} vaut {number * 37} euros depuis mars 2019." for number in range(12, 30))
    english = " ".join(f"The wonder number {number} costs {number * 37} euros since March 2019." for number in range(12, 30))
    others = [{"id": f"en-{at}", "lang": "en", "text": "Green is the colour of the year." + " It rains." * at} for at in range(5)]
    pair = [{"id": "fr", "lang": "fr", "text": french}, {"id": "en", "lang": "en", "text": f"{english} It is green."}]
    home = make_index([*others, *pair])
    question = SearchRequest(q="zorglub vert", match="any")
    hits = {each.id: each for each in Catalogue(home).search(question, Face(explain=True)).hits}
    assert [key for key in hits if key in {"fr", "en"}] == list(hits)[:2], "others stand between them, which are not about it"
    parts = hits["en"].explanation.parts if hits["en"].explanation else ()
    assert "twin" in {part.how for part in parts}
    assert sum(part.score for part in parts) == pytest.approx(hits["en"].score)
    assert "en" not in ids(searching(home), "zorglub vert", match="any", translate="off")


def test_feedback_moves_no_french_article(make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch):
    from service.search import feedback  # noqa: PLC0415 — the others know nothing of it

    corpus = mixed(
        20,
        20,
        *(article(number, "en", "quasar", "pulsar", "nova", "telescope", "telescope") for number in range(4)),
        *(article(number, "fr", "quasar", "pulsar") for number in range(4)),
        article(8, "en", "quasar", words=62),
        article(9, "en", "quasar", "telescope", words=62),
    )
    search = searching(make_index(corpus))
    question = "which quasar pulsar nova is the brightest"
    before = ids(search, question, match="any")
    monkeypatch.setattr(feedback, "refined", lambda found, *_: found)
    after = ids(search, question, match="any")
    assert before != after
    french = [[place for place, key in enumerate(order) if key.startswith("fr")] for order in (before, after)]
    assert french[0] == french[1]
    assert french[0]


def test_a_translation_of_what_has_all_words_follows_even_where_no_word_was_translated(make_index: MakeIndex):
    facts = [f"{number * 37} Gorzow {number + 1900}" for number in range(12, 30)]
    french = " ".join(f"Le zorglub vaut {each} euros." for each in facts)
    english = " ".join(f"A wonder costs {each} euros." for each in facts)
    others = [{"id": f"en-{at}", "lang": "en", "text": f"Gorzow is a town. It rains {at} times."} for at in range(3)]
    search = searching(make_index([*others, {"id": "fr", "lang": "fr", "text": french}, {"id": "en", "lang": "en", "text": english}]))
    (found,) = search("zorglub", language="fr").hits
    assert [each.id for each in found.relatives.twins] == ["en"]
    assert ids(search, "zorglub Gorzow") == ["fr", "en"], "other articles have one of the words as well"
    assert ids(search, "zorglub Gorzow", translate="off") == ids(search, "zorglub Gorzow", match="all") == ["fr"]
