"""Sketches while articles are read: set aside on disk some thousands at a time, for other processes need the memory meanwhile."""

import tempfile
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.twins.sketch import Sketch
from indexer.twins.sketches import Sketches
from indexer.twins.table import Table


class _Piece(NamedTuple):
    """Where a column of a pack lies in the file, and how many elements it has."""

    begin: int
    length: int


class Packs:
    """Packs of sketches of which no two have an id in common. `folder` is where they are set aside, in a file without a name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: IO[bytes] | None = None
        self._ids: list[str] = []
        self._languages: list[str] = []
        self._dtypes: dict[str, np.dtype[Any]] = {}
        self._pieces: dict[str, list[_Piece]] = {}

    def add(self, sketches: Iterable[tuple[str, Sketch]]) -> None:
        """Set aside the sketches of some articles, given with their ids; of two with the same id the last."""
        known = dict(sketches)
        self._ids += known
        found = {sketch.language for sketch in known.values()}
        self._languages += sorted(found.difference(self._languages))
        table = Table.of(tuple(known.values()), self._languages)
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 — `sketches` closes it
        for each in fields(Table):
            column: NDArray[Any] = getattr(table, each.name)
            self._dtypes[each.name] = column.dtype
            self._pieces.setdefault(each.name, []).append(_Piece(self._file.tell(), len(column)))
            self._file.write(column.tobytes())

    def sketches(self) -> Sketches:
        """All of them, as a collection of which nothing was known before. Nothing is set aside any longer."""
        if self._file is None:
            return Sketches.of(())
        with self._file as file:
            table = Table(**{name: _read(file, dtype, self._pieces[name]) for name, dtype in self._dtypes.items()})
        ids, self._ids, self._file = tuple(self._ids), [], None
        return Sketches.new(tuple(self._languages), table, ids)


def _read(file: IO[bytes], dtype: np.dtype[Any], pieces: Iterable[_Piece]) -> NDArray[Any]:
    """A column of all packs, read into the place where it stays."""
    pieces = tuple(pieces)
    column, at = np.empty(sum(piece.length for piece in pieces), dtype), 0
    for piece in pieces:
        file.seek(piece.begin)
        end = at + piece.length
        column[at:end] = np.frombuffer(file.read(piece.length * dtype.itemsize), dtype)
        at = end
    return column
