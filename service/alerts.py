"""Searches that somebody has saved, and which of their articles are new since they were last asked.

A file of alerts is YAML: `site`, the address of the service with which links begin, `ui`, the language in which news are told, English
unless it says `fr`, and `searches`, a list. Each has a `name`, a `search`
of the API's parameters, and where its news go: `feed` and `mail` are files, `webhook` an address on this machine.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from indexer.document import LANGUAGES, Language
from service.search.errors import BadRequest
from service.search.request import SearchRequest, parse

MOST = 10_000
"""Articles that a saved search may find; what finds more is no search to be told about."""
REPORTED = 50
"""Articles that the feed of an alert keeps, the last ones told first."""
LOCAL = frozenset(("127.0.0.1", "localhost", "::1"))
"""Where a webhook may lead: whatever goes further is for a program there that knows whom it trusts."""

_KEYS = frozenset(("name", "search", "feed", "mail", "to", "webhook"))


class AlertsError(Exception):
    """A file of alerts, or what is remembered of it, cannot be used; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One saved search and where its news go; paths are relative to the file that it stands in. `to` is the address on a mail."""

    name: str
    request: SearchRequest
    feed: Path | None = None
    mail: Path | None = None
    to: str | None = None
    webhook: str | None = None


@dataclass(frozen=True, slots=True)
class Alerts:
    """All alerts of a file; `site` is the address of the service, without a slash at its end, and `ui` the language of its readers."""

    site: str
    alerts: tuple[Alert, ...]
    ui: Language = "en"


@dataclass(frozen=True, slots=True)
class Memory:
    """What an alert has seen: the ids of all articles, and of those that it told of, the last ones first."""

    seen: frozenset[str]
    told: tuple[str, ...] = ()


def read(path: Path, site: str) -> Alerts:
    """The alerts of a file; `site` is used where the file names none.

    Raises:
        AlertsError: it cannot be read, or something in it cannot be used.
    """
    try:
        said = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise AlertsError(f"{path} cannot be read ({error})") from error
    except yaml.YAMLError as error:
        raise AlertsError(f"{path} is not valid YAML ({error})") from error
    if not isinstance(said, dict) or not isinstance(said.get("searches"), list):
        raise AlertsError(f"{path} must have “searches:”, a list of which each entry has a “name:” and a “search:”")
    alerts = tuple(_alert(path, number, entry) for number, entry in enumerate(said["searches"], 1))
    names = [alert.name for alert in alerts]
    for name in names:
        if names.count(name) > 1:
            raise AlertsError(f"{path} has several searches named “{name}”; what each has seen is remembered by its name")
    ui = next((lang for lang in LANGUAGES if lang == said.get("ui", "en")), None)
    if ui is None:
        raise AlertsError(f"{path}: “ui” must be one of {', '.join(LANGUAGES)}, not “{said['ui']}”")
    return Alerts(str(said.get("site") or site).rstrip("/"), alerts, ui)


def _alert(path: Path, number: int, entry: object) -> Alert:
    place = f"{path}, search {number}"
    if not isinstance(entry, dict) or not entry.get("name") or not isinstance(entry.get("search"), dict):
        raise AlertsError(f"{place}: needs a “name:” and a “search:” of parameters such as “q: station lunaire”")
    place = f"{place}, “{entry['name']}”"
    if strange := sorted(map(str, entry.keys() - _KEYS)):
        raise AlertsError(f"{place}: “{strange[0]}” is not known; there are {', '.join(sorted(_KEYS))}")
    try:
        request, _ = parse(_pairs(entry["search"]), strict=True)
    except BadRequest as error:
        raise AlertsError(f"{place}: {error}") from error
    webhook = entry.get("webhook")
    if webhook is not None and (urlsplit(str(webhook)).scheme != "http" or urlsplit(str(webhook)).hostname not in LOCAL):
        raise AlertsError(f"{place}: a webhook must be on this machine, such as http://127.0.0.1:9000/, not “{webhook}”")
    files = {key: path.parent / str(entry[key]) if entry.get(key) else None for key in ("feed", "mail")}
    to = str(entry["to"]) if entry.get("to") else None
    if to and ("\n" in to or "\r" in to):
        raise AlertsError(f"{place}: “to” must be one line")
    return Alert(str(entry["name"]), request, to=to, webhook=str(webhook) if webhook else None, **files)


def _pairs(search: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    """The arguments of a search; YAML reads a year as a number and a day as a date, which are written here as they stood."""
    for name, value in search.items():
        for each in value if isinstance(value, list) else [value]:
            yield str(name), str(each)


def remembered(path: Path) -> dict[str, Memory]:
    """What each alert has seen, by its name; nothing where there is no such file yet.

    Raises:
        AlertsError: the file is none that `remember` wrote.
    """
    try:
        said = json.loads(path.read_text("utf-8"))
        return {name: Memory(frozenset(row["seen"]), tuple(row["told"])) for name, row in said.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise AlertsError(f"{path} cannot be read ({error}); remove it, and every alert begins anew") from error


def remember(path: Path, memories: Mapping[str, Memory]) -> None:
    """Write down what each alert has seen; whatever kills the writer, either all of it is there or what was there before.

    Raises:
        OSError: it cannot be written.
    """
    fresh = path.with_name(path.name + ".new")
    said = {name: {"seen": sorted(memory.seen), "told": list(memory.told)} for name, memory in sorted(memories.items())}
    fresh.write_text(json.dumps(said, ensure_ascii=False, indent=0), "utf-8")
    with fresh.open("rb") as written:
        os.fsync(written.fileno())
    fresh.replace(path)
