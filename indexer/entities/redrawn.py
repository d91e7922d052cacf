"""Runs drawn again by what stands around them: cut between a body and its head, grown to the acronym or the number behind them.

`Runs` goes by the words of a run alone. Here the words before and behind tell: « le président de l'ODS Petr Nečas » are two names,
« Parti pour une société démocratique (DTP) » ends where its acronym begins, and « le projet Stuttgart 21 » ends with the number.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from indexer.entities import vocabulary as v
from indexer.entities.explained import explains
from indexer.entities.jargon import jargon
from indexer.entities.runs import Run
from indexer.entities.setting import Setting

_SPACES = frozenset({" ", "\u00a0", "\u202f"})
_INSIDE = _SPACES | frozenset("'\u2019-\u2010\u2011")
_LINKS = frozenset({"de", "du", "des", "d", "la", "le", "l", "les", "et", "pour", "en", "une", "un", "a", "sur", "of", "for", "the", "and"})
_PRONOUNS = frozenset({"il", "elle", "on", "ils", "elles", "je", "tu", "nous", "vous", "ce", "t", "moi", "toi", "lui", "leur", "y"})
_APOSTROPHES = frozenset("'\u2019")
_CONTRACTED = frozenset({"t", "ll", "re", "ve", "m"})
_CENTURY = re.compile(r"[IVXL]+(?:e|er|ère|ème|è|eme|st|nd|rd|th)s?")
_EVENTS_LAST = frozenset({"festival", "summit", "meeting", "symposium", "workshop"})
_EVENTS_FIRST = frozenset({"festival", "sommet", "rencontres", "salon", "foire", "colloque", "symposium"})
"""What events are called at the end and at the beginning of their names; they are no entities, unless the authority has them."""
_OF_FIELDS = frozenset({"de", "du", "des", "d", "la", "l", "le", "les", "a", "aux", "au"})
_MINISTERS = frozenset({"ministre", "ministres", "secretaire", "ministere"})
_SAINTS = frozenset({"saint", "sainte", "st", "ste"})
_MEASURES = frozenset({"co2", "mp3", "mp4", "v6", "v8", "v10", "v12", "h1n1", "h5n1", "t1", "t2"})
"""Things that a letter and a number are short for, and that name nothing."""
_INDEXES = (["dow", "jones"], ["hang", "seng"])
_PLAIN = (
    *(["free", "software"], ["logiciel", "libre"], ["logiciels", "libres"], ["open", "source"], ["new", "year"], ["public", "relations"]),
    *(["relations", "publiques"], ["human", "resources"], ["ressources", "humaines"], ["prime", "time"], ["happy", "new"]),
)
"""What some write with capitals, and what names nothing."""
_NUMERALS = frozenset("IVXL")
_LONGEST = 12
_COUNTED = frozenset({"million", "milliard", "billion", "euro", "dollar", "percent", "pct", "mille", "an", "heure", "km"})
_NUMBER = 3
"""Digits of a number that a project may be called by; four are a year."""

_TELLING = v.HEAD | v.ANY_ORDINARY | v.ROLE | v.STOP | v.CAPITALS | v.LEGAL | v.PEOPLE | v.COMPANY_NOUN | v.THING


class Redrawn:
    """Draws the runs of one setting again."""

    def __init__(self, setting: Setting) -> None:
        passage = self._passage = setting.passage
        marks = self._marks = setting.marks
        self._known, self._inside = setting.known, setting.inside
        self._french = setting.language == "fr"
        self._brackets = [number for number, gap in enumerate(passage.gaps) if gap == " ("] if " (" in passage.text else []
        self._jargon = jargon(passage, marks, self._brackets, self._inside) if self._brackets else frozenset()

    def of(self, runs: Sequence[Run]) -> list[Run]:
        """The runs, in their order, without those that are none."""
        known, found = self._known, list[Run]()
        for run in runs:
            if run.first in known and known[run.first].last == run.last:
                found.append(run)
            elif not self._nothing(run):
                found.extend(self._parted(run) if self._french else (run,))
        return self._with_defined(self._numbered(found))

    def _with_defined(self, runs: list[Run]) -> list[Run]:
        """The runs with those in place of what lies within them that an acronym behind them defines."""
        defined = list(self._defined())
        if not defined:
            return runs
        at = {number: run for run in runs for number in range(run.first, run.last + 1)}
        for one in defined:
            inside = range(one.first, one.last + 1)
            over = {at[number] for number in inside if number in at}
            if all(one.first <= run.first and run.last <= one.last for run in over):
                at |= dict.fromkeys(inside, one)
        return sorted(set(at.values()))

    def _nothing(self, run: Run) -> bool:
        """Whether a run names nobody and nothing."""
        return self._is_verb(run) or self._counts(run) or self._is_event(run) or self._is_inhabitants(run) or self._is_jargon(run)

    def _is_verb(self, run: Run) -> bool:
        """Whether a run is a verb with its pronoun or its negation: « Saviez-vous », "Don't"."""
        passage, first, last = self._passage, run.first, run.last
        gap = passage.gaps[last + 1]
        if self._french:
            return (gap == "-" and passage.word(last + 1) in _PRONOUNS) or (last > first and passage.words[last] in _PRONOUNS)
        return first == last and gap in _APOSTROPHES and passage.word(last + 1) in _CONTRACTED

    def _counts(self, run: Run) -> bool:
        """Whether a run is a part of a time, a measure, a century, or a letter that counts paragraphs: 20H30, « XIXe », « B. Le vol »."""
        passage, marks, first, last = self._passage, self._marks, run.first, run.last
        if not passage.gaps[first] and passage.glued(first) and marks[first - 1] & v.NUMBER:
            return True
        if first == last:
            return passage.words[first][0] in _NUMERALS and _CENTURY.fullmatch(passage.words[first]) is not None
        if last == first + 1 and not passage.gaps[last]:
            return passage.keys[first] + passage.keys[last] in _MEASURES
        return last == first + 1 and len(passage.words[first]) == 1 and bool(marks[last] & v.STOP) and passage.gaps[last][:1] == "."

    def _is_event(self, run: Run) -> bool:
        """Whether a run is an index, or an event that the authority does not have: the Leeds Festival, « le festival Lollapalooza »."""
        first, last, keys = run.first, run.last, self._passage.keys
        if first == last or first in self._known:
            return False
        if keys[first : first + 2] in _INDEXES or (last == first + 1 and keys[first : last + 1] in _PLAIN):
            return True
        begins = keys[first] in _EVENTS_FIRST and (run.lower or not self._marks[first + 1] & v.CAPITAL)
        return begins or keys[last] in _EVENTS_LAST

    def _is_jargon(self, run: Run) -> bool:
        """Whether a run is short for what the text says in small letters, and what is no body: « la désinformation (FUD) »."""
        return run.first == run.last and self._passage.keys[run.first] in self._jargon

    def _is_inhabitants(self, run: Run) -> bool:
        """Whether a run is those who live in a part of a country or come from two: Eastern Europeans, Franco-Polish."""
        passage, marks, first, last = self._passage, self._marks, run.first, run.last
        if first == last or not marks[last] & v.PEOPLE or marks[last] & (v.GIVEN | v.HEAD | v.CAPITALS) or last in self._inside:
            return False
        part = all(
            marks[each] & (v.PLACE | v.THING) and marks[each] & v.ANY_ORDINARY and each not in self._inside for each in range(first, last)
        )
        return part or (last == first + 1 and passage.gaps[last] == "-")

    def _parted(self, run: Run) -> Iterator[Run]:
        """A French run; or the body and the person that it consists of: « chef du ČSSD Jiří Paroubek »."""
        first, last, marks = run.first, run.last, self._marks
        body = (marks[first] & v.CAPITALS and not marks[first] & v.LEGAL) or marks[first] & v.BODY
        if body and last - first in (2, 3) and first not in self._inside and self._led(first):
            rest = range(first + 1, last + 1)
            plain = all(marks[number] & v.CAPITAL and not marks[number] & _TELLING for number in rest)
            if plain and all(self._passage.gaps[number] in _SPACES for number in rest) and len(self._passage.words[first]) > 1:
                yield Run(first, first)
                yield Run(first + 1, last)
                return
        head = self._head_of(first, last)
        if head is not None:
            yield Run(first, head - 1)
            yield Run(head, last)
            return
        if last > first and first not in self._inside and self._is_field(first, last):
            yield Run(first + 1, last)
            return
        yield self._team(run)

    def _head_of(self, first: int, last: int) -> int | None:
        """Where in a run the name of who leads it begins: « PDG de Lubrizol Eric Schnur », « procureure de Pau Cécile Gensac »."""
        marks = self._marks
        if last - first > 2 and marks[first] & v.HEAD and not marks[last - 2] & v.CAPITAL and marks[last - 1] & v.GIVEN:
            # « Ministère des transports Karel Hanzelka »
            plain = marks[last - 1] & v.CAPITAL and marks[last] & v.CAPITAL and not marks[last] & v.HEAD
            between = self._passage.gaps[last - 1] in _SPACES and self._passage.keys[last - 2] not in _LINKS
            return last - 1 if plain and between else None
        if last - first not in (2, 3, 4) or marks[first] & v.GIVEN or not self._led(first):
            return None
        for number in range(first + 1, last):
            rest = range(number, last + 1)
            alone = self._passage.keys[number - 1] not in _SAINTS and self._passage.gaps[number] in _SPACES
            body = not marks[first] & v.HEAD or marks[number - 1] & (v.LEGAL | v.CAPITALS)
            if marks[number] & v.GIVEN and alone and body and all(marks[each] & v.CAPITAL and not marks[each] & v.HEAD for each in rest):
                return number
        return None

    def _is_field(self, first: int, last: int) -> bool:
        """Whether the first word is what a minister is for, and the others are the minister: « le ministre de l'Énergie Taner Yildiz »."""
        marks, number = self._marks, first - 1
        while number > 0 and self._passage.keys[number] in _OF_FIELDS:
            number -= 1
        led = number < first - 1 and self._passage.keys[max(number, 0)] in _MINISTERS
        plain = marks[first] & (v.ANY_ORDINARY | v.MINISTRY | v.ORGANISATION | v.THING) and not marks[first] & v.GIVEN
        rest = range(first + 1, last + 1)
        return bool(led and plain) and all(marks[each] & v.CAPITAL and not marks[each] & (v.HEAD | v.LEGAL) for each in rest)

    def _team(self, run: Run) -> Run:
        """The run with the town behind it, where it is a team in the plural: « les Bucks de Milwaukee »."""
        passage, marks, first, last = self._passage, self._marks, run.first, run.last
        if first != last or first < 1 or passage.keys[first - 1] not in {"les", "des", "aux"}:
            return run
        named = passage.words[first].endswith("s") and not marks[first] & (
            v.PEOPLE | v.ANY_ORDINARY | v.HEAD | v.CAPITALS | v.ROLE | v.STOP
        )
        town = self._known.get(last + 2)
        if named and first not in self._inside and passage.key(last + 1) == "de" and town is not None and town.name.type == "place":
            return run._replace(last=town.last)
        return run

    def _led(self, number: int) -> bool:
        """Whether somebody is something of what begins here: « président de l' », « chef du »."""
        keys, before = self._passage.keys, number - 1
        if before >= 1 and keys[before] in {"la", "l", "le"}:
            before -= 1
        return before >= 1 and keys[before] in {"de", "du", "des"} and bool(self._marks[before - 1] & v.ROLE)

    def _numbered(self, runs: list[Run]) -> list[Run]:
        """The runs with the numbers that things of their kind have, or that the text repeats behind them."""
        passage, marks, end = self._passage, self._marks, len(self._marks) - 1
        behind = [run for run in runs if run.last < end and marks[run.last + 1] & v.NUMBER and self._number(run.last + 1)]
        if not behind:
            return runs
        often = Counter(tuple(passage.keys[run.first : run.last + 2]) for run in behind)
        grown = {
            run
            for run in behind
            if often[tuple(passage.keys[run.first : run.last + 2])] > 1
            or (run.first and marks[run.first - 1] & v.PROGRAMME_NOUN and passage.gaps[run.first] in _SPACES)
        }
        return [run._replace(last=run.last + 1) if run in grown else run for run in runs]

    def _number(self, number: int) -> bool:
        """Whether a short number stands here, behind a space, and counts nothing."""
        passage, marks = self._passage, self._marks
        if passage.gaps[number] not in _SPACES:
            return False
        gap = passage.before(number + 1)
        word = passage.word(number + 1)
        counts = word.endswith(("s", "x")) or word in _COUNTED
        counted = gap in _SPACES and word.islower() and counts and not marks[number + 1] & (v.STOP | v.CLOSED | v.PREPOSITION)
        return (
            len(passage.words[number]) <= _NUMBER and not counted and gap not in {",", "."} and gap.strip()[:1] not in {"%", "$", "€", "-"}
        )

    def _defined(self) -> Iterator[Run]:
        """Names of several words that an acronym in brackets follows."""
        passage, marks = self._passage, self._marks
        for number in self._brackets:
            if not 2 <= number < len(marks) or not marks[number] & v.CAPITALS or passage.gaps[number + 1][:1] != ")":
                continue
            first = self._begins(number - 1, passage.keys[number])
            if first is not None:
                yield Run(first, number - 1, lower=not marks[first] & v.CAPITAL)
        yield from self._in_brackets()

    def _in_brackets(self) -> Iterator[Run]:
        """Names of several words that stand in brackets behind their acronyms."""
        passage, marks = self._passage, self._marks
        for number in self._brackets:
            last = number
            while last + 1 < len(marks) and last - number < _LONGEST and passage.gaps[last + 1] in _INSIDE:
                last += 1
            closed = 0 < number < last and passage.gaps[last + 1][:1] == ")"
            if closed and marks[number - 1] & v.CAPITALS and self._made_of(number, last, passage.keys[number - 1]):
                one = self._inside.get(number)
                if one is None or one.last != last:
                    yield Run(number, last, lower=not marks[number] & v.CAPITAL)

    def _begins(self, last: int, acronym: str) -> int | None:
        """Where a name that ends here and has this acronym begins; None if nothing tells that or it is known."""
        passage, marks, number, head = self._passage, self._marks, last, None
        while number >= 0 and last - number < _LONGEST:
            bits, one = marks[number], self._inside.get(number)
            if one is not None and one.last == last and one.first < last:
                return None
            small = not bits & v.CAPITAL
            if small and bits & (v.STOP | v.CLOSED) and passage.keys[number] not in _LINKS:
                break
            if number < last and not bits & (v.STOP | v.CLOSED) and (one is None or one.first == number):
                if (not small or bits & v.HEAD) and self._made_of(number, last, acronym):
                    return number
                if not small and bits & (v.ORGANISATION | v.PROGRAMME) and not bits & v.ROLE:
                    head = number
            if number == 0 or passage.gaps[number] not in _INSIDE:
                break
            number -= 1
        return head if self._french and head is not None else None

    def _made_of(self, first: int, last: int, acronym: str) -> bool:
        """Whether the letters of an acronym begin the words of a name, each of them."""
        words = [key for key in self._passage.keys[first : last + 1] if key]
        initials = "".join(word[0] for word in words if word not in _LINKS)
        return len(words) > 1 and acronym == initials and explains(words, acronym)
