"""Memory that is given back to the system."""

import ctypes
import os
from pathlib import Path

import pytest

from indexer import room

pytestmark = pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="the C library gives nothing back")

MEGABYTE = 1 << 20


def held() -> int:
    """The bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text("utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_what_is_free_between_things_that_stay_goes_back_to_the_system() -> None:
    room.keep()
    things = [bytes(8192) for _ in range(64 * MEGABYTE // 8192)]
    stay = things[::64]
    del things
    before = held()
    room.give_back()
    assert before - held() > 32 * MEGABYTE
    assert set(stay) == {bytes(8192)}
    room.keep()


def freed() -> int:
    """How much less is held when most of some large things have gone."""
    things = [b"x" * (2 * MEGABYTE) for _ in range(32)]
    stay = things[::8]
    before = held()
    del things
    after = held()
    assert len(stay) == 4
    return before - after


def test_what_is_large_goes_back_when_it_is_freed_until_it_is_to_be_kept() -> None:
    room.give_back()
    assert freed() > 48 * MEGABYTE
    room.keep()
    assert freed() < 24 * MEGABYTE
