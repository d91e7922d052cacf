"""How long engines take: to build, each in a process of its own, and to answer, all of them side by side."""

import gc
import os
import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from corpus import Corpus
from peers import Page, load
from questions import MAIN
from trees import Asked

from indexer.document import Document

_WARM_UP = 64
"""Articles that an engine indexes for nothing first: compiling kernels is not indexing."""


@dataclass(frozen=True, slots=True)
class Library:
    """Which articles are indexed: so many of those that the folder `data` teaches to write, under a seed; `kept` is where that is kept."""

    data: Path
    kept: Path
    documents: int
    seed: int

    def articles(self) -> Iterator[Document]:
        """All of them."""
        return Corpus(self.data, self.kept, self.seed).articles(self.documents)


@dataclass(frozen=True, slots=True)
class Built:
    """What building an index took.

    `cpu` are seconds of all processors, those of child processes too. `peak` is in megabytes, with what writes the articles in them.
    """

    documents: int
    cpu: float
    wall: float
    bytes: int
    peak: float

    @property
    def rate(self) -> float:
        """Documents per second of one processor."""
        return self.documents / self.cpu


class _Timed:
    """Articles, and how long it took to write them, which is nobody's cost. CPU is of this thread alone: others go on indexing."""

    def __init__(self, articles: Iterator[Document]) -> None:
        self._articles = articles
        self.cpu = self.wall = 0.0

    def __iter__(self) -> Iterator[Document]:
        while True:
            cpu, wall = time.thread_time(), time.perf_counter()
            # By the hundred, for looking at the clock takes time as well.
            some = list(islice(self._articles, 100))
            self.cpu += time.thread_time() - cpu
            self.wall += time.perf_counter() - wall
            if not some:
                return
            yield from some


def build(name: str, folder: Path, library: Library) -> Built:
    """Build an engine's index in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_build, name, folder, library).result()


def _build(name: str, folder: Path, library: Library) -> Built:
    articles = library.articles()
    with TemporaryDirectory(dir=folder.parent) as scratch:
        load(name).build(islice(library.articles(), _WARM_UP), Path(scratch))
    folder.mkdir()
    gc.collect()
    timed = _Timed(articles)
    cpu, wall = _cpu(), time.perf_counter()
    load(name).build(timed, folder)
    _sync(folder)
    cpu, wall = _cpu() - cpu - timed.cpu, time.perf_counter() - wall - timed.wall
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return Built(library.documents, cpu, wall, size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _sync(folder: Path) -> None:
    """Have everything on disk, for engines that leave that to chance."""
    for path in (*folder.rglob("*"), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


Job = Callable[[Asked], Any]
"""What is timed: the answer to a question in one engine."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of one job of one engine: of CPU over the whole process, and of wall clock; each a list a kind of question."""

    cpu: Mapping[str, Sequence[float]]
    wall: Mapping[str, Sequence[float]]

    def of(self, kinds: Sequence[str] = MAIN, *, wall: bool = False) -> Sequence[float]:
        """All samples of some kinds."""
        samples = self.wall if wall else self.cpu
        return [sample for kind in kinds for sample in samples.get(kind, ())]


def percentile(samples: Sequence[float], share: float) -> float:
    """The sample that so many per cent are not above; not a number where there are none."""
    return float(np.percentile(samples, share)) if samples else float("nan")


def answer(jobs: Mapping[tuple[str, str], Job], kinds: Mapping[str, Sequence[str]], questions: Sequence[Asked], rounds: int) -> "Answers":
    """Have every engine answer a question before the next one is asked, in an order that turns; once for nothing, then for the clock.

    Args:
        jobs: (engine, job) to what does it.
        kinds: engine to the kinds of question that it can answer.
        questions: in their order.
        rounds: how often each is timed.
    """
    answers = Answers({key: Cost({}, {}) for key in jobs}, {})
    engines = list(dict.fromkeys(engine for engine, _ in jobs))
    for turn in range(rounds + 1):
        gc.collect()
        for number, asked in enumerate(questions):
            first = (number + turn) % len(engines)
            for engine in engines[first:] + engines[:first]:
                if asked.question.kind not in kinds[engine]:
                    continue
                for (name, job), work in jobs.items():
                    if name == engine:
                        cpu, wall = time.process_time_ns(), time.perf_counter_ns()
                        found = work(asked)
                        cpu, wall = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
                        if turn:
                            answers.add(name, job, asked, cpu / 1e6, wall / 1e6)
                        elif isinstance(found, Page):
                            answers.pages.setdefault(name, {})[number] = found
    return answers


@dataclass(frozen=True, slots=True)
class Answers:
    """What every job of every engine cost, and every engine's page for each question by its number."""

    costs: Mapping[tuple[str, str], Cost]
    pages: dict[str, dict[int, Page]]

    def add(self, engine: str, job: str, asked: Asked, cpu: float, wall: float) -> None:
        """Note one answer."""
        cost: Any = self.costs[engine, job]
        cost.cpu.setdefault(asked.question.kind, []).append(cpu)
        cost.wall.setdefault(asked.question.kind, []).append(wall)
