"""How one language reads a text: words are found, taken apart, folded and stemmed, and what a word becomes is remembered.

A word yields parts, one for each position: `Luna-25` is two, `l'étude` is one (the article is no word of its own). Every part has

- surface forms: the folded word as written, and for the first part of a hyphenated word also the whole in one piece (`luna25`);
- terms: its stems, none for a stop word. A stop word keeps its position.

A corpus has few distinct words, so each is read once and then looked up: about a million words a second in plain Python.
"""

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain
from typing import NamedTuple

from indexer.analysis.fold import fold, plain
from indexer.analysis.numbers import number
from indexer.analysis.stem import Stemmer
from indexer.analysis.tokens import APOSTROPHES, DOTTED, HYPHEN, NUMBER, WORD

MAX_TERM = 64
"""Characters of a term. What is longer (encoded data, mostly) is cut, at index and at query time alike."""

MEMORY = 1 << 16
"""Distinct words that a chain remembers, some 30 MB at most; then its memory starts afresh."""
_LETTERS = r"[^\W\d_ʼʻʹ]++"
_PIECE = rf"(?:{_LETTERS}(?:['’]{_LETTERS})++|[^\W_ʼʻʹ]++)"
_COMPOUND = re.compile(rf"{_PIECE}(?:-{_PIECE})*+")
_DECIMAL = re.compile(r"[0-9]++(?:[.,][0-9]++)++")
"""Most of what `WORD` finds besides words of letters and digits alone."""
_SIGNS = frozenset(APOSTROPHES)
"""Unicode counts some apostrophes among the letters."""
_MEMORABLE = 64
"""Characters of a word that is worth remembering."""


class Part(NamedTuple):
    """One position of a text. `start` and `end` count characters of the text; `surfaces` and `terms` are what is searched."""

    position: int
    start: int
    end: int
    surfaces: tuple[str, ...]
    terms: tuple[str, ...]


_ALL_AT_ONE = ((), (0,), (0, 0))
"""The positions of none, one and two terms of one word."""


class Flat(NamedTuple):
    """What stands at the positions of some texts: terms, the position of each in its text, and how many each text has."""

    terms: list[str]
    positions: list[int]
    sizes: list[int]

    def add(self, positions: Sequence[tuple[str, ...]]) -> None:
        """Take the next text, position by position."""
        size = 0
        for position, terms in enumerate(positions):
            for term in terms:
                self.terms.append(term)
                self.positions.append(position)
                size += 1
        self.sizes.append(size)


class Readings(NamedTuple):
    """What some texts become: how many positions each takes, and what is searched there."""

    positions: list[int]
    surfaces: Flat
    terms: Flat

    def add(self, surfaces: Sequence[tuple[str, ...]], terms: Sequence[tuple[str, ...]]) -> None:
        """Take the next text, position by position."""
        self.positions.append(len(surfaces))
        self.surfaces.add(surfaces)
        self.terms.add(terms)


@dataclass(frozen=True, slots=True)
class Rules:
    """What makes a language: its stemmer, stop words, and two functions.

    `strip` gives the (start, end) of what is left of a piece of text, free of hyphens, when articles and possessives are taken off.
    `terms` gives the stems of words from their plain and their folded forms. `stop_words` are plain.
    """

    language: str
    stop_words: frozenset[str]
    strip: Callable[[str], tuple[int, int]]
    terms: Callable[[Sequence[str], Sequence[str]], list[tuple[str, ...]]]


