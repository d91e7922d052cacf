"""What one client may take of a process while others ask too: so many requests under way at once, and no more.

A process answers as many requests at a time as it has threads. Somebody who keeps them all busy, with queries that take seconds or answers
that are read slowly, leaves everybody else waiting behind. Where another client has asked in the last minute, a request beyond the share
is refused at once, to be asked again a second later. Whoever is alone with a process may have all of it.

Each process counts for itself, by address; of IPv6 addresses the first half counts, which is what one customer has.
"""

import ipaddress
import threading
import time
from collections import Counter
from collections.abc import Iterable
from functools import partial
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.wsgi import ClosingIterator

CROWDING = "lunette.crowding"
"""In the environment of a request: whether its client has more under way than its share."""
RETRY_SECONDS = 1
"""When to ask again; most answers take a hundredth of that."""
COMPANY_SECONDS = 60.0
"""How long a client counts as being there after a request."""
FREE = ("/static/", "/healthz", "/readyz")
"""Addresses that cost nothing and that browsers and orchestrators ask for by themselves."""


def client(address: str) -> str:
    """Who stands behind an address: itself, or the network of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:  # a socket file has none
        return address
    if found.version == 4:
        return address
    return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))


class Shares:
    """A WSGI application in front of another that marks the requests of whoever takes more than `most` at once."""

    def __init__(self, behind: WSGIApplication, most: int) -> None:
        self._behind = behind
        self._most = most
        self._lock = threading.Lock()
        self._under_way: Counter[str] = Counter()
        # The last two clients that differ are enough to tell of anybody when somebody else was last there.
        self._last, self._before = ("", float("-inf")), ("", float("-inf"))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request; it is under way until its answer was sent."""
        if str(environ.get("PATH_INFO", "")).startswith(FREE):
            return self._behind(environ, start_response)
        who = client(str(environ.get("REMOTE_ADDR", "")))
        environ[CROWDING] = self._enter(who)
        try:
            answer = self._behind(environ, start_response)
        except BaseException:
            self._leave(who)
            raise
        return ClosingIterator(answer, partial(self._leave, who))

    def _enter(self, who: str) -> bool:
        now = time.monotonic()
        with self._lock:
            self._under_way[who] += 1
            if self._last[0] != who:
                self._before = self._last
            self._last = (who, now)
            return self._under_way[who] > self._most and now - self._before[1] < COMPANY_SECONDS

    def _leave(self, who: str) -> None:
        with self._lock:
            self._under_way[who] -= 1
            if self._under_way[who] <= 0:
                del self._under_way[who]
