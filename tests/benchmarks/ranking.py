"""What each choice in the ranking gains: every one taken back or changed alone, on collections with judged queries.

Run `python tests/benchmarks/ranking.py COLLECTION...`, with `--only CHANGE...` for some lines; all take 20 minutes of processor time on
these five. `lunette eval` measures the ranking as it is, through the whole door; here articles are not marked. The changes stand in
`choices.py`, what they are made of in `formulas.py`, `bonuses.py`, `chains.py` and `light_stems.py`.

nDCG@10 in thousandths: the first line as it is, the others what one change gains. Two collections are French, fr_cnil and fr_piaf_a, and
three English, en_cranfield, en_cisi and en_cacm; `n` is of the queries with a name that the index knows (117 of 512 and 378 of 1,683; the
English ones have nine). The last column says for which collections a change would have been chosen by the mean of the others of its
language: a choice is sound where that is nobody.

                                     cnil    piaf_a cranfield      cisi      cacm    cnil n  piaf_a n
    as it is                        669.9     855.0     415.3     431.9     519.8     680.8     905.7
    title 1                           0.0      -2.8      -4.8       2.5     -21.5       0.0      -8.1
    title 3                           0.0      -1.4      -0.5      -4.5       8.2       0.0      -3.5  cranfield cisi
    no words as typed                -9.9      -9.7       0.7       9.7      -1.4      -8.7     -12.4  cranfield cacm
    words as typed .25               -2.5      -1.4      -1.4       1.6       8.7      -3.0      -9.3  cranfield cisi cacm
    words as typed 1                 -5.4      -2.1      -4.1      -1.0      -0.7       1.3       3.3
    fields added up, title 1          0.0      -6.7      -2.8     -29.4     -23.3       0.0     -15.2
    fields added up, title 1.5        0.0      -9.7      -5.3     -31.0     -24.4       0.0     -16.6
    no entities                      -2.4      -2.2       0.0       0.9      -1.2     -10.6      -9.6  cacm
    entities .6                      -0.3      -1.2       0.0      -0.1      -1.2      -1.2      -5.4
    entities 2.5                      0.6      -3.4       0.0      -0.9      -5.7       2.8     -15.0  piaf_a
    entities in BM25F                 0.6       0.3       0.0       1.2      -1.2       2.8       1.4  cnil piaf_a cranfield cacm
    scored as formulas.py does        0.0       0.0       0.0       0.0       0.0       0.0       0.0
    k1 1.2                           -0.8       0.7      -2.1      -0.9     -10.9       1.5       0.1  cnil
    k1 2                             -0.4      -2.5       0.6      -3.3       7.7       0.4      -6.9  cranfield cisi
    b .6                             -4.4      -0.3      -2.9       3.2       5.2       1.4      -1.0  cranfield cisi cacm
    b .9                             -2.6      -0.9      -0.6       3.4      -9.6       3.1      -3.1  cacm
    b of title 0                      0.0      -0.9      -2.5      -2.3       5.9       0.0      -2.3  cranfield cisi
    b of title .5                     0.0      -0.7      -0.6       2.2       6.6       0.0      -2.3  cranfield cisi cacm
    b of title 1                      0.0      -0.1      -1.3       0.4      -2.3       0.0      -0.6
    b of body .6                     -4.4      -0.0      -0.1       0.8       9.6       1.5       0.5  cranfield cisi cacm
    b of body .9                     -2.7      -0.3      -0.0      -1.1      -7.8       2.8      -0.4
    Whoosh's idf                     -1.2      -2.7      -1.7     -12.9      -9.0       0.7      -4.1
    BM25+, 1                         -3.3      -0.7     -12.6      -0.2      -9.9      10.9       3.6
    BM25+, .5                        -1.9       0.5      -6.7       8.7     -11.8       7.2       3.6  cnil cacm
    BM25L, .5                        -4.9       0.0      -6.8       3.6      -5.9       5.4       3.6  cnil
    DFR InL2                         -0.3       0.6      -9.2       4.6      -7.1       6.3      -0.3  cnil
    language model, mu 500          -30.9      -8.2     -23.0     -24.8     -31.2     -41.5      -4.1
    language model, mu 2000         -51.8     -16.3     -43.5     -30.2     -38.0     -46.4     -11.7
    language model, lambda .5       -10.4      -7.0     -14.1       5.2      -0.2      -5.3      -6.5  cranfield
    no stemming                     -27.7     -22.8     -29.7     -26.8     -67.1     -26.8      -2.2
    light stems (Savoy)              -4.7      -4.3                                    -1.5       5.2
    minimal stems (Savoy)            -3.2      -8.7                                    -5.5      -0.1
    stems of plurals (Harman)                           -14.0     -14.3     -20.6
    words in -a stemmed              -0.1       0.9                                    -2.5       0.0  cnil
    fold, then stem                  -1.7      -2.9       0.0       0.0       0.0      -3.1       1.3
    stem, then fold                  -1.7       0.6       0.0       0.0       0.0       3.3       0.0  cnil
    stop words are words            -22.4      -6.5      -9.3     -30.9     -31.7     -17.7       3.9
    64 words of a question            0.0       0.0       0.0     -11.7       0.0       0.0       0.0
    compounds as one word            -0.0       1.0     -15.7       1.6       3.4      -4.0       4.9  cnil cranfield
    stems side by side, .1            0.9       2.3      -1.1       0.0       7.4      -0.6       0.9  cnil piaf_a cranfield cisi
    stems side by side, .2           -0.3       2.6       2.6      -5.7      13.5      -1.8       1.9  cnil cranfield cisi
    words side by side, .1            0.2       3.0       0.1      -3.6       3.0      -0.5       0.3  cnil piaf_a cisi
    words side by side, .2            2.7       4.3      -1.5      -2.5       4.6      -0.3       1.4  cnil piaf_a cranfield cisi
    words side by side, .4            3.6       5.2      -2.8      -7.7       0.9       0.8       7.2  cnil piaf_a
    stems within 8 words, .1         -0.9       2.3      -1.4      -2.9      16.0      -4.9       0.9  cnil cranfield cisi
    stems, both ways, .1             -2.9       2.4       1.4      -8.6      22.1      -2.9       1.9  cnil cranfield cisi
    the closest two words            -1.1       2.0       1.2      -6.1       7.7      -1.1       0.7  cnil cranfield cisi
    coordination                     -8.2      -4.7     -20.4     -46.4     -72.2       1.5       2.1
    half coordination                -3.9      -0.3      -2.5       0.6      -7.4       5.5       5.9
    copies halved                    -6.9       0.0      -0.7      -0.6       0.0      -2.8       0.0
    cosine .8 halved                -10.2       0.0      -0.7      -0.6      -1.3      -8.9       0.0
    cosine .5, a tenth less          -0.0      -0.1       0.2       0.6       1.0       2.0       0.0  cranfield cisi cacm
    no feedback                                         -33.5     -15.6      -6.9
    none where a name is known                            0.0      -0.8       1.8                      cranfield cisi
    feedback from 10                                     -8.7     -11.1       4.6
    feedback of 30 words                                  5.2       1.5      -7.7                      cacm
    feedback at .5                                       -8.0      -7.8       5.0
    feedback in French              -36.1      -5.9                                   -42.4     -19.0
    in French at .5                 -23.4      -2.9                                   -20.3     -15.3
    in French at .25                -11.2      -1.0                                    -1.8     -10.3
    in French, no name known        -26.4      -1.6                                     0.0       0.0

Formulas. `entities in BM25F` is BM25F over title, entities and body, where a name's entity is one more field of each of its words; adding
both up costs a thousandth at most. `scored as formulas.py does` has to be nothing. What is there for long articles (BM25+, BM25L, b)
is hardly tested here, where articles are short. fr_cnil has no titles, and half of en_cacm nothing else.

Words. Snowball's stems stand against none, against lighter ones and against either order of folding: nothing is better on all collections
of a language. `fold_order.py` asks without accents, which is what both orders at one position are for.

What stands together. Two neighbours of a query that are neighbours in an article, as typed and stop words and all, would gain in French as
one more word at .2 or .4; p is .5 on fr_cnil and .01 and .02 on fr_piaf_a, by the paired t test of `lunette eval`. They cost en_cranfield
and en_cisi. What stands within a window gains much on en_cacm and costs en_cisi. None of it is built.

How many words an article has. Half of the coordination that Lucene once had gains 5 where a name is known, and costs the other questions
more; BM25+ likewise, in French.

Copies. A copy of a relevant article is judged relevant, so such collections only tell what it costs to lower it, not what it spares a
reader. `twins=collapse` folds copies where somebody asks for that.

Recency. No collection has dates, and no score depends on one: articles stand by date only where `sort` says so.

Feedback. French loses by it at any weight, where a name is known as elsewhere; English has too few names to tell.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from choices import CHOICES, names_known

from indexer.build import build
from service.evaluation import measures
from service.evaluation.collection import Collection, read
from service.evaluation.temporary import written
from service.search import answering, engine
from service.search.deadline import NEVER
from service.search.generation import Generation
from service.search.request import SearchRequest
from service.warm import warm_up

FIRST = "as it is"
FEW = 20
"""Queries that tell nothing together."""


@contextmanager
def opened(collection: Collection) -> Iterator[Generation]:
    """A generation of a collection's documents. They are read here, for no other process knows of changes."""
    with tempfile.TemporaryDirectory() as folder:
        source = written(collection.documents, Path(folder))
        build([str(source)], Path(folder) / "index", workers=1)
        warm_up()
        yield Generation.open(Path(folder) / "index")


