"""The sources given by the user, and the files that they stand for.

What a walk leaves out without a word: names that begin with a dot, and READMEs, which speak about a collection and are no part of
it; and the folder of the index that is being built, which often lies in the folder that is read. A file that the user names
outright is always handed on, whatever its name and wherever it lies.

However many sources and links lead to a file, it is read once, under the name by which it is met first.
"""

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import partial
from glob import has_magic
from itertools import chain
from pathlib import Path
from typing import IO

from indexer.document import Reject
from indexer.errors import SourceError
from indexer.readers.file import File, why, without_suffix
from indexer.readers.ignoring import IGNORE_FILE, NOTHING, Ignored

STDIN = File("stdin", "standard input", "stdin.jsonl", lambda: sys.stdin.buffer)
"""What the source `-` stands for."""


def files(sources: Sequence[str], besides: Path | None = None, ignored: Ignored = NOTHING) -> Iterator[File | Reject]:
    """The files of all sources, each once: in the order of the sources, and within each by sorted path.

    Args:
        sources: files, directories, glob patterns, or `-`.
        besides: a folder that no walk enters, however it is reached.
        ignored: what no walk hands on or enters, besides what the folders themselves say.

    Raises:
        SourceError: at once, if a source does not exist or a pattern matches nothing.
    """
    closed = besides and Path(os.path.realpath(besides))
    return _once(chain.from_iterable([_files(source, closed, ignored) for source in sources]))


def _once(found: Iterator[File | Reject]) -> Iterator[File | Reject]:
    seen: set[object] = set()
    for each in found:
        # The real path, for not every file system numbers its files.
        key = os.path.realpath(each.path) if isinstance(each, File) and each.path else each.shown if isinstance(each, File) else each
        if key not in seen:
            seen.add(key)
            yield each


def _files(source: str, closed: Path | None, ignored: Ignored) -> Iterator[File | Reject]:
    if not source:  # what a shell makes of an unset variable; as a path it would be the folder that we happen to be in
        raise SourceError("a source is empty; name a file, a folder or a pattern, or “.” for this folder")
    if source == "-":
        return iter((STDIN,))
    path = Path(source)
    if os.path.lexists(path):  # a file whose name happens to look like a pattern is still a file
        return _walk(path, ignored, closed=closed)
    if not has_magic(source):
        raise SourceError(f"there is no file or folder “{_shown(path)}”; check how it is written")
    fixed = next(at for at, part in enumerate(path.parts) if has_magic(part))
    matches = tuple(_walk(Path(*path.parts[:fixed]), ignored, path.parts[fixed:], closed))
    if not matches:
        raise SourceError(f"nothing that can be read matches the pattern “{_shown(path)}”")
    return iter(matches)


def _walk(top: Path, ignored: Ignored, pattern: tuple[str, ...] = (), closed: Path | None = None) -> Iterator[File | Reject]:
    """The files at or below a path, sorted, of which some leading parts match the pattern (no pattern: all of them).

    A link to a directory is followed only if it leads out of the tree and nowhere we have been: whatever lies inside the tree is read
    where it stands, so links may run in circles. The stack is our own because trees can be deeper than Python's.
    """
    root = Path(os.path.realpath(top))
    linked: set[Path] = set()
    stack = [(top, ignored)]
    while stack:
        path, ignored = stack.pop()  # each folder may add to what is ignored below it
        parts = path.relative_to(top).parts
        try:
            found = path.stat()
            if not stat.S_ISDIR(found.st_mode):
                if _matches(parts, pattern) and not ignored.covers(parts):
                    yield _file(path, parts, found)
                continue
            target = Path(os.path.realpath(path))
            if (closed and target.is_relative_to(closed)) or ignored.covers(parts, folder=True):
                continue
            if parts and path.is_symlink():
                if target in linked or target.is_relative_to(root) or root.is_relative_to(target):
                    continue
                linked.add(target)
            if _leads(parts, pattern):
                below = sorted(path.iterdir(), reverse=True)
                ignored, wrong = _ignored_below(path, parts, ignored, below)
                yield from wrong
                stack.extend((child, ignored) for child in below if not left_out(child.name))
        except OSError as error:
            if _leads(parts, pattern):
                yield Reject(_shown(path), why(error))


def _ignored_below(path: Path, parts: tuple[str, ...], ignored: Ignored, below: Sequence[Path]) -> tuple[Ignored, tuple[Reject, ...]]:
    """What is ignored in a folder that holds `below`, and what its own file says about that in vain."""
    file = path / IGNORE_FILE
    if file not in below:
        return ignored, ()
    more, wrong = ignored.besides(parts, file)
    return more, tuple(Reject(_shown(file), f"“{line}” is no pattern; write it as in a .gitignore") for line in wrong)


def _file(path: Path, parts: tuple[str, ...], found: os.stat_result) -> File | Reject:
    if not stat.S_ISREG(found.st_mode):
        return Reject(_shown(path), "neither a file nor a folder")  # a pipe or a device: opening it could wait for ever
    id_ = without_suffix(_decodable("/".join(parts or (path.name,))))
    return File(id_, _shown(path), _decodable(path.name), partial(_opened, path), _day(found.st_mtime), path=path)


def _opened(path: Path) -> IO[bytes]:
    return path.open("rb")


def _day(seconds: float) -> str | None:
    """The day of a time of the file system, in UTC; None for a clock that was set to no calendar's year."""
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def left_out(name: str) -> bool:
    """Whether no walk hands on a file or enters a folder of this name."""
    return name.startswith(".") or name.partition(".")[0].upper() == "README"


def _matches(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Whether the pattern matches the path or a folder above it; `**` stands for any number of folders."""
    if not pattern:
        return True
    if pattern[0] == "**":
        return any(_matches(parts[skipped:], pattern[1:]) for skipped in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], pattern[0]) and _matches(parts[1:], pattern[1:])


def _leads(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Whether something below this path could match the pattern, so that the walk need not enter every other folder."""
    return not parts or not pattern or pattern[0] == "**" or (fnmatchcase(parts[0], pattern[0]) and _leads(parts[1:], pattern[1:]))


def _shown(path: Path) -> str:
    return _decodable(str(path))


def _decodable(path: str) -> str:
    """The path with bytes that are not UTF-8 as U+FFFD: such names are legal in a file system but not in an answer."""
    return os.fsencode(path).decode("utf-8", "replace")
