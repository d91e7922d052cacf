"""The JSON API: arguments in, an answer or a problem out."""

from typing import cast

from flask import Blueprint, Response, current_app, jsonify, request

from indexer.errors import IndexerError
from service import openapi, present
from service.search.errors import BadRequest, Refusal
from service.search.catalogue import Catalogue
from service.search.request import Face, parse

api = Blueprint("api", __name__)


@api.get("/api/search")
def search() -> Response:
    """A page of the answer to a search."""
    wanted, _ = parse(request.args.items(multi=True), strict=True)
    return jsonify(present.search_page(_catalogue().search(wanted, _face())))


@api.get("/api/documents/<path:key>")
def document(key: str) -> Response:
    """One article with its whole text."""
    if request.args:
        raise BadRequest(*(Refusal(name[:60], "is not a parameter; there are none here") for name in request.args))
    return jsonify(present.article(_catalogue().article(key, "", _face())))


@api.get("/openapi.json")
def description() -> Response:
    """This API, described in OpenAPI 3.1."""
    return jsonify(openapi.DESCRIPTION)


@api.get("/healthz")
def health() -> Response:
    """Whether the process answers at all."""
    return jsonify({"status": "ok"})


@api.get("/readyz")
def readiness() -> tuple[Response, int]:
    """Whether there is an index to search; 503 and the reason while there is none."""
    try:
        generation = _catalogue().generation()
    except IndexerError as error:
        return jsonify({"status": "not ready", "reason": str(error)}), 503
    return jsonify({"status": "ready", "generation": generation.manifest.generation, "documents": generation.manifest.documents}), 200


def _catalogue() -> Catalogue:
    return cast("Catalogue", current_app.extensions["lunette"])


def _face() -> Face:
    ui = request.accept_languages.best_match(("en", "fr"), "en")
    return Face("/api/search", str(ui), strict=True)
