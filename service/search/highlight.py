"""What a reader sees of an article: the sentences that say most about the query, with its words marked.

Fragments are escaped HTML in which only `<mark>` is markup. Without the marks and unescaped, each is a piece of the text, cut at
words. A text may be of any length.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from indexer.codec import kernels
from indexer.document import UNDETERMINED, Document, Language, Mention
from indexer.record import languages
from service.search.excerpts import compiled, excerpts, rendered
from service.search.letters import Letters
from service.search.marks import LONG, Marks, Span, flat
from service.search.passages import Stretch
from service.search.passages import passages as laid_out
from service.search.places import Places

_LINE_END = re.compile("\n")
_Words = dict[Language, list[Span]]
"""The words of a query in a text, for each language that it is read in."""
_NONE: _Words = {}


class Shown(NamedTuple):
    """What a page of results has of an article: its whole title, and the best one or two sentences in the order of the text."""

    title: str
    body: tuple[str, ...]


def shown(documents: Sequence[Document], marks: Mapping[str, tuple[Marks, ...]]) -> list[Shown]:
    """What is shown of some articles; of each the first sentence where nothing matches. One by one they take longer.

    Args:
        documents: the articles.
        marks: a part of the text to what is marked there.

    Raises:
        QueryTimeout: the deadline of the marks passed before the end.
    """
    known = _plain(documents, marks) if kernels.COMPILED else {}
    if len(known) == len(documents):
        return list(known.values())
    others = iter(_others([document for n, document in enumerate(documents) if n not in known], marks))
    return [known[n] if n in known else next(others) for n in range(len(documents))]


def _plain(documents: Sequence[Document], marks: Mapping[str, tuple[Marks, ...]]) -> dict[int, Shown]:
    """The same of those articles, by their places, of which nothing but words is marked, in one language: from arrays alone."""
    wordy = _wordy(marks)
    own = [n for n, each in enumerate(documents) if each.lang in wordy and _is_plain(each, wordy[each.lang][1])]
    letters = _letters([documents[n] for n in own])
    if letters is None:
        own = [n for n in own if _letters([documents[n]]) is not None]
        letters = _letters([documents[n] for n in own])
    if letters is None or not own:
        return {}
    half = len(own)
    places = Places(2 * half)
    for language, (words, _) in wordy.items():
        of = [place for place, n in enumerate(own) if documents[n].lang == language]
        if of:
            words.put(letters, np.array([*of, *[place + half for place in of]]), places)
    shown, known = compiled(letters, places.firsts, places.lasts, places.marks, half), (places.lasts >= 0).tolist()
    return {n: Shown("".join(shown[at]), shown[at + half]) for at, n in enumerate(own) if known[at] and known[at + half]}


def _wordy(marks: Mapping[str, tuple[Marks, ...]]) -> dict[str, tuple[Marks, set[str]]]:
    """What looks for the same words in titles and texts, and for no phrases, by its language; and the entities that it looks for."""
    titles, bodies = ({each.language: each for each in marks[part]} for part in ("title", "body"))
    if len(titles) < len(marks["title"]) or len(bodies) < len(marks["body"]):
        return {}
    return {
        language: (body, title.entities | body.entities)
        for language, body in bodies.items()
        if (title := titles.get(language)) and title.same(body) and not body.phrases
    }


def _is_plain(document: Document, entities: set[str]) -> bool:
    """Whether an article is in one language, not long, and names none of these."""
    if document.spoken or len(document.title) > LONG or len(document.text) > LONG:
        return False
    return not entities or entities.isdisjoint(each.id for each in (*document.title_mentions, *document.mentions))


def _letters(documents: Sequence[Document]) -> Letters | None:
    """The titles and then the texts of some articles."""
    return Letters.of([*[each.title for each in documents], *[each.text for each in documents]])


def _others(documents: Sequence[Document], marks: Mapping[str, tuple[Marks, ...]]) -> list[Shown]:
    """The same of any articles."""
    words = _words(documents, marks)
    titles = [_in_title(document, marks, found) for document, (found, _) in zip(documents, words, strict=True)]
    bodies = [
        _spans(each.text, marks["body"], each.lang, each.mentions, each.spoken, found)
        for each, (_, found) in zip(documents, words, strict=True)
    ]
    texts = [*[document.title for document in documents], *[document.text for document in documents]]
    shown = excerpts(texts, [*titles, *bodies], whole=len(documents))
    return [Shown("".join(title), body) for title, body in zip(shown[: len(documents)], shown[len(documents) :], strict=True)]


def marked(text: str, marks: Sequence[Marks], lang: str, mentions: Sequence[Mention], spoken: Sequence[str] = ()) -> str:
    """The whole text, escaped, with everything marked that the query looks for; in each paragraph by its own language, if they are two."""
    return rendered(text, 0, len(text), _spans(text, marks, lang, mentions, spoken))


def passages(document: Document, marks: Sequence[Marks]) -> tuple[tuple[Stretch, ...], ...]:
    """The paragraphs of an article with its names, and with the same marked as by `marked`."""
    spans = _spans(document.text, marks, document.lang, document.mentions, document.spoken)
    return laid_out(document.text, spans, document.mentions)


def _words(documents: Sequence[Document], marks: Mapping[str, tuple[Marks, ...]]) -> list[tuple[_Words, _Words]]:
    """The words of the query in the title and in the text of each article, of all at once in each language."""
    found: list[tuple[_Words, _Words]] = [({}, {}) for _ in documents]
    bodies = {each.language: each for each in marks["body"]}
    for title in marks["title"]:
        own = [n for n, document in enumerate(documents) if title.language in languages(document)]
        names, texts, body = [documents[n].title for n in own], [documents[n].text for n in own], bodies[title.language]
        # A query that asks for no part of an article looks for the same in both.
        spans = body.words([*names, *texts]) if title.same(body) else [*title.words(names), *body.words(texts)]
        for place, n in enumerate(own):
            found[n][0][title.language], found[n][1][title.language] = spans[place], spans[place + len(own)]
    return found


def _in_title(document: Document, marks: Mapping[str, tuple[Marks, ...]], words: _Words) -> list[Span]:
    """What is marked in a title. One that is only the beginning of the text is marked as text, in the language of that."""
    if document.headline:  # in an article in two languages it is read in both
        lang = UNDETERMINED if document.spoken else document.lang
        return _spans(document.title, marks["title"], lang, document.title_mentions, (), words)
    mentions = [each for each in document.mentions if each.text and document.title[each.start : each.end] == each.text]
    return _spans(document.title, marks["body"], document.spoken[0] if document.spoken else document.lang, mentions, ())


def _spans(
    text: str, marks: Sequence[Marks], lang: str, mentions: Sequence[Mention], spoken: Sequence[str], words: _Words = _NONE
) -> list[Span]:
    """Everything that is marked in a text, of which the `words` are known in these languages."""
    if spoken:
        return _by_paragraph(text, marks, mentions, spoken, words)
    found = [_read(text, each, mentions, words) for each in marks if lang in (each.language, UNDETERMINED)]
    return found[0] if len(found) == 1 else flat(chain.from_iterable(found))


def _read(text: str, marks: Marks, mentions: Sequence[Mention], words: _Words) -> list[Span]:
    """The same in one language."""
    return marks.named(words[marks.language], mentions) if marks.language in words else marks.spans(text, mentions)


def _by_paragraph(text: str, marks: Sequence[Marks], mentions: Sequence[Mention], spoken: Sequence[str], words: _Words) -> list[Span]:
    """What each language marks in its own paragraphs. A name is one in any."""
    starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
    names = {(mention.start, mention.end) for mention in mentions}
    return flat(
        span
        for each in marks
        for span in _read(text, each, mentions, words)
        if spoken[bisect_right(starts, span.start) - 1] in (each.language, UNDETERMINED) or (span.start, span.end) in names
    )
