"""What a search is taken to mean: all of its words, any of them, or word by word; tried in this order as far as the request allows."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from service.search import balance
from service.search.context import Context
from service.search.corrections import corrected
from service.search.deadline import Deadline
from service.search.engine import match, total
from service.search.generation import Generation
from service.search.interpret import Interpretation, Told, interpret, query_language
from service.search.marks import Marks
from service.search.moments import Recognised, recognise
from service.search.request import SearchRequest
from service.search.results import Match, Reading
from service.search.syntax import parse
from service.search.tree import TEXT_FIELDS, And, DateRange, InField, Not, Or, Parsed, Sequence
from service.search.understanding import Attempt, Understanding

SEARCH_WORDS = 3
QUESTION_WORDS = 2
ENOUGH = 10
"""`match=auto`: a few words are a search, and one article with all of them answers it. More are a question, whose words no article need
share; it is answered by articles with all of them only if there are `ENOUGH` to fill a page. A question mark tells a question from its
third word on. On 512 French questions (`tests/benchmarks/ranking.py`, nDCG@10 and R@100) requiring all of up to three words gives .663
.939, of up to two .667 .955, of none .666 .959; two-word searches keep to both words at no cost."""


def understand(
    request: SearchRequest,
    ui: str,
    generation: Generation,
    searcher: Any,  # noqa: ANN401 — Whoosh has no types
    deadline: Deadline,
    *,
    offering: bool = False,
) -> Understanding:
    """Read the query and run it: for all words, or for any of them where `match` allows it and few articles have all.

    Where words were translated and few articles of the other language have all, more of them follow that have some; see `balance`.
    With `offering`, another spelling of the query is looked for, and offered where that finds more.

    Which of the two is decided before any filter, so that a filter never finds more. A query that holds only stop words and finds
    nothing is run once more with its words taken as they stand.

    Raises:
        QueryTimeout: the deadline passed before the end.
    """
    parsed, tree, told = _read(request, generation)
    asked: Match = "any" if request.match == "any" else "all"

    def attempt(words: Match, *, literal: bool) -> Attempt:
        context = _context(request, ui, generation, searcher, told, words, deadline, literal=literal)
        interpretation = interpret(tree, context)
        return Attempt(interpretation, (("stem", match(interpretation, searcher, deadline)),))

    def attempts(*, literal: bool) -> tuple[Attempt, Attempt | None, bool]:
        strict = attempt(asked, literal=literal)
        words = _loose_words(tree) - len(strict.interpretation.dropped)
        few = QUESTION_WORDS if "?" in request.q else SEARCH_WORDS
        if request.match == "auto" and words > 1 and len(strict.found) < (1 if words <= few else ENOUGH):
            loose = attempt("any", literal=literal)
            if len(loose.found) > len(strict.found):
                return loose, None, True
        elif request.match == "auto" and words > 1 and request.translate == "on":
            translated, wanting = _translated(strict.interpretation), balance.wanting(strict.found, told.lang, generation.columns)
            if wanting and (translated or generation.stories.have_twins(strict.found.numbers).any()):
                loose = attempt("any", literal=literal)
                both = balance.joined(strict.found, loose.found, wanting, generation.columns, generation.stories, translated=translated)
                return strict.then("balance", both), loose.then("balance", both), False
        return strict, None, False

    made, loose, relaxed = attempts(literal=False)
    if not len(made.found) and made.interpretation.ordinary:
        made, loose, relaxed = attempts(literal=True)
    interpretation = made.interpretation
    reading = Reading(
        q=request.q,
        read_as=str(parsed.tree),
        lang=told.likely,
        match="any" if relaxed else asked,
        relaxed=relaxed,
        dropped=interpretation.dropped,
        expanded=interpretation.expanded,
        problems=tuple(sorted((*parsed.problems, *interpretation.problems), key=lambda problem: problem.at)),
    )
    if offering and (other := corrected(request.q, tree, told.lang, reading.expanded, generation, searcher)):
        better = understand(replace(request, q=other), ui, generation, searcher, deadline)
        more = len(better.found) > len(made.found) or (relaxed and not better.reading.relaxed)
        if more and total(better.found, request, generation.columns, generation.stories):
            reading = replace(reading, did_you_mean=other)
    return Understanding(reading, parsed.tree, made, loose)


def marks(
    request: SearchRequest,
    ui: str,
    generation: Generation,
    searcher: Any,  # noqa: ANN401
    deadline: Deadline,
) -> Mapping[str, tuple[Marks, ...]]:
    """What the results of a request mark in each part of a text.

    What is marked seldom depends on what is found: only a query of nothing but stop words has to be run to know how it was read.

    Raises:
        QueryTimeout: the deadline passed before the end.
    """
    _, tree, told = _read(request, generation)
    interpretation = interpret(tree, _context(request, ui, generation, searcher, told, "any", deadline))
    if interpretation.ordinary:
        interpretation = understand(request, ui, generation, searcher, deadline).interpretation
    return interpretation.marks


def verdicts(
    request: SearchRequest,
    ui: str,
    generation: Generation,
    searcher: Any,  # noqa: ANN401
    number: int,
    deadline: Deadline,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which parts of a query an article lacks, and which it has that it should not, as a person would type them.

    Each part is looked for by itself, so an article in two languages may lack none and still have them in no one language together.

    Raises:
        QueryTimeout: the deadline passed before the end.
    """
    _, tree, told = _read(request, generation)
    lacks: dict[str, None] = {}
    has: dict[str, None] = {}

    def judge(node: Recognised, *, literal: bool) -> bool:
        """Look at a part; whether there was anything to look for."""
        if isinstance(node, (Sequence, And)):
            judged = [judge(child, literal=literal) for child in node.nodes]
            return any(judged)
        context = _context(request, ui, generation, searcher, told, "all", deadline, literal=literal)
        interpretation = interpret(node, context)
        if interpretation.dropped and not literal:
            return False
        if not np.isin(number, match(interpretation, searcher, deadline).numbers):
            (has if isinstance(node, Not) else lacks)[str(node.node if isinstance(node, Not) else node)] = None
        return True

    if not judge(tree, literal=False):
        judge(tree, literal=True)
    return tuple(lacks), tuple(has)


