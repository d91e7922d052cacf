"""What the table of contents says of a segment: its name, how many documents it has, and which of them are deleted."""

import base64
import re
import secrets
import string
import zlib
from collections.abc import Collection, Iterator, Mapping
from operator import index
from typing import Any, NoReturn, Self

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.base import Codec, Segment
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.writing import IndexingError

from indexer.codec.description import Undescribable
from indexer.errors import IndexDamaged

MAX_DOCUMENTS = 2**31 - 1
"""Documents of one segment: their numbers are 32-bit integers."""

_LETTERS = string.digits + string.ascii_lowercase
_ID = re.compile(r"[0-9a-z]{1,64}")
"""Ids that a segment may have. They are part of file names, so none may lead out of the folder."""
_INDEX = re.compile(r"[^/\\\0]{0,200}")
"""Names that an index may have, for the same reason."""


class ArraySegment(Segment):  # type: ignore[misc]  # Whoosh has no types
    """A segment of arrays. Documents are numbered from 0 to `documents` - 1; `deleted` are the numbers of those that are deleted.

    It is no pickle's business: a table of contents that is read from a folder must not be able to run anything. See `described`.
    """

    def __init__(self, indexname: str, segid: str | None = None, documents: int = 0, deleted: Collection[int] = ()) -> None:
        self.indexname = indexname
        # Not Whoosh's own, which draws from `random`: two processes of one parent would draw the same.
        self.segid = segid if segid is not None else "".join(secrets.choice(_LETTERS) for _ in range(16))
        self.compound = False
        self._documents = documents
        self._deleted = set(deleted)
        self._live: NDArray[np.bool_] | None = None

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a segment of arrays is described as JSON and never pickled")

    def codec(self) -> Codec:
        """Whoosh's own contract: what reads and writes this segment."""
        from indexer.codec.codec import ArrayCodec  # noqa: PLC0415 — it makes segments, so it imports this file

        return ArrayCodec()

    def should_assemble(self) -> bool:
        """Whoosh's own contract: False, for the files of a segment are mapped into memory one by one."""
        return False

    def set_doc_count(self, documents: int) -> None:
        """Say how many documents there are, once they are written."""
        self._documents, self._live = documents, None

    def doc_count_all(self) -> int:
        """How many documents there are, deleted or not."""
        return self._documents

    def deleted_count(self) -> int:
        """How many documents are deleted."""
        return len(self._deleted)

    def deleted_docs(self) -> Iterator[int]:
        """The numbers of the deleted documents, ascending."""
        return iter(sorted(self._deleted))

    def is_deleted(self, docnum: int) -> bool:
        """Whether this document is deleted."""
        return docnum in self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:  # noqa: FBT001, FBT002 — Whoosh's signature
        """Mark a document as deleted, or as not deleted.

        Raises:
            IndexingError: there is no document of this number.
        """
        number = index(docnum)
        if not 0 <= number < self._documents:
            raise IndexingError(f"{self.segment_id()} has {self._documents} documents and no number {number}")
        (self._deleted.add if delete else self._deleted.discard)(number)
        self._live = None

    def live(self) -> NDArray[np.bool_] | None:
        """For every document whether it is still there, read-only; None if no document is deleted.

        The array is the same until a deletion changes, and never changes itself.
        """
        if not self._deleted:
            return None
        if self._live is None:
            live = np.ones(self._documents, np.bool_)
            live[list(self._deleted)] = False
            live.flags.writeable = False
            self._live = live
        return self._live

    def described(self) -> dict[str, Any]:
        """The segment in terms of JSON."""
        return {"kind": "arrays", **_common(self)}

    @classmethod
    def of(cls, described: object) -> Self:
        """The segment that was described.

        Raises:
            IndexDamaged: nothing that `described` could have returned.
        """
        said = _entries(described, "arrays", _COMMON)
        return cls(said["index"], said["id"], said["documents"], _deleted(said))


def describe(segment: Segment) -> dict[str, Any]:
    """Any segment that a table of contents of ours can hold, in terms of JSON; those of Whoosh's own codec are among them.

    Raises:
        Undescribable: the segment was written by another codec.
    """
    if isinstance(segment, ArraySegment):
        return segment.described()
    codec = segment.codec()
    if type(segment) is not W3Segment or type(codec) is not W3Codec:
        raise Undescribable(
            f"an index cannot hold segments of arrays next to those of {type(codec).__name__}; merge them with optimize=True first"
        )
    return {
        "kind": "whoosh3",
        **_common(segment),
        "compound": segment.is_compound(),
        "lengths": dict(segment._fieldlengths),  # noqa: SLF001 — the terms of each field in all documents, which Whoosh keeps nowhere else
        "options": {name: getattr(codec, f"_{name}") for name in sorted(_OPTIONS)},
    }


