"""The table of contents: the schema of an index and its segments, as JSON in the file where Whoosh looks for its own.

    header      what Whoosh's own begins with: sizes of numbers, a test of their order, `VERSION`, Whoosh's release
    length      of the body in bytes, uint32
    body        JSON: {"format": 1, "index": name, "generation": 3, "schema": {...}, "segments": [...]}
    checksum    CRC-32 of everything before it, uint32

Integers are big-endian, as everywhere in Whoosh. Whoosh's own table of contents is a pickle: whoever can write it runs what he likes in
the process of whoever opens the index. It is written, and read, only for an index that has nothing but segments of Whoosh's own codec.
"""

import io
import json
import os
import re
import struct
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import whoosh
from whoosh.codec.base import Segment
from whoosh.fields import Schema, ensure_schema
from whoosh.filedb.filestore import FileStorage, RamStorage, Storage
from whoosh.filedb.structfile import StructFile
from whoosh.index import _CURRENT_TOC_VERSION, TOC, EmptyIndexError, IndexVersionError, OutOfDateError
from whoosh.index import IndexError as WhooshIndexError
from whoosh.legacy import toc_loaders
from whoosh.util.varints import read_varint, varint

from indexer.codec.description import describe as describe_schema
from indexer.codec.description import schema_of
from indexer.codec.segment import ArraySegment, segment_of
from indexer.codec.segment import describe as describe_segment
from indexer.errors import IndexDamaged

VERSION = -0x4C756E65
"""What stands where Whoosh has the version of its own tables of contents; it differs from theirs in every byte."""
FORMAT = 1
"""Raised whenever an older program could misread the body."""

_BEGINNING = b"".join(map(varint, (4, 8, 4))) + struct.pack("!i", -12345)
_INT = struct.Struct("!i")
_UINT = struct.Struct("!I")


class ArrayTOC(TOC):  # type: ignore[misc]  # Whoosh has no types
    """What an index holds at one generation. In place of Whoosh's own class, it lets every writer of Whoosh's write ours."""

    def write(self, storage: Storage, indexname: str) -> None:
        """Publish it; see `write`."""
        write(storage, indexname, self.schema, self.segments, self.generation)

    @classmethod
    def read(cls, storage: Storage, indexname: str, gen: int | None = None, schema: Schema | None = None) -> TOC:
        """The latest, or one of another generation; see `read`."""
        return read(storage, indexname, gen, schema)

    @classmethod
    def create(cls, storage: Storage, schema: Schema, indexname: str = "MAIN") -> None:
        """Publish one without documents; see `create`."""
        create(storage, schema, indexname)


def write(storage: Storage, indexname: str, schema: Schema, segments: Sequence[Segment], generation: int) -> None:
    """Publish the segments, whose files are written and synced, as this generation of the index.

    Until the file has its name, whoever opens the index sees the generation before; from then on this one, even if the power fails.
    The write lock must be held. What a writer that was killed has left of its table of contents is removed.

    Raises:
        Undescribable: the schema, or a segment next to segments of arrays, can only be pickled.
        OutOfDateError: somebody else has published this generation.
    """
    schema = ensure_schema(schema)
    schema.clean()
    stock = bool(segments) and not any(isinstance(segment, ArraySegment) for segment in segments)
    encoded = _pickled if stock else _encoded
    _publish(storage, indexname, generation, encoded(indexname, schema, segments, generation))


def create(storage: Storage, schema: Schema, indexname: str) -> None:
    """Publish a generation without documents. Whatever the index held is no longer part of it.

    Whoosh's own removes the tables of contents first, also those of indexes whose names begin with this one's.
    """
    generation = TOC._latest_generation(storage, indexname) + 1  # noqa: SLF001
    write(storage, indexname, schema, (), generation)
    for name in storage.list():
        if re.fullmatch(rf"_{re.escape(indexname)}_[0-9]+\.toc", name) and name != TOC._filename(indexname, generation):  # noqa: SLF001
            _remove(storage, name)


