"""The two files of a segment: written durably, and opened once however many readers look at them."""

import os
import threading
import weakref
from pathlib import Path
from typing import Any, TypeVar

from whoosh.codec.base import Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile

from indexer.codec.container import Container, ContainerWriter
from indexer.codec.documents import Documents
from indexer.codec.postings import Postings

DOCUMENTS = ".docs"
"""The suffix of the per-document half."""
POSTINGS = ".terms"
"""The suffix of the inverted half."""

_Half = TypeVar("_Half", Documents, Postings)

_open: "weakref.WeakValueDictionary[tuple[Any, ...], Any]" = weakref.WeakValueDictionary()
_opening = threading.Lock()


def write(storage: Any, segment: Segment, suffix: str, out: ContainerWriter, *, durable: bool = True) -> None:  # noqa: ANN401 — Whoosh's
    """Write one of a segment's files; where it must be `durable`, have the disk hold it before anybody names it."""
    name = segment.make_filename(suffix)
    if not isinstance(storage, FileStorage):
        stream = storage.create_file(name)
        out.write(stream)
        stream.close()
        return
    with Path(storage.folder, name).open("xb") as stream:
        out.write(stream)
        if durable:
            stream.flush()
            os.fsync(stream.fileno())


def scratch(storage: Any) -> Path | None:  # noqa: ANN401
    """Where what is too large for memory may wait: beside the index, whose disk has room for it; None for an index in memory."""
    return Path(storage.folder) if isinstance(storage, FileStorage) else None


def documents(storage: Any, segment: Segment) -> Documents:  # noqa: ANN401
    """The per-document half of a segment.

    Raises:
        IndexDamaged: it is not as it was written.
        OSError: it cannot be read.
    """
    return _opened(storage, segment, DOCUMENTS, Documents)


def postings(storage: Any, segment: Segment) -> Postings:  # noqa: ANN401
    """The inverted half of a segment; raises what `documents` raises."""
    return _opened(storage, segment, POSTINGS, Postings)


def _opened(storage: Any, segment: Segment, suffix: str, half: type[_Half]) -> _Half:  # noqa: ANN401
    storage, name = _underneath(storage), segment.make_filename(suffix)
    if not isinstance(storage, FileStorage):
        return half(Container(bytearray(_read(storage, name)), name))
    path = Path(storage.folder, name)
    found = path.stat()
    # A file is never changed, so whoever has it open shares it, under whatever name; one that took its name later is another.
    key = (half, found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size)
    with _opening:
        opened: _Half | None = _open.get(key)
        if opened is None:
            opened = _open[key] = half(Container.open(path))
    return opened


def _underneath(storage: Any) -> Any:  # noqa: ANN401
    """The storage itself, where Whoosh has laid a compound file over it."""
    return getattr(storage, "b", storage)


def _read(storage: Any, name: str) -> bytes:  # noqa: ANN401
    try:
        stream = storage.open_file(name)
    except NameError as error:  # what Whoosh's storage in memory says
        raise FileNotFoundError(f"{name} is missing") from error
    return bytes(stream._buf) if isinstance(stream, BufferFile) else bytes(stream.read())  # noqa: SLF001
