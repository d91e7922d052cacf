"""`lunette eval` and `lunette eval-mates` say of small collections what can be worked out by hand."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import lunette

from indexer.errors import SourceError
from service.evaluation import mates, measures, runs
from service.evaluation.collection import read
from service.search.catalogue import Catalogue
from service.search.request import Face, SearchRequest

Lines = Sequence[Mapping[str, Any]]
MakeCollection = Callable[..., Path]

DOCUMENTS: Lines = [
    {"id": "d1", "lang": "en", "title": "A quasar", "text": "The quasar is far away."},
    {"id": "d2", "lang": "en", "title": "A pulsar", "text": "The pulsar and the quasar, which is further away than any other."},
    {"id": "d3", "lang": "en", "title": "Cheese", "text": "How a cheese is made.", "date": "CACM December, 1958"},
    {"id": "d4", "lang": "en", "title": "", "text": ""},
]
QUERIES: Lines = [{"id": "q1", "text": "quasar"}, {"id": "q2", "text": "cheese"}, {"id": "q3", "text": "nobody judged this"}]
QRELS = "q1 0 d2 2\nq1 0 d1 0\nq2 0 d3 1\nq2 0 nowhere 1\n"


@pytest.fixture
def make_collection(tmp_path: Path) -> MakeCollection:
    """`make_collection(name)` writes the collection above, or one with other parts."""

    def make(name: str = "small", documents: Lines = DOCUMENTS, queries: Lines = QUERIES, qrels: str = QRELS) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        for file, lines in (("documents", documents), ("queries", queries)):
            (folder / f"{file}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        (folder / "qrels.txt").write_text(qrels, "utf-8")
        return folder

    return make


def test_the_figures_are_those_of_the_definitions(make_collection: MakeCollection):
    told = lunette("eval", make_collection(), "--json")
    assert told.returncode == 0, told.stderr
    # Of q1 the only relevant document is second; of q2 one is first and the other not in the collection.
    second, ideal = 1 / math.log2(3), 1 + 1 / math.log2(3)
    (figures,) = json.loads(told.stdout).values()
    assert figures == {
        "nDCG@10": pytest.approx((second + 1 / ideal) / 2),
        "RR@10": pytest.approx((1 / 2 + 1) / 2),
        "R@100": pytest.approx((1 + 1 / 2) / 2),
        "queries": 2,
    }
    assert "1 document of documents.jsonl left out" in told.stderr


def test_a_run_is_written_and_compared(make_collection: MakeCollection, tmp_path: Path):
    collection, run = make_collection(), tmp_path / "run.txt"
    assert lunette("eval", collection, "--run", run).returncode == 0
    assert run.read_text("utf-8").splitlines()[0].split() == ["q1", "Q0", "d1", "1", "2", "small"]
    assert runs.read(run) == {"small": {"q1": ["d1", "d2"], "q2": ["d3"]}}
    other = tmp_path / "other.txt"
    runs.write(other, {"small": {"q1": ["d2"], "q2": ["d3"]}})
    told = lunette("eval", collection, "--compare", other)
    assert told.returncode == 0, told.stderr
    row = told.stdout.splitlines()[1].split()
    assert row[0] == "small"
    assert row[-1] == read(collection).digest
    assert "small: nDCG@10 0.8066 before, -0.1845, p = 0.5" in told.stdout


def test_a_difference_that_is_none_may_well_be_chance(make_collection: MakeCollection):
    collection = read(make_collection())
    ranking = {"q1": ["d2", "d1"]}
    assert measures.compared(collection, ranking, ranking) == {"before": 0.5, "difference": 0.0, "p": 1.0}


def test_several_collections_stand_under_one_another(make_collection: MakeCollection):
    told = lunette("eval", make_collection("one"), make_collection("two"), "--json")
    one, two = json.loads(told.stdout).values()
    assert one == two


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"queries": [{"id": "q1"}]}, "queries.jsonl, line 1, has no “text”"),
        ({"queries": [{"id": "q9", "text": "x"}]}, "judges no query"),
        ({"qrels": "q1 d1 1\n"}, "line 1, is not “query 0 document relevance”"),
        ({"documents": [{"id": "d 1", "text": "x"}]}, "holds white space"),
    ],
)
def test_a_collection_that_cannot_be_used_says_why(make_collection: MakeCollection, given: Mapping[str, Any], said: str):
    with pytest.raises(SourceError, match=said):
        read(make_collection(**given))


def test_a_folder_that_is_no_collection_says_what_one_is(tmp_path: Path):
    told = lunette("eval", tmp_path)
    assert told.returncode == 1
    assert "holds no documents.jsonl" in told.stderr
    assert lunette("eval", tmp_path / "nowhere").returncode == 2


def test_a_comparison_with_a_run_of_something_else_is_refused(make_collection: MakeCollection, tmp_path: Path):
    runs.write(tmp_path / "run.txt", {"else": {"q1": ["d1"]}})
    assert lunette("eval", make_collection(), "--compare", tmp_path / "run.txt").returncode == 2


# Mates

PAIRS: Lines = [
    {"id": "a-fr", "pair_id": "a", "lang": "fr", "title": "Un foulbazar", "text": "Andromeda est un foulbazar."},
    {"id": "a-en", "pair_id": "a", "lang": "en", "title": "Andromeda", "text": "Andromeda is a bazfoular."},
    {"id": "b-fr", "pair_id": "b", "lang": "fr", "title": "Zorglub", "text": "Le labrumu se fait avec du labrumu. Andromeda, Andromeda."},
    {"id": "b-en", "pair_id": "b", "lang": "en", "title": "Brumlak", "text": "It is made of brumlak."},
]
"""Invented words, which no dictionary translates."""


def lines_of(folder: Path, lines: Lines = PAIRS) -> Path:
    file = folder / "pairs.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return file


def test_mates_are_ranked_in_each_direction_and_among_all(tmp_path: Path):
    told = lunette("eval-mates", lines_of(tmp_path), "--json")
    assert told.returncode == 0, told.stderr
    figures = json.loads(told.stdout)
    # French titles: no English article has foulbazar or Zorglub; only the first is in its own article.
    assert figures["fr-en"] == {"mrr": 0.0, "r1": 0.0, "r10": 0.0, "ceiling": 0.5, "share": 0.0}
    # English titles: of the French articles, the wrong one says Andromeda more often; brumlak is in none.
    assert figures["en-fr"] == {"mrr": 0.25, "r1": 0.0, "r10": 0.5, "ceiling": 1.0, "share": 0.25}
    assert figures["mixed"] == {"mrr": 0.125, "r10": 0.25}
    assert "2 pairs" in lunette("eval-mates", lines_of(tmp_path)).stdout


def test_ranks_become_figures():
    ranks = [mates.Ranks(1, 1, 2), mates.Ranks(4, 2, None), mates.Ranks(None, 1, None), mates.Ranks(20, None, 30)]
    mrr, ceiling = (1 + 1 / 4 + 1 / 20) / 4, (1 + 1 / 2 + 1) / 4
    assert mates.figures(ranks) == {"mrr": mrr, "r1": 0.25, "r10": 0.5, "ceiling": ceiling, "share": mrr / ceiling}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (PAIRS[:1], "no two articles share"),
        ([{**PAIRS[0], "lang": "de"}], "no “pair_id” or a “lang” other than"),
        ([PAIRS[0], PAIRS[0]], "is there twice"),
        ([PAIRS[0], {**PAIRS[0], "id": "other"}], "two articles in “fr”"),
    ],
)
def test_articles_that_are_not_parallel_are_refused(tmp_path: Path, lines: Lines, said: str):
    with pytest.raises(SourceError, match=said):
        mates.read([lines_of(tmp_path, lines)])


@pytest.mark.parametrize("q", ["Rogozine", "station lunaire", "what do China and Russia build on the moon?", "", "zzyzx"])
def test_rankings_that_are_measured_are_those_that_a_reader_sees(seeds_index: Path, q: str):
    catalogue, whole = Catalogue(seeds_index), SearchRequest(q=q, per_page=100, facets=())
    requests = [replace(whole, include={"language": (language,)} if language else {}) for language in ("fr", "en", None)]
    seen = [tuple(hit.id for hit in catalogue.search(request, Face()).hits) for request in requests]
    assert list(catalogue.ids(requests, Face())) == seen
