"""What a search refuses, each with the parameter it is about and a sentence that a person can act on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """One parameter that cannot be used, and why."""

    parameter: str
    message: str


class SearchError(Exception):
    """Base of every error that a search raises on purpose; its text is meant for the user."""


class BadRequest(SearchError):
    """The request cannot be understood; `refusals` names every parameter that is wrong, not only the first."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("; ".join(f"{each.parameter}: {each.message}" for each in refusals))
        self.refusals = refusals


class NotFound(SearchError):
    """There is no such document or page."""


class QueryTimeout(SearchError):
    """The query was stopped because it took longer than one query may."""
