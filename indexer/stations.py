"""Work on many things by several processes, in order, with so few under way that memory does not grow with their number."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TypeVar

from indexer.errors import WorkerLost
from indexer.garbage import look_seldom
from indexer.parent import deaf_children, follow_parent

BATCH = 32
"""Things handed to a worker at once: enough to outweigh the handing over."""
FEW = 4 * BATCH
"""With fewer of them than this, starting workers takes longer than the work."""

Thing = TypeVar("Thing")
Made = TypeVar("Made")


def through(
    things: Iterable[Thing],
    station: Callable[[Sequence[Thing]], list[Made]],
    workers: int,
    heavy: Callable[[Thing], bool] | None = None,
    together: int = 1,
) -> Generator[Made]:
    """What a station makes of everything, in order: here when they are few or there is one worker, otherwise in processes.

    Args:
        things: what goes through; it and what is made of it must be able to go from one process to another.
        station: a function that can do so, too; it gets some things and makes something of each.
        workers: how many processes.
        heavy: what is worth the way to another process; everything when None.
        together: how many things the station gets at once here; in processes it gets `BATCH`.

    Raises:
        WorkerLost: a worker was killed.
    """
    waiting = iter(things)
    first = deque(islice(waiting, FEW))
    few = len(first) < FEW
    everything = chain(_emptied(first), waiting)
    if workers == 1 or few:
        while batch := list(islice(everything, together)):
            yield from station(batch)
    else:
        yield from _in_processes(everything, station, workers, heavy)


def each(station: Callable[[Thing], Made], things: Sequence[Thing]) -> list[Made]:
    """A station for one thing after the other."""
    return [station(thing) for thing in things]


def _emptied(things: deque[Thing]) -> Iterator[Thing]:
    """The things, which are not held any longer once they went through."""
    while things:
        yield things.popleft()


def _in_processes(
    things: Iterator[Thing],
    batch_of: Callable[[Sequence[Thing]], list[Made]],
    workers: int,
    heavy: Callable[[Thing], bool] | None,
) -> Iterator[Made]:
    # They take longer to load than a few articles take.
    from concurrent.futures import Future, ProcessPoolExecutor  # noqa: PLC0415
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415
    from multiprocessing import get_context  # noqa: PLC0415

    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin)
    done = False
    try:
        under_way: deque[Future[list[Made]]] = deque()
        while batch := list(islice(things, BATCH)):  # itertools.batched begins with Python 3.12
            if heavy is None or any(map(heavy, batch)):
                with deaf_children():
                    under_way.append(pool.submit(batch_of, batch))
            else:
                here: Future[list[Made]] = Future()
                here.set_result(batch_of(batch))
                under_way.append(here)
            if len(under_way) >= 3 * workers:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()
        done = True
    except BrokenProcessPool:
        raise WorkerLost("a worker ended before its time, perhaps for want of memory; nothing was published; try --workers 1") from None
    finally:
        # Workers that died of a signal may never be done, so only good ones are waited for; all end with this process.
        pool.shutdown(wait=done, cancel_futures=True)


def _begin() -> None:
    """How a worker begins."""
    follow_parent()
    look_seldom()
