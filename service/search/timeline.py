"""When the articles of an answer were published, and in which language: the bars of a histogram. Every number is exact."""

import calendar
import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from indexer.columns import Columns
from indexer.document import LANGUAGES
from service.search.engine import Matches
from service.search.filters import Filters
from service.search.folds import Folds
from service.search.request import COLLAPSE, SearchRequest
from service.search.results import NO_TIMELINE, Bar, Timeline
from service.search.stories import NO_STORIES, Stories

MOST_BARS = 48
"""Bars of a histogram; more are too thin for a finger."""

Ints = NDArray[np.int64]


def timeline(matches: Matches, request: SearchRequest, columns: Columns, stories: Stories) -> Timeline:
    """When the articles were published that a request finds, without a look at the dates that it asks for.

    So one sees what lies around these dates, as the siblings of a chosen value stay in a facet.
    """
    left = Filters.of(replace(request, first=None, last=None), columns, stories, matches.numbers).left()
    numbers = matches.numbers if left is None else matches.numbers.take(left)
    numbers = numbers[columns.first_day[numbers] > 0]
    if not len(numbers):
        return NO_TIMELINE
    first, last = columns.first_day[numbers], columns.last_day[numbers]
    steps = _steps(int(first.min()), int(last.max()))
    begin = steps.place(first)
    exact = begin == steps.place(last)
    kept = numbers[exact]
    if not len(kept):
        return replace(NO_TIMELINE, vague=len(numbers))
    language = languages(columns)[kept]
    # Of articles with a whole year for a date, a year is shown, not the first of January.
    lowest = int(begin[exact].min())
    cells = (begin[exact] - lowest) * (len(LANGUAGES) + 1) + language
    bars = int(begin[exact].max()) - lowest + 1
    counts = np.bincount(cells, minlength=bars * (len(LANGUAGES) + 1))
    folds = Folds.of(stories if request.twins == COLLAPSE else NO_STORIES, kept)
    if folds:
        pairs = np.stack([folds.siblings.groups.astype(np.int64), cells[folds.places]])
        once = np.unique(pairs, axis=1)[1]
        counts -= np.bincount(pairs[1], minlength=len(counts)) - np.bincount(once, minlength=len(counts))
    table = counts.reshape(bars, -1).tolist()
    shown = tuple(Bar(*steps.dates(lowest + place), tuple(row)) for place, row in enumerate(table))
    return Timeline(shown, int(len(numbers) - len(kept)), _begun(kept, language, columns))


@dataclass(frozen=True, slots=True)
class _Steps:
    """How time is cut: into days, months, or so many years. A place counts from the beginning of our era."""

    unit: str
    years: int = 1

    def place(self, days: NDArray[np.int32]) -> Ints:
        """In which stretch each of some days lies, given as `yyyymmdd`."""
        whole = days.astype(np.int64)
        if self.unit == "year":
            return whole // 10_000 // self.years
        if self.unit == "month":
            return whole // 10_000 * 12 + whole // 100 % 100 - 1
        known, places = np.unique(whole, return_inverse=True)
        return np.array([_date(each).toordinal() for each in known.tolist()], np.int64)[places]

    def dates(self, place: int) -> tuple[str, str]:
        """The first and the last date of a stretch, as precise as need be."""
        if self.unit == "year":
            return f"{max(1, place * self.years):04}", f"{place * self.years + self.years - 1:04}"
        if self.unit == "month":
            month = f"{place // 12:04}-{place % 12 + 1:02}"
            return month, month
        day = dt.date.fromordinal(place).isoformat()
        return day, day


def _steps(first: int, last: int) -> _Steps:
    """The finest steps of which not too many lead from one day to another."""
    if (_date(last) - _date(first)).days < MOST_BARS:
        return _Steps("day")
    months = (last // 10_000 - first // 10_000) * 12 + last // 100 % 100 - first // 100 % 100
    if months < MOST_BARS:
        return _Steps("month")
    years = last // 10_000 - first // 10_000 + 1
    return _Steps("year", next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500) if years <= step * (MOST_BARS - 1)))


def _date(day: int) -> dt.date:
    year, month = day // 10_000, day // 100 % 100
    return dt.date(year, month, min(day % 100, calendar.monthrange(year, month)[1]))


def languages(columns: Columns) -> NDArray[np.int64]:
    """The place in `LANGUAGES` of every article's language, or the number behind the last."""
    facet = columns.facets["language"]
    places = [LANGUAGES.index(value) if value in LANGUAGES else len(LANGUAGES) for value in facet.values]
    return np.array([*places, len(LANGUAGES)], np.int64)[facet.each()]


def _begun(numbers: NDArray[np.int32], language: NDArray[np.int64], columns: Columns) -> tuple[str | None, ...]:
    first = columns.first_day[numbers]
    certain = first == columns.last_day[numbers]
    begun: list[str | None] = []
    for place in range(len(LANGUAGES)):
        days = first[certain & (language == place)]
        begun.append(_date(int(days.min())).isoformat() if len(days) else None)
    return tuple(begun)
