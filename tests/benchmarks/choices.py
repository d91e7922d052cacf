"""What else the ranking could be, a choice a row: one thing taken back or changed, all others as they are.

Constants are patched where they are used. What the service does not do (other formulas, words that stand together, copies lowered) is done
here to what it finds, before feedback, and other ways to read words are patched in before articles are indexed.
"""

import math
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import chains
import formulas
from bonuses import Asked, Bonus, closest, coordinated, language_of, side_by_side, told_once, unlike
from light_stems import French, Light, Plurals, Unchanged

from indexer import schema
from indexer.analysis import Chain
from indexer.document import Language
from service.search import answering, engine, feedback, interpret, lookup, reading, syntax, understand, weighting, weights
from service.search.generation import Generation
from service.search.names import Named
from service.search.request import SearchRequest

Change = Callable[[ExitStack], None]


@dataclass(frozen=True, slots=True)
class Choice:
    """A change; `anew` tells that articles are indexed under it, and `only` the language that it concerns, if it is one."""

    change: Change
    anew: bool = False
    only: Language | None = None


def boost(**others: float) -> Change:
    """Other weights than those of the table."""
    boosts = {**schema.BOOSTS, **others}

    def change(stack: ExitStack) -> None:
        for module in (lookup, feedback):
            stack.enter_context(patch.object(module, "BOOSTS", boosts))

    return change


def value(name: str, other: Any, *modules: Any) -> Change:  # noqa: ANN401 — modules and their constants
    """Another value of a constant, wherever it was imported."""

    def change(stack: ExitStack) -> None:
        for module in modules:
            stack.enter_context(patch.object(module, name, other))

    return change


def both(*changes: Change) -> Change:
    """Several changes together."""

    def change(stack: ExitStack) -> None:
        for each in changes:
            each(stack)

    return change


def scored(formula: formulas.Formula, *, one: bool = False) -> Change:
    """Another formula for what words score; see `formulas.matched`."""
    return value("match", formulas.matched(formula, one=one), understand)


def raised(bonus: Bonus, station: str = "understand") -> Change:
    """What words found raised or lowered by something else: before feedback learns from it, or, as `answered`, behind all else."""

    def change(stack: ExitStack) -> None:
        before = getattr(answering, station)

        def after(request: SearchRequest, ui: str, generation: Generation, searcher: Any, *rest: Any, **options: Any) -> Any:  # noqa: ANN401
            meant = before(request, ui, generation, searcher, *rest, **options)
            language = language_of(meant.reading.lang)
            return meant.then("alike", bonus(meant.found, Asked(request.q, language, generation, searcher))) if language else meant

        stack.enter_context(patch.object(answering, station, after))

    return change


def unfed(wanted: Callable[[SearchRequest, Generation], bool]) -> Change:
    """No feedback on some queries."""
    before, refined = answering.answered, feedback.refined

    def after(request: SearchRequest, ui: str, generation: Generation, *rest: Any, **options: Any) -> Any:  # noqa: ANN401
        with patch.object(feedback, "refined", _unrefined if wanted(request, generation) else refined):
            return before(request, ui, generation, *rest, **options)

    return value("answered", after, answering)


def _unrefined(found: engine.Matches, *_: Any) -> engine.Matches:  # noqa: ANN401
    return found


def names_known(request: SearchRequest, generation: Generation) -> bool:
    """Whether a query spells a name that the index knows."""

    def within(node: Any) -> bool:  # noqa: ANN401
        return isinstance(node, Named) or any(map(within, getattr(node, "nodes", ())))

    return within(generation.names.recognise(syntax.parse(request.q).tree))


def read_as(chain: Callable[[Language], Chain], *languages: Language) -> Choice:
    """Another way to read the languages of the collections."""
    only = languages[0] if len(languages) == 1 else None
    return Choice(lambda stack: chains.reading({each: chain(each) for each in languages}, stack), anew=True, only=only)


def stock_idf(frequency: float, documents: int) -> float:
    """Whoosh's inverse document frequency."""
    return math.log(documents / (frequency + 1)) + 1


_FRENCH_FEEDBACK = value("LANGUAGE", "fr", feedback)

