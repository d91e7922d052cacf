"""The pages for readers: home, results, one article, and what is said when something goes wrong.

Everything here is a `SearchPage` or an `Article` put into sentences. Templates choose where things stand and compute nothing.
"""

import math
import re
from dataclasses import replace

from flask import Response, request, url_for
from markupsafe import Markup

from indexer.document import ENTITY_TYPES, UNDETERMINED
from indexer.schema import FACETS
from service import narrowing, remarks, typography
from service.assets import FOR_GOOD, VERSIONS
from service.frame import DENSE, Choice, alone, asked_here, asset, blueprint, drawn, facet_path, followed, path_here, reader_here, render
from service.reader import USUAL_TWINS, Reader, address
from service.running import catalogue
from service.search import profiles
from service.search.errors import NotFound, QueryTimeout
from service.search.facets import known
from service.search.generation import Generation
from service.search.request import MAX_FACET_LIMIT, PARAMETERS, TWINS, SearchRequest, printable
from service.search.results import EntityLink, Reading, SearchPage

pages = blueprint("pages")
pages.add_app_template_global(asset)
pages.add_app_template_filter(typography.curved)
pages.add_app_template_test(typography.begun)
pages.add_app_template_test(typography.unfinished)

NEWEST = 5
"""Articles on the home page."""
EXAMPLES = 5
"""Names of each entity type on the home page."""
SOURCES = 8
"""Sources on the home page."""
SHOWN_CHIPS = 6
"""Chips that stand open; with more of them, the rest waits behind a button, or a phone would show nothing else."""
MOST_ABOUTS = 3
"""Entities whose pages are offered above an answer."""
MOST_CONTAINED = 200
"""Characters that are looked for among the values of a facet."""
PASSING = ("no-index", "building", "limited", "timeout", "internal")
"""Errors after which the same address may well work later."""


@pages.get("/")
def home() -> str:
    """What is in the index: how much of it, in which languages, from when and from whom, about whom, and the newest articles."""
    reader = reader_here()
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
    return render(
        "home.html",
        reader,
        everything,
        page=page,
        languages=languages,
        names=[row for row in names if row[2]],
        sources=sources,
        all_sources=reader.link(everything, facet_path("source")),
        chart=drawn(reader, page, everything),
        alone=alone(reader, page, everything),
        everything=reader.link(each),
        newest=reader.link(replace(everything, sort="date:desc")),
    )


@pages.get("/search")
def search() -> str:
    """One page of an answer. Arguments that cannot be used are named, and the rest is searched for."""
    reader = reader_here()
    generation = catalogue().generation()
    given, notices = asked_here()
    asked, missing = known(given, generation.columns.facets, generation.names)
    page = catalogue().search(asked, reader.face, (*notices, *missing), generation)
    chips = tuple(narrowing.chips(reader, asked, generation.names))
    last = max(1, math.ceil(page.total / page.per_page))
    query = page.query
    return render(
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
        facets=tuple(narrowing.groups(reader, asked, page, lambda name: reader.link(replace(asked, page=1), facet_path(name)))),
        kept=reader.hidden(asked, "page"),
        languages=_languages(asked, page),
        sorts=_sorts(reader, asked),
        versions=_versions(reader, asked) if len(generation.stories) or asked.twins else (),
        chart=drawn(reader, page, asked),
        alone=alone(reader, page, asked),
        dates=reader.hidden(asked, "from", "to", "page"),
        remarks=remarks.remarks(reader.voice, page),
        widened=tuple(
            remarks.widened(
                reader.voice, query, lambda key: reader.link(replace(asked, without=tuple(dict.fromkeys((*asked.without, key))), page=1))
            )
        ),
        dropped=remarks.dropped(reader.voice, query, lambda word: _restored(reader, asked, word)),
        read=remarks.language(query),
        exact=_switched(reader, replace(asked, variants="off", page=1), query, "alias"),
        untranslated=_switched(reader, replace(asked, translate="off", page=1), query, "translation"),
        tongues=_tongues(reader, asked, query),
        strict=reader.link(replace(asked, match="all", page=1)),
        loose=reader.link(replace(asked, match="any", page=1)) if query.match == "all" and " " in query.read_as else None,
        instead=reader.link(replace(asked, q=query.did_you_mean, page=1)) if query.did_you_mean else None,
        abouts=_abouts(reader, asked, generation),
        ways=_ways_out(reader, asked, page, chips, generation),
        follow=followed(reader, asked),
        last=last,
        last_url=reader.link(replace(asked, page=last)),
        browse=reader.link(SearchRequest()),
        why=(lambda id: reader.link(replace(asked, page=1), url_for("reasons.why", id=id))) if asked.q else None,  # noqa: A006
        every=reader.hidden(asked, "page"),
    )