def segment_of(described: object) -> Segment:
    """The segment that was described.

    Raises:
        IndexDamaged: nothing that `describe` could have returned.
    """
    if not isinstance(described, dict) or described.get("kind") != "whoosh3":
        return ArraySegment.of(described)
    said = _entries(described, "whoosh3", {*_COMMON, "compound", "lengths", "options"})
    if not isinstance(said["compound"], bool) or not _are_counts(said["lengths"]) or not _are_counts(said["options"], _OPTIONS):
        raise _damaged("is of Whoosh's own kind and lacks what Whoosh needs to read it")
    segment = W3Segment(W3Codec(**said["options"]), said["index"], said["documents"], said["id"], set(_deleted(said)) or None)
    segment.compound = said["compound"]
    segment._fieldlengths = dict(said["lengths"])  # noqa: SLF001
    return segment


_COMMON = frozenset({"kind", "index", "id", "documents", "deleted"})
"""What is said of every segment."""
_OPTIONS = frozenset({"blocklimit", "compression", "inlinelimit"})
"""What can be chosen when Whoosh's own codec writes."""


def _common(segment: Segment) -> dict[str, Any]:
    deleted = sorted(segment.deleted_docs())
    return {
        "index": segment.index_name(),
        "id": segment.segid,
        "documents": segment.doc_count_all(),
        # Zeros take next to nothing, so a bit for every document is small when few are deleted, and when many are.
        "deleted": _packed(deleted, segment.doc_count_all()) if deleted else None,
    }


def _entries(described: object, kind: str, names: Collection[str]) -> Mapping[str, Any]:
    """What is said of a segment of this kind, once the parts that every segment has can be true."""
    if not isinstance(described, dict) or described.keys() != set(names) or described["kind"] != kind:
        raise _damaged("is described by other entries than it has")
    if not isinstance(described["index"], str) or not _INDEX.fullmatch(described["index"]):
        raise _damaged(f"belongs to the index {described['index']!r:.80}, which no index is called")
    if not isinstance(described["id"], str) or not _ID.fullmatch(described["id"]):
        raise _damaged(f"has the id {described['id']!r:.80}, which no segment has")
    if type(described["documents"]) is not int or not 0 <= described["documents"] <= MAX_DOCUMENTS:
        raise _damaged(f"has {described['documents']!r:.80} documents")
    return described


def _packed(deleted: Collection[int], documents: int) -> str:
    """A bit for every document, the first one the highest of the first byte; zlib; Base64."""
    bits = np.zeros(documents, np.bool_)
    bits[list(deleted)] = True
    return base64.b64encode(zlib.compress(np.packbits(bits).tobytes(), 9)).decode("ascii")


def _deleted(said: Mapping[str, Any]) -> list[int]:
    """The numbers of the deleted documents, from what `_packed` made of them."""
    packed, documents = said["deleted"], said["documents"]
    if packed is None:
        return []
    size = -(-documents // 8)
    try:
        unpacker = zlib.decompressobj()
        # One byte more than there can be: what is said to be larger is not unpacked to find out how large.
        bits = unpacker.decompress(base64.b64decode(packed, validate=True), size + 1)
    except (TypeError, ValueError, zlib.error) as error:
        raise _damaged(f"does not say which documents are deleted ({error})") from error
    flags = np.unpackbits(np.frombuffer(bits, np.uint8))
    if len(bits) != size or not unpacker.eof or unpacker.unused_data or flags[documents:].any() or not flags.any():
        raise _damaged(f"lists deleted documents that it cannot have among {documents}")
    numbers: list[int] = np.flatnonzero(flags).tolist()
    return numbers


def _are_counts(said: object, names: Collection[str] | None = None) -> bool:
    return (
        isinstance(said, dict)
        and (names is None or said.keys() == names)
        and all(type(count) is int and 0 <= count < 2**63 for count in said.values())
    )


def _damaged(what: str) -> IndexDamaged:
    return IndexDamaged(f"a segment {what}; build the index again")
