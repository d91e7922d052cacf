"""Dates that a query writes out: « 3 janvier 2006 », "January 3rd, 2006", 2006-01-03 and, with its year, a month.

An article may say the same day in another way or language, or say nothing and be of that day. So a date is looked for in the words of each
language, and articles that are dated so answer it as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from indexer.analysis.fold import fold
from indexer.dates import span
from indexer.document import Language
from indexer.written_dates import every_date
from service.search.names import Named
from service.search.tree import Node, Sequence, Word

LONGEST = 5
"""Words of the longest date: 3rd of January 2006."""

_MONTHS: dict[Language, tuple[str, ...]] = {
    "fr": tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),  # noqa: SIM905
    "en": tuple("January February March April May June July August September October November December".split()),  # noqa: SIM905
}
_DAYS: dict[Language, str] = {"fr": "{day} {month} {year}", "en": "{month} {day}, {year}"}
_ORDINALS: dict[Language, dict[int, str]] = {"fr": {1: "er"}, "en": {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}}
_OTHERS: dict[Language, str] = {"fr": "", "en": "th"}


@dataclass(frozen=True, slots=True)
class Dated:
    """Words of a query that write out a day or a month; `date` is that in ISO 8601, `node` what was typed.

    It stands in a tree where these words stood, although the parser makes no such node.
    """

    node: Word | Sequence
    date: str

    def __str__(self) -> str:
        return str(self.node)

    @property
    def at(self) -> int:
        """Where the date begins in the query as typed."""
        first = self.node if isinstance(self.node, Word) else self.node.nodes[0]
        return first.at if isinstance(first, Word) else 0

    @property
    def days(self) -> tuple[bytes, ...]:
        """Every day of it, as `yyyymmdd`."""
        first, last = span(self.date)
        return tuple(b"%08d" % day for day in range(first, last + 1))


Recognised: TypeAlias = Node | Named | Dated
"""What stands in the tree of a query in which dates and names were recognised."""


def recognise(node: Node) -> Node | Dated:
    """The tree with every run of words that writes out a date replaced by it, the longest first, where words stand side by side.

    What stands in quotes, after a minus or behind a field was typed to be taken literally, and stays as it is.
    """
    match node:
        case Word():
            return _dated((node,)) or node
        case Sequence(nodes):
            found = tuple(_runs(nodes))
            return found[0] if len(found) == 1 else Sequence(found)  # type: ignore[arg-type]  # see Dated
        case _:
            return node


def written(date: str, language: Language) -> str:
    """A day or a month as a language writes it."""
    year, month, *day = map(int, date.split("-"))
    name = _MONTHS[language][month - 1]
    return _DAYS[language].format(day=day[0], month=name, year=year) if day else f"{name} {year}"


def is_written(date: str, text: str, language: Language) -> bool:
    """Whether a text names the month of a date as a language does."""
    month = fold(_MONTHS[language][int(date[5:7]) - 1].lower())
    return month in map(fold, text.lower().split())


def words(date: str, language: Language) -> Iterator[tuple[str, ...]]:
    """The words of a date in a language, each with its other spellings: of the day, if it is one, the month and the year."""
    year, month, *day = map(int, date.split("-"))
    for each in day:
        ordinal = _ORDINALS[language].get(each, _OTHERS[language])
        yield tuple(dict.fromkeys((str(each), f"{each}{ordinal}", f"{each:02d}")))
    yield (_MONTHS[language][month - 1],)
    yield (str(year),)


def _runs(nodes: tuple[Node, ...]) -> Iterator[Node | Dated]:
    start = 0
    while start < len(nodes):
        end = start
        while end < len(nodes) and end - start < LONGEST and isinstance(nodes[end], Word):
            end += 1
        for stop in range(end, start, -1):
            before = f"{nodes[start - 1]} " if start else ""
            if dated := _dated(tuple(node for node in nodes[start:stop] if isinstance(node, Word)), before):
                yield dated
                start = stop
                break
        else:
            yield nodes[start]
            start += 1


def _dated(run: tuple[Word, ...], before: str = "") -> Dated | None:
    """The date that some words are and nothing else; a year with a number behind it (2006-07) may be a season.

    What stands `before` may show that they are none: of 30 February, February is no date either.
    """
    text = " ".join(word.text for word in run)
    if not any(map(str.isdigit, text)):
        return None
    whole = len(before), len(before) + len(text)
    found = next((iso for iso, start, end in every_date(before + text) if (start, end) == whole), None)
    if found is None or (len(run) == 1 and found.count("-") < 2):
        return None
    return Dated(run[0] if len(run) == 1 else Sequence(run), found)
