"""What each choice in the ranking gains: every one taken back or changed alone, on collections with judged queries.

Run `python tests/benchmarks/ranking.py COLLECTION...`; `lunette eval` measures the ranking as it is, through the whole door. Here articles
are not marked, so that a collection takes seconds. The last column says for which collections a change would have been chosen by the mean
of the others of its language: a choice is sound where that is nobody.

RESULTS
"""

import argparse
import math
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from indexer import schema
from indexer.build import build
from service.evaluation import measures
from service.evaluation.collection import Collection, read
from service.evaluation.temporary import written
from service.search import engine, feedback, interpret, lookup, reading, syntax, weighting, weights
from service.search.deadline import NEVER
from service.search.generation import Generation
from service.search.request import SearchRequest
from service.search.understand import understand
from service.warm import warm_up

Change = Callable[[ExitStack], None]


def boost(**others: float) -> Change:
    """Other weights than those of the table."""
    boosts = {**schema.BOOSTS, **others}

    def change(stack: ExitStack) -> None:
        for module in (lookup, feedback):
            stack.enter_context(patch.object(module, "BOOSTS", boosts))

    return change


def value(name: str, other: Any, *modules: Any) -> Change:  # noqa: ANN401 — modules and their constants
    """Another value of a constant, wherever it was imported."""

    def change(stack: ExitStack) -> None:
        for module in modules:
            stack.enter_context(patch.object(module, name, other))

    return change


def stock_idf(frequency: float, documents: int) -> float:
    """Whoosh's inverse document frequency."""
    return math.log(documents / (frequency + 1)) + 1


CHANGES: Mapping[str, Change] = {
    "as it is": lambda _: None,
    "title 1": boost(title=1.0),
    "title 3": boost(title=3.0),
    "no words as typed": boost(exact=0.001),
    "words as typed .25": boost(exact=0.25),
    "words as typed 1": boost(exact=1.0),
    "k1 1.2": value("K1", 1.2, weighting, weights, feedback),
    "k1 2": value("K1", 2.0, weighting, weights, feedback),
    "b .6": value("B", 0.6, weighting, weights, feedback),
    "b .9": value("B", 0.9, weighting, weights, feedback),
    "Whoosh's idf": value("idf", stock_idf, interpret, feedback),
    "64 words of a question": value("MAX_WORDS", 64, syntax),
    "compounds as one word": value("_loosely", reading.Reading.compile, reading.Reading),
    "no feedback": value("refined", lambda found, *_: found, feedback),
    "feedback from 10": value("FED", 10, feedback),
    "feedback of 30 words": value("WORDS", 30, feedback),
    "feedback at .5": value("SHARE", 0.5, feedback),
}


@contextmanager
def opened(collection: Collection) -> Iterator[Generation]:
    """A generation of a collection's documents."""
    with tempfile.TemporaryDirectory() as folder:
        source = written(collection.documents, Path(folder))
        build([str(source)], Path(folder) / "index")
        warm_up()
        yield Generation.open(Path(folder) / "index")


def measured(collection: Collection, generation: Generation) -> float:
    """nDCG@10."""
    ranking: dict[str, Sequence[str]] = {}
    with generation.searcher() as searcher:
        for key, text in collection.queries.items():
            request = SearchRequest(q=text, facets=())
            said, _, found = understand(request, "en", generation, searcher, NEVER)
            if said.match == "any" and said.lang in (None, feedback.LANGUAGE):
                found = feedback.refined(found, generation, searcher, NEVER)
            numbers = engine.answer(found, replace(request, twins="show"), generation.columns).numbers.tolist()
            ranking[key] = [generation.stored(searcher, number)["id"] for number in numbers]
    return measures.figures(collection, ranking)[measures.DECISIVE]


def main() -> None:
    """Print one line a change, in thousandths; but for the first, differences."""
    parser = argparse.ArgumentParser()
    parser.add_argument("collections", nargs="+", type=Path)
    collections = [read(folder) for folder in parser.parse_args().collections]
    columns: list[list[float]] = []
    for collection in collections:
        with opened(collection) as generation:
            column = []
            for change in CHANGES.values():
                with ExitStack() as stack:
                    change(stack)
                    column.append(1000 * measured(collection, generation))
        columns.append(column)
    print(f"{'':24}" + "".join(f"{each.name:>14}" for each in collections))
    for row, name in enumerate(CHANGES):
        differences = [column[row] - column[0] for column in columns]
        told = "".join(f"{difference if row else column[0]:14.1f}" for difference, column in zip(differences, columns, strict=True))
        print(f"{name:24}{told}  {' '.join(preferred([each.name for each in collections], differences))}")


def preferred(names: Sequence[str], differences: Sequence[float]) -> Iterator[str]:
    """The collections for which the others of the same language prefer a change."""
    for name in names:
        others = [each for other, each in zip(names, differences, strict=True) if other != name and other[:2] == name[:2]]
        if sum(others) > 0:
            yield name


if __name__ == "__main__":
    main()
