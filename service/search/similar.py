"""Articles about the same: found by what an article says that few others say, its rare words and the names it names, in either language."""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from whoosh import query as whoosh

from indexer.analysis import CHAINS
from indexer.document import LANGUAGES, Document, Language
from indexer.record import languages, text_parts
from indexer.schema import BOOSTS, TEXT_PARTS, text_field
from service.search import engine
from service.search.arguments import Argument, Arguments, whole
from service.search.deadline import Deadline
from service.search.generation import Generation
from service.search.lookup import entity
from service.search.marks import Marks

MOST = 20
ASKED = Arguments({"limit": Argument("How many articles.", whole(5, MOST))})
"""The arguments of a request for similar articles."""

_WORDS = 12
"""Words of an article that it is known by, those with the highest frequency times inverse document frequency."""
_NAMES = 6
"""Names, likewise. They alone lead into the other language."""
_CHARACTERS = 20_000
"""Characters of a text in which its words are looked for; news says early what it is about."""
_COMMON = 0.2
"""Share of all articles above which a word says nothing."""
_FEW = 100
"""Articles of an index in which a share says nothing."""


def similar(
    number: int,
    document: Document,
    generation: Generation,
    searcher: Any,  # noqa: ANN401 — Whoosh has no types
    most: int,
    deadline: Deadline,
) -> tuple[engine.Answer, Mapping[str, tuple[Marks, ...]]]:
    """The articles most like one, the likest first, and what to mark in them: the words and names that they share with it.

    The article itself, its copies and its translations are none of them.

    Raises:
        QueryTimeout: the deadline passed before the end.
    """
    wanted: list[Any] = []
    known = generation.names
    mentions = (*document.title_mentions, *document.mentions)
    counted = Counter(known.entity_of(mention.id) for mention in mentions if mention.id not in known.dropped)
    names = _telling(counted, "entities", searcher, _NAMES, known.ids_of)
    ids = {each for key, _ in names for each in known.ids_of(key)}
    marked = {language: Marks(language, entities=set(ids), deadline=deadline) for language in LANGUAGES}
    for language in languages(document):
        name = text_field("body", language)
        words = _telling(_counted(document, language), name, searcher, _WORDS)
        marked[language].terms.update(term for term, _ in words)
        wanted += [whoosh.Term(name, term, boost=weight) for term, weight in words]
    wanted += [entity(known.ids_of(key), weight * BOOSTS["entities"]) for key, weight in names]
    kin = generation.stories.kin(number)
    left_out = np.array([number, *kin.twins, *kin.copies], np.int32)
    found = engine.top(whoosh.Or(wanted or [whoosh.NullQuery]), None, searcher, most + len(left_out), deadline)
    kept = np.flatnonzero(~np.isin(found.numbers, left_out))[:most]
    numbers = found.numbers[kept]
    nothing = np.zeros(len(numbers), np.int32)
    answer = engine.Answer(len(numbers), numbers, found.scores[kept], generation.columns.first_day[numbers], nothing, {})
    return answer, dict.fromkeys(TEXT_PARTS, tuple(marked.values()))


def _counted(document: Document, language: Language) -> Counter[str]:
    """How often an article has each stem."""
    counts: Counter[str] = Counter()
    for text in text_parts(document, language).values():
        for word in CHAINS[language].parts(text[:_CHARACTERS]):
            counts.update(word.terms[:1])
    return counts


def _telling(
    counts: Counter[str],
    name: str,
    searcher: Any,  # noqa: ANN401
    most: int,
    terms: Callable[[str], tuple[str, ...]] = lambda term: (term,),
) -> list[tuple[str, float]]:
    """The terms of a field that an article is known by, each with a weight of 1 at most: those that it repeats and few others have.

    `terms` gives what a term stands for.
    """
    documents = searcher.doc_count_all()
    reader = searcher.reader()
    weighed: list[tuple[float, str]] = []
    for term, count in counts.items():
        having = sum(reader.doc_frequency(name, each) for each in terms(term))
        if having > 1 and (having <= _COMMON * documents or documents < _FEW):
            weighed.append(((1 + math.log(count)) * math.log(1 + documents / having), term))
    weighed.sort(key=lambda pair: (-pair[0], pair[1]))
    best = weighed[:most]
    return [(term, weight / best[0][0]) for weight, term in best]
