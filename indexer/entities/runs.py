"""Where names may stand in a text: runs of capitalised words with what joins them, before anybody knows what they name.

Every word is visited a bounded number of times, and a run is no longer than `LONGEST`, so a text costs time in proportion to its length.
"""

from collections.abc import Iterator
from itertools import compress

from indexer.entities import vocabulary as v
from indexer.entities.cuts import SPECIAL, Cuts, Run
from indexer.entities.phrases import english_ministry, french_complement
from indexer.entities.reach import DOTS, JOINING, LONGEST, Reach
from indexer.entities.setting import HYPHENS, Setting

__all__ = ["LONGEST", "Run", "Runs"]

_GOING_ON = v.CAPITAL | v.NUMBER | v.PARTICLE | v.LINKING | v.LOWER_TAIL
_BEGINNING = v.CAPITAL | v.LOWER_HEAD | v.LOWER_TAIL | v.LOWER_BODY


class Runs:
    """The runs of one setting."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._passage, self._marks, self._language = setting.passage, setting.marks, setting.language
        self._known, self._inside = setting.known, setting.inside
        self._reach, self._cuts = Reach(setting), Cuts(setting)

    def __iter__(self) -> Iterator[Run]:  # noqa: C901, PLR0912 — one case after the other, the commonest first
        marks, gaps, known, taken = self._marks, self._passage.gaps, self._known, -1
        opens, end = self._setting.opens, len(marks) - 1
        for number in compress(range(len(marks)), map(_BEGINNING.__and__, marks)):
            if number <= taken:
                continue
            bits = marks[number]
            if not bits & v.CAPITAL:
                run = self._lower(number, taken)
                if run is not None:
                    taken = run.last
                    yield run
                continue
            behind = gaps[number + 1]
            # Whether nothing can go on from this word.
            alone = number == end or (not (marks[number + 1] & _GOING_ON or bits & v.HEAD) and behind != "" and behind not in HYPHENS)
            # The first words of most sentences: a capital, and nothing in a name follows.
            if bits & v.STOP and not bits & v.CAPITALS and (alone or (behind and opens(number))):
                continue
            if bits & v.CAPITALS and self._passage.shouted(number):
                continue
            last, phrase = (number, number) if alone or self._ends(number, bits, behind) else self._reach.last(number)
            if number in known:
                if known[number].last == last:
                    taken = last
                    yield Run(number, last, opens(number))
                    continue
            elif number == last:
                taken = last
                run = self._cuts.one(number)
                if run is not None:
                    yield run
                continue
            elif self._plain(number, last):
                taken = last
                yield Run(number, last, opens(number))
                continue
            for run in self._cuts.runs(number, last, taken, phrase):
                if run.last > taken:
                    taken = run.last
                    yield run
            taken = max(taken, last)

    def _ends(self, number: int, bits: int, behind: str) -> bool:
        """Whether what stands behind a word ends any name: a comma, the end of a sentence."""
        if bits & v.HEAD or behind in JOINING:
            return False
        return behind not in DOTS or (len(self._passage.words[number]) > 1 and not bits & v.ABBREVIATION)

    def _plain(self, first: int, last: int) -> bool:
        """Whether a stretch of several words is one name as it stands, without anything to take away or to cut."""
        marks, inside = self._marks, self._inside
        for number in range(first, last + 1):
            bits = marks[number]
            if bits & SPECIAL or not bits & (v.CAPITAL | v.NUMBER) or number in inside:
                return False
            if bits & v.ANY_ORDINARY and not bits & v.GIVEN:
                return False
        return first not in self._cuts.titled

    def _lower(self, number: int, taken: int) -> Run | None:
        """A name that begins or ends with a word in small letters: « ministère de la défense », "health ministry"."""
        passage, marks = self._passage, self._marks
        if number in self._inside:
            return None
        if marks[number] & v.LOWER_BODY:
            return Run(number, number, lower=True)
        if self._language == "en":
            first = english_ministry(passage, marks, number) if marks[number] & v.LOWER_TAIL else None
            return Run(first, number, lower=True) if first is not None and first > taken else None
        if self._language == "fr" and marks[number] & v.LOWER_HEAD:
            last = french_complement(passage, marks, number, self._known)
            return Run(number, last, lower=True) if last is not None else None
        return None
