"""What every page has in common: who reads it, the search in its address, and the frame that its template stands in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request, url_for

from indexer.dates import span
from indexer.document import ENTITY_TYPES, LANGUAGES, Language
from service.assets import VERSIONS
from service.chart import Chart, chart
from service.reader import USUAL_TWINS, Pairs, Reader, address, preferred
from service.search.coverage import narrowed
from service.search.errors import Refusal
from service.search.request import MAX_QUERY, PARAMETERS, SearchRequest, parse
from service.search.results import Bar, SearchPage
from service.voice import VOICES

CARD_NAMES = 5
"""Names on a card, the most mentioned first; the article's own page has all of them."""
DENSE = "titles"
"""What an address says of a list of titles alone."""
BUILD = "lunette build SOURCE --index DIR"
"""What fills an index."""


LOCALES: Mapping[Language, str] = {"fr": "fr_FR", "en": "en_GB"}
"""Language of the interface to what social networks call it."""


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
class Picture:
    """What stands for a page where it is shared. Other hosts ask for it, so its address names this one."""

    url: str
    width: int = 1200
    height: int = 630


@dataclass(frozen=True, slots=True)
class Box:
    """The search box: what stands in it, what a new search keeps of the old one, and what its suggestions say and keep."""

    q: str
    hidden: Pairs
    keep: str
    said: Mapping[str, Any]
    longest: int = MAX_QUERY


def blueprint(name: str) -> Blueprint:
    """A blueprint of pages. They tell caches that the same address may be asked for in another language."""
    pages = Blueprint(name, __name__)

    @pages.after_request
    def _in_one_language(response: Response) -> Response:
        response.content_language.add(reader_here().voice.lang)
        response.vary.add("Accept-Language")
        return response

    return pages


def reader_here() -> Reader:
    """Who reads, and what every link of theirs repeats."""
    asked = request.args.get("ui", "")
    lang = preferred(asked, request.accept_languages)
    keep = (("ui", lang),) if asked == lang else ()
    dense = (("list", DENSE),) if request.args.get("list") == DENSE else ()
    return Reader(VOICES[lang], url_for("pages.search"), (*keep, *dense))


def asked_here() -> tuple[SearchRequest, tuple[Refusal, ...]]:
    """The search in the address, and what of it was ignored. Names that mean nothing here, such as trackers', are left alone."""
    return parse([(name, value) for name, value in request.args.items(multi=True) if name in PARAMETERS], strict=False, twins=USUAL_TWINS)


def render(template: str, reader: Reader, asked: SearchRequest, **values: Any) -> str:  # noqa: ANN401 — templates take anything
    """A page: what its template needs, and what the frame around it does; links to articles remember the search."""
    return render_template(
        template,
        t=reader.voice.say,
        voice=reader.voice,
        asked=asked,
        box=Box(asked.q, reader.hidden(asked, "q", "page"), address("", reader.keep), _suggested(reader)),
        home=address(url_for("pages.home"), reader.keep),
        help=address(url_for("about.help_page"), reader.keep),
        widget=address(url_for("about.widget_page"), reader.keep),
        description=address(url_for("api.description"), reader.keep),
        root=request.url_root,
        shared=address(request.host_url + path_here().lstrip("/"), tuple(asked.arguments())),
        picture=Picture(request.host_url.rstrip("/") + asset("share.png")),
        locale=LOCALES[reader.voice.lang],
        document_url=lambda id: reader.link(asked, url_for("articles.document", id=id)),  # noqa: A006 — the route's own word
        entity_url=lambda id: address(url_for("about.entity", id=id), reader.keep),  # noqa: A006 — the same
        switch=tuple(Choice(lang, _here(lang), current=lang == reader.voice.lang) for lang in LANGUAGES),
        build=BUILD,
        card_names=CARD_NAMES,
        **values,
    )


def _suggested(reader: Reader) -> Mapping[str, Any]:
    """What the script of the search box says, in the reader's language; it puts a number in for `{n}`."""
    say = reader.voice.say
    types = {kind: say(f"type.{kind}") for kind in ENTITY_TYPES}
    return {
        "label": say("suggest.label"),
        "types": types,
        "one": say("suggest.one"),
        "many": say("suggest.many", n="{n}"),
        "offline": say("suggest.offline"),
        "limited": say("suggest.limited"),
    }


def _here(lang: Language) -> str:
    """This very page in another language."""
    return address(path_here(), (*((name, value) for name, value in request.args.items(multi=True) if name != "ui"), ("ui", lang)))


def asset(name: str) -> str:
    """The address of a file that a page loads. It changes with the file, so a new release is seen at once."""
    return url_for("static", filename=name, v=VERSIONS[name])


def path_here() -> str:
    """The path of this page, always on this host: with two slashes in front it would lead to another."""
    return request.script_root + "/" + quote(request.path.lstrip("/"), safe="/:@!$&'()*+,;=-._~")


def drawn(reader: Reader, page: SearchPage, asked: SearchRequest) -> Chart | None:
    """When the articles of an answer were published, as bars that narrow the search."""
    return chart(reader.voice, page.timeline, lambda bar: reader.link(_within(asked, bar)), lambda bar: _is_within(asked, bar))


def alone(reader: Reader, page: SearchPage, asked: SearchRequest) -> tuple[Choice, ...]:
    """What only one language reports, language by language, as ways to read just that."""
    found = ((lang, count, narrowed(asked, lang)) for lang, count in zip(LANGUAGES, page.alone, strict=False) if count)
    return tuple(
        Choice(reader.voice.say("home.in", n=count, language=reader.voice.language(lang)), reader.link(only), current=only == asked)
        for lang, count, only in found
    )


def facet_path(name: str) -> str:
    """Where all values of a facet are."""
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


def followed(reader: Reader, asked: SearchRequest) -> tuple[Way, ...]:
    """This search as feeds and tables. A feed tells the newest first; a table has one line for each card."""
    feed = replace(asked, page=1, per_page=SearchRequest().per_page, sort="relevance")
    rows = replace(asked, page=1, per_page=SearchRequest().per_page, twins=asked.twins or USUAL_TWINS)
    return (
        Way("Atom", reader.link(feed, url_for("feeds.atom")), "application/atom+xml"),
        Way("JSON Feed", reader.link(feed, url_for("feeds.json_feed")), "application/feed+json"),
        Way("CSV", reader.link(rows, url_for("feeds.table")), ""),
        Way("NDJSON", reader.link(rows, url_for("feeds.lines")), ""),
    )
