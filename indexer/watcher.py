"""Who is told how a build goes, and what it counts of its rejects."""

import re
from collections import Counter

from indexer.document import Reject

REMEMBERED = 1000
"""Rejects that a report holds. A folder of a million photographs must not fill the memory; the watcher is told of each of them."""
_MOST_REASONS = 100
"""Reasons that are counted apart."""

_PARTICULAR = re.compile(r"“[^”]*”(?:, “[^”]*”)*(?: and \d+ more)?|(?<![\w-])\d+(?:[ ,.]\d+)*")
"""What differs from one reject to the next although the reason is the same."""


class Watcher:
    """Is told how a build goes. This one keeps it to itself."""

    def read(self, files: int, articles: int) -> None:
        """While files are read: how many are finished, and how many articles came of them so far."""

    def expects(self, articles: int) -> None:
        """Once every file was read: how many articles go through the rest."""

    def counted(self, documents: int, rejected: int) -> None:
        """After each of those: how many are documents, and how many inputs were rejected in all."""

    def encoded(self, articles: int, total: int) -> None:
        """Now and then, while articles are encoded: how many are, and how many will be."""

    def rejected(self, reject: Reject) -> None:
        """At once, for every input that could not be used."""

    def noted(self, message: str) -> None:
        """Something that a person would want to know."""


class Rejects:
    """Every input that could not be used: how many, for which reasons, and the first thousand of them."""

    def __init__(self, watcher: Watcher) -> None:
        self.count = 0
        self.first: list[Reject] = []
        self.reasons: Counter[str] = Counter()
        self._watcher = watcher

    def add(self, reject: Reject) -> None:
        """Take one in, and tell the watcher."""
        self.count += 1
        if len(self.first) < REMEMBERED:
            self.first.append(reject)
        reason = _PARTICULAR.sub("…", reject.reason)
        self.reasons[reason if reason in self.reasons or len(self.reasons) < _MOST_REASONS else "other reasons"] += 1
        self._watcher.rejected(reject)
