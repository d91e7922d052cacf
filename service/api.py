"""The JSON API: arguments in, an answer or a problem out."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from indexer.errors import IndexerError
from service import openapi, present
from service.reader import preferred
from service.running import catalogue
from service.search import suggest
from service.search.errors import BadRequest
from service.search.generation import Generation
from service.search.request import Face, SearchRequest, parse, unknown

api = Blueprint("api", __name__)


@api.get("/api/search")
def search() -> Response:
    """A page of the answer to a search."""
    wanted, _ = parse(request.args.items(multi=True), strict=True)
    face = _face()
    return _revalidated(face.link(wanted), face, lambda given: present.search_page(catalogue().search(wanted, face, generation=given)))


@api.get("/api/suggest")
def suggestions() -> Response:
    """What a query that is being typed may become."""
    asked = suggest.ASKED.read(request.args.items(multi=True))
    face = _face()
    q, most, form = asked["q"], asked["limit"], asked["format"]
    shape = present.opensearch if form == "opensearch" else present.suggestions
    address = f"{request.path}?{urlencode(asked)}"
    answer = _revalidated(address, face, lambda given: shape(q, catalogue().suggest(q, face.ui, most, given)))
    if form == "opensearch" and answer.status_code == HTTPStatus.OK:
        answer.mimetype = "application/x-suggestions+json"
    return answer


# An article's id may be an address of its own, and merging slashes would turn https://… into https:/….
@api.get("/api/documents/<article:id>", merge_slashes=False)
def document(id: str) -> Response:  # noqa: A002 — as the address and its description call it
    """One article with its whole text."""
    if refusals := unknown(request.args, ()):
        raise BadRequest(*refusals)
    face = _face()
    return _revalidated(request.path, face, lambda given: present.article(catalogue().article(id, SearchRequest(), face, given)))


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


def _revalidated(address: str, face: Face, answer: Callable[[Generation], Any]) -> Response:
    """The answer, or only the word that the client's copy is still good: one generation answers one address always the same.

    But for the time it took, which is why the tag is a weak one. A star, which stands for any copy at all, says nothing about an answer
    that may be an error, so it is passed over.
    """
    generation = catalogue().generation()
    whole = (openapi.VERSION, generation.manifest.generation, face.ui, address)
    tag = hashlib.sha256(repr(whole).encode()).hexdigest()[:32]
    held = request.if_none_match
    response = Response(status=304) if not held.star_tag and held.contains_weak(tag) else jsonify(answer(generation))
    response.set_etag(tag, weak=True)
    response.vary.add("Accept-Language")
    return response


def _momentary(state: dict[str, Any]) -> Response:
    """An answer about this moment, which nobody may keep."""
    response = jsonify(state)
    response.cache_control.no_store = True
    return response
