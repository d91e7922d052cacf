"""Words that no lexicon knows are found as what they look like in the other language, if articles have that."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import searching
from hypothesis import given
from hypothesis import strategies as st

from indexer.document import LANGUAGES, Language
from indexer.lexicon import cognates

MakeIndex = Callable[..., Path]

CORPUS = [
    {"id": "fr", "lang": "fr", "text": "La frobulité du vieux port est un zibulisme, dit-on à la capitainerie."},
    {"id": "en", "lang": "en", "text": "The frobulity of the old port is zibulism, says the harbour master."},
    {"id": "other", "lang": "en", "text": "Nothing happened on the other side of the harbour yesterday evening."},
]


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("mentalite", "mentality"),
        ("orwellien", "orwellian"),
        ("cylindres", "cylinder"),
        ("differentielle", "differential"),
        ("octogenaire", "octogenarian"),
        ("antagonisme", "antagonism"),
        ("vicieux", "vicious"),
        ("reorganisation", "reorganization"),
        ("traumatologie", "traumatology"),
        ("incisif", "incisive"),
        ("ecorbut", "scorbut"),
    ],
)
def test_a_word_is_among_the_cognates_of_its_cognate(french: str, english: str):
    assert english in cognates("fr", french)
    assert french.removesuffix("s") in cognates("en", english)


def test_a_letter_does_not_make_one_name_another():
    assert "martin" in cognates("fr", "martine")
    assert "martin" not in cognates("fr", "martine", name=True)
    assert "abkhazia" in cognates("fr", "abkhazie", name=True)


@given(language=st.sampled_from(LANGUAGES), word=st.text("abcdefghijklmnopqrstuvwxyz", max_size=20))
def test_cognates_are_other_words_each_once_and_never_short(language: Language, word: str):
    found = list(cognates(language, word))
    assert word not in found
    assert len(found) == len(set(found))
    assert all(len(each) >= 3 for each in found)


@pytest.mark.parametrize(("q", "lang"), [("frobulité", "fr"), ("frobulity", "en"), ("zibulisme", "auto"), ("zibulism", "auto")])
def test_an_unknown_word_finds_its_cognate_and_the_answer_says_so(make_index: MakeIndex, q: str, lang: str):
    page = searching(make_index(CORPUS))(q, lang=lang)
    assert {hit.id for hit in page.hits} == {"fr", "en"}
    (told,) = page.query.expanded
    assert told.why == "variant"
    search = searching(make_index(CORPUS))
    assert len(search(q, lang=lang, without=told.undone[0]).hits) == 1
    assert len(search(q, lang=lang, translate="off").hits) == 1
    assert len(search(q, lang=lang, variants="off").hits) == 1


@pytest.mark.parametrize(
    ("q", "text"),
    [
        ("bliquique", "Bliquical things, said the bliquique."),  # which stands there as it is
        ("tomatoe", "There is a tomato on the table."),  # which is no « tomatoe », as the lexicon knows
    ],
)
def test_what_stands_there_or_means_something_else_has_no_cognate(make_index: MakeIndex, q: str, text: str):
    corpus = [{"id": "fr", "lang": "fr", "text": f"Une histoire de {q}."}, {"id": "en", "lang": "en", "text": text}]
    assert searching(make_index(corpus))(q, lang="fr").query.expanded == ()
