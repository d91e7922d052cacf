"""Which names of an index share a key: a line for each key, so that who has one is found without reading the others.

A line is a key, and behind a tab each the ids of the names that have it, in their order; what stands for a given name that is known, see
`blocking.keys`, has `_KNOWN` behind the id.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

from indexer import sidecar
from indexer.entities.blocking import Bearer
from indexer.errors import IndexDamaged
from indexer.sorted_lines import SortedLines

FILE = "blocks.lines"

_KNOWN = "!"
_TAB, _END = "\t", "\n"

Block = list[Bearer]


class Blocks:
    """The names of an index by what they are found by."""

    def __init__(self, lines: SortedLines | None = None, changed: Mapping[str, Block] | None = None) -> None:
        self._lines = lines
        self._changed = changed or {}

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Those of a generation.

        Raises:
            IndexDamaged: they cannot be read.
        """
        return cls(SortedLines(sidecar.mapped(folder / FILE)))

    @classmethod
    def check(cls, folder: Path) -> None:
        """Find out whether all lines can be read.

        Raises:
            IndexDamaged: they cannot.
        """
        file = folder / FILE
        try:
            lines = file.read_bytes().decode().split(_END)
        except (OSError, UnicodeDecodeError) as error:
            raise IndexDamaged(f"{file} cannot be read ({error}); build the index again") from error
        for line in lines:
            if line and _TAB not in line:
                raise IndexDamaged(f"{file} has an unusable line “{line[:60]}”; build the index again")

    def of(self, key: str) -> Block:
        """The ids of the names that have a key, in order."""
        if key in self._changed:
            return self._changed[key]
        line = self._lines.line(_head(key)) if self._lines else None
        if line is None:
            return []
        return [(name.removesuffix(_KNOWN), name.endswith(_KNOWN)) for name in line.decode(errors="replace").split(_TAB)]

    def changed(self, gone: Mapping[str, Block], come: Mapping[str, Block]) -> Self:
        """The same without some names and with others, in the order of their ids, which are given with the keys that they have."""
        changed = dict(self._changed)
        for key, some in gone.items():
            without = set(some)
            changed[key] = [bearer for bearer in self.of(key) if bearer not in without]
        for key, some in come.items():
            block = changed[key] if key in gone else self.of(key)
            changed[key] = sorted([*block, *some]) if block else some
        return type(self)(self._lines, changed)

    def write(self, folder: Path) -> None:
        """Write them into the folder of a generation."""
        with (folder / FILE).open("wb") as out:
            if self._lines:
                lines = {_head(key): _line(key, block) if block else None for key, block in self._changed.items()}
                out.writelines(self._lines.with_changed(lines))
            else:
                out.writelines(sorted(_line(key, block) for key, block in self._changed.items() if block))


def _head(key: str) -> bytes:
    return f"{key}{_TAB}".encode()


def _line(key: str, block: Iterable[Bearer]) -> bytes:
    return f"{key}{_TAB}{_TAB.join(name + _KNOWN * known for name, known in block)}{_END}".encode()
