"""Large pages hold what was put on them."""

import mmap

import numpy as np
import pytest

from indexer.large_pages import on_large_pages


@pytest.mark.parametrize("size", [0, 3, (1 << 19) - 1, 1 << 19, 5_000_001])
def test_an_array_is_the_same_on_large_pages(size: int):
    array = np.arange(size, dtype=np.uint16).reshape(1, -1)
    moved = on_large_pages(array)
    assert moved.dtype == array.dtype
    assert moved.shape == array.shape
    assert moved.flags.c_contiguous
    assert moved.flags.writeable
    assert np.array_equal(moved, array)


@pytest.mark.skipif(not hasattr(mmap, "MADV_HUGEPAGE"), reason="this system has no large pages")
def test_what_is_large_begins_where_a_large_page_does():
    assert on_large_pages(np.zeros(3_000_000, np.uint8)).ctypes.data % (1 << 21) == 0


def test_without_large_pages_an_array_stays_where_it_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delattr(mmap, "MADV_HUGEPAGE", raising=False)
    array = np.zeros(3_000_000, np.uint8)
    assert on_large_pages(array) is array
