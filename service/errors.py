"""How what goes wrong is answered: problem+json (RFC 9457) from the API, a page elsewhere. HTTP codes of errors stand only here."""

import logging
from http import HTTPStatus

from flask import Flask, Response, json, request
from werkzeug.exceptions import HTTPException

from indexer.errors import IndexerError
from service.pages import error_page
from service.search.errors import BadRequest, NotFound, QueryTimeout, Refusal

_LOG = logging.getLogger(__name__)

_CODES = {HTTPStatus.NOT_FOUND: "not-found"}
"""Status to the page that explains it; `bad-request` for any other that Flask finds by itself."""

_DETAILS = {
    HTTPStatus.NOT_FOUND: "there is nothing at this address; /openapi.json lists what there is",
    HTTPStatus.METHOD_NOT_ALLOWED: "this address can only be read, with GET or HEAD",
}
"""Status to what the API says of it, where Flask's own words are about somebody who types addresses."""


def install(app: Flask) -> None:
    """Answer every error of an application, expected or not."""

    @app.errorhandler(BadRequest)
    def _refused(error: BadRequest) -> Response:
        return _answer(HTTPStatus.BAD_REQUEST, "bad-request", str(error), error.refusals)

    @app.errorhandler(NotFound)
    def _not_found(error: NotFound) -> Response:
        return _answer(HTTPStatus.NOT_FOUND, "not-found", str(error))

    @app.errorhandler(QueryTimeout)
    def _too_long(error: QueryTimeout) -> Response:
        return _answer(HTTPStatus.SERVICE_UNAVAILABLE, "timeout", str(error), (Refusal("q", str(error)),))

    @app.errorhandler(IndexerError)
    def _no_index(error: IndexerError) -> Response:
        return _answer(HTTPStatus.SERVICE_UNAVAILABLE, "no-index", str(error))

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        status = HTTPStatus(error.code or HTTPStatus.BAD_REQUEST)
        detail = _DETAILS.get(status) or error.description or status.description
        answer = _answer(status, _CODES.get(status, "bad-request"), detail)
        answer.headers.extend((name, value) for name, value in error.get_headers(request.environ) if name in ("Allow", "Retry-After"))
        return answer

    @app.errorhandler(Exception)
    def _unexpected(_: Exception) -> Response:
        # A damaged index raises whatever the library makes of it. Readers get an answer, the log the traceback.
        _LOG.exception("%r could not be answered", request.full_path)
        detail = (
            "the search could not be carried out; the reason is in the service's log. “lunette check” tells whether the index is damaged"
        )
        return _answer(HTTPStatus.SERVICE_UNAVAILABLE, "internal", detail)


def _answer(status: HTTPStatus, code: str, detail: str, refusals: tuple[Refusal, ...] = ()) -> Response:
    answer = _problem(status, detail, refusals) if _wants_json() else _page(status, code)
    answer.cache_control.no_store = True
    return answer


def _page(status: HTTPStatus, code: str) -> Response:
    answer = Response(error_page(status, code), status, mimetype="text/html")
    answer.vary.add("Accept-Language")
    return answer


def _problem(status: HTTPStatus, detail: str, refusals: tuple[Refusal, ...]) -> Response:
    problem = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "errors": [{"parameter": each.parameter, "message": each.message} for each in refusals],
    }
    return Response(json.dumps(problem), status, mimetype="application/problem+json")


_PROGRAMS = frozenset(
    ("/api", "/openapi.json", "/healthz", "/readyz", "/search.atom", "/search.json", "/search.csv", "/search.ndjson", "/opensearch.xml")
)
"""Addresses that programs ask for."""


def _wants_json() -> bool:
    return request.path.startswith("/api/") or request.path in _PROGRAMS
