"""What a query's words score under other formulas than the service's, over everything that the query finds.

The query is the one that the service compiles; its words are `Synonyms` and terms, and what joins them (any, all, the best of several)
stays. Under `bm25()` the scores are those of the service. Phrases find what they find there, and score what their words score here.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from frequencies import Floats, Frequencies, frequencies
from numpy.typing import NDArray
from whoosh import query as whoosh

from indexer.codec.kernels import SATURATED
from service.search import engine
from service.search.deadline import Deadline
from service.search.engine import Matches
from service.search.interpret import Interpretation
from service.search.matchers import Best, Near, Synonyms, Without
from service.search.weighting import K1, B
from service.search.weights import Weights


class Member(NamedTuple):
    """A term that stands for a word: its field, what it weighs there, who has it how often, and how long their fields are.

    `lengths` has one for every article, `average` is that of the articles that have the field.
    """

    field: str
    share: float
    documents: NDArray[np.int32]
    frequencies: NDArray[np.int32]
    lengths: Floats
    average: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a query: its terms, its inverse document frequency, and among how many articles it is looked for."""

    members: tuple[Member, ...]
    idf: float
    size: int

    @property
    def often(self) -> float:
        """How many articles have it, by its inverse document frequency."""
        return (self.size + 1) / math.exp(self.idf) - 0.5


Formula = Callable[[Word], Floats]
"""What each article scores for a word; nothing where it lacks it."""


def bm25(saturate: Callable[[Floats], Floats] = lambda x: x / (1 + x), **b: float) -> Formula:
    """BM25F: `saturate` says what the sum of normalised frequencies, of those that have the word, is worth; `b` that of title or body."""

    def formula(word: Word) -> Floats:
        x = np.zeros(word.size)
        for each in word.members:
            x[each.documents] += each.share * each.frequencies / _norms(each, b)
        has = x > 0
        x[has] = word.idf * (K1 + 1) * saturate(x[has])
        return x

    return formula


def plus(delta: float) -> Formula:
    """BM25+: having a word at all is worth something, however long the article (Lv and Zhai 2011, https://doi.org/10.1145/2063576.2063584)."""
    return bm25(lambda x: x / (1 + x) + delta / (K1 + 1))


def long(delta: float) -> Formula:
    """BM25L: frequencies in long articles are raised (Lv and Zhai 2011, https://doi.org/10.1145/2009916.2010070)."""
    return bm25(lambda x: (x + delta / K1) / (1 + x + delta / K1))


def apart(word: Word) -> Floats:
    """BM25 of each field by itself, added up with the weights of the fields: what BM25F was made to replace."""
    scores = np.zeros(word.size)
    for each in word.members:
        x = each.frequencies / _norms(each, {})
        scores[each.documents] += each.share * word.idf * (K1 + 1) * x / (1 + x)
    return scores


def inl2(word: Word) -> Floats:
    """Divergence from randomness, InL2 with c of 1 (Amati and van Rijsbergen 2002, https://doi.org/10.1145/582415.582416)."""
    often, lengths, average = _together(word)
    has = often > 0
    frequency = often[has] * np.log2(1 + average / lengths[has])
    scores = np.zeros(word.size)
    scores[has] = frequency / (frequency + 1) * math.log2((word.size + 1) / (word.often + 0.5))
    return scores


def dirichlet(mu: float) -> Formula:
    """A language model with Dirichlet's prior, as Lucene has it: not below nothing, and only for words that an article has.

    See Zhai and Lafferty 2004, https://doi.org/10.1145/984321.984322.
    """

    def formula(word: Word) -> Floats:
        often, lengths, _ = _together(word)
        has = often > 0
        likely = max(often.sum(), 1e-9) / max(lengths.sum(), 1.0)
        scores = np.zeros(word.size)
        scores[has] = np.maximum(1e-9, np.log(1 + often[has] / (mu * likely)) + np.log(mu / (lengths[has] + mu)))
        return scores

    return formula


def mixed(share: float) -> Formula:
    """A language model mixed with the share of all articles, Jelinek and Mercer's; see `dirichlet`."""

    def formula(word: Word) -> Floats:
        often, lengths, _ = _together(word)
        has = often > 0
        likely = max(often.sum(), 1e-9) / max(lengths.sum(), 1.0)
        scores = np.zeros(word.size)
        scores[has] = np.log(1 + (1 - share) / share * often[has] / lengths[has] / likely)
        return scores

    return formula


def matched(formula: Formula, *, one: bool = False) -> Callable[[Interpretation, Any, Deadline], Matches]:
    """What stands in for `engine.match` under a formula; with `one`, a name's entity is one more field of its words."""

    def match(interpretation: Interpretation, searcher: Any, deadline: Deadline) -> Matches:  # noqa: ANN401 — Whoosh has no types
        has, scores = _Scoring(interpretation.weighting, searcher, deadline, formula, one=one).of(interpretation.query)
        numbers = np.flatnonzero(has).astype(np.int32)
        return Matches(numbers, scores[numbers])

    return match


Terms = tuple[tuple[str, str, float], ...]
"""Fields, terms and shares, as `Synonyms` has them."""
_Found = tuple[NDArray[np.bool_], Floats]


