"""One article of an answer, as a reader sees it: its title and best sentences with the words marked, and its names as links."""

from collections import Counter

from indexer.document import Document
from service.search import facets
from service.search.addresses import Addresses
from service.search.highlight import Shown
from service.search.names import Names
from service.search.request import Face, SearchRequest
from service.search.results import EntityLink, Highlights, Hit, Relatives


def hit(
    document: Document,
    rank: int,
    score: float,
    shown: Shown,
    entities: tuple[EntityLink, ...],
    relatives: Relatives,
    more: int,
) -> Hit:
    """An article that was found, with what is `shown` of it. For `more` see `Hit`."""
    return Hit(
        id=document.id,
        rank=rank,
        score=round(score, 6),
        lang=document.lang,
        title=document.title,
        date=document.date,
        source=document.source,
        url=document.url,
        entities=entities,
        relatives=relatives,
        highlights=Highlights((shown.title,), shown.body),
        extra=document.extra,
        more=more,
    )


def entity_links(document: Document, names: Names, request: SearchRequest, face: Face, addresses: Addresses) -> tuple[EntityLink, ...]:
    """The entities of an article, the most often named first. Each leads to the same search, whose addresses these are, with it chosen."""
    often: Counter[str] = Counter()
    kinds: dict[str, str] = {}
    for mention in (*document.title_mentions, *document.mentions):
        if mention.id not in names.dropped:
            key = names.entity_of(mention.id)
            often[key] += 1
            kinds[key] = names.types.get(key, mention.type)
    return tuple(
        EntityLink(
            key,
            kinds[key],
            facets.label(kinds[key], key, names, face.ui),
            face.link(request) if key in request.include.get(kinds[key], ()) else addresses.toggled(kinds[key], key),
        )
        for key in sorted(often, key=lambda key: -often[key])
    )
