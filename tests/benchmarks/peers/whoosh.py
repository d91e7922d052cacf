"""Whoosh as it comes: its own codec, its own writer and its own searcher over Lunette's schema."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from trees import Asked
from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import create_in, open_dir
from whoosh.query import And, Or, Term
from whoosh.sorting import Count, Facets, FieldFacet
from whoosh.writing import SegmentWriter

from indexer.codec.index import register, unregister
from indexer.document import ENTITY_TYPES, Document
from indexer.record import read
from indexer.schema import schema
from peers import FACETS, SHOWN, Counts, Engine, Narrowing, Page
from peers.article import fields, fragments

_MEMORY = 256
"""Megabytes of postings that it gathers before it spills them."""


class StockWhoosh(Engine):
    """One segment."""

    notes = (
        "Whoosh 2.7.4 with its W3 codec and BM25F; groups by columns, where several values of an article are one that is split",
        "the same trees, dates as years; prefixes and inexact words are expanded by Whoosh itself",
    )

    def build(self, documents: Iterable[Document], folder: Path) -> None:
        """One commit."""
        with _as_it_comes():
            writer = SegmentWriter(create_in(str(folder), _schema()), limitmb=_MEMORY, codec=W3Codec())
            for document in documents:
                writer.add_document(**fields(document))
            writer.commit(merge=False)

    def open(self, folder: Path) -> None:
        """One searcher."""
        with _as_it_comes():
            self._searcher = open_dir(str(folder)).searcher()

    def top(self, asked: Asked) -> list[Any]:
        """Numbers of documents; Whoosh skips what cannot be among the best."""
        return list(self._searcher.search(asked.tree, limit=SHOWN, filter=_filter(Narrowing.of(asked))).top_n)

    def page(self, asked: Asked) -> Page:
        """A search that groups, and one more where a facet is counted under other filters."""
        narrowing = Narrowing.of(asked)
        counts: dict[str, Counts] = {}
        documents: list[Document] = []
        total = 0
        for filters, names in narrowing.counted():
            grouped = Facets()
            for name in names:
                grouped.add_facet(name, FieldFacet(name, maptype=Count))
            results = self._searcher.search(asked.tree, limit=SHOWN, filter=_filter(filters), groupedby=grouped)
            counts |= {name: _counted(results.groups(name), several=name in ENTITY_TYPES) for name in names}
            if filters == narrowing:
                total = len(results)
                # A search that groups keeps more than its limit.
                documents = [read(hit.fields()) for hit in islice(results, SHOWN)]
        return Page(
            total,
            tuple(document.id for document in documents),
            fragments(documents, asked),
            {name: counts[name] for name in FACETS},
        )


@contextmanager
def _as_it_comes() -> Iterator[None]:
    """Whoosh without Lunette's indexes and codec, which it otherwise creates and opens in this process."""
    unregister()
    try:
        yield
    finally:
        register()


def _schema() -> Any:  # noqa: ANN401 — Whoosh has no types
    """Lunette's, with columns for what is counted, without which Whoosh would read all postings of a facet for every question."""
    fields = schema()
    for name in FACETS:
        fields[name].column_type = fields[name].default_column()
    return fields


def _filter(narrowing: Narrowing) -> Any:  # noqa: ANN401
    filters: list[Any] = [Term("language", narrowing.language)] if narrowing.language else []
    if narrowing.years:
        filters.append(Or([Term("year", year) for year in narrowing.years]))
    return And(filters) if filters else None


def _counted(groups: Mapping[Any, int], *, several: bool) -> Counts:
    """The most frequent values; where an article may have several, its group is all of them together."""
    counts: Counter[str] = Counter()
    for group, many in groups.items():
        text = group.decode() if isinstance(group, bytes) else group or ""
        for value in text.split() if several else [text]:
            counts[value] += many
    return counts.most_common(SHOWN)
