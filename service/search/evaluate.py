"""A tree of Whoosh's queries, evaluated over the arrays of one segment: what `query.matcher` finds and scores, thousands of times as fast.

Every kind of query is a function that fills an empty set with what it finds; see `NODES`. Terms side by side under an Or are one call of
a kernel, and so is a word of many forms. Whatever is not known here is left to Whoosh's own matchers, alone or within a tree: other
queries, weightings that ask an object for each score (see `weights`), fields with a weight for each posting, an Or with a `scale`.

The answers are Whoosh's, its peculiarities included: an And, Or or DisjunctionMax of one query forgets its boost, and so does a query that
stands for one term; one that stands for several, and whose score is to be constant, is scored by the searcher's own weighting, or with 1 if
there are more than two and the segment is small; a Not scores 1, a boost of 0 is none where scores are constant, a `tiebreak` does nothing.
Except where Whoosh is wrong:

    query                      Whoosh 2.7.4                                                 here
    DisjunctionMax             gives a document the score of one that comes later           the best of its own
    AndNot                     does not look whether its first documents are to be left out looks
    AndNot                     asks an exhausted matcher where it is, and breaks            goes on
    Require                    finds what the second query does not find                    finds what it does
    AndMaybe within an And     forgets the second query at some documents                   adds its score
    Not                        finds a deleted document after the last that it excludes     finds none that is deleted
    Or, and many terms         may leave out documents that score nothing or less           finds them
    NumericRange, DateRange    matches nearly all if it ends among the least numbers        matches what lies between
    many terms of no field     raises TermNotFound or KeyError                              finds nothing
    boosts of fields           rounds what a posting weighs to 32 bits                      multiplies
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh import query as whoosh
from whoosh.reading import TermNotFound

from indexer.codec import kernels
from indexer.codec.arrays import bits_of
from indexer.codec.postings import Bits
from service.search.deadline import Deadline
from service.search.matchers import AnyOf, Best, Near, Synonyms, Watched, Without
from service.search.nodes import many, phrases, sets, terms
from service.search.scratch import Found
from service.search.segments import Leaf, Segment
from service.search.weights import Weights


@dataclass(frozen=True, slots=True)
class Mode:
    """Under what a query is evaluated. `plain` is what Whoosh calls a weighting of None; not `scored` is where nobody asks for scores."""

    weights: Weights
    plain: bool = False
    scored: bool = True


class Evaluation:
    """One query over one segment.

    Args:
        segment: the arrays.
        searcher: Whoosh's searcher of this segment.
        weights: what terms score.
        own: what they score under the searcher's own weighting, which Whoosh falls back on.
        deadline: until when to work.
        plain: whether there is no weighting but the searcher's own; see `Mode`.
    """

    def __init__(
        self,
        segment: Segment,
        searcher: Any,  # noqa: ANN401 — Whoosh has no types
        weights: Weights,
        own: Weights,
        deadline: Deadline,
        *,
        plain: bool = False,
    ) -> None:
        self.segment = segment
        self.searcher = searcher
        self.schema = searcher.schema
        self.deadline = deadline
        self._own = own
        self.scored = Mode(weights, plain=plain)
        self.unscored = Mode(own, plain=True, scored=False)

    def run(self, query: Any) -> tuple[NDArray[np.int32], NDArray[np.float64]]:  # noqa: ANN401
        """What the query finds: int32 numbers of documents, ascending, and a float64 score for each.

        Raises:
            QueryTimeout: the deadline passed before the end.
            QueryError: the query asks for positions or numbers where a field has none.
        """
        groups = terms.groups_of(self, query)
        if groups is not None:
            self.deadline.check()
            return self.segment.gather(groups, self.scored.weights)
        with self.segment.pool.borrow() as found:
            self.fill(query, self.scored, 1.0, None, found)
            return self.segment.drain(found)

    def fill(self, query: Any, mode: Mode, boost: float, within: Bits | None, out: Found) -> None:  # noqa: ANN401
        """Put what a query finds into an empty set. What is not `within` may be left out; whoever says so takes the others away."""
        self.deadline.check()
        if (
            within is None
            and mode is self.scored
            and type(query) in _GROUPS
            and (groups := terms.groups_of(self, query, boost)) is not None
        ):
            self.segment.gathered(groups, mode.weights, out)
            return
        node = NODES.get(type(query))
        if node:
            node(self, query, mode, boost, within, out)
        else:
            self.stock(query, mode, boost, out)

    def plain(self, mode: Mode) -> Mode:
        """What Whoosh makes of a mode where a score is to be constant."""
        return Mode(self._own, plain=True, scored=mode.scored)

    def stock(self, query: Any, mode: Mode, boost: float, out: Found) -> None:  # noqa: ANN401
        """Put what a query finds into an empty set, by Whoosh's own matchers."""
        context = self.searcher.context(weighting=None if mode.plain else mode.weights.weighting)
        numbers, scores = [], []
        try:
            matcher = query.matcher(Watched(self.searcher, self.deadline), context)
            while matcher.is_active():
                numbers.append(matcher.id())
                scores.append(matcher.score() * boost if mode.scored else 0.0)
                matcher.next()
        except TermNotFound:
            return
        chosen = np.zeros(self.segment.documents, np.bool_)
        chosen[numbers] = True
        out.bits[:] = bits_of(chosen)
        out.scores[numbers] = scores

    def number(self, name: str, text: str | bytes) -> int:
        """The number of a term in this segment, or -1."""
        known = self.segment.known(name, text)
        return -1 if known is None else known.number

    def leaf(self, name: str, number: int, term: bytes, mode: Mode, boost: float) -> Leaf | None:
        """A term as a kernel takes it; None where only Whoosh's own matchers can score it."""
        if not mode.scored:
            return Leaf(number, 0, 0, kernels.CONSTANT, 0.0)
        segment = self.segment
        weight = None if segment.postings.fields[name].weighted else mode.weights.of(name, term)
        return weight and segment.leaf(name, number, weight, boost, mode.weights)

    def leaves(self, numbers: Iterable[int], name: str, mode: Mode, boost: float) -> list[Leaf] | None:
        """Terms of a field as a kernel takes them; None where only Whoosh's own matchers can score one of them."""
        leaves = []
        for number in numbers:
            leaf = self.leaf(name, number, self.segment.postings.term(number), mode, boost)
            if leaf is None:
                return None
            leaves.append(leaf)
        return leaves

    def put(self, leaves: Sequence[Leaf], mode: Mode, within: Bits | None, out: Found) -> None:
        """Put what terms find and score into a set."""
        if leaves and mode.scored:
            self.segment.score(leaves, mode.weights, within, out)
        elif leaves:
            self.segment.mark(np.array([leaf.term for leaf in leaves], np.int64), within, out.bits, self.deadline)

    def level(self, mode: Mode, score: float, out: Found) -> None:
        """Give everything in a set the same score."""
        if mode.scored:
            kernels.level(out.bits, out.scores, score)

    def join(self, how: int, query: Any, mode: Mode, boost: float, within: Bits | None, out: Found) -> None:  # noqa: ANN401
        """Put what a query finds together with a set; see `kernels.combine`."""
        with self.segment.pool.borrow() as other:
            self.fill(query, mode, boost, within, other)
            kernels.combine(how, out.bits, out.scores, other.bits, other.scores)


