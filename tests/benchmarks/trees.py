"""A question as an ordinary Whoosh query over Lunette's fields: what the service makes of plain words, which every engine translates.

A word is looked for in title and body as its stem and, at half the weight, as it is written; in the fields of both languages, of which
the better reading counts. Peers add up what it scores in title and body; Lunette weighs both as one text, as its service does. See
`service/search/lookup.py`, `reading.py` and `interpret.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from questions import Question
from whoosh import query as whoosh

from indexer.analysis import CHAINS
from indexer.document import LANGUAGES, Language
from indexer.schema import BOOSTS, TEXT_PARTS, text_field
from service.search.marks import MarkedPhrase, Marks
from service.search.matchers import Best, Synonyms


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question that can be run.

    `tree` is a Whoosh query, `own` the same with Lunette's nodes. `words` maps a word in one form (`stem` or `exact`) to the (field, term)
    pairs that it became. `marks` maps a part of the text to what is marked there, for each language's reading.
    """

    question: Question
    tree: Any
    own: Any
    words: Mapping[tuple[str, str], frozenset[tuple[str, str]]]
    marks: Mapping[str, tuple[Marks, ...]]

    @classmethod
    def of(cls, question: Question) -> "Asked":
        """The question in the fields of every language."""
        readings = [_Reading(language) for language in LANGUAGES]
        trees = [_KINDS[question.kind](reading, question) for reading in readings]
        own = [_KINDS[question.kind](_Own(language), question) for language in LANGUAGES]
        words: dict[tuple[str, str], set[tuple[str, str]]] = {}
        for reading in readings:
            for key, terms in reading.words.items():
                words.setdefault(key, set()).update(terms)
        return cls(
            question,
            Best(list(dict.fromkeys(trees))),
            Best(list(dict.fromkeys(own))),
            {key: frozenset(terms) for key, terms in words.items()},
            {part: tuple(reading.marks[part] for reading in readings) for part in TEXT_PARTS},
        )


class _Reading:
    """How one language reads a question's words; it gathers what to mark, and what each word became."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.marks = {part: Marks(language) for part in TEXT_PARTS}
        self.words: dict[tuple[str, str], set[tuple[str, str]]] = {}

    def word(self, text: str) -> Any:  # noqa: ANN401 — Whoosh has no types
        (part,) = CHAINS[self.language].word(text)
        (surface,) = part.surfaces
        queries = []
        for name in TEXT_PARTS:
            stems = [self._term(name, term, surface, exact=False) for term in part.terms]
            queries += [stems[0] if len(stems) == 1 else Best(stems), self._term(name, surface, surface, exact=True)]
            self.marks[name].terms.update(part.terms)
            self.marks[name].surfaces.add(surface)
        return whoosh.Or(queries)

    def phrase(self, texts: tuple[str, ...]) -> Any:  # noqa: ANN401
        words = tuple(part.surfaces[0] for text in texts for part in CHAINS[self.language].word(text))
        for name in TEXT_PARTS:
            for word in words:
                self._term(name, word, word, exact=True)
            self.marks[name].phrases.append(MarkedPhrase(words, 1))
        return whoosh.Or([whoosh.Phrase(self._exact(name), list(words), boost=BOOSTS[name]) for name in TEXT_PARTS])

    def many(self, standing_for: tuple[str, ...], query: Callable[[str, float], Any]) -> Any:  # noqa: ANN401
        for name in TEXT_PARTS:
            self.marks[name].surfaces.update(standing_for)
        return whoosh.Or([query(self._exact(name), BOOSTS[name]) for name in TEXT_PARTS])

    def _term(self, name: str, term: str, word: str, *, exact: bool) -> Any:  # noqa: ANN401
        field = text_field(name, self.language, exact=exact)
        self.words.setdefault((word, "exact" if exact else "stem"), set()).add((field, term))
        return whoosh.Term(field, term, boost=BOOSTS[name] * (BOOSTS["exact"] if exact else 1))

    def _exact(self, name: str) -> str:
        return text_field(name, self.language, exact=True)


class _Own(_Reading):
    """The same as `service.search.lookup` has it."""

    def word(self, text: str) -> Any:  # noqa: ANN401
        (part,) = CHAINS[self.language].word(text)
        stems = [self._blended(term, exact=False) for term in part.terms]
        return whoosh.Or([stems[0] if len(stems) == 1 else Best(stems), self._blended(part.surfaces[0], exact=True)])

    def _blended(self, term: str, *, exact: bool) -> Any:  # noqa: ANN401
        members = tuple((text_field(name, self.language, exact=exact), term, BOOSTS[name]) for name in TEXT_PARTS)
        return Synonyms(members, BOOSTS["exact"] if exact else 1.0)


def _any(reading: _Reading, question: Question) -> Any:  # noqa: ANN401
    words = [reading.word(word) for word in question.words]
    return whoosh.Or(words) if len(words) > 1 else words[0]


def _all(reading: _Reading, question: Question) -> Any:  # noqa: ANN401
    return whoosh.And([reading.word(word) for word in question.words])


def _phrase(reading: _Reading, question: Question) -> Any:  # noqa: ANN401
    return reading.phrase(question.words)


def _prefix(reading: _Reading, question: Question) -> Any:  # noqa: ANN401
    (begun,) = question.words
    return reading.many(question.standing_for, lambda field, boost: whoosh.Prefix(field, begun, boost=boost))


def _fuzzy(reading: _Reading, question: Question) -> Any:  # noqa: ANN401
    (word,) = question.words
    return reading.many(question.standing_for, lambda field, boost: whoosh.FuzzyTerm(field, word, boost=boost, maxdist=1, prefixlength=1))


_KINDS: Mapping[str, Callable[[_Reading, Question], Any]] = {
    "term": _any,
    "frequent": _any,
    "or2": _any,
    "or3": _any,
    "and2": _all,
    "filter": _any,
    "phrase": _phrase,
    "prefix": _prefix,
    "fuzzy": _fuzzy,
}
