"""Why an article has its score, or is not on the list: parts that add up, and reasons that are true."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import SEEDS, Search
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from test_api import checked, refused

from indexer.build import build
from service.search.catalogue import Catalogue
from service.search.request import Face, parse
from service.search.results import SearchPage

MakeIndex = Callable[..., Path]
NEAR = 1e-6
ARTICLES = ("000_73f1e8c7f933d57e", "001_064bfac21be5c50f", "002_7129860d82741210", "003_30ab5652f3500c4d", "004_122fc6ca2d3acbc3")
QUERIES = (
    "station lunaire",
    "moon station",
    "Rogozine",
    "Dmitri Rogozine Roscosmos",
    '"Global Times"',
    '"programme spatial"~3',
    "coop*",
    "Rogozin~1",
    "title:lune OR body:station",
    "org:roscosmos date:2021 lang:fr",
    "source:TASS -Chine station",
    "lune AND (Chine OR Russie) NOT Artemis",
    "l’étude de la coopération internationale entre la Chine et la Russie sur la Lune",
    "large-scale sino-russe Luna-25",
    "de la",
    "*",
    "",
)
WORDS = ("station", "lune", "moon", "Rogozin", "Chine", "NATO", "coop*", '"la lune"', "luna-25", "accord~1", "de", "title:lune", "-Artemis")


def explained(home: Path, q: str, **arguments: str) -> SearchPage:
    request, _ = parse([("q", q), *arguments.items()], strict=True)
    return Catalogue(home).search(request, Face(explain=True))


def adds_up(page: SearchPage) -> None:
    """The law of every explanation."""
    for hit in page.hits:
        assert hit.explanation is not None
        assert abs(sum(part.score for part in hit.explanation.parts) - hit.score) < NEAR, f"{page.query.q}: {hit.explanation}"
        assert abs(hit.explanation.score - hit.score) < NEAR
        moved = [part.score for part in hit.explanation.parts if part.how in ("alike", "twin", "meaning")]
        assert all(abs(score) > 1e-12 * hit.score for score in moved), "what sums are rounded by is no reason"


@pytest.mark.parametrize("match", ["auto", "all", "any"])
@pytest.mark.parametrize("q", QUERIES)
def test_the_parts_of_a_score_add_up_to_it(seeds_index: Path, q: str, match: str) -> None:
    adds_up(explained(seeds_index, q, match=match))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(q=st.lists(st.sampled_from((*WORDS, "AND", "OR", "NOT", "(", ")")), min_size=1, max_size=7).map(" ".join))
def test_they_add_up_whatever_is_typed(seeds_index: Path, q: str) -> None:
    adds_up(explained(seeds_index, q))


def test_they_add_up_where_answers_are_ranked_again_by_what_the_best_share(make_index: MakeIndex) -> None:
    words = "orbit rocket engine crater lander rover signal antenna budget treaty crew launch module lunar station water"
    shuffled = random.Random(7)  # noqa: S311 — nothing is secret here
    made = make_index(
        [{"id": str(n), "title": f"Report {n}", "lang": "en", "text": " ".join(shuffled.choices(words.split(), k=60))} for n in range(40)]
    )
    page = explained(made, "what does the treaty say about water and crew near the antenna of the lander", match="any")
    adds_up(page)
    assert any(part.how == "alike" for hit in page.hits if hit.explanation for part in hit.explanation.parts)


def test_a_part_tells_the_word_the_field_and_the_figures(client: FlaskClient) -> None:
    answer = checked(client.get("/api/search?q=lune+Rogozine&match=any&explain=1"))
    parts = [part for hit in answer["hits"] for part in hit["explanation"]["parts"]]
    assert {word for part in parts for word in part["words"]} == {"lune", "Rogozine"}
    named = next(part for part in parts if part["how"] == "name" and part["words"] == ["Rogozine"])
    assert (named["field"], named["term"], named["documents"]) == ("entities", "dmitry-rogozin", 3)
    translated = next(part for part in parts if part["how"] == "translation")
    assert (translated["words"], translated["lang"], translated["term"]) == (["lune"], "en", "moon")
    assert translated["frequency"] > 0 < translated["length"]


def test_a_score_is_what_its_figures_say(client: FlaskClient) -> None:
    # The formula of `weighting` and `matchers.Synonyms`, by hand, for a word that stands in one field alone.
    answer = checked(client.get("/api/search?q=body:station&explain=1&variants=off&translate=off"))
    for hit in answer["hits"]:
        for part in hit["explanation"]["parts"]:
            norm = 1.5 * (1 - 0.75 + 0.75 * part["length"] / part["average"])
            share = part["frequency"] / norm
            boost = 0.5 if part["how"] == "exact" else 1.0
            assert part["score"] == pytest.approx(boost * part["idf"] * 2.5 * share / (1 + share), rel=1e-4)
    assert answer["hits"]


def test_nothing_is_explained_that_nobody_asked_for(client: FlaskClient) -> None:
    answer = checked(client.get("/api/search?q=lune"))
    assert "why_not" not in answer
    assert not any("explanation" in hit for hit in answer["hits"])


def test_what_asks_for_reasons_is_refused_like_everything_else(client: FlaskClient) -> None:
    assert set(refused(client.get("/api/search?explain=yes&why_not=" + "é" * 2001))) == {"explain", "why_not"}
    assert set(refused(client.get("/api/search?explain=1&explain=1"))) == {"explain"}


def test_pages_of_an_explained_answer_go_on_explaining(client: FlaskClient) -> None:
    first = checked(client.get("/api/search?q=Chine&per_page=1&explain=1"))
    assert "explain=1" in first["links"]["next"]
    assert checked(client.get(first["links"]["next"]))["hits"][0]["explanation"]["parts"]


def test_two_questions_about_one_search_have_tags_of_their_own(client: FlaskClient) -> None:
    tags = {
        client.get(f"/api/search?q=lune{more}").headers["ETag"]
        for more in ("", "&explain=1", f"&why_not={ARTICLES[0]}", f"&why_not={ARTICLES[1]}")
    }
    assert len(tags) == 4


def why_not(client: FlaskClient, key: str, **arguments: str) -> dict[str, Any]:
    answer: dict[str, Any] = checked(client.get("/api/search", query_string={**arguments, "why_not": key}))
    told: dict[str, Any] = answer["why_not"]
    return told


def test_an_article_on_the_list_is_told_its_rank(client: FlaskClient) -> None:
    hits = checked(client.get("/api/search?q=Chine&sort=date:desc"))["hits"]
    for hit in hits:
        told = why_not(client, hit["id"], q="Chine", sort="date:desc", per_page="2")
        assert (told["rank"], told["page"]) == (hit["rank"], (hit["rank"] + 1) // 2)
        assert not told["lacks"]
        assert told["explanation"]["score"] == pytest.approx(hit["score"], abs=NEAR)


def test_an_article_off_the_list_is_told_the_words_it_lacks(client: FlaskClient, seeds_search: Search) -> None:
    found = {hit.id for hit in seeds_search("Rogozine").hits}
    for key in ARTICLES:
        told = why_not(client, key, q="Rogozine Chine", match="all")
        assert (told["rank"] is None) == ("Rogozine" in told["lacks"])
        assert ("Rogozine" in told["lacks"]) == (key not in found)


def test_an_article_with_a_word_that_was_left_out_is_told_so(client: FlaskClient, seeds_search: Search) -> None:
    key = seeds_search("Rogozine").hits[0].id
    told = why_not(client, key, q="Roscosmos -Rogozine")
    assert (told["rank"], told["lacks"], told["has"]) == (None, [], ["Rogozine"])


def test_an_article_is_told_each_filter_that_keeps_it_out(client: FlaskClient) -> None:
    hit = checked(client.get("/api/search?q=Chine"))["hits"][0]
    other = "en" if hit["lang"] == "fr" else "fr"
    told = why_not(client, hit["id"], **{"q": "Chine", "language": other, "from": "1999", "to": "2001", "twins": "show"})
    assert (told["rank"], told["lacks"]) == (None, [])
    assert {each["parameter"] for each in told["filtered"]} >= {"language", "to"}
    assert told["explanation"]["parts"]


def test_an_article_behind_another_of_its_story_is_told_which(client: FlaskClient) -> None:
    shown = checked(client.get("/api/search?q=station&twins=collapse"))["hits"]
    folded = [key for key in ARTICLES if key not in {hit["id"] for hit in shown}]
    told = [why_not(client, key, q="station", twins="collapse") for key in folded]
    behind = [each["behind"] for each in told if each["behind"]]
    assert behind
    assert set(behind) <= {hit["id"] for hit in shown}


def test_an_article_that_is_not_in_the_index_has_no_title(client: FlaskClient) -> None:
    told = why_not(client, "nowhere", q="lune")
    assert told["title"] is None
    assert told["rank"] is None


def test_a_query_of_stop_words_has_reasons_too(client: FlaskClient) -> None:
    told = [why_not(client, key, q="the") for key in ARTICLES]
    assert {bool(each["lacks"]) == (each["rank"] is None) for each in told} == {True}


def test_the_segments_that_whoosh_writes_are_explained_as_well(tmp_path: Path) -> None:
    build([str(SEEDS)], tmp_path / "stock", workers=1, codec="whoosh")
    for q in QUERIES[:9]:
        adds_up(explained(tmp_path / "stock", q))
