"""The pages for readers: home, results, one article, and what is said when something goes wrong.

Everything here is a `SearchPage` or an `Article` put into sentences. Templates choose where things stand and compute nothing.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request, url_for
from markupsafe import Markup

from indexer.dates import span
from indexer.document import ENTITY_TYPES, LANGUAGES, UNDETERMINED, Language
from indexer.schema import FACETS
from service import narrowing, remarks, typography
from service.assets import FOR_GOOD, VERSIONS
from service.chart import Chart, chart
from service.citations import FORMS, Cited
from service.reader import USUAL_TWINS, Pairs, Reader, address, preferred
from service.running import catalogue
from service.search import profiles
from service.search.alignment import side_by_side
from service.search.errors import NotFound, QueryTimeout, Refusal
from service.search.facets import known
from service.search.generation import Generation
from service.search.request import MAX_FACET_LIMIT, MAX_QUERY, PARAMETERS, TWINS, SearchRequest, parse, printable
from service.search.results import Article, Bar, EntityLink, Hit, Reading, SearchPage
from service.voice import VOICES

pages = Blueprint("pages", __name__)
pages.add_app_template_filter(typography.curved)
pages.add_app_template_test(typography.begun)
pages.add_app_template_test(typography.unfinished)

NEWEST = 5
"""Articles on the home page."""
EXAMPLES = 5
"""Names of each entity type on the home page."""
SOURCES = 8
"""Sources on the home page."""
CARD_NAMES = 5
"""Names on a card, the most mentioned first; the article's own page has all of them."""
SHOWN_CHIPS = 6
"""Chips that stand open; with more of them, the rest waits behind a button, or a phone would show nothing else."""
DENSE = "titles"
"""What an address says of a list of titles alone."""
MOST_REMOVED = 100
"""Lines cut from an article that are shown."""
SIMILAR = 5
"""Similar articles below one."""
MOST_ABOUTS = 3
"""Entities whose pages are offered above an answer."""
MOST_CONTAINED = 200
"""Characters that are looked for among the values of a facet."""
PASSING = ("no-index", "timeout", "internal")
"""Errors after which the same address may well work later."""
LOCALES: Mapping[Language, str] = {"fr": "fr_FR", "en": "en_GB"}
"""Language of the interface to what social networks call it."""
HELP_QUERIES = (
    ("station lunaire", "words"),
    ("« Global Times »", "phrase"),
    ('"programme spatial"~3', "near"),
    ("Rogozine", "name"),
    ("lune AND (Chine OR Russie) NOT Artemis", "operators"),
    ("-Artemis", "without"),
    ("coop*", "letters"),
    ("Rogozin~1", "fuzzy"),
    ("title:lune", "title"),
    ("org:roscosmos", "entity"),
    ("source:TASS", "source"),
    ("date:[2021-03 TO 2022]", "date"),
)
"""What may be typed, and the message that says what it finds."""
HELP_KEYS = (("/", "box"), ("↓ ↑", "results"), ("Enter", "open"), ("f", "filters"), ("t", "twin"), ("Esc", "close"), ("?", "help"))
"""Keys, and the message that says what each does."""
WIDGET_ATTRIBUTES = (
    ("endpoint", "https://news.example.org"),
    ("lang", "fr"),
    ("placeholder", "Lune"),
    ("filters", "source=TASS&language=fr"),
    ("results", "3"),
    ("value", "station lunaire"),
)
"""Attributes of the box for other sites, each with a value as an example."""
WIDGET_PROPERTIES = tuple(
    f"--lunette-{name}" for name in ("accent", "on-accent", "ink", "paper", "field", "rule", "link", "mark", "font", "radius")
)
"""Properties of the style by which a page makes the box its own."""
BUILD = "lunette build SOURCE --index DIR"
"""What fills an index."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways to see the same thing."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Way:
    """The same search for a program; `type` is that of a feed, empty for a table."""

    label: str
    url: str
    type: str


@dataclass(frozen=True, slots=True)
class Box:
    """The search box: what stands in it, what a new search keeps of the old one, and what its suggestions say and keep."""

    q: str
    hidden: Pairs
    keep: str
    said: Mapping[str, Any]
    longest: int = MAX_QUERY


@pages.get("/")
def home() -> str:
    """What is in the index: how much of it, in which languages, from when and from whom, about whom, and the newest articles."""
    reader = _reader()
    everything, each = SearchRequest(), SearchRequest(twins="show")
    page = catalogue().search(replace(everything, sort="date:desc", per_page=NEWEST), reader.face)
    languages = [
        (reader.voice.say("home.in", n=value.count, language=value.label), reader.link(everything.toggled("language", value.value)))
        for value in page.facets.get("language", ())
        if value.count and value.value != UNDETERMINED
    ]
    names = [
        (kind, reader.voice.say(f"facet.{kind}"), tuple(value for value in page.facets.get(kind, ())[:EXAMPLES] if value.count))
        for kind in ENTITY_TYPES
    ]
    sources = [
        (value, reader.link(everything.toggled("source", value.value))) for value in page.facets.get("source", ())[:SOURCES] if value.count
    ]
    return _render(
        "home.html",
        reader,
        everything,
        page=page,
        languages=languages,
        names=[row for row in names if row[2]],
        sources=sources,
        all_sources=reader.link(everything, _facet_path("source")),
        chart=_drawn(reader, page, everything),
        everything=reader.link(each),
        newest=reader.link(replace(everything, sort="date:desc")),
    )


@pages.get("/search")
def search() -> str:
    """One page of an answer. Arguments that cannot be used are named, and the rest is searched for."""
    reader = _reader()
    generation = catalogue().generation()
    given, notices = _asked()
    asked, missing = known(given, generation.columns.facets, generation.names)
    page = catalogue().search(asked, reader.face, (*notices, *missing), generation)
    chips = tuple(narrowing.chips(reader, asked, generation.names))
    last = max(1, math.ceil(page.total / page.per_page))
    query = page.query
    return _render(
        "search.html",
        reader,
        asked,
        page=page,
        dense=request.args.get("list") == DENSE,
        densities=_densities(reader, asked),
        chips=chips,
        shown_chips=SHOWN_CHIPS,
        active=sum(chip.filters for chip in chips),
        clear=reader.link(narrowing.cleared(asked)),
        facets=tuple(narrowing.groups(reader, asked, page, lambda name: reader.link(replace(asked, page=1), _facet_path(name)))),
        kept=reader.hidden(asked, "page"),
        languages=_languages(asked, page),
        sorts=_sorts(reader, asked),
        versions=_versions(reader, asked) if len(generation.stories) or asked.twins else (),
        chart=_drawn(reader, page, asked),
        dates=reader.hidden(asked, "from", "to", "page"),
        remarks=remarks.remarks(reader.voice, page),
        widened=tuple(remarks.widened(reader.voice, query)),
        dropped=remarks.dropped(reader.voice, query),
        read=remarks.language(query),
        exact=reader.link(replace(asked, variants="off", page=1)),
        tongues=_tongues(reader, asked, query),
        strict=reader.link(replace(asked, match="all", page=1)),
        loose=reader.link(replace(asked, match="any", page=1)) if query.match == "all" and " " in query.read_as else None,
        instead=reader.link(replace(asked, q=query.did_you_mean, page=1)) if query.did_you_mean else None,
        abouts=_abouts(reader, asked, generation),
        ways=_ways_out(reader, asked, page, chips, generation),
        follow=_followed(reader, asked),
        last=last,
        last_url=reader.link(replace(asked, page=last)),
        browse=reader.link(SearchRequest()),
    )


# An article's id may be an address of its own, and merging slashes would turn https://… into https:/….
@pages.get("/document/<article:id>", merge_slashes=False)
def document(id: str) -> str:  # noqa: A002 — the route's own word
    """One whole article, with the words of the search marked, beside its translation if that is asked for."""
    reader = _reader()
    asked, _ = _asked()
    generation = catalogue().generation()
    article = catalogue().article(id, asked, reader.face, generation)
    # An address in scraped data may be anything; only one that leads to a page becomes a link.
    original = article.url if article.url and article.url.startswith(("http://", "https://")) else None
    here = url_for("pages.document", id=id)
    twin = _beside(article, asked, reader, generation)
    forms = [
        Way(
            form.label or reader.voice.say("cite.plain"), address(url_for("pages.cite", id=id), (("as", name), *reader.keep)), form.mimetype
        )
        for name, form in FORMS.items()
    ]
    return _render(
        "document.html",
        reader,
        asked,
        article=article,
        original=original,
        back=reader.link(asked) if asked != SearchRequest() else None,
        canonical=url_for("pages.document", id=id, _external=True),
        twin=twin,
        rows=side_by_side(article, twin) if twin else (),
        beside=lambda key: address(here, (*asked.arguments(), ("beside", key), *reader.keep)),
        alone=reader.link(asked, here),
        similar=_similar(id, reader, generation),
        cited=FORMS["plain"].write(_cited(article, generation), reader.voice),
        forms=forms,
        most_removed=MOST_REMOVED,
    )


@pages.get("/cite/<article:id>", merge_slashes=False)
def cite(id: str) -> Response:  # noqa: A002 — the route's own word
    """One article as it is cited, as a file."""
    reader = _reader()
    generation = catalogue().generation()
    name = request.args.get("as", "plain")
    if name not in FORMS:
        raise NotFound(f"there is no form of citation “{name[:40]}”; there are {', '.join(FORMS)}")
    form = FORMS[name]
    article = catalogue().article(id, SearchRequest(), reader.face, generation)
    answer = Response(form.write(_cited(article, generation), reader.voice), mimetype=form.mimetype)
    if name != "plain":
        answer.headers["Content-Disposition"] = f"attachment; filename=lunette.{form.suffix}"
    return answer


@pages.get("/facet/<name>")
def facet(name: str) -> str:
    """Every value of one facet of a search, with a box to look for some of them."""
    if name not in FACETS:
        raise NotFound(f"there is no facet “{name[:40]}”")
    reader = _reader()
    generation = catalogue().generation()
    asked, _ = _asked()
    contains = printable(request.args.get("contains", "").strip())[:MOST_CONTAINED]
    wanted = replace(known(asked, generation.columns.facets, generation.names)[0], facet_limit=MAX_FACET_LIMIT)
    found = catalogue().facet(name, contains, wanted, reader.face, generation)
    plain = replace(wanted, facet_limit=SearchRequest().facet_limit)
    values = tuple(replace(value, url=reader.link(plain.toggled(name, value.value))) for value in found.values)
    return _render(
        "facet.html",
        reader,
        asked,
        found=found,
        values=values,
        unnamed=found.total - len(found.values),
        label=reader.voice.say(f"facet.{name}"),
        kept=reader.hidden(plain, "page"),
        here=url_for("pages.facet", name=name),
        back=reader.link(plain),
    )


@pages.get("/entity/<id>")
def entity(id: str) -> str:  # noqa: A002 — the route's own word
    """One entity: its names, when and beside whom it is named, and its newest articles."""
    reader = _reader()
    profile = catalogue().entity(id, reader.face)
    about = SearchRequest(include={profile.entity.type: (profile.entity.id,)})
    ui = reader.voice.lang
    together = [(kind, reader.voice.say(f"facet.{kind}"), values) for kind, values in profile.together.items()]
    return _render(
        "entity.html",
        reader,
        SearchRequest(),
        profile=profile,
        label=profile.entity.labels[ui],
        elsewhere=[(lang, label) for lang, label in profile.entity.labels.items() if lang != ui and label != profile.entity.labels[ui]],
        together=together,
        chart=_drawn(reader, profile.page, about),
        articles=reader.link(about),
        follow=_followed(reader, about),
        canonical=url_for("pages.entity", id=id, _external=True),
    )


@pages.get("/widget")
def widget_page() -> str:
    """The search box for other sites, to try and to copy."""
    reader = _reader()
    root = request.url_root.rstrip("/")
    tag = f'<lunette-search endpoint="{root}" lang="{reader.voice.lang}"></lunette-search>'
    snippet = f'<script src="{root}{url_for("feeds.widget")}" defer></script>\n{tag}'
    return _render("widget.html", reader, SearchRequest(), snippet=snippet, attributes=WIDGET_ATTRIBUTES, properties=WIDGET_PROPERTIES)


@pages.get("/help")
def help_page() -> str:
    """What may be typed into the box, and which keys do what."""
    reader = _reader()
    return _render(
        "help.html", reader, SearchRequest(), queries=HELP_QUERIES, keys=HELP_KEYS, search_url=lambda q: reader.link(SearchRequest(q=q))
    )


def error_page(status: int, code: str) -> str:
    """A page that says what happened and what to do, in the reader's language.

    `code` is one of `not-found`, `no-index`, `timeout`, `bad-request` and `internal`.
    """
    reader = _reader()
    asked, _ = _asked()
    again = address(_path(), tuple(request.args.items(multi=True))) if code in PASSING else None
    return _render("error.html", reader, SearchRequest(q=asked.q), status=status, code=code, again=again)


@pages.app_template_filter("marked")
def marked(html: str) -> Markup:
    """Highlights of the search as markup. They come escaped, with `<mark>` their only tag, and nothing else may be passed here."""
    return Markup(html)  # noqa: S704 — the one place; `Highlights` and `Article` promise what is said above


@pages.app_template_global("asset")
def asset(name: str) -> str:
    """The address of a file that a page loads. It changes with the file, so a new release is seen at once."""
    return url_for("static", filename=name, v=VERSIONS[name])


@pages.after_request
def _in_one_language(response: Response) -> Response:
    """Tell caches that the same address may be asked for in another language."""
    response.content_language.add(_reader().voice.lang)
    response.vary.add("Accept-Language")
    return response


@pages.after_app_request
def _kept_for_good(response: Response) -> Response:
    """Let browsers keep a file that was asked for by the version it has. Any other version may be of the release before or after."""
    asked = request.args.get("v")
    if request.endpoint == "static" and asked and asked == VERSIONS.get((request.view_args or {})["filename"]):
        response.headers["Cache-Control"] = f"public, max-age={FOR_GOOD}, immutable"
    return response


def _reader() -> Reader:
    asked = request.args.get("ui", "")
    lang = preferred(asked, request.accept_languages)
    keep = (("ui", lang),) if asked == lang else ()
    dense = (("list", DENSE),) if request.args.get("list") == DENSE else ()
    return Reader(VOICES[lang], url_for("pages.search"), (*keep, *dense))


def _asked() -> tuple[SearchRequest, tuple[Refusal, ...]]:
    """The search in the address, and what of it was ignored. Names that mean nothing here, such as trackers', are left alone."""
    return parse([(name, value) for name, value in request.args.items(multi=True) if name in PARAMETERS], strict=False, twins=USUAL_TWINS)


