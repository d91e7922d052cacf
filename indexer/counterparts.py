"""Which names of the translations of a generation stand in the same place, story by story, so that an update looks only at new ones.

A story is looked at in its best French and its best English article, see `entities.slots`.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from indexer import sidecar
from indexer.entities import slots
from indexer.entities.slots import Pair
from indexer.record import read as document_of

FILE = "counterparts.json"

Row = tuple[str, str, tuple[Pair, ...]]
"""The ids of the two articles, and those of the names that share a slot."""

_READER = msgspec.json.Decoder(tuple[Row, ...])


def write(
    folder: Path,
    translations: Iterable[tuple[str, str]],
    base: Path | None,
    stale: Container[str],
    stored: Callable[[str], Mapping[str, Any] | None],
) -> None:
    """Write down what the stories of a generation tell of names.

    Args:
        folder: of the generation.
        translations: the ids of the best French and the best English article of each story that has both.
        base: the folder of the generation before, which has looked at most stories.
        stale: ids of the articles that are not as they were there.
        stored: gives the stored fields of an article by its id.

    Raises:
        IndexDamaged: what was written before cannot be read.
    """
    before = {(one, other): pairs for one, other, pairs in read(base)} if base else {}

    def told(one: str, other: str) -> tuple[Pair, ...]:
        if (one, other) in before and one not in stale and other not in stale:
            return before[one, other]
        found = [stored(key) for key in (one, other)]
        french, english = (document_of(each).mentions if each is not None else () for each in found)
        return tuple(slots.shared(french, english))

    rows = [(one, other, told(one, other)) for one, other in sorted(translations)]
    (folder / FILE).write_bytes(msgspec.json.encode(rows))


def read(folder: Path) -> tuple[Row, ...]:
    """What is written in the folder of a generation; nothing where it has no such file, as those of before had none.

    Raises:
        IndexDamaged: the file cannot be read, or does not hold what `write` wrote.
    """
    return sidecar.read_if_any(folder / FILE, _READER.decode)


def counts(folder: Path) -> dict[Pair, int]:
    """How many stories put two names into one slot.

    Raises:
        IndexDamaged: see `read`.
    """
    return slots.summed(pairs for _, _, pairs in read(folder))
