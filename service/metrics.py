"""What the service counts of itself, in the text that Prometheus reads: requests, how long they took, and the index that answers.

Each worker is a process of its own, and a scrape reaches any one of them. So they count in memory that they share since before they were
forked: a row for each, which no other writes to, so that no process ever waits for another, or for one that died. Whoever takes the place
of a worker goes on with its row, for a count must never fall. The format is that of
https://prometheus.io/docs/instrumenting/exposition_formats/, version 0.0.4.
"""

import mmap
import re
import threading
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

import numpy as np
from flask import Blueprint, Flask, Response, current_app, g, request

from indexer.errors import IndexerError
from service.running import catalogue

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds up to which answers are counted together; a query is stopped after ten, unless a setting says otherwise."""
STATUSES = (200, 302, 304, 400, 404, 405, 429, 503)
"""What is counted by itself; `other` is the rest."""
OTHER = "other"
MIMETYPE = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS = len(STATUSES) + 1
_FIRST_BUCKET = _SECONDS + 1
_WIDTH = _FIRST_BUCKET + len(BUCKETS) + 1
_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")
_KEY = "lunette.tally"

metrics = Blueprint("metrics", __name__)


class Tally:
    """Counts by route, shared with every process that is forked from this one. `row` is the place of this process, below `rows`."""

    def __init__(self, routes: Iterable[str], rows: int) -> None:
        self._routes = (*sorted(set(routes)), OTHER)
        self._place = {route: number for number, route in enumerate(self._routes)}
        shape = (rows, len(self._routes), _WIDTH)
        # Float64 for all: whole numbers up to 2**53 are exact in it.
        self._cells = np.frombuffer(mmap.mmap(-1, 8 * int(np.prod(shape))), np.float64).reshape(shape)
        self._lock = threading.Lock()
        self.row = 0

    def add(self, route: str, status: int, seconds: float) -> None:
        """Count one answer; a route that is none of ours counts as `other`."""
        cells = self._cells[self.row % len(self._cells), self._place.get(route, len(self._routes) - 1)]
        answered = STATUSES.index(status) if status in STATUSES else len(STATUSES)
        with self._lock:
            cells[answered] += 1
            cells[_SECONDS] += seconds
            cells[_FIRST_BUCKET + bisect_left(BUCKETS, seconds)] += 1

    def lines(self) -> Iterator[str]:
        """What all processes have counted, routes that nobody asked for left out."""
        sums = self._cells.sum(axis=0)
        asked = [(route, cells) for route, cells in zip(self._routes, sums, strict=True) if cells[:_SECONDS].any()]
        yield from _family("lunette_requests_total", "counter", "Requests that were answered.")
        for route, cells in asked:
            for status, count in zip((*STATUSES, OTHER), cells, strict=False):
                if count:
                    yield _line("lunette_requests_total", count, route=route, status=status)
        name = "lunette_request_seconds"
        yield from _family(name, "histogram", "Seconds from a request's arrival to its answer.")
        for route, cells in asked:
            reached = cells[_FIRST_BUCKET:].cumsum()
            for bound, count in zip((*map(str, BUCKETS), "+Inf"), reached, strict=True):
                yield _line(f"{name}_bucket", count, route=route, le=bound)
            yield _line(f"{name}_sum", cells[_SECONDS], route=route)
            yield _line(f"{name}_count", reached[-1], route=route)


def install(app: Flask, rows: int) -> None:
    """Count every answer of an application from now on, for as many processes as there are rows. Routes have to be there already."""
    tally = Tally((_named(rule.rule) for rule in app.url_map.iter_rules()), rows)
    app.extensions[_KEY] = tally

    @app.before_request
    def _begin() -> None:
        g.begun = time.perf_counter()

    @app.after_request
    def _end(response: Response) -> Response:
        route = _named(request.url_rule.rule) if request.url_rule else OTHER
        tally.add(route, response.status_code, time.perf_counter() - g.begun)
        return response


def take_row(app: Flask, row: int) -> None:
    """Count in this row from now on, as the process that was just forked."""
    app.extensions[_KEY].row = row


def free_row(taken: Iterable[int]) -> int:
    """The first row that nobody has."""
    held = set(taken)
    return next(row for row in range(len(held) + 1) if row not in held)


@metrics.get("/metrics")
def counted() -> Response:
    """What this service has counted, and what its index is."""
    lines = [*current_app.extensions[_KEY].lines(), *_index()]
    response = Response("".join(f"{line}\n" for line in lines), content_type=MIMETYPE)
    response.cache_control.no_store = True
    return response


def _index() -> Iterator[str]:
    yield from _family("lunette_index_ready", "gauge", "1 where there is an index to search, else 0.")
    try:
        manifest = catalogue().generation().manifest
    except IndexerError:
        yield _line("lunette_index_ready", 0)
        return
    yield _line("lunette_index_ready", 1)
    yield from _family("lunette_index_documents", "gauge", "Articles in the published generation.")
    yield _line("lunette_index_documents", manifest.documents)
    yield from _family("lunette_index_created_timestamp_seconds", "gauge", "When the published generation was made.")
    made = datetime.strptime(manifest.created, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    yield _line("lunette_index_created_timestamp_seconds", made.timestamp())
    yield from _family("lunette_index_info", "gauge", "Which generation is published.")
    yield _line("lunette_index_info", 1, generation=manifest.generation)


def _family(name: str, kind: str, about: str) -> Sequence[str]:
    return f"# HELP {name} {about}", f"# TYPE {name} {kind}"


def _line(name: str, value: float, **labels: object) -> str:
    """A sample; a value that is whole is written without a point."""
    told = ",".join(f'{key}="{_escaped(str(text))}"' for key, text in labels.items())
    number = float(value)
    return f"{name}{{{told}}} {_written(number)}" if told else f"{name} {_written(number)}"


def _written(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)


_ESCAPES: Mapping[int, str] = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _named(rule: str) -> str:
    """A route as the API's description has it: `/api/documents/{id}`."""
    return _CONVERTER.sub(r"{\1}", rule)
