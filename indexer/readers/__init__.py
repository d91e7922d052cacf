"""The readers: files in, raw articles out, one file per format."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import IO

from indexer.document import RawFile, Reject
from indexer.readers import jsonl, text, walk
from indexer.readers.file import File, UnusableError, why
from indexer.readers.ignoring import Ignored
from indexer.readers.options import Options
from indexer.readers.packed import UNPACKERS

__all__ = ["READERS", "SUFFIXES", "File", "Options", "articles", "files", "read"]

Reader = Callable[[File], Iterator[RawFile | Reject]]


def _loaded_later(name: str) -> Reader:
    """A reader whose module is loaded with the first file for it: parsers take longer to load than an update of a few articles may."""
    return lambda file: import_module(f"indexer.readers.{name}").read(file)


READERS: Mapping[str, Reader] = {
    ".txt": text.read,
    **dict.fromkeys((".md", ".markdown"), _loaded_later("markdown")),
    **dict.fromkeys((".html", ".htm", ".xhtml"), _loaded_later("page")),
    **dict.fromkeys((".jsonl", ".ndjson"), jsonl.read),
    ".json": _loaded_later("json"),
    **dict.fromkeys((".csv", ".tsv"), _loaded_later("table")),
    **dict.fromkeys((".rss", ".atom", ".xml"), _loaded_later("feed")),
    ".warc": _loaded_later("warc"),
}
"""Suffix in lower case → reader. What it cannot use it yields as a `Reject`, and raises no more than `OSError` and `UnusableError`."""

SUFFIXES = (*READERS, *UNPACKERS)
"""Every suffix that is read. In the files that `UNPACKERS` unpack, every other one may lie."""


def read(
    sources: Sequence[str], stdin: IO[bytes], besides: Path | None = None, options: Options | None = None
) -> Iterator[RawFile | Reject]:
    """Every article of the sources, one at a time, in the order of the sources and by sorted path within each.

    A source is a file, a directory, a glob pattern, or `-` for JSON Lines on `stdin`. What a walk leaves out on purpose (hidden files,
    READMEs, the folder `besides` and what is ignored, see `walk`) is not yielded at all; whatever else cannot be used is a `Reject`.

    Raises:
        SourceError: a source does not exist or a pattern matches nothing. All sources are looked up before the first article is read.
    """
    found = files(sources, besides, options)
    return (article for item in found for article in articles(item, stdin))


def files(sources: Sequence[str], besides: Path | None = None, options: Options | None = None) -> Iterator[File | Reject]:
    """The files of the sources, as `read` reads them.

    Raises:
        SourceError: see `read`.
    """
    options = options or Options()
    found = walk.files(sources, besides, Ignored.of(options.ignore))
    return (item if isinstance(item, Reject) else replace(item, columns=options.map) for item in found)


def articles(item: File | Reject, stdin: IO[bytes]) -> Iterator[RawFile | Reject]:
    """What comes of one file, or of the files that are packed in it. It never raises, however broken the file is."""
    if isinstance(item, Reject):
        yield item
        return
    suffix = PurePosixPath(item.name).suffix.lower()
    try:
        if item.opener is walk.STDIN.opener:
            yield from jsonl.articles(stdin, item)  # which is left open, for it is not ours
        elif suffix in UNPACKERS:
            for inner in UNPACKERS[suffix](item):
                yield from articles(inner, stdin)
        elif suffix in READERS:
            yield from READERS[suffix](item)
        else:
            yield Reject(item.shown, f"not a format that Lunette reads ({suffix or 'no suffix'})")
    except OSError as error:
        yield Reject(item.shown, why(error))
    except UnusableError as error:
        yield Reject(item.shown, str(error))
    except Exception as error:  # noqa: BLE001 - nobody knows all that a library may raise
        yield Reject(item.shown, f"Lunette failed on it ({type(error).__name__}: {error}), which is a fault of Lunette")
