"""How one language reads the tree of a query: every node as a Whoosh query over that language's fields."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import singledispatchmethod
from itertools import islice
from typing import Any

from whoosh import query as whoosh

from indexer.analysis import CHAINS, Part
from indexer.analysis.fold import fold
from indexer.dates import span
from indexer.document import LANGUAGES, Language
from indexer.record import source_key
from indexer.schema import BOOSTS, TEXT_PARTS, text_field
from service.search import expansion
from service.search.deadline import NEVER, Deadline
from service.search.generation import Generation
from service.search.marks import MarkedPhrase, Marks
from service.search.matchers import AnyOf, Best, Near, Without
from service.search.names import Named, glob
from service.search.results import Expansion, Match
from service.search.tree import (
    ENTITY_FIELDS,
    And,
    DateRange,
    Everything,
    Fuzzy,
    InField,
    Node,
    Not,
    Nothing,
    Or,
    Pattern,
    Phrase,
    Problem,
    Sequence,
    Word,
)

MAX_EXPANSION = 5_000
"""Words that a pattern may stand for in one field; reading the postings of more takes longer than anybody waits."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a query in one language.

    One that is not `required` adds to the score of articles that the others find. One that `restricts` says what kind of article is
    meant, not what it is about: `match=any` does not loosen it.
    """

    query: Any
    required: bool = True
    restricts: bool = False


@dataclass(slots=True)
class Notes:
    """What comes to light while a query is compiled. `words` maps a word to the (field, term) pairs that it became.

    `used` and `stopped` map a word's offset to the word, where some language looks for it and where some language has it as a stop word.
    """

    used: dict[int, str] = field(default_factory=dict)
    stopped: dict[int, str] = field(default_factory=dict)
    expanded: dict[str, Expansion] = field(default_factory=dict)
    problems: dict[tuple[int, str], Problem] = field(default_factory=dict)
    words: dict[tuple[str, str], set[tuple[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """What all readings of one query share.

    `lang` is the language of the query or None; where somebody said so (`certain`), the fields of other languages are searched only for
    words as written. `match` tells whether words side by side are all required, `ui` the language of labels, and `literal` takes stop
    words as words, for queries that hold nothing else. Nothing is looked up after the `deadline`.
    """

    generation: Generation
    searcher: Any
    lang: str | None
    certain: bool
    match: Match
    ui: str
    literal: bool = False
    deadline: Deadline = NEVER
    notes: Notes = field(default_factory=Notes)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where words are looked for: in which parts of a text, or, where `field` is set, among whose values."""

    parts: tuple[str, ...] = TEXT_PARTS
    field: str | None = None

    def within(self, name: str) -> "Scope":
        """The scope of what follows `name:`."""
        return Scope((name,)) if name in TEXT_PARTS else replace(self, field=name)


