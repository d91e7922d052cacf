"""How a schema is written as JSON and read back, so that opening an index runs no pickle.

What is plain in JSON stands as it is. Everything else is an object with one key, which says what it is:

    {"tuple": [...]}  {"set": [...]}  {"frozenset": [...]}  {"dict": [[key, value], ...]}  {"bytes": Base64}
    {"float": "nan"}  {"decimal": "0.10"}  {"datetime": ISO 8601}  {"struct": ">I"}  {"logger": name}
    {"pattern": [source, flags]}        a compiled regular expression
    {"name": "module:name"}             a class or function
    {"method": [object, name]}          a method of an object
    {"object": ["module:name", state]}  an object of a class: made without its constructor, then given its state

Which classes and functions there may be, `names` says.
"""

import base64
import json
import logging
import math
import re
import struct
from collections.abc import Callable, Mapping
from copyreg import __newobj__  # type: ignore[attr-defined]  # which the stubs of the standard library leave out
from datetime import datetime
from decimal import Decimal
from inspect import getattr_static
from types import FunctionType, MemberDescriptorType, MethodType
from typing import Any

from whoosh.columns import Column, CompressedBlockColumn, CompressedBytesColumn
from whoosh.fields import FieldType, Schema, ensure_schema
from whoosh.formats import Format

from indexer.codec.names import NotAllowed, allow, name_of, named
from indexer.errors import IndexDamaged, IndexerError

__all__ = ["MAX_DEPTH", "MAX_PARTS", "Undescribable", "allow", "describe", "schema_of"]

MAX_DEPTH = 64
"""How many parts may stand inside one another."""
MAX_PARTS = 1_000_000
"""How many parts a field may have. One that several others share is written, and counted, once for each."""


class Undescribable(IndexerError):
    """Something cannot be written into a table of contents without a pickle; the text names the field and the class."""


def describe(schema: Schema) -> dict[str, Any]:
    """The schema in terms of JSON.

    Raises:
        Undescribable: a field has a part that is neither plain nor from a module that is allowed.
    """
    schema = ensure_schema(schema)
    state = dict(vars(schema))
    fields, dynamic, subfields = (state.pop(name) for name in _PARTS)
    about_it = _Describer("the schema")
    return {
        "class": about_it.name(type(schema)),
        "fields": {name: _Describer(f"the field {name}").of(field) for name, field in fields.items()},
        "dynamic": {name: _Describer(f"the field {name}").of(list(pair)) for name, pair in dynamic.items()},
        "subfields": {name: about_it.of(list(names)) for name, names in subfields.items()},
        "state": about_it.of(state),
    }


def schema_of(described: object) -> Schema:
    """The schema that was described.

    Raises:
        IndexDamaged: nothing that `describe` could have returned, or something from a module that is not allowed.
    """
    try:
        return _schema(described)
    except NotAllowed as error:
        raise IndexDamaged(f"the schema cannot be read: {error}") from error
    except Exception as error:  # a class that is given a state which it never had raises anything
        raise IndexDamaged(f"the schema cannot be read ({type(error).__name__}: {error}); build the index again") from error


_PARTS = ("_fields", "_dyn_fields", "_subfields")
"""What Whoosh keeps the fields of a schema in."""


