"""What each choice in looking for meanings gains: every one taken back or changed alone, on parallel articles.

Run `python tests/benchmarks/mates.py FILE...`; `lunette eval-mates` measures the search as it is. Half of the pairs, by their ids, are
there to choose by (`--half looked-at`), and the figures are those of the other half, in thousandths: MRR and R@10 from French to English,
from English to French, and of the translation among all articles but the title's own.

    newstest_2008_2010, other                      fr-en         en-fr         mixed
    as it is                                  794    885    797    878    775    856
    3 meanings                                 -1     14     -7     -7     -5      4
    6 meanings                                 -7     -7     -3      0     -4     -4
    no forms of lemmas                         -7     -7     -4      0     -4     -4
    lemmas of lemmas as well                   -0      0     -1     -7      1      0
    all words in each language                -19    -43    -23    -36    -17    -32
    no feedback                                 0      0      7      0      7      0
    no guess at the language                    0      0     -2     -7     -1     -4
    phrases in one piece                       -0      0      0      0     -1      0
    no cognates                                -4      0      0      0     -3      0
    no ordinals                                 0      0      0      0      0      0
    no numbers that count                       0      0      0      0      0      0
    some words of a translation do not do       0      0      0      0      0      0
    stories count what their best does         -4      7    -13    -14     -8     -4
    not beside translations                   -31    -14    -35    -22    -55    -11

    debian_news, other                             fr-en         en-fr         mixed
    as it is                                  687    914    692    919    637    859
    3 meanings                                  4      5      7     -5      2      0
    6 meanings                                  0      0      6     -5     -0     -2
    no forms of lemmas                          7      5      4      0      7      0
    lemmas of lemmas as well                    0      0      0      0      0      0
    all words in each language                -20    -24    -49    -62    -34    -41
    no feedback                                -0      0      5      0      6     -7
    no guess at the language                   -0      0     -4      5     -2     -2
    phrases in one piece                        0      0     -2      0     -2      0
    no cognates                                 0      0      0      0      0      0
    no ordinals                               -49    -81    -51    -81    -41    -84
    no numbers that count                     -49    -81    -48    -81    -41    -84
    some words of a translation do not do      -7    -10    -14    -14    -10    -12
    stories count what their best does         -7      5    -29    -10    -11    -22
    not beside translations                   -50    -19    -69    -24    -85    -36

Forms of lemmas gain on the first collection and cost the second as much. Every title's own article is in the index, which mostly knows it
for a translation of the mate: what standing beside it gains is no merit of the words' translations. Numbers that count gain where headlines
tell articles apart by versions, as many of the second collection do, and nothing where none does.
"""

import argparse
import hashlib
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from indexer.lexicon import glossary
from service.evaluation import mates
from service.evaluation.temporary import indexed
from service.search import balance, feedback, interpret, ordinals, translations

Change = Callable[[ExitStack], Any]
HALVES = ("looked-at", "other")


def value(module: Any, name: str, other: Any) -> Change:  # noqa: ANN401 — modules and their constants
    """Another value of a constant or function."""
    return lambda stack: stack.enter_context(patch.object(module, name, other))


CHANGES: Mapping[str, Change] = {
    "as it is": lambda _: None,
    "3 meanings": value(translations, "MOST", 3),
    "6 meanings": value(translations, "MOST", 6),
    "no forms of lemmas": value(glossary, "lemmas", lambda *_: ()),
    "lemmas of lemmas as well": value(glossary, "_ALSO_A_FORM", 0.9),
    "all words in each language": value(balance, "joined", lambda found, *_, **__: found),
    "no feedback": value(feedback, "refined", lambda found, *_: found),
    "no guess at the language": value(interpret, "guess_query", lambda _: None),
    "phrases in one piece": value(translations.Translations, "apart", lambda *_: False),
    "no cognates": value(translations, "cognates", lambda *_, **__: ()),
    "no ordinals": value(ordinals, "written", lambda *_: ()),
    "no numbers that count": value(ordinals, "counted", lambda _: None),
    "some words of a translation do not do": value(balance.Stories, "shared", lambda _, numbers, __: np.zeros(len(numbers), np.bool_)),
    "stories count what their best does": value(balance, "AGREEMENT", 0.0),
    "not beside translations": value(balance, "beside", lambda found, _: found),
}


def half_of(pair: str) -> str:
    """Which half a pair belongs to; nothing but its id decides."""
    return HALVES[hashlib.sha256(pair.encode()).digest()[0] & 1]


def main() -> None:
    """Print one line a change and a block a file, in thousandths; but for the first, differences."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--half", choices=HALVES, default=HALVES[1])
    arguments = parser.parse_args()
    for file in arguments.files:
        pairs = mates.read([file])
        chosen = [pair for pair in pairs if half_of(pair[0].pair) == arguments.half]
        print(f"{file.stem + ', ' + arguments.half:38}{'fr-en':>14}{'en-fr':>14}{'mixed':>14}")
        first: list[float] = []
        with indexed(mates.articles(pairs)) as door:
            for name, change in CHANGES.items():
                with ExitStack() as stack:
                    change(stack)
                    told = mates.asked(door, chosen)
                now = [1000 * told[of][measure] for of in ("fr-en", "en-fr", "mixed") for measure in ("mrr", "r10")]
                row = [there - here for there, here in zip(now, first, strict=True)] if first else now
                first = first or now
                print(f"{name:38}" + "".join(f"{each:7.0f}" for each in row), flush=True)


if __name__ == "__main__":
    main()
