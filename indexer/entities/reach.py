"""How far a run of capitals goes on: over hyphens, little words, numbers, and what small letters are part of a name."""

from functools import cached_property

from indexer.entities import vocabulary as v
from indexer.entities.phrases import french_phrase
from indexer.entities.setting import APOSTROPHES, HYPHENS, SPACES, Setting

LONGEST = 12
"""Words of the longest run."""

_AMPERSANDS = frozenset({" & ", "&", "\u00a0&\u00a0"})
_GENITIVES = frozenset({"' ", "\u2019 "})
"""What stands behind those whose union it is: Teachers' Union."""
DOTS = frozenset({". ", ".", ".\u00a0"})
"""What stands behind initials and abbreviations: George W. Bush, St. Petersburg."""
JOINING = SPACES | HYPHENS | APOSTROPHES | _AMPERSANDS | _GENITIVES | {"", "/"}
"""What else may stand between two words of a name."""
_COUNTED = frozenset({"million", "billion", "trillion", "milliard", "pct", "percent", "pour", "per"})
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


class Reach:
    """How far runs go on in one setting."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._passage, self._marks, self._language = setting.passage, setting.marks, setting.language
        self._inside = setting.inside

    def last(self, first: int) -> tuple[int, int]:
        """The last word of the run that begins with this word, whatever is in it, and the last of the phrase that it begins with."""
        marks, last = self._marks, first
        headed = self._language == "fr" and marks[first] & (v.ORGANISATION | v.PROGRAMME) and not marks[first] & (v.GIVEN | v.PEOPLE)
        if headed and first not in self._inside:
            last = french_phrase(self._passage, marks, first, opening=self._setting.opens(first))
        phrase = last
        while last - first < LONGEST:
            following = self._follows(first, last)
            if following is None:
                break
            last = following
        return last, phrase

    def _follows(self, first: int, last: int) -> int | None:  # noqa: PLR0911 — one case a line
        """The word up to which the run goes on from this one; None where it ends."""
        passage, marks, after = self._passage, self._marks, last + 1
        if after >= len(marks):
            return None
        gap, bits = passage.gaps[after], marks[after]
        if not gap:
            return after
        if bits & v.STOP and gap in DOTS and marks[last] & v.LEGAL:
            return None  # Zubarol Corp. The rest
        if bits & v.CAPITAL:
            initial = len(passage.words[after]) == 1 and passage.before(after + 1) in DOTS
            little = bits & v.STOP and not bits & v.CAPITALS and gap in SPACES and not initial and not self._particle(after)
            return after if self._joins(gap, last) and not little else None
        if bits & v.NUMBER:
            return after if self._numbered(first, last, gap) else None
        if gap in HYPHENS and self._hung(after):
            return after
        if bits & v.LOWER_TAIL and gap in SPACES and self._tailed(first, last):
            return after
        return self._across(first, last)

    def _particle(self, number: int) -> bool:
        """Whether a little word with a capital is a part of somebody's name: Josiane Le Braz."""
        after = number + 1
        named = self._marks[number - 1] & v.GIVEN and self._marks[number] & v.PARTICLE
        return bool(named) and after < len(self._marks) and bool(self._marks[after] & v.CAPITAL) and self._passage.gaps[after] in SPACES

    def _joins(self, gap: str, last: int) -> bool:
        """Whether a gap may stand between two capitalised words of a name."""
        if gap in SPACES or gap in _AMPERSANDS:
            return True
        if gap in HYPHENS:
            return not self._apart(last)
        word = self._passage.words[last]
        if gap == "/":
            return word == "GNU"
        if gap in _GENITIVES:
            behind = self._marks[last + 1]
            return bool(self._marks[last] & behind & v.ORGANISATION) and word.endswith("s") and self._language == "en"
        if gap in DOTS:
            return len(word) == 1 or bool(self._marks[last] & v.ABBREVIATION)
        return gap in APOSTROPHES and len(word) <= 2

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
            if self._marks[number] & v.CAPITAL and gaps[number] not in HYPHENS and gaps[number + 1] not in HYPHENS
        )

    def _numbered(self, first: int, last: int, gap: str) -> bool:
        """Whether a number belongs to the name before it: Luna-25, Airbus A380, Debian 5.0."""
        if gap in HYPHENS:
            return True
        if gap == "." and self._marks[last] & v.NUMBER and last > first:
            return True
        product = any(bits & v.PRODUCT for bits in self._marks[first : last + 1])
        return gap in SPACES and product and not self._marks[last] & v.NUMBER and not self._counts(last + 1)

    def _counts(self, number: int) -> bool:
        """Whether a number counts what follows: Boeing 5 billion."""
        passage = self._passage
        after = passage.before(number + 1)
        decimal = after in {".", ","} and passage.word(number + 2)[:1].isdigit()
        end = number + 3 if decimal else number + 1
        word = passage.word(end)
        behind = passage.before(end)
        counted = behind in SPACES and word.islower() and (word.endswith(("s", "x")) or word in _COUNTED)
        return behind.strip()[:1] in {"%", "$", "€"} or (counted and not self._marks[end] & (v.STOP | v.CLOSED))

    def _hung(self, number: int) -> bool:
        """Whether a word in small letters behind a hyphen belongs to the name: Ban Ki-moon, but not Paris-based."""
        word = self._passage.words[number]
        return len(word) <= 4 and word not in _SUFFIXES and not self._marks[number - 1] & v.CAPITALS and number - 1 not in self._inside

    def _tailed(self, first: int, last: int) -> bool:
        """Whether an English word in small letters goes on from a name: Vajdahunyad castle, Neuwirth law."""
        bits = self._marks[last]
        if self._language != "en" or last - first > 1 or last in self._inside or self._setting.opens(last):
            return False
        return not bits & (v.PEOPLE | v.STOP | v.ROLE | v.GIVEN | v.THING | v.CALENDAR | v.HEAD | v.ANY_ORDINARY)

    def _across(self, first: int, last: int) -> int | None:
        """The capitalised word to which little words lead: Dominique de Villepin, University of Oxford."""
        passage, marks, number = self._passage, self._marks, last + 1
        foreign = True
        while number < len(marks) and number - last <= 3 and not marks[number] & v.CAPITAL:
            gap = passage.gaps[number]
            if not (marks[number] & (v.PARTICLE | v.LINKING) and (gap in SPACES or gap in APOSTROPHES)):
                return self._and(first, last)
            foreign = foreign and bool(marks[number] & v.FOREIGN)
            number += 1
        if number >= len(marks) or not marks[number] & v.CAPITAL or number == last + 1:
            return None
        gap = passage.gaps[number]
        if not (gap in SPACES or gap in APOSTROPHES or gap in HYPHENS) or marks[number] & (v.STOP | v.CALENDAR):
            return None
        known = self._setting.known.get(number)
        if known is not None and self._language == "fr" and known.name.type == "place" and self._english(first, last):
            return None
        head = self._head(first, last)
        begin = first
        while begin < last and begin in self._inside:
            begin += 1  # « secrétaire général de l'OTAN Jaap de Hoop »
        given = all(bits & v.GIVEN for bits in marks[begin : last + 1]) or (bool(marks[first] & v.GIVEN) and self._language == "en")
        given = given or (bool(marks[first] & v.GIVEN) and all(passage.gaps[each] in HYPHENS for each in range(first + 1, last + 1)))
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
            return not (first == last and self._setting.opens(first) and marks[first] & self._setting.ordinary and self._language == "fr")
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
        headed = marks[first] & v.ORGANISATION or (self._language == "en" and self._is_of(first, last))
        return after if linked and plain and headed and last not in self._inside else None

    def _is_of(self, first: int, last: int) -> bool:
        """Whether a body is "of" or "for" something from here on: European Centre for Disease Prevention."""
        marks = self._marks
        small = next((each for each in range(first, last) if not marks[each] & v.CAPITAL), first)
        return small > first and bool(marks[small - 1] & v.ORGANISATION) and not marks[last] & (v.GIVEN | v.SURNAME)
