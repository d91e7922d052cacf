"""Queries that Whoosh does not have, or gets wrong.

The best of several, one without another, any of many words, several terms that stand for one word, words close together.

And the postings that all of them step through, which look at the clock.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from whoosh.matching import FilterMatcher, IntersectionMatcher, ListMatcher, NullMatcher, UnionMatcher, WrappingMatcher
from whoosh.query import DisjunctionMax, Or, Query, Term
from whoosh.query.spans import Span, SpanWrappingMatcher
from whoosh.util import make_binary_tree

from indexer.codec.kernels import CONSTANT, LINEAR, SATURATED
from service.search.closeness import together
from service.search.deadline import NEVER, Deadline
from service.search.weights import Weights


class Best(DisjunctionMax):  # type: ignore[misc]  # Whoosh has no types
    """What any of the queries finds, each article with the best score that one of them gives it.

    Whoosh's own matcher compares the scores of its two sides even where they stand at different articles, so that an article is given
    the score of one that comes after it.
    """

    def matcher(self, searcher: Any, context: Any = None) -> Any:  # noqa: ANN401 — Whoosh's signature
        """Whoosh's own contract: the matches in one segment."""
        matcher = make_binary_tree(_Best, [query.matcher(searcher, context) for query in self.subqueries])
        return matcher if self.boost == 1.0 else WrappingMatcher(matcher, self.boost)


class _Best(UnionMatcher):  # type: ignore[misc]
    def score(self) -> float:
        sides = [side for side in (self.a, self.b) if side.is_active()]
        at = min(side.id() for side in sides)
        return float(max(side.score() for side in sides if side.id() == at))


@dataclass(frozen=True)
class Without(Query):  # type: ignore[misc]
    """What one query finds and another does not.

    Whoosh's own matcher does not look whether the first article that it finds is one to leave out.
    """

    found: Any
    excluded: Any

    def __str__(self) -> str:
        return f"({self.found} ANDNOT {self.excluded})"

    def estimate_size(self, reader: Any) -> int:  # noqa: ANN401
        """An upper bound, by which Whoosh decides what to look at first."""
        return int(self.found.estimate_size(reader))

    def matcher(self, searcher: Any, context: Any = None) -> Any:  # noqa: ANN401
        """Whoosh's own contract: the matches in one segment."""
        excluded = frozenset(self.excluded.matcher(searcher, searcher.boolean_context()).all_ids())
        return FilterMatcher(self.found.matcher(searcher, context), excluded, exclude=True)


@dataclass(frozen=True)
class AnyOf(Query):  # type: ignore[misc]
    """Articles with any of many terms of one field, all with the same score: what a pattern or a range of days stands for.

    Whoosh scores such a query by the first weighting at hand, and differently for one term than for several.
    """

    field_name: str
    members: tuple[bytes, ...]
    boost: float = 1.0
    deadline: Deadline = field(default=NEVER, compare=False)

    def __str__(self) -> str:
        return f"{self.field_name}:({len(self.members)} terms)^{self.boost}"

    def estimate_size(self, reader: Any) -> int:  # noqa: ANN401
        """An upper bound."""
        return sum(reader.doc_frequency(self.field_name, term) for term in self.members)

    def matcher(self, searcher: Any, context: Any = None) -> Any:  # noqa: ANN401, ARG002
        """Whoosh's own contract: the matches in one segment."""
        reader = searcher.reader()
        present = [term for term in self.members if (self.field_name, term) in reader]
        numbers = {number for term in self.deadline.watch(present) for number in reader.postings(self.field_name, term).all_ids()}
        return ListMatcher(sorted(numbers), all_weights=self.boost) if numbers else NullMatcher()


