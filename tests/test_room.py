"""Memory that is given back to the system."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import room

pytestmark = pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="the C library gives nothing back")

MEGABYTE = 1 << 20


def alone(measure: Callable[[], int]) -> int:
    """What one of these finds in a process of its own: in this one much depends on what earlier tests have freed."""
    command = [sys.executable, "-c", f"import test_room; print(test_room.{measure.__name__}())"]
    return int(subprocess.run(command, cwd=Path(__file__).parent, check=True, capture_output=True, text=True).stdout)


def held() -> int:
    """The bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text("utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def given_back_between() -> int:
    """How much less is held once what is free between things that stay is given back."""
    room.keep()
    things = [bytes(8192) for _ in range(64 * MEGABYTE // 8192)]
    stay = things[::64]
    del things
    before = held()
    room.give_back()
    after = held()
    assert set(stay) == {bytes(8192)}
    return before - after


def freed() -> int:
    """How much less is held when most of some large things have gone."""
    things = [b"x" * (2 * MEGABYTE) for _ in range(32)]
    stay = things[::8]
    before = held()
    del things
    after = held()
    assert len(stay) == 4
    return before - after


def freed_once_given_back() -> int:
    """The same where what is large goes back."""
    room.give_back()
    return freed()


def freed_and_kept() -> int:
    """The same where it is kept again."""
    room.give_back()
    room.keep()
    return freed()


def test_what_is_free_between_things_that_stay_goes_back_to_the_system() -> None:
    assert alone(given_back_between) > 32 * MEGABYTE


def test_what_is_large_goes_back_when_it_is_freed_until_it_is_to_be_kept() -> None:
    assert alone(freed_once_given_back) > 48 * MEGABYTE
    assert alone(freed_and_kept) < 24 * MEGABYTE
