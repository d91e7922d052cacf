"""SQLite's FTS5 over terms that Lunette's chains have made, with plain tables for facets, dates and what is stored."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from trees import Asked
from whoosh import query as whoosh

from indexer.document import ENTITY_TYPES, Document, EntityType
from indexer.record import facets
from indexer.schema import BOOSTS
from peers import FACETS, SHOWN, Counts, Engine, Narrowing, Page
from peers.article import ENTITIES, TEXT, fields, fragments, packed, terms, unpacked

_FILE = "index.sqlite"
_BATCH = 1_000
_COLUMNS = (*TEXT, ENTITIES)
_SINGLE = ("language", "source", "year")
"""Facets of which an article has one value."""

_INSERT = f"insert into texts(rowid, {', '.join(_COLUMNS)}) values ({', '.join('?' * (len(_COLUMNS) + 1))})"  # noqa: S608 — our own names
_MENTION = {kind: f"insert into {kind} values (?, ?)" for kind in ENTITY_TYPES}  # noqa: S608 — the same
_COUNT = {
    name: f"select f.{column}, count(*) from matches m cross join {table} f on f.article = m.article "  # noqa: S608 — the same
    "where {} group by 1 order by 2 desc limit ?"
    for name in FACETS
    for table, column in ([("facts", name)] if name in _SINGLE else [(name, "value")])
}
"""Facet to how its values are counted among the matches; what is left open is which of them."""


class Fts5(Engine):
    """One database in one file."""

    kinds = tuple(kind for kind in Engine.kinds if kind != "fuzzy")
    notes = (
        f"SQLite {sqlite3.sqlite_version}, detail=full over terms from Lunette's chains; columns weigh what they weigh in Lunette",
        "a table of numbers for language, source, year and dates, one table a facet in the order of articles; stored as JSON, uncompressed",
        "journal and syncing off while it writes, optimised, synced once at the end",
        "no inexact words; of two readings or stems it adds up the scores instead of taking the better",
    )

    def build(self, documents: Iterable[Document], folder: Path) -> None:
        """One transaction, then FTS5's own optimising."""
        base = sqlite3.connect(folder / _FILE, isolation_level=None)
        for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -400000"):
            base.execute(f"pragma {pragma}")
        base.execute(
            f"create virtual table texts using fts5({', '.join(_COLUMNS)}, content = '', tokenize = \"ascii tokenchars '&+#.-'''\")"
        )
        base.execute("insert into texts(texts, rank) values ('rank', ?)", (f"bm25({', '.join(str(_weight(name)) for name in _COLUMNS)})",))
        base.execute("create table facts (article integer primary key, language int, source int, year int, first_day int, last_day int)")
        for kind in ENTITY_TYPES:
            base.execute(f"create table {kind} (article int, value int, primary key (article, value)) without rowid")
        base.execute("create table stored (article integer primary key, id text unique, content blob)")
        base.execute("create table names (facet text, value int, name text)")
        base.execute("begin")
        names: dict[str, dict[str, int]] = {}
        numbered = enumerate(documents, 1)
        while batch := list(islice(numbered, _BATCH)):
            _insert(base, batch, names)
        rows = [(facet, value, name) for facet, values in names.items() for name, value in values.items()]
        base.executemany("insert into names values (?, ?, ?)", rows)
        base.execute("insert into texts(texts) values ('optimize')")
        base.execute("commit")
        base.execute("analyze")
        base.close()

    def open(self, folder: Path) -> None:
        """A connection with much memory, and the names of facets' values."""
        self._base = sqlite3.connect(f"{(folder / _FILE).as_uri()}?mode=ro", uri=True, isolation_level=None)
        for pragma in ("cache_size = -800000", "mmap_size = 8000000000", "temp_store = memory"):
            self._base.execute(f"pragma {pragma}")
        self._base.execute("create temp table matches (article integer primary key, score real, kept int)")
        self._names: dict[str, dict[int, str]] = {}
        self._numbers: dict[str, int] = {}
        for facet, value, name in self._base.execute("select facet, value, name from names"):
            self._names.setdefault(facet, {})[value] = name
            if facet == "language":
                self._numbers[name] = value

    def top(self, asked: Asked) -> list[Any]:
        """Numbers of rows, by FTS5's own sorting."""
        match, narrowing = _match(asked.tree), Narrowing.of(asked)
        if narrowing == Narrowing(None, None, None):
            found = self._base.execute("select rowid from texts where texts match ? order by rank limit ?", (match, SHOWN))
        else:
            query = (
                "select t.rowid from texts t cross join facts f on f.article = t.rowid where t.texts match ? "
                "and f.language = ifnull(?, f.language) and f.last_day >= ? and f.first_day <= ? order by t.rank limit ?"
            )
            found = self._base.execute(query, (match, self._numbers.get(narrowing.language or ""), *_days(narrowing), SHOWN))
        return found.fetchall()

    def page(self, asked: Asked) -> Page:
        """All matches in a table, which is counted, sorted and joined."""
        narrowing = Narrowing.of(asked)
        self._matches(_match(asked.tree), narrowing)
        ((total,),) = self._base.execute("select count(*) from matches where kept")
        best = (
            "select s.content from (select article, score from matches where kept order by score, article limit ?) m "
            "cross join stored s on s.article = m.article order by m.score, m.article"
        )
        documents = [unpacked(content) for (content,) in self._base.execute(best, (SHOWN,))]
        return Page(
            total,
            tuple(document.id for document in documents),
            fragments(documents, asked),
            {name: self._counts(name, everything=name == "language") for name in FACETS},
        )

    def _matches(self, match: str, narrowing: Narrowing) -> None:
        """Everything that passes all filters but that of languages, which the facet of languages is counted without."""
        self._base.execute("delete from matches")
        if narrowing == Narrowing(None, None, None):
            self._base.execute("insert into matches select rowid, rank, 1 from texts where texts match ?", (match,))
            return
        query = (
            "insert into matches select t.rowid, t.rank, f.language = ifnull(?, f.language) from texts t "
            "cross join facts f on f.article = t.rowid where t.texts match ? and f.last_day >= ? and f.first_day <= ?"
        )
        self._base.execute(query, (self._numbers.get(narrowing.language or ""), match, *_days(narrowing)))

    def _counts(self, name: str, *, everything: bool) -> Counts:
        query = _COUNT[name].format("1" if everything else "m.kept")
        return [(self._names[name][value], count) for value, count in self._base.execute(query, (SHOWN,))]