def _render(template: str, reader: Reader, asked: SearchRequest, **values: Any) -> str:  # noqa: ANN401 — templates take anything
    return render_template(
        template,
        t=reader.voice.say,
        voice=reader.voice,
        asked=asked,
        box=Box(asked.q, reader.hidden(asked, "q", "page"), address("", reader.keep), _suggested(reader)),
        home=address(url_for("pages.home"), reader.keep),
        help=address(url_for("pages.help_page"), reader.keep),
        widget=address(url_for("pages.widget_page"), reader.keep),
        description=address(url_for("api.description"), reader.keep),
        root=request.url_root,
        locale=LOCALES[reader.voice.lang],
        document_url=lambda id: reader.link(asked, url_for("pages.document", id=id)),  # noqa: A006 — the route's own word
        entity_url=lambda id: address(url_for("pages.entity", id=id), reader.keep),  # noqa: A006 — the same
        switch=tuple(Choice(lang, _here(lang), current=lang == reader.voice.lang) for lang in LANGUAGES),
        build=BUILD,
        card_names=CARD_NAMES,
        **values,
    )


def _suggested(reader: Reader) -> Mapping[str, Any]:
    """What the script of the search box says, in the reader's language; it puts a number in for `{n}`."""
    say = reader.voice.say
    types = {kind: say(f"type.{kind}") for kind in ENTITY_TYPES}
    return {"label": say("suggest.label"), "types": types, "one": say("suggest.one"), "many": say("suggest.many", n="{n}")}


