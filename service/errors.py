"""How what goes wrong is answered: problem+json (RFC 9457) from the API, a page elsewhere. HTTP codes of errors stand only here."""

import logging
from http import HTTPStatus

from flask import Flask, Response, json, request
from werkzeug.exceptions import HTTPException

from indexer.errors import IndexerError
from service.pages import error_page
from service.running import catalogue
from service.search.errors import BadRequest, NotFound, QueryTimeout, Refusal

_LOG = logging.getLogger(__name__)

_CODES = {
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.TOO_MANY_REQUESTS: "limited",
    HTTPStatus.SERVICE_UNAVAILABLE: "limited",
}
"""Status to the page that explains it; `bad-request` for any other that Flask finds by itself."""

BUILDING_SECONDS, MISSING_SECONDS = 10, 60
"""When to ask again for an index that is being built, and for one that nobody is building."""

_DETAILS = {
    HTTPStatus.TOO_MANY_REQUESTS: "too many requests at once; ask again after the time in Retry-After",
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
        if catalogue().building():
            detail = f"the index is being built; ask again in {BUILDING_SECONDS} seconds"
            return _answer(HTTPStatus.SERVICE_UNAVAILABLE, "building", detail, after=str(BUILDING_SECONDS))
        return _answer(HTTPStatus.SERVICE_UNAVAILABLE, "no-index", str(error), after=str(MISSING_SECONDS))

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        status = HTTPStatus(error.code or HTTPStatus.BAD_REQUEST)
        detail = _DETAILS.get(status) or error.description or status.description
        told = dict(error.get_headers(request.environ))
        answer = _answer(status, _CODES.get(status, "bad-request"), detail, after=told.get("Retry-After"))
        if "Allow" in told:
            answer.headers["Allow"] = told["Allow"]
        return answer

    @app.errorhandler(Exception)
    def _unexpected(_: Exception) -> Response:
        # A damaged index raises whatever the library makes of it. Readers get an answer, the log the traceback.
        _LOG.exception("%r could not be answered", request.full_path)
        detail = (
            "the search could not be carried out; the reason is in the service's log. “lunette check” tells whether the index is damaged"
        )
        return _answer(HTTPStatus.SERVICE_UNAVAILABLE, "internal", detail)


def _answer(status: HTTPStatus, code: str, detail: str, refusals: tuple[Refusal, ...] = (), after: str | None = None) -> Response:
    """A problem or a page. `after` is when to ask again, as `Retry-After` has it: seconds, or a date."""
    seconds = int(after) if after and after.isdecimal() else None
    answer = _problem(status, detail, refusals, seconds) if _wants_json() else _page(status, code, seconds)
    if after:
        answer.headers["Retry-After"] = after
    answer.cache_control.no_store = True
    return answer


def _page(status: HTTPStatus, code: str, seconds: int | None) -> Response:
    answer = Response(error_page(status, code, seconds), status, mimetype="text/html")
    answer.vary.add("Accept-Language")
    return answer


def _problem(status: HTTPStatus, detail: str, refusals: tuple[Refusal, ...], seconds: int | None) -> Response:
    problem = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "errors": [{"parameter": each.parameter, "message": each.message} for each in refusals],
        **({"retry_after": seconds} if seconds is not None else {}),
    }
    return Response(json.dumps(problem), status, mimetype="application/problem+json")


_PROGRAMS = frozenset(
    (
        "/api",
        "/openapi.json",
        "/healthz",
        "/readyz",
        "/metrics",
        "/search.atom",
        "/search.json",
        "/search.csv",
        "/search.ndjson",
        "/opensearch.xml",
    )
)
"""Addresses that programs ask for."""


def _wants_json() -> bool:
    return request.path.startswith("/api/") or request.path in _PROGRAMS
