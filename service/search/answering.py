"""What a search means and finds, with everything that is done to the scores of what was found: pages and files rank by nothing else."""

from typing import Any

from service.search import balance, feedback
from service.search.deadline import Deadline
from service.search.generation import Generation
from service.search.request import SearchRequest
from service.search.understand import understand
from service.search.understanding import Understanding


def answered(
    request: SearchRequest,
    ui: str,
    generation: Generation,
    searcher: Any,  # noqa: ANN401 — Whoosh has no types
    deadline: Deadline,
    *,
    offering: bool = False,
) -> Understanding:
    """How a query was read, and everything that it finds, before any filter; see `understand`, `feedback` and `balance.beside`.

    Raises:
        QueryTimeout: the deadline passed before the end.
    """
    meant = understand(request, ui, generation, searcher, deadline, offering=offering)
    if meant.reading.match == "any" and meant.reading.lang in (None, feedback.LANGUAGE):
        meant = meant.then("alike", feedback.refined(meant.found, generation, searcher, deadline))
    if request.translate == "on":
        meant = meant.then("twin", balance.beside(meant.found, generation.stories))
    return meant
