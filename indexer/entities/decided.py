"""Decisions as people write them in YAML; see `decisions` for what stands in a file. Only whoever reads such a file loads this."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from indexer.document import ENTITY_TYPES, LANGUAGES, EntityType
from indexer.entities.decisions import KINDS, Key, Renamed, Told
from indexer.entities.editable import SLUG, Editable
from indexer.entities.names import name_key
from indexer.errors import DecisionsError


def decisions(file: Path) -> Iterator[tuple[str, Told | Renamed]]:
    """The decisions of one file, each with its kind."""
    opened = Editable(file, DecisionsError)
    for node in opened.items(f"decisions, each beginning with “- ” and one of {', '.join(KINDS)}"):
        yield _decision(opened, node)


def _decision(file: Editable, node: yaml.Node) -> tuple[str, Told | Renamed]:
    """One decision with its kind."""
    place = file.at(node)
    values = file.values(node, (*KINDS, "note"), "a decision")
    limit = values.pop("type") if isinstance(values.get("type"), yaml.ScalarNode) else None
    kinds = [kind for kind in KINDS if kind in values]
    if len(kinds) != 1:
        raise DecisionsError(f"{place}: a decision must say exactly one of {', '.join(KINDS)}.")
    kind = kinds[0]
    if "note" in values:
        file.text(values["note"])
    stated = _type(file, limit) if limit is not None else None
    return kind, _SHAPES[kind](file, values[kind], stated, place)


def _names(file: Editable, node: yaml.Node, stated: EntityType | None, place: str) -> Told:
    """Two or more names, all different."""
    if not isinstance(node, yaml.SequenceNode) or len(node.value) < 2:
        raise DecisionsError(f"{file.at(node)}: two names or more must stand here, as in [Poutine, Putin].")
    keys = tuple(_key(file, each) for each in node.value)
    if len(set(keys)) < len(keys):
        raise DecisionsError(f"{place}: one name stands here twice; case, accents, hyphens and apostrophes do not make it another.")
    return Told(keys, stated, place)


def _name(file: Editable, node: yaml.Node, stated: EntityType | None, place: str) -> Told:
    """A single name."""
    return Told((_key(file, node),), stated, place)


def _renamed(file: Editable, node: yaml.Node, stated: EntityType | None, place: str) -> Renamed:
    """An id and a label for each language."""
    _without_type(stated, place, "rename")
    values = file.values(node, ("id", *LANGUAGES), "a renaming")
    for key in ("id", *LANGUAGES):
        if key not in values:
            raise DecisionsError(f"{place}: the renaming has no “{key}”; id, fr and en must all be there.")
    slug = file.text(values["id"]).removeprefix("~")  # which tells no two entities apart
    if not SLUG.fullmatch(slug):
        raise DecisionsError(
            f"{place}: “{slug}” cannot be an id; ids are lower-case letters a to z, digits, and single hyphens between them."
        )
    return Renamed(slug, {language: file.text(values[language]) for language in LANGUAGES}, place)


def _retyped(file: Editable, node: yaml.Node, stated: EntityType | None, place: str) -> Told:
    """A name and its type; `stated` cannot be there, for a key stands once."""
    values = file.values(node, ("name", "type"), "a type")
    if stated is not None or len(values) < 2:
        raise DecisionsError(f"{place}: a type needs a name and the type itself, as in {{name: Artemis, type: programme}}.")
    return Told((_key(file, values["name"]),), _type(file, values["type"]), place)


_SHAPES: Mapping[str, Any] = {"merge": _names, "split": _names, "rename": _renamed, "drop": _name, "type": _retyped}


def _without_type(stated: EntityType | None, place: str, kind: str) -> None:
    """Refuse a type beside a decision that has its own."""
    if stated is not None:
        raise DecisionsError(f"{place}: “type” cannot stand beside “{kind}”; it limits merge, split and drop.")


def _type(file: Editable, node: yaml.Node) -> EntityType:
    """A type of entities."""
    stated = file.text(node)
    for known in ENTITY_TYPES:
        if stated == known:
            return known
    raise DecisionsError(f"{file.at(node)}: “{stated}” is no type; the types are {', '.join(ENTITY_TYPES)}.")


def _key(file: Editable, node: yaml.Node) -> Key:
    """The key of a name, which must have a letter or digit."""
    name = file.text(node)
    key = name_key(name)
    if not key:
        raise DecisionsError(f"{file.at(node)}: “{name}” has no letter or digit, so it is no name.")
    return key
