"""The pages for readers: home, results, one article, and what is said when something goes wrong.

Everything here is a `SearchPage` or an `Article` put into sentences. Templates choose where things stand and compute nothing.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, current_app, render_template, request, url_for
from markupsafe import Markup

from indexer.document import ENTITY_TYPES, LANGUAGES, Language
from service.messages import VOICES, Voice
from service.search import facets
from service.search.catalogue import Catalogue
from service.search.errors import Refusal
from service.search.request import MAX_FACET_LIMIT, MAX_QUERY, PARAMETERS, Face, SearchRequest, parse
from service.search.results import Expansion, FacetValue, IndexState, Reading, SearchPage

pages = Blueprint("pages", __name__)

NEWEST = 5
"""Articles on the home page."""
EXAMPLES = 2
"""Names of each entity type offered on the home page."""
CARD_NAMES = 5
"""Names on a card, the most mentioned first; the article's own page has all of them."""
SHOWN_ALTERNATIVES = 5
"""Other spellings of one word that are written out; the rest is counted."""
MOST_WAYS_OUT = 8
"""When filters leave nothing, how many of them are tried without; each is one more search."""
PIECE = 24
"""Characters of the query that are shown to say which part of it is meant."""
PASSING = ("no-index", "timeout", "busy", "internal")
"""Errors after which the same address may well work later."""
BUILD = "lunette build SOURCE --index DIR"
"""What fills an index."""

SETTINGS = (("lang", ("fr", "en")), ("match", ("all", "any")), ("variants", ("off",)))
"""Choices about reading the words that differ from the usual and so are shown, and can be taken back, beside the filters."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads. `keep` is what every link repeats: the interface language, if the address asked for it."""

    voice: Voice
    keep: tuple[tuple[str, str], ...] = ()

    @property
    def face(self) -> Face:
        """The face that a search is answered to."""
        return Face(base=url_for("pages.search"), ui=self.voice.lang, strict=False, keep=self.keep)

    def link(self, asked: SearchRequest, path: str | None = None) -> str:
        """The address of this search, or of another page of ours that remembers it."""
        return _with_arguments(path or url_for("pages.search"), [*asked.arguments(), *self.keep])


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that narrows the search, in words, and the same search without it. `glyph` is the type of a name, None for the rest."""

    label: str
    without: SearchRequest
    url: str
    glyph: str | None = None
    filters: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways to see the same thing."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class WayOut:
    """A filter to drop, and how many articles there are then."""

    label: str
    url: str
    total: int


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A facet with its heading; `more` is the address that lists the values which did not fit."""

    name: str
    label: str
    values: tuple[FacetValue, ...]
    more: str | None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say about the query: a sentence of the search and its language, and our words before and after it."""

    sentence: str
    lang: Language
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Widened:
    """A word that was also looked for in other forms."""

    before: str
    words: str
    rest: str | None


@dataclass(frozen=True, slots=True)
class Box:
    """The search box: what stands in it, and what a new search keeps of the old one."""

    q: str
    hidden: tuple[tuple[str, str], ...]
    longest: int = MAX_QUERY


@pages.get("/")
def home() -> str:
    """What is in the index, names to start from, and the newest articles."""
    reader = _reader()
    everything = SearchRequest()
    page = _catalogue().search(replace(everything, sort="date:desc", per_page=NEWEST), reader.face)
    languages = [
        Choice(
            reader.voice.say(f"home.{value.value}", n=value.count), reader.link(everything.toggled("language", value.value)), current=False
        )
        for value in page.facets.get("language", ())
        if value.count and reader.voice.knows(f"home.{value.value}")
    ]
    examples = [
        (kind, value.label, reader.link(everything.toggled(kind, value.value)))
        for kind in ENTITY_TYPES
        for value in page.facets.get(kind, ())[:EXAMPLES]
        if value.count
    ]
    return _render("home.html", reader, everything, page=page, languages=languages, examples=examples, everything=reader.link(everything))


@pages.get("/search")
def search() -> str:
    """One page of an answer. Arguments that cannot be used are named, and the rest is searched for."""
    reader = _reader()
    asked, notices = _asked()
    page = _catalogue().search(asked, reader.face, notices)
    chips = tuple(_chips(reader, asked))
    last = max(1, math.ceil(page.total / page.per_page))
    return _render(
        "search.html",
        reader,
        asked,
        page=page,
        chips=chips,
        active=sum(chip.filters for chip in chips),
        clear=reader.link(replace(asked.without_filters(), **{name: getattr(SearchRequest(), name) for name, _ in SETTINGS})),
        facets=tuple(_facets(reader, asked, page)),
        languages=_languages(asked, page),
        sorts=tuple(_sorts(reader, asked)),
        dates=_kept(reader, asked, "from", "to", "page"),
        remarks=tuple(_remarks(reader.voice, page)),
        widened=tuple(_widened(reader.voice, page.query)),
        read=_read(page.query),
        exact=reader.link(replace(asked, variants="off", page=1)),
        strict=reader.link(replace(asked, match="all", page=1)),
        loose=reader.link(replace(asked, match="any", page=1)) if page.query.match == "all" and " " in page.query.q else None,
        instead=reader.link(replace(asked, q=page.query.did_you_mean, page=1)) if page.query.did_you_mean else None,
        ways=_ways_out(reader, asked, page, chips),
        last=last,
        last_url=reader.link(replace(asked, page=last)),
        browse=reader.link(SearchRequest()),
    )


# An article's id may be an address of its own, and merging slashes would turn https://… into https:/….
@pages.get("/document/<path:id>", merge_slashes=False)
def document(id: str) -> str:  # noqa: A002 — the route's own word
    """One whole article, with the words of the search marked."""
    reader = _reader()
    asked, _ = _asked()
    article = _catalogue().article(id, asked.q, reader.face)
    # An address in scraped data may be anything; only one that leads to a page becomes a link.
    original = article.url if article.url and article.url.startswith(("http://", "https://")) else None
    back = reader.link(asked) if asked != SearchRequest() else None
    return _render("document.html", reader, asked, article=article, original=original, back=back)


def error_page(status: int, code: str) -> str:
    """A page that says what happened and what to do, in the reader's language.

    `code` is one of `not-found`, `no-index`, `timeout`, `busy`, `bad-request` and `internal`.
    """
    reader = _reader()
    asked, _ = _asked()
    again = _with_arguments(_path(), list(request.args.items(multi=True))) if code in PASSING else None
    return _render("error.html", reader, SearchRequest(q=asked.q), status=status, code=code, again=again)


@pages.app_template_filter("marked")
def marked(html: str) -> Markup:
    """Highlights of the search as markup. They come escaped, with `<mark>` their only tag, and nothing else may be passed here."""
    return Markup(html)  # noqa: S704 — the one place; `Highlights` and `Article` promise what is said above


@pages.app_template_test("unfinished")
def unfinished(html: str) -> bool:
    """Whether a highlighted passage stops before the end of its sentence."""
    return not re.sub(r"<[^>]*>|&\w+;|&#\d+;|[»”’)\]]", "", html).rstrip().endswith((".", "!", "?", "…"))


@pages.after_request
def _in_one_language(response: Response) -> Response:
    """Tell caches that the same address may be asked for in another language."""
    response.content_language.add(_reader().voice.lang)
    response.vary.add("Accept-Language")
    return response


def _catalogue() -> Catalogue:
    return cast("Catalogue", current_app.extensions["lunette"])


def _reader() -> Reader:
    asked = request.args.get("ui", "")
    for lang in LANGUAGES:
        if asked == lang:
            return Reader(VOICES[lang], (("ui", lang),))
    for tag, quality in request.accept_languages:
        for lang in LANGUAGES:
            if quality > 0 and tag.partition("-")[0].lower() == lang:
                return Reader(VOICES[lang])
    return Reader(VOICES["en"])


def _asked() -> tuple[SearchRequest, tuple[Refusal, ...]]:
    """The search in the address, and what of it was ignored. Names that mean nothing here, such as trackers', are left alone."""
    return parse([(name, value) for name, value in request.args.items(multi=True) if name in PARAMETERS], strict=False)


