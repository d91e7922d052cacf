"""An index for the time of a measurement, built as `lunette build` does and searched through the service's own door."""

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from indexer.build import Report, build
from service.search.catalogue import Catalogue
from service.search.request import MAX_PER_PAGE, Face, SearchRequest
from service.warm import warm_up

Asked = TypeVar("Asked")

DEPTH = MAX_PER_PAGE
"""Hits of a query that are looked at: the most that the API gives on a page."""

_SECONDS = 60.0


class Door:
    """What a client of `/api/search` sees of an index, asked with nothing but a query and perhaps a language of documents."""

    def __init__(self, home: Path, report: Report, *, dense: bool = False) -> None:
        self.report = report
        self._catalogue = Catalogue(home, _SECONDS, dense=dense)

    def ids(self, q: str, depth: int = DEPTH) -> list[str]:
        """The ids of the first hits, the best first. Facets are not asked for, as they change no hit."""
        return self.within(q, None, depth=depth)[0]

    def within(self, q: str, *languages: str | None, depth: int = DEPTH) -> list[list[str]]:
        """The same among the articles of each of some languages, or of all where it is None.

        Hits are not marked, as nobody reads them: that would take ten times as long as finding them.
        """
        whole = SearchRequest(q=q, per_page=depth, facets=())
        requests = [replace(whole, include={"language": (language,)}) if language else whole for language in languages]
        return [list(ids) for ids in self._catalogue.ids(requests, Face())]


@contextmanager
def indexed(documents: Iterable[Mapping[str, Any]], *, dense: bool = False) -> Iterator[Door]:
    """The door of an index of these documents, which are objects of JSON Lines; with `dense` by what they are about, too.

    Raises:
        IndexerError: it could not be built.
    """
    with tempfile.TemporaryDirectory(prefix="lunette-eval-") as folder:
        home = Path(folder) / "index"
        report = build([str(written(documents, Path(folder)))], home, dense=dense)
        warm_up()  # as the server does before its first request; thousands of questions are worth it on a small index, too
        yield Door(home, report, dense=dense)


def written(documents: Iterable[Mapping[str, Any]], folder: Path) -> Path:
    """A file in a folder that holds these documents as JSON Lines."""
    file = folder / "documents.jsonl"
    with file.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(document) + "\n" for document in documents)
    return file


def asking(questions: Iterable[Asked], total: int, label: str) -> Iterator[Asked]:
    """The questions one by one; on a terminal, how far they are."""
    from rich.console import Console  # noqa: PLC0415 — no other command needs what it loads
    from rich.progress import track  # noqa: PLC0415 — the same

    yield from track(questions, label, total, console=Console(stderr=True), disable=not sys.stderr.isatty())
