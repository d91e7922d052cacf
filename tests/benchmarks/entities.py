"""How well and how fast names are found.

Run `python tests/benchmarks/entities.py [--data DIR] [--articles N] [--show ERRORS]` with a folder that holds `parallel/`, `ner/` and
`bulk/`; without one it looks for `shared/data` beside the checkout or above it. Exact spans are measured with and without their types
on the news annotated by hand (`tests/entities/annotations_*.jsonl`), and on sentences of an encyclopaedia whose fourth class, `MISC`,
is left out on both sides. Speed is that of one process, beside what splitting the same articles into words took at the same time: compare
the ratio, for machines differ. With `--learn FILE`, names have the types that the weights give which a build would learn from these files
(JSON Lines), whether it would use them or not; `--part dev --part more --part later` leaves out what nobody is to look at. The last line
is JSON.
"""

import argparse
import gzip
import hashlib
import json
import re
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from indexer import learning
from indexer.document import Mention, RawFile
from indexer.entities import Authority, Finder, Spotter
from indexer.entities.adaptation import adapted, fitted
from indexer.entities.judge import Weights, weights
from indexer.knowledge import Knowledge
from indexer.sample import ONE_IN, Sample

ROOT = Path(__file__).parent.parent.parent
ANNOTATIONS = ROOT / "tests" / "entities"
BULK = ("en_bbc", "fr_orangesum", "en_reuters", "en_abc")
PARTS = ("dev", "more", "later", "held-out")
CLASSES = {"PER": "person", "ORG": "org", "LOC": "place"}
PIECE = re.compile(r"\w+")

Span = tuple[int, int, str]
Find = Callable[[str, str], tuple[Mention, ...]]


def data() -> Path | None:
    """The evaluation data, if it is beside the checkout or above."""
    return next((parent / "shared" / "data" for parent in ROOT.parents if (parent / "shared" / "data").is_dir()), None)


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON Lines."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def annotated(folder: Path, language: str, part: str) -> Iterator[tuple[str, set[Span], set[Span]]]:
    """Every annotated article of a part: its text, what it names, and nothing to be passed over.

    Raises:
        ValueError: The text is not the one that was annotated.
    """
    file = ANNOTATIONS / f"annotations_{language}.jsonl"
    if not file.is_file():
        return
    rows = [row for row in lines(file) if row["part"] == part]
    texts = {
        (name, article["id"]): article["text"]
        for name in {row["collection"] for row in rows}
        for article in lines(folder / "parallel" / f"{name}.jsonl")
    }
    for row in rows:
        text = texts[row["collection"], row["id"]]
        if hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
            raise ValueError(f"{row['id']} is not the text that was annotated")
        yield text, {(start, end, kind) for start, end, kind in row["entities"]}, set()


def encyclopaedia(folder: Path, language: str, each: int) -> Iterator[tuple[str, set[Span], set[Span]]]:
    """Every so-many-th sentence: its text, what it names, and the spans of the class that is passed over."""
    for row in islice(lines(folder / "ner" / f"{language}_wikineural.jsonl.gz"), 0, None, each):
        text, spans = joined(row["tokens"], row["tags"])
        yield (
            text,
            {(start, end, CLASSES[kind]) for start, end, kind in spans if kind in CLASSES},
            {span for span in spans if span[2] not in CLASSES},
        )


def joined(tokens: list[str], tags: list[str]) -> tuple[str, list[Span]]:
    """Tokens as a text, with their tags (IOB2) as spans of it."""
    text, spans, glue = "", list[Span](), True
    for token, tag in zip(tokens, tags, strict=True):
        if not (glue or token in {",", ".", ")", "'s", "]", "...", "-", "/"} or (text.endswith("-"))):
            text += " "
        start = len(text)
        text += token
        glue = token.endswith(("'", "’", "(", "[", "/"))
        if tag.startswith("I-") and spans:
            spans[-1] = (spans[-1][0], len(text), spans[-1][2])
        elif tag != "O":
            spans.append((start, len(text), tag[2:]))
    return text, spans


class Score:
    """Right, wrong and missed spans."""

    def __init__(self) -> None:
        self.found: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        self.there: Counter[str] = Counter()
        self.confused: Counter[tuple[str, str]] = Counter()

    def add(self, found: set[Span], there: set[Span]) -> None:
        """Count one text."""
        for name, one, two in (("typed", found, there), ("spans", {each[:2] for each in found}, {each[:2] for each in there})):
            self.found[name] += len(one)
            self.there[name] += len(two)
            self.right[name] += len(one & two)  # type: ignore[operator]  # both of one kind
        types = {span[:2]: span[2] for span in there}
        for kind in set(CLASSES.values()) | {"programme"}:
            of, in_ = {span for span in found if span[2] == kind}, {span for span in there if span[2] == kind}
            self.found[kind] += len(of)
            self.there[kind] += len(in_)
            self.right[kind] += len(of & in_)
        self.confused.update((types[span[:2]], span[2]) for span in found if types.get(span[:2], span[2]) != span[2])

    def f1(self, name: str) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right[name] / max(1, self.found[name] + self.there[name])

    def told(self) -> dict[str, float]:
        """F1, precision and recall with and without types, and F1 of each type."""
        told = {}
        for name in ("typed", "spans"):
            told[name] = round(self.f1(name), 3)
            told[f"{name} precision"] = round(self.right[name] / max(1, self.found[name]), 3)
            told[f"{name} recall"] = round(self.right[name] / max(1, self.there[name]), 3)
        return told | {kind: round(self.f1(kind), 3) for kind in ("person", "org", "place", "programme") if self.there[kind]}


