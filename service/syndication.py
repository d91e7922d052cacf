"""Answers as feeds: Atom (RFC 4287) and JSON Feed 1.1 with the elements of OpenSearch 1.1, and the description of this search engine."""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

from indexer.dates import span
from indexer.document import UNDETERMINED
from service.search.results import Hit, SearchPage

ATOM = "http://www.w3.org/2005/Atom"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that no XML may hold, however they are written."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of an answer with all addresses, each with its host.

    `built` is when the index was, `yyyymmddThhmmss` of UTC; `article` gives the page of a hit.
    """

    title: str
    lang: str
    page: SearchPage
    here: str
    home: str
    next: str | None
    previous: str | None
    built: str
    article: Callable[[Hit], str]


def atom(feed: Feed) -> bytes:
    """An Atom feed. An entry without a date has that of the index, for Atom knows no undated ones."""
    ET.register_namespace("", ATOM)
    ET.register_namespace("opensearch", OPENSEARCH)
    page = feed.page
    root = ET.Element(f"{{{ATOM}}}feed", {"xml:lang": feed.lang})
    _put(root, "id", feed.here)
    _put(root, "title", feed.title)
    _put(root, "updated", _built(feed))
    _put(root, "generator", "Lunette")
    for rel, address, kind in (
        # A file does not know where it will be served from.
        ("self", feed.here if feed.here != feed.home else None, "application/atom+xml"),
        ("alternate", feed.home, "text/html"),
        ("next", feed.next, "application/atom+xml"),
        ("previous", feed.previous, "application/atom+xml"),
    ):
        if address:
            _put(root, "link", None, rel=rel, href=address, type=kind)
    for name, value in _counts(page).items():
        _put(root, name, str(value), OPENSEARCH)
    _put(root, "Query", None, OPENSEARCH, role="request", searchTerms=page.query.q, startPage=str(page.page))
    for hit in page.hits:
        _entry(root, hit, feed)
    return _written(root)


def _entry(root: ET.Element, hit: Hit, feed: Feed) -> None:
    address = feed.article(hit)
    entry = ET.SubElement(root, f"{{{ATOM}}}entry", {} if hit.lang == UNDETERMINED else {"xml:lang": hit.lang})
    _put(entry, "id", address)
    _put(entry, "title", hit.title)
    _put(entry, "updated", _moment(hit.date) if hit.date else _built(feed))
    if hit.date:
        _put(entry, "published", _moment(hit.date))
    _put(ET.SubElement(entry, f"{{{ATOM}}}author"), "name", hit.source or "Lunette")
    _put(entry, "link", None, rel="alternate", href=address, type="text/html")
    if hit.url and hit.url.startswith(("http://", "https://")):
        _put(entry, "link", None, rel="via", href=hit.url)
    _put(entry, "summary", _passages(hit), type="html")
    for entity in hit.entities:
        _put(entry, "category", None, term=entity.id, scheme=entity.type, label=entity.label)


def json_feed(feed: Feed) -> dict[str, Any]:
    """A JSON Feed; what OpenSearch would say stands under `_opensearch`."""
    page = feed.page
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.here,
        **({"next_url": feed.next} if feed.next else {}),
        "language": feed.lang,
        "_opensearch": {**_counts(page), "searchTerms": page.query.q},
        "items": [_item(hit, feed) for hit in page.hits],
    }


def _item(hit: Hit, feed: Feed) -> dict[str, Any]:
    address = feed.article(hit)
    return {
        "id": address,
        "url": address,
        "title": hit.title,
        "content_html": _passages(hit) or html.escape(hit.title),
        **({"external_url": hit.url} if hit.url and hit.url.startswith(("http://", "https://")) else {}),
        **({"date_published": _moment(hit.date)} if hit.date else {}),
        **({"authors": [{"name": hit.source}]} if hit.source else {}),
        **({"language": hit.lang} if hit.lang != UNDETERMINED else {}),
        "tags": [entity.label for entity in hit.entities],
    }


def engine(addresses: Mapping[str, str], icon: str, about: str) -> bytes:
    """The description of this service as a search engine; `addresses` maps a type of answer to a template of OpenSearch."""
    ET.register_namespace("", OPENSEARCH)
    root = ET.Element(f"{{{OPENSEARCH}}}OpenSearchDescription")
    _put(root, "ShortName", "Lunette", OPENSEARCH)
    _put(root, "Description", about, OPENSEARCH)
    _put(root, "InputEncoding", "UTF-8", OPENSEARCH)
    _put(root, "Image", icon, OPENSEARCH, width="16", height="16", type="image/svg+xml")
    for language in ("fr", "en"):
        _put(root, "Language", language, OPENSEARCH)
    for kind, template in addresses.items():
        _put(root, "Url", None, OPENSEARCH, type=kind, template=template, **({"rel": "suggestions"} if "suggest" in kind else {}))
    return _written(root)


def _put(parent: ET.Element, name: str, text: str | None, namespace: str = ATOM, **attributes: str) -> None:
    """Add an element, without the signs that XML cannot hold."""
    element = ET.SubElement(parent, f"{{{namespace}}}{name}", {key: _NOT_XML.sub("\ufffd", value) for key, value in attributes.items()})
    element.text = None if text is None else _NOT_XML.sub("\ufffd", text)


def _written(root: ET.Element) -> bytes:
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, "unicode").encode()


def _counts(page: SearchPage) -> dict[str, int]:
    return {"totalResults": page.total, "startIndex": (page.page - 1) * page.per_page + 1, "itemsPerPage": page.per_page}


def _passages(hit: Hit) -> str:
    """The passages that were found as HTML; their words are escaped, and only what was searched for is marked."""
    return " … ".join(hit.highlights.body)


def _moment(date: str) -> str:
    """The first moment of a date, whatever its precision, as RFC 3339 has it."""
    day = f"{span(date)[0]:08}"
    return f"{day[:4]}-{day[4:6]}-{day[6:]}T00:00:00Z"


def _built(feed: Feed) -> str:
    return datetime.strptime(feed.built, "%Y%m%dT%H%M%S").replace(tzinfo=UTC).isoformat().replace("+00:00", "Z")
