"""The per-document half of a segment: lengths, stored fields, columns and term vectors. How it is laid out is told in `indexer.codec`."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.columns import ColumnReader, NumericColumn, PickleColumn
from whoosh.filedb.structfile import BufferFile, StructFile
from whoosh.util.numeric import byte_to_length

from indexer.codec import stored
from indexer.codec.container import Container, ContainerWriter
from indexer.codec.postings import Bytes, Ints, Longs
from indexer.codec.stored import Compressor, Decompressor
from indexer.errors import IndexDamaged

LENGTHS: NDArray[np.int64] = np.array([byte_to_length(code) for code in range(256)], np.int64)
"""The length that each of Whoosh's 256 length codes stands for."""

_NUMPY_TYPES = {"b": "i1", "B": "u1", "h": "i2", "H": "u2", "i": "i4", "I": "u4", "q": "i8", "Q": "u8", "f": "f4", "d": "f8"}
"""Whoosh's type codes of numeric columns."""

VectorItem = tuple[bytes, float, bytes]
"""A term of a document's vector with its weight and the bytes of its format."""


def codes_of(lengths: NDArray[Any]) -> Bytes:
    """The length code of every length: the least that stands for as much, as Whoosh rounds."""
    codes = np.searchsorted(LENGTHS, lengths, side="left")
    return np.minimum(codes, 255).astype(np.uint8)


