"""The pieces that texts have between spaces, each with a number, and what is known of them: news repeats most of its pieces.

Texts are cut many at a time, by compiled code where there is some, else by `str.split` and a dictionary: both cut alike. A number stands
for a piece until the memory is full and starts afresh; nothing that is made of a text depends on the numbers.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.codec import kernels

Made = TypeVar("Made", bound=np.unsignedinteger[Any])
Numbers = NDArray[np.int32]
Places = NDArray[np.int64]

_FIRST = 1 << 16
"""Pieces that there is room for at first, and how many more when that is full."""


class Cut(NamedTuple):
    """The pieces of some texts, one text after the other.

    `numbers` are those of all pieces, `counts` (int64) how many each text has, and `known` how many pieces have a number by now. `spelled`
    gives the pieces at some places among all.
    """

    numbers: Numbers
    counts: Places
    known: int
    spelled: Callable[[Iterable[int]], list[str]]


class Pieces:
    """The pieces of all texts since the memory started afresh. Not for several threads."""

    def __init__(self, most: int | None = None) -> None:
        """Remember no more than that many, or else as many as some 40 MB hold; then the memory starts afresh."""
        self._most = most
        self._columns: list[Column[Any]] = []
        self._numbers = _numbers()

    def column(self, dtype: type[Made], make: Callable[[list[str]], Iterable[int]]) -> "Column[Made]":
        """What is made of the pieces, each once."""
        self._columns.append(column := Column(dtype, make))
        return column

    def cut(self, texts: Sequence[str]) -> Cut:
        """Cut some texts."""
        return self._numbers.cut(texts)

    def make_room(self) -> None:
        """Start afresh if there are too many pieces, or if compiled code has come meanwhile. What was cut is good no longer."""
        most = self._numbers.most if self._most is None else self._most
        if len(self._numbers) > most or self._numbers.compiled != kernels.COMPILED:
            self.clear()

    def clear(self) -> None:
        """Start afresh."""
        self._numbers = _numbers()
        for column in self._columns:
            column.forget()


class Column(Generic[Made]):
    """What is made of each piece, by number. All bits set are what was not yet asked for."""

    def __init__(self, dtype: type[Made], make: Callable[[list[str]], Iterable[int]]) -> None:
        self._dtype, self._make = dtype, make
        self.forget()

    def forget(self) -> None:
        """Start afresh."""
        self._made = np.zeros(0, self._dtype)

    def of(self, cut: Cut, places: Places | None = None) -> NDArray[Made]:
        """What is made of the pieces of some texts, or of those at some places."""
        if cut.known > len(self._made):
            more = np.full(max(cut.known - len(self._made), _FIRST), np.iinfo(self._dtype).max, self._dtype)
            self._made = np.concatenate([self._made, more])
        numbers = cut.numbers if places is None else cut.numbers[places]
        made = self._made[numbers]
        if len(new := np.flatnonzero(made == np.iinfo(self._dtype).max)):
            which, first = np.unique(numbers[new], return_index=True)
            at = new[first] if places is None else places[new[first]]
            self._made[which] = np.fromiter(self._make(cut.spelled(at.tolist())), self._dtype, len(which))
            made = self._made[numbers]
        return made


class _Dictionary(dict[str, int]):
    """Numbers where there is no compiled code."""

    compiled, most = False, 1 << 18

    def __missing__(self, piece: str) -> int:
        number = self[piece] = len(self)
        return number

    def cut(self, texts: Sequence[str]) -> Cut:
        pieces = [text.split() for text in texts]
        counts = np.fromiter(map(len, pieces), np.int64, len(pieces))
        flat = list(chain.from_iterable(pieces))
        numbers = np.fromiter(map(self.__getitem__, flat), np.int32, len(flat))
        return Cut(numbers, counts, len(self), lambda places: [flat[place] for place in places])


class _Hashed:
    """Numbers by hashes of 64 bits: two pieces among a million are taken for one with a chance of 3 in 100 million, see `kernels.cut`."""

    compiled, most = True, 1 << 19

    def __init__(self) -> None:
        self._table = np.zeros(4 * _FIRST, np.uint64)
        self._known = 0

    def __len__(self) -> int:
        return self._known

    def cut(self, texts: Sequence[str]) -> Cut:
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        whole = b"\n".join(encoded)
        most = len(whole) // 2 + 1
        hashes, begins, ends = np.empty(most, np.uint64), np.empty(most, np.int64), np.empty(most, np.int64)
        # Whoever compiles for what can be written compiles anew for what cannot.
        found = kernels.split(np.frombuffer(bytearray(whole), np.uint8), hashes, begins, ends)
        hashes, begins, ends = hashes[:found], begins[:found], ends[:found]
        numbers = np.empty(found, np.int32)
        self._known = kernels.numbered(hashes, self._with_room(self._known + found), self._known, numbers)
        borders = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)) + 1)
        counts = np.diff(np.searchsorted(begins, borders), prepend=0)

        def spelled(places: Iterable[int]) -> list[str]:
            at = np.fromiter(places, np.int64)
            spans = zip(begins[at].tolist(), ends[at].tolist(), strict=True)
            return [whole[begin:end].decode("utf-8", "surrogatepass") for begin, end in spans]

        return Cut(numbers, counts, self._known, spelled)

    def _with_room(self, hashes: int) -> NDArray[np.uint64]:
        while 3 * hashes > len(self._table):
            larger = np.zeros(2 * len(self._table), np.uint64)
            kernels.grown(self._table, larger)
            self._table = larger
        return self._table


def _numbers() -> _Dictionary | _Hashed:
    return _Hashed() if kernels.COMPILED else _Dictionary()
