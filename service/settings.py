"""What a person who runs Lunette can set, read from the environment in this one place."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import SettingsError

PREFIX = "LUNETTE_"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the index is and how it is served."""

    index: Path = Path("index")
    bind: str = "127.0.0.1:8000"
    workers: int = 2
    threads: int = 4
    query_seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable: how it is read, and what the documentation says about it. `read` raises ValueError with a sentence."""

    read: Callable[[str], Any]
    about: str


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise ValueError(f"must be a whole number from 1 to 1000, not “{text}”")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:
        raise ValueError(f"must be a number of seconds up to 3600, not “{text}”")
    return seconds


SETTINGS: Mapping[str, Setting] = {
    "index": Setting(Path, "The index directory, where a command gets no --index."),
    "bind": Setting(str, "The address and port that lunette serve listens on."),
    "workers": Setting(_count, "How many processes serve."),
    "threads": Setting(_count, "How many requests one process answers at a time."),
    "query_seconds": Setting(_seconds, "How many seconds one query may search before it is stopped."),
}
"""Field of `Settings` to its variable; the variable's name is the field's in capitals after `LUNETTE_`."""


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: a variable that begins with `LUNETTE_` is unknown or holds something unusable.
    """
    values: dict[str, Any] = {}
    for variable, text in environment.items():
        if not variable.startswith(PREFIX) or not text:
            continue
        setting = SETTINGS.get(name := variable.removeprefix(PREFIX).lower())
        if setting is None:
            known = ", ".join(PREFIX + each.upper() for each in SETTINGS)
            raise SettingsError(f"{variable} is not a setting; there are {known}")
        try:
            values[name] = setting.read(text)
        except ValueError as error:
            raise SettingsError(f"{variable} {error}") from None
    return Settings(**values)
