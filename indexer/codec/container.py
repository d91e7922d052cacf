"""A file of named arrays: written once, then memory-mapped, every array checked before its first use.

    header      64 bytes: magic, version as uint32, zeros
    arrays      each at a multiple of 64 bytes, little-endian, padded with zeros
    directory   JSON: {"meta": {...}, "arrays": {name: [dtype, length, offset, bytes, encoding, crc32 of these bytes and the padding]}}
    trailer     32 bytes: offset of the directory and length of the file as uint64, crc32 of the directory, version, magic again

The encoding of most arrays is 0: they are used where they lie. A table with an entry for every term would take more room than the
postings of a rare one, so such tables are compressed and unpacked when they are first asked for: the differences between neighbours, if
the encoding is negative, then the first bytes of all elements, the second, and so on through the number of bytes that is the encoding's
absolute value, then zstandard.

Nothing in it can run: arrays are numbers, everything else is JSON.
"""

import json
import mmap
import os
import struct
import tempfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Self

import numpy as np
import zstandard
from numpy.typing import NDArray

from indexer.errors import IndexDamaged

VERSION = 1
"""Raised whenever an older program could misread a file."""
MAGIC = b"LUNARRAY"

_ALIGNMENT = 64
_HEADER = struct.Struct("<8sI52x")
_TRAILER = struct.Struct("<QQII8s")
_DTYPES = frozenset({"|b1", "|u1", "<u2", "<i4", "<u4", "<i8", "<u8", "<f4", "<f8", "|i1", "<i2"})
_SMALL = 1 << 20
"""Bytes of an array that is gathered in memory; more of it goes to a temporary file."""
_CHUNK = 1 << 22
_LEVEL = 3
"""How hard tables are compressed."""

Array = NDArray[Any]


class ContainerWriter:
    """Gathers arrays piece by piece; `write` puts them into one file. What is large waits in unnamed temporary files.

    `meta` goes into the directory. `encodings` holds those of arrays that are to be compressed.
    """

    def __init__(self, scratch: Path | None = None) -> None:
        self.meta: dict[str, Any] = {}
        self.encodings: dict[str, int] = {}
        self._scratch = scratch
        self._pieces: dict[str, list[Array]] = {}
        self._spilled: dict[str, IO[bytes]] = {}
        self._lengths: dict[str, int] = {}
        self._dtypes: dict[str, np.dtype[Any]] = {}

    def add(self, name: str, array: Array) -> None:
        """Append to an array. All pieces of one have the same dtype."""
        dtype = self._dtypes.setdefault(name, array.dtype.newbyteorder("<"))
        pieces = self._pieces.setdefault(name, [])
        pieces.append(np.ascontiguousarray(array, dtype))
        self._lengths[name] = self._lengths.get(name, 0) + len(array)
        if sum(piece.nbytes for piece in pieces) > _SMALL:
            self._spill(name)

    def length(self, name: str) -> int:
        """How many elements an array has so far."""
        return self._lengths.get(name, 0)

    def write(self, stream: IO[bytes]) -> None:
        """Write the whole file, and forget the arrays."""
        stream.write(_HEADER.pack(MAGIC, VERSION))
        at = _HEADER.size
        arrays: dict[str, list[Any]] = {}
        for name, dtype in self._dtypes.items():
            begin, crc = at, 0
            encoding = self.encodings.get(name, 0)
            parts = self._parts(name)
            for piece in parts if not encoding else (_compressed(b"".join(parts), dtype, encoding),):
                stream.write(piece)
                crc = zlib.crc32(piece, crc)
                at += len(piece)
            size, padding = at - begin, bytes(-at % _ALIGNMENT)
            stream.write(padding)
            at += len(padding)
            arrays[name] = [dtype.str, self._lengths[name], begin, size, encoding, zlib.crc32(padding, crc)]
        directory = json.dumps({"meta": self.meta, "arrays": arrays}, separators=(",", ":")).encode()
        stream.write(directory)
        length = at + len(directory) + _TRAILER.size
        stream.write(_TRAILER.pack(at, length, zlib.crc32(directory), VERSION, MAGIC))
        self.close()

    def close(self) -> None:
        """Forget the arrays and their temporary files."""
        for stream in self._spilled.values():
            stream.close()
        self._spilled.clear()
        self._pieces.clear()

    def _spill(self, name: str) -> None:
        stream = self._spilled.get(name)
        if stream is None:
            stream = self._spilled[name] = tempfile.TemporaryFile(dir=self._scratch)  # noqa: SIM115 — `close` closes it
        for piece in self._pieces[name]:
            stream.write(piece.data)
        self._pieces[name].clear()

    def _parts(self, name: str) -> Iterator[bytes]:
        if stream := self._spilled.get(name):
            stream.seek(0)
            while part := stream.read(_CHUNK):
                yield part
        for piece in self._pieces[name]:
            yield piece.tobytes()


