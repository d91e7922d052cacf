"""What is known of one article: for a person who wonders why it is found, or what became of a line."""

from collections.abc import Mapping
from typing import Any

from indexer import originals
from indexer.record import read


def inspected(stored: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The stored fields of a document in the order in which a person asks for them.

    `stated` names what the file itself said; `removed` holds the lines that were cut from its text, in order; `entities` are ids.
    """
    document, raw = read(stored), originals.raw(stored, path)
    stated = [name for name in ("title", "lang", "date", "source", "url", "author", "entities") if getattr(raw, name)]
    return {
        "id": document.id,
        "file": path,
        "title": document.title,
        "headline": document.headline,
        "lang": document.lang,
        "confidence": document.confidence,
        "spoken": list(document.spoken),
        "date": document.date,
        "source": document.source,
        "author": document.author,
        "url": document.url,
        "stated": stated,
        "characters": {"read": len(raw.text), "kept": len(document.text)},
        "entities": sorted({mention.id for mention in (*document.title_mentions, *document.mentions)}),
        "removed": list(document.removed),
        "text": document.text,
    }
