"""What is known of every article by its number: facet values and dates, as arrays, so that counting does not read articles.

Written beside the Whoosh segment as one `.npz` without pickles. Numbers are those of Whoosh's documents.
"""

import json
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from indexer.dates import span
from indexer.document import Document
from indexer.errors import IndexDamaged
from indexer.record import facets
from indexer.schema import FACETS

FILE = "columns.npz"

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one facet. `values[ordinals[starts[n]:starts[n + 1]]]` are those of article `n`.

    `values` is sorted; `starts` has one int32 more than there are articles; `ordinals` are int32, each at most once an article.
    """

    values: tuple[str, ...]
    starts: Ints
    ordinals: Ints

    def counts(self, chosen: NDArray[np.bool_]) -> Ints:
        """How many chosen articles have each value. `chosen` holds one bool an article; the answer one int for each of `values`."""
        rows = np.repeat(chosen, np.diff(self.starts))
        return np.bincount(self.ordinals[rows], minlength=len(self.values)).astype(np.int32)

    def having(self, values: tuple[str, ...]) -> NDArray[np.bool_]:
        """One bool an article: whether it has any of these values."""
        wanted = np.zeros(len(self.values), np.bool_)
        for value in values:
            at = bisect_left(self.values, value)
            if self.values[at : at + 1] == (value,):
                wanted[at] = True
        rows = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        answer = np.zeros(len(self.starts) - 1, np.bool_)
        answer[rows[wanted[self.ordinals]]] = True
        return answer


@dataclass(frozen=True, slots=True)
class Columns:
    """Every facet, and the first and last day (int32 `yyyymmdd`, 0 for none) that each article's date spans."""

    facets: Mapping[str, Facet]
    first_day: Ints
    last_day: Ints

    def __len__(self) -> int:
        return len(self.first_day)

    def write(self, folder: Path) -> None:
        """Write all arrays into the folder."""
        arrays: dict[str, Any] = {"first_day": self.first_day, "last_day": self.last_day}
        for name, facet in self.facets.items():
            arrays[f"{name}.values"] = np.frombuffer(json.dumps(facet.values).encode(), np.uint8)
            arrays |= {f"{name}.starts": facet.starts, f"{name}.ordinals": facet.ordinals}
        # All are numbers, so there is nothing to pickle; told not to, numpy before 2.2 writes that down as one more array.
        np.savez(folder / FILE, **arrays)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The columns of a generation.

        Raises:
            IndexDamaged: the file is not one that `write` wrote.
        """
        try:
            # Opened here because numpy leaves a damaged file open.
            with (folder / FILE).open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
                return cls(
                    {
                        name: Facet(
                            tuple(json.loads(bytes(arrays[f"{name}.values"]))),
                            arrays[f"{name}.starts"],
                            arrays[f"{name}.ordinals"],
                        )
                        for name in FACETS
                    },
                    arrays["first_day"],
                    arrays["last_day"],
                )
        except Exception as error:  # zipfile and numpy raise a dozen kinds on damaged bytes
            raise IndexDamaged(f"{folder / FILE} cannot be read ({error}); build the index again") from error


class ColumnsBuilder:
    """Gathers the columns of articles as they are added, in the order of their numbers."""

    def __init__(self) -> None:
        self._facets = {name: _FacetBuilder() for name in FACETS}
        self._first_day, self._last_day = array("i"), array("i")

    def add(self, document: Document) -> None:
        """Take in the next article."""
        for name, values in facets(document).items():
            self._facets[name].add(values)
        first, last = span(document.date) if document.date else (0, 0)
        self._first_day.append(first)
        self._last_day.append(last)

    def columns(self) -> Columns:
        """The columns of all articles so far."""
        facets = {name: facet.facet() for name, facet in self._facets.items()}
        return Columns(facets, np.array(self._first_day, np.int32), np.array(self._last_day, np.int32))


class _FacetBuilder:
    """Gathers one facet. It keeps four bytes for each value of an article, and each distinct value once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._rows = array("i")
        self._starts = array("i", [0])

    def add(self, values: Iterable[str]) -> None:
        self._rows.extend(self._numbers.setdefault(value, len(self._numbers)) for value in values)
        self._starts.append(len(self._rows))

    def facet(self) -> Facet:
        values = sorted(self._numbers)
        ordinals = np.empty(len(values), np.int32)
        ordinals[[self._numbers[value] for value in values]] = np.arange(len(values))
        return Facet(tuple(values), np.array(self._starts, np.int32), ordinals[np.array(self._rows, np.int32)])
