"""The pages for readers: what they say, how they are built, and that nobody is left without a way on."""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

import service
from indexer.document import Language
from indexer.schema import FACETS
from service import frame, pages, remarks
from service.about import HELP_QUERIES
from service.app import create_app
from service.search import engine
from service.search import understand as understanding
from service.search.deadline import Deadline
from service.search.errors import QueryTimeout
from service.search.interpret import Interpretation
from service.search.results import EntityLink, Expansion, Highlights, Hit, IndexState, Links, Reading, Relative, Relatives, SearchPage
from service.search.syntax import parse
from service.search.tree import Problem
from service.settings import Settings
from service.voice import VOICES

MakeIndex = Callable[..., Path]
SERVICE = Path(service.__file__).parent
TEMPLATES = sorted((SERVICE / "templates").glob("*.html"))
STYLE = (SERVICE / "static" / "lunette.css").read_text(encoding="utf-8")
NARROW = "\N{NARROW NO-BREAK SPACE}"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
FILTERED = "/search?q=Rogozine&language=fr&-source=TASS&from=2020&to=2024-06-30&match=any&variants=off&sort=date:desc&per_page=2"
FOUND = "/search?q=Rogozine&language=fr&sort=date:desc&per_page=2"
ADDRESSES = (
    "/",
    "/search",
    "/search?q=Rogozine",
    "/search?q=lunar+station&per_page=1&page=2",
    FOUND,
    FILTERED,
    "/search?q=qzxqzx",
    "/search?q=Rogozine&from=1990&to=1991",
    "/search?q=Rogozine&page=99",
    "/search?q=(station+AND+nosuch:foo&from=2021-13&page=zero",
    "/document/000_73f1e8c7f933d57e?q=lunaire",
    "/document/nowhere",
    "/entity/dmitry-rogozin",
    "/entity/nobody",
    "/facet/org?q=station",
    "/why/001_064bfac21be5c50f?q=station+lunaire",
    "/why/004_122fc6ca2d3acbc3?q=Rogozine+station&language=en",
    "/help",
    "/widget",
    "/nowhere",
)


class Page(HTMLParser):
    """A page taken apart: its elements, its text, and everything about it that is not well formed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.faults: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self._open]
        self.faults += [f"two elements have the id {id}" for id, count in Counter(self.values("id")).items() if count > 1]  # noqa: A001 — HTML's word

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and whether it waits for its end."""
        if len(dict(attrs)) < len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice: {attrs}")
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element of SVG that ends itself."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note an end that ends something else."""
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self._open[-1:] or 'nothing'}")
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of this name, in order."""
        return [attributes for name, attributes in self.elements if name == tag]

    def values(self, attribute: str) -> list[str]:
        """What this attribute says, wherever it stands."""
        return [attributes[attribute] for _, attributes in self.elements if attribute in attributes]

    @property
    def links(self) -> list[str]:
        """Where a reader can go from here."""
        return [a["href"] for a in self.all("a") if not a["href"].startswith("#")]

    @property
    def text(self) -> str:
        """What a reader reads, with single spaces."""
        return re.sub(r"[ \n]+", " ", "".join(self.words))


def read(client: FlaskClient, address: str, language: str = "en") -> Page:
    return Page(client.get(address, headers={"Accept-Language": language}).get_data(as_text=True))


# How they look


def custom_properties(css: str) -> dict[str, tuple[float, float, float]]:
    found = re.findall(r"--([\w-]+): oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", css)
    return {name: (float(lightness) / 100, float(chroma), float(hue)) for name, lightness, chroma, hue in found}


def luminance(lightness: float, chroma: float, hue: float) -> float:
    """WCAG's relative luminance of an OKLCH colour, by the matrices of Ottosson's Oklab."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


