"""What a match scores: BM25 that is fair to both languages.

Two things make stock BM25 unfair where each language has fields of its own. The average length of `body_en` is taken over all
articles, so the language with fewer articles seems to have long ones; here it is taken over the articles that have the field. And a
word that is in nine of ninety English articles and in one of ten French ones would count as rare in English and common in French;
here a word has one document frequency, over both languages, whatever it becomes in each.
"""

import math
from collections.abc import Mapping
from typing import Any

from whoosh.scoring import BaseScorer, WeightingModel, WeightLengthScorer

K1 = 1.5
B = 0.75
"""Robertson and Zaragoza 2009 (https://doi.org/10.1561/1500000019). A wide plateau: k1 of 1.2, 1.5 and 2 with b of .6, .75 and .9 move
nDCG@10 by no more than .012 on fr_cnil, en_cacm and en_cisi (`tests/benchmarks/ranking.py`, the first 120 questions of each)."""


def idf(frequency: float, documents: int) -> float:
    """Inverse document frequency as in Lucene: ln(1 + (N - n + .5) / (n + .5)); never negative."""
    return math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))


class FairBM25(WeightingModel):  # type: ignore[misc]  # Whoosh has no types
    """BM25 with given document frequencies and with average lengths over the articles that have a field.

    Args:
        idfs: (field, term) to its inverse document frequency; one for a term that is not in it.
        documents: field to the number of articles that have it.
    """

    def __init__(self, idfs: Mapping[tuple[str, str], float], documents: Mapping[str, int]) -> None:
        self.idfs = idfs
        self.documents = documents

    def scorer(self, searcher: Any, fieldname: str, text: str | bytes, qf: int = 1) -> BaseScorer:  # noqa: ANN401, ARG002 — Whoosh's signature
        """Whoosh's own contract: a scorer for one term."""
        if not searcher.schema[fieldname].scorable:
            return Even()
        average = searcher.get_parent().field_length(fieldname) / max(1, self.documents.get(fieldname, 0))
        return Scorer(searcher, fieldname, text, self.idf_of(fieldname, text), average or 1.0)

    def idf_of(self, field_name: str, text: str | bytes) -> float:
        """The inverse document frequency of a term."""
        return self.idfs.get((field_name, text.decode("utf-8") if isinstance(text, bytes) else text), 1.0)


class Even(BaseScorer):  # type: ignore[misc]
    """Scores every match alike: a date, a source or a language says which articles, not how much they are about something.

    Not with nothing, for Whoosh takes a score of nothing for no match.
    """

    def score(self, _: Any) -> float:  # noqa: ANN401
        """One."""
        return 1.0

    def max_quality(self) -> float:
        """One."""
        return 1.0

    def block_quality(self, _: Any) -> float:  # noqa: ANN401
        """One."""
        return 1.0


class Scorer(WeightLengthScorer):  # type: ignore[misc]
    """Scores the postings of one term."""

    def __init__(self, searcher: Any, fieldname: str, text: str | bytes, weight: float, average: float) -> None:  # noqa: ANN401
        self.weight = weight
        self.average = average
        self.setup(searcher, fieldname, text)

    def _score(self, frequency: float, length: float) -> float:
        return self.weight * frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * length / self.average))
