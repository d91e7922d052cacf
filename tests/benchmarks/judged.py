"""How other engines rank collections with judged queries, beside Lunette: nDCG@10, and whether the difference is chance.

Run `python tests/benchmarks/judged.py COLLECTION...`, each a folder as `lunette eval` takes it. Every engine is as it comes: its own
analysis and stop words for the language of the collection (SQLite has none for French), its own BM25 with its own parameters, and any of
the words of a query. Titles are given apart from texts and once more as part of them, and the better counts. Lunette is asked through its
door, as by `lunette eval`. `p` is that of a paired t test between Lunette and the best of the others. The last line is JSON.

                        whoosh   tantivy     bm25s      fts5   lunette      more         p
    fr_cnil              0.639     0.650     0.646     0.610     0.670     0.020      0.01
    fr_piaf_a            0.825     0.836     0.831     0.825     0.855     0.019     3e-06
    en_cranfield         0.386     0.378     0.373     0.362     0.415     0.029     0.006
    en_cisi              0.318     0.332     0.396     0.378     0.432     0.036      0.02
    en_cacm              0.444     0.440     0.494     0.461     0.520     0.026       0.2
"""

import argparse
import json
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import bm25s
import snowballstemmer
import tantivy
from whoosh import fields
from whoosh.analysis import LanguageAnalyzer
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import MultifieldParser, OrGroup

from indexer.document import Language
from service.evaluation import measures
from service.evaluation.collection import Collection, read
from service.evaluation.temporary import DEPTH, indexed

TITLE, TEXT = "title", "text"
_NAMES: Mapping[Language, str] = {"fr": "french", "en": "english"}
_WORD = re.compile(r"\w+")

Articles = Sequence[tuple[str, str, str]]
"""Each with its id, title and text."""
Queries = Mapping[str, Sequence[str]]
"""Id of a query to its words."""
Rank = Callable[[Articles, Queries, Language], measures.Ranking]
"""Gives the ranking of all queries among articles of a language."""


def whoosh(articles: Articles, queries: Queries, language: Language) -> measures.Ranking:
    """Whoosh's analyser for a language, its BM25F and its own codec, all in memory."""
    analyser = LanguageAnalyzer(language)
    schema = fields.Schema(id=fields.ID(stored=True), **{name: fields.TEXT(analyzer=analyser) for name in (TITLE, TEXT)})
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for key, title, text in articles:
        writer.add_document(id=key, title=title, text=text)
    writer.commit()
    parser = MultifieldParser([TITLE, TEXT], schema, group=OrGroup)
    with index.searcher() as searcher:
        return {
            query: [hit["id"] for hit in searcher.search(parser.parse(" ".join(words)), limit=DEPTH)] for query, words in queries.items()
        }


def tantivy_(articles: Articles, queries: Queries, language: Language) -> measures.Ranking:
    """The simple tokenizer of tantivy, its stop words and stemmer for a language, and its parser over both fields."""
    filters = (tantivy.Filter.lowercase(), tantivy.Filter.stopword(_NAMES[language]), tantivy.Filter.stemmer(_NAMES[language]))
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for each in filters:
        builder = builder.filter(each)
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw")
    for name in (TITLE, TEXT):
        schema.add_text_field(name, tokenizer_name="own")
    index = tantivy.Index(schema.build())
    index.register_tokenizer("own", builder.build())
    writer = index.writer(num_threads=1)
    for key, title, text in articles:
        writer.add_document(tantivy.Document(id=key, title=title, text=text))
    writer.commit()
    index.reload()
    searcher, ranking = index.searcher(), {}
    for query, words in queries.items():
        found = searcher.search(index.parse_query(" ".join(word.lower() for word in words), [TITLE, TEXT]), DEPTH).hits
        ranking[query] = [str(searcher.doc(address)["id"][0]) for _, address in found]
    return ranking


