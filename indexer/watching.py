"""Keeps an index current: an update whenever something changes in the sources, until somebody stops it."""

import os
from collections.abc import Callable, Iterator, Sequence
from glob import has_magic
from pathlib import Path

from watchfiles import Change
from watchfiles import watch as changes

from indexer.errors import IndexerError, SourceError

SETTLE_MS = 1600
"""Milliseconds in which changes are taken together: a scraper writes many files in a row."""


def watch(sources: Sequence[str], home: Path, update: Callable[[], object], failed: Callable[[Exception], None]) -> None:
    """Update now, and again after every change of a file in the sources.

    Args:
        sources: files, directories and glob patterns.
        home: the index directory; what changes there is no reason to update.
        update: brings the index up to date.
        failed: is told of an update that failed. The next change is the next attempt.

    Raises:
        SourceError: there is nothing that could be watched.
        IndexerError, OSError: the first update failed.
    """
    places = sorted(set(_places(sources)))
    closed = os.path.realpath(home)

    def counts(_change: Change, path: str) -> bool:
        # Our own writing must not wake us.
        return not os.path.realpath(path).startswith((closed + os.sep, closed)) and not Path(path).name.startswith(".")

    update()
    for _ in changes(*places, watch_filter=counts, debounce=SETTLE_MS, raise_interrupt=True):
        try:
            update()
        except (IndexerError, OSError) as error:
            failed(error)


def _places(sources: Sequence[str]) -> Iterator[Path]:
    """What has to be watched: of a file its folder, for many programs write a new file and rename it; of a pattern what is fixed of it."""
    for source in sources:
        path = Path(source)
        if source == "-":
            raise SourceError("standard input cannot be watched; name files or folders")
        if not path.exists() and has_magic(source):
            path = Path(*path.parts[: next(at for at, part in enumerate(path.parts) if has_magic(part))])
        if not path.exists():
            raise SourceError(f"there is no file or folder “{source}”; check how it is written")
        yield path if path.is_dir() else path.parent
