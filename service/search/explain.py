"""What the parts of a query give to the score of an article: its tree walked once more, for a few articles.

A leaf of the tree is scored by the engine itself, for nothing but the engine knows what it does; here its score is only divided among the
terms that it consists of, in proportion to what each would add. So the parts add up to the score whatever the engine changes about a leaf.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import isclose
from typing import Any, Final, NamedTuple

import numpy as np
from whoosh import query as whoosh

from indexer.analysis import CHAINS
from indexer.document import LANGUAGES, Language
from indexer.schema import TEXT_PARTS, text_field
from service.search.deadline import Deadline
from service.search.engine import Matches, found
from service.search.explanation import Explanation, How, Part
from service.search.matchers import AnyOf, Best, Near, Synonyms, Without
from service.search.segments import Frequencies, Segment
from service.search.understanding import Attempt, Understanding
from service.search.weights import Weights

_ROUNDING: Final = 1e-12
"""What sums of the same parts in another order differ by, as a share of them."""
MOST_MEMBERS = 200
"""Words that a pattern stands for of which it is looked up whether an article has them."""


class _Member(NamedTuple):
    """A term of a leaf, and what a match of it weighs."""

    field: str
    term: str
    weight: float


class _Field(NamedTuple):
    part: str
    lang: Language
    exact: bool


_FIELDS: Final[Mapping[str, _Field]] = {
    text_field(part, lang, exact=exact): _Field(part, lang, exact) for part in TEXT_PARTS for lang in LANGUAGES for exact in (False, True)
}

_CONDITIONS: Final = {"first_day": "date", "last_day": "date", "language": "lang"}
"""What people call a field of the index that nobody types."""


class Explainer:
    """Explains the scores of what a query finds. For one thread, and as long as the searcher is open.

    Raises:
        QueryTimeout: whenever the deadline passes.
    """

    def __init__(self, meant: Understanding, searcher: Any, deadline: Deadline) -> None:  # noqa: ANN401 — Whoosh has no types
        self._ways = [_Way(each, searcher, deadline) for each in (meant.attempt, meant.loose) if each is not None]

    def explain(self, number: int) -> Explanation | None:
        """The score of an article, by its number; None where its words do not answer the query."""
        return next((told for way in self._ways if (told := way.explain(number)) is not None), None)


class _Way:
    """One of the ways in which articles were found."""

    def __init__(self, attempt: Attempt, searcher: Any, deadline: Deadline) -> None:  # noqa: ANN401 — Whoosh has no types
        self._stages = attempt.stages
        self._interpretation = interpretation = attempt.interpretation
        self._searcher = searcher
        self._deadline = deadline
        self._weights = Weights(interpretation.weighting, searcher)
        self._frequencies = Frequencies(searcher.reader())
        self._found: dict[int, Matches] = {}

    def explain(self, number: int) -> Explanation | None:
        """The score of an article that was found in this way, None of any other."""
        parts = self._walk(self._interpretation.query, 1.0, number)
        scores = [_score(matches, number) for _, matches in self._stages]
        if parts is None or scores[-1] is None:
            return None
        before = sum(part.score for part in parts)
        for (how, _), score in zip(self._stages[1:], scores[1:], strict=True):
            if score is None or isclose(score, before, rel_tol=_ROUNDING):
                continue
            if how == "balance":  # the whole article counts for more or less, and so does each part
                parts = [replace(part, score=part.score * score / before) for part in parts] if before else parts
            else:
                parts.append(Part((), how, None, None, "", score - before))
            before = score
        return Explanation(float(scores[-1]), tuple(sorted(parts, key=lambda part: -part.score)))

    def _walk(self, query: Any, boost: float, number: int) -> list[Part] | None:  # noqa: ANN401
        rule = _RULES.get(type(query))
        return rule(self, query, boost, number) if rule else self._leaf(query, boost, number)

    def _all(self, query: Any, boost: float, number: int) -> list[Part] | None:  # noqa: ANN401
        parts = [self._walk(child, _of_several(query, boost), number) for child in query.subqueries]
        return None if None in parts else [part for some in parts for part in some or ()]

    def _any(self, query: Any, boost: float, number: int) -> list[Part] | None:  # noqa: ANN401
        parts = [self._walk(child, _of_several(query, boost), number) for child in query.subqueries]
        return [part for some in parts for part in some or ()] if any(some is not None for some in parts) else None

    def _best(self, query: Any, boost: float, number: int) -> list[Part] | None:  # noqa: ANN401
        boost = boost * query.boost if type(query) is Best else _of_several(query, boost)
        some = [parts for child in query.subqueries if (parts := self._walk(child, boost, number)) is not None]
        return max(some, key=lambda parts: sum(part.score for part in parts)) if some else None

    def _without(self, query: Without, boost: float, number: int) -> list[Part] | None:
        return None if _score(self._matches(query.excluded), number) is not None else self._walk(query.found, boost, number)

    def _maybe(self, query: Any, boost: float, number: int) -> list[Part] | None:  # noqa: ANN401
        needed = self._walk(query.a, boost, number)
        return None if needed is None else [*needed, *(self._walk(query.b, boost, number) or ())]

    def _matches(self, query: Any) -> Matches:  # noqa: ANN401
        if id(query) not in self._found:  # it lives as long as the interpretation
            self._found[id(query)] = found(query, self._interpretation.weighting, self._searcher, self._deadline)
        return self._found[id(query)]

    def _leaf(self, query: Any, boost: float, number: int) -> list[Part] | None:  # noqa: ANN401
        score = _score(self._matches(query), number)
        if score is None:
            return None
        score *= boost
        how, members = _taken_apart(query)
        told = [(self._told(member, how, number), member) for member in members[:MOST_MEMBERS]]
        there = [(part, self._adds(part, member, how)) for part, member in told if part.frequency]
        total = sum(adds for _, adds in there)
        if not total:
            name = _field_of(query)
            text = _FIELDS.get(name)
            words = self._words((name, str(query))) or self._words(query)
            return [Part(words, how, text.part if text else _CONDITIONS.get(name, name) or None, text.lang if text else None, "", score)]
        if how == "pattern":
            words = self._words(query)
            return [replace(part, words=words, score=score * adds / total) for part, adds in there]
        return [replace(part, score=score * adds / total) for part, adds in there]

    def _told(self, member: _Member, how: How, number: int) -> Part:
        """What there is to tell of a term in an article but its score."""
        name, term, weight = member
        text = _FIELDS.get(name)
        # A pattern scores the same however often, and however rare, what it stands for.
        curve = None if how == "pattern" else getattr(self._weights.of(name, term), "curve", None)
        words = self._words((name, term))
        frequency, length = self._looked_up(name, term, number)
        weighting = self._interpretation.weighting
        return Part(
            words=words,
            how=_kind(how, name, term, words),
            field=text.part if text else _CONDITIONS.get(name, name),
            lang=text.lang if text else None,
            term=term,
            score=0.0,
            frequency=frequency,
            length=length if curve else None,
            average=round(curve.average, 3) if curve else None,
            documents=self._frequencies.of(name, term),
            idf=weighting.idf_of(name, term) if curve else None,
            weight=weight,
        )

    def _adds(self, part: Part, member: _Member, how: How) -> float:
        """What a term adds to its leaf, beside others of it."""
        of = self._weights.of(member.field, member.term)
        if not part.frequency or how == "pattern":
            return part.frequency or 0.0
        if of is None or of.curve is None:
            return 1.0
        share = part.frequency / float(of.curve.norms(int(part.length or 0)))
        return of.weight * share / (1 + share) if how in ("phrase", "near") else member.weight * share

    def _looked_up(self, name: str, term: str, number: int) -> tuple[float, float]:
        """How often an article has a term in a field, and how many words it has there."""
        leaf, offset = next(each for each in reversed(self._searcher.leaf_searchers()) if each[1] <= number)
        at, reader = number - offset, leaf.reader()
        length = float(leaf.doc_field_length(at, name, 0) or 0) if name in leaf.schema else 0.0
        segment = Segment.of(reader)
        if segment is not None:
            known = segment.known(name, term)
            if known is None:
                return 0.0, length
            return float(segment.pick(np.array([known.number], np.int64), np.array([at], np.int32))[0, 0]), length
        if (name, term) not in reader:
            return 0.0, length
        matcher = leaf.postings(name, term)
        if matcher.is_active() and matcher.id() < at:
            matcher.skip_to(at)
        return (float(matcher.weight()) if matcher.is_active() and matcher.id() == at else 0.0), length

    def _words(self, source: Any) -> tuple[str, ...]:  # noqa: ANN401 — a (field, term) pair, or a query
        return self._interpretation.sources.get(source, ())


_RULES: Final[Mapping[type, Callable[[_Way, Any, float, int], list[Part] | None]]] = {
    whoosh.And: _Way._all,  # noqa: SLF001
    whoosh.Or: _Way._any,  # noqa: SLF001
    whoosh.DisjunctionMax: _Way._best,  # noqa: SLF001
    Best: _Way._best,  # noqa: SLF001
    Without: _Way._without,  # noqa: SLF001
    whoosh.AndMaybe: _Way._maybe,  # noqa: SLF001
}
"""Queries that hold others; any other is a leaf."""


def _of_several(query: Any, boost: float) -> float:  # noqa: ANN401
    """The boost below a query of others; one of a single other forgets its own, see `evaluate`."""
    return boost * float(query.boost) if len(query.subqueries) > 1 else boost


def _score(matches: Matches, number: int) -> float | None:
    at = bisect_left(matches.numbers, number)
    return float(matches.scores[at]) if at < len(matches.numbers) and matches.numbers[at] == number else None


def _taken_apart(query: Any) -> tuple[How, list[_Member]]:  # noqa: ANN401
    """How a leaf matches, and the terms that it consists of."""
    told: tuple[How, list[_Member]] = ("filter", [])
    match query:
        case Synonyms(members, boost):
            told = "stem", [_Member(name, text, weight * boost) for name, text, weight in members]
        case whoosh.Phrase():
            told = "phrase", [_Member(query.fieldname, word, query.boost) for word in dict.fromkeys(query.words)]
        case Near(field_name, words, _, boost):
            told = "near", [_Member(field_name, word, boost) for word in dict.fromkeys(words)]
        case AnyOf(field_name, members, boost) if field_name in _FIELDS:
            told = "pattern", [_Member(field_name, member.decode(), boost) for member in members]
        case whoosh.Term():
            told = "exact", [_Member(query.fieldname, _text(query.text), query.boost)]
        case whoosh.Every():
            told = "every", []
    return told


def _kind(how: How, name: str, term: str, words: Sequence[str]) -> How:
    if name == "entities":
        return "name"
    text = _FIELDS.get(name)
    if text is None:
        return "filter"
    if how == "stem":
        if words and term not in _own(words, text.lang):
            return "translation"
        return "exact" if text.exact else "stem"
    return how


def _own(words: Sequence[str], lang: Language) -> frozenset[str]:
    """Every form that words have themselves in a language."""
    return frozenset(_forms(words, lang))


def _forms(words: Sequence[str], lang: Language) -> Iterator[str]:
    for word in words:
        for part in CHAINS[lang].parts(word):
            yield from (*part.surfaces, *part.terms)


def _field_of(query: Any) -> str:  # noqa: ANN401
    return str(getattr(query, "field_name", None) or getattr(query, "fieldname", None) or "")


def _text(term: str | bytes) -> str:
    return term.decode("utf-8", "replace") if isinstance(term, bytes) else term