def measured(collection: Collection, generation: Generation) -> Mapping[str, float]:
    """Query to nDCG@10, in thousandths."""
    ranking: dict[str, Sequence[str]] = {}
    with generation.searcher() as searcher:
        for key, text in collection.queries.items():
            request = SearchRequest(q=text, facets=())
            found = answering.answered(request, "en", generation, searcher, NEVER).found
            numbers = engine.answer(found, replace(request, twins="show"), generation.columns).numbers.tolist()
            ranking[key] = [generation.stored(searcher, number)["id"] for number in numbers]
    return {key: 1000 * each for key, each in measures.by_query(collection, ranking)[measures.DECISIVE].items()}


@dataclass(frozen=True, slots=True)
class Column:
    """A collection: its name, its queries with a known name, and what each choice gives, by query."""

    name: str
    named: frozenset[str]
    rows: Mapping[str, Mapping[str, float]]

    def mean(self, choice: str, queries: frozenset[str] | None = None) -> float | None:
        """What a choice gives on average, over some queries or all; None where it was not measured."""
        row = self.rows.get(choice)
        chosen = queries or row
        return sum(row[key] for key in chosen) / len(chosen) if row and chosen else None

    def gain(self, choice: str, queries: frozenset[str] | None = None) -> float | None:
        """How much more that is than it gives as it is."""
        now, first = self.mean(choice, queries), self.mean(FIRST, queries)
        return None if now is None or first is None else now - first


