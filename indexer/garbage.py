"""How often Python looks for garbage that refers to itself, while articles are made into an index or an index is opened."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = 50_000, 20, 20
"""See `gc.set_threshold`. A build holds millions of small things that live until its end, and looking through them again and again takes
a twentieth of its time, and of opening an index two fifths; what these leave behind hardly ever refers to itself."""


def look_seldom() -> None:
    """Look seldom from now on, in a process that does nothing else."""
    gc.set_threshold(*_SELDOM)


@contextmanager
def looked_for_seldom() -> Iterator[None]:
    """Look seldom while this lasts."""
    before = gc.get_threshold()
    look_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)
