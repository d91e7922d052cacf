"""Words of one language find what they mean in the other: which meanings, how they are told, how it is switched off."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import Search, searching

from indexer.lexicon import Glossary
from service.search.results import SearchPage

MakeIndex = Callable[[Sequence[Mapping[str, Any]]], Path]

CORPUS = [
    {
        "id": "fr-agreement",
        "lang": "fr",
        "title": "Un accord sur l'eau",
        "text": "Les pays ont signé un accord sur le fleuve.",
    },
    {"id": "en-agreement", "lang": "en", "title": "A deal on water", "text": "Both countries signed a deal on the river."},
    {"id": "fr-unemployment", "lang": "fr", "title": "Le taux de chômage baisse", "text": "Le taux de chômage a baissé en mai."},
    {"id": "en-unemployment", "lang": "en", "title": "Fewer out of work", "text": "The unemployment rate fell in May."},
    {"id": "en-hand", "lang": "en", "title": "The main road", "text": "The main road was closed."},
    {"id": "fr-hand", "lang": "fr", "title": "La main", "text": "Il s'est cassé la main."},
]


def ids(page: SearchPage) -> set[str]:
    return {hit.id for hit in page.hits}


@pytest.fixture
def search(make_index: MakeIndex) -> Search:
    return searching(make_index(CORPUS))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("accord fleuve", {"fr-agreement", "en-agreement"}),
        ("river deal", {"fr-agreement", "en-agreement"}),
        ("accords sur les fleuves", {"fr-agreement", "en-agreement"}),  # a plural means what its singular does
        ("taux de chômage", {"fr-unemployment", "en-unemployment"}),
        ("unemployment rate", {"fr-unemployment", "en-unemployment"}),
    ],
)
def test_a_query_finds_articles_of_both_languages(search: Search, query: str, found: set[str]) -> None:
    assert ids(search(query)) == found
    assert ids(search(query, translate="off")) < found, "translate=off must find only the language that was typed"


MOON = [
    {"id": "together", "lang": "en", "text": "Both want to build a lunar station by then."},
    {"id": "apart", "lang": "en", "text": "Both want to build a lunar research station by then."},
    {"id": "half", "lang": "en", "text": "The train was late at the station, as it is every day."},
    {"id": "potato", "lang": "en", "text": "The potato came to Europe late."},
    {"id": "apple", "lang": "en", "text": "An apple fell to the earth."},
    {"id": "fr", "lang": "fr", "text": "Une station lunaire est pour plus tard."},
    {"id": "fr-potato", "lang": "fr", "text": "La pomme de terre est venue tard."},
]


@pytest.mark.parametrize("lang", ["fr", "auto"])
def test_words_that_mean_together_what_they_mean_one_by_one_may_stand_apart(make_index: MakeIndex, lang: str) -> None:
    search = searching(make_index(MOON))
    found = search("station lunaire", lang=lang, match="all")
    assert ids(found) == {"fr", "together", "apart"}
    assert ids(search("pomme de terre", lang=lang, match="all")) == {"fr-potato", "potato"}, "a potato is no apple"


def test_a_word_with_a_hyphen_finds_what_it_means(make_index: MakeIndex) -> None:
    said = {"fr": "Le porte-parole du gouvernement a parlé.", "en": "The spokesman of the government spoke.", "other": "The door spoke."}
    search = searching(make_index([{"id": key, "lang": key[:2].replace("ot", "en"), "text": text} for key, text in said.items()]))
    assert ids(search("porte-parole du gouvernement", match="all")) == ids(search("porte-parole")) == {"fr", "en"}
    assert ids(search("porte-parole", translate="off")) == {"fr"}
    assert ids(search("porte-parole", without="spokesman")) == {"fr"}


def test_the_answer_says_which_language_it_was_guessed_to_be_in(search: Search) -> None:
    assert search("fleuve pays").query.lang == "fr"
    assert search("river country").query.lang == "en"
    assert search("Luna-25").query.lang is None


def test_a_guess_at_the_language_loses_nothing_that_stands_there_as_typed(make_index: MakeIndex) -> None:
    corpus = [
        {"id": "one", "lang": "en", "text": "They ate a menu with champignons at noon."},
        {"id": "other", "lang": "fr", "text": "Ils ont mangé des champignons à midi."},
    ]
    assert ids(searching(make_index(corpus))("champignons")) == {"one", "other"}


def test_the_answer_tells_what_each_word_was_taken_to_mean(search: Search) -> None:
    told = {each.term: each for each in search("accord fleuve").query.expanded}
    assert told["fleuve"].why == "translation"
    assert "river" in told["fleuve"].alternatives
    assert search("accord fleuve", translate="off").query.expanded == ()


def test_a_word_that_is_another_word_in_the_other_language_stands_below_its_meaning(make_index: MakeIndex) -> None:
    corpus = [
        {"id": "false-friend", "lang": "en", "text": "The main road was closed on Monday."},
        {"id": "meaning", "lang": "en", "text": "He broke his right hand on Monday."},
    ]
    hits = searching(make_index(corpus))("main", lang="fr").hits
    assert [hit.id for hit in hits] == ["meaning", "false-friend"]


def test_what_is_marked_is_what_was_found(search: Search) -> None:
    (english,) = [hit for hit in search("accord fleuve").hits if hit.lang == "en"]
    assert "<mark>" in " ".join(map(str, english.highlights.body))


def test_a_phrase_in_quotes_is_not_translated(search: Search) -> None:
    assert ids(search('"taux de chômage"')) == {"fr-unemployment"}


def test_meanings_stand_in_the_order_of_their_likelihood_and_both_ways() -> None:
    glossary = Glossary.load()
    (first, *rest) = glossary.meanings("fr", ("chomage",), ("chomag",))
    assert first.text == "unemployment"
    assert all(first.weight >= each.weight for each in rest)
    assert "chômage" in {each.text for each in glossary.meanings("en", ("unemployment",), ("unemploy",))}
