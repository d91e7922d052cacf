"""How often each spelling of each entity is attested in a generation; read from its table when somebody first asks."""

import json
import threading
from collections.abc import Mapping
from pathlib import Path

from indexer.errors import IndexDamaged
from indexer.nametable import FILE


class Spellings:
    """The attested spellings of a generation, whose folder this is. Safe to share between threads.

    Searches need none of this, and for 23,000 entities it takes half a second to read.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reading = threading.Lock()
        self._counts: Mapping[str, Mapping[str, int]] | None = None

    def of(self, entity: str) -> tuple[tuple[str, int], ...]:
        """How an entity is written in the articles, and how often so, the most frequent first.

        Raises:
            IndexDamaged: the table can no longer be read.
        """
        with self._reading:
            if self._counts is None:
                self._counts = self._read()
        return tuple(sorted(self._counts.get(entity, {}).items(), key=lambda item: (-item[1], item[0])))

    def _read(self) -> Mapping[str, Mapping[str, int]]:
        try:
            table = json.loads((self._folder / FILE).read_text("utf-8"))
            return {key: row["attested"] for key, row in table.items()}
        except (OSError, ValueError, LookupError, AttributeError) as error:
            raise IndexDamaged(f"{self._folder / FILE} cannot be read ({error}); build the index again") from error
