"""What a posting holds in formats of Whoosh's other than positions: written as data, where Whoosh would write a pickle."""

from collections.abc import Callable, Mapping
from typing import Any

import msgpack
from whoosh.formats import CharacterBoosts, Characters, Existence, Format, Frequency, PositionBoosts, Positions

from indexer.codec.postings import EXISTENCE, FREQUENCY, POSITIONS, VALUES

_KINDS: Mapping[type[Format], int] = {Existence: EXISTENCE, Frequency: FREQUENCY, Positions: POSITIONS}

_TAKEN_APART: Mapping[type[Format], Callable[[Any, bytes], Any]] = {
    Characters: lambda form, value: form.decode_characters(value),
    PositionBoosts: lambda form, value: form.decode_position_boosts(value),
    CharacterBoosts: lambda form, value: form.decode_character_boosts(value),
}


def kind_of(form: Format) -> int:
    """What this package keeps of a posting in this format."""
    return _KINDS.get(type(form), VALUES)


def written(form: Format, value: bytes) -> bytes:
    """The bytes of a posting, as they are kept; those of a format that is not Whoosh's own stay as they are."""
    apart = _TAKEN_APART.get(type(form))
    return value if apart is None else bytes(msgpack.packb(apart(form, value)))


def encoded(form: Format, value: bytes) -> bytes:
    """The bytes of a posting, as its format wants them."""
    if type(form) not in _TAKEN_APART:
        return value
    whole = form.encode([tuple(row) for row in msgpack.unpackb(value)])
    return bytes(whole[0] if isinstance(whole, tuple) else whole)
