"""What a query was taken to mean and what it finds, with every reason for which a score is other than its words alone give."""

from dataclasses import dataclass, replace
from typing import Literal

from service.search.engine import Matches
from service.search.explanation import How
from service.search.interpret import Interpretation
from service.search.results import Reading

Change = How | Literal["balance"]
"""Why scores are other than before: more was found in the articles, or those of a language were raised or lowered together."""
Stage = tuple[Change, Matches]
"""Matches, and why their scores are other than those before."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One interpretation of a query, what its words find, and then, for each reason for which scores were changed, what became of that."""

    interpretation: Interpretation
    stages: tuple[Stage, ...]

    @property
    def found(self) -> Matches:
        """What it finds, with the scores that count."""
        return self.stages[-1][1]

    def then(self, how: Change, found: Matches) -> "Attempt":
        """The same with other scores, and perhaps other articles."""
        return replace(self, stages=(*self.stages, (how, found)))


@dataclass(frozen=True, slots=True)
class Understanding:
    """How a query was read. `loose` is by what those articles were found that have only some of its words, where others have all."""

    reading: Reading
    attempt: Attempt
    loose: Attempt | None = None

    @property
    def interpretation(self) -> Interpretation:
        """How most articles were found."""
        return self.attempt.interpretation

    @property
    def found(self) -> Matches:
        """Everything that is found, before any filter."""
        return self.attempt.found

    def then(self, how: Change, found: Matches) -> "Understanding":
        """The same with other scores."""
        return replace(self, attempt=self.attempt.then(how, found), loose=self.loose and self.loose.then(how, found))
