"""Where the sentences of a text begin and end. Together they are the whole text, and no sentence is longer than a line."""

import re
from collections.abc import Iterable, Iterator

Sentence = tuple[int, int]
"""From which character of the text to which."""

SHORT = 60
"""A sentence shorter than this goes on to the end of the one after it."""

_STOPS = (".", "!", "?", "…")
_CLOSING = '"»”’)]'
_BEHIND = rf"[{re.escape(_CLOSING)}]*\s++(?=[\"«“‘(\[]?[\u00a0\u202f ]?[A-ZÀ-Þ0-9])"
_END = re.compile(rf"[{''.join(_STOPS)}]{_BEHIND}")
# Where no other stop is, this finds the same several times as fast, for it begins with a letter of its own.
_FULL_STOP_END = re.compile(rf"\.{_BEHIND}")
_NEWLINES = re.compile(r"\n++")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
ABBREVIATIONS = frozenset(
    {
        *("M", "MM", "Mme", "Mmes", "Mlle", "Me", "Mr", "Mrs", "Ms", "Dr", "Pr", "Prof", "St", "Ste", "Jr", "Sr", "Gen", "Gén", "Col"),
        *("Lt", "Capt", "Sgt", "Sen", "Rep", "Gov", "No", "Nos", "art", "av", "cf", "chap", "env", "fig", "pp", "vol", "vs", "etc", "Inc"),
    }
)
"""What a full stop may follow without ending a sentence; so may a single letter, as in `J. Dupont` and `U.S. Senate`."""
_LONGEST = max(map(len, ABBREVIATIONS))


def around(text: str, places: Iterable[int]) -> Iterator[Sentence]:
    """For each place in the text, given in order, the sentence that it lies in. Lines without a place are passed over."""
    start = end = 0
    line = -1
    ends: Iterator[int] = iter(())
    for place in places:
        inside = min(place, len(text) - 1)
        while end <= inside:
            start = end
            if line < inside:
                start = _nearer(text, end, inside)
                newline = text.find("\n", start)
                line = newline if newline >= 0 else len(text)
                ends = _ends(text, start, line)
            end = next(ends)
        yield start, end


def _nearer(text: str, start: int, place: int) -> int:
    """Where the line of a place begins, or else `start`, where a sentence begins before the place."""
    newline = text.rfind("\n", start, place)
    begins = _line_end(text, start, newline) if newline >= 0 else start
    return begins if begins <= place else start


def _ends(text: str, start: int, line: int) -> Iterator[int]:
    """The ends of the sentences from `start`, where one begins, to the end of its line, at `line`."""
    rest = text[start:line]
    ending = _END if any(stop in rest for stop in _STOPS[1:]) else _FULL_STOP_END
    for stop in ending.finditer(text, start, line):
        at, end = stop.span()
        if end - start >= SHORT and not _abbreviated(text, at):
            yield end
            start = end
    yield _line_end(text, start, line) if line < len(text) else line


def _line_end(text: str, start: int, newline: int) -> int:
    """The end of the sentence that the newline ends; one begins at `start`, before it."""
    closed = text[start:newline].rstrip().rstrip(_CLOSING)
    stop = _END.match(text, start + len(closed) - 1) if closed.endswith(_STOPS) else None
    if stop is None:
        stop = _NEWLINES.match(text, newline)
    return stop.end() if stop else newline


def _abbreviated(text: str, stop: int) -> bool:
    """Whether the full stop at `stop` belongs to the word before it."""
    last = text[max(0, stop - _LONGEST - 1) : stop]
    if text[stop] != "." or (len(last) > _LONGEST and last.isalpha()):
        return False
    word = _LAST_WORD.search(last)
    return word is not None and (len(word.group()) == 1 or word.group() in ABBREVIATIONS)
