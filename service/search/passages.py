"""A text for a page: its paragraphs as stretches, of which some are names, and in which what the query looks for is marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from indexer.document import Mention
from service.search.marks import Span


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a paragraph: plain texts, each with whether it is marked. `entity` is whom it names, None for the rest.

    Of a name that a paragraph has several times, only the first is told, or every other word would be a link.
    """

    pieces: tuple[tuple[str, bool], ...]
    entity: str | None = None


def passages(text: str, spans: Sequence[Span], mentions: Sequence[Mention]) -> tuple[tuple[Stretch, ...], ...]:
    """The paragraphs of a text that are not blank; their pieces, one after the other, are the whole of each.

    Args:
        text: with a paragraph a line.
        spans: what is marked, in order and without overlap.
        mentions: the names in it, in any order; of two that overlap the one that begins first counts.
    """
    ordered = sorted((each for each in mentions if each.text), key=attrgetter("start"))
    found, start = [], 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            found.append(tuple(_paragraph(text, start, end, spans, [each for each in ordered if start <= each.start and each.end <= end])))
        start = end + 1
    return tuple(found)


def _paragraph(text: str, start: int, end: int, spans: Sequence[Span], mentions: Sequence[Mention]) -> Iterator[Stretch]:
    at, told = start, set()
    for mention in mentions:
        if mention.start < at or mention.id in told:
            continue
        told.add(mention.id)
        if at < mention.start:
            yield Stretch(tuple(_pieces(text, at, mention.start, spans)))
        yield Stretch(tuple(_pieces(text, mention.start, mention.end, spans)), mention.id)
        at = mention.end
    if at < end:
        yield Stretch(tuple(_pieces(text, at, end, spans)))


def _pieces(text: str, start: int, end: int, spans: Sequence[Span]) -> Iterator[tuple[str, bool]]:
    at = start
    for span in spans:
        first, last = max(span.start, at), min(span.end, end)
        if first >= last:
            continue
        if at < first:
            yield text[at:first], False
        yield text[first:last], True
        at = last
    if at < end:
        yield text[at:end], False
