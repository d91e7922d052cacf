"""Whom of the authority a name means that no text spells in quite that way.

Only full names are recognised, and only such as sound like a spelling that is known: a surname alone may be anybody's.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from indexer.document import Entity, EntityType
from indexer.entities import authority, names, spelling
from indexer.entities.authority import Authority
from indexer.entities.names import name_key
from indexer.entities.spelling import rough_skeleton
from indexer.entities.variants import THRESHOLD, likeness
from indexer.kept import kept

Spelled = dict[str, str]
"""By type and skeleton a line for each spelling: an id, a tab, and the spelling. Text is read faster than lists of pairs of texts."""


class Recognition:
    """Recognises names. `extra` are the entities that are known besides those that come with Lunette."""

    def __init__(self, extra: Iterable[Entity] = ()) -> None:
        self._extra = _spelled(extra)

    def of(self, name: str, kind: EntityType) -> tuple[str, float] | None:
        """The id of the entity of this type that a name of several words means, and how sure that is; None if there is none, or several."""
        words = name_key(name)
        if len(words) < 2:
            return None
        key = _key(words, kind)
        found: dict[str, float] = {}
        for line in (*_own().get(key, "").splitlines(), *self._extra.get(key, "").splitlines()):
            slug, _, spelled = line.partition("\t")
            found[slug] = max(found.get(slug, 0.0), likeness(name, spelled, kind))
        sure = [(slug, round(value, 3)) for slug, value in found.items() if value >= THRESHOLD]
        return sure[0] if len(sure) == 1 else None


@cache
def _own() -> Mapping[str, str]:
    files = (*authority.OWN, *(Path(str(module.__file__)) for module in (authority, names, spelling)), Path(__file__))
    return kept("skeletons", files, Spelled, lambda: _spelled(Authority.load().entities.values()))


def _spelled(entities: Iterable[Entity]) -> Spelled:
    found: dict[str, list[str]] = {}
    for entity in entities:
        for each in entity.spellings:
            words = name_key(each)
            if len(words) > 1:
                found.setdefault(_key(words, entity.type), []).append(f"{entity.id}\t{' '.join(each.split())}")
    return {key: "\n".join(lines) for key, lines in found.items()}


def _key(words: tuple[str, ...], kind: EntityType) -> str:
    return f"{kind} {rough_skeleton(''.join(words))}"
