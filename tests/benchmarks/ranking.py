"""What each choice in the ranking gains: every one taken back or changed alone, on collections with judged queries.

Run `python tests/benchmarks/ranking.py COLLECTION...`; `lunette eval` measures the ranking as it is, through the whole door. Here articles
are not marked, so that a collection takes seconds. The last column says for which collections a change would have been chosen by the mean
of the others of its language: a choice is sound where that is nobody. In thousandths.

                              en_cranfield       en_cisi       en_cacm
    as it is                         415.3         432.3         513.7
    title 1                           -4.8          -1.4         -14.3
    title 3                           -0.5          -5.5           1.6  en_cisi
    no words as typed                  0.7          10.1          -0.5  en_cranfield en_cisi en_cacm
    words as typed .25                -1.4           0.8           7.9  en_cranfield en_cisi
    words as typed 1                  -4.1           0.5          -3.9
    k1 1.2                            -2.1          -1.3          -7.9
    k1 2                               0.6          -3.4           9.4  en_cranfield en_cisi
    b .6                              -2.9           2.2           4.5  en_cranfield en_cisi
    b .9                              -0.6           1.7         -10.9  en_cacm
    Whoosh's idf                      -1.7         -14.2         -13.7
    64 words of a question             0.0         -11.7           0.0
    compounds as one word            -15.7           1.6          -2.3
    no feedback                      -33.5         -17.3         -10.9
    feedback from 10                  -8.7         -12.0           0.9
    feedback of 30 words               5.2           1.3         -10.7  en_cacm
    feedback at .5                    -8.0          -7.4           2.8

What the whole table above stands on was measured with `match=any`, 64 words, compounds as one word and no feedback, in the order fr_cnil,
fr_piaf_a, en_cranfield, en_cisi, en_cacm:

    title and body as two texts whose scores are added up, title 1.5     666.1   845.6   373.6   376.9   483.2
    as one text, title 2 (`matchers.Synonyms`)                           666.1   857.1   364.7   399.6   511.0
        title 1                                                          666.1   854.5   361.5   407.3   494.1
        title 3                                                          666.1   857.0   361.8   400.1   520.8
        words as typed .25                                               664.4   856.9   365.8   404.6   513.8

English is undecided about words as they were typed; French gains by them, and somebody who types a form expects it first.
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
    "compounds as one word": value("_loosely", lambda own, node: own.compile(node), reading.Reading),
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
