"""How well spellings of one name are told from spellings of two, and what that costs.

Run `python tests/benchmarks/variants.py [--pairs FILE] [--part dev|held-out] [--wrong] [--names N]`. The pairs are those of
tests/entities/variants.tsv; rules are made while looking at its dev half only. `--wrong` lists the pairs that are judged wrongly, of
the dev half alone. `--names` merges so many made-up names and tells the seconds of CPU that it takes.
The last line is JSON: precision and recall of each part, without translations and with them.
"""

import argparse
import csv
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from indexer.document import ENTITY_TYPES, LANGUAGES, EntityType
from indexer.entities.given_names import given_names
from indexer.entities.merging import Attested, merge
from indexer.entities.variants import THRESHOLD, likeness

PAIRS = Path(__file__).parent.parent / "entities" / "variants.tsv"
PARTS = ("dev", "held-out")
BY_MEANING = "translation"
"""The kind of pairs that no spelling tells."""


class Pair(NamedTuple):
    """Two names, whether they are one, and the part and kind of the pair."""

    a: str
    b: str
    type: EntityType
    same: bool
    part: str
    kind: str


def pairs(file: Path = PAIRS) -> Iterator[Pair]:
    """The pairs of a table with the columns a, b, type, same, part and kind."""
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            kind = next(known for known in ENTITY_TYPES if known == row["type"])
            yield Pair(row["a"], row["b"], kind, row["same"] == "1", row["part"], row["kind"])


def rates(judged: Iterable[tuple[Pair, float]], threshold: float = THRESHOLD) -> dict[str, float]:
    """Precision and recall of likenesses at a threshold, and how many pairs they are of."""
    count = Counter((pair.same, value >= threshold) for pair, value in judged)
    right, missed, wrong = count[True, True], count[True, False], count[False, True]
    return {
        "precision": round(right / (right + wrong), 4) if right + wrong else 1.0,
        "recall": round(right / (right + missed), 4) if right + missed else 1.0,
        "pairs": count.total(),
    }


SYLLABLES = [
    "ba",
    "ko",
    "ri",
    "ma",
    "len",
    "sto",
    "vi",
    "char",
    "du",
    "pon",
    "ter",
    "gra",
    "mi",
    "lo",
    "san",
    "fer",
    "nan",
    "del",
    "ga",
    "ro",
    "tch",
    "kha",
    "ou",
    "shi",
    "lin",
    "ber",
    "wal",
    "hen",
    "jor",
    "pet",
    "sim",
    "no",
    "va",
    "tra",
    "quin",
    "hol",
    "den",
]
ENDINGS = ("", "ov", "in", "sky", "son", "man", "et", "ez", "i")
WORDS = [
    "Agence",
    "Union",
    "Banque",
    "Ministry",
    "Institute",
    "National",
    "European",
    "Space",
    "Council",
    "Bank",
    "Press",
    "Energy",
    "Health",
    "Party",
    "Federal",
    "Oil",
    "Media",
    "Centre",
]


def made_up(count: int) -> list[Attested]:
    """Names of every type: persons with some surnames far more frequent than others, surnames alone, organisations, places."""
    chance = random.Random(3)  # noqa: S311 -- names, no secrets
    given = sorted(name for name in given_names().names if len(name) > 2)
    surnames = sorted({"".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3)))) + chance.choice(ENDINGS) for _ in range(30_000)})
    surnames = [name.title() for name in surnames]
    chance.shuffle(surnames)
    makers: list[tuple[EntityType, float, Callable[[], str]]] = [
        ("person", 0.6, lambda: f"{chance.choice(given).title()} {surnames[int(len(surnames) * chance.random() ** 2)]}"),
        ("person", 0.15, lambda: chance.choice(surnames)),
        ("org", 0.15, lambda: " ".join([*chance.sample(WORDS, 2), chance.choice(surnames)])),
        ("place", 0.1, lambda: chance.choice(surnames) + chance.choice(("", "-sur-Mer", " 2", "grad"))),
    ]
    made: list[Attested] = []
    for kind, share, make in makers:
        names: dict[str, None] = {}
        while len(names) < count * share:
            names[make()] = None
        made += [Attested(name, kind, {chance.choice(LANGUAGES): chance.randint(1, 50)}) for name in names]
    return made


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, default=PAIRS)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--names", type=int)
    arguments = parser.parse_args()
    known = list(pairs(arguments.pairs))
    started = time.process_time()
    judged = [(pair, likeness(pair.a, pair.b, pair.type)) for pair in known]
    took = time.process_time() - started
    answer: dict[str, object] = {}
    for part in [arguments.part] if arguments.part else PARTS:
        of_part = [(pair, value) for pair, value in judged if pair.part == part]
        spelled = [(pair, value) for pair, value in of_part if pair.kind != BY_MEANING]
        answer[part] = rates(spelled)
        answer[f"{part}, with translations"] = rates(of_part)
        print(f"{part}: {answer[part]}; with translations {answer[f'{part}, with translations']}")
        for kind in sorted({pair.kind for pair, _ in of_part}):
            of_kind = [(pair, value) for pair, value in of_part if pair.kind == kind]
            count = Counter((pair.same, value >= THRESHOLD) for pair, value in of_kind)
            same, other = count[True, True] + count[True, False], count[False, True] + count[False, False]
            print(f"  {kind:16} one: {count[True, True]:3} of {same:3} found; two: {count[False, True]:3} of {other:3} taken for one")
    if arguments.wrong:
        for pair, value in judged:
            if pair.part == "dev" and pair.same != (value >= THRESHOLD):
                print(f"  {'missed' if pair.same else 'taken'} {value:.3f} {pair.type:9} {pair.kind:15} {pair.a} | {pair.b}")
    answer["microseconds"] = round(took / len(known) * 1e6, 1)
    if arguments.names:
        names = made_up(arguments.names)
        started = time.process_time()
        merging = merge(names)
        answer["merging"] = {"names": len(names), "groups": len(merging.groups), "seconds": round(time.process_time() - started, 1)}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
