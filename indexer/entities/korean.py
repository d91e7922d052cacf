"""Korean names: a surname of one syllable and two more, which every newspaper romanises in its own way.

Park Geun-hye is Pak Keun-hye, Kim Jong-un is Kim Jong-eun. Syllables are compared by what the romanisations have in common.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from indexer.entities.spelling import fold

SURNAMES: Mapping[str, str] = {
    spelling: row.split()[0]
    for row in (
        "kim gim",
        "lee yi rhee ri li",
        "park pak bak",
        "choi choe",
        "jung jeong chung chong",
        "kang gang",
        "cho jo",
        "yoon yun",
        "jang chang",
        "lim im rim",
        "han",
        "oh",
        "seo suh so",
        "shin sin",
        "kwon gwon",
        "hwang",
        "ahn an",
        "song",
        "ryu yoo yu ryoo",
        "hong",
        "jeon chun jun chon",
        "ko go koh",
        "moon mun",
        "yang ryang",
        "son sohn",
        "bae pae",
        "baek paek paik",
        "heo hur huh ho",
        "nam",
        "shim sim",
        "roh noh no ro",
        "ha",
        "kwak gwak",
        "sung seong",
        "cha",
        "joo ju chu",
        "woo u",
        "koo ku gu",
        "min",
        "ban pan",
        "na ra",
        "jin chin",
        "um eom",
        "chae",
        "won",
        "hyun hyon",
        "pang bang",
        "thae tae",
        "hyon",
    )
    for spelling in row.split()
}
"""Each spelling of a surname and the first of its row, which stands for it."""

_SYLLABLE = re.compile(
    r"(?P<start>kk|tt|pp|ss|jj|ch|sh|[bcdghjklmnprst])?"
    r"(?P<vowel>yeo|you|yoo|yae|wae|weo|yu|yo|ya|ye|wa|we|wi|eui|ui|ae|ai|eo|eu|oe|oo|ou|ee|i|y|a|e|o|u)"
    r"(?P<end>ng|ck|k|g|n|t|d|l|r|m|p|b|s|h)?"
)
_STARTS = {"g": "k", "kk": "k", "d": "t", "tt": "t", "b": "p", "pp": "p", "j": "c", "ch": "c", "jj": "c", "sh": "s", "ss": "s", "r": "l"}
_VOWELS = {
    "yeo": "yo", "you": "yo", "yoo": "yo", "yu": "yo", "eo": "o", "eu": "o", "u": "o", "oo": "o", "ou": "o", "weo": "wo",
    "ai": "e", "ae": "e", "yae": "ye", "ee": "i", "y": "i", "ui": "i", "eui": "i", "wi": "i",
}  # fmt: skip
_ENDS = {"g": "k", "ck": "k", "d": "t", "b": "p", "r": "l", "h": "", None: ""}
_SPLIT = re.compile(r"[\s\-\u2010-\u2013]+")


@lru_cache(maxsize=1 << 15)
def korean(name: str) -> str | None:
    """What all romanisations of a Korean's name have in common; None if it has not the form of such a name.

    The form: a known surname first (or, moved, last) and two syllables that are written apart or with a hyphen.
    """
    words = [part for part in (fold(part) for part in _SPLIT.split(name)) if part]
    if len(words) != 3:
        return None
    for surname, given in ((words[0], words[1:]), (words[2], words[:2])):
        if surname in SURNAMES:
            syllables = [_syllable(part) for part in given]
            if all(syllables):
                return " ".join([SURNAMES[surname], *(part for part in syllables if part)])
    return None


def _syllable(text: str) -> str | None:
    """One syllable by the classes of its sounds."""
    match = _SYLLABLE.fullmatch(text)
    if match is None:
        return None
    start, vowel, end = match["start"] or "", match["vowel"], match["end"]
    return f"{_STARTS.get(start, start)}{_VOWELS.get(vowel, vowel)}{_ENDS.get(end, end)}"
