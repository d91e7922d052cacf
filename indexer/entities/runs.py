"""Where names may stand in a text: runs of capitalised words with what joins them, before anybody knows what they name.

Every word is visited a bounded number of times, and a run is no longer than `LONGEST`, so a text costs time in proportion to its length.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import compress
from typing import NamedTuple

from indexer.entities import vocabulary as v
from indexer.entities.guards import Candidate
from indexer.entities.passage import Passage
from indexer.entities.phrases import english_ministry, french_complement, french_phrase

LONGEST = 12
"""Words of the longest run."""

_GOING_ON = v.CAPITAL | v.NUMBER | v.PARTICLE | v.LINKING | v.LOWER_TAIL
_SPECIAL = v.STOP | v.PEOPLE | v.ROLE | v.CALENDAR | v.LOWER_TAIL
_BEGINNING = v.CAPITAL | v.LOWER_HEAD | v.LOWER_TAIL | v.LOWER_BODY
_HEADLINE = 30
_STOPS = frozenset(".!?…")
_MOST_OF = 0.75
"""The part of the long words of a line that have a capital where it is a headline."""

_SPACES = frozenset({" ", "\u00a0", "\u202f"})
_HYPHENS = frozenset("-\u2010\u2011")
_APOSTROPHES = frozenset("'\u2019\u02bc")
_AMPERSANDS = frozenset({" & ", "&", "\u00a0&\u00a0"})
_DOTS = frozenset({". ", ".", ".\u00a0"})
_OPENING = frozenset('.!?…:;\n«“"•|')
_ARTICLES = frozenset({"le", "la", "les", "l", "the", "el", "los", "las", "al", "il", "die", "der", "das"})
_PREFIXES = frozenset({"al", "el", "as", "ar", "ad", "at", "ash", "an", "abu", "bin", "ben", "ibn", "d", "o"})
_SHIPS = frozenset({"hms", "uss", "ss", "mv", "rms", "hmas"})
"""What stands before the names of ships, which may be those of queens and kings."""
_WHOSE = frozenset({"federal", "supreme", "constitutional"})
"""What stands behind a nation's adjective in what a body of it is called: “the German Federal Police”."""
_COUNTED = frozenset({"million", "billion", "trillion", "milliard", "pct", "percent", "pour", "per"})
_SHORTEST = 3
"""Letters of Jan, who is oftener somebody than a month where a name follows."""
_SUFFIXES = frozenset(
    (
        "a",
        "la",
        "là",
        "ci",
        "led",
        "born",
        "like",
        "era",
        "wide",
        "made",
        "run",
        "old",
        "day",
        "held",
        "area",
        "type",
        "only",
        "free",
        "bred",
    )
)
"""What English hangs on a name with a hyphen, and is no part of it: Paris-based."""


class Run(NamedTuple):
    """The words from `first` to `last`, both included. `opening`: its only capital may be that of a sentence. `lower`: it begins small."""

    first: int
    last: int
    opening: bool = False
    lower: bool = False


