"""How often the language of one, two or three words is told.

Run `python tests/benchmarks/query_language.py [--data DIR]` with a folder that holds `parallel/`; without one it looks for `shared/data`
beside the checkout or above it. The words stand side by side in a text or a title. The last line is JSON. For each: the share told rightly
of all; of those with a word that is four times as often in texts of their language as of the other; the share that is sure, and what of
that is right. Weights were chosen on debian_news.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from indexer.analysis.fold import plain
from indexer.few_words import SURE, FewWords

ROOT = Path(__file__).parent.parent.parent
TIMES = {"text": 10, "title": 3}
"""Places that are looked at in each text and title."""
ONE_LANGUAGE = 4
AROUND = ".,;:!?«»“”()"


def windows(articles: Sequence[Mapping[str, str]], key: str, size: int) -> Iterator[tuple[str, list[str]]]:
    """The language and some words side by side, from every article."""
    rng = random.Random(size)  # noqa: S311 — nothing secret
    for article in articles:
        words = [word for word in (article[key] or "").split() if any(map(str.isalpha, word))]
        for _ in range(TIMES[key] if len(words) >= size else 0):
            at = rng.randrange(len(words) - size + 1)
            yield article["lang"], [word.strip(AROUND) for word in words[at : at + size]]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    here = next((parent / "shared" / "data" for parent in ROOT.parents if (parent / "shared" / "data").is_dir()), None)
    parser.add_argument("--data", type=Path, default=here)
    data = parser.parse_args().data
    if data is None:
        raise SystemExit("there is no evaluation data here; name its folder with --data")
    model, report = FewWords.load(), {}
    for name in ("debian_news", "newstest_2008_2010"):
        with (data / "parallel" / f"{name}.jsonl").open(encoding="utf-8") as lines:
            articles = [json.loads(line) for line in lines]
        often = {language: Counter[str]() for language in ("fr", "en")}
        for article in articles:
            often[article["lang"]].update({plain(word.strip(AROUND)) for word in article["text"].split()})
        for key in TIMES:
            for size in (1, 2, 3):
                told = []
                for language, words in windows(articles, key, size):
                    own, other = often[language], often["en" if language == "fr" else "fr"]
                    score = model.score(words)
                    telling = any(own[plain(word)] >= ONE_LANGUAGE * max(other[plain(word)], 1) for word in words)
                    told.append(((score > 0) == (language == "en"), telling, abs(score) >= SURE))
                every = [right for right, _, _ in told]
                clear = [right for right, telling, _ in told if telling]
                sure = [right for right, _, sure in told if sure]
                shares = (sum(every) / len(every), sum(clear) / len(clear), len(sure) / len(every), sum(sure) / len(sure))
                report[f"{name} {key} {size}"] = [round(share, 4) for share in shares]
                print(f"{name:20}{key:6}{size}", report[f"{name} {key} {size}"])
    print(json.dumps(report))


if __name__ == "__main__":
    main()
