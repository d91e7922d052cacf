"""A collection with judged queries, as it lies in a folder: documents.jsonl, queries.jsonl and qrels.txt."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import SourceError

DOCUMENTS, QUERIES, QRELS = FILES = ("documents.jsonl", "queries.jsonl", "qrels.txt")

_ASKED = ("id", "title", "text", "lang", "entities")
"""What of a document is indexed: all that ranking depends on. Dates of such collections are often none (`CACM December, 1958`)."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection.

    Attributes:
        name: of its folder.
        documents: what is to be indexed, as objects of JSON Lines.
        queries: id to text, of those that are judged.
        qrels: id of a query to document ids and how relevant each is, 0 for not at all.
        digest: of the documents, so that a figure can say what it was measured on; 12 hexadecimal digits.
    """

    name: str
    documents: tuple[Mapping[str, Any], ...]
    queries: Mapping[str, str]
    qrels: Mapping[str, Mapping[str, int]]
    digest: str


def read(folder: Path) -> Collection:
    """The collection in a folder.

    Raises:
        SourceError: it cannot be used; the message says what is wrong where.
    """
    if missing := [name for name in FILES if not (folder / name).is_file()]:
        raise SourceError(f"{folder} holds no {' and no '.join(missing)}; a collection is a folder with {', '.join(FILES)}")
    qrels = _qrels(folder / QRELS)
    queries = {str(line["id"]): str(line["text"]) for line in lines(folder / QUERIES, ("id", "text"))}
    judged = {key: text for key, text in queries.items() if key in qrels}
    if not judged:
        raise SourceError(f"{folder / QRELS} judges no query of {QUERIES}; their ids have to be the same")
    documents = tuple(
        {key: line[key] for key in _ASKED if line.get(key)} | {"id": _nameable(folder, str(line["id"]))}
        for line in lines(folder / DOCUMENTS, ("id",))
    )
    digest = hashlib.sha256((folder / DOCUMENTS).read_bytes()).hexdigest()[:12]
    return Collection(folder.resolve().name, documents, judged, {key: qrels[key] for key in judged}, digest)


def lines(file: Path, keys: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON Lines, all of which have these keys.

    Raises:
        SourceError: a line is something else.
    """
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(f"{file} is not UTF-8: {error.reason} at byte {error.start}") from None
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise SourceError(f"{file}, line {number}, is not JSON: {error}") from None
        if not isinstance(said, dict):
            raise SourceError(f"{file}, line {number}, is not an object")
        if lacking := [key for key in keys if said.get(key) in (None, "")]:
            raise SourceError(f"{file}, line {number}, has no “{lacking[0]}”")
        yield said


def _qrels(file: Path) -> dict[str, dict[str, int]]:
    """TREC's judgements: `query iteration document relevance` a line; less than nothing is nothing, as trec_eval has it."""
    judged: dict[str, dict[str, int]] = {}
    for number, line in enumerate(file.read_text("utf-8", errors="replace").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            query, _, document, relevance = line.split()
            judged.setdefault(query, {})[document] = max(0, int(relevance))
        except ValueError:
            raise SourceError(f"{file}, line {number}, is not “query 0 document relevance”: {line[:80]}") from None
    return judged


def _nameable(folder: Path, key: str) -> str:
    if key.split() != [key]:
        raise SourceError(f"{folder / DOCUMENTS}: the id “{key[:80]}” holds white space, so neither {QRELS} nor a run can name it")
    return key
