"""Which unknown names of an index are alike, and which are recognised: remembered, so that only names that are new are compared.

What is remembered is what comparing all of them anew would give. Only full names are compared: whose a surname alone or an acronym is,
nothing tells but the texts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import NamedTuple, Protocol, Self

import msgspec

from indexer import sidecar
from indexer.document import EntityType
from indexer.entities.blocking import Bearer, is_crowded, keys, meeting
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


class _Kept(msgspec.Struct, array_like=True, gc=False):
    """A name with what it is found by (see `blocking.keys`), and whom of the authority it means: an id and how sure that is.

    `found_by` has the keys in a line each, and behind those that stand for a known given name `_KNOWN`; that is read ten times as fast as
    lists are.
    """

    name: str
    type: EntityType
    found_by: str
    means: tuple[str, float] | None

    @property
    def keys(self) -> list[tuple[str, bool]]:
        """What it is found by."""
        return [(key.removesuffix(_KNOWN), key.endswith(_KNOWN)) for key in self.found_by.splitlines()]


_KNOWN = "!"


Pair = tuple[str, str]


class _Written(msgspec.Struct, array_like=True):
    stamp: str
    names: dict[str, _Kept]
    alike: list[tuple[str, str, float]]


class Likenesses:
    """The unknown names of an index by id.

    `stamp` tells by which rules and against which authority they were compared; `alike` is how like those are that may be one.
    """

    def __init__(self, stamp: str, names: Mapping[str, _Kept] | None = None, alike: Mapping[Pair, float] | None = None) -> None:
        self._stamp = stamp
        self._names: Mapping[str, _Kept] = names or {}
        self.alike: Mapping[Pair, float] = alike or {}

    @classmethod
    def read(cls, folder: Path, stamp: str) -> Self:
        """What is remembered with a generation; nothing if it was compared otherwise.

        Raises:
            IndexDamaged: it cannot be read.
        """
        written = cls._written(folder)
        if written.stamp != stamp:
            return cls(stamp)
        return cls(stamp, written.names, {(one, other): value for one, other, value in written.alike})

    @classmethod
    def check(cls, folder: Path) -> None:
        """Find out whether what is remembered can be read.

        Raises:
            IndexDamaged: it cannot.
        """
        cls._written(folder)

    @staticmethod
    def _written(folder: Path) -> _Written:
        return sidecar.read(folder / FILE, msgspec.msgpack.Decoder(_Written).decode)

    def write(self, folder: Path) -> None:
        """Remember it with a generation."""
        alike = [(*pair, value) for pair, value in sorted(self.alike.items())]
        (folder / FILE).write_bytes(msgspec.msgpack.encode(_Written(self._stamp, dict(sorted(self._names.items())), alike)))

    def means(self) -> dict[str, tuple[str, float]]:
        """Of every name that is recognised, the entity's id and how sure that is."""
        return {key: kept.means for key, kept in self._names.items() if kept.means}

    def of(self, called: Mapping[str, HasName], recognition: Recognition) -> Self:
        """The same for these names; those that are as they were are not compared with each other again."""
        known = self._names
        gone = {key for key, kept in known.items() if (name := called.get(key)) is None or name.name != kept.name or name.type != kept.type}
        fresh = (called.keys() & gone) | (called.keys() - known.keys())
        names = {key: kept for key, kept in known.items() if key not in gone}
        names |= {key: _kept(name.name, name.type, recognition) for key, name in called.items() if key in fresh}
        left = Counter(key for name in gone for key, _ in known[name].keys)
        come = Counter(key for name in fresh for key, _ in names[name].keys)
        touched = left.keys() | come.keys()
        blocks = _blocks(names, touched)
        now = {key: len(blocks.get(key, ())) for key in touched}
        crowds = {key for key in touched if is_crowded(now[key]) or is_crowded(now[key] - come[key] + left[key])}
        pairs = {pair for key, block in blocks.items() for pair in meeting(block) if key in crowds or pair[0] in fresh or pair[1] in fresh}
        alike = {pair: value for pair, value in self.alike.items() if gone.isdisjoint(pair)}
        crowded = {name for key in crowds for name, _ in blocks.get(key, ())}
        for pair in self._apart([pair for pair in alike if crowded.issuperset(pair)], names, crowds):
            del alike[pair]
        for one, other in sorted(pairs - alike.keys()):  # so that what is remembered of the one before is at hand
            value = likeness(names[one].name, names[other].name, names[one].type)
            if value >= THRESHOLD:
                alike[one, other] = round(value, 3)
        return type(self)(self._stamp, names, alike)

    def _apart(self, alike: Iterable[Pair], names: Mapping[str, _Kept], crowds: AbstractSet[str]) -> list[Pair]:
        """Pairs that no longer meet, for others came between them where many share a key."""
        shared = (
            {pair: {key for key, _ in names[pair[0]].keys} & {key for key, _ in names[pair[1]].keys} for pair in alike} if crowds else {}
        )
        doubtful = {pair: keys for pair, keys in shared.items() if not crowds.isdisjoint(keys)}
        blocks = _blocks(names, {key for keys in doubtful.values() for key in keys})
        met = {pair for block in blocks.values() for pair in meeting(block)}
        return [pair for pair in doubtful if pair not in met]


def _blocks(names: Mapping[str, _Kept], wanted: AbstractSet[str]) -> dict[str, list[Bearer]]:
    """The ids of the names that have each of some keys, in the order of the ids."""
    blocks: dict[str, list[Bearer]] = defaultdict(list)
    if not wanted:
        return blocks
    # Most names have none of them, which is seen sooner when the keys are looked at as they are written.
    written = {key + known for key in wanted for known in ("", _KNOWN)}
    having = [name for name, kept in names.items() if kept.found_by and not written.isdisjoint(kept.found_by.splitlines())]
    for name in sorted(having):
        for key, known in names[name].keys:
            if key in wanted:
                blocks[key].append((name, known))
    return blocks


def _kept(name: str, kind: EntityType, recognition: Recognition) -> _Kept:
    full = len(name_key(name)) > 1 and brevity_of(name, kind) == FULL
    found_by = "\n".join(key + _KNOWN * known for key, known in keys(name, kind)) if full else ""
    return _Kept(name, kind, found_by, recognition.of(name, kind) if full else None)
