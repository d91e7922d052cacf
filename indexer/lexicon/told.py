"""The pairs of words that a generation was told by files of its owner's, as they stand in it: with the file that each is from."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from indexer.lexicon import dictd, table


class Told(NamedTuple):
    """A French and an English word or phrase that translate each other, how likely, and the name of the file that says so.

    A weight of 0 says that they do not, whatever another file says, the lexicon, or the translations of a collection.
    """

    fr: str
    en: str
    weight: float
    file: str


def told(files: Iterable[Path]) -> tuple[Told, ...]:
    """What some files say, in their order; each has the columns that `table` describes, or is a dictionary of `dictd`.

    Raises:
        LexiconError: a file cannot be read, or a line breaks a rule.
    """
    every = ((file, dictd.pairs(file) if dictd.is_dictionary(file) else table.pairs(file)) for file in files)
    return tuple(Told(pair.texts[0], pair.texts[1], pair.weight, file.name) for file, pairs in every for pair in pairs)
