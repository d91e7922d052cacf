"""What a generation was made of: every file that was read, and every article that came of it with the lines that it was read in.

An update looks here for what it need not read again, and for the lines that repeat across a site. Articles are numbered by row; the id
of an article is there once.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import msgpack
import numpy as np

from indexer.errors import IndexDamaged
from indexer.lines import Lines, LineTable
from indexer.spool import Stamp

FILE = "ledger.bin"


@dataclass(slots=True)
class Source:
    """A file that was read: its path for messages, its stamp (None for a stream), how many of its inputs were rejected.

    `contested` says that an id of it was another file's before, so that what it holds depends on the others.
    """

    path: str
    stamp: Stamp | None
    rejected: int = 0
    contested: bool = False


class Ledger:
    """Files and articles, in the order in which they were read."""

    def __init__(
        self, sources: Sequence[Source] = (), ids: Iterable[str] = (), source: bytes = b"", lines: LineTable | None = None
    ) -> None:
        self.sources = list(sources)
        self.ids = {key: row for row, key in enumerate(ids)}
        self.lines = lines or LineTable()
        self._source = array("i", source)

    def __len__(self) -> int:
        return len(self._source)

    def begin(self, source: Source) -> None:
        """Say that what comes next is of this file."""
        self.sources.append(source)

    def add(self, key: str, found: Lines) -> bool:
        """Enter an article of the last file; False, and nothing is entered, if its id is there already."""
        if key in self.ids:
            self.sources[-1].contested = True
            return False
        self.ids[key] = len(self)
        self._source.append(len(self.sources) - 1)
        self.lines.add(found)
        return True

    def source_of(self, key: str) -> Source:
        """The file that an article came from."""
        return self.sources[self._source[self.ids[key]]]

    def of_source(self) -> list[list[str]]:
        """The ids of the articles of each file."""
        found: list[list[str]] = [[] for _ in self.sources]
        for key, row in self.ids.items():
            found[self._source[row]].append(key)
        return found

    def without(self, ids: Iterable[str]) -> Self:
        """The same without some articles, and without files that no article is left of unless something of them was rejected."""
        gone = set(ids)
        kept = [(key, row) for key, row in self.ids.items() if key not in gone]
        rows = np.fromiter((row for _, row in kept), np.int64, len(kept))
        of = np.frombuffer(self._source, np.int32)[rows] if len(rows) else np.zeros(0, np.int32)
        used = np.unique(of)
        sources = [self.sources[each] for each in used.tolist()]
        return type(self)(sources, (key for key, _ in kept), np.searchsorted(used, of).astype(np.int32).tobytes(), self.lines.chosen(rows))

    def write(self, folder: Path) -> None:
        """Write it into the folder."""
        said = {
            "sources": [[each.path, each.stamp, each.rejected, each.contested] for each in self.sources],
            "ids": list(self.ids),
            "source": self._source.tobytes(),
            "lines": self.lines.parts(),
        }
        (folder / FILE).write_bytes(msgpack.packb(said, unicode_errors="surrogatepass"))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The ledger of a generation.

        Raises:
            IndexDamaged: the file is missing, or not what `write` wrote.
        """
        try:
            said: dict[str, Any] = msgpack.unpackb((folder / FILE).read_bytes(), unicode_errors="surrogatepass")
            sources = [Source(path, stamp and Stamp(*stamp), *rest) for path, stamp, *rest in said["sources"]]
            ledger = cls(sources, said["ids"], said["source"], LineTable.of(said["lines"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(f"{folder / FILE} cannot be read ({error}); build the index again") from error
        if not len(ledger.ids) == len(ledger) == len(ledger.lines):
            raise IndexDamaged(f"{folder / FILE} contradicts itself; build the index again")
        return ledger


def paths(sources: Sequence[Source]) -> dict[str, Source]:
    """Files by path."""
    return {each.path: each for each in sources}
