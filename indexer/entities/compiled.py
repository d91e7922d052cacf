"""The entities that come with Lunette, kept as they are once their YAML was read and checked, which takes a second or two.

They lie beside the bytecode of the package, under a name that changes with every file that they were made of, as Python does with modules.
Where that folder cannot be written they are read anew each time.
"""

import os
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import msgspec

from indexer.document import LANGUAGES, Entity, EntityType

_FORMAT = "1"
"""Raised whenever an entity is kept in another way."""

Row = tuple[str, EntityType, list[str], list[str]]
"""Id, type, the labels in the order of `LANGUAGES`, aliases."""


def kept(files: Sequence[Path]) -> list[Entity] | None:
    """The entities that were kept of these files as they are now; None where none were."""
    with suppress(OSError, msgspec.DecodeError):
        rows = msgspec.msgpack.decode(_place(files).read_bytes(), type=list[Row])
        return [Entity(key, kind, dict(zip(LANGUAGES, labels, strict=True)), tuple(aliases)) for key, kind, labels, aliases in rows]
    return None


def keep(files: Sequence[Path], entities: Iterable[Entity]) -> None:
    """Keep the entities of these files for the next time, if there is a place to."""
    rows: list[Row] = [(each.id, each.type, [each.labels[name] for name in LANGUAGES], list(each.aliases)) for each in entities]
    with suppress(OSError):
        place = _place(files)
        place.parent.mkdir(exist_ok=True)
        before = [path for path in place.parent.glob("authority.*") if path != place]
        # Another process may read it at any moment, so it takes its name when it is whole.
        number, name = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(number, "wb") as stream:
            stream.write(msgspec.msgpack.encode(rows))
        Path(name).replace(place)
        for path in before:
            path.unlink(missing_ok=True)


def _place(files: Sequence[Path]) -> Path:
    digest = blake2b(_FORMAT.encode(), digest_size=8)
    for file in files:
        digest.update(file.read_bytes())
    return files[0].parent / "__pycache__" / f"authority.{digest.hexdigest()}.msgpack"
