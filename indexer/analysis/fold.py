"""How a word loses its case, its accents and its script, so that two spellings of it are one."""

import re
import unicodedata
from functools import lru_cache

from unidecode import unidecode

from indexer.analysis.tokens import APOSTROPHES, INVISIBLE

_PLAIN = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(INVISIBLE))
_NOISE = re.compile(r"[^a-z0-9&+#.]")
_ascii = lru_cache(4096)(unidecode)
"""One character in ASCII. Unidecode looks at each by itself, and slowly."""


def plain(word: str) -> str:
    """The word in NFC and lower case, with one kind of apostrophe and nothing invisible; accents stay."""
    if word.isascii():
        # In NFC, with nothing invisible, and the grave accent is the only other apostrophe.
        return word.replace("`", "'").lower()
    return unicodedata.normalize("NFC", word.translate(_PLAIN)).lower()


def fold(word: str) -> str:
    """The word in ASCII: `Cœur` is `coeur`, `Роскосмос` is `roskosmos`. Empty where no letter or digit has an ASCII counterpart."""
    folded = plain(word)
    if not folded.isascii():
        # Apostrophes that unidecode writes for soft signs (`Ольга`, ol'ga) are none of the word's own.
        folded = "'".join(_NOISE.sub("", "".join(map(_ascii, piece)).lower()) for piece in folded.split("'"))
    return folded.strip("'.")
