"""What somebody meets who brings a pile of scraped articles: nothing is lost without a word, and every word can be acted on."""

import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from indexer import readers
from indexer.document import RawFile, Reject
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


def test_a_stray_quotation_mark_in_a_table_costs_one_row(tmp_path: Path):
    rows = [f"Brief {at},The harbour opens on day {at}." for at in range(2, 9)]
    rows[3] = 'Brief 5,"The harbour opens on day 5.'
    found = read(put(tmp_path, "a.csv", "title,text\n" + "\n".join(rows) + "\n"))
    assert [each.title for each in found if isinstance(each, RawFile)] == [f"Brief {at}" for at in (2, 3, 4, 6, 7, 8)]
    assert [each.id for each in found if isinstance(each, RawFile)][-1] == "a-8"
    (reject,) = (each for each in found if isinstance(each, Reject))
    assert reject.path.endswith("a.csv, line 5")
    assert reject.reason == "a quotation mark is opened here and never closed; the rows behind it were read without it"


def test_a_table_that_was_cut_off_in_a_cell_is_told_and_makes_no_articles_of_its_paragraphs(tmp_path: Path):
    found = read(put(tmp_path, "a.csv", 'title,text\nBrief,Whole.\nLong,"A first paragraph.\nA second.\nA thi'))
    assert [each.title for each in found if isinstance(each, RawFile)] == ["Brief"]
    (reject,) = (each for each in found if isinstance(each, Reject))
    assert reject.reason == "a quotation mark is opened here and never closed; all up to line 5, the last, is lost in it"


@given(st.lists(st.sampled_from(['"', ",", "\n", "a", '""', 'b"', '"c']), max_size=40))
def test_the_last_row_of_a_table_is_read_or_a_reject_tells_why_not(tmp_path_factory: pytest.TempPathFactory, parts: list[str]):
    path = put(tmp_path_factory.mktemp("table"), "a.csv", "title,text\n" + "".join(parts) + "\nLast,The last row.\n")
    found = read(path)
    assert any(isinstance(each, Reject) or "The last row." in each.text for each in found)


def test_an_empty_table_is_called_empty(tmp_path: Path):
    (reject,) = read(put(tmp_path, "a.csv", ""))
    assert isinstance(reject, Reject)
    assert reject.reason == "empty"


def read(path: Path) -> list[RawFile | Reject]:
    return list(readers.read([str(path)], io.BytesIO()))


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="")
    return path
