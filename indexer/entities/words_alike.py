"""How alike two words of a name are, from 0 to 1.

A name of Latin letters is copied: Martin and Marten are two families. A name from another script is heard and written down, so that its
vowels vary: Zawahiri, Zawahri. Which of the two a pair is has to be known, and its freedom says it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from rapidfuzz.distance import JaroWinkler

from indexer.entities.spelling import Bones, Word

GRADES: Mapping[str, float] = MappingProxyType(
    {
        "fold": 1.0,  # the same letters
        "copy": 0.98,  # Schröder, Schroeder
        "sound": 0.97,  # Poutine, Putin
        "bones": 0.96,  # the same consonants, and vowels that agree; each difference takes from it
        "vowel": 0.03,  # what one pair of neighbouring vowels takes: Khaled, Khalid
        "silent": 0.05,  # what a vowel takes that only one of them writes: Zawahiri, Zawahri
        "class": 0.02,  # what consonants of one class take: Gaddafi, Kadhafi
        "careless": 0.6,  # Smith, Smyth
        "skeleton": 0.92,  # the factor for consonants that differ
    }
)
"""What likeness a kind of agreement is worth. Chosen on the dev half of tests/entities/variants.tsv, see MEASURED in variants.py."""

FREEDOM: Mapping[str, float] = MappingProxyType({"copied": 0.0, "unknown": 0.04, "transcribed": 0.09})
"""What differences between vowels and between consonants of one class may take in all, by the origin of a name."""

NEIGHBOURS: frozenset[tuple[str, str]] = frozenset(
    pair
    for one, other in (
        ("a", "e"),
        ("e", "i"),
        ("o", "u"),
        ("e", "ie"),
        ("i", "ie"),
        ("a", "ia"),
        ("o", "io"),
        ("u", "iu"),
        ("ai", "ei"),
        ("i", "ei"),
        ("ei", "e"),
        ("o", "ou"),
        ("o", "au"),
        ("o", "oi"),
        ("a", "aia"),
        ("e", "eie"),
        ("ia", "ie"),
    )
    for pair in ((one, other), (other, one))
)
"""Runs of vowels that transcriptions take for each other inside a word. A, o and i are never each other's: Hassan is not Hussein."""

LONG = 8
"""Letters from which a word may lose or change one consonant and stay itself."""
SHORT = 3
"""Letters up to which a word must agree in sound, for one letter more makes another name of it."""


def alike(one: Word, other: Word, *, freedom: float) -> float:
    """How alike two words are, from 0 to 1.

    `freedom` is what differences may take from likeness, see FREEDOM. With none the name is copied, and only what printing does to marks
    and what cannot be anything but a transcription (ou for u, tch for ch) may differ.
    """
    if one.fold == other.fold:
        return GRADES["fold"]
    if not one.copies.isdisjoint(other.copies):
        return GRADES["copy"]
    brief = max(len(one.fold), len(other.fold)) <= SHORT
    if not brief and not set(one.sounds).isdisjoint(other.sounds) and (freedom >= FREEDOM["transcribed"] or one.careless != other.careless):
        return GRADES["sound"]
    if brief or not freedom or min(len(one.sounds[0]), len(other.sounds[0])) <= SHORT:
        return GRADES["careless"] * JaroWinkler.similarity(one.sounds[0], other.sounds[0])
    free = (_same_bones(first, second, freedom) for first in one.bones for second in other.bones)
    return max(_nearly(one, other), *free)


def _same_bones(one: Bones, other: Bones, freedom: float) -> float:
    """How well the vowels agree around the same consonants; 0 around others, and if all differences together exceed the freedom."""
    if one.consonants != other.consonants or len(one.consonants) < 2:
        return 0.0
    if one.vowels[-1] != other.vowels[-1] and (one.vowels[-1], other.vowels[-1]) not in _ENDINGS:
        return 0.0
    taken = GRADES["class"] * (one.letters != other.letters)
    for number, (first, second) in enumerate(zip(one.vowels, other.vowels, strict=True)):
        if first == second:
            continue
        if _agree(first, second):
            taken += GRADES["vowel"]
        elif 0 < number < len(one.vowels) - 1 and not (first and second):
            taken += GRADES["silent"]
        else:
            return 0.0
    return GRADES["bones"] - taken if taken <= freedom else 0.0


def _agree(one: str, other: str) -> bool:
    """Whether two runs of vowels may be one, as a whole or letter by letter."""
    if (one, other) in NEIGHBOURS or (one, other) in _ENDINGS:
        return True
    return len(one) == len(other) > 1 and all(a == b or (a, b) in NEIGHBOURS for a, b in zip(one, other, strict=True))


_ENDINGS = frozenset(pair for one, other in (("i", "ei"), ("i", "e"), ("u", "eu"), ("a", "e")) for pair in ((one, other), (other, one)))
"""Vowels at the end that are each other's. Most are not: -a after a consonant is a woman, -o a man."""


def _nearly(one: Word, other: Word) -> float:
    """Likeness of long words of which a consonant differs."""
    first, second = one.sounds[0], other.sounds[0]
    similarity = JaroWinkler.similarity(first, second)
    if min(len(first), len(second)) < LONG or abs(len(first) - len(second)) > 1 or first[-1] != second[-1]:
        return GRADES["careless"] * similarity
    return similarity * (1.0 if one.skeleton == other.skeleton else GRADES["skeleton"])
