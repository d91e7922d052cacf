"""When a name that stands in a text is a mention: the guards that every candidate must pass."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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


def _written_so(candidate: Candidate) -> bool:
    """The text has capitals where the name has them, so that « le monde », "who" and "us" stay words."""
    return all(_FITS[case](candidate.passage, candidate.first + at) for at, case in enumerate(candidate.name.cases))


_FITS: Mapping[Case, Callable[[Passage, int], bool]] = {
    "any": lambda _, __: True,
    "capital": Passage.capital,
    "short": lambda passage, number: passage.capital(number) and (not passage.capitals(number) or passage.shouted(number)),
    "capitals": Passage.capitals,
}


def _whole(candidate: Candidate) -> bool:
    """The name is no part of a longer word or number: Mars-96 is not Mars, and Luna-25A is not Luna-25."""
    passage, after = candidate.passage, candidate.last + 1
    return not (passage.glued(candidate.first) or passage.glued(after) or passage.numbered(after))


def _no_ordinary_word(candidate: Candidate) -> bool:
    """The capital is there for the name's sake, not because a sentence or a line in capitals begins."""
    name, passage = candidate.name, candidate.passage
    if not _means_something(" ".join(name.words), candidate.language):
        return True
    if passage.shouted(candidate.first):
        return False
    return name.acronym or len(name.words) > 1 or not passage.opens_sentence(candidate.first)


def _means_something(name: str, language: str | None) -> bool:
    """Whether the name is an ordinary word of the language, or of any when that is not known."""
    languages = (language,) if language in ORDINARY else tuple(ORDINARY)
    return any(name in ORDINARY[known] for known in languages if known is not None)


def _no_other_acronym(candidate: Candidate) -> bool:
    """The acronym does not mean something else in the language of the text."""
    return not (candidate.name.acronym and candidate.name.words[0] in OTHER_ACRONYMS.get(candidate.language or "", ()))


def _no_month(candidate: Candidate) -> bool:
    """« Mars 2021 », « 8 Mars » and « fin Mars » are dates."""
    passage, first, after = candidate.passage, candidate.first, candidate.last + 1
    if len(candidate.name.words) > 1 or candidate.name.words[0] not in MONTHS:
        return True
    before = passage.key(first - 1) if passage.joined(first) else ""
    return not (before.isdigit() or before in MONTH_CUES or (passage.joined(after) and passage.key(after).isdigit()))


def _no_inhabitant(candidate: Candidate) -> bool:
    """« Le Suisse » is a man, « la Suisse » the country."""
    return candidate.passage.key(candidate.first - 1) not in INHABITANTS.get(candidate.name.words[0], ())


def _not_the_new_one(candidate: Candidate) -> bool:
    """New Mexico is not Mexico."""
    passage, before = candidate.passage, candidate.first - 1
    renamed = passage.joined(candidate.first) and passage.key(before) in NEW and passage.capital(before)
    return candidate.name.type != "place" or not renamed


def _not_the_son(candidate: Candidate) -> bool:
    """Donald Trump Jr. is not Donald Trump."""
    passage, after = candidate.passage, candidate.last + 1
    beside = passage.before(after).strip(", ") == ""
    return candidate.name.type != "person" or not (beside and passage.key(after) in JUNIOR and passage.capital(after))


def _nobody_before(candidate: Candidate) -> bool:
    """No unknown given name stands before a name that is alone: Alexeï Rogozine is not Dmitri."""
    passage, before = candidate.passage, candidate.first - 1
    if not candidate.name.alone or candidate.known_before or not passage.joined(candidate.first):
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
    if not candidate.name.alone or candidate.known_after or not passage.joined(after) or passage.before(after).startswith("."):
        return True
    return not passage.word(after)[:1].isupper() or passage.key(after) in OPENING_WORDS or passage.key(after) in WEEKDAYS


GUARDS: tuple[Callable[[Candidate], bool], ...] = (
    _written_so,
    _whole,
    _no_ordinary_word,
    _no_other_acronym,
    _no_month,
    _no_inhabitant,
    _not_the_new_one,
    _not_the_son,
    _nobody_before,
    _nothing_after,
)
"""What must hold for a name to be a mention; the cheapest and most telling come first."""
