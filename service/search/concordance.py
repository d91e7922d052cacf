"""Which chunks of a text bear which words, told from what was made of the chunks of every text before.

Most chunks of a news text have been seen in others, and none of these is read again: a kernel cuts the text and tells which chunks they
are, and which of them bear a word is then one look at an array. Some 20 microseconds an article of 350 words; reading it takes 400.
"""

import threading
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from itertools import accumulate
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.analysis import CHAINS, Chain, Part
from indexer.analysis.chain import Rules
from indexer.analysis.chunks import chunks
from indexer.codec import kernels
from indexer.codec.postings import Bytes, Ints, Longs
from service.search.letters import Letters

ROOM = 200_000
"""Chunks and parts that a book holds; then another is begun. They take some 60 MB."""
_SLOTS = 1 << 14, 1 << 18
"""Hashes that a table has room for at first and at last, of which it holds five eighths; a text whose chunks no longer fit is for the other
book. What takes half a megabyte is looked up in a quarter less time than what takes four."""
_CHUNKS = 20_000
"""Chunks of texts that there is always room for; for more, room is made, and given back."""


class Cut(NamedTuple):
    """Some of several texts in chunks: those with the places `texts` among them.

    The chunks of the text `texts[n]`, in order, are those of the `book` that have the numbers `numbers[starts[n]:starts[n + 1]]`, and
    they begin at the characters `begins` of the text, likewise; numbers and begins are int32, starts int64.
    """

    book: "Book"
    texts: Sequence[int]
    starts: Longs
    numbers: Ints
    begins: Ints

    def of(self, text: int) -> "Cut":
        """One of the texts alone."""
        part = slice(self.starts[text], self.starts[text + 1])
        return Cut(self.book, (self.texts[text],), self.starts[text : text + 2] - part.start, self.numbers[part], self.begins[part])


class Book(ABC):
    """Chunks by number, each read once.

    Attributes:
        parts: those of each chunk, as if it stood alone.
        bearers: word to the numbers, ascending, of the chunks that bear it as a surface or a term.
        size: how many chunks and parts there are.
    """

    def __init__(self, analysis: Chain) -> None:
        self.parts: list[tuple[Part, ...]] = []
        self.bearers: dict[str, list[int]] = {}
        self.size = 0
        self._analysis = analysis

    @abstractmethod
    def cut(self, texts: Sequence[str]) -> Cut:
        """Those of some texts that are for this book, in chunks."""

    def enter(self, chunk: str) -> int:
        """Read a chunk; its number."""
        parts, number = self._analysis.alone(chunk), len(self.parts)
        for word in {word for part in parts for word in (*part.surfaces, *part.terms)}:
            self.bearers.setdefault(word, []).append(number)
        # Last, for whoever sees a chunk here looks for its words there.
        self.parts.append(parts)
        self.size += 1 + len(parts)
        return number


class _Named(Book):
    """Chunks by their very text."""

    def __init__(self, analysis: Chain) -> None:
        super().__init__(analysis)
        self._numbers: dict[str, int] = {}

    def cut(self, texts: Sequence[str]) -> Cut:
        numbers: list[int] = []
        begins: list[int] = []
        starts = [0]
        for text in texts:
            at = 0
            for chunk in chunks(text):
                number = self._numbers.get(chunk)
                if number is None:
                    number = self._numbers[chunk] = self.enter(chunk)
                at = text.index(chunk, at)
                numbers.append(number)
                begins.append(at)
                at += len(chunk)
            starts.append(len(numbers))
        return Cut(self, range(len(texts)), np.array(starts, np.int64), np.array(numbers, np.int32), np.array(begins, np.int32))


class _Hashed(Book):
    """Chunks by their hashes, of texts that compiled code can cut; see `kernels.cut`."""

    def __init__(self, analysis: Chain) -> None:
        super().__init__(analysis)
        self._table, self._hashes = _table(_SLOTS[0])
        self._room = _room(_CHUNKS)

    def cut(self, texts: Sequence[str]) -> Cut:
        fit, letters = Letters.among(texts)
        numbers, begins, counts = self.chop(letters, np.arange(len(fit)))
        held = counts.tolist()
        own = [n for n, count in zip(fit, held, strict=True) if count >= 0]
        starts = np.array([0, *accumulate(count for count in held if count >= 0)])
        return Cut(self, own, starts, numbers[: starts[-1]].copy(), begins[: starts[-1]].copy())

    def chop(self, letters: Letters, of: Longs) -> tuple[Ints, Ints, Ints]:
        """The numbers of the chunks of some texts, where each begins, and how many each text has; see `kernels.chop`.

        What is given out is used up before somebody else chops.
        """
        # A text of an odd number of letters may have half a chunk more than half of them.
        most, counts = (len(letters.units) + len(of)) // 2, np.empty(len(of), np.int32)
        numbers, places, begins, stops = self._room if most <= _CHUNKS else _room(most)
        while True:
            given, known = (*letters, of, self._table, self._hashes), len(self.parts)
            total = kernels.chop(*given, known, numbers, places, counts, begins, stops)
            for fresh in range(total - known):
                self.enter(letters.units[begins[fresh] : stops[fresh]].tobytes().decode("utf-16-le"))
            if total < len(self._hashes) or len(self._table) == _SLOTS[1]:
                return numbers, places, counts
            hashes = self._hashes
            self._table, self._hashes = _table(2 * len(self._table))
            self._hashes[: len(hashes)] = hashes
            kernels.replaced(hashes, self._table)