def column(folder: Path, choices: Sequence[str]) -> Column:
    """All that is measured on a collection."""
    collection, rows = read(folder), {}
    with opened(collection) as generation:
        named = frozenset(key for key, text in collection.queries.items() if names_known(SearchRequest(q=text), generation))
        for name in choices:
            choice = CHOICES[name]
            if choice.only in (None, collection.name[:2]):
                with ExitStack() as stack:
                    choice.change(stack)
                    rows[name] = measured(collection, stack.enter_context(opened(collection)) if choice.anew else generation)
    return Column(collection.name, named, rows)


def main() -> None:
    """Print one line a change, in thousandths; but for the first, differences."""
    parser = argparse.ArgumentParser()
    parser.add_argument("collections", nargs="+", type=Path)
    parser.add_argument("--only", nargs="+", default=[*CHOICES], choices=[*CHOICES], metavar="CHANGE", help="Some lines only.")
    arguments = parser.parse_args()
    choices = list(dict.fromkeys([FIRST, *arguments.only]))
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        columns = list(pool.map(partial(column, choices=choices), arguments.collections))
    table(columns, choices)


def table(columns: Sequence[Column], choices: Sequence[str]) -> None:
    """Print a line a choice: over all queries of each collection, then over those with a known name where there are enough."""
    shown = [*((each, None) for each in columns), *((each, each.named) for each in columns if len(each.named) >= FEW)]
    print(f"{'':27}" + "".join(f"{short(each.name) + ' n' * bool(queries):>10}" for each, queries in shown))
    for choice in choices:
        told = [(each.gain if choice != FIRST else each.mean)(choice, queries) for each, queries in shown]
        line = f"{choice:27}" + "".join(f"{'':10}" if each is None else f"{each:10.1f}" for each in told)
        others = preferred([each.name for each in columns], told[: len(columns)]) if choice != FIRST else ()
        print(f"{line}  {' '.join(map(short, others))}".rstrip())


def preferred(names: Sequence[str], gains: Sequence[float | None]) -> Iterator[str]:
    """The collections for which the others of the same language prefer a change."""
    measured = {name: each for name, each in zip(names, gains, strict=True) if each is not None}
    for name in measured:
        if sum(each for other, each in measured.items() if other != name and other[:2] == name[:2]) > 0:
            yield name


def short(name: str) -> str:
    """The name of a collection without its language."""
    return name.partition("_")[2] or name


if __name__ == "__main__":
    main()
