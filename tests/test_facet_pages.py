"""One facet by itself: every value, those that bear a word, and the addresses that choose them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from test_api import checked, refused
from test_pages import read

from indexer.schema import FACETS
from service.app import create_app
from service.settings import Settings

MakeIndex = Callable[..., Path]


def values(client: FlaskClient, name: str, **asked: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/facets/{name}", query_string=asked, headers={"Accept-Language": "fr"})
    return list(checked(answer)["values"])


@pytest.mark.parametrize("name", FACETS)
def test_a_facet_by_itself_is_that_of_the_search(client: FlaskClient, name: str) -> None:
    search = client.get("/api/search?q=station&facet_limit=50", headers={"Accept-Language": "fr"}).get_json()["facets"][name]
    alone = values(client, name, q="station")
    assert [(value["value"], value["count"], value["label"]) for value in alone] == [
        (value["value"], value["count"], value["label"]) for value in search
    ]


def test_each_value_leads_to_as_many_articles_as_it_counts(client: FlaskClient) -> None:
    for value in values(client, "org", q="station", language="fr"):
        assert checked(client.get(value["url"]))["total"] == value["count"]


@pytest.mark.parametrize("contains", ["beij", "Pék", "PEKIN", "Pekni"])
def test_a_name_is_found_under_each_of_its_spellings_and_in_spite_of_a_slip(client: FlaskClient, contains: str) -> None:
    assert [value["value"] for value in values(client, "place", contains=contains)] == ["beijing"]


def test_sources_and_years_are_found_by_the_words_they_are_made_of(client: FlaskClient) -> None:
    assert [value["value"] for value in values(client, "source", contains="times")] == ["Global Times"]
    assert [value["value"] for value in values(client, "year", contains="2021")] == ["2021"]
    assert [value["value"] for value in values(client, "language", contains="fran")] == ["fr"]
    assert values(client, "source", contains="zq") == []
    assert values(client, "source", contains="…") == []


def test_a_chosen_value_is_listed_whatever_is_looked_for(client: FlaskClient) -> None:
    found = values(client, "source", contains="times", source="TASS")
    assert {(value["value"], value["selected"]) for value in found} == {("TASS", True), ("Global Times", False)}


def test_all_values_are_counted_even_if_few_are_listed(client: FlaskClient) -> None:
    answer = checked(client.get("/api/facets/place?limit=1"))
    assert len(answer["values"]) == 1
    assert answer["total"] == len(values(client, "place", limit="1000"))


def test_what_cannot_be_used_is_refused_by_name(client: FlaskClient) -> None:
    assert set(refused(client.get("/api/facets/org?limit=0&nosuch=1"))) == {"limit", "nosuch"}
    assert set(refused(client.get("/api/facets/org?page=0"))) == {"page"}
    assert refused(client.get("/api/facets/colour"), 404) == {}


# As a page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_of_a_facet_is_whole_and_leads_back(client: FlaskClient, language: str) -> None:
    page = read(client, "/facet/org?q=station&language=fr&contains=ros&ui=" + language, language)
    assert not page.faults
    assert "Roscosmos" in page.text
    chosen = [link for link in page.links if "org=roscosmos" in link]
    assert parse_qs(urlsplit(chosen[0]).query) == {"q": ["station"], "language": ["fr"], "org": ["roscosmos"], "ui": [language]}
    back = next(link for link in page.links if link.startswith("/search"))
    assert parse_qs(urlsplit(back).query) == {"q": ["station"], "language": ["fr"], "ui": [language]}
    assert all(client.get(link).status_code == 200 for link in page.links)


def test_a_facet_without_such_a_value_says_so(client: FlaskClient) -> None:
    assert "Aucune valeur ne commence ainsi" in read(client, "/facet/org?contains=zq", "fr").text
    assert client.get("/facet/colour").status_code == 404


def test_a_long_facet_has_a_box_to_look_in_and_a_way_to_all_of_it(make_index: MakeIndex) -> None:
    articles = [{"id": str(n), "title": f"Quartz {n}", "text": "Quartz was found.", "source": f"Gazette {n}"} for n in range(15)]
    client = create_app(Settings(index=make_index(articles))).test_client()
    page = read(client, "/search?q=quartz")
    (whole,) = [link for link in page.links if link.startswith("/facet/")]
    assert read(client, whole).text.count("Gazette") == 15
    assert [form["data-values"] for form in page.all("form") if "data-values" in form] == ["/api/facets/source"]
