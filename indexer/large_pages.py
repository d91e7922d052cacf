"""Large pages of memory, for what is looked up all over: the processor knows where so few of them are without a look into their table."""

import mmap
from typing import Any

import numpy as np
from numpy.typing import NDArray

_PAGE = 1 << 21
"""Bytes of a large page. What does not fill half of one is not worth it."""


def on_large_pages(array: NDArray[Any]) -> NDArray[Any]:
    """The same array on large pages, where the system has any and the array is large enough, else the array itself."""
    advice = getattr(mmap, "MADV_HUGEPAGE", None)
    if advice is None or 2 * array.nbytes < _PAGE:
        return array
    memory = mmap.mmap(-1, array.nbytes + _PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    try:
        memory.madvise(advice)
    except OSError:  # a kernel that is built without them
        return array
    room = np.frombuffer(memory, np.uint8)
    begin = -room.ctypes.data % _PAGE
    moved = room[begin : begin + array.nbytes].view(array.dtype).reshape(array.shape)
    moved[:] = array
    return moved
