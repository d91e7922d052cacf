"""The stories of a generation while it is made: which of its articles are copies or translations of which."""

from collections.abc import Callable, Sequence
from pathlib import Path

from indexer import stories
from indexer.base import Base
from indexer.lexicon import learnt, mined
from indexer.twins import Packs, Sketch, Sketches, Told, revised
from indexer.twins import stories as found

_TOGETHER = 4096
"""Sketches that are held one by one before they are set aside."""


class Relations:
    """Takes the sketches of the articles that are new, and has those of the others from the generation before.

    `folder` is where the new ones are set aside meanwhile. `translations` are, once they are found, the ids of the best French and the best
    English article of each story that has both.
    """

    def __init__(self, base: Base | None, folder: Path) -> None:
        self._base = base
        self._packs = Packs(folder)
        self._fresh: dict[str, Sketch] = {}
        self._changed: set[str] = set()
        self._gone: set[str] = set()
        self.translations: Sequence[tuple[str, str]] = ()

    def add(self, key: str, sketch: Sketch) -> None:
        """Take the sketch of an article."""
        if self._base:
            self._changed.add(key)
        self._fresh[key] = sketch
        if len(self._fresh) >= _TOGETHER:
            self._pack()

    def remove(self, key: str) -> None:
        """Leave out an article of the generation before, if there is one."""
        if self._base:
            self._gone.add(key)

    @property
    def stale(self) -> set[str]:
        """The ids of the articles that are new, or not as they were, or gone, if there is a generation before."""
        return self._changed | self._gone

    def write(self, folder: Path, texts: Callable[[str], str]) -> set[str]:
        """Find the stories, and write them and the sketches into the folder; the names of the files that the generation before has, too.

        What the translations among them teach of words is written with them; an update leaves that as the build before it found it.
        `texts` gives the text of an article by its id.
        """
        self._pack()
        sketches = self._packs.sketches()
        if self._base:
            sketches = Sketches.read(self._base.folder).merged(sketches, without=self._gone)
            told = self._revised(folder, self._base.folder, sketches, texts)
        else:
            told = found(sketches, texts)
            stories.write(folder, told.members(sketches))
        self.translations = told.translations(sketches)
        if self._base:
            learnt.keep(folder, self._base.folder)
        else:
            learnt.write(folder, mined((texts(one), texts(other)) for one, other in self.translations))
        tidied = sketches.tidied()
        (told if tidied is sketches else told.among(sketches.live)).write(folder)
        return tidied.write(folder)

    @staticmethod
    def _revised(folder: Path, before: Path, sketches: Sketches, texts: Callable[[str], str]) -> Told:
        """The stories of sketches that are not what they were in the folder before; they are written, too."""
        known = Told.read(before)
        if known is None:
            told = found(sketches, texts)
            stories.write(folder, told.members(sketches))
            return told
        revision = revised(known, sketches, texts)
        told = revision.told
        if revision.before is known:
            instead = Told.of([rows for _, rows in revision.others]).members(sketches)
            stories.revise(folder, before, revision.dropped, zip((place for place, _ in revision.others), instead, strict=True))
        else:
            stories.write(folder, told.members(sketches))
        return told

    def _pack(self) -> None:
        if self._fresh:
            self._packs.add(self._fresh.items())
            self._fresh = {}
