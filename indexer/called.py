"""What the names of a generation are called, and whose acronyms they are: what of its table of names tells which of them are one.

Of most names it is remembered from the generation before, for to read all of the table takes a tenth of a second for 40,000 names.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Self

import msgspec

from indexer import nametable, sidecar
from indexer.entities import called_short
from indexer.entities.spotter import UNKNOWN
from indexer.identities import Named

FILE = "called.msgpack"


class Called(msgspec.Struct, array_like=True, frozen=True):
    """The unknown names of a generation that may be one with others by their ids, and the acronyms of all names that have any.

    `stamp` tells by which rules that was told, `once` whether names of one article are among them, see `nametable.callings`.
    """

    stamp: str
    once: bool
    names: dict[str, Named]
    short: dict[str, list[str]]

    @classmethod
    def of(cls, folder: Path, stamp: str, before: Path | None = None, changed: AbstractSet[str] | None = None) -> Self:
        """What the table of a generation tells.

        Args:
            folder: of the generation.
            stamp: tells by which rules.
            before: the folder of another generation, which has remembered it.
            changed: the ids of all names of which the tables of the two may tell something else; None where nobody knows.

        Raises:
            IndexDamaged: the table cannot be read, or what is remembered.
        """
        if before is not None and changed is not None and (before / FILE).exists():
            known = cls._read(before)
            if known.stamp == stamp and not known.once and not nametable.compares_once(folder):
                told = nametable.callings(folder, changed)
                names = {key: name for key, name in known.names.items() if key not in changed}
                short = {key: some for key, some in known.short.items() if key not in changed}
                return cls(stamp, False, names | told.names, short | _short(told))  # noqa: FBT003 — as its field is called
        told = nametable.callings(folder)
        return cls(stamp, nametable.compares_once(folder), told.names, _short(told))

    @classmethod
    def check(cls, folder: Path) -> None:
        """Find out whether what is remembered can be read; generations of before anything was have no such file.

        Raises:
            IndexDamaged: it cannot.
        """
        if (folder / FILE).exists():
            cls._read(folder)

    @classmethod
    def _read(cls, folder: Path) -> Self:
        return sidecar.read(folder / FILE, msgspec.msgpack.Decoder(cls).decode)

    @property
    def owners(self) -> Mapping[str, str]:
        """By the id of an acronym that of the one entity that articles explain it with."""
        unexplained = {key.removeprefix(UNKNOWN) for key in self.names}
        some = ((key, unexplained.intersection(acronyms)) for key, acronyms in self.short.items())
        owners = {UNKNOWN + each: key for each, key in called_short.owners(some).items()}
        return {each: key for each, key in owners.items() if each in self.names and each != key}

    def write(self, folder: Path) -> None:
        """Remember it with a generation."""
        sorted_too = msgspec.structs.replace(self, names=dict(sorted(self.names.items())), short=dict(sorted(self.short.items())))
        (folder / FILE).write_bytes(msgspec.msgpack.encode(sorted_too))


def _short(told: nametable.Callings) -> dict[str, list[str]]:
    found = ((key, called_short.acronyms(*spelled)) for key, spelled in told.spelled.items())
    return {key: sorted(acronyms) for key, acronyms in found if acronyms}
