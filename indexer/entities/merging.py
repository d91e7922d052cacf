"""Which names of a corpus are one person, organisation, place or programme, and why.

What is known comes first: a user's decisions, then the authority. Then full names that are spellings of each other are joined, the surest
first, and evidence from the texts; last, what is short (a surname, initials, an acronym) joins the one group that it can belong to, or
stays alone if there are several. Groups are joined only if no guard keeps any two of their names apart. The order of the names that come
in makes no difference.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from types import MappingProxyType

from indexer.document import ENTITY_TYPES, LANGUAGES, EntityType
from indexer.entities.anatomy import anatomy
from indexer.entities.blocking import candidates
from indexer.entities.decisions import Decisions
from indexer.entities.grouping import Grouping
from indexer.entities.names import name_key
from indexer.entities.variants import THRESHOLD, likeness

EVIDENCE: Mapping[str, str] = MappingProxyType(
    {
        "acronym": "an article writes one behind the other in brackets",
        "twins": "the French and the English version of one article have them in the same place",
    }
)
"""What articles say of two names, and the words in which it is given as a reason."""


@dataclass(frozen=True, slots=True)
class Attested:
    """A name as a corpus has it.

    `counts` tells how often in each language, `documents` in which articles (ids, if they are at hand), `authority` whom the authority
    says that it means (an id), if anybody.
    """

    name: str
    type: EntityType
    counts: Mapping[str, int] = field(default_factory=dict, hash=False)
    documents: frozenset[str] = frozenset()
    authority: str | None = None

    @property
    def total(self) -> int:
        """How often it stands in all languages together."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Evidence:
    """What articles say: that two names of a type are one. `kind` is a key of EVIDENCE, `count` how many articles say so."""

    one: str
    other: str
    type: EntityType
    kind: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Merge:
    """Why two names of a group are one. `likeness` is from 0 to 1, and 1 for what is known."""

    one: str
    other: str
    likeness: float
    reason: str


@dataclass(frozen=True, slots=True)
class Group:
    """Names that are one, the most attested first, with an id, a label for each language, and the reason of each merge."""

    id: str
    type: EntityType
    labels: Mapping[str, str] = field(hash=False)
    names: tuple[Attested, ...]
    merges: tuple[Merge, ...] = ()


@dataclass(frozen=True, slots=True)
class Undecided:
    """A short name that several groups may own, and their ids; it is a group of its own."""

    name: str
    type: EntityType
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merging:
    """All groups by type and id, and the short names that were left alone."""

    groups: tuple[Group, ...]
    undecided: tuple[Undecided, ...] = ()


def merge(names: Iterable[Attested], evidence: Iterable[Evidence] = (), decisions: Decisions | None = None) -> Merging:
    """The groups of all names. A name that comes several times with one type counts once, with the sum of its counts."""
    decided = decisions or Decisions()
    by_type: dict[EntityType, list[Attested]] = {kind: [] for kind in ENTITY_TYPES}
    for attested in _summed(names, decided):
        by_type[attested.type].append(attested)
    told = sorted(set(evidence), key=lambda each: (-each.count, each.type, each.kind, each.one, each.other))
    found = [_of_type(kind, members, [each for each in told if each.type == kind], decided) for kind, members in by_type.items()]
    return _named([each for groups, _ in found for each in groups], [each for _, unsure in found for each in unsure], decided)


def _summed(names: Iterable[Attested], decisions: Decisions) -> list[Attested]:
    """Every name once with each type, as decisions have the type; without those that are dropped."""
    sums: dict[tuple[EntityType, str], dict[str, int]] = defaultdict(dict)
    ids: dict[tuple[EntityType, str], set[str]] = defaultdict(set)
    articles: dict[tuple[EntityType, str], set[str]] = defaultdict(set)
    for each in names:
        kind = decisions.type_of(each.name, each.type)
        if decisions.dropped(each.name, kind) or not name_key(each.name):
            continue
        counts = sums[kind, each.name]
        for language, often in each.counts.items():
            counts[language] = counts.get(language, 0) + often
        articles[kind, each.name].update(each.documents)
        ids[kind, each.name].update([each.authority] if each.authority else [])
    # Whom a name means that the authority gives to several is not known.
    return [
        Attested(name, kind, counts, frozenset(articles[kind, name]), next(iter(ids[kind, name])) if len(ids[kind, name]) == 1 else None)
        for (kind, name), counts in sorted(sums.items())
    ]


@dataclass(frozen=True, slots=True)
class _Joined:
    """Names that are one, before they have an id."""

    type: EntityType
    names: tuple[Attested, ...]
    merges: tuple[Merge, ...]


@dataclass(frozen=True, slots=True)
class _Unsure:
    """A short name of a group, and one name of each group that may own it."""

    name: Attested
    owners: tuple[str, ...]


