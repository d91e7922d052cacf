"""An update: what is new, changed or gone in the sources, on top of the published generation, as a new one that shares its segments.

    sources → files that are not as they were → spool and ledger (gathering) → what differs → documents (indexing) → gate → published

What comes of it answers as a build of the same articles would: where a line has become one that a site repeats, or is none any more,
the articles that have it are read again from what was kept of them. Unknown names get their types by the weights of the generation, so
that a name has one type in old articles and new ones; a build may learn others, see `learning`, and give some another type.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO

from indexer import gathering, indexing, originals, readers, spool, vectors, weighing
from indexer.base import Base
from indexer.build import Gate, Report, processors, reader, reading, told
from indexer.codec import kernels
from indexer.document import Reject
from indexer.encoder import Encoder
from indexer.errors import NothingToIndex, SourceError
from indexer.garbage import looked_for_seldom
from indexer.generations import Generations
from indexer.knowledge import Knowledge
from indexer.ledger import Ledger, Source
from indexer.readers import File
from indexer.spool import Spool
from indexer.watcher import Rejects, Watcher


@looked_for_seldom()
def update(
    sources: Sequence[str],
    home: Path,
    *,
    delete_missing: bool = False,
    workers: int | None = None,
    stdin: IO[bytes] | None = None,
    watcher: Watcher | None = None,
    gate: Gate | None = None,
    options: readers.Options | None = None,
    authority: Sequence[Path] = (),
    decisions: Sequence[Path] = (),
    lexicon: Sequence[Path] = (),
    dense: bool | None = None,
    models: Sequence[str] = (),
) -> Report:
    """Bring the published index up to date with the sources. Where nothing differs, nothing is published.

    Args:
        sources: as of `build`. Files that have not changed since they were indexed are not read.
        home: the index directory.
        delete_missing: delete what the sources no longer hold, wherever it came from; but never all that there is.
        workers: processes that read articles; when None, as many as there are processors for this one, and no more than eight.
        stdin: what `-` reads; the standard input of this process when None.
        watcher: told how far the update is and what it rejects.
        gate: has the last word.
        options: how the sources are to be read.
        authority: files of known entities, as of `build`, instead of those that the index was made with; every article is read again for
            them. Where none are given, what was known is remembered.
        decisions: files of decisions, likewise; for these no article is read again.
        lexicon: files of words that translate each other, likewise.
        dense: whether articles are to have vectors; where None, they have them if they had. No article is read again for it.
        models: spaCy models, as of `build`, likewise; for these every article is read again. `none` forgets them.

    Raises:
        EncoderMissing: what makes vectors is not installed.
        IndexMissing: there is nothing to update.
        IndexIncompatible: the index was built by another version and has to be built again.
        SourceError: a source cannot be read at all, or none of the articles that there are is in the sources and all would be deleted.
        AuthorityError, DecisionsError, LexiconError, ModelError: see `build`.
        IndexBusy, IndexForeign, IndexDamaged, WorkerLost, GateClosed: likewise.
        NothingToIndex: no document would be left.
    """
    told_now = Knowledge.of(authority, decisions, lexicon, models)
    watcher, workers = watcher or Watcher(), workers or processors()
    generations, read, rejects = Generations(home), Ledger(), Rejects(watcher)
    found, how = readers.files(sources, home, options), reading(options)
    with generations.writing(), _sparing(), Base.of(generations) as base, _spool(home, how) as articles:
        met = _Met(found, base.ledger.sources if base.ledger.reading == how else ())
        gathering.gather(met, reader(stdin), articles, read, rejects, watcher, workers)
        added, replaced, others = _compared(base, articles, read, met, rejects)
        read = read.renewed(others, Ledger(), lambda _: False)
        gone = {
            key
            for key in (base.ledger.ids if delete_missing else ())
            if key not in read.ids and base.ledger.source_of(key).path not in met.unchanged
        }
        gone = {key for key in gone if base.stored(key) is not None}
        if added and len(gone) == base.manifest.documents:
            raise SourceError(_OTHERS.format(len(gone)))
        changed = {
            "added": len(added),
            "replaced": len(replaced),
            "deleted": len(gone),
            "unchanged": base.manifest.documents - len(replaced) - len(gone),
        }
        knowledge = Knowledge(
            (told_now if authority else base.knowledge).entities,
            (told_now if decisions else base.knowledge).decisions,
            (told_now if lexicon else base.knowledge).lexicon,
            (told_now if models else base.knowledge).models,
        )
        stamp, weights = vectors.stamp(base.folder), weighing.read(base.folder)
        dense = bool(stamp) if dense is None else dense
        if dense:
            Encoder.check()
        if not added and not replaced and not gone and knowledge == base.knowledge and stamp == (vectors.STAMP if dense else ""):
            return told(base.manifest, rejects, weights, changed)
        ledger = base.ledger.renewed(
            gone, read, lambda source: source.path not in met.unchanged and (delete_missing or source.path in met.paths)
        )
        ledger.reading = how
        repeated, fresh = ledger.lines.repeated_since(base.ledger.lines, read.lines), added | replaced
        if (knowledge.entities, knowledge.models) == (base.knowledge.entities, base.knowledge.models):
            again = _affected(base, ledger, repeated, fresh)
        else:
            again = [key for key in base.ledger.ids if key in ledger.ids and key not in fresh]
        watcher.expects(len(fresh) + len(again))
        kernels.expect_few(few=len(fresh) + len(again) < kernels.WORTHWHILE)
        new = (raw for raw in indexing.spooled(articles, read) if raw.id in fresh)
        old = (raw for key in again if (raw := base.raw(key)) is not None)
        with generations.partial() as folder:
            work = indexing.Work(ledger, chain(new, old), gone, base, repeated, knowledge=knowledge, dense=dense, weighing=weights)
            manifest = indexing.index(work, folder, base.manifest.generation, rejects, watcher, workers)
            if manifest is None:
                raise NothingToIndex("no document would be left; nothing was published")
            if gate:
                gate(folder)
            generations.publish(folder)
    return told(manifest, rejects, weights, changed)


_OTHERS = (
    "none of the articles of this index ({}) is in these sources, so all of them would be deleted; nothing was changed. "
    "Name the sources that the index was built from, or build it anew from these"
)


@contextmanager
def _sparing() -> Iterator[None]:
    """Nothing is compiled before it is known how much there is to do."""
    kernels.expect_few(few=True)
    try:
        yield
    finally:
        kernels.expect_few(few=False)


class _Met:
    """The files that have to be read, and on the way the paths of all, and of those that are as they were when they were indexed."""

    def __init__(self, found: Iterable[File | Reject], sources: Iterable[Source]) -> None:
        self.paths: set[str] = set()
        self.unchanged: set[str] = set()
        self._found = found
        self._known = {source.path: source for source in sources}

    def __iter__(self) -> Iterator[File | Reject]:
        for file in self._found:
            path = file.path if isinstance(file, Reject) else file.shown
            self.paths.add(path)
            if isinstance(file, File) and self._is_unchanged(file):
                self.unchanged.add(path)
            else:
                yield file

    def _is_unchanged(self, file: File) -> bool:
        """Whether it need not be read: what was rejected is told again, and a file that shares ids with others depends on them."""
        known = self._known.get(file.shown)
        sound = known is not None and not known.rejected and not known.contested
        return known is not None and sound and known.stamp is not None and known.stamp == gathering.stamp(file)


def _compared(base: Base, articles: Spool, read: Ledger, met: _Met, rejects: Rejects) -> tuple[set[str], set[str], set[str]]:
    """Of the articles that were read the ids of those that are new, of those that say something else, and of those that do not count."""
    added, replaced, others = set[str](), set[str](), set[str]()
    for raw in indexing.spooled(articles, read):
        before, known = base.raw(raw.id), raw.id in base.ledger.ids
        if known and base.ledger.source_of(raw.id).path in met.unchanged:
            others.add(raw.id)
            read.source_of(raw.id).contested = True
            _reject(read, rejects, raw.id, Reject(raw.path, gathering.twice(raw.id, base.ledger.source_of(raw.id).path)))
        elif before is not None:
            if not originals.same(before, raw):
                replaced.add(raw.id)
        elif known and isinstance(became := indexing.Station(frozenset())([raw])[0].became, Reject):
            _reject(read, rejects, raw.id, became)  # as it was when the generation was made
        else:
            added.add(raw.id)
    return added, replaced, others


def _reject(read: Ledger, rejects: Rejects, key: str, reject: Reject) -> None:
    read.source_of(key).rejected += 1
    rejects.add(reject)


def _affected(base: Base, ledger: Ledger, repeated: frozenset[int], others: set[str]) -> list[str]:
    """The ids of the articles that have a line which a site repeats only now, or no longer, besides others that are read anyway."""
    turned = repeated ^ base.ledger.lines.repeated()
    if not turned:
        return []
    ids = list(ledger.ids)
    return [ids[row] for row in ledger.lines.bearing(turned) if ids[row] not in others]


@contextmanager
def _spool(home: Path, how: str) -> Iterator[Spool]:
    """A spool of its own, which goes at the end however that comes: reading what changed once more costs little."""
    path = home / spool.NAME
    try:
        with Spool.begin(path, how) as articles:
            yield articles
    finally:
        path.unlink(missing_ok=True)
