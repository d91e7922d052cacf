"""What the words of a text say across languages: hashes of the words, and keys that their translations may share.

A key is a uint32: a hash, and in its low three bits the `Kind`. Keys are what French and English write alike: numbers by value, years and
months, acronyms, and the first letters of names and of long words (`coopération` and `cooperation`). What they write differently is in
`meanings`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum, IntFlag
from itertools import chain
from threading import Lock
from typing import NamedTuple, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from indexer.analysis.chain import stop_words
from indexer.analysis.fold import fold, plain
from indexer.analysis.numbers import number
from indexer.twins.pieces import Cut, Pieces, Places
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
_HASHED, _NUMBERED, _SPECIAL = np.uint64(_HASH), np.uint64(_NUMERIC), np.uint64(_SEVERAL)
_LONG = 6
"""Letters of a word in lower case that is worth a key."""
_SHOUTED = 5
"""Letters of an acronym; longer words in capitals are a headline's."""
_MEMORY = 1 << 16
"""Distinct words that are remembered, some 10 MB; then memory starts afresh."""
_MEMORABLE = 40
"""Characters of what is worth remembering."""
_UNSPACED = 24
"""Characters between two spaces, on average, from which on a text is taken to be written without spaces."""

_IDEOGRAM = r"\u2e80-\u9fff\uac00-\ud7af"
AROUND = ".,;:!?()[]\"'’‘“”«»…–—-"
"""What stands around most words; whatever else does is found by the slower `_WORD`."""
_WORD = re.compile(rf"[{_IDEOGRAM}]|[^\W\d_{_IDEOGRAM}]+|\d+(?:[.,]\d+)*%?")
_GROUP = re.compile(r"\d{3}(?!\d)")
_PERCENT = re.compile(r"%|percent\b|pct\b")
_CENT = re.compile(r"cent\b")
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


class Sign(IntFlag):
    """What a piece of text may be beside a number: the beginning of one in groups, a group, or a word for parts of a hundred."""

    FIGURES = 1
    GROUP = 2
    PERCENT = 4
    PER = 8
    CENT = 16


_PER_CENT = np.uint64(Kind.PERCENT << 1)


class Reading(NamedTuple):
    """What a text says: the hashes of its words in order, which of these are numbers, and every key, doubled, plus one if it is weak.

    The key of a long word without a capital is weak: it is the likeliest to mean nothing in the other language.
    """

    hashes: NDArray[np.uint64]
    numeric: NDArray[np.bool_]
    keys: NDArray[np.uint64]


class Readings(NamedTuple):
    """The same of some texts, one text after the other: `texts` are those of the hashes, `key_texts` those of the keys, both int64."""

    hashes: NDArray[np.uint64]
    numeric: NDArray[np.bool_]
    texts: Places
    keys: NDArray[np.uint64]
    key_texts: Places


def read(text: str) -> Reading:
    """Read a text."""
    found = read_all([text])
    return Reading(found.hashes, found.numeric, found.keys)


def read_all(texts: Sequence[str]) -> Readings:
    """Read some texts."""
    with READING:
        PIECES.make_room()
        return readings(texts, PIECES.cut(texts))


def readings(texts: Sequence[str], cut: Cut) -> Readings:
    """Read some texts, of which `cut` are the pieces. Whoever calls this is `READING`."""
    unspaced = np.fromiter(map(len, texts), np.int64, len(texts)) > _UNSPACED * cut.counts
    if unspaced.any():
        cut = PIECES.cut([" ".join(_WORD.findall(text)) if apart else text for text, apart in zip(texts, unspaced, strict=True)])
    found = _said.of(cut)
    owners = np.repeat(np.arange(len(texts)), cut.counts)
    joined: Mapping[int, str] = {}
    if len(numbers := _followed(found, owners)):
        behind = _signs.of(cut, numbers + 1)
        joined = _join(found, owners, cut, numbers[(behind & Sign.GROUP) != 0])
        if joined:
            numbers = _followed(found, owners)
            behind = _signs.of(cut, numbers + 1)
        _make_percent(found, owners, cut, numbers, behind)
    keys, key_texts = found & _KEY, owners
    if len(several := np.flatnonzero(found >= _SPECIAL)):
        others = [_rest[joined.get(at, piece)] for at, piece in zip(several.tolist(), cut.spelled(several.tolist()), strict=True)]
        keys = np.concatenate([keys, np.fromiter(chain.from_iterable(others), np.uint64) & _KEY])
        key_texts = np.concatenate([owners, np.repeat(owners[several], np.fromiter(map(len, others), np.int64, len(others)))])
    words, telling = found != 0, keys > 1
    found = found[words]
    return Readings(found >> _HASHED, (found & _NUMBERED) != 0, owners[words], keys[telling], key_texts[telling])


