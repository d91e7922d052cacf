"""Which hits the filters of a request let through."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.codec import kernels
from indexer.columns import Columns
from indexer.dates import span
from service.search.request import FILTERING, ONLY, SearchRequest
from service.search.stories import Stories

_NO_BOUND = int(np.iinfo(np.int32).max)


@dataclass(frozen=True, slots=True, eq=False)
class Filters:
    """The filters of a request as one bool a hit: `chosen` for each facet with chosen values, `rest` for exclusions, dates and twins.

    `rest` is None where a request has none of these.
    """

    chosen: Mapping[str, NDArray[np.bool_]]
    rest: NDArray[np.bool_] | None

    @classmethod
    def of(cls, request: SearchRequest, columns: Columns, stories: Stories, numbers: NDArray[np.int32]) -> Self:
        """Which of some hits, given by their numbers, a request lets through."""
        masks = [~columns.facets[name].having(values, numbers) for name, values in request.exclude.items()]
        if request.first or request.last:
            masks.append(np.ones(len(numbers), np.bool_))
        if request.first:
            kernels.within(columns.last_day, span(request.first)[0], _NO_BOUND, numbers, masks[-1])
        if request.last:
            kernels.within(columns.first_day, 1, span(request.last)[1], numbers, masks[-1])
        if request.twins in FILTERING:
            masks.append(stories.have_twins(numbers) == (request.twins == ONLY))
        return cls({name: columns.facets[name].having(values, numbers) for name, values in request.include.items()}, _all(masks))

    def passed(self, but: str = "") -> NDArray[np.bool_] | None:
        """One bool a hit: whether it passes every filter, not counting the values chosen of one facet; None where all hits do."""
        masks = [mask for name, mask in self.chosen.items() if name != but]
        return _all(masks if self.rest is None else [self.rest, *masks])

    def left(self, but: str = "") -> NDArray[np.int64] | None:
        """The places of the hits that pass, ascending: to take a quarter of 39,000 hits by place takes 22 µs, by one bool a hit 208."""
        passed = self.passed(but)
        return None if passed is None else np.flatnonzero(passed)


def _all(masks: list[NDArray[np.bool_]]) -> NDArray[np.bool_] | None:
    return reduce(np.logical_and, masks) if masks else None