THEMES = dict(zip(("light", "dark"), STYLE.split("prefers-color-scheme: dark", 1), strict=True))
ON_TEXT = [(text, ground) for text in ("ink", "quiet", "accent") for ground in ("paper", "shade")]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("front", "ground", "least"),
    [
        *((text, ground, 7.0) for text, ground in ON_TEXT),
        ("ink", "mark", 7.0),
        ("accent", "mark", 7.0),
        ("on-accent", "accent", 7.0),
        ("edge", "paper", 3.0),
    ],
)
def test_colours_stand_off_from_what_is_behind_them(theme: str, front: str, ground: str, least: float) -> None:
    colours = custom_properties(THEMES[theme])
    lighter, darker = sorted((luminance(*colours[front]), luminance(*colours[ground])), reverse=True)
    contrast = (lighter + 0.05) / (darker + 0.05)
    assert contrast >= least, f"--{front} on --{ground} in the {theme} theme has {contrast:.2f}:1"


def test_colours_are_written_once_for_each_theme() -> None:
    beyond = re.sub(r"--[\w-]+: oklch\([^)]*\)", "", STYLE)
    assert not re.search(r"oklch|rgb|hsl|#[0-9a-f]{3,8}\b", beyond), "a colour outside of the custom properties has no dark twin"
    assert set(custom_properties(THEMES["light"])) == set(custom_properties(THEMES["dark"]))


def test_the_style_asks_nobody_else() -> None:
    assert not re.search(r"@import|url\((?!#)", STYLE)


def test_markup_is_trusted_in_one_place() -> None:
    sources = [*SERVICE.glob("**/*.py"), *TEMPLATES]
    trusting = [path.name for path in sources if re.search(r"\bMarkup\(|\|\s*safe\b|autoescape", path.read_text(encoding="utf-8"))]
    assert trusting == ["pages.py"]


def loaded(page: Page) -> list[str]:
    """The files that a page asks for by itself."""
    links = [link["href"] for link in page.all("link") if link.get("rel") in ("icon", "stylesheet")]
    return [*(script.get("src", "") for script in page.all("script")), *links]


def static_files(client: FlaskClient) -> list[str]:
    page = read(client, "/")
    shared = [urlsplit(meta["content"]) for meta in page.all("meta") if meta.get("property") == "og:image"]
    return [*loaded(page), *(f"{picture.path}?{picture.query}" for picture in shared)]


def test_a_page_names_the_version_of_each_file_it_loads_which_may_then_be_kept_for_good(client: FlaskClient) -> None:
    files = static_files(client)
    assert {Path(urlsplit(file).path).name for file in files} == {path.name for path in (SERVICE / "static").iterdir()}
    for file in files:
        with client.get(file) as answer:
            assert answer.status_code == 200
            assert "immutable" in answer.headers["Cache-Control"], f"{file} is asked for on every page"
            version = hashlib.blake2b(answer.data, digest_size=6).hexdigest()
        assert parse_qs(urlsplit(file).query)["v"] == [version], f"{file} has the version of another content"


def test_a_file_of_another_release_is_not_kept(client: FlaskClient) -> None:
    bare = [urlsplit(file).path for file in static_files(client)]
    for address in (*bare, *(f"{path}?v=0123456789ab" for path in bare), "/static/nowhere", "/static/nowhere?v="):
        with client.get(address) as answer:
            assert "immutable" not in answer.headers.get("Cache-Control", ""), address


# How they are built


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_whole(client: FlaskClient, address: str, language: str) -> None:
    page = read(client, address, language)
    assert not page.faults
    assert page.all("html")[0]["lang"] == language
    assert [len(page.all(tag)) for tag in ("h1", "main", "title", "header")] == [1, 1, 1, 1]
    labelled = {label["for"] for label in page.all("label")}
    fields = [field for field in page.all("input") if field.get("type") != "hidden"]
    assert fields
    assert {field["id"] for field in fields} <= labelled, "a field has no label"
    named = {name for attribute in ("aria-labelledby", "aria-describedby", "for") for name in page.values(attribute)}
    assert named <= set(page.values("id")), "a label points at nothing"
    anchors = {a["href"][1:] for a in page.all("a") if a["href"].startswith("#")}
    assert "content" in anchors
    assert anchors <= set(page.values("id"))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_nothing_inline_and_asks_no_other_host(client: FlaskClient, address: str) -> None:
    page = read(client, address)
    assert "style" not in {tag for tag, _ in page.elements}
    assert not {name for _, attributes in page.elements for name in attributes if name == "style" or name.startswith("on")}
    files = loaded(page)
    assert len(files) >= 3
    assert all(source.startswith("/") and not source.startswith("//") for source in files), files


