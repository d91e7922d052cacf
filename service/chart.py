"""A timeline as a drawing: where each bar stands and how high, for a template that computes nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from indexer.document import LANGUAGES
from service.search.results import Bar, Timeline
from service.voice import Voice

WIDTH, HEIGHT = 240.0, 64.0
"""Of the drawing, in its own units; the page scales it."""
_LEAST = 2.0
"""Height of a bar with any article, however few these are beside the others."""
_GAP = 0.2
"""Share of a bar's room that is left free."""

MARKS = ("fr", "en", "other")
"""What the parts of a bar are called in the style, in the order of their counts."""


@dataclass(frozen=True, slots=True)
class Part:
    """The articles in one language: `kind` is one of `MARKS`, `y` and `height` are in the units of the drawing."""

    kind: str
    count: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """One stretch of time: what it is called, what its articles are, where it leads, and its first and last date, ISO 8601.

    `x` and `width` are in the units of the drawing; `room` is all of it.
    """

    label: str
    said: str
    url: str
    begin: str
    end: str
    chosen: bool
    x: float
    width: float
    left: float
    room: float
    parts: tuple[Part, ...]
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A histogram. `first` and `last` name its ends; `kinds` are the parts that any bar has; `remarks` are sentences to be said below."""

    columns: tuple[Column, ...]
    first: str
    last: str
    kinds: tuple[str, ...]
    remarks: tuple[str, ...]
    width: float = WIDTH
    height: float = HEIGHT


def chart(voice: Voice, timeline: Timeline, link: Callable[[Bar], str], chosen: Callable[[Bar], bool]) -> Chart | None:
    """The drawing of a timeline, in one language; None where there is nothing to compare. `link` leads to what a bar stands for."""
    if not timeline:
        return None
    most = max(bar.total for bar in timeline.bars)
    room = WIDTH / len(timeline.bars)
    columns = []
    for place, bar in enumerate(timeline.bars):
        left = place * room
        spread = (round(left + room * _GAP / 2, 2), round(room * (1 - _GAP), 2), round(left, 2), round(room, 2))
        parts = tuple(_stacked(bar, most))
        told = (_named(voice, bar), _said(voice, bar), link(bar), bar.first, bar.last, chosen(bar))
        columns.append(Column(*told, *spread, parts, bar.counts, bar.total))
    kinds = tuple(kind for place, kind in enumerate(MARKS) if any(bar.counts[place] for bar in timeline.bars))
    return Chart(tuple(columns), columns[0].label, columns[-1].label, kinds, tuple(_remarks(voice, timeline)))


def _stacked(bar: Bar, most: int) -> list[Part]:
    parts, y = [], HEIGHT
    for kind, count in zip(MARKS, bar.counts, strict=True):
        if count:
            height = round(max(_LEAST, count / most * HEIGHT), 2)
            y = max(0.0, round(y - height, 2))
            parts.append(Part(kind, count, y, height))
    return parts


def _named(voice: Voice, bar: Bar) -> str:
    first = voice.date(bar.first)
    return first if bar.first == bar.last else f"{first}–{voice.date(bar.last)}"


def _said(voice: Voice, bar: Bar) -> str:
    """What a bar says to whoever hovers over it, or hears it."""
    counts = [voice.say(f"time.{kind}", n=count) for kind, count in zip(MARKS, bar.counts, strict=True) if count]
    return voice.say("time.bar", label=_named(voice, bar), counts=voice.listed(tuple(counts)) or voice.say("time.none"))


def _remarks(voice: Voice, timeline: Timeline) -> list[str]:
    said = []
    begun = sorted((day, language) for day, language in zip(timeline.begun, LANGUAGES, strict=True) if day)
    if len(begun) > 1:
        (first, one), (then, other) = begun
        names = {"first": voice.language(one), "day": voice.date(first), "other": voice.language(other), "then": voice.date(then)}
        said.append(voice.say("time.same" if first == then else "time.first", **names))
    if timeline.vague:
        said.append(voice.say("time.vague", n=timeline.vague))
    return said
