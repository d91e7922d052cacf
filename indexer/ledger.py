"""What a generation was made of: every file that was read, and every article that came of it with the lines that it was read in.

An update looks here for what it need not read again, and for the lines that repeat across a site. Articles are numbered by row; the id
of an article is there once.
"""

from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, compress
from pathlib import Path
from typing import Any, Self

import msgpack
import numpy as np
from numpy.typing import NDArray

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
    """Files and articles, in the order in which they were read.

    Attributes:
        sources: the files.
        source: the number of its file, by row.
        lines: its lines, by row.
        reading: how the files were read; read in another way, they may say something else.
    """

    def __init__(
        self, sources: Sequence[Source] = (), ids: Iterable[str] = (), source: bytes = b"", lines: LineTable | None = None
    ) -> None:
        self.sources = list(sources)
        self._keys = list(ids)
        self._rows: dict[str, int] | None = None
        self.lines = lines or LineTable()
        self.source = array("i", source)
        self.reading = ""

    def __len__(self) -> int:
        return len(self.source)

    @property
    def ids(self) -> dict[str, int]:
        """The id of each article and its row."""
        if self._rows is None:  # of the ledger that an update writes nobody asks
            self._rows = dict(zip(self._keys, range(len(self._keys)), strict=True))
        return self._rows

    def begin(self, source: Source) -> None:
        """Say that what comes next is of this file."""
        self.sources.append(source)

    def add(self, key: str, found: Lines) -> bool:
        """Enter an article of the last file; False, and nothing is entered, if its id is there already."""
        rows = self.ids
        if key in rows:
            self.sources[-1].contested = True
            return False
        rows[key] = len(self)
        self._keys.append(key)
        self.source.append(len(self.sources) - 1)
        self.lines.add(found)
        return True

    def source_of(self, key: str) -> Source:
        """The file that an article came from."""
        return self.sources[self.source[self.ids[key]]]

    def renewed(self, gone: Collection[str], read: "Ledger", forgotten: Callable[[Source], bool]) -> "Ledger":
        """The ledger of the next generation.

        Args:
            gone: ids of articles that go.
            read: what was read since, in place of what is here under the same ids.
            forgotten: whether a file goes that no article is left of.
        """
        stays = np.ones(len(self), np.bool_)
        stays[[self.ids[key] for key in (*gone, *read.ids) if key in self.ids]] = False
        chosen = np.flatnonzero(stays)
        of = _view(self.source)[chosen]
        used = set(np.unique(of).tolist())
        kept = [number for number, source in enumerate(self.sources) if number in used or not forgotten(source)]
        sources = [
            replace(self.sources[each], rejected=0 if forgotten(self.sources[each]) else self.sources[each].rejected) for each in kept
        ]
        renumbered = np.concatenate([np.searchsorted(kept, of), _view(read.source) + len(kept)]).astype(np.int32)
        return Ledger(
            [*sources, *read.sources],
            chain(compress(self._keys, stays.tolist()), read._keys),  # noqa: SLF001 — one of us
            renumbered.tobytes(),
            self.lines.chosen(chosen).plus(read.lines),
        )

    def write(self, folder: Path) -> None:
        """Write it into the folder."""
        said = {
            "sources": [[each.path, each.stamp, each.rejected, each.contested] for each in self.sources],
            "ids": self._keys,
            "source": self.source.tobytes(),
            "lines": self.lines.parts(),
            "repeated": array("Q", sorted(self.lines.repeated())).tobytes(),
            "reading": self.reading,
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
            ledger.reading = said["reading"]
            if "repeated" in said:  # those of before it was told have none
                ledger.lines.told_repeated(array("Q", said["repeated"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(f"{folder / FILE} cannot be read ({error}); build the index again") from error
        if not len(ledger.ids) == len(ledger._keys) == len(ledger) == len(ledger.lines):
            raise IndexDamaged(f"{folder / FILE} contradicts itself; build the index again")
        return ledger


def _view(values: "array[int]") -> NDArray[np.int32]:
    return np.frombuffer(values, np.int32) if values else np.zeros(0, np.int32)
