"""What it costs to turn files into an index, and how well it is done.

    python tests/benchmarks/ingest.py [--data FOLDER] [--articles N] [--folder FOLDER]

The whole pipeline (read, clean, language, entities, twins, index, publish) runs on the articles of `bulk/`, in one process, so that its
figure is articles a second and core; when there are fewer than `--articles`, they are told again under other ids. Then 100 of them
change and the index is updated, by the command as a person runs it. Text and pages are cleaned as a build does it, with the lines that
repeat across a site, on pages assembled around the articles of `parallel/`. Twins are those of `twins.py`. The last line is JSON.
"""

import argparse
import gzip
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import pages
import twins

from indexer.build import Watcher, build
from indexer.cleaning import clean
from indexer.document import Document, RawFile
from indexer.extraction import extract
from indexer.lines import LineTable, lines
from indexer.metadata import describe

CHANGED = 100
BULK = ("fr_orangesum", "en_reuters", "en_bbc", "en_abc")


def bulk(data: Path, articles: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """That many articles of the bulk files, shuffled; told again under other ids when there are not enough."""
    known = []
    for name in BULK:
        with gzip.open(data / "bulk" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as stream:
            known += [json.loads(line) for line in stream]
    random.Random(seed).shuffle(known)  # noqa: S311 — nothing secret
    for number in range(articles):
        each = known[number % len(known)]
        yield {**each, "id": f"{each['id']}-{number // len(known)}"} if number >= len(known) else each


class Stopwatch(Watcher):
    """Notes the processor seconds at which the halves of a build begin and end."""

    def __init__(self) -> None:
        self.read_at = self.last_at = 0.0

    def expects(self, articles: int) -> None:  # noqa: ARG002
        """Everything was read."""
        self.read_at = time.process_time()

    def counted(self, documents: int, rejected: int) -> None:  # noqa: ARG002
        """One more article is in the index."""
        self.last_at = time.process_time()


def whole(source: Path, home: Path) -> dict[str, float]:
    """A build of a file in this process: articles a second and core, where the time goes, and the most memory that was held."""
    watch = Stopwatch()
    begun = time.process_time()
    report = build([str(source)], home, workers=1, watcher=watch)
    done = time.process_time()
    return {
        "articles": report.documents,
        "rejected": report.rejected,
        "articles_per_second_and_core": round(report.documents / (done - begun)),
        "read_us": round((watch.read_at - begun) / report.documents * 1e6),
        "process_and_write_us": round((watch.last_at - watch.read_at) / report.documents * 1e6),
        "stories_commit_publish_us": round((done - watch.last_at) / report.documents * 1e6),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def update(source: Path, home: Path) -> dict[str, float]:
    """The command `lunette update` on a file of changed articles: its processor seconds, interpreter and imports included.

    Python has compiled the modules before, as it does when a package is installed, even where the environment says that it is not to.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {"OMP_NUM_THREADS": "1"}
    lunette = str(Path(sys.executable).parent / "lunette")
    subprocess.run([lunette, "update", "--help"], check=True, capture_output=True, env=environment)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [lunette, "update", str(source), "--index", str(home), "--workers", "1"]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"update_cpu_s": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2)}


def cleaned(data: Path, number: int) -> dict[str, float]:
    """Mean F1 of the words of titles and texts that are left of pages, saved as text and as HTML."""
    chosen = pages.articles(data)
    random.Random(0).shuffle(chosen)  # noqa: S311 — nothing secret
    made = list(pages.pages(chosen[:number]))
    texts = [RawFile(f"{page.site}/{at}", "", page.text) for at, page in enumerate(made)]
    html = [
        found
        for at, page in enumerate(made)
        if isinstance(found := extract(RawFile(f"{page.site}/{at}", "", page.html, html=True)), RawFile)
    ]
    return {
        "text_f1_uncleaned": round(mean(_f1(page.text, page) for page in made), 4),
        "text_f1": round(mean(_scores(texts, made)), 4),
        "html_f1": round(sum(_scores(html, made)) / len(made), 4),
    }


def _scores(raws: Sequence[RawFile], made: Sequence[pages.Page]) -> Iterator[float]:
    table = LineTable()
    for raw in raws:
        table.add(lines(raw))
    repeated = table.repeated()
    for raw in raws:
        told = describe(raw, clean(raw, repeated))
        yield _f1(f"{told.title if told.headline else ''}\n{told.text}", made[int(raw.id.rpartition("/")[2])])


def _f1(found: str, page: pages.Page) -> float:
    return pages.f1(found, "\n".join((page.title, *page.paragraphs)))


def related(data: Path, seeds: int) -> dict[str, float]:
    """Precision and recall of near duplicates at medium edits, and of translations, over all parallel articles."""
    articles = {each.id: (pair, each) for file in twins.PARALLEL.values() for pair, each in twins.read(data / "parallel" / file)}
    documents: list[Document] = [each for _, each in articles.values()]
    made = {each.id: twins.sketch(each) for each in documents}
    precision, recall, _ = twins.copies(documents, made, twins.EDITS["medium"])
    figures = [twins.translations(articles, made, seed) for seed in range(seeds)]
    return {
        "copies_precision": round(precision, 4),
        "copies_recall": round(recall, 4),
        "twins_precision": round(mean(each[0] for each in figures), 4),
        "twins_recall": round(mean(each[1] for each in figures), 4),
    }


def main() -> None:
    """Print each figure as it comes, and all of them as JSON at the end."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--data", type=Path, default=pages.DATA, help="the folder with the evaluation data")
    parser.add_argument("--articles", type=int, default=58_000, help="how many articles are indexed")
    parser.add_argument("--pages", type=int, default=800, help="how many pages are cleaned")
    parser.add_argument("--seeds", type=int, default=3, help="how often the pairs are drawn anew")
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder when not given")
    arguments = parser.parse_args()
    figures: dict[str, Any] = {}

    def tell(part: dict[str, float]) -> None:
        figures.update(part)
        for name, value in part.items():
            print(f"{name:32}{value:>12}", flush=True)

    with tempfile.TemporaryDirectory(dir=arguments.folder) as scratch:
        folder = Path(scratch)
        source, changed = folder / "all.jsonl", folder / "changed.jsonl"
        with source.open("w", encoding="utf-8") as out, changed.open("w", encoding="utf-8") as other:
            for number, each in enumerate(bulk(arguments.data, arguments.articles)):
                print(json.dumps(each, ensure_ascii=False), file=out)
                if number < CHANGED:
                    print(json.dumps({**each, "text": f"{each['text']}\nCorrection {number}."}, ensure_ascii=False), file=other)
        tell(whole(source, folder / "index"))
        tell(update(changed, folder / "index"))
    tell(cleaned(arguments.data, arguments.pages))
    tell(related(arguments.data, arguments.seeds))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
