"""Memory that nothing needs any longer, given back to the system.

The C library keeps what was freed, for what may come; but what comes is read from files, or is large and gets memory of its own.
"""

import ctypes
import gc


def give_back() -> None:
    """Give back what is free, where the C library is one that can."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
