"""A web page, as it was saved: decoded here, and its article taken out of it by `indexer.extraction`."""

import codecs
import re
from collections.abc import Iterator

from indexer.document import RawFile, Reject
from indexer.readers.file import File
from indexer.readers.text import MAX_BYTES, legible, spelled

_HEAD = 4096
"""How many bytes of a page may pass before it declares its encoding. The HTML standard says 1,024; not everybody has read it."""

_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']?([\w-]+)|<meta[^>]{0,500}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE
)


def read(file: File) -> Iterator[RawFile | Reject]:
    """The page in the file.

    Raises:
        OSError: the file cannot be read.
        UnusableError: it is too large, or no text.
    """
    page = file.read(MAX_BYTES, "one article")
    yield RawFile(file.id, file.shown, decode(page), html=True, seen=file.seen)


def decode(page: bytes, stated: str | None = None) -> str:
    """The page as text. What is UTF-8 is read as that, whatever it says it is; `stated` is the encoding that the server gave.

    Raises:
        NotTextError: it is empty, binary, or in an encoding that cannot be told.
    """
    try:
        return legible(page.decode("utf-8-sig"))
    except UnicodeDecodeError:
        declared = _DECLARED.search(page[:_HEAD])
        names = [stated, *((name.decode() for name in declared.groups() if name) if declared else ())]
        for name in filter(None, names):
            try:
                return legible(page.decode(_known(name)))
            except (LookupError, UnicodeDecodeError):
                continue
    return legible(spelled(page))


def _known(name: str) -> str:
    """The encoding that a name stands for on the web, where Latin-1 and ASCII have always meant Windows-1252."""
    found = codecs.lookup(name).name
    return "cp1252" if found in ("iso8859-1", "ascii") else found
