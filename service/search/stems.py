"""The stems of whole texts, told from what was made of the chunks of every text before; see `concordance`.

Some 30 microseconds an article of 350 words where its chunks are known; reading it takes 400.
"""

import threading
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from indexer.document import LANGUAGES, Language
from service.search.concordance import CONCORDANCES, Book, Concordance

ROOM = 300_000
"""Stems that are numbered; then numbering begins anew."""

Longs = NDArray[np.int64]


class Read(NamedTuple):
    """Texts as stems: `ids` maps a text to the numbers of its stems, in order; `names` says which stem has which number."""

    names: Sequence[str]
    ids: Mapping[str, Longs]


class Stems:
    """Texts in one language. Safe to share between threads."""

    def __init__(self, concordance: Concordance, room: int = ROOM) -> None:
        self._concordance = concordance
        self._room = room
        self._lock = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        self._names: list[str] = []
        self._numbers: dict[str, int] = {}
        self._books: WeakKeyDictionary[Book, _Chunks] = WeakKeyDictionary()

    def read(self, texts: Sequence[str]) -> Read:
        """Some texts."""
        cuts = self._concordance.cut(texts)
        with self._lock:
            if len(self._names) >= self._room:
                # Whoever still reads by the old numbers has the old names.
                self._begin()
            ids: dict[str, Longs] = {}
            for cut in cuts:
                chunks = self._books.setdefault(cut.book, _Chunks())
                for number in range(chunks.size, len(cut.book.parts)):
                    chunks.add([self._number(term) for part in cut.book.parts[number] for term in part.terms])
                for at, text in enumerate(cut.texts):
                    ids[texts[text]] = chunks.stems(cut.numbers[cut.starts[at] : cut.starts[at + 1]])
            return Read(self._names, ids)

    def _number(self, term: str) -> int:
        number = self._numbers.setdefault(term, len(self._names))
        if number == len(self._names):
            self._names.append(term)
        return number


class _Chunks:
    """The stems of the chunks of one book: those of chunk `n` are `ids[starts[n]:starts[n + 1]]`."""

    def __init__(self) -> None:
        self.size = 0
        self._ids = np.zeros(1024, np.int64)
        self._starts = np.zeros(1024, np.int64)

    def add(self, ids: Sequence[int]) -> None:
        """Take the stems of the next chunk."""
        begin = int(self._starts[self.size])
        self._ids, self._starts = _grown(self._ids, begin + len(ids)), _grown(self._starts, self.size + 2)
        self._ids[begin : begin + len(ids)] = ids
        self.size += 1
        self._starts[self.size] = begin + len(ids)

    def stems(self, numbers: NDArray[np.int32]) -> Longs:
        """The stems of some chunks, one after the other."""
        begins = self._starts[numbers]
        sizes = self._starts[numbers + 1] - begins
        ends = np.cumsum(sizes)
        ids: Longs = self._ids[np.repeat(begins - ends + sizes, sizes) + np.arange(ends[-1] if len(ends) else 0)]
        return ids


def _grown(array: Longs, size: int) -> Longs:
    return array if size <= len(array) else np.concatenate([array, np.zeros(max(size, len(array)), np.int64)])


STEMS: Mapping[Language, Stems] = {language: Stems(CONCORDANCES[language]) for language in LANGUAGES}
"""The texts that were learnt from."""
