"""Whether one text is a copy of another: what they have in common, word by word.

Two reports of a series have most of their sentences in common, too, and an edited copy as few as half of them. What tells them apart:

- a copy says nothing that the original does not; each report has names and numbers of its own, and other numbers in the same places;
- words that an editor changed stand alone, and one changed word makes three word triples differ; what is new in a report stands
  together, a sentence of it makes a long run of triples differ, and few for each word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from indexer.twins import words
from indexer.twins.sketch import READ, Hashes, triples

AGREEING = 0.81
"""The part of the numbers of one text, those of the one that has fewer, which the other has, too, if one is a copy."""

_ENOUGH = 12
"""Word triples that two texts share, or they are too short to tell, unless they are the same."""
_RUN = 11
"""The most triples of the shorter text that the other does not have, in a row."""
_WIDTH = 2
"""Words before a number, and as many after it, that make its place: with fewer « la deuxième mise » may be another one further down."""
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


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A text as far as it is compared. `order` and `triples` follow the text.

    The others hold each hash once, but `places`, those of the words around every number, and `fillings`, of the same with the number.
    """

    text: str
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
        text = text[:READ]
        read = words.read(text)
        keys = np.unique(read.keys)
        numeric = (keys >> np.uint64(1) & np.uint64(words.KIND)) >= words.Kind.CALENDAR
        names = keys[~numeric & ((keys & np.uint64(1)) == 0)]
        three, _ = triples(read.hashes, np.zeros(len(read.hashes), np.int64))
        inside = np.flatnonzero(read.numeric[_WIDTH:-_WIDTH]) + _WIDTH
        places = np.zeros(len(inside), np.uint64)
        for step in (*range(-_WIDTH, 0), *range(1, _WIDTH + 1)):
            places = places * _MIXER + read.hashes[inside + step]
        fillings = places * _MIXER + read.hashes[inside]
        once = np.unique(read.hashes), np.unique(three), names, np.unique(read.hashes[read.numeric])
        return cls(text, read.hashes, three, *once, places, fillings)

    def cut(self, other: "Text") -> "Text":
        """This text without the short lines around it that are none of the other's."""
        lines = self.text.split("\n")
        edges = sorted({*range(len(lines))[:_LINES], *range(len(lines))[-_LINES:]})
        foreign = {edges[at] for at in _foreign([lines[edge][: 40 * _SHORT] for edge in edges], other)}
        kept = [line for place, line in enumerate(lines) if place not in foreign]
        return self if len(kept) in {0, len(lines)} else Text.of("\n".join(kept))


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


def _foreign(lines: Sequence[str], other: Text) -> list[int]:
    """Which of some lines are short and mostly of words that the other text does not have."""
    found = words.read_all(lines)
    sizes = np.bincount(found.texts, minlength=len(lines))
    known = np.bincount(found.texts[_known(found.hashes, other.words)], minlength=len(lines))
    foreign: list[int] = np.flatnonzero((sizes <= _SHORT) & (2 * known <= sizes)).tolist()
    return foreign


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
    both = np.unique(one.places[_known(one.places, np.unique(other.places))])
    agreed = np.unique(one.places[_known(one.fillings, np.unique(other.fillings))])
    return 1 - len(agreed) / len(both) if len(both) else 0.0


def _part(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> float:
    fewer = min(len(one), len(other))
    return _shared(one, other) / fewer if fewer else 1.0


def _shared(one: NDArray[np.uint64] | Hashes, other: NDArray[np.uint64] | Hashes) -> int:
    both = np.concatenate([one, other])
    both.sort()
    return int(np.count_nonzero(both[1:] == both[:-1]))
