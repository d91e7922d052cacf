"""A generation while it is written: the Whoosh index, the entities and, at the end, the manifest."""

import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import product
from pathlib import Path
from typing import Any, Self

from whoosh.codec.base import Codec
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from indexer.analysis.analyzer import fingerprint
from indexer.base import Base
from indexer.codec.codec import ArrayCodec
from indexer.codec.index import ArrayIndex
from indexer.document import LANGUAGES, Document
from indexer.identification import identify
from indexer.identities import Claims
from indexer.knowledge import Knowledge
from indexer.manifest import Manifest, generation_of, inventory
from indexer.nametable import NameTableBuilder
from indexer.record import read, written
from indexer.schema import TEXT_PARTS, schema, text_field

_ALONE, _AMONG_OTHERS = 64, 32
"""Megabytes of postings that are gathered before they are spilled, in a process alone and beside others that read articles: each of them
holds some 150 MB, and a build is to get by with less than a gigabyte. Half as many are written an eighth more slowly."""

_GROWTH = 2
"""See `merged_by_size`."""

_SEARCHED = ("entities", *(text_field(*each, exact=exact) for each in product(TEXT_PARTS, LANGUAGES) for exact in (False, True)))
"""The fields of text, of which it is counted how many documents have each."""

CODECS: Mapping[str, Callable[[], Codec]] = {"arrays": ArrayCodec, "whoosh": W3Codec}
"""How a segment is written: as memory-mapped arrays, or as stock Whoosh writes it, for programs that know nothing else."""


class GenerationWriter:
    """Writes documents into an empty folder, or replaces some of those that another generation holds. It keeps counts in between.

    The files of another generation's segments are linked, not copied: they never change.
    """

    def __init__(
        self, folder: Path, codec: str = "arrays", base: Base | None = None, knowledge: Knowledge | None = None, workers: int = 1
    ) -> None:
        self._folder = folder
        self._knowledge = knowledge or Knowledge()
        self._claims = Claims(self._knowledge.known, self._knowledge.decisions)
        self._base = base
        self._codec = base.manifest.codec if base else codec
        self._names = NameTableBuilder(self._claims.known, folder, self._claims.ids)
        self._languages: Counter[str] = Counter(base.manifest.languages if base else ())
        self._fields: Counter[str] = Counter(base.manifest.fields if base else ())
        self._linked: set[str] = set()
        storage = FileStorage(str(folder))
        if base:
            known_again = base.knowledge.entities != self._knowledge.entities
            self._names.go_on(base.folder, Claims({}, base.knowledge.decisions).ids, known_again=known_again)
            self._linked = _linked(base, folder)
            self._index = base.manifest.open(folder)
        else:
            self._index = ArrayIndex.create(storage, schema())
        # One process writes, for the others are busy reading articles, which takes longer.
        self._segment = self._index.writer(limitmb=memory(workers), codec=CODECS[self._codec]())

    @classmethod
    @contextmanager
    def into(
        cls, folder: Path, codec: str = "arrays", base: Base | None = None, knowledge: Knowledge | None = None, workers: int = 1
    ) -> Iterator[Self]:
        """A writer that lets go of its files when an error leaves the block."""
        writer = cls(folder, codec, base, knowledge, workers)
        try:
            yield writer
        except BaseException:
            writer.abandon()
            raise

    def __len__(self) -> int:
        """How many documents there are."""
        return self._languages.total()

    def add(self, document: Document) -> None:
        """Write one document whose id no other has."""
        fields = written(document)
        self._segment.add_document(**fields)
        self._count(document, fields, 1)

    def remove(self, key: str) -> None:
        """Take out the document of this id, if the generation that this one begins from holds one."""
        stored = self._base.stored(key) if self._base else None
        if stored is not None:
            self._segment.delete_by_term("id", key)
            document = read(stored)
            self._count(document, written(document), -1)

    def _count(self, document: Document, fields: Mapping[str, Any], times: int) -> None:
        self._names.add(document, times)
        self._languages[document.lang] += times
        for name in _SEARCHED:
            if fields.get(name):
                self._fields[name] += times

    def commit(self) -> None:
        """Write what is still in memory; the index can be read from then on. Which names are one is still to be told, see `identify`."""
        self._segment.commit(mergetype=merged_by_size)
        del self._segment  # and all the words that it remembers
        (self._folder / "MAIN_WRITELOCK").unlink(missing_ok=True)  # Whoosh's own, needless under ours
        self._names.write(self._folder)

    def identify(self) -> None:
        """Write down which names are one, by what is committed and by what the folder says of translations."""
        before = self._base.folder if self._base else None
        for each in identify(self._folder, self._knowledge, self._claims, before, self._names.changed):
            each.write(self._folder)
        self._knowledge.write(self._folder)

    def linked(self, names: Collection[str]) -> None:
        """Be told of further files in the folder that were linked from the generation before and are as they were."""
        self._linked.update(names)

    @contextmanager
    def reader(self) -> Iterator[Any]:
        """Whoosh's reader of what was committed."""
        with closing(self._index.reader()) as reader:
            yield reader

    def abandon(self) -> None:
        """Let go of everything that is open."""
        with suppress(Exception):  # what failed half way may fail again while it is closed, or is closed; the first error says more
            self._segment.cancel()

    def finish(self, rejected: int, previous: str = "") -> Manifest:
        """Write the manifest of everything that is in the folder, and open it again as a reader would.

        Raises:
            IndexDamaged: the folder does not hold what was added.
        """
        generation = generation_of(self._folder)
        known = {name: entry for name, entry in self._base.manifest.files.items() if name in self._linked} if self._base else {}
        Manifest(
            generation=generation,
            created=generation[:15],
            documents=len(self),
            languages=dict(+self._languages),
            fields=dict(+self._fields),
            rejected=rejected,
            files=inventory(self._folder, known),
            analysis=fingerprint(),
            codec=self._codec,
            previous=previous,
        ).write(self._folder)
        manifest = Manifest.read(self._folder)
        # A segment's files are called by its id; those that are linked were checked when they were written.
        manifest.confirm(self._folder, {name.partition("_")[2].partition(".")[0] for name in known})
        return manifest


def memory(workers: int) -> int:
    """About how many megabytes of postings are held where so many processes read articles; where it is one, it is the one that writes."""
    return _ALONE if workers == 1 else _AMONG_OTHERS


def merged_by_size(writer: Any, segments: Sequence[Any]) -> list[Any]:  # noqa: ANN401 — Whoosh has no types
    """Whoosh's contract for a merge policy: take segments into the new one, and give back those that stay.

    The new segment takes in every other that is no more than `_GROWTH` times as large, so that each article is written again only as
    often as its segment doubles, and any of which more than half is deleted.
    """
    size, kept = writer.docnum, []
    for segment in sorted(segments, key=lambda segment: segment.doc_count()):
        if segment.doc_count() <= _GROWTH * size or segment.doc_count() < segment.deleted_count():
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
            size += segment.doc_count()
        else:
            kept.append(segment)
    return kept


def _linked(base: Base, folder: Path) -> set[str]:
    """Link the files of a generation's Whoosh index into another folder; their names."""
    names = {name for name in base.manifest.files if name.startswith(("MAIN_", "_MAIN_"))}
    for name in names:
        try:
            (folder / name).hardlink_to(base.folder / name)
        except OSError:  # not every file system has links
            shutil.copyfile(base.folder / name, folder / name)
    return names
