"""How one language reads a text: words are found, taken apart, folded and stemmed, and what a word becomes is remembered.

A word yields parts, one for each position: `Luna-25` is two, `l'étude` is one (the article is no word of its own). Every part has

- surface forms: the folded word as written, and for the first part of a hyphenated word also the whole in one piece (`luna25`);
- terms: its stems, none for a stop word. A stop word keeps its position.

A corpus has few distinct words, so each is read once and then looked up: millions of words a second in plain Python.
"""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

from indexer.analysis.fold import fold, plain
from indexer.analysis.stem import Stemmer
from indexer.analysis.tokens import APOSTROPHE, DOTTED, HYPHEN, HYPHENS, NUMBER, WORD

MAX_TERM = 64
"""Characters of a term. What is longer (encoded data, mostly) is cut, at index and at query time alike."""

_MEMORY = 300_000
"""Distinct words remembered per language, some 100 MB at most; then the memory starts afresh."""
_MEMORABLE = 64
"""Characters of a word that is worth remembering."""


class Part(NamedTuple):
    """One position of a text. `start` and `end` count characters of the text; `surfaces` and `terms` are what is searched."""

    position: int
    start: int
    end: int
    surfaces: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """What makes a language: its stemmer, stop words, and two functions.

    `strip` gives the (start, end) of what is left of a plain lower-case word when articles and possessives are taken off.
    `terms` gives the stems of a word from its plain and its folded form.
    """

    language: str
    stop_words: frozenset[str]
    strip: Callable[[str], tuple[int, int]]
    terms: Callable[[str, str], tuple[str, ...]]


class Chain:
    """The one way in which a language's text becomes terms. Safe to share between threads."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._memory: dict[str, tuple[Part, ...]] = {}
        self._lock = threading.Lock()

    def parts(self, text: str) -> Iterator[Part]:
        """Every position of the text, in order."""
        position, recall = 0, self._memory.get
        for found in WORD.finditer(text):
            word, offset = found.group(), found.start()
            parts = recall(word)
            if parts is None:
                parts = self._read(word)
            for _, start, end, surfaces, terms in parts:
                yield Part(position, offset + start, offset + end, surfaces, terms)
                position += 1

    def word(self, word: str) -> tuple[Part, ...]:
        """The parts of what a person typed as one word."""
        return tuple(self.parts(word))

    def _read(self, word: str) -> tuple[Part, ...]:
        parts = _with_whole(word, tuple(self._taken_apart(word)))
        if len(word) <= _MEMORABLE:
            with self._lock:
                if len(self._memory) >= _MEMORY:
                    self._memory.clear()
                self._memory[word] = parts
        return parts

    def _taken_apart(self, word: str) -> Iterator[Part]:
        position = 0
        for start, end in _pieces(word):
            piece = word[start:end]
            acronym = DOTTED.fullmatch(piece) is not None
            text = plain(_compact(piece))
            if APOSTROPHE.search(piece):
                left, right = self.rules.strip(text)
                start, end = start + _offset(piece, left), end - (len(text) - right)  # noqa: PLW2901 — the stripped piece is the piece
                text = text[left:right]
            folded = fold(text)[:MAX_TERM]
            if folded:
                stop = folded in self.rules.stop_words and not acronym
                yield Part(position, start, end, (folded,), () if stop else self.rules.terms(text[:MAX_TERM], folded))
                position += 1


def stop_words(language: str) -> frozenset[str]:
    """The language's own list, folded; one word a line, `#` begins a comment."""
    lines = files("indexer.analysis").joinpath("stopwords", f"{language}.txt").read_text("utf-8").splitlines()
    return frozenset(fold(word) for line in lines for word in line.partition("#")[0].split())


def stems(stemmer: Stemmer, plain_word: str, folded: str) -> tuple[str, ...]:
    """The stem of the folded word and, where it differs, the folded stem of the word with its accents.

    The order decides which words meet. Folding first loses nothing when accents are left out, but 3 % of word families fall apart;
    stemming first keeps the families and misses every fifth accented word when it is typed without accents. Both at one position
    keep everything. nDCG@10 on two French collections with 2,195 questions, as typed and without accents
    (`tests/benchmarks/fold_order.py`):

        fold, then stem         .652 .652   .845 .845
        stem, then fold         .657 .639   .848 .841
        both at one position    .655 .652   .848 .846
    """
    if any(character.isdigit() for character in folded):
        return (folded,)
    before = stemmer.stem(folded)
    if plain_word == folded:
        return (before,)
    after = fold(stemmer.stem(plain_word))[:MAX_TERM]
    return (before,) if after == before or not after else (before, after)


def _pieces(word: str) -> list[tuple[int, int]]:
    """The (start, end) of what stands between hyphens; a number or a dotted acronym is one piece."""
    bounds, start = [], 0
    for hyphen in HYPHEN.finditer(word):
        bounds.append((start, hyphen.start()))
        start = hyphen.end()
    return [*bounds, (start, len(word))]


def _with_whole(word: str, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts, the first of which also bears a hyphenated word in one piece; not for years and the like (`2018-2022`)."""
    if len(parts) < 2 or not any(hyphen in word for hyphen in HYPHENS):
        return parts
    whole = "".join(part.surfaces[0] for part in parts)[:MAX_TERM]
    first, *rest = parts
    return parts if whole.isdigit() else (first._replace(surfaces=(*first.surfaces, whole)), *rest)


def _compact(piece: str) -> str:
    """A number without its grouping, an acronym without its dots, anything else as it is."""
    if DOTTED.fullmatch(piece):
        return piece.replace(".", "")
    if NUMBER.fullmatch(piece):
        return _number(piece)
    return piece


def _number(piece: str) -> str:
    """`10 000,5` and `10,000.5` are 10000.5; `3,14` is 3.14; `2.7.4` stays as it is."""
    first, *rest = re.split(r"\D", piece)
    *groups, last = rest
    marks = re.findall(r"\D", piece)
    grouping = marks[0]
    decimal = len(marks) > 1 and marks[-1] != grouping
    grouped = [*groups, *([] if decimal else [last])]
    if len(first) <= 3 and all(len(group) == 3 for group in grouped) and set(marks[: len(grouped)]) == {grouping}:
        return first + "".join(grouped) + (f".{last}" if decimal else "")
    return piece.replace(",", ".")


def _offset(piece: str, count: int) -> int:
    """Where in the piece its first `count` plain characters end."""
    offset = seen = 0
    while seen < count and offset < len(piece):
        offset += 1
        seen = len(plain(piece[:offset]))
    return offset
