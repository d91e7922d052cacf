"""RSS and Atom files: an article an entry."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import unescape
from typing import Any

from indexer.document import RawFile, Reject
from indexer.readers.file import File, UnusableError
from indexer.readers.keys import article
from indexer.readers.text import tidy

MAX_BYTES = 64 * 1024 * 1024
"""The most that one file may take, for all of it is held at once."""

_MARKUP = re.compile(r"<(?:[!/?]|[A-Za-z])[^<>]*>|&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z]\w*);")
_TAG = re.compile(r"<(?:[!/?]|[A-Za-z])[^<>]*>")


def read(file: File) -> Iterator[RawFile | Reject]:
    """The articles of the feed; each entry that cannot be used is a reject that names it. Entries count from 1.

    Of the texts of an entry its content is used, or else its summary. An entry is seen on no other day than its own.

    Raises:
        OSError: the file cannot be read.
        UnusableError: it is too large, or no feed.
    """
    import feedparser  # noqa: PLC0415 - takes a while to load

    data = file.read(MAX_BYTES, "a feed")
    # As a stream, for feedparser would take a string for an address and fetch it. Markup is cleaned where the text is taken out of it.
    found = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    if not found.get("version") and not found.entries:
        raise UnusableError(f"not an RSS or Atom feed{_problem(found)}")
    if found.bozo and not found.entries:
        raise UnusableError(f"a feed that cannot be read{_problem(found)}")
    for number, entry in enumerate(found.entries, 1):
        shown = f"{file.shown}, entry {number}"
        try:
            yield _article(entry, found.feed, f"{file.id}-{number}", shown)
        except UnusableError as error:
            yield Reject(shown, str(error))


def _article(entry: Mapping[str, Any], feed: Mapping[str, Any], id_: str, shown: str) -> RawFile:
    text = _text(entry)
    html = bool(_MARKUP.search(text))
    keys = {
        "id": entry.get("id") or entry.get("link"),
        "title": _plain(entry.get("title", "")),
        "text": text,
        "date": entry.get("published") or entry.get("updated"),
        "source": _plain(entry.get("source", {}).get("title", "") or feed.get("title", "")),
        "url": entry.get("link"),
        "author": ", ".join(filter(None, (person.get("name") for person in entry.get("authors", ())))) or entry.get("author"),
        "lang": _language(entry, feed),
        "tags": [tag["term"] for tag in entry.get("tags", ()) if tag.get("term")] or None,
    }
    return replace(article({key: _tidy(value) for key, value in keys.items() if value}, id_, shown), html=html)


def _text(entry: Mapping[str, Any]) -> str:
    texts = [content.get("value") or "" for content in entry.get("content", ())]
    return max(texts, key=len, default="").strip() or entry.get("summary") or ""


def _language(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> str | None:
    detail = entry.get("title_detail") or {}
    return detail.get("language") or feed.get("language")


def _plain(text: str) -> str:
    return unescape(_TAG.sub("", text))


def _tidy(value: Any) -> Any:  # noqa: ANN401 - strings, and lists of them
    return [tidy(item) for item in value] if isinstance(value, list) else tidy(value)


def _problem(found: Mapping[str, Any]) -> str:
    return f": {found['bozo_exception']}" if found.get("bozo") else ""
