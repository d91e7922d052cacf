"""Work on many things by several processes, in order, with so few under way that memory does not grow with their number."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from typing import TypeVar

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
    from indexer.crew import Crew  # noqa: PLC0415 — what it needs takes longer to load than a few articles take

    crew = Crew(batch_of, workers)
    done = False
    try:
        under_way: deque[Callable[[], list[Made]]] = deque()
        while batch := list(islice(things, BATCH)):  # itertools.batched begins with Python 3.12
            if heavy is None or any(map(heavy, batch)):
                under_way.append(crew.submit(batch).result)
            else:
                under_way.append(partial(list, batch_of(batch)))
            if len(under_way) >= 3 * workers:
                yield from under_way.popleft()()
        while under_way:
            yield from under_way.popleft()()
        done = True
    finally:
        crew.end(done=done)