class DocumentsWriter:
    """Gathers the per-document half of a segment into the arrays of a `.docs` file, document after document."""

    def __init__(self, out: ContainerWriter, learnt: bytes = b"") -> None:
        self._out = out
        self._compressor = Compressor(learnt)
        self._dictionaries: dict[bytes, int] = {}
        self._runs: list[list[int]] = []
        self._frames: list[bytes] = []
        self._bytes = 0
        self._lengths: dict[str, tuple[list[Ints], list[Ints]]] = {}
        self._totals: dict[str, int] = {}
        self._columns: dict[str, tuple[Any, list[int], list[Any]]] = {}
        self._vectors: dict[str, list[tuple[int, list[VectorItem]]]] = {}
        self.documents = 0
        out.add("stored", np.zeros(0, np.uint8))
        out.add("stored_starts", np.zeros(1, np.int64))

    def add(self, fields: Mapping[str, Any]) -> None:
        """Take the stored fields of the next document."""
        self._take(self._compressor.add(stored.packed(fields) if fields else b""))
        self.documents += 1

    def lengths(self, name: str, documents: Ints, lengths: Ints, total: int | None = None) -> None:
        """Take the lengths of some documents in a field; `total` where it is not their sum."""
        of = self._lengths.setdefault(name, ([], []))
        of[0].append(documents)
        of[1].append(lengths)
        self._totals[name] = self._totals.get(name, 0) + (int(lengths.sum(dtype=np.int64)) if total is None else total)

    def column(self, name: str, column: Any, document: int, value: Any) -> None:  # noqa: ANN401 — Whoosh's
        """Take a document's value in one of Whoosh's columns.

        Raises:
            NotStorable: the column would pickle its values.
        """
        if isinstance(column, PickleColumn):
            raise stored.NotStorable(f"the column “{name}” would pickle its values, and no pickle is read from an index")
        _, documents, values = self._columns.setdefault(name, (column, [], []))
        documents.append(document)
        values.append(value)

    def vector(self, name: str, document: int, items: Iterable[VectorItem]) -> None:
        """Take a document's term vector in a field, terms in order."""
        rows = list(items)
        if rows:
            self._vectors.setdefault(name, []).append((document, rows))

    def copied(self, source: "Documents", chosen: Longs | None) -> None:
        """Append the stored fields of some documents of another segment, compressed as they are. None chooses all of them."""
        self._take(self._compressor.rest())
        self._flush()
        frames, starts = source.frames()
        for begin, end, learnt in source.stored_runs():
            if chosen is None:
                rows = np.arange(begin, end, dtype=np.int64)
                block = frames[starts[begin] : starts[end]]
            else:
                rows = chosen[np.searchsorted(chosen, begin) : np.searchsorted(chosen, end)]
                sizes = starts[rows + 1] - starts[rows]
                block = frames[np.repeat(starts[rows] - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))]
            if len(rows):
                self._begin_run(learnt)
                self._out.add("stored", block)
                self._out.add("stored_starts", self._bytes + np.cumsum(starts[rows + 1] - starts[rows]))
                self._bytes += len(block)
                self.documents += len(rows)

    @property
    def learnt(self) -> bytes:
        """The dictionary, once there is one."""
        return self._compressor.learnt

    def codes(self, name: str) -> Bytes:
        """The length code of every document in a field; empty where it has none."""
        if name not in self._lengths:
            return np.zeros(0, np.uint8)
        codes = np.zeros(self.documents, np.uint8)
        documents, lengths = map(np.concatenate, self._lengths[name])
        codes[documents] = codes_of(lengths)
        return codes

    def finish(self) -> None:
        """Write what is still in memory."""
        self._take(self._compressor.rest())
        self._flush()
        for learnt, number in self._dictionaries.items():
            if learnt:
                self._out.add(f"dictionary.{number}", np.frombuffer(learnt, np.uint8))
        for name in sorted(self._lengths):
            self._out.add("lengths", self.codes(name))
        if not self._lengths:
            self._out.add("lengths", np.zeros(self.documents, np.uint8))
        self._out.meta |= {
            "documents": self.documents,
            "runs": self._runs,
            "lengths": sorted(self._lengths),
            "totals": self._totals,
            "columns": {name: self._column(name, *column) for name, column in sorted(self._columns.items())},
            "vectors": sorted(self._vectors),
        }
        for name, rows in sorted(self._vectors.items()):
            self._vector(name, rows)

    def _take(self, frames: Sequence[bytes]) -> None:
        if frames:
            if not self._frames:
                self._begin_run(self._compressor.learnt, self._bytes_documents())
            self._frames += frames
            if len(self._frames) >= stored.SAMPLES:
                self._flush()

    def _bytes_documents(self) -> int:
        """How many documents' frames are written down."""
        return self._out.length("stored_starts") - 1

    def _begin_run(self, learnt: bytes, first: int | None = None) -> None:
        number = self._dictionaries.setdefault(learnt, len(self._dictionaries))
        if not self._runs or self._runs[-1][1] != number:
            self._runs.append([self._bytes_documents() if first is None else first, number])

    def _flush(self) -> None:
        if self._frames:
            self._out.add("stored", np.frombuffer(b"".join(self._frames), np.uint8))
            ends = self._bytes + np.cumsum(np.fromiter(map(len, self._frames), np.int64, len(self._frames)))
            self._out.add("stored_starts", ends)
            self._bytes = int(ends[-1])
            self._frames.clear()

    def _column(self, name: str, column: Any, documents: list[int], values: list[Any]) -> dict[str, Any]:  # noqa: ANN401
        if type(column) is NumericColumn:
            array = np.full(self.documents, column.default_value(), _NUMPY_TYPES[column._typecode])  # noqa: SLF001
            array[documents] = values
            self._out.add(f"column.{name}", np.frombuffer(array.tobytes(), np.uint8))
            return {"kind": "numbers", "dtype": array.dtype.str}
        file = StructFile(BytesIO())
        writer = column.writer(file)
        for document, value in zip(documents, values, strict=True):
            writer.add(document, value)
        writer.finish(self.documents)
        self._out.add(f"column.{name}", np.frombuffer(file.file.getvalue(), np.uint8))
        return {"kind": "whoosh"}

    def _vector(self, name: str, rows: list[tuple[int, list[VectorItem]]]) -> None:
        counts = np.zeros(self.documents + 1, np.int64)
        for document, items in rows:
            counts[document + 1] = len(items)
        terms = [term for _, items in rows for term, _, _ in items]
        values = [value for _, items in rows for _, _, value in items]
        self._out.add(f"vector_starts.{name}", np.cumsum(counts))
        self._out.add(f"vector_weights.{name}", np.array([weight for _, items in rows for _, weight, _ in items], np.float64))
        for part, pieces in (("terms", terms), ("values", values)):
            self._out.add(f"vector_{part}.{name}", np.frombuffer(b"".join(pieces), np.uint8))
            ends = np.cumsum(np.fromiter(map(len, pieces), np.int64, len(pieces)))
            self._out.add(f"vector_{part}_starts.{name}", np.concatenate([[0], ends]))


