"""What an engine needs of one segment: its arrays, without Whoosh in between."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import SegmentReader

from indexer.codec.postings import Bits, Postings
from indexer.errors import IndexDamaged

if TYPE_CHECKING:
    from indexer.codec.merge import Part


@dataclass(frozen=True, slots=True, eq=False)
class SegmentArrays:
    """The arrays of one segment.

    Attributes:
        postings: terms and where they stand.
        lengths: uint8, rows × documents, the length code of every document in every field that has lengths; at least one row.
        rows: field to its row in `lengths`; fields without lengths are not in it.
        live: uint64, the bits of the documents that are not deleted; None where none is.
        stored: the stored fields of a document by its number.
    """

    postings: Postings
    lengths: NDArray[np.uint8]
    rows: Mapping[str, int]
    live: Bits | None
    stored: Callable[[int], dict[str, Any]]

    @property
    def documents(self) -> int:
        """How many documents there are, deleted ones too."""
        return self.postings.documents


def bits_of(chosen: NDArray[np.bool_]) -> Bits:
    """One bool a document as one bit a document, uint64."""
    size = -(-len(chosen) // 64) * 8
    packed = np.packbits(chosen, bitorder="little")
    return np.concatenate([packed, np.zeros(size - len(packed), np.uint8)]).view(np.uint64)


def arrays_of(reader: Any) -> SegmentArrays | None:  # noqa: ANN401 — Whoosh has no types
    """The arrays behind a reader of one segment, or None where it is not a segment of arrays."""
    from indexer.codec.reader import ArrayPerDocReader, ArrayTermsReader  # noqa: PLC0415 — readers know arrays, too

    if not isinstance(reader, SegmentReader) or not isinstance(reader._terms, ArrayTermsReader):  # noqa: SLF001 — Whoosh hands it out nowhere
        return None
    documents: ArrayPerDocReader = reader._perdoc  # noqa: SLF001
    postings = reader._terms.postings  # noqa: SLF001
    return SegmentArrays(postings, documents.lengths, documents.rows, documents.live_bits(), documents.stored_fields)


def parts_of(reader: Any) -> "list[Part] | None":  # noqa: ANN401
    """The segments behind a reader as they are merged, or None where one of them is not all arrays, for instance has a column besides."""
    from indexer.codec.merge import Part  # noqa: PLC0415 — see above
    from indexer.codec.reader import ArrayPerDocReader, ArrayTermsReader  # noqa: PLC0415

    parts = []
    for leaf, _ in reader.leaf_readers():
        if not isinstance(leaf, SegmentReader) or not isinstance(leaf._terms, ArrayTermsReader):  # noqa: SLF001
            return None
        documents: ArrayPerDocReader = leaf._perdoc  # noqa: SLF001 — as above
        columns = (name for name, field in leaf.schema.items() if field.column_type and leaf.has_column(name))
        if any(name not in documents.half.columns for name in columns):
            return None
        parts.append(Part(documents.half, leaf._terms.postings, leaf.segment().live()))  # noqa: SLF001
    return parts


def release(reader: Any) -> None:  # noqa: ANN401
    """Let go of the memory that what was read of the segments behind a reader takes; what is read again comes from their files again."""
    for part in parts_of(reader) or ():
        part.documents.release()
        part.postings.release()


def verify(reader: Any, checked: Container[str] = ()) -> None:  # noqa: ANN401
    """Check the arrays of the segments behind a reader, but not the stored documents, which are checked when they are read.

    Args:
        reader: of an index.
        checked: ids of segments that are left out.

    Raises:
        IndexDamaged: one is not as it was written.
    """
    for (leaf, _), part in zip(reader.leaf_readers(), parts_of(reader) or (), strict=False):  # stock segments are no parts
        if leaf.segment().segid in checked:
            continue
        part.documents.verify()
        part.postings.verify()
        if part.documents.documents != part.postings.documents:
            raise IndexDamaged("the two halves of a segment hold different numbers of documents; build the index again")
