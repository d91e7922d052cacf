"""No query may search for longer than it may, whatever it spends its time on."""

from itertools import count, islice
from pathlib import Path

import pytest

from service.search.catalogue import Catalogue
from service.search.deadline import NEVER, Deadline
from service.search.errors import QueryTimeout
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