def forget() -> None:
    """Let go of what is remembered: some 60 MB after 50,000 articles."""
    with READING:
        PIECES.clear()
        for memory in (_words, _joined, _rest, _entities):
            memory.clear()


def entity(identity: str) -> int:
    """The key of an entity, doubled."""
    return _entities[identity]


def _followed(found: NDArray[np.uint64], owners: Places) -> Places:
    """Where the numbers are that have another piece of their text behind them."""
    numbers: Places = np.flatnonzero((found[:-1] & _NUMBERED != 0) & (found[:-1] < _SPECIAL))
    followed: Places = numbers[owners[numbers + 1] == owners[numbers]]
    return followed


def _join(found: NDArray[np.uint64], owners: Places, cut: Cut, begun: Places) -> dict[int, str]:
    """Have `10 000` be one word, that stands where its last group does; these words by their places. Behind what has `begun` is a group."""
    joined: dict[int, str] = {}
    if not len(begun):
        return joined
    for place in begun[(_signs.of(cut, begun) & Sign.FIGURES) != 0].tolist():
        if not found[place]:  # it belongs to the number before it
            continue
        last, (piece,) = place, cut.spelled([place])
        while last + 1 < len(found) and owners[last + 1] == owners[place] and piece.isdecimal():
            (group,) = cut.spelled([last + 1])
            if not _GROUP.match(group):
                break
            found[last] = 0
            piece += group
            last += 1
        found[last], joined[last] = _joined[piece], piece
    return joined


def _make_percent(found: NDArray[np.uint64], owners: Places, cut: Cut, numbers: Places, behind: NDArray[np.uint8]) -> None:
    """Have `10 %` and `10 pour cent` be what `10%` is; `behind` are the signs of the pieces after numbers."""
    found[numbers[(behind & Sign.PERCENT) != 0]] |= _PER_CENT
    split = numbers[(behind & Sign.PER) != 0]
    if not len(split):
        return
    split = split[split + 2 < len(found)]
    split = split[owners[split + 2] == owners[split]]
    found[split[(_signs.of(cut, split + 2) & Sign.CENT) != 0]] |= _PER_CENT


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


def _piece(piece: str) -> int:
    bare = piece.strip(AROUND)
    if bare.isalpha() and bare[0] < _IDEOGRAM[0]:
        return _words[bare]
    parts = _WORD.findall(piece)
    if len(parts) == 2 and (parts[0].lower() in _ELIDED or parts[1] == "s"):
        parts = [parts[parts[1] != "s"]]  # l'agence, company's
    if len(parts) < 2:
        return _words[parts[0]] if parts else 0
    # In the order of words it is one word, made of all of them.
    return _SEVERAL | (hashed(piece.lower()) >> 2 or 1) << _HASH | _words[parts[0]] & int(_KEY)


def _others(piece: str) -> list[int]:
    """The words of a piece that holds several, without the first."""
    return [_words[part] for part in _WORD.findall(piece)[1:]]


def _value(word: str) -> int:
    if word[0].isdecimal():
        value = number(word.rstrip("%"))
        if value[0] == "0" and value.isdecimal():  # the rest of a number, or of a code
            return _packed(value, Kind.SMALL, "")
        return _packed(value, Kind.PERCENT if word[-1] == "%" else _kind(value), value)
    text = plain(word)
    folded, capital = text if text.isascii() else fold(text), word[0].isupper()
    read = folded or text
    if spelled := _SPELLED.get(text):
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


def _sign(piece: str) -> Sign:
    first = piece[0]
    if first.isdecimal():
        figures = Sign.FIGURES if len(piece) <= 3 and piece.isdecimal() else Sign(0)
        return figures | Sign.GROUP if _GROUP.match(piece) else figures
    if first in "%p":
        return Sign.PER if piece in ("per", "pour") else Sign.PERCENT if _PERCENT.match(piece) else Sign(0)
    return Sign.CENT if first == "c" and _CENT.match(piece) else Sign(0)


PIECES = Pieces()
READING = Lock()
"""Held by whoever has texts cut into `PIECES` and reads them."""
_said = PIECES.column(np.uint64, lambda pieces: map(_piece, pieces))
_signs = PIECES.column(np.uint8, lambda pieces: map(_sign, pieces))
_words = Memory(_value, _MEMORY)
_joined = Memory(_piece, _MEMORY // 4)
_rest = Memory(_others, _MEMORY // 2)
_entities = Memory(lambda identity: (hashed(identity) & ~KIND | Kind.ENTITY) << 1, _MEMORY)
