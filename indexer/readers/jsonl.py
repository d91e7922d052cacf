"""JSON Lines: an article a line, each an object with at least a text or a title."""

import json
import math
import re
from collections.abc import Callable, Iterator
from typing import IO, Any, NoReturn
from urllib.parse import urlsplit

from indexer.dates import span
from indexer.document import LANGUAGES, UNDETERMINED, RawFile, Reject
from indexer.readers.text import tidy
from indexer.readers.walk import File, why

MAX_LINE = 8 * 1024 * 1024
"""The most bytes that one line may take, its end not counted."""


_BLANKS = re.compile(r"[ \t\r\n]+")


class _UnusableError(ValueError):
    """A line cannot be used; the message says why, in words for a reject."""


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
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            yield _article(_parsed(line), f"{file.id}-{number}", shown)
        except _UnusableError as error:
            yield Reject(shown, str(error))


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        value = _tidied(json.loads(line.decode("utf-8"), parse_constant=_not_json, parse_float=_finite))
    except UnicodeDecodeError as error:
        raise _UnusableError(f"not UTF-8 at byte {error.start + 1} of the line") from None
    except json.JSONDecodeError as error:
        raise _UnusableError(f"not JSON: {error.msg.lower()} at character {error.colno}") from None
    except RecursionError:
        raise _UnusableError("not usable: brackets nested too deeply") from None
    except ValueError as error:  # numbers: NaN, infinities, thousands of digits
        raise _UnusableError(f"not JSON: {str(error).partition(';')[0]}") from None
    if not isinstance(value, dict):
        raise _UnusableError("not a JSON object")
    return value


def _not_json(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"the number {digits[:20]} is too large")
    return number


def _tidied(value: Any) -> Any:  # noqa: ANN401 - JSON is anything
    """The value with every string in it tidy: an escape can smuggle in half a character or a control character."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, list):
        return [_tidied(item) for item in value]
    if isinstance(value, dict):
        return {tidy(key): _tidied(item) for key, item in value.items()}
    return value


def _article(line: dict[str, Any], id_: str, path: str) -> RawFile:
    known = {key: check(key, line[key]) for key, check in _KEYS.items() if line.get(key) is not None}
    text, title = known.pop("text", None) or "", known.pop("title", None)
    if not (text.strip() or title):
        raise _UnusableError("no text: give “text”, or at least “title”")
    return RawFile(
        known.pop("id", None) or id_,
        path,
        text,
        title,
        **known,
        extra={key: value for key, value in line.items() if key not in _KEYS},
    )


def _string(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise _UnusableError(f"“{key}” must be a string, not {_KINDS[type(value)]}")
    return value


def _label(key: str, value: object) -> str | None:
    """A string on one line; a blank one says nothing."""
    return _BLANKS.sub(" ", _string(key, value)).strip() or None


def _id(key: str, value: object) -> str | None:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else _label(key, value)


def _language(key: str, value: object) -> str | None:
    code = _string(key, value).strip().replace("_", "-").partition("-")[0].lower()
    if code and code not in (*LANGUAGES, UNDETERMINED):
        raise _UnusableError(f"“{key}” must be fr, en or und, not “{value}”")
    return code or None


def _date(key: str, value: object) -> str | None:
    """A date, or the date of a date and time."""
    date = _string(key, value).strip()
    if len(date) > 10 and date[10] in "T ":
        date = date[:10]
    try:
        if date:
            span(date)
    except ValueError as error:
        raise _UnusableError(f"“{key}”: {error}") from None
    return date or None


def _url(key: str, value: object) -> str | None:
    """An address that a page may link to; `javascript:` and its like are not."""
    url = "".join(_string(key, value).split()) or None
    try:
        if url and urlsplit(url).scheme not in ("http", "https", ""):
            raise _UnusableError(f"“{key}” must be an address that begins with http:// or https://")
    except ValueError as error:
        raise _UnusableError(f"“{key}” is not an address: {error}") from None
    return url


def _labels(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _UnusableError(f"“{key}” must be a list of strings")
    return tuple(filter(None, (_label(key, item) for item in value)))


_KINDS: dict[type, str] = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}

_KEYS: dict[str, Callable[[str, object], Any]] = {
    "id": _id,
    "title": _label,
    "text": _string,
    "lang": _language,
    "date": _date,
    "source": _label,
    "url": _url,
    "author": _label,
    "entities": _labels,
}
"""The keys that a line may use, each with what its value must be; every other key is kept in `extra`. A null is no value."""
