"""What of a query can be seen in a text: the words, phrases and names to mark."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from indexer.analysis import CHAINS, Part
from indexer.document import Language, Mention
from service.search.closeness import Stretch, side_by_side, together
from service.search.deadline import NEVER, Deadline


@dataclass(frozen=True, slots=True)
class Span:
    """What to mark: characters `start` to `end` of the text, and which part of the query they answer."""

    start: int
    end: int
    answers: str


class MarkedPhrase(NamedTuple):
    """Words close together: folded words as written or, where `stems` is set, stems. A `slop` of 1 is side by side and in order."""

    words: tuple[str, ...]
    slop: int
    stems: bool = False


@dataclass(slots=True)
class Marks:
    """What one language's reading of a query looks for in a text: stems, folded words, phrases, and entities; until the `deadline`."""

    language: Language
    terms: set[str] = field(default_factory=set)
    surfaces: set[str] = field(default_factory=set)
    phrases: list[MarkedPhrase] = field(default_factory=list)
    entities: set[str] = field(default_factory=set)
    deadline: Deadline = NEVER

    def spans(self, text: str, mentions: Sequence[Mention]) -> list[Span]:
        """Everything in the text that the query looks for, in order and without overlap. Of a phrase, only whole ones.

        Raises:
            QueryTimeout: the deadline passed before the end.
        """
        found = [Span(mention.start, mention.end, mention.id) for mention in mentions if mention.id in self.entities and mention.text]
        if self.terms or self.surfaces or self.phrases:
            parts = list(self.deadline.watch(CHAINS[self.language].parts(text)))
            found += [
                Span(part.start, part.end, min(answers))
                for part in parts
                if (answers := self.terms.intersection(part.terms) or self.surfaces.intersection(part.surfaces))
            ]
            for phrase in self.deadline.watch(self.phrases):
                found += _occurrences(parts, phrase)
        return flat(found)


def flat(spans: Iterable[Span]) -> list[Span]:
    """The spans in order; of those that overlap, the one that begins first, and of those the longest."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _occurrences(parts: Sequence[Part], phrase: MarkedPhrase) -> Iterator[Span]:
    """The words of every place where the phrase stands."""
    words = [(part.terms[:1] or ("",))[0] if phrase.stems else part.surfaces[0] for part in parts]
    answers = " ".join(phrase.words)
    done = 0
    for first, last in _stretches(words, phrase):
        # Stretches overlap where a word is repeated; each place is looked at once, or a text of one word would take its length squared.
        fresh = range(max(first, done), last + 1)
        yield from (Span(parts[at].start, parts[at].end, answers) for at in fresh if words[at] in phrase.words)
        done = last + 1


def _stretches(words: Sequence[str], phrase: MarkedPhrase) -> Iterator[Stretch]:
    return side_by_side(words, phrase.words) if phrase.slop == 1 else together(enumerate(words), phrase.words, phrase.slop)
