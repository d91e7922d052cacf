"""Which names of a generation are one: decided by people, by the authority, or by how they are spelled.

Postings and facets keep the id that an article gave to a name. Here it says which of these ids stand for one entity, what that is called,
and which are no names at all; whoever opens the generation reads them so. The ids of articles thus never change, and a decision costs no
article to be read again. What comes of some names depends on nothing but them: two builds of the same articles, in any order and at any
number of updates, have the same entities.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import msgspec

from indexer import sidecar
from indexer.document import ENTITY_TYPES, LANGUAGES, Entity, EntityType
from indexer.entities.decisions import Decisions, Key, Told
from indexer.entities.grouping import Grouping
from indexer.entities.likenesses import Pair
from indexer.entities.merging import EVIDENCE, Merge
from indexer.entities.names import name_key
from indexer.entities.spotter import UNKNOWN
from indexer.entities.variants import kept_apart

FILE = "identities.json"


class Named(msgspec.Struct, frozen=True, array_like=True):
    """An unknown name of an index: its type, what it is called, and how many articles of each language name it."""

    type: EntityType
    name: str
    languages: dict[str, int]

    @property
    def articles(self) -> int:
        """How many articles name it."""
        return sum(self.languages.values())


class Identity(msgspec.Struct, frozen=True):
    """An entity that is not what a row of the table of names says: `members` are the ids, besides its own, of the names that are it.

    `spellings` are those by which the authority knows it, of a name that it does not know none; `merges` tell why names are one.
    """

    id: str
    type: EntityType
    labels: dict[str, str]
    members: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    merges: tuple[Merge, ...] = ()


class Identities(msgspec.Struct, frozen=True):
    """All of a generation, in the order of their ids, and the ids that are no names."""

    entities: tuple[Identity, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def leaders(self) -> dict[str, str]:
        """The id of the entity that each member is."""
        return {member: identity.id for identity in self.entities for member in identity.members}

    def write(self, folder: Path) -> None:
        """Write them into the folder of a generation."""
        (folder / FILE).write_bytes(msgspec.json.encode(self))


def read(folder: Path) -> Identities:
    """Those of a generation.

    Raises:
        IndexDamaged: they are missing, or not what was written.
    """
    return sidecar.read(folder / FILE, _READER.decode)


_READER = msgspec.json.Decoder(Identities)


class Claims:
    """Which entities of the authority bear a name, and the ids of names that decisions speak of."""

    def __init__(self, known: Mapping[str, Entity], decisions: Decisions) -> None:
        self.known = known
        self.decisions = decisions
        told = chain(decisions.merges, decisions.splits, decisions.drops, (decisions.types or {}).values())
        self.keys = {key for each in told for key in each.keys}
        renamed = decisions.renames or {}
        self.ids = frozenset({unknown(key) for key in self.keys} | {UNKNOWN + slug for slug in renamed})
        """Of the names that a decision speaks of, if the authority does not know them."""
        self._bearers: dict[Key, list[Entity]] = {}
        for entity in known.values() if self.keys else ():
            for key in {name_key(spelling) for spelling in entity.spellings} & self.keys:
                self._bearers.setdefault(key, []).append(entity)

    def of(self, key: Key, kind: EntityType | None) -> list[Entity]:
        """The entities of the authority that bear a name; with a type, those of it."""
        return [entity for entity in self._bearers.get(key, ()) if kind in (None, entity.type)]


def unknown(key: Key) -> str:
    """The id of a name that the authority does not know."""
    return UNKNOWN + "-".join(key)


def decided(names: Mapping[str, Named], claims: Claims) -> tuple[dict[str, Named], tuple[str, ...]]:
    """The names that there are, with the types that are decided, and the ids of those that are dropped."""
    dropped = {
        name
        for told in claims.decisions.drops
        for key in told.keys
        if (name := unknown(key)) in names and told.type in (None, names[name].type)
    }
    kept = {key: name for key, name in names.items() if key not in dropped}

    def retype(key: Key, kind: EntityType) -> None:
        if (name := kept.get(unknown(key))) is not None and name.type != kind:
            kept[unknown(key)] = msgspec.structs.replace(name, type=kind)

    for told in (claims.decisions.types or {}).values():
        if told.type:
            retype(told.keys[0], told.type)
    # Names of several types that somebody says are one are of the type of the first that there is.
    for told in claims.decisions.merges:
        kinds = [kind for key in told.keys for kind in _types(key, kept, claims)]
        if told.type is None and kinds:
            for key in told.keys:
                retype(key, kinds[0])
    return kept, tuple(sorted(dropped))


def _types(key: Key, names: Mapping[str, Named], claims: Claims) -> Iterator[EntityType]:
    yield from (entity.type for entity in claims.of(key, None))
    if (name := names.get(unknown(key))) is not None:
        yield name.type


def identified(
    before: Mapping[str, Named],
    names: Mapping[str, Named],
    alike: Mapping[Pair, float],
    means: Mapping[str, tuple[str, float]],
    claims: Claims,
    acronyms: Mapping[str, str] | None = None,
    twins: Iterable[Pair] = (),
) -> tuple[Identity, ...]:
    """The entities that several names are, or that are called or typed otherwise than their rows say.

    Args:
        before: the names as articles have them.
        names: the same as they are decided, see `decided`.
        alike: pairs of ids of one type, with how alike they are.
        means: whom of the authority names mean, with how sure that is.
        claims: what decisions say, and who is known.
        acronyms: the ids of acronyms with those of what articles explain them with, unknown or of the authority.
        twins: pairs of ids, one of them unknown at least, that translations have in the same place.
    """
    found: dict[str, Identity] = {}
    taken: set[str] = set()
    short = {one: other for one, other in (acronyms or {}).items() if one in names and (other in names or other in claims.known)}
    names = _retyped(names, short, claims)
    twins = sorted(twins)
    for kind in ENTITY_TYPES:
        for identity in _of_type(kind, names, alike, means, claims, short, twins):
            found[identity.id] = identity
            taken.update((identity.id, *identity.members))
    for key, name in names.items():
        if key not in taken and name.type != before[key].type:
            found[key] = Identity(key, name.type, dict.fromkeys(LANGUAGES, name.name))
    leaders = {member: identity.id for identity in found.values() for member in identity.members}
    for slug, renamed in (claims.decisions.renames or {}).items():
        for key in (slug, UNKNOWN + slug):
            leader = leaders.get(key, key)
            if leader in found or leader in names or leader in claims.known:
                of = found.get(leader) or _alone(leader, names, claims)
                found[leader] = msgspec.structs.replace(of, labels=dict(renamed.labels))
                break
    return tuple(found[key] for key in sorted(found))


def _alone(key: str, names: Mapping[str, Named], claims: Claims) -> Identity:
    """An entity that is no other name than its own."""
    entity = claims.known.get(key)
    if entity is not None:
        return Identity(key, entity.type, dict(entity.labels), spellings=entity.spellings)
    return Identity(key, names[key].type, {})


def _retyped(names: Mapping[str, Named], short: Mapping[str, str], claims: Claims) -> Mapping[str, Named]:
    """The names, acronyms being of the type of what they stand for."""
    types = {one: names[other].type if other in names else claims.known[other].type for one, other in short.items()}
    decided = {unknown(key) for told in (claims.decisions.types or {}).values() for key in told.keys}
    return {**names, **{one: msgspec.structs.replace(names[one], type=kind) for one, kind in types.items() if one not in decided}}


def _of_type(
    kind: EntityType,
    names: Mapping[str, Named],
    alike: Mapping[Pair, float],
    means: Mapping[str, tuple[str, float]],
    claims: Claims,
    short: Mapping[str, str],
    twins: Sequence[Pair],
) -> Iterator[Identity]:
    """The entities of one type that are several names."""
    told = [each for each in (*claims.decisions.merges, *claims.decisions.splits) if each.type in (None, kind)]
    apart = _apart(claims.decisions.splits, kind, claims)
    pairs = [(value, one, other) for (one, other), value in alike.items() if _are(kind, names, one, other)]
    of_acronyms = {one: (other, 1.0) for one, other in short.items() if other in claims.known and claims.known[other].type == kind}
    of_twins = dict(_twins_of_known(kind, names, twins, claims))
    meant = {
        key: of for key, of in {**of_twins, **means, **of_acronyms}.items() if _are(kind, names, key) and of[0] not in apart.get(key, ())
    }
    pairs += [(1.0, min(one, other), max(one, other)) for one, other in short.items() if _are(kind, names, one, other)]
    slots = [pair for pair in twins if _are(kind, names, *pair)]
    nodes: dict[str, str | None] = {}
    ids: dict[str, str] = {}
    for key in sorted({key for each in told for key in each.keys}):
        for entity in claims.of(key, kind):
            nodes[" ".join(key)] = entity.id
        if _are(kind, names, unknown(key)):
            ids[names[unknown(key)].name] = unknown(key)
    ids |= {names[key].name: key for _, *pair in pairs for key in pair} | {names[key].name: key for key in meant}
    ids |= {names[key].name: key for pair in slots for key in pair}
    nodes |= {name: meant[key][0] if key in meant else nodes.get(name) for name, key in ids.items()}
    grouping = Grouping(kind, nodes, claims.decisions, {(names[one].name, names[other].name) for _, one, other in pairs})
    merges = [Merge(one, other, 1.0, reason) for one, other, reason in grouping.join_known()]
    for value, one, other in sorted(pairs, key=lambda pair: (-pair[0], *pair[1:])):
        if grouping.join(names[one].name, names[other].name):
            reason = _EXPLAINED if short.get(one) == other or short.get(other) == one else "they are spellings of one name"
            merges.append(Merge(names[one].name, names[other].name, value, reason))
    merges += [
        Merge(names[one].name, names[other].name, 1.0, EVIDENCE["twins"])
        for one, other in slots
        if grouping.join(names[one].name, names[other].name)
    ]
    merges += [
        Merge(names[key].name, claims.known[slug].labels["en"], sure, _reason(key, slug, short, means))
        for key, (slug, sure) in sorted(meant.items())
    ]
    reasons: dict[str, list[Merge]] = {}
    for each in merges:
        reasons.setdefault(grouping.head(each.one), []).append(each)
    for head, group in grouping.groups():
        members = sorted({ids[name] for name in group if name in ids})
        known = sorted({slug for name in group if (slug := nodes[name])})
        if len(members) + len(known) > 1:
            yield _identity(kind, known, members, names, claims, tuple(reasons.get(head, ())))


_EXPLAINED = "articles explain one with the other"


def _reason(key: str, slug: str, short: Mapping[str, str], means: Mapping[str, tuple[str, float]]) -> str:
    """Why an unknown name is one that the authority knows."""
    if short.get(key) == slug:
        return _EXPLAINED
    return f"it is a spelling of {slug}, which the authority knows" if key in means else EVIDENCE["twins"]


def _twins_of_known(
    kind: EntityType, names: Mapping[str, Named], twins: Iterable[Pair], claims: Claims
) -> Iterator[tuple[str, tuple[str, float]]]:
    """Unknown names with those whom the authority knows and whom translations have in their place, if nothing keeps them apart."""
    for pair in twins:
        for key, slug in (pair, pair[::-1]):
            entity = claims.known.get(slug)
            if entity is None or entity.type != kind or not _are(kind, names, key):
                continue
            if not any(kept_apart(names[key].name, label, kind) for label in entity.labels.values()):
                yield key, (slug, 1.0)


def _are(kind: EntityType, names: Mapping[str, Named], *keys: str) -> bool:
    return all(key in names and names[key].type == kind for key in keys)


def _apart(splits: Iterable[Told], kind: EntityType, claims: Claims) -> dict[str, set[str]]:
    """For each unknown name, the entities of the authority that decisions say it is not."""
    found: dict[str, set[str]] = {}
    for told in splits:
        if told.type in (None, kind):
            for key in told.keys:
                others = {entity.id for other in told.keys if other != key for entity in claims.of(other, kind)}
                found.setdefault(unknown(key), set()).update(others)
    return found


def _identity(
    kind: EntityType, known: Sequence[str], members: Sequence[str], names: Mapping[str, Named], claims: Claims, merges: tuple[Merge, ...]
) -> Identity:
    """One of these: led by the first that the authority knows, otherwise by the name of most articles."""
    if known:
        entity = claims.known[known[0]]
        spellings = tuple(dict.fromkeys(each for slug in known for each in claims.known[slug].spellings))
        return Identity(entity.id, kind, dict(entity.labels), (*known[1:], *members), spellings, merges)
    ordered = sorted(members, key=lambda key: (-names[key].articles, key))

    def label(language: str) -> str:
        return names[min(ordered, key=lambda key: (-names[key].languages.get(language, 0), ordered.index(key)))].name

    return Identity(ordered[0], kind, {language: label(language) for language in LANGUAGES}, tuple(sorted(ordered[1:])), (), merges)
