"""How well copies and translations are found, and what that costs.

Run `python tests/benchmarks/twins.py [--data DIR] [--seeds N] [--first SEED] [--articles N]` with a folder that holds `parallel/` and
`bulk/`; without one it looks for `shared/data` beside the checkout or above it. Copies are made of all parallel articles: sentences
dropped, words replaced, two lines of a website before and after. For translations, of all pairs a third loses its French and a third its
English side; what is measured is the half of the pairs that no weight was fitted on (they were on the other half, with seeds 0 to 9), and
a pair of one of these with anything else is wrong. Dates are left out but in `dated`, and in `short` all but the headline and the first
sentences, some 300 characters. With `--articles 0` translations alone are measured. The last line is JSON.
"""

import argparse
import gzip
import json
import random
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from indexer.document import Document, RawFile
from indexer.pipeline import process
from indexer.twins import Sketch, Sketches, sketch, stories

ROOT = Path(__file__).parent.parent.parent
PARALLEL = {"newstest": "newstest_2008_2010.jsonl", "debian": "debian_news.jsonl"}
SHORT = {"fr": 345, "en": 300}
"""Characters from which on a short text ends with its sentence."""
EDITS = {"light": (0.05, 0.01), "medium": (0.2, 0.05), "heavy": (0.35, 0.1)}
"""The parts of the sentences that are dropped and of the words that are replaced."""
AROUND = ("Spread the love", "Leave A Reply", "Partager sur Facebook", "Source: TASS", "Lire aussi : notre dossier", "Follow us on Twitter")
FILLERS = ("le", "de", "hier", "grand")

Articles = Mapping[str, tuple[str, Document]]
"""By id, the pair that an article belongs to, and the article."""


def data() -> Path | None:
    """The evaluation data, if it is beside the checkout or above."""
    return next((parent / "shared" / "data" for parent in ROOT.parents if (parent / "shared" / "data").is_dir()), None)


