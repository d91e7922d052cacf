"""Whom and what the articles name: Lunette's own authority and, as no newsroom knows only eight hundred names, invented entities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from indexer.document import ENTITY_TYPES, LANGUAGES, Entity, EntityType, Language
from indexer.entities import Authority

INVENTED: Mapping[EntityType, int] = {"person": 12_000, "org": 6_000, "place": 3_000, "programme": 1_500}
SHARES: Mapping[EntityType, float] = {"person": 0.33, "org": 0.25, "place": 0.34, "programme": 0.08}
"""Of all mentions."""

_SYLLABLES = tuple(consonant + vowel for consonant in "bdfgklmnprstv" for vowel in "aeiou")
_SCATTER = 48_271
_FIRST_NAMES = (
    *("Jean", "Marie", "Pierre", "Anne", "Paul", "Sophie", "Dmitri", "Elena", "John", "Mary", "James", "Sarah", "Ahmed", "Fatima"),
    *("Kofi", "Aminata", "Ibrahim", "Claire", "Hélène", "François", "Élise", "Jürgen", "Zoé", "André", "Noël", "Chloé", "Raphaël"),
    *("Olga", "Sergueï", "Jens", "Peter", "Emma", "Luc", "Rémi", "Ana", "Carlos", "Yuki"),
)
_LABELS: Mapping[EntityType, Mapping[Language, Sequence[str]]] = {
    "person": {language: [f"{name} {{}}" for name in _FIRST_NAMES] for language in LANGUAGES},
    "org": {
        "fr": ("Société {}", "Institut {}", "Banque {}", "Fondation {}", "Université de {}", "Parti {}"),
        "en": ("{} Corporation", "{} Institute", "{} Bank", "{} Foundation", "University of {}", "{} Party"),
    },
    "place": {"fr": ("{}", "Saint-{}", "{}-sur-Mer"), "en": ("{}", "Saint {}", "{}-on-Sea")},
    "programme": {"fr": ("Programme {}", "Mission {}", "Accord de {}"), "en": ("{} Programme", "{} Mission", "{} Agreement")},
}
"""Entity type to what its names look like in each language."""
_FIRST_NUMBER: Mapping[EntityType, int] = {"person": 0, "org": 100_000, "place": 200_000, "programme": 300_000}
"""Which coined words are names of entities of each type; the rare names of texts begin where these end."""
RARE = 400_000


def coined(number: int) -> str:
    """The invented name with this number, of three syllables or more; other numbers have other names."""
    names, length = len(_SYLLABLES) ** 3, 3
    while number >= names:
        names, length = names * len(_SYLLABLES), length + 1
    # So that neighbours do not look alike; the factor shares no divisor with the number of names.
    number = number * _SCATTER % names
    syllables = []
    for _ in range(length):
        number, at = divmod(number, len(_SYLLABLES))
        syllables.append(_SYLLABLES[at])
    return "".join(syllables).capitalize()


@cache
def entities() -> Mapping[str, Entity]:
    """Every entity by its id: those of the authority first, then the invented ones."""
    known = dict(Authority.load().entities)
    for kind, many in INVENTED.items():
        for number in range(many):
            name = coined(_FIRST_NUMBER[kind] + number)
            labels = {language: forms[number % len(forms)].format(name) for language, forms in _LABELS[kind].items()}
            entity = Entity(f"{kind}-{name.lower()}", kind, labels, (name,))
            known[entity.id] = entity
    return known


@dataclass(frozen=True, slots=True, eq=False)
class Zipf:
    """A choice among `many` where the one of rank r is chosen in proportion to 1 / (r + `shift`)."""

    cumulated: NDArray[np.float64]

    @classmethod
    def over(cls, many: int, shift: float) -> "Zipf":
        """The choice among so many."""
        weights = 1 / (np.arange(1, many + 1) + shift)
        return cls(np.cumsum(weights / weights.sum()))

    def drawn(self, rng: np.random.Generator, many: int) -> NDArray[np.intp]:
        """That many choices, as ranks from 0."""
        return np.minimum(np.searchsorted(self.cumulated, rng.random(many)), len(self.cumulated) - 1)


class Population:
    """The entities in the order of how often they are named, a type at a time."""

    def __init__(self) -> None:
        self._ranked = {kind: [entity for entity in entities().values() if entity.type == kind] for kind in ENTITY_TYPES}
        for kind, ranked in self._ranked.items():
            # Known names are not the most frequent ones of all the news there is.
            np.random.default_rng(len(kind)).shuffle(ranked)  # type: ignore[arg-type]
        self._choice = {kind: Zipf.over(len(ranked), 3) for kind, ranked in self._ranked.items()}

    def drawn(self, rng: np.random.Generator, many: int) -> list[Entity]:
        """That many mentions."""
        kinds = np.searchsorted(np.cumsum([SHARES[kind] for kind in ENTITY_TYPES]), rng.random(many) * sum(SHARES.values()))
        named: list[Entity] = [None] * many  # type: ignore[list-item]  # each is filled in below
        for number, kind in enumerate(ENTITY_TYPES):
            places = np.flatnonzero(kinds == number)
            ranked = self._ranked[kind]
            for place, rank in zip(places.tolist(), self._choice[kind].drawn(rng, len(places)).tolist(), strict=True):
                named[place] = ranked[rank]
        return named