def read(storage: Storage, indexname: str, generation: int | None = None, schema: Schema | None = None, *, pickles: bool = True) -> TOC:
    """The latest table of contents, or that of a generation. With a schema of the caller's, the one that is described is not looked at.

    Without `pickles`, one of Whoosh's own is refused unread.

    Raises:
        EmptyIndexError: there is no such index.
        FileNotFoundError: the generation is not there, or not there any more.
        IndexDamaged: it cannot be read; the text names the file.
        IndexVersionError: a later program wrote it, or an earlier one than Whoosh can read.
    """
    if generation is None:
        generation = TOC._latest_generation(storage, indexname)  # noqa: SLF001
        if generation < 0:
            raise EmptyIndexError(f"there is no index {indexname!r} in {storage!r}")
    name = TOC._filename(indexname, generation)  # noqa: SLF001
    try:
        with storage.open_file(name) as stream:
            data = stream.read()
    except NameError as error:  # what a storage in memory raises
        raise FileNotFoundError(f"{name} is not in {storage!r}") from error
    try:
        if _version(data) == VERSION:
            return _decoded(data, generation, schema, indexname)
        if not pickles:
            raise IndexDamaged("it is a pickle, which only an index that stock Whoosh has written may be; build the index again")  # noqa: TRY301
        return _unpickled(data, indexname, generation, schema)
    except IndexVersionError as error:
        raise IndexVersionError(f"{_place(storage, name)} {error}", error.version, error.release) from error
    except (IndexDamaged, WhooshIndexError) as error:
        raise type(error)(f"{_place(storage, name)}: {error}") from error


def load(stream: StructFile, generation: int, schema: Schema | None, version: int) -> tuple[Schema, list[Segment]]:  # noqa: ARG001
    """What `whoosh.legacy.toc_loaders` holds: the schema and the segments, for whoever has Whoosh's own class read the file.

    Raises:
        IndexDamaged, IndexVersionError: as for `read`.
    """
    stream.seek(0)
    toc = _decoded(stream.read(), generation, schema)
    return toc.schema, toc.segments


def _encoded(indexname: str, schema: Schema, segments: Sequence[Segment], generation: int) -> bytes:
    body = {
        "format": FORMAT,
        "index": indexname,
        "generation": generation,
        "schema": describe_schema(schema),
        "segments": [describe_segment(segment) for segment in segments],
    }
    encoded = json.dumps(body, allow_nan=False, separators=(",", ":")).encode("ascii")
    release = b"".join(map(varint, whoosh.__version__[:3]))
    data = _BEGINNING + _INT.pack(VERSION) + release + _UINT.pack(len(encoded)) + encoded
    return data + _UINT.pack(zlib.crc32(data))


def _decoded(data: bytes, generation: int, schema: Schema | None, indexname: str | None = None) -> TOC:
    if zlib.crc32(data[:-4]) != int.from_bytes(data[-4:], "big"):
        raise IndexDamaged("the file is cut short or has changed since it was written; build the index again")
    try:
        stream = io.BytesIO(data)
        stream.seek(len(_BEGINNING) + _INT.size)
        release = tuple(read_varint(stream.read) for _ in range(3))
        (length,) = _UINT.unpack(stream.read(_UINT.size))
        body = json.loads(stream.read(length), parse_constant=_no_number)
        if stream.tell() + _UINT.size != len(data):
            raise ValueError("its length is another one")  # noqa: TRY301
    except (TypeError, ValueError, RecursionError, struct.error) as error:
        raise IndexDamaged(f"the file cannot be read ({error}); build the index again") from error
    said = body if isinstance(body, dict) else {"format": FORMAT}
    # First of all, for a later format may hold other things.
    if type(said.get("format")) is not int or said["format"] != FORMAT:
        raise IndexVersionError(f"is of format {said.get('format')!r:.80}, this program reads {FORMAT}", VERSION, release)
    if said.keys() != {"format", "index", "generation", "schema", "segments"} or not isinstance(said["segments"], list):
        raise IndexDamaged("it has other entries than a table of contents; build the index again")
    if type(said["generation"]) is not int or said["generation"] != generation:
        raise IndexDamaged(f"it is of generation {said['generation']!r:.80}; build the index again")
    if said["index"] != (indexname or said["index"]):
        raise IndexDamaged(f"it is of the index {said['index']!r:.80}; build the index again")
    segments = [segment_of(described) for described in said["segments"]]
    if any(segment.index_name() != said["index"] for segment in segments):
        raise IndexDamaged("it has segments of another index; build the index again")
    if len({segment.segment_id() for segment in segments}) != len(segments):
        raise IndexDamaged("it has one segment twice; build the index again")
    return ArrayTOC(schema or schema_of(said["schema"]), segments, generation, VERSION, release)


