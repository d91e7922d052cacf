"""Which hits the filters of a request let through."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.columns import Columns
from indexer.dates import span
from service.search.request import FILTERING, ONLY, SearchRequest
from service.search.stories import Stories


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
        if request.first:
            masks.append(columns.last_day.take(numbers) >= span(request.first)[0])
        if request.last:
            first_day = columns.first_day.take(numbers)
            masks.append((first_day <= span(request.last)[1]) & (first_day > 0))
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
    return np.logical_and.reduce(masks) if masks else None
