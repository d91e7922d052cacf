"""A file to be read, wherever it lies: in a folder, in an archive, compressed, or on standard input."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO


class UnusableError(ValueError):
    """There is nothing to search; the message says why, in words for a reject."""


class BrokenStreamError(OSError):
    """What was packed cannot be unpacked; the message says why, in words for a reject."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to be read, any number of times.

    `id` is its path below the source without the suffix, `shown` its path for messages, and `name` its own name, whose suffix tells the
    format. `opener` opens its bytes as they are once unpacked. `columns` tells what the keys of an article are called in it, where the
    user has said so. `path` is None if it is no file of its own on a disk.
    """

    id: str
    shown: str
    name: str
    opener: Callable[[], IO[bytes]]
    seen: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    path: Path | None = None

    def open(self) -> IO[bytes]:
        """The bytes of the file, from the first.

        Raises:
            OSError: the file cannot be opened; so may reading from it.
        """
        return self.opener()

    def read(self, limit: int, what: str) -> bytes:
        """All bytes of the file, which may be no more than `limit`, the most that `what` may take.

        Raises:
            OSError: the file cannot be read.
            UnusableError: there are more.
        """
        with self.open() as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise UnusableError(f"larger than {limit // 1024 // 1024} MiB, the most that {what} may take")
        return data


def without_suffix(name: str) -> str:
    """A name, or a path of names, without the last suffix. No id may be a dot segment (see `keys`): of `..txt` all is left."""
    folder, slash, last = name.rpartition("/")
    stem = Path(last).stem
    return f"{folder}{slash}{stem if stem.strip('.') else last}"


def why(error: OSError) -> str:
    """The reason why a file could not be read, in words for a reject."""
    if isinstance(error, BrokenStreamError):
        return str(error)
    return _REASONS.get(type(error), (error.strerror or "the file cannot be read").lower())


_REASONS: dict[type[OSError], str] = {
    PermissionError: "permission denied",
    FileNotFoundError: "the file is gone, or it is a link to a file that is gone",
}
