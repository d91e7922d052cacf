"""How a word loses its case, its accents and its script, so that two spellings of it are one."""

import re
import unicodedata

from unidecode import unidecode

from indexer.analysis.tokens import APOSTROPHES, INVISIBLE

_PLAIN = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(INVISIBLE))
_NOISE = re.compile(r"[^a-z0-9&+#.]")


_MEMORY = 1 << 14
"""Characters that are remembered."""


class _Ascii(dict[int, str]):
    """What becomes of each character. Unidecode looks at each by itself, and slowly, so it is asked once."""

    def __missing__(self, code: int) -> str:
        # An apostrophe that unidecode writes for a soft sign (`Ольга`, ol'ga) is none of the word's own.
        folded = "'" if code == ord("'") else _NOISE.sub("", unidecode(chr(code)).lower())
        if len(self) < _MEMORY:
            self[code] = folded
        return folded


_ASCII = _Ascii()


def plain(word: str) -> str:
    """The word in NFC and lower case, with one kind of apostrophe and nothing invisible; accents stay."""
    if word.isascii():
        # In NFC, with nothing invisible, and the grave accent is the only other apostrophe.
        return word.replace("`", "'").lower()
    return unicodedata.normalize("NFC", word.translate(_PLAIN)).lower()


def fold(word: str) -> str:
    """The word in ASCII: `Cœur` is `coeur`, `Роскосмос` is `roskosmos`. Empty where no letter or digit has an ASCII counterpart."""
    folded = plain(word)
    return (folded if folded.isascii() else folded.translate(_ASCII)).strip("'.")
