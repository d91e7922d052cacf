"""By which weights the types of the unknown names of a generation were told: those that come with Lunette, or what its build learnt.

An update goes on with those of its generation. One without the file is of before there was any, and has those that come along.
"""

from pathlib import Path
from typing import Any

import msgspec

from indexer import sidecar

FILE = "weights.json"


class Weighing(msgspec.Struct, frozen=True):
    """`rows` are weights of a generation's own, as of `entities.judge`; empty where those that come with Lunette are used.

    There were `examples` to learn from in as many `articles`. `defaults` and `learnt` are the shares of them that each weights tell, where
    what is learnt is measured on other names than it was learnt from, and `error` is the standard error of the difference, see
    `entities.adaptation`; None where there were too few.
    """

    articles: int = 0
    examples: int = 0
    defaults: float | None = None
    learnt: float | None = None
    error: float | None = None
    rows: dict[str, tuple[float, float, float, float]] = {}

    def write(self, folder: Path) -> None:
        """Write it into the folder of a generation."""
        (folder / FILE).write_bytes(msgspec.json.encode(self, order="sorted"))

    @property
    def summary(self) -> dict[str, Any]:
        """The same for people, without the weights."""
        told = ("articles", "examples", "defaults", "learnt", "error")
        return {"in_use": "learnt" if self.rows else "default", **{name: getattr(self, name) for name in told}}

    def __str__(self) -> str:
        if self.learnt is None or self.defaults is None:
            return "default, for there are too few articles to learn from"
        told = f"of {self.examples} known names, learnt ones tell {self.learnt:.1%} and the default ones {self.defaults:.1%}"
        return f"{'learnt' if self.rows else 'default'}; {told} (± {self.error:.1%})"


_READER = msgspec.json.Decoder(Weighing)


def read(folder: Path) -> Weighing:
    """What is written in the folder of a generation.

    Raises:
        IndexDamaged: the file is there and cannot be read, or does not hold what `write` wrote.
    """
    file = folder / FILE
    return sidecar.read(file, _READER.decode) if file.exists() else Weighing()
