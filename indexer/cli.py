"""The commands that make and look at an index. Data goes to stdout, everything said to people to stderr."""

import io
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial, wraps
from pathlib import Path
from typing import Any, NoReturn, cast

import click

from indexer import spool
from indexer.analysis import CHAINS
from indexer.base import Base
from indexer.build import Gate, Report
from indexer.build import build as build_index
from indexer.columns import Columns
from indexer.document import LANGUAGES, Language
from indexer.entities import Authority, Finder
from indexer.errors import IndexerError, SourceError, WorkerLost
from indexer.generations import Generations
from indexer.inspection import inspected
from indexer.language import detect
from indexer.manifest import Manifest
from indexer.narrator import Narrator
from indexer.readers import Options
from indexer.readers.text import MAX_BYTES, NotTextError, decode
from indexer.terminal import shown
from indexer.update import update as update_index
from indexer.writer import CODECS

DONE, FAILED, _USAGE, REJECTED = 0, 1, 2, 3
"""Exit statuses: done; nothing published or an error; wrong usage (click's own); done, but inputs were rejected and --strict given."""

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
    """Somebody told this process to stop, by the signal `by`."""

    by: int | None = None


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


def _in_a_folder(_context: click.Context, _option: click.Parameter, file: Path | None) -> Path | None:
    """A file that can be written later: what is wrong with it is said before hours of work."""
    if file is not None and not file.parent.is_dir():
        raise click.BadParameter(f"there is no folder “{file.parent}” to write it into")
    return file


_source = click.argument("source", nargs=-1, required=True)
_workers = click.option(
    "--workers", type=click.IntRange(1, 256), help="Processes that read articles; by default one a processor, at most 8."
)
_strict = click.option("--strict", is_flag=True, help="End with status 3 if any input was rejected; the rest is published all the same.")
_check = click.option(
    "--check",
    "searches",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Publish only if the searches of this file are answered as it says; see the README.",
)
_report = click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    callback=_in_a_folder,
    help="Write what was done and rejected to this file, as JSON.",
)


