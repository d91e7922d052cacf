"""Rows of different lengths, one after the other in a flat array."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.codec.postings import Bytes, Longs


def rows(flat: NDArray[Any], sizes: NDArray[Any], order: Longs) -> NDArray[Any]:
    """Some rows in another order, given the sizes of all of them and the numbers of those that are wanted."""
    starts = np.cumsum(sizes, dtype=np.int64) - sizes
    chosen = sizes[order].astype(np.int64)
    chosen_rows: NDArray[Any] = flat[np.repeat(starts[order] - np.cumsum(chosen) + chosen, chosen) + np.arange(int(chosen.sum()))]
    return chosen_rows


def joined(terms: Sequence[bytes]) -> tuple[Bytes, Longs]:
    """Terms as one array, and where each begins in it, with their length at the end."""
    ends = np.cumsum(np.fromiter(map(len, terms), np.int64, len(terms)))
    return np.frombuffer(bytearray(b"".join(terms)), np.uint8), np.concatenate([np.zeros(1, np.int64), ends])
