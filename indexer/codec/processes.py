"""Several processes that write one index: each makes a segment of its own in a private folder, and one commit takes them all in."""

import queue
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import get_context
from typing import Any

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage

from indexer.codec import files
from indexer.codec.builder import SegmentBuilder
from indexer.codec.merge import Part
from indexer.codec.segment import ArraySegment
from indexer.codec.writer import ArrayWriter
from indexer.errors import WorkerLost
from indexer.parent import deaf_children, follow_parent

_BATCH = 200
"""Documents handed over at once."""
_WAITING = 4
"""Batches that wait for each process, so that memory does not grow with what is still to be done."""
_PATIENCE = 1.0
"""Seconds between two looks whether a process that does not answer is still there."""


class ProcessWriter(ArrayWriter):
    """Writes like `ArrayWriter`, with `procs` processes that read texts and pack postings.

    Documents are numbered process by process, so those of equal score may stand in another order than they were added in.

    Args:
        index: the index, in files.
        procs: processes; one that writes besides.
        limitmb: about how many megabytes of postings each of them holds.
        options: those of Whoosh's writer.

    Raises:
        WorkerLost: at commit or before, a process was killed or failed; nothing is published.
    """

    def __init__(self, index: Any, procs: int = 2, limitmb: float = 128, **options: Any) -> None:  # noqa: ANN401
        options.pop("multisegment", None)
        options.pop("batchsize", None)
        super().__init__(index, limitmb=limitmb, **options)
        self._procs = procs
        self._limit = limitmb
        self._batch: list[dict[str, Any]] = []
        self._workers: list[tuple[Any, Any, Any]] = []
        self._turn = 0
        self._handed = [0] * procs

    def add_document(self, **fields: Any) -> None:  # noqa: ANN401
        """Take a document; see `ArrayWriter`."""
        self._check_state()
        for name in fields:
            if name not in self.schema and name[0] != "_":
                self._check_fields(self.schema, [name])
        self._batch.append(fields)
        self._added = True
        if len(self._batch) >= _BATCH:
            self._hand_over()

    def cancel(self) -> None:
        """Write nothing."""
        self._end()
        super().cancel()

    def _hand_over(self) -> None:
        if not self._batch:
            return
        if not self._workers:
            self._begin()
        self._put(self._turn, self._batch)
        self._handed[self._turn] += len(self._batch)
        self._turn = (self._turn + 1) % self._procs
        self._batch = []

    def _put(self, worker: int, batch: list[dict[str, Any]] | None) -> None:
        inbox, _, process = self._workers[worker]
        while True:
            self._living(process)
            with suppress(queue.Full):
                inbox.put(batch, timeout=_PATIENCE)
                return

    def _place(self) -> tuple[int, int]:
        return self._turn, self._handed[self._turn] + len(self._batch)

    def _begin(self) -> None:
        context = get_context("spawn")
        for _ in range(self._procs):
            inbox, outbox = context.Queue(_WAITING), context.Queue()
            # What a process that was killed has not read must not keep this one from ending.
            inbox.cancel_join_thread()
            folder = self._tempstorage.folder
            process = context.Process(target=_work, args=(self.schema, folder, self._limit, self._dictionary(), inbox, outbox), daemon=True)
            with deaf_children():
                process.start()
            self._workers.append((inbox, outbox, process))

    def _living(self, process: Any) -> None:  # noqa: ANN401
        if not process.is_alive():
            self._end()
            raise WorkerLost("a process that wrote articles ended before its time, perhaps for want of memory; nothing was published")

    def _end(self) -> None:
        for _, _, process in self._workers:
            process.terminate()
        for _, _, process in self._workers:
            process.join()
        self._workers = []

    def _flush_segment(self) -> None:
        if not self._workers:
            for fields in self._batch:
                self._builder.add(fields)
            self._batch = []
        else:
            self._hand_over()
            for segment in self._collected():
                half = files.documents(self._tempstorage, segment)
                self._builder.append(Part(half, files.postings(self._tempstorage, segment), segment.live(), exact=True))
        self.docnum = len(self._builder)
        super()._flush_segment()

    def _collected(self) -> Sequence[ArraySegment]:
        """What every process has written."""
        segments = []
        for worker in range(len(self._workers)):
            self._put(worker, None)
        for _, outbox, process in self._workers:
            while True:
                try:
                    said = outbox.get(timeout=_PATIENCE)
                    break
                except queue.Empty:
                    self._living(process)
            if isinstance(said, str):
                self._end()
                raise WorkerLost(f"a process that wrote articles failed ({said}); nothing was published")
            segments.append(ArraySegment.of(said))
        self._end()
        for worker, number in self._replaced:
            segments[worker].delete_document(number)
        self._replaced.clear()
        return segments


def _work(schema: Schema, folder: str, limit: float, learnt: bytes, inbox: Any, outbox: Any) -> None:  # noqa: ANN401
    """Make a segment of the batches that come, until None comes."""
    follow_parent()
    try:
        storage = FileStorage(folder)
        builder = SegmentBuilder(schema, storage, limit, learnt)
        while (batch := inbox.get()) is not None:
            for fields in batch:
                builder.add(fields)
        segment = ArraySegment("handed")
        builder.write(storage, segment)
        outbox.put(segment.described())
    except Exception as error:  # noqa: BLE001 — whatever it was, the writer has to hear of it
        outbox.put(f"{type(error).__name__}: {error}")
