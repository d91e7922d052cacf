"""`lunette lexicon`: what words mean in the other language."""

from itertools import chain
from pathlib import Path

import click

from indexer.analysis.fold import fold
from indexer.commands import Command, Group, index_option, json_option, print_json, typed
from indexer.document import LANGUAGES
from indexer.generations import Generations
from indexer.knowledge import Knowledge
from indexer.lexicon import Lexicon, Told, learnt, table, told
from indexer.lexicon.inflection import lemmas
from indexer.terminal import shown


@click.group(cls=Group)
def lexicon() -> None:
    """Look at what words mean in the other language."""


@lexicon.command(cls=Command)
@index_option
@json_option
def review(home: Path, *, as_json: bool) -> None:
    """List the pairs of words that the index learnt from its own translations, the surest first, with the evidence.

    The figures are in how many paragraphs both words stand, then the French one and the English one. A pair that the lexicon has as well
    is marked with =.
    """
    generations, known = Generations(home), Lexicon.load()
    pairs = learnt.read(generations.folder(generations.published()))
    rows = [each._asdict() | {"weight": each.weight, "known": known.holds(each.fr, each.en)} for each in pairs]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        mark = "=" if row["known"] else " "
        click.echo(f"{mark} {row['fr']:24} {row['en']:24} {row['weight']:4} {row['together']:6} {row['french']:6} {row['english']:6}")


@lexicon.command(cls=Command)
@click.argument("word")
@index_option
@json_option
def show(word: str, home: Path, *, as_json: bool) -> None:
    """List the pairs that WORD, or what it is a form of, stands in, and where each comes from.

    That is a file that comes with Lunette, one that the index was given with --lexicon, or `learnt` from its own translations.
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
