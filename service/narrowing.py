"""What narrows a search, and the ways out of it: filters to choose, chips that take one off, and what to drop when nothing is left."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.document import ENTITY_TYPES
from service.reader import Reader
from service.search import facets
from service.search.names import Names
from service.search.request import FILTERING, NAME, SHOW, SearchRequest
from service.search.results import FacetValue, SearchPage

MOST_WAYS_OUT = 8
"""When filters leave nothing, how many of them are tried without."""

Totals = Callable[[Sequence[SearchRequest]], Sequence[int]]
"""How many articles each of some searches finds that differ in nothing but their filters."""

SETTINGS = (("lang", ("fr", "en")), ("match", ("all", "any")), ("variants", ("off",)), ("translate", ("off",)), ("twins", (SHOW,)))
"""Choices that differ from the usual and narrow nothing, and so are shown, and can be taken back, beside the filters."""

_USUAL = SearchRequest()


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that narrows the search, in words, and the same search without it.

    `glyph` is the type of a name, None for the rest. `filters` is false for a choice that narrows nothing.
    """

    label: str
    without: SearchRequest
    url: str
    glyph: str | None = None
    filters: bool = True


@dataclass(frozen=True, slots=True)
class WayOut:
    """A filter to drop, and how many articles there are then."""

    label: str
    url: str
    total: int


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A facet with its heading; `more` is the address that lists the values which did not fit, and looks for some of them."""

    name: str
    label: str
    values: tuple[FacetValue, ...]
    more: str | None


def groups(reader: Reader, asked: SearchRequest, page: SearchPage, whole: Callable[[str], str]) -> Iterator[FacetGroup]:
    """The facets that have values, in the order of the answer; `whole` gives the address of all of one."""
    for name, values in page.facets.items():
        if values:
            more = whole(name) if len(values) >= asked.facet_limit else None
            yield FacetGroup(name, reader.voice.say(f"facet.{name}"), values, more)


def chips(reader: Reader, asked: SearchRequest, names: Names) -> Iterator[Chip]:
    """Everything that narrows this search, in the order of the facets, then dates and twins, then how the words are read."""
    say = reader.voice.say

    def label(facet: str, value: str) -> str:
        # What a value is called even where no article is left that has it, and so no facet names it.
        return facets.label(facet, value, names, reader.voice.lang)

    def chip(text: str, without: SearchRequest, facet: str = "", *, filters: bool = True) -> Chip:
        first = replace(without, page=1)
        return Chip(text, first, reader.link(first), facet if facet in ENTITY_TYPES else None, filters)

    for facet, value in _pairs(asked.include):
        yield chip(label(facet, value), asked.toggled(facet, value), facet)
    for facet, value in _pairs(asked.exclude):
        yield chip(say("filters.without", label=label(facet, value)), _allowing(asked, facet, value), facet)
    if asked.first:
        yield chip(say("filters.from", label=reader.voice.date(asked.first)), replace(asked, first=None))
    if asked.last:
        yield chip(say("filters.to", label=reader.voice.date(asked.last)), replace(asked, last=None))
    if asked.twins in FILTERING:
        yield chip(say(f"filters.twins.{asked.twins}"), replace(asked, twins=None))
    for name, unusual in SETTINGS:
        if (value := getattr(asked, name)) in unusual:
            yield chip(say(f"filters.{name}.{value}"), replace(asked, **{name: getattr(_USUAL, name)}), filters=False)
    yield from _unread(reader, asked, names)


def _unread(reader: Reader, asked: SearchRequest, names: Names) -> Iterator[Chip]:
    """What no word is looked for as."""
    for value in asked.without:
        entity = names.entities.get(value.removeprefix(NAME)) if value.startswith(NAME) else None
        first = replace(asked, without=tuple(each for each in asked.without if each != value), page=1)
        label = entity.labels[reader.voice.lang] if entity else value
        yield Chip(
            reader.voice.say("filters.unread", label=label), first, reader.link(first), entity.type if entity else None, filters=False
        )


def cleared(asked: SearchRequest) -> SearchRequest:
    """The same words with nothing that a chip stands for."""
    return replace(asked.without_filters(), without=(), **{name: getattr(_USUAL, name) for name, _ in SETTINGS})


def ways_out(reader: Reader, asked: SearchRequest, chips: tuple[Chip, ...], totals: Totals) -> tuple[WayOut, ...]:
    """Which filters to drop, alone or all together, so that articles are left; `totals` says how many each of some searches finds."""
    filters = [chip for chip in chips if chip.filters]
    tried = [(chip.label, chip.without) for chip in filters[:MOST_WAYS_OUT]]
    if len(filters) > 1:
        tried.append((reader.voice.say("none.every"), asked.without_filters()))
    found = totals([without for _, without in tried])
    return tuple(WayOut(label, reader.link(without), total) for (label, without), total in zip(tried, found, strict=True) if total)


def _pairs(filters: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    return ((facet, value) for facet, values in filters.items() for value in values)


def _allowing(asked: SearchRequest, facet: str, value: str) -> SearchRequest:
    """The same search with one excluded value no longer excluded."""
    rest = tuple(each for each in asked.exclude[facet] if each != value)
    return replace(asked, exclude={name: chosen for name, chosen in {**asked.exclude, facet: rest}.items() if chosen})
