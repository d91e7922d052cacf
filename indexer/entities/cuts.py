"""What of a stretch of capitals are names: without titles, inhabitants, days and the capital of a sentence, and cut between two names."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from indexer.entities import vocabulary as v
from indexer.entities.setting import HYPHENS, SPACES, Setting

_HEADLINE = 30
_STOPS = frozenset(".!?…")
_MOST_OF = 0.75
"""The part of the long words of a line that have a capital where it is a headline."""
_LEAST = 3
"""Long words that such a line has more than."""
_ADDRESSING = SPACES | {". ", ".", ".\u00a0"}
"""What stands between « M. » and who is addressed so."""
_SHIPS = frozenset({"hms", "uss", "ss", "mv", "rms", "hmas"})
"""What stands before the names of ships, which may be those of queens and kings."""
_WHOSE = frozenset({"federal", "supreme", "constitutional"})
"""What stands behind a nation's adjective in what a body of it is called: “the German Federal Police”."""
_SHORTEST = 3
"""Letters of Jan, who is oftener somebody than a month where a name follows."""
SPECIAL = v.STOP | v.PEOPLE | v.ROLE | v.CALENDAR | v.LOWER_TAIL
"""What a word in a name may be so that more has to be looked at."""
_ARTICLES = frozenset({"le", "la", "les", "l", "the", "el", "los", "las", "al", "il", "die", "der", "das"})


class Run(NamedTuple):
    """The words from `first` to `last`, both included. `opening`: its only capital may be that of a sentence. `lower`: it begins small."""

    first: int
    last: int
    opening: bool = False
    lower: bool = False