CHOICES: Mapping[str, Choice] = {
    "as it is": Choice(lambda _: None),
    # fields
    "title 1": Choice(boost(title=1.0)),
    "title 3": Choice(boost(title=3.0)),
    "no words as typed": Choice(boost(exact=0.001)),
    "words as typed .25": Choice(boost(exact=0.25)),
    "words as typed 1": Choice(boost(exact=1.0)),
    "fields added up, title 1": Choice(both(boost(title=1.0), scored(formulas.apart))),
    "fields added up, title 1.5": Choice(both(boost(title=1.5), scored(formulas.apart))),
    "no entities": Choice(boost(entities=0.001)),
    "entities .6": Choice(boost(entities=0.625)),
    "entities 2.5": Choice(boost(entities=2.5)),
    "entities in BM25F": Choice(scored(formulas.bm25(), one=True)),
    # formulas
    "scored as formulas.py does": Choice(scored(formulas.bm25())),
    "k1 1.2": Choice(value("K1", 1.2, weighting, weights, feedback)),
    "k1 2": Choice(value("K1", 2.0, weighting, weights, feedback)),
    "b .6": Choice(value("B", 0.6, weighting, weights, feedback)),
    "b .9": Choice(value("B", 0.9, weighting, weights, feedback)),
    "b of title 0": Choice(scored(formulas.bm25(title=0.0))),
    "b of title .5": Choice(scored(formulas.bm25(title=0.5))),
    "b of title 1": Choice(scored(formulas.bm25(title=1.0))),
    "b of body .6": Choice(scored(formulas.bm25(body=0.6))),
    "b of body .9": Choice(scored(formulas.bm25(body=0.9))),
    "Whoosh's idf": Choice(value("idf", stock_idf, interpret, feedback)),
    "BM25+, 1": Choice(scored(formulas.plus(1.0))),
    "BM25+, .5": Choice(scored(formulas.plus(0.5))),
    "BM25L, .5": Choice(scored(formulas.long(0.5))),
    "DFR InL2": Choice(scored(formulas.inl2)),
    "language model, mu 500": Choice(scored(formulas.dirichlet(500.0))),
    "language model, mu 2000": Choice(scored(formulas.dirichlet(2000.0))),
    "language model, lambda .5": Choice(scored(formulas.mixed(0.5))),
    # words
    "no stemming": read_as(lambda language: chains.read_with(language, Unchanged()), "fr", "en"),
    "light stems (Savoy)": read_as(lambda language: chains.read_with(language, Light()), "fr"),
    "minimal stems (Savoy)": read_as(lambda language: chains.read_with(language, French()), "fr"),
    "stems of plurals (Harman)": read_as(lambda language: chains.read_with(language, Plurals()), "en"),
    "words in -a stemmed": read_as(lambda language: chains.read_with(language, names=False), "fr"),
    "fold, then stem": read_as(lambda language: chains.read_with(language, order=chains.fold_then_stem), "fr", "en"),
    "stem, then fold": read_as(lambda language: chains.read_with(language, order=chains.stem_then_fold), "fr", "en"),
    "stop words are words": read_as(chains.without_stop_words, "fr", "en"),
    "64 words of a question": Choice(value("MAX_WORDS", 64, syntax)),
    "compounds as one word": Choice(value("_loosely", lambda own, node: own.compile(node), reading.Reading)),
    # what stands together
    "stems side by side, .1": Choice(raised(side_by_side(0.1))),
    "stems side by side, .2": Choice(raised(side_by_side(0.2))),
    "words side by side, .1": Choice(raised(side_by_side(0.1, typed=True))),
    "words side by side, .2": Choice(raised(side_by_side(0.2, typed=True))),
    "words side by side, .4": Choice(raised(side_by_side(0.4, typed=True))),
    "stems within 8 words, .1": Choice(raised(side_by_side(0.1, 8))),
    "stems, both ways, .1": Choice(both(raised(side_by_side(0.1)), raised(side_by_side(0.1, 8)))),
    "the closest two words": Choice(raised(closest(1.0))),
    "coordination": Choice(raised(coordinated(1.0))),
    "half coordination": Choice(raised(coordinated(0.5))),
    # what was told
    "copies halved": Choice(raised(told_once(0.5), "answered")),
    "cosine .8 halved": Choice(raised(unlike(0.8, 0.5), "answered")),
    "cosine .5, a tenth less": Choice(raised(unlike(0.5, 0.9), "answered")),
    # feedback
    "no feedback": Choice(value("refined", _unrefined, feedback), only="en"),
    "none where a name is known": Choice(unfed(names_known), only="en"),
    "feedback from 10": Choice(value("FED", 10, feedback), only="en"),
    "feedback of 30 words": Choice(value("WORDS", 30, feedback), only="en"),
    "feedback at .5": Choice(value("SHARE", 0.5, feedback), only="en"),
    "feedback in French": Choice(_FRENCH_FEEDBACK, only="fr"),
    "in French at .5": Choice(both(_FRENCH_FEEDBACK, value("SHARE", 0.5, feedback)), only="fr"),
    "in French at .25": Choice(both(_FRENCH_FEEDBACK, value("SHARE", 0.25, feedback)), only="fr"),
    "in French, no name known": Choice(both(_FRENCH_FEEDBACK, unfed(names_known)), only="fr"),
}
