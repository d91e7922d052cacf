"""The head of a dispatch: `TASS /.`, `PARIS (AFP) –`, `MOSCOW, March 9, 2021 (Reuters) -`."""

import re
from dataclasses import dataclass
from datetime import date

from indexer.agencies import AGENCY, SPELLINGS, WIRE, known_source
from indexer.relative_dates import Named, relative_dates
from indexer.signatures import PLACE_AND_DATE
from indexer.written_dates import find_date


@dataclass(frozen=True, slots=True)
class Statement:
    """What a line says about its article, and what is left of the line when the pure mark is taken off.

    `rest` still names the place if the line does; `news` is what is left without the whole head. `counted` is the day that the head
    names without a year: « PARIS, mardi 9 mars (AFP) ».
    """

    rest: str
    news: str
    date: str | None = None
    source: str | None = None
    counted: str | None = None


_MARKED = re.compile(
    rf"(?P<place>[^.!?…\n(/«“\"]{{0,70}}\.?\s*)"
    rf"(?:\((?P<round>{AGENCY})[^()\n]{{0,20}}\)|/\s?(?P<slash>{AGENCY})\s?/|\[(?P<square>{AGENCY})\])\s*[.:–—-]+\s*"
    rf"|(?P<city>[^.!?…\n(/«“\"]{{2,50}})\s[–—-]\s(?P<dashed>{WIRE})\s?[.:–—-]\s+"
)
_HEAD_SIGNS = re.compile(r"[(/\[]|\s[–—-]\s")
_LONGEST_PLACE = 80
"""Characters within which one of these signs ends the place, where a line has one."""

_BARE = re.compile(rf"(?P<wire>{WIRE})\s*(?:/\s*\.?|[–—]|--?(?=\s))\s*(?=\S)")
_ASKED = re.compile(r"(?P<name>[A-ZÀ-Ý][A-ZÀ-Ý0-9'’ -]{1,30})\.\s?[–—-]+\s+(?=\S)")
"""The paper that asks in an interview: « LE FIGARO. - Quand partez-vous ? »"""

_GLUED = re.compile(r"date(?:\s*:)?\s+(?P<date>\d{4}-\d{2}(?:-\d{2})?)\b[\s:–—-]*", re.IGNORECASE)

# Each run of blanks can be read in one way only: with two, a long one would take quadratic time.
_DASH = re.compile(r"\s*+(?:\)\s*+)?[–—-]+\s+(?=\S)")


def dateline(line: str, today: date | None = None, seen: date | None = None) -> Statement | None:
    """What the head of a dispatch says: `TASS /.`, `PARIS (AFP) –`, `MOSCOW, March 9, 2021 (Reuters) -`; None if the line has none.

    A mark of nothing but an agency is taken off; a head that names the place stays, for the place is part of the news. A day without its
    year is the latest that is not after `seen`; without that, it says nothing.
    """
    return next((said for read in _FORMS if (said := read(line, today, seen)) is not None), None)


def _bare(line: str, _: date | None, __: date | None) -> Statement | None:
    bare = _BARE.match(line)
    return _pure(line, bare.end(), source=SPELLINGS[bare["wire"]]) if bare else None


def _marked(line: str, today: date | None, seen: date | None) -> Statement | None:
    marked = _MARKED.match(line) if _HEAD_SIGNS.search(line, 0, _LONGEST_PLACE) else None
    if marked is None:
        return None
    agency = marked["round"] or marked["slash"] or marked["square"] or marked["dashed"]
    place = marked["place"] or marked["city"] or ""
    when, news = find_date(place, today), line[marked.end() :]
    counted = None if when else _day(place, seen)
    return Statement(line if place.strip() else news, news, when and when[0], SPELLINGS[agency], counted and counted.iso)


def _asked(line: str, _: date | None, __: date | None) -> Statement | None:
    asked = _ASKED.match(line)
    source = known_source(asked["name"]) if asked else None
    return Statement(line, line[asked.end() :], source=source) if asked and source else None


def _glued(line: str, today: date | None, _: date | None) -> Statement | None:
    glued = _GLUED.match(line)
    when = find_date(glued["date"], today) if glued else None
    return _pure(line, glued.end(), date=when[0]) if glued and when else None


def _dated(line: str, today: date | None, seen: date | None) -> Statement | None:
    when = find_date(line[:80], today)
    if when is None:
        return _placed(line, seen)
    dash = _DASH.match(line, when[2])
    if not dash:
        return None
    if line[: when[1]].strip(" ([") == "":
        return _pure(line, dash.end(), date=when[0])
    place = PLACE_AND_DATE.match(line)
    return Statement(line, line[dash.end() :], when[0]) if place is not None and place.end() == when[1] else None


def _placed(line: str, seen: date | None) -> Statement | None:
    """A town and a day without its year: « Paris, mardi 9 mars – »."""
    place = PLACE_AND_DATE.match(line)
    if place is None or "," not in place[0] or place[0].rstrip().endswith(("–", "—", "-")):
        return None
    day = _day(line[:80], seen)
    dash = day and _DASH.match(line, day.end)
    if not day or not dash:
        return None
    named = line[: day.start].rstrip()
    return Statement(line, line[dash.end() :], counted=day.iso) if named.endswith(",") and place.end() >= len(named) else None


def _day(text: str, seen: date | None) -> Named | None:
    """The day of a month that a text names without its year, as it is counted from the day on which the text was seen."""
    return next((each for each in relative_dates(text, seen) if each.kind == "day"), None) if seen else None


def _pure(line: str, end: int, *, date: str | None = None, source: str | None = None) -> Statement:
    """What a head says that names no place, and so goes as a whole."""
    return Statement(line[end:], line[end:], date, source)


_FORMS = (_bare, _marked, _asked, _glued, _dated)
"""How the head of a dispatch may be written; the first that fits is believed."""
