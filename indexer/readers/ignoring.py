"""What a walk passes over because somebody said so: patterns as Git writes them, in `.lunetteignore` files or on the command line.

As with Git, a file in a folder speaks for all below it, the folder nearest to a path has the last word, a pattern that begins with `!`
takes back what was said before, and nothing is read below a folder that is passed over. What the command line says nobody takes back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.errors import SourceError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_FILE = ".lunetteignore"

MAX_BYTES = 1024 * 1024
"""The most of such a file that is read."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """What is ignored in a folder: for everybody, and in the folders above it, each with how many parts its own path has."""

    always: "GitIgnoreSpec | None" = None
    folders: tuple[tuple[int, "GitIgnoreSpec"], ...] = ()

    @classmethod
    def of(cls, patterns: Sequence[str]) -> "Ignored":
        """What the patterns say, wherever a walk begins.

        Raises:
            SourceError: one of them is no pattern.
        """
        wrong = [pattern for pattern in patterns if not _is_pattern(pattern)]
        if wrong:
            raise SourceError(f"--ignore “{wrong[0]}” is no pattern; write it as in a .gitignore, for example drafts/ or *.bak.txt")
        return cls(_spec(patterns) if patterns else None)

    def besides(self, parts: tuple[str, ...], file: Path) -> "tuple[Ignored, tuple[str, ...]]":
        """The same and what a file says about the folder in which it lies, to which `parts` leads; and those of its lines that say nothing.

        Raises:
            OSError: the file cannot be read.
        """
        with file.open("rb") as stream:
            lines = stream.read(MAX_BYTES).decode("utf-8-sig", "replace").splitlines()
        wrong = tuple(line for line in lines if not _is_pattern(line))
        spec = _spec(line for line in lines if line not in wrong)
        return Ignored(self.always, (*self.folders, (len(parts), spec))), wrong

    def covers(self, parts: tuple[str, ...], *, folder: bool = False) -> bool:
        """Whether a path below the beginning of a walk is passed over. Where it begins, the user has named it, so that is not."""
        if not parts:
            return False
        end = "/" if folder else ""
        if self.always is not None and self.always.match_file("/".join(parts) + end):
            return True
        for depth, spec in reversed(self.folders):
            said = spec.check_file("/".join(parts[depth:]) + end).include
            if said is not None:
                return said
        return False


def _is_pattern(line: str) -> bool:
    try:
        _spec([line])
    except ValueError:
        return False
    return True


def _spec(lines: Iterable[str]) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 — most updates ignore nothing

    return GitIgnoreSpec.from_lines(lines)


NOTHING = Ignored()
"""Only what the folders themselves say."""
