"""Processes that work for another one: what they make, what becomes of their errors, and that none that dies is waited for."""

import time
from functools import partial
from multiprocessing import active_children

import pytest

from indexer.crew import Crew
from indexer.errors import WorkerLost

LARGE = 4 << 20
"""Bytes that no pipe holds at once."""
LAST = 6


def doubled(number: int) -> int:
    return 2 * number


def large(fill: int) -> bytes:
    """An answer; the last of them never comes."""
    if fill == LAST:
        time.sleep(600)
    return bytes([fill]) * LARGE


def inverse(number: int) -> float:
    return 1 / number


def test_everything_is_done_by_as_many_processes_as_were_asked_for():
    crew = Crew(doubled, 2)
    assert not active_children(), "none is started before there is work"
    asked = [crew.submit(number) for number in range(20)]
    assert len(active_children()) == 2
    assert [each.result(60) for each in asked] == [2 * number for number in range(20)]
    crew.end(done=True)
    assert not active_children()


def test_an_error_is_raised_where_the_result_is_asked_for_and_says_where_it_happened():
    crew = Crew(inverse, 1)
    right, wrong, after = map(crew.submit, (4, 0, 2))
    assert right.result(60) == 0.25
    with pytest.raises(ZeroDivisionError) as told:
        wrong.result(60)
    assert "in inverse" in told.value.__notes__[0]
    assert after.result(60) == 0.5, "the process goes on"
    crew.end(done=True)


@pytest.mark.parametrize("milliseconds", [0, 1, 2, 5, 10, 20])
def test_a_process_that_is_killed_while_it_answers_is_not_waited_for(milliseconds: int):
    crew = Crew(large, 2)
    asked = [crew.submit(number) for number in range(2)]
    for each in asked:
        assert len(each.result(60)) == LARGE
    asked = [crew.submit(number) for number in range(LAST + 1)]
    time.sleep(milliseconds / 1000)
    for child in active_children():
        child.kill()
    told = [each.exception(60) or each.result() for each in asked]
    for number, each in enumerate(told[:LAST]):
        assert isinstance(each, WorkerLost) or each == bytes([number]) * LARGE
    assert isinstance(told[LAST], WorkerLost)
    crew.end(done=False)
    assert not active_children()


def test_what_is_not_done_is_given_up_at_once():
    crew = Crew(partial(time.sleep), 1)
    for _ in range(3):
        crew.submit(60)
    begun = time.monotonic()
    crew.end(done=False)
    assert not active_children()
    assert time.monotonic() - begun < 30
