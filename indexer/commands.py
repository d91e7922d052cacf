"""What every command is made of: how it is told to stop, how its errors end, and the options that several have."""

import importlib
import io
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from indexer.errors import IndexerError

DONE, FAILED, _USAGE, REJECTED = 0, 1, 2, 3
"""Exit statuses: done; nothing published or an error; wrong usage (click's own); done, but inputs were rejected and --strict given."""

index_option = click.option(
    "--index", "home", type=click.Path(path_type=Path), default=Path("index"), show_default=True, help="The index directory."
)
dense_option = click.option(
    "--dense/--no-dense", default=False, help="Rank the first hits by what they are about, too; see the README. Off by default."
)
json_option = click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")


class Command(click.Command):
    """A command whose expected errors end in one line on stderr and exit status 1, never in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 — click's signature
        """Run the command."""
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # a terminal in another encoding shows ? and goes on
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # whoever read the answer has seen enough; click ends quietly
        except (IndexerError, OSError) as error:
            fail(sentence(error))


class Stopped(SystemExit):
    """Somebody told this process to stop, by the signal `by`."""

    by: int | None = None


class Group(click.Group):
    """Commands listed in the order in which a person needs them, which tidy up when they are told to stop."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 — click's signature
        super().__init__(*args, **kwargs)
        self._later: dict[str, str] = {}
        self.names: list[str] = [*self.commands]

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command at the end of the list."""
        super().add_command(cmd, name)
        if (called := name or cmd.name or "") not in self._later:
            self.names.append(called)

    def add_later(self, name: str, place: str) -> None:
        """Add a command that is loaded when it is asked for, from a place `module:attribute`."""
        self.names.append(name)
        self._later[name] = place

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, loaded now if it was not before."""
        if cmd_name in self._later and cmd_name not in self.commands:
            module, _, attribute = self._later[cmd_name].partition(":")
            self.add_command(getattr(importlib.import_module(module), attribute), cmd_name)
        return super().get_command(ctx, cmd_name)

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 — click's signature
        """Run the command that the arguments name. Before gunicorn has handlers of its own, TERM ends it as any error would."""
        signal.signal(signal.SIGTERM, _stop)
        try:
            return super().main(*args, **kwargs)
        except Stopped as stopped:
            # Everything is tidied up. Python itself would now wait for the threads of a pool whose workers, told to stop as well, may
            # have died holding one of its locks.
            os._exit(int(stopped.code or 0))

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        """The names, in the order in which the commands were added."""
        return self.names


def fail(message: str, status: int = FAILED) -> NoReturn:
    """Say what went wrong and end."""
    click.echo(f"lunette: {message}", err=True)
    sys.exit(status)


def print_json(data: object) -> None:
    """Print data on one line. JSON is UTF-8 wherever it goes, so the encoding of a terminal plays no part."""
    click.echo(json.dumps(data, ensure_ascii=False).encode("utf-8"))


def typed(argument: str) -> str:
    """An argument without what no answer could hold: bytes that are not UTF-8 become U+FFFD."""
    return os.fsencode(argument).decode("utf-8", "replace")


def _stop(number: int, _frame: object) -> NoReturn:
    """Unwind, so that no partial generation and no worker is left. By itself TERM would leave both, and process 1 would not hear it."""
    signal.signal(number, signal.SIG_IGN)  # a second one must not cut the tidying short
    Stopped.by = number
    raise Stopped(128 + number)


def sentence(error: Exception) -> str:
    """What went wrong, in words for people."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


def counted(number: int) -> str:
    """So many documents."""
    return "1 document" if number == 1 else f"{number} documents"
