"""How French is read: the elided article goes, accents may be missing, stems are Snowball's."""

import re
from collections.abc import Sequence
from functools import partial

from indexer.analysis.apostrophes import Apostrophes
from indexer.analysis.chain import Chain, Rules, stems, stop_words
from indexer.analysis.stem import Stemmer

_APOSTROPHES = Apostrophes(
    # Me and ne only stand before verbs, so n' and m' before a consonant begin a name: N'Djamena, N'Golo, M'Bala.
    re.compile("(?:[lstjdc]|(?:jus|quoi|lors|puis)?qu)'.|[mn]'[aeiouyh]"),
    frozenset({"d'artagnan", "d'alembert"}),
)
"""`jusqu'à`, `qu'aujourd'hui`, `s'il` lose their elided words. `aujourd'hui`, `O'Neill`, `Chang'e` stay whole."""


def _terms(stemmer: Stemmer, plain_words: Sequence[str], folded: Sequence[str]) -> list[tuple[str, ...]]:
    """Stems, but none for a word in -a: Snowball takes it for a past tense, and so Luna for lune and China for Chine.

    In news, words in -a are names (Obama, Canada) far more often than « annonça », which then only meets itself. On fr_cnil and fr_piaf_a
    that costs nothing (nDCG@10 .672 and .844 either way, `tests/benchmarks/ranking.py`).
    """
    found = stems(stemmer, plain_words, folded)
    return [(word,) if word.endswith("a") else each for word, each in zip(folded, found, strict=True)]


FRENCH = Chain(Rules("fr", stop_words("fr"), _APOSTROPHES.strip, partial(_terms, Stemmer("french"))))
