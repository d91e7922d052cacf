"""What is known of every article by its number: facet values and dates, as arrays, so that counting does not read articles.

Written beside the Whoosh segment as one `.npz` without pickles. Numbers are those of Whoosh's documents.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

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
        wanted = np.isin(np.array(self.values, dtype=np.str_), np.array(values, dtype=np.str_))
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
        arrays: dict[str, NDArray[np.generic]] = {"first_day": self.first_day, "last_day": self.last_day}
        for name, facet in self.facets.items():
            arrays[f"{name}.values"] = np.frombuffer("\n".join(facet.values).encode(), np.uint8)
            arrays |= {f"{name}.starts": facet.starts, f"{name}.ordinals": facet.ordinals}
        np.savez(folder / FILE, allow_pickle=False, **arrays)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The columns of a generation.

        Raises:
            IndexDamaged: the file is not one that `write` wrote.
        """
        try:
            with np.load(folder / FILE, allow_pickle=False) as arrays:
                return cls(
                    {
                        name: Facet(
                            tuple(bytes(arrays[f"{name}.values"]).decode().split("\n")) if len(arrays[f"{name}.values"]) else (),
                            arrays[f"{name}.starts"],
                            arrays[f"{name}.ordinals"],
                        )
                        for name in FACETS
                    },
                    arrays["first_day"],
                    arrays["last_day"],
                )
        except Exception as error:  # noqa: BLE001 — zipfile and numpy raise a dozen kinds on damaged bytes
            raise IndexDamaged(f"{folder / FILE} cannot be read ({error}); build the index again") from error


class ColumnsBuilder:
    """Gathers the columns of articles as they are added, in the order of their numbers."""

    def __init__(self) -> None:
        self._rows: dict[str, list[tuple[str, ...]]] = {name: [] for name in FACETS}
        self._days: list[tuple[int, int]] = []

    def add(self, document: Document) -> None:
        """Take in the next article."""
        for name, values in facets(document).items():
            self._rows[name].append(tuple(" ".join(value.split()) for value in values))
        self._days.append(span(document.date) if document.date else (0, 0))

    def columns(self) -> Columns:
        """The columns of all articles so far."""
        days = np.array(self._days, np.int32).reshape(-1, 2)
        return Columns({name: _facet(rows) for name, rows in self._rows.items()}, days[:, 0].copy(), days[:, 1].copy())


def _facet(rows: list[tuple[str, ...]]) -> Facet:
    values = sorted({value for row in rows for value in row})
    ordinal = {value: number for number, value in enumerate(values)}
    starts = np.cumsum([0, *(len(row) for row in rows)], dtype=np.int32)
    return Facet(tuple(values), starts, np.array([ordinal[value] for row in rows for value in row], np.int32))
