"""What is taken off a word at its apostrophes: elided words before it, a possessive after it."""

import re
from dataclasses import dataclass

from indexer.analysis.fold import fold
from indexer.analysis.tokens import APOSTROPHE


@dataclass(frozen=True, slots=True)
class Apostrophes:
    """One language's elisions.

    `elided` matches, in folded letters, an elided word with its apostrophe and what the next letter folds to (`l'a`, `l'oe`); `whole`
    holds folded names that begin like an elision and are none.
    """

    elided: re.Pattern[str]
    whole: frozenset[str] = frozenset()

    def strip(self, piece: str) -> tuple[int, int]:
        """The (start, end) of what is left of a piece of text: `qu'aujourd'hui` is aujourd'hui, `Russia's` is Russia.

        The possessive goes in every language: French news writes of Moody's, too.
        """
        joints = list(APOSTROPHE.finditer(piece))
        start = 0
        for joint in joints:
            if not self.elided.match(fold(piece[start : joint.end() + 1])):
                break
            if joint is joints[-1] and fold(piece[start:]) in self.whole:
                break
            start = joint.end()
        if joints and start <= joints[-1].start() and fold(piece[joints[-1].end() :]) == "s":
            return start, joints[-1].start()
        return start, len(piece)
