"""Another spelling is offered where it finds more, by the words that the index itself has, and nothing that was typed is ever changed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Search, searching
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from test_pages import read

from service.search.corrections import FAR, RARE

MakeIndex = Callable[..., Path]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("statoin lunaire", "station lunaire"),
        ("Rogozinee", "Rogozine"),
        ("coopertion spatiale", "coopération spatiale"),
        ("l'agnce", "l'agence"),
        ("body:statoin", "body:station"),
        ("Roscosmos AND (statoin OR lunaire)", "Roscosmos AND (station OR lunaire)"),
    ],
)
def test_a_slip_is_offered_as_articles_write_the_word(seeds_search: Search, typed: str, offered: str) -> None:
    page = seeds_search(typed)
    assert page.query.did_you_mean == offered
    assert page.query.q == typed, "what was typed is searched for"
    assert seeds_search(offered).total > 0


@pytest.mark.parametrize(
    "typed",
    [
        "station lunaire",
        "lunaires",
        "Rogozine",
        '"statoin lunaire"',
        "statoi*",
        "statoin~1",
        "Roscosmos -statoin",
        "source:TAS",
        "qzxqzx",
        "moon",
        "Luna-26",
        "de",
        "",
    ],
)
def test_nothing_is_offered_for_what_is_known_or_was_meant_as_it_is(seeds_search: Search, typed: str) -> None:
    assert seeds_search(typed).query.did_you_mean is None


def test_nothing_is_offered_that_finds_nothing_for_the_whole_search(seeds_search: Search) -> None:
    assert seeds_search("statoin", language="fr").query.did_you_mean == "station"
    assert seeds_search("statoin", more=[("from", "1990"), ("to", "1991")]).query.did_you_mean is None
    assert seeds_search("statoin AND qzxqzx").query.did_you_mean is None


def test_a_rare_word_is_offered_another_only_where_that_is_far_more_frequent(make_index: MakeIndex) -> None:
    def asked(often: int) -> str | None:
        lines = [{"id": f"{n}", "lang": "fr", "title": f"Un {n}", "text": f"Le treizième canal numéro {n}."} for n in range(often)]
        rare = [{"id": "rare", "lang": "fr", "title": "Autre", "text": "Le camal est une erreur."}]
        return searching(make_index([*lines, *rare], f"some{often}"))("camal").query.did_you_mean

    assert asked(FAR) == "canal"
    assert asked(FAR - 1) is None


def test_a_word_in_more_than_a_few_articles_was_meant(make_index: MakeIndex) -> None:
    lines = [{"id": f"{n}", "lang": "fr", "title": f"Un {n}", "text": f"Le canal numéro {n}."} for n in range(FAR * (RARE + 2))]
    rare = [{"id": f"rare{n}", "lang": "fr", "title": f"Autre {n}", "text": f"Le camal {n}."} for n in range(RARE + 1)]
    assert searching(make_index([*lines, *rare]))("camal").query.did_you_mean is None


def test_a_word_of_the_other_language_is_no_slip(make_index: MakeIndex) -> None:
    search = searching(make_index([{"id": "a", "lang": "fr", "title": "Un", "text": "La fusée est partie."}]))
    assert search("rocket").query.did_you_mean is None


@settings(max_examples=60, deadline=None, derandomize=True)
@given(q=st.text(alphabet="statoinluecrg AND(-)\"'*éœ", max_size=30))
def test_whatever_is_typed_stays_and_what_is_offered_finds_more(seeds_search: Search, q: str) -> None:
    page = seeds_search(q)
    assert page.query.q == q.strip()
    if page.query.did_you_mean:
        other = seeds_search(page.query.did_you_mean)
        assert other.total > page.total or (page.query.relaxed and not other.query.relaxed)


def test_the_page_offers_it_with_a_link(client: FlaskClient) -> None:
    page = read(client, "/search?q=statoin+lunaire&lang=fr", "fr")
    assert "/search?q=station+lunaire&lang=fr" in page.links


def test_it_is_offered_on_the_first_page_alone(seeds_search: Search) -> None:
    assert seeds_search("statoin lunaire", page="2", per_page="1").query.did_you_mean is None