@dataclass(frozen=True)
class Synonyms(Query):  # type: ignore[misc]
    """Articles with any of several terms that stand for one word, such as its variants and translations, scored as that one word would be.

    Scoring each by itself would count a word twice that is there in two spellings, and a rare spelling for more than a common one. Here
    the word is as frequent as its most frequent spelling, and an article has it as often as all of them together:

        score = boost · w · x / (1 + x),     x = Σ weight · f / norm(length)

    over the terms that an article has, each with its weight, its frequency f there, and the length of the article in its field; w is the
    least of what the terms weigh, which the most frequent of them does. Of one term with a weight of one this is the score of the term.
    So Lucene's SynonymQuery counts, and BM25F where the terms are of several fields
    (Robertson, Zaragoza and Taylor 2004, https://doi.org/10.1145/1031171.1031181). Under a weighting that does not saturate the score is
    w · Σ weight · f, or w where frequencies do not count, and of terms that differ in this the one that tells least decides.

    Args:
        members: (field, term, weight) of each.
    """

    members: tuple[tuple[str, str, float], ...]
    boost: float = 1.0

    def __str__(self) -> str:
        return f"Synonyms({' '.join(f'{name}:{text}^{weight}' for name, text, weight in self.members)})^{self.boost}"

    def known(self, schema: Any) -> list[tuple[str, bytes, float]]:  # noqa: ANN401
        """The members that a schema has fields for, their terms as an index has them."""
        return [(name, bytes(schema[name].to_bytes(text)), weight) for name, text, weight in self.members if name in schema]

    def side_by_side(self) -> Any:  # noqa: ANN401
        """The members each by itself, for a weighting that asks an object for each score and knows nothing of sums."""
        return Or([Term(name, text, weight * self.boost) for name, text, weight in self.members])

    def estimate_size(self, reader: Any) -> int:  # noqa: ANN401
        """An upper bound."""
        return sum(reader.doc_frequency(name, text) for name, text, _ in self.known(reader.schema))

    def matcher(self, searcher: Any, context: Any = None) -> Any:  # noqa: ANN401
        """Whoosh's own contract: the matches in one segment."""
        members, reader = self.known(searcher.schema), searcher.reader()
        weights = Weights((context and context.weighting) or searcher.weighting, searcher)
        word = weights.together([(name, term) for name, term, _ in members])
        if word is None:
            return self.side_by_side().matcher(searcher, context)
        found: dict[int, float] = {}
        for name, term, weight in members:
            one = weights.of(name, term)
            postings = searcher.postings(name, term) if (name, term) in reader else NullMatcher()
            while postings.is_active():
                number, share = postings.id(), weight * postings.weight()
                if word.form == SATURATED and one and one.curve:
                    share /= one.curve.norms(searcher.doc_field_length(number, name, 1))
                found[number] = found.get(number, 0.0) + share
                postings.next()
        numbers = sorted(found)
        return ListMatcher(numbers, [self.boost * word.weight * _FORMS[word.form](found[number]) for number in numbers])


_FORMS: Mapping[int, Callable[[float], float]] = {CONSTANT: lambda _: 1.0, LINEAR: lambda x: x, SATURATED: lambda x: x / (1 + x)}


@dataclass(frozen=True)
class Near(Query):  # type: ignore[misc]
    """Articles in which words stand close together in one field, in any order; see `closeness.together`.

    Whoosh's own unordered queries put three words together two by two, so their order decides again.
    """

    field_name: str
    words: tuple[str, ...]
    slop: int
    boost: float = 1.0

    def __str__(self) -> str:
        return f'{self.field_name}:"{" ".join(self.words)}"~{self.slop}^{self.boost}'

    def estimate_size(self, reader: Any) -> int:  # noqa: ANN401
        """An upper bound."""
        return min(int(reader.doc_frequency(self.field_name, word)) for word in self.words)

    def matcher(self, searcher: Any, context: Any = None) -> Any:  # noqa: ANN401
        """Whoosh's own contract: the matches in one segment."""
        terms = {word: Term(self.field_name, word, boost=self.boost).matcher(searcher, context) for word in self.words}
        return _Near(terms, self.words, self.slop) if all(term.is_active() for term in terms.values()) else NullMatcher()


class _Near(SpanWrappingMatcher):  # type: ignore[misc]
    """Of the articles that have all the words, those where they stand close together."""

    def __init__(self, terms: dict[str, Any], words: tuple[str, ...], slop: int) -> None:
        self._terms = terms
        self._words = words
        self._slop = slop
        super().__init__(make_binary_tree(IntersectionMatcher, list(terms.values())))

    def _get_spans(self) -> list[Span]:
        places = sorted((span.start, word) for word, term in self._terms.items() for span in term.spans())
        return [Span(stretch.first, stretch.last) for stretch in together(places, self._words, self._slop)]


class Watched:
    """A searcher of one segment whose postings stop at the deadline; the rest of it is as it was.

    Looking at the clock once a match is not enough: a phrase of frequent words that stand nowhere side by side steps through all their
    postings on the way to a first match that never comes. Every matcher there is steps through postings, so they are the place.
    """

    def __init__(self, searcher: Any, deadline: Deadline) -> None:  # noqa: ANN401
        self._searcher = searcher
        self._deadline = deadline

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 — whatever the searcher has
        return getattr(self._searcher, name)

    def postings(self, field_name: str, term: Any, weighting: Any = None, qf: int = 1) -> Any:  # noqa: ANN401 — Whoosh's signature
        """Whoosh's own contract: where a term stands."""
        return _Postings(self._searcher.postings(field_name, term, weighting, qf), self._deadline)


class _Postings(WrappingMatcher):  # type: ignore[misc]
    def __init__(self, child: Any, deadline: Deadline) -> None:  # noqa: ANN401
        super().__init__(child)
        self._deadline = deadline
        # Asked for every article, and not worth a detour through here.
        self.id, self.is_active, self.score, self.spans = child.id, child.is_active, child.score, child.spans

    def next(self) -> None:
        self._deadline.check()
        self.child.next()

    def skip_to(self, number: int) -> None:
        self._deadline.check()
        self.child.skip_to(number)

    def all_ids(self) -> Iterator[int]:
        return self._deadline.watch(self.child.all_ids())