def test_every_link_leads_to_a_page_of_ours(client: FlaskClient) -> None:
    links = {link for address in ADDRESSES for link in read(client, address).links if link.startswith("/")}
    assert len(links) > 50
    dead = {link for link in links if client.get(link).status_code != 200 and not re.search("/nowhere|/nobody", link)}
    assert not dead


def test_what_narrows_is_not_followed_by_robots(client: FlaskClient) -> None:
    page = read(client, "/search?q=Rogozine")
    narrowing = [a for a in page.all("a") if set(parse_qs(urlsplit(a["href"]).query)) & set(FACETS) and "/document/" not in a["href"]]
    assert len(narrowing) > 5
    assert all("nofollow" in a.get("rel", "") for a in narrowing)


# In whose language


@pytest.mark.parametrize(
    ("header", "lang"),
    [("fr", "fr"), ("fr-CA, en;q=0.5", "fr"), ("en-US", "en"), ("de", "en"), ("de, fr;q=0.3", "fr"), ("", "en"), ("*", "en")],
)
def test_a_page_speaks_the_language_that_the_browser_prefers(client: FlaskClient, header: str, lang: str) -> None:
    response = client.get("/search?q=station", headers={"Accept-Language": header})
    assert Page(response.get_data(as_text=True)).all("html")[0]["lang"] == lang
    assert response.headers["Content-Language"] == lang
    assert "Accept-Language" in response.headers["Vary"]


def test_a_language_asked_for_goes_along_everywhere(client: FlaskClient) -> None:
    for address in ADDRESSES:
        page = read(client, address + ("&" if "?" in address else "?") + "ui=fr", "en")
        assert page.all("html")[0]["lang"] == "fr"
        inside = [link for link in page.links if link.startswith("/")]
        switch = [a for a in page.all("a") if "hreflang" in a and a.get("rel") == "nofollow"]
        english = [a["href"] for a in switch if a["hreflang"] == "en"]
        assert len(english) == 1
        lost = [link for link in inside if link not in english and parse_qs(urlsplit(link).query).get("ui") != ["fr"]]
        assert not lost, f"these links of {address} forget the language"
        assert {"type": "hidden", "name": "ui", "value": "fr"} in page.all("input"), "the search box forgets the language"


def test_a_language_that_was_not_asked_for_is_not_written_into_links(client: FlaskClient) -> None:
    page = read(client, "/search?q=Rogozine", "fr")
    assert sum("ui=" in link for link in page.links) == len(VOICES), "only the switch names a language"


def test_the_switch_keeps_the_search(client: FlaskClient) -> None:
    page = read(client, FILTERED)
    switch = next(a["href"] for a in page.all("a") if a.get("hreflang") == "fr" and a.get("rel") == "nofollow")
    before, after = (parse_qs(urlsplit(address).query) for address in (FILTERED, switch))
    assert after == {**before, "ui": ["fr"]}


@pytest.mark.parametrize("path", ["//example.org/x", "///example.org", "/%2F/example.org/"])
def test_the_switch_stays_on_this_host(client: FlaskClient, path: str) -> None:
    for link in read(client, path).links:
        assert not urlsplit(link).netloc, f"{link} leads away"


def test_an_article_is_marked_with_its_own_language(client: FlaskClient) -> None:
    page = read(client, "/search?q=Rogozine", "en")
    titles = [a["lang"] for a in page.all("a") if a["href"].startswith("/document/") and "lang" in a]
    assert {"fr", "en"} <= set(titles)


# What a search shows


