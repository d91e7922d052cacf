"""The parts of a name: its words, numbers, titles, and what is small print around them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from unidecode import unidecode

from indexer.document import EntityType
from indexer.entities.context import TITLES
from indexer.entities.name_words import INNER_ARTICLES, OPTIONAL, PARTICLES, PEERS, ROYAL, SMALL_WORDS
from indexer.entities.spelling import Word, fold, word

YOUNGER: Mapping[str, str] = {
    "jr": "junior",
    "junior": "junior",
    "jnr": "junior",
    "fils": "junior",
    "sr": "senior",
    "senior": "senior",
    "snr": "senior",
    "pere": "senior",
}
"""What behind a name tells a son from his father."""

ALSO_GIVEN = frozenset({"al", "an", "ben", "ed", "er", "count", "duke", "earl", "dame", "baron", "prince"})
"""Particles and titles that are given names as well when they stand first."""

WHOLE: Mapping[str, str] = {"st": "saint", "sankt": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
"""Words that are mostly written short."""

_DASHES = "-\u2010\u2011\u2012\u2013\u2212"
_QUOTES = "'\u2019\u2018\u02bc\u00b4`"
_LETTERS = r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*"
_PART = re.compile(rf"(?P<number>\d+)(?P<ordinal>(?:er|ère|re|e|ème|st|nd|rd|th)(?!\w))?|(?P<letters>{_LETTERS})(?P<dot>\.)?")
_ROMAN = re.compile(r"(X{0,3}(?:IX|IV|V?I{0,3}))(?:er|re|e|ème|st|nd|rd|th)?")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_CHINESE_DU = re.compile(r"du [a-z]{1,4}")
_TITLES = TITLES | ROYAL
_ELIDED = frozenset({"d", "l", "qu", "dell", "all"})
_ABBREVIATED = 4


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a name. `short` is an initial or an abbreviation; `bound` hangs on the word before by a hyphen."""

    word: Word
    short: bool = False
    bound: bool = False

    @property
    def fold(self) -> str:
        """The word in lower-case ASCII."""
        return self.word.fold


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A name in its parts; `plain` is the name without what stands in brackets, and in the order in which it is said.

    `words` are what has to agree; `numbers` in the order in which they stand, roman ones as others; `younger` tells father and son
    apart; `royal` says that a title or a number makes a ruler of the person; `acronym` is the name in capitals if it is nothing else.
    """

    name: str
    plain: str
    type: EntityType
    every: tuple[Token, ...]
    words: tuple[Token, ...]
    numbers: tuple[str, ...]
    younger: str
    royal: bool
    acronym: str

    @property
    def joined(self) -> str:
        """All words that count, written as one."""
        return "".join(token.fold for token in self.words)


@lru_cache(maxsize=1 << 14)
def anatomy(name: str, kind: EntityType) -> Anatomy:
    """A name taken apart. A name without letters or digits has no words."""
    person = kind == "person"
    plain = _IN_BRACKETS.sub(" ", name)
    if not fold(plain):
        plain = name
    if person:
        plain = _in_order(plain)
    parts = _parts(plain, person=person)
    numbers = tuple(part for part in parts if isinstance(part, str))
    tokens = [part for part in parts if isinstance(part, Token)]
    younger, royal = "", bool(numbers)
    if person:
        tokens, titled = _untitled(tokens)
        royal = royal or titled
        while len(tokens) > 1 and tokens[-1].fold in YOUNGER:
            younger = YOUNGER[tokens.pop().fold]
        tokens = _in_one(tokens)
    counted = _counted(tokens, kind)
    return Anatomy(name, plain, kind, tuple(tokens), tuple(counted), numbers, younger, royal, _acronym(plain, numbers))


def _in_order(name: str) -> str:
    """The name without what a comma sets off: Putin, Vladimir is turned round, Baron Reid of Cardowan is cut off. A son stays a son."""
    before, comma, after = name.partition(",")
    first = fold(after.split()[0]) if after.split() else ""
    if not fold(before) or not comma or first in YOUNGER:
        return name
    return before if first in PEERS or len(before.split()) > 2 else f"{after} {before}"


def _parts(name: str, *, person: bool) -> list[Token | str]:
    """The words as tokens and the numbers as text, in order."""
    if not person:
        name = re.sub(r"(?<![\w])((?:\w\.){2,})", lambda dotted: dotted[1].replace(".", "") + " ", name)
    parts: list[Token | str] = []
    end = 0
    for match in _PART.finditer(name):
        between = name[end : match.start()]
        glued = between and between[-1] in _QUOTES and len(between) == 1 and parts and isinstance(parts[-1], Token)
        end = match.end()
        if match["number"]:
            parts.append(str(int(match["number"])))
            if match["ordinal"] is None and match["number"][0] == "0" and len(match["number"]) > 1:
                parts[-1] = match["number"]
            continue
        letters = match["letters"]
        value = _roman(letters, first=not parts, last=not name[match.end() :].strip(), dotted=bool(match["dot"]))
        if value:
            parts.append(str(value))
            continue
        last = parts[-1] if parts else None
        if glued and isinstance(last, Token) and last.fold not in _ELIDED:
            parts[-1] = Token(word(f"{last.fold}{letters}"), bound=last.bound)
            continue
        folded = fold(letters)
        bound = len(between) == 1 and between in _DASHES
        elided = name[match.end() : match.end() + 1] in tuple(_QUOTES)
        short = person and not elided and (len(folded) == 1 or (bool(match["dot"]) and len(letters) < _ABBREVIATED))
        whole = WHOLE.get(folded, letters)
        if folded:
            parts.append(Token(word(whole), short=short and whole == letters, bound=bound))
    return parts


def _roman(letters: str, *, first: bool, last: bool, dotted: bool) -> int:
    """What a roman numeral counts, from 1 to 39; 0 if the letters are none. A single letter must end the name, or it is an initial."""
    match = None if first or dotted else _ROMAN.fullmatch(letters)
    if match is None or not match[1] or (len(letters) == 1 and not last):
        return 0
    values = [_ROMAN_VALUES[letter] for letter in match[1]]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def _untitled(tokens: list[Token]) -> tuple[list[Token], bool]:
    """The name without the titles before it, and whether one of them was a ruler's."""
    royal = False
    start = 0
    while start < len(tokens) - 1 and _is_title(tokens, start):
        royal = royal or tokens[start].fold in ROYAL
        start += 1
    return tokens[start:], royal