def _context(
    request: SearchRequest,
    ui: str,
    generation: Generation,
    searcher: Any,  # noqa: ANN401
    told: Told,
    words: Match,
    deadline: Deadline,
    *,
    literal: bool = False,
) -> Context:
    """What all readings of a request share, for words of which all or any are needed."""
    without = frozenset(map(str.lower, request.without))
    translate, variants = request.translate == "on", request.variants == "on"
    certain = request.lang != "auto"
    return Context(
        generation, searcher, told.lang, certain, words, ui, literal, translate, deadline, without, told.likely, variants=variants
    )


def _read(request: SearchRequest, generation: Generation) -> tuple[Parsed, Recognised, Told]:
    """The query as its grammar has it, the same with dates and names recognised where they may be, and its language."""
    parsed = parse(request.q)
    tree: Recognised = parsed.tree
    if request.variants == "on":
        tree = generation.names.recognise(recognise(tree))  # type: ignore[arg-type]  # see Dated
    return parsed, tree, query_language(tree) if request.lang == "auto" else Told(request.lang, request.lang)


def _translated(interpretation: Interpretation) -> bool:
    """Whether any word was looked for by what it means, or how it is spelled, in the other language."""
    return any(each.why in {"translation", "variant"} for each in interpretation.expanded)


def _loose_words(node: Recognised) -> int:
    """How many words stand side by side without an operator: those that `match` decides about."""
    match node:
        case Sequence(nodes):
            return sum(map(_loose, nodes))
        case And(nodes) | Or(nodes):
            return max(map(_loose_words, nodes))
        case InField(field, inner) if field in TEXT_FIELDS:
            return _loose_words(inner)
        case _:
            return int(_loose(node))


def _loose(node: Recognised) -> bool:
    """Whether a node says what an article is about, not which articles are meant or left out."""
    return not isinstance(node, (Not, DateRange, InField)) or (isinstance(node, InField) and node.field in TEXT_FIELDS)
