"""One article and what belongs to it: its translation beside it, others like it, how it is cited, and what was cut from it."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SEEDS
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from test_api import ARTICLE, checked, refused
from test_pages import Page, read
from test_stories import tell

from service.app import create_app
from service.citations import FORMS, Cited
from service.search.alignment import MOST, aligned
from service.search.results import NO_RELATIVES, Article
from service.settings import Settings
from service.voice import VOICES

MakeIndex = Callable[..., Path]

FRENCH = (
    "Le 9 mars 2021, Roscosmos et la CNSA ont signé un accord sur une station lunaire.",
    "Dmitri Rogozine a salué cette coopération.",
    "La construction commencera en 2031 ; elle durera cinq ans.",
    "Les Européens observent.",
)
ENGLISH = (
    "On 9 March 2021 Roscosmos and CNSA signed a deal on a lunar station.",
    "Dmitry Rogozin welcomed the cooperation. Construction will begin in 2031; it will take five years.",
    "The Europeans are watching.",
)


@pytest.fixture
def told(make_index: MakeIndex) -> FlaskClient:
    """A dispatch in two languages, an article on the same subject, and one on something else."""
    rows = [
        {"id": "fr", "lang": "fr", "title": "Un accord sur la Lune", "text": "\n".join(FRENCH), "source": "TASS", "date": "2021-03-09"},
        {"id": "en", "lang": "en", "title": "A deal on the Moon", "text": "\n".join(ENGLISH), "source": "TASS", "date": "2021-03-09"},
        {"id": "like", "lang": "fr", "title": "La station lunaire avance", "text": "Roscosmos et la CNSA préparent la station lunaire."},
        {"id": "else", "lang": "fr", "title": "La pluie", "text": "Il a plu sur les vignes de Bourgogne pendant toute la semaine."},
    ]
    home = make_index(rows)
    tell(home, [[("fr", "fr"), ("en", "en")]])
    return create_app(Settings(index=home)).test_client()


def test_both_versions_stand_side_by_side_paragraph_by_paragraph(told: FlaskClient) -> None:
    page = read(told, "/document/fr", "fr")
    beside = next(link for link in page.links if "beside=en" in link)
    both = read(told, beside + "&q=lune", "fr")
    assert not both.faults
    cells = [cell["lang"] for cell in both.all("td")]
    assert cells == ["fr", "en"] * (len(cells) // 2)
    html = told.get(beside).get_data(as_text=True)
    rows = [re.sub(r"<[^>]+>", " ", row) for row in re.findall(r"<tr><td.*?</tr>", html, re.DOTALL)]
    assert any("CNSA ont signé" in row and "CNSA signed" in row for row in rows)
    assert any("2031 ;" in row and "2031;" in row for row in rows)
    assert any("Européens" in row and "Europeans" in row for row in rows)
    assert "Lire cette version seule" in both.text


def test_only_a_translation_stands_beside_an_article(told: FlaskClient) -> None:
    for other in ("like", "nowhere", "fr"):
        assert not read(told, f"/document/fr?beside={other}").all("table")


def test_similar_articles_share_rare_words_and_are_neither_copies_nor_translations(told: FlaskClient) -> None:
    found = told.get("/api/documents/fr/similar").get_json()["hits"]
    assert [hit["id"] for hit in found] == ["like"]
    assert "<mark>" in found[0]["highlights"]["body"][0]
    assert told.get("/api/documents/else/similar").get_json()["hits"] == []
    page = read(told, "/document/fr", "fr")
    assert "Sur le même sujet" in page.text
    assert "/document/like" in page.links


def test_similar_articles_are_described(client: FlaskClient) -> None:
    answer = checked(client.get(f"/api/documents/{ARTICLE}/similar?limit=2"))
    assert 1 <= len(answer["hits"]) <= 2
    assert ARTICLE not in {hit["id"] for hit in answer["hits"]}
    assert set(refused(client.get(f"/api/documents/{ARTICLE}/similar?limit=0&q=x"))) == {"limit", "q"}
    assert client.get("/api/documents/nowhere/similar").status_code == 404


def test_an_article_says_what_was_cut_from_it(client: FlaskClient) -> None:
    paths = [path.stem for path in sorted(SEEDS.glob("*.txt"))]
    said = [read(client, f"/document/{key}", "en").text for key in paths]
    assert any(re.search(r"\d+ lines removed", text) for text in said), "something is cut from each scrape"
    assert all("lines removed" in text or "line removed" in text or "Nothing was removed" in text for text in said)


# As it is cited


HARD = Article(
    id="a/b c",
    lang="fr",
    title="L'été {à} 50 % & « plus »\n[suite]",
    date="2021-12",
    source="Agence_1",
    url=None,
    author=None,
    text="",
    paragraphs=(),
    entities=(),
    relatives=NO_RELATIVES,
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_form_names_the_article_its_address_and_the_index(client: FlaskClient, form: str, language: str) -> None:
    answer = client.get(f"/cite/{ARTICLE}?as={form}", headers={"Accept-Language": language})
    said = answer.get_data(as_text=True)
    generation = client.get("/readyz").get_json()["generation"]
    assert answer.mimetype == FORMS[form].mimetype
    assert ARTICLE in said
    assert generation in said
    assert "TASS" in said
    assert "http" in said


def test_references_survive_any_title() -> None:
    cited = Cited(HARD, "https://example.org/document/a/b%20c", "g")
    voice = VOICES["fr"]
    bib = FORMS["bibtex"].write(cited, voice)
    assert r"\{à\} 50 \% \& « plus »" in bib
    assert bib.count("{") - bib.count(r"\{") == bib.count("}") - bib.count(r"\}")
    assert "\n[suite]" not in bib
    ris = FORMS["ris"].write(cited, voice).split("\r\n")
    assert ris[0] == "TY  - NEWS"
    assert ris[-2] == "ER  - "
    assert "DA  - 2021/12//" in ris
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in ris[:-1])
    item = json.loads(FORMS["csl"].write(cited, voice))[0]
    assert item["issued"] == {"date-parts": [[2021, 12]]}
    assert item["URL"] == "https://example.org/document/a/b%20c"
    assert r"\[suite\]" in FORMS["markdown"].write(cited, voice)
    assert "décembre 2021" in FORMS["plain"].write(cited, voice)


def test_a_form_that_there_is_not_is_not_found(client: FlaskClient) -> None:
    assert client.get(f"/cite/{ARTICLE}?as=clay").status_code == 404
    assert client.get("/cite/nowhere?as=ris").status_code == 404


def test_an_article_offers_every_form(client: FlaskClient) -> None:
    page: Page = read(client, f"/document/{ARTICLE}", "fr")
    forms = [link for link in page.links if link.startswith("/cite/")]
    assert len(forms) == len(FORMS)
    assert all(client.get(form).status_code == 200 for form in forms)


# Paragraphs beside paragraphs


PARAGRAPHS = st.lists(st.text("abc DE 12", max_size=40), max_size=8)


@given(PARAGRAPHS, PARAGRAPHS)
def test_every_paragraph_stands_in_one_row_and_in_its_order(left: list[str], right: list[str]) -> None:
    rows = aligned(left, right)
    assert [place for here, _ in rows for place in here] == list(range(len(left)))
    assert [place for _, there in rows for place in there] == list(range(len(right)))


@given(st.lists(st.text("abcdefgh ", min_size=20, max_size=90), max_size=8))
def test_a_text_beside_itself_has_a_row_for_each_paragraph(paragraphs: list[str]) -> None:
    assert aligned(paragraphs, paragraphs) == tuple(((place,), (place,)) for place in range(len(paragraphs)))


def test_a_book_is_not_aligned_to_its_end() -> None:
    rows = aligned(["word"] * (MOST + 3), ["word"] * MOST)
    assert rows[-1] == ((MOST, MOST + 1, MOST + 2), ())
