"""What an article looks like in storage: its stored fields as MessagePack, compressed one by one with a dictionary learnt from its like.

Every frame ends in a checksum of its own, so that a damaged article is refused when it is read and nobody has to check all of them
before the first search. MessagePack is data: nothing in it runs when it is read.
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from queue import Empty, SimpleQueue
from typing import Any, Final

import msgpack
import zstandard

from indexer.errors import IndexDamaged, IndexerError

LEVEL: Final = 3
DICTIONARY_BYTES: Final = 64 * 1024
SAMPLES: Final = 1000
"""How many documents a dictionary is learnt from; fewer are compressed without one. Measured in `tests/benchmarks/engine.py`."""

_FORMAT = {"write_checksum": True, "write_content_size": True, "write_dict_id": False, "format": zstandard.FORMAT_ZSTD1_MAGICLESS}


class NotStorable(IndexerError):
    """A stored field holds a value that cannot be written down as data."""


_KINDS: Mapping[int, tuple[type, Callable[[Any], Any], Callable[[Any], Any]]] = {
    1: (datetime, datetime.isoformat, datetime.fromisoformat),
    2: (date, date.isoformat, date.fromisoformat),
    3: (time, time.isoformat, time.fromisoformat),
    4: (Decimal, str, Decimal),
    5: (int, str, int),
    6: (tuple, list, tuple),
    7: (frozenset, list, frozenset),
    8: (set, list, set),
}
"""Values that MessagePack has no type for: a number each, how they are taken apart and how they are put together."""


def packed(fields: Mapping[str, Any]) -> bytes:
    """Stored fields as MessagePack.

    Raises:
        NotStorable: a value is none of: None, bool, int, float, str, bytes, a date or time, Decimal, list, tuple, set, dict.
    """
    try:
        written: bytes = msgpack.packb(fields, default=_taken_apart, strict_types=True, unicode_errors="surrogatepass")
    except (TypeError, ValueError, OverflowError) as error:
        raise NotStorable(f"a stored field holds a value that cannot be written down: {error}") from error
    return written


def unpacked(written: bytes) -> dict[str, Any]:
    """The stored fields that `packed` packed."""
    try:
        fields: dict[str, Any] = msgpack.unpackb(
            written, ext_hook=_put_together, unicode_errors="surrogatepass", strict_map_key=False, max_ext_len=len(written)
        )
    except Exception as error:  # msgpack raises whatever damaged bytes lead to
        raise IndexDamaged(f"it cannot be read ({error})") from error
    return fields


def _taken_apart(value: object) -> Any:  # noqa: ANN401 — what MessagePack takes
    for number, (kind, apart, _) in _KINDS.items():
        if type(value) is kind:
            return msgpack.ExtType(
                number, msgpack.packb(apart(value), default=_taken_apart, strict_types=True, unicode_errors="surrogatepass")
            )
    raise NotStorable(f"a stored field holds a {type(value).__name__}, which cannot be written down as data")


def _put_together(number: int, written: bytes) -> Any:  # noqa: ANN401
    return _KINDS[number][2](msgpack.unpackb(written, ext_hook=_put_together, unicode_errors="surrogatepass", strict_map_key=False))


@functools.lru_cache(maxsize=8)
def _dictionary(learnt: bytes) -> Any:  # noqa: ANN401 — zstandard's own
    dictionary = zstandard.ZstdCompressionDict(learnt, dict_type=zstandard.DICT_TYPE_FULLDICT)
    dictionary.precompute_compress(level=LEVEL)
    return dictionary


def learn(samples: Sequence[bytes]) -> bytes:
    """A dictionary for documents like these; empty where they have nothing in common."""
    try:
        return bytes(zstandard.train_dictionary(DICTIONARY_BYTES, list(samples), k=256, d=8).as_bytes())
    except zstandard.ZstdError:
        return b""


class Compressor:
    """Compresses documents, for one thread, with a dictionary that is learnt from the first of them unless one is given.

    `add` takes a packed document; `frames` gives compressed ones back, in order, as soon as there is a dictionary, and `rest` what is
    left at the end.
    """

    def __init__(self, learnt: bytes = b"") -> None:
        self.learnt = learnt
        self._compressor = self._with(learnt)
        self._waiting: list[bytes] = []

    def add(self, document: bytes) -> Sequence[bytes]:
        """Take a document; give back those that are ready."""
        if self.learnt:
            return (self._compressor.compress(document),)
        self._waiting.append(document)
        if len(self._waiting) < SAMPLES:
            return ()
        self.learnt = learn(self._waiting)
        self._compressor = self._with(self.learnt)
        return self.rest()

    def rest(self) -> Sequence[bytes]:
        """What is still waiting, compressed."""
        waiting, self._waiting = self._waiting, []
        return [self._compressor.compress(document) for document in waiting]

    @staticmethod
    def _with(learnt: bytes) -> Any:  # noqa: ANN401
        parameters = zstandard.ZstdCompressionParameters.from_level(LEVEL, **_FORMAT)
        return zstandard.ZstdCompressor(compression_params=parameters, dict_data=_dictionary(learnt) if learnt else None)


class Decompressor:
    """Reads frames that one dictionary, or none, was used for. Safe to share between threads."""

    def __init__(self, learnt: bytes = b"") -> None:
        self._dictionary = zstandard.ZstdCompressionDict(learnt, dict_type=zstandard.DICT_TYPE_FULLDICT) if learnt else None
        self._idle: SimpleQueue[Any] = SimpleQueue()

    def read(self, frame: bytes) -> bytes:
        """The packed document.

        Raises:
            IndexDamaged: the frame is not as it was written.
        """
        try:
            decompressor = self._idle.get_nowait()
        except Empty:
            decompressor = zstandard.ZstdDecompressor(dict_data=self._dictionary, format=zstandard.FORMAT_ZSTD1_MAGICLESS)
        try:
            document: bytes = decompressor.decompress(frame)
        except zstandard.ZstdError as error:
            raise IndexDamaged(f"it has changed since it was written ({error})") from error
        self._idle.put(decompressor)
        return document
