"""What of a query can be seen in a text: the words, phrases and names to mark."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from indexer.analysis import CHAINS
from indexer.document import Language, Mention


@dataclass(frozen=True, slots=True)
class Span:
    """What to mark: characters `start` to `end` of the text, and which part of the query they answer."""

    start: int
    end: int
    answers: str


@dataclass(slots=True)
class Marks:
    """What one language's reading of a query looks for: stems, folded words, phrases of folded words, and entities.

    A phrase is its words and how far apart they may be: 1 is side by side and in order, more is any order.
    """

    language: Language
    terms: set[str] = field(default_factory=set)
    surfaces: set[str] = field(default_factory=set)
    phrases: list[tuple[tuple[str, ...], int]] = field(default_factory=list)
    entities: set[str] = field(default_factory=set)

    def spans(self, text: str, mentions: Sequence[Mention]) -> list[Span]:
        """Everything in the text that the query looks for, in order and without overlap. Of a phrase, only whole ones."""
        parts = list(CHAINS[self.language].parts(text))
        found = [Span(mention.start, mention.end, mention.id) for mention in mentions if mention.id in self.entities and mention.text]
        words = [part.surfaces[0] for part in parts]
        for part in parts:
            if answers := self.terms.intersection(part.terms) or self.surfaces.intersection(part.surfaces):
                found.append(Span(part.start, part.end, min(answers)))
        for phrase, slop in self.phrases:
            for first, last in _occurrences(words, phrase, slop):
                wanted = set(phrase)
                found += [
                    Span(parts[at].start, parts[at].end, " ".join(phrase))
                    for at in range(first, last + 1)
                    if slop == 1 or words[at] in wanted
                ]
        return _flat(found)


def _occurrences(words: list[str], phrase: tuple[str, ...], slop: int) -> list[tuple[int, int]]:
    """The first and last position of each occurrence."""
    if slop == 1:
        size = len(phrase)
        return [(at, at + size - 1) for at, word in enumerate(words) if word == phrase[0] and tuple(words[at : at + size]) == phrase]
    width = slop * (len(phrase) - 1)
    found = []
    for at, word in enumerate(words):
        if word in phrase:
            window = words[at : at + width + 1]
            if all(each in window for each in phrase):
                last = max(window.index(each) for each in phrase)
                found.append((at, at + last))
    return found


def _flat(spans: list[Span]) -> list[Span]:
    """The spans in order; of those that overlap, the one that begins first, and of those the longest."""
    flat: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not flat or span.start >= flat[-1].end:
            flat.append(span)
    return flat
