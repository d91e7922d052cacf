"""A name that the authority does not know, as one text mentions it."""

from dataclasses import dataclass, field

from indexer.document import EntityType
from indexer.entities.judge import Row
from indexer.entities.runs import Run


@dataclass(slots=True)
class Name:
    """Its folded words and its mentions; then what speaks for each type, which is the best, and the id."""

    words: tuple[str, ...]
    runs: list[Run] = field(default_factory=list)
    row: Row = (0.0, 0.0, 0.0, 0.0)
    type: EntityType = "org"
    id: str = ""
