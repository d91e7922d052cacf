"""JSON Lines: an article a line, each an object with at least a text or a title."""

import codecs
import json
import math
from collections.abc import Iterator
from typing import IO, Any

from indexer.document import RawFile, Reject
from indexer.readers.file import File, UnusableError
from indexer.readers.renaming import renamed
from indexer.readers.text import spelled
from indexer.readers.values import tidied

MAX_LINE = 8 * 1024 * 1024
"""The most bytes that one line may take, its end not counted."""


def read(file: File) -> Iterator[RawFile | Reject]:
    """The articles of the file, line by line; each line that cannot be used is a reject that names it.

    Raises:
        OSError: the file cannot be read, or not to its end.
    """
    with file.open() as stream:
        yield from articles(stream, file)


def articles(stream: IO[bytes], file: File) -> Iterator[RawFile | Reject]:
    """The articles of an open stream. A line without an id is named `<file's id>-<line number>`; lines count from 1.

    Raises:
        OSError: the stream fails while it is read.
    """
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        shown = f"{file.shown}, line {number}"
        if len(line) > MAX_LINE and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE)
            yield Reject(shown, f"longer than {MAX_LINE // 1024 // 1024} MiB, the most that one line may take")
            continue
        if number == 1:
            if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # every line would be a reject, and each a riddle
                yield Reject(file.shown, "in UTF-16; save it as UTF-8")
                return
            line = line.removeprefix(codecs.BOM_UTF8)
        if not line.strip():
            continue
        try:
            yield renamed(parsed(line), f"{file.id}-{number}", shown, file)
        except UnusableError as error:
            yield Reject(shown, str(error))


def parsed(data: bytes) -> dict[str, Any]:
    """The object that the bytes spell, its strings tidy.

    Raises:
        UnusableError: they spell none.
    """
    return an_object(value(data))


def an_object(value: object) -> dict[str, Any]:
    """The value, which must be an object.

    Raises:
        UnusableError: it is something else.
    """
    if not isinstance(value, dict):
        raise UnusableError("not a JSON object")
    return value


def value(data: bytes) -> Any:  # noqa: ANN401 - JSON is anything
    """The value that the bytes spell, its strings tidy.

    Raises:
        UnusableError: they spell none, or one that is nested too deeply.
    """
    try:
        return tidied(json.loads(spelled(data), parse_constant=_nothing, parse_float=_float, parse_int=_int))
    except json.JSONDecodeError as error:
        line = f"line {error.lineno}, " if error.lineno > 1 else ""
        raise UnusableError(f"not JSON: {error.msg.lower()} at {line}character {error.colno}") from None
    except RecursionError:
        raise UnusableError("not usable: brackets nested too deeply") from None


def _nothing(_: str) -> None:
    """NaN and the infinities, which are no JSON, but which pandas writes where a value is missing."""


def _float(digits: str) -> float | str:
    return number if math.isfinite(number := float(digits)) else digits


def _int(digits: str) -> int | str:
    return int(digits) if len(digits) < 1000 else digits  # Python refuses to read numbers of thousands of digits
