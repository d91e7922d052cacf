"""How English is read: the possessive goes, contractions are stop words, stems are Snowball's."""

import re
from functools import partial

from indexer.analysis.apostrophes import Apostrophes
from indexer.analysis.chain import Chain, Rules, stems, stop_words
from indexer.analysis.stem import Stemmer

_APOSTROPHES = Apostrophes(re.compile("[ld]'."))
"""English news is full of French names: `d'Estaing` and `L'Oréal` are found under Estaing and Oréal as in French. `O'Neill` stays whole."""

ENGLISH = Chain(Rules("en", stop_words("en"), _APOSTROPHES.strip, partial(stems, Stemmer("english"))))
