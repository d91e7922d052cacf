"""What a person who looks through the names of an index wants to see: who is unknown, what was made one, and what might be.

Proposals come of `entities.merging`, which dares more than a build: a surname alone is whoever of the index can be meant by it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from indexer import nametable
from indexer.base import Base
from indexer.document import EntityType
from indexer.entities.merging import Attested, Group, Merge, merge
from indexer.entities.spotter import UNKNOWN
from indexer.identification import identify
from indexer.identities import Claims, Identities, Identity, Named
from indexer.knowledge import Knowledge
from indexer.record import read

CONTEXTS = 2
"""Articles that are quoted for a name."""
_AROUND = 60
"""Characters that are quoted on each side of a name."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where an article names somebody: its id and language, and the words around."""

    id: str
    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that the authority does not know, with how often it is spelled how."""

    id: str
    type: EntityType
    labels: Mapping[str, str]
    articles: int
    spellings: Mapping[str, int]
    contexts: tuple[Context, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Names of a type that may be one although no build makes them so; `merges` tell why."""

    type: EntityType
    names: tuple[str, ...]
    articles: int
    merges: tuple[Merge, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """All of it: `unknown` and `proposed` with what most articles name first. `total` tells how many unknown names there are."""

    total: int
    unknown: tuple[Unknown, ...]
    merged: tuple[Identity, ...]
    dropped: tuple[str, ...]
    proposed: tuple[Proposal, ...]


def review(base: Base, knowledge: Knowledge, most: int) -> Review:
    """The names of a generation as they are with what is known of names, up to so many of each kind.

    Raises:
        IndexDamaged: the names cannot be read.
    """
    claims = Claims(knowledge.known, knowledge.decisions)
    found, _, _ = identify(base.folder, knowledge, claims, base.folder, frozenset())
    names = {key: name for key, name in nametable.callings(base.folder).names.items() if key not in found.dropped}
    spelled = nametable.spelled(base.folder, found)
    articles = _articles(names, found)
    of = {identity.id: identity for identity in found.entities}
    common = sorted((key for key in articles if key.startswith(UNKNOWN)), key=lambda key: (-articles[key], key))
    shown = tuple(
        Unknown(
            key,
            of[key].type if key in of else names[key].type,
            of[key].labels if key in of else {"fr": names[key].name, "en": names[key].name},
            base.number_naming((key, *of[key].members)) if key in of else articles[key],
            spelled.get(key, {}),
            tuple(_contexts(base, (key, *(of[key].members if key in of else ())))),
        )
        for key in common[:most]
    )
    return Review(len(common), shown, found.entities, found.dropped, tuple(_proposals(names, found, knowledge)[:most]))


def _articles(names: Mapping[str, Named], found: Identities) -> dict[str, int]:
    """How many articles name each entity, those that name it twice under several names counted twice."""
    leaders = found.leaders
    articles: dict[str, int] = {}
    for key, name in names.items():
        leader = leaders.get(key, key)
        articles[leader] = articles.get(leader, 0) + name.articles
    return articles


def _contexts(base: Base, ids: tuple[str, ...]) -> Iterator[Context]:
    """Some places where articles name somebody."""
    left = CONTEXTS
    for key in ids:
        for stored in base.naming(key, left):
            left -= 1
            yield _context(stored, key)


def _context(stored: Mapping[str, Any], key: str) -> Context:
    document = read(stored)
    for text, mentions in ((document.text, document.mentions), (document.title, document.title_mentions)):
        for mention in mentions:
            if mention.id == key:
                quoted = text[max(0, mention.start - _AROUND) : mention.end + _AROUND]
                return Context(document.id, document.lang, " ".join(quoted.split()))
    return Context(document.id, document.lang, document.title)


def _proposals(names: Mapping[str, Named], found: Identities, knowledge: Knowledge) -> list[Proposal]:
    """Names that may be one and are not, those of most articles first."""
    leaders = found.leaders
    owner: dict[tuple[EntityType, str], str] = {}
    attested = []
    for key, name in names.items():
        leader = leaders.get(key, key)
        owner[name.type, name.name] = leader
        attested.append(Attested(name.name, name.type, name.languages, authority=None if leader.startswith(UNKNOWN) else leader))
    groups = merge(attested, (), knowledge.decisions).groups
    proposed = [_proposal(group, owner) for group in groups]
    return sorted((each for each in proposed if each), key=lambda each: (-each.articles, each.type, each.names))


def _proposal(group: Group, owner: Mapping[tuple[EntityType, str], str]) -> Proposal | None:
    """What a group would make one that is several as yet: one name of each."""
    one_of: dict[str, Attested] = {}
    for name in group.names:
        one_of.setdefault(owner.get((name.type, name.name), name.name), name)
    if len(one_of) < 2:
        return None
    apart = tuple(each for each in group.merges if owner.get((group.type, each.one)) != owner.get((group.type, each.other)))
    return Proposal(group.type, tuple(each.name for each in one_of.values()), sum(each.total for each in group.names), apart)
