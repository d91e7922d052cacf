"""What of a query can be seen in a text: the words, phrases and names to mark."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, pairwise
from operator import attrgetter, itemgetter
from typing import NamedTuple

from indexer.analysis import CHAINS, Part
from indexer.codec.postings import Longs
from indexer.document import Language, Mention
from service.search.concordance import CONCORDANCES, Bearing, Book, Cut
from service.search.deadline import NEVER, Deadline
from service.search.letters import Letters
from service.search.phrases import MarkedPhrase, borne, neighbourhoods, occurrences
from service.search.places import Places, Telling

__all__ = ["MarkedPhrase", "Marks", "Span", "flat"]

LONG = 50_000
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
    _known: dict[Book, dict[int, tuple[Span, ...]]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _bearing: Bearing | None = field(default=None, init=False, repr=False, compare=False)
    _telling: Telling | None = field(default=None, init=False, repr=False, compare=False)

    def spans(self, text: str, mentions: Sequence[Mention]) -> list[Span]:
        """Everything in the text that the query looks for, in order and without overlap. Of a phrase, only whole ones.

        Raises:
            QueryTimeout: the deadline passed before the end.
        """
        return self.named(self.words([text])[0], mentions)

    def words(self, texts: Sequence[str]) -> list[list[Span]]:
        """The words and phrases in each of some texts, to be `named`. One by one they take longer.

        Raises:
            QueryTimeout: the deadline passed before the end.
        """
        found: list[list[Span]] = [[] for _ in texts]
        if texts and (self.terms or self.surfaces or self.phrases):
            short = [n for n, text in enumerate(texts) if len(text) <= LONG]
            self._recall([texts[n] for n in short], [found[n] for n in short])
            for n in {*range(len(texts))}.difference(short) if len(short) < len(texts) else ():
                found[n].extend(self._read(texts[n]))
        return found

    def put(self, letters: Letters, of: Longs, places: Places) -> None:
        """Put down the words in some texts, none of which is long, of a query without phrases.

        Raises:
            QueryTimeout: the deadline passed before.
        """
        self.deadline.check()
        if self._telling is None:
            self._telling = Telling({*self.terms, *self.surfaces}, lambda parts: tuple(self._answered(parts)))
        self._telling.put(CONCORDANCES[self.language], letters, of, places)

    def named(self, words: list[Span], mentions: Sequence[Mention]) -> list[Span]:
        """The words and phrases of a text together with those of its names that the query looks for."""
        names = (
            [Span(each.start, each.end, each.id) for each in mentions if each.id in self.entities and each.text] if self.entities else ()
        )
        # Words alone stand in order.
        return flat([*names, *words]) if names or self.phrases else words

    def same(self, other: "Marks") -> bool:
        """Whether another looks for the same words."""
        return (self.language, self.terms, self.surfaces, self.phrases) == (other.language, other.terms, other.surfaces, other.phrases)

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

    def _recall(self, texts: Sequence[str], found: Sequence[list[Span]]) -> None:
        """Add the same of texts of which only those chunks are looked at that bear a word of the query."""
        self.deadline.check()
        if self._bearing is None:
            self._bearing = Bearing({*self.terms, *self.surfaces, *chain.from_iterable(phrase.words for phrase in self.phrases)})
        for cut in CONCORDANCES[self.language].cut(texts):
            rows, known = self._bearing.found(cut), self._known.setdefault(cut.book, {})
            for text, _, number, at in rows:
                told = known.get(number)
                if told is None:
                    told = known[number] = tuple(self._answered(cut.book.parts[number]))
                for start, end, answer in told:
                    found[cut.texts[text]].append(Span(at + start, at + end, answer))
            for text, held in groupby(rows, itemgetter(0)) if self.phrases else ():
                found[cut.texts[text]].extend(self._whole(cut.of(text), [place - cut.starts.item(text) for _, place, _, _ in held]))

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
