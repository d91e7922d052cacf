"""Surnames: what stands for a person whose full name a text has said, and where."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import compress

from indexer.document import Entity
from indexer.entities.context import NEVER_ALONE, PARTICLES
from indexer.entities.gazetteer import SHORTEST_SURNAME, Words, initials
from indexer.entities.guards import Case, Name
from indexer.entities.names import name_key
from indexer.entities.vocabulary import SURNAME

_ROMAN = frozenset("ivxlcdm")
_CAPITAL: tuple[Case, ...] = ("capital",)


class Surnames(dict[str, tuple[Name, ...]]):
    """By the id of an entity what stands for it once its full name was read, unless somebody is `known` by that."""

    def __init__(self, entities: Mapping[str, Entity], known: Container[Words]) -> None:
        self._entities = entities
        self._known = known

    def __missing__(self, key: str) -> tuple[Name, ...]:
        entity = self._entities[key]
        found = _surnames(entity) if entity.type == "person" else ()
        self[key] = tuple(name for name in found if name.words not in self._known)
        return self[key]


class Heard:
    """The people whose full names one text has said, and where else in it their surnames stand."""

    def __init__(self, keys: Sequence[str], marks: Sequence[int]) -> None:
        self._keys = keys
        self._ids = set[str]()
        self._names: dict[Words, tuple[Name, ...]] = {}
        self._begun: dict[str, list[Words]] = {}
        self._places: dict[str, list[int]] = {}
        for number in compress(range(len(marks)), map(SURNAME.__and__, marks)):
            self._places.setdefault(keys[number], []).append(number)

    def introduced(self, who: str, surnames: Iterable[Name], begin: int) -> Iterator[int]:
        """Remember what stands for somebody; the words from this one on at which that may begin, if nobody else did so."""
        if who in self._ids:
            return
        self._ids.add(who)
        for surname in surnames:
            words = surname.words
            said = words in self._names
            self._names[words] = (*self._names.get(words, ()), surname)
            if not said:
                begun = self._begun.setdefault(words[0], [])
                begun.append(words)
                begun.sort(key=len)
                back = len(words) - 1
                yield from (place - back for place in self._places.get(words[-1], ()) if place - back >= begin)

    def names(self, words: Words) -> tuple[Name, ...]:
        """Whom a surname stands for; nobody where two people of the text bear it."""
        names = self._names[words]
        return names if len(names) == 1 else ()

    def standing(self, number: int) -> list[tuple[int, Words]]:
        """The surnames that begin at this word: their last words and all, from the shortest on."""
        begun, keys = self._begun.get(self._keys[number], ()), self._keys
        return [(number + len(words) - 1, words) for words in begun if tuple(keys[number : number + len(words)]) == words]


def _surnames(entity: Entity) -> tuple[Name, ...]:
    """What stands for a person whose full name was read: its last word, and that word with its particles (`Le Pen`)."""
    surnames: dict[Words, Name] = {}
    for *given, last in filter(lambda key: len(key) > 1, map(name_key, entity.spellings)):
        if len(last) < SHORTEST_SURNAME or last.isdigit() or _ROMAN.issuperset(last):
            continue
        words: Words = (last,)
        if last not in NEVER_ALONE:
            surnames[words] = _surname(entity, words)
        while len(given) > 1 and given[-1] in PARTICLES:
            words = (given.pop(), *words)
            surnames[words] = _surname(entity, words)
    return tuple(surnames.values())


def _surname(entity: Entity, words: Words) -> Name:
    """A surname after its particles, which may be written large or small."""
    particle: tuple[Case, ...] = ("any",)
    cases = (*particle * (len(words) - 1), *_CAPITAL)
    return Name(entity.id, entity.type, words, cases, initials(entity), alone=True)
