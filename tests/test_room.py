"""Memory that is given back to the system."""

import ctypes
from pathlib import Path

import pytest

from indexer import room

MEGABYTE = 1 << 20


def held() -> int:
    """The bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text("utf-8").split()[1]) * 4096


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="the C library gives nothing back")
def test_what_is_free_between_things_that_stay_goes_back_to_the_system() -> None:
    things = [bytes(8192) for _ in range(64 * MEGABYTE // 8192)]
    stay = things[::64]
    del things
    before = held()
    room.give_back()
    assert before - held() > 32 * MEGABYTE
    assert set(stay) == {bytes(8192)}