def _days(narrowing: Narrowing) -> tuple[int, int]:
    """The bounds of dates; articles without one stand at day 0 and never pass both."""
    return narrowing.first or 1, narrowing.last or 99_999_999


def _insert(base: sqlite3.Connection, batch: list[tuple[int, Document]], names: dict[str, dict[str, int]]) -> None:
    def number(facet: str, name: str) -> int:
        known = names.setdefault(facet, {})
        return known.setdefault(name, len(known))

    texts, facts, stored = [], [], []
    mentioned: dict[EntityType, list[tuple[int, int]]] = {kind: [] for kind in ENTITY_TYPES}
    for article, document in batch:
        values, found, analysed = fields(document), facets(document), terms(document)
        texts.append((article, *(" ".join(analysed.get(name, ())) for name in _COLUMNS)))
        single = [number(name, found[name][0]) if found[name] else None for name in _SINGLE]
        facts.append((article, *single, int(values.get("first_day", 0)), int(values.get("last_day", 0))))
        stored.append((article, document.id, packed(values)))
        for kind, rows in mentioned.items():
            rows += [(article, number(kind, value)) for value in found[kind]]
    base.executemany(_INSERT, texts)
    base.executemany("insert into facts values (?, ?, ?, ?, ?, ?)", facts)
    base.executemany("insert into stored values (?, ?, ?)", stored)
    for kind, rows in mentioned.items():
        base.executemany(_MENTION[kind], sorted(rows))


def _weight(name: str) -> float:
    return BOOSTS[name.split("_", maxsplit=1)[0]] * (BOOSTS["exact"] if name.endswith("_exact") else 1)


def _match(node: Any) -> str:  # noqa: ANN401 — Whoosh has no types
    """The tree in FTS5's language. A word that several columns may have is looked for in all of them at once."""
    match node:
        case whoosh.Or() | whoosh.DisjunctionMax():
            columns: dict[str, list[str]] = {}
            clauses = []
            for leaf in _flat(node):
                if isinstance(leaf, whoosh.And):
                    clauses.append(f"({_match(leaf)})")
                else:
                    columns.setdefault(_text(leaf), []).append(leaf.fieldname)
            return " OR ".join([f"{{{' '.join(names)}}} : {text}" for text, names in columns.items()] + clauses)
        case whoosh.And():
            return " AND ".join(f"({_match(each)})" for each in node.subqueries)
        case _:
            return f"{{{node.fieldname}}} : {_text(node)}"


def _flat(node: Any) -> Iterator[Any]:  # noqa: ANN401
    for each in node.subqueries:
        if isinstance(each, (whoosh.Or, whoosh.DisjunctionMax)):
            yield from _flat(each)
        else:
            yield each


def _text(leaf: Any) -> str:  # noqa: ANN401
    match leaf:
        case whoosh.Term():
            return f'"{leaf.text}"'
        case whoosh.Phrase():
            return f'"{" ".join(leaf.words)}"'
        case whoosh.Prefix():
            return f'"{leaf.text}" *'
        case _:
            raise TypeError(f"FTS5 knows no {type(leaf).__name__}")
