"""Dates that count from the day on which they are written, in French and in English: « mardi », « il y a un mois », `last year`.

What is meant is a period, from a first day to a last. It is told as the narrowest part of the calendar that holds all of it: a day, a
month or a year. So « il y a un mois » is the month before, for nobody who says so counts days; « la semaine dernière » is the month in
which that week lies, or the year if it lies in two months; the end of a year is the year, for it begins in October for one writer and in
December for another. Seasons are no part of the calendar and are not read.

News looks back: a weekday is the latest that is not after the day of writing, and that day itself if it is one, for agencies name the
day of an event even on the same day; « lundi dernier » and `last Monday` are before it. A day and a month without a year are the latest
not after it too; with a weekday, the year must be one in which they fall on it, and the day may be one
that is announced for the next two months.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from indexer.date_words import (
    CORES,
    COUNTED,
    DAY_WORDS,
    DISTANT,
    MONTH_NAMES,
    NOT_AFTER,
    NOT_BEFORE,
    NUMBERS,
    PATTERNS,
    UNITS,
    WEEKDAYS,
    YEAR_SHIFTS,
    folded,
)
from indexer.written_dates import FIRST_YEAR, LAST_YEAR, every_date, without_dates

Period = tuple[date, date]
"""The first and the last day of what is meant."""


class Named(NamedTuple):
    """A date that a text names: in ISO 8601 at the precision that is known, and at which characters. `kind` is a key of `PATTERNS`."""

    iso: str
    start: int
    end: int
    kind: str


def relative_date(text: str, base: date) -> tuple[str, int, int] | None:
    """The first date in the text that counts from `base`, as ISO 8601 at the precision that is known, and where it starts and ends."""
    return next(((each.iso, each.start, each.end) for each in relative_dates(text, base)), None)


def mentioned(text: str, base: date) -> Iterator[tuple[str, int, int]]:
    """Every date that a text names, with its year or counted from `base`, in the order of the text and without overlap.

    Each is in ISO 8601 at the precision that is known, with where it starts and ends.
    """
    whole = [each for each in every_date(text) if not _friend("month" if len(each[0]) == 7 else "day", text[each[1] : each[2]])]
    taken = {at for _, start, end in whole for at in range(start, end)}
    counted = ((iso, start, end) for iso, start, end, _ in relative_dates(text, base) if taken.isdisjoint(range(start, end)))
    yield from sorted((*whole, *counted), key=lambda each: each[1])


def relative_dates(text: str, base: date) -> Iterator[Named]:
    """Every date in the text that counts from `base`, in order and without overlap. Takes time in proportion to the text."""
    plain = folded(text)
    if not _core(_TOKEN.findall(plain)):
        return
    for found in _candidates(plain):
        kind, (start, end) = found.lastgroup or "", found.span()
        before = plain[max(0, start - _CONTEXT) : start]
        if (
            _friend(kind, text[start:end])
            or _NOT_AFTER[kind].search(before)
            or _NOT_BEFORE[kind].match(plain, end)
            or (kind == "word" and _named(text, start, before))
        ):
            continue
        iso = _iso(kind, _WORD.findall(found[0]), base)
        if iso is not None:
            yield Named(iso, start, end, kind)


def counted_date(text: str, base: date) -> str | None:
    """The date, counted from `base`, of a text that was given as a date: « il y a 3 heures », « début février 2021 », `Yesterday at 18:00`.

    None if it says anything else as well, or what is still to come.
    """
    found = list(relative_dates(text, base)) if len(text) <= _LONGEST else []
    if not found or found[0].iso > base.isoformat():
        return None
    ends = [0, *(each.end for each in found)]
    beside = " ".join(text[end:start] for end, start in zip(ends, [*(each.start for each in found), len(text)], strict=True))
    return None if re.search(r"\w", without_dates(beside)) else found[0].iso


_LONGEST = 100
"""Characters of what is a date and nothing else."""


def may_count(text: str) -> bool:
    """Whether any word or number of a text could belong to a date. In most lines none does, and to look is cheaper than to read."""
    return _core(_TOKEN.findall(folded(text)))


def _core(tokens: Sequence[str]) -> bool:
    return not CORES.isdisjoint(tokens) or any(len(token) == 4 and token.isdigit() for token in tokens)


def _candidates(plain: str) -> Iterator[re.Match[str]]:
    """What looks like a date, in order and without overlap; only what stands around a word that dates have is looked at."""
    at = 0
    for core in _TOKEN.finditer(plain):
        begin, end = core.span()
        if end <= at or not (core[0] in CORES or (end - begin == 4 and core[0].isdigit())):
            continue
        found = _any().search(plain, max(at, begin - _REACH), end + _REACH)
        # What begins later has a word of its own, and is read whole there; what begins earlier was looked for and is not to be found.
        if found is not None and found.start() <= begin:
            at = found.end()
            yield found
        else:
            at = begin + 1


_REACH = 60
"""Characters that a date may have before and after such a word."""

_ANNOUNCED = timedelta(60)
"""How far ahead a day may lie that is named with its weekday and without its year."""

_CONTEXT = 24
"""Characters before a date in which a word can stand that makes it something else."""


@cache
def _any() -> re.Pattern[str]:
    """A date of any kind. Few texts are asked for these, and a process that meets none need not make it."""
    return re.compile("|".join(rf"(?P<{kind}>(?<![\w-])(?:{pattern})(?!\w|-[a-z]))" for kind, pattern in PATTERNS.items()))


_NOT_AFTER = {kind: re.compile(rf"(?<!\w)(?:{NOT_AFTER.get(kind, '(?!)')})\Z") for kind in PATTERNS}
_NOT_BEFORE = {kind: re.compile(NOT_BEFORE.get(kind, "(?!)")) for kind in PATTERNS}
_TOKEN = re.compile(r"(?:l'|\bun )an\b|week-?end|\d+|[a-z]+")
_WORD = re.compile(r"\d+|week-?end|[a-z]+")
_VERB = re.compile(r"\b(?:may|march)\b")
_ORDINAL = re.compile(r"\d(?:st|nd|rd|th)\b|\bof\b")
_PLANET = re.compile(r"\bMars\b|\bMai\b(?! \d)|\bMai \d{4}")
_AFTER_NAME = re.compile(r"[^\W\d_][ \u00a0]\Z")
_AFTER_LABEL = re.compile(
    r"(?:publishe?d?|updated|posted|modified|publiee?|postee?|modifiee?|actualisee?|mise? a jour|en ligne|[|:·–—-]) ?\Z"
)


def _friend(kind: str, written: str) -> bool:
    """Whether words only look like a date: the verbs `may` and `march`, the planet Mars, the rover Mars 2020, Chiang Mai."""
    if kind in ("day", "month") and _VERB.search(written):
        return _ORDINAL.search(written) is None
    return kind == "month" and _PLANET.search(written) is not None


def _named(text: str, start: int, before: str) -> bool:
    """Whether a word such as `Today` is part of a name: it has a capital in the middle of a sentence, as in `USA Today`."""
    return text[start].isupper() and _AFTER_NAME.search(text[max(0, start - 2) : start]) is not None and not _AFTER_LABEL.search(before)


def _iso(kind: str, words: Sequence[str], base: date) -> str | None:
    """The narrowest part of the calendar that holds all of what is meant; None if there is none, or the day does not exist."""
    try:
        period = _MEANINGS[kind](words, base)
    except (ValueError, OverflowError):  # the 30th of February, or before the first day that there is
        return None
    if period is None or not FIRST_YEAR <= period[0].year <= period[1].year <= LAST_YEAR:
        return None
    first, last = (day.isoformat() for day in period)
    return next((first[:length] for length in (10, 7, 4) if first[:length] == last[:length]), None)


def _word(words: Sequence[str], base: date) -> Period:
    phrase = " ".join(words)
    return _day(base + timedelta(next(shift for word, shift in DAY_WORDS.items() if phrase.startswith(word))))


def _weekday(words: Sequence[str], base: date) -> Period:
    day = next(WEEKDAYS[word] for word in words if word in WEEKDAYS)
    direction = _direction(words)
    if direction > 0:
        return _day(base + timedelta((day - base.weekday() - 1) % 7 + 1))
    latest = base - timedelta(-direction)
    return _day(latest - timedelta((latest.weekday() - day) % 7))


def _day_of_month(words: Sequence[str], base: date) -> Period | None:
    """A day of a month: of the year that is named by its distance, or the latest, or the one in which it falls on the weekday."""
    month, day = _month_number(words), next(int(word) for word in words if word.isdigit())
    distant = next((YEAR_SHIFTS[word] for word in words[-2:] if word in YEAR_SHIFTS and DISTANT.intersection(words)), None)
    if distant is not None:
        return _day(date(base.year + distant, month, day))
    weekday = next((WEEKDAYS[word] for word in words if word in WEEKDAYS), None)
    days = [each for year in range(base.year + 1, base.year - 12, -1) if (each := _existing(year, month, day)) is not None]
    if _direction(words) > 0:
        days = sorted(each for each in days if each > base)
    elif weekday is None:
        days = [each for each in days if each <= base]
    else:
        days = [each for each in days if each.weekday() == weekday and each <= base + _ANNOUNCED]
    return _day(days[0]) if days else None


def _ago(words: Sequence[str], base: date) -> Period:
    number = next(int(word) if word.isdigit() else NUMBERS[word] for word in reversed(words) if word.isdigit() or word in NUMBERS)
    unit = next(UNITS[word] for word in reversed(words) if word in UNITS)
    if unit in COUNTED:  # the day is all that is known of the base, so the hours of one day are that day
        return _day(base - timedelta(minutes=number * COUNTED[unit]))
    return _PARTS[unit](base, -number)


def _part(words: Sequence[str], base: date) -> Period:
    """A week, a weekend, a month or a year: this, the last or the next."""
    return _PARTS[next(UNITS[word] for word in words if word in UNITS)](base, _direction(words))


def _month(words: Sequence[str], base: date) -> Period:
    month, year = _month_number(words), next((int(word) for word in words if len(word) == 4 and word.isdigit()), None)
    if year is None:
        direction = _direction(words)
        limit = base.month - (direction < 0 and month == base.month)
        year = base.year + (month <= base.month if direction > 0 else -(month > limit))
    return _months(date(year, month, 1), 0)


def _year(words: Sequence[str], _: date) -> Period:
    return _years(date(int(words[-1]), 1, 1), 0)


_MEANINGS: Mapping[str, Callable[[Sequence[str], date], Period | None]] = {
    "word": _word, "weekday": _weekday, "day": _day_of_month, "ago": _ago, "part": _part, "month": _month, "year": _year,
}  # fmt: skip


def _day(day: date) -> Period:
    return day, day


def _weeks(base: date, number: int) -> Period:
    monday = base + timedelta(7 * number - base.weekday())
    return monday, monday + timedelta(6)


def _weekends(base: date, number: int) -> Period:
    """A weekend; this is the nearest, for on Monday it is over and on Friday about to come."""
    back = number == 0 and base.weekday() < 3
    sunday = _weeks(base, number - back)[1]
    return sunday - timedelta(1), sunday


def _months(base: date, number: int) -> Period:
    year, month = divmod(base.year * 12 + base.month - 1 + number, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, 1), following - timedelta(1)


def _years(base: date, number: int) -> Period:
    return date(base.year + number, 1, 1), date(base.year + number, 12, 31)


_PARTS: Mapping[str, Callable[[date, int], Period]] = {"week": _weeks, "weekend": _weekends, "month": _months, "year": _years}


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_number(words: Sequence[str]) -> int:
    return next(MONTH_NAMES[word] for word in words if word in MONTH_NAMES)


def _direction(words: Sequence[str]) -> int:
    return next((YEAR_SHIFTS[word] for word in words if word in YEAR_SHIFTS), 0)
