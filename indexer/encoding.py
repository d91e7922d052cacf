"""How the articles of a generation get their vectors: those that are as they were keep them, the others are encoded."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from shutil import copyfile
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from indexer import stations
from indexer.codec.container import ContainerWriter
from indexer.encoder import SIZE, Encoder, Vectors
from indexer.vectors import PASSAGE, PASSAGES, STAMP, Hashes, Part, Table, files, name_of, stamp
from indexer.watcher import Watcher

_WORD: Final = 40
"""Characters of the longest word that is not cut."""


def passages(stored: Mapping[str, Any]) -> tuple[str, ...]:
    """What is encoded of an article, given by its stored fields: its title, if it has one of its own, and its first words, in pieces."""
    text: str = stored["text"]
    rest = (f"{stored['title']}\n" if stored["headline"] else "") + text[: PASSAGES * PASSAGE]
    pieces: list[str] = []
    while (rest := rest.lstrip()) and len(pieces) < PASSAGES:
        at = len(rest) if len(rest) <= PASSAGE else max(rest.rfind(space, PASSAGE - _WORD, PASSAGE + 1) for space in " \n")
        at = at if at > 0 else PASSAGE
        pieces.append(rest[:at].rstrip())
        rest = rest[at:]
    return tuple(pieces)


def write(folder: Path, reader: Any, before: Path | None, workers: int, watcher: Watcher) -> set[str]:  # noqa: ANN401
    """Write the vectors of a generation that is committed but for them.

    Args:
        folder: of the generation.
        reader: of its index.
        before: the folder of the generation before, whose vectors are taken over where they are ours.
        workers: processes that encode.
        watcher: is told how far it is.

    Returns:
        The names of the files that were linked from the generation before.

    Raises:
        EncoderMissing: something has to be encoded, and there is nothing to do it with.
        WorkerLost: one of the processes was killed.
    """
    known = before if before is not None and stamp(before) == STAMP else None
    linked, fresh = set(), []
    for leaf, _ in reader.leaf_readers():
        name = name_of(leaf)
        if known and (known / name).is_file():
            _link(known / name, folder / name)
            linked.add(name)
        else:
            fresh.append(_Fresh.of(leaf))
    held = _Held.of(known)
    for each in fresh:
        each.look_up(held)
    total = sum(int(each.wanted.sum()) for each in fresh)
    texts = (some for each in fresh for some in each.texts())
    done = 0
    with closing(stations.through(texts, encoded, workers, together=stations.BATCH)) as rows:
        for each in fresh:
            out = ContainerWriter(folder)
            out.meta = {"stamp": STAMP}
            for begin in range(0, len(each), _TOGETHER):
                block = held.rows(each.places[begin : begin + _TOGETHER])
                wanted = np.flatnonzero(each.wanted[begin : begin + _TOGETHER])
                if len(wanted):
                    block[wanted] = list(islice(rows, len(wanted)))
                    done += len(wanted)
                    watcher.encoded(done, total)
                out.add("vectors", block.reshape(-1))
            out.add("texts", each.hashes)
            with (folder / name_of(each.leaf)).open("xb") as stream:
                out.write(stream)
    return linked


def encoded(articles: Sequence[tuple[str, ...]]) -> list[Vectors]:
    """The station for articles, given as their passages: a row of each."""
    rows = np.zeros((len(articles), PASSAGES, SIZE), np.int8)
    places = [(row, place) for row, pieces in enumerate(articles) for place in range(len(pieces))]
    if places:
        rows[tuple(np.array(places).T)] = Encoder.load().encoded([piece for pieces in articles for piece in pieces])
    return list(rows)


_TOGETHER = 1024
"""Rows that are gathered before they are handed to the file."""


@dataclass(slots=True, eq=False)
class _Fresh:
    """A segment whose vectors are not there yet.

    `hashes` are of what each document is encoded from, 0 for those that are deleted; `places` where in the generation before such a text
    has its row, -1 for nowhere; `wanted` whether it has to be encoded.
    """

    leaf: Any
    hashes: Hashes
    places: NDArray[np.int64]
    wanted: NDArray[np.bool_]

    @classmethod
    def of(cls, leaf: Any) -> Self:  # noqa: ANN401
        count = leaf.doc_count_all()
        hashes = np.zeros(count, np.uint64)
        for number in range(count):
            if not leaf.is_deleted(number):
                hashes[number] = _hash(passages(leaf.stored_fields(number)))
        return cls(leaf, hashes, np.full(count, -1, np.int64), hashes > 0)

    def __len__(self) -> int:
        return len(self.hashes)

    def look_up(self, held: "_Held") -> None:
        """Find what the generation before has."""
        self.places = held.places(self.hashes)
        self.wanted = (self.hashes > 0) & (self.places < 0)

    def texts(self) -> Iterator[tuple[str, ...]]:
        """The passages of each article that has to be encoded."""
        for number in np.flatnonzero(self.wanted).tolist():
            yield passages(self.leaf.stored_fields(number))


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """The rows of the generation before by what they were made of: sorted `hashes`, and of each the place in all parts laid end to end."""

    table: Table
    hashes: Hashes
    order: NDArray[np.int64]

    @classmethod
    def of(cls, folder: Path | None) -> Self:
        parts = tuple(Part.read(file) for file in files(folder)) if folder else ()
        begins = np.cumsum([0, *(len(part.texts) for part in parts)])[:-1].astype(np.int64)
        every = np.concatenate([np.zeros(0, np.uint64), *(part.texts for part in parts)])
        order = np.argsort(every, kind="stable")
        return cls(Table(parts, begins), every[order], order)

    def places(self, hashes: Hashes) -> NDArray[np.int64]:
        """Where some texts have their rows, -1 for nowhere."""
        if not len(self.hashes):
            return np.full(len(hashes), -1, np.int64)
        at = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        return np.where((self.hashes[at] == hashes) & (hashes > 0), self.order[at], -1)

    def rows(self, places: NDArray[np.int64]) -> Vectors:
        """The rows at some places, nought for -1."""
        rows = np.zeros((len(places), PASSAGES, SIZE), np.int8)
        there = places >= 0
        if there.any():
            rows[there] = self.table.of(places[there].astype(np.int32))
        return rows


def _hash(pieces: tuple[str, ...]) -> int:
    return int.from_bytes(blake2b("\0".join(pieces).encode("utf-8", "surrogatepass"), digest_size=8).digest()) or 1


def _link(file: Path, name: Path) -> None:
    try:
        name.hardlink_to(file)
    except OSError:  # not every file system has links
        copyfile(file, name)
