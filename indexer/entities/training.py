"""How the weights of `judge` are learnt: from what articles write around the names that the authority knows, as if it did not.

Run `python -m indexer.entities.training FILE... [--out FILE]` with files of JSON Lines (`.gz` or not) whose lines have `text` and `lang`.
No article is annotated and none is kept: an entity's type is known, so every article that names it is an example of what stands around
a name of that type. All spellings of the authority are examples too, without anything around them. Weights are those of a softmax
regression (multinomial logistic regression with a quadratic penalty) over the evidence of each name.

The weights that come with Lunette were learnt from one article in four of four collections (OrangeSum, Reuters 1987, BBC, ABC). A build
draws them to its own articles, see `adaptation`. Typed F1 on the articles annotated to choose by (`dev`, `more` and `later` French, `dev`
and `more` English; 2026-11-27), spans being the same in each half of the table:

| learnt from | fr dev | more | later | en dev | more | mean |
|---|---|---|---|---|---|---|
| the four collections, before `later` was looked at | .851 | .842 | .876 | .869 | .792 | .846 |
| the same, and the annotated articles but the fifth that is measured, translations together | .859 | .846 | .879 | .869 | .795 | .850 |
| the same, and unknown names whose type the other articles that name them tell (without `later`) | .848 | .823 | | .874 | .790 | |
| the four collections, with the words, given names and rules of now; this is what comes along | .884 | .863 | .913 | .891 | .831 | .876 |

What a build learns by itself from a sample, as `learning` takes it (of the last two, which are small, all articles; a build keeps what
comes along there). “Told” is the share of names that were not learnt from, told by the weights that come along and by those that were
learnt, with the standard error of the difference. The last two columns are typed F1 on the articles above (the mean), and on the 16 of them
that are from Debian, all in one:

| a build over | prior | told | in use | mean | Debian |
|---|---|---|---|---|---|
| nothing, the weights that come along | | | | .876 | .794 |
| the four collections | 3 | .959 → .956 ± .002 | no | .872 | .787 |
| | 10 | .959 → .959 ± .001 | no | .876 | .791 |
| | 30 | .959 → .960 ± .001 | no | .876 | .791 |
| | 100 | .959 → .960 ± .001 | no | .876 | .791 |
| OrangeSum | 10 | .958 → .961 ± .002 | yes | .877 | .794 |
| Reuters 1987 | 10 | .957 → .952 ± .003 | no | .873 | .791 |
| the news tests, which most of the annotated articles are from | 10 | .910 → .917 ± .004 | yes | .877 | .794 |
| | 100 | .910 → .912 ± .002 | no | .876 | .791 |
| what Debian tells | 3 | .771 → .802 ± .026 | yes | .870 | .822 |
| | 10 | .771 → .815 ± .024 | yes | .877 | .822 |
| | 30 | .771 → .785 ± .020 | no | .874 | .803 |
| | 100 | .771 → .778 ± .016 | no | .876 | .800 |

So with a prior of 10, what is in use is nowhere worse than what comes along, and where articles are of another kind it is a good deal
better; on news in general nothing is gained, and nothing is changed. Of one name 8 articles count. If 3 do, what the four collections teach
is in use, at .8756 instead of .8764; if 20 do, what OrangeSum teaches is not. If the ends of names are learnt from, too, Debian stays at
.803. A prior of 10 and those 8 were chosen by this table (`tests/benchmarks/entities.py --learn FILE`). What Debian teaches is good for
Debian only: on the sentences of the encyclopaedia it tells less than what comes along, .783 of .805 in French and .646 of .685 in English.

Annotated articles are not learnt from: they gave little, and could not measure any more. On those that nobody looked at (`held-out`) what
comes along reaches .810 in French and .821 in English.
"""

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.document import ENTITY_TYPES, EntityType
from indexer.entities.authority import Authority
from indexer.entities.examples import SHARES, Example, Examples
from indexer.entities.finder import Finder
from indexer.entities.judge import DATA, Weights

MOST = 20
"""Articles of one name that are learnt from."""

FEWEST, PENALTY, ROUNDS, RATE = 4, 1e-5, 400, 0.1
SMALLEST = 0.03
"""Weights that say less than this are left out."""


