"""What a person who runs Lunette can set, read from the environment in this one place."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import SettingsError

PREFIX = "LUNETTE_"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the index is and how it is served; what each field means stands in `SETTINGS`."""

    index: Path = Path("index")
    bind: str = "127.0.0.1:8000"
    workers: int = 2
    threads: int = 32
    query_seconds: float = 10.0
    share: int = 4
    proxies: int = 0
    kernels: str = "auto"
    origins: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    dense: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable: how it is read, and what the documentation says about it. `read` raises ValueError with a sentence."""

    read: Callable[[str], Any]
    about: str


_ADDRESS = re.compile(r"(?P<host>[^\s:\[\]]*|\[[0-9A-Fa-f:.]+\]):(?P<port>[0-9]{1,5})|unix:\S+")


def _address(text: str) -> str:
    found = _ADDRESS.fullmatch(text)
    if found is None or int(found["port"] or 0) > 65535:
        raise ValueError(f"must be an address and a port such as 127.0.0.1:8000, or unix:PATH, not “{text}”")
    return text


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > 4 or not 1 <= int(text) <= 1000:
        raise ValueError(f"must be a whole number from 1 to 1000, not “{text}”")
    return int(text)


def _proxies(text: str) -> int:
    if not text.isdecimal() or len(text) > 1:
        raise ValueError(f"must be a whole number from 0 to 9, not “{text}”")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:
        raise ValueError(f"must be a number of seconds up to 3600, not “{text}”")
    return seconds


def _kernels(text: str) -> str:
    if text not in ("auto", "numpy"):
        raise ValueError(f"must be auto or numpy, not “{text}”")
    return text


_SWITCH = {"1": True, "on": True, "true": True, "0": False, "off": False, "false": False}


def _switch(text: str) -> bool:
    if text.lower() not in _SWITCH:
        raise ValueError(f"must be 1 or 0, not “{text}”")
    return _SWITCH[text.lower()]


_ORIGIN = re.compile(r"https?://(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?", re.ASCII)


def _origins(text: str) -> tuple[str, ...]:
    found = tuple(text.replace(",", " ").split())
    for origin in found:
        if origin != "*" and not _ORIGIN.fullmatch(origin):
            raise ValueError(f"must be * or origins such as https://example.org, not “{origin}”")
    return found


MOST_QUERIES = 10_000
"""Queries that are offered while somebody types; nobody searches that many often."""


def _queries(text: str) -> tuple[str, ...]:
    try:
        lines = [line.strip() for line in Path(text).read_text("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"must name a file with a search a line; it cannot be read ({error})") from None
    return tuple(line for line in lines if line and not line.startswith("#"))[:MOST_QUERIES]


SETTINGS: Mapping[str, Setting] = {
    "index": Setting(Path, "The index directory, where a command gets no --index."),
    "bind": Setting(_address, "The address and port that lunette serve listens on, or unix:PATH."),
    "workers": Setting(_count, "How many processes serve; about as many as there are processors."),
    "threads": Setting(_count, "How many requests one process answers at a time."),
    "query_seconds": Setting(_seconds, "How many seconds one query may search before it is stopped."),
    "share": Setting(_count, "How many requests one client may have under way in one process while others ask too."),
    "proxies": Setting(
        _proxies, "How many proxies stand in front, each of which adds to X-Forwarded-For whom it answers; none by default."
    ),
    "kernels": Setting(_kernels, "numpy to do without compiled loops, which take a second to load; auto to use them where they pay."),
    "origins": Setting(_origins, "Other sites whose pages may ask the API, such as https://example.org, or * for any; none by default."),
    "queries": Setting(
        _queries, "A file of searches that are often made, one a line, the most frequent first; offered to whoever types. None by default."
    ),
    "dense": Setting(
        _switch, "1 to give articles vectors and rank the first hits by what they are about, too, with the extra dense; 0 by default."
    ),
}
"""Field of `Settings` to its variable; the variable's name is the field's in capitals after `LUNETTE_`."""


_OTHERS = re.compile(rf"{PREFIX}(?:SERVICE_.+|PORT(?:_.+)?)")
"""Kubernetes, and links between containers, tell everybody beside a service named lunette by such variables where it is."""


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process; a variable that is empty counts as not set.

    Raises:
        SettingsError: a variable that begins with `LUNETTE_`, and is none that an orchestrator sets, is unknown or unusable.
    """
    variables = {PREFIX + name.upper(): name for name in SETTINGS}
    values: dict[str, Any] = {}
    for variable, text in environment.items():
        if not variable.startswith(PREFIX) or _OTHERS.fullmatch(variable):
            continue
        if variable not in variables:
            raise SettingsError(f"{variable} is not a setting; there are {', '.join(variables)}")
        name = variables[variable]
        try:
            values |= {name: SETTINGS[name].read(text)} if text else {}
        except ValueError as error:
            raise SettingsError(f"{variable} {error}") from None
    return Settings(**values)
