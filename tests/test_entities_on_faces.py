"""Entities as readers and programs meet them: who is named, how, when, and beside whom."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from test_api import checked, refused
from test_pages import read


def known(client: FlaskClient, **asked: str) -> dict[str, Any]:
    return checked(client.get("/api/entities", query_string=asked))


def test_everybody_who_is_named_is_listed_those_of_most_articles_first(client: FlaskClient) -> None:
    found = known(client, limit="1000")
    assert found["total"] == len(found["entities"]) > 20
    articles = [entity["articles"] for entity in found["entities"]]
    assert articles == sorted(articles, reverse=True)
    for entity in found["entities"][:5]:
        assert checked(client.get(f"/api/search?{entity['type']}={entity['id']}"))["total"] == entity["articles"]


def test_a_list_goes_on_page_by_page(client: FlaskClient) -> None:
    every = known(client, limit="1000")["entities"]
    pages = [known(client, limit="10", page=str(number))["entities"] for number in range(1, len(every) // 10 + 2)]
    assert [entity for page in pages for entity in page] == every
    assert known(client, page="1000")["entities"] == []


@pytest.mark.parametrize("q", ["rog", "Rogosine", "dmitri r"])
def test_somebody_is_found_by_the_beginning_of_any_name(client: FlaskClient, q: str) -> None:
    assert [entity["id"] for entity in known(client, q=q)["entities"]] == ["dmitry-rogozin"]
    assert known(client, q=q, type="org")["entities"] == []


def test_an_entity_is_told_with_all_that_is_known(client: FlaskClient) -> None:
    told = checked(client.get("/api/entities/dmitry-rogozin", headers={"Accept-Language": "fr"}))
    assert told["labels"] == {"fr": "Dmitri Rogozine", "en": "Dmitry Rogozin"}
    assert told["articles"] == len(told["latest"]) == 3
    counts = [spelling["count"] for spelling in told["spellings"]]
    assert counts == sorted(counts, reverse=True)
    assert {spelling["text"] for spelling in told["spellings"]}.isdisjoint(told["others"])
    assert all("Rogozin" in spelling["text"] for spelling in told["spellings"])
    beside = {other["id"]: other["articles"] for other in told["together"]["org"]}
    assert beside["roscosmos"] == checked(client.get("/api/search?person=dmitry-rogozin&org=roscosmos"))["total"]
    for kind, others in told["together"].items():
        for other in others[:2]:
            both = (
                {"person": "dmitry-rogozin"} | {kind: other["id"]}
                if kind != "person"
                else {"q": f"person:dmitry-rogozin person:{other['id']}"}
            )
            assert checked(client.get("/api/search", query_string={**both, "match": "all"}))["total"] == other["articles"], other
    assert "dmitry-rogozin" not in {other["id"] for other in told["together"].get("person", [])}


def test_an_entity_that_nobody_names_is_a_problem_that_says_so(client: FlaskClient) -> None:
    assert refused(client.get("/api/entities/nobody"), 404) == {}
    assert client.get("/entity/nobody").status_code == 404
    assert set(refused(client.get("/api/entities?type=animal&foo=1"))) == {"type", "foo"}
    assert set(refused(client.get("/api/entities/dmitry-rogozin?x=1"))) == {"x"}


@pytest.mark.parametrize(
    ("language", "label", "other"), [("fr", "Dmitri Rogozine", "Dmitry Rogozin"), ("en", "Dmitry Rogozin", "Dmitri Rogozine")]
)
def test_a_page_tells_the_same_in_the_language_of_the_reader(client: FlaskClient, language: str, label: str, other: str) -> None:
    page = read(client, "/entity/dmitry-rogozin", language)
    assert not page.faults
    assert page.text.index(label) < page.text.index(other)
    assert "Roscosmos" in page.text
    assert all(client.get(link).status_code == 200 for link in page.links)
    every = next(link for link in page.links if link.startswith("/search?"))
    assert parse_qs(urlsplit(every).query) == {"person": ["dmitry-rogozin"]}
    feeds = [link["href"] for link in page.all("link") if link.get("rel") == "alternate"]
    assert all("person=dmitry-rogozin" in feed for feed in feeds)


def test_an_article_leads_to_those_whom_it_names(client: FlaskClient) -> None:
    page = read(client, "/document/000_73f1e8c7f933d57e")
    people = [link for link in page.links if link.startswith("/entity/")]
    assert "/entity/dmitry-rogozin" in people
    assert all(client.get(link).status_code == 200 for link in people)


def test_a_search_for_somebody_offers_their_page(client: FlaskClient) -> None:
    for address in ("/search?q=Rogozine", "/search?q=%C2%AB+Rogozine+%C2%BB", "/search?q=lune&person=dmitry-rogozin"):
        assert "/entity/dmitry-rogozin" in read(client, address).links, address
    assert not [link for link in read(client, "/search?q=lune+chine").links if link.startswith("/entity/")]