def _pickled(indexname: str, schema: Schema, segments: Sequence[Segment], generation: int) -> bytes:
    """Whoosh's own, which stock Whoosh can read."""
    memory = RamStorage()
    TOC(schema, list(segments), generation).write(memory, indexname)
    return bytes(memory.files[TOC._filename(indexname, generation)])  # noqa: SLF001


def _unpickled(data: bytes, indexname: str, generation: int, schema: Schema | None) -> TOC:
    memory = RamStorage()
    memory.files[TOC._filename(indexname, generation)] = data  # noqa: SLF001
    try:
        toc = TOC.read(memory, indexname, generation, schema)
    except (WhooshIndexError, IndexDamaged):
        raise
    except Exception as error:  # a pickle raises anything
        raise IndexDamaged(f"the file cannot be read ({type(error).__name__}: {error}); build the index again") from error
    return ArrayTOC(toc.schema, toc.segments, generation, toc.version, toc.release)


def _version(data: bytes) -> int:
    """Which kind of table of contents it is: ours, or one that Whoosh reads."""
    beginning, number = data[: len(_BEGINNING)], data[len(_BEGINNING) :][: _INT.size]
    if beginning != _BEGINNING or len(number) != _INT.size:
        raise IndexDamaged("the file does not begin like a table of contents; build the index again")
    version: int = _INT.unpack(number)[0]
    if version not in (VERSION, _CURRENT_TOC_VERSION, *toc_loaders):
        raise IndexVersionError(f"is of version {version}, which neither this program nor Whoosh can read", version)
    return version


def _publish(storage: Storage, indexname: str, generation: int, data: bytes) -> None:
    on_disk = isinstance(storage, FileStorage)
    name = TOC._filename(indexname, generation)  # noqa: SLF001
    temporary = f"{name}.new"
    if on_disk:
        _sync_folder(storage)  # the names of the segments' files, before anything says that they are there
    with storage.create_file(temporary) as stream:
        stream.write(data)
        if on_disk:
            stream.flush()
            os.fsync(stream.fileno())
    try:
        storage.rename_file(temporary, name, safe=True)
    except NameError as error:
        storage.delete_file(temporary)
        raise OutOfDateError(f"somebody else has written {_place(storage, name)} meanwhile; open the index again") from error
    if on_disk:
        _sync_folder(storage)
    for left in storage.list():
        if re.fullmatch(rf"_{re.escape(indexname)}_[0-9]+\.toc\..+", left):
            _remove(storage, left)


def _sync_folder(storage: Any) -> None:  # noqa: ANN401
    descriptor = os.open(storage.folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(storage: Storage, name: str) -> None:
    """Remove a file that is of no use and does no harm."""
    with suppress(OSError, NameError):  # a later commit tries again
        storage.delete_file(name)


def _place(storage: Storage, name: str) -> str:
    return str(Path(storage.folder) / name) if isinstance(storage, FileStorage) else name


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")
