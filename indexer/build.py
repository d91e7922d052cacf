"""A full rebuild: every usable document of the sources into a new generation, checked, then published.

sources → files (readers) → spool and ledger (gathering) → weights (learning) → documents in a new generation (indexing) → gate → published
"""

import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from indexer import gathering, indexing, learning, pipeline, readers, spool
from indexer.analysis.analyzer import fingerprint
from indexer.codec import kernels
from indexer.document import RawFile, Reject
from indexer.encoder import Encoder
from indexer.errors import GateClosed, NothingToIndex
from indexer.garbage import looked_for_seldom
from indexer.generations import Generations
from indexer.knowledge import Knowledge
from indexer.ledger import Ledger
from indexer.manifest import Manifest
from indexer.readers import File
from indexer.sample import Sample
from indexer.spool import Spool
from indexer.watcher import Rejects, Watcher
from indexer.weighing import Weighing

__all__ = ["Report", "Watcher", "build"]

_MOST_WORKERS = 8
"""Unless told otherwise. One process writes what all the others have read, and each holds the names and the analysis in memory."""

Gate = Callable[[Path], None]
"""Looks at the folder of a generation that is whole but not published yet, and raises `GateClosed` if it is not to be."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build or an update did.

    `rejected` counts every file, line or entry that could not be used, and `reasons` the same by reason; `rejects` holds the first
    thousand. `changed` counts the documents that an update `added`, `replaced` and `deleted`, and those it left `unchanged`. `weights`
    tells by which weights unknown names have their types, see `weighing`.
    """

    generation: str
    documents: int
    languages: Mapping[str, int]
    rejected: int
    rejects: tuple[Reject, ...]
    reasons: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    weights: Mapping[str, Any] = field(default_factory=dict)


@looked_for_seldom()
def build(
    sources: Sequence[str],
    home: Path,
    *,
    workers: int | None = None,
    codec: str = "arrays",
    stdin: IO[bytes] | None = None,
    watcher: Watcher | None = None,
    resume: bool = False,
    gate: Gate | None = None,
    options: readers.Options | None = None,
    authority: Sequence[Path] = (),
    decisions: Sequence[Path] = (),
    lexicon: Sequence[Path] = (),
    dense: bool = False,
    models: Sequence[str] = (),
) -> Report:
    """Index the sources into `home` and publish the new generation; until then, and if anything fails, the old one is served.

    What was read stays on disk if the build is interrupted, until the next one.

    Args:
        sources: files, directories, glob patterns, or `-` for JSON Lines on `stdin`. No walk enters `home` itself.
        home: the index directory; made if it is not there.
        workers: processes that read articles; when None, as many as there are processors for this one, and no more than eight.
        codec: how the index is written, one of `indexer.writer.CODECS`.
        stdin: what `-` reads; the standard input of this process when None.
        watcher: told how far the build is and what it rejects.
        resume: do not read again what an interrupted build has read and what has not changed since.
        gate: has the last word.
        options: how the sources are to be read.
        authority: files of entities that are known besides those that come with Lunette.
        decisions: files of what people have decided about names.
        lexicon: files of words that translate each other, besides those that come with Lunette.
        dense: give each article a vector, see `vectors`.
        models: names or folders of spaCy models, one a language, which vote on the types of unknown names.

    Raises:
        EncoderMissing: what makes vectors is not installed.
        AuthorityError, DecisionsError, LexiconError: one of these breaks a rule.
        ModelError: a model cannot be used.
        SourceError: a source cannot be read at all.
        NothingToIndex: no document could be used; the message says why.
        IndexBusy: another process is writing here.
        IndexForeign: `home` holds something else.
        WorkerLost: a worker was killed.
        GateClosed: the gate said no.
    """
    if dense:
        Encoder.check()
    knowledge = Knowledge.of(authority, decisions, lexicon, models)
    watcher, workers = watcher or Watcher(), workers or processors()
    generations, ledger, rejects = Generations(home), Ledger(), Rejects(watcher)
    found, ledger.reading = readers.files(sources, home, options), reading(options)
    with generations.writing(), _read(home, resume, watcher, ledger.reading) as articles:
        sample = Sample()
        gathering.gather(found, reader(stdin), articles, ledger, rejects, watcher, workers, sample)
        watcher.expects(len(ledger))
        kernels.compile_all(len(ledger))
        repeated = ledger.lines.repeated()
        weights = learning.learn(sample, repeated, knowledge)
        del sample  # 20 MB
        if weights.articles and workers > 1:
            pipeline.forget()  # others read the articles
        with generations.partial() as folder:
            spooled = indexing.spooled(articles, ledger)
            work = indexing.Work(ledger, spooled, repeated=repeated, codec=codec, knowledge=knowledge, dense=dense, weighing=weights)
            manifest = indexing.index(work, folder, generations.before(), rejects, watcher, workers)
            if manifest is None:
                raise NothingToIndex(_why_nothing(rejects))
            if gate:
                gate(folder)
            generations.publish(folder)
    return told(manifest, rejects, weights)


@contextmanager
def _read(home: Path, resume: bool, watcher: Watcher, reading: str) -> Iterator[Spool]:  # noqa: FBT001 — as the command line has it
    """What is read, and was. It stays if the build is interrupted, but not if going on would lead to the same end."""
    path = home / spool.NAME
    before = Spool.again(path, reading) if resume else None
    if resume and before is None:
        other = "the interrupted build was read by another version or with another --map"
        watcher.noted(f"{other if path.exists() else 'there is no interrupted build to go on with'}; reading everything")
    if before is not None:
        files = "1 file" if before.held == 1 else f"{before.held} files"
        watcher.noted(f"going on with the interrupted build: it has read {files}, which are read again only where they have changed")
    with before or Spool.begin(path, reading) as articles:
        try:
            yield articles
        except (NothingToIndex, GateClosed):
            path.unlink(missing_ok=True)
            raise
    path.unlink(missing_ok=True)


def reader(stdin: IO[bytes] | None) -> Callable[[File], Iterator[RawFile | Reject]]:
    """How a file is read."""
    return lambda file: readers.articles(file, stdin or _standard_input())


def reading(options: readers.Options | None) -> str:
    """What the articles of a file depend on besides the file: the program, and what its keys are called."""
    return json.dumps([version("lunette-search"), fingerprint(), sorted(options.map.items()) if options else []])


def told(manifest: Manifest, rejects: Rejects, weights: Weighing, changed: Mapping[str, int] | None = None) -> Report:
    """The report on a generation."""
    return Report(
        manifest.generation,
        manifest.documents,
        manifest.languages,
        rejects.count,
        tuple(rejects.first),
        dict(rejects.reasons.most_common()),
        changed or {},
        weights.summary,
    )


def processors() -> int:
    """How many processors a build may keep busy: a container or `taskset` may leave us fewer than the machine has."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(allowed, _MOST_WORKERS)


def _why_nothing(rejects: Rejects) -> str:
    if not rejects.count:
        return "the sources hold no articles; nothing was published"
    inputs = "the only input" if rejects.count == 1 else f"any of the {rejects.count} inputs"
    example = rejects.first[0]
    return f"could not use {inputs}, for example {example.path}: {example.reason}; nothing was published"


def _standard_input() -> IO[bytes]:
    """What this process reads; nothing where it was started without a standard input, as some schedulers do."""
    return sys.stdin.buffer if sys.stdin else io.BytesIO()
