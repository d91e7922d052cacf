"""Which classes and functions the description of a schema may name: those of modules that are allowed, where they are defined."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from importlib import import_module
from types import FunctionType
from typing import Any


class NotAllowed(Exception):
    """A class or function that no description may name; the text says which, and what to do."""


def allow(prefix: str) -> None:
    """Let schemas have parts from this module and its submodules, or this one class: `allow("newsroom.analysis")`.

    A program that brings its own analyzers says so before it creates or opens an index. Whoever can write into an index can then have
    any class of the module made and any of its functions called, so allow the module of the analyzers, not the whole program.

    Raises:
        ValueError: `prefix` is not the name of a module or a class.
    """
    if not _DOTTED.fullmatch(prefix):
        raise ValueError(f"{prefix!r} is not the name of a module or a class")
    _allowed.add(prefix)


def name_of(thing: Any) -> str:  # noqa: ANN401 — a class or function
    """The name of a class or function, "module:name".

    Raises:
        NotAllowed: it cannot be found again by its name, or its module is not allowed.
    """
    name = f"{thing.__module__}:{thing.__qualname__}"
    # One that was replaced since, or that a function made, is not what its name leads to.
    if named(name) is not thing:
        raise NotAllowed(f"{name} is not what this name leads to")
    return name


def named(name: str) -> Any:  # noqa: ANN401
    """The class or function of this name. Nothing is imported unless it is allowed.

    Raises:
        NotAllowed: its module is not allowed, or it is not defined there.
    """
    if name in _PLAIN:
        return _PLAIN[name]
    module, _, path = name.partition(":")
    if not _DOTTED.fullmatch(module) or not _DOTTED.fullmatch(path):
        raise NotAllowed(f"{name[:200]!r} can be found by no name")
    dotted = f"{module}.{path}"
    if dotted in _ON_ITS_OWN and dotted not in _allowed:
        raise NotAllowed(f"{name} {_ON_ITS_OWN[dotted]}; if nobody else can write into the index, call allow({dotted!r}) first")
    if not any(f"{dotted}.".startswith(f"{prefix}.") for prefix in _allowed):
        raise NotAllowed(f"{name} is from a module that is not allowed; if it is your own, call allow({module!r}) first")
    return _defined(module, path)


def _defined(module: str, path: str) -> Any:  # noqa: ANN401
    """A class or function where it is defined, in a module that is allowed."""
    try:
        found: Any = import_module(module)
        for step in path.split("."):
            found = vars(found)[step]
    except (ImportError, KeyError, TypeError) as error:
        raise NotAllowed(f"{module}:{path} does not exist ({type(error).__name__}: {error})") from error
    # Modules also hold what they import.
    if not isinstance(found, type | FunctionType) or (found.__module__, found.__qualname__) != (module, path):
        raise NotAllowed(f"{module}:{path} is not defined there")
    return found


_DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", re.ASCII)

_allowed = {
    "indexer.analysis",
    "whoosh.analysis",
    "whoosh.columns",
    "whoosh.fields",
    "whoosh.formats",
    "whoosh.lang",
    "whoosh.support.charset",
}

_ON_ITS_OWN: Mapping[str, str] = {
    "whoosh.columns.PickleColumn": "holds pickles, and reading one may run anything",
}
"""What its module being allowed is not enough for, and why."""

_TYPES: tuple[Callable[..., Any], ...] = (
    *(bool, bytes, complex, dict, float, frozenset, int, list, object, set, str, tuple),
    *(Decimal, date, datetime, time, timedelta),
)
"""Types that parts refer to, numbers in most cases."""
_PLAIN: Mapping[str, Any] = {f"{kind.__module__}:{kind.__qualname__}": kind for kind in _TYPES}
