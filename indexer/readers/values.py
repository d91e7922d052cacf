"""Values as they come out of JSON, YAML or TOML, made fit to be kept and shown."""

import math
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from indexer.readers.text import tidy

MAX_DEPTH = 100
"""How deep lists and objects may be nested. Python itself gives up somewhere beyond, at a depth that depends on who calls."""


def tidied(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - JSON is anything
    """The value as plain JSON with every string in it tidy: an escape can smuggle in half a character or a control character.

    Raises:
        RecursionError: it is nested too deeply.
    """
    if depth > MAX_DEPTH:
        raise RecursionError
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, Mapping):
        return {tidy(str(key)): tidied(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [tidied(item, depth + 1) for item in value]
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, bool | int) else tidy(str(value))