def read(path: Path, beginning: Mapping[str, int] | None = None, *, dated: bool = False) -> Iterator[tuple[str, Document]]:
    """The articles of a file of JSON Lines with the pair that each belongs to; `beginning` tells how much of a text is read at least."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            given = json.loads(line)
            text = given["text"]
            if beginning and (end := re.compile(r"[.!?:]\s").search(text, beginning[given["lang"]])):
                text = text[: end.start() + 1]
            date = "-".join(part.zfill(2) for part in (given.get("date") or "").split("-") if int(part or 0)) if dated else ""
            became = process(RawFile(given["id"], path.name, text, given.get("title"), given["lang"], date or None))
            if isinstance(became, Document):
                yield given.get("pair_id", given["id"]), became if dated else replace(became, date=None)


def edited(text: str, drop: float, change: float, rng: random.Random) -> str:
    """A copy of a text."""
    sentences = [each for each in re.split(r"(?<=[.!?])\s+|\n", text) if rng.random() > drop]
    kept = [" ".join(rng.choice(FILLERS) if rng.random() < change else word for word in each.split()) for each in sentences]
    return "\n".join([*rng.sample(AROUND, 2), *kept, *rng.sample(AROUND, 2)])


def told(documents: Sequence[Document], made: Mapping[str, Sketch]) -> list[set[str]]:
    """The ids of the articles of each story."""
    texts = {document.id: document.text for document in documents}
    sketches = Sketches.of((each.id, made.get(each.id) or sketch(each)) for each in documents)
    found = stories(sketches, texts.__getitem__)
    return [{identity for identity, _ in story} for story in found.members(sketches)]


def copies(
    documents: Sequence[Document], made: Mapping[str, Sketch], edit: tuple[float, float]
) -> tuple[float, float, list[tuple[str, str]]]:
    """Precision and recall of copies, and the pairs of articles that were wrongly taken for copies."""
    rng = random.Random(9)  # noqa: S311 — nothing secret
    copied = [replace(each, id=f"copy {each.id}", text=edited(each.text, *edit, rng)) for each in documents]
    languages = {each.id: each.lang for each in (*documents, *copied)}
    pairs = {
        (one.removeprefix("copy "), two.removeprefix("copy ")) if (one.startswith("copy ") != two.startswith("copy ")) else (one, two)
        for story in told([*documents, *copied], made)
        for one, two in combinations(sorted(story), 2)
        if languages[one] == languages[two]
    }
    right = sum(one == two for one, two in pairs)
    return right / len(pairs), right / len(documents), sorted(pair for pair in pairs if pair[0] != pair[1])


def translations(articles: Articles, made: Mapping[str, Sketch], seed: int) -> tuple[float, float]:
    """Precision and recall of translations, on every second pair."""
    names = sorted({name for name, _ in articles.values()})
    measured = set(names[1::2])
    shuffled = random.Random(seed).sample(names, len(names))  # noqa: S311 — nothing secret
    third = len(names) // 3
    lost = {("en", name) for name in shuffled[:third]} | {("fr", name) for name in shuffled[third : 2 * third]}
    kept = {each.id: (name, each.lang) for name, each in articles.values() if (each.lang, name) not in lost}
    found = [
        (kept[one][0], kept[two][0])
        for story in told([articles[identity][1] for identity in kept], made)
        for one, two in combinations(sorted(story), 2)
        if kept[one][1] != kept[two][1]
    ]
    counted = [pair for pair in found if measured & set(pair)]
    right = sum(one == two for one, two in counted)
    return right / max(len(counted), 1), right / len(measured & set(shuffled[2 * third :]))


def bulk(folder: Path, most: int) -> dict[str, float]:
    """Microseconds for a sketch and seconds for all stories of many articles."""
    documents = []
    for path in sorted(folder.glob("*.gz")):
        documents += [each for _, each in read(path)]
        if len(documents) > most:
            break
    documents = documents[:most]
    words = sum(len(each.text.split()) for each in documents)
    begin = time.process_time()
    made = {each.id: sketch(each) for each in documents}
    sketching = time.process_time() - begin
    begin = time.process_time()
    found = told(documents, made)
    return {
        "articles": len(documents),
        "words": round(words / len(documents)),
        "sketch_us": round(sketching / len(documents) * 1e6),
        "stories_s": round(time.process_time() - begin, 1),
        "stories": len(found),
    }


def warm(documents: Sequence[Document]) -> float:
    """Microseconds for the sketch of an article of 350 words whose words were met before."""
    words = sum(len(each.text.split()) for each in documents)
    begin = time.process_time()
    for each in documents:
        sketch(each)
    return round((time.process_time() - begin) / words * 350 * 1e6)


def main() -> None:
    """Print the table and the JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=data())
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=10)
    parser.add_argument("--articles", type=int, default=60_000)
    arguments = parser.parse_args()
    if arguments.data is None:
        raise SystemExit("there is no evaluation data here; name its folder with --data")
    sets: dict[str, Articles] = {}
    for short, beginning in (("", None), ("short ", SHORT)):
        parts = [
            (f"{short}{name}", {each.id: (pair, each) for pair, each in read(arguments.data / "parallel" / file, beginning)})
            for name, file in PARALLEL.items()
        ]
        sets.update(parts)
        sets[f"{short}both"] = {identity: article for _, articles in parts for identity, article in articles.items()}
    sets["dated debian"] = {each.id: (pair, each) for pair, each in read(arguments.data / "parallel" / PARALLEL["debian"], dated=True)}
    report: dict[str, object] = {}
    print(f"{'':24}precision  recall")
    for name, articles in sets.items():
        sketches = {each.id: sketch(each) for _, each in articles.values()}
        seeds = range(arguments.first, arguments.first + arguments.seeds)
        figures = [translations(articles, sketches, seed) for seed in seeds]
        precision, recall = (sum(each) / len(figures) for each in zip(*figures, strict=True))
        worst = [min(each) for each in zip(*figures, strict=True)]
        report[f"twins {name}"] = [round(precision, 4), round(recall, 4)]
        print(f"{'twins ' + name:24}{precision:9.4f}{recall:8.4f}   worst of {len(figures)}: {worst[0]:.4f} {worst[1]:.4f}")
    if arguments.articles:
        report |= others([each for _, each in sets["both"].values()], arguments)
    print(json.dumps(report))


def others(documents: Sequence[Document], arguments: argparse.Namespace) -> dict[str, object]:
    """The figures of copies and of costs."""
    report: dict[str, object] = {}
    made = {each.id: sketch(each) for each in documents}
    for name, edit in EDITS.items():
        precision, recall, wrong = copies(documents, made, edit)
        report[f"copies {name}"] = [round(precision, 4), round(recall, 4)]
        print(f"{'copies ' + name:24}{precision:9.4f}{recall:8.4f}   wrong: {', '.join('/'.join(pair) for pair in wrong[:3])}")
    report["sketch_us_350_words"] = warm(documents)
    report["bulk"] = bulk(arguments.data / "bulk", arguments.articles)
    print(f"a sketch of 350 words: {report['sketch_us_350_words']} µs; {report['bulk']}")
    return report


if __name__ == "__main__":
    main()
