"""What the common words of a text mean, as hashes that its translation shares.

A French word stands for the likeliest of its English meanings in the lexicon, an English word for itself if it is one of these. Words that
the lexicon does not know say nothing here: names, numbers and what both languages write alike are keys, see `words`.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache, partial
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from indexer.analysis import CHAINS
from indexer.analysis.chain import MAX_TERM
from indexer.document import Language
from indexer.lexicon.glossary import likeliest
from indexer.twins.pieces import Column, Cut
from indexer.twins.words import AROUND, KIND, PIECES, Kind, hashed

_LETTERS = re.compile(rf"[a-zà-öø-ÿœ]{{1,{MAX_TERM}}}")
_USUAL = re.compile("[!-~à-öø-ÿœ’]+")
"""Words that a chain may read together, see `Chain.letters` and `Chain.words`: in small letters, and with ordinary signs in them."""


def meanings(cut: Cut, languages: Sequence[str]) -> NDArray[np.uint32]:
    """What each piece of some texts in these languages means; 0 if nothing, as all do in other languages than the two."""
    found = np.zeros(len(cut.numbers), np.uint32)
    for language, column in _columns().items():
        places = np.flatnonzero(np.repeat([each == language for each in languages], cut.counts))
        found[places] = column.of(cut, places)
    return found


@cache
def _columns() -> Mapping[Language, Column[np.uint32]]:
    meant = likeliest("fr")
    english = {stem: hashed(stem) & ~KIND | Kind.MEANING for stem in meant.values()}
    hashes: Mapping[Language, Mapping[str, int]] = {"fr": {stem: english[other] for stem, other in meant.items()}, "en": english}
    return {language: PIECES.column(np.uint32, partial(_meant, language, table)) for language, table in hashes.items()}


def _meant(language: Language, hashes: Mapping[str, int], pieces: Sequence[str]) -> list[int]:
    """Of each piece the hash of the first of its words that is known, 0 where none is."""
    bare = [piece.strip(AROUND).lower() for piece in pieces]
    words = dict.fromkeys(bare)
    letters = [word for word in words if _LETTERS.fullmatch(word)]
    read = {word: _first(stems, hashes) for word, stems in zip(letters, CHAINS[language].letters(letters), strict=True)}
    usual = [word for word in words if word not in read and _USUAL.fullmatch(word)]
    terms = CHAINS[language].words(usual).terms
    stems = iter(terms.terms)
    read |= {word: _first(tuple(islice(stems, size)), hashes) for word, size in zip(usual, terms.sizes, strict=True)}
    return [read[word] if word in read else _alone(language, hashes, piece) for word, piece in zip(bare, pieces, strict=True)]


def _alone(language: Language, hashes: Mapping[str, int], piece: str) -> int:
    return _first([stem for part in CHAINS[language].alone(piece.strip(AROUND)) for stem in part.terms], hashes)


def _first(stems: Sequence[str], hashes: Mapping[str, int]) -> int:
    for stem in stems:
        if found := hashes.get(stem):
            return found
    return 0
