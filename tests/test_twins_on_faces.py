"""Twins as readers and programs see them: in the API, on the command line and on pages, over a small real index."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from conftest import lunette
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from test_stories import tell

from indexer.build import build
from service.app import create_app
from service.search.catalogue import Catalogue
from service.search.request import TWINS, Face, parse
from service.search.results import Hit, SearchPage
from service.settings import Settings

DISPATCH = [("accord-fr", "fr"), ("accord-en", "en"), ("accord-fr-2", "fr"), ("accord-en-2", "en")]
STORIES = [DISPATCH, [("lune-fr", "fr"), ("lune-fr-2", "fr")], [("copie-en", "en"), ("copie-und", "und")]]
STORY_OF = {key: number for number, story in enumerate(STORIES) for key, _ in story}
ARTICLES: list[dict[str, Any]] = [
    {"id": "accord-fr", "lang": "fr", "title": "Accord sur une station lunaire", "source": "TASS", "date": "2021-03-09"},
    {"id": "accord-en", "lang": "en", "title": "Deal on a lunar station", "source": "TASS", "date": "2021-03-10"},
    {"id": "accord-fr-2", "lang": "fr", "title": "Station lunaire : l'accord", "source": "Le Monde", "date": "2021-03-11"},
    {"id": "accord-en-2", "lang": "en", "title": "Lunar station deal", "date": "2021-03-12"},
    {"id": "lune-fr", "lang": "fr", "title": "La station attendra", "source": "TASS", "date": "2022-01-01"},
    {"id": "lune-fr-2", "lang": "fr", "title": "La station attendra encore", "source": "Le Monde"},
    {"id": "copie-en", "lang": "en", "title": "A station", "source": "Xinhua", "date": "2020"},
    {"id": "copie-und", "lang": "und", "title": "Station", "source": "Xinhua", "date": "2020-05"},
    {"id": "seul-fr", "lang": "fr", "title": "Une station seule", "source": "Xinhua", "date": "2019"},
    {"id": "seul-en", "lang": "en", "title": "A station alone", "date": "2018"},
]
TEXTS = {article["id"]: f"station {'quasar ' * (number % 3)}{'pulsar ' * (number % 2)}" for number, article in enumerate(ARTICLES)}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("twins")
    lines = [json.dumps(article | {"text": TEXTS[article["id"]]}) for article in ARTICLES]
    (folder / "articles.jsonl").write_text("\n".join(lines), "utf-8")
    build([str(folder / "articles.jsonl")], folder / "index", workers=1)
    tell(folder / "index", STORIES)
    return folder / "index"


@pytest.fixture(scope="module")
def catalogue(home: Path) -> Catalogue:
    return Catalogue(home, seconds=120)


@pytest.fixture
def web(home: Path) -> FlaskClient:
    return create_app(Settings(index=home)).test_client()


def api(web: FlaskClient, **arguments: str) -> dict[str, Any]:
    response = web.get("/api/search", query_string=arguments)
    assert response.status_code == 200, response.get_data(as_text=True)
    said: dict[str, Any] = response.get_json()
    return said


# What is found


def hits(catalogue: Catalogue, arguments: list[tuple[str, str]]) -> tuple[SearchPage, list[Hit]]:
    request, _ = parse([("q", "station"), ("per_page", "100"), *arguments], strict=True)
    page = catalogue.search(request, Face())
    return page, list(page.hits)


def folded(shown: list[Hit]) -> list[list[Hit]]:
    """Hits story by story, in the order in which the stories begin."""
    groups: dict[object, list[Hit]] = {}
    for hit in shown:
        groups.setdefault(STORY_OF.get(hit.id, hit.id), []).append(hit)
    return list(groups.values())


FILTERS = st.lists(
    st.sampled_from(
        [("source", "TASS"), ("source", "Le Monde"), ("-source", "Xinhua"), ("language", "fr"), ("language", "en"), ("year", "2021")]
    ),
    unique=True,
    max_size=3,
)


@settings(deadline=None, max_examples=60)
@given(
    q=st.sampled_from(["station", "quasar", "quasar pulsar", "station -pulsar", ""]),
    filters=FILTERS,
    sort=st.sampled_from(["relevance", "date:desc", "date:asc"]),
)
def test_what_is_collapsed_is_what_is_shown_folded_by_hand(catalogue: Catalogue, q: str, filters: list[tuple[str, str]], sort: str) -> None:
    arguments = [*filters, ("sort", sort), ("facet_limit", "100")]
    given_words = [("q", q), ("match", "any"), ("per_page", "100")]

    def page(twins: str, chosen: list[tuple[str, str]]) -> SearchPage:
        return catalogue.search(parse([*given_words, *chosen, ("twins", twins)], strict=True)[0], Face())

    collapsed, groups = page("collapse", arguments), folded(list(page("show", arguments).hits))
    assert [hit.id for hit in collapsed.hits] == [group[0].id for group in groups]
    assert [hit.more for hit in collapsed.hits] == [len(group) - 1 for group in groups]
    assert collapsed.total == len(groups)
    for name, value_of in {"language": lambda hit: hit.lang, "source": lambda hit: hit.source}.items():
        others = folded(list(page("show", [pair for pair in arguments if pair[0] != name]).hits))
        expected: dict[str, int] = {}
        for group in others:
            for value in {value_of(hit) for hit in group} - {None}:
                expected[str(value)] = expected.get(str(value), 0) + 1
        assert {value.value: value.count for value in collapsed.facets[name] if value.count} == expected, name


@settings(deadline=None, max_examples=40)
@given(filters=FILTERS, further=FILTERS, twins=st.sampled_from(TWINS))
def test_a_further_filter_never_finds_more_stories(
    catalogue: Catalogue, filters: list[tuple[str, str]], further: list[tuple[str, str]], twins: str
) -> None:
    used = {name for name, _ in filters}
    added = [pair for pair in further if pair[0] not in used]
    before, _ = hits(catalogue, [*filters, ("twins", twins)])
    after, _ = hits(catalogue, [*filters, *added, ("twins", twins)])
    assert after.total <= before.total
    for name, values in after.facets.items():
        if name not in {pair[0].lstrip("-") for pair in added}:
            counts = {value.value: value.count for value in before.facets[name]}
            assert all(value.count <= counts.get(value.value, 0) for value in values), f"{name} rose with {added}"


def test_only_and_missing_look_at_the_whole_index_and_not_at_what_was_found(catalogue: Catalogue) -> None:
    _, only = hits(catalogue, [("twins", "only"), ("language", "fr")])
    assert {hit.id for hit in only} == {"accord-fr", "accord-fr-2"}, "their translations are filtered out and yet there"
    _, missing = hits(catalogue, [("twins", "missing")])
    assert {hit.id for hit in missing} == {article["id"] for article in ARTICLES} - {key for key, _ in DISPATCH}


# The API


def test_every_article_is_shown_with_its_relatives(web: FlaskClient) -> None:
    answer = api(web, q="station")
    assert answer["total"] == len(ARTICLES)
    (hit,) = [hit for hit in answer["hits"] if hit["id"] == "accord-fr"]
    assert hit["twins"] == [
        {"id": "accord-en", "lang": "en", "title": "Deal on a lunar station"},
        {"id": "accord-en-2", "lang": "en", "title": "Lunar station deal"},
    ]
    assert hit["copies"] == [{"id": "accord-fr-2", "title": "Station lunaire : l'accord", "source": "Le Monde", "date": "2021-03-11"}]
    assert (hit["twins_total"], hit["copies_total"], hit["more"]) == (2, 1, 0)
    assert (
        web.get("/api/documents/accord-fr").get_json() | {"twins": hit["twins"], "copies": hit["copies"]}
        == web.get("/api/documents/accord-fr").get_json()
    ), "an article by itself lists the same relatives"


def test_an_article_of_no_known_language_is_a_copy_and_no_translation(web: FlaskClient) -> None:
    article = web.get("/api/documents/copie-und").get_json()
    assert (article["twins"], [copy["id"] for copy in article["copies"]]) == ([], ["copie-en"])


def test_collapsed_stories_say_what_they_stand_for_and_page_after_page_lists_each_once(web: FlaskClient) -> None:
    seen: list[str] = []
    link = "/api/search?q=station&twins=collapse&sort=date%3Adesc&per_page=2"
    while link:
        answer = web.get(link).get_json()
        assert answer["total"] == 5
        seen += [hit["id"] for hit in answer["hits"]]
        assert "twins=collapse" in answer["links"]["self"]
        link = answer["links"]["next"]
    assert seen == ["lune-fr", "accord-en-2", "copie-und", "seul-fr", "seul-en"], "the newest of each story, the newest first"


def test_each_value_leads_to_as_many_stories_as_it_counts(web: FlaskClient) -> None:
    answer = api(web, q="station", twins="collapse")
    assert {value["value"]: value["count"] for value in answer["facets"]["language"]} == {"fr": 3, "en": 3, "und": 1}
    for values in answer["facets"].values():
        for value in values:
            assert web.get(value["url"]).get_json()["total"] == value["count"], value["url"]


def test_anything_else_is_refused_by_name(web: FlaskClient) -> None:
    response = web.get("/api/search?twins=fold")
    assert response.status_code == 400
    assert [error["parameter"] for error in response.get_json()["errors"]] == ["twins"]
    assert web.get("/api/search?twins=show").headers["ETag"] == web.get("/api/search").headers["ETag"], "what is usual is the same answer"


# The command line


def test_the_command_line_shows_every_article_unless_told_otherwise(home: Path) -> None:
    shown = json.loads(lunette("search", "station", "--index", home, "--json").stdout)
    collapsed = json.loads(lunette("search", "station", "--index", home, "--json", "--twins", "collapse").stdout)
    assert (shown["total"], collapsed["total"]) == (10, 5)
    printed = lunette("search", "accord", "--index", home, "--twins", "collapse").stdout
    assert re.search(r"= (EN · accord-en · Deal on a lunar station|FR · accord-fr · Accord sur une station lunaire)", printed)
    assert "and 2 similar copies" in printed
    assert lunette("search", "station", "--index", home, "--twins", "fold").returncode == 2


# Pages


def text(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))


def cards(html: str) -> Iterator[str]:
    yield from re.findall(r"<article>.*?</article>", html, re.DOTALL)


def test_a_page_collapses_and_its_card_leads_to_the_other_language(web: FlaskClient) -> None:
    html = web.get("/search?q=station&sort=date:desc", headers={"Accept-Language": "fr"}).get_data(as_text=True)
    assert "5 articles" in text(html)
    (card,) = [card for card in cards(html) if "accord-en-2" in card]
    (link,) = re.findall(r'<a [^>]*rel="alternate"[^>]*>', card)
    assert 'hreflang="fr"' in link
    assert 'href="/document/accord-fr?' in link
    assert "En français" in text(card)
    assert "et 2 copies semblables" in text(card)
    assert re.search(r"<details[^>]*>.*accord-en\?.*</details>", card, re.DOTALL)
    assert web.get(unescape(re.findall(r'href="([^"]+)"', link)[0])).status_code == 200


def test_a_reader_chooses_what_becomes_of_twins_and_the_choice_is_an_address(web: FlaskClient) -> None:
    html = web.get("/search?q=station").get_data(as_text=True)
    group = html[html.index('<section aria-labelledby="twins">') :]
    group = group[: group.index("</section>")]
    links = [unescape(link) for link in re.findall(r'href="([^"]+)"', group)]
    assert [dict(parse_qsl(urlsplit(link).query)).get("twins") for link in links] == [None, "show", "only", "missing"]
    for link, total, label in zip(links, (5, 10, 4, 6), ("Together on", "Each on", "Translated", "without"), strict=True):
        page = web.get(link).get_data(as_text=True)
        assert f"{total} articles" in text(page), link
        chosen = re.findall(r'<a [^>]*aria-current="true"><span class="check one".*?</a>', page)
        assert len(chosen) == 1
        assert label in text(chosen[0]), "the choice is told in words"
        assert ("Remove" in text(page)) == ("twins=" in link), "what is not usual can be taken back"


def test_the_choice_goes_along_and_can_be_taken_back(web: FlaskClient) -> None:
    html = web.get("/search?q=station&twins=missing&language=en").get_data(as_text=True)
    inside = html[html.index('<section class="chips"') :]
    chips = [unescape(link) for link in re.findall(r'href="([^"]+)"', inside[: inside.index("</section>")])]
    assert "/search?q=station&language=en" in chips
    assert "/search?q=station&twins=missing" in chips
    assert '<input type="hidden" name="twins" value="missing">' in html, "a new search keeps it"
    assert re.search(r"Filter 2 active", text(html))


def test_a_filter_that_leaves_nothing_can_be_dropped(web: FlaskClient) -> None:
    html = web.get("/search?q=station&twins=only&source=Xinhua").get_data(as_text=True)
    assert "There are articles if you remove:" in text(html)
    assert re.search(r"Translated articles only 2 articles", text(html)), "two stories of Xinhua, counted as the page would"


def test_a_choice_that_cannot_be_used_is_named_and_passed_over(web: FlaskClient) -> None:
    html = web.get("/search?q=station&twins=fold").get_data(as_text=True)
    assert "“twins”" in text(html)
    assert "5 articles" in text(html)


def test_an_article_lists_its_other_versions(web: FlaskClient) -> None:
    html = web.get("/document/accord-fr").get_data(as_text=True)
    assert html.count('hreflang="en" rel="nofollow"') == 1, "that of the interface"
    assert re.search(r'rel="alternate" hreflang="en"', html)
    below = html[html.index('id="versions"') : html.index('id="cite"')]
    assert re.findall(r'href="/document/([^"?]+)', below) == ["accord-en", "accord-en-2", "accord-fr-2"]
    assert "Le Monde" in text(below)
    assert 'id="versions"' not in web.get("/document/seul-fr").get_data(as_text=True)


def test_the_home_page_counts_what_its_links_lead_to(web: FlaskClient) -> None:
    html = web.get("/").get_data(as_text=True)
    for link, count in re.findall(r'<a href="(/search[^"]*)"[^>]*>(\d+) ', html):
        assert f"{count} article" in text(web.get(unescape(link)).get_data(as_text=True)), link
    assert "10 articles" in text(html)


def test_an_index_without_stories_offers_no_choice(seeds_copy: Path) -> None:
    tell(seeds_copy, [])
    web = create_app(Settings(index=seeds_copy)).test_client()
    assert 'id="twins"' not in web.get("/search").get_data(as_text=True)
    assert 'id="twins"' in web.get("/search?twins=show").get_data(as_text=True), "unless it was made"