def _reading(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that tell how sources are to be read; it gets them as one, under the name `options`."""

    @click.option(
        "--map",
        "named",
        multiple=True,
        metavar="KEY=COLUMN",
        help="What your files call a key of an article, as in text=body; in JSON, dots lead into objects. May be repeated.",
    )
    @click.option(
        "--ignore",
        multiple=True,
        metavar="PATTERN",
        help="What to pass over, written as in a .gitignore. May be repeated; a file .lunetteignore in a folder says the same.",
    )
    @wraps(command)
    def with_options(*arguments: Any, named: tuple[str, ...], ignore: tuple[str, ...], **others: Any) -> None:  # noqa: ANN401 — click's
        command(*arguments, options=Options.of(named, ignore), **others)

    return with_options


@click.command(cls=Command)
@_source
@index_option
@_reading
@_workers
@click.option(
    "--codec",
    type=click.Choice(list(CODECS)),
    default="arrays",
    show_default=True,
    help="How the index is written: as arrays, or as stock Whoosh writes it, for other programs; that one is slow.",
)
@click.option("--resume", is_flag=True, help="Go on with a build that was interrupted: what it has read is not read again.")
@_check
@_strict
@_report
@click.pass_context
def build(
    context: click.Context,
    /,
    source: tuple[str, ...],
    home: Path,
    searches: Path | None,
    report: Path | None,
    *,
    strict: bool,
    **others: Any,  # noqa: ANN401 — click's, as `indexer.build` has them
) -> None:
    """Build the index anew from SOURCE... and publish it at once.

    A SOURCE is a file (text, Markdown, HTML, JSON Lines, JSON, CSV, RSS, Atom or WARC, packed or not), a directory, a glob pattern, or -
    for JSON Lines on standard input. Until the new index is whole and checked, and if anything goes wrong, the old one is served.
    """
    _finished(run_build(source, home, report, gate=_gate(context, searches, home), **others), strict=strict)


@click.command(cls=Command)
@_source
@index_option
@_reading
@click.option("--delete-missing", is_flag=True, help="Delete every article that SOURCE... no longer holds.")
@click.option("--watch", is_flag=True, help="Go on: whenever something changes in SOURCE..., update the index.")
@_workers
@_check
@_strict
@_report
@click.pass_context
def update(
    context: click.Context,
    /,
    source: tuple[str, ...],
    home: Path,
    searches: Path | None,
    report: Path | None,
    *,
    strict: bool,
    watch: bool,
    **others: Any,  # noqa: ANN401 — click's, as `indexer.update` has them
) -> None:
    """Bring the index up to date with SOURCE...

    What is new or has changed there is indexed, and the rest stays as it is. Articles are known by their ids. Files that have not
    changed since they were indexed are not read.
    """
    run = partial(run_update, source, home, report, gate=_gate(context, searches, home), **others)
    if watch:
        from indexer import watching  # noqa: PLC0415 — no other command needs what it loads

        try:
            watching.watch(
                source, home, run, lambda error: click.echo(f"lunette: {_sentence(error)}; waiting for the next change", err=True)
            )
        except KeyboardInterrupt:
            # Whatever signal wakes it, the library that waits for changes turns into this one.
            if _Stopped.by is not None:
                raise _Stopped(128 + _Stopped.by) from None
            raise
    else:
        _finished(run(), strict=strict)


GATE = "lunette.gate"
"""Where in the context of a command stands what makes a gate of a file of searches; `lunette` has it, `python -m indexer` cannot search."""


def _gate(context: click.Context, file: Path | None, home: Path) -> Gate | None:
    if file is None:
        return None
    make = context.meta.get(GATE)
    if make is None:
        raise click.UsageError("--check needs the command lunette, which can search")
    gate: Gate = make(file, home)
    return gate


def _finished(report: Report, *, strict: bool) -> None:
    if strict and report.rejected:
        sys.exit(REJECTED)


def run_build(sources: Sequence[str], home: Path, report_to: Path | None = None, **options: Any) -> Report:  # noqa: ANN401 — handed on
    """Build, and tell people how it goes and how it went."""
    begun = time.monotonic()
    with Narrator() as narrator:
        try:
            report = build_index(sources, home, watcher=narrator, **options)
        except (OSError, WorkerLost, KeyboardInterrupt):
            if (home / spool.NAME).exists():
                narrator.noted("what was read is kept: to go on with it, run the same command with --resume")
            raise
    _tell(report, f"published {report.generation} in {home}", report_to, time.monotonic() - begun)
    return report


def run_update(sources: Sequence[str], home: Path, report_to: Path | None = None, **options: Any) -> Report:  # noqa: ANN401 — handed on
    """Update, and tell people how it goes and how it went."""
    begun = time.monotonic()
    with Narrator() as narrator:
        report = update_index(sources, home, watcher=narrator, **options)
    changes = [f"{report.changed[what]} {what}" for what in ("added", "replaced", "deleted") if report.changed[what]]
    done = f"{', '.join(changes)}; published {report.generation} in {home}" if changes else f"nothing has changed in {home}"
    _tell(report, done, report_to, time.monotonic() - begun)
    return report


def _tell(report: Report, done: str, report_to: Path | None, seconds: float) -> None:
    """The final report: for people, and as JSON where somebody wants it."""
    languages = ", ".join(f"{count} {language}" for language, count in sorted(report.languages.items(), key=lambda item: -item[1]))
    click.echo(f"{_documents(report.documents)} ({languages}), {report.rejected} rejected; {done}", err=True)
    if report.rejected > 1:
        for reason, count in report.reasons.items():
            click.echo(f"{count:8} × {shown(reason)}", err=True)
    if report_to:
        told = asdict(report) | {"seconds": round(seconds, 3)}
        report_to.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8", errors="surrogateescape")


@click.command(cls=Command)
@index_option
def rollback(home: Path) -> None:
    """Publish again the index that was published before this one."""
    generations = Generations(home)
    with generations.writing():
        now, before = generations.roll_back()
    click.echo(f"published {now} again in {home}, in place of {before}", err=True)


@click.command(cls=Command)
@click.argument("key", metavar="ID")
@index_option
@json_option
def inspect(key: str, home: Path, *, as_json: bool) -> None:
    """Show what is known of an article, and what was cut from it."""
    key = typed(key)
    with Base.of(Generations(home)) as base:
        stored = base.stored(key)
        if stored is None:
            fail(f"no article of this index has the id “{shown(key[:100])}”")
        told = inspected(stored, base.ledger.source_of(key).path)
    if as_json:
        print_json(told)
        return
    for name, value in told.items():
        values = value.split("\n") if name == "text" else value
        if isinstance(values, list) and name in _LISTED:
            click.echo(f"{name}:" if values else f"{name}: none")
            for each in values:
                click.echo(f"    {shown(each)}")
        else:
            click.echo(f"{name}: {shown(_in_words(value))}")


_LISTED = ("removed", "text")
"""What `inspect` prints in a line each."""


def _in_words(value: object) -> str:
    match value:
        case None | [] | "":
            return "none"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(value)
        case dict():
            return ", ".join(f"{each} {name}" for name, each in value.items())
        case _:
            return str(value)


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


COMMANDS = (build, update, stats, check, rollback, inspect, analyze, entities)
"""The index commands, in the order of `lunette --help`."""


@click.group(cls=Group)
def main() -> None:
    """Make and look at an index."""


for _command in COMMANDS:
    main.add_command(_command)


def _stop(number: int, _frame: object) -> NoReturn:
    """Unwind, so that no partial generation and no worker is left. By itself TERM would leave both, and process 1 would not hear it."""
    signal.signal(number, signal.SIG_IGN)  # a second one must not cut the tidying short
    _Stopped.by = number
    raise _Stopped(128 + number)


def _documents(number: int) -> str:
    return "1 document" if number == 1 else f"{number} documents"


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)
