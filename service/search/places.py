"""Where the words of a query stand in the texts of a page, told from arrays alone: no object is made of any such place.

What compiled code shows of an article is what Python shows, see `highlight`; this takes half the time.
"""

from collections.abc import Callable, Collection, Sequence

import numpy as np

from indexer.analysis import Part
from indexer.codec import kernels
from indexer.codec.postings import Bytes, Ints, Longs
from service.search.concordance import Bearing, Book, Concordance
from service.search.letters import Letters

MOST = 1_000
"""Marks of a text; one that has more is for Python."""
ANSWERS = 64
"""Parts of a query that compiled code tells apart."""
_ROOM = 1_024
"""Marks of a page that there is room for at first."""
_AT_ONCE = 256
"""Chunks that are read before the texts are looked at again."""

Mark = tuple[int, int, str]
"""From which letter to which, and what of the query it answers."""


class Places:
    """The marks of several texts.

    Attributes:
        firsts, lasts: int64, where the marks of each text begin and end; -1 for one that is for Python.
        marks: int32, 3 × marks and more: the letters of its text where each begins and ends, and which part of the query it answers.
    """

    def __init__(self, texts: int) -> None:
        self.firsts: Longs = np.full(texts, -1)
        self.lasts: Longs = np.full(texts, -1)
        self.marks: Ints = np.empty((3, _ROOM), np.int32)
        self._full = 0

    def fill(self, of: Longs, chunks: Sequence[Ints], told: tuple[Bytes, Ints, Longs, Ints], unread: Ints) -> int:
        """Put down the marks of some texts; how many chunks are still to be told, and nothing is put down then. See `kernels.spans`."""
        while True:
            size, waiting = kernels.spans(*chunks, of, *told, MOST, self._full, self.marks, self.firsts, self.lasts, unread)
            if waiting:
                return int(waiting)
            if size <= self.marks.shape[1]:
                self._full = size
                return 0
            larger = np.empty((3, 2 * size), np.int32)
            larger[:, : self._full] = self.marks[:, : self._full]
            self.marks = larger


class Telling:
    """What is marked in the chunks that bear words of a query. For one thread.

    Args:
        words: of the query.
        read: what is marked in the parts of a chunk.
    """

    def __init__(self, words: Collection[str], read: Callable[[Sequence[Part]], Collection[Mark]]) -> None:
        self._bearing = Bearing(words)
        self._read = read
        self._answers: dict[str, int] = {}
        self._unread: Ints = np.empty(_AT_ONCE, np.int32)
        self._book: Book | None = None
        self._slots: Ints = np.zeros(0, np.int32)
        self._marks: list[tuple[int, int, int]] = []
        self._ends = [0]
        self._told: Ints = np.zeros((0, 3), np.int32)
        self._starts: Longs = np.zeros(1, np.int64)

    def put(self, concordance: Concordance, letters: Letters, of: Longs, places: Places) -> None:
        """Put down what is marked in some texts. Of a query of too many parts that is nothing."""

        def use(book: Book, *chunks: Ints) -> None:
            self._bearing.look_up(book)
            if book is not self._book:
                self._book, self._slots = book, self._slots[:0]
            if fresh := self._bearing.known - len(self._slots):
                self._slots = np.concatenate([self._slots, np.zeros(fresh, np.int32)])
            while waiting := places.fill(of, chunks, (self._bearing.bears, self._slots, self._starts, self._told), self._unread):
                self._tell(book, self._unread[:waiting].tolist())

        if len(self._answers) <= ANSWERS:
            concordance.read(letters, of, use)
            if len(self._answers) > ANSWERS:
                places.firsts[of] = places.lasts[of] = -1

    def _tell(self, book: Book, numbers: Sequence[int]) -> None:
        """Read some chunks; what was told of those of another book stays where it is."""
        for number in numbers:
            for start, end, answer in self._read(book.parts[number]):
                self._marks.append((start, end, self._answers.setdefault(answer, len(self._answers))))
            self._ends.append(len(self._marks))
            self._slots[number] = len(self._ends) - 1
        self._told, self._starts = np.array(self._marks, np.int32).reshape(-1, 3), np.array(self._ends, np.int64)
