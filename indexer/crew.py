"""Processes that work for this one, each behind a pipe of its own, so that one which is killed is noticed at once and holds nobody up."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import get_context
from queue import SimpleQueue
from traceback import format_exc
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from indexer.errors import WorkerLost
from indexer.garbage import look_seldom
from indexer.parent import deaf_children, follow_parent

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

Given = TypeVar("Given")
Made = TypeVar("Made")


class Crew(Generic[Given, Made]):
    """Some processes that all do one job; they are started when there is work for them.

    `concurrent.futures` has one pipe for the answers of all processes: when one is killed while it answers, whoever waits for the rest of
    that answer waits for ever.

    Args:
        job: what is done; it, what it is given and what it makes must be able to go from one process to another.
        size: how many processes.
    """

    def __init__(self, job: Callable[[Given], Made], size: int) -> None:
        self._job = job
        self._size = size
        self._workers: list[tuple[SpawnProcess, Connection]] = []
        self._idle: SimpleQueue[Connection] = SimpleQueue()
        # Each of them waits for one process.
        self._threads = ThreadPoolExecutor(size)

    def submit(self, given: Given) -> Future[Made]:
        """What is made of something, sooner or later; call it from the main thread.

        The result raises what the job raises, and `WorkerLost` where a process was killed.
        """
        if len(self._workers) < self._size:
            self._start()
        return self._threads.submit(self._ask, given)

    def end(self, *, done: bool) -> None:
        """End the processes: at once, unless all work is `done`."""
        self._threads.shutdown(wait=done, cancel_futures=True)
        for process, pipe in self._workers:
            if done:
                pipe.close()
            else:
                process.kill()
        for process, _ in self._workers:
            process.join()

    def _start(self) -> None:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(self._job, theirs), daemon=True)
        with deaf_children():
            process.start()
        theirs.close()
        self._workers.append((process, ours))
        self._idle.put(ours)

    def _ask(self, given: Given) -> Made:
        pipe = self._idle.get()
        try:
            pipe.send(given)
            made, error = pipe.recv()
        except (EOFError, OSError):
            raise WorkerLost("a worker ended before its time, perhaps for want of memory; nothing was published; try --workers 1") from None
        finally:
            self._idle.put(pipe)
        if error is not None:
            raise error
        result: Made = made
        return result


def _work(job: Callable[[Any], Any], pipe: "Connection") -> None:
    """Do what is asked until nothing is asked any more."""
    follow_parent()
    look_seldom()
    while True:
        try:
            given = pipe.recv()
        except EOFError:
            return
        try:
            made, failed = job(given), None
        except Exception as error:  # noqa: BLE001 — the one who asked is told
            error.add_note(format_exc())
            made, failed = None, error
        pipe.send((made, failed))
