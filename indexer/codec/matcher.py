"""The postings of one term as Whoosh's matchers step through them: correct for every query Whoosh knows, and as slow as Whoosh."""

from collections.abc import Iterator
from copy import copy
from typing import Any, Self

import numpy as np
from whoosh.formats import Positions
from whoosh.matching import LeafMatcher, ReadTooFar

from indexer.codec import values
from indexer.codec.documents import LENGTHS
from indexer.codec.kernels import BLOCK
from indexer.codec.postings import EXISTENCE, FREQUENCY, POSITIONS, VALUES, Bytes, Postings


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]  # Whoosh has no types
    """See Whoosh's base class for the contract of each method."""

    def __init__(
        self,
        postings: Postings,
        fieldname: str,
        number: int,
        text: bytes,
        format_: Any,  # noqa: ANN401
        scorer: Any,  # noqa: ANN401
        codes: Bytes,
    ) -> None:
        self.format = format_
        self.scorer = scorer
        self._term = (fieldname, text)
        self._postings = postings
        self._number = number
        self._field = postings.fields[fieldname]
        self._codes = codes
        self._documents, self._frequencies = postings.decoded(np.array([number], np.int64))
        self._ids: list[int] = self._documents.tolist()
        self._at = 0
        self._weights: list[float] | None = None
        self._positions: list[list[int]] | None = None

    def copy(self) -> Self:
        """One that goes on by itself from here."""
        return copy(self)

    def is_active(self) -> bool:
        """Whether there is a posting here."""
        return self._at < len(self._ids)

    def id(self) -> int:
        """The document of this posting; the last one's, once there is none, for Whoosh's AndNot asks."""
        return self._ids[min(self._at, len(self._ids) - 1)]

    def reset(self) -> None:
        """Go back to the first posting."""
        self._at = 0

    def next(self) -> bool:
        """Go to the next posting; whether that is the first of a block."""
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return self._at % BLOCK == 0

    def skip_to(self, id: int) -> None:  # noqa: A002 — Whoosh's signature
        """Go to the first posting whose document is not below this one."""
        if not self.is_active():
            raise ReadTooFar
        if id > self._ids[self._at]:
            self._at += int(np.searchsorted(self._documents[self._at :], id))

    def all_ids(self) -> Iterator[int]:
        """The documents from here on."""
        return iter(self._ids[self._at :])

    def weight(self) -> float:
        """The weight of this posting."""
        if self._weights is None:
            self._weights = self._all_weights().tolist()
        return self._weights[self._at]

    def value(self) -> bytes:
        """The bytes that this field's format has for this posting, written anew."""
        if self._field.kind == EXISTENCE:
            return b""
        if self._field.kind == FREQUENCY:
            return int(self._frequencies[self._at]).to_bytes(4, "big")
        if self._field.kind == POSITIONS:
            return bytes(self.format.encode(self._places()))
        return values.encoded(self.format, self._bytes())

    def value_as(self, astype: str) -> Any:  # noqa: ANN401
        """What this posting holds."""
        if astype == "positions" and self._field.kind == POSITIONS and type(self.format) is Positions:
            return self._places()
        return super().value_as(astype)

    def block_max_weight(self) -> float:
        """The highest weight of this block."""
        return float(self._all_weights()[self._block()].max())

    def block_min_length(self) -> int:
        """The least length of a document of this block."""
        return self._length(np.min)

    def block_max_length(self) -> int:
        """The greatest."""
        return self._length(np.max)

    def block_min_id(self) -> int:
        """The first document of this block."""
        return self._ids[int(self._block().start)]

    def block_max_id(self) -> int:
        """The last one."""
        return self._ids[int(self._block().stop) - 1]

    def skip_to_quality(self, minquality: float) -> int:
        """Pass over blocks until one may score more than this; how many were passed over."""
        passed = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._at = self._block().stop
            passed += 1
        return passed

    def _block(self) -> slice:
        begin = self._at // BLOCK * BLOCK
        return slice(begin, min(begin + BLOCK, len(self._ids)))

    def _length(self, choose: Any) -> int:  # noqa: ANN401
        return int(LENGTHS[choose(self._codes[self._documents[self._block()]])]) if len(self._codes) else 0

    def _all_weights(self) -> Any:  # noqa: ANN401 — float64, one a posting
        if self._field.weighted:
            begin, end = self._range()
            return self._postings.weights(self._term[0], begin, end)
        return self._frequencies * self._field.boost

    def _places(self) -> list[int]:
        if self._positions is None:
            flat = self._postings.positions(np.array([self._number], np.int64), self._frequencies).tolist()
            ends = np.cumsum(self._frequencies).tolist()
            self._positions = [flat[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]
        return self._positions[self._at]

    def _bytes(self) -> bytes:
        if self._field.kind != VALUES:
            return b""
        begin = self._range()[0] + self._at
        return self._postings.values(self._term[0], begin, begin + 1)[0].tobytes()

    def _range(self) -> tuple[int, int]:
        begin = self._postings.first_posting(self._term[0], self._number)
        return begin, begin + len(self._ids)
