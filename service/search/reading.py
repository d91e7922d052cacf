"""How one language reads the tree of a query: every node as a Whoosh query over that language's fields."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import singledispatchmethod
from typing import Any

from whoosh import query as whoosh

from indexer.analysis import CHAINS
from indexer.analysis.fold import fold
from indexer.dates import span
from indexer.document import LANGUAGES, Language
from indexer.lexicon import Meaning
from indexer.record import source_key
from indexer.schema import TEXT_PARTS, text_field
from service.search import expansion, moments, ordinals
from service.search.context import Context, Notes
from service.search.lookup import MAX_EXPANSION, Lookup, best
from service.search.marks import MarkedPhrase, Marks
from service.search.matchers import AnyOf, Synonyms, Without
from service.search.moments import Dated
from service.search.names import Named, glob
from service.search.request import NAME, ORDINAL
from service.search.results import Expansion, Match
from service.search.translations import Translations
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
    Sequence,
    Word,
)

SELDOM = 10
"""Articles of a language that have a number, a page full: where there are fewer, what it counts is looked for as well."""

LIKELY = 0.8
"""How likely an ordinal is meant by another of the same place: a second may be no « deuxième »."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a query in one language.

    One that is not `required` adds to the score of articles that the others find. One that `restricts` says what kind of article is
    meant, not what it is about: `match=any` does not loosen it.
    """

    query: Any
    required: bool = True
    restricts: bool = False


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

    def __init__(self, language: Language, context: Context, scope: Scope | None = None, marks: dict[str, Marks] | None = None) -> None:
        self.language = language
        self.marks = marks or {part: Marks(language, deadline=context.deadline) for part in TEXT_PARTS}
        self._context = context
        self._notes = context.notes
        self._scope = scope or Scope()
        self._lookup = Lookup(language, context, self._scope.parts, self.marks)
        self._translations = Translations(language, context, on=not self._scope.field)

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
        self._notes.typed = node.text
        parts = CHAINS[self.language].word(node.text)
        foreign = self._foreign(node.text)
        says_nothing = not any(part.terms for part in parts) or (foreign and self._context.lang not in (None, self.language))
        if not parts or (says_nothing and not self._context.literal):
            self._notes.stopped.update({node.at: node.text} if parts else {})
            return None
        self._notes.used[node.at] = node.text
        meanings, likely = self._meanings((node,)), self._translations.as_typed
        if not meanings:
            meanings, likely = self._translations.cognates(node), 1.0
        meanings = (*meanings, *self._places(node))
        if meanings and len(parts) == 1:
            return Clause(self._lookup.meant(node.text, parts, meanings, likely), required=not foreign)
        if meanings:
            found = best([self._lookup.joined(parts), self._lookup.meant(node.text, (), meanings, 0)])
            return Clause(found, required=self._context.literal or not foreign)
        if len(parts) > 1 or self._lookup.exact_only or self._context.literal:
            return Clause(self._lookup.joined(parts), required=self._context.literal or not foreign)
        return Clause(self._lookup.word(parts[0]), required=not foreign)

    @compile.register
    def _phrase(self, node: Phrase) -> Clause | None:
        if self._scope.field:
            return self._value(node.text, node.at)
        self._notes.typed = str(node)
        words = tuple(part.surfaces[0] for part in CHAINS[self.language].parts(node.text))
        if not words:
            return None
        self._notes.used[node.at] = node.text
        return Clause(whoosh.Or([self._lookup.near(part, words, node.slop) for part in self._scope.parts]))

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
            self._notes.problem(node.at, message)
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
        self._notes.typed = str(node)
        for bound in bounds:
            self._notes.source(bound)
        return Clause(_all(bounds) if bounds else whoosh.Every("first_day"), restricts=True)

    @compile.register
    def _in_field(self, node: InField) -> Clause | None:
        return Reading(self.language, self._context, self._scope.within(node.field), self.marks).compile(node.node)

    @compile.register
    def _not(self, node: Not) -> Clause | None:
        excluded = self._excluded(node.node)
        return Clause(Without(whoosh.Every(), excluded) if excluded else whoosh.Every())

    @compile.register
    def _sequence(self, node: Sequence) -> Clause | None:
        if self._scope.field and all(isinstance(child, Word) for child in node.nodes):
            text = " ".join(map(str, node.nodes))
            self._notes.typed = f"{self._scope.field}:{text}"
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
        words = self._words_of_name(node.node)
        found = [words.query] if words else []
        self._notes.typed = str(node)
        for key in node.ids:
            if f"{NAME}{key.lower()}" in self._context.without:
                continue
            entity = self._context.generation.names.entities[key]
            others = _others(str(node), entity.labels[self._context.ui], entity.spellings)
            if others:
                self._notes.expanded[key] = Expansion(str(node), others, "alias", (f"{NAME}{key}",))
            found.append(self._lookup.entity(key) if self._scope.parts == TEXT_PARTS else self._lookup.spelled(entity.spellings))
        self._notes.used[node.at] = str(node)
        return Clause(_any(found))

    @compile.register
    def _dated(self, node: Dated) -> Clause | None:
        # The fourth of January has two words of the third, and is another day.
        typed = Reading(self.language, replace(self._context, match="all"), self._scope, self.marks).compile(node.node)
        if node.date in self._context.without or self._context.literal:
            return typed
        here = self._context.translate or moments.is_written(node.date, str(node), self.language)
        found = [best([*([typed.query] if typed else []), *([self._written(node)] if here else [])])]
        self._notes.typed = str(node)
        others = (*(moments.written(node.date, each) for each in LANGUAGES), node.date)
        alternatives = tuple(each for each in others if fold(each) != fold(str(node)))
        self._notes.expanded[node.date] = Expansion(str(node), alternatives, "date", (node.date,))
        if self._scope.parts == TEXT_PARTS and (of_then := self._lookup.dated(node.days)):
            found.append(of_then)
        self._notes.used[node.at] = str(node)
        return Clause(_any(found))

    def _written(self, node: Dated) -> Any:  # noqa: ANN401
        """A date in the words of this language, wherever they stand."""
        each = []
        for spellings in moments.words(node.date, self.language):
            parts = [part for spelling in spellings for part in CHAINS[self.language].word(spelling)]
            meanings = [
                Meaning(part.surfaces[0], part.surfaces[:1], (part.terms or part.surfaces)[:1], bool(part.terms), 1.0) for part in parts
            ]
            each.append(self._lookup.meant(spellings[0], (), meanings, 0))
        return _all(each)

    def _places(self, node: Word) -> tuple[Meaning, ...]:
        """How else this language writes which one in a row something is, if a word says that in a language that is looked for."""
        spoken = tuple(each for each in LANGUAGES if each == self.language or self._context.translate)
        place = next((found for each in spoken if (found := ordinals.place(node.text, each))), None)
        return self._as_places(node, place, spoken) if place else ()

    def _as_places(self, node: Word, place: int, spoken: tuple[Language, ...]) -> tuple[Meaning, ...]:
        """How this language writes that something is that one in a row, unless somebody does not want it."""
        key = f"{ORDINAL}{place}"
        if not self._context.variants or key in self._context.without or self._context.literal:
            return ()
        self._notes.expanded[f"{node.text}#"] = Expansion(node.text, ordinals.others(node.text, place, spoken), "ordinal", (key,))
        found = []
        for text in ordinals.written(place, self.language):
            parts = CHAINS[self.language].word(text)
            words, stems = tuple(part.surfaces[0] for part in parts), tuple(term for part in parts for term in part.terms[:1])
            found.append(Meaning(text, words, stems, len(stems) == len(words), LIKELY))
        return tuple(found)

    def _words_of_name(self, node: Word | Sequence) -> Clause | None:
        """A name as its words. Where all are required, they are marked only side by side: the Li of Li Keqiang is nobody else's."""
        plain = replace(self._context, variants=False)
        if isinstance(node, Word) or self._context.match == "any":
            return Reading(self.language, plain, self._scope, self.marks).compile(node)
        for part in self._scope.parts:
            words = tuple(word.surfaces[0] for word in CHAINS[self.language].parts(str(node)))
            self.marks[part].phrases.append(MarkedPhrase(words, 1, stems=False))
        return Reading(self.language, plain, self._scope).compile(node)

    def _combined(self, nodes: tuple[Node, ...], match: Match) -> Clause | None:
        """Children joined; those that start with a minus are taken away from what the others find, or from everything."""
        excluded = [excluded for node in nodes if isinstance(node, Not) and (excluded := self._excluded(node.node))]
        positive = [node for node in nodes if not isinstance(node, Not)]
        clauses = [clause for run in self._translations.runs(positive) if (clause := self._run(run, match))]
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

    def _loosely(self, node: Node) -> Clause | None:
        """A word among those of which any will do: where it has hyphens and no digit, any of its own words will do as well.

        What a number may count (see `ordinals`) will do where fewer articles of this language have the number than would fill a page.
        """
        if not isinstance(node, Word) or self._scope.field or self._lookup.exact_only or self._context.literal:
            return self.compile(node)
        parts = CHAINS[self.language].word(node.text)
        if len(parts) == 1 and (place := ordinals.counted(node.text)) and self._lookup.often(parts[0]) < SELDOM:
            counted, typed = self._as_places(node, place, LANGUAGES), self.compile(node)
            if counted and typed:
                return replace(typed, query=best([typed.query, self._lookup.meant(counted[0].text, (), counted, 0)]))
        if len(parts) < 2 or any(map(str.isdigit, node.text)) or not any(part.terms for part in parts):
            return self.compile(node)
        self._notes.used[node.at], self._notes.typed = node.text, node.text
        words = [self._lookup.word(part) for part in parts if part.terms]
        return Clause(_any(words), required=not self._foreign(node.text))

    def _run(self, run: tuple[Node, ...], match: Match) -> Clause | None:
        """One node, or several words that mean something together in the other language: as that, as they are typed, or one by one.

        The better of the first and the last counts, for in the language of the query nothing is gained by standing together.
        """
        if len(run) == 1:
            return self._loosely(run[0]) if match == "any" else self.compile(run[0])
        meanings = self._meanings(run)
        if not meanings:  # none that anybody wants, so each word is for itself
            return Clause(_all([clause.query for node in run if (clause := self.compile(node))] or [whoosh.NullQuery]))
        plain = replace(self._context, translate=False, match="all")
        typed = Reading(self.language, plain, self._scope, self.marks).compile(Sequence(run))
        self._notes.used.update({node.at: node.text for node in run if isinstance(node, Word)})
        self._notes.typed = " ".join(map(str, run))
        meant = self._lookup.meant(" ".join(map(str, run)), (), meanings, 0)
        if self._translations.apart(run, meanings):
            meant = best([meant, self._one_by_one(run, match)])
        return Clause(_any([*([typed.query] if typed else []), meant]))

    def _one_by_one(self, run: tuple[Node, ...], match: Match) -> Any:  # noqa: ANN401
        """Words that mean something together, each by itself. What they find answers all of them, for so it is told."""
        notes = replace(self._notes, sources={})
        reading = Reading(self.language, replace(self._context, notes=notes), self._scope, self.marks)
        each = [clause.query for node in run if (clause := reading.compile(node))]
        for source in notes.sources:
            self._notes.source(source)
        return _any(each) if match == "any" else _all(each)

    def _meanings(self, nodes: tuple[Node, ...]) -> tuple[Meaning, ...]:
        """What words mean together in this language, but for what somebody does not want."""
        return tuple(each for each in self._translations.of(nodes) if each.text.lower() not in self._context.without)

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

    def _many(self, node: Pattern | Fuzzy, expand: Callable[[str], Iterable[bytes]]) -> Clause | None:
        """A word that stands for many. One that stands for too many is left out, and said so."""
        self._notes.typed = str(node)
        query = self._lookup.many(expand)
        if query is None:
            message = f"“{node.text[:40]}” stands for more than {MAX_EXPANSION} words and was left out; add a letter"
            self._notes.problem(node.at, message)
            return None
        self._notes.used[node.at] = node.text
        return Clause(query)

    def _value(self, text: str, at: int) -> Clause:
        """What follows `person:`, `source:` or `lang:`."""
        self._notes.typed = f"{self._scope.field}:{text}"
        queries = self._values(text)
        for query in queries:
            for term in _terms(query):
                self._notes.source(term)
        if not queries:
            self._notes.problem(at, f"no article of this index has {self._scope.field} “{text[:40]}”")
        return Clause(_any(queries), restricts=True)

    def _values(self, text: str) -> list[Any]:
        """A query for each value of the field that the text means; `*` and `?` stand for letters."""
        name = self._scope.field
        if name in ENTITY_FIELDS:
            return [self._lookup.entity(key) for key in self._context.generation.names.resolve(name, text)]
        if name == "source":
            pattern = glob(source_key(text))
            return [whoosh.Term("source", key) for key in self._context.generation.sources if pattern.fullmatch(key)]
        return [whoosh.Term("language", text.lower())]


def _terms(query: Any) -> Iterable[tuple[str, str]]:  # noqa: ANN401
    """The field and the text of each term of a query for one value."""
    return [(name, text) for name, text, _ in query.members] if isinstance(query, Synonyms) else [(query.fieldname, query.text)]


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