@pages.get("/facet/<name>")
def facet(name: str) -> str:
    """Every value of one facet of a search, with a box to look for some of them."""
    if name not in FACETS:
        raise NotFound(f"there is no facet “{name[:40]}”")
    reader = reader_here()
    generation = catalogue().generation()
    asked, _ = asked_here()
    contains = printable(request.args.get("contains", "").strip())[:MOST_CONTAINED]
    wanted = replace(known(asked, generation.columns.facets, generation.names)[0], facet_limit=MAX_FACET_LIMIT)
    found = catalogue().facet(name, contains, wanted, reader.face, generation)
    plain = replace(wanted, facet_limit=SearchRequest().facet_limit)
    values = tuple(replace(value, url=reader.link(plain.toggled(name, value.value))) for value in found.values)
    return render(
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


def error_page(status: int, code: str, seconds: int | None = None) -> str:
    """A page that says what happened and what to do, in the reader's language.

    `code` is one of `not-found`, `no-index`, `building`, `limited`, `timeout`, `bad-request` and `internal`. After so many `seconds` it is
    worth asking again.
    """
    reader = reader_here()
    asked, _ = asked_here()
    again = address(path_here(), tuple(request.args.items(multi=True))) if code in PASSING else None
    return render("error.html", reader, SearchRequest(q=asked.q), status=status, code=code, again=again, seconds=seconds)


@pages.app_template_filter("marked")
def marked(html: str) -> Markup:
    """Highlights of the search as markup. They come escaped, with `<mark>` their only tag, and nothing else may be passed here."""
    return Markup(html)  # noqa: S704 — the one place; `Highlights` and `Article` promise what is said above


@pages.after_app_request
def _kept_for_good(response: Response) -> Response:
    """Let browsers keep a file that was asked for by the version it has. Any other version may be of the release before or after."""
    asked = request.args.get("v")
    if request.endpoint == "static" and asked and asked == VERSIONS.get((request.view_args or {})["filename"]):
        response.headers["Cache-Control"] = f"public, max-age={FOR_GOOD}, immutable"
    return response


def _switched(reader: Reader, otherwise: SearchRequest, query: Reading, why: str) -> str | None:
    """The address of a search that widens no word for this reason; None where none was."""
    return reader.link(otherwise) if any(each.why == why for each in query.expanded) else None


def _restored(reader: Reader, asked: SearchRequest, word: str) -> str | None:
    """The same search with a word in quotes that was left out; None where quotes could come to stand within others."""
    found = None if set('"«»“”') & set(asked.q) else re.search(rf"(?<![\w’'-]){re.escape(word)}(?![\w’'-])", asked.q)
    return found and reader.link(replace(asked, q=f'{asked.q[: found.start()]}"{word}"{asked.q[found.end() :]}', page=1))


def _languages(asked: SearchRequest, page: SearchPage) -> int:
    """How many languages the articles of the whole answer are in. Siblings of a chosen language are counted by the facet but not listed."""
    chosen = asked.include.get("language", ())
    return sum(bool(page.total and value.count) for value in page.facets.get("language", ()) if not chosen or value.selected)


def _sorts(reader: Reader, asked: SearchRequest) -> tuple[Choice, ...]:
    return tuple(
        Choice(reader.voice.say(f"sort.{sort}"), reader.link(replace(asked, sort=sort, page=1)), current=sort == asked.sort)
        for sort in PARAMETERS["sort"].schema["enum"]
    )


def _abouts(reader: Reader, asked: SearchRequest, generation: Generation) -> tuple[EntityLink, ...]:
    """The entities that a search is about: those it is filtered by, and those whose name it is."""
    chosen = [key for kind in ENTITY_TYPES for key in asked.include.get(kind, ())]
    words = asked.q.strip().strip('"«»“”').strip()
    named = [key for kind in ENTITY_TYPES for key in generation.names.resolve(kind, words)] if words and not set("*?") & set(words) else []
    told = [profiles.known(generation, key) for key in dict.fromkeys((*chosen, *named))]
    return tuple(
        EntityLink(each.id, each.type, each.labels[reader.voice.lang], address(url_for("about.entity", id=each.id), reader.keep))
        for each in told[:MOST_ABOUTS]
        if each and each.articles
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