class Runs:
    """The runs of one passage. `marks` are the bits of its words, `known` the known names in it, in order."""

    def __init__(self, passage: Passage, marks: Sequence[int], known: Sequence[Candidate], language: str | None) -> None:
        self._passage = passage
        self._marks = marks
        self._known: Mapping[int, Candidate] = {each.first: each for each in known}
        self._inside = {number for each in known for number in range(each.first, each.last + 1)}
        self._ordinary = v.ORDINARY.get(language, v.ANY_ORDINARY)
        self._language = language
        self._phrase = -1
        self._headlines = self._titled()

    def __iter__(self) -> Iterator[Run]:
        marks, gaps, taken = self._marks, self._passage.gaps, -1
        end = len(marks) - 1
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
            # Whether nothing can go on from this word.
            alone = number == end or (
                not (marks[number + 1] & _GOING_ON or bits & v.HEAD) and gaps[number + 1] != "" and gaps[number + 1] not in _HYPHENS
            )
            # The first words of most sentences: a capital, and nothing in a name follows.
            if bits & v.STOP and not bits & v.CAPITALS and (alone or (self._opens(number) and gaps[number + 1])):
                continue
            if bits & v.CAPITALS and self._passage.shouted(number):
                continue
            self._phrase = number
            last = number if alone else self._extended(number)
            if self._plain(number, last):
                taken = last
                yield Run(number, last, number == 0 or not _OPENING.isdisjoint(gaps[number]))
                continue
            for run in self._cut(number, last, taken):
                if run.last > taken:
                    taken = run.last
                    yield run
            taken = max(taken, last)

    def _plain(self, first: int, last: int) -> bool:
        """Whether a stretch is one name as it stands, without anything to take away or to cut."""
        if first in self._known:
            return self._known[first].last == last
        for number in range(first, last + 1):
            bits = self._marks[number]
            if bits & _SPECIAL or not bits & (v.CAPITAL | v.NUMBER) or number in self._inside:
                return False
            if bits & v.ANY_ORDINARY and not bits & v.GIVEN and last > first:
                return False
        return first == last or first not in self._headlines

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

    def _extended(self, first: int) -> int:
        """The last word of the run that begins with this word, whatever is in it."""
        passage, marks, last = self._passage, self._marks, first
        self._phrase = first
        headed = self._language == "fr" and marks[first] & (v.ORGANISATION | v.PROGRAMME) and not marks[first] & (v.GIVEN | v.PEOPLE)
        if headed and first not in self._inside:
            last = self._phrase = french_phrase(passage, marks, first, opening=self._opens(first))
        while last - first < LONGEST:
            following = self._follows(first, last)
            if following is None:
                break
            last = following
        return last

    def _follows(self, first: int, last: int) -> int | None:  # noqa: PLR0911 — one case a line
        """The word up to which the run goes on from this one; None where it ends."""
        passage, marks, after = self._passage, self._marks, last + 1
        if after >= len(marks):
            return None
        gap, bits = passage.gaps[after], marks[after]
        if not gap:
            return after
        if bits & v.CAPITAL:
            initial = len(passage.words[after]) == 1 and passage.before(after + 1) in _DOTS
            little = bits & v.STOP and not bits & v.CAPITALS and gap in _SPACES and not initial and not self._particle(after)
            return after if self._joins(gap, last) and not little else None
        if bits & v.NUMBER:
            return after if self._numbered(first, last, gap) else None
        if gap in _HYPHENS and self._hung(after):
            return after
        if bits & v.LOWER_TAIL and gap in _SPACES and self._tailed(first, last):
            return after
        return self._across(first, last)

    def _particle(self, number: int) -> bool:
        """Whether a little word with a capital is a part of somebody's name: Josiane Le Braz."""
        after = number + 1
        named = self._marks[number - 1] & v.GIVEN and self._marks[number] & v.PARTICLE
        return bool(named) and after < len(self._marks) and bool(self._marks[after] & v.CAPITAL) and self._passage.gaps[after] in _SPACES

    def _joins(self, gap: str, last: int) -> bool:
        """Whether a gap may stand between two capitalised words of a name."""
        if gap in _SPACES or gap in _AMPERSANDS:
            return True
        if gap in _HYPHENS:
            return not self._apart(last)
        word = self._passage.words[last]
        if gap == "/":
            return word == "GNU"
        if gap in _DOTS:
            return len(word) == 1 or bool(self._marks[last] & v.ABBREVIATION)
        return gap in _APOSTROPHES and len(word) <= 2

    def _apart(self, last: int) -> bool:
        """Whether two words with a hyphen between them are two names, since the text has each of them alone: Huber-Beckstein."""
        words, marks = self._passage.words, self._marks
        if marks[last] & v.GIVEN and marks[last + 1] & v.GIVEN:
            return False
        if last in self._inside and last + 1 in self._inside:
            return True
        return words[last] in self._alone and words[last + 1] in self._alone

    @cached_property
    def _alone(self) -> frozenset[str]:
        """The capitalised words that stand somewhere without a hyphen."""
        gaps, words = self._passage.gaps, self._passage.words
        return frozenset(
            word
            for number, word in enumerate(words)
            if self._marks[number] & v.CAPITAL and gaps[number] not in _HYPHENS and gaps[number + 1] not in _HYPHENS
        )

    def _numbered(self, first: int, last: int, gap: str) -> bool:
        """Whether a number belongs to the name before it: Luna-25, Airbus A380, Debian 5.0."""
        if gap in _HYPHENS:
            return True
        if gap == "." and self._marks[last] & v.NUMBER and last > first:
            return True
        product = any(bits & v.PRODUCT for bits in self._marks[first : last + 1])
        return gap in _SPACES and product and not self._marks[last] & v.NUMBER and not self._counts(last + 1)

    def _counts(self, number: int) -> bool:
        """Whether a number counts what follows: Boeing 5 billion."""
        passage = self._passage
        after = passage.before(number + 1)
        decimal = after in {".", ","} and passage.word(number + 2)[:1].isdigit()
        end = number + 3 if decimal else number + 1
        word = passage.word(end)
        behind = passage.before(end)
        counted = behind in _SPACES and word.islower() and (word.endswith(("s", "x")) or word in _COUNTED)
        return behind.strip()[:1] in {"%", "$", "€"} or (counted and not self._marks[end] & (v.STOP | v.CLOSED))

    def _hung(self, number: int) -> bool:
        """Whether a word in small letters behind a hyphen belongs to the name: Ban Ki-moon, but not Paris-based."""
        word = self._passage.words[number]
        return len(word) <= 4 and word not in _SUFFIXES and not self._marks[number - 1] & v.CAPITALS and number - 1 not in self._inside

    def _tailed(self, first: int, last: int) -> bool:
        """Whether an English word in small letters goes on from a name: Vajdahunyad castle, Neuwirth law."""
        bits = self._marks[last]
        if self._language != "en" or last - first > 1 or last in self._inside or self._opens(last):
            return False
        return not bits & (v.PEOPLE | v.STOP | v.ROLE | v.GIVEN | v.THING | v.CALENDAR | v.HEAD | v.ANY_ORDINARY)

    def _across(self, first: int, last: int) -> int | None:
        """The capitalised word to which little words lead: Dominique de Villepin, University of Oxford."""
        passage, marks, number = self._passage, self._marks, last + 1
        foreign = True
        while number < len(marks) and number - last <= 3 and not marks[number] & v.CAPITAL:
            gap = passage.gaps[number]
            if not (marks[number] & (v.PARTICLE | v.LINKING) and (gap in _SPACES or gap in _APOSTROPHES)):
                return self._and(first, last)
            foreign = foreign and bool(marks[number] & v.FOREIGN)
            number += 1
        if number >= len(marks) or not marks[number] & v.CAPITAL or number == last + 1:
            return None
        gap = passage.gaps[number]
        if not (gap in _SPACES or gap in _APOSTROPHES or gap in _HYPHENS) or marks[number] & (v.STOP | v.CALENDAR):
            return None
        if self._language == "fr" and number in self._known and self._english(first, last) and self._known[number].name.type == "place":
            return None
        head = self._head(first, last)
        given = all(bits & v.GIVEN for bits in marks[first : last + 1]) or (bool(marks[first] & v.GIVEN) and self._language == "en")
        person = given and not head and last not in self._inside
        linking = all(marks[each] & v.LINKING for each in range(last + 1, number))
        particles = all(marks[each] & v.PARTICLE for each in range(last + 1, number)) and passage.words[last + 1] != "la"
        if foreign or (person and particles) or (head and linking):
            return number
        return None

    def _head(self, first: int, last: int) -> bool:
        """Whether a run begins or ends with what may be "of" something."""
        marks = self._marks
        if marks[last] & v.HEAD and not marks[last] & (v.LEGAL | v.ROLE | v.PEOPLE):
            return not (first == last and self._opens(first) and marks[first] & self._ordinary and self._language == "fr")
        return bool(marks[first] & v.HEAD) and not marks[first] & (v.GIVEN | v.ROLE) and first not in self._inside

    def _english(self, first: int, last: int) -> bool:
        """Whether a name ends with what it is, as French ones do not: « le Grant Park de Chicago »."""
        bits = self._marks[first]
        return bool(last > first and self._marks[last] & v.HEAD and not bits & (v.HEAD | v.ANY_ORDINARY))

    def _and(self, first: int, last: int) -> int | None:
        """The word behind "and" in the name of a ministry: Ministry for Local Government and Regional Development."""
        passage, marks, after = self._passage, self._marks, last + 2
        if passage.word(last + 1) not in {"and", "et"} or after >= len(marks) or not marks[after] & v.CAPITAL:
            return None
        linked = any(marks[each] & v.LINKING for each in range(first, last) if not marks[each] & v.CAPITAL)
        plain = after not in self._inside and not marks[after] & (v.GIVEN | v.STOP)
        return after if linked and plain and marks[first] & v.ORGANISATION and last not in self._inside else None

    def _opens(self, number: int) -> bool:
        return number == 0 or not _OPENING.isdisjoint(self._passage.gaps[number])

    def _cut(self, first: int, last: int, taken: int) -> Iterator[Run]:
        """What of a stretch are names: without titles, inhabitants, days and the capital of a sentence, and cut between two names."""
        marks, begin = self._marks, first
        for number in range(first, last + 2):
            if number <= last and not self._separates(number, begin, last):
                continue
            if number > begin and not (number <= last and marks[number] & v.ROLE and self._common(begin, number - 1)):
                yield from self._trimmed(begin, number - 1, taken)
            begin = number + 1

    def _common(self, first: int, last: int) -> bool:
        """Whether no word of a stretch is more than a word: Federal Agriculture Minister, Labour Minister."""
        some = v.ANY_ORDINARY | v.HEAD | v.MINISTRY | v.THING | v.ROLE | v.PEOPLE
        return all(self._marks[number] & some and number not in self._inside for number in range(first, last + 1))

    def _titled(self) -> frozenset[int]:
        """The words of lines in which nearly every word has a capital."""
        passage, marks = self._passage, self._marks
        ends = [number for number, gap in enumerate(passage.gaps) if "\n" in gap] if "\n" in passage.text else []
        found, begin = list[int](), 0
        for number in (*ends, len(marks)):
            if 3 < number - begin < _HEADLINE and passage.gaps[number][:1] not in _STOPS:
                long = [bits for word, bits in zip(passage.words[begin:number], marks[begin:number], strict=False) if len(word) > 3]
                if len(long) > 3 and sum(1 for bits in long if bits & v.CAPITAL) > _MOST_OF * len(long):
                    found.extend(range(begin, number))
            begin = number
        return frozenset(found)

    def _separates(self, number: int, begin: int, last: int) -> bool:
        """Whether a word stands between two names and belongs to neither."""
        bits = self._marks[number]
        if number in self._inside:
            return False
        if number in self._headlines and bits & (v.ANY_ORDINARY | v.STOP | v.ROLE | v.PEOPLE) and not bits & (v.GIVEN | v.HEAD):
            return True
        if bits & v.CALENDAR:
            return not bits & v.GIVEN or (number == begin and len(self._passage.words[number]) > _SHORTEST)
        if not bits & v.ROLE or number in (begin, last) or bits & v.CAPITALS:
            return False
        # Martin Luther King Jr, but London Mayor Boris Johnson.
        return bool(number - 1 in self._inside or bits & v.HONORIFIC or (self._marks[number + 1] & v.GIVEN and not bits & v.HEAD))

    def _trimmed(self, first: int, last: int, taken: int) -> Iterator[Run]:
        """One stretch without what goes before or behind a name, and cut at known names in it."""
        marks = self._marks
        first, last = max(first, taken + 1), min(last, len(marks) - 1)
        while first <= last and last > self._phrase and self._trails(last):
            last -= 1
        opened = self._opens(first) if first <= last else False
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
        return number > 0 and bool(self._marks[number - 1] & v.HONORIFIC) and self._passage.gaps[number] in _SPACES | _DOTS

    def _trails(self, number: int) -> bool:
        """Whether the last word of a stretch, in small letters, is none of a name's."""
        bits, gap = self._marks[number], self._passage.gaps[number]
        return not (bits & (v.CAPITAL | v.NUMBER) or gap in _HYPHENS or (bits & v.LOWER_TAIL and self._language == "en"))

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
        if passage.gaps[first + 1] not in _SPACES:
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
        if any(self._passage.gaps[number] in _HYPHENS for number in (one.first, end + 1) if first < number <= last):
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
