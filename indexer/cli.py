"""The commands that make and look at an index. Data goes to stdout, everything said to people to stderr."""

import io
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn, Self, cast

import click

from indexer.analysis import CHAINS
from indexer.build import Report, Watcher
from indexer.build import build as build_index
from indexer.columns import Columns
from indexer.document import LANGUAGES, Language, Reject
from indexer.entities import Authority, Finder
from indexer.errors import IndexerError, SourceError
from indexer.generations import Generations
from indexer.language import detect
from indexer.manifest import Manifest
from indexer.readers.text import MAX_BYTES, NotTextError, decode
from indexer.terminal import shown
from indexer.writer import CODECS

DONE, FAILED, _USAGE, REJECTED = 0, 1, 2, 3
"""Exit statuses: done; nothing published or an error; wrong usage (click's own); done, but inputs were rejected and --strict given."""

_PROGRESS_SECONDS = 0.2

index_option = click.option(
    "--index", "home", type=click.Path(path_type=Path), default=Path("index"), show_default=True, help="The index directory."
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
            fail(_sentence(error))


class _Stopped(SystemExit):
    """Somebody told this process to stop."""


class Group(click.Group):
    """Commands listed in the order in which a person needs them, which tidy up when they are told to stop."""

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 — click's signature
        """Run the command that the arguments name. Before gunicorn has handlers of its own, TERM ends it as any error would."""
        signal.signal(signal.SIGTERM, _stop)
        try:
            return super().main(*args, **kwargs)
        except _Stopped as stopped:
            # Everything is tidied up. Python itself would now wait for the threads of a pool whose workers, told to stop as well, may
            # have died holding one of its locks.
            os._exit(int(stopped.code or 0))

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        """The names, in the order in which the commands were added."""
        return list(self.commands)


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


@click.command(cls=Command)
@click.argument("source", nargs=-1, required=True)
@index_option
@click.option("--workers", type=click.IntRange(1, 256), help="Processes that read articles; by default one a processor, at most 8.")
@click.option(
    "--codec",
    type=click.Choice(list(CODECS)),
    default="arrays",
    show_default=True,
    help="How the index is written: as arrays, or as stock Whoosh writes it, for other programs; that one is slow.",
)
@click.option("--strict", is_flag=True, help="End with status 3 if any input was rejected; the rest is published all the same.")
def build(source: tuple[str, ...], home: Path, workers: int | None, codec: str, *, strict: bool) -> None:
    """Build the index anew from SOURCE... and publish it at once.

    A SOURCE is a file (.txt, .jsonl, .ndjson), a directory, a glob pattern, or - for JSON Lines on standard input. Until the new index
    is whole and checked, and if anything goes wrong, the old one is served.
    """
    report = run_build(source, home, workers, codec)
    if strict and report.rejected:
        sys.exit(REJECTED)


def run_build(sources: Sequence[str], home: Path, workers: int | None = None, codec: str = "arrays") -> Report:
    """Build, and tell people how it goes and how it went."""
    with Narrator() as narrator:
        report = build_index(sources, home, workers=workers, codec=codec, watcher=narrator)
    languages = ", ".join(f"{count} {language}" for language, count in sorted(report.languages.items(), key=lambda item: -item[1]))
    click.echo(
        f"{_documents(report.documents)} ({languages}), {report.rejected} rejected; published {report.generation} in {home}", err=True
    )
    return report


@click.command(cls=Command)
@index_option
@json_option
def stats(home: Path, *, as_json: bool) -> None:
    """Tell what the published index holds."""
    generations = Generations(home)
    folder = generations.folder(generations.published())
    manifest = Manifest.read(folder)
    with manifest.open(folder).reader() as reader:
        columns = Columns.of(reader)
    size = sum(entry["bytes"] for entry in manifest.files.values())
    facets = {name: len(facet.values) for name, facet in columns.facets.items()}
    told = {
        "generation": manifest.generation,
        "documents": manifest.documents,
        "languages": dict(manifest.languages),
        "rejected": manifest.rejected,
        "codec": manifest.codec,
        "bytes": size,
        "values": facets,
    }
    if as_json:
        print_json(told)
        return
    click.echo(f"generation {manifest.generation}: {_documents(manifest.documents)}, {size:,} bytes, {manifest.rejected} inputs rejected")
    click.echo("languages  " + ", ".join(f"{name} {count}" for name, count in sorted(manifest.languages.items())))
    click.echo("distinct   " + ", ".join(f"{name} {count}" for name, count in facets.items()))


@click.command(cls=Command)
@index_option
def check(home: Path) -> None:
    """Compare every file of the published index with its checksum."""
    damage = Generations(home).verify()
    if damage:
        fail("\n".join(damage))
    click.echo(f"{home} is whole", err=True)


@click.command(cls=Command)
@click.argument("text")
@click.option("--lang", type=click.Choice(LANGUAGES), required=True, help="The language to read it in.")
@json_option
def analyze(text: str, lang: str, *, as_json: bool) -> None:
    """Show the terms that TEXT becomes, and of which characters."""
    text = typed(text)
    rows = [
        {
            "position": part.position,
            "start": part.start,
            "end": part.end,
            "text": text[part.start : part.end],
            "surfaces": list(part.surfaces),
            "terms": list(part.terms),
        }
        for part in CHAINS[cast("Language", lang)].parts(text)
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        terms = " ".join(cast("list[str]", row["terms"])) or "(stop word)"
        click.echo(f"{row['position']:4}  {row['start']:5}-{row['end']:<5}  {row['text']!s:24}  {terms}")


@click.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def entities(file: Path, *, as_json: bool) -> None:
    """List the people, organisations, places and programmes in FILE.

    With --json, every mention with its offsets into the decoded text of FILE; without, how often each is named.
    """
    with file.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)  # no more, for a file such as /dev/zero has no end
    if len(data) > MAX_BYTES:
        raise SourceError(f"{file} is larger than {MAX_BYTES // 1024 // 1024} MiB, the most that one article may take")
    try:
        text = decode(data)
    except NotTextError as error:
        raise SourceError(f"{file} {error}") from error
    mentions = Finder(Authority.load()).find(text, detect(text)[0])
    if as_json:
        print_json([mention._asdict() for mention in mentions])
        return
    for (kind, key), count in sorted(Counter((mention.type, mention.id) for mention in mentions).items()):
        click.echo(f"{kind:10} {key:32} {count}")


COMMANDS = (build, stats, check, analyze, entities)
"""The index commands, in the order of `lunette --help`."""


@click.group(cls=Group)
def main() -> None:
    """Make and look at an index."""


for _command in COMMANDS:
    main.add_command(_command)


class Narrator(Watcher):
    """Tells people what a build rejects, and on a terminal how far it is, in a line that makes way for every other."""

    def __init__(self) -> None:
        self._counting = bool(sys.stderr and sys.stderr.isatty())
        self._counted_at = 0.0
        self._width = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._erase()

    def counted(self, documents: int, rejected: int) -> None:
        """Rewrite the line, if it is a while since."""
        if self._counting and (now := time.monotonic()) - self._counted_at >= _PROGRESS_SECONDS:
            self._counted_at = now
            line = f"{_documents(documents)}, {rejected} rejected"
            click.echo(f"\r{line.ljust(self._width)}", err=True, nl=False)
            self._width = len(line)

    def rejected(self, reject: Reject) -> None:
        """Say what and why, in one line that a terminal shows and does not obey."""
        self._erase()
        click.echo(f"rejected {_one_line(reject.path, 300)}: {_one_line(reject.reason, 300)}", err=True)

    def _erase(self) -> None:
        if self._width:
            click.echo(f"\r{' ' * self._width}\r", err=True, nl=False)
            self._width = 0


def _stop(number: int, _frame: object) -> NoReturn:
    """Unwind, so that no partial generation and no worker is left. By itself TERM would leave both, and process 1 would not hear it."""
    signal.signal(number, signal.SIG_IGN)  # a second one must not cut the tidying short
    raise _Stopped(128 + number)


def _documents(number: int) -> str:
    return "1 document" if number == 1 else f"{number} documents"


def _one_line(text: str, longest: int) -> str:
    line = shown(text)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)