def test_a_french_spelling_finds_articles_in_both_languages(client: FlaskClient) -> None:
    page = read(client, "/search?q=Rogozine&twins=show", "fr")
    assert re.search(r"3 articles · 2 langues · (\d+|moins de 1)\u00a0ms", page.text), page.text[:600]
    assert page.all("mark")
    assert len(page.all("article")) == 3
    assert len(read(client, "/search?q=Rogozine", "fr").all("article")) == 2, "both versions of one dispatch stand on one card"


def test_a_card_names_a_few_and_the_article_names_all(client: FlaskClient) -> None:
    card, whole = read(client, "/search?q=ILRS&per_page=1"), read(client, "/document/004_122fc6ca2d3acbc3")
    named = [sum("#glyph-" in use["href"] for use in page.all("use")) - 1 for page in (card, whole)]
    named[0] -= sum(link.startswith("/entity/") for link in card.links)
    assert named[0] == frame.CARD_NAMES < named[1], "one glyph is the search button's"


def test_the_title_names_the_search(client: FlaskClient) -> None:
    html = client.get("/search?q=station+lunaire").get_data(as_text=True)
    assert "<title>station lunaire — Lunette</title>" in html


@pytest.mark.parametrize(
    "q", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title><b>", "{{ 7 * 7 }}", "'\"&amp;<mark>"]
)
def test_what_is_typed_stays_text(client: FlaskClient, q: str) -> None:
    response = client.get("/search", query_string={"q": q, "person": q, "from": q, "ui": q})
    page = Page(response.get_data(as_text=True))
    assert response.status_code == 200
    assert not page.faults
    assert len(page.all("script")) == len(read(client, "/").all("script"))
    assert not page.all("img")
    assert not page.all("b")
    assert next(field for field in page.all("input") if field.get("name") == "q")["value"] == q


def test_each_chip_takes_off_one_thing(client: FlaskClient) -> None:
    page = read(client, FILTERED)
    asked = parse_qs(urlsplit(FILTERED).query)
    narrowing = {"language", "-source", "from", "to", "match", "variants"}
    left = [parse_qs(urlsplit(link).query) for link in page.links if link.startswith("/search")]
    for name in narrowing:
        without = {key: value for key, value in asked.items() if key != name}
        assert without in left, f"no link takes off only {name}"
    assert {key: value for key, value in asked.items() if key not in narrowing} in left, "no link clears all"


def test_the_number_of_active_filters_stands_on_the_button(client: FlaskClient) -> None:
    assert re.search(r"Filter 4 active", read(client, FILTERED).text)
    assert re.search(r"Filtrer 1 actif", read(client, "/search?language=fr", "fr").text)


def test_a_chosen_value_says_so_in_words(client: FlaskClient) -> None:
    page = read(client, "/search?language=fr", "en")
    assert re.search(r"French, chosen", page.text)
    assert "English, chosen" not in page.text


def test_the_dates_form_keeps_everything_but_the_dates_and_the_page(client: FlaskClient) -> None:
    html = client.get(FILTERED + "&page=1").get_data(as_text=True)
    form = Page(html[html.index('<form class="dates"') : html.index("</form>", html.index('<form class="dates"')) + 7])
    hidden = {(field["name"], field["value"]) for field in form.all("input") if field.get("type") == "hidden"}
    assert hidden == {
        ("q", "Rogozine"),
        ("language", "fr"),
        ("-source", "TASS"),
        ("match", "any"),
        ("variants", "off"),
        ("sort", "date:desc"),
        ("per_page", "2"),
    }
    shown = {field["name"]: field["value"] for field in form.all("input") if field.get("type") != "hidden"}
    assert shown == {"from": "2020", "to": "2024-06-30"}


