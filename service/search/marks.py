"""What of a query can be seen in a text: the words, phrases and names to mark."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from indexer.analysis import CHAINS, Part
from indexer.document import Language, Mention
from service.search.concordance import CONCORDANCES, Bearing, Book, Cut
from service.search.deadline import NEVER, Deadline
from service.search.phrases import MarkedPhrase, borne, neighbourhoods, occurrences

__all__ = ["MarkedPhrase", "Marks", "Span", "flat"]

_LONG = 50_000
"""Characters of a text that is read from end to end with an eye on the clock, and not remembered."""


class Span(NamedTuple):
    """What to mark: characters `start` to `end` of the text, and which part of the query they answer."""

    start: int
    end: int
    answers: str


_START = attrgetter("start")


@dataclass(slots=True)
class Marks:
    """What one language's reading of a query looks for in a text: stems, folded words, phrases, and entities; until the `deadline`.

    Nothing is added to it once it has marked a text. For one thread.
    """

    language: Language
    terms: set[str] = field(default_factory=set)
    surfaces: set[str] = field(default_factory=set)
    phrases: list[MarkedPhrase] = field(default_factory=list)
    entities: set[str] = field(default_factory=set)
    deadline: Deadline = NEVER
    _found: dict[str, list[Span]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _known: dict[Book, dict[int, tuple[Span, ...]]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _bearing: Bearing | None = field(default=None, init=False, repr=False, compare=False)

    def spans(self, text: str, mentions: Sequence[Mention]) -> list[Span]:
        """Everything in the text that the query looks for, in order and without overlap. Of a phrase, only whole ones.

        Raises:
            QueryTimeout: the deadline passed before the end.
        """
        words: Iterable[Span] = self._found.get(text, ())
        if text and text not in self._found and (self.terms or self.surfaces or self.phrases):
            words = self._read(text) if len(text) > _LONG else self._recalled([text])[text]
        names = [Span(mention.start, mention.end, mention.id) for mention in mentions if mention.id in self.entities and mention.text]
        # Words alone stand in order.
        return list(words) if not names and not self.phrases else flat([*names, *words])

    def prepare(self, texts: Iterable[str]) -> None:
        """Make ready for some texts, which is faster than one by one. Nothing is found that would not be found otherwise."""
        if self.terms or self.surfaces or self.phrases:
            self._found |= self._recalled([text for text in dict.fromkeys(texts) if 0 < len(text) <= _LONG])

    def join(self, other: "Marks") -> bool:
        """Be ready for what another is ready for, from now on, if that looks for the same words; whether it does."""
        same = (self.language, self.terms, self.surfaces, self.phrases) == (other.language, other.terms, other.surfaces, other.phrases)
        if same:
            self._found = other._found  # noqa: SLF001 — it is of its own kind
        return same

    def _read(self, text: str) -> Iterator[Span]:
        """The words and phrases of a text that is read from end to end."""
        parts = list(self.deadline.watch(CHAINS[self.language].parts(text)))
        yield from self._answered(parts)
        for phrase in self.deadline.watch(self.phrases):
            yield from _spans(parts, phrase)

    def _answered(self, parts: Iterable[Part]) -> Iterator[Span]:
        """The parts that are words of the query."""
        for part in parts:
            if answers := self.terms.intersection(part.terms) or self.surfaces.intersection(part.surfaces):
                yield Span(part.start, part.end, min(answers))

    def _recalled(self, texts: Sequence[str]) -> dict[str, list[Span]]:
        """The same of texts of which only those chunks are looked at that bear a word of the query."""
        self.deadline.check()
        if self._bearing is None:
            self._bearing = Bearing({*self.terms, *self.surfaces, *chain.from_iterable(phrase.words for phrase in self.phrases)})
        found: dict[str, list[Span]] = {text: [] for text in texts}
        for cut in CONCORDANCES[self.language].cut(texts):
            places, known = self._bearing.places(cut), self._known.setdefault(cut.book, {})
            owners = np.searchsorted(cut.starts, places, side="right") - 1
            begins, numbers = cut.begins[places].tolist(), cut.numbers[places].tolist()
            of = [found[text] for text in cut.texts]
            for owner, at, number in zip(owners.tolist(), begins, numbers, strict=True):
                told = known.get(number)
                if told is None:
                    told = known[number] = tuple(self._answered(cut.book.parts[number]))
                own = of[owner]
                for start, end, answer in told:
                    own.append(Span(at + start, at + end, answer))
            if self.phrases:
                for number, text in enumerate(cut.texts):
                    found[text] += self._whole(cut.of(number), (places[owners == number] - cut.starts[number]).tolist())
        return found

    def _whole(self, cut: Cut, places: Sequence[int]) -> Iterator[Span]:
        """The phrases of a text of which these chunks bear a word."""
        held = borne(chain.from_iterable(cut.book.parts[cut.numbers.item(place)] for place in places))
        whole = [phrase for phrase in self.phrases if held.issuperset(phrase.words)]
        pieces = neighbourhoods(cut, places, whole) if whole else ()
        for phrase in self.deadline.watch(whole):
            for piece in pieces:
                yield from _spans(piece, phrase)


def flat(spans: Iterable[Span]) -> list[Span]:
    """The spans in order; of those that overlap, the one that begins first, and of those the longest."""
    ordered = sorted(spans, key=_START)
    if all(one.start < other.start >= one.end for one, other in pairwise(ordered)):
        return ordered
    kept: list[Span] = []
    for span in sorted(ordered, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _spans(parts: Sequence[Part], phrase: MarkedPhrase) -> Iterator[Span]:
    answers = " ".join(phrase.words)
    return (Span(part.start, part.end, answers) for part in occurrences(parts, phrase))
