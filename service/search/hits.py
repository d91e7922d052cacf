"""One article of an answer, as a reader sees it: its title and best sentences with the words marked, and its names as links."""

from collections import Counter
from collections.abc import Mapping

from indexer.document import UNDETERMINED, Document
from service.search import facets, highlight
from service.search.addresses import Addresses
from service.search.marks import Marks
from service.search.names import Names
from service.search.request import Face, SearchRequest
from service.search.results import EntityLink, Highlights, Hit, Relatives


def hit(
    document: Document,
    rank: int,
    score: float,
    marks: Mapping[str, tuple[Marks, ...]],
    fragments: tuple[str, ...],
    entities: tuple[EntityLink, ...],
    relatives: Relatives,
    more: int,
) -> Hit:
    """An article that was found, with its `fragments`; `marks` maps a part of the text to what is marked there. For `more` see `Hit`.

    Raises:
        QueryTimeout: the deadline of the marks passed before the end.
    """
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
        highlights=Highlights(
            (_marked_title(document, marks),),
            fragments,
        ),
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


def _marked_title(document: Document, marks: Mapping[str, tuple[Marks, ...]]) -> str:
    """The title with its marks. One that is only the beginning of the text is marked as text, in the language of that."""
    if document.headline:  # in an article in two languages it is read in both
        lang = UNDETERMINED if document.spoken else document.lang
        return highlight.marked(document.title, marks["title"], lang, document.title_mentions)
    mentions = [each for each in document.mentions if each.text and document.title[each.start : each.end] == each.text]
    return highlight.marked(document.title, marks["body"], document.spoken[0] if document.spoken else document.lang, mentions)