class _Scoring:
    """One query."""

    def __init__(self, weighting: Any, searcher: Any, deadline: Deadline, formula: Formula, *, one: bool) -> None:  # noqa: ANN401
        self._given = weighting, searcher, deadline
        self._weights = Weights(weighting, searcher)
        self._schema = searcher.schema
        self._known: Frequencies = frequencies(searcher)
        self._formula = formula
        self._one = one

    def of(self, query: Any, beside: tuple[Member, ...] = ()) -> _Found:  # noqa: ANN401
        """Who is found by a query, and each one's score; `beside` is what every word in it has besides its own terms."""
        word = self._spelled(query, beside)
        if word is not None:
            scores: Floats = query.boost * self._formula(word)
            return scores > 0, scores
        match query:
            case whoosh.And():
                found = _joined([self.of(each, beside) for each in query.subqueries], np.logical_and, np.add)
            case Best():
                found = _joined([self.of(each, beside) for each in query.subqueries], np.logical_or, np.maximum)
            case whoosh.Or():
                found = self._any(query, beside)
            case whoosh.AndMaybe():
                (has, scores), (_, more) = self.of(query.a, beside), self.of(query.b, beside)
                found = has, np.where(has, scores + more, 0.0)
            case Without():
                (has, scores), (excluded, _) = self.of(query.found, beside), self._as_served(query.excluded)
                found = has & ~excluded, np.where(excluded, 0.0, scores)
            case whoosh.Phrase() | Near():
                found = self._phrase(query)
            case _:
                found = self._as_served(query)
        return found

    def _any(self, query: Any, beside: tuple[Member, ...]) -> _Found:  # noqa: ANN401
        entities = [each for each in query.subqueries if self._one and _of_entities(each)]
        words = [each for each in query.subqueries if each not in entities]
        if not entities or not words:
            return _joined([self.of(each, beside) for each in query.subqueries], np.logical_or, np.add)
        named: list[Member] = []
        for each in entities:
            named += [member._replace(share=member.share * each.boost) for member in self._members(_terms(each))]
        return _joined([self.of(each, (*beside, *named)) for each in words], np.logical_or, np.add)

    def _spelled(self, query: Any, beside: tuple[Member, ...]) -> Word | None:  # noqa: ANN401
        """The word that a query is; None for one that is no word, or whose frequency does not count."""
        if not isinstance(query, (Synonyms, whoosh.Term)):
            return None
        terms = _terms(query)
        word = self._word(terms)
        if word is None or not isinstance(query, Synonyms) or any(name.endswith("_exact") for name, _, _ in terms):
            return word
        return Word((*word.members, *beside), word.idf, word.size)

    def _word(self, terms: Terms) -> Word | None:
        known = [(name, bytes(self._schema[name].to_bytes(text))) for name, text, _ in terms if name in self._schema]
        weight = self._weights.together(known)
        if weight is None or weight.form != SATURATED:
            return None
        return Word(self._members(terms), weight.weight / (K1 + 1), self._known.size)

    def _members(self, terms: Terms) -> tuple[Member, ...]:
        found = []
        for name, text, share in terms:
            weight = self._weights.of(name, text) if name in self._schema else None
            if weight and weight.curve:
                posting = self._known.posting(name, text)
                found.append(Member(name, share, *posting, self._known.lengths(name), weight.curve.average))
        return tuple(found)

    def _phrase(self, query: Any) -> _Found:  # noqa: ANN401
        name, texts = (query.field_name, dict.fromkeys(query.words)) if isinstance(query, Near) else (query.fieldname, query.words)
        has, _ = self._as_served(query)
        words = [self._word(((name, text, 1.0),)) for text in texts]
        scores = query.boost * sum((self._formula(word) for word in words if word), np.zeros(self._known.size))
        return has, np.where(has, scores, 0.0)

    def _as_served(self, query: Any) -> _Found:  # noqa: ANN401
        weighting, searcher, deadline = self._given
        found = engine.found(query, weighting, searcher, deadline)
        has, scores = np.zeros(self._known.size, np.bool_), np.zeros(self._known.size)
        has[found.numbers], scores[found.numbers] = True, found.scores
        return has, scores


def _terms(query: Any) -> Terms:  # noqa: ANN401
    """What stands for the word that a query is, each with its share."""
    return query.members if isinstance(query, Synonyms) else ((query.fieldname, query.text, 1.0),)


def _of_entities(query: Any) -> bool:  # noqa: ANN401
    return isinstance(query, (Synonyms, whoosh.Term)) and {name for name, _, _ in _terms(query)} == {"entities"}


def _joined(found: list[_Found], having: Any, adding: Any) -> _Found:  # noqa: ANN401 — two of numpy's functions
    has, scores = found[0]
    for other, more in found[1:]:
        has, scores = having(has, other), adding(scores, more)
    return has, np.where(has, scores, 0.0)


def _norms(member: Member, b: Mapping[str, float]) -> Floats:
    share = b.get(member.field.partition("_")[0], B)
    norms: Floats = K1 * (1 - share + share * member.lengths[member.documents] / member.average)
    return norms


def _together(word: Word) -> tuple[Floats, Floats, float]:
    """How often every article has a word, how long each is, and how long they are on average: fields weighed as if written so often."""
    often, lengths, average = np.zeros(word.size), np.zeros(word.size), 0.0
    fields: dict[str, Member] = {}
    for each in word.members:
        often[each.documents] += each.share * each.frequencies
        if each.field not in fields or fields[each.field].share < each.share:
            fields[each.field] = each
    for each in fields.values():
        lengths += each.share * each.lengths
        average += each.share * each.average
    return often, np.maximum(lengths, 1.0), average
