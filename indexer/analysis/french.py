"""How French is read: the elided article goes, accents may be missing, stems are Snowball's."""

import re
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

FRENCH = Chain(Rules("fr", stop_words("fr"), _APOSTROPHES.strip, partial(stems, Stemmer("french"))))
