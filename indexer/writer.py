"""A generation while it is written: the Whoosh index, the entities and, at the end, the manifest."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from whoosh.codec.base import Codec
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage

from indexer.analysis.analyzer import fingerprint
from indexer.codec.codec import ArrayCodec
from indexer.codec.index import ArrayIndex
from indexer.document import Document
from indexer.entities import Authority
from indexer.manifest import Manifest, generation_of, inventory
from indexer.nametable import NameTableBuilder
from indexer.record import languages, text_parts, written
from indexer.schema import schema, text_field

_MEMORY = 256
"""Megabytes of postings that are gathered before they are spilled."""

CODECS: Mapping[str, Callable[[], Codec]] = {"arrays": ArrayCodec, "whoosh": W3Codec}
"""How a segment is written: as memory-mapped arrays, or as stock Whoosh writes it, for programs that know nothing else."""


class GenerationWriter:
    """Writes documents into an empty folder. Between articles it keeps their ids and the counts of names, nothing else."""

    def __init__(self, folder: Path, codec: str = "arrays") -> None:
        self._folder = folder
        self._codec = codec
        self._ids: set[str] = set()
        self._names = NameTableBuilder(Authority.load().entities)
        self._languages: Counter[str] = Counter()
        self._fields: Counter[str] = Counter()
        # One process writes, for the others are busy reading articles, which takes longer.
        self._segment = ArrayIndex.create(FileStorage(str(folder)), schema()).writer(limitmb=_MEMORY, codec=CODECS[codec]())

    @classmethod
    @contextmanager
    def into(cls, folder: Path, codec: str = "arrays") -> Iterator[Self]:
        """A writer that lets go of its files when an error leaves the block."""
        writer = cls(folder, codec)
        try:
            yield writer
        except BaseException:
            with suppress(Exception):  # what failed half way may fail again while it is closed; the first error says more
                writer._segment.cancel()
            raise

    def __len__(self) -> int:
        """How many documents were added."""
        return len(self._ids)

    def add(self, document: Document) -> bool:
        """Write one document; False, and nothing is written, if another one has its id."""
        if document.id in self._ids:
            return False
        self._segment.add_document(**written(document))
        self._ids.add(document.id)
        self._names.add(document)
        self._languages[document.lang] += 1
        self._fields.update(_searched(document))
        return True

    def finish(self, rejected: int) -> Manifest:
        """Write what is still in memory, then the manifest, and open everything again as a reader would.

        Raises:
            IndexDamaged: the folder does not hold what was added.
        """
        self._segment.commit(merge=False)
        self._names.write(self._folder)
        (self._folder / "MAIN_WRITELOCK").unlink(missing_ok=True)  # Whoosh's own, needless under ours
        generation = generation_of(self._folder)
        Manifest(
            generation=generation,
            created=generation[:15],
            documents=len(self),
            languages=dict(self._languages),
            fields=dict(self._fields),
            rejected=rejected,
            files=inventory(self._folder),
            analysis=fingerprint(),
            codec=self._codec,
        ).write(self._folder)
        manifest = Manifest.read(self._folder)
        manifest.confirm(self._folder)
        return manifest


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
