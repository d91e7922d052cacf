"""The terms of a vocabulary, numbered as they come and sorted when they are asked for."""

from itertools import islice

import numpy as np

from indexer.codec import kernels
from indexer.codec.postings import NO_BYTES, NO_INTS, Bytes, Ints, Longs
from indexer.codec.ragged import rows


class Lexemes(dict[str, int]):
    """From terms to their numbers; one that was not here before gets the next.

    The order of those that were sorted is kept, with their bytes one after the other, so that only new ones are sorted.
    """

    def __init__(self) -> None:
        super().__init__()
        self._text: Bytes = NO_BYTES
        self._starts: Longs = np.zeros(1, np.int64)
        self._order: Ints = NO_INTS

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number

    def sorted(self) -> Ints:
        """The numbers of all terms in the order of their bytes, int32."""
        known = len(self._order)
        if known < len(self):
            fresh = list(islice(self, known, None))
            encoded = [word.encode("utf-8") for word in fresh]
            ends = self._starts[-1] + np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)))
            self._text = np.concatenate([self._text, np.frombuffer(b"".join(encoded), np.uint8)])
            self._starts = np.concatenate([self._starts, ends])
            # Strings sort as their UTF-8 does.
            added = np.array(sorted(range(len(fresh)), key=fresh.__getitem__), np.int32) + np.int32(known)
            order = np.empty(len(self), np.int32)
            kernels.interleave(self._text, self._starts, self._order, added, order)
            self._order = order
        return self._order

    def written(self, numbers: Ints) -> tuple[Bytes, Longs]:
        """Some terms as UTF-8, one after the other, and where each begins, with their length at the end."""
        sizes = np.diff(self._starts)
        ends = np.cumsum(sizes[numbers])
        return rows(self._text, sizes, numbers.astype(np.int64)), np.concatenate([np.zeros(1, np.int64), ends])
