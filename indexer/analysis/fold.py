"""How a word loses its case, its accents and its script, so that two spellings of it are one."""

import re
import unicodedata

from unidecode import unidecode

from indexer.analysis.tokens import APOSTROPHES, INVISIBLE

_PLAIN = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(INVISIBLE))
_NOISE = re.compile(r"[^a-z0-9&+#.]")


def plain(word: str) -> str:
    """The word in NFC and lower case, with one kind of apostrophe and nothing invisible; accents stay."""
    return unicodedata.normalize("NFC", word.translate(_PLAIN)).lower()


def fold(word: str) -> str:
    """The word in ASCII: `Cœur` is `coeur`, `Роскосмос` is `roskosmos`. Empty where no letter or digit has an ASCII counterpart."""
    folded = plain(word)
    if not folded.isascii():
        # Apostrophes that unidecode writes for soft signs (`Ольга`, ol'ga) are none of the word's own.
        folded = "'".join(_NOISE.sub("", unidecode(piece).lower()) for piece in folded.split("'"))
    return folded.strip("'.")
