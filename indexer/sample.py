"""A small part of many articles, chosen by their ids alone: the same whatever their order and whatever processes read them."""

import heapq
from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b

from indexer.document import RawFile

ONE_IN = 20
MOST = 4000
"""Of 19,000 articles, 1,000 take a thirtieth of the time of a build; see `learning`."""
LONGEST = 20_000
"""Characters of an article that are kept. With these, a sample takes 20 MB where articles have 5,000 characters each, and never 100."""

_HIGHEST = 1 << 64


class Sample:
    """About one article in so many of those that it is told of, and never more than `most`.

    Those stay whose ids have the least hashes (a bottom-k sample: E. Cohen and H. Kaplan, Summarizing data using bottom-k sketches, 2007).
    """

    def __init__(self, one_in: int = ONE_IN, most: int = MOST) -> None:
        self._below, self._most = _HIGHEST // one_in, most
        self._kept: list[tuple[int, str, RawFile]] = []

    def add(self, raw: RawFile) -> None:
        """Take an article, or not. No two may have one id."""
        number = int.from_bytes(blake2b(raw.id.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
        if number >= self._below:
            return
        # The greatest hash is on top of the heap, to go first.
        if len(self._kept) < self._most:
            heapq.heappush(self._kept, (-number, raw.id, _short(raw)))
        elif -number > self._kept[0][0]:
            heapq.heapreplace(self._kept, (-number, raw.id, _short(raw)))

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[RawFile]:
        """The articles, always in the same order."""
        return iter([raw for _, _, raw in sorted(self._kept, key=lambda each: (-each[0], each[1]))])


def _short(raw: RawFile) -> RawFile:
    return replace(raw, text=raw.text[:LONGEST], extra={})
