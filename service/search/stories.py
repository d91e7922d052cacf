"""The stories of a generation by number: which articles tell the same text, so that none of them is looked for by its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from indexer.codec import kernels
from indexer.codec.arrays import arrays_of
from indexer.codec.postings import NO_INTS
from indexer.document import UNDETERMINED
from indexer.stories import Member

_ID = "id"

Ints = NDArray[np.int32]


class Kin(NamedTuple):
    """The relatives of one article by number, the best copy first: those in another language, and the others."""

    twins: Ints
    copies: Ints


_NOBODY = Kin(NO_INTS, NO_INTS)


@dataclass(frozen=True, slots=True, eq=False)
class Stories:
    """The stories of all articles.

    Attributes:
        of_each: int32, one an article, the number of its story, -1 for none; empty where there is no story at all.
        starts: int32, where the articles of each story begin in `members`, and their number at the end.
        members: int32, the numbers of articles, story by story, the best copy first.
        languages: int32, a number for the language of each of these, 0 for one that could not be told.
        translated: one bool an article, whether another of its story is in another language.
    """

    of_each: Ints
    starts: Ints
    members: Ints
    languages: Ints
    translated: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def of(cls, reader: Any, told: Sequence[Sequence[Member]]) -> Self:  # noqa: ANN401 — Whoosh has no types
        """What `indexer.stories` tells of the articles behind a reader. Of a story with fewer than two of them nothing is left."""
        if not told:
            return cls(*_EMPTY)
        flat = list(chain.from_iterable(chain.from_iterable(told)))
        ids, codes = flat[::2], flat[1::2]
        numbers = _numbers(reader, ids)
        number_of = {code: place for place, code in enumerate((UNDETERMINED, *({*codes} - {UNDETERMINED})))}
        languages = np.fromiter(map(number_of.__getitem__, codes), np.int32, len(codes))
        stories = np.repeat(np.arange(len(told)), np.fromiter(map(len, told), np.int64, len(told)))
        there = numbers >= 0
        whole = np.bincount(stories[there], minlength=len(told)) > 1
        kept = there & whole[stories]
        members, languages = numbers[kept], languages[kept]
        stories = (np.cumsum(whole, dtype=np.int64) - 1)[stories[kept]]
        if not len(members):
            return cls(*_EMPTY)
        starts = np.searchsorted(stories, np.arange(stories[-1] + 2)).astype(np.int32)
        of_each = np.full(reader.doc_count_all(), -1, np.int32)
        of_each[members] = stories
        translated = np.zeros(len(of_each), np.bool_)
        translated[members] = _translated(stories, languages, len(number_of))
        return cls(of_each, starts, members, languages, translated)

    def have_twins(self, numbers: Ints) -> NDArray[np.bool_]:
        """One bool for each of some articles: whether it has a translation."""
        return self.translated[numbers] if len(self) else np.zeros(len(numbers), np.bool_)

    def shared(self, numbers: Ints, others: Ints) -> NDArray[np.bool_]:
        """One bool for each of some articles: whether one of some others tells the same story."""
        if not len(self):
            return np.zeros(len(numbers), np.bool_)
        told = np.zeros(len(self) + 1, np.bool_)  # the last for articles of no story, whose number is -1
        told[self.of_each[others]] = True
        told[-1] = False
        return told[self.of_each[numbers]]

    def kin(self, number: int) -> Kin:
        """The relatives of an article."""
        story = int(self.of_each[number]) if len(self) else -1
        if story < 0:
            return _NOBODY
        members, languages = (each[self.starts[story] : self.starts[story + 1]] for each in (self.members, self.languages))
        here = members == number
        own = languages[here][0]
        foreign = (languages != own) & (languages > 0) & (own > 0)
        return Kin(members[foreign], members[~foreign & ~here])


_EMPTY = (
    NO_INTS,
    np.zeros(1, np.int32),
    NO_INTS,
    NO_INTS,
    np.zeros(0, np.bool_),
)
NO_STORIES = Stories(*_EMPTY)


def _translated(stories: NDArray[np.int64], languages: Ints, kinds: int) -> NDArray[np.bool_]:
    """For each member of a story, whether another is in another language, both languages being known."""
    known = languages > 0
    all_known = np.bincount(stories[known], minlength=int(stories[-1]) + 1)
    keys = stories * kinds + languages
    alike = np.bincount(keys, minlength=len(all_known) * kinds)
    some: NDArray[np.bool_] = known & (all_known[stories] > alike[keys])
    return some


def _numbers(reader: Any, ids: Sequence[str]) -> Ints:  # noqa: ANN401
    """The number of the article with each id, -1 where there is none."""
    numbers = np.full(len(ids), -1, np.int32)
    for leaf, offset in reader.leaf_readers():
        places, documents = _found(leaf, ids)
        numbers[places] = documents + np.int32(offset)
    return numbers


def _found(leaf: Any, ids: Sequence[str]) -> tuple[NDArray[np.int64], Ints]:  # noqa: ANN401
    """The places of those ids that documents of a segment have, and these documents."""
    arrays = arrays_of(leaf)
    if arrays is None:
        wanted = {key.encode("utf-8", "replace"): place for place, key in enumerate(ids)}
        terms = [term for term in leaf.lexicon(_ID) if term in wanted]
        pairs = [(wanted[term], number) for term in terms for number in leaf.postings(_ID, term).all_ids()]
        found = np.array(pairs, np.int64).reshape(-1, 2)
        return found[:, 0], found[:, 1].astype(np.int32)
    postings, of = arrays.postings, arrays.postings.fields.get(_ID)
    if of is None:
        return np.zeros(0, np.int64), NO_INTS
    keys = "".join(ids).encode("utf-8", "replace")
    starts = np.zeros(len(ids) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, ids), np.int64, len(ids)), out=starts[1:])
    if starts[-1] < len(keys):  # some are longer in bytes than in characters
        np.cumsum([len(key.encode("utf-8", "replace")) for key in ids], out=starts[1:])
    numbers = np.empty(len(ids), np.int64)
    text, letters = postings.text, np.frombuffer(bytearray(keys), np.uint8)
    kernels.find_most(text, postings.text_starts, of.begin, of.end, letters, starts, numbers)
    places = np.flatnonzero(numbers >= 0)
    documents, _ = postings.decoded(numbers[places])
    places = np.repeat(places, postings.df[numbers[places]])
    if arrays.live is None:
        return places, documents
    alive = np.unpackbits(arrays.live.view(np.uint8), bitorder="little").astype(np.bool_)[documents]
    return places[alive], documents[alive]
