"""When a name that stands in a text is a mention: the guards that every candidate must pass."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from indexer.document import EntityType
from indexer.entities.context import (
    INHABITANTS,
    JUNIOR,
    MONTH_CUES,
    MONTHS,
    NEW,
    OPENING_WORDS,
    ORDINARY,
    OTHER_ACRONYMS,
    TITLES,
    WEEKDAYS,
)
from indexer.entities.passage import Passage

Case = Literal["any", "capital", "short", "capitals"]
"""How a word of a name must be written in a text, as its own spelling shows: `des`, `Affaires`, `Xi` (never `XI`), `OTAN`."""


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling of one entity.

    `alone` means that its neighbours decide: a surname, or a place that is also a given name. `initials` begin the person's names.
    """

    id: str
    type: EntityType
    words: tuple[str, ...]
    cases: tuple[Case, ...]
    initials: frozenset[str] = frozenset()
    alone: bool = False
    guards: dict[str | None, tuple["Guard", ...]] = field(default_factory=dict, compare=False, repr=False)
    """By language the guards that can say no to it, as they are worked out."""

    @property
    def acronym(self) -> bool:
        """Whether the name is written in capitals throughout."""
        return "capitals" in self.cases


class Candidate(NamedTuple):
    """A name that the words from `first` to `last`, both included, may be.

    `known_before` and `known_after`: the neighbour is itself a known name, so it is not a part of this one.
    """

    name: Name
    passage: Passage
    first: int
    last: int
    language: str | None
    known_before: bool
    known_after: bool


Guard = Callable[[Candidate], bool]


def guards(name: Name, language: str | None) -> tuple[Guard, ...]:
    """The guards that a candidate of this name in a text of this language must pass."""
    known = name.guards.get(language)
    if known is None:
        known = tuple(guard for guard, concerns in GUARDS if concerns(name, language))
        if language in _LANGUAGES:
            name.guards[language] = known
    return known


_ONE_CAPITAL: tuple[Case, ...] = ("capital",)


def _written_so(candidate: Candidate) -> bool:
    """The text has capitals where the name has them, so that « le monde », "who" and "us" stay words."""
    name, passage, number = candidate.name, candidate.passage, candidate.first
    if name.cases == _ONE_CAPITAL:  # as most are
        return not passage.words[number][0].islower()
    for case in name.cases:
        if case != "any" and not _FITS[case](passage, number):
            return False
        number += 1
    return True


_FITS: Mapping[str, Callable[[Passage, int], bool]] = {
    "capital": Passage.capital,
    "short": lambda passage, number: passage.capital(number) and (not passage.capitals(number) or passage.shouted(number)),
    "capitals": Passage.capitals,
}


def _whole(candidate: Candidate) -> bool:
    """The name is no part of a longer word or number: Mars-96 is not Mars, and Luna-25A is not Luna-25."""
    passage, after = candidate.passage, candidate.last + 1
    gaps = passage.gaps
    if gaps[after] == " ":
        return gaps[candidate.first] != "" or not candidate.first
    return not (passage.glued(candidate.first) or passage.glued(after) or passage.numbered(after))


def _no_ordinary_word(candidate: Candidate) -> bool:
    """The capital is there for the name's sake, not because a sentence or a line in capitals begins."""
    name, passage = candidate.name, candidate.passage
    if passage.shouted(candidate.first):
        return False
    return name.acronym or len(name.words) > 1 or not passage.opens_sentence(candidate.first)


def _means_something(name: Name, language: str | None) -> bool:
    """Whether the name is an ordinary word of the language, or of any when that is not known."""
    languages = (language,) if language in ORDINARY else tuple(ORDINARY)
    return any(" ".join(name.words) in ORDINARY[known] for known in languages if known is not None)


def _another_acronym(name: Name, language: str | None) -> bool:
    """Whether the name is an acronym that means something else in the language of the text."""
    return name.acronym and name.words[0] in OTHER_ACRONYMS.get(language or "", ())


def _no_month(candidate: Candidate) -> bool:
    """« Mars 2021 », « 8 Mars » and « fin Mars » are dates."""
    passage, first, after = candidate.passage, candidate.first, candidate.last + 1
    before = passage.key(first - 1) if passage.joined(first) else ""
    return not (before.isdigit() or before in MONTH_CUES or (passage.joined(after) and passage.key(after).isdigit()))


def _no_inhabitant(candidate: Candidate) -> bool:
    """« Le Suisse » is a man, « la Suisse » the country."""
    return candidate.passage.key(candidate.first - 1) not in INHABITANTS[candidate.name.words[0]]


def _not_the_new_one(candidate: Candidate) -> bool:
    """New Mexico is not Mexico."""
    passage, before = candidate.passage, candidate.first - 1
    renamed = passage.joined(candidate.first) and passage.key(before) in NEW and passage.capital(before)
    return not renamed


def _not_the_son(candidate: Candidate) -> bool:
    """Donald Trump Jr. is not Donald Trump."""
    passage, after = candidate.passage, candidate.last + 1
    beside = passage.before(after).strip(", ") == ""
    return not (beside and passage.key(after) in JUNIOR and passage.capital(after))


def _nobody_before(candidate: Candidate) -> bool:
    """No unknown given name stands before a name that is alone: Alexeï Rogozine is not Dmitri."""
    passage, before = candidate.passage, candidate.first - 1
    if candidate.known_before or not passage.joined(candidate.first):
        return True
    word, key = passage.word(before), passage.key(before)
    if not word[:1].isupper():
        return True
    if "." in word or passage.before(candidate.first).startswith("."):
        return key in TITLES or key[:1] in candidate.name.initials
    return key in TITLES or key in OPENING_WORDS


def _nothing_after(candidate: Candidate) -> bool:
    """No unknown capitalised word goes on from a name that is alone: the Trump Organization is not Trump."""
    passage, after = candidate.passage, candidate.last + 1
    if candidate.known_after or not passage.joined(after) or passage.before(after).startswith("."):
        return True
    return not passage.word(after)[:1].isupper() or passage.key(after) in OPENING_WORDS or passage.key(after) in WEEKDAYS


GUARDS: tuple[tuple[Guard, Callable[[Name, str | None], bool]], ...] = (
    (_written_so, lambda name, _: name.cases.count("any") < len(name.cases)),
    (_whole, lambda _, __: True),
    (_no_ordinary_word, _means_something),
    (lambda _: False, _another_acronym),
    (_no_month, lambda name, _: len(name.words) == 1 and name.words[0] in MONTHS),
    (_no_inhabitant, lambda name, _: name.words[0] in INHABITANTS),
    (_not_the_new_one, lambda name, _: name.type == "place"),
    (_not_the_son, lambda name, _: name.type == "person"),
    (_nobody_before, lambda name, _: name.alone),
    (_nothing_after, lambda name, _: name.alone),
)
"""What must hold for a name to be a mention, and which names it concerns; the cheapest and most telling come first."""

_LANGUAGES = frozenset({"fr", "en", None})
"""What is remembered, since a text may come with any language."""
