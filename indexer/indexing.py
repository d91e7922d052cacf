"""The second half of a build: articles through the pipeline into a generation, which is then whole and checked but not published."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar, TypeVarTuple

from indexer import counterparts, encoding, pipeline, room, stations, twins
from indexer.base import Articles, Base
from indexer.document import Document, RawFile, Reject, failed
from indexer.entities.authority import Row
from indexer.knowledge import Knowledge
from indexer.ledger import Ledger
from indexer.manifest import Manifest
from indexer.pipeline import Prepared, complete, prepare
from indexer.relations import Relations
from indexer.spool import Spool
from indexer.twins import Sketch, sketch, sketched
from indexer.watcher import Rejects, Watcher
from indexer.weighing import Weighing
from indexer.writer import GenerationWriter

_MANY = 10_000
"""Articles after which so much is remembered of their words that it is forgotten before the index is written."""

Made = TypeVar("Made")
_Given = TypeVarTuple("_Given")


@dataclass(frozen=True, slots=True)
class Station:
    """The pipeline, with the lines that repeat across the sites, and the entities and the models that the user has besides Lunette's.

    `weights` is the folder where those are that a build has learnt, if it has; they are too many to go along with every few articles.
    """

    repeated: AbstractSet[int]
    entities: tuple[Row, ...] = ()
    models: tuple[str, ...] = ()
    weights: Path | None = None

    def __call__(self, raws: Sequence[RawFile]) -> list["Outcome"]:
        """What becomes of some articles. All take each step before any takes the next, so that a step is still at hand for the next one.

        On 3,200 articles that takes a ninth off the time.
        """
        prepared = [_done(raw, prepare, raw, self.repeated) for raw in raws]
        became = [
            _done(raw, complete, made, self.entities, self.models, self.weights) if isinstance(made, Prepared) else made
            for raw, made in zip(raws, prepared, strict=True)
        ]
        return list(_outcomes(raws, became))


def _done(raw: RawFile, step: Callable[[*_Given], Made], *given: *_Given) -> Made | Reject:
    """What a step makes of an article; a Reject where it fails on it."""
    try:
        return step(*given)
    except Exception as error:  # noqa: BLE001 — see `failed`
        return failed(raw, error)


class Outcome(NamedTuple):
    """The id of an article, what became of it, and what its copies and translations are found by, which a reject has none of."""

    key: str
    became: Document | Reject
    sketch: Sketch | None = None


def _outcomes(raws: Sequence[RawFile], became: Sequence[Document | Reject]) -> Iterator[Outcome]:
    documents = [(raw, made) for raw, made in zip(raws, became, strict=True) if isinstance(made, Document)]
    try:
        made: Sequence[Sketch | Reject] = sketched([document for _, document in documents])
    except Exception:  # noqa: BLE001 — one of them is to blame, and must not cost the others
        made = [_done(raw, sketch, document) for raw, document in documents]
    sketches = iter(made)
    for raw, document in zip(raws, became, strict=True):
        of = next(sketches) if isinstance(document, Document) else document
        yield Outcome(raw.id, document, of) if isinstance(of, Sketch) else Outcome(raw.id, of)


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """What there is to do.

    Attributes:
        ledger: what the generation is made of.
        articles: those that go through the pipeline.
        gone: ids of documents of the generation before that go, besides those of `articles`.
        base: the generation before, where its other documents stay.
        repeated: the lines that repeat across the sites.
        codec: how segments are written, where there is no generation before.
        knowledge: what is known of names beforehand.
        dense: whether articles get vectors.
        weighing: the weights by which unknown names get their types.
    """

    ledger: Ledger
    articles: Iterable[RawFile]
    gone: Collection[str] = ()
    base: Base | None = None
    repeated: AbstractSet[int] = frozenset()
    codec: str = "arrays"
    knowledge: Knowledge = field(default_factory=Knowledge)
    dense: bool = False
    weighing: Weighing = field(default_factory=Weighing)


def index(work: Work, folder: Path, previous: str, rejects: Rejects, watcher: Watcher, workers: int) -> Manifest | None:
    """A whole generation in an empty folder; None, and nothing that can be used, if it would hold no document.

    Args:
        work: what there is to do.
        folder: of the generation.
        previous: the generation that is published.
        rejects: takes the articles that cannot be used.
        watcher: is told of every article.
        workers: processes for the pipeline.

    Raises:
        WorkerLost: one of these was killed.
        EncoderMissing: articles are to get vectors, and nothing can make them.
        IndexDamaged: the folder does not hold what was written.
    """
    work.weighing.write(folder)
    weights = folder if work.weighing.rows else None
    relations, station = Relations(work.base, folder), Station(work.repeated, work.knowledge.entities, work.knowledge.models, weights)
    with GenerationWriter.into(folder, work.codec, work.base, work.knowledge, workers) as writer:
        for key in work.gone:
            writer.remove(key)
            relations.remove(key)
        for key, became, sketched in stations.through(work.articles, station, workers, together=stations.BATCH):
            writer.remove(key)
            relations.remove(key)
            if isinstance(became, Document):
                writer.add(became)
                if sketched is not None:
                    relations.add(key, sketched)
            else:
                work.ledger.source_of(key).rejected += 1
                rejects.add(became)
            watcher.counted(len(writer), rejects.count)
        if not len(writer):
            writer.abandon()
            return None
        many = work.base is None and len(writer) > _MANY
        if many:
            _make_room(workers)
        writer.commit()
        if many:
            _make_room(workers)
        before = work.base.folder if work.base else None
        with writer.reader() as reader:
            articles = Articles(reader)
            writer.linked(relations.write(folder, articles.text))
            counterparts.write(folder, relations.translations, before, relations.stale, articles.stored)
            if work.dense:
                writer.linked(encoding.write(folder, reader, before, workers, watcher))
        writer.identify()
        work.ledger.write(folder)
        if many:
            room.keep()  # this process may go on and serve
        return writer.finish(sum(source.rejected for source in work.ledger.sources), previous)


def _make_room(workers: int) -> None:
    """Let go of what is remembered of the articles' words, unless that is in other processes, for what follows needs the room."""
    if workers == 1:
        pipeline.forget()
        twins.forget()
    room.give_back()


def spooled(spool: Spool, ledger: Ledger) -> Iterator[RawFile]:
    """The articles of a spool that a ledger counts, each once: of those that share an id, the first."""
    seen = bytearray(len(ledger))
    for _, became in spool.read():
        if isinstance(became, RawFile) and (row := ledger.ids.get(became.id)) is not None and not seen[row]:
            seen[row] = 1
            yield became
