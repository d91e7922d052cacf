"""`lunette lexicon`: what words mean in the other language."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import click

from indexer.analysis.fold import fold
from indexer.commands import Command, Group, index_option, json_option, print_json, typed
from indexer.document import LANGUAGES
from indexer.generations import Generations
from indexer.knowledge import Knowledge
from indexer.lexicon import Lexicon, Mined, Told, learnt, stems_of, table, told
from indexer.lexicon.inflection import lemmas
from indexer.terminal import shown


@click.group(cls=Group)
def lexicon() -> None:
    """Look at what words mean in the other language."""


@lexicon.command(cls=Command)
@index_option
@click.option(
    "--lexicon",
    "files",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    metavar="FILE",
    help="Files to look at the pairs with; without, those that the index was made with.",
)
@click.option("--tsv", "as_tsv", is_flag=True, help="What is not decided yet as lines of a file for --lexicon.")
@json_option
def review(home: Path, files: tuple[Path, ...], *, as_tsv: bool, as_json: bool) -> None:
    """List the pairs of words that the index learnt from its own translations, the surest first, with the evidence.

    The figures are in how many paragraphs both words stand, then the French one and the English one. A pair that the lexicon has as well
    is marked with =, one that a file of yours has with + or, where the weight there is 0, with -.

    To decide, write lines with --tsv, change the weight of what is wrong to 0, remove what you are not sure of, and give the file to a
    build or an update with --lexicon. It holds from then on, whatever articles teach later: nothing is changed here.
    """
    if as_tsv and as_json:
        raise click.UsageError("--tsv and --json are two ways to say the same; choose one")
    generations = Generations(home)
    folder = generations.folder(generations.published())
    own = told(files) if files else Knowledge.read(folder).lexicon
    rows = list(_reviewed(learnt.read(folder), own))
    if as_json:
        print_json(rows)
    elif as_tsv:
        click.echo(_HEAD)
        for row in rows:
            if row["decided"] is None and not row["known"]:
                click.echo(f"{shown(row['fr'])}\t{shown(row['en'])}\t{_tenths(row['weight'])}")
    else:
        for row in rows:
            mark = _MARKS[row["decided"]] if row["decided"] else "=" if row["known"] else " "
            click.echo(f"{mark} {row['fr']:24} {row['en']:24} {row['weight']:4} {row['together']:6} {row['french']:6} {row['english']:6}")


_MARKS = {"confirmed": "+", "rejected": "-"}
_HEAD = "# French, English, weight, with tabs between: 1 for the usual translation, .9 to .1 for a less likely one, 0 for none."


def _reviewed(pairs: Sequence[Mined], own: Sequence[Told]) -> Iterator[Mapping[str, Any]]:
    """What was learnt, with what is known and decided about it, in whatever form."""
    known = Lexicon.load()
    decided = {
        stems_of(each.fr, each.en): "confirmed" if each.weight else "rejected" for each in sorted(own, key=lambda each: -each.weight)
    }
    for each in pairs:
        verdict = decided.get(stems_of(each.fr, each.en))
        yield each._asdict() | {"weight": each.weight, "known": known.holds(each.fr, each.en), "decided": verdict}


def _tenths(weight: float) -> str:
    """A weight from .1 to .9 as a file has it, which is no finer than tenths."""
    return f"{weight:.1f}".removeprefix("0")


@lexicon.command(cls=Command)
@click.argument("word")
@index_option
@json_option
def show(word: str, home: Path, *, as_json: bool) -> None:
    """List the pairs that WORD, or what it is a form of, stands in, and where each comes from.

    That is a file that comes with Lunette, one that the index was given with --lexicon, or `learnt` from its own translations. What such a
    file gives the weight 0 is no translation, whatever else has it.
    """
    generations = Generations(home)
    folder = generations.folder(generations.published())
    asked = {key for language in LANGUAGES for key in (fold(typed(word)), *lemmas(language, fold(typed(word))))}
    every = chain(
        told(sorted(table.DATA.glob("*.tsv"))),
        Knowledge.read(folder).lexicon,
        (Told(pair.fr, pair.en, pair.weight, "learnt") for pair in learnt.read(folder)),
    )
    rows = [row for row in every if asked.intersection((fold(row.fr), fold(row.en)))]
    if as_json:
        print_json([dict(zip(("fr", "en", "weight", "from"), row, strict=True)) for row in rows])
        return
    for fr, en, weight, source in rows:
        click.echo(f"{shown(fr):24} {shown(en):24} {weight:4} {shown(source)}")
