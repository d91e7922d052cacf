"""In which order French and English words are folded and stemmed: what each order does to ranking, as typed and without accents.

Run `python tests/benchmarks/fold_order.py COLLECTION...`, each a folder with documents.jsonl, queries.jsonl and qrels.txt. A plain
BM25 (k1 1.5, b .75, Lucene's idf, title counted three times) over one field, so that nothing but the terms differs. Prints nDCG@10
for each order, for the queries as they are and for the queries with every accent removed. What the orders do in the service itself, where
words are looked for as typed as well, is in the table of `ranking.py`.
"""

import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import ir_measures
from chains import Order, both, fold_then_stem, read_with, stem_then_fold
from unidecode import unidecode

from indexer.document import LANGUAGES

ORDERS: Final[Mapping[str, Order]] = {"fold, then stem": fold_then_stem, "stem, then fold": stem_then_fold, "both at one position": both}


def run(folder: Path, order: str, *, accents: bool) -> float:
    """nDCG@10 of one order on one collection."""
    language = next(each for each in LANGUAGES if folder.name.startswith(each))
    analysis = read_with(language, order=ORDERS[order], names=False)
    postings: dict[str, dict[str, int]] = defaultdict(dict)
    lengths = {}
    for line in (folder / "documents.jsonl").read_text("utf-8").splitlines():
        document = json.loads(line)
        text = " . ".join([document.get("title") or ""] * 3 + [document["text"]])
        counts = Counter(term for part in analysis.parts(text) for term in part.terms)
        lengths[document["id"]] = sum(counts.values())
        for term, count in counts.items():
            postings[term][document["id"]] = count
    average = sum(lengths.values()) / len(lengths)
    found = []
    for line in (folder / "queries.jsonl").read_text("utf-8").splitlines():
        query = json.loads(line)
        text = query["text"] if accents else unidecode(query["text"])
        scores: dict[str, float] = defaultdict(float)
        for part in analysis.parts(text):
            best: dict[str, float] = {}
            for term in part.terms:
                frequency = len(postings.get(term, ()))
                idf = math.log(1 + (len(lengths) - frequency + 0.5) / (frequency + 0.5))
                for document, count in postings.get(term, {}).items():
                    score = idf * count * 2.5 / (count + 1.5 * (0.25 + 0.75 * lengths[document] / average))
                    best[document] = max(best.get(document, 0), score)
            for document, score in best.items():
                scores[document] += score
        top = sorted(scores.items(), key=lambda item: -item[1])[:10]
        found += [ir_measures.ScoredDoc(query["id"], document, score) for document, score in top]
    qrels = list(ir_measures.read_trec_qrels(str(folder / "qrels.txt")))  # type: ignore[no-untyped-call]  # ir_measures is partly typed
    return ir_measures.calc_aggregate([ir_measures.nDCG @ 10], qrels, found)[ir_measures.nDCG @ 10]


def main() -> None:
    """Print one line per collection and order."""
    for folder in map(Path, sys.argv[1:]):
        for order in ORDERS:
            typed, bare = (run(folder, order, accents=accents) for accents in (True, False))
            print(f"{folder.name:14} {order:22} typed {typed:.4f}  without accents {bare:.4f}")


if __name__ == "__main__":
    main()
