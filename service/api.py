"""The JSON API: arguments in, an answer or a problem out."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, json, jsonify, request

from indexer.errors import IndexerError
from indexer.schema import FACETS
from service import analysis, openapi, present
from service.reader import preferred
from service.revalidation import revalidated
from service.running import catalogue
from service.search import profiles, similar, suggest
from service.search.errors import BadRequest, NotFound
from service.search.explanation import EXPLAINED
from service.search.facets import FACET_ARGUMENTS
from service.search.generation import Generation
from service.search.request import PARAMETERS, Face, SearchRequest, parse, unknown

api = Blueprint("api", __name__)


@api.get("/api/search")
def search() -> Response:
    """A page of the answer to a search."""
    pairs = tuple(request.args.items(multi=True))
    wanted, refusals = parse([pair for pair in pairs if pair[0] not in EXPLAINED.known], strict=False)
    try:
        asked = EXPLAINED.read(pair for pair in pairs if pair[0] in EXPLAINED.known)
    except BadRequest as error:
        refusals = (*refusals, *error.refusals)
    if refusals:
        raise BadRequest(*refusals)
    explain = asked["explain"] == "1"
    face = replace(_face(), explain=explain, after=asked["why_not"] or None, keep=(("explain", "1"),) if explain else ())
    own = f"{face.link(wanted)}#{asked['why_not']}"
    return revalidated(own, face.ui, lambda given: jsonify(present.search_page(catalogue().search(wanted, face, generation=given))))


@api.get("/api/suggest")
def suggestions() -> Response:
    """What a query that is being typed may become."""
    asked = suggest.ASKED.read(request.args.items(multi=True))
    face = _face()
    q, most, plain = asked["q"], asked["limit"], asked["format"] == "json"
    shape, mimetype = (present.suggestions, "application/json") if plain else (present.opensearch, "application/x-suggestions+json")

    def answer(given: Generation) -> Response:
        return Response(json.dumps(shape(q, catalogue().suggest(q, face.ui, most, given))), mimetype=mimetype)

    # The queries that are offered may be others after a restart, over the same generation.
    own = f"{request.path}?{urlencode(asked)}#{catalogue().queries}"
    return revalidated(own, face.ui, answer)


@api.get("/api/facets/<name>")
def facet(name: str) -> Response:
    """The values of one facet of a search, those that bear some words."""
    if name not in FACETS:
        raise NotFound(f"there is no facet “{name[:40]}”; there are {', '.join(FACETS)}")
    pairs = tuple(request.args.items(multi=True))
    asked = FACET_ARGUMENTS.read(pairs, PARAMETERS)
    wanted, _ = parse([pair for pair in pairs if pair[0] not in FACET_ARGUMENTS.known], strict=True)
    wanted, face = replace(wanted, facet_limit=asked["limit"]), _face()
    own = f"{request.path}?{urlencode({**asked, 'of': face.link(wanted)})}"
    return revalidated(
        own, face.ui, lambda given: jsonify(present.facet_page(catalogue().facet(name, asked["contains"], wanted, face, given)))
    )


@api.get("/api/entities")
def entities() -> Response:
    """The entities that the articles name."""
    asked = profiles.ASKED.read(request.args.items(multi=True))
    face = _face()

    def answer(given: Generation) -> Response:
        found = profiles.listed(given, asked["q"], asked["type"], asked["limit"], asked["page"])
        return jsonify(present.entity_list(found))

    return revalidated(f"{request.path}?{urlencode(asked)}", face.ui, answer)


@api.get("/api/entities/<id>")
def entity(id: str) -> Response:  # noqa: A002 — as the address and its description call it
    """What is known of one entity."""
    if refusals := unknown(request.args, ()):
        raise BadRequest(*refusals)
    face = replace(_face(), timeline=True)
    return revalidated(request.path, face.ui, lambda given: jsonify(present.profile(catalogue().entity(id, face, given))))


@api.get("/api/documents/<article:id>/similar", merge_slashes=False)
def similar_articles(id: str) -> Response:  # noqa: A002
    """The articles most like one."""
    asked, face = similar.ASKED.read(request.args.items(multi=True)), _face()

    def answer(given: Generation) -> Response:
        hits = catalogue().similar(id, asked["limit"], face, given)
        return jsonify(present.similar(id, hits, given.manifest))

    return revalidated(f"{request.path}?{urlencode(asked)}", face.ui, answer)


# An article's id may be an address of its own, and merging slashes would turn https://… into https:/….
@api.get("/api/documents/<article:id>", merge_slashes=False)
def document(id: str) -> Response:  # noqa: A002 — as the address and its description call it
    """One article with its whole text."""
    if refusals := unknown(request.args, ()):
        raise BadRequest(*refusals)
    face = _face()
    return revalidated(request.path, face.ui, lambda given: jsonify(present.article(catalogue().article(id, SearchRequest(), face, given))))


@api.get("/api/analyze")
def analyze() -> Response:
    """The terms that a text becomes."""
    return jsonify(analysis.analysed(analysis.ASKED.read(request.args.items(multi=True))))


@api.get("/openapi.json")
def description() -> Response:
    """This API, described in OpenAPI 3.1."""
    return jsonify(openapi.DESCRIPTION)


@api.get("/healthz")
def health() -> Response:
    """Whether the process answers at all."""
    return _momentary({"status": "ok"})


@api.get("/readyz")
def readiness() -> tuple[Response, int]:
    """Whether there is an index to search; 503 and the reason while there is none."""
    try:
        manifest = catalogue().generation().manifest
    except IndexerError as error:
        return _momentary({"status": "not ready", "reason": str(error)}), 503
    return _momentary({"status": "ready", "generation": manifest.generation, "documents": manifest.documents}), 200


def _face() -> Face:
    return Face("/api/search", preferred("", request.accept_languages), strict=True)


def _momentary(state: dict[str, Any]) -> Response:
    """An answer about this moment, which nobody may keep."""
    response = jsonify(state)
    response.cache_control.no_store = True
    return response
