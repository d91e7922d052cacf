"""Stories: which articles of a generation tell the same text, as copies in one language or as translations.

A story is at least two (id, language) pairs, the best copy first; no article is in two stories. Articles that nothing resembles are in
none.
"""

from collections.abc import Iterable, Sequence
from heapq import merge
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
from numpy.typing import NDArray

from indexer import sidecar
from indexer.errors import IndexDamaged

FILE = "stories.json"

Member = tuple[str, str]
"""The id of an article and the code of its language, which may be `und`."""
Story = Annotated[tuple[Member, ...], msgspec.Meta(min_length=2)]

_BREAK = ord("\n")
"""What stands between stories and, written out, in no id."""

_READER = msgspec.json.Decoder(tuple[Story, ...])


def write(folder: Path, stories: Iterable[Sequence[Member]]) -> None:
    """Write the stories into a folder, as JSON: a list of lists of [id, language], a line for each."""
    (folder / FILE).write_bytes(_whole(map(msgspec.json.encode, stories)))


def revise(folder: Path, before: Path, dropped: NDArray[np.bool_], others: Iterable[tuple[int, Sequence[Member]]]) -> None:
    """Write the stories of the folder before but for those that are marked, and with others, as `write` would; the rest is not read.

    Args:
        folder: the folder to write into.
        before: the folder that has the stories, as `write` wrote them.
        dropped: a mark for each of these.
        others: stories with the places of those that they precede among these, which ascend.

    Raises:
        IndexDamaged: there are not as many stories as marks.
        OSError: the file cannot be read.
    """
    held = (before / FILE).read_bytes()
    breaks = np.flatnonzero(np.frombuffer(held, np.uint8) == _BREAK)
    begins, ends = [1, *(breaks + 1).tolist()], [*(breaks - 1).tolist(), len(held) - 1]
    if len(dropped) != (len(begins) if len(held) > len(_whole([])) else 0):
        raise IndexDamaged(f"{before / FILE} has not as many stories as were told; build the index again")
    parts, at = [], 0
    for place, story in merge(others, ((place, None) for place in np.flatnonzero(dropped).tolist()), key=itemgetter(0)):
        if place > at:
            parts.append(held[begins[at] : ends[place - 1]])
        if story is not None:
            parts.append(msgspec.json.encode(story))
        at = place if story is not None else place + 1
    if at < len(dropped):
        parts.append(held[begins[at] : ends[-1]])
    (folder / FILE).write_bytes(_whole(parts))


def _whole(parts: Iterable[bytes]) -> bytes:
    return b"[" + b",\n".join(parts) + b"]"


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
