"""Facets and dates as arrays, for an engine that has neither: what Lunette does beside its postings, in plain numpy."""

import json
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.dates import span
from indexer.document import Document
from indexer.record import facets
from peers import FACETS, SHOWN, Counts

Ints = NDArray[np.int32]
Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Facet:
    """`values[ordinals[starts[n]:starts[n + 1]]]` are those of article n; `single` where every article has one (arrays are int32)."""

    values: tuple[str, ...]
    starts: Ints
    ordinals: Ints
    single: bool

    def counted(self, numbers: Numbers) -> Counts:
        """The most frequent values among some articles; only those articles are looked at."""
        if self.single:
            found = self.ordinals[numbers]
        else:
            begins = self.starts[numbers]
            many = self.starts[numbers + 1] - begins
            shifts = begins - (np.cumsum(many) - many)
            found = self.ordinals[np.repeat(shifts, many) + np.arange(int(many.sum()))]
        counts = np.bincount(found, minlength=len(self.values))
        some = np.argpartition(-counts, SHOWN)[:SHOWN] if len(counts) > SHOWN else np.arange(len(counts))
        return [(self.values[at], int(counts[at])) for at in some[np.argsort(-counts[some], kind="stable")] if counts[at]]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """All facets, and the first and last day of each article's date (int32 `yyyymmdd`, 0 for none)."""

    facets: dict[str, Facet]
    first_day: Ints
    last_day: Ints

    @classmethod
    def read(cls, folder: Path) -> Self:
        """What `ColumnsBuilder` wrote."""
        values = json.loads((folder / "values.json").read_text("utf-8"))
        read = {}
        for name in FACETS:
            starts, ordinals = np.load(folder / f"{name}-starts.npy"), np.load(folder / f"{name}-ordinals.npy")
            read[name] = Facet(tuple(values[name]), starts, ordinals, single=bool((np.diff(starts) == 1).all()))
        return cls(read, np.load(folder / "first_day.npy"), np.load(folder / "last_day.npy"))

    def __len__(self) -> int:
        return len(self.first_day)


class ColumnsBuilder:
    """Gathers the columns of articles as they come."""

    def __init__(self) -> None:
        self._numbers: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        self._ordinals = {name: array("i") for name in FACETS}
        self._starts = {name: array("i", [0]) for name in FACETS}
        self._days = array("i"), array("i")

    def add(self, document: Document) -> None:
        """Take in the next article."""
        found = facets(document)
        for name in FACETS:
            known, ordinals = self._numbers[name], self._ordinals[name]
            ordinals.extend(known.setdefault(value, len(known)) for value in found[name])
            self._starts[name].append(len(ordinals))
        for days, day in zip(self._days, span(document.date) if document.date else (0, 0), strict=True):
            days.append(day)

    def write(self, folder: Path) -> None:
        """Write everything into the folder."""
        (folder / "values.json").write_text(json.dumps({name: list(known) for name, known in self._numbers.items()}), "utf-8")
        for name in FACETS:
            np.save(folder / f"{name}-starts.npy", np.array(self._starts[name], np.int32))
            np.save(folder / f"{name}-ordinals.npy", np.array(self._ordinals[name], np.int32))
        for name, days in zip(("first_day", "last_day"), self._days, strict=True):
            np.save(folder / f"{name}.npy", np.array(days, np.int32))
