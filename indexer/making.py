"""The commands that make an index: build it, bring it up to date, go back."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial, wraps
from pathlib import Path
from typing import Any

import click

from indexer import spool
from indexer.build import Gate, Report
from indexer.build import build as build_index
from indexer.commands import REJECTED, Command, Stopped, counted, index_option, sentence
from indexer.errors import WorkerLost
from indexer.generations import Generations
from indexer.narrator import Narrator
from indexer.readers import Options
from indexer.terminal import shown
from indexer.update import update as update_index
from indexer.writer import CODECS


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


def _knowing(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that tell what is known of names and words."""
    a_file = click.Path(path_type=Path, exists=True, dir_okay=False)
    known = "YAML of people, organisations, places and programmes that Lunette does not know. May be repeated; updates remember it."
    decided = "YAML of decisions about names, see lunette entities review. May be repeated; updates remember it."
    words = (
        "Words that translate each other, or do not, as TSV (see the README) or a dictd dictionary. May be repeated; updates remember it."
    )
    voting = "A spaCy model that you have, by its name or folder: votes on the types of unknown names. One a language; `none` forgets them."
    command = click.option("--spacy", "models", multiple=True, metavar="MODEL", help=voting)(command)
    with_lexicon = click.option("--lexicon", type=a_file, multiple=True, metavar="FILE", help=words)(command)
    with_decisions = click.option("--decisions", type=a_file, multiple=True, metavar="FILE", help=decided)(with_lexicon)
    return click.option("--authority", type=a_file, multiple=True, metavar="FILE", help=known)(with_decisions)


@click.command(cls=Command)
@_source
@index_option
@_reading
@_knowing
@_workers
@click.option(
    "--codec",
    type=click.Choice(list(CODECS)),
    default="arrays",
    show_default=True,
    help="How the index is written: as arrays, or as stock Whoosh writes it, for other programs; that one is slow.",
)
@click.option(
    "--dense/--no-dense",
    default=False,
    help="Give each article a vector of what it is about, for serve --dense; needs the extra dense, and takes several times as long.",
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
@click.option("--delete-missing", is_flag=True, help="Delete every article that SOURCE... no longer holds, unless that is all of them.")
@click.option("--watch", is_flag=True, help="Go on: whenever something changes in SOURCE..., update the index.")
@click.option(
    "--dense/--no-dense", default=None, help="Whether articles have vectors, as of lunette build; by default as they are in the index."
)
@_knowing
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

        click.echo(f"watching {', '.join(source)}; Ctrl-C ends it", err=True)
        try:
            watching.watch(
                source, home, run, lambda error: click.echo(f"lunette: {sentence(error)}; waiting for the next change", err=True)
            )
        except KeyboardInterrupt:
            # Whatever signal wakes it, the library that waits for changes turns into this one.
            if Stopped.by is not None:
                raise Stopped(128 + Stopped.by) from None
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
    before = Generations(home).before()
    with Narrator() as narrator:
        report = update_index(sources, home, watcher=narrator, **options)
    changes = [f"{report.changed[what]} {what}" for what in ("added", "replaced", "deleted") if report.changed[what]]
    told = ", ".join(changes) or "no article has changed, but what is known of names, words or meanings"
    done = f"{told}; published {report.generation} in {home}" if report.generation != before else f"nothing has changed in {home}"
    _tell(report, done, report_to, time.monotonic() - begun)
    if changes and report.changed["deleted"] > report.documents:
        click.echo(f"more was deleted than is left; lunette rollback --index {home} goes back to what was there before", err=True)
    return report


def _tell(report: Report, done: str, report_to: Path | None, seconds: float) -> None:
    """The final report: for people, and as JSON where somebody wants it."""
    languages = ", ".join(f"{count} {language}" for language, count in sorted(report.languages.items(), key=lambda item: -item[1]))
    click.echo(f"{counted(report.documents)} ({languages}), {report.rejected} rejected; {done}", err=True)
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
