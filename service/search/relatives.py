"""The relatives of one article as readers see them: who tells the same, in the other language or in its own."""

from collections.abc import Iterable
from typing import Any

from service.search.generation import Generation
from service.search.results import NO_RELATIVES, Relative, Relatives

MOST_LISTED = 10
"""Translations of one article that are named, and copies; the others are only counted, for a story may have thousands."""


def relatives(number: int, generation: Generation, searcher: Any) -> Relatives:  # noqa: ANN401 — Whoosh has no types
    """The relatives of the article with this number, the best copy first. No more of them are read from the index than are named."""
    kin = generation.stories.kin(number)
    if not len(kin.twins) and not len(kin.copies):
        return NO_RELATIVES

    def named(numbers: Iterable[int]) -> tuple[Relative, ...]:
        stored = (generation.stored(searcher, each) for each in numbers)
        return tuple(Relative(each["id"], each["lang"], each["title"], each.get("origin"), each.get("date")) for each in stored)

    return Relatives(
        twins=named(kin.twins[:MOST_LISTED].tolist()),
        copies=named(kin.copies[:MOST_LISTED].tolist()),
        twins_total=len(kin.twins),
        copies_total=len(kin.copies),
    )