class Chain:
    """The one way in which a language's text becomes terms. It remembers `memory` distinct words. Safe to share between threads."""

    def __init__(self, rules: Rules, memory: int = MEMORY) -> None:
        self.rules = rules
        self._room = memory
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
        """The parts of what a person typed as one word, or of another short text."""
        found = WORD.match(word)
        # Of one word at the beginning, what is remembered is the answer, and not copied.
        if found and not WORD.search(word, found.end()):
            parts = self._memory.get(found.group())
            return self._read(found.group()) if parts is None else parts
        return tuple(self.parts(word))

    def alone(self, word: str) -> tuple[Part, ...]:
        """The parts of a short text that is not to be remembered, for whoever remembers it better."""
        if word.isalpha() and _SIGNS.isdisjoint(word) and len(word) <= MAX_TERM:
            return self._plain_word(word)
        found = WORD.match(word)
        return self._fresh(word) if found and found.end() == len(word) else tuple(self.parts(word))

    def letters(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """The terms of words of nothing but letters, which are as `words` has them and no longer than a term."""
        return self._stems(words, _folded(words))

    def words(self, words: Sequence[str]) -> Readings:
        """What each of some short texts becomes, position by position, with less work for each than when it comes alone.

        They are in small letters and in NFC, with nothing invisible in them and no letter that `fold` makes nothing of.
        """
        told = [self._told(word) for word in words]
        texts = list(chain.from_iterable(told))
        folded = _folded(texts)
        stems = self._stems(texts, folded)
        found = Readings([], surfaces := Flat([], [], []), searched := Flat([], [], []))
        at = 0
        for word, pieces in zip(words, told, strict=True):
            count = len(pieces)
            if count == 1:
                found.positions.append(1)
                surfaces.terms.append(folded[at])
                surfaces.positions.append(0)
                surfaces.sizes.append(1)
                several = stems[at]
                searched.terms.extend(several)
                searched.positions.extend(_ALL_AT_ONE[len(several)])
                searched.sizes.append(len(several))
            elif pieces:
                whole = "".join(folded[at : at + count])[:MAX_TERM]
                first = (folded[at],) if whole.isdigit() else (folded[at], whole)
                found.add((first, *zip(folded[at + 1 : at + count], strict=True)), stems[at : at + count])
            else:
                parts = self.alone(word)
                found.add([part.surfaces for part in parts], [part.terms for part in parts])
            at += count
        return found

    def _stems(self, texts: Sequence[str], folded: Sequence[str]) -> list[tuple[str, ...]]:
        stop = self.rules.stop_words
        return [() if text in stop else terms for text, terms in zip(texts, self.rules.terms(texts, folded), strict=True)]

    def _told(self, word: str) -> Sequence[str]:
        """The plain words that a text comes to, if it is told at a glance; otherwise none."""
        if len(word) > MAX_TERM:
            return ()
        if word.isalnum():
            return (word,)
        if _COMPOUND.fullmatch(word):
            return [piece if piece.isalpha() else self._stripped(piece) for piece in word.split("-")]
        return (number(word),) if _DECIMAL.fullmatch(word) else ()

    def _stripped(self, piece: str) -> str:
        start, end = self.rules.strip(piece)
        return plain(piece[start:end])

    def _plain_word(self, word: str) -> tuple[Part, ...]:
        """Most words: of nothing but letters, for which taking apart comes to this."""
        text = plain(word)
        folded = fold(text)[:MAX_TERM]
        return (Part(0, 0, len(word), (folded,), () if text in self.rules.stop_words else self._terms(text, folded)),) if folded else ()

    def _terms(self, text: str, folded: str) -> tuple[str, ...]:
        return self.rules.terms((text,), (folded,))[0]

    def _fresh(self, word: str) -> tuple[Part, ...]:
        return _with_whole(tuple(self._taken_apart(word)))

    def _read(self, word: str) -> tuple[Part, ...]:
        parts = self._fresh(word)
        if len(word) <= _MEMORABLE:
            with self._lock:
                if len(self._memory) >= self._room:
                    self._memory.clear()
                self._memory[word] = parts
        return parts

    def _taken_apart(self, word: str) -> Iterator[Part]:
        position = 0
        for offset, piece in _pieces(word):
            start, end = self.rules.strip(piece)
            left = piece[start:end]
            text = plain(_compact(left))
            folded = fold(text)[:MAX_TERM]
            if folded:
                # I.T. is not the pronoun.
                stop = text in self.rules.stop_words and not DOTTED.fullmatch(left)
                terms = () if stop else self._terms(text[:MAX_TERM], folded)
                yield Part(position, offset + start, offset + end, (folded,), terms)
                position += 1


def stop_words(language: str) -> frozenset[str]:
    """The language's own list, as written and without accents; one word a line, `#` begins a comment.

    A word that bears accents must be on the list with them: « mais » is a stop word, « maïs » grows in fields.
    """
    lines = files("indexer.analysis").joinpath("stopwords", f"{language}.txt").read_text("utf-8").splitlines()
    words = [word for line in lines for word in line.partition("#")[0].split()]
    return frozenset(map(plain, words)) | frozenset(map(fold, words))


def _folded(texts: Sequence[str]) -> list[str]:
    return [text if text.isascii() else fold(text)[:MAX_TERM] for text in texts]


def stems(stemmer: Stemmer, plain_words: Sequence[str], folded: Sequence[str]) -> list[tuple[str, ...]]:
    """Of each word, the stem of the folded word and, where it differs, the folded stem of the word with its accents.

    The order decides which words meet. Folding first loses nothing when accents are left out, but 3 % of word families fall apart;
    stemming first keeps the families and misses every fifth accented word when it is typed without accents. Both at one position
    keep everything. nDCG@10 on two French collections with 2,195 questions, as typed and without accents
    (`tests/benchmarks/fold_order.py`):

        fold, then stem         .654 .654   .846 .846
        stem, then fold         .657 .640   .848 .841
        both at one position    .656 .652   .847 .846
    """
    found: list[tuple[str, ...]] = [(stem,) for stem in stemmer.stems(folded)]
    accented = [place for place, word in enumerate(plain_words) if word != folded[place]]
    if accented:
        for place, stem in zip(accented, stemmer.stems([plain_words[place] for place in accented]), strict=True):
            after = fold(stem)[:MAX_TERM]
            if after and after != found[place][0]:
                found[place] = (found[place][0], after)
    for place, word in enumerate(folded):
        if not word.isalpha() and any(map(str.isdigit, word)):
            found[place] = (word,)
    return found


def _pieces(word: str) -> Iterator[tuple[int, str]]:
    """What stands between hyphens, each with its offset into the word."""
    start = 0
    for hyphen in HYPHEN.finditer(word):
        yield start, word[start : hyphen.start()]
        start = hyphen.end()
    yield start, word[start:]


def _compact(piece: str) -> str:
    """An acronym without its dots, a number without its grouping, anything else as it is."""
    if DOTTED.fullmatch(piece):
        return piece.replace(".", "")
    return number(piece) if NUMBER.fullmatch(piece) else piece


def _with_whole(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts, the first of which also bears a hyphenated word in one piece; not for years and the like (`2018-2022`)."""
    if len(parts) < 2:
        return parts
    whole = "".join(part.surfaces[0] for part in parts)[:MAX_TERM]
    first, *rest = parts
    return parts if whole.isdigit() else (first._replace(surfaces=(*first.surfaces, whole)), *rest)
