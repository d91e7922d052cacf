"""`lunette`: the index commands, and what searches on top of them.

A command that only some need is loaded when it is called, so that `lunette update` does not wait for what serves pages.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from indexer import commands, making, vectors
from indexer.build import Gate
from indexer.cli import COMMANDS, LATER
from indexer.codec import kernels
from indexer.encoder import Encoder
from indexer.errors import IndexMissing, SettingsError
from indexer.generations import Generations
from indexer.manifest import Manifest
from service.settings import SETTINGS, Settings, from_environment


@click.group(cls=commands.Group)
@click.version_option(package_name="lunette-search", prog_name="lunette")
@click.pass_context
def lunette(context: click.Context) -> None:
    """Full-text search for French and English news."""
    context.meta[making.GATE] = partial(_gate, context.obj)


def _gate(settings: Settings, searches: Path, home: Path) -> Gate:
    from service import golden  # noqa: PLC0415 — few builds are checked by searches

    return golden.gate(searches, home, dense=settings.dense)


def _address(_context: click.Context, _option: click.Parameter, value: str) -> str:
    try:
        return str(SETTINGS["bind"].read(value))
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command(cls=commands.Command)
@click.argument("source", nargs=-1)
@commands.index_option
@click.option("--bind", callback=_address, help="Address and port to listen on.", show_default=True)
@click.option("--workers", type=click.IntRange(1, 1000), help="Processes that serve.", show_default=True)
@click.option(
    "--lexicon",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    metavar="FILE",
    help="As of lunette build, where SOURCE... has to be built. May be repeated.",
)
@commands.dense_option
@click.pass_obj
def serve(
    settings: Settings, source: tuple[str, ...], home: Path, lexicon: tuple[Path, ...], bind: str, workers: int, *, dense: bool
) -> None:
    """Serve the search page and the API.

    If SOURCE... is given and there is no index yet, build it first. An index that is there but cannot be searched is left as it is.
    """
    from service.server import Server  # noqa: PLC0415 — gunicorn takes a tenth of a second to load, and no other command needs it

    generations = Generations(home)
    if dense:
        Encoder.check()
    try:
        # Damaged or of another version, an index may hold far more than SOURCE: only its owner can say what to build it from.
        folder = generations.folder(generations.published())
        Manifest.read(folder)
        if dense:
            vectors.demand(folder)
    except IndexMissing as error:
        if source:
            making.run_build(source, home, lexicon=lexicon, dense=dense)
        else:
            click.echo(f"lunette: {error}; it will be found without a restart", err=True)
    else:
        if lexicon:
            click.echo(
                "lunette: the index that is there knows the words it was built with; lunette update --lexicon tells it others", err=True
            )
    Server(replace(settings, index=home, bind=bind, workers=workers, dense=dense)).run()


def main() -> None:
    """Run `lunette` with settings from the environment as defaults."""
    try:
        settings = from_environment()
        if settings.kernels == "numpy":
            kernels.stay_plain()
    except SettingsError as error:
        commands.fail(str(error))
    at: dict[str, Any] = {"home": settings.index}
    at["review"] = at["show"] = dict(at)  # of the entities and of the lexicon
    defaults: dict[str, dict[str, Any]] = dict.fromkeys(lunette.names, at | ({"dense": True} if settings.dense else {}))
    defaults["serve"] = defaults["serve"] | {"bind": settings.bind, "workers": settings.workers}
    lunette(obj=settings, default_map=defaults, prog_name="lunette")


lunette.add_command(COMMANDS[0])
lunette.add_command(COMMANDS[1])
lunette.add_command(serve)
lunette.add_later("search", "service.asking:search")
lunette.add_later("alerts", "service.alerting:command")
for _command in COMMANDS[2:]:
    lunette.add_command(_command)
for _name, _place in LATER.items():
    lunette.add_later(_name, _place)
lunette.add_later("eval", "service.evaluation.cli:evaluate")
lunette.add_later("eval-mates", "service.evaluation.cli:evaluate_mates")