class Cuts:
    """Cuts the stretches of one setting into runs."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._passage, self._marks, self._language = setting.passage, setting.marks, setting.language
        self._inside, self._known, self._ordinary = setting.inside, setting.known, setting.ordinary

    def runs(self, first: int, last: int, taken: int, phrase: int) -> Iterator[Run]:
        """The names of a stretch behind the last word that is `taken`; small letters up to `phrase` belong to a name."""
        marks, begin = self._marks, first
        for number in range(first, last + 2):
            if number <= last and not self._separates(number, begin, last):
                continue
            if number > begin and not (number <= last and marks[number] & v.ROLE and self._common(begin, number - 1)):
                yield from self._trimmed(max(begin, taken + 1), number - 1, phrase)
            begin = number + 1

    def one(self, number: int) -> Run | None:
        """The same of a stretch that is one word, and not the first of a known name."""
        bits = self._marks[number]
        if number not in self._inside:
            if bits & SPECIAL and self._separates(number, number, number):
                return None
            if bits & (v.PEOPLE | v.STOP) and not bits & v.CAPITALS and not (bits & v.PEOPLE and self._addressed(number)):
                return None
        return Run(number, number, self._setting.opens(number))

    def _common(self, first: int, last: int) -> bool:
        """Whether no word of a stretch is more than a word: Federal Agriculture Minister, Labour Minister."""
        some = v.ANY_ORDINARY | v.HEAD | v.MINISTRY | v.THING | v.ROLE | v.PEOPLE
        return all(self._marks[number] & some and number not in self._inside for number in range(first, last + 1))

    @cached_property
    def titled(self) -> frozenset[int]:
        """The words of lines in which nearly every word has a capital."""
        passage, marks, capital = self._passage, self._marks, v.CAPITAL.__and__
        gaps = passage.gaps
        found, begin = list[int](), 0
        ends = [number for number, gap in enumerate(gaps) if "\n" in gap] if "\n" in passage.text else []
        for number in (*ends, len(marks)):
            size = number - begin
            if 3 < size < _HEADLINE and gaps[number][:1] not in _STOPS:
                capitals = list(map(capital, marks[begin:number]))
                if size - capitals.count(0) > _LEAST:
                    long = [bits for word, bits in zip(passage.words[begin:number], capitals, strict=True) if len(word) > 3]
                    if len(long) > _LEAST and len(long) - long.count(0) > _MOST_OF * len(long):
                        found.extend(range(begin, number))
            begin = number
        return frozenset(found)

    def _separates(self, number: int, begin: int, last: int) -> bool:
        """Whether a word stands between two names and belongs to neither."""
        bits = self._marks[number]
        if number in self._inside:
            return False
        if number in self.titled and bits & (v.ANY_ORDINARY | v.STOP | v.ROLE | v.PEOPLE) and not bits & (v.GIVEN | v.HEAD):
            return True
        if bits & v.CALENDAR:
            return not bits & v.GIVEN or (number == begin and len(self._passage.words[number]) > _SHORTEST)
        if not bits & v.ROLE or number in (begin, last) or bits & v.CAPITALS:
            return False
        # Martin Luther King Jr, but London Mayor Boris Johnson.
        return bool(number - 1 in self._inside or bits & v.HONORIFIC or (self._marks[number + 1] & v.GIVEN and not bits & v.HEAD))

    def _trimmed(self, first: int, last: int, phrase: int) -> Iterator[Run]:
        """One stretch without what goes before or behind a name, and cut at known names in it."""
        marks = self._marks
        last = min(last, len(marks) - 1)
        while first <= last and last > phrase and self._trails(last):
            last -= 1
        opened = self._setting.opens(first) if first <= last else False
        start = first
        while first < last and self._leads(first, last, opened=first == start and opened):
            first += 1
        while first < last and not marks[first] & (v.CAPITAL | v.NUMBER):
            first += 1
        while last > first and self._office(first, last):
            last -= 1
        if first > last:
            return
        plain = first == last and first not in self._inside and marks[first] & (v.PEOPLE | v.STOP) and not marks[first] & v.CAPITALS
        if plain and not (marks[first] & v.PEOPLE and self._addressed(first)):
            return
        yield from self._pieces(first, last, opening=first == start and opened)

    def _addressed(self, number: int) -> bool:
        """Whether somebody is called so, whatever else the word means: « M. Turc », Mrs English."""
        return number > 0 and bool(self._marks[number - 1] & v.HONORIFIC) and self._passage.gaps[number] in _ADDRESSING

    def _trails(self, number: int) -> bool:
        """Whether the last word of a stretch, in small letters, is none of a name's."""
        bits, gap = self._marks[number], self._passage.gaps[number]
        return not (bits & (v.CAPITAL | v.NUMBER) or gap in HYPHENS or (bits & v.LOWER_TAIL and self._language == "en"))

    def _leads(self, first: int, last: int, *, opened: bool) -> bool:  # noqa: PLR0911 — one case a line
        """Whether the first word of a stretch is none of a name's."""
        bits, passage = self._marks[first], self._passage
        if first in self._inside:
            return False
        headed = self._marks[last] & (v.HEAD | v.LEGAL) and not self._marks[last] & v.GIVEN
        if not passage.gaps[first + 1]:
            return False
        if bits & v.STOP and not (bits & v.CAPITALS and not opened):
            return opened or passage.key(first) not in _ARTICLES or bool(self._marks[first + 1] & (v.ROLE | v.PEOPLE))
        if bits & v.HONORIFIC:
            return True
        if passage.gaps[first + 1] not in SPACES:
            return False
        if bits & (v.ROLE | v.PEOPLE):
            federal = passage.keys[first + 1] in _WHOSE and first + 1 < last
            return federal or not headed or (last == first + 1 and bool(self._marks[last] & v.BODY))
        if not bits & self._ordinary or bits & (v.GIVEN | v.HEAD):
            return False
        named = self._marks[first + 1] & v.GIVEN and not self._marks[last] & v.HEAD
        return bool(named if not opened else not headed)

    def _office(self, first: int, last: int) -> bool:
        """Whether a stretch ends with an office that no name goes with: State Prime Minister, Moscow Mayor."""
        bits, begin = self._marks[last], self._marks[first]
        if not bits & v.ROLE or not bits & v.CAPITAL or bits & (v.CAPITALS | v.GIVEN) or last in self._inside:
            return False
        if self._language == "fr" and not self._marks[last - 1] & v.CAPITAL:
            return False  # Congrès des Députés
        if begin & v.CAPITALS and self._passage.keys[first] not in _SHIPS:
            return True
        return first in self._inside or bool(begin & (v.ANY_ORDINARY | v.HEAD | v.THING | v.ROLE) and not begin & v.GIVEN)

    def _pieces(self, first: int, last: int, *, opening: bool) -> Iterator[Run]:
        """The names that a stretch consists of, where known names are in it."""
        inside = [number for number in range(first, last + 1) if number in self._known]
        if not inside or self._whole(first, last, inside):
            yield Run(first, last, opening)
            return
        begin = first
        for number in [*inside, last + 1]:
            person = number in self._known and self._known[number].name.type == "person"
            body = begin < len(self._marks) and self._marks[begin] & v.BODY
            if number > begin and not (person and not body and self._common(begin, number - 1)):
                yield from self._rest(begin, min(number - 1, last), opening=opening and begin == first)
            if number <= last:
                begin = self._known[number].last + 1
                yield Run(number, begin - 1)

    def _rest(self, first: int, last: int, *, opening: bool) -> Iterator[Run]:
        """What is left of a stretch beside a known name."""
        marks = self._marks
        while first <= last and (not marks[first] & v.CAPITAL or marks[first] & (v.ROLE | v.PEOPLE | v.STOP)):
            first += 1
        while last >= first and (not marks[last] & (v.CAPITAL | v.NUMBER) or marks[last] & (v.ROLE | v.PEOPLE)):
            last -= 1
        if first <= last and marks[first] & v.CAPITAL:
            yield Run(first, last, opening)

    def _said(self, rest: range) -> bool:
        """Whether the words before a known name only say something of it: our Platinum Sponsor Hewlett Packard Enterprise."""
        some = v.HEAD | v.GIVEN | v.LINKING | v.CAPITALS
        return all(self._marks[number] & self._ordinary and not self._marks[number] & some for number in rest)

    def _whole(self, first: int, last: int, inside: Sequence[int]) -> bool:  # noqa: PLR0911 — one case a line
        """Whether a stretch with known names in it is one longer name: the Trump Organization, the University of London."""
        marks, one = self._marks, self._known[inside[0]]
        end = one.last
        if len(inside) == 1 and one.first == first and end >= last:
            return False
        if marks[last] & v.NUMBER or any(self._passage.gaps[number] == "/" for number in range(first + 1, last + 1)):
            return True
        if marks[last] & (v.HEAD | v.LEGAL) and last > end and not marks[last] & v.GIVEN:
            return True
        if len(inside) > 1:
            return bool(marks[first] & v.HEAD) and first not in self._inside
        if any(self._passage.gaps[number] in HYPHENS for number in (one.first, end + 1) if first < number <= last):
            return False
        if one.first == first:
            after = marks[end + 1]
            if self._language == "fr" and one.name.type == "place":
                return False
            named = last - end > 1 or not after & (v.ANY_ORDINARY | v.THING)
            return one.name.type != "person" and named and not after & (v.GIVEN | v.ROLE)
        rest = range(first, one.first)
        beside = self._said(rest) and len(one.name.words) > 1 and end >= last
        if beside or all(marks[number] & (v.THING | v.STOP | v.ROLE) or not marks[number] & v.CAPITAL for number in rest):
            return False
        if one.name.type == "person":
            return len(rest) == 1 and bool(marks[first] & v.HEAD) and not marks[first] & v.BODY
        return end >= last or bool(marks[first] & v.HEAD)
