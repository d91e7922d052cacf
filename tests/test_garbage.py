"""What a build asks of Python's collector ends with the build."""

import gc

import pytest

from indexer.garbage import looked_for_seldom


def test_garbage_is_looked_for_less_often_and_then_as_often_as_before():
    before = gc.get_threshold()
    with looked_for_seldom():
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_threshold() == before


def test_an_error_leaves_nothing_behind():
    before = gc.get_threshold()
    with pytest.raises(ValueError), looked_for_seldom():  # noqa: PT011 — any will do
        raise ValueError
    assert gc.get_threshold() == before
