"""The language of a few words, as of a query, where no little word betrays it.

Each word is looked up in the stop lists and in both sides of the lexicon, as it stands and as a form of a lemma; what is only French or
only English speaks for it, and so does what only French elides or only English contracts. A word of both that French writes with an accent
is more likely English without. Of all other words the spelling tells: sequences of letters that are more usual in one language than in the
other, counted in the words of the lexicon (a naive Bayes of n-grams).
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log, sqrt
from pathlib import Path
from typing import NamedTuple

from indexer.analysis.analyzer import fingerprint
from indexer.analysis.chain import stop_words
from indexer.analysis.fold import fold, plain
from indexer.document import LANGUAGES, Language
from indexer.kept import kept
from indexer.lexicon import Lexicon
from indexer.lexicon.inflection import FORMS, lemmas
from indexer.lexicon.table import DATA

WEIGHTS = {"stop word": 6.0, "apostrophe": 6.0, "lexicon": 4.0, "bare": 2.0, "spelling": 0.2, "accent": 2.0}
"""What it weighs that a word stands in one language's list alone, that it is elided or contracted, that both languages know it but one
writes it with an accent that is not there, how it is spelled, and that it has an accent."""
CAPITAL = 0.6
"""What a word with a capital counts, but a stop word: it may be a name. Chosen, as `WEIGHTS` were, on single words, pairs and triples of
words from debian_news by `tests/benchmarks/query_language.py`, whose figures are of newstest, and on 32,000 single words of two other
collections, of which .928 are told with "apostrophe" and "bare", and .921 without. The forms of lemmas as words of their own, or sequences
of five letters, told fewer."""
SURE = 4.0
"""The score from which on a language is told."""

_LONGEST = 4
"""Letters of the sequences, of which a word's ends are one each."""
_SEEN = 3
"""Words of the lexicon that must have a sequence."""
_SMOOTHING = 0.5
_LETTERS = re.compile(r"[^\W\d_]+['’]?")
"""A word, or what is elided before one."""
_APOSTROPHES: Mapping[Language, re.Pattern[str]] = {
    "fr": re.compile(r"(?<![\w'’])(?:[cdjlmnst]|(?:jusqu|lorsqu|puisqu|qu))['’](?=[^\W\d_])", re.IGNORECASE),
    "en": re.compile(r"(?:n['’]t|[^\W\d_]['’](?:d|ll|m|re|s|ve))\b", re.IGNORECASE),
}
"""What one language elides before a word, and what the other contracts behind one."""
_SIGNS: Mapping[tuple[Language, ...], int] = {("en",): 1, ("fr",): -1}


class _Made(NamedTuple):
    """What the lexicon taught.

    Attributes:
        known: the words of each language, folded.
        bare: those of them that are written without accents anyway.
        spelled: what sequences of letters speak for, English where positive.
    """

    known: dict[str, list[str]]
    bare: dict[str, list[str]]
    spelled: dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class FewWords:
    """What tells the language of few words."""

    known: Mapping[Language, frozenset[str]]
    bare: Mapping[Language, frozenset[str]]
    stops: Mapping[Language, frozenset[str]]
    spelled: Mapping[str, float]

    @classmethod
    @cache
    def load(cls) -> "FewWords":
        """That of the lexicon, made once per process and kept from one process to the next."""
        files = (*sorted(DATA.glob("*.tsv")), *sorted(FORMS.glob("*.tsv")), Path(__file__))
        made = kept("few_words", files, _Made, _make, json.dumps(fingerprint()))
        return cls(
            {language: frozenset(made.known[language]) for language in LANGUAGES},
            {language: frozenset(made.bare[language]) for language in LANGUAGES},
            {language: stop_words(language) for language in LANGUAGES},
            made.spelled,
        )

    def score(self, words: Sequence[str]) -> float:
        """How much speaks for English, or, below 0, for French. Words are as typed; what is no word says nothing."""
        return sum(self.apostrophe(word) + sum(self._score(found.group()) for found in _LETTERS.finditer(word)) for word in words)

    def apostrophe(self, word: str) -> float:
        """What a word says by what is elided before it, or contracted behind it."""
        return WEIGHTS["apostrophe"] * self._alone(language for language in LANGUAGES if _APOSTROPHES[language].search(word))

    def _score(self, word: str) -> float:
        """The score of one word."""
        text = plain(word)
        folded = fold(text)
        said = WEIGHTS["stop word"] * self._alone(language for language in LANGUAGES if text in self.stops[language])
        known = WEIGHTS["lexicon"] * self._alone(language for language in LANGUAGES if self._has(self.known, language, folded))
        if not known and text == folded:
            known = WEIGHTS["bare"] * self._alone(language for language in LANGUAGES if self._has(self.bare, language, folded))
        accent = 0.0 if text.isascii() or folded == text else WEIGHTS["accent"]
        spelled = WEIGHTS["spelling"] * sum(self.spelled.get(each, 0.0) for each in _sequences(text)) / sqrt(len(text))
        return said + (known + spelled) * (CAPITAL if word[0].isupper() else 1.0) - accent

    @staticmethod
    def _alone(languages: Iterable[Language]) -> int:
        """1 if English is the only one, -1 if French is, else 0."""
        return _SIGNS.get(tuple(languages), 0)

    @staticmethod
    def _has(words: Mapping[Language, frozenset[str]], language: Language, folded: str) -> bool:
        """Whether a word, or what it may be a form of, is among those of a language."""
        own = words[language]
        return folded in own or any(lemma in own for lemma in lemmas(language, folded))


def language(words: Sequence[str]) -> Language | None:
    """The language of a few words, None where that is not sure."""
    score = FewWords.load().score(words)
    if abs(score) < SURE:
        return None
    return "en" if score > 0 else "fr"


def _make() -> _Made:
    words: dict[Language, set[str]] = {language: set() for language in LANGUAGES}
    for language, table in Lexicon.load().table.items():
        other = next(each for each in LANGUAGES if each != language)
        texts = (meaning.text for meanings in table.values() for meaning in meanings)
        words[other].update(plain(found.group()) for text in texts for found in _LETTERS.finditer(text))
    counts = {
        language: Counter(each for word in some - stop_words(language) for spelled in {word, fold(word)} for each in _sequences(spelled))
        for language, some in words.items()
    }
    often = {each for each, count in (counts["fr"] + counts["en"]).items() if count >= _SEEN}
    totals = {language: sum(counts[language].values()) + _SMOOTHING * len(often) for language in LANGUAGES}
    parts = {each: [log((counts[language][each] + _SMOOTHING) / totals[language]) for language in ("en", "fr")] for each in sorted(often)}
    return _Made(
        {language: sorted(set(map(fold, some))) for language, some in words.items()},
        {language: sorted(word for word in some if fold(word) == word) for language, some in words.items()},
        {each: round(english - french, 2) for each, (english, french) in parts.items()},
    )


def _sequences(word: str) -> list[str]:
    ended = f"_{word}_"
    return [ended[at : at + size] for size in range(1, _LONGEST + 1) for at in range(len(ended) - size + 1)]
