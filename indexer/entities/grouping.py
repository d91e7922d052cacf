"""Names that become groups: what is joined stays joined, and what must stay apart never is."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import product

from indexer.document import EntityType
from indexer.entities.decisions import Decisions
from indexer.entities.names import name_key
from indexer.entities.variants import kept_apart

MOST_CHECKED = 2000
"""Pairs of names that are checked before two groups are joined; groups that have more are left as they are."""


class Grouping:
    """The names of one type, each at first a group of its own.

    `authority` gives each name the id that the authority knows it by, or None; no guard is asked about pairs that were found `alike`.
    """

    def __init__(
        self, kind: EntityType, authority: Mapping[str, str | None], decisions: Decisions, alike: Container[tuple[str, str]] = ()
    ) -> None:
        self._alike = alike
        self._kind = kind
        self._authority = authority
        self._names: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for name in sorted(authority):
            self._names[name_key(name)].append(name)
        self._decisions = decisions
        self._heads = {name: name for name in authority}
        self._members = {name: [name] for name in authority}
        self._split = self._splits()

    def head(self, name: str) -> str:
        """The name that stands for the group of a name; it changes when the group is joined with another."""
        while self._heads[name] != name:
            self._heads[name] = self._heads[self._heads[name]]
            name = self._heads[name]
        return name

    def groups(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Every group with its head, in the order of the heads."""
        yield from ((name, self._members[name]) for name in sorted(self._heads) if self._heads[name] == name)

    def join(self, one: str, other: str) -> bool:
        """Join the groups of two names, if nothing keeps any two of their names apart; whether that was done."""
        first, second = self.head(one), self.head(other)
        if first == second or not self.may_join(first, second):
            return False
        self._unite(first, second)
        return True

    def may_join(self, one: str, other: str) -> bool:
        """Whether no guard, no decision and no authority keeps apart any two names of the groups with these heads."""
        pairs = self._members[one], self._members[other]
        if len(pairs[0]) * len(pairs[1]) > MOST_CHECKED:
            return False
        known = [{self._authority[name] for name in members} - {None} for members in pairs]
        if known[0] and known[1] and known[0] != known[1]:
            return False
        return not any(second in self._split.get(first, ()) or self._are_apart(first, second) for first, second in product(*pairs))

    def _are_apart(self, one: str, other: str) -> bool:
        alike = (one, other) in self._alike or (other, one) in self._alike
        return not alike and kept_apart(one, other, self._kind) is not None

    def join_known(self) -> Iterator[tuple[str, str, str]]:
        """Join what decisions and the authority say is one, whatever guards say of it; each with the reason.

        A split outweighs the authority, and decisions do not contradict each other.
        """
        for told in self._decisions.merges:
            if told.type in (None, self._kind):
                yield from self._join_all(
                    [name for key in told.keys for name in self._names.get(key, ())], f"a decision says so ({told.place})"
                )
        bearers: dict[str, list[str]] = defaultdict(list)
        for name, slug in sorted(self._authority.items()):
            if slug is not None:
                bearers[slug].append(name)
        for slug, names in sorted(bearers.items()):
            yield from self._join_all(names, f"both are names of {slug} in the authority")

    def members(self, name: str) -> Sequence[str]:
        """The names of the group of a name."""
        return self._members[self.head(name)]

    def orphans(
        self, alike: Iterable[tuple[float, str, str]], brevity: Mapping[str, int], brief: int
    ) -> Iterator[tuple[float, str, tuple[str, ...]]]:
        """For each group that has no name less brief than this, in order, the groups with fuller names that it may belong to.

        `alike` are pairs of names with their likeness (negative), `brevity` tells how short each name is. Gives how alike the best pair
        is (negative), one name of the group, and one name of each that it may belong to.
        """
        found: dict[str, dict[str, tuple[float, str, str]]] = defaultdict(dict)
        for value, one, other in alike:
            short, full = (one, other) if brevity[one] > brevity[other] else (other, one)
            group, owner = self.head(short), self.head(full)
            if brevity[short] != brief or brevity[full] >= brief or group == owner:
                continue
            if all(brevity[name] >= brief for name in self._members[group]) and self.may_join(group, owner):
                found[group].setdefault(owner, (value, short, full))
        for group in sorted(found):
            value, short, _ = min(found[group].values())
            yield value, short, tuple(sorted(full for _, _, full in found[group].values()))

    def _splits(self) -> Mapping[str, frozenset[str]]:
        """For each name that a decision splits, the names that it must never be one with."""
        apart: dict[str, set[str]] = defaultdict(set)
        for told in self._decisions.splits:
            if told.type not in (None, self._kind):
                continue
            named = [self._names.get(key, []) for key in told.keys]
            for at, names in enumerate(named):
                others = [other for number, each in enumerate(named) if number != at for other in each]
                for name in names:
                    apart[name].update(others)
        return {name: frozenset(others) for name, others in apart.items()}

    def _join_all(self, names: Sequence[str], reason: str) -> Iterator[tuple[str, str, str]]:
        """Join all names with the first one, but for those that a decision splits from it."""
        for name in names[1:]:
            first, second = self.head(names[0]), self.head(name)
            split = any(other in self._split.get(one, ()) for one, other in product(self._members[first], self._members[second]))
            if first != second and not split:
                self._unite(first, second)
                yield names[0], name, reason

    def _unite(self, one: str, other: str) -> None:
        """Make one group of two, headed by the smaller name."""
        head, rest = sorted((one, other))
        self._heads[rest] = head
        self._members[head] += self._members.pop(rest)
