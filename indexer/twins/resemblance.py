"""Whether one text is a copy of another: what they have in common, word by word.

Two reports of a series have most of their sentences in common, too, and an edited copy as few as half of them. What tells them apart:

- a copy says nothing that the original does not; each report has names and numbers of its own;
- words that an editor changed stand alone, and one changed word makes three word triples differ; what is new in a report stands
  together, and the more of it does, the fewer triples differ for each word.
"""

from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from indexer.twins import words
from indexer.twins.sketch import READ, Hashes, grams

_SHORT = 15
"""Words of a line that may be cut from the beginning or the end, where the other text does not have it: a byline, a share button."""
_LINES = 4
"""Lines that are looked at there."""


class Resemblance(NamedTuple):
    """What two texts have in common, once short lines around one of them are cut.

    `within` is the part of the word triples of the text with fewer that the other has, `overall` the part of those of both. `new` is the
    part of the words of the shorter text that the other does not have. `names` and `numbers` are the parts of the capitalised words and
    of the numbers of the text with fewer that the other has.
    """

    within: float
    overall: float
    new: float
    names: float
    numbers: float

    @property
    def copies(self) -> bool:
        """Whether one text is a copy of the other. `tests/benchmarks/twins.py` measures these limits."""
        return (
            self.within >= 0.5
            and self.overall >= 0.15
            and self.numbers >= 0.9
            and self.names >= 0.85
            and self.new <= 0.02 + 0.4 * (1 - self.within)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A text as far as it is compared. `order` holds the hashes of its words as they follow each other, the others each hash once."""

    text: str
    order: NDArray[np.uint64]
    words: NDArray[np.uint64]
    grams: Hashes
    names: NDArray[np.uint64]
    numbers: NDArray[np.uint64]

    @classmethod
    def of(cls, text: str) -> Self:
        """Read a text."""
        text = text[:READ]
        read = words.read(text)
        keys = np.unique(read.keys)
        numeric = (keys >> np.uint64(1) & np.uint64(words.KIND)) >= words.Kind.CALENDAR
        strong = (keys & np.uint64(1)) == 0
        return cls(text, read.hashes, np.unique(read.hashes), grams(read.hashes), keys[strong & ~numeric], keys[numeric])

    def cut(self, other: "Text") -> "Text":
        """This text without the short lines around it that are none of the other's."""
        lines = self.text.split("\n")
        begin, end = 0, len(lines)
        while begin < min(_LINES, end - 1) and _foreign(lines[begin], other):
            begin += 1
        while end > max(len(lines) - _LINES, begin + 1) and _foreign(lines[end - 1], other):
            end -= 1
        return self if end - begin == len(lines) else Text.of("\n".join(lines[begin:end]))


def resemblance(one: Text, other: Text) -> Resemblance:
    """Compare two texts."""
    one, other = one.cut(other), other.cut(one)
    shorter, longer = sorted((one, other), key=lambda text: len(text.order))
    shared = _shared(one.grams, other.grams)
    return Resemblance(
        within=shared / max(min(len(one.grams), len(other.grams)), 1),
        overall=shared / max(len(one.grams) + len(other.grams) - shared, 1),
        new=1 - float(_known(shorter.order, longer).mean()) if len(shorter.order) else 1.0,
        names=_part(one.names, other.names),
        numbers=_part(one.numbers, other.numbers),
    )


def _foreign(line: str, other: Text) -> bool:
    found = words.read(line[: 40 * _SHORT]).hashes
    return len(found) <= _SHORT and (not len(found) or float(_known(found, other).mean()) < 0.5)  # noqa: PLR2004


def _known(found: NDArray[np.uint64], other: Text) -> NDArray[np.bool_]:
    """Which of some words another text has."""
    at = np.searchsorted(other.words, found)
    known: NDArray[np.bool_] = np.append(other.words, np.uint64(0))[at] == found
    return known


def _part(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> float:
    fewer = min(len(one), len(other))
    return _shared(one, other) / fewer if fewer else 1.0


def _shared(one: NDArray[np.uint64] | Hashes, other: NDArray[np.uint64] | Hashes) -> int:
    both = np.concatenate([one, other])
    both.sort()
    return int(np.count_nonzero(both[1:] == both[:-1]))