def examples(authority: Authority, articles: Iterable[tuple[str, str | None]]) -> Iterator[Example]:
    """What all spellings of the authority and some articles (text, language) teach."""
    entities = authority.entities.values()
    found = Examples(Finder(authority), entities, MOST)
    for entity in entities:
        yield from found.spelled(entity)
    for text, lang in articles:
        yield from found.of(text, lang)


def fit(given: Iterable[Example]) -> Weights:
    """The weights that tell the types of some examples best."""
    some = list(given)
    often = Counter(name for example in some for name in example.evidence)
    names = sorted(name for name, count in often.items() if count >= FEWEST)
    number = {name: at for at, name in enumerate(names)}
    pairs = [(row, number[name], value) for row, example in enumerate(some) for name, value in example.evidence.items() if name in number]
    rows, columns = (np.array([pair[at] for pair in pairs], np.int64) for at in (0, 1))
    values = np.array([pair[2] for pair in pairs])
    types = np.array([ENTITY_TYPES.index(example.type) for example in some])
    weight = np.array([example.weight for example in some])
    for kind, share in SHARES.items():
        at = np.flatnonzero(types == [*ENTITY_TYPES].index(kind))
        weight[at] *= share / max(float(weight[at].sum()), 1e-9)
    weight /= weight.sum()
    fitted = _descend(rows, columns, values, np.eye(len(ENTITY_TYPES))[types], weight, len(names))
    return {name: tuple(np.round(row, 2).tolist()) for name, row in zip(names, fitted, strict=True) if np.abs(row).max() >= SMALLEST}


def _descend(
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    values: NDArray[np.float64],
    goal: NDArray[np.float64],
    weight: NDArray[np.float64],
    width: int,
) -> NDArray[np.float64]:
    """Gradient descent with steps as Adam takes them (D. P. Kingma and J. Ba, 2015); one row of weights for each piece of evidence."""
    of = np.zeros((width, goal.shape[1]))
    mean, square = np.zeros_like(of), np.zeros_like(of)
    for step in range(1, ROUNDS + 1):
        logits = np.stack([np.bincount(rows, values * of[columns, kind], len(goal)) for kind in range(goal.shape[1])], axis=1)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        wrong = (odds / odds.sum(axis=1, keepdims=True) - goal) * weight[:, None]
        slope: NDArray[np.float64] = np.stack(
            [np.bincount(columns, values * wrong[rows, kind], width) for kind in range(goal.shape[1])], axis=1
        )
        slope = slope + PENALTY * of
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        of -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-9)
    centred: NDArray[np.float64] = of - of.mean(axis=1, keepdims=True)
    return centred


def _articles(files: Iterable[Path], each: int) -> Iterator[tuple[str, str | None]]:
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
            for at, line in enumerate(lines):
                if at % each == 0:
                    article = json.loads(line)
                    yield article["text"], article.get("lang")


def main() -> None:
    """Learn, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=DATA)
    parser.add_argument("--each", type=int, default=10, help="learn from one article in so many")
    asked = parser.parse_args()
    some = list(examples(Authority.load(), _articles(asked.files, asked.each)))
    random.Random(7).shuffle(some)  # noqa: S311 — nothing secret
    told, learnt = some[: len(some) // 10], some[len(some) // 10 :]
    for name, part in (("nine tenths, on the last", learnt), ("all, on themselves", some)):
        of = fit(part)
        right = sum(_type(of, example) == example.type for example in (told if part is learnt else some))
        print(f"{name}: {right / max(1, len(told if part is learnt else some)):.3f} of {len(part)} examples, {len(of)} weights")  # noqa: T201
    rows = (f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in sorted(of.items()))
    asked.out.write_text("{\n" + ",\n".join(rows) + "\n}\n", "utf-8")


def _type(of: Weights, example: Example) -> EntityType:
    sums = [sum(of[name][kind] * value for name, value in example.evidence.items() if name in of) for kind in range(len(ENTITY_TYPES))]
    return ENTITY_TYPES[int(np.argmax(sums))]


if __name__ == "__main__":
    main()
