"""What a search refuses, each with the parameter it is about and a sentence that a person can act on."""

from dataclasses import dataclass

MOST_REFUSALS = 20
"""How many parameters one answer names. An address has room for a hundred thousand wrong ones, and nobody reads more than these."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One parameter that cannot be used, and why."""

    parameter: str
    message: str


class SearchError(Exception):
    """Base of every error that a search raises on purpose; its text is meant for the user."""


class BadRequest(SearchError):
    """The request cannot be understood; `refusals` names every parameter that is wrong, not only the first, up to `MOST_REFUSALS`."""

    def __init__(self, *refusals: Refusal) -> None:
        self.refusals = refusals[:MOST_REFUSALS]
        super().__init__("; ".join(f"{each.parameter}: {each.message}" for each in self.refusals))


class NotFound(SearchError):
    """There is no such document or page."""


class QueryTimeout(SearchError):
    """The query was stopped because it took longer than one query may."""
