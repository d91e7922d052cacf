"""A passage with all that is known of its words before anybody looks for unknown names in it."""

from collections.abc import Mapping, Sequence

from indexer.entities import vocabulary as v
from indexer.entities.guards import Candidate
from indexer.entities.passage import Passage

SPACES = frozenset({" ", "\u00a0", "\u202f"})
HYPHENS = frozenset("-\u2010\u2011")
APOSTROPHES = frozenset("'\u2019\u02bc")
_OPENING = frozenset('.!?…:;\n«“"•|')


class Setting:
    """`marks` are the bits of the words, `known` the known names by their first words, `inside` the same by each of their words.

    `ordinary` are the bits of the ordinary words of the language, or of any where that is not known.
    """

    __slots__ = ("inside", "known", "language", "marks", "ordinary", "passage")

    def __init__(self, passage: Passage, marks: Sequence[int], known: Sequence[Candidate], language: str | None) -> None:
        self.passage = passage
        self.marks = marks
        self.known: Mapping[int, Candidate] = {each.first: each for each in known}
        inside = self.inside = dict(self.known)
        for each in known:
            if each.last > each.first:
                inside.update(dict.fromkeys(range(each.first + 1, each.last + 1), each))
        self.language = language
        self.ordinary = v.ORDINARY.get(language, v.ANY_ORDINARY)

    def opens(self, number: int) -> bool:
        """Whether the capital of a word may be that of a sentence."""
        gap = self.passage.gaps[number]
        return not number or (gap != " " and not _OPENING.isdisjoint(gap))
