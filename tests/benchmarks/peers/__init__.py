"""The engines that are compared, all behind one interface; each is imported only when it is asked for."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from questions import KINDS
from trees import Asked

from indexer.document import Document

FACETS = ("language", "source", "year", "person", "org", "place")
"""What a page counts, and the order in which it shows it."""
SHOWN = 10
"""Articles of a page, and values of a facet."""

Counts = Sequence[tuple[str, int]]
"""Values of a facet with the number of articles that have each, the most frequent first."""


class MissingPeer(Exception):
    """An engine's library is not installed."""


@dataclass(frozen=True, slots=True)
class Page:
    """The answer to a question: how many articles there are, ids of the first ten, their fragments with marks, and the facets."""

    total: int
    ids: tuple[str, ...]
    fragments: tuple[tuple[str, ...], ...]
    facets: Mapping[str, Counts]


class Engine(ABC):
    """One search engine with one index.

    `kinds` are the kinds of question that it can answer. `notes` say how it does its job and what it leaves out.
    """

    kinds: tuple[str, ...] = KINDS
    notes: tuple[str, ...] = ()

    @abstractmethod
    def build(self, documents: Iterable[Document], folder: Path) -> None:
        """Write a whole index into an empty folder, all that a search needs included."""

    @abstractmethod
    def open(self, folder: Path) -> None:
        """Get ready to answer from the index in a folder."""

    @abstractmethod
    def top(self, asked: Asked) -> Any:  # noqa: ANN401 — each has numbers of its own
        """The ten best articles, whatever number the engine gives them."""

    @abstractmethod
    def page(self, asked: Asked) -> Page:
        """The ten best articles with their text, the exact total and the facets."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The filters of a question: a language or none, and the first and last day (`yyyymmdd`) or none."""

    language: str | None
    first: int | None
    last: int | None

    @classmethod
    def of(cls, asked: Asked) -> "Narrowing":
        """All filters of a question."""
        question = asked.question
        first = int(f"{question.first}0101") if question.first else None
        last = int(f"{question.last}1231") if question.last else None
        return cls(question.chosen, first, last)

    def counted(self) -> list[tuple["Narrowing", tuple[str, ...]]]:
        """Which facets are counted under which filters: a facet is counted as if none of its own values were chosen."""
        if self.language is None:
            return [(self, FACETS)]
        return [(self, FACETS[1:]), (Narrowing(None, self.first, self.last), FACETS[:1])]

    @property
    def years(self) -> tuple[str, ...]:
        """The years from the first to the last day, for engines that find them sooner than days; none without dates."""
        return tuple(map(str, range(self.first // 10_000, self.last // 10_000 + 1))) if self.first and self.last else ()


_ENGINES: Mapping[str, tuple[str, str]] = {
    "lunette": ("Lunette", ""),
    "tantivy": ("Tantivy", "tantivy"),
    "fts5": ("Fts5", ""),
    "bm25s": ("Bm25s", "bm25s"),
    "whoosh": ("StockWhoosh", ""),
}
"""Name, which is that of its module here, to its class and to the distribution that it needs."""
PEERS = tuple(name for name in _ENGINES if name != "lunette")


def load(name: str) -> Engine:
    """An engine by its name.

    Raises:
        MissingPeer: what it needs is not installed; the message says how to get it.
    """
    cls, distribution = _ENGINES[name]
    try:
        module = import_module(f"peers.{name}")
    except ModuleNotFoundError as error:
        if not distribution:
            raise
        raise MissingPeer(f"{name} is not installed ({error}); install the extra “bench”, or leave {name} out of --peers") from error
    engine: Engine = getattr(module, cls)()
    return engine
