"""Lunette itself, behind the same interface: an index directory as `lunette build` makes it, searched below the service's door."""

from collections.abc import Iterable, Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from population import entities
from questions import EXTRAS
from trees import Asked
from whoosh import query as whoosh

from indexer.columns import Facet
from indexer.document import LANGUAGES, Document, Entity
from indexer.generations import Generations
from indexer.nametable import NameTableBuilder
from indexer.schema import TEXT_PARTS, text_field
from indexer.writer import GenerationWriter
from peers import FACETS, SHOWN, Counts, Engine, Page
from peers.article import fragments
from service.search import engine, expansion
from service.search.catalogue import Catalogue
from service.search.deadline import NEVER
from service.search.facets import leading
from service.search.generation import Generation
from service.search.interpret import Interpretation
from service.search.matchers import AnyOf, Best
from service.search.request import Face, SearchRequest
from service.search.results import SearchPage
from service.search.segments import Frequencies
from service.search.weighting import FairBM25, idf
from service.warm import warm_up


class Lunette(Engine):
    """The engine: a compiled query in, ten articles, a total and counts out."""

    notes = (
        "writes a whole generation: segment, columns, table of names, manifest with checksums, published",
        "answers a compiled query; parsing, interpretation, labels and links are in `service`",
    )

    def __init__(self) -> None:
        warm_up()  # as the server does before its first request

    def build(self, documents: Iterable[Document], folder: Path) -> None:
        """A published generation."""
        generations = Generations(folder)
        with generations.writing(), generations.partial() as partial:
            writer = _Writer(partial, entities())
            for document in documents:
                writer.add(document)
            writer.commit()
            writer.identify()
            writer.finish(rejected=0)
            generations.publish(partial)

    def open(self, folder: Path) -> None:
        """The published generation."""
        self._generation = Generation.open(folder)

    def top(self, asked: Asked) -> NDArray[np.int32]:
        """Numbers of documents; without filters, only what may be among the best is looked at."""
        with self._generation.searcher() as searcher:
            interpretation = self._interpreted(asked, searcher)
            if not (wanted := request(asked, ())).filtered:
                return engine.top(interpretation.query, interpretation.weighting, searcher, SHOWN, NEVER).numbers
            return engine.answer(engine.match(interpretation, searcher, NEVER), wanted, self._generation.columns).numbers

    def page(self, asked: Asked) -> Page:
        """Everything below the service's door."""
        columns = self._generation.columns
        with self._generation.searcher() as searcher:
            matches = engine.match(self._interpreted(asked, searcher), searcher, NEVER)
            answer = engine.answer(matches, request(asked, FACETS), columns)
            documents = self._generation.documents(searcher, answer.numbers.tolist())
        return Page(
            answer.total,
            tuple(document.id for document in documents),
            fragments(documents, asked),
            {name: _most_frequent(columns.facets[name], some) for name, some in leading(answer.counts, SHOWN).items()},
        )

    def _interpreted(self, asked: Asked, searcher: Any) -> Interpretation:  # noqa: ANN401
        reader = searcher.reader()
        weighting = FairBM25(_idfs(asked.words, reader), self._generation.manifest.fields)
        tree = _expanded(asked.own, reader) if asked.question.kind in EXTRAS else asked.own
        return Interpretation(tree, weighting, asked.marks, ordinary=False, dropped=(), expanded=(), problems=(), sources={})


class Service:
    """The whole door of the product."""

    notes = ("words as typed in, a page with labels and links out",)

    def __init__(self, folder: Path) -> None:
        self._catalogue = Catalogue(folder, seconds=600)

    def page(self, asked: Asked) -> SearchPage:
        """The answer as the API and the pages have it."""
        return self._catalogue.search(request(asked, FACETS), Face())


def request(asked: Asked, facets: tuple[str, ...]) -> SearchRequest:
    """The question as a search that somebody asks for."""
    question = asked.question
    include = {"language": (question.chosen,)} if question.chosen else {}
    return SearchRequest(q=question.typed, match="all", include=include, first=question.first, last=question.last, facets=facets)


class _Writer(GenerationWriter):
    """One that also knows the invented entities."""

    def __init__(self, folder: Path, known: Mapping[str, Entity]) -> None:
        super().__init__(folder)
        self._names = NameTableBuilder(known, folder)


def _idfs(words: Mapping[tuple[str, str], frozenset[tuple[str, str]]], reader: Any) -> dict[tuple[str, str], float]:  # noqa: ANN401
    """One inverse document frequency a word, as `service.search.interpret` has it."""
    frequencies, documents = Frequencies(reader), reader.doc_count_all()
    idfs: dict[tuple[str, str], float] = {}
    for terms in words.values():
        most: dict[str, int] = {}
        for name, term in terms:
            language, often = _LANGUAGE_OF[name], frequencies.of(name, term)
            if often > most.get(language, 0):
                most[language] = often
        weight = idf(min(sum(most.values()), documents), documents)
        for key in terms:
            if weight > idfs.get(key, 0.0):
                idfs[key] = weight
    return idfs


_LANGUAGE_OF: Mapping[str, str] = {
    text_field(part, language, exact=exact): language for part in TEXT_PARTS for language in LANGUAGES for exact in (False, True)
}


def _expanded(tree: Any, reader: Any) -> Any:  # noqa: ANN401
    """The tree with prefixes and inexact words replaced by the words that they stand for, as the service does."""
    match tree:
        case whoosh.Prefix():
            return AnyOf(tree.fieldname, tuple(expansion.of_pattern(reader, tree.fieldname, f"{tree.text}*", NEVER)), tree.boost)
        case whoosh.FuzzyTerm():
            return AnyOf(tree.fieldname, tuple(expansion.of_fuzzy(reader, tree.fieldname, tree.text, tree.maxdist)), tree.boost)
        case Best() | whoosh.Or() | whoosh.And():
            return type(tree)([_expanded(each, reader) for each in tree.subqueries])
        case _:
            return tree


def _most_frequent(facet: Facet, leading: list[tuple[int, int]]) -> Counts:
    # They come by number, and stay so where they are equal.
    return [(facet.values[at], count) for at, count in sorted(leading, key=itemgetter(1), reverse=True)[:SHOWN]]
