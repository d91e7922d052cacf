"""The finder: a text in, the mentions of known entities out, in one pass over its words.

Names hang in a trie by their words. At each word of the text the finder walks the trie as far as the text follows, and keeps the
longest name that `GUARDS` let through. Work per word is bounded by the longest name, so a text costs time in proportion to its length.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import compress
from operator import itemgetter
from threading import Lock
from typing import Any

from indexer.document import ENTITY_TYPES, Entity, EntityType, Mention
from indexer.entities.authority import Authority
from indexer.entities.context import ALSO_GIVEN_NAMES, NEVER_ALONE, PARTICLES
from indexer.entities.guards import Candidate, Case, Name, guards
from indexer.entities.names import folded, name_key, name_words, pieces
from indexer.entities.passage import Passage
from indexer.entities.vocabulary import SURNAME, Marks

LONGEST_ACRONYM = 6
"""A longer name in capitals (GLONASS) is no ordinary word in disguise, and newspapers write it as they like."""

LONGEST_NUMERAL = 3
"""A name this short, such as Xi, is somebody's number when it is written in capitals: Louis XI."""

SHORTEST_SURNAME = 3
"""Letters that a last word must have to stand for a person whose full name was read before."""

_ROMAN = frozenset("ivxlcdm")
_CAPITAL: tuple[Case, ...] = ("capital",)


@dataclass(slots=True)
class _Node:
    """A place in the trie: the names that end here, and where each next word leads.

    `disputed` is true when two people bear the name that ends here, so that it tells nobody. `small` is true when some name through here
    may be written without a capital.
    """

    names: list[Name] = field(default_factory=list)
    following: dict[str, "_Node"] = field(default_factory=dict)
    disputed: bool = False
    small: bool = False

    def plant(self, name: Name, begin: int = 0) -> None:
        """Hang a name below this node, from one of its words on. Names of several types stand in the order of `ENTITY_TYPES`."""
        node, small = self, name.cases[0] == "any"
        node.small = node.small or small
        for word in name.words[begin:]:
            node = node.following.setdefault(word, _Node())
            node.small = node.small or small
        node.names.append(name)
        node.names.sort(key=lambda other: ENTITY_TYPES.index(other.type))
        node.disputed = len({other.id for other in node.names if other.type == "person"}) > 1


_Waiting = dict[str, list[tuple[Entity, str]]]
"""Spellings by one of their words."""


class _Roots(dict[str, _Node]):
    """Where the words at one place of names lead. That is worked out when one is first met: few texts name half of the world.

    `waiting` are the spellings by the word at this place, `keys` the words of each, and `depth` is how many stand before that place.
    """

    def __init__(self, waiting: _Waiting, keys: Mapping[str, tuple[str, ...]], depth: int = 0) -> None:
        self._waiting, self._keys, self._depth = waiting, keys, depth
        self._planting = Lock()

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 — as of a dictionary
        """The place to which a word leads, None if no name goes on with it."""
        if key in self._waiting:
            with self._planting:
                if key in self._waiting:
                    self[key] = self._node(self._waiting[key])
                    del self._waiting[key]
        return super().get(key, default)

    def _node(self, spelled: Iterable[tuple[Entity, str]]) -> _Node:
        node, depth, further = _Node(), self._depth + 1, _Waiting()
        for entity, spelling in spelled:
            words = self._keys[spelling]
            if len(words) == depth:
                node.plant(_name(entity, spelling), depth)
            else:
                further.setdefault(words[depth], []).append((entity, spelling))
                # What begins with a capital has one in every name.
                node.small = node.small or not (spelling[0].isupper() or _name(entity, spelling).cases[0] != "any")
        if further:
            node.following = _Roots(further, self._keys, depth)
        return node


class _Surnames(dict[str, tuple[Name, ...]]):
    """By the id of an entity what stands for it once its full name was read, unless somebody else is known by that."""

    def __init__(self, entities: Mapping[str, Entity], bearers: Mapping[tuple[str, ...], Mapping[str, Entity]]) -> None:
        self._entities = entities
        self._bearers = bearers

    def __missing__(self, key: str) -> tuple[Name, ...]:
        entity = self._entities[key]
        found = _surnames(entity) if entity.type == "person" else ()
        self[key] = tuple(name for name in found if name.words not in self._bearers)
        return self[key]


_Row = tuple[str, int, _Node | None]
_key, _bits, _node = itemgetter(0), itemgetter(1), itemgetter(2)


