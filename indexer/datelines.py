"""The head of a dispatch: `TASS /.`, `PARIS (AFP) –`, `MOSCOW, March 9, 2021 (Reuters) -`."""

import re
from dataclasses import dataclass
from datetime import date

from indexer.agencies import AGENCY, SPELLINGS, WIRE
from indexer.signatures import PLACE_AND_DATE
from indexer.written_dates import find_date


@dataclass(frozen=True, slots=True)
class Statement:
    """What a line says about its article, and what is left of the line when the pure mark is taken off."""

    rest: str
    date: str | None = None
    source: str | None = None


_MARKED = re.compile(
    rf"(?P<place>[^.!?…\n(/«“\"]{{0,70}}\.?\s*)"
    rf"(?:\((?P<round>{AGENCY})[^()\n]{{0,20}}\)|/\s?(?P<slash>{AGENCY})\s?/|\[(?P<square>{AGENCY})\])\s*[.:–—-]+\s*"
    rf"|(?P<city>[^.!?…\n(/«“\"]{{2,50}})\s[–—-]\s(?P<dashed>{WIRE})\s?[.:–—-]\s+"
)
_BARE = re.compile(rf"(?P<wire>{WIRE})\s*(?:/\s*\.?|[–—]|--?(?=\s))\s*(?=\S)")
_GLUED = re.compile(r"date(?:\s*:)?\s+(?P<date>\d{4}-\d{2}(?:-\d{2})?)\b[\s:–—-]*", re.IGNORECASE)

# Each run of blanks can be read in one way only: with two, a long one would take quadratic time.
_DASH = re.compile(r"\s*+(?:\)\s*+)?[–—-]+\s+(?=\S)")


def dateline(line: str, today: date | None = None) -> Statement | None:
    """What the head of a dispatch says: `TASS /.`, `PARIS (AFP) –`, `MOSCOW, March 9, 2021 (Reuters) -`; None if the line has none.

    A mark of nothing but an agency is taken off; a head that names the place stays, for the place is part of the news.
    """
    if bare := _BARE.match(line):
        return Statement(line[bare.end() :], source=SPELLINGS[bare["wire"]])
    if marked := _MARKED.match(line):
        agency = marked["round"] or marked["slash"] or marked["square"] or marked["dashed"]
        place = marked["place"] or marked["city"] or ""
        when = find_date(place, today)
        return Statement(line if place.strip() else line[marked.end() :], when and when[0], SPELLINGS[agency])
    if glued := _GLUED.match(line):
        return Statement(line[glued.end() :], when[0]) if (when := find_date(glued["date"], today)) else None
    when = find_date(line[:80], today)
    if when is not None and (dash := _DASH.match(line, when[2])):
        place = PLACE_AND_DATE.match(line)
        if line[: when[1]].strip(" ([") == "":
            return Statement(line[dash.end() :], when[0])
        if place is not None and place.end() == when[1]:
            return Statement(line, when[0])
    return None
