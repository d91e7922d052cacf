"""What somebody meets who brings a pile of scraped articles: nothing is lost without a word, and every word can be acted on."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.settings import Settings

IDS = ("/leading/slash", "//double", "/", "https://a.example/b//c?x=é#part", "a//b/", "50%", "%2Fetc", "back\\slash", "?q", "#hash", "日本")


@pytest.fixture
def odd_client(make_index: Callable[..., Path]) -> FlaskClient:
    """A client of a service whose articles have odd ids."""
    home = make_index([{"id": key, "title": "A probe", "text": f"A probe leaves for the moon on day {at}."} for at, key in enumerate(IDS)])
    return create_app(Settings(index=home)).test_client()


@pytest.mark.parametrize("key", IDS)
@pytest.mark.parametrize("safe", ["", "/"])
def test_an_article_is_reached_whatever_its_id(odd_client: FlaskClient, key: str, safe: str):
    told = odd_client.get(f"/api/documents/{quote(key, safe=safe)}")
    assert told.status_code == 200, told.get_data(as_text=True)
    assert told.get_json()["id"] == key
    assert odd_client.get(f"/document/{quote(key, safe=safe)}").status_code == 200


def test_every_result_leads_to_its_article(odd_client: FlaskClient):
    page = odd_client.get("/search?q=probe&twins=show&per_page=100").get_data(as_text=True)
    links = [part.partition('"')[0] for part in page.split('href="')[1:] if part.startswith("/document/")]
    assert len(set(links)) == len(IDS)
    for link in links:
        assert odd_client.get(urlsplit(link.replace("&amp;", "&"))._replace(fragment="").geturl()).status_code == 200, link
