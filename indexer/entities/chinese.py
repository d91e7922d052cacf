"""Chinese names in pinyin and in the older romanisations: Mao Zedong, Mao Tse-tung, Mao Tsé-toung.

A name in pinyin is exact: Li Keqiang is not Li Qiang. An older spelling may be several syllables, for the apostrophes that told Wade's
t from his t' are seldom printed; it is the same name if one of its readings is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from indexer.entities.name_words import CHINESE_SURNAMES
from indexer.entities.spelling import fold

SYLLABLES: Mapping[str, str] = {
    "": "a ai an ang ao e ei en er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo ue",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo ue",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
"""The syllables of Mandarin in pinyin, by what they begin with."""

OLD_INITIALS: Mapping[str, str] = {
    "p": "b p",
    "t": "d t",
    "k": "g k j q",
    "ch": "zh ch j q sh x",
    "tch": "zh ch",
    "ts": "z c j q",
    "tz": "z c",
    "sz": "s",
    "ss": "s",
    "hs": "x",
    "s": "s x",
    "sh": "sh x",
    "h": "h x",
    "j": "r",
    "m": "m",
    "f": "f",
    "n": "n",
    "l": "l",
    "y": "y",
    "w": "w",
    "ou": "w",
    "wou": "w",
    "i": "y",
    "": "",
}
"""What a beginning of Wade and Giles or of the French school may be in pinyin, their apostrophes lost."""

OLD_FINALS: Mapping[str, str] = {
    "ien": "ian",
    "en": "en an",
    "ieh": "ie",
    "ung": "ong eng",
    "iung": "iong",
    "o": "o e uo",
    "e": "e i",
    "eh": "e",
    "ih": "i",
    "u": "u i",
    "ou": "ou u",
    "eou": "ou iu",
    "ieou": "iu",
    "iou": "iu",
    "ouo": "uo",
    "ouan": "uan",
    "ouang": "uang",
    "ouei": "ui",
    "uei": "ui",
    "oua": "ua",
    "ouen": "un",
    "oun": "un",
    "oung": "ong",
    "ueh": "ue",
    "iue": "ue",
    "erh": "er",
    "eul": "er",
    "iuan": "uan",
    "ei": "ei ui",
    "uan": "uan",
}
"""What another ending may be in pinyin; endings that are not here are written alike."""

_SPLIT = re.compile(r"[\s'\u2019\u2018\u02bc-]+|[\u2010-\u2013]")
_MOST_SYLLABLES = 4


@dataclass(frozen=True, slots=True)
class Chinese:
    """A name as Chinese: what it is if it is pinyin (empty if not), and everything that it may be in an older spelling.

    Pinyin writes no hyphen, so a name with one may be older although its syllables are pinyin too: Hua Kuo-feng.
    """

    pinyin: str
    readings: frozenset[str]
    hyphen: bool


@lru_cache(maxsize=1 << 15)
def chinese(name: str, *, person: bool) -> Chinese | None:
    """The name read as Chinese, None if it cannot be. A person's surname comes first or, if it was moved, last."""
    words = [fold(part) for part in _SPLIT.split(name)]
    words = [part for part in words if part]
    if not words or not all(part.isalpha() for part in words) or len(words) > _MOST_SYLLABLES or (person and len(words) < 2):
        return None
    hyphen = "-" in name
    orders = [words]
    if person and len(words) == 2:
        orders.append(words[::-1])
    for order in orders:
        pinyin = _pinyin(order, person=person)
        if pinyin:
            return Chinese(pinyin, frozenset((pinyin, *(_old(words, person=person)))), hyphen)
    readings = _old(words, person=person)
    return Chinese("", readings, hyphen) if readings else None


def same_chinese(one: Chinese, other: Chinese) -> bool:
    """Whether two names may be one: exactly in pinyin, in one of their readings where an older spelling is among them."""
    if one.pinyin and other.pinyin and one.hyphen == other.hyphen:
        return one.pinyin == other.pinyin
    return not one.readings.isdisjoint(other.readings)


def _pinyin(words: list[str], *, person: bool) -> str:
    """The syllables with the surname apart, if all are pinyin."""
    if person and words[0] not in CHINESE_SURNAMES:
        return ""
    given = "".join(words[1:]) if person else "".join(words)
    syllables = _cut(given)
    if len(syllables) not in ((1, 2) if person else (2,)):
        return ""
    return f"{words[0]} {given}" if person else given


@lru_cache(maxsize=1 << 15)
def _cut(text: str) -> tuple[str, ...]:
    """The fewest pinyin syllables that a text consists of; empty if it does not."""
    best: tuple[str, ...] = ()
    for length in range(min(6, len(text)), 0, -1):
        if text[:length] not in _syllables():
            continue
        if length == len(text):
            return (text,)
        if text[length] in "aeo":
            continue  # a syllable that begins with a vowel would have an apostrophe before it: Xi'an
        rest = _cut(text[length:])
        if rest and (not best or len(rest) + 1 < len(best)):
            best = (text[:length], *rest)
    return best


@cache
def _syllables() -> frozenset[str]:
    """All syllables of pinyin."""
    return frozenset(f"{start}{end}" for start, ends in SYLLABLES.items() for end in ends.split())


def _old(words: list[str], *, person: bool) -> frozenset[str]:
    """Everything that the words may be in pinyin if each is a syllable of an older spelling."""
    if len(words) < 2 and person:
        return frozenset()
    texts = [("", 0)]
    if len(words) == 1:
        texts = [(reading, 2) for reading in _old_pair(words[0])]
    else:
        for number, part in enumerate(words):
            readings = _old_syllable(part) | ({part} if _cut(part) else frozenset())
            if number == 0 and person:
                readings &= CHINESE_SURNAMES
            gap = " " if person and number == 0 else ""
            texts = [(f"{text}{reading}{gap}", count + 1) for text, count in texts for reading in readings]
    return frozenset(text for text, _ in texts)


def _old_pair(text: str) -> frozenset[str]:
    """The readings of a word of two older syllables: Sinkiang."""
    return frozenset(
        f"{first}{second}" for cut in range(2, len(text) - 1) for first in _old_syllable(text[:cut]) for second in _old_syllable(text[cut:])
    )


@lru_cache(maxsize=1 << 14)
def _old_syllable(text: str) -> frozenset[str]:
    """The pinyin syllables that one of an older spelling may be."""
    found: set[str] = set()
    for start, starts in OLD_INITIALS.items():
        if not text.startswith(start):
            continue
        end = text[len(start) :]
        for first in starts.split() or [""]:
            found.update(f"{first}{last}" for last in (*OLD_FINALS.get(end, "").split(), end))
    return frozenset(found) & _syllables()
