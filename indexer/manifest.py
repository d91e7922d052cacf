"""What a generation says of itself, and whether that can be true."""

import hashlib
import json
import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from whoosh.filedb.filestore import FileStorage

from indexer import schema
from indexer.analysis.analyzer import fingerprint
from indexer.codec.arrays import verify
from indexer.codec.index import ArrayIndex
from indexer.codec.segment import ArraySegment
from indexer.errors import IndexDamaged, IndexIncompatible

MANIFEST = "manifest.json"
PARTIAL = ".partial"
"""What the name of a generation's folder ends in until it is published."""

_FORMAT = "lunette"
_GENERATION = re.compile(r"(?:[0-9]{8}T[0-9]{6}-[0-9a-f]{4})?")
_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.]*")
"""Names of files that a generation may have: none that leads out of its folder."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself.

    `fields` maps a text field to how many articles have it; `files` a name to size and SHA-256; `codec` is how its segments are written;
    `previous` is the generation that was published before, empty for the first.
    """

    generation: str
    created: str
    documents: int
    languages: Mapping[str, int]
    fields: Mapping[str, int]
    rejected: int
    files: Mapping[str, Mapping[str, Any]]
    schema: int = schema.VERSION
    analysis: str = ""
    codec: str = "arrays"
    previous: str = ""
    format: str = _FORMAT

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The manifest of a generation that this program can search and whose files are all there at their sizes.

        Raises:
            IndexDamaged: it is missing or not one that Lunette wrote for this folder, or a file is missing or of another size.
            IndexIncompatible: it was written with another schema or analysis.
        """
        manifest = cls.stated(folder)
        for fault in manifest.faults(folder):
            raise IndexDamaged(fault)
        return manifest

    @classmethod
    def stated(cls, folder: Path) -> Self:
        """The same, without a look at the other files."""
        path = folder / MANIFEST
        try:
            said = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise IndexDamaged(f"{path} cannot be read ({error}); build the index again") from error
        if not isinstance(said, dict) or said.get("format") != _FORMAT:
            raise IndexDamaged(f"{path} is not a manifest that Lunette wrote; build the index again")
        # First of all, for a manifest of another version may hold other things.
        if said.get("schema") != schema.VERSION:
            raise IndexIncompatible(
                f"{folder} was built with schema {said.get('schema')}, this program has {schema.VERSION}; build the index again"
            )
        if said.get("analysis") != fingerprint():
            raise IndexIncompatible(
                f"{folder} was built with another analysis (stemmer, folding or stop words have changed); build the index again"
            )
        for name, sound in _SOUND.items():
            if name not in said or not sound(said[name]):
                raise IndexDamaged(f"{path} has an unusable “{name}”; build the index again")
        if said.keys() - _KEYS or said["generation"] != generation_of(folder) or sum(said["languages"].values()) != said["documents"]:
            raise IndexDamaged(f"{path} contradicts itself or its folder; build the index again")
        return cls(**said)

    def faults(self, folder: Path, *, contents: bool = False) -> Iterator[str]:
        """A sentence for each file that is missing or of another size; with `contents`, also for each of another checksum."""
        for name, entry in self.files.items():
            file = folder / name
            if not file.is_file():
                yield f"{file} is missing; build the index again"
            elif (size := file.stat().st_size) != entry["bytes"]:
                yield f"{file} has {size} bytes instead of {entry['bytes']}; build the index again"
            elif contents and checksum(file) != entry["sha256"]:
                yield f"{file} has changed since it was written; build the index again"

    def open(self, folder: Path) -> ArrayIndex:
        """The Whoosh index of a generation.

        Raises:
            IndexDamaged: it cannot be opened.
        """
        try:
            index = ArrayIndex(FileStorage(str(folder)), pickles=self.codec == "whoosh")
            arrays = all(isinstance(segment, ArraySegment) for segment in index._segments())  # noqa: SLF001 — Whoosh has no other name
        except IndexDamaged:
            raise
        except Exception as error:  # Whoosh raises whatever a damaged table of contents leads to
            raise IndexDamaged(f"{folder} cannot be opened ({type(error).__name__}: {error}); build the index again") from error
        if arrays != (self.codec == "arrays"):
            raise IndexDamaged(f"{folder} is written in another way than its manifest says; build the index again")
        return index

    def confirm(self, folder: Path, checked: Container[str] = ()) -> None:
        """Open the index as a reader would, check its arrays but those of segments that were `checked` before, and count.

        Raises:
            IndexDamaged: it cannot be opened, or holds more or fewer documents than the manifest says.
        """
        with self.open(folder).reader() as reader:
            verify(reader, checked)
            held = reader.doc_count()
        if held != self.documents:
            raise IndexDamaged(f"{folder} holds {held} documents instead of {self.documents}; build it again")

    def write(self, folder: Path) -> None:
        """Write it into the folder."""
        (folder / MANIFEST).write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), "utf-8")


def generation_of(folder: Path) -> str:
    """The id of the generation in this folder, which may still be partial."""
    return folder.name.removesuffix(PARTIAL)


def inventory(folder: Path, known: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, dict[str, Any]]:
    """Every file of a folder with its size in bytes and its SHA-256; of those that are `known`, as they are known."""
    known = known or {}
    return {
        file.name: dict(known[file.name]) if file.name in known else {"bytes": file.stat().st_size, "sha256": checksum(file)}
        for file in sorted(folder.iterdir())
        if file.name != MANIFEST
    }


def checksum(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _are_counts(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_count, value.values()))


def _is_inventory(value: object) -> bool:
    return isinstance(value, dict) and all(
        _FILE.fullmatch(name) and isinstance(entry, dict) and _is_count(entry.get("bytes")) and isinstance(entry.get("sha256"), str)
        for name, entry in value.items()
    )


_SOUND: Mapping[str, Callable[[Any], bool]] = {
    "generation": lambda value: isinstance(value, str),
    "created": lambda value: isinstance(value, str),
    "documents": _is_count,
    "languages": _are_counts,
    "fields": _are_counts,
    "rejected": _is_count,
    "files": _is_inventory,
    "codec": lambda value: value in ("arrays", "whoosh"),
    "previous": lambda value: isinstance(value, str) and _GENERATION.fullmatch(value) is not None,
}
"""What every part of a manifest must be before anybody relies on it."""
_KEYS = {*_SOUND, "format", "schema", "analysis"}
