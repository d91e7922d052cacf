"""The JSON API: arguments in, an answer or a problem out."""

import hashlib
from collections.abc import Callable
from typing import Any, cast

from flask import Blueprint, Response, current_app, jsonify, request

from indexer.document import LANGUAGES, Language
from indexer.errors import IndexerError
from service import openapi, present
from service.search.catalogue import Catalogue
from service.search.errors import BadRequest
from service.search.request import Face, parse, unknown

api = Blueprint("api", __name__)


@api.get("/api/search")
def search() -> Response:
    """A page of the answer to a search."""
    wanted, _ = parse(request.args.items(multi=True), strict=True)
    face = _face()
    return _revalidated(face.link(wanted), face, lambda: present.search_page(_catalogue().search(wanted, face)))


# An article's id may be an address of its own, and merging slashes would turn https://… into https:/….
@api.get("/api/documents/<path:id>", merge_slashes=False)
def document(id: str) -> Response:  # noqa: A002 — as the address and its description call it
    """One article with its whole text."""
    if refusals := unknown(request.args, ()):
        raise BadRequest(*refusals)
    face = _face()
    return _revalidated(request.path, face, lambda: present.article(_catalogue().article(id, "", face)))


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
        manifest = _catalogue().generation().manifest
    except IndexerError as error:
        return _momentary({"status": "not ready", "reason": str(error)}), 503
    return _momentary({"status": "ready", "generation": manifest.generation, "documents": manifest.documents}), 200


def _catalogue() -> Catalogue:
    return cast("Catalogue", current_app.extensions["lunette"])


def _face() -> Face:
    return Face("/api/search", _language(), strict=True)


def _language() -> Language:
    """The language of labels that the client prefers."""
    for tag, quality in request.accept_languages:
        for lang in LANGUAGES:
            if quality > 0 and tag.partition("-")[0].lower() == lang:
                return lang
    return "en"


def _revalidated(address: str, face: Face, answer: Callable[[], dict[str, Any]]) -> Response:
    """The answer, or only the word that the client's copy is still good: one generation answers one address always the same.

    But for the time it took, which is why the tag is a weak one.
    """
    whole = (openapi.VERSION, _catalogue().generation().manifest.generation, face.ui, address)
    tag = hashlib.sha256(repr(whole).encode()).hexdigest()[:32]
    response = Response(status=304) if request.if_none_match.contains_weak(tag) else jsonify(answer())
    response.set_etag(tag, weak=True)
    response.vary.add("Accept-Language")
    return response


def _momentary(state: dict[str, Any]) -> Response:
    """An answer about this moment, which nobody may keep."""
    response = jsonify(state)
    response.cache_control.no_store = True
    return response
