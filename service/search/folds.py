"""Hits of one story folded into one: which belong together, how many are too many, and which of them stays."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from indexer.codec import kernels
from indexer.codec.postings import NO_INTS
from indexer.columns import Siblings
from service.search.ranks import Floats, Ints, Places, keys
from service.search.stories import Stories


@dataclass(frozen=True, slots=True, eq=False)
class Folds:
    """Those of some hits that share their story with another hit, story by story.

    Attributes:
        places: int32, their places among the hits, ascending within a story.
        siblings: their numbers, and which belong together.
    """

    places: Ints
    siblings: Siblings

    @classmethod
    def of(cls, stories: Stories, numbers: Ints) -> Self | None:
        """The folds of some hits, given by their numbers; None where each tells a story of its own."""
        if not len(stories) or not len(numbers):
            return None
        room = np.empty((2, len(numbers)), np.int32)
        size = kernels.siblings(stories.of_each, numbers, len(stories), *room)
        if not size:
            return None
        places, groups = room[:, :size].copy()
        return cls(places, Siblings(numbers[places], groups))

    @property
    def folded(self) -> int:
        """How many hits more there are than stories."""
        return len(self.places) - int(self.siblings.groups[-1]) - 1

    def left(self, sort: str, scores: Floats, days: Ints) -> Places:
        """The places of the hits that stay, ascending: of each story the one that comes first in an order.

        Args:
            sort: as in `ranks.ranked`.
            scores: of all hits.
            days: of all hits, 0 for none; of no meaning where they do not decide.
        """
        order = keys(sort, scores, days)
        stays = np.ones(len(scores), np.bool_)
        kernels.foremost(order[0], order[-1], self.places, self.siblings.groups, stays)
        return np.flatnonzero(stays)

    def more(self, stories: Stories, numbers: Ints) -> Ints:
        """How many other hits each of some that stayed stands for."""
        stayed = stories.of_each[numbers]
        counts = np.zeros(len(numbers), np.int32)
        told = np.flatnonzero(stayed >= 0)
        own = stories.of_each[self.siblings.numbers] if len(told) else NO_INTS
        for place in told.tolist():
            counts[place] = max(int(np.count_nonzero(own == stayed[place])) - 1, 0)
        return counts