def _table(slots: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """An empty table, and room for the hashes that it may hold."""
    return np.zeros(slots, np.uint64), np.empty(5 * slots // 8, np.uint64)


def _room(size: int) -> tuple[Ints, Ints, Longs, Longs]:
    """Room for the numbers, places, begins and ends of so many chunks."""
    return np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int64), np.empty(size, np.int64)


_Kind = TypeVar("_Kind", bound=Book)


class Concordance:
    """Texts in one language. It remembers about `room` of their chunks and parts. Safe to share between threads."""

    def __init__(self, rules: Rules, room: int = ROOM) -> None:
        self._analysis = Chain(rules, room)
        self._room = room
        self._lock = threading.Lock()
        self._books: dict[type[Book], Any] = {}

    def cut(self, texts: Sequence[str]) -> list[Cut]:
        """Each of some texts in one of the cuts. One by one they take longer."""
        if not texts:
            return []
        with self._lock:
            if not kernels.COMPILED:
                return [self._book(_Named).cut(texts)]
            cut = self._book(_Hashed).cut(texts)
            if len(cut.texts) == len(texts):
                return [cut]
            left = sorted({*range(len(texts))}.difference(cut.texts))
            others = self._book(_Named).cut([texts[n] for n in left])._replace(texts=left)
            return [cut, others] if cut.texts else [others]

    def read(self, letters: Letters, of: Longs, use: Callable[[Book, Ints, Ints, Ints], None]) -> None:
        """Give the chunks of some texts, and their book, to somebody, before anybody else has any; see `kernels.chop`."""
        with self._lock:
            book = self._book(_Hashed)
            use(book, *book.chop(letters, of))

    def _book(self, kind: type[_Kind]) -> _Kind:
        book: _Kind | None = self._books.get(kind)
        if book is None or book.size >= self._room:
            # Whoever is reading in the old book goes on with it.
            book = self._books[kind] = kind(self._analysis)
        return book


class Bearing:
    """The chunks that bear any of some words, in whatever book. For one thread.

    Attributes:
        bears: uint8, a bit for the number of each chunk of the `book`, the lowest first, and perhaps some more.
        known: how many chunks of the book these are.
    """

    def __init__(self, words: Collection[str]) -> None:
        self._words = words
        self.book: Book | None = None
        self.bears: Bytes = np.zeros(0, np.uint8)
        self.known = 0

    def found(self, cut: Cut) -> list[tuple[int, int, int, int]]:
        """The chunks of some texts that bear one of the words, in order: of which text, their place in the cut, number, and begin."""
        self.look_up(cut.book)
        room = np.empty((len(cut.numbers), 4), np.int32)
        rows: list[tuple[int, int, int, int]] = room[: kernels.sift(cut.numbers, cut.starts, cut.begins, self.bears, room)].tolist()
        return rows

    def look_up(self, book: Book) -> None:
        """Find the chunks of a book, those that were entered since, too."""
        before, total = self.known if book is self.book else 0, len(book.parts)
        if book is self.book and before == total:
            return
        begin = before & ~7
        more = np.zeros(-(-(total - begin) // 8) * 8, np.bool_)
        if before > begin:
            more[: before - begin] = np.unpackbits(self.bears[begin >> 3 : (begin >> 3) + 1], count=before - begin, bitorder="little")
        fresh: list[int] = []
        for word in self._words:
            numbers = book.bearers.get(word)
            if numbers and numbers[-1] >= before:
                # Another thread may have entered some that came after the count.
                fresh += numbers[bisect_left(numbers, before) : bisect_left(numbers, total)]
        more[np.array(fresh, np.int64) - begin] = True
        bits = np.packbits(more, bitorder="little")
        self.bears = np.concatenate([self.bears[: begin >> 3], bits]) if begin else bits
        self.book, self.known = book, total


CONCORDANCES = {language: Concordance(chain.rules) for language, chain in CHAINS.items()}
"""The chunks of every text in which words were to be marked."""
