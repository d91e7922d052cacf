"""The names that an index knows, and where a query spells one of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import translate
from itertools import repeat

from unidecode import unidecode

from indexer.analysis import CHAINS
from indexer.entities import name_key
from indexer.entities.spotter import UNKNOWN
from indexer.nametable import NameTable
from service.search.tree import And, Everything, InField, Node, Or, Sequence, Word

_ELIDED = frozenset({"l", "d", "qu", "s", "j", "n", "m", "t", "c"})
"""What an apostrophe may have left before a name: `l'OTAN`."""
_BETWEEN_WORDS = re.compile(r"[^a-z0-9*?]+")


@dataclass(frozen=True, slots=True)
class Named:
    """Words of a query that spell the name of one or more entities. `node` is what was typed.

    It stands in a tree where these words stood, although the parser makes no such node.
    """

    node: Word | Sequence
    ids: tuple[str, ...]

    def __str__(self) -> str:
        return str(self.node)

    @property
    def at(self) -> int:
        """Where the name begins in the query as typed."""
        return self.node.at if isinstance(self.node, Word) else next(_positions(self.node))


class Names:
    """Every spelling of every entity of a generation, by its key; see `indexer.nametable.keys`.

    `dropped` are ids of articles that name nobody.
    """

    def __init__(self, table: NameTable) -> None:
        self.entities = table.entities
        self.types = table.types
        self.dropped = table.dropped
        self._leaders = table.leaders
        self._members: dict[str, tuple[str, ...]] = {}
        for member, leader in sorted(table.leaders.items()):
            self._members[leader] = (*self._members.get(leader, (leader,)), member)
        self._bearers: dict[str, tuple[str, ...]] = {}
        for entity, keys in table.keys.items():
            alone = (entity,)
            for key in keys:
                others = self._bearers.setdefault(key, alone)
                if others is not alone:
                    self._bearers[key] = (*others, entity)
        self._longest = max(map(str.count, self._bearers, repeat(" ")), default=-1) + 1

    def entity_of(self, key: str) -> str:
        """The id of the entity that an article or an old address means by this id."""
        return self._leaders.get(key, key)

    def ids_of(self, entity: str) -> tuple[str, ...]:
        """Every id by which articles name an entity, its own first."""
        return self._members.get(entity, (entity,))

    def recognise(self, node: Node) -> "Node | Named":
        """The tree with every run of words that spells a name replaced by that name, the longest first.

        What stands after a minus or in quotes was typed to be taken literally, and stays as it is.
        """
        match node:
            case Word():
                return self._named((node,)) or node
            case Sequence(nodes):
                found = tuple(self._runs(nodes))
                return found[0] if len(found) == 1 else Sequence(found)  # type: ignore[arg-type]  # see Named
            case And(nodes) | Or(nodes):
                return type(node)(tuple(map(self.recognise, nodes)))  # type: ignore[arg-type]  # see Named
            case InField(field, inner, at) if field in ("title", "body"):
                return InField(field, self.recognise(inner), at)  # type: ignore[arg-type]  # see Named
            case _:
                return node

    def resolve(self, kind: str, text: str) -> tuple[str, ...]:
        """The entities of one type whose id or spelling this is; `*` and `?` stand for letters. Case and accents do not matter."""
        if any(sign in text for sign in "*?"):
            fits = glob(" ".join(_BETWEEN_WORDS.sub(" ", unidecode(text).lower()).split())).fullmatch
            keys = tuple(entity for key, bearers in self._bearers.items() if fits(key) for entity in bearers)
        else:
            entity = self.entity_of(text)
            keys = (*((entity,) if entity in self.entities else ()), *self._bearers.get(" ".join(name_key(text)), ()))
        return tuple(dict.fromkeys(key for key in keys if self.types[key] == kind))

    def _known(self, keys: list[str]) -> tuple[str, ...]:
        """The entities that are called so: those of the authority, and those that have several full names.

        Any other that was only taken for a name in some article, its words find as well.
        """
        bearers = self._bearers.get(" ".join(keys), ())
        return tuple(entity for entity in bearers if not entity.startswith(UNKNOWN) or (len(keys) > 1 and entity in self._members))

    def _runs(self, nodes: tuple[Node, ...]) -> Iterator["Node | Named"]:
        start = 0
        while start < len(nodes):
            end = start
            while end < len(nodes) and end - start < self._longest and isinstance(nodes[end], Word):
                end += 1
            for stop in range(end, start, -1):
                run = tuple(node for node in nodes[start:stop] if isinstance(node, Word))
                if named := self._named(run):
                    yield named
                    start = stop
                    break
            else:
                yield self.recognise(nodes[start])
                start += 1

    def _named(self, words: tuple[Word, ...]) -> Named | None:
        keys = [key for word in words for key in name_key(word.text)]
        ids = self._known(keys) or (self._known(keys[1:]) if keys[:1] and keys[0] in _ELIDED else ())
        if not ids or (len(words) == 1 and _ordinary(words[0].text)):
            return None
        return Named(words[0] if len(words) == 1 else Sequence(words), ids)


def glob(pattern: str) -> re.Pattern[str]:
    """What fits a pattern in which `*` stands for any letters and `?` for one; every other sign stands for itself."""
    return re.compile(translate(pattern.replace("[", "[[]")))


def _ordinary(word: str) -> bool:
    """Whether a word is typed in small letters and is a stop word of some language: `who` is no health organisation, `WHO` is."""
    return not word.isupper() and any(not part.terms for chain in CHAINS.values() for part in chain.word(word))


def _positions(node: Sequence) -> Iterator[int]:
    for child in node.nodes:
        if not isinstance(child, (Sequence, And, Or, Everything)):
            yield child.at