def _of_type(
    kind: EntityType, names: Sequence[Attested], told: Sequence[Evidence], decisions: Decisions
) -> tuple[list[_Joined], list[_Unsure]]:
    """The groups of the names of one type, and the short names that may belong to several of them."""
    known = {each.name: each for each in names}
    grouping = Grouping(kind, {each.name: each.authority for each in names}, decisions)
    merges: list[Merge] = [Merge(one, other, 1.0, reason) for one, other, reason in grouping.join_known()]
    brevity = {name: brevity_of(name, kind) for name in known}
    compared = ((-likeness(one, other, kind), one, other) for one, other in candidates(list(known), kind))
    alike = sorted(each for each in compared if -each[0] >= THRESHOLD)
    for value, one, other in alike:
        if brevity[one] == brevity[other] and grouping.join(one, other):
            merges.append(Merge(one, other, round(-value, 3), "they are spellings of one name"))
    merges += [
        Merge(each.one, each.other, 1.0, EVIDENCE[each.kind])
        for each in told
        if each.one in known and each.other in known and grouping.join(each.one, each.other)
    ]
    unsure: list[_Unsure] = []
    for brief in (INITIALS, ALONE):
        for value, one, owners in grouping.orphans([each for each in alike if -each[0] > ADOPTED], brevity, brief):
            only = _only_one(
                owners,
                [known[name] for name in grouping.members(one)],
                [[known[name] for name in grouping.members(owner)] for owner in owners],
            )
            if only is None:
                unsure.append(_Unsure(known[one], owners))
            elif grouping.join(one, only):
                reason = (
                    "nobody else here can be meant by the shorter one" if len(owners) == 1 else "all its articles name nobody else in full"
                )
                merges.append(Merge(one, only, round(-value, 3), reason))
    reasons: dict[str, list[Merge]] = defaultdict(list)
    for each_merge in merges:
        reasons[grouping.head(each_merge.one)].append(each_merge)
    groups = [
        _Joined(kind, tuple(sorted((known[name] for name in members), key=_rank)), tuple(reasons[head]))
        for head, members in grouping.groups()
    ]
    return groups, unsure


def _only_one(owners: tuple[str, ...], short: Sequence[Attested], full: Sequence[Sequence[Attested]]) -> str | None:
    """Of the names that stand for the groups that may own a short name, the one that does; None if that cannot be told.

    Of several, it is the one that stands in every article of the short name, if the others stand in none of them.
    """
    if len(owners) == 1:
        return owners[0]
    articles = frozenset[str]().union(*(each.documents for each in short))
    shared = {
        owner: articles & frozenset[str]().union(*(each.documents for each in names)) for owner, names in zip(owners, full, strict=True)
    }
    beside = [owner for owner, common in shared.items() if common]
    return beside[0] if articles and len(beside) == 1 and shared[beside[0]] == articles else None


ADOPTED = 0.88
"""What likeness must exceed for a short name to join a full one: two letters alone never do."""

FULL, INITIALS, ALONE = range(3)
"""How much of a name is there: all, the surname with initials, a surname or an acronym alone."""


def brevity_of(name: str, kind: EntityType) -> int:
    """How short a name is: `FULL`, `INITIALS` or `ALONE`."""
    parts = anatomy(name, kind)
    if kind != "person":
        return ALONE if parts.acronym else FULL
    if len(parts.words) < 2:
        return FULL if parts.royal else ALONE
    return INITIALS if parts.words[0].short else FULL


def _rank(attested: Attested) -> tuple[int, int, str]:
    """What sorts full names before short ones, then the most attested first."""
    return brevity_of(attested.name, attested.type), -attested.total, attested.name


def _named(groups: list[_Joined], unsure: list[_Unsure], decisions: Decisions) -> Merging:
    """The groups with their ids and labels."""
    ids = _ids(groups)
    made = []
    owner: dict[tuple[EntityType, str], str] = {}
    for group, slug in zip(groups, ids, strict=True):
        renamed = (decisions.renames or {}).get(slug)
        own: dict[str, str] = {language: _label(group.names, language) for language in LANGUAGES}
        labels = own if renamed is None else renamed.labels
        made.append(Group(slug, group.type, labels, group.names, group.merges))
        owner.update({(group.type, each.name): slug for each in group.names})
    left = {
        Undecided(each.name.name, each.name.type, tuple(sorted(owner[each.name.type, name] for name in each.owners))) for each in unsure
    }
    return Merging(
        tuple(sorted(made, key=lambda group: (group.type, group.id))), tuple(sorted(left, key=lambda each: (each.type, each.name)))
    )


def _label(names: Sequence[Attested], language: str) -> str:
    """The full name that is most attested in a language; where none is, in all."""
    full = [each for each in names if brevity_of(each.name, each.type) == FULL] or list(names)
    return min(full, key=lambda each: (-each.counts.get(language, 0), -each.total, each.name)).name


def _ids(groups: Sequence[_Joined]) -> list[str]:
    """The authority's id, or the first name as a slug.

    Where several would have one slug, all but the most attested add their type, and then number themselves.
    """
    of_authority = [min((each.authority for each in group.names if each.authority), default=None) for group in groups]
    taken = {slug for slug in of_authority if slug}
    order = sorted(
        range(len(groups)), key=lambda at: (-sum(each.total for each in groups[at].names), groups[at].type, groups[at].names[0].name)
    )
    ids = [slug or "" for slug in of_authority]
    for at in order:
        if ids[at]:
            continue
        plain = "-".join(name_key(groups[at].names[0].name))
        typed = f"{plain}-{groups[at].type}"
        choices = chain((plain, typed), (f"{typed}-{number}" for number in count(2)))
        ids[at] = next(choice for choice in choices if choice not in taken)
        taken.add(ids[at])
    return ids
