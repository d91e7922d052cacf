"""The authority: who and what Lunette knows by name, read from YAML files that people edit.

A file is a list of entries. Each has an `id` (lower-case letters, digits and hyphens, never changed once published), a French label
`fr`, an English label `en`, and optionally `aliases` and a `note` for the next editor. The file's name decides the type; an entry of
a file with another name states its `type`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

from indexer.document import LANGUAGES, Entity, EntityType
from indexer.entities import names
from indexer.entities.names import name_key
from indexer.errors import AuthorityError
from indexer.kept import kept

TYPE_OF_FILE: Mapping[str, EntityType] = {
    "people": "person",
    "organisations": "org",
    "places": "place",
    "countries": "place",
    "programmes": "programme",
}
"""The type of every entry of a file, by the file's name without its suffix."""

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True, eq=False)
class Authority:
    """Every known entity by its id, in the order of the files."""

    entities: Mapping[str, Entity]

    @classmethod
    def load(cls, *extra: Path) -> Self:
        """The entities that come with Lunette and those of `extra` YAML files, read once per process.

        Raises:
            AuthorityError: A file cannot be read, or an entry breaks a rule.
        """
        return cls(_load(extra))

    @classmethod
    def own(cls, *files: Path) -> tuple[Entity, ...]:
        """The entities of some files alone, checked against each other and those that come with Lunette.

        Raises:
            AuthorityError: see `load`.
        """
        known = cls.load().entities
        return tuple(checked(known.values(), files)[len(known) :]) if files else ()

    @property
    def is_own(self) -> bool:
        """Whether these are the entities that come with Lunette, and no others."""
        return self.entities is _load(())

    @property
    def keys(self) -> Mapping[str, tuple[str, ...]]:
        """The folded words of every spelling, see `name_key`."""
        known = _keys()
        if self.is_own:
            return known
        spellings = (spelling for entity in self.entities.values() for spelling in entity.spellings)
        return {spelling: known.get(spelling) or name_key(spelling) for spelling in spellings}


Row = tuple[str, EntityType, tuple[str, ...], tuple[str, ...]]
"""An entity of a user's own: id, type, the labels in the order of `LANGUAGES`, aliases."""

OWN = tuple(DATA / f"{name}.yaml" for name in TYPE_OF_FILE)
_READER = Path(__file__).with_name("entries.py")


@cache
def _load(extra: tuple[Path, ...]) -> Mapping[str, Entity]:
    """The entities of all files. Those that come with Lunette are read only when their files have changed."""
    known = kept("authority", (*OWN, Path(__file__), _READER), list[Entity], lambda: checked((), OWN))
    return {entity.id: entity for entity in (checked(known, extra) if extra else known)}


@cache
def _keys() -> Mapping[str, tuple[str, ...]]:
    """Those of the spellings that come with Lunette."""
    spellings = (spelling for entity in _load(()).values() for spelling in entity.spellings)
    made = lambda: {spelling: name_key(spelling) for spelling in spellings}  # noqa: E731 — made once in a hundred times
    return kept("keys", (*OWN, Path(__file__), Path(names.__file__)), dict[str, tuple[str, ...]], made)


def row_of(entity: Entity) -> Row:
    """An entity as something that can be compared, and told to other processes."""
    return entity.id, entity.type, tuple(entity.labels[name] for name in LANGUAGES), entity.aliases


def entity_of(row: Row) -> Entity:
    """The entity that was such a row."""
    key, kind, labels, aliases = row
    return Entity(key, kind, dict(zip(LANGUAGES, labels, strict=True)), aliases)


def checked(known: Iterable[Entity], files: Iterable[Path]) -> list[Entity]:
    """Entities that are known, and behind them those of some files, checked against each other and against the known ones.

    Raises:
        AuthorityError: see `Authority.load`.
    """
    from indexer.entities.entries import entries  # noqa: PLC0415 — it reads YAML, which most processes have no need of

    entities = {entity.id: entity for entity in known}
    claims = {(entity.type, name_key(spelling)): entity.id for entity in entities.values() for spelling in entity.spellings}
    for file in files:
        for place, entity in entries(file):
            if entity.id in entities:
                raise AuthorityError(f"{place}: the id is already taken; every entry needs its own, over all files and types.")
            entities[entity.id] = entity
            for spelling in entity.spellings:
                key = name_key(spelling)
                if not key:
                    raise AuthorityError(f"{place}: no letter or digit of “{spelling}” can be searched for; write it another way.")
                owner = claims.setdefault((entity.type, key), entity.id)
                if owner != entity.id:
                    raise AuthorityError(
                        f"{place}: “{spelling}” already means “{owner}”; one {entity.type} only can bear it. Remove it from the others."
                    )
    return list(entities.values())