class _Begun(dict[str, _Row]):
    """Words as they are written to their keys, the bits of their classes and where they lead in a trie, all remembered together.

    The last is None where no name begins so, or only with a capital.
    """

    def __init__(self, root: _Node, surnames: Iterable[str]) -> None:
        self._root = root
        self._marks = Marks(surnames)

    def __missing__(self, word: str) -> _Row:
        key = folded(word)
        if key == word:
            key = word  # one object takes less memory, and less time to reach
        node = self._root.following.get(key)
        if node is not None and not node.small and word[0].islower():
            node = None
        known = key, self._marks.of(word, key), node
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = known
        return known


_REMEMBERED = 1 << 17
"""Words that are remembered at once, some 40 MB; then memory starts afresh."""


class Finder:
    """Finds the entities of an authority in texts. It never changes, so one finder serves any number of texts and threads."""

    def __init__(self, authority: Authority) -> None:
        keys = authority.keys
        self._bearers: dict[tuple[str, ...], dict[str, Entity]] = {}
        waiting = _Waiting()
        surnames: set[str] = set()
        for entity in authority.entities.values():
            for spelling in entity.spellings:
                key = keys[spelling]
                self._bearers.setdefault(key, {})[entity.id] = entity
                waiting.setdefault(key[0], []).append((entity, spelling))
                if entity.type == "person" and len(key) > 1 and len(key[-1]) >= SHORTEST_SURNAME:
                    surnames.add(key[-1])
        self._root = _Node(following=_Roots(waiting, keys))
        self._begun = _Begun(self._root, surnames)
        self._surnames = _Surnames(authority.entities, self._bearers)

    def find(self, text: str, lang: str | None) -> tuple[Mention, ...]:
        """The mentions in a text, in order and without overlap; where several names begin at one word, the longest wins.

        Once the full name of a person was read, its last word stands for that person, unless two people of the text share it.

        Args:
            text: Any text. Offsets of the mentions count its characters: `text[mention.start : mention.end] == mention.text`.
            lang: `fr`, `en`, or anything else when the language is not known; it decides which capitalised words are ordinary ones.
        """
        passage, marks, nodes = self.read(text)
        found = self.candidates(passage, marks, nodes, lang)
        spans = [(passage.start(each.first), passage.end(each.last), each.name) for each in found]
        return tuple(Mention(start, end, text[start:end], name.type, name.id) for start, end, name in spans)

    def read(self, text: str) -> tuple[Passage, Sequence[int], Sequence[_Node | None]]:
        """A text as words, the bits of the classes of each, and where it leads among known names."""
        split = pieces(text)
        rows = list(map(self._begun.__getitem__, split[1::2]))
        return Passage(text, split, list(map(_key, rows))), list(map(_bits, rows)), list(map(_node, rows))

    def candidates(self, passage: Passage, marks: Sequence[int], nodes: Sequence[_Node | None], lang: str | None) -> list[Candidate]:
        """The same as `find`, of a text that was read."""
        mentions: list[Candidate] = []
        keys, taken = passage.keys, 0
        # Nearly every word begins no name. A sorted list is a heap, so where surnames stand can be put in later.
        waiting, before = list(compress(range(len(nodes)), nodes)), -1
        heard: _Heard | None = None
        while waiting:
            number = heappop(waiting)
            if number < taken or number == before:
                continue
            before, node, found = number, nodes[number], None
            if node is not None and (node.names or node.following.get(keys[number + 1]) is not None):
                found = self._longest(node, passage, number, lang, known_before=taken == number > 0)
            if found is None and heard is not None:
                node = heard.following.get(keys[number])
                if node is not None:
                    found = self._longest(node, passage, number, lang, known_before=taken == number > 0)
            if found is None:
                continue
            name, taken = found.name, found.last + 1
            mentions.append(found)
            if name.type == "person" and len(name.words) > 1 and not name.alone:
                heard = heard or _Heard(keys, marks)
                for place in heard.introduced(name.id, self._surnames[name.id], taken):
                    heappush(waiting, place)
        return mentions

    def known(self, spelling: str) -> tuple[Entity, ...]:
        """The entities that bear this spelling, whatever its case, accents, hyphens and apostrophes, in the authority's order."""
        return tuple(self._bearers.get(name_key(spelling), {}).values())

    def type_of(self, words: Sequence[str]) -> EntityType | None:
        """The type of the known entity whose name these folded words are, if it is one."""
        bearers = self._bearers.get(tuple(words))
        return next(iter(bearers.values())).type if bearers else None

    def _longest(self, node: _Node, passage: Passage, first: int, language: str | None, *, known_before: bool) -> Candidate | None:
        """The longest name that begins at this word, which leads to the node, and passes every guard."""
        best: Candidate | None = None
        keys, last = passage.keys, first
        while True:
            if node.names and not node.disputed:
                for name in node.names:
                    candidate = Candidate(name, passage, first, last, language, known_before, name.alone and self._known_at(keys[last + 1]))
                    for guard in guards(name, language):
                        if not guard(candidate):
                            break
                    else:
                        best = candidate
                        break
            last += 1
            following = node.following.get(keys[last])
            if following is None or not passage.joined(last):
                return best
            node = following

    def _known_at(self, key: str) -> bool:
        """Whether a word is a known name."""
        node = self._root.following.get(key)
        return node is not None and bool(node.names)


