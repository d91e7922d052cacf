"""How well Lunette ranks, through the door that the service uses, on collections with judged queries.

Run `python tests/benchmarks/ranking.py COLLECTION... [--match auto|all|any]`, each a folder with documents.jsonl, queries.jsonl and
qrels.txt. Prints nDCG@10, RR@10 and R@100 of each collection, and for `auto` in how many queries every word was required.
"""

import argparse
import json
import tempfile
from pathlib import Path

import ir_measures
from ir_measures import RR, R, nDCG

from indexer.build import build
from service.search.catalogue import Catalogue
from service.search.request import Face, SearchRequest

MEASURES = [nDCG @ 10, RR @ 10, R @ 100]


def index(collection: Path, home: Path) -> None:
    """Build an index of a collection's documents, whose dates are often not dates."""
    lines = []
    for line in (collection / "documents.jsonl").read_text("utf-8").splitlines():
        document = json.loads(line)
        lines.append(json.dumps({key: document[key] for key in ("id", "title", "text", "lang") if document.get(key)}))
    source = home.with_suffix(".jsonl")
    source.write_text("\n".join(lines), "utf-8")
    report = build([str(source)], home)
    for reject in report.rejects[:3]:
        print(f"  rejected {reject.path.rpartition('/')[2]}: {reject.reason}")


def run(collection: Path, home: Path, match: str) -> tuple[dict[object, float], int, int]:
    """The measures of one collection, how many queries required every word, and how many there were."""
    catalogue = Catalogue(home, 60)
    found, strict, queries = [], 0, 0
    for line in (collection / "queries.jsonl").read_text("utf-8").splitlines():
        query = json.loads(line)
        page = catalogue.search(SearchRequest(q=query["text"], match=match, per_page=100, facets=()), Face())
        strict += page.query.match == "all"
        queries += 1
        found += [ir_measures.ScoredDoc(query["id"], hit.id, -hit.rank) for hit in page.hits]
    qrels = list(ir_measures.read_trec_qrels(str(collection / "qrels.txt")))
    return ir_measures.calc_aggregate(MEASURES, qrels, found), strict, queries


def main() -> None:
    """Print one line a collection."""
    parser = argparse.ArgumentParser()
    parser.add_argument("collections", nargs="+", type=Path)
    parser.add_argument("--match", default="auto", choices=["auto", "all", "any"])
    arguments = parser.parse_args()
    for collection in arguments.collections:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "index"
            index(collection, home)
            measured, strict, queries = run(collection, home, arguments.match)
        figures = "  ".join(f"{measure} {measured[measure]:.4f}" for measure in MEASURES)
        print(f"{collection.name:14} match={arguments.match:4} {figures}  all words in {strict} of {queries}")


if __name__ == "__main__":
    main()
