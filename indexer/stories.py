"""Stories: which articles of a generation tell the same text, as copies in one language or as translations.

A story is at least two (id, language) pairs, the best copy first; no article is in two stories. Articles that nothing resembles are in
none.
"""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Annotated

import msgspec

from indexer import sidecar
from indexer.errors import IndexDamaged

FILE = "stories.json"

Member = tuple[str, str]
"""The id of an article and the code of its language, which may be `und`."""
Story = Annotated[tuple[Member, ...], msgspec.Meta(min_length=2)]

_READER = msgspec.json.Decoder(tuple[Story, ...])


def write(folder: Path, stories: Sequence[Sequence[Member]]) -> None:
    """Write the stories into a folder, as JSON: a list of lists of [id, language]."""
    (folder / FILE).write_bytes(msgspec.json.encode(stories))


def read(folder: Path) -> tuple[tuple[Member, ...], ...]:
    """The stories of a generation; none where it has no such file, as generations of before there were stories have none.

    Raises:
        IndexDamaged: the file cannot be read, or does not hold what `write` wrote.
    """
    path = folder / FILE
    told = sidecar.read_if_any(path, _READER.decode)
    ids = list(chain.from_iterable(chain.from_iterable(told)))[::2]
    if len(set(ids)) < len(ids):
        raise IndexDamaged(f"{path} has an article in two stories; build the index again")
    return told
