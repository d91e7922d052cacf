"""What a reader sees of an article: the sentences that say most about the query, with its words marked.

Fragments are escaped HTML in which only `<mark>` is markup. Without the marks and unescaped, each is a piece of the text, cut at
words. A text may be of any length.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from html import escape
from itertools import chain

from indexer.document import UNDETERMINED, Document, Mention
from indexer.record import languages
from service.search.excerpts import excerpts
from service.search.marks import Marks, Span, flat
from service.search.passages import Stretch
from service.search.passages import passages as laid_out

_LINE_END = re.compile("\n")
_MARKUP = re.compile("[&<>\"']")
"""What `html.escape` replaces. Finding out whether there is any takes a fifth of the time of replacing it."""


def prepare(documents: Sequence[Document], marks: Mapping[str, tuple[Marks, ...]]) -> None:
    """Have marks look at several articles at once, which is faster than one by one; they then show what they would have shown anyway."""
    bodies = {each.language: each for each in marks["body"]}
    for title in marks["title"]:
        own = [document for document in documents if title.language in languages(document)]
        names, texts, body = [document.title for document in own], [document.text for document in own], bodies[title.language]
        # A query that asks for no part of an article looks for the same in both.
        if title.join(body):
            body.prepare([*names, *texts])
        else:
            title.prepare(names)
            body.prepare(texts)


def marked(text: str, marks: Sequence[Marks], lang: str, mentions: Sequence[Mention], spoken: Sequence[str] = ()) -> str:
    """The whole text, escaped, with everything marked that the query looks for; in each paragraph by its own language, if they are two."""
    return _rendered(text, 0, len(text), _spans(text, marks, lang, mentions, spoken))


def passages(document: Document, marks: Sequence[Marks]) -> tuple[tuple[Stretch, ...], ...]:
    """The paragraphs of an article with its names, and with the same marked as by `marked`."""
    spans = _spans(document.text, marks, document.lang, document.mentions, document.spoken)
    return laid_out(document.text, spans, document.mentions)


def fragments(documents: Sequence[Document], marks: Mapping[str, tuple[Marks, ...]]) -> list[tuple[str, ...]]:
    """Of each article the best one or two sentences in the order of the text; the first where nothing matches."""
    texts = [document.text for document in documents]
    spans = [_spans(document.text, marks["body"], document.lang, document.mentions, document.spoken) for document in documents]
    found = excerpts(texts, spans)
    return [tuple(_rendered(text, *piece) for piece in pieces) for text, pieces in zip(texts, found, strict=True)]


def _spans(text: str, marks: Sequence[Marks], lang: str, mentions: Sequence[Mention], spoken: Sequence[str]) -> list[Span]:
    if spoken:
        return _by_paragraph(text, marks, mentions, spoken)
    found = [each.spans(text, mentions) for each in marks if lang in (each.language, UNDETERMINED)]
    return found[0] if len(found) == 1 else flat(chain.from_iterable(found))


def _by_paragraph(text: str, marks: Sequence[Marks], mentions: Sequence[Mention], spoken: Sequence[str]) -> list[Span]:
    """What each language marks in its own paragraphs. A name is one in any."""
    starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
    names = {(mention.start, mention.end) for mention in mentions}
    return flat(
        span
        for each in marks
        for span in each.spans(text, mentions)
        if spoken[bisect_right(starts, span.start) - 1] in (each.language, UNDETERMINED) or (span.start, span.end) in names
    )


def _rendered(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    pieces, at, escaped = [], start, escape if _MARKUP.search(text, start, end) else None
    for first, last, _ in spans:
        if start <= first and last <= end:
            before, word = text[at:first], text[first:last]
            pieces.append(f"{escaped(before)}<mark>{escaped(word)}</mark>" if escaped else f"{before}<mark>{word}</mark>")
            at = last
    pieces.append(escaped(text[at:end]) if escaped else text[at:end])
    return "".join(pieces)
