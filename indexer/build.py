"""A full rebuild: every usable document of the sources into a new generation, checked, then published."""

import io
import os
import sys
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import IO

from indexer import readers
from indexer.document import Document, RawFile, Reject
from indexer.errors import NothingToIndex, WorkerLost
from indexer.generations import Generations
from indexer.parent import follow_parent
from indexer.pipeline import process
from indexer.writer import GenerationWriter

_BATCH = 32
"""Articles handed to a worker at once: enough to outweigh the handing over."""
_FEW = 4 * _BATCH
"""With fewer articles than this, starting workers takes longer than the work."""
_MOST_WORKERS = 8
"""Unless told otherwise. One process writes what all the others have read, and each holds the names and the analysis in memory."""
_REMEMBERED = 1000
"""Rejects that a report holds. A folder of a million photographs must not fill the memory; the watcher is told of each of them."""

Processed = tuple[str, Document | Reject]
"""Where an input came from, for messages, and what became of it."""


class Watcher:
    """Is told how a build goes. This one keeps it to itself."""

    def counted(self, documents: int, rejected: int) -> None:
        """After every input: how many of each there are so far."""

    def rejected(self, reject: Reject) -> None:
        """At once, for every input that could not be used."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. `rejected` counts every file or line that could not be used; `rejects` holds the first thousand of them."""

    generation: str
    documents: int
    languages: Mapping[str, int]
    rejected: int
    rejects: tuple[Reject, ...]


def build(
    sources: Sequence[str],
    home: Path,
    *,
    workers: int | None = None,
    codec: str = "arrays",
    stdin: IO[bytes] | None = None,
    watcher: Watcher | None = None,
) -> Report:
    """Index the sources into `home` and publish the new generation; until then, and if anything fails, the old one is served.

    Args:
        sources: files, directories, glob patterns, or `-` for JSON Lines on `stdin`. No walk enters `home` itself.
        home: the index directory; made if it is not there.
        workers: processes that read articles; when None, as many as there are processors for this one, and no more than eight.
        codec: how the index is written, one of `indexer.writer.CODECS`.
        stdin: what `-` reads; the standard input of this process when None.
        watcher: told how far the build is and what it rejects.

    Raises:
        SourceError: a source cannot be read at all.
        NothingToIndex: no document could be used; the message says why.
        IndexBusy: another process is writing here.
        IndexForeign: `home` holds something else.
        WorkerLost: a worker was killed.
    """
    generations = Generations(home)
    found = readers.read(sources, stdin or _standard_input(), besides=home)
    with (
        generations.writing(),
        generations.partial() as folder,
        closing(_processed(found, workers or _processors())) as inputs,
    ):
        report = _written(folder, codec, inputs, watcher or Watcher())
        generations.publish(folder)
    return report


def _written(folder: Path, codec: str, inputs: Iterator[Processed], watcher: Watcher) -> Report:
    """A whole generation in the folder, and the report as it will be once that is published."""
    rejected = 0
    rejects: list[Reject] = []
    with GenerationWriter.into(folder, codec) as writer:
        for path, became in inputs:
            reject = became if isinstance(became, Reject) else None
            if isinstance(became, Document) and not writer.add(became):
                reject = Reject(path, f"another document has the id “{became.id[:60]}”; the first one was kept")
            if reject:
                rejected += 1
                rejects += [reject] if rejected <= _REMEMBERED else []
                watcher.rejected(reject)
            watcher.counted(len(writer), rejected)
        if not len(writer):
            raise NothingToIndex(_why_nothing(rejected, rejects))
        manifest = writer.finish(rejected)
    return Report(manifest.generation, manifest.documents, manifest.languages, rejected, tuple(rejects))


def _why_nothing(rejected: int, rejects: Sequence[Reject]) -> str:
    if not rejected:
        return "the sources hold no articles; nothing was published"
    inputs = "the only input" if rejected == 1 else f"any of the {rejected} inputs"
    return f"could not use {inputs}, for example {rejects[0].path}: {rejects[0].reason}; nothing was published"


def _processors() -> int:
    """How many processors a build may keep busy: a container or `taskset` may leave us fewer than the machine has."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(allowed, _MOST_WORKERS)


def _standard_input() -> IO[bytes]:
    """What this process reads; nothing where it was started without a standard input, as some schedulers do."""
    return sys.stdin.buffer if sys.stdin else io.BytesIO()


def _processed(found: Iterator[RawFile | Reject], workers: int) -> Generator[Processed]:
    """Every article through the pipeline, in order: here when they are few or there is one worker, otherwise in processes."""
    first = list(islice(found, _FEW))
    everything = chain(first, found)
    if workers == 1 or len(first) < _FEW:
        yield from map(_station, everything)
    else:
        yield from _in_processes(everything, workers)


def _in_processes(found: Iterator[RawFile | Reject], workers: int) -> Iterator[Processed]:
    """The same, in order, with at most three batches a worker under way, so that memory does not grow with the corpus."""
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=follow_parent)
    done = False
    try:
        under_way: deque[Future[list[Processed]]] = deque()
        while batch := list(islice(found, _BATCH)):  # itertools.batched begins with Python 3.12
            under_way.append(pool.submit(_stations, batch))
            if len(under_way) >= 3 * workers:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()
        done = True
    except BrokenProcessPool:
        raise WorkerLost("a worker ended before its time, perhaps for want of memory; nothing was published; try --workers 1") from None
    finally:
        # Workers that died of a signal may never be done, so only good ones are waited for; all end with this process.
        pool.shutdown(wait=done, cancel_futures=True)


def _stations(batch: Sequence[RawFile | Reject]) -> list[Processed]:
    return [_station(each) for each in batch]


def _station(each: RawFile | Reject) -> Processed:
    if isinstance(each, Reject):
        return each.path, each
    try:
        return each.path, process(each)
    except Exception as error:  # noqa: BLE001 — one article that nobody foresaw must not cost the other hundred thousand
        return each.path, Reject(each.path, f"Lunette failed on it ({type(error).__name__}: {error}), which is a fault of Lunette")
