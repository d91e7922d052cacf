"""Any query over any index finds and scores in the arrays what it does in Whoosh: stock codec, stock searcher, stock matchers.

Where Whoosh is wrong (see `service.search.evaluate`), what stands for it is worked out here from its terms, by definition.
"""

# ruff: noqa: ANN401 — Whoosh has no types

import math
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from conftest import STOCK
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import fields, scoring
from whoosh import query as whoosh
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query.spans import SpanNear
from whoosh.reading import TermNotFound
from whoosh.util.numeric import tiered_ranges, to_sortable
from whoosh.writing import SegmentWriter

from indexer.codec.index import ArrayIndex
from service.search import engine
from service.search.deadline import NEVER
from service.search.matchers import AnyOf, Best, Near, Synonyms, Without
from service.search.segments import Segment
from service.search.weighting import FairBM25

# Other releases mend some of what 2.7.4 gets wrong and get other things wrong, so there is nothing to hold the arrays against.
pytestmark = pytest.mark.skipif(not STOCK, reason="stock Whoosh 2.7.4 is what the arrays are compared with")

WORDS = ("a", "ab", "abc", "abd", "b", "bac", "c", "été", "lune")
START = datetime(2021, 3, 1, tzinfo=UTC).replace(tzinfo=None)
TEXTS = ("t", "b", "p")
SMALL = (0, 1, 2, 7, 15, 16, 17, 200, 255)


def schema() -> fields.Schema:
    """Fields of every kind; boosts are fractions that 32 bits hold, for Whoosh keeps weights in so many."""
    words = SpaceSeparatedTokenizer()
    return fields.Schema(
        id=fields.ID(unique=True, stored=True),
        t=fields.TEXT(analyzer=words),
        b=fields.TEXT(analyzer=words, field_boost=2.0),
        p=fields.TEXT(analyzer=words, phrase=False),
        k=fields.KEYWORD(),
        s=fields.KEYWORD(scorable=True, field_boost=1.5),
        i=fields.ID(field_boost=0.5),
        n=fields.NUMERIC(stored=True),
        u=fields.NUMERIC(bits=8, signed=False, shift_step=4, stored=True),
        x=fields.NUMERIC(numtype=float, stored=True),
        d=fields.DATETIME(stored=True),
    )


@dataclass(frozen=True)
class Commit:
    """How many documents are added, how many put in the place of others, how many terms' documents are deleted, and what is merged."""

    added: int
    updated: int
    deleted: int
    merge: str


@dataclass(frozen=True)
class History:
    """What happens to an index; the seed says what the documents are."""

    seed: int
    commits: tuple[Commit, ...]

    def write(self, index: Any, writer: Callable[[Any], Any]) -> None:
        """Let it happen."""
        rng = np.random.default_rng(self.seed)
        size = 0
        for commit in self.commits:
            out = writer(index)
            for _ in range(commit.deleted):
                out.delete_by_term(str(rng.choice(["i", "k", "id"])), str(rng.choice([*WORDS, *map(str, range(size))])))
            for key in sorted(set(rng.integers(0, size, commit.updated).tolist())) if size else ():
                out.update_document(**document(rng, key))
            for _ in range(commit.added):
                out.update_document(**document(rng, size))
                size += 1
            out.commit(**MERGES[commit.merge])


MERGES: Mapping[str, Mapping[str, bool]] = {"never": {"merge": False}, "small ones": {}, "all": {"optimize": True}}
HISTORIES = st.builds(
    lambda seed, first, rest: History(seed, (first, *rest)),
    st.integers(0, 2**32),
    st.builds(Commit, st.sampled_from([1, 5, 30, 70, 300]), st.just(0), st.just(0), st.just("never")),
    st.lists(
        st.builds(Commit, st.sampled_from([0, 1, 5, 30]), st.integers(0, 5), st.integers(0, 2), st.sampled_from(["never", *MERGES])),
        max_size=3,
    ).map(tuple),
)


