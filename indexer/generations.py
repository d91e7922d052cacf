"""The index directory: generations side by side, one of them published.

    DIR/CURRENT                 the id of the published generation
    DIR/LOCK                    held by whoever writes; names the process
    DIR/generations/ID/         a Whoosh index, the columns, the entities and `manifest.json`
    DIR/generations/ID.partial/ one that is being written, or was when its writer died

Publishing is: every file on disk, the folder renamed to its id, `CURRENT` replaced by one rename. Whatever kills the writer, `CURRENT`
names a whole generation. The generation before stays, so that a reader which opened it a moment ago finds its files.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from indexer import schema
from indexer.analysis.analyzer import fingerprint
from indexer.errors import IndexBusy, IndexDamaged, IndexForeign, IndexIncompatible, IndexMissing

MANIFEST = "manifest.json"
_FORMAT = "lunette"
_OURS = {"CURRENT", "CURRENT.new", "LOCK", "generations"}
_KEPT = 2
"""The published generation and the one before."""


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
            IndexDamaged: it is missing, unreadable, or a file is missing or of another size.
            IndexIncompatible: it was written with another schema or analysis.
        """
        path = folder / MANIFEST
        try:
            manifest = cls(**json.loads(path.read_text("utf-8")))
            sizes = {name: entry["bytes"] for name, entry in manifest.files.items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise IndexDamaged(f"{path} cannot be read ({error}); build the index again") from error
        if manifest.schema != schema.VERSION:
            raise IndexIncompatible(
                f"{folder} was built with schema {manifest.schema}, this program has {schema.VERSION}; build the index again"
            )
        if manifest.analysis != fingerprint():
            raise IndexIncompatible(
                f"{folder} was built with another analysis (stemmer, folding or stop words have changed); build the index again"
            )
        for name, size in sizes.items():
            file = folder / name
            if not file.is_file():
                raise IndexDamaged(f"{file} is missing; build the index again")
            if file.stat().st_size != size:
                raise IndexDamaged(f"{file} has {file.stat().st_size} bytes instead of {size}; build the index again")
        return manifest

    def write(self, folder: Path) -> None:
        """Write it into the folder."""
        (folder / MANIFEST).write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), "utf-8")


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
        except FileNotFoundError:
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
        if not generation or "/" in generation or generation.startswith(".") or not folder.is_dir():
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
            except OSError:
                lock.seek(0)
                raise IndexBusy(f"{self.home} is being written by {lock.read().strip() or 'another process'}; try again later") from None
            lock.truncate(0)
            lock.write(f"process {os.getpid()} since {_now():%Y-%m-%d %H:%M:%S} UTC")
            lock.flush()
            for left in self._folder.glob("*.partial"):
                shutil.rmtree(left)
            yield
            lock.truncate(0)

    @contextmanager
    def partial(self) -> Iterator[Path]:
        """A folder for a new generation, named `ID.partial`; it goes when an error leaves the block."""
        folder = self._folder / f"{_now():%Y%m%dT%H%M%S}-{secrets.token_hex(2)}.partial"
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
        for file in partial.iterdir():
            _sync(file)
        _sync(partial)
        generation = partial.name.removesuffix(".partial")
        partial.rename(self._folder / generation)
        _sync(self._folder)
        fresh = self.home / "CURRENT.new"
        fresh.write_text(f"{generation}\n", "utf-8")
        _sync(fresh)
        fresh.replace(self.home / "CURRENT")
        _sync(self.home)
        self._prune(generation)
        return generation

    def verify(self) -> list[str]:
        """Compare every file of the published generation with its checksum; one sentence for each that differs."""
        folder = self.folder(self.published())
        manifest = Manifest.read(folder)
        return [
            f"{folder / name} has changed since it was written; build the index again"
            for name, entry in manifest.files.items()
            if checksum(folder / name) != entry["sha256"]
        ]

    def _prune(self, published: str) -> None:
        others = sorted(path for path in self._folder.iterdir() if path.is_dir() and path.name != published)
        for old in others[: 1 - _KEPT]:
            shutil.rmtree(old, ignore_errors=True)

    def _refuse_foreign(self) -> None:
        if self.home.is_dir():
            strange = {path.name for path in self.home.iterdir() if not path.name.startswith(".")} - _OURS - {"lost+found"}
            if strange:
                raise IndexForeign(f"{self.home} holds files that are not an index ({sorted(strange)[0]}); choose another directory")
        elif self.home.exists():
            raise IndexForeign(f"{self.home} is a file, not a directory; choose another")


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
