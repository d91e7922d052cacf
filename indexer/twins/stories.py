"""Stories: which articles tell the same, as copies of each other or as translations."""

from collections.abc import Iterable, Sequence

import numpy as np

from indexer.twins.copies import Copies, Texts, standing
from indexer.twins.flat import Marks, Rows
from indexer.twins.sketch import distinct
from indexer.twins.sketches import Sketches
from indexer.twins.told import Told
from indexer.twins.translations import links


def stories(sketches: Sketches, texts: Texts) -> Told:
    """All stories of a collection. `texts` gives the text of an article that may be a copy."""
    groups = grouped(Copies(sketches, texts), np.flatnonzero(sketches.live))
    sketches.release()  # what follows looks at other columns
    among = sketches.live.copy()
    among[followers(groups)] = False
    linked = links(sketches, among)
    sketches.release()
    return Told.of(assembled(sketches, groups, linked))


def grouped(copies: Copies, among: Rows, known: Marks | None = None, foreseen: Marks | None = None) -> list[list[int]]:
    """The groups of copies among some rows, the best of each first, see `Copies.groups`."""
    languages = copies.sketches.table.languages[among]
    return [group for language in distinct(languages) for group in copies.groups(among[languages == language], known, foreseen)]


def followers(groups: Iterable[Sequence[int]]) -> Rows:
    """The rows of articles that a better copy stands for."""
    return np.array([row for group in groups for row in group[1:]], np.int64)


def assembled(sketches: Sketches, groups: Sequence[Sequence[int]], linked: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Groups of copies and the links between the articles that stand for them, made into stories, in the order of their best ones' ids."""
    members = {group[0]: group for group in groups}
    for left, right in linked:
        members[left] = [*members.get(left, (left,)), *members.pop(right, (right,))]
    found = [sorted(rows, key=lambda row: standing(sketches, row)) for rows in members.values()]
    return sorted(found, key=lambda rows: sketches.ids[rows[0]])
