"""One search as somebody asked for it: parsed at the door, valid from then on, able to write itself as an address."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from indexer.dates import span
from indexer.schema import FACETS
from service.search.errors import MOST_REFUSALS, BadRequest, Refusal

MAX_QUERY = 8192
"""Characters of a query; more than its parser makes use of."""
MAX_VALUES = 100
"""Values that one filter may have."""
MAX_PER_PAGE = 100
MAX_PAGE = 1_000_000
MAX_FACET_LIMIT = 1000
MAX_VALUE = 500
"""Characters of one value of a filter; ids and names are shorter."""
MAX_WITHOUT = 50
"""What a search may say that it is not to be looked for as."""
NAME = "name:"
"""What stands before the id of an entity among these, for an id may be a word as well: `moon`."""
ORDINAL = "ordinal:"
"""The same before which one in a row something is: `ordinal:3`."""
MAX_REPEATED = 1_000_000
"""The length of a search's arguments as an address times `facet_limit`, and times `per_page`.

Every value of every facet and every name of every article comes with a link that repeats the whole search, so a long search with long
lists would make an answer of hundreds of megabytes. The longest query still has room for the usual lists.
"""

SHOW, COLLAPSE, ONLY, MISSING = TWINS = ("show", "collapse", "only", "missing")
"""What becomes of articles that tell one story: each is shown, or the first stands for all; or only those are shown that have a
translation, or that have none."""
FILTERING = (ONLY, MISSING)
"""Those that narrow a search."""

_UNPRINTABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Face:
    """Who is asking: the address that links begin with, the language of labels, and whether mistakes are refused or only noted.

    `keep` holds (name, value) pairs that every link carries on; `twins` is what becomes of twins unless somebody says otherwise. With
    `timeline`, an answer says when its articles were published, with `explain` why each has its score, and with `after` what became of the
    article with that id.
    """

    base: str = "/api/search"
    ui: str = "en"
    strict: bool = True
    keep: tuple[tuple[str, str], ...] = ()
    twins: str = SHOW
    timeline: bool = False
    explain: bool = False
    after: str | None = None

    def link(self, request: "SearchRequest") -> str:
        """The address of a search on this face."""
        pairs = (*request.arguments(), *self.keep)
        return f"{self.base}?{urlencode(pairs)}" if pairs else self.base


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A valid search; `PARAMETERS` says what each argument means.

    `include` and `exclude` map a facet to the values chosen of it, at least one. `first` and `last` bound the date, both included, ISO
    8601 at any precision. `twins` is one of `TWINS`, or None for what is usual where it is asked. `facets` stand in the order of `FACETS`.
    """

    q: str = ""
    lang: str = "auto"
    match: str = "auto"
    include: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first: str | None = None
    last: str | None = None
    twins: str | None = None
    sort: str = "relevance"
    page: int = 1
    per_page: int = 10
    facets: tuple[str, ...] = FACETS
    facet_limit: int = 10
    variants: str = "on"
    translate: str = "on"
    without: tuple[str, ...] = ()

    def toggled(self, facet: str, value: str) -> "SearchRequest":
        """The same search with one facet value chosen, or no longer chosen, from its first page on."""
        chosen = self.include.get(facet, ())
        rest = tuple(each for each in chosen if each != value)
        return replace(self, include=_with(self.include, facet, rest if value in chosen else (*chosen, value)), page=1)

    def without_filters(self) -> "SearchRequest":
        """The same words with every filter taken off."""
        twins = None if self.twins in FILTERING else self.twins
        return replace(self, include={}, exclude={}, first=None, last=None, twins=twins, page=1)

    @property
    def filtered(self) -> bool:
        """Whether anything but words narrows this search."""
        return bool(self.include or self.exclude or self.first or self.last or self.twins in FILTERING)

    def arguments(self) -> list[tuple[str, str]]:
        """This search as (name, value) pairs in the order of `PARAMETERS`, without what is as it would be anyway."""
        pairs: list[tuple[str, str]] = []
        for parameter in PARAMETERS.values():
            pairs += [(parameter.name, value) for value in parameter.write(self)]
        return pairs


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a search: how it is read, how it is written, and what the documentation says about it.

    `read` gets every value given under the name, at least one, and returns the changed request; it raises ValueError with a sentence.
    `write` returns the values that `read` would need, none for what is as it would be anyway.
    """

    name: str
    about: str
    schema: Mapping[str, Any]
    read: Callable[[SearchRequest, tuple[str, ...]], SearchRequest]
    write: Callable[[SearchRequest], tuple[str, ...]]
    repeatable: bool = False


def parse(arguments: Iterable[tuple[str, str]], *, strict: bool, twins: str = SHOW) -> tuple[SearchRequest, tuple[Refusal, ...]]:
    """The request in these (name, value) pairs, and what was ignored on the way.

    Strictly, every unknown name and unusable value is refused at once. Otherwise it is ignored and handed back, so that a page can
    say so. An empty value counts as not given, and so does `twins` if it says what is usual here, which is its default.

    Raises:
        BadRequest: strict, and something cannot be used.
    """
    given: dict[str, list[str]] = {}
    for name, value in arguments:
        given.setdefault(name, []).extend([printable(value)] if value.strip() else [])
    refusals = unknown(given, PARAMETERS)
    request = SearchRequest()
    for name, parameter in PARAMETERS.items():
        if values := tuple(given.get(name, ())):
            try:
                request = parameter.read(request, values)
            except ValueError as error:
                refusals.append(Refusal(name, str(error)))
    if request.first and request.last and span(request.first)[0] > span(request.last)[1]:
        refusals.append(Refusal("from", f"{request.first} is after to={request.last}"))
        request = replace(request, first=None, last=None)
    if request.twins == twins:
        request = replace(request, twins=None)
    request = _brief(request, refusals)
    if strict and refusals:
        raise BadRequest(*refusals)
    return request, tuple(refusals)


def _brief(request: SearchRequest, refusals: list[Refusal]) -> SearchRequest:
    """The request, less what would have an answer repeat too much; each thing taken away is refused."""
    length = _length(request)
    if length * _DEFAULT.facet_limit > MAX_REPEATED and request.without:
        refusals.append(Refusal("without", f"makes the address too long: {length} characters of {MAX_REPEATED // _DEFAULT.facet_limit}"))
        request = replace(request, without=())
        length = _length(request)
    if length * _DEFAULT.facet_limit > MAX_REPEATED and request.filtered:
        name = max((*request.include, *(f"-{facet}" for facet in request.exclude)), key=lambda name: len(PARAMETERS[name].write(request)))
        most = MAX_REPEATED // _DEFAULT.facet_limit
        refusals.append(Refusal(name, f"all filters and the query may have {most} characters as an address, these have {length}"))
        request = request.without_filters()
        length = _length(request)
    for name in ("facet_limit", "per_page"):
        if getattr(request, name) * length > MAX_REPEATED:
            refusals.append(Refusal(name, f"must be at most {MAX_REPEATED // length} with an address of {length} characters"))
            request = replace(request, **{name: getattr(_DEFAULT, name)})
    return request


def _length(request: SearchRequest) -> int:
    return len(urlencode(request.arguments()))


def unknown(given: Iterable[str], known: Iterable[str]) -> list[Refusal]:
    """A refusal of each given name that is not known, saying which it resembles or which there are; not more than anybody reads."""
    names = tuple(known)
    there_are = f"there are {', '.join(names)}" if names else "there are none here"
    refusals = []
    for name in islice((name for name in given if name not in names), MOST_REFUSALS):
        shown = printable(name)[:60]
        close = get_close_matches(shown.lower(), names, 1, 0.8)
        refusals.append(Refusal(shown, f"is not a parameter; {f'did you mean {close[0]}?' if close else there_are}"))
    return refusals


def printable(text: str) -> str:
    """The text with NUL and lone surrogates replaced one for one, so that it can be stored, compared and sent back."""
    return _UNPRINTABLE.sub(lambda found: " " if found.group() == "\0" else "\N{REPLACEMENT CHARACTER}", text)


def _with(filters: Mapping[str, tuple[str, ...]], facet: str, values: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {name: chosen for name, chosen in {**filters, facet: values}.items() if chosen}


_DEFAULT = SearchRequest()


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the value of a single argument may be. `read` raises ValueError with a sentence; `write` is its inverse."""

    schema: Mapping[str, Any]
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str


