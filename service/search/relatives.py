"""Relatives of articles as readers see them: who tells the same, in the other language or in an article's own."""

from typing import Any

from service.search.generation import Generation
from service.search.results import NO_RELATIVES, Relative, Relatives
from service.search.stories import Ints

MOST_LISTED = 10
"""Translations of one article that are named, and copies; the others are only counted, for a story may have thousands."""


class Family:
    """The relatives of the articles of one answer. Each is read from the index once, and none that is not named."""

    def __init__(self, generation: Generation, searcher: Any) -> None:  # noqa: ANN401 — Whoosh has no types
        self._generation = generation
        self._searcher = searcher
        self._read: dict[int, Relative] = {}

    def of(self, number: int) -> Relatives:
        """The relatives of the article with this number, the best copy first."""
        twins, copies = self._generation.stories.kin(number)
        if not len(twins) and not len(copies):
            return NO_RELATIVES
        return Relatives(self._named(twins), self._named(copies), len(twins), len(copies))

    def _named(self, numbers: Ints) -> tuple[Relative, ...]:
        return tuple(self._read.get(number) or self._look_up(number) for number in numbers[:MOST_LISTED].tolist())

    def _look_up(self, number: int) -> Relative:
        stored = self._generation.stored(self._searcher, number)
        relative = Relative(stored["id"], stored["lang"], stored["title"], stored.get("origin"), stored.get("date"))
        self._read[number] = relative
        return relative
