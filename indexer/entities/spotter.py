"""The spotter: a text in, everything with a name out, the known and the unknown.

    text → words (passage) → known names (finder) → runs of capitals (runs) → which of them are names (filters)
         → mentions of one name together (names) → its type by all the evidence (evidence, judge) → mentions

An unknown name's id is `~` and its words: `~jean-dupont`. Who bears it is told from nobody else of the same name.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property

from indexer.document import ENTITY_TYPES, EntityType, Mention
from indexer.entities import vocabulary as v
from indexer.entities.authority import Authority
from indexer.entities.explained import explains
from indexer.entities.filters import Filter
from indexer.entities.finder import Finder
from indexer.entities.guards import Candidate
from indexer.entities.judge import Judge, Row, Weights, best, score, weights
from indexer.entities.lists import CERTAIN_OF, added, listed
from indexer.entities.makes import called, made
from indexer.entities.mentioned import Name
from indexer.entities.passage import Passage
from indexer.entities.redrawn import Redrawn
from indexer.entities.runs import Runs
from indexer.entities.senses import meant
from indexer.entities.setting import Setting
from indexer.entities.voices import VOTE, Pair, Voice, votes

UNKNOWN = "~"
"""What the id of a name that the authority does not know begins with."""


class Spotter:
    """Finds names in texts. It never changes but for what it remembers of words, so one serves any number of texts and threads."""

    def __init__(self, authority: Authority, of: Weights | None = None, models: Mapping[str, Voice] | None = None) -> None:
        """Know the names of an authority; `of` are other weights than Lunette's, `models` those of the user's own by language."""
        self.finder = Finder(authority)
        self._models = models or {}
        self._judge = Judge(weights() if of is None else of, self.finder.type_of)

    def weighing(self, of: Weights) -> "Spotter":
        """The same with other weights."""
        other = copy(self)
        other._judge = Judge(of, self.finder.type_of)  # noqa: SLF001 — one of us
        return other

    def find(self, text: str, lang: str | None) -> tuple[Mention, ...]:
        """The mentions in a text, in order and without overlap.

        Args:
            text: Any text. Offsets of the mentions count its characters: `text[mention.start : mention.end] == mention.text`.
            lang: `fr`, `en`, or anything else when the language is not known.
        """
        passage, marks, nodes = self.finder.read(text)
        known = [_narrowed(each, marks) for each in self.finder.candidates(passage, marks, nodes, lang)]
        names = self._names(passage, marks, known, lang)
        voice = self._models.get(lang or "") if names else None
        self._judged(passage, marks, names, known, votes(voice(text)) if voice else {})
        found = [(run.first, run.last, name.type, name.id) for name in names for run in name.runs]
        taken = set[int]()
        for first, last, _, _ in found:
            taken.update(range(first, last + 1))
        found += [
            (one.first, one.last, *_meant(one))
            for one in known
            if one.first not in taken and (one.first == one.last or taken.isdisjoint(range(one.first, one.last + 1)))
        ]
        found.sort()
        return tuple(passage.mentions(found))

    def _names(self, passage: Passage, marks: Sequence[int], known: Sequence[Candidate], lang: str | None) -> list[Name]:
        """The unknown names of a text with their mentions, in the order of their first ones."""
        setting = Setting(passage, marks, known, lang)
        inside = setting.inside
        # « le prix Nobel de la paix » begins small, so that its capital alone would be a run.
        runs = [run for run in Runs(setting) if run.first not in inside or run.last > inside[run.first].last]
        names: dict[tuple[str, ...], Name] = {}
        for run in Filter(setting).kept(Redrawn(setting).of(runs)):
            words = tuple(filter(None, passage.keys[run.first : run.last + 1]))
            if words in names:
                names[words].runs.append(run)
            elif words:
                names[words] = Name(words, [run])
        return list(names.values())

    def _judged(
        self, passage: Passage, marks: Sequence[int], names: Sequence[Name], known: Sequence[Candidate], heard: Mapping[Pair, EntityType]
    ) -> None:
        """Give every name its type and its id; `heard` are the types that a model gives to spans of characters."""
        judge = self._judge
        for name in names:
            first = name.runs[0]
            mentions = [judge.around(passage, marks, run.first, run.last) for run in name.runs]
            name.row = score(judge.name(passage, marks, first.first, first.last), mentions)
            name.id = UNKNOWN + "-".join(name.words)
            name.row = added(name.row, _told(passage, marks, name))
            name.row = added(name.row, _heard(passage, name, heard)) if heard else name.row
        _shortened(names)
        for name in names:
            name.type = best(name.row)
        owners = _Owners(names, known)
        taken_for = [name.type for name in names]
        for name in names:
            if len(name.words) == 1 and (owner := owners.of(name.words)) is not None:
                name.row = added(name.row, CERTAIN_OF[owner[0]])
        listed(passage, names, known)
        for name in names:
            name.type = best(name.row)
        if [name.type for name in names] != taken_for:
            owners = _Owners(names, known)
        for name in names:
            owner = owners.of(name.words)
            if owner is not None:
                name.type, name.id = owner


def _told(passage: Passage, marks: Sequence[int], name: Name) -> Row:
    """What a small letter at its beginning or what it is made of says of a name."""
    first = name.runs[0]
    if first.lower:
        return BY_HEAD.get(marks[first.first] & v.HEAD, NOTHING)
    is_made = made(passage, marks, first.first, first.last) or any(called(passage, marks, run.first, run.last) for run in name.runs)
    return BY_MAKER if is_made else NOTHING


def _heard(passage: Passage, name: Name, heard: Mapping[Pair, EntityType]) -> Row:
    """What a model says of a name, shared out among its mentions."""
    row = NOTHING
    for run in name.runs:
        kind = heard.get((passage.start(run.first), passage.end(run.last)))
        if kind is not None:
            row = added(row, SAID[kind], 1 / len(name.runs))
    return row


def _meant(known: Candidate) -> tuple[EntityType, str]:
    """The type and the id of what a known name means."""
    product = meant(known)
    return (known.name.type, known.name.id) if product is None else ("programme", product)


def _narrowed(known: Candidate, marks: Sequence[int]) -> Candidate:
    """A known name without what its bearer is called in passing: Debian in « le projet Debian », but « le prix Goncourt »."""
    first, last = known.first, known.last
    if last > first and marks[last] & v.PEOPLE and not marks[last] & v.CAPITAL and known.passage.keys[first] in _BODIES:
        return known._replace(last=last - 1)
    if last != first + 1 or marks[first] & (v.CAPITAL | v.LOWER_HEAD) or not marks[first] & (v.PROGRAMME_NOUN | v.COMPANY_NOUN):
        return known
    return known._replace(first=last) if marks[last] & v.CAPITAL else known


_BODIES = frozenset({"congres", "senat", "parlement", "cour", "chambre", "tribunal"})


def _shortened(names: Sequence[Name]) -> None:
    """Weigh by which of its words a name is called elsewhere in the text: people by their last, bodies by their first."""
    short = {name.words[0] for name in names if len(name.words) == 1}
    for name in names:
        if 1 < len(name.words) < _LONG:
            added = BY_LAST if name.words[-1] in short else BY_FIRST if name.words[0] in short else None
            if added is not None:
                one, two, three, four = name.row
                name.row = one + added[0], two + added[1], three + added[2], four + added[3]


NOTHING: Row = (0.0, 0.0, 0.0, 0.0)
BY_HEAD: Mapping[int, Row] = {v.ORGANISATION: (0.0, 3.0, 0.0, 0.0), v.PLACE: (0.0, 0.0, 3.0, 0.0), v.PROGRAMME: (0.0, 0.0, 0.0, 3.0)}
"""What the noun in small letters that begins a name adds: « boulevard Haussmann » is a place, whoever Haussmann was."""

SAID: Mapping[EntityType, Row] = {kind: tuple(VOTE if kind == other else 0.0 for other in ENTITY_TYPES) for kind in ENTITY_TYPES}
"""What it adds that a model takes every mention of a name for one of a type."""

BY_MAKER: Row = (0.0, 0.0, 0.0, 4.0)
"""What it adds that a name is that of a prize, of a version, or begins with who makes such things."""

BY_LAST: Row = (2.5, 0.0, 0.0, 0.0)
BY_FIRST: Row = (0.0, 1.0, 0.0, 0.5)
"""What it adds for each of `ENTITY_TYPES` that a name is called by its last or by its first word."""

_LONG = 5


_What = tuple[EntityType, str]
"""A type and an id."""
_SEVERAL: _What = "person", ""
"""People of whom nobody can tell which one is meant."""


class _Owners:
    """Which short names of a text stand for which long ones: surnames for people, acronyms for what they abbreviate."""

    def __init__(self, names: Iterable[Name], known: Sequence[Candidate]) -> None:
        self._same = {one.name.words: (one.name.type, one.name.id) for one in known}
        long = {words: what for words, what in self._same.items() if len(words) > 1}
        long |= {name.words: (name.type, name.id) for name in names if len(name.words) > 1}
        self._others = [(words, what) for words, what in long.items() if what[0] != "person"]
        people = self._people = dict[tuple[str, ...], _What]()
        for words, what in long.items():
            if what[0] == "person":
                for part in (words[:1], *[words[number:] for number in range(len(words))]):
                    if people.setdefault(part, what) != what:
                        people[part] = _SEVERAL

    def of(self, words: tuple[str, ...]) -> _What | None:
        """The type and id of what a short name stands for; None where nothing or more than one long name could be meant.

        A name that is known elsewhere in the text is that one here, whatever kept it from being told at once.
        """
        if words in self._same:
            return self._same[words]
        somebody = self._people.get(words)
        if somebody is not None:
            return somebody if somebody is not _SEVERAL else ("person", UNKNOWN + "-".join(words))
        if len(words) > 1:
            return None
        told = {what for name, what in self._of_initial.get(words[0][0], ())[:_MOST] if explains(name, words[0])}
        return next(iter(told)) if len(told) == 1 else None

    @cached_property
    def _of_initial(self) -> Mapping[str, Sequence[tuple[tuple[str, ...], _What]]]:
        """What is nobody, by the letters with which its words begin."""
        found: dict[str, list[tuple[tuple[str, ...], _What]]] = {}
        for each in self._others:
            for initial in {word[0] for word in each[0]}:
                found.setdefault(initial, []).append(each)
        return found


_MOST = 50
"""Long names of one initial that an acronym is held against."""
