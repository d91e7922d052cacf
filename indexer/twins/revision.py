"""What becomes of the stories of a collection when some of its articles change."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self

import numpy as np

from indexer.twins.copies import Texts
from indexer.twins.flat import Marks
from indexer.twins.regrouping import TooMany, completed, regrouped
from indexer.twins.sketches import Sketches
from indexer.twins.stories import assembled, followers, stories
from indexer.twins.told import Told
from indexer.twins.translations import LEFT, RIGHT, relinked


@dataclass(frozen=True, slots=True, eq=False)
class Revision:
    """Which of the stories before are told no longer, as marks, and the rows of those that are told instead.

    Each of these has the place of the story before that it precedes; they are in the order of these places.
    """

    before: Told
    dropped: Marks
    others: Sequence[tuple[int, Sequence[int]]]

    @classmethod
    def of(cls, before: Told, sketches: Sketches, dropped: Marks, others: Iterable[Sequence[int]]) -> Self:
        """Find the places of stories that are in the order of their best articles' ids, as those before are."""
        best, ids = before.rows[before.starts[:-1]].tolist(), sketches.ids
        return cls(before, dropped, [(bisect_left(best, ids[rows[0]], key=ids.__getitem__), rows) for rows in others])

    @property
    def told(self) -> Told:
        """The stories as they are now."""
        return self.before.instead(self.dropped, self.others)


@dataclass(frozen=True, slots=True, eq=False)
class _Old:
    """What is left of some old stories: whole groups of copies, articles whose group is broken, and links between whole groups."""

    groups: list[list[int]]
    broken: list[int]
    links: list[tuple[int, int]]

    @classmethod
    def of(cls, some: Told, sketches: Sketches) -> Self:
        """Take stories apart, of which some articles may be there no longer."""
        old, languages, live = cls([], [], []), sketches.table.languages, sketches.live
        for story in some:
            stood: dict[str, int] = {}
            sides = [int(languages[row]) for row in story]
            for side in dict.fromkeys(sides):
                group = [row for row, own in zip(story, sides, strict=True) if own == side]
                present = [row for row in group if live[row]]
                if len(present) < len(group):
                    old.broken.extend(present)
                else:
                    old.groups.append(present)
                    stood[sketches.languages[side]] = present[0]
            if len(stood) > 1:
                old.links.append((stood[LEFT], stood[RIGHT]))
        return old


def revised(before: Told, sketches: Sketches, texts: Texts) -> Revision:
    """What becomes of the stories of a collection: what `stories` tells of it now, in a fraction of the time.

    Args:
        before: the stories before the change.
        sketches: what `merged` made of the sketches that `before` was made of, in one step or several.
        texts: gives the text of an article that may be a copy.
    """
    gone = before.rows[~sketches.live[before.rows]]
    if sketches.recounted or not np.isin(gone, sketches.removed).all():
        return _anew(sketches, texts)
    struck = before.with_any(~sketches.live)
    fresh = np.zeros(len(sketches.live), np.bool_)
    fresh[sketches.old :] = sketches.live[sketches.old :]
    broken = _Old.of(before.where(struck), sketches)
    fresh[broken.broken] = True
    stood = sketches.live.copy()
    stood[before.where(~struck).followers(sketches)] = False
    for group in broken.groups:
        stood[group[1:]] = False
    try:
        again, groups = regrouped(sketches, fresh, stood, texts)
    except TooMany:
        return _anew(sketches, texts)
    about = again | _marked(sketches, (group[0] for group in groups))
    old = _Old.of(before.where(struck | before.with_any(about)), sketches)
    groups = completed(groups, old.groups, again)
    again |= _marked(sketches, chain(*groups, *old.groups))
    stands = stood | again
    stands[followers(groups)] = False
    linked, touched = relinked(sketches, stands, fresh | (stands != stood))
    # Only the stories that any of this is about are told again.
    about = again | touched | _marked(sketches, chain.from_iterable(linked))
    retold = struck | before.with_any(about)
    old = _Old.of(before.where(retold), sketches)
    groups += [group for group in old.groups if not again[group[0]]]
    linked += [pair for pair in old.links if not touched[list(pair)].any()]
    return Revision.of(before, sketches, retold, assembled(sketches, [group for group in groups if len(group) > 1], linked))


def _anew(sketches: Sketches, texts: Texts) -> Revision:
    """Everything told again, as if there had been no story before."""
    nothing = Told.of([])
    return Revision.of(nothing, sketches, np.zeros(0, np.bool_), stories(sketches, texts))


def _marked(sketches: Sketches, which: Iterable[int]) -> Marks:
    marks = np.zeros(len(sketches.live), np.bool_)
    marks[np.fromiter(which, np.int64)] = True
    return marks
