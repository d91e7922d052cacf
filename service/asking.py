"""`lunette search`: one search on the command line."""

import html
import re
from pathlib import Path

import click

from indexer import commands
from indexer.codec import kernels
from indexer.errors import IndexerError
from indexer.generations import Generations
from indexer.terminal import shown
from service import present
from service.search.catalogue import Catalogue
from service.search.errors import BadRequest, QueryTimeout
from service.search.request import SHOW, TWINS, Face, parse
from service.search.results import Hit, Relative, SearchPage
from service.settings import Settings

_OWN_OPTIONS = ("q", "twins", "page", "per_page")
_LONG_OPTION = re.compile(r"--[a-z]")
_MARK = re.compile(r"<mark>(.*?)</mark>", re.DOTALL)


# A query may begin with a minus, and is then no option; two are a slip of the pen.
@click.command(cls=commands.Command, context_settings={"ignore_unknown_options": True})
@click.argument("query")
@commands.index_option
@commands.json_option
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter of the API, such as org=cnsa, -language=en or sort=date:desc; repeatable.",
)
@click.option("--twins", type=click.Choice(TWINS), default=SHOW, show_default=True, help="What becomes of articles that tell the same.")
@commands.dense_option
@click.option("--page", default="1", show_default=True, help="Which page of the answer.")
@click.option("--per-page", default="10", show_default=True, help="Articles a page.")
@click.pass_obj
def search(
    settings: Settings,
    query: str,
    home: Path,
    filters: tuple[str, ...],
    twins: str,
    page: str,
    per_page: str,
    *,
    dense: bool,
    as_json: bool,
) -> None:
    """Search the index for QUERY and print the answer."""
    if _LONG_OPTION.match(query):
        raise click.NoSuchOption(query.partition("=")[0])
    pairs = [("q", commands.typed(query)), ("twins", twins), ("page", page), ("per_page", per_page)]
    for each in filters:
        name, equals, value = each.partition("=")
        if not equals or name in _OWN_OPTIONS:
            raise click.BadParameter(f"“{each}” is not NAME=VALUE with a parameter of the API", param_hint="--filter")
        pairs.append((commands.typed(name), commands.typed(value)))
    try:
        request, _ = parse(pairs, strict=True)
        kernels.stay_plain()  # one search is over before numba is loaded
        answer = Catalogue(home, settings.query_seconds, dense=dense).search(request, Face())
    except BadRequest as error:
        commands.fail(str(error), status=2)
    except QueryTimeout as error:
        commands.fail(str(error))
    except (IndexerError, OSError):
        raise
    except Exception:
        # Bytes that changed on disk surface anywhere in Whoosh, as anything. Only where no checksum tells of damage is it our own fault.
        if damage := Generations(home).verify():
            commands.fail("\n".join(damage))
        raise
    if as_json:
        commands.print_json(present.search_page(answer))
    else:
        _show(answer)


def _show(page: SearchPage) -> None:
    """The answer for a terminal."""
    reading = page.query
    said = [f"{page.total} articles" if page.total != 1 else "1 article"]
    if reading.relaxed:
        said.append("with some of these words")
    said += [f"{each.term}: also {', '.join(each.alternatives)}" for each in reading.expanded if each.alternatives]
    said += [f"the first {reading.reranked} by what they are about, too"] if reading.reranked else []
    said += [f"left out: {', '.join(reading.dropped)}"] if reading.dropped else []
    click.echo(" · ".join(said))
    for problem in reading.problems:
        click.echo(f"at character {problem.at + 1}: {problem.message}", err=True)
    for hit in page.hits:
        _show_hit(hit)


def _show_hit(hit: Hit) -> None:
    about = " · ".join(each for each in (hit.lang.upper(), hit.date, hit.source, hit.id) if each)
    click.echo(f"\n{hit.rank}. {click.style(_terminal(hit.highlights.title[0]), bold=True)}\n   {click.style(shown(about), dim=True)}")
    for fragment in hit.highlights.body:
        click.echo(f"   {_terminal(fragment)}")
    if hit.entities:
        click.echo(click.style("   " + ", ".join(entity.label for entity in hit.entities[:8]), dim=True))
    for twin in hit.relatives.twins[:1]:
        click.echo(f"   = {_named(twin)}")
    if others := hit.relatives.rest_total:
        click.echo(click.style(f"   and {others} similar {'copies' if others > 1 else 'copy'}", dim=True))


def _named(relative: Relative) -> str:
    return shown(f"{relative.lang.upper()} · {relative.id} · {relative.title}")


def _terminal(fragment: str) -> str:
    """A fragment with its marks as bold yellow."""
    return html.unescape(_MARK.sub(lambda mark: click.style(mark.group(1), fg="yellow", bold=True), shown(fragment)))
