"""What a build has read: the articles and rejects of every file, on disk, so that nothing finished is read again if it is interrupted.

A spool is one file of frames. Each frame is the length of its payload and the CRC-32 of that (two little-endian uint32), then the
payload: a MessagePack map in Zstandard, which holds an `article`, a `reject` or, behind all that came of a file, that `file`. The first
frame says which `reader` read, and how; another one does not go on with it. What follows the last whole file is cut off when a spool is
opened again.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import IO, Any, NamedTuple, Self

import zstandard

from indexer.codec.stored import packed, unpacked
from indexer.document import RawFile, Reject

NAME = "unfinished"
"""What the file of an interrupted build is called in the index directory."""

_HEAD = struct.Struct("<II")
_FIELDS = tuple(field.name for field in fields(RawFile))


class Stamp(NamedTuple):
    """What tells that a file has not changed: its size in bytes, and when it was last changed, in nanoseconds."""

    size: int
    changed: int


class Finished(NamedTuple):
    """A file that was read to its end: its path for messages, its stamp (None for a stream), and from where to where its frames lie."""

    path: str
    stamp: Stamp | None
    begin: int
    end: int


class Spool:
    """A spool that is being written, or read again. Not for several threads."""

    def __init__(self, stream: IO[bytes], finished: Sequence[Finished]) -> None:
        self._stream = stream
        self._before = {each.path: each for each in finished}
        self._kept: list[Finished] = []
        self._begin = self._end = finished[-1].end if finished else stream.tell()
        self._compressor, self._decompressor = zstandard.ZstdCompressor(1), zstandard.ZstdDecompressor()

    @classmethod
    def begin(cls, path: Path, reader: str) -> Self:
        """A new spool in place of whatever is at the path. `reader` tells what read, and how."""
        stream = path.open("w+b")
        spool = cls(stream, ())
        spool._write({"reader": reader})
        spool._begin = spool._end
        return spool

    @classmethod
    def again(cls, path: Path, reader: str) -> Self | None:
        """The spool of an interrupted build, without what was left half done; None if there is none, or another program's."""
        try:
            stream = path.open("r+b")
        except FileNotFoundError:
            return None
        frames = _frames(stream)
        head = next(frames, None)
        if head is None or head[0] != {"reader": reader}:
            stream.close()
            return None
        finished: list[Finished] = []
        begin = head[1]
        for record, end in frames:
            if "file" in record:
                shown, size, changed = record["file"]
                finished.append(Finished(shown, Stamp(size, changed), begin, end))
                begin = end
        stream.truncate(begin)
        spool = cls(stream, finished)
        spool._begin = spool._end = begin
        return spool

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    @property
    def held(self) -> int:
        """How many files a build that was interrupted has read to their ends."""
        return len(self._before)

    def holds(self, path: str, stamp: Stamp) -> bool:
        """Whether a build that was interrupted has read this file as it still is."""
        found = self._before.get(path)
        return found is not None and found.stamp == stamp

    def keep(self, path: str) -> Iterator[RawFile | Reject]:
        """Take over a file that it `holds`: everything that came of it."""
        found = self._before[path]
        self._kept.append(found)
        return self._between(found.begin, found.end)

    def add(self, became: RawFile | Reject) -> None:
        """Take an article or a reject of the file that is being read."""
        if isinstance(became, Reject):
            self._write({"reject": [became.path, became.reason]})
        else:
            self._write({"article": [getattr(became, name) for name in _FIELDS]})

    def finish(self, path: str, stamp: Stamp | None) -> None:
        """Say that everything which came since the last one is of this file. A stream has no stamp and is read again another time."""
        if stamp is not None:
            self._write({"file": [path, *stamp]})
        self._kept.append(Finished(path, stamp, self._begin, self._end))
        self._begin = self._end

    def files(self) -> Sequence[Finished]:
        """The files that were taken over or finished, in order."""
        return self._kept

    def read(self) -> Iterator[tuple[Finished, RawFile | Reject]]:
        """Everything that was taken over or added, in the order of `files`, with its file. Nothing may be added meanwhile."""
        self._stream.flush()
        for finished in self._kept:
            for became in self._between(finished.begin, finished.end):
                yield finished, became

    def _write(self, record: Mapping[str, Any]) -> None:
        payload = self._compressor.compress(packed(record))
        self._stream.seek(self._end)
        self._end += self._stream.write(_HEAD.pack(len(payload), zlib.crc32(payload)) + payload)

    def _between(self, begin: int, end: int) -> Iterator[RawFile | Reject]:
        self._stream.flush()
        while begin < end:
            found = _frame(self._stream, begin, self._decompressor)
            if found is None:
                raise OSError(f"{self._stream.name} has changed while it was read")
            record, begin = found
            if "reject" in record:
                yield Reject(*record["reject"])
            elif "article" in record:
                yield RawFile(**dict(zip(_FIELDS, record["article"], strict=True)))


def _frames(stream: IO[bytes]) -> Iterator[tuple[dict[str, Any], int]]:
    """The records from the beginning up to the first that is not whole, each with where it ends."""
    decompressor, at = zstandard.ZstdDecompressor(), 0
    while (found := _frame(stream, at, decompressor)) is not None:
        yield found
        at = found[1]


def _frame(stream: IO[bytes], at: int, decompressor: Any) -> tuple[dict[str, Any], int] | None:  # noqa: ANN401 — zstandard's own
    stream.seek(at)
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    size, checksum = _HEAD.unpack(head)
    payload = stream.read(size)
    if len(payload) < size or zlib.crc32(payload) != checksum:
        return None
    return unpacked(decompressor.decompress(payload)), at + _HEAD.size + size