def _is_title(tokens: list[Token], at: int) -> bool:
    """Whether a word before others is a title: not Earl Warren's, nor in « le roi du Maroc », who is not named at all."""
    title, rest = tokens[at].fold, len(tokens) - at - 1
    if tokens[at + 1].fold in {"du", "of"}:
        return False
    return title in _TITLES or (title in PEERS and (rest > 1 or title not in ALSO_GIVEN)) or _opens_title(tokens, at)


def _opens_title(tokens: list[Token], at: int) -> bool:
    """Whether an article, or what says that the title is past or a deputy's, stands before one."""
    opening = {"le", "la", "l", "the", "ex", "ancien", "ancienne", "former", "vice", "feu", "late", "sa", "his"}
    return tokens[at].fold in opening and tokens[at + 1].fold in _TITLES | opening


def _in_one(tokens: list[Token]) -> list[Token]:
    """Le Pen, Mc Gregor, Abd al-Rahman and Nour al-Din as one word each."""
    made: list[Token] = []
    rest = list(tokens)
    while rest:
        token = rest.pop(0)
        joins = token.fold in INNER_ARTICLES or _ABD.fullmatch(token.fold)
        if joins and rest:
            while len(rest) > 1 and _ABD.fullmatch(token.fold) and rest[0].fold in PARTICLES:
                rest.pop(0)
            before = "abdel" if _ABD.fullmatch(token.fold) else token.fold
            token = Token(word(before + rest.pop(0).fold), bound=token.bound)
        elif _DIN.fullmatch(token.fold) and made:
            while len(made) > 1 and made[-1].fold in PARTICLES:
                made.pop()
            token = Token(word(made.pop().fold + "din"), bound=token.bound)
        else:
            found = _DIN_BEHIND.sub("din", _servant(token.fold))
            if found != token.fold:
                token = Token(word(found), token.short, token.bound)
        made.append(token)
    return made


_ABD = re.compile(r"abd(?:[aeou]{1,2}[lrnsdtz])?")
_SERVANT = re.compile(r"^abd(?:[aeou]|ou)(?:l(?=[^l])|([nrsdtz])(?=\1)|ll(?=[aeiou]))")
_DIN = re.compile(r"(?:ad|ed|ud|oud)?din[e]?")
_DIN_BEHIND = re.compile(r"(?:[aeou]|ou)dd?ine?$|udd?in$")


def _servant(name: str) -> str:
    """Abdelaziz, Abdulaziz and Abd al-Aziz begin alike. Abdallah is left as it is."""
    if name.startswith(("abdallah", "abdullah", "abdoul", "abdel", "abdul", "abdal")) and name.endswith("lah"):
        return name
    return _SERVANT.sub("abdel", name) if name.startswith("abd") and len(name) > len("abdel") + 1 else name


def _counted(tokens: list[Token], kind: EntityType) -> list[Token]:
    """The words that have to agree: all but the small ones, unless nothing else is there."""
    if kind == "person":
        return tokens if _CHINESE_DU.fullmatch(" ".join(token.fold for token in tokens)) else _without_particles(tokens) or tokens
    counted = [token for token in tokens if token.fold not in SMALL_WORDS] or tokens
    optional = OPTIONAL[kind]
    while len(counted) > 1 and counted[0].fold in optional:
        counted = counted[1:]
    while len(counted) > 1 and counted[-1].fold in optional:
        counted = counted[:-1]
    return counted


def _without_particles(tokens: list[Token]) -> list[Token]:
    """The words of a person without particles; what hung on a particle hangs on nothing any more."""
    counted: list[Token] = []
    dropped = False
    for number, token in enumerate(tokens):
        particle = token.fold in PARTICLES and not token.short and not _own(tokens, number)
        if not particle:
            counted.append(replace(token, bound=False) if dropped else token)
        dropped = particle
    return counted


def _own(tokens: list[Token], number: int) -> bool:
    """Whether what looks like a particle is a name: Ben Affleck's, or a last word."""
    if number == len(tokens) - 1:
        return True
    return number == 0 and tokens[0].fold in ALSO_GIVEN and not tokens[1].bound


def _acronym(name: str, numbers: tuple[str, ...]) -> str:
    """The letters of a name that is one word in capitals, or has dots behind its letters; otherwise nothing."""
    letters = unidecode(name.replace(".", "").strip())
    return letters.lower() if letters.isalpha() and letters.isupper() and 1 < len(letters) <= 7 and not numbers else ""
