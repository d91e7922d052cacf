"""A small file beside the segments of a generation, read whole. One that cannot be read is damage, told by its name."""

import mmap
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from indexer.errors import IndexDamaged

Content = TypeVar("Content")


def read(file: Path, decode: Callable[[bytes], Content]) -> Content:
    """What a decoder of msgspec makes of a file.

    Raises:
        IndexDamaged: the file is missing or cannot be read, or holds something else.
    """
    try:
        return decode(file.read_bytes())
    except (OSError, msgspec.DecodeError, RecursionError) as error:
        raise IndexDamaged(f"{file} cannot be read ({error}); build the index again") from error


def read_if_any(file: Path, decode: Callable[[bytes], tuple[Content, ...]]) -> tuple[Content, ...]:
    """The same of a list; empty where there is no such file, for generations of before there was one have none.

    Raises:
        IndexDamaged: the file is there and cannot be read, or holds something else.
    """
    return read(file, decode) if file.exists() else ()


def mapped(file: Path) -> mmap.mmap | bytes:
    """What stands in a larger one, of which little is read; that of an empty file, which cannot be mapped, as bytes.

    Raises:
        IndexDamaged: it cannot be read.
    """
    try:
        with file.open("rb") as stream:
            return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) if file.stat().st_size else b""
    except OSError as error:
        raise IndexDamaged(f"{file} cannot be read ({error}); build the index again") from error
