"""How French is read: the elided article goes, accents may be missing, stems are Snowball's."""

import re
from functools import partial

from indexer.analysis.chain import Chain, Rules, stems, stop_words
from indexer.analysis.stem import Stemmer

_ELIDED = re.compile(r"(?:l|m|t|qu|n|s|j|d|c|jusqu|quoiqu|lorsqu|puisqu)'(?=\w)")

_WHOLE = frozenset({"d'artagnan", "n'djamena", "n'golo", "m'bappe", "m'bappé", "d'alembert", "t'pau"})
"""Names that begin like an elision and are none."""


def _strip(word: str) -> tuple[int, int]:
    """What is left after every elided word: `jusqu'à`, `qu'aujourd'hui`, `s'il`. `aujourd'hui`, `O'Neill`, `Chang'e` stay whole."""
    start = 0
    while word[start:] not in _WHOLE and (elided := _ELIDED.match(word, start)):
        start = elided.end()
    return start, len(word)


FRENCH = Chain(Rules("fr", stop_words("fr"), _strip, partial(stems, Stemmer("french"))))
