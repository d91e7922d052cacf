"""What the API says: the records of an answer as JSON. Dicts begin here."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from indexer.document import LANGUAGES
from indexer.manifest import Manifest
from service.search.explanation import Absence, Explanation
from service.search.profiles import EntityList, Known, Profile
from service.search.results import Article, Bar, EntityLink, FacetPage, FacetValue, Hit, Relatives, SearchPage
from service.search.suggest import Suggestions


def search_page(page: SearchPage) -> dict[str, Any]:
    """A page of an answer, in the shape that `/openapi.json` describes."""
    return {
        "query": {
            "q": page.query.q,
            "read_as": page.query.read_as,
            "lang": page.query.lang,
            "match": page.query.match,
            "relaxed": page.query.relaxed,
            "dropped": list(page.query.dropped),
            "did_you_mean": page.query.did_you_mean,
            "expanded": [
                {"term": each.term, "with": list(each.alternatives), "why": _KINDS.get(each.why, each.why), "without": list(each.undone)}
                for each in page.query.expanded
            ],
            "problems": [asdict(problem) for problem in page.query.problems],
            **({"reranked": page.query.reranked} if page.query.reranked else {}),
        },
        "total": page.total,
        "took_ms": page.took_ms,
        "page": page.page,
        "per_page": page.per_page,
        "hits": [hit(each) for each in page.hits],
        "facets": {name: list(map(_facet_value, values)) for name, values in page.facets.items()},
        "links": asdict(page.links),
        "index": asdict(page.index),
        **({"why_not": _absence(page.absence)} if page.absence else {}),
    }


_KINDS: Mapping[str, str] = {"date": "alias", "ordinal": "alias"}
"""What programs are told of an expansion, where pages say more: a date or ordinal in other words is the same by another name."""


def _facet_value(each: FacetValue) -> dict[str, Any]:
    """What `asdict` gives, too slowly for the sixty values of a page."""
    return {"value": each.value, "label": each.label, "count": each.count, "selected": each.selected, "url": each.url}


def facet_page(page: FacetPage) -> dict[str, Any]:
    """The values of one facet."""
    return asdict(page)


def similar(key: str, hits: Sequence[Hit], manifest: Manifest) -> dict[str, Any]:
    """The articles most like one, with what they share with it marked."""
    return {
        "id": key,
        "hits": [hit(each) for each in hits],
        "index": {"generation": manifest.generation, "documents": manifest.documents},
    }


def entity_list(found: EntityList) -> dict[str, Any]:
    """A page of entities."""
    return {
        "q": found.q,
        "total": found.total,
        "page": found.page,
        "entities": [_known(each) for each in found.entities],
        "index": asdict(found.index),
    }


def profile(each: Profile) -> dict[str, Any]:
    """What is known of one entity."""
    return {
        **_known(each.entity),
        "spellings": [{"text": text, "count": count} for text, count in each.spellings],
        "others": list(each.others),
        "timeline": [_bar(bar) for bar in each.page.timeline.bars],
        "together": {
            kind: [{"id": value.value, "label": value.label, "articles": value.count} for value in values]
            for kind, values in each.together.items()
        },
        "latest": [hit(found) for found in each.page.hits],
        "index": asdict(each.page.index),
    }


def _bar(bar: Bar) -> dict[str, Any]:
    return {"from": bar.first, "to": bar.last, **dict(zip((*LANGUAGES, "other"), bar.counts, strict=True))}


def _known(each: Known) -> dict[str, Any]:
    return {"id": each.id, "type": each.type, "labels": dict(each.labels), "articles": each.articles}


def hit(each: Hit) -> dict[str, Any]:
    """One article of an answer."""
    return {
        "id": each.id,
        "rank": each.rank,
        "score": each.score,
        "lang": each.lang,
        "title": each.title,
        "date": each.date,
        "source": each.source,
        "url": each.url,
        "entities": [_entity(entity) for entity in each.entities],
        **_relatives(each.relatives),
        "more": each.more,
        "highlights": {"title": list(each.highlights.title), "body": list(each.highlights.body)},
        "extra": dict(each.extra),
        **({"explanation": _explanation(each.explanation)} if each.explanation else {}),
    }


def _explanation(each: Explanation) -> dict[str, Any]:
    return {"score": each.score, "parts": [asdict(part) for part in each.parts]}


def _absence(each: Absence) -> dict[str, Any]:
    return {
        "id": each.id,
        "title": each.title,
        "rank": each.rank,
        "page": each.page,
        "lacks": list(each.lacks),
        "has": list(each.has),
        "filtered": [{"parameter": barred.parameter, "values": list(barred.values)} for barred in each.barred],
        "behind": each.behind,
        "explanation": _explanation(each.explanation) if each.explanation else None,
    }


def suggestions(q: str, found: Suggestions) -> dict[str, Any]:
    """What a query may become, names first; each kind has what only it has, and null for the rest."""
    nothing = dict.fromkeys(("id", "type", "labels", "lang", "count"))
    return {
        "q": q,
        "suggestions": [
            *({"kind": "name", **nothing, **asdict(each), "labels": dict(each.labels)} for each in found.names),
            *({"kind": "query", **nothing, **asdict(each)} for each in found.queries),
            *({"kind": "word", **nothing, **asdict(each)} for each in found.words),
            *({"kind": "title", **nothing, **asdict(each)} for each in found.titles),
        ],
    }


def opensearch(q: str, found: Suggestions) -> list[Any]:
    """The same as browsers take it for their address bar: the query, what it may become, and what to say beside each."""
    rows = {each.text: " / ".join(each.labels.values()) for each in found.names}
    rows = rows | {each.text: "" for each in found.queries if each.text not in rows}
    rows = rows | {each.text: str(each.count) for each in found.words} | {each.text: "" for each in found.titles}
    return [q, list(rows), list(rows.values())]


def article(each: Article) -> dict[str, Any]:
    """One whole article."""
    return {
        "id": each.id,
        "lang": each.lang,
        "title": each.title,
        "date": each.date,
        "source": each.source,
        "url": each.url,
        "author": each.author,
        "text": each.text,
        "entities": [_entity(entity) for entity in each.entities],
        **_relatives(each.relatives),
        "extra": dict(each.extra),
    }


def _relatives(kin: Relatives) -> dict[str, Any]:
    return {
        "twins": [{"id": each.id, "lang": each.lang, "title": each.title} for each in kin.twins],
        "twins_total": kin.twins_total,
        "copies": [{"id": each.id, "title": each.title, "source": each.source, "date": each.date} for each in kin.copies],
        "copies_total": kin.copies_total,
    }


def _entity(each: EntityLink) -> dict[str, str]:
    return {"id": each.id, "type": each.type, "label": each.label}
