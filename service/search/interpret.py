"""What a query means in an index: its tree, read in each language and compiled to one Whoosh query.

Every language has fields of its own, and a word is looked for in each under that language's analysis. So the tree is compiled once a
language, and an article may answer either reading:

    the best of  station AND lunair     in title_fr, body_fr and their exact fields,
                 station AND lunair     in title_en, body_en and theirs

What is a stop word in one language is never required in the other: it is left out of its own, and in the other it only adds to the
score. A name that the index knows is looked for as its words or as its entity, whatever the spelling.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from indexer.analysis.fold import fold
from indexer.document import LANGUAGES
from indexer.language import detect_query, guess_query
from indexer.schema import TEXT_PARTS
from service.search.context import TOGETHER, Context, Notes
from service.search.lookup import best
from service.search.marks import Marks
from service.search.moments import Dated, Recognised
from service.search.names import Named
from service.search.reading import Reading
from service.search.results import Expansion
from service.search.segments import Frequencies
from service.search.tree import And, InField, Not, Or, Phrase, Problem, Sequence, Word
from service.search.weighting import FairBM25, idf


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A query that can be run: for Whoosh, for the highlighter, and for the reader who wonders what was searched.

    `marks` maps a part of the text to what each language's reading marks there, `sources` a (field, term) pair, or a query that stands for
    many terms, to the pieces of the query as typed that it answers. `ordinary` is true of a query in which every word is a
    stop word of some language, if not of all.
    """

    query: Any
    weighting: FairBM25
    marks: Mapping[str, tuple[Marks, ...]]
    ordinary: bool
    dropped: tuple[str, ...]
    expanded: tuple[Expansion, ...]
    problems: tuple[Problem, ...]
    sources: Mapping[Hashable, tuple[str, ...]]


def interpret(tree: Recognised, context: Context) -> Interpretation:
    """Compile a tree in which dates and names were recognised, in every language."""
    notes = context.notes
    readings = [Reading(language, context) for language in LANGUAGES]
    clauses = [clause for reading in readings if (clause := reading.compile(tree))]
    dropped = {at: word for at, word in notes.stopped.items() if at not in notes.used}
    return Interpretation(
        best(list(dict.fromkeys(clause.query for clause in clauses))),
        FairBM25(_idfs(notes, context.searcher), context.generation.manifest.fields),
        {part: tuple(reading.marks[part] for reading in readings) for part in TEXT_PARTS},
        bool(notes.stopped) and notes.used.keys() <= notes.stopped.keys(),
        tuple(dict.fromkeys(word for _, word in sorted(dropped.items()))),
        tuple(kept for each in _told_once(notes.expanded.values()) if (kept := _kept(each, context.without)).alternatives),
        tuple(problem for _, problem in sorted(notes.problems.items())),
        {source: tuple(pieces) for source, pieces in notes.sources.items()},
    )


class Told(NamedTuple):
    """The language that a query is in, None where nothing betrays it, and the one that it is likely in, None where that is not clear."""

    lang: str | None
    likely: str | None


def query_language(tree: Recognised) -> Told:
    """The language of a query's words, as far as they tell it."""
    words = _words(tree)
    betrayed = detect_query(words)
    return Told(betrayed, betrayed or guess_query(words))


def _idfs(notes: Notes, searcher: Any) -> dict[tuple[str, str], float]:  # noqa: ANN401
    """One inverse document frequency for each word, whatever it became in each language.

    An article is in one language, so the languages' frequencies add up; within a language the field with the most articles stands for
    the others. A word that stands for one of the query by itself, too, is no rarer beside others.
    """
    frequencies, documents = Frequencies(searcher.reader()), searcher.doc_count_all()
    idfs: dict[tuple[str, str], float] = {}
    together: dict[tuple[str, str], float] = {}
    for (_, form), terms in notes.words.items():
        most: dict[str, float] = {}
        for (name, term), likely in terms.items():
            language = name.split("_")[1] if "_" in name else name
            most[language] = max(most.get(language, 0), likely * frequencies.of(name, term))
        weight = idf(min(sum(most.values()), documents), documents)
        kept = together if form == TOGETHER else idfs
        for key in terms:
            kept[key] = max(weight, kept.get(key, 0.0))
    return together | idfs


def _told_once(expansions: Iterable[Expansion]) -> Iterator[Expansion]:
    """The same, where of an ordinal only that is told which is not told as its translation: « troisième » is what third means."""
    every = tuple(expansions)
    meant = {(each.term, fold(word)) for each in every if each.why == "translation" for word in each.alternatives}
    for each in every:
        if each.why == "ordinal":
            yield replace(each, alternatives=tuple(word for word in each.alternatives if (each.term, fold(word)) not in meant))
        else:
            yield each


def _kept(expansion: Expansion, without: frozenset[str]) -> Expansion:
    """What is left of an expansion where some of its alternatives are not looked for."""
    if expansion.keys or not without:
        return expansion
    return replace(expansion, alternatives=tuple(each for each in expansion.alternatives if each.lower() not in without))


def _words(node: Recognised) -> list[str]:
    """Every plain word and phrase of a tree, as typed."""
    match node:
        case Word(text) | Phrase(text):
            return text.split()
        case Named(inner) | Dated(inner) | Not(inner):
            return _words(inner)
        case Sequence(nodes) | And(nodes) | Or(nodes):
            return [word for child in nodes for word in _words(child)]
        case InField(field_name, inner) if field_name in TEXT_PARTS:
            return _words(inner)
        case _:
            return []
