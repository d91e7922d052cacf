"""What the words of a text say across languages: hashes of the words, and keys that their translations may share.

A key is a uint32: a hash, and in its low three bits the `Kind`. Keys are what French and English write alike: numbers by value, years and
months, acronyms, and the first letters of names and of long words (`coopération` and `cooperation`). What they write differently is in
`meanings`.
"""

import re
from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from indexer.analysis.chain import stop_words
from indexer.analysis.fold import fold, plain
from indexer.analysis.numbers import number
from indexer.written_dates import MONTHS

KIND = 7
"""The bits of a key that hold its kind."""
Made = TypeVar("Made")

PREFIX = 6
"""Letters of a name or a long word that its counterpart in the other language is expected to share."""

# A word is a uint64: its key in bits 1 to 32, whether that is weak in bit 0, above that its hash.
_KEY = np.uint64((1 << 33) - 1)
_HASH = 33
_NUMERIC = 1 << 3
"""The bit of `Kind` that all numbers have, in its place."""
_SEVERAL = 1 << 63
"""The bit of a piece of text that holds several words."""
_HASHED, _NUMBERED, _SPECIAL = np.uint64(_HASH), np.uint64(_NUMERIC), np.uint64(_SEVERAL | _NUMERIC)
_LONG = 6
"""Letters of a word in lower case that is worth a key."""
_SHOUTED = 5
"""Letters of an acronym; longer words in capitals are a headline's."""
_MEMORY = 1 << 16
"""Distinct words, and twice as many distinct pieces of text between spaces, that are remembered: some 25 MB; then memory starts afresh."""
_MEMORABLE = 40
"""Characters of what is worth remembering."""
_UNSPACED = 24
"""Characters between two spaces, on average, from which on a text is taken to be written without spaces."""

_IDEOGRAM = r"\u2e80-\u9fff\uac00-\ud7af"
AROUND = ".,;:!?()[]\"'’‘“”«»…–—-"
"""What stands around most words; whatever else does is found by the slower `_WORD`."""
_WORD = re.compile(rf"[{_IDEOGRAM}]|[^\W\d_{_IDEOGRAM}]+|\d+(?:[.,]\d+)*%?")
_GROUP = re.compile(r"\d{3}(?!\d)")
_PER_CENT = re.compile(r"%|percent\b|pct\b|p(?:er|our) cent\b")
_ELIDED = frozenset({"l", "d", "s", "n", "j", "m", "t", "c", "qu"})
_NOT_MONTHS = frozenset({"Mars", "may", "march", "mar", "Mar", "sept", "Sept"})
"""A planet, verbs, the French seven, and too little to tell."""
_SPELLED = {
    word: str(value)
    for value, spellings in enumerate(
        (
            "first premier première",
            "two second deux deuxième",
            "three third trois troisième",
            "four fourth quatre quatrième",
            "five fifth cinq cinquième",
            "six sixth sixième",
            "seven seventh sept septième",
            "eight eighth huit huitième",
            "nine ninth neuvième",
            "ten tenth dix dixième",
            "eleven eleventh onze onzième",
            "twelve twelfth douze douzième",
        ),
        start=1,
    )
    for word in spellings.split()
}
"""Numbers as words. One is an article, though the first is not, and the French nine is mostly new."""
_STOPS = frozenset(fold(word) for language in ("fr", "en") for word in stop_words(language))


class Kind(IntEnum):
    """What a key stands for. From `CALENDAR` on, a number."""

    WORD = 1
    ENTITY = 2
    MEANING = 3
    CALENDAR = 4
    SMALL = 5
    NUMBER = 6
    PERCENT = 7


class Reading(NamedTuple):
    """What a text says: the hashes of its words in order, which of these are numbers, and every key, doubled, plus one if it is weak.

    The key of a long word without a capital is weak: it is the likeliest to mean nothing in the other language.
    """

    hashes: NDArray[np.uint64]
    numeric: NDArray[np.bool_]
    keys: NDArray[np.uint64]


