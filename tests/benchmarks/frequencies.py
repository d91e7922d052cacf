"""What an index knows of a term: which articles have it, how often and where, as arrays over all articles."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from indexer.codec.documents import LENGTHS
from indexer.codec.postings import POSITIONS
from indexer.document import Language
from indexer.schema import TEXT_PARTS, text_field
from service.search.segments import Segment

FAR = 1 << 24
"""More than any text has positions, so that places of two articles are never near each other."""

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]


class Posting(NamedTuple):
    """The articles that have a term, ascending, and how often each has it."""

    documents: NDArray[np.int32]
    frequencies: NDArray[np.int32]


class Frequencies:
    """The terms of an index of one segment, as those of a few thousand articles are."""

    def __init__(self, segment: Segment) -> None:
        self.size = segment.documents
        self.segment = segment
        self._postings: dict[tuple[str, str], Posting] = {}
        self._places: dict[tuple[str, str], Longs] = {}
        self._lengths: dict[str, Floats] = {}
        self._vectors: dict[Language, csr_matrix] = {}

    def posting(self, name: str, text: str) -> Posting:
        """Who has a term of a field."""
        if (name, text) not in self._postings:
            known = self.segment.known(name, text)
            numbers = np.array([known.number] if known else [], np.int64)
            self._postings[name, text] = Posting(*self.segment.postings.decoded(numbers))
        return self._postings[name, text]

    def lengths(self, name: str) -> Floats:
        """The length of a field in every article."""
        if name not in self._lengths:
            self._lengths[name] = LENGTHS[self.segment.codes(name)].astype(np.float64)
        return self._lengths[name]

    def places(self, name: str, text: str) -> Longs:
        """Where a term of a field stands: `FAR` times the article and the position, ascending."""
        if (name, text) not in self._places:
            known, posting = self.segment.known(name, text), self.posting(name, text)
            found = np.zeros(0, np.int64)
            if known and known.of.kind == POSITIONS:
                positions = self.segment.postings.positions(np.array([known.number], np.int64), posting.frequencies)
                found = np.repeat(posting.documents.astype(np.int64), posting.frequencies) * FAR + positions
            self._places[name, text] = found
        return self._places[name, text]

    def vectors(self, language: Language) -> csr_matrix:
        """Every article as a row of length one of its stems, those that it repeats and few others have weighing more."""
        if language not in self._vectors:
            self._vectors[language] = self._rows(language)
        return self._vectors[language]

    def _rows(self, language: Language) -> csr_matrix:
        parts = [self._weighed(text_field(part, language)) for part in TEXT_PARTS]
        rows = csr_matrix(hstack([part for part in parts if part is not None]))
        norms = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
        return csr_matrix(rows.multiply((1 / np.maximum(norms, 1e-12))[:, np.newaxis]))

    def _weighed(self, name: str) -> csr_matrix | None:
        of, postings = self.segment.field(name), self.segment.postings
        if of is None:
            return None
        documents, frequencies = postings.decoded(np.arange(of.begin, of.end, dtype=np.int64))
        often = np.asarray(postings.df[of.begin : of.end], np.int64)
        columns = np.repeat(np.arange(len(often)), often)
        weights = (1 + np.log(frequencies)) * np.log(self.size / often)[columns]
        return csr_matrix((weights, (documents, columns)), shape=(self.size, len(often)))


def frequencies(searcher: Any) -> Frequencies:  # noqa: ANN401 — Whoosh has no types
    """Those of the index that a searcher searches."""
    ((leaf, _),) = searcher.leaf_searchers()
    segment = Segment.of(leaf.reader())
    if segment is None:
        raise ValueError("an index of arrays was built")
    return _of(segment)


@lru_cache(maxsize=1)
def _of(segment: Segment) -> Frequencies:
    return Frequencies(segment)
