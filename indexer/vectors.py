"""What each article is about, as vectors: a file beside each segment of an index, a row an article, for those who asked for it.

    dense_SEGMENT.arrays    vectors (int8, documents × `PASSAGES` × `encoder.SIZE`, nought where an article has fewer passages)
                            texts (uint64, what each row was made of, 0 for none)

Like the segment it belongs to, a file never changes, so an update links it. In a new segment, or one that others were merged into, articles
whose beginning is as it was have the row that they had before. Only the others are encoded, which takes longer than the rest of a build.

Of an article, the first three passages are encoded, with its title before them: there news say what they are about. What else was tried,
nDCG@10 with the best weight (`service.search.reranking`), in thousandths:

                                                           fr_cnil   fr_piaf_a   en_cranfield   en_cisi   en_cacm
    the first 400 characters                                   693         864            420       440       530
    the first 1,000 as one text                                684         868
    the mean of up to four passages of 300                     681         869            416       437       531
    the best of them                                           690         872            416       435       529
    the middle between the best of two and the first 400       696         865            418       438       534
    of three                                                   697         869            419       442       532
    of four                                                    699         870            419       443       534

Each passage takes the same time again, so three of them are enough.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from indexer.codec.container import Container
from indexer.encoder import DIGEST, SIZE, Vectors
from indexer.errors import IndexIncompatible

PASSAGES: Final = 3
PASSAGE: Final = 400
"""Characters of a passage, the title in the first of them."""

STAMP: Final = f"{DIGEST[:16]} {PASSAGES} {PASSAGE}"
"""What vectors depend on besides the articles: those with another stamp cannot be compared with ours."""

_PREFIX: Final = "dense_"
_SUFFIX: Final = ".arrays"

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The vectors of one segment, int8, documents × `PASSAGES` × `SIZE`, and what each row was made of, 0 for a document without one."""

    vectors: Vectors
    texts: Hashes

    @classmethod
    def read(cls, file: Path) -> Self:
        """Map a file into memory.

        Raises:
            IndexDamaged: it is not as it was written.
            IndexIncompatible: it was made by another encoder.
            OSError: it cannot be read.
        """
        held = Container.open(file)
        if held.meta.get("stamp") != STAMP:
            raise _old(file)
        texts, vectors = held["texts"], held["vectors"]
        if len(vectors) != len(texts) * PASSAGES * SIZE:
            raise held.damaged("it has not a row for each document")
        return cls(vectors.reshape(-1, PASSAGES, SIZE), texts)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The vectors of a whole generation; `begins` are the numbers of the first document of each part, int64."""

    parts: tuple[Part, ...]
    begins: NDArray[np.int64]

    @classmethod
    def read(cls, folder: Path, reader: Any) -> Self:  # noqa: ANN401 — Whoosh has no types
        """Those of a generation that is open.

        Raises:
            IndexIncompatible: it has none, or those of another encoder.
            IndexDamaged: a file is not as it was written.
        """
        leaves = reader.leaf_readers()
        if any(not (folder / name_of(leaf)).is_file() for leaf, _ in leaves):
            raise _none(folder)
        parts = tuple(Part.read(folder / name_of(leaf)) for leaf, _ in leaves)
        for (leaf, _), part in zip(leaves, parts, strict=True):
            if len(part.texts) != leaf.doc_count_all():
                raise Container.open(folder / name_of(leaf)).damaged("it is of another segment")
        return cls(parts, np.array([offset for _, offset in leaves], np.int64))

    def of(self, numbers: NDArray[np.int32]) -> Vectors:
        """The vectors of some articles, given by their numbers: int8, articles × `PASSAGES` × `SIZE`."""
        rows = np.zeros((len(numbers), PASSAGES, SIZE), np.int8)
        places = np.searchsorted(self.begins, numbers, side="right") - 1
        for place in np.unique(places).tolist():
            here = places == place
            rows[here] = self.parts[place].vectors[numbers[here] - self.begins[place]]
        return rows


def stamp(folder: Path) -> str:
    """The stamp of the vectors of a generation; empty where it has none.

    Raises:
        IndexDamaged: a file is not as it was written.
    """
    return next((str(Container.open(file).meta.get("stamp")) for file in files(folder)), "")


def demand(folder: Path) -> None:
    """Find out whether a generation has vectors that can be used.

    Raises:
        IndexIncompatible: it has none, or those of another encoder.
        IndexDamaged: a file is not as it was written.
    """
    held = stamp(folder)
    if held != STAMP:
        raise _old(folder) if held else _none(folder)


def check(folder: Path) -> None:
    """Find out whether the vectors of a generation, if there are any, are as they were written; raises what `Part.read` raises."""
    for file in files(folder):
        Container.open(file).verify()


def name_of(leaf: Any) -> str:  # noqa: ANN401
    """The file of the vectors of a segment."""
    return f"{_PREFIX}{leaf.segment().segid}{_SUFFIX}"


def files(folder: Path) -> list[Path]:
    """The files of the vectors of a generation."""
    return sorted(folder.glob(f"{_PREFIX}*{_SUFFIX}"))


def _none(folder: Path) -> IndexIncompatible:
    return IndexIncompatible(f"{folder} has no vectors; run lunette update or lunette build with --dense, or search without --dense")


def _old(place: Path) -> IndexIncompatible:
    return IndexIncompatible(f"the vectors of {place} were made by another encoder; run lunette update or lunette build with --dense")
