"""CSV and TSV: an article a row, the columns named in the first."""

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from typing import cast

from indexer.document import RawFile, Reject
from indexer.readers.file import File, UnusableError
from indexer.readers.keys import KEYS
from indexer.readers.renaming import listed, renamed
from indexer.readers.text import spelled, tidy

MAX_LINE = 8 * 1024 * 1024
"""The most characters that one line or one cell may take."""

_DELIMITERS = (",", ";", "\t", "|")
_MOST_OPEN = 20
"""Quotation marks that never close, after which a file is not read again from behind one: each may cost a reading of all the rest."""


def read(file: File) -> Iterator[RawFile | Reject]:
    """The articles of the file, row by row; each row that cannot be used is a reject that names the line on which it ends.

    Raises:
        OSError: the file cannot be read, or not to its end.
        UnusableError: its first row names no column that an article could be made of.
    """
    csv.field_size_limit(MAX_LINE)
    with file.open() as stream:
        lines = _Lines(cast("io.BufferedReader", stream))
        first = next(lines, "")
        delimiter = _delimiter(first, file)
        header = [tidy(name).strip() for name in _cells(first, delimiter)]
        if not any(header):
            raise UnusableError("empty" if not first.strip() else "its first line names no columns")
        columns = [name.lower() if name.lower() in KEYS else name for name in header]
        _check(columns, file)
        yield from _articles(lines, columns, delimiter, file)


def _articles(lines: "_Lines", columns: list[str], delimiter: str, file: File) -> Iterator[RawFile | Reject]:
    rows, unclosed = csv.reader(lines, delimiter=delimiter), 0
    while True:
        begun = lines.begin()
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Reject(f"{file.shown}, line {lines.number}", f"not CSV: {error}; a quotation mark may be missing")
            rows = csv.reader(lines, delimiter=delimiter)
            continue
        except _TooLongError:
            reason = f"longer than {MAX_LINE // 1024 // 1024} MiB, the most that one line may take"
            yield Reject(f"{file.shown}, line {lines.number}", reason)
            rows = csv.reader(lines, delimiter=delimiter)
            continue
        if lines.ended:  # a row asks for one more line only within quotation marks
            unclosed += 1
            last, more = lines.number, unclosed <= _MOST_OPEN and _are_rows(lines.behind(), len(columns), delimiter)
            lost = "; the rows behind it were read without it" if more else f"; all up to line {last}, the last, is lost in it"
            yield Reject(f"{file.shown}, line {begun}", f"a quotation mark is opened here and never closed{lost if last > begun else ''}")
            if more:
                lines.back()
                rows = csv.reader(lines, delimiter=delimiter)
            continue
        shown = f"{file.shown}, line {lines.number}"
        if not any(map(str.strip, row)):
            continue
        if len(row) > len(columns):
            yield Reject(shown, f"{len(row)} cells under {len(columns)} columns; a cell with “{delimiter}” in it needs quotation marks")
            continue
        try:
            keys = {name: tidy(cell) for name, cell in zip(columns, row, strict=False) if cell}
            yield renamed(keys, f"{file.id}-{lines.number}", shown, file)
        except UnusableError as error:
            yield Reject(shown, str(error))


def _are_rows(lines: Sequence[str], columns: int, delimiter: str) -> bool:
    """Whether lines that stand in one cell are rows that a stray quotation mark has swallowed, rather than a text that was cut off."""
    try:
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return False
    return columns > 1 and 2 * counts.count(columns) > len(counts)


class _TooLongError(ValueError):
    """A line is longer than any may be. It has been passed over."""


class _Lines:
    """The lines of a file, never one whole that is too long. `number` counts those read; `ended` says that one more was asked for."""

    def __init__(self, stream: io.BufferedReader) -> None:
        wide = stream.peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # as spreadsheets save “Unicode text”
        self._stream: io.BufferedReader | io.TextIOWrapper = io.TextIOWrapper(stream, "utf-16", "replace", newline="\n") if wide else stream
        self.number = 0
        self.ended = False
        self._row: list[str] = []
        self._again: deque[str] = deque()

    def begin(self) -> int:
        """Begin a row; gives the number of its first line."""
        self._row.clear()
        return self.number + 1

    def behind(self) -> Sequence[str]:
        """The lines of this row but the first."""
        return self._row[1:]

    def back(self) -> None:
        """Go back to behind the first line of this row."""
        self._again.extendleft(reversed(self.behind()))
        self.number -= len(self._row) - 1
        self.ended = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._stream.readline(MAX_LINE + 1)
        if not line:
            self.ended = True
            raise StopIteration
        self.number += 1
        if len(line) > MAX_LINE and not _ends(line):
            while line and not _ends(line):
                line = self._stream.readline(MAX_LINE)
            raise _TooLongError
        self._row.append(spelled(line) if isinstance(line, bytes) else line)
        return self._row[-1]


def _ends(line: str | bytes) -> bool:
    return line[-1:] in ("\n", b"\n")


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _delimiter(header: str, file: File) -> str:
    """What parts the cells: what makes most columns out of the header that we know, and then most columns."""
    known = {*KEYS, *file.columns.values()}

    def sense(delimiter: str) -> tuple[int, int]:
        names = _cells(header, delimiter)
        return len(known & {form for name in names for form in (name.strip(), name.strip().lower())}), len(names)

    return max(_DELIMITERS, key=sense)


def _check(columns: list[str], file: File) -> None:
    """Refuse a header without what is needed, or without what `--map` names.

    Raises:
        UnusableError: see above.
    """
    there = f"there are {listed(columns)}"
    absent = [f"--map {key}={column}" for key, column in file.columns.items() if column not in columns]
    if absent:
        raise UnusableError(f"{' and '.join(absent)}: there is no such column; {there}")
    if not {"text", "title"} & {*columns, *file.columns}:
        raise UnusableError(f"no column is named “text” or “title”; {there}: say which it is, as in --map text=COLUMN")