def _text(most: int) -> _Kind:
    def read(text: str) -> str:
        if len(text) > most:
            raise ValueError(f"must be at most {most} characters, this one has {len(text)}")
        return text

    return _Kind({"type": "string", "maxLength": most}, read)


def _choice(*choices: str) -> _Kind:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}, not “{text[:40]}”")
        return text

    return _Kind({"type": "string", "enum": list(choices), "default": choices[0]}, read)


def _number(usual: int, most: int) -> _Kind:
    def read(text: str) -> int:
        # Python refuses to read a number of thousands of digits, with a sentence about itself.
        number = int(text) if text.isdecimal() and len(text) < 10 else 0
        if not 1 <= number <= most:
            raise ValueError(f"must be a whole number from 1 to {most}, not “{text[:40]}”")
        return number

    return _Kind({"type": "integer", "minimum": 1, "maximum": most, "default": usual}, read)


def _date() -> _Kind:
    def read(text: str) -> str:
        span(text)
        return text

    return _Kind({"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}, read)


def _facets() -> _Kind:
    def read(text: str) -> tuple[str, ...]:
        names = {name.strip() for name in text.split(",")}
        if names == {"none"}:
            return ()
        if strange := sorted(names.difference(FACETS)):
            raise ValueError(f"“{strange[0][:40]}” is not a facet; there are {', '.join(FACETS)}, or none")
        return tuple(name for name in FACETS if name in names)

    return _Kind({"type": "string", "default": ",".join(FACETS)}, read, lambda names: ",".join(names) or "none")


def _single(name: str, kind: _Kind, about: str, attribute: str | None = None) -> Parameter:
    """A parameter that sets one field of a request, the one of its own name unless `attribute` names another."""
    target = attribute or name
    usual = getattr(_DEFAULT, target)

    def read(request: SearchRequest, values: tuple[str, ...]) -> SearchRequest:
        if len(values) > 1:
            raise ValueError("may be given only once")
        return replace(request, **{target: kind.read(values[0].strip())})

    def write(request: SearchRequest) -> tuple[str, ...]:
        value = getattr(request, target)
        return () if value == usual else (kind.write(value),)

    return Parameter(name, about, kind.schema, read, write)


def _filter(name: str, facet: str, attribute: str, about: str) -> Parameter:
    """A repeatable parameter that chooses values of a facet, to include or to exclude."""

    def read(request: SearchRequest, values: tuple[str, ...]) -> SearchRequest:
        chosen = tuple(dict.fromkeys(values))
        if len(chosen) > MAX_VALUES:
            raise ValueError(f"may have at most {MAX_VALUES} values, here are {len(chosen)}")
        if (longest := max(map(len, chosen))) > MAX_VALUE:
            raise ValueError(f"must be at most {MAX_VALUE} characters, this one has {longest}")
        filters: Any = _with(getattr(request, attribute), facet, chosen)
        return replace(request, **{attribute: filters})

    def write(request: SearchRequest) -> tuple[str, ...]:
        chosen: Mapping[str, tuple[str, ...]] = getattr(request, attribute)
        return chosen.get(facet, ())

    schema = {"type": "array", "items": {"type": "string", "maxLength": MAX_VALUE}, "maxItems": MAX_VALUES}
    return Parameter(name, about, schema, read, write, repeatable=True)


def _without() -> Parameter:
    def read(request: SearchRequest, values: tuple[str, ...]) -> SearchRequest:
        chosen = tuple(dict.fromkeys(value.strip() for value in values))
        if len(chosen) > MAX_WITHOUT:
            raise ValueError(f"may have at most {MAX_WITHOUT} values, here are {len(chosen)}")
        if (longest := max(map(len, chosen))) > MAX_VALUE:
            raise ValueError(f"must be at most {MAX_VALUE} characters, this one has {longest}")
        return replace(request, without=chosen)

    schema = {"type": "array", "items": {"type": "string", "maxLength": MAX_VALUE}, "maxItems": MAX_WITHOUT}
    about = "What no word is to be looked for as: a meaning, or name: and the id of an entity, as `expanded` lists it."
    return Parameter("without", about, schema, read, lambda request: request.without, repeatable=True)


def _filters() -> Iterator[Parameter]:
    for facet in FACETS:
        yield _filter(facet, facet, "include", f"Only articles with this {facet}; given more than once, with any of them.")
        yield _filter(f"-{facet}", facet, "exclude", f"No article with this {facet}.")


_TWINS_ABOUT = (
    "Articles that tell the same text, in either language: show each, collapse each story into the article of it that comes first, "
    "only those that have a translation in the index, or those of which it is missing."
)

PARAMETERS: Mapping[str, Parameter] = {
    parameter.name: parameter
    for parameter in (
        _single("q", _text(MAX_QUERY), "What to look for, in the query language; without it, every article."),
        _single("lang", _choice("auto", "fr", "en"), "The language in which the query is written."),
        _single(
            "match",
            _choice("auto", "all", "any"),
            "Whether an article needs all words, any of them, or all where enough articles have them.",
        ),
        *_filters(),
        _single("from", _date(), "Articles dated then or later: a year, a month or a day.", "first"),
        _single("to", _date(), "Articles dated then or earlier: a year, a month or a day.", "last"),
        _single("twins", _choice(*TWINS), _TWINS_ABOUT),
        _single("sort", _choice("relevance", "date:desc", "date:asc"), "The order of the articles."),
        _single("page", _number(_DEFAULT.page, MAX_PAGE), "Which page of the answer, from 1."),
        _single("per_page", _number(_DEFAULT.per_page, MAX_PER_PAGE), "How many articles a page."),
        _single("facets", _facets(), "Which facets to count, separated by commas; none for none."),
        _single("facet_limit", _number(_DEFAULT.facet_limit, MAX_FACET_LIMIT), "How many values of each facet; chosen ones always."),
        _single("variants", _choice("on", "off"), "Whether a name is also looked for under its other spellings."),
        _single("translate", _choice("on", "off"), "Whether words are also looked for as what they mean in the other language."),
        _without(),
    )
}
"""Every argument of a search, in the order in which addresses and documentation list them."""
