"""Memory that nothing needs any longer, given back to the system.

The C library keeps what was freed, for what may come, and the more the larger that was; but what comes is read from files, or is large
and does not fit in between.
"""

import ctypes
import gc

_LARGE = 1 << 20
"""Bytes of what gets memory of its own, which goes back as soon as it is freed."""
_MMAP_THRESHOLD = -3
"""What `malloc.h` of the GNU C library calls that number."""


def give_back() -> None:
    """Give back what is free, and from now on what is large when it is freed, where the C library is one that can."""
    gc.collect()
    library = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):
        library.mallopt(_MMAP_THRESHOLD, _LARGE)
        library.malloc_trim(0)