def _here(lang: Language) -> str:
    """This very page in another language."""
    return address(_path(), (*((name, value) for name, value in request.args.items(multi=True) if name != "ui"), ("ui", lang)))


def _path() -> str:
    """The path of this page, always on this host: with two slashes in front it would lead to another."""
    return request.script_root + "/" + quote(request.path.lstrip("/"), safe="/:@!$&'()*+,;=-._~")


def _languages(asked: SearchRequest, page: SearchPage) -> int:
    """How many languages the articles of the whole answer are in. Siblings of a chosen language are counted by the facet but not listed."""
    chosen = asked.include.get("language", ())
    return sum(bool(page.total and value.count) for value in page.facets.get("language", ()) if not chosen or value.selected)


def _sorts(reader: Reader, asked: SearchRequest) -> tuple[Choice, ...]:
    return tuple(
        Choice(reader.voice.say(f"sort.{sort}"), reader.link(replace(asked, sort=sort, page=1)), current=sort == asked.sort)
        for sort in PARAMETERS["sort"].schema["enum"]
    )


def _beside(article: Article, asked: SearchRequest, reader: Reader, generation: Generation) -> Article | None:
    """The translation that is to stand beside an article; None unless the address asks for one, and it is one."""
    key = request.args.get("beside", "")
    if key not in {relative.id for relative in article.relatives.twins}:
        return None
    return catalogue().article(key, asked, reader.face, generation)


