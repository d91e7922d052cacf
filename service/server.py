"""gunicorn around the application, with settings chosen for a search service; what `lunette serve` runs."""

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.http import message

from service.app import create_app
from service.settings import Settings

MAX_REQUEST_LINE = 256 * 1024
"""gunicorn refuses request lines over 8,190 bytes before the application sees them. A long query in percent-encoded French is longer,
and one that is too long deserves an answer that names the parameter."""


def options(settings: Settings) -> dict[str, Any]:
    """The settings of gunicorn, each with its reason."""
    return {
        "bind": settings.bind,
        # Searching is CPU work in Python, one core a process; the facet columns and the code are shared between them by preloading.
        "workers": settings.workers,
        "preload_app": True,
        # Threads keep a process answering while a slow client trickles its request or reads its answer.
        "worker_class": "gthread",
        "threads": settings.threads,
        # A query stops itself after `query_seconds`. A worker that is silent for much longer hangs and is replaced.
        "timeout": int(settings.query_seconds) + 30,
        # On TERM and HUP requests under way finish. A rebuild needs neither: workers notice a new generation at the next request.
        "graceful_timeout": 30,
        "keepalive": 5,
        # Python gives memory back late; fresh workers now and then, not all at once.
        "max_requests": 50_000,
        "max_requests_jitter": 5_000,
        "limit_request_line": MAX_REQUEST_LINE,
        "control_socket_disable": True,
    }


class Server(BaseApplication):
    """One gunicorn for one index."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        message.MAX_REQUEST_LINE = MAX_REQUEST_LINE  # type: ignore[misc]  # a constant to gunicorn, see above
        super().__init__()

    def load_config(self) -> None:
        """Take the options that this version of gunicorn has."""
        for name, value in options(self._settings).items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:  # type: ignore[override]  # a Flask is a WSGI application
        """The application, loaded once before the workers are forked."""
        return create_app(self._settings)
