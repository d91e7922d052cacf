"""Sorted lines in one piece of memory, of which one is found, and some are replaced, without reading the others.

A line is known by what it begins with, its head, which no other line begins with. Each ends in a newline, and has none besides; the end of
the last may be missing.
"""

import mmap
from collections.abc import Iterator, Mapping

_END = b"\n"


class SortedLines:
    """Lines in the order of their heads, as bytes; of what is held, those from `begin` to `end`."""

    def __init__(self, held: bytes | mmap.mmap, begin: int = 0, end: int | None = None) -> None:
        self._held = held
        self._begin = begin
        self._end = len(held) if end is None else end

    def line(self, head: bytes) -> bytes | None:
        """What stands behind this head, up to the end of the line; None if there is no such line."""
        begin, end = self._place(head)
        return self._held[begin + len(head) : end].removesuffix(_END) if begin < end else None

    def _place(self, head: bytes) -> tuple[int, int]:
        """Where the line with this head begins, and where it ends, behind its newline; both are where it would stand if there is none."""
        low, high = self._begin, self._end
        while low < high:
            begin = self._held.rfind(_END, low, (low + high) // 2) + 1 or low
            stop = self._held.find(_END, begin, self._end)
            end = stop + 1 or self._end
            found = self._held[begin : min(begin + len(head), end)]
            if found == head:
                return begin, end
            if found < head:
                low = end
            else:
                high = begin
        return low, low

    def with_changed(self, lines: Mapping[bytes, bytes | None]) -> Iterator[bytes | memoryview]:
        """All lines, piece by piece, with these instead of those that have the same heads; None where there is to be none.

        What is held is not copied for it.
        """
        held, at = memoryview(self._held), self._begin
        for head in sorted(lines):
            begin, end = self._place(head)
            yield held[at:begin]
            if (line := lines[head]) is not None:
                yield line
            at = end
        yield held[at : self._end]
