"""What ranking by what articles are about gains at each weight, and what it costs; needs the extra `dense`.

Run `python tests/benchmarks/dense.py COLLECTION...`; `lunette eval --dense --compare RUN` measures it as it is, with the chance of such a
difference. nDCG@10 in thousandths; `fed` is the weight for English hits of loose questions, which `feedback` ranked before, and decides for
English collections, the other one for French ones. What was chosen by such figures, and they, stand in `service/search/reranking.py`.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from indexer.build import build
from indexer.encoder import Encoder
from indexer.encoding import encoded, passages
from service.evaluation import measures
from service.evaluation.collection import Collection, read
from service.evaluation.temporary import Door, written
from service.search import reranking
from service.warm import warm_up

DEPTH = 10
WEIGHTS: Sequence[tuple[float, float]] = ((0.25, 0.25), (0.4, 0.4), (0.5, 0.5), (0.6, 0.6), (0.75, 0.25), (0.75, 0.75), (1.0, 1.0))
"""Of the likeness of what is asked and what an article is about, in general and where `feedback` was there before."""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("collection", nargs="+", type=Path)
    collections = [read(folder) for folder in parser.parse_args().collection]
    warm_up()
    costs(collections)
    rows: dict[str, list[float]] = {"without": []} | {f"{weight:.2f}, fed {fed:.2f}": [] for weight, fed in WEIGHTS}
    for collection in collections:
        with doors(collection) as (plain, dense):
            rows["without"].append(reached(plain, collection))
            for weight, fed in WEIGHTS:
                with patch.multiple(reranking, WEIGHT=weight, WEIGHT_FED=fed):
                    rows[f"{weight:.2f}, fed {fed:.2f}"].append(reached(dense, collection))
    print(f"{'':18}" + "".join(f"{each.name:>14}" for each in collections))
    for name, figures in rows.items():
        print(f"{name:18}" + "".join(f"{1000 * figure:14.1f}" for figure in figures))


@contextmanager
def doors(collection: Collection) -> Iterator[tuple[Door, Door]]:
    """Ways into one index of a collection, without and with what articles are about."""
    with tempfile.TemporaryDirectory(prefix="lunette-dense-") as folder:
        home = Path(folder) / "index"
        report = build([str(written(collection.documents, Path(folder)))], home, dense=True)
        yield Door(home, report), Door(home, report, dense=True)


def reached(door: Door, collection: Collection) -> float:
    """The nDCG@10 of a way."""
    ranking: Mapping[str, Sequence[str]] = {key: door.ids(text, depth=DEPTH) for key, text in collection.queries.items()}
    return measures.figures(collection, ranking)[measures.DECISIVE]


def costs(collections: Sequence[Collection]) -> None:
    """Print what it takes to encode, in processor time of one core."""
    begun = time.process_time()
    encoder = Encoder.load()
    print(f"loading the encoder: {time.process_time() - begun:.1f} s")
    for collection in collections:
        queries = list(collection.queries.values())[:200]
        begun = time.process_time()
        for query in queries:
            encoder.asked(query)
        each = (time.process_time() - begun) / len(queries)
        stored = [{"title": each.get("title", ""), "text": each.get("text", ""), "headline": True} for each in collection.documents[:200]]
        begun = time.process_time()
        encoded([passages(each) for each in stored])
        many = len(stored) / (time.process_time() - begun)
        print(f"{collection.name}: {1000 * each:.1f} ms a query, {many:.0f} articles/s")


if __name__ == "__main__":
    main()
