"""What names cost in articles that nobody wrote: a million capitals, ten thousand acronyms. The work is counted in calls, not in time."""

import cProfile
import pstats
import random
from collections.abc import Callable
from string import ascii_uppercase

import pytest

from indexer.entities.authority import Authority
from indexer.entities.spotter import Spotter

SPOTTER = Spotter(Authority.load())


def word(letters: int, rng: random.Random) -> str:
    return "".join(rng.choices(ascii_uppercase, k=letters))


def capitals(size: int) -> str:
    rng = random.Random(1)  # noqa: S311 — nothing is secret here
    return " ".join(word(7, rng) for _ in range(size))


def titles(size: int) -> str:
    return capitals(size).title()


def acronyms(size: int) -> str:
    """So many bodies, each explained and then called by its acronym."""
    rng = random.Random(1)  # noqa: S311 — nothing is secret here
    short = [word(4, rng) for _ in range(size)]
    return " ".join(f"{' '.join(letter + 'abcd' for letter in each)} ({each}) a parlé de {each}." for each in short)


def calls(text: str, language: str) -> int:
    """Of functions, Python's own among them, to find the names in a text."""
    profile = cProfile.Profile()
    profile.enable()
    SPOTTER.find(text, language)
    profile.disable()
    counted: int = pstats.Stats(profile).total_calls  # type: ignore[attr-defined]  # the stubs do not have it
    return counted


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("make", "size"), [(capitals, 10_000), (titles, 10_000), (acronyms, 1500)])
def test_twice_as_long_is_twice_the_work(make: Callable[[int], str], size: int, language: str) -> None:
    calls(make(100), language)  # what is remembered from the first text on
    once, twice = calls(make(size), language), calls(make(2 * size), language)
    assert size < once, "nothing was counted"
    assert twice < 2.4 * once


def test_one_word_of_a_million_capitals_is_a_word() -> None:
    assert calls("A" * 1_000_000, "fr") < 2 * calls("A" * 1000, "fr") + 1000
