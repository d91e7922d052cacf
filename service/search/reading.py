"""How one language reads the tree of a query: every node as a Whoosh query over that language's fields."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import singledispatchmethod
from itertools import islice
from typing import Any

from whoosh import query as whoosh

from indexer.analysis import CHAINS, Part
from indexer.analysis.fold import fold, plain
from indexer.dates import span
from indexer.document import LANGUAGES, Language
from indexer.record import source_key
from indexer.schema import BOOSTS, TEXT_PARTS, text_field
from service.search.generation import Generation
from service.search.marks import Marks
from service.search.names import Named
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
    """A part of a query in one language. One that is not `required` adds to the score of articles that the others find."""

    query: Any
    required: bool = True


@dataclass(slots=True)
class Notes:
    """What comes to light while a query is compiled. `words` maps a word to the (field, term) pairs that it became."""

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
    words as words, for queries that hold nothing else.
    """

    generation: Generation
    searcher: Any
    lang: str | None
    certain: bool
    match: Match
    ui: str
    literal: bool = False
    notes: Notes = field(default_factory=Notes)


class Reading:
    """One language's reading of a tree. `compile` gives None for what says nothing in this language, such as its stop words."""

    def __init__(self, language: Language, context: Context) -> None:
        self.language = language
        self.marks = Marks(language)
        self._context = context
        self._notes = context.notes
        self._exact_only = context.certain and context.lang != language
        self._parts: tuple[str, ...] = TEXT_PARTS
        self._field: str | None = None

    @singledispatchmethod
    def compile(self, node: Any) -> Clause | None:  # noqa: ANN401
        """The node as a query over this language's fields."""
        raise TypeError(f"{type(node).__name__} is not a node of a query")

    @compile.register
    def _everything(self, _: Everything) -> Clause | None:
        return Clause(whoosh.Every())

    @compile.register
    def _nothing(self, _: Nothing) -> Clause | None:
        return Clause(whoosh.NullQuery)

    @compile.register
    def _word(self, node: Word) -> Clause | None:
        if self._field:
            return self._value(node.text, node.at)
        parts = CHAINS[self.language].word(node.text)
        if not parts:
            return None
        content = [part for part in parts if part.terms]
        if self._context.literal or (self._exact_only and content):
            return self._side_by_side(parts, node)
        if not content:
            self._notes.stopped[node.at] = node.text
            return None
        foreign = any(self._foreign(language, node.text) for language in LANGUAGES if language != self.language)
        if foreign and self._context.lang not in (None, self.language):
            self._notes.stopped[node.at] = node.text
            return None
        self._notes.used[node.at] = node.text
        if len(parts) > 1:
            return self._side_by_side(parts, node)
        return Clause(self._term(parts[0]), required=not foreign)

    @compile.register
    def _phrase(self, node: Phrase) -> Clause | None:
        if self._field:
            return self._value(node.text, node.at)
        parts = tuple(CHAINS[self.language].parts(node.text))
        return self._side_by_side(parts, node, node.slop) if parts else None

    @compile.register
    def _pattern(self, node: Pattern) -> Clause | None:
        if self._field:
            return self._value(node.text, node.at)
        pattern = _folded_pattern(node.text)
        stem, star = pattern.rstrip("*"), pattern.endswith("*")
        prefix = star and not any(sign in stem for sign in "*?")

        def make(name: str, boost: float) -> Any:  # noqa: ANN401
            return whoosh.Prefix(name, stem, boost=boost) if prefix else whoosh.Wildcard(name, pattern, boost=boost)

        return self._many(node.text, node.at, make, lambda name: make(name, 1.0)._btexts(self._context.searcher.reader()))  # noqa: SLF001

    @compile.register
    def _fuzzy(self, node: Fuzzy) -> Clause | None:
        if self._field:
            return self._value(node.text, node.at)
        word = "".join(part.surfaces[0] for part in CHAINS[self.language].word(node.text))
        distance = min(node.distance, max(0, len(word) // 3))
        if distance < node.distance:
            message = f"“{node.text[:40]}” is too short for {node.distance} differing letters; {distance} may differ"
            self._problem(node.at, message)

        def make(name: str, boost: float) -> Any:  # noqa: ANN401
            return whoosh.FuzzyTerm(name, word, boost=boost, maxdist=distance, prefixlength=1)

        return self._many(node.text, node.at, make, lambda name: make(name, 1.0)._btexts(self._context.searcher.reader()))  # noqa: SLF001

    @compile.register
    def _date_range(self, node: DateRange) -> Clause | None:
        bounds = []
        if node.last is not None:
            bounds.append(whoosh.TermRange("first_day", None, f"{span(node.last)[1]:08}"))
        if node.first is not None:
            bounds.append(whoosh.TermRange("last_day", f"{span(node.first)[0]:08}", None))
        return Clause(whoosh.And(bounds) if len(bounds) > 1 else (bounds[0] if bounds else whoosh.Every("first_day")))

    @compile.register
    def _in_field(self, node: InField) -> Clause | None:
        parts, outer = self._parts, self._field
        if node.field in TEXT_PARTS:
            self._parts, self._field = (node.field,), None
        else:
            self._field = node.field
        try:
            return self.compile(node.node)
        finally:
            self._parts, self._field = parts, outer

    @compile.register
    def _not(self, node: Not) -> Clause | None:
        return self._combined((node,), whoosh.And)

    @compile.register
    def _sequence(self, node: Sequence) -> Clause | None:
        return self._combined(node.nodes, whoosh.And if self._context.match == "all" else whoosh.Or)

    @compile.register
    def _and(self, node: And) -> Clause | None:
        return self._combined(node.nodes, whoosh.And)

    @compile.register
    def _or(self, node: Or) -> Clause | None:
        return self._combined(node.nodes, whoosh.Or)

    @compile.register
    def _named(self, node: Named) -> Clause | None:
        words = self.compile(node.node)
        bearers = []
        for key in node.ids:
            entity = self._context.generation.names.entities[key]
            label = entity.labels[self._context.ui]
            self._notes.expanded[key] = Expansion(str(node), _others(str(node), label, entity.spellings), "alias")
            self._note_word(key, "entity", "entities", key)
            self.marks.entities.add(key)
            bearers.append(whoosh.Term("entities", key, boost=BOOSTS["entities"]))
        self._notes.used[node.at] = str(node)
        return Clause(whoosh.Or([*([words.query] if words else []), *bearers]))

    def _combined(self, nodes: tuple[Node, ...], join: Callable[[list[Any]], Any]) -> Clause | None:
        """Children joined; those that start with a minus are taken away from what the others find, or from everything."""
        excluded = [excluded for node in nodes if isinstance(node, Not) and (excluded := self._excluded(node.node))]
        clauses = [clause for node in nodes if not isinstance(node, Not) and (clause := self.compile(node))]
        required = [clause.query for clause in clauses if clause.required]
        optional = [clause.query for clause in clauses if not clause.required]
        positive = [node for node in nodes if not isinstance(node, Not)]
        if not required:
            required, optional = optional, []
        if not required and positive:
            return None
        found = (join(required) if len(required) > 1 else required[0]) if required else whoosh.Every()
        if optional and join is whoosh.And:
            found = whoosh.AndMaybe(found, whoosh.Or(optional))
        return Clause(whoosh.AndNot(found, whoosh.Or(excluded)) if excluded else found)

    def _excluded(self, node: Node) -> Any:  # noqa: ANN401
        """What the node finds in any language: a French reading must not let through what an English one leaves out."""
        silent = Notes(problems=self._notes.problems)
        queries = []
        for language in LANGUAGES:
            reading = Reading(language, replace(self._context, notes=silent))
            reading._parts, reading._field = self._parts, self._field
            if clause := reading.compile(node):
                queries.append(clause.query)
        return whoosh.Or(queries) if queries else None

    def _foreign(self, language: Language, word: str) -> bool:
        """Whether another language, which the query may be in, has this word on its stop list."""
        parts = CHAINS[language].word(word)
        return self._context.lang in (None, language) and bool(parts) and not any(part.terms for part in parts)

    def _term(self, part: Part) -> Any:  # noqa: ANN401
        """One word in the title and the body, as a stem and as written."""
        queries = []
        for name in self._parts:
            if not self._exact_only:
                queries.append(dismax([self._one(name, term, part.surfaces[0], exact=False) for term in part.terms]))
            queries.append(self._one(name, part.surfaces[0], part.surfaces[0], exact=True))
        self.marks.terms.update(() if self._exact_only else part.terms)
        self.marks.surfaces.add(part.surfaces[0])
        return whoosh.Or(queries)

    def _one(self, name: str, term: str, word: str, *, exact: bool) -> Any:  # noqa: ANN401
        field_name = text_field(name, self.language, exact=exact)
        self._note_word(word, "exact" if exact else "stem", field_name, term)
        return whoosh.Term(field_name, term, boost=BOOSTS[name] * (BOOSTS["exact"] if exact else 1))

    def _side_by_side(self, parts: tuple[Part, ...], node: Word | Phrase, slop: int = 1) -> Clause:
        """Words as written, next to each other: a phrase, a hyphenated word, or a word that is to be taken literally."""
        words = tuple(part.surfaces[0] for part in parts)
        self._notes.used[node.at] = node.text
        whole = parts[0].surfaces[1:] if isinstance(node, Word) else ()
        queries = []
        for name in self._parts:
            field_name = text_field(name, self.language, exact=True)
            for word in (*words, *whole):
                self._note_word(word, "exact", field_name, word)
            queries.append(_near(field_name, words, slop, BOOSTS[name]))
            queries += [whoosh.Term(field_name, word, boost=BOOSTS[name]) for word in whole]
        if len(words) == 1:
            self.marks.surfaces.update(words)
        else:
            self.marks.phrases.append((words, slop))
        self.marks.surfaces.update(whole)
        return Clause(whoosh.Or(queries))

    def _many(self, text: str, at: int, make: Callable[[str, float], Any], expand: Callable[[str], Any]) -> Clause | None:
        """A word that stands for many, in the fields of words as written. One that stands for too many is left out, and said so."""
        fields = {text_field(name, self.language, exact=True): BOOSTS[name] for name in self._parts}
        words: set[str] = set()
        for name in fields:
            found = [word.decode() if isinstance(word, bytes) else word for word in islice(expand(name), MAX_EXPANSION + 1)]
            if len(found) > MAX_EXPANSION:
                self._problem(at, f"“{text[:40]}” stands for more than {MAX_EXPANSION} words and was left out; add a letter")
                return None
            words.update(found)
        self._notes.used[at] = text
        self.marks.surfaces |= words
        return Clause(whoosh.Or([make(name, boost) for name, boost in fields.items()]))

    def _value(self, text: str, at: int) -> Clause | None:
        """What follows `person:`, `source:` or `lang:`."""
        name = self._field or ""
        if name in ENTITY_FIELDS:
            keys = self._context.generation.names.resolve(name, text)
            for key in keys:
                self._note_word(key, "entity", "entities", key)
                self.marks.entities.add(key)
            queries = [whoosh.Term("entities", key, boost=BOOSTS["entities"]) for key in keys]
        elif name == "source":
            queries = [whoosh.Term("source", key) for key in (source_key(text),) if key in self._context.generation.sources]
        else:
            queries = [whoosh.Term("language", text.lower())]
        if not queries:
            self._problem(at, f"no article of this index has {name} “{text[:40]}”")
        return Clause(whoosh.Or(queries) if queries else whoosh.NullQuery)

    def _note_word(self, word: str, form: str, field_name: str, term: str) -> None:
        self._notes.words.setdefault((word, form), set()).add((field_name, term))

    def _problem(self, at: int, message: str) -> None:
        self._notes.problems[at, message] = Problem(at, message)


def dismax(queries: list[Any]) -> Any:  # noqa: ANN401
    """The best of the queries counts; none of them finds nothing."""
    if len(queries) > 1:
        return whoosh.DisjunctionMax(queries)
    return queries[0] if queries else whoosh.NullQuery


def _near(field_name: str, words: tuple[str, ...], slop: int, boost: float) -> Any:  # noqa: ANN401
    if len(words) == 1:
        return whoosh.Term(field_name, words[0], boost=boost)
    if slop == 1:
        return whoosh.Phrase(field_name, list(words), boost=boost)
    return whoosh.Sequence([whoosh.Term(field_name, word) for word in words], slop=slop, ordered=False, boost=boost)


def _folded_pattern(text: str) -> str:
    """The pattern with its letters folded and what joins a word taken out, as a hyphenated word is also indexed in one piece."""
    pieces = plain(text).replace("'", "\0").split("\0")
    return "".join(sign if sign in "*?" else fold(sign) for sign in pieces[-1] if sign in "*?" or sign.isalnum())


def _others(typed: str, label: str, spellings: tuple[str, ...]) -> tuple[str, ...]:
    """The label and a few more spellings of a name, other than the one that was typed."""
    distinct = {fold(spelling): spelling for spelling in reversed((label, *spellings))}
    distinct.pop(fold(typed), None)
    return tuple(list(reversed(distinct.values()))[:4])