class Container:
    """The arrays of a file, as views of its memory. They may outlive the file's name. Safe to share between threads.

    `meta` is what the writer put there. `container[name]` is an array; its checksum is compared when it is first asked for.
    """

    def __init__(self, memory: Any, name: str) -> None:  # noqa: ANN401 — bytes or a memory map
        self._memory = memory
        self._name = name
        self._checked: dict[str, Array] = {}
        directory = self._directory()
        self.meta: Mapping[str, Any] = directory["meta"]
        self._arrays: Mapping[str, tuple[str, int, int, int, int, int]] = directory["arrays"]
        self._places = self._placed()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map a file into memory.

        Raises:
            IndexDamaged: it is not a file that `ContainerWriter` wrote, or was written by another version.
            OSError: it cannot be read.
        """
        with path.open("rb") as stream:
            if not os.fstat(stream.fileno()).st_size:
                raise IndexDamaged(f"{path} is empty; build the index again")
            # Private and writeable, though nobody writes: kernels are compiled for arrays that are, and once more for any that are not.
            return cls(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_COPY), str(path))

    def __contains__(self, name: str) -> bool:
        """Whether there is such an array."""
        return name in self._arrays

    def __getitem__(self, name: str) -> Array:
        """The array of this name.

        Raises:
            IndexDamaged: it is not as it was written.
            KeyError: there is none.
        """
        array = self._checked.get(name)
        if array is None:
            dtype, length, begin, size, encoding, crc = self._arrays[name]
            with memoryview(self._memory) as whole, whole[begin : self._places[name]] as part:
                if zlib.crc32(part) != crc:
                    raise self.damaged(f"its array “{name}” has changed since it was written")
            if encoding:
                array = _decompressed(bytes(self._memory[begin : begin + size]), np.dtype(dtype), length, encoding)
            else:
                array = np.frombuffer(self._memory, np.dtype(dtype), length, begin)
            self._checked[name] = array
        return array

    def unchecked(self, name: str) -> Array:
        """An array whose pieces have checksums of their own, without a look at all of it."""
        dtype, length, begin, *_ = self._arrays[name]
        return np.frombuffer(self._memory, np.dtype(dtype), length, begin)

    def verify(self, besides: Collection[str] = ()) -> None:
        """Check every array but those named, and let go of the memory that each took meanwhile.

        Raises:
            IndexDamaged: one is not as it was written.
        """
        for name in self._arrays:
            if name not in besides:
                self[name]
                self.release()

    def release(self) -> None:
        """Let go of the memory that what was read of the file takes; what is read again comes from the file again."""
        if isinstance(self._memory, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            self._memory.madvise(mmap.MADV_DONTNEED)

    def damaged(self, fault: str) -> IndexDamaged:
        """What is raised where something in this file is not as it was written."""
        return IndexDamaged(f"{self._name} is damaged: {fault}; build the index again")

    def _directory(self) -> dict[str, Any]:
        memory, size = self._memory, len(self._memory)
        if size < _HEADER.size + _TRAILER.size:
            raise self.damaged(f"it has {size} bytes")
        magic, version = _HEADER.unpack_from(memory)
        if magic != MAGIC:
            raise self.damaged("it is not a file of arrays")
        if version != VERSION:
            raise IndexDamaged(f"{self._name} was written in format {version}, this program reads format {VERSION}; build the index again")
        begin, length, crc, again, end = _TRAILER.unpack_from(memory, size - _TRAILER.size)
        whole = length == size and again == version and end == MAGIC and bytes(memory[12 : _HEADER.size]).count(0) == _HEADER.size - 12
        if not whole or not _HEADER.size <= begin <= size - _TRAILER.size:
            raise self.damaged("it has not its full length")
        written = bytes(memory[begin : size - _TRAILER.size])
        if zlib.crc32(written) != crc:
            raise self.damaged("its directory has changed since it was written")
        directory: dict[str, Any] = json.loads(written)
        return directory

    def _placed(self) -> dict[str, int]:
        """Where each array with its padding ends. They must follow each other without a gap, from the header to the directory."""
        at = _HEADER.size
        ends = {}
        for name, (dtype, length, begin, size, encoding, _) in self._arrays.items():
            whole = length * np.dtype(dtype).itemsize if dtype in _DTYPES else -1
            if whole < 0 or begin != at or size < 0 or (size != whole and not encoding):
                raise self.damaged(f"its array “{name}” stands in a wrong place")
            at = begin + size
            at += -at % _ALIGNMENT
            ends[name] = at
        if at != _TRAILER.unpack_from(self._memory, len(self._memory) - _TRAILER.size)[0]:
            raise self.damaged("its arrays end in a wrong place")
        return ends


def _compressed(written: bytes, dtype: "np.dtype[Any]", encoding: int) -> bytes:
    """An array's bytes, encoded."""
    array = np.frombuffer(written, dtype)
    if encoding < 0:
        array = np.diff(array, prepend=array.dtype.type(0))
    planes = np.ascontiguousarray(array.view(np.uint8).reshape(-1, abs(encoding)).T)
    return zstandard.ZstdCompressor(level=_LEVEL).compress(planes.tobytes())


def _decompressed(written: bytes, dtype: "np.dtype[Any]", length: int, encoding: int) -> Array:
    """The array that was encoded."""
    planes = np.frombuffer(zstandard.ZstdDecompressor().decompress(written), np.uint8).reshape(abs(encoding), -1)
    interleaved = np.empty(planes.shape[::-1], np.uint8)
    for place, plane in enumerate(planes):
        interleaved[:, place] = plane  # four times as fast as transposing
    array: Array = interleaved.reshape(-1).view(dtype)
    if len(array) != length:
        raise ValueError(length)
    return np.cumsum(array, dtype=dtype) if encoding < 0 else array
