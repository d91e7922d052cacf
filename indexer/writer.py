"""A generation while it is written: the Whoosh segment, the columns, the entities and, at the end, the manifest."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from whoosh.index import create_in

from indexer.analysis.analyzer import fingerprint
from indexer.columns import ColumnsBuilder
from indexer.document import Document
from indexer.entities import Authority
from indexer.manifest import Manifest, generation_of, inventory
from indexer.nametable import NameTableBuilder
from indexer.record import languages, text_parts, written
from indexer.schema import schema, text_field

_MEMORY = 256
"""Megabytes of postings that Whoosh gathers before it spills them."""


class GenerationWriter:
    """Writes documents into an empty folder. Between articles it keeps their ids, their columns and the counts of names, nothing else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ids: set[str] = set()
        self._columns, self._names = ColumnsBuilder(), NameTableBuilder(Authority.load().entities)
        self._languages: Counter[str] = Counter()
        self._fields: Counter[str] = Counter()
        # One process writes: with several, Whoosh loses every document where none of them has an indexable term.
        self._segment = create_in(str(folder), schema()).writer(limitmb=_MEMORY)

    @classmethod
    @contextmanager
    def into(cls, folder: Path) -> Iterator[Self]:
        """A writer that lets go of its files when an error leaves the block."""
        writer = cls(folder)
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
        self._columns.add(document)
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
        self._columns.columns().write(self._folder)
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
