"""Which unknown names of an index are alike, and which are recognised: remembered, so that only names that are new are compared.

What is remembered is what comparing all of them anew would give. Only full names are compared: whose a surname alone or an acronym is,
nothing tells but the texts.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import NamedTuple, Protocol, Self

import msgspec

from indexer import sidecar
from indexer.document import EntityType
from indexer.entities.blocking import is_crowded, keys, meeting
from indexer.entities.blocks import FILE as BLOCKS
from indexer.entities.blocks import Block, Blocks
from indexer.entities.merging import FULL, brevity_of
from indexer.entities.names import name_key
from indexer.entities.recognition import Recognition
from indexer.entities.variants import THRESHOLD, likeness

FILE = "likenesses.msgpack"


class HasName(Protocol):
    """What has a name, and a type as which that is compared."""

    @property
    def name(self) -> str:
        """What is compared."""

    @property
    def type(self) -> EntityType:
        """Only names of one are compared with each other."""


class Compared(NamedTuple):
    """A name and the type as which it is compared."""

    name: str
    type: EntityType


Pair = tuple[str, str]
Meant = tuple[str, float]
"""The id of an entity, and how sure it is that it is meant."""


class _Written(msgspec.Struct, array_like=True):
    stamp: str
    alike: list[tuple[str, str, float]] = []
    means: dict[str, Meant] = {}


class Likenesses:
    """Of the unknown names of an index by their ids, how `alike` those are that may be one, and whom of the authority one `means`.

    `stamp` tells by which rules and against which authority they were compared.
    """

    def __init__(
        self, stamp: str, alike: Mapping[Pair, float] | None = None, means: Mapping[str, Meant] | None = None, blocks: Blocks | None = None
    ) -> None:
        self._stamp = stamp
        self._blocks = blocks or Blocks()
        self.alike: Mapping[Pair, float] = alike or {}
        self.means: Mapping[str, Meant] = means or {}

    @classmethod
    def read(cls, folder: Path, stamp: str) -> Self | None:
        """What is remembered with a generation; None if it was compared otherwise.

        Raises:
            IndexDamaged: it cannot be read.
        """
        if not (folder / BLOCKS).exists():  # as in generations of before names were found by what they share
            return None
        written = cls._written(folder)
        if written.stamp != stamp:
            return None
        return cls(stamp, {(one, other): value for one, other, value in written.alike}, written.means, Blocks.read(folder))

    @classmethod
    def check(cls, folder: Path) -> None:
        """Find out whether what is remembered can be read.

        Raises:
            IndexDamaged: it cannot.
        """
        if (folder / BLOCKS).exists():
            cls._written(folder)
            Blocks.check(folder)

    @staticmethod
    def _written(folder: Path) -> _Written:
        return sidecar.read(folder / FILE, msgspec.msgpack.Decoder(_Written).decode)

    def write(self, folder: Path) -> None:
        """Remember it with a generation."""
        alike = [(*pair, value) for pair, value in sorted(self.alike.items())]
        (folder / FILE).write_bytes(msgspec.msgpack.encode(_Written(self._stamp, alike, dict(sorted(self.means.items())))))
        self._blocks.write(folder)

    def of(self, gone: Mapping[str, HasName], fresh: Mapping[str, HasName], names: Mapping[str, HasName], recognition: Recognition) -> Self:
        """The same after some names have come or gone; those that stay are not compared with each other again.

        Args:
            gone: names that are no more; one that is called otherwise, or is of another type, is one of them, and a fresh one.
            fresh: names that were not there.
            names: gives any of those that there are now by its id.
            recognition: knows whom of the authority a name means.
        """
        left, come = dict[str, Block](), dict[str, Block]()
        means = {key: meant for key, meant in self.means.items() if key not in gone}
        for key, name in gone.items():
            _enter(key, name, left)
        for key in sorted(fresh):  # one after the other, so that what is remembered of its words is at hand
            name = fresh[key]
            if _enter(key, name, come) and (meant := recognition.of(name.name, name.type)) is not None:
                means[key] = meant
        blocks = self._blocks.changed(left, come)
        touched = {key: blocks.of(key) for key in left.keys() | come.keys()}
        crowds = {
            key
            for key, block in touched.items()
            if is_crowded(len(block)) or is_crowded(len(block) - len(come.get(key, ())) + len(left.get(key, ())))
        }
        pairs = {pair for key, block in touched.items() for pair in meeting(block) if key in crowds or pair[0] in fresh or pair[1] in fresh}
        alike = {pair: value for pair, value in self.alike.items() if gone.keys().isdisjoint(pair)}
        crowded = {name for key in crowds for name, _ in touched[key]}
        for pair in _apart([pair for pair in alike if crowded.issuperset(pair)], names, crowds, blocks):
            del alike[pair]
        for one, other in sorted(pairs - alike.keys()):  # so that what is remembered of the one before is at hand
            value = likeness(names[one].name, names[other].name, names[one].type)
            if value >= THRESHOLD:
                alike[one, other] = round(value, 3)
        return type(self)(self._stamp, alike, means, blocks)


def _apart(alike: Iterable[Pair], names: Mapping[str, HasName], crowds: AbstractSet[str], blocks: Blocks) -> list[Pair]:
    """Pairs that no longer meet, for others came between them where many share a key."""
    shared = {pair: _keys(names[pair[0]]) & _keys(names[pair[1]]) for pair in alike} if crowds else {}
    doubtful = {pair: keys for pair, keys in shared.items() if not crowds.isdisjoint(keys)}
    met = {pair for key in {key for keys in doubtful.values() for key in keys} for pair in meeting(blocks.of(key))}
    return [pair for pair in doubtful if pair not in met]


def _keys(of: HasName) -> set[str]:
    return {key for key, _ in keys(of.name, of.type)}


def _enter(key: str, of: HasName, blocks: dict[str, Block]) -> bool:
    """Enter a name into the blocks of what it is found by, if it is a full one; whether it is."""
    if len(name_key(of.name)) < 2 or brevity_of(of.name, of.type) != FULL:
        return False
    for each, known in keys(of.name, of.type):
        blocks.setdefault(each, []).append((key, known))
    return True
