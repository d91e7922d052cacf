"""A date at the precision that is known: `2021`, `2021-12` or `2021-12-09`, and the days it spans."""

import calendar
import re

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def span(text: str) -> tuple[int, int]:
    """The first and the last day of a date of any precision, each as the number `yyyymmdd`.

    Raises:
        ValueError: the text is not an ISO 8601 year, month or day, or no such day exists; the message says which.
    """
    found = _ISO.fullmatch(text)
    if found is None:
        raise ValueError(f"“{text[:40]}” is not a date; write 2021, 2021-12 or 2021-12-09")
    year, month, day = (int(part) if part else None for part in found.groups())
    if not year:
        raise ValueError("there is no year 0000")
    if month is None:
        return year * 10000 + 101, year * 10000 + 1231
    if not 1 <= month <= 12:
        raise ValueError(f"“{text}”: there is no month {month:02d}")
    days = calendar.monthrange(year, month)[1]
    if day is None:
        return year * 10000 + month * 100 + 1, year * 10000 + month * 100 + days
    if not 1 <= day <= days:
        raise ValueError(f"“{text}”: {calendar.month_name[month]} {year} has {days} days")
    return (number := year * 10000 + month * 100 + day), number
