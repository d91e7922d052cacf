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

CROWDED = 30
"""Names that share a key from which on each meets its neighbours only."""
NEIGHBOURHOOD = 8
"""How many of the names that follow it a name of a crowd meets."""
MOST_BEARERS = 25
"""Full names with one surname or acronym from which on that can be anybody's alone and is compared with none of them."""
MOST_READINGS = 24
"""Readings of an older romanisation that become keys; more are never found by reading."""
_LONG = 8

Key = tuple[str, ...]
Bearer = tuple[str, bool]
"""A name that has a key, and whether the key stands for a given name of it that is known."""


def candidates(names: Sequence[str], kind: EntityType) -> Iterator[tuple[str, str]]:
    """Pairs of different names of one type that may be one, each once, smaller name first.

    The names must be different; in which order they come makes no difference to the set of pairs.
    """
    ordered = sorted(names)
    blocks: dict[str, list[Bearer]] = defaultdict(list)
    for name in ordered:
        for key, known in keys(name, kind):
            blocks[key].append((name, known))
    seen = {pair for block in blocks.values() for pair in meeting(block)}
    yield from sorted(seen | _short_and_full([anatomy(name, kind) for name in ordered]))


def keys(name: str, kind: EntityType) -> list[tuple[str, bool]]:
    """What a name shares with every name that it may be one with, but for those that are much shorter or longer.

    With each key, whether it stands for a given name that is known: two such names that are one share another key, too.
    """
    parts = anatomy(name, kind)
    found = {(key, False) for key in _keys(parts)} | (set(_keys_of_initials(parts)) if kind == "person" else set())
    return sorted((f"{kind} {' '.join(key)}", known) for key, known in found)


def meeting(block: Sequence[Bearer]) -> Iterator[tuple[str, str]]:
    """The pairs of names of a block, in whose order they are given, that are worth comparing."""
    reach = NEIGHBOURHOOD if is_crowded(len(block)) else len(block)
    for number, (one, known) in enumerate(block):
        for other, other_known in block[number + 1 : number + 1 + reach]:
            if one != other and not (known and other_known):
                yield one, other


def is_crowded(names: int) -> bool:
    """Whether so many names share a key that each meets its neighbours only."""
    return names > CROWDED


def _short_and_full(names: Sequence[Anatomy]) -> set[tuple[str, str]]:
    """Pairs of a surname or an acronym alone and a full name that has it, unless too many have."""
    full: dict[Key, list[str]] = defaultdict(list)
    short: dict[Key, list[str]] = defaultdict(list)
    for name in names:
        if name.type == "person":
            for skeleton in _surname_skeletons(name):
                (short if len(name.words) == 1 else full)["surname", skeleton].append(name.name)
        if name.acronym:
            short["acronym", name.acronym].append(name.name)
        for letters in initials(name):
            full["acronym", letters].append(name.name)
    bearers = ((alone, full.get(key, [])) for key, alone in short.items())
    return {(min(one, other), max(one, other)) for alone, many in bearers if len(many) <= MOST_BEARERS for one in alone for other in many}


def _keys(name: Anatomy) -> Iterator[Key]:
    """The keys of a name."""
    yield from _romanised(name)
    if name.joined:
        yield "joined", *name.numbers, rough_skeleton(name.joined), "vowel" if name.joined[0] in "aeiouy" else "consonant"
    yield from _keys_of_person(name) if name.type == "person" else _keys_of_thing(name)


def _romanised(name: Anatomy) -> Iterator[Key]:
    """The keys of Chinese and Korean names."""
    if name.type == "person" and (heard := korean(name.plain)):
        yield "korean", heard
    read = chinese(name.plain, person=name.type == "person") if name.type in {"person", "place"} else None
    if read is not None and len(read.readings) <= MOST_READINGS:
        yield from (("chinese", reading) for reading in read.readings)


def _keys_of_person(name: Anatomy) -> Iterator[Key]:
    """Of each word that may be the surname, its skeleton with each known name that the given name may be."""
    for surname, given in _orders(name.words):
        if _is_known(given):
            yield from (("person", *name.numbers, skeleton, each) for skeleton in _surname(surname) for each in _given_names(given))
    if len(name.words) > 1:
        yield "order", *name.numbers, *sorted(token.word.skeleton for token in name.words)
    if name.royal:
        yield "ruler", *name.numbers


def _keys_of_initials(name: Anatomy) -> Iterator[tuple[Key, bool]]:
    """The same with the initials of the given name, and whether that is a known one."""
    for surname, given in _orders(name.words):
        known = _is_known(given)
        letters = {sound[0] for each in _given_names(given) for sound in word(each).sounds if sound}
        yield from ((("initial", *name.numbers, skeleton, letter), known) for skeleton in _surname(surname) for letter in letters)


def _orders(words: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    """The words that may be surname and given name of a full name."""
    if len(words) > 1:
        yield words[-1], words[0]
    for inner in words[1:-1]:
        yield inner, words[0]
    if len(words) > 2:
        yield words[-1], words[-2]


def _surname(token: Token) -> frozenset[str]:
    """What a surname is found by: its skeletons, and the beginning of a long one."""
    sound = token.word.sounds[0]
    return _skeletons(token.word) | ({f"{sound[:5]}-"} if len(sound) >= _LONG else frozenset())


def _surname_skeletons(name: Anatomy) -> frozenset[str]:
    """The skeletons by which a lone surname finds the full names that end in it, or begin with it in the East of Asia."""
    if not name.words:
        return frozenset()
    found = _skeletons(name.words[-1].word)
    if len(name.words) > 1 and (korean(name.plain) or chinese(name.plain, person=True)):
        found |= _skeletons(name.words[0].word)
    return found


def _is_known(given: Token) -> bool:
    """Whether a given name is one that is known, so that it can only be that."""
    names = given_names()
    return not given.short and (given.fold in names.names or given.fold in names.familiar)


def _given_names(given: Token) -> frozenset[str]:
    """The names that a given name may be: the one that it is a spelling of, and those that it is short for."""
    names = given_names()
    spellings = (given.fold, *names.familiar.get(given.fold, ()))
    return frozenset(names.names.get(spelling, spelling) for spelling in spellings)


def _keys_of_thing(name: Anatomy) -> Iterator[Key]:
    """Of all words what cognates and translations have in common, in any order; of a place its number if it is known."""
    if name.type == "place":
        yield from (("place", str(number)) for number in known_places(name.plain))
    meanings = common_words()
    begun = sorted(meanings.get(token.fold) or token.word.skeleton[:2] for token in name.words)
    if len(begun) > 1 or not name.words:
        yield "words", *name.numbers, *begun
    if len(name.words) == 1:
        yield "stem", *name.numbers, name.words[0].word.stem


def _skeletons(of: Word) -> frozenset[str]:
    """The consonants of every reading; of a word with fewer than two, its first sound, for hardly anything is left to tell them by."""
    return frozenset(bones.consonants if len(bones.consonants) > 1 else sound for bones, sound in zip(of.bones, of.sounds, strict=True))
