"""How one word, phrase or name is looked for in one language's fields, and what of it is marked."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

import numpy as np
from whoosh import query as whoosh

from indexer.analysis import CHAINS, Part
from indexer.document import Language
from indexer.lexicon import Meaning
from indexer.schema import BOOSTS, text_field
from service.search.context import TOGETHER, Context
from service.search.marks import MarkedPhrase, Marks
from service.search.matchers import AnyOf, Best, Near, Synonyms
from service.search.segments import Frequencies
from service.search.weighting import idf

MAX_EXPANSION = 5_000
"""Words that a pattern may stand for in one field; reading the postings of more takes longer than anybody waits."""


class Lookup:
    """The fields of some parts of an article in one language.

    Every method gives a Whoosh query and adds to `marks` what it will have found in each part. With `exact_only`, for the language that a
    query is certainly not in, words are looked for as written.
    """

    def __init__(self, language: Language, context: Context, parts: tuple[str, ...], marks: dict[str, Marks]) -> None:
        self.language = language
        self.parts = parts
        self.marks = marks
        self.exact_only = context.certain and context.lang != language
        self._context = context

    def word(self, part: Part) -> Any:  # noqa: ANN401 — Whoosh has no types
        """One word in all parts of the text, as a stem and as written."""
        word = part.surfaces[0]
        for name in self.parts:
            self.marks[name].terms.update(part.terms)
            self.marks[name].surfaces.add(word)
        return whoosh.Or([best([self._one(term, word, exact=False) for term in part.terms]), self._one(word, word, exact=True)])

    def often(self, part: Part) -> int:
        """How many articles have a word as written, in one of the parts of the text at least."""
        fields = (text_field(name, self.language, exact=True) for name in self.parts)
        return max(Frequencies(self._context.searcher.reader()).of(name, part.surfaces[0]) for name in fields)

    def _one(self, term: str, word: str, *, exact: bool) -> Any:  # noqa: ANN401
        members = tuple((text_field(name, self.language, exact=exact), term, BOOSTS[name]) for name in self.parts)
        for field_name, _, _ in members:
            self._context.notes.word(word, "exact" if exact else "stem", field_name, term)
        return Synonyms(members, BOOSTS["exact"] if exact else 1.0)

    def meant(self, typed: str, parts: Sequence[Part], meanings: Sequence[Meaning], likely: float) -> Any:  # noqa: ANN401
        """What was typed as what it means in this language, and as it stands if it is one word, whose `parts` are given.

        The alternatives count together as one word (see `Synonyms`), each as likely as it is, what was typed `likely`; those of several
        words stand beside it.
        """
        singles = [each for each in meanings if len(each.words) == 1]
        stems = [(each.stems[0], each.weight) for each in singles]
        surfaces = [(each.words[0], each.weight) for each in singles]
        for part in parts:
            stems += [(term, likely) for term in part.terms if not self.exact_only]
            surfaces.append((part.surfaces[0], likely))
        for name in self.parts:
            self.marks[name].terms.update(term for term, _ in stems)
            self.marks[name].surfaces.update(word for word, _ in surfaces)
        together = [self._phrase(name, each) for each in meanings if len(each.words) > 1 for name in self.parts]
        alone = [self._alternatives(typed, stems, exact=False)] if stems else []
        return whoosh.Or([best([*alone, *together]), *([self._alternatives(typed, surfaces, exact=True)] if surfaces else [])])

    def _alternatives(self, typed: str, words: Sequence[tuple[str, float]], *, exact: bool) -> Synonyms:
        weights: dict[tuple[str, str], float] = {}
        parts = {name: text_field(name, self.language, exact=exact) for name in self.parts}
        for word, weight in words:
            for name, field_name in parts.items():
                weights[field_name, word] = max(BOOSTS[name] * weight, weights.get((field_name, word), 0.0))
                self._context.notes.word(typed, "exact" if exact else "stem", field_name, word, weight)
        return Synonyms(tuple((*member, weight) for member, weight in weights.items()), BOOSTS["exact"] if exact else 1.0)

    def _phrase(self, name: str, meaning: Meaning) -> Any:  # noqa: ANN401
        """Words side by side; with a stop word among them, as they are written."""
        found = self.near(name, meaning.stems if meaning.plain else meaning.words, stems=meaning.plain, form=TOGETHER)
        return whoosh.Phrase(found.fieldname, found.words, boost=found.boost * meaning.weight)

    def joined(self, parts: tuple[Part, ...]) -> Any:  # noqa: ANN401
        """A word as written: of one part, or of several side by side, which may also be written in one piece or inflected.

        `sino-russe` is also `sino-russes`, but `Luna-25` is not `Lune 25`: where a digit is, nothing is stemmed.
        """
        words = tuple(part.surfaces[0] for part in parts)
        stems = tuple(part.terms[0] for part in parts if part.terms and not any(map(str.isdigit, part.surfaces[0])))
        queries = []
        for name in self.parts:
            whole = [self.literal(name, word) for word in parts[0].surfaces[1:]]
            queries.append(best([self.near(name, words), *whole]))
            if len(stems) == len(words) > 1 and not self.exact_only:
                queries.append(self.near(name, stems, stems=True))
        return whoosh.Or(queries)

    def near(self, name: str, words: tuple[str, ...], slop: int = 1, *, stems: bool = False, form: str | None = None) -> Any:  # noqa: ANN401
        """Words close together in one part of the text."""
        if len(words) == 1:
            return self.literal(name, words[0])
        field_name = text_field(name, self.language, exact=not stems)
        for word in words:
            self._context.notes.word(word, form or ("stem" if stems else "exact"), field_name, word)
        self.marks[name].phrases.append(MarkedPhrase(words, slop, stems))
        if slop == 1:
            return whoosh.Phrase(field_name, list(words), boost=BOOSTS[name])
        return Near(field_name, words, slop, boost=BOOSTS[name])

    def literal(self, name: str, word: str) -> Any:  # noqa: ANN401
        """One word as written in one part of the text."""
        field_name = text_field(name, self.language, exact=True)
        self._context.notes.word(word, "exact", field_name, word)
        self.marks[name].surfaces.add(word)
        return whoosh.Term(field_name, word, boost=BOOSTS[name])

    def spelled(self, spellings: Iterable[str]) -> Any:  # noqa: ANN401
        """A name as any of its spellings, for the parts of a text whose entities are not indexed apart from the rest."""
        phrases = dict.fromkeys(tuple(part.surfaces[0] for part in CHAINS[self.language].parts(spelling)) for spelling in spellings)
        return best([self.near(name, words) for words in phrases if words for name in self.parts])

    def many(self, expand: Callable[[str], Iterable[bytes]]) -> Any:  # noqa: ANN401
        """A word that stands for many, in the fields of words as written; None where it stands for too many.

        `expand` gives the terms of a field that are meant.
        """
        queries = []
        for name in self.parts:
            field_name = text_field(name, self.language, exact=True)
            self._context.deadline.check()
            terms = tuple(islice(expand(field_name), MAX_EXPANSION + 1))
            if len(terms) > MAX_EXPANSION:
                return None
            self.marks[name].surfaces.update(term.decode() for term in terms)
            queries.append(AnyOf(field_name, terms, BOOSTS[name], self._context.deadline))
            self._context.notes.source(queries[-1])
        return whoosh.Or(queries)

    def dated(self, days: tuple[bytes, ...]) -> Any:  # noqa: ANN401
        """Articles that are of some days, each `yyyymmdd`, and of no other; None where there are none.

        They score as for a word that they alone have.
        """
        columns, first, last = self._context.generation.columns, int(days[0]), int(days[-1])
        often = int(np.count_nonzero((columns.first_day >= first) & (columns.last_day <= last)))
        if not often:
            return None
        weight = idf(often, len(columns.first_day))
        both = [AnyOf(field, days, weight / 2, self._context.deadline) for field in ("first_day", "last_day")]
        for each in both:
            self._context.notes.source(each)
        return whoosh.And(both)

    def entity(self, key: str) -> Any:  # noqa: ANN401
        """An entity, whatever it is called in an article."""
        ids = self._context.generation.names.ids_of(key)
        for each in ids:
            self._context.notes.word(key, "entity", "entities", each)
        for marks in self.marks.values():
            marks.entities.update(ids)
        return entity(ids, BOOSTS["entities"])


def entity(ids: tuple[str, ...], boost: float) -> Any:  # noqa: ANN401
    """What finds the articles that name an entity, which may have several ids; these count as one."""
    if len(ids) == 1:
        return whoosh.Term("entities", ids[0], boost=boost)
    return Synonyms(tuple(("entities", each, 1.0) for each in ids), boost)


def best(queries: list[Any]) -> Any:  # noqa: ANN401
    """The best of the queries counts; none of them finds nothing."""
    if len(queries) > 1:
        return Best(queries)
    return queries[0] if queries else whoosh.NullQuery
