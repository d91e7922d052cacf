"""The articles of an index directory, to be searched and read; every search goes through here.

A search takes the generation that is current when it begins and keeps it to its end, so a rebuild never disturbs it.
"""

import time
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from service.search import coverage, engine, facets, highlight, listing, profiles
from service.search.absence import absence
from service.search.addresses import Addresses
from service.search.answering import answered
from service.search.building import being_written
from service.search.deadline import Deadline
from service.search.errors import BadRequest, NotFound, Refusal
from service.search.explain import Explainer
from service.search.frequent import Frequent
from service.search.generation import Generation
from service.search.hits import entity_links
from service.search.listing import every, listed
from service.search.profiles import Profile
from service.search.published import Published
from service.search.relatives import Family
from service.search.request import MAX_PER_PAGE, Face, SearchRequest
from service.search.reranking import reranked
from service.search.results import NO_TIMELINE, Article, FacetPage, Hit, IndexState, Links, News, SearchPage
from service.search.similar import similar
from service.search.suggest import Suggestions, suggestions
from service.search.timeline import timeline
from service.search.understand import marks, understand
from service.search.understanding import Understanding

QUERY_SECONDS = 10.0
"""How long one query may search before it is stopped."""


class Catalogue:
    """The articles of an index directory, whichever generation is published there. Safe to share between threads.

    Whoever asks more than once for one answer takes the `generation` first and hands it on; without it, each takes the published one.
    `queries` are often searched for and offered while somebody types, the most frequent first. With `dense`, the first hits are ranked by
    what they are about, too; an index without vectors is then none that can be searched.
    """

    def __init__(self, home: Path, seconds: float = QUERY_SECONDS, queries: Sequence[str] = (), *, dense: bool = False) -> None:
        self._home = home
        self._frequent = Frequent(queries)
        self._published = Published(home, dense=dense)
        self._seconds = seconds

    def generation(self) -> Generation:
        """The published generation. If the newest cannot be opened, the one that is open goes on serving.

        Raises:
            IndexerError: none is open and the published one cannot be opened; the message says why and what to do.
        """
        return self._published.generation()

    @property
    def queries(self) -> tuple[str, ...]:
        """What is offered as often searched for, the most frequent first."""
        return self._frequent.queries

    def building(self) -> bool:
        """Whether somebody is writing the index at this moment; see `building`."""
        return being_written(self._home)

    def search(
        self, request: SearchRequest, face: Face, notices: Sequence[Refusal] = (), generation: Generation | None = None
    ) -> SearchPage:
        """One page of the answer to a request. Where the face is not strict, values that no article has are noted and left out.

        Raises:
            BadRequest: the face is strict, and a filter names a value that no article has.
            QueryTimeout: the query took too long.
            IndexerError: there is no index to search.
        """
        begun = time.perf_counter()
        generation = generation or self.generation()
        request, missing = facets.known(request, generation.columns.facets, generation.names)
        if missing and face.strict:
            raise BadRequest(*missing)
        with generation.searcher() as searcher:
            meant = self._meant(request, face, generation, searcher, offering=request.page == 1)
            meant = reranked(meant, _on(face, request), generation, Deadline.after(self._seconds))
            found, marks = meant.found, meant.interpretation.marks
            answer = engine.answer(found, _on(face, request), generation.columns, stories=generation.stories)
            first = (request.page - 1) * request.per_page + 1
            hits = tuple(listed(answer, marks, first, request, face, generation, searcher))
            deadline = Deadline.after(self._seconds)
            explainer = Explainer(meant, searcher, deadline)
            if face.explain:
                numbers = answer.numbers.tolist()
                hits = tuple(replace(hit, explanation=explainer.explain(at)) for hit, at in zip(hits, numbers, strict=True))
            after = None
            if face.after is not None:
                after = absence(face.after, _on(face, request), face.ui, meant, explainer, generation, searcher, deadline)
        addresses = Addresses(request, face)
        total = answer.total
        when = timeline(found, _on(face, request), generation.columns, generation.stories) if face.timeline else NO_TIMELINE
        return SearchPage(
            query=meant.reading,
            total=total,
            took_ms=round((time.perf_counter() - begun) * 1000, 2),
            page=request.page,
            per_page=request.per_page,
            hits=hits,
            facets=facets.values(generation.columns.facets, answer.counts, request, generation.names, face.ui, addresses),
            links=_links(request, face, total),
            index=IndexState(generation.manifest.generation, generation.manifest.documents),
            notices=tuple((each.parameter, each.message) for each in (*notices, *missing)),
            timeline=when,
            alone=coverage.alone(found, request, generation.columns, generation.stories) if face.timeline else (),
            absence=after,
        )

    def ids(self, requests: Sequence[SearchRequest], face: Face, generation: Generation | None = None) -> tuple[tuple[str, ...], ...]:
        """The ids on the page of each of some requests that differ in nothing but their filters, as `search` ranks them.

        Their words are looked for once, and nothing is marked: that takes a tenth of the time of whole pages. Values that no article has
        are left out.

        Raises:
            QueryTimeout: the query took too long.
            IndexerError: there is no index to search.
        """
        if not requests:
            return ()
        generation = generation or self.generation()
        requests = [facets.known(request, generation.columns.facets, generation.names)[0] for request in requests]
        with generation.searcher() as searcher:
            meant, deadline = self._meant(requests[0], face, generation, searcher), Deadline.after(self._seconds)
            asked = [_on(face, each) for each in requests]
            ordered = [reranked(meant, each, generation, deadline).found for each in asked]
            answers = [
                engine.answer(found, each, generation.columns, stories=generation.stories)
                for found, each in zip(ordered, asked, strict=True)
            ]
            return tuple(tuple(generation.stored(searcher, number)["id"] for number in each.numbers.tolist()) for each in answers)

    def _meant(
        self,
        request: SearchRequest,
        face: Face,
        generation: Generation,
        searcher: Any,  # noqa: ANN401 — Whoosh has no types
        *,
        offering: bool = False,
    ) -> Understanding:
        """How a query was read, and everything that it finds, before any filter."""
        return answered(request, face.ui, generation, searcher, Deadline.after(self._seconds), offering=offering)

    def facet(self, name: str, contains: str, request: SearchRequest, face: Face, generation: Generation | None = None) -> FacetPage:
        """The values of one facet of an answer that bear some words, and as many of them as the request's `facet_limit` says.

        A name is found under each of its spellings, and if nothing else is, in spite of a slip of the fingers.

        Raises:
            BadRequest, QueryTimeout, IndexerError: see `search`.
        """
        generation = generation or self.generation()
        request, missing = facets.known(request, generation.columns.facets, generation.names)
        if missing and face.strict:
            raise BadRequest(*missing)
        with generation.searcher() as searcher:
            found = understand(request, face.ui, generation, searcher, Deadline.after(self._seconds)).found
        asked = replace(_on(face, request), facets=(name,), per_page=1)
        counts = engine.answer(found, asked, generation.columns, stories=generation.stories).counts[name]
        facet = generation.columns.facets[name]
        borne = facets.bearing(name, facet, contains, generation.names, generation.bearers, face.ui)
        counts = counts if borne is None else np.where(borne, counts, 0).astype(np.int32)
        values = facets.values({name: facet}, {name: counts}, request, generation.names, face.ui, Addresses(request, face))[name]
        state = IndexState(generation.manifest.generation, generation.manifest.documents)
        return FacetPage(name, contains, values, int(np.count_nonzero(counts)), state)

    def totals(self, requests: Sequence[SearchRequest], face: Face, generation: Generation | None = None) -> tuple[int, ...]:
        """How many articles each of some requests finds that differ in nothing but their filters; their words are looked for once.

        Raises:
            QueryTimeout: the query took too long.
            IndexerError: there is no index to search.
        """
        if not requests:
            return ()
        generation = generation or self.generation()
        with generation.searcher() as searcher:
            found = understand(requests[0], face.ui, generation, searcher, Deadline.after(self._seconds)).found
        return tuple(engine.total(found, _on(face, request), generation.columns, generation.stories) for request in requests)

    def every(self, request: SearchRequest, face: Face, most: int, generation: Generation | None = None) -> Iterator[Sequence[Hit]]:
        """The whole answer to a request, up to `most` articles of it, some at a time. Its page and facets play no part.

        Raises:
            BadRequest: the face is strict, and a filter names a value that no article has. Raised at once, like the next.
            IndexerError: there is no index to search.
            QueryTimeout: the query took too long; raised while the articles are taken.
        """
        generation = generation or self.generation()
        request, missing = facets.known(request, generation.columns.facets, generation.names)
        if missing and face.strict:
            raise BadRequest(*missing)
        whole = replace(_on(face, request), page=1, per_page=MAX_PER_PAGE, facets=())
        return every(whole, face, generation, most, self._seconds)

    def news(
        self, request: SearchRequest, face: Face, seen: Container[str] | None, most: int, generation: Generation | None = None
    ) -> News:
        """Which of the articles of a search were not seen before; see `listing.news`.

        Raises:
            BadRequest, QueryTimeout, IndexerError: see `search`.
        """
        generation = generation or self.generation()
        wanted, request = request, facets.known(request, generation.columns.facets, generation.names)[0]
        # Values that no article has yet may have one tomorrow.
        if wanted.include.keys() - request.include.keys():
            return News(0, (), (), IndexState(generation.manifest.generation, generation.manifest.documents))
        return listing.news(_on(face, request), face, seen, most, generation, Deadline.after(self._seconds))

    def named(self, ids: Sequence[str], request: SearchRequest, face: Face, generation: Generation | None = None) -> tuple[Hit, ...]:
        """The articles with these ids, as a search shows them; those that there are not are left out."""
        generation = generation or self.generation()
        return listing.named(ids, request, face, generation, Deadline.after(self._seconds))

    def suggest(self, q: str, ui: str, most: int, generation: Generation | None = None) -> Suggestions:
        """What a query that is being typed may become, at most so many of each kind.

        Raises:
            QueryTimeout: it took too long.
            IndexerError: there is no index.
        """
        generation = generation or self.generation()
        with generation.searcher() as searcher:
            return suggestions(q, ui, generation, searcher, most, Deadline.after(self._seconds), self._frequent)

    def entity(self, key: str, face: Face, generation: Generation | None = None) -> Profile:
        """What is known of an entity, its newest articles among it.

        Raises:
            NotFound: no article names one with this id.
            QueryTimeout: it took too long.
            IndexerError: there is no index.
        """
        generation = generation or self.generation()
        entity = profiles.known(generation, key)
        if entity is None or not entity.articles:
            raise NotFound(f"no article of this index names an entity with the id “{key[:100]}”")
        about = SearchRequest(include={entity.type: (entity.id,)}, sort="date:desc", facets=())
        return profiles.profile(generation, entity, self.search(about, face, generation=generation), face)

    def article(self, key: str, request: SearchRequest, face: Face, generation: Generation | None = None) -> Article:
        """One article, with everything marked in it that the results of a request mark.

        Raises:
            NotFound: there is none with this id.
            QueryTimeout: it took too long to mark.
            IndexerError: there is no index.
        """
        generation = generation or self.generation()
        with generation.searcher() as searcher:
            number = generation.number(searcher, key)
            document = None if number is None else generation.document(searcher, number)
            if number is not None:
                kin = Family(generation, searcher).of(number)
                seen = marks(request, face.ui, generation, searcher, Deadline.after(self._seconds))
        # Told outside, for a searcher that an error passes through is not used again.
        if document is None:
            raise NotFound(f"no article of this index has the id “{key[:100]}”")
        paragraphs = highlight.marked(document.text, seen["body"], document.lang, document.mentions, document.spoken).split("\n")
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
            passages=highlight.passages(document, seen["body"]),
            entities=entity_links(document, generation.names, SearchRequest(), face, Addresses(SearchRequest(), face)),
            relatives=kin,
            extra=document.extra,
            removed=document.removed,
            confidence=document.confidence,
        )

    def similar(self, key: str, most: int, face: Face, generation: Generation | None = None) -> tuple[Hit, ...]:
        """The articles most like one in what few others say, the likest first, without its copies and translations.

        Raises:
            NotFound: there is none with this id.
            QueryTimeout: it took too long.
            IndexerError: there is no index.
        """
        generation = generation or self.generation()
        with generation.searcher() as searcher:
            number = generation.number(searcher, key)
            hits: tuple[Hit, ...] = ()
            if number is not None:
                until = Deadline.after(self._seconds)
                answer, shared = similar(number, generation.document(searcher, number), generation, searcher, most, until)
                hits = tuple(listed(answer, shared, 1, SearchRequest(), face, generation, searcher))
        if number is None:
            raise NotFound(f"no article of this index has the id “{key[:100]}”")
        return hits


def _on(face: Face, request: SearchRequest) -> SearchRequest:
    """The request with what is usual on a face where it leaves that open."""
    return request if request.twins else replace(request, twins=face.twins)


def _links(request: SearchRequest, face: Face, total: int) -> Links:
    """Addresses of this page and its neighbours; a page beyond the last leads back to the last."""
    last = max(1, -(-total // request.per_page))
    return Links(
        self=face.link(request),
        next=face.link(replace(request, page=request.page + 1)) if request.page < last else None,
        prev=face.link(replace(request, page=min(request.page - 1, last))) if request.page > 1 else None,
    )
