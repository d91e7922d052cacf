"""What all languages' readings of one query share, and what comes to light while they are made."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from service.search.deadline import NEVER, Deadline
from service.search.generation import Generation
from service.search.results import Expansion, Match
from service.search.tree import Problem

TOGETHER = "together"
"""The form of a word that is looked for only beside others."""


@dataclass(slots=True)
class Notes:
    """What comes to light while a query is compiled. `words` maps a word to the (field, term) pairs that it became, with weights.

    `used` and `stopped` map a word's offset to the word, where some language looks for it and where some language has it as a stop word.
    `typed` is the piece of the query that is being read, and `sources` tells, for a (field, term) pair or a query that stands for many
    terms, which pieces it answers.
    """

    used: dict[int, str] = field(default_factory=dict)
    stopped: dict[int, str] = field(default_factory=dict)
    expanded: dict[str, Expansion] = field(default_factory=dict)
    problems: dict[tuple[int, str], Problem] = field(default_factory=dict)
    words: dict[tuple[str, str], dict[tuple[str, str], float]] = field(default_factory=dict)
    typed: str = ""
    sources: dict[Hashable, dict[str, None]] = field(default_factory=dict)

    def word(self, word: str, form: str, field_name: str, term: str, weight: float = 1.0) -> None:
        """Note what a word became in one form (`stem`, `exact`, `entity` or `TOGETHER`) in one field, and how likely it means that."""
        terms = self.words.setdefault((word, form), {})
        terms[field_name, term] = max(weight, terms.get((field_name, term), 0.0))
        self.source((field_name, term))

    def source(self, source: Hashable) -> None:
        """Note that a term or a query answers the piece that is being read."""
        self.sources.setdefault(source, {})[self.typed] = None

    def problem(self, at: int, message: str) -> None:
        """Note something to tell, once."""
        self.problems[at, message] = Problem(at, message)


@dataclass(frozen=True, slots=True)
class Context:
    """What all readings of one query share.

    `lang` is the language of the query or None; where somebody said so (`certain`), the fields of other languages are searched only for
    words as written. `likely` is the one that it is likely in: words are looked for by what they mean in the other, and no less as they
    stand. `match` tells whether words side by side are all required, `ui` the language of labels, and `literal` takes stop words as words,
    for queries that hold nothing else. `translate` lets words stand for what they mean in the other language; `without` holds what no word
    is looked for as, in small letters, see `request.NAME`. Nothing is looked up after the `deadline`. `variants` lets words that no lexicon
    knows stand for their cognates.
    """

    generation: Generation
    searcher: Any
    lang: str | None
    certain: bool
    match: Match
    ui: str
    literal: bool = False
    translate: bool = True
    deadline: Deadline = NEVER
    without: frozenset[str] = frozenset()
    likely: str | None = None
    variants: bool = True
    notes: Notes = field(default_factory=Notes)
