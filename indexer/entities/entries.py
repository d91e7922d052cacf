"""The entries of a file of the authority, as people write them in YAML; see `authority` for what stands in one.

Only whoever reads such a file loads this: what comes with Lunette is kept as it was read last, and YAML takes a while to load.
"""

from collections.abc import Iterator
from pathlib import Path

import yaml

from indexer.document import ENTITY_TYPES, LANGUAGES, Entity, EntityType
from indexer.entities.authority import TYPE_OF_FILE
from indexer.entities.editable import SLUG, Editable
from indexer.errors import AuthorityError

KEYS = ("id", "type", *LANGUAGES, "aliases", "note")
"""Every key that an entry may have."""


def entries(file: Path) -> Iterator[tuple[str, Entity]]:
    """The entries of one file, each with its place (file, line, id) for messages.

    Raises:
        AuthorityError: The file cannot be read, or one of its entries breaks a rule that needs no other entry.
    """
    opened = Editable(file, AuthorityError)
    for node in opened.items("entries, each beginning with “- id:”"):
        yield _entry(opened, node)


def _entry(file: Editable, node: yaml.Node) -> tuple[str, Entity]:
    """One entry and its place, from the parsed YAML, which still knows its lines."""
    place = file.at(node)
    values = file.values(node, KEYS, "an entry")
    for key in ("id", *LANGUAGES):
        if key not in values:
            raise AuthorityError(f"{place}: the entry has no “{key}”; id, fr and en must all be there.")
    slug = file.text(values["id"])
    if not SLUG.fullmatch(slug):
        raise AuthorityError(f"{place}: “{slug}” cannot be an id; use lower-case letters a to z, digits, and single hyphens between them.")
    aliases = values.get("aliases")
    if aliases is not None and not isinstance(aliases, yaml.SequenceNode):
        raise AuthorityError(f"{file.at(aliases)}: the aliases of “{slug}” must be a list, as in [ONU, O.N.U.].")
    if "note" in values:
        file.text(values["note"])
    entity = Entity(
        id=slug,
        type=_type(file, slug, values.get("type"), place),
        labels={language: file.text(values[language]) for language in LANGUAGES},
        aliases=tuple(file.text(alias) for alias in aliases.value) if aliases is not None else (),
    )
    return f"{place}, “{slug}”", entity


def _type(file: Editable, slug: str, node: yaml.Node | None, place: str) -> EntityType:
    """The type that the file's name or the entry itself gives; both may, if they agree."""
    of_file = TYPE_OF_FILE.get(file.file.stem)
    if node is None:
        if of_file is None:
            raise AuthorityError(f"{place}: “{slug}” has no type; add one of {', '.join(ENTITY_TYPES)}.")
        return of_file
    stated = file.text(node)
    for known in ENTITY_TYPES:
        if stated == known and of_file in (None, known):
            return known
    allowed = of_file or ", ".join(ENTITY_TYPES)
    raise AuthorityError(f"{file.at(node)}: “{stated}” cannot be the type of “{slug}” here; allowed: {allowed}.")
