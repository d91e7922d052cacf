"""How often names stand in articles, counted without holding them all: what was counted is set aside on disk and merged at the end.

A line is the id of a name, a tab, and its tally as JSON. Lines of one id add up; where an article is left out again, they count less.
"""

import heapq
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import IO

import msgspec

from indexer import sidecar
from indexer.errors import IndexDamaged
from indexer.sorted_lines import SortedLines

MOST_HELD = 100_000
"""Lines that are held in memory, some 15 MB, before they are set aside."""

_TAB, _END = b"\t", b"\n"


class Tally(msgspec.Struct, array_like=True, gc=False):
    """Of one name: how many articles of each language name it, and how often it is of each type and is spelled in each way."""

    languages: dict[str, int]
    types: dict[str, int]
    attested: dict[str, int]

    @property
    def articles(self) -> int:
        """How many articles name it."""
        return sum(self.languages.values())

    @property
    def is_nothing(self) -> bool:
        """Whether it changes no other that it is added to."""
        return not (self.languages or self.types or self.attested)

    @property
    def settled(self) -> bool:
        """Whether it is as a sum would have it: nothing in it stands in another order."""
        return len(self.attested) < 2 and len(self.types) < 2

    def plus(self, *others: "Tally") -> "Tally":
        """The sum of several, without what comes to nothing, and in the same order whatever was counted first."""
        return Tally(
            _sum(each.languages for each in (self, *others)),
            _sum(each.types for each in (self, *others)),
            _sum(each.attested for each in (self, *others)),
        )


def _sum(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for each in counts:
        for key, count in each.items():
            total[key] = total.get(key, 0) + count
    return {key: count for key, count in sorted(total.items()) if count}  # some are less than nothing until all are added


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Tally)


def line(key: str, tally: Tally) -> bytes:
    """A name and its tally, with the end of the line."""
    return b"%s\t%s\n" % (key.encode(), _ENCODER.encode(tally))


def _split(of: bytes) -> tuple[bytes, Tally]:
    key, _, tally = of.partition(_TAB)
    return key, _DECODER.decode(tally)


class Tallies:
    """Counts names; `folder` is where lines are set aside, in files without a name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines: list[bytes] = []
        self._runs: list[IO[bytes]] = []

    def add(self, key: str, tally: Tally) -> None:
        """Count a name once more."""
        self._lines.append(line(key, tally))
        if len(self._lines) >= MOST_HELD:
            run = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 — it is read at the end
            run.writelines(line(key, tally) for key, tally in _summed(self._held()))
            self._runs.append(run)

    def __iter__(self) -> Iterator[tuple[str, Tally]]:
        """Every name once, in the order of the ids, with all that was counted of it. What is iterated over is held no longer."""
        for run in self._runs:
            run.seek(0)
        runs, self._runs = self._runs, []
        try:
            yield from _summed(heapq.merge(*runs, self._held()))
        finally:
            for run in runs:
                run.close()

    def _held(self) -> list[bytes]:
        held, self._lines = sorted(self._lines), []
        return held


def _summed(lines: Iterable[bytes]) -> Iterator[tuple[str, Tally]]:
    for key, group in groupby(lines, lambda each: each.partition(_TAB)[0]):
        first, *others = (_split(each)[1] for each in group)
        yield key.decode(), first if first.settled and not others else first.plus(*others)


class TallyFile:
    """A sorted file of lines, one a name, in which a name is found without reading the others.

    Raises:
        IndexDamaged: it cannot be read.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._bytes = sidecar.mapped(file)
        self._lines = SortedLines(self._bytes)

    def __iter__(self) -> Iterator[tuple[str, Tally]]:
        """Every name with its tally.

        Raises:
            IndexDamaged: a line is no such thing.
        """
        at, end = 0, len(self._bytes)
        while at < end:
            stop = self._bytes.find(_END, at)
            yield self._read(self._bytes[at : stop if stop >= 0 else end])
            at = (stop if stop >= 0 else end) + 1

    def has_more_than(self, lines: int) -> bool:
        """Whether there are more names than that."""
        at = -1
        for _ in range(lines + 1):
            at = self._bytes.find(_END, at + 1)
            if at < 0:
                return False
        return True

    def find(self, key: str) -> Tally | None:
        """The tally of a name; None where there is none.

        Raises:
            IndexDamaged: its line cannot be read.
        """
        head = key.encode() + _TAB
        counted = self._lines.line(head)
        return self._read(head + counted)[1] if counted is not None else None

    def write(self, file: Path, changed: Mapping[str, Tally | None]) -> None:
        """Write a file that differs in some names: in what their tallies are, or in that they are gone (None)."""
        lines = {key.encode() + _TAB: line(key, tally) if tally else None for key, tally in changed.items()}
        with file.open("wb") as out:
            out.writelines(self._lines.with_changed(lines))

    def _read(self, written: bytes) -> tuple[str, Tally]:
        try:
            key, tally = _split(written)
            return key.decode(), tally
        except (UnicodeDecodeError, msgspec.DecodeError) as error:
            raise IndexDamaged(f"{self._file} has an unusable line ({error}); build the index again") from error