def _similar(key: str, reader: Reader, generation: Generation) -> tuple[Hit, ...]:
    try:
        return catalogue().similar(key, SIMILAR, reader.face, generation)
    except QueryTimeout:
        # The article itself is what was asked for.
        return ()


def _cited(article: Article, generation: Generation) -> Cited:
    return Cited(article, url_for("pages.document", id=article.id, _external=True), generation.manifest.generation)


def _abouts(reader: Reader, asked: SearchRequest, generation: Generation) -> tuple[EntityLink, ...]:
    """The entities that a search is about: those it is filtered by, and those whose name it is."""
    chosen = [key for kind in ENTITY_TYPES for key in asked.include.get(kind, ())]
    words = asked.q.strip().strip('"«»“”').strip()
    named = [key for kind in ENTITY_TYPES for key in generation.names.resolve(kind, words)] if words and "*" not in words else []
    told = [profiles.known(generation, key) for key in dict.fromkeys((*chosen, *named))]
    return tuple(
        EntityLink(each.id, each.type, each.labels[reader.voice.lang], address(url_for("pages.entity", id=each.id), reader.keep))
        for each in told[:MOST_ABOUTS]
        if each and each.articles
    )


def _drawn(reader: Reader, page: SearchPage, asked: SearchRequest) -> Chart | None:
    """When the articles of an answer were published, as bars that narrow the search."""
    return chart(reader.voice, page.timeline, lambda bar: reader.link(_within(asked, bar)), lambda bar: _is_within(asked, bar))


