"""What one article leaves behind for finding its copies and its translations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain, pairwise
from typing import Any, TypeVar

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
MEANINGS = 64
"""Hashes of meanings that an article keeps: the smallest, for the same reason."""
READ = 100_000
"""Characters of a text that are read, so that a book costs no more than a long report."""

Hashes = NDArray[np.uint32]
Whole = TypeVar("Whole", bound=np.integer[Any])
_ONE, _FOLD, _HALF, _KEYED, _LOW = np.uint64(1), np.uint64(29), np.uint64(32), np.uint64(33), np.uint64((1 << 32) - 1)
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
    return sketched((document,))[0]


def sketched(documents: Sequence[Document]) -> list[Sketch]:
    """The sketches of some articles, with less work for each than when it comes alone."""
    texts = [document.text[:READ] for document in documents]
    headlines = [document.title[:READ] if document.headline else "" for document in documents]
    many, languages = len(documents), [document.lang for document in documents]
    with words.READING:
        words.PIECES.make_room()
        cut = words.PIECES.cut([*texts, *headlines])
        read = words.readings([*texts, *headlines], cut)
        meant = meanings(cut, [*languages, *languages])
    written = read.texts < many  # a headline gives no word triples
    grams = _least(*triples(read.hashes[written], read.texts[written]), many, GRAMS)
    keys = _keys(documents, read)
    telling = np.flatnonzero(meant)
    owners = np.repeat(np.arange(2 * many), cut.counts)[telling] % many
    found = _least(meant[telling], owners, many, MEANINGS)
    return [
        Sketch(
            document.lang,
            *_days(document.date),
            length=len(document.text),
            paragraphs=text.count("\n") + 1,
            grams=grams[at],
            keys=keys[at],
            meanings=found[at],
        )
        for at, (document, text) in enumerate(zip(documents, texts, strict=True))
    ]


def triples(hashes: NDArray[np.uint64], texts: NDArray[np.int64]) -> tuple[Hashes, NDArray[np.int64]]:
    """The hashes of every three words in a row, or of all words of a text that has fewer, as they follow each other.

    Args:
        hashes: of the words of some texts, one text after the other.
        texts: which text each word is of.

    Returns:
        The hashes, and which text each is of.
    """
    mixed = hashes * _MULTIPLIERS[0]
    kept = first_of_each(texts)
    for place in range(1, len(_MULTIPLIERS)):
        together = texts[place:] == texts[:-place]
        mixed[:-place] += hashes[place:] * _MULTIPLIERS[place] * together
    kept[:-place] |= together
    mixed = mixed[kept]
    mixed ^= mixed >> _FOLD
    mixed *= _MULTIPLIERS[1]
    mixed >>= _HALF
    return mixed.astype(np.uint32), texts[kept]


def first_of_each(ordered: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of some sorted numbers are not the same as the one before."""
    first = np.empty(len(ordered), np.bool_)
    first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first


def distinct(values: NDArray[Whole]) -> NDArray[Whole]:
    """Each of some numbers once, in order. NumPy's own takes four times as long for few, and loads modules that an update does without."""
    ordered = np.sort(values)
    return ordered[first_of_each(ordered)]


def _keys(documents: Sequence[Document], read: words.Readings) -> list[Hashes]:
    """The keys that the articles keep, where `read` is first their texts and then their headlines."""
    many = len(documents)
    named = [{mention.id for mention in chain(document.title_mentions, document.mentions)} for document in documents]
    count = np.fromiter(map(len, named), np.int64, many)
    entities = np.fromiter(map(words.entity, chain.from_iterable(named)), np.uint64, int(count.sum()))
    found = np.concatenate([read.keys, entities])
    owners = np.concatenate([read.key_texts % many, np.repeat(np.arange(many), count)]).astype(np.uint64)
    ranked = owners << _KEYED | found
    ranked.sort()
    # Of a key with and without a capital, the one with it comes first and stays.
    ranked = ranked[first_of_each(ranked >> _ONE)]
    # Now those that are weak last.
    keys = ranked >> _ONE & _LOW
    order = ranked >> _KEYED << _KEYED | (ranked & _ONE) << _HALF | keys
    order.sort()
    owners = order >> _KEYED
    order = order[_places_within(owners) < KEYS]
    return _least((order & _LOW).astype(np.uint32), (order >> _KEYED).astype(np.int64), many, KEYS)


def _least(values: Hashes, owners: NDArray[np.int64], many: int, most: int) -> list[Hashes]:
    """Of each of `many` owners the values, sorted, each once, and the smallest if there are more than `most`."""
    ranked = owners.astype(np.uint64) << _HALF | values
    ranked.sort()
    ranked = ranked[first_of_each(ranked)]
    ranked = ranked[_places_within(ranked >> _HALF) < most]
    borders = np.searchsorted(ranked, np.arange(many + 1, dtype=np.uint64) << _HALF).tolist()
    values = ranked.astype(np.uint32)
    return [values[begin:end] for begin, end in pairwise(borders)]


def _places_within(owners: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Of sorted owners, the how manieth of its own each is, from 0."""
    places = np.arange(len(owners))
    return places - np.maximum.accumulate(np.where(first_of_each(owners), places, 0))


@lru_cache(maxsize=1 << 12)  # a day has many articles
def _days(written: str | None) -> tuple[int, int]:
    if written is None:
        return 0, 0
    first, last = (date(day // 10000, day // 100 % 100, day % 100).toordinal() for day in span(written))
    return first, last