class Reading:
    """One language's reading of a tree. `compile` gives None for what says nothing in this language, such as its stop words.

    `marks` holds what to mark in each part of a text.
    """

    def __init__(self, language: Language, context: Context, scope: Scope | None = None) -> None:
        self.language = language
        self.marks = {part: Marks(language) for part in TEXT_PARTS}
        self._context = context
        self._notes = context.notes
        self._exact_only = context.certain and context.lang != language
        self._scope = scope or Scope()

    @singledispatchmethod
    def compile(self, node: Any) -> Clause | None:  # noqa: ANN401 — what the registered methods take
        """The node as a query over this language's fields."""
        raise TypeError(f"{type(node).__name__} is not a node of a query")

    @compile.register
    def _everything(self, _: Everything) -> Clause | None:
        if self._scope.field:
            return Clause(whoosh.Every("language" if self._scope.field == "lang" else self._scope.field), restricts=True)
        if self._scope.parts == TEXT_PARTS:
            return Clause(whoosh.Every())
        return Clause(whoosh.Or([whoosh.Every(text_field(part, self.language)) for part in self._scope.parts]))

    @compile.register
    def _nothing(self, _: Nothing) -> Clause | None:
        return Clause(whoosh.NullQuery)

    @compile.register
    def _word(self, node: Word) -> Clause | None:
        if self._scope.field:
            return self._value(node.text, node.at)
        parts = CHAINS[self.language].word(node.text)
        foreign = self._foreign(node.text)
        says_nothing = not any(part.terms for part in parts) or (foreign and self._context.lang not in (None, self.language))
        if not parts or (says_nothing and not self._context.literal):
            self._notes.stopped.update({node.at: node.text} if parts else {})
            return None
        self._notes.used[node.at] = node.text
        if len(parts) > 1 or self._exact_only or self._context.literal:
            return Clause(self._joined_word(parts), required=self._context.literal or not foreign)
        return Clause(self._term(parts[0]), required=not foreign)

    @compile.register
    def _phrase(self, node: Phrase) -> Clause | None:
        if self._scope.field:
            return self._value(node.text, node.at)
        words = tuple(part.surfaces[0] for part in CHAINS[self.language].parts(node.text))
        if not words:
            return None
        self._notes.used[node.at] = node.text
        return Clause(whoosh.Or([self._near(part, words, node.slop) for part in self._scope.parts]))

    @compile.register
    def _pattern(self, node: Pattern) -> Clause | None:
        if self._scope.field:
            return self._value(node.text, node.at)
        reader, deadline = self._context.searcher.reader(), self._context.deadline
        return self._many(node, lambda name: expansion.of_pattern(reader, name, node.text, deadline))

    @compile.register
    def _fuzzy(self, node: Fuzzy) -> Clause | None:
        if self._scope.field:
            return self._value(node.text, node.at)
        word = "".join(part.surfaces[0] for part in CHAINS[self.language].word(node.text))
        distance = min(node.distance, len(word) // 3)
        if distance < node.distance:
            message = f"“{node.text[:40]}” is too short for {node.distance} differing letters; {distance} may differ"
            self._problem(node.at, message)
        return self._many(node, lambda name: expansion.of_fuzzy(self._context.searcher.reader(), name, word, distance))

    @compile.register
    def _date_range(self, node: DateRange) -> Clause | None:
        days = self._context.searcher.reader().lexicon
        bounds = []
        if node.last is not None:
            latest = b"%08d" % span(node.last)[1]
            bounds.append(AnyOf("first_day", tuple(day for day in days("first_day") if day <= latest)))
        if node.first is not None:
            earliest = b"%08d" % span(node.first)[0]
            bounds.append(AnyOf("last_day", tuple(day for day in days("last_day") if day >= earliest)))
        return Clause(_all(bounds) if bounds else whoosh.Every("first_day"), restricts=True)

    @compile.register
    def _in_field(self, node: InField) -> Clause | None:
        inner = Reading(self.language, self._context, self._scope.within(node.field))
        inner.marks = self.marks
        return inner.compile(node.node)

    @compile.register
    def _not(self, node: Not) -> Clause | None:
        excluded = self._excluded(node.node)
        return Clause(Without(whoosh.Every(), excluded) if excluded else whoosh.Every())

    @compile.register
    def _sequence(self, node: Sequence) -> Clause | None:
        if self._scope.field and all(isinstance(child, Word) for child in node.nodes):
            text = " ".join(map(str, node.nodes))
            if self._values(text):
                return self._value(text, 0)
        return self._combined(node.nodes, self._context.match)

    @compile.register
    def _and(self, node: And) -> Clause | None:
        return self._combined(node.nodes, "all")

    @compile.register
    def _or(self, node: Or) -> Clause | None:
        clauses = [clause for child in node.nodes if (clause := self.compile(child))]
        if not clauses:
            return None
        required = [clause.query for clause in clauses if clause.required] or [clause.query for clause in clauses]
        return Clause(_any(required), restricts=all(clause.restricts for clause in clauses))

    @compile.register
    def _named(self, node: Named) -> Clause | None:
        words = self.compile(node.node)
        found = [words.query] if words else []
        for key in node.ids:
            entity = self._context.generation.names.entities[key]
            others = _others(str(node), entity.labels[self._context.ui], entity.spellings)
            self._notes.expanded[key] = Expansion(str(node), others, "alias")
            found.append(self._entity(key) if self._scope.parts == TEXT_PARTS else self._spelled(entity.spellings))
        self._notes.used[node.at] = str(node)
        return Clause(_any(found))

    def _combined(self, nodes: tuple[Node, ...], match: Match) -> Clause | None:
        """Children joined; those that start with a minus are taken away from what the others find, or from everything."""
        excluded = [excluded for node in nodes if isinstance(node, Not) and (excluded := self._excluded(node.node))]
        positive = [node for node in nodes if not isinstance(node, Not)]
        clauses = [clause for node in positive if (clause := self.compile(node))]
        if positive and not clauses:
            return None
        required = [clause for clause in clauses if clause.required] or clauses
        optional = [clause.query for clause in clauses if clause not in required]
        loose = [clause.query for clause in required if not clause.restricts and match == "any"]
        fixed = [clause.query for clause in required if clause.restricts or match == "all"]
        found = _all([*fixed, *([_any(loose)] if loose else [])]) if required else whoosh.Every()
        if optional:
            found = whoosh.AndMaybe(found, _any(optional))
        if excluded:
            found = Without(found, _any(excluded))
        return Clause(found, restricts=bool(required) and all(clause.restricts for clause in required))

    def _excluded(self, node: Node) -> Any:  # noqa: ANN401 — a Whoosh query or None
        """What the node finds in any language: a French reading must not let through what an English one leaves out.

        Words in a group are all meant, however loosely the rest is read, or relaxing a search would leave out more.
        """
        context = replace(self._context, notes=Notes(problems=self._notes.problems), match="all")
        clauses = [clause for language in LANGUAGES if (clause := Reading(language, context, self._scope).compile(node))]
        return _any([clause.query for clause in clauses]) if clauses else None

    def _foreign(self, word: str) -> bool:
        """Whether another language, which the query may be in, has this word on its stop list."""
        return any(
            self._context.lang in (None, language) and (parts := CHAINS[language].word(word)) and not any(part.terms for part in parts)
            for language in LANGUAGES
            if language != self.language
        )

    def _term(self, part: Part) -> Any:  # noqa: ANN401 — Whoosh has no types
        """One word in each part of the text, as a stem and as written."""
        queries = []
        word = part.surfaces[0]
        for name in self._scope.parts:
            queries.append(best([self._one(name, term, word, exact=False) for term in part.terms]))
            queries.append(self._one(name, word, word, exact=True))
            self.marks[name].terms.update(part.terms)
            self.marks[name].surfaces.add(word)
        return whoosh.Or(queries)

    def _one(self, name: str, term: str, word: str, *, exact: bool) -> Any:  # noqa: ANN401
        field_name = text_field(name, self.language, exact=exact)
        self._note_word(word, "exact" if exact else "stem", field_name, term)
        return whoosh.Term(field_name, term, boost=BOOSTS[name] * (BOOSTS["exact"] if exact else 1))

    def _joined_word(self, parts: tuple[Part, ...]) -> Any:  # noqa: ANN401
        """A word as written: of one part, or of several side by side, which may also be written in one piece or inflected.

        `sino-russe` is also `sino-russes`, but `Luna-25` is not `Lune 25`: where a digit is, nothing is stemmed.
        """
        words = tuple(part.surfaces[0] for part in parts)
        stems = tuple(part.terms[0] for part in parts if part.terms and not any(map(str.isdigit, part.surfaces[0])))
        queries = []
        for name in self._scope.parts:
            whole = [self._literal(name, word) for word in parts[0].surfaces[1:]]
            queries.append(best([self._near(name, words), *whole]))
            if len(stems) == len(words) > 1 and not self._exact_only:
                queries.append(self._near(name, stems, stems=True))
        return whoosh.Or(queries)

    def _near(self, name: str, words: tuple[str, ...], slop: int = 1, *, stems: bool = False) -> Any:  # noqa: ANN401
        """Words close together in one part of the text."""
        if len(words) == 1:
            return self._literal(name, words[0])
        field_name = text_field(name, self.language, exact=not stems)
        for word in words:
            self._note_word(word, "stem" if stems else "exact", field_name, word)
        self.marks[name].phrases.append(MarkedPhrase(words, slop, stems))
        if slop == 1:
            return whoosh.Phrase(field_name, list(words), boost=BOOSTS[name])
        return Near(field_name, words, slop, boost=BOOSTS[name])

    def _literal(self, name: str, word: str) -> Any:  # noqa: ANN401
        """One word as written in one part of the text."""
        field_name = text_field(name, self.language, exact=True)
        self._note_word(word, "exact", field_name, word)
        self.marks[name].surfaces.add(word)
        return whoosh.Term(field_name, word, boost=BOOSTS[name])

    def _spelled(self, spellings: Iterable[str]) -> Any:  # noqa: ANN401
        """A name as any of its spellings, for the parts of a text whose entities are not indexed apart from the rest."""
        phrases = dict.fromkeys(tuple(part.surfaces[0] for part in CHAINS[self.language].parts(spelling)) for spelling in spellings)
        return best([self._near(name, words) for words in phrases if words for name in self._scope.parts])

    def _many(self, node: Pattern | Fuzzy, expand: Any) -> Clause | None:  # noqa: ANN401 — a field's name to its terms
        """A word that stands for many, in the fields of words as written. One that stands for too many is left out, and said so."""
        queries = []
        for name in self._scope.parts:
            field_name = text_field(name, self.language, exact=True)
            self._context.deadline.check()
            terms = tuple(islice(expand(field_name), MAX_EXPANSION + 1))
            if len(terms) > MAX_EXPANSION:
                message = f"“{node.text[:40]}” stands for more than {MAX_EXPANSION} words and was left out; add a letter"
                self._problem(node.at, message)
                return None
            self.marks[name].surfaces.update(term.decode() for term in terms)
            queries.append(AnyOf(field_name, terms, BOOSTS[name], self._context.deadline))
        self._notes.used[node.at] = node.text
        return Clause(whoosh.Or(queries))

    def _value(self, text: str, at: int) -> Clause:
        """What follows `person:`, `source:` or `lang:`."""
        queries = self._values(text)
        if not queries:
            self._problem(at, f"no article of this index has {self._scope.field} “{text[:40]}”")
        return Clause(_any(queries), restricts=True)

    def _values(self, text: str) -> list[Any]:
        """A query for each value of the field that the text means; `*` and `?` stand for letters."""
        name = self._scope.field
        if name in ENTITY_FIELDS:
            return [self._entity(key) for key in self._context.generation.names.resolve(name, text)]
        if name == "source":
            pattern = glob(source_key(text))
            return [whoosh.Term("source", key) for key in self._context.generation.sources if pattern.fullmatch(key)]
        return [whoosh.Term("language", text.lower())]

    def _entity(self, key: str) -> Any:  # noqa: ANN401
        self._note_word(key, "entity", "entities", key)
        for marks in self.marks.values():
            marks.entities.add(key)
        return whoosh.Term("entities", key, boost=BOOSTS["entities"])

    def _note_word(self, word: str, form: str, field_name: str, term: str) -> None:
        self._notes.words.setdefault((word, form), set()).add((field_name, term))

    def _problem(self, at: int, message: str) -> None:
        self._notes.problems[at, message] = Problem(at, message)


def best(queries: list[Any]) -> Any:  # noqa: ANN401
    """The best of the queries counts; none of them finds nothing."""
    if len(queries) > 1:
        return Best(queries)
    return queries[0] if queries else whoosh.NullQuery


def _all(queries: list[Any]) -> Any:  # noqa: ANN401
    return whoosh.And(queries) if len(queries) > 1 else queries[0]


def _any(queries: list[Any]) -> Any:  # noqa: ANN401
    if len(queries) > 1:
        return whoosh.Or(queries)
    return queries[0] if queries else whoosh.NullQuery


def _others(typed: str, label: str, spellings: tuple[str, ...]) -> tuple[str, ...]:
    """The label and a few more spellings of a name, other than the one that was typed."""
    distinct = {fold(spelling): spelling for spelling in reversed((label, *spellings))}
    distinct.pop(fold(typed), None)
    return tuple(list(reversed(distinct.values()))[:4])
