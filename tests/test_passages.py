"""The text of an article on its page: the names in it lead to their pages, and what the search looks for is marked in them as well."""

import re
from html import unescape

from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from test_api import ARTICLE

from indexer.document import Mention
from service.search.marks import Span, flat
from service.search.passages import passages

TEXTS = st.text(alphabet="ab éœ<&\n", max_size=60)


def body(client: FlaskClient, address: str) -> str:
    """The text of an article as HTML."""
    html = client.get(address).get_data(as_text=True)
    found = re.search(r'<div class="text"[^>]*>(.*?)</div>', html, re.DOTALL)
    assert found
    return found[1]


@given(data=st.data(), text=TEXTS)
def test_the_stretches_of_a_text_are_the_text(data: st.DataObject, text: str) -> None:
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    spans = flat(Span(start, end, "a") for start, end in data.draw(st.lists(places, max_size=5)) if start < end)
    named = data.draw(st.lists(st.tuples(places, st.sampled_from("xyz")), max_size=5))
    mentions = [Mention(start, end, text[start:end], "person", key) for (start, end), key in named if start < end]
    found = passages(text, spans, mentions)
    assert ["".join(piece for stretch in line for piece, _ in stretch.pieces) for line in found] == [
        line for line in text.split("\n") if line.strip()
    ]
    assert all(piece for line in found for stretch in line for piece, _ in stretch.pieces)
    for line in found:
        names = [stretch.entity for stretch in line if stretch.entity]
        assert len(names) == len(set(names)), "a name is told twice in a paragraph"


def test_a_mark_that_a_name_begins_in_is_cut_there_and_goes_on() -> None:
    (line,) = passages("le chef Dmitri", [Span(3, 14, "q")], [Mention(8, 14, "Dmitri", "person", "d")])
    assert [(stretch.entity, stretch.pieces) for stretch in line] == [
        (None, (("le ", False), ("chef ", True))),
        ("d", (("Dmitri", True),)),
    ]


def test_names_in_the_text_lead_to_their_pages(client: FlaskClient) -> None:
    html = body(client, f"/document/{ARTICLE}?q=lunaire")
    links = dict(re.findall(r'<a class="named" href="/entity/([^"]+)">(.*?)</a>', html))
    assert {"dmitry-rogozin", "roscosmos"} <= set(links)
    assert "<mark>lunaire</mark>" in html
    for key in links:
        assert client.get(f"/entity/{key}").status_code == 200


def test_a_name_that_is_searched_for_is_both_marked_and_a_link(client: FlaskClient) -> None:
    html = body(client, f"/document/{ARTICLE}?q=Rogozine")
    assert re.search(r'<a class="named" href="/entity/dmitry-rogozin"><mark>[^<]+</mark></a>', html)


def test_the_text_is_still_the_article(client: FlaskClient) -> None:
    told = client.get(f"/api/documents/{ARTICLE}").get_json()["text"]
    shown = [
        unescape(re.sub(r"<[^>]+>", "", line))
        for line in re.findall(r"<p>(.*?)</p>", body(client, f"/document/{ARTICLE}?q=lunaire+Rogozine"))
    ]
    assert shown == [line for line in told.split("\n") if line.strip()]
