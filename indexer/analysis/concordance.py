"""Which chunks bear which words: what a chain makes of every chunk that was ever asked about, and the way back from a word to its chunks.

Most chunks of a news text have been seen before. Which of them bear a word is then asked of a few hundred strings as a set, and none of
them is read again.
"""

import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import chain

from indexer.analysis.chain import Chain, Part, Rules

ROOM = 100_000
"""Chunks that a concordance remembers; then it starts afresh. They and their words take some 50 MB, at most 80 with older words."""
_MEMORABLE = 64
"""Characters of a chunk that is worth remembering."""


@dataclass(frozen=True, slots=True)
class _Book:
    """What is known. It only grows, and of a chunk in `known` everything else is known, too."""

    known: set[str] = field(default_factory=set)
    parts: dict[str, tuple[Part, ...]] = field(default_factory=dict)
    bearers: dict[str, list[str]] = field(default_factory=dict)


class Concordance:
    """Chunks of texts in one language. It remembers about `room` of them, and as many words. Safe to share between threads."""

    def __init__(self, rules: Rules, room: int = ROOM) -> None:
        self._chain = Chain(rules, room)
        self._room = room
        self._book = _Book()
        self._lock = threading.Lock()

    def bearing(self, chunks: set[str], *words: Collection[str]) -> dict[str, tuple[Part, ...]]:
        """Those of the chunks that bear any of the words as a term or a surface, each with its parts as if it stood alone.

        A few that bear none may be among them.
        """
        book, found = self._book, {}
        if unknown := chunks - book.known:
            if len(book.known) + len(unknown) > self._room:
                # Whoever is reading in the old book goes on with it.
                book, unknown = _Book(), chunks
                self._book = book
            for chunk in unknown:
                parts = self._chain.word(chunk)
                if len(chunk) <= _MEMORABLE:
                    self._enter(book, chunk, parts)
                else:
                    found[chunk] = parts
        if sum(map(len, words)) > len(chunks):
            return {chunk: book.parts[chunk] for chunk in chunks if chunk not in found} | found
        for word in chain.from_iterable(words):
            for chunk in chunks.intersection(book.bearers.get(word, ())):
                found[chunk] = book.parts[chunk]
        return found

    def _enter(self, book: _Book, chunk: str, parts: tuple[Part, ...]) -> None:
        with self._lock:
            if chunk not in book.known:
                book.parts[chunk] = parts
                for word in {word for part in parts for word in (*part.surfaces, *part.terms)}:
                    book.bearers.setdefault(word, []).append(chunk)
                book.known.add(chunk)
