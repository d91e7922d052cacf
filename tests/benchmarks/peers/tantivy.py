"""tantivy (Rust, through its Python binding), with text analysed by its own tokenizers."""

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Filter, Index, Occur, Query, SchemaBuilder, TextAnalyzerBuilder, Tokenizer
from trees import Asked
from whoosh import query as whoosh

from indexer import schema as lunette
from indexer.analysis import CHAINS
from indexer.analysis.fold import fold
from indexer.document import LANGUAGES, Document, Language
from indexer.record import facets
from peers import FACETS, SHOWN, Counts, Engine, Narrowing, Page
from peers.article import ENTITIES, TEXT, fields, fragments, packed, unpacked

HEAP = 500_000_000
_ALGORITHM: Mapping[Language, str] = {"fr": "french", "en": "english"}
_KEYWORDS = ("id", "source_key")
_DAYS = ("first_day", "last_day")
_STORED = "stored"


class Tantivy(Engine):
    """One index, one writing thread."""

    notes: tuple[str, ...] = (
        "its own analysis: simple tokenizer, lower case, Lunette's stop words, Snowball, ASCII folding; a hyphenated or dotted word is cut",
        "facets are fast fields counted by its aggregations; what it stores is one field of JSON, in its own LZ4 blocks",
        "articles are of one language, so the better of two readings is asked for as either of them, which tantivy answers faster",
        "an inexact word may differ in its first letter too",
        f"written with one thread and {HEAP // 10**6} MB of memory; its binding cannot merge, so segments stay as they come",
    )

    def build(self, documents: Iterable[Document], folder: Path) -> None:
        """One commit, then what merges tantivy itself wants."""
        index = Index(_schema(), path=str(folder))
        _register(index)
        writer = index.writer(heap_size=HEAP, num_threads=1)
        for document in documents:
            writer.add_document(_document(document))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        """A searcher that looks for no newer commits."""
        index = Index.open(str(folder))
        self._analyzers = _register(index)
        index.config_reader(reload_policy="manual")
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()
        self.notes = (*Tantivy.notes, f"segments: {self._searcher.num_segments}")

    def top(self, asked: Asked) -> list[Any]:
        """Addresses of documents; without a count, tantivy skips what cannot be among the best."""
        query = self._narrowed(self._query(asked), Narrowing.of(asked))
        return self._searcher.search(query, SHOWN, count=False).hits

    def page(self, asked: Asked) -> Page:
        """A search with a count, and an aggregation for each set of filters that facets are counted under."""
        query, narrowing = self._query(asked), Narrowing.of(asked)
        found: Any = self._searcher.search(self._narrowed(query, narrowing), SHOWN, count=True)
        documents = [unpacked(bytes(self._searcher.doc(address)[_STORED][0])) for _, address in found.hits]
        counts: dict[str, Counts] = {}
        for filters, names in narrowing.counted():
            wanted = {name: {"terms": {"field": name, "size": SHOWN}} for name in names}
            for name, answer in self._searcher.aggregate(self._narrowed(query, filters), wanted).items():
                counts[name] = [(bucket["key"], int(bucket["doc_count"])) for bucket in answer["buckets"]]
        return Page(
            found.count,
            tuple(document.id for document in documents),
            fragments(documents, asked),
            {name: counts[name] for name in FACETS},
        )

    def _query(self, asked: Asked) -> Query:
        # A stem is asked for as the word it came from, for tantivy's stems are not quite ours.
        typed = {fold(word): word for word in asked.question.words}
        written = {term: typed[word] for (word, form), terms in asked.words.items() if form == "stem" for term in terms}
        return self._translated(asked.tree, written)

    def _translated(self, node: Any, written: Mapping[tuple[str, str], str]) -> Query:  # noqa: ANN401 — Whoosh has no types
        match node:
            case whoosh.Or() | whoosh.DisjunctionMax():
                # Terms side by side, however deep they stood, are what tantivy can skip through.
                distinct = {str(leaf): leaf for leaf in _flat(node, written)}
                return Query.boolean_query([(Occur.Should, self._translated(leaf, written)) for leaf in distinct.values()])
            case whoosh.And():
                return Query.boolean_query([(Occur.Must, self._translated(each, written)) for each in node.subqueries])
            case whoosh.Term():
                terms = self._analyzers[node.fieldname].analyze(written.get((node.fieldname, node.text), node.text))
                queries = [Query.term_query(self._schema, node.fieldname, term, "freq") for term in terms]
                both = queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, query) for query in queries])
                return Query.boost_query(both, node.boost)
            case whoosh.Phrase():
                return Query.boost_query(Query.phrase_query(self._schema, node.fieldname, list(node.words)), node.boost)
            case whoosh.Prefix():
                return Query.const_score_query(Query.regex_query(self._schema, node.fieldname, f"{node.text}.*"), node.boost)
            case whoosh.FuzzyTerm():
                fuzzy = Query.fuzzy_term_query(self._schema, node.fieldname, node.text, node.maxdist, transposition_cost_one=False)
                return Query.boost_query(fuzzy, node.boost)
            case _:
                raise TypeError(f"{type(node).__name__} is not part of any question")

    def _narrowed(self, query: Query, narrowing: Narrowing) -> Query:
        filters = []
        if narrowing.language:
            filters.append(Query.term_query(self._schema, "language", narrowing.language, "basic"))
        if narrowing.first:
            filters.append(Query.range_query(self._schema, "last_day", tantivy.FieldType.Integer, narrowing.first))
        if narrowing.last:
            filters.append(Query.range_query(self._schema, "first_day", tantivy.FieldType.Integer, 1, narrowing.last))
        if not filters:
            return query
        silent = [(Occur.Must, Query.const_score_query(each, 0.0)) for each in filters]
        return Query.boolean_query([(Occur.Must, query), *silent])


