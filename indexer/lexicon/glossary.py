"""The lexicon as an index reads words: by their stems, so that a plural means what its singular does.

A word that is spelled as its lemma comes first, then the lemmas of which it is a form (see `inflection`); of a word that is neither, all
meanings count of those that share its stem, such as « élection » and « électeur », a little less.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple, Self

import msgspec

from indexer.analysis import CHAINS
from indexer.analysis.analyzer import fingerprint
from indexer.document import LANGUAGES, Language
from indexer.kept import kept
from indexer.lexicon import table
from indexer.lexicon.inflection import lemmas
from indexer.lexicon.mining import Mined
from indexer.lexicon.table import DATA, Lexicon, Words, words
from indexer.lexicon.told import Told

LONGEST = 5
"""Words of the longest phrases that are looked for; the lexicon has hardly any that are longer."""

_SAME_STEM = 0.7
"""What a meaning counts of a word that shares only the stem."""
_FORM = 0.9
_ALSO_A_FORM = 0.4
"""What a meaning counts of a lemma of which the word is a form, and of one where the word is a lemma, too: « offre » is an offer, and
somebody offers. On the titles of half the pairs of two parallel collections, .7 to 1 for the one and .3 to .8 for the other move MRR by no
more than .005."""


class Meaning(NamedTuple):
    """What a word or phrase may mean in the other language: as people write it, as articles are searched for it, and how likely.

    `words` are folded and stand side by side, `stems` are their terms; both are the same of a stop word, of which `plain` has none.
    """

    text: str
    words: Words
    stems: tuple[str, ...]
    plain: bool
    weight: float


@dataclass(frozen=True, slots=True, eq=False)
class Glossary:
    """For each language, what its words and phrases mean in the other, by folded words and by stems with a space between them.

    Meanings are read when they are asked for: all of them together would take 50 MB. `learnt` is what a collection taught, by stems, and
    `rejected` holds the stems, French and English, of what somebody says is no translation.
    """

    exact: Mapping[Language, Mapping[str, msgspec.Raw]]
    stemmed: Mapping[Language, Mapping[str, msgspec.Raw]]
    learnt: Mapping[Language, Mapping[str, Meaning]] = field(default_factory=dict)
    rejected: frozenset[tuple[Words, ...]] = frozenset()

    @classmethod
    def load(cls, *extra: Path) -> Self:
        """That of the lexicon, see `Lexicon.load`; made once per process."""
        exact, stemmed = _made(extra)
        return cls(exact, stemmed)

    def knowing(self, pairs: Sequence[Mined]) -> "Glossary":
        """The same and what a collection's own translations taught, in which a word has one meaning in the other language.

        Articles write a pair in any form, so what is rejected is told by its stems.
        """
        read = _Stems()
        learnt: dict[Language, dict[str, Meaning]] = {language: {} for language in LANGUAGES}
        for pair in pairs:
            stems = {language: read.of(language, words(language, pair.word(language))) for language in LANGUAGES}
            if tuple(stems[language][0] for language in LANGUAGES) in self.rejected:
                continue
            for language, other in zip(LANGUAGES, reversed(LANGUAGES), strict=True):
                text = pair.word(other)
                meaning = Meaning(text, words(other, text), *stems[other], pair.weight)
                learnt[language].setdefault(" ".join(stems[language][0]), meaning)
        return replace(self, learnt=learnt)

    def told(self, pairs: Sequence[Told]) -> "Glossary":
        """The same and what the owner of a collection says; of a pair that is known already the higher weight counts, and 0 rejects it."""
        if not pairs:
            return self
        exact, stemmed = _make(Lexicon.of(pairs))
        both = _over(self.exact, exact), _over(self.stemmed, stemmed)
        rejected: set[tuple[Words, ...]] = set()
        for none in (each for each in pairs if not each.weight):
            spelled, stems = tuple(map(words, LANGUAGES, (none.fr, none.en))), stems_of(none.fr, none.en)
            rejected.add(stems)
            for known, keys in zip(both, (spelled, stems), strict=True):
                for language, key, meant in zip(LANGUAGES, keys, reversed(spelled), strict=True):
                    _take_away(known[language], " ".join(key), meant)
        return replace(self, exact=both[0], stemmed=both[1], rejected=frozenset(rejected))

    def knows(self, language: Language, word: str) -> bool:
        """Whether a folded word of a language, or one that it may be a form of, has meanings of its own, not of its stem alone."""
        return any(each in self.exact[language] for each in (word, *lemmas(language, word)))

    def likeliest(self, language: Language) -> dict[str, str]:
        """For the stem of each single word of a language the stem of its likeliest meaning, as far as that is a single word."""
        words = ((stem, _read(meanings, stem)) for meanings in [self.stemmed[language]] for stem in meanings if " " not in stem)
        plain = ((stem, [each.stems[0] for each in known if each.plain and len(each.stems) == 1]) for stem, known in words)
        return {stem: meant[0] for stem, meant in plain if meant}

    def meanings(self, language: Language, surfaces: Sequence[str], stems: Sequence[str]) -> tuple[Meaning, ...]:
        """What words of a language side by side mean in the other, likeliest first; nothing if that is not known.

        Args:
            language: of the words.
            surfaces: the words, folded.
            stems: their stems; of a stop word, the word.
        """
        exact = self.exact[language]
        found = {meaning.words: meaning for meaning in _read(exact, " ".join(surfaces))}
        if len(surfaces) == 1:
            share = _ALSO_A_FORM if found else _FORM
            for lemma in lemmas(language, surfaces[0]):
                for meaning in _read(exact, lemma):
                    _add(found, meaning, share)
        known = list(found.values()) if found else _read(self.stemmed[language], " ".join(stems))
        learnt = self.learnt.get(language, {}).get(" ".join(stems))
        more = () if learnt is None or any(meaning.stems == learnt.stems for meaning in known) else (learnt,)
        return tuple(sorted((*known, *more), key=lambda meaning: -meaning.weight))


def stems_of(french: str, english: str) -> tuple[Words, ...]:
    """The stems of a pair: what it is in whatever form."""
    read = _Stems()
    return tuple(read.of(language, words(language, text))[0] for language, text in zip(LANGUAGES, (french, english), strict=True))


def _read(meanings: Mapping[str, msgspec.Raw], key: str) -> list[Meaning]:
    written = meanings.get(key)
    return [] if written is None else _DECODER.decode(written)


def _add(found: dict[Words, Meaning], meaning: Meaning, share: float) -> None:
    """Take a meaning in, of which only a share counts, unless it counts for more already."""
    weight = round(meaning.weight * share, 3)
    if meaning.words not in found or found[meaning.words].weight < weight:
        found[meaning.words] = meaning._replace(weight=weight)


def _take_away(known: dict[str, msgspec.Raw], key: str, meant: Words) -> None:
    """Leave out one meaning, and what has no other."""
    left = [meaning for meaning in _read(known, key) if meaning.words != meant]
    if left:
        known[key] = msgspec.Raw(_ENCODER.encode(left))
    else:
        known.pop(key, None)


def _over(
    known: Mapping[Language, Mapping[str, msgspec.Raw]], more: Mapping[Language, Mapping[str, msgspec.Raw]]
) -> dict[Language, dict[str, msgspec.Raw]]:
    """Both, the likelier meanings first."""
    both: dict[Language, dict[str, msgspec.Raw]] = {}
    for language, meanings in known.items():
        both[language] = dict(meanings)
        for key in more[language]:
            best: dict[Words, Meaning] = {}
            for meaning in (*_read(meanings, key), *_read(more[language], key)):
                _add(best, meaning, 1.0)
            both[language][key] = msgspec.Raw(_ENCODER.encode(sorted(best.values(), key=lambda each: -each.weight)))
    return both


_Table = dict[Language, dict[str, msgspec.Raw]]
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[Meaning])


@cache
def _made(extra: tuple[Path, ...]) -> tuple[_Table, _Table]:
    """That of the lexicon is kept from one process to the next."""
    if extra:
        return _make(Lexicon.load(*extra))
    return kept("glossary", _files(), tuple[_Table, _Table], lambda: _make(Lexicon.load()), _read_with())


def _make(lexicon: Lexicon) -> tuple[_Table, _Table]:
    read = _Stems()
    exact: dict[Language, dict[str, list[Meaning]]] = {}
    stemmed: dict[Language, dict[str, list[Meaning]]] = {}
    for language, other in zip(LANGUAGES, reversed(LANGUAGES), strict=True):
        exact[language] = {}
        gathered: dict[str, dict[Words, Meaning]] = {}
        for spelled, meanings in lexicon.table[language].items():
            here = exact[language][" ".join(spelled)] = [
                Meaning(each.text, each.words, *read.of(other, each.words), each.weight) for each in meanings
            ]
            known = gathered.setdefault(" ".join(read.of(language, spelled)[0]), {})
            for each in here:
                weight = round(each.weight * _SAME_STEM, 3)
                if each.words not in known or known[each.words].weight < weight:
                    known[each.words] = each._replace(weight=weight)
        stemmed[language] = {stems: sorted(known.values(), key=lambda each: -each.weight) for stems, known in gathered.items()}
    return _written(exact), _written(stemmed)


def _written(meanings: Mapping[Language, Mapping[str, Sequence[Meaning]]]) -> _Table:
    return {language: {key: msgspec.Raw(_ENCODER.encode(some)) for key, some in table.items()} for language, table in meanings.items()}


class _Stems(dict[tuple[Language, str], tuple[str, bool]]):
    """Folded words of a language, their stems, and whether they are no stop words; each worked out once."""

    def __missing__(self, key: tuple[Language, str]) -> tuple[str, bool]:
        language, word = key
        terms = [term for part in CHAINS[language].word(word) for term in part.terms]
        self[key] = (terms[0], True) if terms else (word, False)
        return self[key]

    def of(self, language: Language, words: Words) -> tuple[Words, bool]:
        """The stems of words side by side, and whether none is a stop word."""
        found = [self[language, word] for word in words]
        return tuple(stem for stem, _ in found), all(plain for _, plain in found)


@cache
def likeliest(language: Language) -> Mapping[str, str]:
    """`Glossary.likeliest` of the lexicon alone, for processes that read a few articles and need no more of it."""
    return kept(f"likeliest_{language}", _files(), dict[str, str], lambda: Glossary.load().likeliest(language), _read_with())


def _files() -> Sequence[Path]:
    """What the lexicon is made of: its files, and what reads them."""
    return (*sorted(DATA.glob("*.tsv")), Path(__file__), Path(table.__file__))


def _read_with() -> str:
    return json.dumps(fingerprint(), sort_keys=True)
