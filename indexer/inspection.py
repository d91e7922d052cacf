"""What is known of one article: for a person who wonders why it is found, or what became of a line."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from indexer import originals
from indexer.record import read
from indexer.stories import Member


def inspected(stored: Mapping[str, Any], path: str, stories: Iterable[Sequence[Member]]) -> dict[str, Any]:
    """The stored fields of a document in the order in which a person asks for them.

    `stated` names what the file itself said; `removed` holds the lines that were cut from its text, in order; `entities` are ids, and so
    are `twins` and `copies`, those of the articles that tell the same in another language and in this one.
    """
    document, raw = read(stored), originals.raw(stored, path)
    stated = [name for name in ("title", "lang", "date", "source", "url", "author", "entities") if getattr(raw, name)]
    story = next((story for story in stories if any(key == document.id for key, _ in story)), ())
    twins = [key for key, lang in story if lang != document.lang]
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
        "twins": twins,
        "copies": [key for key, _ in story if key != document.id and key not in twins],
        "removed": list(document.removed),
        "text": document.text,
    }
