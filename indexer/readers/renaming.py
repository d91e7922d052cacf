"""What others call the keys of an article: `text=body`, `text=content.body`.

Only what the user says counts. A key that already stands where another is put is kept in `extra`, like every other that is not used.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from indexer.document import RawFile
from indexer.readers.file import File, UnusableError
from indexer.readers.keys import article
from indexer.relative_dates import counted_date

MOST_NAMED = 20
"""How many of the keys that there are a reject names."""


def renamed(keys: Mapping[str, Any], id_: str, shown: str, file: File) -> RawFile:
    """The article that the keys describe, some of them by the names that `file.columns` gives.

    Raises:
        UnusableError: there is neither a text nor a title; the message names the keys that were looked for and those that there are.
    """
    found, absent = {}, []
    for key, column in file.columns.items():
        try:
            found[key] = _at(keys, column)
        except KeyError:
            absent.append(column)
    rest = dict(keys)
    for key, column in file.columns.items():
        if key in found:
            rest = _without(rest, column)
    displaced = {key: rest.pop(key) for key in found if key in rest}
    try:
        raw = article({**rest, **found}, id_, shown)
    except UnusableError as error:
        raise UnusableError(f"there is no {listed(absent)}, only {listed(keys)}" if absent else str(error)) from None
    return _dated(replace(raw, seen=file.seen, extra={**raw.extra, **displaced}))


def _dated(raw: RawFile) -> RawFile:
    """The article with a date that counts from the day on which its file was written, where it states one: « il y a 3 heures »."""
    said = raw.extra.get("date")
    if raw.date is not None or raw.seen is None or not isinstance(said, str):
        return raw
    counted = counted_date(said, date.fromisoformat(raw.seen[:10]))
    return replace(raw, date=counted, extra={key: value for key, value in raw.extra.items() if key != "date"}) if counted else raw


def listed(names: Mapping[str, Any] | list[str]) -> str:
    """The names in quotation marks, the first twenty of them."""
    some = ", ".join(f"“{name[:40]}”" for name in [*names][:MOST_NAMED])
    return (some if len(names) <= MOST_NAMED else f"{some} and {len(names) - MOST_NAMED} more") or "nothing"


def _at(keys: Mapping[str, Any], column: str) -> Any:  # noqa: ANN401 - JSON is anything
    """The value of a key, whose name may hold dots, or else of one inside the object before the dot."""
    if column in keys:
        return keys[column]
    outer, dot, inner = column.partition(".")
    if dot and isinstance(keys.get(outer), Mapping):
        return _at(keys[outer], inner)
    raise KeyError(column)


def _without(keys: Mapping[str, Any], column: str) -> dict[str, Any]:
    """The keys without one that `_at` found, and without an object that held nothing else."""
    if column in keys or "." not in column:
        return {key: value for key, value in keys.items() if key != column}
    outer, _, inner = column.partition(".")
    left = _without(keys[outer], inner) if isinstance(keys.get(outer), Mapping) else None
    return {key: left if key == outer else value for key, value in keys.items() if key != outer or left}
