"""How lighter stemmers than Snowball's cut words: what else could stem an index.

French by the rules that Savoy published (https://doi.org/10.1145/1141277.1141523, and the tables beside it): plurals, feminines and the
commonest suffixes go, accents and doubled letters after them. Its smaller sibling takes plurals and a last e or r only. English plurals by
the three rules of Harman's S stemmer (How effective is suffixing?, 1991).
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

_ACCENTS = str.maketrans("àáâôèéêùûîç", "aaaoeeeuuic")
_DOUBLED = re.compile(r"([^\W\d_])\1+")


class Cut(NamedTuple):
    """A word of at least `least` letters that ends in `suffix` ends in `ending` instead, and unless it `goes_on` no other rule is tried."""

    suffix: str
    least: int
    ending: str
    goes_on: bool = False


_CUTS = (
    Cut("issement", 10, "ir"),
    Cut("issant", 9, "ir"),
    Cut("ivement", 8, "if"),
    Cut("ement", 7, "e"),
    Cut("ficatrice", 12, "fier"),
    Cut("ficateur", 11, "fier"),
    Cut("catrice", 10, "quer"),
    Cut("cateur", 9, "quer"),
    Cut("atrice", 9, "er"),
    Cut("ateur", 8, "er"),
    Cut("trice", 7, "teur", goes_on=True),
    Cut("ième", 6, ""),
    Cut("teuse", 8, "ter"),
    Cut("teur", 7, "ter"),
    Cut("euse", 6, "eu"),
    Cut("ère", 9, "er"),
    Cut("ive", 8, "if"),
    Cut("folle", 5, "fou"),
    Cut("molle", 5, "mou"),
    Cut("nnelle", 10, "n"),
    Cut("nnel", 10, "n"),
    Cut("ète", 5, "et", goes_on=True),
    Cut("ique", 9, "", goes_on=True),
    Cut("esse", 9, "e"),
    Cut("inage", 8, "in"),
    Cut("ualisation", 13, "uel"),
    Cut("isation", 10, ""),
    Cut("isateur", 10, ""),
    Cut("ation", 9, ""),
    Cut("ition", 9, ""),
)


class Light:
    """Savoy's light stemmer of French."""

    def stems(self, words: Sequence[str]) -> list[str]:
        """The stems of words in small letters, with their accents or without."""
        return [_normal(_cut(_singular(word))) for word in words]


class French:
    """Savoy's minimal stemmer of French."""

    def stems(self, words: Sequence[str]) -> list[str]:
        """See `Light.stems`."""
        return [_least(word) for word in words]


class Plurals:
    """Harman's S stemmer of English."""

    def stems(self, words: Sequence[str]) -> list[str]:
        """See `Light.stems`."""
        return [_without_s(word) for word in words]


class Unchanged:
    """No stemmer at all."""

    def stems(self, words: Sequence[str]) -> list[str]:
        """The words."""
        return list(words)


def _singular(word: str) -> str:
    if len(word) > 5 and word.endswith("x"):
        word = f"{word[:-2]}l" if word.endswith("aux") and word[-4] != "e" else word[:-1]
    if len(word) > 3 and word.endswith("x"):
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _cut(word: str) -> str:
    for suffix, least, ending, goes_on in _CUTS:
        if len(word) >= least and word.endswith(suffix):
            word = word.removesuffix(suffix) + ending
            if not goes_on:
                break
    return word


def _normal(word: str) -> str:
    if len(word) <= 4:
        return word
    word = _DOUBLED.sub(r"\1", word.translate(_ACCENTS))
    if len(word) > 4:
        word = word.removesuffix("ie")
    if len(word) <= 4:
        return word
    for letter in "ree":
        word = word.removesuffix(letter)
    return _DOUBLED.sub(r"\1", word)


def _least(word: str) -> str:
    if len(word) < 6:
        return word
    if word.endswith("x"):
        return f"{word[:-2]}l" if word.endswith("aux") else word[:-1]
    for letter in "sreé":
        word = word.removesuffix(letter)
    return word[:-1] if word[-1:] == word[-2:-1] else word


def _without_s(word: str) -> str:
    if len(word) < 3:
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return f"{word[:-3]}y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-1]
    return word[:-1] if word.endswith("s") and not word.endswith(("us", "ss")) else word
