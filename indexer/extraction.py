"""The article in a web page, without what stands around it.

This station comes first, and in the processes that do the work, for taking an article out of its page takes longer than all else.
"""

from dataclasses import replace
from typing import Any

from indexer.agencies import host
from indexer.document import RawFile, Reject
from indexer.readers.keys import KEYS


def extract(raw: RawFile) -> RawFile | Reject:
    """The article of a page, with what the page states about it; an article that is no page, as it is; a Reject if there is none.

    What is known already wins over what the page states.
    """
    if not raw.html:
        return raw
    from indexer import webpage  # noqa: PLC0415 - takes most of a second to load, and is needed for pages only

    try:
        found = webpage.article(raw.text, raw.url)
    except webpage.NoArticleError as error:
        return Reject(raw.path, str(error))
    stated = {key: KEYS[key](value)[0] for key, value in found.items() if value}
    known: dict[str, Any] = {key: getattr(raw, key) or value for key, value in stated.items() if key != "text"}
    source = known.get("source") or raw.source or host(known.get("url") or raw.url)
    return replace(raw, **(known | {"source": source, "text": stated["text"], "html": False}))
