"""Searches for programs that people use: feeds to follow, tables to download, and what a browser or a crawler asks for."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from flask import Blueprint, Response, json, request, send_from_directory, stream_with_context, url_for

from service import present, syndication, tables
from service.reader import USUAL_TWINS, preferred
from service.revalidation import revalidated
from service.running import catalogue
from service.search.generation import Generation
from service.search.request import PARAMETERS, SHOW, Face, SearchRequest, parse
from service.search.results import Hit
from service.syndication import Feed
from service.voice import VOICES

feeds = Blueprint("feeds", __name__)

EMBED = Path(__file__).parent / "embed"
"""What other sites load, and our own pages do not."""
ENTRIES = 20
"""Articles of a feed that says nothing else."""
MOST_ROWS = 10_000
"""Rows of a table; whoever needs more narrows the search, or goes through `/api/search`."""


@feeds.get("/search.atom")
def atom() -> Response:
    """A search as an Atom feed."""
    return _feed("application/atom+xml", syndication.atom)


@feeds.get("/search.json")
def json_feed() -> Response:
    """A search as a JSON Feed."""
    return _feed("application/feed+json", lambda feed: json.dumps(syndication.json_feed(feed)).encode())


@feeds.get("/search.csv")
def table() -> Response:
    """The whole answer to a search as a table for spreadsheets."""
    return _rows("lunette.csv", "text/csv", lambda hits: tables.csv(hits, _article))


@feeds.get("/search.ndjson")
def lines() -> Response:
    """The whole answer to a search, an article a line, each as in `/api/search`."""
    return _rows("lunette.ndjson", "application/x-ndjson", lambda hits: (json.dumps(present.hit(hit)) + "\n" for hit in hits))


@feeds.get("/opensearch.xml")
def opensearch() -> Response:
    """This service described for browsers that offer search engines."""
    root = request.url_root.rstrip("/")
    addresses = {
        "text/html": f"{root}{url_for('pages.search')}?q={{searchTerms}}",
        "application/atom+xml": f"{root}{url_for('feeds.atom')}?q={{searchTerms}}&page={{startPage?}}&per_page={{count?}}",
        "application/x-suggestions+json": f"{root}{url_for('api.suggestions')}?q={{searchTerms}}&format=opensearch",
    }
    icon = root + url_for("static", filename="favicon.svg")
    about = VOICES[preferred(request.args.get("ui", ""), request.accept_languages)].say("tagline")
    answer = Response(syndication.engine(addresses, icon, about), mimetype="application/opensearchdescription+xml")
    answer.vary.add("Accept-Language")
    return answer


@feeds.get("/widget.js")
def widget() -> Response:
    """The search box for the pages of other sites."""
    return send_from_directory(EMBED, "widget.js", mimetype="text/javascript")


@feeds.get("/robots.txt")
def robots() -> Response:
    """What crawlers may read: the pages, but neither the API nor whole answers."""
    closed = ("/api/", "/metrics", "/why", "/search.csv", "/search.ndjson", "/search.json", "/search.atom")
    return Response("User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in closed), mimetype="text/plain")


def asked_here(twins: str) -> tuple[SearchRequest, Face]:
    """The search in the address and the face that it is answered to, where `twins` is usual.

    Names that mean nothing here, such as trackers', are left alone.

    Raises:
        BadRequest: something that is known cannot be used. A page says so and goes on; a feed would fill up with what nobody asked for.
    """
    given = [(name, value) for name, value in request.args.items(multi=True) if name in PARAMETERS]
    wanted, _ = parse(given, strict=True, twins=twins)
    ui = request.args.get("ui", "")
    keep = (("ui", ui),) if ui in VOICES else ()
    return wanted, Face(request.path, preferred(ui, request.accept_languages), strict=True, keep=keep, twins=twins)


def _feed(mimetype: str, written: Callable[[Feed], bytes]) -> Response:
    """A page of a search as a feed: the newest first, each story once and 20 to a page, unless the address says otherwise."""
    wanted, face = asked_here(USUAL_TWINS)
    if "sort" not in request.args:
        wanted = replace(wanted, sort="date:desc")
    if "per_page" not in request.args:
        wanted = replace(wanted, per_page=ENTRIES)
    root = request.url_root.rstrip("/")
    everything = VOICES[preferred(face.ui, ())].say("results.everything")

    def answer(generation: Generation) -> Response:
        page = catalogue().search(wanted, face, generation=generation)
        feed = Feed(
            title=f"{wanted.q or everything} — Lunette",
            lang=face.ui,
            page=page,
            here=root + page.links.self,
            home=root + replace(face, base=url_for("pages.search")).link(replace(wanted, page=1, per_page=SearchRequest().per_page)),
            next=page.links.next and root + page.links.next,
            previous=page.links.prev and root + page.links.prev,
            built=generation.manifest.created,
            article=_article,
        )
        return Response(written(feed), mimetype=mimetype)

    return revalidated(root + face.link(wanted), face.ui, answer)


def _article(hit: Hit) -> str:
    """The address of an article's page, with the host."""
    return url_for("articles.document", id=hit.id, _external=True)


def _rows(name: str, mimetype: str, written: Callable[[Iterable[Hit]], Iterator[str]]) -> Response:
    """A whole answer, handed out while it is read. How many articles there are in all stands in a header."""
    wanted, face = asked_here(SHOW)
    generation = catalogue().generation()
    count = catalogue().totals([wanted], face, generation)[0]
    lots = catalogue().every(wanted, face, MOST_ROWS, generation)
    rows = written(hit for lot in lots for hit in lot)
    answer = Response(stream_with_context(_in_chunks(rows)), mimetype=mimetype)
    answer.headers["X-Total-Count"] = str(count)
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


def _in_chunks(rows: Iterable[str], size: int = 64 * 1024) -> Iterator[str]:
    held: list[str] = []
    length = 0
    for row in rows:
        held.append(row)
        length += len(row)
        if length >= size:
            yield "".join(held)
            held, length = [], 0
    yield "".join(held)
