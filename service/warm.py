"""What the first request would have to wait for: the meanings of words, and everything that is compiled.

A small index in memory shows every kernel the types it will see.
"""

from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import numpy as np
from whoosh import query
from whoosh.filedb.filestore import RamStorage

from indexer.codec import kernels
from indexer.codec.index import ArrayIndex
from indexer.columns import Columns
from indexer.document import LANGUAGES, Document, Mention
from indexer.few_words import FewWords
from indexer.lexicon import Glossary
from indexer.record import written
from indexer.schema import FACETS, TEXT_PARTS, schema, text_field
from indexer.stories import Member
from service.search import engine, highlight
from service.search.deadline import NEVER
from service.search.evaluate import Evaluation
from service.search.facets import leading
from service.search.folds import Folds
from service.search.marks import MarkedPhrase, Marks
from service.search.matchers import AnyOf, Best, Near, Synonyms, Without
from service.search.nodes.terms import groups_of
from service.search.request import COLLAPSE, parse
from service.search.segments import Segment
from service.search.stories import Stories
from service.search.weighting import FairBM25
from service.search.weights import Weights


@cache
def warm_up() -> None:
    """Read what words mean, and compile the kernels or load what was compiled before, once in a process; without numba there are none."""
    Glossary.load()
    FewWords.load()
    if not kernels.compile_all():
        return
    index = ArrayIndex.create(RamStorage(), schema())
    for part in (0, 1):
        with index.writer() as writer:
            for number, language in product(range(part, 200, 2), LANGUAGES):
                writer.add_document(**written(_article(number, language)))
            writer.merge = False
    with index.searcher() as searcher:
        columns = Columns.of(searcher.reader())
        weighting = FairBM25({}, {text_field("body", language): 200 for language in LANGUAGES})
        for each in _queries():
            found = engine.found(each, weighting, searcher, NEVER)
            engine.top(each, weighting, searcher, 3, NEVER)
            for sort, page in product(("relevance", "date:desc"), ("1", "30")):
                request, _ = parse([("sort", sort), ("page", page), ("per_page", "3"), ("from", "2020")], strict=True)
                answer = engine.answer(found, request, columns)
            engine.answer(found, request, columns, answer.last)
        stories = Stories.of(searcher.reader(), _stories())
        engine.answer(found, replace(request, twins=COLLAPSE), columns, stories=stories)
        folds = Folds.of(stories, found.numbers)
        for name in FACETS:
            counts = columns.counts([name], found.numbers, folds.siblings if folds else None)[name]
            leading({name: counts}, 1)
        kernels.narrow(found.scores, 0, 1, np.empty(len(found), np.int64))
        for leaf, _ in searcher.leaf_searchers():
            segment, weights = Segment.of(leaf.reader()), Weights(weighting, searcher)
            if segment is not None:
                for (clause,) in groups_of(Evaluation(segment, leaf, weights, weights, NEVER), _queries()[0]) or ():
                    segment.top([term for ((term,),) in clause], weights, 3, 0.0)
                segment.pick(np.zeros(1, np.int64), np.zeros(1, np.int32))
    articles = [_article(number, language) for number, language in enumerate(LANGUAGES)]
    highlight.shown(articles, _marks([]))
    highlight.shown(articles, _marks([MarkedPhrase(("lune", "station"), 1)]))
    kernels.replaced(np.ones(1, np.uint64), np.zeros(2, np.uint64))
    index.optimize()


def _article(number: int, language: str) -> Document:
    text = " ".join(["lune", "station", f"w{number % 7}", f"v{number}", "lune"])
    mentions = (Mention(0, 0, "", "place", "moon"), Mention(0, 0, "", "place", f"p{number % 3}"))
    return Document(f"{number} {language}", text, headline=True, text=text, lang=language, date="2021-03-09", mentions=mentions)


def _marks(phrases: list[MarkedPhrase]) -> dict[str, tuple[Marks, ...]]:
    return {part: tuple(Marks(language, surfaces={"lune"}, phrases=phrases) for language in LANGUAGES) for part in TEXT_PARTS}


def _stories() -> list[list[Member]]:
    pairs = ((number, language) for number in range(0, 200, 2) for language in LANGUAGES)
    return [[(f"{number} {language}", language), (f"{number + 1} {language}", language)] for number, language in pairs]


def _queries() -> list[Any]:
    field = text_field("body", "fr", exact=True)
    words = [query.Term(field, word) for word in ("lune", "station", "w3")]
    return [
        words[0],
        query.Or(words),
        query.And(words[1:]),
        query.AndMaybe(words[1], words[2]),
        query.Require(words[1], words[2]),
        Without(words[0], words[2]),
        Best(words),
        query.Phrase(field, ["lune", "station"]),
        Near(field, ("station", "lune"), 3),
        query.Prefix(field, "w"),
        query.FuzzyTerm(field, "lune"),
        AnyOf(field, (b"w1", b"w2")),
        synonyms := Synonyms(((field, "lune", 1.0), (field, "station", 0.5))),
        query.AndMaybe(synonyms, words[2]),
        query.Every(),
        query.Not(words[2]),
        query.ConstantScoreQuery(query.Or(words)),
    ]
