"""Snowball stemmers, safe to share.

A Snowball stemmer keeps the current word in itself, so two threads sharing one stem each other's words; and an analyser is pickled
into the index, so it cannot own a thread's stemmer. One stemmer a language behind one lock is enough: chains remember what they have
read, so the lock is taken once for every distinct word.
"""

import threading
from collections.abc import Sequence
from importlib.metadata import version

import snowballstemmer

_LOCK = threading.Lock()


class Stemmer:
    """One language's Snowball algorithm (Porter, https://snowballstem.org/algorithms/)."""

    def __init__(self, algorithm: str) -> None:
        self._stemmer = snowballstemmer.stemmer(algorithm)
        # PyStemmer keeps the last 10,000 words and sorts them whenever it forgets some; chains remember better.
        self._stemmer.maxCacheSize = 0

    def stem(self, word: str) -> str:
        """The stem of one lower-case word."""
        with _LOCK:
            stem: str = self._stemmer.stemWord(word)
        return stem

    def stems(self, words: Sequence[str]) -> list[str]:
        """The stems of many."""
        with _LOCK:
            stems: list[str] = self._stemmer.stemWords(list(words))
        return stems


VERSION = f"snowballstemmer {version('snowballstemmer')}, PyStemmer {version('PyStemmer')}"
"""What stems: 2.2 and 3.x stem differently, so an index belongs to the version that it was written with."""
