"""The commands that make and look at an index. Data goes to stdout, everything said to people to stderr."""

from pathlib import Path
from typing import cast

import click

from indexer import stories, weighing
from indexer.analysis.account import account
from indexer.base import Base
from indexer.commands import Command, Group, counted, fail, index_option, json_option, print_json, typed
from indexer.document import LANGUAGES, Language
from indexer.exports import exported
from indexer.generations import Generations
from indexer.inspection import inspected
from indexer.making import build, rollback, update
from indexer.manifest import Manifest
from indexer.terminal import shown


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
        told = inspected(stored, base.ledger.source_of(key).path, stories.read(base.folder))
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
    from indexer.columns import Columns  # noqa: PLC0415 — no other command of these needs it

    generations = Generations(home)
    folder = generations.folder(generations.published())
    manifest = Manifest.read(folder)
    with manifest.open(folder).reader() as reader:
        columns = Columns.of(reader)
    weights = weighing.read(folder)
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
        "weights": weights.summary,
    }
    if as_json:
        print_json(told)
        return
    click.echo(f"generation {manifest.generation}: {counted(manifest.documents)}, {size:,} bytes, {manifest.rejected} inputs rejected")
    click.echo("languages  " + ", ".join(f"{name} {count}" for name, count in sorted(manifest.languages.items())))
    click.echo("distinct   " + ", ".join(f"{name} {count}" for name, count in facets.items()))
    click.echo(f"weights    {weights}")


@click.command(cls=Command)
@index_option
def check(home: Path) -> None:
    """Compare every file of the published index with its checksum."""
    damage = Generations(home).verify()
    if damage:
        fail("\n".join(damage))
    click.echo(f"{home} is whole", err=True)


@click.command(cls=Command)
@index_option
def export(home: Path) -> None:
    """Print every article of the published index as JSON Lines.

    Articles are as the index has them: cleaned, dated, in a language. lunette build reads them again.
    """
    with Base.of(Generations(home)) as base:
        for stored in base:
            print_json(exported(stored))


@click.command(cls=Command)
@click.argument("text")
@click.option("--lang", type=click.Choice(LANGUAGES), required=True, help="The language to read it in.")
@json_option
def analyze(text: str, lang: str, *, as_json: bool) -> None:
    """Show the terms that TEXT becomes, and of which characters."""
    text = typed(text)
    rows = account(text, cast("Language", lang))
    if as_json:
        print_json(rows)
        return
    for row in rows:
        terms = " ".join(row["terms"]) or "(stop word)"
        click.echo(f"{row['position']:4}  {row['start']:5}-{row['end']:<5}  {row['text']:24}  {terms}")


COMMANDS = (build, update, stats, check, rollback, export, inspect, analyze)
"""The index commands, in the order of `lunette --help`."""

LATER = {"entities": "indexer.naming:entities", "lexicon": "indexer.meaning:lexicon"}
"""Those that come behind these, and are loaded when they are asked for."""


@click.group(cls=Group)
def main() -> None:
    """Make and look at an index."""


for _command in COMMANDS:
    main.add_command(_command)
for _name, _place in LATER.items():
    main.add_later(_name, _place)
