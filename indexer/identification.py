"""How the names of a generation become entities: the table of names in, the identities out, and what was compared on the way.

An update looks again only at the names that have changed and at whatever these may be one with, by what it was before or is now.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import msgspec

from indexer import counterparts, identities, nametable
from indexer.called import Called
from indexer.entities import slots
from indexer.entities.authority import entity_of
from indexer.entities.decisions import Decisions
from indexer.entities.likenesses import Likenesses
from indexer.entities.names import name_key
from indexer.entities.recognition import Recognition
from indexer.entities.slots import Pair
from indexer.errors import IndexDamaged
from indexer.identities import Claims, Identities, Named
from indexer.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class _Before:
    """What was told of the names of a generation before: as articles had them, what decisions said, and what came of it."""

    names: Mapping[str, Named | None]
    claims: Claims
    counts: Mapping[Pair, int]
    identities: Identities
    likenesses: Likenesses
    called: Called


def identify(
    folder: Path, knowledge: Knowledge, claims: Claims, before: Path | None, changed: AbstractSet[str] | None
) -> tuple[Identities, Likenesses, Called]:
    """The entities that the names of a generation are, and what is remembered for the next one.

    Args:
        folder: where its table of names is, and what its translations tell of names.
        knowledge: what is known of names.
        claims: the same, looked through for what decisions say.
        before: the folder of a generation that has compared most of the names.
        changed: the ids of all names of which the tables of the two may tell something else; None where nobody knows.

    Raises:
        IndexDamaged: the table cannot be read, or what was compared before.
    """
    known = _known(before, knowledge, claims) if before and changed is not None else None
    if known is None or before is None or changed is None:
        told = nametable.callings(folder)
        nothing = Claims({}, Decisions())
        none = _Before(_All(), nothing, {}, Identities(), Likenesses(knowledge.stamp), Called(knowledge.stamp))
        return _identified(folder, knowledge, claims, none, _All(told.names), told, told.names.keys())
    names = nametable.Names(folder)
    if nametable.compares_once(folder) != nametable.compares_once(before):
        changed = changed | names.once | nametable.Names(before).once
    told = names.callings(changed)
    names.update({**known.called.names, **dict.fromkeys(changed), **told.names})
    return _identified(folder, knowledge, claims, known, names, told, changed)


def _known(folder: Path, knowledge: Knowledge, claims: Claims) -> _Before | None:
    """What was told of a generation; None if that was by other rules."""
    likenesses, called = Likenesses.read(folder, knowledge.stamp), Called.read(folder, knowledge.stamp)
    if likenesses is None or called is None:
        return None
    decisions = Knowledge.read(folder).decisions
    claimed = claims if decisions == knowledge.decisions else Claims(claims.known, decisions)
    names = nametable.Names(folder)
    names.update(called.names)
    return _Before(names, claimed, counterparts.counts(folder), identities.read(folder), likenesses, called)


class _All(dict[str, Named | None]):
    """All unknown names of a generation, and None for what is no such name."""

    def __missing__(self, key: str) -> None:
        return None


class _Decided(dict[str, Named]):
    """The names of a generation as decisions have them, for whoever knows that there is one."""

    def __init__(self, decided: Mapping[str, Named], attested: Mapping[str, Named | None], looked_at: AbstractSet[str]) -> None:
        """Know names as they are `attested`, but for those that were `looked_at`, which are as they were `decided`."""
        super().__init__(decided)
        self._attested, self._looked_at = attested, looked_at

    def __missing__(self, key: str) -> Named:
        found = self.find(key)
        if found is None:
            raise IndexDamaged(f"the name “{key[:60]}” was compared and is not there; build the index again")
        return found

    def find(self, key: str) -> Named | None:
        """A name; None if there is none with this id."""
        return self.get(key) or (None if key in self._looked_at else self._attested[key])


def _identified(
    folder: Path,
    knowledge: Knowledge,
    claims: Claims,
    before: _Before,
    names: Mapping[str, Named | None],
    told: nametable.Callings,
    changed: AbstractSet[str],
) -> tuple[Identities, Likenesses, Called]:
    looked_at = changed | claims.ids | before.claims.ids
    ordered = sorted(looked_at)  # so that what is remembered of the words of one is at hand for the next
    was, _ = identities.decided(_those(before.names, ordered), before.claims)
    now, dropped = identities.decided(_those(names, ordered), claims)
    gone = {key: name for key, name in was.items() if not _is_same(name, now.get(key))}
    fresh = {key: name for key, name in now.items() if not _is_same(name, was.get(key))}
    decided = _Decided(now, names, looked_at)
    likenesses = before.likenesses.of(gone, fresh, decided, Recognition(map(entity_of, knowledge.entities)))
    called = before.called.spelled(told, names, changed)
    twins = sorted(_twins(before, counterparts.counts(folder), gone.keys() | fresh.keys(), decided, claims))
    concerned = {*chain.from_iterable(_links(likenesses, called, twins)), *claims.ids}
    attested = _those(names, sorted(concerned - claims.known.keys()))
    called = msgspec.structs.replace(called, twins=twins, names=attested)
    told_before = before.identities.entities
    if before.claims is claims:
        part = _joined(_starts(before, likenesses, called, claims) | looked_at, _edges(before, likenesses, called))
        told_before = tuple(each for each in told_before if each.id not in part)
    else:
        part, told_before = concerned, ()
    named = {key: name for key, name in attested.items() if key in part}
    found = identities.identified(
        named,
        identities.decided(named, claims)[0],
        {pair: value for pair, value in sorted(likenesses.alike.items()) if pair[0] in part},
        {key: meant for key, meant in likenesses.means.items() if key in part},
        claims,
        {one: other for one, other in called.owners.items() if one in part},
        [pair for pair in twins if pair[0] in part],
    )
    return Identities(tuple(sorted((*told_before, *found), key=lambda each: each.id)), dropped), likenesses, called


def _those(names: Mapping[str, Named | None], keys: Iterable[str]) -> dict[str, Named]:
    """The names with these ids, of those that there are."""
    return {key: name for key in keys if (name := names[key]) is not None}


def _is_same(one: Named, other: Named | None) -> bool:
    """Whether a name is compared as it was."""
    return other is not None and (one.name, one.type) == (other.name, other.type)


def _twins(before: _Before, counts: Mapping[Pair, int], compared: AbstractSet[str], names: _Decided, claims: Claims) -> Iterator[Pair]:
    """The pairs of names that translations have in the same place, by `counts`; `compared` are those that are others than before."""
    changed = {key for pair, _ in counts.items() ^ before.counts.items() for key in pair} | compared
    yield from (pair for pair in before.called.twins if changed.isdisjoint(pair))
    again = [pair for pair in counts if not changed.isdisjoint(pair)]
    keys = {key for pair in again for key in pair}
    # What a pair is outweighed by shares a name with it.
    around = {pair: count for pair, count in counts.items() if not keys.isdisjoint(pair)}
    called = {}
    for key in {key for pair in around for key in pair}:
        if (entity := claims.known.get(key)) is not None:
            called[key] = entity.type, entity.labels["fr"]
        elif (name := names.find(key)) is not None:
            called[key] = name.type, name.name
    sure = slots.sure(around, called) if again else {}
    yield from (pair for pair in again if pair in sure)


def _links(likenesses: Likenesses, called: Called, twins: Iterable[Pair]) -> Iterator[Pair]:
    """The pairs of ids of all that may be one."""
    yield from likenesses.alike
    yield from ((key, slug) for key, (slug, _) in likenesses.means.items())
    yield from called.owners.items()
    yield from twins


def _starts(before: _Before, likenesses: Likenesses, called: Called, claims: Claims) -> set[str]:
    """The ids of names that may be one with others than before, besides those that have changed themselves, or that decisions speak of."""
    told = [key for pair, _ in before.likenesses.alike.items() ^ likenesses.alike.items() for key in pair]
    told += [each for key, (slug, _) in before.likenesses.means.items() ^ likenesses.means.items() for each in (key, slug)]
    told += [key for pair in before.called.owners.items() ^ called.owners.items() for key in pair]
    told += [key for pair in set(before.called.twins) ^ set(called.twins) for key in pair]
    told += [entity.id for key in claims.keys for entity in claims.of(key, None)]
    if claims.keys:
        names = chain(before.called.names.items(), called.names.items())
        told += [key for key, name in names if name_key(name.name) in claims.keys]
    return {*told, *(claims.decisions.renames or {})}


def _edges(before: _Before, likenesses: Likenesses, called: Called) -> Iterator[Pair]:
    """The pairs of ids that may be one; where they might have been before and may not now, both have been found by `_starts`."""
    yield from _links(likenesses, called, called.twins)
    # What is grouped are names, whoever has them.
    first: dict[str, str] = {}
    for key, name in chain(before.called.names.items(), called.names.items()):
        if first.setdefault(name.name, key) != key:
            yield first[name.name], key


def _joined(starts: Iterable[str], edges: Iterable[Pair]) -> set[str]:
    """Everything that edges lead to from some ids, these too."""
    beside: dict[str, list[str]] = {}
    for one, other in edges:
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    found, left = set(starts), list(starts)
    while left:
        fresh = [key for key in beside.get(left.pop(), ()) if key not in found]
        found.update(fresh)
        left += fresh
    return found