def measured(find: Find, language: str, texts: Iterator[tuple[str, set[Span], set[Span]]], show: int) -> Score:
    """What is found in some texts against what is there."""
    score = Score()
    for text, there, passed in texts:
        found = {(start, end, kind) for start, end, _, kind, _ in find(text, language)}
        found = {one for one in found if not any(one[0] < end and start < one[1] for start, end, _ in passed)}
        score.add(found, there)
        for span in sorted(found ^ there) if show > 0 else ():
            show -= 1
            mark = "-" if span in there else "+"
            around = text[max(0, span[0] - 30) : span[0]] + "[" + text[slice(*span[:2])] + "]" + text[span[1] : span[1] + 20]
            print(mark, f"{span[2]:9}", around.replace("\n", "⏎"))
    return score


def speed(find: Find, folder: Path, articles: int) -> Mapping[str, float]:
    """Articles a second, the same articles split into words, the ratio, and what the process takes in megabytes.

    Each of the four collections of bulk gives a quarter; the best of three rounds counts, by the time of this process.
    """
    texts = [
        (each["text"], each["lang"])
        for name in BULK
        for each in islice(lines(folder / "bulk" / f"{name}.jsonl.gz"), 0, 3 * (articles // 4), 3)
    ]

    def best(work: Callable[[str, str], object]) -> float:
        seconds = []
        for _ in range(3):
            begun = time.process_time()
            for text, language in texts:
                work(text, language)
            seconds.append(time.process_time() - begun)
        return len(texts) / min(seconds)

    found, split = best(find), best(lambda text, _: PIECE.findall(text))
    words = sum(len(text.split()) for text, _ in texts)
    return {
        "articles a second": round(found),
        "articles of 350 words a second": round(found * words / len(texts) / 350),
        "split a second": round(split),
        "times splitting": round(split / found, 2),
        "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def learnt(files: list[Path], one_in: int) -> tuple[Weights, dict[str, Any]]:
    """The weights that a build over some files would learn, and what it would say of them."""
    sample = Sample(one_in)
    for file in files:
        for row in lines(file):
            sample.add(RawFile(row["id"], file.name, row["text"], title=row.get("title"), lang=row.get("lang")))
    examples = list(learning.examples(sample, frozenset(), Knowledge()))
    told = adapted(examples, weights())
    return fitted(examples, weights()), {
        "used": told.weights is not None,
        **{name: each for name, each in told._asdict().items() if name != "weights"},
    }


def main() -> None:
    """Measure, and say what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=data())
    parser.add_argument("--articles", type=int, default=1200)
    parser.add_argument("--each", type=int, default=6, help="take one sentence in so many of the encyclopaedia")
    parser.add_argument("--part", choices=PARTS, action="append", help="by default all")
    parser.add_argument("--language", choices=("fr", "en"), action="append", help="by default both")
    parser.add_argument("--show", type=int, default=0, help="print so many errors of each part")
    parser.add_argument("--known", action="store_true", help="only what the authority knows")
    parser.add_argument("--learn", type=Path, action="append", help="a file to learn weights from")
    parser.add_argument("--one-in", type=int, default=ONE_IN, help="learn from one article in so many")
    asked = parser.parse_args()
    find: Find = (Finder if asked.known else Spotter)(Authority.load()).find
    told: dict[str, Any] = {"entities": len(Authority.load().entities)}
    if asked.learn:
        of, told["learnt"] = learnt(asked.learn, asked.one_in)
        find = Spotter(Authority.load(), of).find
        print(told["learnt"])
    if asked.articles:
        told["speed"] = speed(find, asked.data, asked.articles)
        print(told["speed"])
    for language in asked.language or ("fr", "en"):
        for part in asked.part or PARTS:
            score = measured(find, language, annotated(asked.data, language, part), asked.show)
            if not score.there["spans"]:
                continue  # a part that only the other language has
            told[f"{part} {language}"] = score.told()
            print(f"{part} {language}", score.told(), score.confused.most_common(6))
        if asked.each:
            score = measured(find, language, encyclopaedia(asked.data, language, asked.each), asked.show)
            told[f"encyclopaedia {language}"] = score.told()
            print(f"encyclopaedia {language}", score.told(), score.confused.most_common(6))
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
