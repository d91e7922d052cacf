"""How a query was read, and that one click, or one parameter, takes each thing back that was done to it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import Search, searching
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from test_api import checked, refused
from test_pages import read

from service.search.request import MAX_WITHOUT

MakeIndex = Callable[..., Path]


def read_as(client: FlaskClient, **asked: Any) -> dict[str, list[str]]:  # noqa: ANN401
    """Each word of a search that was widened, and what it was also looked for as."""
    answer = checked(client.get("/api/search", query_string=asked))
    return {each["term"]: each["with"] for each in answer["query"]["expanded"]}


def test_each_meaning_can_be_taken_back_and_the_others_stay(client: FlaskClient) -> None:
    before = read_as(client, q="station lunaire")["lunaire"]
    assert before == ["lunar", "moon"]
    assert read_as(client, q="station lunaire", without="moon")["lunaire"] == ["lunar"]
    assert read_as(client, q="station lunaire", without="Lunar")["lunaire"] == ["moon"], "capitals do not matter"
    assert "lunaire" not in read_as(client, q="station lunaire", without=["moon", "lunar"])


def test_what_was_taken_back_is_not_found_any_more(seeds_search: Search) -> None:
    english = "001_064bfac21be5c50f"
    assert english in {hit.id for hit in seeds_search("lunaire").hits}
    assert english not in {hit.id for hit in seeds_search("lunaire", more=[("without", "moon"), ("without", "lunar")]).hits}


def test_a_name_is_taken_back_as_a_whole(client: FlaskClient, seeds_search: Search) -> None:
    told = checked(client.get("/api/search?q=Rogozine"))["query"]["expanded"]
    assert [each["without"] for each in told if each["why"] == "alias"] == [["name:dmitry-rogozin"]]
    assert "Rogozine" not in read_as(client, q="Rogozine", without="name:dmitry-rogozin")
    typed = seeds_search("Rogozine", without="name:dmitry-rogozin")
    assert {hit.id for hit in typed.hits} <= {hit.id for hit in seeds_search("Rogozine").hits}
    assert max(hit.score for hit in typed.hits) < max(hit.score for hit in seeds_search("Rogozine").hits)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    without=st.lists(st.sampled_from(("lunar", "moon", "space", "cooperation", "name:dmitry-rogozin", "name:nato", "nothing")), max_size=4)
)
def test_taking_back_never_finds_more(seeds_search: Search, without: list[str]) -> None:
    q = "coopération lunaire Rogozine OTAN"
    more = [("without", each) for each in without]
    before = {hit.id for hit in seeds_search(q, match="any").hits}
    assert {hit.id for hit in seeds_search(q, more, match="any").hits} <= before


def test_words_that_mean_something_together_are_read_one_by_one_when_that_is_taken_back(make_index: MakeIndex) -> None:
    search = searching(make_index([{"id": "a", "lang": "fr", "title": "Un", "text": "La station spatiale est en orbite."}]))
    together = [each for each in search("space station", lang="en").query.expanded if " " in each.term]
    assert together
    apart = search("space station", more=[("without", key) for each in together for key in each.undone], lang="en")
    assert not [each for each in apart.query.expanded if " " in each.term]
    assert apart.total == 1


def test_more_than_anybody_clicks_is_refused(client: FlaskClient) -> None:
    several = "&".join(f"without=w{n}" for n in range(MAX_WITHOUT + 1))
    assert set(refused(client.get(f"/api/search?q=lune&{several}"))) == {"without"}


def test_every_word_that_was_added_has_a_link_that_takes_it_back(client: FlaskClient) -> None:
    page = read(client, "/search?q=lunaire+Rogozine&match=any")
    undone = {value for link in page.links for value in parse_qs(urlsplit(link).query).get("without", ())}
    assert undone >= {"lunar", "moon", "name:dmitry-rogozin"}
    assert all("lunaire" in link for link in page.links if "without=" in link)


def test_what_was_taken_back_stands_as_a_chip_that_gives_it_back(client: FlaskClient) -> None:
    page = read(client, "/search?q=lunaire+Rogozine&match=any&without=moon&without=name:dmitry-rogozin&translate=off")
    assert "Without looking for “moon”" in page.text
    assert "Without looking for “Dmitry Rogozin”" in page.text
    assert "Words not translated" in page.text
    assert "/search?q=lunaire+Rogozine&match=any&translate=off&without=name%3Admitry-rogozin" in page.links
    assert "/search?q=lunaire+Rogozine&match=any&without=moon&without=name%3Admitry-rogozin" in page.links
    assert "/search?q=lunaire+Rogozine" in page.links, "nothing clears them all"


@pytest.mark.parametrize(("q", "link"), [("lunaire", "translate=off"), ("Rogozine", "variants=off")])
def test_a_switch_is_there_where_it_changes_something(client: FlaskClient, q: str, link: str) -> None:
    other = {"translate=off", "variants=off"} - {link}
    links = read(client, f"/search?q={q}&lang=fr").links
    assert any(link in each for each in links)
    assert not any(each in every for each in other for every in links)


def test_a_word_that_was_left_out_is_put_back_by_a_click(client: FlaskClient) -> None:
    page = read(client, "/search?q=Roscosmos+de+Chine&lang=fr")
    (link,) = [each for each in page.links if "%22de%22" in each]
    assert parse_qs(urlsplit(link).query)["q"] == ['Roscosmos "de" Chine']
    assert "de" not in checked(client.get(link.replace("/search", "/api/search")))["query"]["dropped"]


def test_nothing_is_put_in_quotes_within_quotes(client: FlaskClient) -> None:
    assert not [each for each in read(client, '/search?q=de+"agence+de+presse"').links if re.search("%22de%22", each)]
