"""Where the sentences of a text begin and end. Together they are the whole text, and no sentence is longer than a line."""

import re
from collections.abc import Iterable, Iterator

Sentence = tuple[int, int]
"""From which character of the text to which."""

SHORT = 60
"""A sentence shorter than this goes on to the end of the one after it."""

STOPS = ".!?…"
"""What a sentence ends with."""
CLOSING, OPENING, GAPS = '"»”’)]', '"«“‘([', "\u00a0\u202f "
"""What may stand behind that, and what the next one may begin with."""
CAPITAL = re.compile("[A-ZÀ-Þ0-9]")
"""What its first word begins with."""
_BEHIND = rf"[{re.escape(CLOSING)}]*\s++(?=[{re.escape(OPENING)}]?[{GAPS}]?{CAPITAL.pattern})"
_END = re.compile(rf"[{STOPS}]{_BEHIND}")
# Where no other stop is, this finds the same several times as fast, for it begins with a letter of its own.
_FULL_STOP_END = re.compile(rf"\.{_BEHIND}")
_NEWLINES = re.compile(r"\n\s*+")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
ABBREVIATIONS = frozenset(
    {
        *("M", "MM", "Mme", "Mmes", "Mlle", "Me", "Mr", "Mrs", "Ms", "Dr", "Pr", "Prof", "St", "Ste", "Jr", "Sr", "Gen", "Gén", "Col"),
        *("Lt", "Capt", "Sgt", "Sen", "Rep", "Gov", "No", "Nos", "art", "av", "cf", "chap", "env", "fig", "pp", "vol", "vs", "etc", "Inc"),
    }
)
"""What a full stop may follow without ending a sentence; so may a single letter, as in `J. Dupont` and `U.S. Senate`."""
LONGEST_ABBREVIATION = max(map(len, ABBREVIATIONS))


def holding(text: str, places: Iterable[int]) -> Iterator[Sentence]:
    """For each of some characters, ascending, the sentence that it stands in. Lines without any are not read."""
    start = end = 0
    ends = _ends(text, 0)
    for place in places:
        newline = text.rfind("\n", end, place) if place >= end else -1
        if newline >= 0:
            end = _NEWLINES.match(text, newline).end()  # type: ignore[union-attr]  # there is one
            ends = _ends(text, end)
        while place >= end:
            start, end = end, next(ends)
        yield start, end


def _ends(text: str, start: int) -> Iterator[int]:
    """Where sentences end, from the beginning of one on."""
    ending = _END if any(stop in text for stop in STOPS[1:]) else _FULL_STOP_END
    while start < len(text):
        newline = text.find("\n", start)
        line = newline if newline >= 0 else len(text)
        for stop in ending.finditer(text, start, line):
            at, end = stop.span()
            if end - start >= SHORT and not _abbreviated(text, at):
                yield end
                start = end
        behind = _NEWLINES.match(text, line)
        start = behind.end() if behind else line
        yield start


def _abbreviated(text: str, stop: int) -> bool:
    """Whether the full stop at `stop` belongs to the word before it."""
    last = text[max(0, stop - LONGEST_ABBREVIATION - 1) : stop]
    if text[stop] != "." or (len(last) > LONGEST_ABBREVIATION and last.isalpha()):
        return False
    word = _LAST_WORD.search(last)
    return word is not None and (len(word.group()) == 1 or word.group() in ABBREVIATIONS)