def document(rng: np.random.Generator, key: int) -> dict[str, Any]:
    """A document with some of the fields, the words as frequent as words are."""

    def text(most: int) -> str:
        return " ".join(WORDS[min(int(rng.exponential(2.5)), len(WORDS) - 1)] for _ in range(rng.integers(1, most)))

    whole: dict[str, Any] = {
        "t": text(12),
        "b": text(5),
        "p": text(8),
        "k": text(4),
        "s": text(4),
        "i": WORDS[rng.integers(len(WORDS))],
        "n": int(rng.choice([-(2**31), -7, -1, 0, 1, 5, 100, 2**31 - 1])),
        "u": int(rng.choice(SMALL)),
        "x": float(rng.choice([-1e9, -2.5, 0.0, 0.1, 3.0, 1e300])),
        "d": START + timedelta(days=int(rng.integers(0, 40)), hours=int(rng.integers(0, 24))),
    }
    return {"id": str(key)} | {name: value for name, value in whole.items() if rng.random() < 0.8}


# Queries


BOOSTS = st.sampled_from([1.0, 1.0, 1.0, 2.0, 0.5, 0.0])
ANY_WORD = st.sampled_from([*WORDS, *WORDS, "nowhere", "abx"])
ANY_FIELD = st.sampled_from(["t", "t", "t", "b", "p", "k", "s", "i", "id"])
PLACED = st.sampled_from(["t", "b"])
DAYS = st.none() | st.integers(-2, 45).map(lambda day: START + timedelta(days=day))
FLAGS = st.booleans()


def leaves() -> st.SearchStrategy[Any]:
    term = st.builds(whoosh.Term, ANY_FIELD, ANY_WORD, BOOSTS)
    words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)
    numbers = st.none() | st.sampled_from([-(2**31), -8, -7, -1, 0, 1, 6, 99, 2**31 - 1])
    small = st.none() | st.sampled_from(SMALL)
    reals = st.none() | st.sampled_from([-1e9, -3.0, 0.0, 0.1, 3.5, 1e301])
    members = st.lists(
        st.tuples(st.sampled_from(["t", "b", "t", "k"]), ANY_WORD, st.sampled_from([1.0, 0.5, 0.25])), min_size=1, max_size=3
    )
    return (
        term
        | term
        | term
        | st.builds(whoosh.Term, st.sampled_from(["n", "u", "zz"]), st.sampled_from(["7", "1", "x", "300"]), BOOSTS)
        | st.builds(whoosh.Phrase, PLACED, words, st.integers(1, 3), BOOSTS)
        | st.builds(whoosh.Prefix, ANY_FIELD, st.sampled_from(["", "a", "ab", "é", "z"]), BOOSTS, FLAGS)
        | st.builds(whoosh.Wildcard, ANY_FIELD, st.sampled_from(["*", "a*", "?", "*c", "a?c", "ét[éa]", "z*"]), BOOSTS, FLAGS)
        | st.builds(whoosh.Regex, ANY_FIELD, st.sampled_from([".*", "ab.?", "[ab]"]), BOOSTS, FLAGS)
        | st.builds(whoosh.FuzzyTerm, st.sampled_from(["t", "k", "p"]), ANY_WORD, BOOSTS, st.integers(1, 2), st.integers(0, 1), FLAGS)
        | st.builds(whoosh.Variations, st.sampled_from(["t", "p"]), ANY_WORD, BOOSTS)
        | st.builds(whoosh.TermRange, ANY_FIELD, st.none() | ANY_WORD, st.none() | ANY_WORD, FLAGS, FLAGS, BOOSTS, FLAGS)
        | st.builds(whoosh.NumericRange, st.just("n"), numbers, numbers, FLAGS, FLAGS, BOOSTS, FLAGS)
        | st.builds(whoosh.NumericRange, st.just("u"), small, small, FLAGS, FLAGS, BOOSTS, FLAGS)
        | st.builds(whoosh.NumericRange, st.just("x"), reals, reals, FLAGS, FLAGS, BOOSTS, FLAGS)
        | st.builds(whoosh.DateRange, st.just("d"), DAYS, DAYS, FLAGS, FLAGS, BOOSTS, FLAGS)
        | st.builds(whoosh.Every, st.none() | st.sampled_from(["t", "b", "k", "i", "n", "d"]), BOOSTS)
        | st.just(whoosh.NullQuery)
        | st.builds(
            AnyOf, ANY_FIELD, st.lists(ANY_WORD, max_size=4, unique=True).map(lambda words: tuple(word.encode() for word in words)), BOOSTS
        )
        | st.builds(Near, PLACED, words.map(tuple), st.integers(1, 4), BOOSTS)
        | st.builds(Synonyms, members.map(tuple), BOOSTS)
        | st.builds(lambda name, one, other: SpanNear(whoosh.Term(name, one), whoosh.Term(name, other), slop=2), PLACED, ANY_WORD, ANY_WORD)
    )


