"""No query may search for longer than it may, whatever it spends its time on."""

import json
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

from indexer.build import build
from service.search.catalogue import Catalogue
from service.search.deadline import NEVER, Deadline
from service.search.errors import QueryTimeout
from service.search.marks import Marks
from service.search.request import Face, SearchRequest

PAST = Deadline.after(-1)


@pytest.mark.parametrize(
    "q", ["lune", "coop*", "*tion", "rogozin~1", '"station lunaire"', '"lunaire station"~3', "*", "date:2021", "-lune"]
)
def test_a_query_whose_time_is_up_is_stopped(q: str, seeds_index: Path):
    with pytest.raises(QueryTimeout, match="took too long"):
        Catalogue(seeds_index, seconds=-1).search(SearchRequest(q=q), Face())


def test_the_same_query_is_answered_when_there_is_time(seeds_index: Path):
    assert Catalogue(seeds_index, seconds=60).search(SearchRequest(q="coop*"), Face()).total == 5


def test_work_that_never_ends_is_stopped_too():
    with pytest.raises(QueryTimeout):
        list(PAST.watch(count()))


def test_steps_are_handed_on_as_they_are():
    assert list(islice(NEVER.watch(count()), 1000)) == list(range(1000))


class Steps:
    """A deadline that comes after a number of looks at the clock, so that a test needs no clock."""

    def __init__(self, left: int) -> None:
        self.left = left

    def check(self) -> None:
        """One look."""
        self.left -= 1
        if self.left < 0:
            raise QueryTimeout

    def watch(self, steps: Iterator[Any]) -> Iterator[Any]:
        """Every step is a look."""
        for step in steps:
            self.check()
            yield step


@pytest.mark.parametrize(
    ("codec", "looks"), [("whoosh", 200), ("arrays", 1)], ids=["at every step of Whoosh's matchers", "between two passes over arrays"]
)
@pytest.mark.parametrize("q", ['"alpha alpha"', '"alpha alpha" OR "omega omega"', '"alpha omega beta"~2', "alpha -omega"])
def test_a_query_that_matches_nothing_is_stopped_on_its_way_to_a_match_that_never_comes(
    q: str, codec: str, looks: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    articles = tmp_path / "articles.jsonl"
    text = "alpha one two three omega four five six beta"
    articles.write_text("".join(json.dumps({"id": str(number), "lang": "en", "title": "t", "text": text}) + "\n" for number in range(300)))
    build([str(articles)], tmp_path / "index", workers=1, codec=codec)
    catalogue = Catalogue(tmp_path / "index")
    assert catalogue.search(SearchRequest(q=q, match="all"), Face()).total == 0
    monkeypatch.setattr(Deadline, "after", lambda _: Steps(looks))
    with pytest.raises(QueryTimeout):
        catalogue.search(SearchRequest(q=q, match="all"), Face())


def test_marking_is_stopped_too():
    with pytest.raises(QueryTimeout):
        Marks("en", terms={"moon"}, deadline=PAST).spans("The moon.", ())
