"""Dates that a query writes out find what is dated or written so, in whatever form and language."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import Search, searching
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from test_how_it_was_read import read_as

from indexer.document import LANGUAGES
from indexer.written_dates import every_date
from service.search import moments
from service.search.catalogue import Catalogue
from service.search.moments import Dated
from service.search.request import Face, SearchRequest
from service.search.syntax import parse
from service.search.tree import Sequence

CORPUS = [
    {"id": "written-fr", "lang": "fr", "text": "La réunion du 3 janvier 2006 est reportée."},
    {"id": "written-en", "lang": "en", "text": "The meeting of January 3rd, 2006 was put off."},
    {"id": "dated", "lang": "fr", "date": "2006-01-03", "text": "La réunion est reportée sans autre précision."},
    {"id": "dated-month", "lang": "en", "date": "2006-01", "text": "The meeting was put off again."},
    {"id": "dated-year", "lang": "en", "date": "2006", "text": "The meeting was put off once more."},
    {"id": "next-day", "lang": "fr", "date": "2006-01-04", "text": "La réunion du 4 janvier 2006 est reportée."},
]


@pytest.fixture
def search(make_index: Callable[..., Path]) -> Search:
    return searching(make_index(CORPUS))


def ids(search: Search, q: str, **arguments: str) -> set[str]:
    return {hit.id for hit in search(q, **arguments).hits}


DAY = {"written-fr", "written-en", "dated"}


@pytest.mark.parametrize("q", ["3 janvier 2006", "January 3rd, 2006", "January 3, 2006", "3 January 2006", "2006-01-03", "3/1/2006"])
def test_a_day_is_found_however_it_is_typed_and_written(search: Search, q: str):
    assert ids(search, q) == DAY
    assert ids(search, q, language="en") == {"written-en"}


@pytest.mark.parametrize("q", ["janvier 2006", "January 2006"])
def test_a_month_is_found_with_all_its_days_and_no_year_that_is_all_that_is_known(search: Search, q: str):
    assert ids(search, q) == {each["id"] for each in CORPUS} - {"dated-year"}


def test_what_is_of_that_day_comes_before_what_only_shares_the_other_words(search: Search):
    hits = [hit.id for hit in search("réunion 3 janvier 2006", match="any").hits]
    assert set(hits[:3]) == DAY, "the fourth of January has two words of the third"
    assert set(hits) > DAY


def test_a_date_can_be_taken_back(search: Search):
    page = search("3 janvier 2006")
    told = [each for each in page.query.expanded if each.why == "date"]
    assert [(each.term, each.alternatives, each.undone) for each in told] == [
        ("3 janvier 2006", ("January 3, 2006", "2006-01-03"), ("2006-01-03",))
    ]
    assert "dated" not in ids(search, "3 janvier 2006", without="2006-01-03")
    assert "dated" not in ids(search, "3 janvier 2006", variants="off")
    assert "written-fr" in ids(search, "3 janvier 2006", without="2006-01-03")


def test_programs_are_told_of_a_date_as_of_any_other_name(client: FlaskClient):
    told = client.get("/api/search?q=3 janvier 2006").get_json()["query"]["expanded"]
    assert ("3 janvier 2006", "alias", ["January 3, 2006", "2006-01-03"]) in [(each["term"], each["why"], each["with"]) for each in told]


def test_words_of_the_other_language_are_not_looked_for_where_nothing_is_to_be_translated(search: Search):
    assert ids(search, "3 janvier 2006", translate="off") == {"written-fr", "dated"}
    assert ids(search, "January 3, 2006", translate="off") == {"written-en", "dated"}
    assert ids(search, "2006-01-03", translate="off") == {"dated"}


def test_what_is_typed_to_be_taken_literally_is(search: Search):
    assert ids(search, '"3 janvier 2006"') == {"written-fr"}
    assert ids(search, "réunion -2006-01-03") >= {"dated"}


def test_the_parts_of_a_score_tell_what_the_date_gave(make_index: Callable[..., Path]):
    page = Catalogue(make_index(CORPUS)).search(SearchRequest(q="3 janvier 2006"), Face(explain=True))
    parts = {hit.id: hit.explanation.parts if hit.explanation else () for hit in page.hits}
    assert parts.keys() == DAY
    for hit in page.hits:
        assert sum(part.score for part in parts[hit.id]) == pytest.approx(hit.score)
    assert {(part.how, *part.words) for part in parts["dated"]} == {("filter", "3 janvier 2006")}


@pytest.mark.parametrize("q", ["30 février 2006", "mars", "2006", "3 janvier", "saison 2006-07", "Luna-25", "10 000", "31/31/2006"])
def test_what_is_no_day_and_no_month_with_its_year_is_no_date(q: str):
    tree = moments.recognise(parse(q).tree)
    parts = tree.nodes if isinstance(tree, Sequence) else (tree,)
    assert not any(isinstance(each, Dated) for each in parts)


@given(st.dates(date(1700, 1, 1), date(2090, 12, 31)), st.sampled_from(LANGUAGES), st.booleans())
def test_every_date_that_a_language_writes_is_recognised(day: date, language: str, month: bool):  # noqa: FBT001 — drawn
    iso = day.isoformat()[: 7 if month else 10]
    text = moments.written(iso, language)  # type: ignore[arg-type]
    assert [found for found, _, _ in every_date(text)] == [iso]
    tree = moments.recognise(parse(f"lune {text} station").tree)
    assert isinstance(tree, Sequence)
    assert [each.date for each in tree.nodes if isinstance(each, Dated)] == [iso]
    assert " ".join(map(str, tree.nodes)) == f"lune {text} station".replace(",", "")


def test_pages_and_programs_are_told_of_it(client: FlaskClient):
    assert read_as(client, q="lune 9 décembre 2021")["9 décembre 2021"] == ["December 9, 2021", "2021-12-09"]
    assert "date of an article" in client.get("/search?q=lune+9+décembre+2021&ui=en").get_data(as_text=True)
