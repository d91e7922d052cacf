"""When articles were published: bars that add up, lead to what they count, and can be read without being seen."""

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import SEEDS
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_pages import Page, read
from test_stories import tell

from indexer.build import build
from service.app import create_app
from service.chart import HEIGHT, WIDTH, chart
from service.search.catalogue import Catalogue
from service.search.request import COLLAPSE, Face, SearchRequest
from service.search.results import Bar, Timeline
from service.search.timeline import MOST_BARS
from service.settings import Settings
from service.voice import VOICES

MakeIndex = Callable[..., Path]
FACE = Face(timeline=True)


def articles(*dates: str) -> list[dict[str, str]]:
    text = {"fr": "Le quartz fut trouvé dans la vallée par une équipe.", "en": "The quartz was found in the valley by a team."}
    languages = ("fr", "en")
    return [
        {
            "id": f"a{n}",
            "title": f"Quartz {n}",
            "text": text[languages[n % 2]],
            "lang": languages[n % 2],
            **({"date": date} if date else {}),
        }
        for n, date in enumerate(dates)
    ]


def bars(home: Path, request: SearchRequest | None = None) -> Timeline:
    return Catalogue(home).search(request or SearchRequest(q="quartz"), FACE).timeline


def test_days_months_and_years_as_far_as_the_articles_lie_apart(make_index: MakeIndex) -> None:
    days = bars(make_index(articles("2021-03-09", "2021-03-11"), "days"))
    assert [(bar.first, bar.counts) for bar in days.bars] == [
        ("2021-03-09", (1, 0, 0)),
        ("2021-03-10", (0, 0, 0)),
        ("2021-03-11", (0, 1, 0)),
    ]
    months = bars(make_index(articles("2021-11-09", "2022-01-11"), "months"))
    assert [bar.first for bar in months.bars] == ["2021-11", "2021-12", "2022-01"]
    years = bars(make_index(articles("1990-11-09", "2022-01-11"), "years"))
    assert [years.bars[0].first, years.bars[-1].last, len(years.bars)] == ["1990", "2022", 33]
    ages = bars(make_index(articles("1850", "2022-01-11"), "ages"))
    assert len(ages.bars) <= MOST_BARS
    assert sum(bar.total for bar in ages.bars) == 2


def test_a_year_is_not_taken_for_its_january(make_index: MakeIndex) -> None:
    found = bars(make_index(articles("2021", "2021-03-09", "2021-05", "2021-04-01", "")))
    assert (found.vague, sum(bar.total for bar in found.bars)) == (1, 3)
    assert found.bars[0].first == "2021-03"


def test_it_tells_in_which_language_it_began(make_index: MakeIndex) -> None:
    assert bars(make_index(articles("2021-03-09", "2021-03-11", "2021-03-10"))).begun == ("2021-03-09", "2021-03-11")
    assert bars(make_index(articles("2021-03", "2021-03-11", ""), "vague")).begun == (None, "2021-03-11")


def test_dates_that_are_asked_for_hide_no_bar_and_other_filters_do(make_index: MakeIndex) -> None:
    home = make_index(articles("2021-03-09", "2021-03-11", "2021-03-13"))
    every = bars(home)
    assert bars(home, SearchRequest(q="quartz", first="2021-03-11")) == every
    assert bars(home, SearchRequest(q="quartz", include={"language": ("en",)})).bars == every.bars[2:3]


DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2025, 12, 31)).map(str)
DATES = st.lists(st.one_of(st.just(""), DAYS, DAYS.map(lambda day: day[:7])), min_size=1, max_size=8)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DATES)
def test_every_dated_article_stands_in_one_bar_and_each_bar_leads_to_its_articles(
    tmp_path_factory: pytest.TempPathFactory, dates: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("when")
    (folder / "a.jsonl").write_text("".join(json.dumps(each) + "\n" for each in articles(*dates)), "utf-8")
    build([str(folder / "a.jsonl")], folder / "index", workers=1)
    found = bars(folder / "index")
    assert sum(bar.total for bar in found.bars) + found.vague == sum(map(bool, dates))
    catalogue = Catalogue(folder / "index")
    for bar in found.bars:
        within = catalogue.search(SearchRequest(q="quartz", first=bar.first, last=bar.last), FACE)
        assert within.total >= bar.total, "an article dated by its year alone lies within each of its months"
        if not found.vague:
            assert within.total == bar.total


def test_a_story_counts_once_a_language_as_it_does_in_the_facet(tmp_path: Path) -> None:
    rows = articles(*["2021-03-09"] * 4, "2021-03-10")
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows), "utf-8")
    build([str(tmp_path / "a.jsonl")], tmp_path / "index", workers=1)
    tell(tmp_path / "index", [[(row["id"], row["lang"]) for row in rows[:4]]])
    page = Catalogue(tmp_path / "index").search(SearchRequest(q="quartz", twins=COLLAPSE), FACE)
    assert [bar.counts for bar in page.timeline.bars] == [(1, 1, 0), (1, 0, 0)]
    facet = Counter({value.value: value.count for value in page.facets["language"]})
    assert (facet["fr"], facet["en"]) == (2, 1)
    shown = bars(tmp_path / "index")
    assert [bar.counts for bar in shown.bars] == [(2, 2, 0), (1, 0, 0)]


