"""Texts as numbers, one a letter, for compiled code to read."""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from indexer.codec.postings import Longs

_BEHIND = 8 * " "
"""What stands behind the last text: compiled code looks at eight letters at once."""


class Letters(NamedTuple):
    """Several texts.

    Attributes:
        units: uint16, a letter each, text after text, and white space behind them.
        starts: int64, where each text begins, and their length at the end.
    """

    units: NDArray[np.uint16]
    starts: Longs

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self | None:
        """Some texts; None where a letter of theirs takes two units, or is half of such a one."""
        whole = "".join([*texts, _BEHIND])
        try:
            encoded = whole.encode("utf-16-le")
        except UnicodeEncodeError:
            return None
        return (
            cls(np.frombuffer(encoded, np.uint16), np.array([0, *accumulate(map(len, texts))])) if len(encoded) == 2 * len(whole) else None
        )

    @classmethod
    def among(cls, texts: Sequence[str]) -> tuple[Sequence[int], Self]:
        """Which of some texts can be had so, and those."""
        letters = cls.of(texts)
        if letters is not None:
            return range(len(texts)), letters
        fit = [n for n, text in enumerate(texts) if cls.of([text]) is not None]
        letters = cls.of([texts[n] for n in fit])
        assert letters is not None  # noqa: S101 — each of them can
        return fit, letters
