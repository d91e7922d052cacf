"""The line of JSON that an article of an index becomes for other programs, and that `lunette build` reads again."""

from collections.abc import Mapping
from typing import Any

from indexer import originals
from indexer.record import read


def exported(stored: Mapping[str, Any]) -> dict[str, Any]:
    """The stored fields of a document under the keys of an article in JSON Lines; what it does not have is left out.

    Title, text, language, date, source, address and author are those of the index, so without boilerplate; `title` is null where
    nobody wrote one. `entities` are the names that the article came with, and keys that nobody knows come last. An index that is built of
    these lines holds the same articles.
    """
    document, raw = read(stored), originals.raw(stored)
    told = {
        "title": document.title if document.headline else None,
        "text": document.text,
        "lang": document.lang,
        "date": document.date,
        "source": document.source,
        "url": document.url,
        "author": document.author,
        "entities": list(raw.entities),
    }
    known = {"id": document.id, **{name: value for name, value in told.items() if value or name in _ALWAYS}}
    return {**known, **{name: value for name, value in raw.extra.items() if name not in known}}


_ALWAYS = frozenset({"title", "text"})
