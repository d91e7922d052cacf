"""gunicorn around the application, with settings chosen for a search service; what `lunette serve` runs."""

import re
import socket
import sys
import threading
import time
from contextlib import suppress
from typing import Any
from wsgiref.types import WSGIApplication

from gunicorn.app.base import BaseApplication
from gunicorn.http import message
from gunicorn.workers.gthread import ThreadWorker

from indexer.encoder import Encoder
from indexer.errors import IndexerError
from service import metrics
from service.app import create_app
from service.settings import Settings
from service.warm import warm_up

MAX_REQUEST_LINE = 256 * 1024
"""gunicorn refuses request lines over 8,190 bytes before the application sees them. A long query in percent-encoded French is longer,
and one that is too long deserves an answer that names the parameter."""
REFUSED_IN_TARGET = re.compile(r"[^\x21-\x7e\x80-\xff]")
"""gunicorn 27 refuses addresses with letters beyond ASCII. People type `?q=élysée` into curl, which sends the letters as they are; they
arrive as UTF-8 and are read as such. Spaces and control characters stay refused."""
ARRIVAL_SECONDS = 5.0
"""How long a request may take to arrive whole; most are one packet. gunicorn itself waits for the rest of one for ever."""
GRACE_SECONDS = 30
"""How long a request may go on after its query was stopped, or after the service was told to stop."""


def options(settings: Settings) -> dict[str, Any]:
    """The settings of gunicorn, each with its reason."""
    return {
        "bind": settings.bind,
        # Searching is CPU work in Python, one core a process. The code is loaded before they part, so they share it and start at once.
        "workers": settings.workers,
        "preload_app": True,
        # The index is not: the first process never answers a request, so it would hold on to the generation that it was started with,
        # after that was removed as well, and every worker replaced later would begin with it.
        "post_worker_init": open_index,
        # Each counts its requests in a row of its own; see metrics.py.
        "pre_fork": give_row,
        # Threads keep a process answering while slow clients trickle requests or read answers, and let a quick query through beside a
        # slow one. Waiting costs nothing, so there are many.
        "worker_class": Worker,
        "threads": settings.threads,
        # A query stops itself after `query_seconds`. A worker that is silent for much longer hangs and is replaced.
        "timeout": int(settings.query_seconds) + GRACE_SECONDS,
        # On TERM and HUP requests under way finish. A rebuild needs neither: workers notice a new generation at the next request.
        "graceful_timeout": GRACE_SECONDS,
        # Seconds that an idle connection is kept for its client's next request.
        "keepalive": 5,
        # Python gives memory back late; fresh workers now and then, not all at once.
        "max_requests": 50_000,
        "max_requests_jitter": 5_000,
        "limit_request_line": MAX_REQUEST_LINE,
        # gunicorn 25 and later open a socket to be steered by, in a folder of the user's. Signals are enough.
        "control_socket_disable": True,
    }


SILENT_SECONDS = 3
COMPILING = "lunette: compiling what searches; this takes half a minute, once after an installation"


def give_row(arbiter: Any, worker: "Worker") -> None:  # noqa: ANN401 — gunicorn's stubs know no workers of it
    """Choose where a worker counts before it is forked: in the one process that knows of all workers, so no two get the same row."""
    worker.row = metrics.free_row(each.row for each in arbiter.WORKERS.values())


def open_index(worker: "Worker") -> None:
    """Open the published generation before the first request asks for it. If there is none yet, `/readyz` tells why."""
    application: Any = worker.wsgi
    metrics.take_row(application, worker.row)
    with suppress(IndexerError):
        generation = application.extensions["lunette"].generation()
        # Searches do not wait for what suggestions need.
        threading.Thread(target=generation.bearers.prepare, daemon=True).start()


class Worker(ThreadWorker):
    """gunicorn's worker with a thread a request, and a limit to how long a request may take to arrive.

    A client that sends half of one, or a byte a minute, would otherwise hold its thread for good, and a handful of them the service.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 — gunicorn's own signatures, here and below
        super().__init__(*args, **kwargs)
        self.row = 0
        self._arriving: dict[Any, float] = {}

    def handle(self, conn: Any) -> Any:  # noqa: ANN401
        """Read a request from a connection and answer it; runs in a thread of its own."""
        self._arriving[conn] = time.monotonic() + ARRIVAL_SECONDS
        try:
            return super().handle(conn)
        finally:
            self._arriving.pop(conn, None)

    def handle_request(self, req: Any, conn: Any) -> Any:  # noqa: ANN401
        """Answer a request that has arrived."""
        self._arriving.pop(conn, None)
        return super().handle_request(req, conn)

    def notify(self) -> None:
        """Say that this worker lives, and hang up on clients whose time is over; the main thread comes by every second."""
        super().notify()
        now = time.monotonic()
        for conn, until in list(self._arriving.items()):
            if now > until:
                # The thread that waits for more wakes up as if the client had hung up.
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RDWR)


class Server(BaseApplication):
    """One gunicorn for one index."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        message.MAX_REQUEST_LINE = MAX_REQUEST_LINE  # type: ignore[misc]  # a constant to gunicorn, see above
        if hasattr(message, "RFC9112_TARGET_INVALID"):
            message.RFC9112_TARGET_INVALID = REFUSED_IN_TARGET
        super().__init__()

    def load_config(self) -> None:
        """Take the options that this version of gunicorn has."""
        for name, value in options(self._settings).items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> WSGIApplication:  # type: ignore[override]  # the same to everybody but gunicorn's stubs
        """The application and the compiled kernels, loaded once before the workers are forked, without the index."""
        notice = threading.Timer(SILENT_SECONDS, print, [COMPILING], {"file": sys.stderr, "flush": True})
        notice.start()
        warm_up()
        if self._settings.dense:
            Encoder.load()
        notice.cancel()
        notice.join()  # no thread may live through a fork
        return create_app(self._settings)
