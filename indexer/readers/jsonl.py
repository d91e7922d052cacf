"""JSON Lines: an article a line, each an object with at least a text or a title."""

import codecs
import json
import math
from collections.abc import Iterator
from typing import IO, Any

from indexer.document import RawFile, Reject
from indexer.readers.keys import UnusableError, article
from indexer.readers.text import NotTextError, spelled, tidy
from indexer.readers.walk import File, why

MAX_LINE = 8 * 1024 * 1024
"""The most bytes that one line may take, its end not counted."""

MAX_DEPTH = 100
"""How deep brackets may be nested. Python itself gives up somewhere beyond, at a depth that depends on who calls."""


def read(file: File) -> Iterator[RawFile | Reject]:
    """The articles of the file, line by line; each line that cannot be used is a reject that names it."""
    try:
        with file.path.open("rb") as stream:
            yield from articles(stream, file)
    except OSError as error:
        yield Reject(file.shown, why(error))


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
            yield article(_parsed(line), f"{file.id}-{number}", shown)
        except UnusableError as error:
            yield Reject(shown, str(error))


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        value = _tidied(json.loads(spelled(line), parse_constant=_nothing, parse_float=_float, parse_int=_int))
    except NotTextError as error:
        raise UnusableError(str(error)) from None
    except json.JSONDecodeError as error:
        raise UnusableError(f"not JSON: {error.msg.lower()} at character {error.colno}") from None
    except RecursionError:
        raise UnusableError("not usable: brackets nested too deeply") from None
    if not isinstance(value, dict):
        raise UnusableError("not a JSON object")
    return value


def _nothing(_: str) -> None:
    """NaN and the infinities, which are no JSON, but which pandas writes where a value is missing."""


def _float(digits: str) -> float | str:
    return number if math.isfinite(number := float(digits)) else digits


def _int(digits: str) -> int | str:
    return int(digits) if len(digits) < 1000 else digits  # Python refuses to read numbers of thousands of digits


def _tidied(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - JSON is anything
    """The value with every string in it tidy: an escape can smuggle in half a character or a control character."""
    if depth > MAX_DEPTH:
        raise RecursionError
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, list):
        return [_tidied(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {tidy(key): _tidied(item, depth + 1) for key, item in value.items()}
    return value
