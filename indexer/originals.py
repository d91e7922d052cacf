"""An article as it was read, kept beside what became of it: so that it can be read again without its file, and seen to have changed.

Most articles are kept as they were read, and of these nothing but the names of their parts is written down a second time.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from indexer.document import Document, RawFile

_PARTS = tuple(field.name for field in fields(RawFile) if field.name not in ("id", "path", "entities"))
_SAME = "same"


def kept(raw: RawFile, document: Document) -> dict[str, Any]:
    """What has to be known besides the document to have the article again: the parts that are `same`, and all others that say something."""
    parts = {name: value for name in _PARTS if (value := getattr(raw, name)) or name == "text"}
    same = [name for name, value in parts.items() if getattr(document, name, None) == value]
    rest: dict[str, Any] = {name: value for name, value in parts.items() if name not in same}
    if raw.entities:
        rest["entities"] = list(raw.entities)
    return {_SAME: same, **rest}


def raw(stored: Mapping[str, Any], path: str = "") -> RawFile:
    """The article that a document was made of, from the stored fields of the document, as if it had been read at this path."""
    said = dict(stored["original"])
    parts = {name: stored[_STORED.get(name, name)] for name in said.pop(_SAME)}
    if "extra" in parts:
        parts["extra"] = json.loads(parts["extra"])
    entities = tuple(said.pop("entities", ()))
    return RawFile(id=stored["id"], path=path, entities=entities, **(parts | said))


def same(one: RawFile, other: RawFile) -> bool:
    """Whether two articles say the same, wherever they lie and whenever they were seen."""
    return replace(one, path="", seen=None) == replace(other, path="", seen=None)


_STORED: Mapping[str, str] = {"source": "origin"}
"""How a part is called among stored fields, where that is another name."""
