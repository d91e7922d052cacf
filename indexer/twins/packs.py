"""Sketches while articles are read: set aside on disk some thousands at a time, for other processes need the memory meanwhile."""

import mmap
import tempfile
from collections.abc import Iterable
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import IO, Any

import numpy as np

from indexer.twins.sketch import Sketch
from indexer.twins.sketches import Sketches
from indexer.twins.table import Table


class Packs:
    """Packs of sketches of which no two have an id in common. `folder` is where they are set aside, in files without a name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ids: list[str] = []
        self._languages: list[str] = []
        self._columns: dict[str, IO[bytes]] = {}
        self._dtypes: dict[str, np.dtype[Any]] = {}

    def add(self, sketches: Iterable[tuple[str, Sketch]]) -> None:
        """Set aside the sketches of some articles, given with their ids; of two with the same id the last."""
        known = dict(sketches)
        self._ids += known
        found = {sketch.language for sketch in known.values()}
        self._languages += sorted(found.difference(self._languages))
        table = Table.of(tuple(known.values()), self._languages)
        for each in fields(Table):
            column = getattr(table, each.name)
            if each.name not in self._columns:
                self._columns[each.name] = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 — `sketches` closes it
                self._dtypes[each.name] = column.dtype
            self._columns[each.name].write(column.tobytes())

    def sketches(self) -> Sketches:
        """All of them, as a collection of which nothing was known before. Nothing is set aside any longer."""
        if not self._columns:
            return Sketches.of(())
        maps = {name: mapped for name, column in self._columns.items() if (mapped := _mapped(column))}
        table = Table(
            **{name: np.frombuffer(maps[name], dtype) if name in maps else np.zeros(0, dtype) for name, dtype in self._dtypes.items()}
        )
        ids, self._ids, self._columns = tuple(self._ids), [], {}
        return Sketches.new(tuple(self._languages), table, ids, partial(_release, tuple(maps.values())))


def _mapped(column: IO[bytes]) -> mmap.mmap | None:
    """What was written into a file, as memory that is read from there when it is looked at; None if that is nothing."""
    with column:
        column.flush()
        # Private and writeable, as files of arrays are, see `container`.
        return mmap.mmap(column.fileno(), 0, access=mmap.ACCESS_COPY) if column.tell() else None


def _release(maps: Iterable[mmap.mmap]) -> None:
    if hasattr(mmap, "MADV_DONTNEED"):
        for each in maps:
            each.madvise(mmap.MADV_DONTNEED)