class _Heard(_Node):
    """The people whose full names a text has said, and where else in it their surnames stand."""

    def __init__(self, keys: Sequence[str], marks: Sequence[int]) -> None:
        super().__init__()
        self._ids = set[str]()
        self._said = set[tuple[str, ...]]()
        self._places: dict[str, list[int]] = {}
        for number in [number for number, bits in enumerate(marks) if bits & SURNAME]:
            self._places.setdefault(keys[number], []).append(number)

    def introduced(self, who: str, surnames: Iterable[Name], begin: int) -> Iterator[int]:
        """Remember what stands for somebody; the words from this one on at which that may begin, if nobody else did so."""
        if who in self._ids:
            return
        self._ids.add(who)
        for surname in surnames:
            self.plant(surname)
            if surname.words not in self._said:
                self._said.add(surname.words)
                back = len(surname.words) - 1
                yield from (place - back for place in self._places.get(surname.words[-1], ()) if place - back >= begin)


def _name(entity: Entity, spelling: str) -> Name:
    """A spelling with the rules that its own letters set."""
    written = [word for word in name_words(spelling) if word.key]
    words = tuple(word.key for word in written)
    one_piece = not any(character.isspace() for character in spelling)
    acronym = spelling.isupper() and one_piece and sum(map(str.isalpha, spelling)) <= LONGEST_ACRONYM
    cases = tuple(_case(spelling[word.start : word.end], acronym=acronym, only=len(words) == 1) for word in written)
    surname = entity.type == "person" and sum(word not in PARTICLES for word in words) < 2
    given_name = entity.type == "place" and len(words) == 1 and words[0] in ALSO_GIVEN_NAMES
    return Name(entity.id, entity.type, words, cases, _initials(entity), alone=surname or given_name)


def _case(word: str, *, acronym: bool, only: bool) -> Case:
    """How a text must write a word of a name that is written like this. `only`: the name has no other word."""
    if acronym:
        return "capitals"
    if not word[0].isupper():
        return "any"
    return "short" if only and len(word) <= LONGEST_NUMERAL and not word.isupper() else "capital"


def _initials(entity: Entity) -> frozenset[str]:
    """The first letter of everything before the last word in the names of a person."""
    return frozenset(word[0] for spelling in entity.spellings for word in name_key(spelling)[:-1])


def _surnames(entity: Entity) -> tuple[Name, ...]:
    """What stands for a person whose full name was read: its last word, and that word with its particles (`Le Pen`)."""
    surnames: dict[tuple[str, ...], Name] = {}
    for *given, last in filter(lambda key: len(key) > 1, map(name_key, entity.spellings)):
        if len(last) < SHORTEST_SURNAME or last.isdigit() or _ROMAN.issuperset(last):
            continue
        words: tuple[str, ...] = (last,)
        if last not in NEVER_ALONE:
            surnames[words] = _surname(entity, words)
        while len(given) > 1 and given[-1] in PARTICLES:
            words = (given.pop(), *words)
            surnames[words] = _surname(entity, words)
    return tuple(surnames.values())


def _surname(entity: Entity, words: tuple[str, ...]) -> Name:
    """A surname after its particles, which may be written large or small."""
    particle: tuple[Case, ...] = ("any",)
    cases = (*particle * (len(words) - 1), *_CAPITAL)
    return Name(entity.id, entity.type, words, cases, _initials(entity), alone=True)
