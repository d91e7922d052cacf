"""What a person has decided about names, read from a YAML file: it holds against whatever the spellings say.

A file is a list of decisions, each with exactly one of these:

    - merge: [Vladimir Poutine, Putin]           # two or more names are one
    - split: [Jean Martin, Jean-Pierre Martin]   # two or more names are different, each from each
    - rename: {id: vladimir-putin, fr: Vladimir Poutine, en: Vladimir Putin}
    - drop: Lire aussi                           # this is no name
    - type: {name: Artemis, type: programme}     # this is a name of another type

`merge`, `split` and `drop` may state a type, as in `type: person`, and then hold for names of that type alone. Any may have a `note`.
Names are compared by their letters: case, accents, hyphens and apostrophes make no difference.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from indexer.document import ENTITY_TYPES, EntityType
from indexer.entities.names import name_key
from indexer.errors import DecisionsError

KINDS = ("merge", "split", "rename", "drop", "type")
"""Every kind of decision; the key of each."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Names that a decision merges or splits: their keys, the type it is limited to, and its place (file and line) for messages."""

    keys: tuple[Key, ...]
    type: EntityType | None
    place: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """What the group with this id is called."""

    id: str
    labels: Mapping[str, str]
    place: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions of some files, checked against each other; of `types`, the keys are the words of the names."""

    merges: tuple[Told, ...] = ()
    splits: tuple[Told, ...] = ()
    drops: tuple[Told, ...] = ()
    renames: Mapping[str, Renamed] | None = None
    types: Mapping[str, Told] | None = None

    @classmethod
    def load(cls, *files: Path) -> Self:
        """The decisions of all files.

        Raises:
            DecisionsError: A file cannot be read, a decision breaks a rule, or two decisions contradict each other.
        """
        found = [each for file in files for each in _written(file)]
        merges = tuple(each for kind, each in found if kind == "merge" and isinstance(each, Told))
        splits = tuple(each for kind, each in found if kind == "split" and isinstance(each, Told))
        drops = tuple(each for kind, each in found if kind == "drop" and isinstance(each, Told))
        renames: dict[str, Renamed] = {}
        types: dict[str, Told] = {}
        for kind, each in found:
            if isinstance(each, Renamed):
                if each.id in renames:
                    raise DecisionsError(f"{each.place}: “{each.id}” is already renamed, at {renames[each.id].place}; keep one of them.")
                renames[each.id] = each
            elif kind == "type" and each.type is not None:
                key = " ".join(each.keys[0])
                if key in types:
                    raise DecisionsError(f"{each.place}: the type of “{key}” is already decided, at {types[key].place}; keep one.")
                types[key] = each
        _agreeing(merges, splits, drops)
        return cls(merges, splits, drops, renames, types)

    def type_of(self, name: str, kind: EntityType) -> EntityType:
        """The type of a name as decided, or the one that it came with."""
        told = (self.types or {}).get(" ".join(name_key(name)))
        return told.type if told and told.type else kind

    def dropped(self, name: str, kind: EntityType) -> bool:
        """Whether it is decided that this is no name."""
        key = name_key(name)
        return any(key in drop.keys and drop.type in (None, kind) for drop in self.drops)


def _written(file: Path) -> Iterable[tuple[str, Told | Renamed]]:
    from indexer.entities.decided import decisions  # noqa: PLC0415 — it reads YAML, which most processes have no need of

    return decisions(file)


def _agreeing(merges: tuple[Told, ...], splits: tuple[Told, ...], drops: tuple[Told, ...]) -> None:
    """Refuse merges that go in a circle or say twice the same, and what is merged and split, or merged and dropped, at once."""
    for kind in ENTITY_TYPES:
        heads = _heads([each for each in merges if each.type in (None, kind)])
        for split in (each for each in splits if each.type in (None, kind)):
            if len({_head(key, heads) for key in split.keys}) < len(split.keys):
                raise DecisionsError(
                    f"{split.place}: these names are split here and merged by other decisions of the type {kind}; remove one or the other."
                )
        for drop in (each for each in drops if each.type in (None, kind)):
            told = next((merge for merge in merges if drop.keys[0] in merge.keys and merge.type in (None, kind)), None)
            if told is not None:
                raise DecisionsError(f"{drop.place}: “{' '.join(drop.keys[0])}” is dropped here and merged at {told.place}; remove one.")


def _heads(merges: Sequence[Told]) -> Mapping[Key, Key]:
    """What leads from each merged name, perhaps in several steps, to one that stands for all that are one with it."""
    heads: dict[Key, Key] = {}
    for merge in merges:
        for key in merge.keys[1:]:
            one, other = _head(merge.keys[0], heads), _head(key, heads)
            if one == other:
                raise DecisionsError(
                    f"{merge.place}: “{' '.join(merge.keys[0])}” and “{' '.join(key)}” are one already by the decisions before; "
                    "remove this one, so that merges do not go in a circle."
                )
            heads[max(one, other)] = min(one, other)
    return heads


def _head(key: Key, heads: Mapping[Key, Key]) -> Key:
    """The name that stands for all that are one with this."""
    while key in heads:
        key = heads[key]
    return key
