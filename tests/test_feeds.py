"""A search as a feed, as a table, and as browsers and crawlers find it."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from flask.testing import FlaskClient
from test_api import refused
from test_pages import Page, read

from service import feeds
from service.app import create_app
from service.settings import Settings
from service.syndication import ATOM, OPENSEARCH
from service.tables import COLUMNS

MakeIndex = Callable[..., Path]


def feed(client: FlaskClient, address: str) -> Any:  # noqa: ANN401 — feedparser has no types
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    parsed = feedparser.parse(answer.data)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def rows(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf"), "Excel takes it for Latin"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_an_atom_feed_has_what_the_page_has_the_newest_first(client: FlaskClient) -> None:
    found = feed(client, "/search.atom?q=Roscosmos")
    page = client.get("/api/search?q=Roscosmos&sort=date:desc&twins=collapse&per_page=20").get_json()
    assert found.feed.opensearch_totalresults == str(page["total"])
    assert [entry.title for entry in found.entries] == [hit["title"] for hit in page["hits"]]
    assert "&lt;mark&gt;" in client.get("/search.atom?q=Roscosmos").get_data(as_text=True)
    assert {link.rel: link.type for link in found.feed.links} == {"self": "application/atom+xml", "alternate": "text/html"}
    for entry in found.entries:
        assert client.get(urlsplit(entry.id).path).status_code == 200


def test_an_atom_feed_has_all_that_the_standard_asks_for(client: FlaskClient) -> None:
    root = ET.fromstring(client.get("/search.atom?q=lune").data)  # noqa: S314 — our own
    here = f"{{{ATOM}}}"
    for element in (root, *root.findall(f"{here}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(here + name)) == 1, name
        assert str(element.findtext(f"{here}updated")).endswith("Z")
    assert all(entry.findtext(f"{here}author/{here}name") for entry in root.findall(f"{here}entry"))
    assert root.find(f"{{{OPENSEARCH}}}Query") is not None


def test_a_feed_leads_through_all_of_its_pages(client: FlaskClient) -> None:
    address, seen = "/search.atom?per_page=2&twins=show", []
    while address:
        found = feed(client, address)
        seen += [entry.id for entry in found.entries]
        following = [link.href for link in found.feed.links if link.rel == "next"]
        address = following[0].removeprefix("http://localhost") if following else ""
    assert len(seen) == len(set(seen)) == 5


def test_a_json_feed_says_the_same(client: FlaskClient) -> None:
    answer = client.get("/search.json?q=Roscosmos&ui=fr")
    assert answer.mimetype == "application/feed+json"
    said = json.loads(answer.data)
    assert said["version"] == "https://jsonfeed.org/version/1.1"
    assert (said["language"], said["_opensearch"]["totalResults"]) == ("fr", len(said["items"]))
    assert {"id", "url", "title", "content_html", "tags"} <= set(said["items"][0])
    assert "ui=fr" in said["feed_url"]


def test_a_table_has_the_whole_answer(client: FlaskClient) -> None:
    found = rows(client, "/search.csv?q=Roscosmos&per_page=1&page=2")
    assert tuple(found[0]) == COLUMNS
    assert [row["id"] for row in found] == [hit["id"] for hit in client.get("/api/search?q=Roscosmos&per_page=100").get_json()["hits"]]
    assert "<mark>" not in found[0]["passages"]
    assert "Roscosmos" in found[0]["passages"]


def test_lines_are_hits_as_the_api_tells_them(client: FlaskClient) -> None:
    answer = client.get("/search.ndjson?q=Roscosmos&twins=collapse")
    hits = [json.loads(line) for line in answer.get_data(as_text=True).splitlines()]
    assert hits == client.get("/api/search?q=Roscosmos&twins=collapse&per_page=100").get_json()["hits"]
    assert answer.headers["X-Total-Count"] == str(len(hits))


def test_a_long_answer_comes_in_lots_and_ends_where_it_is_said_to(make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [{"id": f"n{number}", "title": f"Quartz {number}", "text": "Quartz was found.", "date": "2021"} for number in range(250)]
    client = create_app(Settings(index=make_index(articles))).test_client()
    every = [row["id"] for row in rows(client, "/search.csv?q=quartz")]
    assert len(set(every)) == len(every) == 250
    monkeypatch.setattr(feeds, "MOST_ROWS", 120)
    assert [row["id"] for row in rows(client, "/search.csv?q=quartz")] == every[:120]
    assert client.get("/search.csv?q=quartz").headers["X-Total-Count"] == "250"


HOSTILE = {
    "id": "=1+1",
    "title": '=HYPERLINK("https://example.org","<b>\x0b&\ufffe")',
    "text": "Quartz <script>alert(1)</script> was found by the expedition.",
    "source": "@SUM(A1)",
    "url": "javascript:alert(1)",
}


def test_what_is_scraped_harms_neither_a_spreadsheet_nor_a_feed(make_index: MakeIndex) -> None:
    client = create_app(Settings(index=make_index([HOSTILE]))).test_client()
    (row,) = rows(client, "/search.csv?q=quartz")
    assert not [cell for cell in row.values() if cell.startswith(("=", "@"))]
    (entry,) = feed(client, "/search.atom?q=quartz").entries
    assert [link.href for link in entry.links if link.rel == "via"] == []
    (item,) = json.loads(client.get("/search.json?q=quartz").data)["items"]
    assert "external_url" not in item
    assert "<script>" not in item["content_html"]
    assert "<script>" not in client.get("/search.atom?q=quartz").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/search.atom", "/search.json", "/search.csv", "/search.ndjson"])
def test_a_feed_refuses_what_it_cannot_use_and_passes_over_what_means_nothing(client: FlaskClient, path: str) -> None:
    assert set(refused(client.get(f"{path}?page=0&org=nosuch&utm_source=x"))) == {"page"}
    assert set(refused(client.get(f"{path}?org=nosuch&utm_source=x"))) == {"org"}, "a filter left out would flood the feed"
    assert client.get(f"{path}?q=lune&utm_source=x").status_code == 200


def test_a_reader_that_asks_again_is_told_that_nothing_is_new(client: FlaskClient) -> None:
    for path in ("/search.atom?q=lune", "/search.json?q=lune"):
        tag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


# How it is found


def test_a_page_of_results_names_its_feeds_and_downloads(client: FlaskClient) -> None:
    page = read(client, "/search?q=Rogozine&language=fr&page=1")
    alternate = {link["type"]: link["href"] for link in page.all("link") if link.get("rel") == "alternate"}
    assert set(alternate) == {"application/atom+xml", "application/feed+json"}
    assert parse_qs(urlsplit(alternate["application/atom+xml"]).query) == {"q": ["Rogozine"], "language": ["fr"]}
    downloads = [link for link in page.links if link.startswith(("/search.csv", "/search.ndjson"))]
    assert len(downloads) == 2
    assert len(rows(client, downloads[0])) == len(page.all("article")), "a table has a line for each card"


def test_a_browser_can_add_the_search_engine(client: FlaskClient) -> None:
    page = read(client, "/")
    (link,) = [link for link in page.all("link") if link.get("rel") == "search"]
    answer = client.get(link["href"], headers={"Accept-Language": "fr"})
    assert answer.mimetype == "application/opensearchdescription+xml"
    root = ET.fromstring(answer.data)  # noqa: S314
    here = f"{{{OPENSEARCH}}}"
    assert root.findtext(f"{here}ShortName") == "Lunette"
    assert "français" in str(root.findtext(f"{here}Description"))
    urls = {url.attrib["type"]: url.attrib["template"] for url in root.findall(f"{here}Url")}
    assert client.get(urls["text/html"].removeprefix("http://localhost").replace("{searchTerms}", "lune")).status_code == 200
    suggested = urls["application/x-suggestions+json"].removeprefix("http://localhost").replace("{searchTerms}", "rog")
    assert client.get(suggested).get_json(force=True)[1]


@pytest.mark.parametrize("address", ["/", "/search?q=lune", "/document/000_73f1e8c7f933d57e?q=lune", "/help"])
def test_a_page_describes_itself_to_those_who_share_it(client: FlaskClient, address: str) -> None:
    page = read(client, address, "fr")
    described = {meta.get("property") or meta.get("name"): meta["content"] for meta in page.all("meta") if "content" in meta}
    assert {"description", "og:title", "og:type", "og:site_name", "og:locale", "og:image:alt", "twitter:card"} <= set(described)
    assert all(described.values())
    assert 10 < len(described["description"]) < 200
    with client.get(described["og:image"].removeprefix("http://localhost")) as picture:
        assert picture.mimetype == "image/png"
        size = tuple(int.from_bytes(picture.data[at : at + 4], "big") for at in (16, 20))  # of its header, IHDR
    assert size == (int(described["og:image:width"]), int(described["og:image:height"])) == (1200, 630)


@pytest.mark.parametrize(
    ("address", "shared"),
    [
        ("/?ui=fr&utm_source=mail", "/"),
        ("/search?ui=fr&q=lune+bleue&language=fr&utm_source=mail&page=2&list=titles", "/search?q=lune+bleue&language=fr&page=2"),
        ("/document/000_73f1e8c7f933d57e?q=lune", "/document/000_73f1e8c7f933d57e"),
        ("/entity/dmitry-rogozin?ui=en", "/entity/dmitry-rogozin"),
        ("/facet/org?q=lune&ui=en", "/facet/org?q=lune"),
    ],
)
def test_what_is_shared_is_the_page_and_not_how_somebody_came_to_it(client: FlaskClient, address: str, shared: str) -> None:
    page = read(client, address, "fr")
    assert [meta["content"] for meta in page.all("meta") if meta.get("property") == "og:url"] == [f"http://localhost{shared}"]


def test_an_article_has_one_address_whatever_found_it(client: FlaskClient) -> None:
    page = read(client, "/document/000_73f1e8c7f933d57e?q=lune&ui=fr")
    assert [link["href"] for link in page.all("link") if link.get("rel") == "canonical"] == [
        "http://localhost/document/000_73f1e8c7f933d57e"
    ]


def test_the_box_says_that_it_is_a_search(client: FlaskClient) -> None:
    page: Page = read(client, "/")
    assert {"https://schema.org/WebSite", "https://schema.org/SearchAction"} <= set(page.values("itemtype"))
    assert {"target", "query-input", "potentialAction"} <= set(page.values("itemprop"))


def test_crawlers_are_kept_from_the_api_and_from_whole_answers(client: FlaskClient) -> None:
    said = client.get("/robots.txt").get_data(as_text=True)
    assert "Disallow: /api/\n" in said
    assert "Disallow: /search\n" not in said
