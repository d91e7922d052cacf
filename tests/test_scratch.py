"""What queries work in is given back empty, and not used again after an error."""

import pytest

from indexer.codec import kernels
from service.search.scratch import room


def test_a_room_is_used_again():
    with room() as one:
        assert one.sums.shape[0] == one.sets.shape[0] == kernels.ROOMS
        assert one.sums.shape[1] >= kernels.SPAN
        assert one.sets.shape[1] >= kernels.SPAN >> 6
        with room() as other:
            assert other is not one
    with room() as again:
        assert again is one


def test_a_room_that_an_error_passes_through_is_not_used_again():
    with pytest.raises(ZeroDivisionError), room() as one:
        raise ZeroDivisionError
    with room() as other:
        assert other is not one
