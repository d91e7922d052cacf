"""The index directory: generations side by side, one of them published.

    DIR/CURRENT                 the id of the published generation
    DIR/LOCK                    held by whoever writes; names the process
    DIR/generations/ID/         a Whoosh index, the columns, the entities and `manifest.json`
    DIR/generations/ID.partial/ one that is being written, or was when its writer died

Publishing is: every file on disk, the folder renamed to its id, `CURRENT` replaced by one rename. Whatever kills the writer, `CURRENT`
names a whole generation. The one that was published before stays, so that a reader which opened it a moment ago finds its files.
"""

import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from whoosh.index import open_dir

from indexer import schema
from indexer.analysis.analyzer import fingerprint
from indexer.columns import Columns
from indexer.errors import IndexBusy, IndexDamaged, IndexForeign, IndexIncompatible, IndexMissing

MANIFEST = "manifest.json"
_FORMAT = "lunette"
_OURS = {"CURRENT", "CURRENT.new", "LOCK", "generations"}
_ID = re.compile(r"[0-9]{8}T[0-9]{6}-[0-9a-f]{4}")
_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.]*")
"""Names of files that a generation may have: none that leads out of its folder."""
_PARTIAL = ".partial"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself. `fields` maps a text field to how many articles have it; `files` a name to size and SHA-256."""

    generation: str
    created: str
    documents: int
    languages: Mapping[str, int]
    fields: Mapping[str, int]
    rejected: int
    files: Mapping[str, Mapping[str, Any]]
    schema: int = schema.VERSION
    analysis: str = ""
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

    def confirm(self, folder: Path) -> None:
        """Open the index and the columns as a reader would, and count.

        Raises:
            IndexDamaged: they cannot be opened, or hold more or fewer documents than the manifest says.
        """
        try:
            index = open_dir(str(folder))
        except Exception as error:  # Whoosh raises whatever a damaged table of contents leads to
            raise IndexDamaged(f"{folder} cannot be opened ({type(error).__name__}: {error}); build the index again") from error
        try:
            held = {index.doc_count(), len(Columns.read(folder))}
        finally:
            index.close()
        if held != {self.documents}:
            raise IndexDamaged(
                f"{folder} holds {' or '.join(map(str, sorted(held)))} documents instead of {self.documents}; build it again"
            )

    def write(self, folder: Path) -> None:
        """Write it into the folder."""
        (folder / MANIFEST).write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), "utf-8")


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
}
"""What every part of a manifest must be before anybody relies on it."""
_KEYS = {*_SOUND, "format", "schema", "analysis"}


@dataclass(frozen=True, slots=True)
class Generations:
    """The generations of one index directory."""

    home: Path

    @property
    def _folder(self) -> Path:
        return self.home / "generations"

    def published(self) -> str:
        """The id of the published generation.

        Raises:
            IndexMissing: nothing is published here.
            IndexForeign: the directory holds something that Lunette did not write.
        """
        try:
            return (self.home / "CURRENT").read_text("utf-8").strip()
        except (FileNotFoundError, NotADirectoryError):
            self._refuse_foreign()
            raise IndexMissing(f"there is no index in {self.home}; build one with: lunette build SOURCE --index {self.home}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise IndexDamaged(f"{self.home / 'CURRENT'} cannot be read ({error}); build the index again") from error

    def folder(self, generation: str) -> Path:
        """Where a generation lies.

        Raises:
            IndexDamaged: `CURRENT` names something that is not there.
        """
        folder = self._folder / generation
        if not _ID.fullmatch(generation) or not folder.is_dir():
            raise IndexDamaged(
                f"{self.home / 'CURRENT'} names the generation “{generation[:60]}”, which is not there; build the index again"
            )
        return folder

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the directory for one writer. The lock is the kernel's, so it goes when the process goes, however that happens.

        Raises:
            IndexBusy: another process holds it.
            IndexForeign: the directory holds something that Lunette did not write.
        """
        self._refuse_foreign()
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self.home / "LOCK").open("a+", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise IndexBusy(f"{self.home} is being written by {lock.read().strip() or 'another process'}; try again later") from None
            lock.truncate(0)
            lock.write(f"process {os.getpid()} since {_now():%Y-%m-%d %H:%M:%S} UTC")
            lock.flush()
            try:
                for left in self._folder.glob(f"*{_PARTIAL}"):
                    shutil.rmtree(left)
                yield
            finally:
                lock.truncate(0)

    @contextmanager
    def partial(self) -> Iterator[Path]:
        """A folder for a new generation, named `ID.partial`; it goes when an error leaves the block."""
        folder = self._folder / f"{_now():%Y%m%dT%H%M%S}-{secrets.token_hex(2)}{_PARTIAL}"
        folder.mkdir()
        try:
            yield folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def publish(self, partial: Path) -> str:
        """Make a finished partial generation the published one, and remove those that are no longer needed.

        Returns:
            The id of the generation.
        """
        before = self._published_or_nothing()
        for file in partial.iterdir():
            _sync(file)
        _sync(partial)
        generation = generation_of(partial)
        whole = partial.rename(self._folder / generation)
        try:
            _sync(self._folder)
            fresh = self.home / "CURRENT.new"
            fresh.write_text(f"{generation}\n", "utf-8")
            _sync(fresh)
            fresh.replace(self.home / "CURRENT")
        except OSError:
            shutil.rmtree(whole, ignore_errors=True)
            raise
        _sync(self.home)
        self._prune({generation, before})
        return generation

    def verify(self) -> list[str]:
        """Compare every file of the published generation with its checksum; one sentence for each that differs.

        Raises:
            IndexMissing, IndexForeign, IndexIncompatible: there is nothing to verify.
            IndexDamaged: the manifest cannot be used, or says something else than the files.
        """
        folder = self.folder(self.published())
        manifest = Manifest.stated(folder)
        faults = list(manifest.faults(folder, contents=True))
        if not faults:
            manifest.confirm(folder)
        return faults

    def _published_or_nothing(self) -> str:
        try:
            return self.published()
        except (IndexMissing, IndexDamaged):
            return ""

    def _prune(self, kept: set[str]) -> None:
        """Remove every other generation; by name, not by age, for clocks go backwards. What cannot be removed is tried again next time."""
        for folder in self._folder.iterdir():
            if _ID.fullmatch(folder.name) and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def _refuse_foreign(self) -> None:
        if self.home.is_dir():
            strange = {path.name for path in self.home.iterdir() if not path.name.startswith(".")} - _OURS - {"lost+found"}
            if strange:
                raise IndexForeign(f"{self.home} holds files that are not an index ({min(strange)}); choose another directory")
        elif self.home.exists():
            raise IndexForeign(f"{self.home} is a file, not a directory; choose another")


def generation_of(folder: Path) -> str:
    """The id of the generation in this folder, which may still be partial."""
    return folder.name.removesuffix(_PARTIAL)


def inventory(folder: Path) -> dict[str, dict[str, Any]]:
    """Every file of a folder with its size in bytes and its SHA-256."""
    return {
        file.name: {"bytes": file.stat().st_size, "sha256": checksum(file)} for file in sorted(folder.iterdir()) if file.name != MANIFEST
    }


def checksum(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _now() -> datetime:
    return datetime.now(UTC)
