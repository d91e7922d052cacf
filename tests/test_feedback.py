"""What the first answers to a question have in common moves those that have it, too, and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Search, searching
from test_ranking import article, mixed

from indexer.build import build
from service.search import feedback
from service.search.deadline import NEVER, Deadline
from service.search.engine import Matches
from service.search.errors import QueryTimeout
from service.search.generation import Generation

MakeIndex = Callable[..., Path]

QUESTION = "which quasar pulsar nova is the brightest"
CORPUS = mixed(
    20,
    20,
    *(article(number, "en", "quasar", "pulsar", "nova", "telescope", "telescope") for number in range(4)),
    article(8, "en", "quasar", words=62),
    article(9, "en", "quasar", "telescope", words=62),
)
"""Telescope is no word of the question; 8 and 9 have one word of it each."""


def ids(search: Search, q: str, **arguments: str) -> list[str]:
    return [hit.id for hit in search(q, per_page="100", **arguments).hits]


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """`without()` takes feedback away."""
    return lambda: monkeypatch.setattr(feedback, "refined", lambda found, *_: found)


def test_an_article_that_shares_what_the_best_have_in_common_comes_before_one_that_does_not(make_index: MakeIndex):
    found = ids(searching(make_index(CORPUS)), QUESTION, match="any")
    assert found.index("en-9") < found.index("en-8")


def test_nothing_is_found_or_lost(make_index: MakeIndex, without: Callable[[], None]):
    search = searching(make_index(CORPUS))
    before = search(QUESTION, match="any", per_page="100")
    without()
    after = search(QUESTION, match="any", per_page="100")
    assert before.total == after.total
    assert {hit.id for hit in before.hits} == {hit.id for hit in after.hits}
    assert {name: [each.count for each in values] for name, values in before.facets.items()} == {
        name: [each.count for each in values] for name, values in after.facets.items()
    }


@pytest.mark.parametrize(("q", "match"), [("Rogozine", "auto"), ("quasar", "auto"), (QUESTION, "all"), ("quasar telescope", "auto")])
def test_who_means_every_word_gets_these_alone(make_index: MakeIndex, without: Callable[[], None], q: str, match: str):
    search = searching(make_index([*CORPUS, article(50, "en", "Rogozin")]))
    before = search(q, match=match)
    without()
    assert [(hit.id, hit.score) for hit in before.hits] == [(hit.id, hit.score) for hit in search(q, match=match).hits]


def test_french_articles_teach_nothing(make_index: MakeIndex, without: Callable[[], None]):
    search = searching(make_index([document | {"lang": "fr"} for document in CORPUS]))
    before = ids(search, QUESTION, match="any")
    without()
    assert before == ids(search, QUESTION, match="any")


def test_what_lies_behind_the_first_hits_keeps_its_score_and_stays_behind(make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feedback, "DEPTH", 5)
    generation = Generation.open(make_index(CORPUS))
    rng = np.random.default_rng(3)
    found = Matches(np.arange(20, dtype=np.int32), rng.random(20))
    with generation.searcher() as searcher:
        scores = feedback.refined(found, generation, searcher, NEVER).scores
    first = np.argsort(-found.scores)[:5]
    others = np.setdiff1d(np.arange(20), first)
    assert (scores[others] == found.scores[others]).all()
    assert (scores[first] >= found.scores[first]).all()
    assert scores[first].max() <= found.scores.max() * (1 + feedback.SHARE) + 1e-9


@pytest.mark.parametrize("documents", [[], [{"id": "1", "lang": "en", "text": "quasar"}]])
def test_few_hits_are_left_as_they_are(make_index: MakeIndex, documents: Sequence[Mapping[str, Any]]):
    search = searching(make_index([*documents, article(2, "fr", "fromage")]))
    assert search(QUESTION, match="any").total == len(documents)


def test_stock_segments_are_ranked_alike(make_index: MakeIndex, tmp_path: Path):
    arrays = searching(make_index(CORPUS))(QUESTION, match="any", per_page="100")
    build([str(tmp_path / "made.jsonl")], tmp_path / "stock", workers=1, codec="whoosh")
    stock = searching(tmp_path / "stock")(QUESTION, match="any", per_page="100")
    assert [hit.id for hit in stock.hits] == [hit.id for hit in arrays.hits]
    assert [hit.score for hit in stock.hits] == pytest.approx([hit.score for hit in arrays.hits])


def test_nothing_is_learnt_after_the_deadline(make_index: MakeIndex):
    generation = Generation.open(make_index(CORPUS))
    found = Matches(np.arange(3, dtype=np.int32), np.ones(3))
    with pytest.raises(QueryTimeout), generation.searcher() as searcher:
        feedback.refined(found, generation, searcher, Deadline.after(-1))