class _Describer:
    """Writes one field. `where` begins what is said when that cannot be done."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._parts = 0
        self._around: list[int] = []

    def of(self, thing: Any) -> Any:  # noqa: ANN401
        """Any part in terms of JSON."""
        kind = type(thing)
        self._parts += 1
        if thing is None or kind is bool or kind is str or (kind is int and thing.bit_length() <= _MAX_BITS):
            return thing
        if id(thing) in self._around:
            raise self._impossible(kind, "stands inside itself")
        if len(self._around) >= MAX_DEPTH or self._parts > MAX_PARTS:
            most = f"more than {MAX_PARTS}, or {MAX_DEPTH} inside one another"
            raise self._impossible(kind, f"is one of too many parts ({most})")
        self._around.append(id(thing))
        try:
            return _WRITERS[kind](self.of, thing) if kind in _WRITERS else self._other(thing)
        finally:
            self._around.pop()

    def name(self, thing: Any) -> str:  # noqa: ANN401
        """The name of a class or function."""
        try:
            return name_of(thing)
        except NotAllowed as error:
            raise Undescribable(f"{self._where} cannot be written into an index: {error}") from error

    def _other(self, thing: Any) -> Any:  # noqa: ANN401
        """A class, a function, a method, or an object of a class."""
        if isinstance(thing, type | FunctionType):
            return {"name": self.name(thing)}
        if isinstance(thing, MethodType):
            if getattr_static(type(thing.__self__), thing.__name__, None) is not thing.__func__:
                raise self._impossible(type(thing.__self__), f"has no method {thing.__name__} of its own")
            return {"method": [self.of(thing.__self__), thing.__name__]}
        name = self.name(type(thing))
        # What pickle would do, without the means to do anything else: an object that is made from nothing but its class.
        made, arguments, state, *contents = (*thing.__reduce_ex__(2), None, None)[:5]
        if made is not __newobj__ or arguments != (type(thing),) or any(content is not None for content in contents):
            raise self._impossible(type(thing), "cannot be made without its constructor")
        if not hasattr(thing, "__setstate__") and isinstance(state, tuple):
            state = {name: value for values in state if values for name, value in values.items()}
        if fault := _fault(thing):
            raise self._impossible(type(thing), fault)
        return {"object": [name, self.of(state)]}

    def _impossible(self, kind: type, why: str) -> Undescribable:
        return Undescribable(f"{self._where} cannot be written into an index: {kind.__module__}:{kind.__qualname__} {why}")


def _schema(described: Any) -> Schema:  # noqa: ANN401
    if not isinstance(described, dict) or described.keys() != {"class", "fields", "dynamic", "subfields", "state"}:
        raise ValueError("it has other entries than a schema has")
    schema = object.__new__(named(described["class"]))
    fields = {name: _field(_part(field)) for name, field in described["fields"].items()}
    dynamic = {name: (_be(re.Pattern, _part(pattern)), _field(_part(field))) for name, (pattern, field) in described["dynamic"].items()}
    subfields = {name: [_be(str, subfield) for subfield in names] for name, names in described["subfields"].items()}
    vars(_be(Schema, schema)).update(_state(_part(described["state"])))
    vars(schema).update(zip(_PARTS, (fields, dynamic, subfields), strict=True))
    return schema


def _part(said: Any, depth: int = 0) -> Any:  # noqa: ANN401
    """What `_Describer.of` wrote."""
    if depth > MAX_DEPTH:
        raise ValueError(f"more than {MAX_DEPTH} parts stand inside one another")

    def part(inner: Any) -> Any:  # noqa: ANN401
        return _part(inner, depth + 1)

    if isinstance(said, list):
        return [part(inner) for inner in said]
    if not isinstance(said, dict):
        return said
    ((tag, content),) = said.items()
    return _READERS[tag](part, content)


def _object(part: Callable[[Any], Any], content: Any) -> Any:  # noqa: ANN401
    name, state = content
    kind = named(name)
    thing = object.__new__(kind)
    state = part(state)
    if hasattr(kind, "__setstate__"):
        thing.__setstate__(state)
    elif state is not None:
        for attribute, value in _state(state).items():
            slot = getattr(kind, attribute, None)
            if isinstance(slot, MemberDescriptorType):
                slot.__set__(thing, value)
            else:
                vars(thing)[attribute] = value
    if fault := _fault(thing):
        raise ValueError(f"{name} {fault}")
    return thing


def _method(part: Callable[[Any], Any], content: Any) -> Any:  # noqa: ANN401
    owner, name = content
    owner = part(owner)
    return MethodType(_be(FunctionType, getattr_static(type(owner), name)), owner)


def _compiled(part: Callable[[Any], Any], content: Any) -> Any:  # noqa: ANN401
    source, flags = content
    if _be(int, flags) & ~_FLAGS:
        raise ValueError(f"a regular expression has the flags {flags}")
    return re.compile(part(source), flags)


def _number(_: object, content: Any) -> float:  # noqa: ANN401
    if content not in ("nan", "inf", "-inf"):
        raise ValueError(f"{content!r:.80} is a number that JSON has")
    return float(content)


def _state(state: Any) -> dict[str, Any]:  # noqa: ANN401
    """The attributes of an object, none of which is Python's own business."""
    if not all(isinstance(name, str) and not name.startswith("__") for name in _be(dict, state)):
        raise ValueError("an object has attributes that are none")
    return dict(state)


