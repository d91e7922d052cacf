"""The index directory: generations side by side, one of them published.

    DIR/CURRENT                 the id of the published generation
    DIR/LOCK                    held by whoever writes; names the process
    DIR/generations/ID/         a Whoosh index, the entities and `manifest.json`
    DIR/generations/ID.partial/ one that is being written, or was when its writer died
    DIR/unfinished              what an interrupted build has read, for the next one to go on with, see `spool`

Publishing is: every file on disk, the folder renamed to its id, `CURRENT` replaced by one rename. Whatever kills the writer, `CURRENT`
names a whole generation. The one that was published before stays, to go back to. Others are removed unless somebody has them open:
readers hold a shared lock of the kernel's on the manifest, which goes when they go, however that happens.
"""

import fcntl
import os
import re
import secrets
import shutil
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from indexer import counterparts, nametable, spool, stories, vectors, weighing
from indexer.called import Called
from indexer.entities.likenesses import Likenesses
from indexer.errors import IndexBusy, IndexDamaged, IndexForeign, IndexMissing
from indexer.knowledge import Knowledge
from indexer.ledger import Ledger
from indexer.lexicon import learnt
from indexer.manifest import MANIFEST, PARTIAL, Manifest, generation_of
from indexer.twins import Sketches, Told

_OURS = {"CURRENT", "CURRENT.new", "LOCK", "generations", spool.NAME}
_TABLES: tuple[Callable[[Path], object], ...] = (
    nametable.read,
    stories.read,
    counterparts.read,
    weighing.read,
    learnt.read,
    Ledger.read,
    Sketches.read,
    Told.read,
    Likenesses.check,
    Called.check,
    Knowledge.read,
    vectors.check,
)
"""What reads the files beside the Whoosh index, and finds out whether they hold what they should."""
_ID = re.compile(r"[0-9]{8}T[0-9]{6}-[0-9a-f]{4}")


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
            IndexDamaged: `CURRENT` cannot be read.
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
                for left in self._folder.glob(f"*{PARTIAL}"):
                    shutil.rmtree(left)
                yield
            finally:
                lock.truncate(0)

    @contextmanager
    def partial(self) -> Iterator[Path]:
        """A folder for a new generation, named `ID.partial`; it goes when an error leaves the block."""
        folder = self._folder / f"{_now():%Y%m%dT%H%M%S}-{secrets.token_hex(2)}{PARTIAL}"
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
        before = self.before()
        for file in partial.iterdir():
            _sync(file)
        _sync(partial)
        generation = generation_of(partial)
        whole = partial.rename(self._folder / generation)
        try:
            _sync(self._folder)
            self._name(generation)
        except OSError:
            shutil.rmtree(whole, ignore_errors=True)
            raise
        _sync(self.home)
        self._prune({generation, before})
        return generation

    def roll_back(self) -> tuple[str, str]:
        """Publish again the generation that was published before the one that is.

        Returns:
            The id of the generation that is published now, and of the one that was.

        Raises:
            IndexMissing: there is none before, or it is gone.
            IndexDamaged, IndexIncompatible: it cannot be searched.
        """
        served = self.published()
        before = Manifest.stated(self.folder(served)).previous
        folder = self._folder / before
        if not before or not folder.is_dir():
            raise IndexMissing(f"{self.home} holds no generation before {served} to go back to")
        manifest = Manifest.read(folder)
        manifest.confirm(folder)
        self._name(before)
        _sync(self.home)
        return before, served

    def before(self) -> str:
        """The id of the generation that is published as yet; empty if none is."""
        try:
            return self.folder(self.published()).name
        except (IndexMissing, IndexDamaged):
            return ""

    def _name(self, generation: str) -> None:
        """Have `CURRENT` name a generation from now on."""
        fresh = self.home / "CURRENT.new"
        fresh.write_text(f"{generation}\n", "utf-8")
        _sync(fresh)
        fresh.replace(self.home / "CURRENT")

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
            for read in _TABLES:
                read(folder)
        return faults

    def _prune(self, kept: set[str]) -> None:
        """Remove every other generation that nobody reads; by name, not by age, for clocks go backwards.

        What is still read, or cannot be removed, is tried again next time.
        """
        for folder in self._folder.iterdir():
            if _ID.fullmatch(folder.name) and folder.name not in kept and not _read_by_somebody(folder):
                shutil.rmtree(folder, ignore_errors=True)

    def _refuse_foreign(self) -> None:
        if self.home.is_dir():
            strange = {path.name for path in self.home.iterdir() if not path.name.startswith(".")} - _OURS - {"lost+found"}
            if strange:
                raise IndexForeign(f"{self.home} holds files that are not an index ({min(strange)}); choose another directory")
        elif self.home.exists():
            raise IndexForeign(f"{self.home} is a file, not a directory; choose another")


class Hold:
    """Keeps a generation from being removed for as long as this is there.

    Raises:
        OSError: it is gone, or just being removed.
    """

    def __init__(self, folder: Path) -> None:
        self._manifest = os.open(folder / MANIFEST, os.O_RDONLY)
        weakref.finalize(self, os.close, self._manifest)
        fcntl.flock(self._manifest, fcntl.LOCK_SH | fcntl.LOCK_NB)


def _read_by_somebody(folder: Path) -> bool:
    try:
        with (folder / MANIFEST).open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _now() -> datetime:
    return datetime.now(UTC)
