"""The readers: files in, raw articles out, one file per format."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from indexer.document import RawFile, Reject
from indexer.readers import jsonl, text
from indexer.readers.walk import STDIN, File, files

__all__ = ["READERS", "File", "articles", "files", "read"]

READERS: Mapping[str, Callable[[File], Iterator[RawFile | Reject]]] = {
    ".txt": text.read,
    ".jsonl": jsonl.read,
    ".ndjson": jsonl.read,
}
"""Suffix in lower case → reader. A reader never raises: what it cannot use, it yields as a `Reject`."""


def read(sources: Sequence[str], stdin: IO[bytes], besides: Path | None = None) -> Iterator[RawFile | Reject]:
    """Every article of the sources, one at a time, in the order of the sources and by sorted path within each.

    A source is a file, a directory, a glob pattern, or `-` for JSON Lines on `stdin`. What a walk leaves out on purpose (hidden files,
    READMEs and the folder `besides`, see `walk`) is not yielded at all; whatever else cannot be used is a `Reject`.

    Raises:
        SourceError: a source does not exist or a pattern matches nothing. All sources are looked up before the first article is read.
    """
    found = files(sources, besides)
    return (article for item in found for article in articles(item, stdin))


def articles(item: File | Reject, stdin: IO[bytes]) -> Iterator[RawFile | Reject]:
    """What comes of one file."""
    if isinstance(item, Reject):
        return iter((item,))
    if item is STDIN:
        return jsonl.articles(stdin, item)
    suffix = item.path.suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        return iter((Reject(item.shown, f"not a format that Lunette reads ({suffix or 'no suffix'})"),))
    return reader(item)