def bm25s_(articles: Articles, queries: Queries, language: Language) -> measures.Ranking:
    """bm25s's tokenizer and stop words for a language with Snowball's stemmer, over title and text as one."""
    stemmer = snowballstemmer.stemmer(_NAMES[language])

    def tokens(texts: Sequence[str]) -> Any:  # noqa: ANN401 — bm25s has two types for it
        return bm25s.tokenize(list(texts), stopwords=_NAMES[language], stemmer=stemmer.stemWords, show_progress=False)

    retriever = bm25s.BM25()
    retriever.index(tokens([f"{title} {text}" for _, title, text in articles]), show_progress=False)
    found, scores = retriever.retrieve(
        tokens([" ".join(words) for words in queries.values()]), k=min(DEPTH, len(articles)), show_progress=False, n_threads=1
    )
    return {
        query: [articles[number][0] for number, score in zip(numbers, own, strict=True) if score > 0]
        for query, numbers, own in zip(queries, found, scores, strict=True)
    }


def fts5(articles: Articles, queries: Queries, language: Language) -> measures.Ranking:
    """SQLite's tokenizer without accents, for English with Porter's stemmer, and its bm25 over both columns."""
    tokenizer = "porter unicode61 remove_diacritics 2" if language == "en" else "unicode61 remove_diacritics 2"
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute(f"create virtual table articles using fts5(id unindexed, title, text, tokenize='{tokenizer}')")
        base.executemany("insert into articles values (?, ?, ?)", articles)
        ask = f"select id from articles where articles match ? order by bm25(articles) limit {DEPTH}"  # noqa: S608 — a number
        return {
            query: [key for (key,) in base.execute(ask, (" OR ".join(f'"{word}"' for word in words),))] if words else []
            for query, words in queries.items()
        }


PEERS: Mapping[str, Rank] = {"whoosh": whoosh, "tantivy": tantivy_, "bm25s": bm25s_, "fts5": fts5}


def lunette(collection: Collection) -> measures.Ranking:
    """As a client of `/api/search` finds them."""
    with indexed(collection.documents) as door:
        return {query: door.ids(text) for query, text in collection.queries.items()}


def peers(collection: Collection) -> dict[str, measures.Ranking]:
    """The ranking of each of the others, the better of the two that it is asked for."""
    language: Language = "fr" if collection.name.startswith("fr_") else "en"
    apart = [(str(each["id"]), str(each.get(TITLE, "")), str(each.get(TEXT, ""))) for each in collection.documents]
    apart = [(key, title, text) for key, title, text in apart if title.strip() or text.strip()]  # the others Lunette refuses
    together = [(key, "", f"{title} {text}") for key, title, text in apart]
    queries = {key: _WORD.findall(text) for key, text in collection.queries.items()}  # no sign is meant as an operator
    return {
        name: max((rank(each, queries, language) for each in (apart, together)), key=lambda ranking: _worth(collection, ranking))
        for name, rank in PEERS.items()
    }


def _worth(collection: Collection, ranking: measures.Ranking) -> float:
    return measures.figures(collection, ranking)[measures.DECISIVE]


def main() -> None:
    """Print a line a collection."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("collections", nargs="+", type=Path)
    told: dict[str, dict[str, float | str]] = {}
    print(f"{'':16}" + "".join(f"{name:>10}" for name in (*PEERS, "lunette", "more", "p")))
    for folder in parser.parse_args().collections:
        collection = read(folder)
        others, mine = peers(collection), lunette(collection)
        row = {name: _worth(collection, ranking) for name, ranking in others.items()}
        best = max(row, key=row.__getitem__)
        difference = measures.compared(collection, mine, others[best])
        row["lunette"] = _worth(collection, mine)
        told[collection.name] = {**{name: round(each, 4) for name, each in row.items()}, "best": best, "p": difference["p"]}
        figures = "".join(f"{each:10.3f}" for each in (*row.values(), difference["difference"]))
        print(f"{collection.name:16}{figures}{difference['p']:10.1g}", flush=True)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
