"""What is needed to compare a query with articles by what they are about."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from indexer.encoder import Encoder
from indexer.vectors import Table


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
