"""Until when a query may be worked on; whoever does the work looks here now and then."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self, TypeVar

from service.search.errors import QueryTimeout

_Step = TypeVar("_Step")

_PATIENCE = 256
"""Steps between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of `time.monotonic`, in seconds."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Self:
        """That many seconds from now."""
        return cls(time.monotonic() + seconds)

    def check(self) -> None:
        """Go on if there is time left.

        Raises:
            QueryTimeout: there is none.
        """
        if time.monotonic() > self.at:
            raise QueryTimeout("the query took too long and was stopped; use fewer or longer words")

    def watch(self, steps: Iterable[_Step]) -> Iterator[_Step]:
        """The same steps, as long as there is time."""
        for number, step in enumerate(steps):
            if number % _PATIENCE == 0:
                self.check()
            yield step


NEVER = Deadline(float("inf"))
"""Takes as long as it takes."""
