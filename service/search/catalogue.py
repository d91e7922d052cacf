"""The published generation, opened once and exchanged when another is published; every search goes through here.

A search takes the generation that is current when it begins and keeps it to its end, so a rebuild never disturbs it.
"""

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from indexer.document import Document, Mention
from indexer.errors import IndexerError
from indexer.generations import Generations
from service.search import engine, facets, highlight
from service.search.context import Context
from service.search.deadline import Deadline
from service.search.errors import BadRequest, NotFound, Refusal
from service.search.generation import Generation
from service.search.interpret import interpret, query_language
from service.search.marks import Marks
from service.search.request import Face, SearchRequest
from service.search.results import Article, EntityLink, Highlights, Hit, IndexState, Links, SearchPage
from service.search.syntax import parse
from service.search.understand import understand

_LOG = logging.getLogger(__name__)

QUERY_SECONDS = 10.0
"""How long one query may search before it is stopped."""

RETRY_SECONDS = 5.0
"""How long a generation that could not be opened is left alone, so that not every search tries it anew."""


class Catalogue:
    """The articles of an index directory, whichever generation is published there. Safe to share between threads."""

    def __init__(self, home: Path, seconds: float = QUERY_SECONDS) -> None:
        self._generations = Generations(home)
        self._seconds = seconds
        self._opening = threading.Lock()
        self._current: Generation | None = None
        self._failed = "", -RETRY_SECONDS

    def generation(self) -> Generation:
        """The published generation. If the newest cannot be opened, the one that is open goes on serving.

        Raises:
            IndexerError: none is open and the published one cannot be opened; the message says why and what to do.
        """
        current = self._current
        published = ""
        try:
            published = self._generations.published()
            if current and (published == current.manifest.generation or self._given_up(published)):
                return current
            with self._opening:
                if self._current is current and not (current and self._given_up(published)):
                    self._current = Generation.open(self._generations.home)
        except IndexerError:
            if current is None:
                raise
            if not self._given_up(published):
                self._failed = published, time.monotonic()
                _LOG.exception("the published generation cannot be opened; %s goes on serving", current.manifest.generation)
            return current
        return cast("Generation", self._current)

    def _given_up(self, generation: str) -> bool:
        """Whether this generation could not be opened a moment ago."""
        failed, when = self._failed
        return failed == generation and time.monotonic() - when < RETRY_SECONDS

    def search(self, request: SearchRequest, face: Face, notices: Sequence[Refusal] = ()) -> SearchPage:
        """One page of the answer to a request.

        Raises:
            BadRequest: the face is strict, and a filter names a value that no article has.
            QueryTimeout: the query took too long.
            IndexerError: there is no index to search.
        """
        begun = time.perf_counter()
        generation = self.generation()
        missing = [Refusal(*each) for each in facets.unknown(request, generation.columns.facets, generation.names)]
        if missing and face.strict:
            raise BadRequest(*missing)
        with generation.searcher() as searcher:
            reading, interpretation, found = understand(request, face.ui, generation, searcher, Deadline.after(self._seconds))
            answer = engine.answer(found, request, generation.columns)
            skipped = (request.page - 1) * request.per_page
            hits = [
                self._hit(place, float(score), generation.document(searcher, int(number)), interpretation.marks, generation, request, face)
                for place, (number, score) in enumerate(
                    zip(
                        answer.numbers[skipped : skipped + request.per_page],
                        answer.scores[skipped : skipped + request.per_page],
                        strict=True,
                    ),
                    skipped + 1,
                )
            ]
        total = len(answer.numbers)
        return SearchPage(
            query=reading,
            total=total,
            took_ms=round((time.perf_counter() - begun) * 1000, 2),
            page=request.page,
            per_page=request.per_page,
            hits=tuple(hits),
            facets={
                name: facets.values(name, generation.columns.facets[name], counts, request, generation.names, face)
                for name, counts in answer.counts.items()
            },
            links=_links(request, face, total),
            index=IndexState(generation.manifest.generation, generation.manifest.documents),
            notices=tuple((each.parameter, each.message) for each in (*notices, *missing)),
        )

    def article(self, key: str, q: str, face: Face) -> Article:
        """One article, with the words of `q` marked in it.

        Raises:
            NotFound: there is none with this id.
            IndexerError: there is no index.
        """
        generation = self.generation()
        with generation.searcher() as searcher:
            number = generation.number(searcher, key)
            document = None if number is None else generation.document(searcher, number)
            tree = generation.names.recognise(parse(q).tree)
            deadline = Deadline.after(self._seconds)
            context = Context(generation, searcher, query_language(tree), certain=False, match="any", ui=face.ui, deadline=deadline)
            marks = interpret(tree, context).marks["body"]
        if document is None:
            raise NotFound(f"no article of this index has the id “{key[:100]}”")
        paragraphs = highlight.marked(document.text, marks, document.lang, document.mentions).split("\n")
        return Article(
            id=document.id,
            lang=document.lang,
            title=document.title,
            date=document.date,
            source=document.source,
            url=document.url,
            author=document.author,
            text=document.text,
            paragraphs=tuple(paragraph for paragraph in paragraphs if paragraph.strip()),
            entities=_entities(document, generation, SearchRequest(), face),
            twins=(),
            extra=document.extra,
        )

    def _hit(
        self,
        rank: int,
        score: float,
        document: Document,
        marks: Mapping[str, tuple[Marks, ...]],
        generation: Generation,
        request: SearchRequest,
        face: Face,
    ) -> Hit:
        return Hit(
            id=document.id,
            rank=rank,
            score=round(score, 6),
            lang=document.lang,
            title=document.title,
            date=document.date,
            source=document.source,
            url=document.url,
            entities=_entities(document, generation, request, face),
            twins=(),
            highlights=Highlights(
                (_marked_title(document, marks),),
                highlight.fragments(document.text, marks["body"], document.lang, document.mentions),
            ),
            extra=document.extra,
        )


def _marked_title(document: Document, marks: Mapping[str, tuple[Marks, ...]]) -> str:
    """The title with its marks. One that is only the beginning of the text is marked as text."""
    if document.headline:
        return highlight.marked(document.title, marks["title"], document.lang, document.title_mentions)
    mentions = [each for each in document.mentions if each.text and document.title[each.start : each.end] == each.text]
    return highlight.marked(document.title, marks["body"], document.lang, mentions)


def _entities(document: Document, generation: Generation, request: SearchRequest, face: Face) -> tuple[EntityLink, ...]:
    """The entities of an article, the most often named first."""
    mentions: tuple[Mention, ...] = (*document.title_mentions, *document.mentions)
    often = {mention.id: 0 for mention in mentions}
    for mention in mentions:
        often[mention.id] += 1
    kinds = {mention.id: mention.type for mention in mentions}
    return tuple(
        EntityLink(
            key,
            kinds[key],
            facets.label(kinds[key], key, generation.names, face.ui),
            face.link(request if key in request.include.get(kinds[key], ()) else request.toggled(kinds[key], key)),
        )
        for key in sorted(often, key=lambda key: -often[key])
    )


def _links(request: SearchRequest, face: Face, total: int) -> Links:
    """Addresses of this page and its neighbours; a page beyond the last leads back to the last."""
    last = max(1, -(-total // request.per_page))
    return Links(
        self=face.link(request),
        next=face.link(replace(request, page=request.page + 1)) if request.page < last else None,
        prev=face.link(replace(request, page=min(request.page - 1, last))) if request.page > 1 else None,
    )
