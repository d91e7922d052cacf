"""Which names of a corpus are worth comparing: those that share a key, so that the cost stays near linear.

A key is made so that two names that `variants` takes for one nearly always share one: skeletons of surnames with an initial, joined
skeletons, initials of acronyms, numbers of known places. Where too many names share a key, each meets its neighbours in the alphabet only.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from indexer.document import EntityType
from indexer.entities.acronyms import initials
from indexer.entities.anatomy import Anatomy, Token, anatomy
from indexer.entities.chinese import chinese
from indexer.entities.exonyms import common_words, known_places
from indexer.entities.given_names import given_names
from indexer.entities.korean import korean
from indexer.entities.spelling import Word, rough_skeleton, word

CROWDED = 40
"""Names that share a key from which on each meets its neighbours only."""
NEIGHBOURHOOD = 12
"""How many of the names that follow it a name of a crowd meets."""
MOST_BEARERS = 40
"""Full names with one surname from which on a lone surname can be anybody's and is compared with none of them."""
MOST_READINGS = 24
"""Readings of an older romanisation that become keys; more are never found by reading."""
_LONG = 8

Key = tuple[str, ...]


def candidates(names: Sequence[str], kind: EntityType) -> Iterator[tuple[str, str]]:
    """Pairs of different names of one type that may be one, each once, smaller name first.

    The names must be different; in which order they come makes no difference to the set of pairs.
    """
    blocks: dict[Key, list[str]] = defaultdict(list)
    surnames: dict[str, list[str]] = defaultdict(list)
    lone: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        parts = anatomy(name, kind)
        for key in sorted(set(_keys(parts))):
            blocks[key].append(name)
        if kind == "person":
            for skeleton in sorted(_surname_skeletons(parts)):
                (lone if len(parts.words) == 1 else surnames)[skeleton].append(name)
    seen: set[tuple[str, str]] = set()
    for block in blocks.values():
        seen.update(_pairs(block))
    for skeleton, alone in lone.items():
        bearers = surnames.get(skeleton, [])
        if len(bearers) <= MOST_BEARERS:
            seen.update((min(one, other), max(one, other)) for one in alone for other in bearers)
    yield from sorted(seen)


def _pairs(block: list[str]) -> Iterator[tuple[str, str]]:
    """All pairs of a block in order; of a crowd those of neighbours."""
    reach = len(block) if len(block) <= CROWDED else NEIGHBOURHOOD
    for number, one in enumerate(block):
        for other in block[number + 1 : number + 1 + reach]:
            yield one, other


def _keys(name: Anatomy) -> Iterator[Key]:
    """The keys of a name."""
    yield from _romanised(name)
    yield from (("acronym", *name.numbers, letters) for letters in ([name.acronym] if name.acronym else initials(name)))
    if name.joined:
        yield "joined", *name.numbers, rough_skeleton(name.joined), name.joined[0]
    yield from _keys_of_person(name) if name.type == "person" else _keys_of_thing(name)


def _romanised(name: Anatomy) -> Iterator[Key]:
    """The keys of Chinese and Korean names."""
    if name.type == "person" and (heard := korean(name.name)):
        yield "korean", heard
    read = chinese(name.name, person=name.type == "person") if name.type in {"person", "place"} else None
    if read is not None and len(read.readings) <= MOST_READINGS:
        yield from (("chinese", reading) for reading in read.readings)


def _keys_of_person(name: Anatomy) -> Iterator[Key]:
    """Of each word that may be the surname, its skeleton with the initial of each that may be the given name."""
    words = name.words
    if len(words) == 1:
        return
    pairs = [(words[-1], words[0]), (words[0], words[-1])]
    if len(words) > 2:
        pairs.append((words[-2], words[0]))
    for surname, given in pairs:
        first = _initials(given)
        skeletons = _skeletons(surname.word)
        sound = surname.word.sounds[0]
        if len(sound) >= _LONG:
            skeletons = skeletons | {f"{sound[:5]}-"}
        yield from (("person", *name.numbers, skeleton, letter) for skeleton in skeletons for letter in first)
    if name.royal:
        yield "ruler", *name.numbers


def _surname_skeletons(name: Anatomy) -> frozenset[str]:
    """The skeletons by which a lone surname finds the full names that end in it, or begin with it in the East of Asia."""
    if not name.words:
        return frozenset()
    found = _skeletons(name.words[-1].word)
    if len(name.words) > 1 and (korean(name.name) or chinese(name.name, person=True)):
        found |= _skeletons(name.words[0].word)
    return found


def _initials(given: Token) -> frozenset[str]:
    """What a given name, its other spellings and the names that it is short for begin with, as they sound."""
    names = given_names()
    spellings = {given.fold, names.names.get(given.fold, given.fold), *names.familiar.get(given.fold, ())}
    return frozenset(sound[0] for spelling in spellings for sound in word(spelling).sounds if sound)


def _keys_of_thing(name: Anatomy) -> Iterator[Key]:
    """Of all words what cognates and translations have in common, in any order; of a place its number if it is known."""
    if name.type == "place":
        yield from (("place", str(number)) for number in known_places(name.name))
    meanings = common_words()
    begun = sorted(meanings.get(token.fold) or token.word.skeleton[:2] for token in name.words)
    if len(begun) > 1 or not name.words:
        yield "words", *name.numbers, *begun
    if len(name.words) == 1:
        yield "stem", *name.numbers, name.words[0].word.stem


def _skeletons(of: Word) -> frozenset[str]:
    """The consonants of every reading; of a word with fewer than two, its first sound, for hardly anything is left to tell them by."""
    return frozenset(
        bones.consonants if len(bones.consonants) > 1 else sound for bones, sound in zip(of.bones, of.sounds, strict=True)
    )
