"""Whether one text is a copy of another: what they have in common, word by word.

Two reports of a series have most of their sentences in common, too, and an edited copy as few as half of them. What tells them apart:

- a copy says nothing that the original does not; each report has names and numbers of its own, and other numbers in the same places;
- words that an editor changed stand alone, and one changed word makes three word triples differ; what is new in a report stands
  together, a sentence of it makes a long run of triples differ, and few for each word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from indexer.twins import words
from indexer.twins.flat import Rows
from indexer.twins.sketch import READ, Hashes, distinct, triples

AGREEING = 0.81
"""The part of the numbers of one text, those of the one that has fewer, which the other has, too, if one is a copy."""

_ENOUGH = 12
"""Word triples that two texts share, or they are too short to tell, unless they are the same."""
_RUN = 11
"""The most triples of the shorter text that the other does not have, in a row."""
_WIDTH = 2
"""Words before a number, and as many after it, that make its place: with fewer « la deuxième mise » may be another one further down."""
_KEYED, _KEY = np.uint64(33), np.uint64((1 << 33) - 1)
_MIXER = np.uint64(0x9E3779B97F4A7C15)
_SHORT = 15
"""Words of a line that may be cut from the beginning or the end, where the other text has no more than half of them: a share button."""
_LINES = 4
"""Lines that are looked at there."""


class Resemblance(NamedTuple):
    """What two texts have in common, once short lines around one of them are cut.

    `shared` counts the word triples of both, `within` is the part of those of the text with fewer, `overall` the part of those of either.
    `new` is the part of the words of the shorter text that the other does not have, `run` the most triples in a row that it does not
    have. `names` and `numbers` are the parts of the capitalised words and of the numbers of the text with fewer that the other has, and
    `contrary` the part of the places, words between which both texts have a number, where that is another one.
    """

    shared: int
    within: float
    overall: float
    new: float
    run: int
    names: float
    numbers: float
    contrary: float

    @property
    def copies(self) -> bool:
        """Whether one text is a copy of the other. `tests/benchmarks/twins.py` measures these limits."""
        return (
            (self.shared >= _ENOUGH or self.overall == 1)
            and self.within >= 0.6
            and self.run <= _RUN
            and self.overall >= 0.15
            and self.numbers >= AGREEING
            and self.contrary <= 1 - AGREEING
            and self.names >= 0.85
            and self.new <= 0.02 + 0.4 * (1 - self.within)
        )


class _Edges(NamedTuple):
    """The lines around a text that may be cut, by their places, with the words of each, and in which of these lines every word is."""

    lines: Sequence[int]
    words: NDArray[np.uint64]
    places: Rows

    def foreign(self, known: NDArray[np.uint64]) -> set[int]:
        """Which of them are short and mostly of words that are not known; the known ones are sorted."""
        sizes = np.bincount(self.places, minlength=len(self.lines))
        here = np.bincount(self.places[_known(self.words, known)], minlength=len(self.lines))
        return {self.lines[at] for at in np.flatnonzero((sizes <= _SHORT) & (2 * here <= sizes)).tolist()}


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A text as far as it is compared. `order` and `triples` follow the text, and so do the words of its `edges`.

    The others hold each hash once, but `places`, those of the words around every number, and `fillings`, of the same with the number.
    """

    text: str
    edges: _Edges
    order: NDArray[np.uint64]
    triples: Hashes
    words: NDArray[np.uint64]
    grams: Hashes
    names: NDArray[np.uint64]
    numbers: NDArray[np.uint64]
    places: NDArray[np.uint64]
    fillings: NDArray[np.uint64]

    @classmethod
    def of(cls, text: str) -> Self:
        """Read a text."""
        return cls.of_all([text])[0]

    @classmethod
    def of_all(cls, texts: Sequence[str]) -> list[Self]:
        """Read some texts, with less work for each than when it comes alone."""
        # Edges are read as texts of their own: what a number means may depend on what is in the line before it.
        parts, firsts, edges = list[str](), [0], list[list[int]]()
        for text in texts:
            lines = text[:READ].split("\n")
            edges.append(sorted({*range(len(lines))[:_LINES], *range(len(lines))[-_LINES:]}))
            parts += [text[:READ], *(lines[edge][: 40 * _SHORT] for edge in edges[-1])]
            firsts.append(len(parts))
        read = words.read_all(parts)
        keyed = distinct(read.key_texts.astype(np.uint64) << _KEYED | read.keys)
        of = np.arange(len(parts) + 1)  # where the words and the keys of each part begin
        begins, keys = np.searchsorted(read.texts, of), np.searchsorted(keyed, of.astype(np.uint64) << _KEYED)
        made = []
        for text, around, (first, following) in zip(texts, edges, pairwise(firsts), strict=True):
            begin, end, last = begins[first], begins[first + 1], begins[following]
            outside = _Edges(around, read.hashes[end:last], read.texts[end:last] - first - 1)
            own = keyed[keys[first] : keys[first + 1]] & _KEY
            made.append(cls._of(text[:READ], outside, read.hashes[begin:end], read.numeric[begin:end], own))
        return made

    @classmethod
    def _of(cls, text: str, edges: _Edges, order: NDArray[np.uint64], numeric: NDArray[np.bool_], keys: NDArray[np.uint64]) -> Self:
        three, _ = triples(order, np.zeros(len(order), np.int64))
        inside = np.flatnonzero(numeric[_WIDTH:-_WIDTH]) + _WIDTH
        places = np.zeros(len(inside), np.uint64)
        for step in (*range(-_WIDTH, 0), *range(1, _WIDTH + 1)):
            places = places * _MIXER + order[inside + step]
        fillings = places * _MIXER + order[inside]
        is_number = (keys >> np.uint64(1) & np.uint64(words.KIND)) >= words.Kind.CALENDAR
        names = keys[~is_number & ((keys & np.uint64(1)) == 0)]
        return cls(text, edges, order, three, distinct(order), distinct(three), names, distinct(order[numeric]), places, fillings)

    def cut(self, other: "Text") -> "Text":
        """This text without the short lines around it that are none of the other's."""
        foreign = self.edges.foreign(other.words)
        lines = self.text.split("\n")
        if len(foreign) in {0, len(lines)}:
            return self
        kept = "\n".join(line for place, line in enumerate(lines) if place not in foreign)
        return other if kept == other.text else Text.of(kept)  # many copies differ in nothing else


