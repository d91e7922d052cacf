"""How English is read: the possessive goes, contractions are stop words, stems are Snowball's."""

from functools import partial

from indexer.analysis.chain import Chain, Rules, stems, stop_words
from indexer.analysis.stem import Stemmer


def _strip(word: str) -> tuple[int, int]:
    """`Russia's` is Russia; `O'Neill` and `don't` stay whole."""
    return 0, len(word) - 2 if word.endswith("'s") and len(word) > 2 else len(word)


ENGLISH = Chain(Rules("en", stop_words("en"), _strip, partial(stems, Stemmer("english"))))