def _field(field: Any) -> FieldType:  # noqa: ANN401
    """A field whose parts are what Whoosh takes them for, so that a damaged one is refused now and not by some document or query."""
    _be(FieldType, field)
    for attribute, kinds in _FIELD.items():
        _be(kinds, getattr(field, attribute))
    if field.analyzer is not None and not callable(field.analyzer):
        raise ValueError(f"{field.analyzer!r:.80} is no analyzer")
    if field.format is not None:
        _be(int | float, field.format.field_boost)
    return field


def _be(kind: Any, thing: Any) -> Any:  # noqa: ANN401
    if not isinstance(thing, kind):
        raise ValueError(f"{thing!r:.80} stands where something else is expected")  # noqa: TRY004 — nobody passed an argument
    return thing


def _fault(thing: Any) -> str:  # noqa: ANN401
    """Why an object of a class that is allowed is not. Columns of this kind import a module by a name that they are given."""
    if isinstance(thing, CompressedBytesColumn | CompressedBlockColumn) and thing._module not in _COMPRESSORS:  # noqa: SLF001
        return f"compresses with {thing._module!r:.80} instead of {', '.join(_COMPRESSORS)}"  # noqa: SLF001
    return ""


_MAX_BITS = 4096
"""The longest whole number; Python reads none of more than 4300 digits."""
_COMPRESSORS = ("zlib", "bz2", "lzma")
_FLAGS = re.ASCII | re.IGNORECASE | re.LOCALE | re.MULTILINE | re.DOTALL | re.UNICODE | re.VERBOSE

_FIELD: Mapping[str, Any] = {
    "format": Format | None,
    "column_type": Column | None,
    "vector": Format | bool | None,
    "multitoken_query": str,
    **dict.fromkeys(("indexed", "scorable", "stored", "unique"), int | None),
}
"""What every field has, and of which type."""

_WRITERS: Mapping[type, Callable[[Callable[[Any], Any], Any], Any]] = {
    float: lambda _, number: number if math.isfinite(number) else {"float": str(number)},
    list: lambda of, parts: [of(part) for part in parts],
    tuple: lambda of, parts: {"tuple": [of(part) for part in parts]},
    # In an order of their own, so that one schema is always written in the same way.
    set: lambda of, parts: {"set": sorted((of(part) for part in parts), key=json.dumps)},
    frozenset: lambda of, parts: {"frozenset": sorted((of(part) for part in parts), key=json.dumps)},
    dict: lambda of, parts: {"dict": [[of(key), of(value)] for key, value in parts.items()]},
    bytes: lambda _, data: {"bytes": base64.b64encode(data).decode("ascii")},
    Decimal: lambda _, number: {"decimal": str(number)},
    datetime: lambda _, moment: {"datetime": moment.isoformat()},
    struct.Struct: lambda _, layout: {"struct": layout.format},
    logging.Logger: lambda _, logger: {"logger": logger.name},
    re.Pattern: lambda of, pattern: {"pattern": [of(pattern.pattern), pattern.flags]},
}
_READERS: Mapping[str, Callable[[Callable[[Any], Any], Any], Any]] = {
    "float": _number,
    "tuple": lambda part, parts: tuple(map(part, _be(list, parts))),
    "set": lambda part, parts: set(map(part, _be(list, parts))),
    "frozenset": lambda part, parts: frozenset(map(part, _be(list, parts))),
    "dict": lambda part, pairs: {part(key): part(value) for key, value in _be(list, pairs)},
    "bytes": lambda _, content: base64.b64decode(_be(str, content), validate=True),
    "decimal": lambda _, content: Decimal(_be(str, content)),
    "datetime": lambda _, content: datetime.fromisoformat(content),
    "struct": lambda _, content: struct.Struct(_be(str, content)),
    "logger": lambda _, content: logging.getLogger(_be(str, content)),
    "pattern": _compiled,
    "name": lambda _, content: named(_be(str, content)),
    "method": _method,
    "object": _object,
}
