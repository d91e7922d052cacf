"""The head of a dispatch: `TASS /.`, `PARIS (AFP) –`, `MOSCOW, March 9, 2021 (Reuters) -`."""

import re
from dataclasses import dataclass
from datetime import date

from indexer.agencies import AGENCY, SPELLINGS, WIRE, known_source
from indexer.signatures import PLACE_AND_DATE
from indexer.written_dates import find_date


@dataclass(frozen=True, slots=True)
class Statement:
    """What a line says about its article, and what is left of the line when the pure mark is taken off.

    `rest` still names the place if the line does; `news` is what is left without the whole head.
    """

    rest: str
    news: str
    date: str | None = None
    source: str | None = None


_MARKED = re.compile(
    rf"(?P<place>[^.!?…\n(/«“\"]{{0,70}}\.?\s*)"
    rf"(?:\((?P<round>{AGENCY})[^()\n]{{0,20}}\)|/\s?(?P<slash>{AGENCY})\s?/|\[(?P<square>{AGENCY})\])\s*[.:–—-]+\s*"
    rf"|(?P<city>[^.!?…\n(/«“\"]{{2,50}})\s[–—-]\s(?P<dashed>{WIRE})\s?[.:–—-]\s+"
)
_BARE = re.compile(rf"(?P<wire>{WIRE})\s*(?:/\s*\.?|[–—]|--?(?=\s))\s*(?=\S)")
_ASKED = re.compile(r"(?P<name>[A-ZÀ-Ý][A-ZÀ-Ý0-9'’ -]{1,30})\.\s?[–—-]+\s+(?=\S)")
"""The paper that asks in an interview: « LE FIGARO. - Quand partez-vous ? »"""

_GLUED = re.compile(r"date(?:\s*:)?\s+(?P<date>\d{4}-\d{2}(?:-\d{2})?)\b[\s:–—-]*", re.IGNORECASE)

# Each run of blanks can be read in one way only: with two, a long one would take quadratic time.
_DASH = re.compile(r"\s*+(?:\)\s*+)?[–—-]+\s+(?=\S)")


def dateline(line: str, today: date | None = None) -> Statement | None:
    """What the head of a dispatch says: `TASS /.`, `PARIS (AFP) –`, `MOSCOW, March 9, 2021 (Reuters) -`; None if the line has none.

    A mark of nothing but an agency is taken off; a head that names the place stays, for the place is part of the news.
    """
    return next((said for read in _FORMS if (said := read(line, today)) is not None), None)


def _bare(line: str, _: date | None) -> Statement | None:
    bare = _BARE.match(line)
    return _pure(line, bare.end(), source=SPELLINGS[bare["wire"]]) if bare else None


def _marked(line: str, today: date | None) -> Statement | None:
    marked = _MARKED.match(line)
    if marked is None:
        return None
    agency = marked["round"] or marked["slash"] or marked["square"] or marked["dashed"]
    place = marked["place"] or marked["city"] or ""
    when, news = find_date(place, today), line[marked.end() :]
    return Statement(line if place.strip() else news, news, when and when[0], SPELLINGS[agency])


def _asked(line: str, _: date | None) -> Statement | None:
    asked = _ASKED.match(line)
    source = known_source(asked["name"]) if asked else None
    return Statement(line, line[asked.end() :], source=source) if asked and source else None


def _glued(line: str, today: date | None) -> Statement | None:
    glued = _GLUED.match(line)
    when = find_date(glued["date"], today) if glued else None
    return _pure(line, glued.end(), date=when[0]) if glued and when else None


def _dated(line: str, today: date | None) -> Statement | None:
    when = find_date(line[:80], today)
    dash = when and _DASH.match(line, when[2])
    if not when or not dash:
        return None
    if line[: when[1]].strip(" ([") == "":
        return _pure(line, dash.end(), date=when[0])
    place = PLACE_AND_DATE.match(line)
    return Statement(line, line[dash.end() :], when[0]) if place is not None and place.end() == when[1] else None


def _pure(line: str, end: int, *, date: str | None = None, source: str | None = None) -> Statement:
    """What a head says that names no place, and so goes as a whole."""
    return Statement(line[end:], line[end:], date, source)


_FORMS = (_bare, _marked, _asked, _glued, _dated)
"""How the head of a dispatch may be written; the first that fits is believed."""
