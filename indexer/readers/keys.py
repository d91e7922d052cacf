"""The keys that an article may come with, and how the value of each is read, whoever wrote it.

A value that cannot be used never costs the article: it is kept under its own key in `extra`, where readers still find it.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from unidecode import unidecode

from indexer.document import UNDETERMINED, RawFile
from indexer.readers.file import UnusableError
from indexer.written_dates import stated_date

LONGEST_ID = 500
"""Characters. What is longer is no name for an article, and a page could not be addressed by it."""


LONGEST_SOURCE = 200
"""Characters. What is longer is no name of a source, and nobody could filter by it."""


def article(keys: Mapping[str, Any], id_: str, path: str) -> RawFile:
    """The article that the keys describe; `id_` is its id if they give none.

    Raises:
        UnusableError: there is neither a text nor a title.
    """
    used: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for key, value in keys.items():
        if key not in KEYS:
            extra[key] = value
        elif not _says_nothing(value):
            used[key], left = KEYS[key](value)
            extra |= {} if left is None else {key: left}
    text, title = used.pop("text", None) or "", used.pop("title", None)
    if not title and not text.strip():
        unread = f"; what stands there cannot be read as text: {str(extra['text'])[:40]}" if "text" in extra else ""
        raise UnusableError(f"no text: give “text”, or at least “title”{unread}")
    names = used.pop("entities", None) or ()
    return RawFile(used.pop("id", None) or id_, path, text, title, **used, entities=names, extra=extra)


Read = Callable[[Any], tuple[Any, Any]]
"""Takes a value that says something; gives what of it is used, and what is left over for `extra` (None: nothing)."""


def _whole(read: Callable[[Any], Any]) -> Read:
    """Read a value that is used as a whole or not at all."""

    def reading(value: Any) -> tuple[Any, Any]:  # noqa: ANN401 - JSON is anything
        used = read(value)
        return used, (value if used is None else None)

    return reading


def _says_nothing(value: object) -> bool:
    if isinstance(value, list):
        return all(map(_says_nothing, value))
    return value is None or value == {} or (isinstance(value, str) and not value.strip())


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _label(value: object) -> str | None:
    """A string on one line, or a number as one."""
    if isinstance(value, str):
        return _BLANKS.sub(" ", value).strip() or None
    return str(value) if _is_number(value) else None


def _name(value: object) -> str | None:
    """A string on one line, or that of an object which names something, as schema.org and news services write it."""
    if isinstance(value, str):
        return _label(value)
    if isinstance(value, dict):
        return next((name for key in _NAMING if isinstance(value.get(key), str) and (name := _label(value[key]))), None)
    return None


def _id(value: object) -> str | None:
    """A name that an address can end in. A browser takes the segments `.` and `..` for directions and asks for another page."""
    label = _label(value)
    return label if label and len(label) <= LONGEST_ID and not {".", ".."} & set(label.split("/")) else None


def _text(value: object) -> str | None:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    return value if isinstance(value, str) else None


def _language(value: object) -> str | None:
    """A language by its code, with or without a country, or by its name; None for every other language."""
    found = _LANGUAGE.fullmatch(unidecode(value).lower().strip()) if isinstance(value, str) else None
    return LANGUAGE_NAMES.get(found["name"]) if found else None


def _date(value: object) -> str | None:
    return stated_date(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _origin(value: object) -> str | None:
    return _name(value) or _label(value)


def _source(value: object) -> str | None:
    name = _origin(value)
    return name if name and len(name) <= LONGEST_SOURCE else None


def _author(value: object) -> str | None:
    names = [_origin(item) for item in (value if isinstance(value, list) else [value]) if not _says_nothing(item)]
    return ", ".join(filter(None, names)) if all(names) else None


def _url(value: object) -> str | None:
    """An address that a page may link to; `javascript:` and its like are not."""
    url = "".join((_label(value) or "").split())
    try:
        return url if url and urlsplit(url).scheme in ("http", "https", "") else None
    except ValueError:
        return None


def _names(value: object) -> tuple[tuple[str, ...], list[Any] | None]:
    """The names that can be found in a list of any shape, and the items that hold none."""
    items = [item for item in (value if isinstance(value, list) else [value]) if not _says_nothing(item)]
    found = [(_name(item), item) for item in items]
    left = [item for name, item in found if name is None]
    return tuple(name for name, _ in found if name), left or None


_BLANKS = re.compile(r"[ \t\r\n]+")
_LANGUAGE = re.compile(r"(?P<name>[a-z]+)(?:[-_].*|\s*\(.*)?", re.DOTALL)
_NAMING = ("name", "label", "text")

LANGUAGE_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("fr", "fra", "fre", "french", "francais", "francaise"), "fr"),
    **dict.fromkeys(("en", "eng", "english", "anglais"), "en"),
    UNDETERMINED: UNDETERMINED,
}
"""How a language may be given, in lower case and without accents → its code."""

KEYS: Mapping[str, Read] = {
    "id": _whole(_id),
    "title": _whole(_label),
    "text": _whole(_text),
    "lang": _whole(_language),
    "date": _whole(_date),
    "source": _whole(_source),
    "url": _whole(_url),
    "author": _whole(_author),
    "entities": _names,
}
"""The keys that are understood, each with how its value is read. Every other key is kept in `extra` as it is."""
