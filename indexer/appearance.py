"""When an article appeared, by the lines near its beginning and its end that say so and nothing else."""

from collections.abc import Sequence
from datetime import date

from indexer.signatures import counted_line, date_line, is_update

HEAD, TAIL = 6, 4
"""How many lines at the beginning and at the end may be a date of the article; between them a date is a heading of a chronicle."""

MOST_DATE_LINES = 3
"""With more lines that are dates, the article is a chronicle and none of them is its own, published and updated being two."""


def dates(lines: Sequence[tuple[int, str]]) -> dict[int, str]:
    """The lines near the beginning and the end that are dates of the article, each with its date."""
    found = {at: when for at, line in lines if (when := date_line(line)) is not None}
    edges = {at for at, _ in (*lines[:HEAD], *lines[-TAIL:])}
    return {at: when for at, when in found.items() if at in edges} if len(found) <= MOST_DATE_LINES else {}


def counted_dates(lines: Sequence[str], said: Sequence[tuple[int, str]], seen: date | None) -> dict[int, str]:
    """The lines near the beginning whose dates are counted from the day on which the article was seen; of a chronicle, none.

    Such a line may be one that belongs to any page. Near the end it is of another article, to which the page leads.
    """
    last = said[:HEAD][-1][0] if said else -1
    found = {at: when for at in range(last + 1) if (when := counted_line(lines[at].strip(), seen)) is not None}
    chronicle = found and sum(counted_line(line, seen) is not None for _, line in said) > MOST_DATE_LINES
    return {} if chronicle else found


def appeared(dated: dict[int, str], lines: Sequence[str]) -> str | None:
    """When an article appeared by its lines that are dates, or else when it was updated."""
    return next((when for at, when in dated.items() if not is_update(lines[at])), next(iter(dated.values()), None))
