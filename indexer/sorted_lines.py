"""Sorted lines in one piece of memory, of which one is found, and some are replaced, without reading the others.

A line is known by what it begins with, its head, which no other line begins with. Each ends in a newline, and has none besides; the end of
the last may be missing.
"""

import mmap
from collections.abc import Iterator, Mapping

_END = b"\n"


class SortedLines:
    """Lines in the order of their heads, as bytes."""

    def __init__(self, held: bytes | mmap.mmap) -> None:
        self.held = held

    def place(self, head: bytes) -> tuple[int, int]:
        """Where the line with this head begins, and where it ends, behind its newline; both are where it would stand if there is none."""
        low, high = 0, len(self.held)
        while low < high:
            begin = self.held.rfind(_END, low, (low + high) // 2) + 1 or low
            stop = self.held.find(_END, begin)
            end = (stop if stop >= 0 else len(self.held)) + 1
            found = self.held[begin : begin + len(head)]
            if found == head:
                return begin, end
            if found < head:
                low = end
            else:
                high = begin
        return low, low

    def with_changed(self, lines: Mapping[bytes, bytes | None]) -> Iterator[bytes]:
        """All lines, piece by piece, with these instead of those that have the same heads; None where there is to be none."""
        at = 0
        for head in sorted(lines):
            begin, end = self.place(head)
            yield self.held[at:begin]
            if (line := lines[head]) is not None:
                yield line
            at = end
        yield self.held[at:]