class Documents:
    """The per-document half of a segment, to be read. Safe to share between threads.

    Attributes:
        documents: how many there are, deleted ones too.
        lengths: uint8, rows × documents, length codes; at least one row.
        rows: field to its row.
        totals: field to the sum of its lengths.

    Raises:
        IndexDamaged: the file is not what `DocumentsWriter` wrote.
    """

    def __init__(self, container: Container) -> None:
        self._container = container
        meta = container.meta
        self.documents: int = meta["documents"]
        self.rows: Mapping[str, int] = {name: row for row, name in enumerate(meta["lengths"])}
        self.totals: Mapping[str, int] = meta["totals"]
        self.lengths: NDArray[np.uint8] = container["lengths"].reshape(max(1, len(self.rows)), self.documents)
        self._starts: Longs = container["stored_starts"]
        self._frames: Bytes = container.unchecked("stored")
        self._firsts = [first for first, _ in meta["runs"]]
        self._numbers = [number for _, number in meta["runs"]]
        self._learnt = {number: self._dictionary(number) for number in set(self._numbers)}
        self._decompressors = {number: Decompressor(learnt) for number, learnt in self._learnt.items()}
        self.columns: Mapping[str, Mapping[str, Any]] = meta["columns"]
        self.vectors = frozenset(meta["vectors"])

    def release(self) -> None:
        """See `Container.release`."""
        self._container.release()

    def verify(self) -> None:
        """Check every array but the stored documents; raises IndexDamaged."""
        self._container.verify({"stored"})

    def stored(self, document: int) -> dict[str, Any]:
        """The stored fields of a document.

        Raises:
            IndexDamaged: they are not as they were written.
        """
        begin, end = self._starts[document : document + 2].tolist()
        decompressor = self._decompressors[self._numbers[bisect_right(self._firsts, document) - 1]]
        try:
            written = decompressor.read(self._frames[begin:end].tobytes())
            return stored.unpacked(written) if written else {}
        except IndexDamaged as error:
            raise self._container.damaged(f"document {document}: {error}") from error

    def frames(self) -> tuple[Bytes, Longs]:
        """All compressed documents, and where each begins."""
        return self._frames, self._starts

    def stored_runs(self) -> Iterator[tuple[int, int, bytes]]:
        """From which document to which the same dictionary was used, and the dictionary."""
        ends = (*self._firsts[1:], self.documents)
        for first, end, number in zip(self._firsts, ends, self._numbers, strict=False):  # an empty segment has an end and nothing else
            yield first, end, self._learnt[number]

    def codes(self, name: str) -> Bytes:
        """The length code of every document in a field; empty where it has none."""
        codes: Bytes = self.lengths[self.rows[name]] if name in self.rows else np.zeros(0, np.uint8)
        return codes

    def column(self, name: str, column: Any) -> ColumnReader:  # noqa: ANN401
        """One of Whoosh's columns."""
        said = self.columns[name]
        written = self._container[f"column.{name}"]
        if said["kind"] == "numbers":
            return _Numbers(written.view(said["dtype"]), column.default_value())
        return column.reader(BufferFile(memoryview(written.tobytes())), 0, len(written), self.documents)

    def vector(self, name: str, document: int) -> list[VectorItem]:
        """A document's term vector in a field; empty where it has none."""
        if name not in self.vectors:
            return []
        begin, end = self._container[f"vector_starts.{name}"][document : document + 2].tolist()
        terms, values = self._pieces(f"terms.{name}", begin, end), self._pieces(f"values.{name}", begin, end)
        return list(zip(terms, self._container[f"vector_weights.{name}"][begin:end].tolist(), values, strict=True))

    def _pieces(self, name: str, begin: int, end: int) -> list[bytes]:
        part, field = name.split(".", 1)
        starts = self._container[f"vector_{part}_starts.{field}"][begin : end + 1].tolist()
        whole = self._container[f"vector_{name}"]
        return [whole[start:stop].tobytes() for start, stop in pairwise(starts)]

    def _dictionary(self, number: int) -> bytes:
        name = f"dictionary.{number}"
        return bytes(self._container[name].tobytes()) if name in self._container else b""


class _Numbers(ColumnReader):  # type: ignore[misc]  # Whoosh has no types
    """A numeric column, as an array."""

    def __init__(self, array: NDArray[Any], default: float) -> None:
        self._array = array
        self._default = default
        self._reverse = False

    def __len__(self) -> int:
        return len(self._array)

    def __getitem__(self, document: int) -> Any:  # noqa: ANN401
        return self._array[document].item()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._array.tolist())

    def sort_key(self, document: int) -> Any:  # noqa: ANN401
        """Whoosh's own contract: what the document is sorted by."""
        key = self._array[document].item()
        return 0 - key if self._reverse else key

    def load(self) -> list[Any]:
        """Whoosh's own contract: all values."""
        values: list[Any] = self._array.tolist()
        return values

    def set_reverse(self) -> None:
        """Whoosh's own contract: sort the other way round."""
        self._reverse = True