def resemblance(one: Text, other: Text) -> Resemblance:
    """Compare two texts."""
    one, other = one.cut(other), other.cut(one)
    shorter, longer = sorted((one, other), key=lambda text: len(text.order))
    shared = _shared(one.grams, other.grams)
    return Resemblance(
        shared=shared,
        within=shared / max(min(len(one.grams), len(other.grams)), 1),
        overall=shared / max(len(one.grams) + len(other.grams) - shared, 1),
        new=1 - float(_known(shorter.order, longer.words).mean()) if len(shorter.order) else 1.0,
        run=_run(~_known(shorter.triples, longer.grams)),
        names=_part(one.names, other.names),
        numbers=_part(one.numbers, other.numbers),
        contrary=_contrary(one, other),
    )


def setting_apart(text: Text, one: Text, other: Text) -> tuple[int, int]:
    """How many of the word triples of a text only one of two others has, and how many only the other."""
    ours, theirs = _known(text.grams, one.grams), _known(text.grams, other.grams)
    return int(np.count_nonzero(ours & ~theirs)), int(np.count_nonzero(theirs & ~ours))


def _known(found: NDArray[Any], known: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of some hashes are among others, which are sorted."""
    if not len(known):
        return np.zeros(len(found), np.bool_)
    at = np.minimum(np.searchsorted(known, found), len(known) - 1)
    among: NDArray[np.bool_] = known[at] == found
    return among


def _run(marks: NDArray[np.bool_]) -> int:
    """The length of the longest run of marks."""
    gaps = np.flatnonzero(~np.concatenate([np.zeros(1, np.bool_), marks, np.zeros(1, np.bool_)]))
    return int(np.diff(gaps).max()) - 1


def _contrary(one: Text, other: Text) -> float:
    both = distinct(one.places[_known(one.places, np.sort(other.places))])
    agreed = distinct(one.places[_known(one.fillings, np.sort(other.fillings))])
    return 1 - len(agreed) / len(both) if len(both) else 0.0


def _part(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> float:
    fewer = min(len(one), len(other))
    return _shared(one, other) / fewer if fewer else 1.0


def _shared(one: NDArray[np.uint64] | Hashes, other: NDArray[np.uint64] | Hashes) -> int:
    both = np.concatenate([one, other])
    both.sort()
    return int(np.count_nonzero(both[1:] == both[:-1]))
