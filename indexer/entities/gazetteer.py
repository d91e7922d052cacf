"""The gazetteer: every known name by its folded words, and where names stand in a text, which one automaton tells in one pass.

The automaton (A. V. Aho and M. J. Corasick, “Efficient string matching: an aid to bibliographic search”, 1975) reads words, not letters:
each word is written as two signs, and a text as the signs of its words. It costs time in proportion to the text and to the names in it, of
which no more end at one word than the longest name has words.

Against a trie of dictionaries, planted as texts need it: what is known in an article is found in .93 of the time; a process is ready for
its first article after as much of it, for the automaton of 22,000 names takes a little longer to make and the first article less. Where
words were numbers (`KEY_SEQUENCE`), making it took four times as long: ten thousand of them may begin a name, and are looked through one by
one. Where letters are read, a text takes twice as long.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from math import isqrt
from pathlib import Path
from typing import Any

import ahocorasick
import msgspec

from indexer.document import ENTITY_TYPES, Entity, EntityType
from indexer.entities import authority as authorities
from indexer.entities import names
from indexer.entities.authority import Authority
from indexer.entities.context import ALSO_GIVEN_NAMES, PARTICLES
from indexer.entities.guards import Case, Name
from indexer.entities.names import name_key, name_words
from indexer.kept import kept

LONGEST_ACRONYM = 6
"""A longer name in capitals (GLONASS) is no ordinary word in disguise, and newspapers write it as they like."""

LONGEST_NUMERAL = 3
"""A name this short, such as Xi, is somebody's number when it is written in capitals: Louis XI."""

SHORTEST_SURNAME = 3
"""Letters that a last word must have to stand for a person whose full name was read before."""

Words = tuple[str, ...]
"""The folded words of a name."""

STRANGE = "\x01\x02"
"""The signs of a word that is in no name."""
_NOWHERE = "\x01\x03"
_FIRST_SIGN = 0x100


class Planted(msgspec.Struct, array_like=True, gc=False):
    """What a gazetteer is made of, in a form that is read at once: to make it of 22,000 names takes a twentieth of a second.

    `names` are all names as one text each, with who bears them: a line for each, an id, a tab, and the spelling. `automaton` is what makes
    it, see `pickle`; it gives the number of a name.
    """

    names: dict[str, str]
    surnames: list[str]
    signs: dict[str, str]
    automaton: tuple[list[bytes], int, int, int, int, int, None]


class Gazetteer:
    """The names of an authority. It never changes but for what it remembers, so one serves any number of texts and threads."""

    def __init__(self, authority: Authority) -> None:
        planted = _own() if authority.is_own else _planted(authority)
        self.surnames: frozenset[str] = frozenset(planted.surnames)
        """The last words of people's full names."""
        self._entities = authority.entities
        self._borne = planted.names
        self._words = _Words(planted.names)
        self._signs = planted.signs
        self._names = _Names(self._spelled)
        self._automaton = ahocorasick.Automaton(*planted.automaton)

    def __contains__(self, words: object) -> bool:
        """Whether these are a name."""
        return isinstance(words, tuple) and " ".join(words) in self._borne

    def _spelled(self, words: Words) -> Iterator[tuple[Entity, str]]:
        """Who bears a name, and how that is written, in the authority's order."""
        for line in self._borne.get(" ".join(words), "").splitlines():
            key, _, spelling = line.partition("\t")
            yield self._entities[key], spelling

    def bearers(self, words: Words) -> tuple[Entity, ...]:
        """Who bears a name, in the authority's order."""
        return tuple({entity.id: entity for entity, _ in self._spelled(words)}.values())

    def type_of(self, words: Words) -> EntityType | None:
        """The type of the first who bears a name, if anybody does."""
        return next((entity.type for entity, _ in self._spelled(words)), None)

    def names(self, words: Words) -> tuple[Name, ...]:
        """A name once for each bearer, in the order of `ENTITY_TYPES`; none where two people bear it, so that it tells nobody."""
        return self._names[words]

    def signs(self, word: str) -> str:
        """The two signs of a folded word."""
        return self._signs.get(word, STRANGE)

    def standing(self, signs: str) -> dict[int, list[tuple[int, Words]]]:
        """The names in a text that is written in signs: by their first words, counted from 0, their last and all, from the shortest on."""
        found: dict[int, list[tuple[int, Words]]] = {}
        for end, number in self._automaton.iter(signs):
            last, words = end >> 1, self._words[number]
            found.setdefault(last - len(words) + 1, []).append((last, words))
        return found


