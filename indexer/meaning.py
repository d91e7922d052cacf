"""`lunette lexicon`: what words mean in the other language."""

from pathlib import Path

import click

from indexer.commands import Command, Group, index_option, json_option, print_json
from indexer.generations import Generations
from indexer.lexicon import Lexicon, learnt


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
