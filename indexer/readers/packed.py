"""Files that are packed: compressed, or many in one archive. Nothing is ever unpacked to a disk."""

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import PurePosixPath
from typing import IO, cast

from indexer.document import Reject
from indexer.readers.file import BrokenStreamError, File, without_suffix
from indexer.readers.walk import left_out

MOST_EXPANDED = 200
"""How many times as large as it is packed anything may become. Articles become three to ten times as large, bombs a thousand times."""

UNCHECKED = 64 * 1024 * 1024
"""Bytes up to which that does not matter."""

_BUFFER = 128 * 1024
_ENCRYPTED = 1


def compressed(file: File) -> Iterator[File | Reject]:
    """The file that lies in a compressed one, under the same name without the suffix."""
    opener = _DECOMPRESSORS[PurePosixPath(file.name).suffix.lower()]
    yield replace(file, id=without_suffix(file.id), name=file.name.rpartition(".")[0], opener=partial(_unpacking, opener, file), path=None)


def members(file: File) -> Iterator[File | Reject]:
    """The files in a zip archive, in sorted order, without what a walk would leave out.

    Raises:
        OSError: the archive cannot be read.
    """
    if file.path is None:
        yield Reject(file.shown, "an archive inside another file; unpack it first")
        return
    with file.open() as stream:
        try:
            archive = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
            raise BrokenStreamError(f"not a zip archive, or a damaged one: {error}") from None
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            yield from _member(archive, info, file)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: File) -> Iterator[File | Reject]:
    # A name may lead anywhere, as in ../../x.txt; nothing follows it, but an id must not look like it does.
    parts = [part for part in info.filename.replace("\\", "/").split("/") if part.strip(".")]
    shown = f"{file.shown}/{info.filename}"
    if info.is_dir() or any(map(left_out, parts)):
        return
    if info.flag_bits & _ENCRYPTED:
        yield Reject(shown, "encrypted; unpack it first")
        return
    if not parts:
        yield Reject(shown, "a file without a name")
        return
    id_ = without_suffix("/".join((file.id, *parts)))
    yield File(id_, shown, parts[-1], partial(_opened, archive, info), _day(info) or file.seen, file.columns)


def _day(info: zipfile.ZipInfo) -> str | None:
    """The day on which a member was last changed; None where the archive was made without a clock."""
    year, month, day, *_ = info.date_time
    try:
        return date(year, month, day).isoformat() if year > 1980 else None
    except ValueError:
        return None


def _unpacking(opener: "Callable[[IO[bytes]], IO[bytes]]", file: File) -> IO[bytes]:
    packed = file.open()
    try:
        return io.BufferedReader(_Unpacked(opener(packed), packed.tell, packed), _BUFFER)
    except BaseException:
        packed.close()
        raise


def _opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    try:
        return io.BufferedReader(_Unpacked(archive.open(info), lambda: info.compress_size), _BUFFER)
    except _DAMAGES as error:
        raise _damaged(error) from None


class _Unpacked(io.RawIOBase):
    """A stream that is unpacked while it is read, and no further than is sane.

    Reading raises `BrokenStreamError` where what is packed is cut off or damaged, or becomes far too large.
    """

    def __init__(self, stream: IO[bytes], packed: Callable[[], int], *below: IO[bytes]) -> None:
        self._stream = stream
        self._packed = packed
        self._below = below
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = cast("io.BufferedReader", self._stream).read1(len(buffer))  # so that what comes before a damage is not lost with it
        except BrokenStreamError:
            raise
        except _DAMAGES as error:
            raise _damaged(error) from None
        self._read += len(data)
        if self._read > UNCHECKED and self._read > MOST_EXPANDED * self._packed():
            raise BrokenStreamError(f"becomes more than {MOST_EXPANDED} times as large as it is packed, as no article does")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        for stream in (self._stream, *self._below):
            stream.close()
        super().close()


def _damaged(error: Exception) -> BrokenStreamError:
    if isinstance(error, gzip.BadGzipFile) and "Not a gzipped" in str(error):
        return BrokenStreamError("cannot be unpacked, for it is damaged, or not compressed as its suffix says")
    return BrokenStreamError(f"cannot be unpacked, for it is cut off or damaged: {error}")


_DAMAGES = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError)
"""What the libraries that unpack raise over bytes that are damaged, cut off or packed in a way that they do not know."""

_DECOMPRESSORS: Mapping[str, Callable[[IO[bytes]], IO[bytes]]] = {
    ".gz": lambda stream: cast("IO[bytes]", gzip.GzipFile(fileobj=stream)),
    ".bz2": lambda stream: cast("IO[bytes]", bz2.BZ2File(stream)),
    ".xz": lambda stream: cast("IO[bytes]", lzma.LZMAFile(stream)),  # noqa: SIM115 - `_Unpacked` closes all of them
}

UNPACKERS: Mapping[str, Callable[[File], Iterator[File | Reject]]] = {**dict.fromkeys(_DECOMPRESSORS, compressed), ".zip": members}
"""Suffix in lower case → what finds the files in a packed one."""
