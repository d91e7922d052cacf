"""The Flask application: the faces of the service over one catalogue, and what every answer has in common."""

from flask import Flask, Response, request
from werkzeug.exceptions import TooManyRequests
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import PathConverter

from service import metrics
from service.about import about
from service.api import api
from service.articles import articles
from service.compression import compress
from service.errors import install
from service.feeds import feeds
from service.pages import pages
from service.reasons import reasons
from service.search.catalogue import Catalogue
from service.settings import Settings
from service.shares import CROWDING, RETRY_SECONDS, Shares

HEADERS = {
    # The pages load their own style, script, pictures and suggestions, and nothing else from anywhere.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    # Whatever is kept is asked for again: another generation may be published at any moment.
    "Cache-Control": "no-cache",
}
"""On every answer, errors too, unless it says otherwise itself."""


class ArticleId(PathConverter):
    """What is left of an address behind `/document/`: an id may begin with a slash, or be nothing else."""

    regex = ".+?"
    part_isolating = False


def create_app(settings: Settings) -> Flask:
    """The application for these settings. The index need not be there yet: it is looked for at each request."""
    app = Flask("service", static_folder="static", template_folder="templates")
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of the default provider
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False  # they announce what other sites may send, and none may
    app.extensions["lunette"] = Catalogue(settings.index, settings.query_seconds, settings.queries, dense=settings.dense)
    app.url_map.converters["article"] = ArticleId
    app.register_blueprint(api)
    app.register_blueprint(feeds)
    app.register_blueprint(metrics.metrics)
    for some in (pages, articles, about, reasons):
        app.register_blueprint(some)
    install(app)
    metrics.install(app, 2 * settings.workers)  # while workers are replaced, there are twice as many
    _open_to_all(app, settings)

    @app.after_request
    def _common(response: Response) -> Response:
        compress(response)
        if settings.origins and request.path.startswith("/api/"):
            _share(response, settings.origins)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return app


def _open_to_all(app: Flask, settings: Settings) -> None:
    """Let nobody take all threads while others ask. Behind proxies, clients are who those say they are."""
    app.wsgi_app = Shares(app.wsgi_app, settings.share)  # type: ignore[method-assign]
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]

    @app.before_request
    def _in_turn() -> None:
        if request.environ.get(CROWDING):
            raise TooManyRequests(retry_after=RETRY_SECONDS)


def _share(response: Response, origins: tuple[str, ...]) -> None:
    """Let the pages of some other sites read an answer of the API; nothing that is sent there names a person."""
    origin = request.headers.get("Origin", "")
    if "*" in origins or origin in origins:
        response.headers["Access-Control-Allow-Origin"] = "*" if "*" in origins else origin
    if "*" not in origins:
        response.vary.add("Origin")
