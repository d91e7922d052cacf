"""The published generation: opened once, exchanged when another is published, kept where the newer one cannot be opened."""

import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import IndexerError
from indexer.generations import Generations
from service.search.generation import Generation

_LOG = logging.getLogger(__name__)

RETRY_SECONDS = 5.0
"""How long a generation that could not be opened is left alone, so that not every search tries it anew."""


@dataclass(frozen=True, slots=True)
class _Failure:
    """Which generation could not be opened, why, and when in seconds of `time.monotonic`."""

    generation: str
    error: IndexerError
    when: float


class Published:
    """The generation that is published in an index directory. Safe to share between threads. For `dense` see `Generation.open`."""

    def __init__(self, home: Path, *, dense: bool = False) -> None:
        self._generations = Generations(home)
        self._dense = dense
        self._opening = threading.Lock()
        self._open: Generation | None = None
        self._failure: _Failure | None = None
        self._told = -RETRY_SECONDS

    def generation(self) -> Generation:
        """The published generation. If the newest cannot be opened, the one that is open goes on serving.

        Raises:
            IndexerError: none is open and the published one cannot be opened; the message says why and what to do.
        """
        try:
            return self._opened(self._generations.published())
        except IndexerError:
            if self._open is None:
                raise
            if time.monotonic() - self._told >= RETRY_SECONDS:
                self._told = time.monotonic()
                _LOG.exception("the published generation cannot be opened; %s goes on serving", self._open.manifest.generation)
            return self._open

    def _opened(self, published: str) -> Generation:
        current = self._open
        if current and current.manifest.generation == published:
            return current
        with self._opening:
            if self._open and self._open is not current:
                return self._open
            failure = self._failure
            if failure and failure.generation == published and time.monotonic() - failure.when < RETRY_SECONDS:
                # An error that is raised again would otherwise carry the story of every time before.
                raise failure.error.with_traceback(None)
            try:
                opened = Generation.open(self._generations.home, dense=self._dense)
            except IndexerError as error:
                self._failure = _Failure(published, error, time.monotonic())
                raise
            if current is not None:  # as when a server starts: searches do not wait for what suggestions need
                threading.Thread(target=opened.bearers.prepare, daemon=True).start()
            self._open = opened
            return opened