def joined(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(children, min_size=1, max_size=4)
    return (
        st.builds(whoosh.And, several, BOOSTS)
        | st.builds(whoosh.Or, several, BOOSTS)
        | st.builds(whoosh.Or, several, BOOSTS)
        | st.builds(whoosh.DisjunctionMax, several, BOOSTS, st.sampled_from([0.0, 0.5]))
        | st.builds(Best, several, BOOSTS)
        | st.builds(whoosh.Not, children, BOOSTS)
        | st.builds(whoosh.AndNot, children, children)
        | st.builds(whoosh.AndMaybe, children, children)
        | st.builds(whoosh.Require, children, children)
        | st.builds(Without, children, children)
        | st.builds(whoosh.ConstantScoreQuery, children, st.sampled_from([1.0, 2.5, 0.0]))
    )


QUERIES = st.recursive(leaves(), joined, max_leaves=12)

FAIR = FairBM25(
    {(name, word): weight for name in TEXTS for word, weight in zip(WORDS, (0.1, 0.3, 1.0, 2.0, 0.5, 3.0), strict=False)},
    {"t": 40, "b": 30},
)
WEIGHTINGS: Mapping[str, Any] = {
    "BM25F": scoring.BM25F(),
    "BM25F of its own": scoring.BM25F(B=0.3, K1=1.7, t_B=1.0),
    "TF_IDF": scoring.TF_IDF(),
    "Frequency": scoring.Frequency(),
    "FairBM25": FAIR,
    "several": scoring.MultiWeighting(scoring.BM25F(), k=scoring.Frequency(), b=scoring.TF_IDF()),
    "reverse": scoring.ReverseWeighting(scoring.BM25F()),
    "none": None,
    # One that is left to Whoosh.
    "a function": scoring.FunctionWeighting(lambda _searcher, _field, text, matcher: matcher.weight() * len(text) / (1 + matcher.id())),
}


# What Whoosh should find


Scores = dict[int, float]


def drained(query: Any, leaf: Any, context: Any) -> Scores:
    """What Whoosh's matchers find."""
    found = {}
    try:
        matcher = query.matcher(leaf, context)
        while matcher.is_active():
            found[matcher.id()] = matcher.score()
            matcher.next()
    except TermNotFound:
        return {}
    return found


@dataclass(frozen=True)
class Whole:
    """What queries find in one segment, by the definitions of Whoosh's documentation and the peculiarities of its code."""

    leaf: Any
    context: Any

    def of(self, query: Any) -> Scores:
        """What a query finds."""
        known = JOINED.get(type(query))
        return known(self, query) if known else drained(query, self.leaf, self.context)

    def boolean(self, query: Any) -> set[int]:
        """What a query finds where scores do not matter."""
        return set(replace(self, context=self.leaf.boolean_context()).of(query))

    def parts(self, query: Any) -> list[Scores]:
        """What each of several queries finds."""
        return [self.of(child) for child in query.subqueries]

    def either(self, query: Any) -> Scores:
        """Or."""
        if len(query.subqueries) == 1:
            return self.of(query.subqueries[0])
        parts = self.parts(query)
        found = {number: query.boost * sum(part.get(number, 0.0) for part in parts) for number in set().union(*parts)}
        even = self.context.weighting is None and len(query.subqueries) > 2 and self.leaf.doc_count_all() <= 5000
        return dict.fromkeys(found, 1.0) if even else found

    def both(self, query: Any) -> Scores:
        """And."""
        if len(query.subqueries) == 1:
            return self.of(query.subqueries[0])
        parts = self.parts(query)
        return {number: query.boost * sum(part[number] for part in parts) for number in set.intersection(*map(set, parts))}

    def highest(self, query: Any) -> Scores:
        """DisjunctionMax and Best."""
        boost = 1.0 if len(query.subqueries) == 1 and type(query) is not Best else query.boost
        parts = self.parts(query)
        return {number: boost * float(np.max([part[number] for part in parts if number in part])) for number in set().union(*parts)}

    def without(self, found: Any, excluded: Any) -> Scores:
        """AndNot and Without."""
        those = self.boolean(excluded)
        return {number: score for number, score in self.of(found).items() if number not in those}

    def maybe(self, query: Any) -> Scores:
        """AndMaybe."""
        more = self.of(query.b)
        return {number: score + more.get(number, 0.0) for number, score in self.of(query.a).items()}

    def require(self, query: Any) -> Scores:
        """Require."""
        needed = self.boolean(query.b)
        return {number: score for number, score in self.of(query.a).items() if number in needed}

    def others(self, query: Any) -> Scores:
        """Not."""
        return dict.fromkeys(set(self.leaf.reader().all_doc_ids()) - self.boolean(query.query), 1.0)

    def synonyms(self, query: Any) -> Scores:
        """Synonyms, whose own matcher is Whoosh's Or where a weighting is not known."""
        unknown = type(self.context.weighting) is scoring.FunctionWeighting
        return self.of(query.side_by_side()) if unknown else drained(query, self.leaf, self.context)

    def many(self, query: Any) -> Scores:
        """Prefix and its like."""
        if getattr(query, "text", None) == {whoosh.Prefix: "", whoosh.Wildcard: "*", whoosh.Regex: ".*"}.get(type(query), ()):
            return self.of(whoosh.Every(query.fieldname, query.boost))
        terms = [whoosh.Term(query.fieldname, term) for term in listed(query, self.leaf.reader()) if term]
        if len(terms) < 2:
            return self.of(terms[0]) if terms else {}
        plain = replace(self, context=self.context.set(weighting=None))
        return (plain if query.constantscore else self).of(whoosh.Or(terms, query.boost))

    def between(self, query: Any) -> Scores:
        """NumericRange and DateRange, by stored values; where scores are not constant, Whoosh's own, if it gets the range right."""
        low, high = (query.startdate, query.enddate) if isinstance(query, whoosh.DateRange) else (query.start, query.end)
        found = set()
        for number in self.leaf.reader().all_doc_ids():
            value = self.leaf.stored_fields(number).get(query.fieldname)
            if value is None:
                continue
            above = low is None or (value > low if query.startexcl else value >= low)
            below = high is None or (value < high if query.endexcl else value <= high)
            if above and below:
                found.add(number)
        if query.constantscore:
            return dict.fromkeys(found, query.boost or 1.0)
        scores = {} if overrun(query, self.leaf.schema[query.fieldname]) else drained(query, self.leaf, self.context)
        return {number: scores.get(number, math.nan) for number in found}


MANY = (whoosh.Prefix, whoosh.Wildcard, whoosh.Regex, whoosh.FuzzyTerm, whoosh.Variations, whoosh.TermRange)
JOINED: Mapping[type, Callable[[Whole, Any], Scores]] = {
    whoosh.Or: Whole.either,
    whoosh.And: Whole.both,
    whoosh.DisjunctionMax: Whole.highest,
    Best: Whole.highest,
    whoosh.AndNot: lambda whole, query: whole.without(query.a, query.b),
    Without: lambda whole, query: whole.without(query.found, query.excluded),
    whoosh.AndMaybe: Whole.maybe,
    whoosh.Require: Whole.require,
    whoosh.Not: Whole.others,
    whoosh.ConstantScoreQuery: lambda whole, query: dict.fromkeys(whole.of(query.child), query.score or 1.0),
    whoosh.NumericRange: Whole.between,
    whoosh.DateRange: Whole.between,
    Synonyms: Whole.synonyms,
    **dict.fromkeys(MANY, Whole.many),
}


def overrun(query: Any, field: Any) -> bool:
    """Whether the parts that Whoosh cuts a range of numbers into reach beyond its end."""
    low, high = (None if end is None else field.prepare_number(end) for end in (query.start, query.end))
    last = 2**field.bits - 1 if high is None else to_sortable(field.numtype, field.bits, field.signed, high) - query.endexcl
    parts = tiered_ranges(field.numtype, field.bits, field.signed, low, high, field.shift_step, query.startexcl, query.endexcl)
    return any(start > last or end > last for start, end, _ in parts)


def listed(query: Any, reader: Any) -> list[Any]:
    try:
        return list(query._btexts(reader))  # noqa: SLF001
    except TermNotFound:
        return []


WRONG = (whoosh.DisjunctionMax, whoosh.AndNot, whoosh.Require, whoosh.AndMaybe, whoosh.Not, whoosh.NumericRange, SpanNear)


def sound(query: Any) -> bool:
    """Whether Whoosh itself gets a query right. Best is a DisjunctionMax that does; what scores nothing may get lost on the way."""
    children = {Without: lambda: (query.found, query.excluded), whoosh.ConstantScoreQuery: lambda: (query.child,)}
    inner = children.get(type(query), lambda: getattr(query, "subqueries", ()))()
    return getattr(query, "boost", 1.0) > 0 and (type(query) is Best or not isinstance(query, WRONG)) and all(map(sound, inner))


def differing(found: Scores, wanted: Scores) -> dict[int, tuple[float | None, float | None]]:
    """The documents whose scores are not the same, with both scores."""
    return {
        number: (found.get(number), wanted.get(number))
        for number in sorted(found.keys() | wanted.keys())
        if not (
            number in found and number in wanted and (math.isnan(wanted[number]) or math.isclose(found[number], wanted[number], **CLOSE))
        )
    }


EXAMPLES = int(os.environ.get("DIFFERENTIAL_EXAMPLES", "5"))
"""Histories for each weighting, with a dozen queries each; more are worth the time when the evaluation changes."""

CLOSE = {"rel_tol": 1e-9, "abs_tol": 1e-9}


@pytest.mark.parametrize("weighting", WEIGHTINGS)
@settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(history=HISTORIES, queries=st.lists(QUERIES, min_size=4, max_size=16))
def test_arrays_find_what_whoosh_finds(weighting: str, history: History, queries: list[Any]):
    model = WEIGHTINGS[weighting]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        stock = FileIndex.create(FileStorage(one), schema(), "MAIN")
        history.write(stock, lambda index: SegmentWriter(index, codec=W3Codec()))
        ours = ArrayIndex.create(FileStorage(other), schema())
        history.write(ours, lambda index: index.writer())
        with stock.searcher() as theirs, ours.searcher() as searcher:
            assert [leaf.doc_count_all() for leaf, _ in searcher.leaf_searchers()] == [
                leaf.doc_count_all() for leaf, _ in theirs.leaf_searchers()
            ]
            assert all(Segment.of(leaf.reader()) for leaf, _ in searcher.leaf_searchers() if leaf.doc_count_all()), "the arrays are used"
            for query in queries:
                compare(query, model, theirs, searcher)


def compare(query: Any, model: Any, theirs: Any, searcher: Any) -> None:
    """One query in both indexes."""
    matches = engine.found(query, model, searcher, NEVER)
    found = dict(zip(matches.numbers.tolist(), matches.scores.tolist(), strict=True))
    assert list(found) == sorted(found), "ascending"
    assert matches.numbers.dtype == np.int32
    segments = [(offset, Whole(leaf, theirs.context(weighting=model))) for leaf, offset in theirs.leaf_searchers()]
    wanted = {offset + n: score for offset, whole in segments for n, score in whole.of(query).items()}
    assert not (wrong := differing(found, wanted)), f"{query!r}\nfound, expected: {wrong}"
    if sound(query) and type(model) is not scoring.ReverseWeighting:
        by_whoosh = {offset + n: score for offset, whole in segments for n, score in drained(query, whole.leaf, whole.context).items()}
        assert not (wrong := differing(found, by_whoosh)), f"{query!r}\nfound, by Whoosh: {wrong}"
    with patch.object(engine, "_MANY_POSTINGS", 0), patch.object(engine, "_FEW_TERMS", 99):
        top = engine.top(query, model, searcher, 5, NEVER)
    order = sorted(found.items(), key=lambda hit: (-hit[1], hit[0]))[:5]
    assert list(zip(top.numbers.tolist(), top.scores.tolist(), strict=True)) == order, f"{query!r}: the top few"