def test_pages_follow_each_other(client: FlaskClient) -> None:
    first, second = (read(client, f"/search?per_page=2&page={number}&twins=show", "fr") for number in (1, 2))
    assert "page 1 sur 3" in first.text
    assert "page 2 sur 3" in second.text
    assert [a["rel"] for a in first.all("a") if "next" in a.get("rel", "") or "prev" in a.get("rel", "")] == ["next nofollow"]
    assert [a["rel"] for a in second.all("a") if "next" in a.get("rel", "") or "prev" in a.get("rel", "")] == [
        "prev nofollow",
        "next nofollow",
    ]
    assert second.all("ol")[0]["start"] == "3"


def test_a_page_past_the_end_leads_to_the_last_one(client: FlaskClient) -> None:
    page = read(client, "/search?per_page=2&page=99&twins=show", "en")
    assert "There is no page 99: the last is page 3." in page.text
    assert "/search?twins=show&page=3&per_page=2" in page.links


def test_arguments_that_cannot_be_used_are_named_and_the_rest_is_searched_for(client: FlaskClient) -> None:
    response = client.get("/search?q=Rogozine&from=2021-13&utm_source=letter&twins=show", headers={"Accept-Language": "fr"})
    page = Page(response.get_data(as_text=True))
    assert response.status_code == 200
    assert f"Réglage ignoré, «{NARROW}from{NARROW}»{NARROW}: «{NARROW}2021-13{NARROW}»{NARROW}: il n’y a pas de mois 13" in page.text
    assert "3 articles" in page.text
    assert "utm_source" not in page.text


def test_what_was_guessed_is_told_with_the_piece_it_is_about(client: FlaskClient) -> None:
    page = read(client, "/search?q=Rogozine+(lunaire", "en")
    assert "“(” is never closed" in page.text
    assert "Here: “(lunaire”" in page.text


def test_other_names_that_were_searched_for_are_shown_and_can_be_switched_off(client: FlaskClient) -> None:
    page = read(client, "/search?q=Rogozine", "en")
    assert re.search(r"“Rogozine” also (known as|spelt):", page.text), page.text[:800]
    assert "/search?q=Rogozine&variants=off" in page.links


def test_nothing_found_offers_a_way_on(client: FlaskClient) -> None:
    page = read(client, "/search?q=qzxqzx", "fr")
    assert "Aucun article ne correspond à cette recherche." in page.text
    assert "vérifier l’orthographe" in page.text
    assert "/search" in page.links


def test_filters_that_leave_nothing_say_which_to_drop(client: FlaskClient) -> None:
    page = read(client, "/search?q=Rogozine&from=1990&to=1991&language=fr", "en")
    assert "No article matches this search and all of these filters at once." in page.text
    assert re.search(r"all filters 2 articles", page.text), page.text
    assert "/search?q=Rogozine" in page.links


FULL = SearchPage(
    Reading(
        "station lunaire",
        "station lunaire",
        "fr",
        "any",
        relaxed=True,
        dropped=("de", "la", "de"),
        did_you_mean="station lunaires",
        expanded=(Expansion("station", ("gare", "poste", "base", "halte", "arrêt", "relais", "port"), "translation"),),
        problems=tuple(Problem(8, f"Strange thing {number}.") for number in range(9)),
    ),
    2,
    0.1,
    1,
    10,
    (
        Hit(
            "a",
            1,
            2.0,
            "fr",
            "L'accord",
            "2021",
            "L'Agence",
            None,
            (EntityLink("nato", "org", "Traité de l'Atlantique nord", "/search?org=nato"),),
            Relatives((Relative("b", "en", "The agreement"),), (Relative("c", "fr", "Une copie", "L'Agence", "2021"),), 3, 12),
            Highlights(("L&#x27;<mark>accord</mark>",), ("dit l&#x27;<mark>accord</mark>", "Il finit.")),
        ),
    ),
    {},
    Links("/search", None, None),
    IndexState("g", 5),
    (("from", "“soon” is not a date; write 2021, 2021-12 or 2021-12-09"),),
)
"""An answer with everything that an answer can have."""


