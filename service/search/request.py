"""One search as somebody asked for it: parsed at the door, valid from then on, able to write itself as an address."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from indexer.dates import span
from indexer.schema import FACETS
from service.search.errors import BadRequest, Refusal

MAX_QUERY = 8192
"""Characters of a query. The parser is linear, but nobody types more than this."""
MAX_PER_PAGE = 100
MAX_PAGE = 1_000_000
MAX_FACET_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Face:
    """Who is asking: the address that links begin with, the language of labels, and whether mistakes are refused or only noted.

    `keep` holds (name, value) pairs that every link carries on.
    """

    base: str = "/api/search"
    ui: str = "en"
    strict: bool = True
    keep: tuple[tuple[str, str], ...] = ()

    def link(self, request: "SearchRequest") -> str:
        """The address of a search on this face."""
        pairs = (*request.arguments(), *self.keep)
        return f"{self.base}?{urlencode(pairs)}" if pairs else self.base


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A valid search. `include` and `exclude` map a facet to its chosen values; `first` and `last` bound the date, both included."""

    q: str = ""
    lang: str = "auto"
    match: str = "auto"
    include: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first: str | None = None
    last: str | None = None
    sort: str = "relevance"
    page: int = 1
    per_page: int = 10
    facets: tuple[str, ...] = FACETS
    facet_limit: int = 10
    variants: str = "on"

    def toggled(self, facet: str, value: str) -> "SearchRequest":
        """The same search with one facet value chosen, or no longer chosen, from its first page on."""
        chosen = self.include.get(facet, ())
        rest = tuple(each for each in chosen if each != value)
        return replace(self, include=_with(self.include, facet, rest if value in chosen else (*chosen, value)), page=1)

    def without_filters(self) -> "SearchRequest":
        """The same words with every filter taken off."""
        return replace(self, include={}, exclude={}, first=None, last=None, page=1)

    @property
    def filtered(self) -> bool:
        """Whether anything but words narrows this search."""
        return bool(self.include or self.exclude or self.first or self.last)

    def arguments(self) -> list[tuple[str, str]]:
        """This search as (name, value) pairs in the order of `PARAMETERS`, without what is as it would be anyway."""
        pairs: list[tuple[str, str]] = []
        for parameter in PARAMETERS.values():
            pairs += [(parameter.name, value) for value in parameter.write(self)]
        return pairs

    def url(self, base: str, **changes: Any) -> str:  # noqa: ANN401 — whatever the fields hold
        """The address of this search, with some fields changed."""
        pairs = replace(self, **changes).arguments()
        return f"{base}?{urlencode(pairs)}" if pairs else base


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a search: how it is read, how it is written, and what the documentation says about it.

    `read` gets every value given under the name and returns the changed request; it raises ValueError with a sentence.
    """

    name: str
    about: str
    schema: Mapping[str, Any]
    read: Callable[[SearchRequest, tuple[str, ...]], SearchRequest]
    write: Callable[[SearchRequest], tuple[str, ...]]
    repeatable: bool = False


def parse(arguments: Iterable[tuple[str, str]], *, strict: bool) -> tuple[SearchRequest, tuple[Refusal, ...]]:
    """The request in these (name, value) pairs, and what was ignored on the way.

    Strictly, every unknown name and unusable value is refused at once. Otherwise it is ignored and handed back, so that a page can
    say so. An empty value counts as not given.

    Raises:
        BadRequest: strict, and something cannot be used.
    """
    given: dict[str, list[str]] = {}
    for name, value in arguments:
        given.setdefault(name, []).append(value)
    request = SearchRequest()
    refusals: list[Refusal] = []
    for name, values in given.items():
        parameter = PARAMETERS.get(name)
        if parameter is None:
            refusals.append(Refusal(printable(name)[:60], f"is not a parameter; there are {', '.join(PARAMETERS)}"))
            continue
        used = tuple(dict.fromkeys(printable(value) for value in values if value.strip()))
        if not used:
            continue
        if len(used) > 1 and not parameter.repeatable:
            refusals.append(Refusal(name, "may be given only once"))
            continue
        try:
            request = parameter.read(request, used)
        except ValueError as error:
            refusals.append(Refusal(name, str(error)))
    if request.first and request.last and span(request.first)[0] > span(request.last)[1]:
        refusals.append(Refusal("from", f"{request.first} is after to={request.last}"))
        request = replace(request, first=None, last=None)
    if strict and refusals:
        raise BadRequest(*refusals)
    return request, tuple(refusals)


def printable(text: str) -> str:
    """The text with NUL and lone surrogates replaced one for one, so that it can be stored, compared and sent back."""
    return text.replace("\0", " ").encode("utf-8", "surrogatepass").decode("utf-8", "replace") if not _sound(text) else text


def _sound(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _with(filters: Mapping[str, tuple[str, ...]], facet: str, values: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {name: chosen for name, chosen in {**filters, facet: values}.items() if chosen}


def _query(request: SearchRequest, values: tuple[str, ...]) -> SearchRequest:
    if len(values[0]) > MAX_QUERY:
        raise ValueError(f"must be at most {MAX_QUERY} characters, this one has {len(values[0])}")
    return replace(request, q=values[0].strip())


def _choice(name: str, choices: tuple[str, ...], request: SearchRequest, values: tuple[str, ...]) -> SearchRequest:
    if values[0] not in choices:
        raise ValueError(f"must be one of {', '.join(choices)}, not “{values[0][:40]}”")
    return _changed(request, name, values[0])


def _number(name: str, least: int, most: int, request: SearchRequest, values: tuple[str, ...]) -> SearchRequest:
    text = values[0].strip()
    number = int(text) if text.isdecimal() and len(text) < 10 else None
    if number is None or not least <= number <= most:
        raise ValueError(f"must be a whole number from {least} to {most}, not “{text[:40]}”")
    return _changed(request, name, number)


def _date(name: str, request: SearchRequest, values: tuple[str, ...]) -> SearchRequest:
    span(values[0].strip())
    return _changed(request, name, values[0].strip())


def _facets(request: SearchRequest, values: tuple[str, ...]) -> SearchRequest:
    names = tuple(name.strip() for value in values for name in value.split(",") if name.strip())
    if names == ("none",):
        return replace(request, facets=())
    for name in names:
        if name not in FACETS:
            raise ValueError(f"“{name[:40]}” is not a facet; there are {', '.join(FACETS)}, or none")
    return replace(request, facets=tuple(name for name in FACETS if name in names))


def _filter(kind: str, facet: str, request: SearchRequest, values: tuple[str, ...]) -> SearchRequest:
    return _changed(request, kind, {**getattr(request, kind), facet: values})


def _changed(request: SearchRequest, name: str, value: Any) -> SearchRequest:  # noqa: ANN401 — whatever the field holds
    return replace(request, **{name: value})


def _written(name: str, request: SearchRequest) -> tuple[str, ...]:
    value = getattr(request, name)
    return () if value == getattr(_DEFAULT, name) else (str(value),)


def _choice_parameter(name: str, about: str, *choices: str) -> Parameter:
    schema = {"type": "string", "enum": list(choices), "default": choices[0]}
    return Parameter(name, about, schema, partial(_choice, name, choices), partial(_written, name))


def _number_parameter(name: str, about: str, most: int) -> Parameter:
    schema = {"type": "integer", "minimum": 1, "maximum": most, "default": getattr(_DEFAULT, name)}
    return Parameter(name, about, schema, partial(_number, name, 1, most), partial(_written, name))


def _date_parameter(name: str, attribute: str, about: str) -> Parameter:
    schema = {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}
    return Parameter(name, about, schema, partial(_date, attribute), partial(_written, attribute))


def _filter_parameters(facet: str) -> Iterable[Parameter]:
    schema = {"type": "array", "items": {"type": "string"}}
    for prefix, kind, about in (
        ("", "include", f"Only articles with this {facet}; given more than once, with any of them."),
        ("-", "exclude", f"No article with this {facet}."),
    ):
        yield Parameter(
            prefix + facet,
            about,
            schema,
            partial(_filter, kind, facet),
            lambda request, kind=kind: getattr(request, kind).get(facet, ()),  # type: ignore[misc]
            repeatable=True,
        )


_DEFAULT = SearchRequest()

PARAMETERS: Mapping[str, Parameter] = {
    parameter.name: parameter
    for parameter in (
        Parameter(
            "q",
            "What to look for, in the query language; without it, every article.",
            {"type": "string", "maxLength": MAX_QUERY},
            _query,
            partial(_written, "q"),
        ),
        _choice_parameter("lang", "The language in which the query is written.", "auto", "fr", "en"),
        _choice_parameter(
            "match", "Whether an article needs all words, any of them, or all where enough articles have them.", "auto", "all", "any"
        ),
        *(parameter for facet in FACETS for parameter in _filter_parameters(facet)),
        _date_parameter("from", "first", "Articles dated then or later: a year, a month or a day."),
        _date_parameter("to", "last", "Articles dated then or earlier: a year, a month or a day."),
        _choice_parameter("sort", "The order of the articles.", "relevance", "date:desc", "date:asc"),
        _number_parameter("page", "Which page of the answer, from 1.", MAX_PAGE),
        _number_parameter("per_page", "How many articles a page.", MAX_PER_PAGE),
        Parameter(
            "facets",
            "Which facets to count, separated by commas; none for none.",
            {"type": "string"},
            _facets,
            lambda request: () if request.facets == FACETS else (",".join(request.facets) or "none",),
        ),
        _number_parameter("facet_limit", "How many values of each facet.", MAX_FACET_LIMIT),
        _choice_parameter("variants", "Whether a name is also looked for under its other spellings.", "on", "off"),
    )
}
"""Every argument of a search, in the order in which addresses and documentation list them."""
