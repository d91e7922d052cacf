"""Memory that nothing needs any longer, given back to the system.

The C library keeps what was freed, for what may come, and the more the larger that was; but what comes is read from files, or is large
and does not fit in between. All this is the GNU C library's; with any other one nothing is done.
"""

import ctypes
import gc

_LARGE = 1 << 20
"""Bytes of what gets memory of its own, which goes back as soon as it is freed."""
_HUGE = 1 << 25
"""The same where nothing is short, for such memory costs time: as many as the library comes to by itself once so much was freed."""
_MMAP_THRESHOLD = -3
"""What `malloc.h` calls that number."""


def give_back() -> None:
    """Give back what is free, and from now on what is large when it is freed."""
    gc.collect()
    library = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):
        library.mallopt(_MMAP_THRESHOLD, _LARGE)
        library.malloc_trim(0)


def keep() -> None:
    """Keep again what is freed, but for what is huge."""
    library = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):
        library.mallopt(_MMAP_THRESHOLD, _HUGE)
