"""`lunette eval` and `lunette eval-mates`: figures as a table, or as JSON."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from indexer import commands
from indexer.document import Reject
from service.evaluation import mates, measures, runs
from service.evaluation.collection import FILES, Collection, read
from service.evaluation.measures import Ranking
from service.evaluation.temporary import DEPTH, asking, indexed

_TOLD = 3
"""Rejected documents that are named."""


@click.command(cls=commands.Command, name="eval")
@click.argument("collection", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--run", type=click.Path(path_type=Path, dir_okay=False, writable=True), help="Write the rankings to this file, as TREC has them."
)
@click.option(
    "--compare",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file that --run wrote before: tell how much better this ranking is, and how likely that is by chance.",
)
@commands.dense_option
@commands.json_option
def evaluate(collection: tuple[Path, ...], run: Path | None, compare: Path | None, *, dense: bool, as_json: bool) -> None:
    """Measure the ranking: nDCG@10, RR@10, R@100.

    Every COLLECTION is a folder with documents.jsonl, queries.jsonl and qrels.txt. It is indexed for the time of the measurement, and every
    judged query is asked as a client of the API would, with q and nothing else.
    """
    collections = [read(folder) for folder in collection]
    if len({each.name for each in collections}) < len(collections):
        raise click.UsageError("two collections have folders of the same name, by which figures are told apart")
    before = runs.read(compare) if compare else {}
    if compare and not before.keys() & {each.name for each in collections}:
        raise click.UsageError(f"{compare} ranks {', '.join(sorted(before)) or 'nothing'}, and none of these collections")
    measures.figures(collections[0], {})  # what is not installed is said before anything is built
    rankings = {each.name: _ranked(each, dense=dense) for each in collections}
    told: dict[str, dict[str, float | dict[str, float]]] = {}
    for each in collections:
        told[each.name] = {**measures.figures(each, rankings[each.name]), "queries": len(each.queries)}
        if each.name in before:
            told[each.name]["compared"] = measures.compared(each, rankings[each.name], before[each.name])
    if run:
        runs.write(run, rankings)
    if as_json:
        commands.print_json(told)
    else:
        _show(collections, told)


@click.command(cls=commands.Command, name="eval-mates")
@click.argument("file", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@commands.dense_option
@commands.json_option
def evaluate_mates(file: tuple[Path, ...], *, dense: bool, as_json: bool) -> None:
    """Measure whether titles find translations.

    Every FILE is of parallel articles as JSON Lines, with id, lang, title, text, and pair_id, which an article and its translation share.
    The articles are indexed without their titles, and every title is a query.
    """
    pairs = mates.read(file)
    told = mates.measure(pairs, dense=dense)
    if as_json:
        commands.print_json(told)
        return
    click.echo(f"{len(pairs)} pairs, the first {DEPTH} hits of each title\n")
    click.echo(f"{'':6}{'MRR':>8}{'R@1':>8}{'R@10':>8}{'ceiling':>9}{'share':>8}")
    for name in ("fr-en", "en-fr"):
        row = told[name]
        click.echo(f"{name:6}{row['mrr']:8.3f}{row['r1']:8.3f}{row['r10']:8.3f}{row['ceiling']:9.3f}{row['share']:8.1%}")
    click.echo(f"{'mixed':6}{told['mixed']['mrr']:8.3f}{'':8}{told['mixed']['r10']:8.3f}")


def _ranked(collection: Collection, *, dense: bool) -> Ranking:
    """What the door answers to every judged query."""
    with indexed(collection.documents, dense=dense) as door:
        _tell(collection, door.report.rejected, door.report.rejects)
        asked = asking(collection.queries.items(), len(collection.queries), collection.name)
        return {key: door.ids(text) for key, text in asked}


def _tell(collection: Collection, rejected: int, rejects: Sequence[Reject]) -> None:
    """What could not be indexed, and can therefore not be found."""
    if rejected:
        first = "; ".join(f"{reject.path.rpartition('/')[2]}: {reject.reason}" for reject in rejects[:_TOLD])
        click.echo(f"{collection.name}: {commands.counted(rejected)} of {FILES[0]} left out ({first})", err=True)


def _show(collections: Sequence[Collection], told: Mapping[str, Mapping[str, float | Mapping[str, float]]]) -> None:
    wide = max(len(each.name) for each in collections)
    head = "".join(f"{name:>9}" for name in measures.NAMES)
    click.echo(f"{'':{wide}}{head}{'queries':>9}{'documents':>11}  digest")
    for each in collections:
        row = told[each.name]
        values = "".join(f"{row[name]:9.4f}" for name in measures.NAMES)
        click.echo(f"{each.name:{wide}}{values}{len(each.queries):9}{len(each.documents):11}  {each.digest}")
    for each in collections:
        change = told[each.name].get("compared")
        if isinstance(change, Mapping):
            said = f"{change['before']:.4f} before, {change['difference']:+.4f}, p = {change['p']:.3g}"
            click.echo(f"{each.name}: {measures.DECISIVE} {said}")
