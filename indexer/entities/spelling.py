"""A word of a name, freed from how French and English each spell it.

French writes « Khrouchtchev » and English "Khrushchev" for one Russian word. Rules lead both to one sound, which is no phonetic
transcription but a meeting point: `S` stands for sh and ch of either language, `J` for zh, j and dj, `c` for ts. What is left between two
spellings is compared bone by bone: the consonants, and the vowels that stand between them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from unidecode import unidecode

Rule = tuple[str, str]

READINGS: Mapping[str, str] = {
    "đ": "dj",
    "č": "tch",
    "ć": "tch",
    "š": "sh",
    "ş": "sh",
    "ș": "sh",
    "ž": "zh",
    "ż": "zh",
    "ğ": "",
    "ţ": "ts",
    "ț": "ts",
}
"""What a letter of another Latin alphabet stands for. The press also writes the bare letter, so both readings count."""

DIGRAPHS: Mapping[str, str] = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe", "ß": "ss"}
"""How a letter is copied where its mark cannot be printed: Schröder, Schroeder."""

AMBIGUOUS: tuple[Rule, ...] = (
    (r"(?<![hst])ch(?![tl])", "kh"),  # Chaim and Haïm, Menachem and Menahem
    (r"(?<=...i)c$", "tch"),  # Milosevic and Milosevitch, but Eric
    (r"^j(?=[aeou])", "y"),  # Jaroslav and Yaroslav
)
"""Letters that can be read in another way as well; each makes a second reading of the word."""

SOUND_RULES: tuple[Rule, ...] = (
    # Consonants that take several letters, the longest first.
    (r"shch|chtch|schtsch|stch", "S"),
    (r"tsch|tch|sch|sh|c?ch(?![rl])|cz", "S"),
    (r"kh", "H"),
    (r"gh", "g"),
    (r"dzh|dj|zh|j", "J"),
    (r"tz|ts", "c"),
    (r"(?<=[bdptr])h", ""),
    (r"ph", "f"),
    (r"ck|cq|qu(?=[eiy])|q", "k"),
    (r"cc(?=[eiy])", "ks"),
    (r"c(?=[eiy])", "s"),
    (r"ca$", "Ca"),
    (r"c(?!$)", "k"),
    (r"c$", "k"),
    (r"x", "ks"),
    (r"gu(?=[eiy])", "g"),
    (r"w", "v"),
    # Endings of names.
    (r"(?:off|ow)$", "ov"),
    (r"(?:eff|ew)$", "ev"),
    (r"(?:ij|iy|yi|yj|yy|ii|o[iy])$", "i"),
    (r"sk[iy]+$", "ski"),
    (r"[iy]ov$", "ev"),
    (r"(?<=[aeiouy][bdfgklmnprstvz])e$", ""),
    (r"(?<=[aeiouy])[iy]e(?=v)", "e"),
    (r"[ae]h$", "a"),
    # Vowels.
    (r"oo|ou", "u"),
    (r"ee", "i"),
    (r"y", "i"),
    (r"aa", "a"),
    (r"^i?e(?=[^aiou])", "e"),
    (r"(?<=[aou])ie", "e"),
    (r"u(?=[aeio])", "v"),
    (r"(?<=[aeiou])h(?=[^aeiou]|$)", ""),
    (r"H", "h"),
    (r"(.)\1+", r"\1"),
)
"""What leads the spellings of one sound to one spelling, in this order."""

COPYING_RULES: tuple[Rule, ...] = (
    (r"ph", "f"),
    (r"(?<=[tdr])h", ""),
    (r"ck|cc|c(?=[aoulrkt]|$)|qu?", "k"),
    (r"(?<=[ao])ul?t", "lt"),
    (r"dt", "t"),
    (r"w", "v"),
    (r"y", "i"),
    (r"z", "s"),
    (r"x", "ks"),
    (r"(.)\1+", r"\1"),
    (r"(?<=..[^i][^n])e$|(?<=..[^i]n)e$|(?<=..i[^n])e$", ""),  # but Poutine is Putin
)
"""What tells Smith from Smyth, Clark from Clarke, Hollande from Holland: differences that a transcription makes, and two families too."""

BONE_CLASSES = str.maketrans({"g": "k", "z": "s", "C": "c"})
"""Consonants that the languages hear differently: Gaddafi and Kadhafi, Brésil and Brazil."""

_ENDING = re.compile(r"(?<=...)(?:[iy]a|[iy]e|i|a|e|o)$")
_IA = frozenset({"ia", "ie", "ya", "ye", "i"})
_ROUGH_S = re.compile(r"s?t?s?ch|s?h?ch|sh|cz")
_ROUGH_J = re.compile(r"d?zh|d?j+")
_ROUGH = str.maketrans({**dict.fromkeys("aeiouyhw", ""), "c": "k", "q": "k", "g": "k", "z": "s", "v": "", "f": ""})
_DOUBLED = re.compile(r"(.)\1+")
_MAC = re.compile(r"^mac(?=.{4})")
_NOT_KEPT = re.compile(r"[^a-z0-9]+")


def _compiled(rules: Iterable[Rule]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Rules that are ready to run."""
    return tuple((re.compile(pattern), put) for pattern, put in rules)