_GROUPS = (whoosh.And, whoosh.Or, Best)
"""Queries of words that a kernel evaluates in one go, wherever in a tree they stand."""

Node = Callable[[Evaluation, Any, Mode, float, Bits | None, Found], None]

NODES: Final[Mapping[type, Node]] = {
    whoosh.Term: terms.one,
    whoosh.Or: terms.either,
    type(whoosh.NullQuery): terms.nothing,
    Synonyms: terms.synonyms,
    whoosh.Prefix: many.many,
    whoosh.Wildcard: many.many,
    whoosh.Regex: many.many,
    whoosh.FuzzyTerm: many.many,
    whoosh.Variations: many.many,
    whoosh.TermRange: many.many,
    whoosh.NumericRange: many.between,
    whoosh.DateRange: many.between,
    AnyOf: many.any_of,
    whoosh.Every: many.every,
    whoosh.And: sets.both,
    whoosh.DisjunctionMax: sets.highest,
    Best: sets.best,
    whoosh.Not: sets.others,
    whoosh.AndNot: sets.without,
    Without: sets.without,
    whoosh.AndMaybe: sets.maybe,
    whoosh.Require: sets.require,
    whoosh.ConstantScoreQuery: sets.constant,
    whoosh.Phrase: phrases.phrase,
    Near: phrases.near,
}
"""Queries by their very class: one derived from them may do anything."""
