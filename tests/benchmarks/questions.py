"""What every engine is asked: questions of nine kinds, their words picked from the articles by how many of those have them."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

import numpy as np
from corpus import DAYS, FIRST_DAY

from indexer.analysis import CHAINS
from indexer.analysis.fold import fold
from indexer.document import LANGUAGES, Document, Language

MAIN = ("term", "frequent", "or2", "or3", "and2", "filter")
"""What every engine can answer; ratios are of these."""
EXTRAS = ("phrase", "prefix", "fuzzy")
KINDS = (*MAIN, *EXTRAS)

TYPED: Mapping[str, str] = {
    "term": "{}",
    "frequent": "{}",
    "or2": "{} OR {}",
    "or3": "{} OR {} OR {}",
    "and2": "{} {}",
    "filter": "{} OR {}",
    "phrase": '"{} {}"',
    "prefix": "{}*",
    "fuzzy": "{}~1",
}
"""Kind to the question as a person would type it."""

SAMPLE = 10_000
"""Articles in which words are counted."""
SELDOM, OFTEN = (0.005, 0.06), (0.12, 0.8)
"""Bands of document frequency within a language, as shares of its articles."""
YEARS = 3
"""How long a filter's range of dates is."""
STEM = 5
"""Letters of a prefix."""
REPEATED = 3
"""Articles of the sample that have a phrase, at the least."""

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    `words` are as typed, of one language; those of a prefix or an inexact word come without their sign. `standing_for` are the folded
    words that such a one means, as far as the sample shows; they are only marked. `chosen` is a language that articles are filtered
    by, `first` and `last` the years of their dates.
    """

    kind: str
    language: Language
    words: tuple[str, ...]
    standing_for: tuple[str, ...] = ()
    chosen: str | None = None
    first: str | None = None
    last: str | None = None

    @property
    def typed(self) -> str:
        """The question in the language that people type."""
        return TYPED[self.kind].format(*self.words)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language that a question may hold: seldom and frequent ones, neighbours, and all folded words there are."""

    seldom: tuple[str, ...]
    frequent: tuple[str, ...]
    neighbours: tuple[tuple[str, str], ...]
    folded: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """The vocabulary of a sample's articles in one language."""
        articles: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        many = 0
        for text in texts:
            many += 1
            spoken = text.lower().split()
            articles.update(set(spoken))
            pairs.update({pair for pair in pairwise(spoken) if all(map(str.isalpha, pair))})
        usable = {word: count for word, count in articles.items() if _usable(word)}
        frequent = sorted(word for word, count in usable.items() if OFTEN[0] * many < count < OFTEN[1] * many)
        seldom = sorted(word for word, count in usable.items() if SELDOM[0] * many < count < SELDOM[1] * many)
        known = {*frequent, *seldom}
        return cls(
            tuple(seldom),
            tuple(frequent),
            tuple(sorted(pair for pair, count in pairs.items() if count >= REPEATED and known.issuperset(pair))),
            frozenset(fold(word) for spoken in articles for word in _WORD.findall(spoken)),
        )


def chosen(sample: Iterable[Document], many: int, seed: int) -> list[Question]:
    """So many questions of each kind, half of them in each language, kinds and languages taking turns.

    Raises:
        ValueError: the sample is too small to hold words of every kind.
    """
    texts: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for document in sample:
        texts[document.lang].append(document.text)
    vocabularies = {language: Vocabulary.of(texts[language]) for language in LANGUAGES}
    if not all(each.seldom and each.frequent and each.neighbours for each in vocabularies.values()):
        raise ValueError("there are too few articles to pick words from; ask for 1000 or more")
    rng = np.random.default_rng(seed)
    choosers = [_Chooser(rng, language, vocabularies[language]) for language in LANGUAGES]
    return [choosers[number % len(choosers)].question(kind) for number in range(many) for kind in KINDS]


class _Chooser:
    """Picks words of one language for one question after another."""

    def __init__(self, rng: np.random.Generator, language: Language, vocabulary: Vocabulary) -> None:
        self._rng = rng
        self._language = language
        self._vocabulary = vocabulary
        self._long = tuple(word for word in vocabulary.seldom if len(word) > STEM + 1)

    def question(self, kind: str) -> Question:
        """Another one of this kind."""
        question = Question(kind, self._language, _WORDS[kind](self))
        return _ALSO[kind](self, question) if kind in _ALSO else question

    def seldom(self) -> str:
        return self._one(self._vocabulary.seldom)

    def frequent(self) -> str:
        return self._one(self._vocabulary.frequent)

    def two_frequent(self) -> tuple[str, str]:
        first, second = self._rng.choice(len(self._vocabulary.frequent), 2, replace=False).tolist()
        return self._vocabulary.frequent[first], self._vocabulary.frequent[second]

    def neighbours(self) -> tuple[str, str]:
        return self._vocabulary.neighbours[self._rng.integers(len(self._vocabulary.neighbours))]

    def begun(self) -> str:
        return fold(self._one(self._long))[:STEM]

    def inexact(self) -> str:
        word = self._one(self._long)
        return fold(word[:3] + word[4:])

    def narrowed(self, question: Question) -> Question:
        """The same in one language and a few years."""
        first = FIRST_DAY.year + int(self._rng.integers(DAYS // 365 - YEARS + 1))
        return replace(question, chosen=self._language, first=str(first), last=str(first + YEARS - 1))

    def standing_for(self, question: Question, fits: Callable[[str, str], bool]) -> Question:
        """The same with the words that it means."""
        (typed,) = question.words
        return replace(question, standing_for=tuple(sorted(word for word in self._vocabulary.folded if fits(word, typed))))

    def _one(self, words: tuple[str, ...]) -> str:
        return words[self._rng.integers(len(words))]


def _alike(word: str, other: str) -> bool:
    """Whether two words differ in one letter at most, and not in the first."""
    if abs(len(word) - len(other)) > 1 or word[:1] != other[:1]:
        return False
    same = next((at for at, (one, two) in enumerate(zip(word, other, strict=False)) if one != two), min(len(word), len(other)))
    return word == other or any(word[same + a :] == other[same + b :] for a, b in ((1, 1), (1, 0), (0, 1)))


_WORDS: Mapping[str, Callable[[_Chooser], tuple[str, ...]]] = {
    "term": lambda chooser: (chooser.seldom(),),
    "frequent": lambda chooser: (chooser.frequent(),),
    "or2": lambda chooser: (chooser.seldom(), chooser.frequent()),
    "or3": lambda chooser: (chooser.seldom(), chooser.seldom(), chooser.frequent()),
    "and2": _Chooser.two_frequent,
    "filter": lambda chooser: (chooser.seldom(), chooser.frequent()),
    "phrase": _Chooser.neighbours,
    "prefix": lambda chooser: (chooser.begun(),),
    "fuzzy": lambda chooser: (chooser.inexact(),),
}
_ALSO: Mapping[str, Callable[[_Chooser, Question], Question]] = {
    "filter": _Chooser.narrowed,
    "prefix": lambda chooser, question: chooser.standing_for(question, str.startswith),
    "fuzzy": lambda chooser, question: chooser.standing_for(question, _alike),
}
"""What a question of some kinds has beside its words."""


def _usable(word: str) -> bool:
    """Whether a word is one plain word, and a stop word of no language."""
    if len(word) < _SHORTEST or not word.isalpha():
        return False
    readings = [chain.word(word) for chain in CHAINS.values()]
    return all(len(parts) == 1 and parts[0].terms for parts in readings)
