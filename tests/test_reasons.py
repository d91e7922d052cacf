"""The page that tells why an article is, or is not, among the results, in words that nobody has to look up."""

import re
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from test_explanations import ARTICLES
from test_pages import read

ENGLISH, FRENCH = "001_064bfac21be5c50f", "000_73f1e8c7f933d57e"


def text(client: FlaskClient, address: str, language: str = "en") -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(address, headers={"Accept-Language": language}).get_data(as_text=True)).split())


def test_every_card_of_a_search_leads_to_its_reasons_and_a_list_of_everything_has_none(client: FlaskClient) -> None:
    links = [link for link in read(client, "/search?q=station+lunaire&language=fr").links if link.startswith("/why/")]
    assert links
    for link in links:
        assert "q=station+lunaire" in link
        assert "language=fr" in link
        assert client.get(link).status_code == 200
    assert not [link for link in read(client, "/search").links if link.startswith("/why/")]


def test_reasons_say_how_often_where_and_in_which_form(client: FlaskClient) -> None:
    said = text(client, f"/why/{ENGLISH}?q=station+lunaire")
    assert "3 times in the text, as you typed it" in said
    assert "translated: lunar, moon" in said
    assert re.search(r"Place \d of \d", said)
    assert "3 fois dans le texte" in text(client, f"/why/{ENGLISH}?q=station+lunaire", "fr")


@pytest.mark.parametrize(
    ("q", "sentence"),
    [
        ("Rogozine", "in one spelling or another|in one of its spellings"),
        ('"Global Times"', "side by side"),
        ('"station lunaire"~4', "close to each other"),
        ("coop*", "Found in the text: cooperation"),
        ("station source:TASS", "meets this condition"),
    ],
)
def test_each_kind_of_match_has_a_sentence(client: FlaskClient, q: str, sentence: str) -> None:
    shown = read(client, f"/search?q={quote(q)}").links
    said = [text(client, link) for link in shown if link.startswith("/why/")]
    assert any(re.search(sentence, each) for each in said)


def test_shares_of_a_score_make_a_hundred(client: FlaskClient) -> None:
    shares = [int(share) for share in re.findall(r"(\d+)% of its score", text(client, f"/why/{ENGLISH}?q=station+lunaire+Rogozine"))]
    assert len(shares) == 3
    assert abs(sum(shares) - 100) <= len(shares)


def test_an_article_off_the_list_says_what_it_lacks_and_leads_on(client: FlaskClient) -> None:
    address = "/why/004_122fc6ca2d3acbc3?q=Rogozine+station&language=en"
    said, links = text(client, address), read(client, address).links
    assert "Why is this article not on the list?" in said
    assert "does not have “Rogozine”" in said
    assert "Language: French only" not in said
    assert "Language: English only" in said
    assert any(link.startswith("/search?q=Rogozine+station") and "language" not in link for link in links), "no way past the filter"


def test_an_article_with_what_is_left_out_says_so(client: FlaskClient) -> None:
    assert "It has what your search leaves out: Rogozine" in text(client, f"/why/{ENGLISH}?q=Roscosmos+-Rogozine")


def test_an_article_behind_its_translation_leads_to_it(client: FlaskClient) -> None:
    shown = {link.split("?")[0].rpartition("/")[2] for link in read(client, "/search?q=station").links if link.startswith("/why/")}
    hidden = [key for key in ARTICLES if key not in shown and "stands for it on the list" in text(client, f"/why/{key}?q=station")]
    assert hidden
    assert any(f"/document/{key}" in link for key in shown for link in read(client, f"/why/{hidden[0]}?q=station").links)


@pytest.mark.parametrize("pasted", [FRENCH, f"/document/{FRENCH}", f"http://localhost/document/{FRENCH}?q=lune"])
def test_an_article_is_asked_for_as_it_was_pasted(client: FlaskClient, pasted: str) -> None:
    answer = client.get("/why", query_string={"article": pasted, "q": "lune"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/why/{FRENCH}?q=lune")


@pytest.mark.parametrize("pasted", ["", "  ", "//evil.example", "https://evil.example/"])
def test_what_is_no_article_leads_nowhere_else(client: FlaskClient, pasted: str) -> None:
    answer = client.get("/why", query_string={"article": pasted})
    assert answer.status_code == 404 or answer.headers["Location"].startswith("/why/")


def test_there_are_no_reasons_for_an_article_that_is_not_there(client: FlaskClient) -> None:
    assert client.get("/why/nowhere?q=lune").status_code == 404
