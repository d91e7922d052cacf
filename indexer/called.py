"""What tells which names of a generation are one, besides how they are spelled: whose acronyms they are, and who stands in one's place.

It is remembered, so that an update looks only at what has changed: to read all of the table of names takes half a second for 100,000.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Self

import msgspec

from indexer import nametable, sidecar
from indexer.entities import called_short
from indexer.entities.slots import Pair
from indexer.entities.spotter import UNKNOWN
from indexer.identities import Named

FILE = "called.msgpack"


class Called(msgspec.Struct, array_like=True, frozen=True):
    """What is remembered.

    `stamp` tells by which rules that was told. `short` has the folded acronyms of all names that have any, by their ids, and `alone` those
    of them that are unknown names. `twins` are pairs of names that translations have in the same place. `names` are the unknown names
    that may be one with others, as articles have them.
    """

    stamp: str
    short: dict[str, list[str]] = {}
    alone: list[str] = []
    twins: list[Pair] = []
    names: dict[str, Named] = {}

    @classmethod
    def read(cls, folder: Path, stamp: str) -> Self | None:
        """What is remembered with a generation; None if it was told by other rules.

        Raises:
            IndexDamaged: it cannot be read.
        """
        if not (folder / FILE).exists():  # as in generations of before anything was
            return None
        found = sidecar.read(folder / FILE, msgspec.msgpack.Decoder(cls).decode)
        return found if found.stamp == stamp else None

    @classmethod
    def check(cls, folder: Path) -> None:
        """Find out whether it can be read.

        Raises:
            IndexDamaged: it cannot.
        """
        cls.read(folder, "")

    def spelled(self, told: nametable.Callings, names: Mapping[str, Named | None], changed: AbstractSet[str]) -> Self:
        """The same with the acronyms that some names have now.

        Args:
            told: what tells how these are compared.
            names: gives every unknown name by its id.
            changed: the ids of these names, and of those that are no more.
        """
        short = {key: some for key, some in self.short.items() if key not in changed}
        short |= {key: sorted(some) for key, spelled in told.spelled.items() if (some := called_short.acronyms(*spelled))}
        before, alone = _all(self.short), set(self.alone)

        def is_alone(acronym: str) -> bool:
            key = UNKNOWN + acronym
            return acronym in alone if acronym in before and key not in changed else names[key] is not None

        return msgspec.structs.replace(self, short=short, alone=sorted(filter(is_alone, _all(short))))

    @property
    def owners(self) -> dict[str, str]:
        """By the id of an acronym that of the one entity that articles explain it with."""
        alone = set(self.alone)
        found = called_short.owners((key, alone.intersection(some)) for key, some in self.short.items())
        return {UNKNOWN + each: key for each, key in found.items() if UNKNOWN + each != key}

    def write(self, folder: Path) -> None:
        """Remember it with a generation."""
        ordered = msgspec.structs.replace(self, short=dict(sorted(self.short.items())), names=dict(sorted(self.names.items())))
        (folder / FILE).write_bytes(msgspec.msgpack.encode(ordered))


def _all(short: Mapping[str, Iterable[str]]) -> set[str]:
    return {each for some in short.values() for each in some}
