"""What the common words of a text mean, as hashes that its translation shares.

A French word stands for the likeliest of its English meanings in the lexicon, an English word for itself if it is one of these. Words that
the lexicon does not know say nothing here: names, numbers and what both languages write alike are keys, see `words`.
"""

from collections.abc import Mapping
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from indexer.analysis import CHAINS
from indexer.document import Language
from indexer.lexicon import Glossary
from indexer.twins.words import AROUND, KIND, Kind, Memory, hashed

MEANINGS = 64
"""Hashes that an article keeps: the smallest, so that two articles keep the same of what they share."""
_MEMORY = 1 << 17
"""Distinct pieces of text between spaces that are remembered for each language, some 15 MB; then memory starts afresh."""


def meanings(text: str, headline: str, language: str) -> NDArray[np.uint32]:
    """What a text and its headline mean: sorted, each once, at most `MEANINGS`. None in other languages than the two."""
    memory = _memories().get(language)
    if memory is None:
        return np.zeros(0, np.uint32)
    pieces = {*text.split(), *headline.split()}
    found = np.fromiter(map(memory.__getitem__, pieces), np.uint32, len(pieces))
    return np.unique(found[found != 0])[:MEANINGS]


@cache
def _memories() -> Mapping[str, Memory[int]]:
    english = Glossary.load().likeliest("fr")
    tables: Mapping[Language, Mapping[str, str]] = {"fr": english, "en": {stem: stem for stem in english.values()}}
    hashes = {language: {stem: hashed(meant) & ~KIND | Kind.MEANING for stem, meant in table.items()} for language, table in tables.items()}
    return {language: Memory(partial(_meaning, language, table), _MEMORY) for language, table in hashes.items()}


def _meaning(language: Language, hashes: Mapping[str, int], piece: str) -> int:
    """The hash of the first of a piece's words that is known, 0 where none is."""
    stems = (stem for part in CHAINS[language].alone(piece.strip(AROUND)) for stem in part.terms)
    return next((found for stem in stems if (found := hashes.get(stem))), 0)
