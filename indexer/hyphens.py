"""The hyphen at the end of a line: whether a printer put it there, in the middle of a word, or the author did."""

import re


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Nothing in a text tells « inter- / venus » from « franco- / russe ». A word that is cut loses its hyphen unless one of its halves is
# known to live beside one, for in text that somebody hyphenated, words cut at a syllable are by far the most.
_BEFORE = _set("""
    après arrière avant belle bien celui celle ceux chef contre demi deux est extrême franco germano grand grande gréco haut haute
    israélo là moyen non nord nouveau ouest outre petit peut porte premier quasi russo américano anglo euro sans semi sino sous sud trois
    vice tout toute compte dix vingt trente quarante cinquante soixante quatre politico socio
    all anti best cease counter cross far full half hard high long low mid middle multi new old part post self three top two ultra well
""")
_AFTER = _set("""
    il elle on ils elles je tu nous vous lui leur moi toi là même mêmes dessus dessous dire être adjoint adjointe chef clé clés député
    députée temps end directeur directrice épouse général générale mari ministre ministres patron président présidente secrétaire uns unes
    aged backed based born bound built controlled driven free friendly funded general increasing language leader led level like
    linked made making minister old owned president range related run scale sized sponsored style term wing winning year
""")
LONGEST_WORD = 60
"""Characters at the end of a line that are looked at."""

_CUT = re.compile(r"(?<![\w-])(?P<before>[^\W\d_]['’\w]*)-$")
_GOES_ON = re.compile(r"(?P<after>[^\W\d_]['’\w]*)(?P<hyphen>-)?")


def mended(line: str, following: str) -> str:
    """A line that ends in a hyphen as it reads before the line that follows: without the hyphen if that only cut a word in two.

    The word is one if both halves are in lower case, the first is more than a letter (`e-` / `mail`), neither has another hyphen
    (« arc-en- / ciel »), and neither is of those that keep one (« vice- / président », `state- / owned`).
    """
    cut, rest = _CUT.search(line[-LONGEST_WORD:]), _GOES_ON.match(following)
    if cut is None or rest is None or rest["hyphen"]:
        return line
    before, after = re.split("['’]", cut["before"])[-1], rest["after"]
    apart = len(before) == 1 or not (before.islower() and after.islower()) or before in _BEFORE or after in _AFTER
    return line if apart else line[:-1]
