"""Which chunks of a text bear which words, told from what was made of the chunks of every text before.

Most chunks of a news text have been seen in others. Which of them bear a word is then asked of a few hundred strings as a set, and none
is read again; of a text that itself was asked about lately, not even the chunks are cut again.
"""

import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import chain

from indexer.analysis.chain import Chain, Part, Rules
from indexer.analysis.chunks import chunks

ROOM = 100_000
"""Chunks that a concordance remembers; then it starts afresh. With all that is remembered of them they take 50 MB, with older words 80."""
_MEMORABLE = 64
"""Characters of a chunk that is worth remembering."""
_TEXTS = 500
"""Texts whose chunks are remembered as they are, some 25 kB each; a next or a narrowed page of results often shows the same."""
_SHORT = 10_000
"""Characters of such a text."""


@dataclass(frozen=True, slots=True)
class _Book:
    """What is known. Of a chunk in `known`, and of every chunk of a text in `texts`, everything else is known, too."""

    known: set[str] = field(default_factory=set)
    parts: dict[str, tuple[Part, ...]] = field(default_factory=dict)
    bearers: dict[str, list[str]] = field(default_factory=dict)
    texts: dict[str, set[str]] = field(default_factory=dict)


class Concordance:
    """Texts in one language. It remembers about `room` of their chunks, and as many words. Safe to share between threads."""

    def __init__(self, rules: Rules, room: int = ROOM) -> None:
        self._chain = Chain(rules, room)
        self._room = room
        self._book = _Book()
        self._lock = threading.Lock()

    def bearing(self, text: str, *words: Collection[str]) -> dict[str, tuple[Part, ...]]:
        """The chunks of the text that bear any of the words as a term or a surface, each with its parts as if it stood alone.

        A few that bear none may be among them.
        """
        book = self._book
        found: dict[str, tuple[Part, ...]] = {}
        cut = book.texts.get(text)
        if cut is None:
            cut = set(chunks(text))
            book, found = self._learnt(cut)
            if not found and len(text) <= _SHORT:
                self._keep(book, text, cut)
        if sum(map(len, words)) > len(cut):
            return {chunk: book.parts[chunk] for chunk in cut if chunk not in found} | found
        for word in chain.from_iterable(words):
            for chunk in cut.intersection(book.bearers.get(word, ())):
                found[chunk] = book.parts[chunk]
        return found

    def _learnt(self, cut: set[str]) -> tuple[_Book, dict[str, tuple[Part, ...]]]:
        """A book that knows these chunks, and apart from it the parts of those that are too long for it."""
        book, long = self._book, {}
        if unknown := cut - book.known:
            if len(book.known) + len(unknown) > self._room:
                # Whoever is reading in the old book goes on with it.
                book, unknown = _Book(), cut
                self._book = book
            for chunk in unknown:
                parts = self._chain.word(chunk)
                if len(chunk) <= _MEMORABLE:
                    self._enter(book, chunk, parts)
                else:
                    long[chunk] = parts
        return book, long

    def _enter(self, book: _Book, chunk: str, parts: tuple[Part, ...]) -> None:
        with self._lock:
            if chunk not in book.known:
                book.parts[chunk] = parts
                for word in {word for part in parts for word in (*part.surfaces, *part.terms)}:
                    book.bearers.setdefault(word, []).append(chunk)
                book.known.add(chunk)

    def _keep(self, book: _Book, text: str, cut: set[str]) -> None:
        with self._lock:
            if len(book.texts) >= _TEXTS:
                del book.texts[next(iter(book.texts))]
            book.texts[text] = cut