@cache
def _own() -> Planted:
    """That of the names that come with Lunette."""
    code = (Path(str(module.__file__)) for module in (authorities, names, ahocorasick))  # the last is of one processor, and one version
    return kept("gazetteer", (*authorities.OWN, *code, Path(__file__)), Planted, lambda: _planted(Authority.load()))


def _planted(authority: Authority) -> Planted:
    keys = authority.keys
    borne: dict[str, list[str]] = {}
    surnames: dict[str, None] = {}
    for entity in authority.entities.values():
        person = entity.type == "person"
        for spelling in entity.spellings:
            words = keys[spelling]
            borne.setdefault(" ".join(words), []).append(f"{entity.id}\t{' '.join(spelling.split())}")
            if person and len(words) > 1 and len(words[-1]) >= SHORTEST_SURNAME:
                surnames[words[-1]] = None
    signs = _signs(borne)
    return Planted({name: "\n".join(lines) for name, lines in borne.items()}, list(surnames), signs, _automaton(borne, signs))


def _signs(all_names: Iterable[str]) -> dict[str, str]:
    """Every word of the names as two signs.

    The automaton looks through what may follow on a sign one by one, so 16,000 words must not be as many signs. The first signs are others
    than the second ones: nothing that begins in the middle of a word is ever taken for a name.
    """
    words = dict.fromkeys(word for name in all_names for word in name.split(" "))
    size = isqrt(len(words)) + 1
    first, second = ([chr(_FIRST_SIGN + at) for at in range(begin, begin + size)] for begin in (0, size))
    return dict(zip(words, (one + other for one in first for other in second), strict=False))


def _automaton(all_names: Iterable[str], signs: Mapping[str, str]) -> Any:  # noqa: ANN401 — ahocorasick has no types
    automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    # Most words are strange, so what they begin with is put where it is looked for first.
    automaton.add_word(_NOWHERE, -1)
    sign = signs.__getitem__
    for number, name in enumerate(all_names):
        automaton.add_word("".join(map(sign, name.split(" "))), number)
    automaton.make_automaton()
    return automaton.__reduce__()[1]


class _Words(dict[int, Words]):
    """The words of names by their numbers, taken apart when one is first met."""

    def __init__(self, of: Iterable[str]) -> None:
        self._names = list(of)

    def __missing__(self, number: int) -> Words:
        words = self[number] = tuple(self._names[number].split(" "))
        return words


class _Names(dict[Words, tuple[Name, ...]]):
    """Names by their words, made when one is first met: few texts name half of the world."""

    def __init__(self, spelled: Callable[[Words], Iterable[tuple[Entity, str]]]) -> None:
        self._spelled = spelled

    def __missing__(self, words: Words) -> tuple[Name, ...]:
        spelled = list(self._spelled(words))
        if len({entity.id for entity, _ in spelled if entity.type == "person"}) > 1:
            self[words] = ()
        else:
            self[words] = tuple(sorted((_name(*each) for each in spelled), key=lambda name: ENTITY_TYPES.index(name.type)))
        return self[words]


def _name(entity: Entity, spelling: str) -> Name:
    """A spelling with the rules that its own letters set."""
    written = [word for word in name_words(spelling) if word.key]
    words = tuple(word.key for word in written)
    one_piece = not any(character.isspace() for character in spelling)
    acronym = spelling.isupper() and one_piece and sum(map(str.isalpha, spelling)) <= LONGEST_ACRONYM
    cases = tuple(_case(spelling[word.start : word.end], acronym=acronym, only=len(words) == 1) for word in written)
    surname = entity.type == "person" and sum(word not in PARTICLES for word in words) < 2
    given_name = entity.type == "place" and len(words) == 1 and words[0] in ALSO_GIVEN_NAMES
    return Name(entity.id, entity.type, words, cases, initials(entity), alone=surname or given_name)


def _case(word: str, *, acronym: bool, only: bool) -> Case:
    """How a text must write a word of a name that is written like this. `only`: the name has no other word."""
    if acronym:
        return "capitals"
    if not word[0].isupper():
        return "any"
    return "short" if only and len(word) <= LONGEST_NUMERAL and not word.isupper() else "capital"


def initials(entity: Entity) -> frozenset[str]:
    """The first letter of everything before the last word in the names of a person."""
    return frozenset(word[0] for spelling in entity.spellings for word in name_key(spelling)[:-1])