def _flat(node: Any, written: Mapping[tuple[str, str], str]) -> Iterator[Any]:  # noqa: ANN401
    """The queries of which any may match; two stems of one word are one for tantivy."""
    if isinstance(node, (whoosh.Or, whoosh.DisjunctionMax)):
        for each in node.subqueries:
            yield from _flat(each, written)
    elif isinstance(node, whoosh.Term) and (node.fieldname, node.text) in written:
        word = written[node.fieldname, node.text]
        yield whoosh.Term(node.fieldname, word, boost=node.boost)
    else:
        yield node


def _schema() -> Any:  # noqa: ANN401
    builder = SchemaBuilder()
    for name in (*TEXT, ENTITIES):
        builder.add_text_field(name, tokenizer_name=f"lunette_{name}", index_option="freq" if name == ENTITIES else "position")
    for name in _KEYWORDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in lunette.FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in _DAYS:
        builder.add_integer_field(name, fast=True)
    builder.add_bytes_field(_STORED, stored=True)
    return builder.build()


def _register(index: Index) -> Mapping[str, Any]:
    """Field to its analysis, which the index is told too."""
    analyzers = {
        name: _analyzer(language, exact=name.endswith("_exact")) for language in LANGUAGES for name in TEXT if f"_{language}" in name
    }
    analyzers[ENTITIES] = TextAnalyzerBuilder(Tokenizer.whitespace()).build()
    for name, analyzer in analyzers.items():
        index.register_tokenizer(f"lunette_{name}", analyzer)
    return analyzers


def _analyzer(language: Language, *, exact: bool) -> Any:  # noqa: ANN401
    stop_words = [] if exact else [Filter.custom_stopword(sorted(CHAINS[language].rules.stop_words))]
    stemmer = [] if exact else [Filter.stemmer(_ALGORITHM[language])]
    filters = [Filter.lowercase(), *stop_words, *stemmer, Filter.ascii_fold()]
    return reduce(lambda builder, each: builder.filter(each), filters, TextAnalyzerBuilder(Tokenizer.simple())).build()


def _document(document: Document) -> Any:  # noqa: ANN401
    values = fields(document)
    made = tantivy.Document()
    for name in (*TEXT, ENTITIES):
        if name in values:
            made.add_text(name, values[name])
    made.add_text("id", document.id)
    made.add_text("source_key", values.get("source", ""))
    for name, found in facets(document).items():
        for value in found:
            made.add_text(name, value)
    for name in _DAYS:
        made.add_integer(name, int(values.get(name, 0)))
    made.add_bytes(_STORED, packed(values))
    return made
