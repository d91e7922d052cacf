"""Tells people on stderr how a build goes: in a line that counts on a terminal, and otherwise in a plain line now and then."""

import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

import click

from indexer.document import Reject
from indexer.terminal import shown
from indexer.watcher import Watcher

if TYPE_CHECKING:
    from rich.progress import Progress

_SECONDS = 10.0
"""Between two plain lines."""
_LONGEST = 300
"""Characters of a path or a reason."""


class Narrator(Watcher):
    """Tells what a build rejects, how far it is, how fast, and how long it will take."""

    def __init__(self) -> None:
        self._progress: Progress | None = None
        self._closing = ExitStack()
        self._told = time.monotonic()
        self._total: int | None = None

    def __enter__(self) -> Self:
        if sys.stderr and sys.stderr.isatty():
            self._progress = self._closing.enter_context(_progress())
            self._task = self._progress.add_task("reading", total=None, said="")
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()
        self._progress = None

    def read(self, files: int, articles: int) -> None:
        """Say how far the reading is."""
        self._at("reading", articles, f"{_many(files, 'file')}, {_many(articles, 'article')}")

    def expects(self, articles: int) -> None:
        """From now on, articles are indexed."""
        self._total = articles
        if self._progress:
            self._progress.reset(self._task, total=articles, said="")

    def counted(self, documents: int, rejected: int) -> None:
        """Say how far the indexing is."""
        of = f" of {self._total}" if self._total and not self._progress else ""
        self._at("indexing", None, f"{documents}{of} documents, {rejected} rejected")

    def encoded(self, articles: int, total: int) -> None:
        """Say how far the encoding is."""
        if self._progress:
            self._progress.update(self._task, total=total)
        self._at("encoding", articles, f"{articles} of {total} articles")

    def rejected(self, reject: Reject) -> None:
        """Say what and why, in one line that a terminal shows and does not obey."""
        self.noted(f"rejected {_one_line(reject.path)}: {_one_line(reject.reason)}")

    def noted(self, message: str) -> None:
        """Say something in a line of its own."""
        if self._progress:
            self._progress.console.print(message, markup=False, highlight=False, soft_wrap=True)
        else:
            click.echo(message, err=True)

    def _at(self, doing: str, done: int | None, said: str) -> None:
        if self._progress:
            self._progress.update(self._task, description=doing, completed=done, advance=None if done is not None else 1, said=said)
        elif (now := time.monotonic()) - self._told >= _SECONDS:
            self._told = now
            click.echo(f"{doing}: {said}", err=True)


def _progress() -> "Progress":
    # Only a terminal needs it, and it takes as long to load as a small build.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    class Rate(ProgressColumn):
        """Articles a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.0f}/s" if task.speed else "")

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[said]}"),
        Rate(),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        transient=True,
    )


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _one_line(text: str) -> str:
    line = shown(text)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
