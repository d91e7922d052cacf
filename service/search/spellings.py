"""How often each spelling of each entity is attested in a generation; read from its table when somebody first asks."""

import threading
from pathlib import Path

from indexer import nametable


class Spellings:
    """The attested spellings of a generation, whose folder this is. Safe to share between threads.

    Searches need none of this, and it is as much again as all that is known of the entities.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reading = threading.Lock()
        self._counts: dict[str, dict[str, int]] | None = None

    def of(self, entity: str) -> tuple[tuple[str, int], ...]:
        """How an entity is written in the articles, and how often so, the most frequent first.

        Raises:
            IndexDamaged: the table can no longer be read.
        """
        with self._reading:
            if self._counts is None:
                self._counts = nametable.attested(self._folder)
        return tuple(sorted(self._counts.get(entity, {}).items(), key=lambda item: (-item[1], item[0])))
