"""Dates as people write them, in French and in English, and as programs do."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from indexer.agencies import either

MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv january jan",
            "février févr fevrier fevr fév fev february feb",
            "mars march mar",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "août aout august aug",
            "septembre sept september sep",
            "octobre oct october",
            "novembre nov november",
            "décembre déc decembre december dec",
        ),
        start=1,
    )
    for name in names.split()
}
"""Month names and abbreviations of both languages, in lower case → number."""


_MONTH = rf"(?P<month>{either(MONTHS)})\b\.?"
_YEAR = r"(?P<year>\d{4})(?!\d)"

_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)",
        r"\b(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})(?!\d)",
        r"\b(?P<day>\d{1,2})([/.-])(?P<month>\d{1,2})\2" + _YEAR,  # day before month, as everywhere but in the United States,
        r"\b(?P<month>0?\d|1[0-2])/(?P<day>1[3-9]|2\d|3[01])/" + _YEAR,  # unless that would be a 13th month or later
        rf"\b(?P<day>\d{{1,2}})(?:er|st|nd|rd|th|\.)?(?:\s+of)?[\s-]+{_MONTH},?[\s-]+{_YEAR}",
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}",
        r"\b(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])(?![-\d])",
        rf"(?<!\d\s)(?<!\d[a-z]{2}\s)\b{_MONTH}\s+{_YEAR}",  # after a number it is part of a day, perhaps an impossible one
    )
)

# What may stand around the date in a line that is a date. Whatever is left when these are taken out makes the line a sentence.
_LABELS = re.compile(
    r"\b(?:(?:first |last )?(?:published|updated|modified|posted|issued|released)(?: on| at)?"
    r"|date(?: de (?:publication|parution)| published)?|publication|mise à jour|update|created|dernière"
    r"|(?:article |billet )?(?:publi|post|diffus|rédig|modifi|actualis|cré)ée?|parue?|mise? (?:en ligne|à jour)"
    r"|hier|aujourd['’]hui|yesterday|today|le|à|at|on|the|et|and|(?:temps de )?lecture|reading time)\b"
    r"|\b(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|\b(?:mon|tue|wed|thu|fri|sat|sun)\b\.?"
    r"|(?:\bT)?(?<!\d)\d{1,2}\s?[h:]\s?(?:\d{2})?(?::\d{2})?(?:\.\d+)?(?:Z\b|\s?[+-]\d\d:?\d\d)?|\b\d{1,2}\.\d\d(?=\s?(?:GMT|UTC|CES?T|E[SD]T|P[SD]T|ET|BST|MSK|[ap]\.?m)\b)|\b\d{1,2}\s?(?:heures|[ap]\.?m\b\.?)|\b[ap]\.?m\b\.?"
    r"|\b(?:GMT|UTC|CET|CEST|EST|EDT|PST|PDT|ET|BST|MSK|heure de Paris)\b(?:\s?[+-]\d+)?"
    r"|\b\d+\s?(?:min(?:utes?)?|mn)\b\.?(?: (?:de lecture|read))?"
    r"|\b\d+\s(?:minutes?|hours?|days?|weeks?|months?|years?) ago\b|\bil y a \d+\s(?:minutes?|heures?|jours?|semaines?|mois|ans?)\b",
    re.IGNORECASE,
)

FIRST_YEAR = 1600
"""Nothing older is a date of news; the first newspaper is of 1605."""

LAST_YEAR = 9998
"""No text means a later one; 9999 is how programs write "never"."""

DAYS_AHEAD = 2
"""How far a date found in an article may lie in the future: a time zone and an early edition."""

STATED_AHEAD = 366
"""How far a date may that somebody stated: a magazine is dated for the month in which it is on sale, an embargo for when it ends."""

_FIGURES = re.compile(r"\d{4,}+")
"""What every date with its year holds: four figures, and no more of them."""

_YEAR_FIGURES = 4
_BEHIND_YEAR, _JOINTS = frozenset("-/"), frozenset("-/.")
_APART = "-,." + "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace())
"""What may stand between a day or a month and its year."""
_BEFORE_YEAR = re.compile(rf"(?:\d(?:st|nd|rd|th)?|{either(MONTHS)})\Z", re.IGNORECASE)
_LONGEST_BEFORE = max(map(len, MONTHS))
_LEAD = 40
"""Characters before a year in which these are looked for; where all of them are blank, there may be a date."""

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIMESTAMP = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}.*", re.DOTALL)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T\d{2,6}.{0,10})?")
_SECONDS, _MILLISECONDS = range(9, 11), range(12, 14)
"""How many digits the time has that a clock counts since 1970. With fewer it would be of 1973 or before, and is more likely a day."""


def find_date(text: str, today: date | None = None) -> tuple[str, int, int] | None:
    """The first possible date in the text, as ISO 8601 at the precision that is written, and where it starts and ends.

    A date that no calendar holds, before `FIRST_YEAR`, or more than `DAYS_AHEAD` days after `today` is not one.
    """
    if not may_date(text):
        return None
    limit = (today or datetime.now(UTC).date()) + timedelta(days=DAYS_AHEAD)
    best: tuple[str, int, int] | None = None
    for form in _FORMS:
        for found in form.finditer(text):
            iso = _iso(found, limit)
            if iso is not None:
                if best is None or found.start() < best[1]:
                    best = iso, found.start(), found.end()
                break
    return best


def may_date(text: str) -> bool:
    """Whether four figures of a text stand where a year of a date does: beside a month, a day, a hyphen, a slash or a full stop.

    Nearly every line has no year in it, and most of those that have one have no date: to look for one takes ten times as long.
    """
    for figures in _FIGURES.finditer(text):
        begin, end = figures.span()
        if end - begin > _YEAR_FIGURES:
            continue
        if text[end : end + 1] in _BEHIND_YEAR or text[max(begin - 1, 0) : begin] in _JOINTS:
            return True
        before = text[max(begin - _LEAD, 0) : begin]
        lead = before.rstrip(_APART)
        if _BEFORE_YEAR.search(lead[-_LONGEST_BEFORE:]) or (not lead and begin > _LEAD):
            return True
    return False


def every_date(text: str) -> Iterator[tuple[str, int, int]]:
    """Every date in the text with its year, past or to come, line by line and without overlap; each as `find_date` tells it."""
    at = 0
    for line in text.split("\n"):
        if _FIGURES.search(line):
            taken: set[int] = set()
            for found in (found for form in _FORMS for found in form.finditer(line)):
                iso = _iso(found, date(LAST_YEAR, 12, 31))
                if iso is not None and taken.isdisjoint(range(*found.span())):
                    taken.update(range(*found.span()))
                    yield iso, at + found.start(), at + found.end()
        at += len(line) + 1


def sole_date(text: str, today: date | None = None) -> str | None:
    """The date of a text that says nothing else but perhaps the weekday, the time, and that this is when something was published."""
    found = find_date(text, today)
    return found[0] if found and not re.search(r"\w", without_dates(text)) else None


def without_dates(text: str) -> str:
    """What is left of a text without its dates and the words that go with them."""
    for form in _FORMS:
        text = form.sub(" ", text)
    return _LABELS.sub(" ", text)


def stated_date(value: str | float, today: date | None = None) -> str | None:
    """A date that was given as such, as ISO 8601 at the precision that is written; None if it cannot be read, or cannot be.

    A number is a year, a day as `yyyymmdd`, or seconds or milliseconds since 1970 in UTC. Of a date and time, the date as it is written.
    """
    today = (today or datetime.now(UTC).date()) + timedelta(days=STATED_AHEAD - DAYS_AHEAD)
    text = (value if isinstance(value, str) else str(int(value))).strip()
    if day := _DAY.fullmatch(text):
        return text if _possible((int(day[1]), int(day[2]), int(day[3])), today + timedelta(DAYS_AHEAD)) else None
    if text.isascii() and text.isdecimal():
        return _of_digits(text, today)
    if timestamp := _TIMESTAMP.fullmatch(text):
        text = timestamp[1]
    elif compact := _COMPACT.fullmatch(text):
        text = "-".join(compact.groups())
    return sole_date(text, today) if len(text) <= 100 else None


def _of_digits(digits: str, today: date) -> str | None:
    if len(digits) == 4:
        return digits if _possible((int(digits), 1, 1), today) else None
    if compact := _COMPACT.fullmatch(digits):
        return sole_date("-".join(compact.groups()), today)
    if len(digits) in _SECONDS or len(digits) in _MILLISECONDS:
        seconds = int(digits) // (1000 if len(digits) in _MILLISECONDS else 1)
        return sole_date(datetime.fromtimestamp(seconds, UTC).date().isoformat(), today)
    return None


def _iso(found: re.Match[str], limit: date) -> str | None:
    """The date that one of the forms found, at the precision that is written; None if there is no such day, or it is after the limit."""
    parts = found.groupdict()
    month, day = parts["month"].lower(), parts.get("day")
    numbers = int(parts["year"]), MONTHS.get(month) or int(month), int(day or 1)
    return "-".join(f"{number:02d}" for number in numbers[: 3 if day else 2]) if _possible(numbers, limit) else None


def _possible(numbers: tuple[int, int, int], limit: date) -> bool:
    try:
        return numbers[0] >= FIRST_YEAR and date(*numbers) <= limit
    except ValueError:
        return False