def test_what_only_one_language_reports_is_counted_and_leads_to_just_that(tmp_path: Path) -> None:
    rows = articles(*["2021-03-09"] * 6, "2022-03-10")
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows), "utf-8")
    build([str(tmp_path / "a.jsonl")], tmp_path / "index", workers=1)
    tell(tmp_path / "index", [[(row["id"], row["lang"]) for row in rows[:2]], [(row["id"], row["lang"]) for row in rows[2:5:2]]])
    client = create_app(Settings(index=tmp_path / "index")).test_client()
    for query in ("q=quartz", "", "q=quartz&language=en", "q=quartz&to=2021", "q=quartz&twins=missing&language=fr"):
        html = client.get(f"/search?{query}", headers={"Accept-Language": "fr"}).get_data(as_text=True)
        (told,) = re.findall(r'<p class="alone">(.*?)</p>', html, re.DOTALL)
        ways = re.findall(r'href="([^"]+)"[^>]*>(\d) en (français|anglais)<', told)
        assert [(int(count), tongue) for _, count, tongue in ways] == [(2 if "to" in query else 3, "français"), (2, "anglais")], query
        for way, count, _ in ways:
            found = client.get(unescape(way).replace("/search", "/api/search", 1)).get_json()["total"]
            assert found == int(count), f"{way} from /search?{query}"
    assert "Dans une seule langue" in read(client, "/", "fr").text


def test_nobody_is_told_of_one_language_where_nothing_has_a_translation(dated: FlaskClient) -> None:
    assert "In one language only" not in read(dated, "/search?q=quartz").text


# As a drawing


SOME = Timeline(
    (Bar("2021-03", "2021-03", (1, 0, 0)), Bar("2021-04", "2021-04", (0, 0, 0)), Bar("2021-05", "2021-05", (2, 997, 1))),
    2,
    ("2021-03-09", None),
)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_drawn_lies_within_the_drawing_and_no_article_is_too_few_to_see(language: str) -> None:
    drawn = chart(VOICES[language], SOME, lambda bar: "/search?from=" + bar.first, lambda _: False)  # type: ignore[index]
    assert drawn is not None
    for column in drawn.columns:
        assert 0 <= column.left <= column.x
        assert column.x + column.width <= WIDTH
        for part in column.parts:
            assert part.height >= 1
            assert 0 <= part.y < HEIGHT
    assert drawn.kinds == ("fr", "en", "other")


def test_a_single_bar_is_not_drawn() -> None:
    assert chart(VOICES["fr"], replace(SOME, bars=SOME.bars[:1]), lambda _: "", lambda _: False) is None


@pytest.fixture
def dated(make_index: MakeIndex) -> FlaskClient:
    return create_app(Settings(index=make_index(articles("2021-03-09", "2021-04-11", "2021-05-13", "2021-05-14")))).test_client()


def histogram(page: Page) -> list[dict[str, str]]:
    return [a for a in page.all("a") if "tabindex" in a]


def test_bars_are_links_that_say_what_they_count_and_stay_when_one_is_chosen(dated: FlaskClient) -> None:
    page = read(dated, "/search?q=quartz&twins=show", "fr")
    assert not page.faults
    assert [a["aria-label"].replace("\u202f", " ") for a in histogram(page)] == [
        "mars 2021 : 1 en français",
        "avril 2021 : 1 en anglais",
        "mai 2021 : 1 en français, 1 en anglais",
    ]
    assert [a["tabindex"] for a in histogram(page)] == ["0", "-1", "-1"], "a keyboard passes through in one step"
    chosen = histogram(page)[2]["href"]
    assert parse_qs(urlsplit(chosen).query) == {"q": ["quartz"], "twins": ["show"], "from": ["2021-05"], "to": ["2021-05"]}
    within = read(dated, chosen, "fr")
    assert re.search(r"\b2 articles", within.text)
    assert [a.get("aria-current") for a in histogram(within)] == [None, None, "true"]
    assert parse_qs(urlsplit(histogram(within)[2]["href"]).query) == {"q": ["quartz"], "twins": ["show"]}, "the same bar takes it off again"


def test_the_same_can_be_read_as_a_table(dated: FlaskClient) -> None:
    page = read(dated, "/search?q=quartz&twins=show", "en")
    assert "Show as table" in page.text
    assert len(page.all("td")) == 9
    assert "First in French, on 9 March 2021; in English, on 11 April 2021." in page.text


def test_the_seeds_have_too_few_dates_to_compare(client: FlaskClient) -> None:
    assert SEEDS.exists()
    assert not histogram(read(client, "/search?q=lune"))