_SOUND = _compiled(SOUND_RULES)
_COPYING = _compiled(COPYING_RULES)
_AMBIGUOUS = _compiled(AMBIGUOUS)


@dataclass(frozen=True, slots=True)
class Bones:
    """A sound as its consonants and the vowels around them: one run of vowels, perhaps empty, more than there are consonants.

    `consonants` are classes, `letters` what they are in this sound.
    """

    consonants: str
    vowels: tuple[str, ...]
    letters: str


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name: folded, as it may be copied, as it may sound, and the bones of those sounds."""

    fold: str
    copies: frozenset[str]
    sounds: tuple[str, ...]
    careless: str
    bones: tuple[Bones, ...]

    @property
    def stem(self) -> str:
        """The word as Latin letters are copied, without the vowel at its end; a mark stands for it: Savona, Savone."""
        return _ENDING.sub(lambda ending: "I" if ending[0] in _IA else "E", _ruled(self.fold, _COPYING[:-1]))

    @property
    def skeleton(self) -> str:
        """The consonants of the first reading; the first letter of a word that has none."""
        return self.bones[0].consonants.replace("h", "") or self.fold[:1]


def rough_skeleton(folded: str) -> str:
    """The consonants of a folded text, quickly and roughly; equal for what has one sound."""
    return _DOUBLED.sub(r"\1", _ROUGH_J.sub("J", _ROUGH_S.sub("S", folded)).translate(_ROUGH))


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """Lower-case ASCII letters and digits, nothing else."""
    return _NOT_KEPT.sub("", unidecode(text).lower())


@lru_cache(maxsize=1 << 14)
def word(written: str) -> Word:
    """A word in all its readings."""
    lower = written.lower()
    plain = fold(lower)
    copied = read = plain
    if not lower.isascii():
        copied = fold("".join(DIGRAPHS.get(letter, letter) for letter in lower))
        read = fold("".join(READINGS.get(letter, letter) for letter in lower))
    readings = dict.fromkeys((plain, copied, read))
    for pattern, put in _AMBIGUOUS:
        readings |= dict.fromkeys(pattern.sub(put, reading) for reading in tuple(readings))
    sounds = tuple(dict.fromkeys(_ruled(reading, _SOUND) for reading in readings))
    return Word(
        plain, frozenset((plain, copied, _MAC.sub("mc", plain))), sounds, _ruled(plain, _COPYING), tuple(_bones(sound) for sound in sounds)
    )


def _ruled(reading: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    """What the rules make of a reading."""
    for pattern, put in rules:
        reading = pattern.sub(put, reading)
    return reading


def _bones(sound: str) -> Bones:
    """The consonants of a sound by their classes, and the runs of vowels between them."""
    vowels = [""]
    consonants: list[str] = []
    for letter in sound:
        if letter in "aeiou":
            vowels[-1] += letter if vowels[-1][-1:] != letter else ""
        elif letter != "h" or not consonants:  # only at the beginning do both languages hear an h
            consonants.append(letter)
            vowels.append("")
    letters = "".join(consonants)
    return Bones(letters.translate(BONE_CLASSES), tuple(vowels), letters)