@pytest.fixture
def full(seeds_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Page:
    monkeypatch.setattr(seeds_app.extensions["lunette"], "search", lambda *_: FULL)
    page = read(seeds_app.test_client(), "/search?q=station+lunaire", "fr")
    assert not page.faults
    return page


def test_an_answer_tells_all_that_happened_to_the_words(full: Page) -> None:
    said = full.text.replace(NARROW, " ")
    for sentence in (
        "Vouliez-vous dire : station lunaires",
        "Mots trop courants, laissés de côté : de, la",
        "« station » traduit par : gare× poste× base× halte× arrêt× et 2 autres",
        "voici les meilleurs qui en contiennent une partie. Exiger tous les mots",
        "« soon » n’est pas une date",
    ):
        assert sentence in said, said[:2000]
    assert "/search?q=station+lunaires" in full.links
    assert "/search?q=station+lunaire&match=all" in full.links


def test_many_remarks_become_a_few_and_a_number(full: Page) -> None:
    assert len(re.findall(r"Strange thing \d", full.text)) == remarks.SHOWN_REMARKS - 1, "the ignored setting comes first"
    assert "Et 7 autres remarques" in full.text


def test_the_same_article_elsewhere_says_in_which_language(full: Page) -> None:
    said = full.text.replace(NARROW, " ")
    assert "EN En anglais : The agreement" in said.replace("ENEn", "EN En"), said[-800:]
    (twin,) = [link for link in full.all("a") if link.get("rel") == "alternate"]
    assert twin["hreflang"] == "en"
    assert twin["href"].startswith("/document/b")


def test_copies_are_folded_and_all_of_them_are_counted(full: Page) -> None:
    assert re.search(r"et 14 copies semblables Une copie FR 2021 L’Agence et 13 autres", full.text), full.text[-800:]


def test_labels_are_typeset_and_what_an_article_says_is_not(full: Page) -> None:
    assert "Traité de l’Atlantique nord" in full.text
    assert "L’Agence" in full.text
    assert "L'accord" in full.text, "a title is shown as it was written"
    assert "… dit l'accord … Il finit. " in full.text, "the passage begins in mid-sentence and is shown as it was written"


@pytest.mark.parametrize("q", [") ) ) )", "☃ ☃ ☃"])
def test_a_query_of_which_nothing_is_left_is_not_said_to_be_read(client: FlaskClient, q: str) -> None:
    page = Page(client.get("/search", query_string={"q": q}).get_data(as_text=True))
    assert "Understood as: “”" not in page.text
    assert "at least one of these words" not in page.text


def test_many_filters_wait_behind_a_button(client: FlaskClient) -> None:
    known = client.get("/api/search?facet_limit=100").get_json()["facets"]
    names = [(f"-{facet}", value["value"]) for facet in ("person", "org", "place") for value in known[facet]][: pages.SHOWN_CHIPS + 3]
    assert len(names) == pages.SHOWN_CHIPS + 3, "the seeds have names enough for this test"
    html = client.get("/search", query_string=[("q", "station"), *names]).get_data(as_text=True)
    chips = html[html.index('<section class="chips"') : html.index("</section>", html.index('<section class="chips"'))]
    before, behind = chips.split("<details>")
    assert (before.count("Remove"), behind.count("Remove")) == (pages.SHOWN_CHIPS, 3)
    assert "3 more filters" in behind


# One article


def test_an_article_shows_where_it_is_from_and_what_was_searched_for(client: FlaskClient) -> None:
    page = read(client, "/document/000_73f1e8c7f933d57e?q=lunaire", "fr")
    assert page.all("mark")
    assert page.all("div")[0]["lang"] == "fr"
    assert "TASS" in page.text


def test_an_article_leads_back_to_the_search_it_was_found_by(client: FlaskClient) -> None:
    results = read(client, FOUND)
    to_article = next(link for link in results.links if link.startswith("/document/"))
    back = next(link for link in read(client, to_article).links if link.startswith("/search"))
    assert parse_qs(urlsplit(back).query) == parse_qs(urlsplit(FOUND).query)


def test_an_article_reached_directly_has_no_way_back(client: FlaskClient) -> None:
    assert "Back to the results" not in read(client, "/document/000_73f1e8c7f933d57e").text


AWKWARD = ("https://example.org/a//b", "a b/c?d#e", "Ünïcode/ñ", "100%25")


def article(id: str, **rest: str) -> dict[str, str]:  # noqa: A002 — the field's name
    return {
        "id": id,
        "title": f"About {len(id)}",
        "text": "The lunar station will be built by two space agencies in ten years.",
        "lang": "en",
        **rest,
    }


def test_any_id_can_be_opened_from_the_results(make_index: MakeIndex) -> None:
    client = create_app(Settings(index=make_index([article(each) for each in AWKWARD]))).test_client()
    links = [link for link in read(client, "/search?q=station").links if link.startswith("/document/")]
    assert len(links) == len(AWKWARD)
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_an_address_that_is_no_page_does_not_become_a_link(make_index: MakeIndex) -> None:
    articles = [article("bad", url="javascript:alert(1)"), article("good", url="https://example.org/good")]
    client = create_app(Settings(index=make_index(articles))).test_client()
    assert not [link for link in read(client, "/document/bad").links if not link.startswith("/")]
    assert "https://example.org/good" in read(client, "/document/good").links


# When there is nothing to show


def test_a_missing_article_is_told_in_the_language_of_the_reader(client: FlaskClient) -> None:
    response = client.get("/document/nowhere", headers={"Accept-Language": "fr"})
    assert response.status_code == 404
    assert "Cette page n’existe pas" in response.get_data(as_text=True)


@pytest.mark.parametrize("address", ["/", "/search?q=station", "/document/x"])
def test_without_an_index_the_page_says_what_to_run(tmp_path: Path, address: str) -> None:
    response = create_app(Settings(index=tmp_path / "none")).test_client().get(address)
    assert response.status_code == 503
    page = Page(response.get_data(as_text=True))
    assert not page.faults
    assert "lunette build SOURCE --index DIR" in page.text
    assert address in page.links, "nothing to reload with"


def no_article(*_: object) -> SearchPage:
    """What an index answers that lost its last article."""
    return SearchPage(Reading("", "", None, "all"), 0, 0.1, 1, 10, (), {}, Links("/search", None, None), IndexState("g", 0))


@pytest.mark.parametrize("address", ["/", "/search", "/search?q=station&language=fr"])
def test_an_empty_index_says_how_to_fill_it(seeds_app: Flask, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(seeds_app.extensions["lunette"], "search", no_article)
    page = read(seeds_app.test_client(), address, "fr")
    assert not page.faults
    assert "L’index ne contient encore aucun article." in page.text
    assert "lunette build" in page.text


@pytest.mark.parametrize("code", ["not-found", "no-index", "building", "limited", "timeout", "bad-request", "internal"])
@pytest.mark.parametrize("lang", VOICES)
def test_every_error_has_a_page_with_a_way_on(seeds_app: Flask, code: str, lang: Language) -> None:
    with seeds_app.test_request_context(f"/search?q=Rogozine&ui={lang}"):
        page = Page(pages.error_page(500, code))
    assert not page.faults
    assert VOICES[lang].say(f"error.{code}.title") in page.text
    onward = [link for link in page.links if link in ("/search?q=Rogozine&ui=" + lang, "/?ui=" + lang)]
    assert onward
    assert next(field for field in page.all("input") if field.get("name") == "q")["value"] == "Rogozine"


def test_what_the_home_page_offers_works(client: FlaskClient) -> None:
    page = read(client, "/", "en")
    assert re.search(r"5 articles · 4 in French · 1 in English", page.text), page.text
    offers = [link for link in page.links if link.startswith("/entity/")]
    assert len(offers) >= 8
    for offer in offers:
        assert re.search(r"Read the ([1-5] )?articles?\b", read(client, offer).text), f"{offer} tells nothing"
    assert len([link for link in page.links if link.startswith("/document/")]) == 4, "a dispatch stands there in one of its languages"


def test_the_search_box_is_on_every_page(client: FlaskClient) -> None:
    for address in ADDRESSES:
        boxes = [form for form in read(client, address).all("form") if form.get("role") == "search"]
        assert len(boxes) == 1, address


# What a search with filters that leave nothing costs


NOTHING_LEFT = [("q", "lune"), ("from", "1990"), ("to", "1991"), ("language", "fr")]


def test_ways_out_look_for_the_words_once_more_and_not_once_a_filter(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    really = engine.match

    def counted(interpretation: Interpretation, searcher: object, deadline: Deadline) -> engine.Matches:
        runs.append(interpretation)
        return really(interpretation, searcher, deadline)

    monkeypatch.setattr(understanding, "match", counted)
    html = client.get("/search", query_string=[*NOTHING_LEFT, ("ui", "en")]).get_data(as_text=True)
    assert "There are articles if you remove" in html
    assert len(runs) == 2, "look at Catalogue.totals"


def test_an_answer_without_ways_out_is_still_an_answer(client: FlaskClient, seeds_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object) -> None:
        raise QueryTimeout("too long")

    monkeypatch.setattr(seeds_app.extensions["lunette"], "totals", late)
    answer = client.get("/search", query_string=[*NOTHING_LEFT, ("ui", "en")])
    assert answer.status_code == 200
    assert "There are articles if you remove" not in answer.get_data(as_text=True)


def test_a_filter_that_no_article_has_is_noted_and_repeated_by_no_link(client: FlaskClient) -> None:
    html = client.get("/search", query_string=[("q", "lune"), ("source", "Nowhere Gazette"), ("ui", "en")]).get_data(as_text=True)
    assert "no article of this index has “Nowhere Gazette”" in html
    links = [link for link in re.findall('href="([^"]*)"', html) if "Nowhere" in link]
    assert len(links) <= 2, f"only the links to this page in another language say what was asked for: {links}"


def test_an_article_is_marked_as_the_results_that_led_to_it(client: FlaskClient) -> None:
    found = {hit["id"] for hit in client.get("/api/search?q=Beijing&per_page=100").get_json()["hits"]}
    as_typed = {hit["id"] for hit in client.get("/api/search?q=Beijing&variants=off&per_page=100").get_json()["hits"]}
    elsewhere = next(iter(sorted(found - as_typed)))
    assert "<mark>" in client.get(f"/document/{elsewhere}?q=Beijing").get_data(as_text=True)
    assert "<mark>" not in client.get(f"/document/{elsewhere}?q=Beijing&variants=off").get_data(as_text=True)


# Other ways to read and to list


@pytest.mark.parametrize("query", [query for query, _ in HELP_QUERIES])
def test_what_the_help_says_may_be_typed_is_understood(query: str) -> None:
    assert parse(query).problems == ()


def test_the_language_of_a_search_can_be_said_and_left_open_again(client: FlaskClient) -> None:
    page = read(client, "/search?q=station")
    assert {"/search?q=station&lang=fr", "/search?q=station&lang=en"} <= set(page.links)
    french = read(client, "/search?q=station&lang=fr")
    assert "Search read as French." in french.text
    assert {"/search?q=station", "/search?q=station&lang=en"} <= set(french.links)
    assert not [link for link in read(client, "/search").links if "lang=" in link], "nothing was typed that could be read"


def test_a_list_of_titles_stays_one_until_cards_are_asked_for(client: FlaskClient) -> None:
    page = read(client, "/search?q=station&list=titles&twins=show&per_page=2")
    assert "hits dense" in page.values("class")
    inside = [link for link in page.links if link.startswith("/search?")]
    plain = [link for link in inside if "list=titles" not in link]
    assert plain == ["/search?q=station&twins=show&per_page=2"], "only the way back to cards, and no page after this one"
    assert {"type": "hidden", "name": "list", "value": "titles"} in page.all("input")
    assert "dense" not in " ".join(read(client, "/search?q=station&list=other").values("class"))