def read(text: str, headline: str = "") -> Reading:
    """Read a text. A headline yields keys, but none of the words in order."""
    pieces = text.split()
    if len(text) > _UNSPACED * len(pieces):
        pieces = _WORD.findall(text)
    above = headline.split()
    pieces = above + pieces if above else pieces
    found = np.fromiter(map(_pieces.__getitem__, pieces), np.uint64, len(pieces))
    more: list[int] = []
    for place in (found & _SPECIAL).nonzero()[0].tolist():
        # A number goes no further than the headline, or the text, in which it stands.
        end = len(above) if place < len(above) else len(pieces)
        last = _joined(found, pieces, place, end) if found[place] and found[place] < _SEVERAL else place
        if found[last] >= _SEVERAL:
            more += _others[pieces[last]]
        elif found[last] & _NUMBERED and _PER_CENT.match(" ".join(pieces[last + 1 : min(last + 3, end)])):
            found[last] |= np.uint64(Kind.PERCENT << 1)
    keys = (np.concatenate([found, np.array(more, np.uint64)]) if more else found) & _KEY
    found = found[len(above) :]
    found = found[found != 0]
    return Reading(found >> _HASHED, (found & _NUMBERED) != 0, keys[keys > 1])


def entity(identity: str) -> int:
    """The key of an entity, doubled."""
    return _entities[identity]


def _joined(found: NDArray[np.uint64], pieces: list[str], place: int, end: int) -> int:
    """Have `10 000`, which begins at a place, be one word, that stands where the last of its groups did; where that is."""
    if not pieces[place].isdecimal() or len(pieces[place]) > 3:
        return place
    last = place
    while last + 1 < end and pieces[last].isdecimal() and _GROUP.match(pieces[last + 1]):
        pieces[last + 1] = pieces[last] + pieces[last + 1]
        found[last], found[last + 1] = 0, _pieces[pieces[last + 1]]
        last += 1
    return last


class Memory(dict[str, Made]):
    """What was made of a string, so that it is made once. Every process has its own; threads that miss at once make the same."""

    def __init__(self, make: Callable[[str], Made], size: int) -> None:
        super().__init__()
        self._make, self._size = make, size

    def __missing__(self, text: str) -> Made:
        value = self._make(text)
        if len(text) <= _MEMORABLE:
            if len(self) >= self._size:
                self.clear()
            self[text] = value
        return value


def _parts(piece: str) -> list[int]:
    """The words of a piece of text without spaces."""
    parts = _WORD.findall(piece)
    if len(parts) == 2 and (parts[0].lower() in _ELIDED or parts[1] == "s"):
        parts = [parts[parts[1] != "s"]]  # l'agence, company's
    return [_words[part] for part in parts]


def _piece(piece: str) -> int:
    bare = piece.strip(AROUND)
    if bare.isalpha() and bare[0] < _IDEOGRAM[0]:
        return _words[bare]
    parts = _parts(piece)
    if len(parts) < 2:
        return parts[0] if parts else 0
    # In the order of words it is one word, made of all of them.
    return _SEVERAL | (hashed(piece.lower()) >> 2 or 1) << _HASH | parts[0] & int(_KEY)


def _value(word: str) -> int:
    if word[0].isdecimal():
        value = number(word.rstrip("%"))
        if value[0] == "0" and value.isdecimal():  # the rest of a number, or of a code
            return _packed(value, Kind.SMALL, "")
        return _packed(value, Kind.PERCENT if word[-1] == "%" else _kind(value), value)
    folded, capital = fold(word), word[0].isupper()
    read = folded or plain(word)
    if spelled := _SPELLED.get(plain(word)):
        return _packed(read, Kind.SMALL, spelled)
    if word not in _NOT_MONTHS and len(word) > 2 and (month := MONTHS.get(word.lower())):
        return _packed(read, Kind.CALENDAR, f"month {month}")
    if word.isupper() and 2 <= len(word) <= _SHOUTED:
        return _packed(read, Kind.WORD, folded)
    telling = len(folded) >= (3 if capital else _LONG) and folded not in _STOPS
    return _packed(read, Kind.WORD, folded[:PREFIX] if telling else "", weak=not capital)


def _kind(value: str) -> Kind:
    if not value.isdecimal():
        return Kind.NUMBER
    if len(value) == 4 and value[:2] in {"18", "19", "20"}:
        return Kind.CALENDAR
    return Kind.SMALL if len(value) <= 2 else Kind.NUMBER


def _packed(word: str, kind: Kind, text: str, *, weak: bool = False) -> int:
    key = hashed(text) & ~KIND | kind if text else 0
    return (hashed(word) >> 2 or 1) << _HASH | key << 1 | (weak and bool(text))


def hashed(text: str) -> int:
    """32 bits of a string, the same in every process."""
    return crc32(text.encode("utf-8", "surrogatepass"))


_words = Memory(_value, _MEMORY)
_pieces = Memory(_piece, 2 * _MEMORY)
_others = Memory(lambda piece: _parts(piece)[1:], _MEMORY // 4)
_entities = Memory(lambda identity: (hashed(identity) & ~KIND | Kind.ENTITY) << 1, _MEMORY)
