"""A full rebuild: every usable document of the sources into a new generation, checked, then published."""

import os
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import IO

from whoosh.index import create_in, open_dir

from indexer import readers
from indexer.analysis.analyzer import fingerprint
from indexer.columns import ColumnsBuilder
from indexer.document import Document, RawFile, Reject
from indexer.entities import Authority
from indexer.errors import IndexDamaged, NothingToIndex
from indexer.generations import Generations, Manifest, inventory
from indexer.nametable import NameTableBuilder
from indexer.pipeline import process
from indexer.record import languages, text_parts, written
from indexer.schema import schema, text_field

_BATCH = 32
"""Articles handed to a worker at once: enough to outweigh the handing over."""
_FEW = 4 * _BATCH
"""With fewer articles than this, starting workers takes longer than the work."""
_WRITER_MEMORY = 256
"""Megabytes of postings that Whoosh gathers before it spills them."""

Progress = Callable[[int, int], None]
"""Called with the number of documents and of rejects so far."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. `rejects` holds every file or line that could not be used, with its reason."""

    generation: str
    documents: int
    languages: Mapping[str, int]
    rejects: tuple[Reject, ...]


def build(
    sources: Sequence[str],
    home: Path,
    *,
    workers: int | None = None,
    stdin: IO[bytes] = sys.stdin.buffer,
    progress: Progress = lambda _documents, _rejects: None,
) -> Report:
    """Index the sources into `home` and publish the new generation; until then, and if anything fails, the old one is served.

    Args:
        sources: files, directories, glob patterns, or `-` for JSON Lines on `stdin`.
        home: the index directory; made if it is not there.
        workers: processes that read articles; as many as there are processors when None.
        stdin: what `-` reads.
        progress: told how far the build is.

    Raises:
        SourceError: a source cannot be read at all.
        NothingToIndex: no document could be used; the message says why.
        IndexBusy: another process is writing here.
        IndexForeign: `home` holds something else.
    """
    generations = Generations(home)
    found = readers.read(sources, stdin)
    with generations.writing(), generations.partial() as folder:
        report = _written(folder, _processed(found, workers or os.cpu_count() or 1), progress)
        return Report(generations.publish(folder), report.documents, report.languages, report.rejects)


def _written(folder: Path, documents: Iterator[Document | Reject], progress: Progress) -> Report:
    """Write the documents, the columns, the entities and the manifest into the folder, then open it again as a check."""
    columns, names = ColumnsBuilder(), NameTableBuilder(Authority.load().entities)
    ids: set[str] = set()
    rejects: list[Reject] = []
    spoken: Counter[str] = Counter()
    fields: Counter[str] = Counter()
    writer = create_in(str(folder), schema()).writer(limitmb=_WRITER_MEMORY)
    try:
        for each in documents:
            if isinstance(each, Reject):
                rejects.append(each)
            elif each.id in ids:
                rejects.append(Reject(each.id, "another document has this id; the first one was kept"))
            else:
                ids.add(each.id)
                writer.add_document(**written(each))
                columns.add(each)
                names.add(each)
                spoken[each.lang] += 1
                fields.update(_searched(each))
            progress(len(ids), len(rejects))
        if not ids:
            raise NothingToIndex(_why_nothing(rejects))
        writer.commit(merge=False)
    except BaseException:
        writer.cancel()
        raise
    columns.columns().write(folder)
    names.write(folder)
    (folder / "MAIN_WRITELOCK").unlink(missing_ok=True)
    manifest = Manifest(
        generation=folder.name.removesuffix(".partial"),
        created=folder.name[:15],
        documents=len(ids),
        languages=dict(spoken),
        fields=dict(fields),
        rejected=len(rejects),
        files=inventory(folder),
        analysis=fingerprint(),
    )
    manifest.write(folder)
    _check(folder, len(ids))
    return Report(manifest.generation, len(ids), dict(spoken), tuple(rejects))


def _searched(document: Document) -> list[str]:
    """The text fields that this document has, and `entities` if it names any."""
    named = ["entities"] if document.mentions or document.title_mentions else []
    return named + [
        text_field(part, language, exact=exact)
        for language in languages(document)
        for part, text in text_parts(document).items()
        if text
        for exact in (False, True)
    ]


def _check(folder: Path, documents: int) -> None:
    """Open what was written as a reader would.

    Raises:
        IndexDamaged: it does not hold what it should.
    """
    Manifest.read(folder)
    index = open_dir(str(folder))
    try:
        if index.doc_count() != documents:
            raise IndexDamaged(f"{index.doc_count()} of {documents} documents were written; nothing was published")
    finally:
        index.close()


def _processed(found: Iterator[RawFile | Reject], workers: int) -> Iterator[Document | Reject]:
    """Every article through the pipeline, in order: here when they are few or there is one worker, otherwise in processes."""
    first = list(islice(found, _FEW))
    found = chain(first, found)
    if workers == 1 or len(first) < _FEW:
        return map(_station, found)
    return _in_processes(found, workers)


def _in_processes(found: Iterator[RawFile | Reject], workers: int) -> Iterator[Document | Reject]:
    """The same, in order, with at most three batches a worker under way, so that memory does not grow with the corpus."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        under_way: deque[Future[list[Document | Reject]]] = deque()
        while batch := list(islice(found, _BATCH)):  # itertools.batched begins with Python 3.12
            under_way.append(pool.submit(_stations, batch))
            if len(under_way) >= 3 * workers:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()


def _stations(batch: Sequence[RawFile | Reject]) -> list[Document | Reject]:
    return [_station(each) for each in batch]


def _station(each: RawFile | Reject) -> Document | Reject:
    return each if isinstance(each, Reject) else process(each)


def _why_nothing(rejects: Sequence[Reject]) -> str:
    if not rejects:
        return "the sources hold no files; nothing was published"
    reason, count = Counter(reject.reason for reject in rejects).most_common(1)[0]
    return f"none of {len(rejects)} files or lines could be used, most often because: {reason} ({count}); nothing was published"
