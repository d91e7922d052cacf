"""Which one in a row something is, is found however a query and an article write it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Search, searching
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.fold import fold
from indexer.document import LANGUAGES, Language
from service.search import ordinals
from service.search.reading import SELDOM

MakeIndex = Callable[..., Path]

CORPUS = [
    {"id": "words-fr", "lang": "fr", "text": "Le musée fête son cinquième anniversaire."},
    {"id": "digits-fr", "lang": "fr", "text": "La fondation a marqué son 5e anniversaire."},
    {"id": "words-en", "lang": "en", "text": "The museum keeps its fifth anniversary."},
    {"id": "digits-en", "lang": "en", "text": "The foundation marks its 5th anniversary."},
    {"id": "sixth", "lang": "en", "text": "The library marks its sixth anniversary."},
    {"id": "century", "lang": "fr", "text": "Un tableau du XVIIe siècle."},
]
FIFTH = {"words-fr", "digits-fr", "words-en", "digits-en"}


@pytest.fixture
def search(make_index: MakeIndex) -> Search:
    return searching(make_index(CORPUS))


def ids(search: Search, q: str, **arguments: str) -> set[str]:
    return {hit.id for hit in search(q, **arguments).hits}


@pytest.mark.parametrize("q", ["cinquième anniversaire", "5e anniversaire", "5ème anniversaire", "fifth anniversary", "5th anniversary"])
def test_an_ordinal_is_found_however_it_is_typed_and_written(search: Search, q: str):
    assert ids(search, q, match="all") == FIFTH


def test_a_century_in_roman_numerals_is_one_in_digits(search: Search):
    assert ids(search, "17th century", match="all") == ids(search, "dix-septième siècle", match="all") == {"century"}


def test_in_quotes_or_without_translations_or_variants_less_is_found(search: Search):
    assert ids(search, '"fifth anniversary"') == {"words-en"}
    assert ids(search, "fifth anniversary", translate="off", match="all") == {"words-en", "digits-en"}
    assert ids(search, "5e anniversaire", variants="off", language="fr", match="all") == {"digits-fr"}


def test_an_ordinal_is_told_once_and_can_be_taken_back(search: Search):
    told = [each for each in search("5e anniversaire").query.expanded if each.term == "5e"]
    assert [each.undone for each in told if each.why == "ordinal"] == [("ordinal:5",)]
    every = [text for each in told for text in each.alternatives]
    assert {"cinquième", "5ème", "Ve", "fifth", "5th"} == set(every), "what the lexicon knows is told as a translation"
    assert len(every) == len(set(every))
    assert ids(search, "5e anniversaire", without="ordinal:5", language="fr", match="all") == {"digits-fr"}


def test_programs_are_told_of_an_ordinal_as_of_any_other_name(client: FlaskClient):
    told = client.get("/api/search?q=3rd mission").get_json()["query"]["expanded"]
    (ordinal,) = [each for each in told if each["without"] == ["ordinal:3"]]
    assert (ordinal["term"], ordinal["why"]) == ("3rd", "alias")
    assert {"third", "IIIe"} < set(ordinal["with"])


def counting(make_index: MakeIndex, times: int) -> Search:
    """An index of articles on an update, and some that have a number as it stands."""
    texts = {
        "third": "Voici la troisième mise à jour du logiciel Fenouil.",
        "fourth": "Voici la quatrième mise à jour du logiciel Fenouil.",
    }
    with_number = [{"id": f"n{at}", "lang": "fr", "text": f"Le taux de {at + 100} est de 8.3 points."} for at in range(times)]
    return searching(make_index([*({"id": key, "lang": "fr", "text": text} for key, text in texts.items()), *with_number]))


def test_what_a_number_counts_is_looked_for_where_hardly_an_article_has_it(make_index: MakeIndex):
    search = counting(make_index, SELDOM - 1)
    about = [hit.id for hit in search("Publication du logiciel Fenouil 8.3 mise à jour").hits]
    assert about[0] == "third"
    assert ids(search, "8.3") == {f"n{at}" for at in range(SELDOM - 1)}, "alone it is what it is"
    assert ids(search, "logiciel 8.3", match="all") == set()
    scores = {hit.id: hit.score for hit in counting(make_index, SELDOM)("Publication du logiciel Fenouil 8.3 mise à jour").hits}
    assert scores["third"] == pytest.approx(scores["fourth"]), "it is a number that people write"


@given(st.integers(1, ordinals.LAST), st.sampled_from(LANGUAGES))
def test_whatever_is_written_is_read_again(place: int, language: Language):
    for text in ordinals.written(place, language):
        assert ordinals.place(text, language) == ordinals.place(text.upper(), language) == place
        others = ordinals.others(text, place)
        assert fold(text.lower()) not in [fold(each.lower()) for each in others]
        assert {fold(each.lower()) for of in LANGUAGES for each in ordinals.written(place, of)} == {
            fold(each.lower()) for each in (text, *others)
        }


@pytest.mark.parametrize(
    ("word", "place"),
    [
        ("8.3", 3),
        ("6.0.10", 10),
        ("r3", 3),
        ("T3", 3),
        ("h1", 1),
        ("4.0", None),
        ("2021", None),
        ("A320", None),
        ("1.234", None),
        ("B", None),
        ("G7", None),
        ("F16", None),
        ("-3", None),
    ],
)
def test_what_may_count(word: str, place: int | None):
    assert ordinals.counted(word) == place


@pytest.mark.parametrize(("place", "text"), [(1, "1st"), (11, "11th"), (12, "12th"), (13, "13th"), (22, "22nd"), (43, "43rd")])
def test_english_endings(place: int, text: str):
    assert ordinals.written(place, "en")[-1] == text


@pytest.mark.parametrize(("place", "text"), [(1, "Ier"), (4, "IVe"), (9, "IXe"), (21, "XXIe"), (49, "XLIXe"), (99, "XCIXe")])
def test_roman_numerals(place: int, text: str):
    assert ordinals.written(place, "fr")[-1] == text
