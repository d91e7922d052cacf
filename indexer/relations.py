"""The stories of a generation while it is made: which of its articles are copies or translations of which."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from indexer import stories
from indexer.base import Base
from indexer.document import LANGUAGES
from indexer.lexicon import learnt, mined
from indexer.twins import Packs, Sketch, Sketches, Story, revised
from indexer.twins import stories as found

_TOGETHER = 4096
"""Sketches that are held one by one before they are set aside."""


class Relations:
    """Takes the sketches of the articles that are new, and has those of the others from the generation before.

    `folder` is where the new ones are set aside meanwhile.
    """

    def __init__(self, base: Base | None, folder: Path) -> None:
        self._base = base
        self._packs = Packs(folder)
        self._fresh: dict[str, Sketch] = {}
        self._changed: set[str] = set()
        self._gone: set[str] = set()

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
            before = Sketches.read(self._base.folder)
            sketches = before.merged(sketches, without=self._gone)
            known = [Story(members) for members in stories.read(self._base.folder)]
            told = revised(known, sketches, self._changed, self._gone - self._changed, texts)
        else:
            told = found(sketches, texts)
        stories.write(folder, [story.members for story in told])
        learnt.write(folder, learnt.read(self._base.folder) if self._base else mined(_translations(told, texts)))
        del told  # the rest needs the room
        return sketches.write(folder)

    def _pack(self) -> None:
        if self._fresh:
            self._packs.add(self._fresh.items())
            self._fresh = {}


def _translations(told: Iterable[Story], texts: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """The texts of the best French and the best English article of each story that has both."""
    for story in told:
        best = [next((key for key, language in story.members if language == each), None) for each in LANGUAGES]
        if best[0] is not None and best[1] is not None:
            yield texts(best[0]), texts(best[1])