def _facet_path(name: str) -> str:
    return url_for("pages.facet", name=name)


def _within(asked: SearchRequest, bar: Bar) -> SearchRequest:
    """The same search within a stretch of time, or without it where it is what was asked for."""
    if (asked.first, asked.last) == (bar.first, bar.last):
        return replace(asked, first=None, last=None, page=1)
    return replace(asked, first=bar.first, last=bar.last, page=1)


def _is_within(asked: SearchRequest, bar: Bar) -> bool:
    """Whether a stretch of time lies within the dates asked for, if any are."""
    if not asked.first and not asked.last:
        return False
    begins = not asked.first or span(bar.last)[1] >= span(asked.first)[0]
    return begins and (not asked.last or span(bar.first)[0] <= span(asked.last)[1])


def _followed(reader: Reader, asked: SearchRequest) -> tuple[Way, ...]:
    """This search as feeds and tables. A feed tells the newest first; a table has one line for each card."""
    feed = replace(asked, page=1, per_page=SearchRequest().per_page, sort="relevance")
    rows = replace(asked, page=1, per_page=SearchRequest().per_page, twins=asked.twins or USUAL_TWINS)
    return (
        Way("Atom", reader.link(feed, url_for("feeds.atom")), "application/atom+xml"),
        Way("JSON Feed", reader.link(feed, url_for("feeds.json_feed")), "application/feed+json"),
        Way("CSV", reader.link(rows, url_for("feeds.table")), ""),
        Way("NDJSON", reader.link(rows, url_for("feeds.lines")), ""),
    )


def _densities(reader: Reader, asked: SearchRequest) -> tuple[Choice, ...]:
    """The two ways to list articles: whole cards, or titles alone."""
    plain = replace(reader, keep=tuple(pair for pair in reader.keep if pair[0] != "list"))
    dense = replace(plain, keep=(*plain.keep, ("list", DENSE)))
    now = ("list", DENSE) in reader.keep
    return (
        Choice(reader.voice.say("list.cards"), plain.link(asked), current=not now),
        Choice(reader.voice.say("list.titles"), dense.link(asked), current=now),
    )


def _tongues(reader: Reader, asked: SearchRequest, query: Reading) -> tuple[Choice, ...]:
    """The languages in which the words may be read, but for that in which they were; none where there were no words."""
    if not query.q or not query.read_as:
        return ()
    return tuple(
        Choice(reader.voice.say(f"read.as.{lang}"), reader.link(replace(asked, lang=lang, page=1)), current=False)
        for lang in PARAMETERS["lang"].schema["enum"]
        if lang not in (query.lang or "auto", asked.lang)
    )


def _versions(reader: Reader, asked: SearchRequest) -> tuple[Choice, ...]:
    """What may become of twins, what is usual first."""
    first = sorted(TWINS, key=lambda twins: twins != USUAL_TWINS)
    return tuple(
        Choice(
            reader.voice.say(f"filters.twins.{twins}"),
            reader.link(replace(asked, twins=None if twins == USUAL_TWINS else twins, page=1)),
            current=twins == (asked.twins or USUAL_TWINS),
        )
        for twins in first
    )


def _ways_out(
    reader: Reader, asked: SearchRequest, page: SearchPage, chips: tuple[narrowing.Chip, ...], generation: Generation
) -> tuple[narrowing.WayOut, ...]:
    if page.total or not asked.filtered or not page.index.documents:
        return ()
    try:
        return narrowing.ways_out(reader, asked, chips, lambda searches: catalogue().totals(searches, reader.face, generation))
    except QueryTimeout:
        # The answer itself is complete, and better without advice than not at all.
        return ()
