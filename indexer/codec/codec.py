"""The codec itself: where Whoosh finds the readers and writers of a segment of arrays."""

from typing import Any

from whoosh.codec.base import Codec, Segment

from indexer.codec.reader import ArrayAutomata, ArrayPerDocReader, ArrayTermsReader, column_filename
from indexer.codec.segment import ArraySegment


class ArrayCodec(Codec):  # type: ignore[misc]  # Whoosh has no types
    """See Whoosh's base class for the contract of each method."""

    length_stats = True

    def per_document_writer(self, storage: Any, segment: Segment) -> Any:  # noqa: ANN401
        """What Whoosh's own writer gives documents to."""
        from indexer.codec.stepwise import StepwiseDocuments  # noqa: PLC0415 — see indexer.codec.writer, which is faster

        return StepwiseDocuments(storage, segment)

    def field_writer(self, storage: Any, segment: Segment) -> Any:  # noqa: ANN401
        """What Whoosh's own writer gives postings to."""
        from indexer.codec.stepwise import StepwisePostings  # noqa: PLC0415

        return StepwisePostings(storage, segment)

    def per_document_reader(self, storage: Any, segment: Segment) -> ArrayPerDocReader:  # noqa: ANN401
        """What is known of each document."""
        return ArrayPerDocReader(storage, segment)

    def terms_reader(self, storage: Any, segment: Segment) -> ArrayTermsReader:  # noqa: ANN401
        """The terms."""
        return ArrayTermsReader(storage, segment)

    def automata(self, storage: Any, segment: Segment) -> ArrayAutomata:  # noqa: ANN401, ARG002 — Whoosh's signature
        """What finds terms that are nearly a word."""
        return ArrayAutomata()

    def supports_columns(self) -> bool:
        """Yes."""
        return True

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:  # noqa: ANN401, ARG002 — Whoosh's signature
        """An empty segment."""
        return ArraySegment(indexname)

    @classmethod
    def column_filename(cls, segment: Segment, fieldname: str) -> str:
        """Where a column is written that is added to a segment later."""
        return column_filename(segment, fieldname)