def _render(template: str, reader: Reader, asked: SearchRequest, **values: Any) -> str:  # noqa: ANN401 — templates take anything
    return render_template(
        template,
        t=reader.voice.say,
        voice=reader.voice,
        asked=asked,
        box=Box(asked.q, _kept(reader, asked, "q", "page")),
        home=_with_arguments(url_for("pages.home"), list(reader.keep)),
        document_url=lambda id: reader.link(asked, url_for("pages.document", id=id)),  # noqa: A006 — the route's own word
        switch=tuple(Choice(lang, _here(lang), current=lang == reader.voice.lang) for lang in LANGUAGES),
        build=BUILD,
        card_names=CARD_NAMES,
        **values,
    )


def _here(lang: Language) -> str:
    """This very page in another language."""
    return _with_arguments(_path(), [*((name, value) for name, value in request.args.items(multi=True) if name != "ui"), ("ui", lang)])


def _path() -> str:
    """The path of this page, always on this host: with two slashes in front it would lead to another."""
    return request.script_root + "/" + quote(request.path.lstrip("/"), safe="/:@!$&'()*+,;=-._~")


def _with_arguments(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _kept(reader: Reader, asked: SearchRequest, *but: str) -> tuple[tuple[str, str], ...]:
    """What a form repeats in hidden inputs: the whole search but the arguments that it asks for itself."""
    return (*((name, value) for name, value in asked.arguments() if name not in but), *reader.keep)


def _chips(reader: Reader, asked: SearchRequest) -> Iterator[Chip]:
    """Everything that narrows this search, in the order of the facets, then dates, then how the words are read."""
    say = reader.voice.say

    def chip(label: str, without: SearchRequest, facet: str = "", *, filters: bool = True) -> Chip:
        first = replace(without, page=1)
        return Chip(label, first, reader.link(first), facet if facet in ENTITY_TYPES else None, filters)

    for facet, value in _pairs(asked.include):
        yield chip(_label(reader, facet, value), asked.toggled(facet, value), facet)
    for facet, value in _pairs(asked.exclude):
        rest = tuple(each for each in asked.exclude[facet] if each != value)
        exclude = {name: chosen for name, chosen in {**asked.exclude, facet: rest}.items() if chosen}
        yield chip(say("filters.without", label=_label(reader, facet, value)), replace(asked, exclude=exclude), facet)
    if asked.first:
        yield chip(say("filters.from", label=reader.voice.date(asked.first)), replace(asked, first=None))
    if asked.last:
        yield chip(say("filters.to", label=reader.voice.date(asked.last)), replace(asked, last=None))
    for name, unusual in SETTINGS:
        if (value := getattr(asked, name)) in unusual:
            usual = getattr(SearchRequest(), name)
            yield chip(say(f"filters.{name}.{value}"), replace(asked, **{name: usual}), filters=False)


def _pairs(filters: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    return ((facet, value) for facet, values in filters.items() for value in values)


def _label(reader: Reader, facet: str, value: str) -> str:
    """What a value is called even where no article is left that has it, and so no facet names it."""
    return facets.label(facet, value, _catalogue().generation().names, reader.voice.lang)


def _facets(reader: Reader, asked: SearchRequest, page: SearchPage) -> Iterator[FacetGroup]:
    for name, values in page.facets.items():
        if values:
            cut = len(values) >= asked.facet_limit and asked.facet_limit < MAX_FACET_LIMIT
            more = reader.link(replace(asked, facet_limit=MAX_FACET_LIMIT)) + f"#facet-{name}" if cut else None
            yield FacetGroup(name, reader.voice.say(f"facet.{name}"), values, more)


def _languages(asked: SearchRequest, page: SearchPage) -> int:
    """How many languages the articles of the whole answer are in. Siblings of a chosen language are counted by the facet but not listed."""
    chosen = asked.include.get("language", ())
    return sum(bool(page.total and value.count) for value in page.facets.get("language", ()) if not chosen or value.selected)


def _sorts(reader: Reader, asked: SearchRequest) -> Iterator[Choice]:
    for sort in PARAMETERS["sort"].schema["enum"]:
        yield Choice(reader.voice.say(f"sort.{sort}"), reader.link(replace(asked, sort=sort, page=1)), current=sort == asked.sort)


def _read(query: Reading) -> str | None:
    """The message about the language in which the words were read; None where there were no words."""
    return f"read.{query.lang or 'both'}" if query.q else None


def _remarks(voice: Voice, page: SearchPage) -> Iterator[Remark]:
    """What was ignored of the address, and what had to be guessed in the query, with the piece of it that is meant."""
    for parameter, message in page.notices:
        yield Remark(*voice.translated(message), before=voice.say("notice", parameter=parameter))
    for problem in page.query.problems:
        sentence, lang = voice.translated(problem.message)
        piece = page.query.q[problem.at :].strip()
        short = piece if len(piece) <= PIECE else piece[:PIECE].rstrip() + "…"
        quoted = not piece or piece.split()[0] in sentence
        yield Remark(sentence, lang, after="" if quoted else voice.say("problem.here", text=short))


def _widened(voice: Voice, query: Reading) -> Iterator[Widened]:
    for each in query.expanded:
        yield _written_out(voice, each)


def _written_out(voice: Voice, expansion: Expansion) -> Widened:
    shown, hidden = expansion.alternatives[:SHOWN_ALTERNATIVES], len(expansion.alternatives) - SHOWN_ALTERNATIVES
    rest = voice.say("read.more", n=hidden) if hidden > 0 else None
    return Widened(voice.say(f"read.{expansion.why}", term=expansion.term), voice.listed(shown), rest)


def _ways_out(reader: Reader, asked: SearchRequest, page: SearchPage, chips: tuple[Chip, ...]) -> tuple[WayOut, ...]:
    """When filters leave nothing: which of them to drop, alone or all together, and what there is then."""
    if page.total or not asked.filtered or not _holds_articles(page.index):
        return ()
    filters = tuple(chip for chip in chips if chip.filters)
    tried = [(chip.label, chip.without) for chip in filters[:MOST_WAYS_OUT]]
    if len(filters) > 1:
        tried.append((reader.voice.say("none.every"), asked.without_filters()))
    ways = (WayOut(label, reader.link(without), _total(reader, without)) for label, without in tried)
    return tuple(way for way in ways if way.total)


def _total(reader: Reader, asked: SearchRequest) -> int:
    return _catalogue().search(replace(asked, per_page=1, facets=()), reader.face).total


def _holds_articles(index: IndexState) -> bool:
    return index.documents > 0
