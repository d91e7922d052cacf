"""What is needed to compare a query with articles by what they are about."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from indexer.encoder import SIZE, Encoder, likeness
from indexer.vectors import PASSAGES, Table


@dataclass(frozen=True, slots=True, eq=False)
class Dense:
    """The encoder, and the vectors of a generation; see `reranking`."""

    encoder: Encoder
    table: Table

    @classmethod
    def of(cls, folder: Path, reader: Any) -> Self:  # noqa: ANN401 — Whoosh has no types
        """Those of a generation that is open.

        Raises:
            EncoderMissing: the extra is not installed.
            IndexIncompatible: the generation has no vectors, or others.
            IndexDamaged: they are not as they were written.
        """
        return cls(Encoder.load(), Table.read(folder, reader))

    def likeness(self, text: str, numbers: NDArray[np.int32]) -> NDArray[np.float64]:
        """How alike a query and some articles are, from -1 to 1.

        It is the middle between how alike an article's beginning is, which tells its subject, and its likest passage, which may hold what
        is asked for.
        """
        rows = self.table.of(numbers)
        cosines = likeness(self.encoder.asked(text), rows.reshape(-1, SIZE)).reshape(-1, PASSAGES).astype(np.float64)
        begins = cosines[:, 0]
        best = np.where(rows.any(axis=2), cosines, begins[:, np.newaxis]).max(axis=1)
        alike: NDArray[np.float64] = (begins + best) / 2
        return alike
