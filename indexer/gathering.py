"""The first half of a build: every file is read into the spool, and its articles and their lines are entered into the ledger.

What the pages of a site repeat is known only when all of them were read, so no article goes further before.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from indexer import stations
from indexer.document import RawFile, Reject, failed
from indexer.extraction import extract
from indexer.ledger import Ledger, Source
from indexer.lines import lines
from indexer.readers import File
from indexer.sample import Sample
from indexer.spool import Spool, Stamp
from indexer.watcher import Rejects, Watcher


class _Begin(NamedTuple):
    """Before all that comes of a file. `spooled` says that an earlier build has read it."""

    path: str
    spooled: bool


class _End(NamedTuple):
    """Behind it. Without a stamp the file is read again another time."""

    stamp: Stamp | None


_Event = RawFile | Reject | _Begin | _End
Read = Callable[[File], Iterator[RawFile | Reject]]


def gather(
    found: Iterable[File | Reject],
    read: Read,
    spool: Spool,
    ledger: Ledger,
    rejects: Rejects,
    watcher: Watcher,
    workers: int,
    sample: Sample | None = None,
) -> None:
    """Read every file, unless the spool holds it already.

    Args:
        found: the files, and what a walk could not enter.
        read: what comes of a file.
        spool: takes all of it.
        ledger: takes the files, and the articles by id. Of those that share an id the first is kept, the others are rejected.
        rejects: takes what cannot be used.
        watcher: is told of every file.
        workers: processes that take articles from web pages.
        sample: takes some of the articles, to be looked at before all of them are.

    Raises:
        WorkerLost: a worker was killed.
    """
    spooled = False
    files = articles = 0
    for event in stations.through(_events(found, read, spool), partial(stations.each, _taken), workers, _heavy):
        match event:
            case _Begin(path, spooled):
                ledger.begin(Source(path, None))
            case _End(stamp):
                ledger.sources[-1].stamp = stamp
                if not spooled:
                    spool.finish(ledger.sources[-1].path, stamp)
                files += 1
            case RawFile() if ledger.add(event.id, lines(event)):
                if not spooled:
                    spool.add(event)
                if sample is not None:
                    sample.add(event)
                articles += 1
            case _:
                reject = event if isinstance(event, Reject) else Reject(event.path, twice(event.id, ledger.source_of(event.id).path))
                ledger.sources[-1].rejected += 1
                rejects.add(reject)
                if not spooled:
                    spool.add(event)
        watcher.read(files, articles)


def _events(found: Iterable[File | Reject], read: Read, spool: Spool) -> Iterator[_Event]:
    for file in found:
        if isinstance(file, Reject):
            yield from (_Begin(file.path, spooled=False), file, _End(None))
            continue
        before = stamp(file)
        spooled = before is not None and spool.holds(file.shown, before)
        yield _Begin(file.shown, spooled)
        yield from spool.keep(file.shown) if spooled else read(file)
        # One that somebody writes to while it is read is read again another time.
        yield _End(before if spooled or before == stamp(file) else None)


def stamp(file: File) -> Stamp | None:
    """What tells whether a file has changed; None for one that can be read only once, or is gone."""
    try:
        found = file.path.stat() if file.path else None
    except OSError:
        return None
    return Stamp(found.st_size, found.st_mtime_ns) if found else None


def _taken(event: _Event) -> _Event:
    try:
        return extract(event) if isinstance(event, RawFile) else event
    except Exception as error:  # noqa: BLE001 — see `failed`
        return failed(event, error) if isinstance(event, RawFile) else event


def _heavy(event: _Event) -> bool:
    """Whether it takes longer to take an article from this than to hand it to another process."""
    return isinstance(event, RawFile) and event.html


def twice(key: str, path: str) -> str:
    """Why an article is rejected whose id another one has, which came of the file at the path."""
    return f"another document has the id “{key[:60]}”, of the file “{path}”; the first one was kept"
