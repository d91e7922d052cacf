"""Which runs of capitals are names: not the first word of a sentence, nor inhabitants, offices, things."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from indexer.entities import vocabulary as v
from indexer.entities.runs import Run
from indexer.entities.setting import HYPHENS, Setting

_ENDINGS: dict[str, re.Pattern[str]] = {
    "en": re.compile(r".{2,}(?:ing|ed|ly|tion|tions|ness|ment|ments|ists?|ers|ors|ians?|ities|ity|ful|less|able|ous|ies|isms?)"),
    "fr": re.compile(
        r".{2,}(?:ment|ant|ants|antes?|tions?|ees?|es|er|ez|ons|eurs?|euses?|istes?|ites?|ismes?|ages?|aient|ait|ques?|ifs?|ives?)"
    ),
}
"""Endings of words that are seldom names, where they begin sentences, folded."""

_PARTICIPLES = ("é", "és", "ée", "ées")

_QUOTES = frozenset({"", '"', "\u201c", "\u00ab", "'", "\u2018"})
_BEHIND_HONORIFIC = frozenset({" ", "\u00a0", ". ", ".\u00a0"})
_ACRONYM = 4
"""Letters of an acronym that may look like a word; a longer one in capitals is a word that somebody shouts."""
_BARE = v.CAPITALS | v.CAMEL
_SPACES = frozenset({" ", "\u00a0"})
_SCREENED = frozenset(
    {"tele", "televise", "televisee", "americain", "americaine", "britannique", "francais", "francaise", "culte", "animee"}
)
"""Adjectives of films and serials."""


class Filter:
    """The runs of one setting that are names."""

    def __init__(self, setting: Setting) -> None:
        self._passage, self._marks, self._ordinary = setting.passage, setting.marks, setting.ordinary
        self._endings = _ENDINGS.get(setting.language or "")

    def kept(self, runs: Iterable[Run]) -> Iterator[Run]:
        """Those that are names. A word that begins a sentence is one if the text has it as a name elsewhere."""
        keys = self._passage.keys
        some = list(runs)
        works = {tuple(keys[run.first : run.last + 1]) for run in some if self._behind_work(run) and self._entitled(run)}
        if works:
            some = [run for run in some if tuple(keys[run.first : run.last + 1]) not in works]
        sure = set[str]()
        sound = list[Run]()
        for run in some:
            kept = self._sound(run)
            if kept:
                sound.append(run)
            if run.first < run.last:
                sure.add(keys[run.first])
                sure.add(keys[run.last])
            elif kept and not run.opening:
                sure.add(keys[run.first])
        for run in sound:
            if not run.opening or self._opens_as_a_name(run, sure):
                yield run

    def _behind_work(self, run: Run) -> bool:
        """Whether the name of a kind of works stands before a run, with an adjective between or not: « la série télé Melrose Place »."""
        marks, before = self._marks, run.first - 1
        if before > 0 and self._passage.keys[before] in _SCREENED and self._passage.gaps[before] in _SPACES:
            before -= 1
        return before >= 0 and bool(marks[before] & v.WORK)

    def _entitled(self, run: Run) -> bool:
        """Whether a run behind the name of a kind of works is the title of one: the film Invictus, « le roman "Nadja" »."""
        first = run.first
        return self._passage.gaps[first].strip() in _QUOTES and not (self._marks[first] & v.GIVEN and run.last > first)

    def _sound(self, run: Run) -> bool:  # noqa: PLR0911 — one case a line
        """Whether a run can be a name at all."""
        passage, marks = self._passage, self._marks
        bits = marks[run.first]
        if passage.gaps[run.last + 1] == "." and passage.word(run.last + 1).islower():
            return False  # example.com
        if run.lower:
            return True
        if run.first < run.last:
            return self._several(run)
        if len(passage.words[run.first]) < 2 or bits & v.THING or not bits & v.CAPITAL:
            return False
        if bits & v.BODY:
            return not run.opening
        if bits & _BARE:
            shouted = bits & v.CAPITALS and bits & (v.ANY_ORDINARY | v.STOP) and len(passage.words[run.first]) > _ACRONYM
            return not (shouted or bits & (v.CALENDAR | v.LEGAL) or passage.glued(run.first))
        if bits & v.PEOPLE and run.first and marks[run.first - 1] & v.HONORIFIC and passage.gaps[run.first] in _BEHIND_HONORIFIC:
            return True
        if bits & (v.STOP | v.PEOPLE | v.CALENDAR | v.ROLE | v.HEAD | v.COMPANY_NOUN | v.PLACE_NOUN | v.PROGRAMME_NOUN):
            return bool(bits & v.GIVEN) and not bits & (v.STOP | v.PEOPLE | v.CALENDAR)
        return not bits & v.ANY_ORDINARY

    def _several(self, run: Run) -> bool:
        """Whether several words can be a name."""
        every = self._marks[run.first : run.last + 1]
        capitals = [bits for bits in every if bits & v.CAPITAL]
        glued = self._passage.glued(run.last) and every[-1] & v.NUMBER
        if not capitals or (not glued and all(bits & (v.STOP | v.ROLE | v.PEOPLE | v.CALENDAR | v.THING) for bits in capitals)):
            return False
        if len(capitals) == 1 and not glued and all(bits & (v.CAPITAL | v.NUMBER) for bits in every):
            # A word and a number: G8, A380, but not Page 5.
            return not capitals[0] & (v.ANY_ORDINARY | v.THING)
        return True

    def _opens_as_a_name(self, run: Run, sure: set[str]) -> bool:
        """Whether the capital at the beginning of a sentence is that of a name."""
        passage, bits = self._passage, self._marks[run.first]
        if run.first < run.last:
            return not (
                bits & self._ordinary and all(each & (v.ANY_ORDINARY | v.STOP) for each in self._marks[run.first + 1 : run.last + 1])
            )
        key = passage.key(run.first)
        if key in sure or bits & (_BARE | v.GIVEN | v.SURNAME):
            return True
        if passage.before(run.last + 1) in HYPHENS and passage.word(run.last + 1).islower():
            return False
        if self._endings is _ENDINGS["fr"] and passage.words[run.first].endswith(_PARTICIPLES):
            return False
        if bits & self._ordinary or ((small := passage.words[run.first].lower()) in self._words and small.islower()):
            return False
        return self._endings is None or not self._endings.fullmatch(key)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(self._passage.words)
