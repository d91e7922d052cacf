"""The pairs of words that a generation's own translations taught, in a file of it, with the evidence for each."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from indexer import sidecar
from indexer.document import LANGUAGES
from indexer.errors import IndexDamaged
from indexer.lexicon.mining import Mined
from indexer.lexicon.table import words

FILE = "learnt.json"

_READER = msgspec.json.Decoder(tuple[Mined, ...])


def write(folder: Path, pairs: Sequence[Mined]) -> None:
    """Write the pairs into a folder, as JSON: a list of [French, English, together, with the French one, with the English one]."""
    (folder / FILE).write_bytes(msgspec.json.encode(pairs))


def keep(folder: Path, before: Path) -> None:
    """Write the pairs of the folder before, as they are: nobody else needs to know that they can be searched for."""
    file = before / FILE
    (folder / FILE).write_bytes(file.read_bytes() if file.exists() else msgspec.json.encode(()))


def read(folder: Path) -> tuple[Mined, ...]:
    """The pairs of a generation; none where it has no such file, as generations of before there were any have none.

    Raises:
        IndexDamaged: the file cannot be read, or does not hold what `write` wrote.
    """
    path = folder / FILE
    found = sidecar.read_if_any(path, _READER.decode)
    for each in found:
        if not 0 < each.together <= min(each.french, each.english):
            raise IndexDamaged(f"{path} has an impossible count; build the index again")
        if not all(words(language, each.word(language)) for language in LANGUAGES):
            raise IndexDamaged(f"{path} has a pair that cannot be searched for; build the index again")
    return found
