"""What one article leaves behind for finding its copies and its translations."""

from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.dates import span
from indexer.document import Document
from indexer.twins import words
from indexer.twins.meanings import meanings

GRAMS = 32
"""Hashes of word triples that an article keeps: the smallest ones, so that two articles keep the same of what they share."""
KEYS = 88
"""Keys that an article keeps: those of numbers, entities and names first, then the smallest, for the same reason."""
READ = 100_000
"""Characters of a text that are read, so that a book costs no more than a long report."""

Hashes = NDArray[np.uint32]
_ONE, _FOLD, _HALF = np.uint64(1), np.uint64(29), np.uint64(32)
_MULTIPLIERS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """An article in some 700 bytes.

    `first` and `last` are the days that its date spans, as `date.toordinal` counts them, 0 where none is known. `length` counts the
    characters of the text. `grams` are hashes of word triples of the text, `keys` (see `indexer.twins.words`) and `meanings` come from the
    headline as well; all are uint32, sorted, each once.
    """

    language: str
    first: int
    last: int
    length: int
    paragraphs: int
    grams: Hashes
    keys: Hashes
    meanings: Hashes


def sketch(document: Document) -> Sketch:
    """The sketch of an article."""
    text, headline = document.text[:READ], document.title[:READ] if document.headline else ""
    read = words.read(text, headline)
    first, last = _days(document.date)
    return Sketch(
        language=document.lang,
        first=first,
        last=last,
        length=len(document.text),
        paragraphs=document.text.count("\n", 0, READ) + 1,
        grams=grams(read.hashes, GRAMS),
        keys=_keys(document, read.keys),
        meanings=meanings(text, headline, document.lang),
    )


def grams(hashes: NDArray[np.uint64], most: int) -> Hashes:
    """The hashes of every three words in a row, or of all words where there are fewer: sorted, each once, the smallest if they are more."""
    found = triples(hashes)
    found.sort()
    # Few come twice, so that the smallest are most often among as many again.
    head = found[: 2 * most]
    once = head[first_of_each(head)]
    if len(once) < most < len(found):
        once = found[first_of_each(found)]
    return once[:most]


def triples(hashes: NDArray[np.uint64]) -> Hashes:
    """The same as they follow each other."""
    if not len(hashes):
        return np.zeros(0, np.uint32)
    width = min(len(hashes), len(_MULTIPLIERS))
    count = len(hashes) - width + 1
    mixed = hashes[:count] * _MULTIPLIERS[0]
    for place in range(1, width):
        mixed += hashes[place : place + count] * _MULTIPLIERS[place]
    mixed ^= mixed >> _FOLD
    mixed *= _MULTIPLIERS[1]
    mixed >>= _HALF
    return mixed.astype(np.uint32)


def first_of_each(ordered: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of some sorted numbers are not the same as the one before."""
    first = np.empty(len(ordered), np.bool_)
    first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first


def _keys(document: Document, read: NDArray[np.uint64]) -> Hashes:
    entities = {mention.id for mention in chain(document.title_mentions, document.mentions)}
    ranked = np.concatenate([read, np.fromiter(map(words.entity, entities), np.uint64, len(entities))]) if entities else read
    ranked.sort()
    keys = (ranked >> _ONE).astype(np.uint32)
    # Of a key with and without a capital, the one with it comes first and stays.
    new = first_of_each(keys)
    keys = keys[new]
    if len(keys) > KEYS:
        weak = (ranked[new] & _ONE).astype(np.bool_)
        keys = np.concatenate([keys[~weak], keys[weak]])[:KEYS]
        keys.sort()
    return keys


def _days(written: str | None) -> tuple[int, int]:
    if written is None:
        return 0, 0
    first, last = (date(day // 10000, day // 100 % 100, day % 100).toordinal() for day in span(written))
    return first, last
