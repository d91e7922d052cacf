"""Pages of invented sites around known articles, to measure what is taken out of them.

    python tests/benchmarks/pages.py [--data FOLDER] [--pages N]

Each site has a template of its own, with what stands around articles: navigation, share buttons, a cookie banner, related articles,
comments, a form for a newsletter, a footer. What comments say and what related articles are called is taken from other articles, so that
only its place on the page tells the article from the rest.
"""

import argparse
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from itertools import chain
from pathlib import Path
from statistics import mean

from sites import AUTHORS, SAID, SITES, Story

from indexer.document import RawFile, Reject
from indexer.extraction import extract

ROOT = Path(__file__).resolve().parents[2]
DATA = next((each / "shared" / "data" for each in ROOT.parents if (each / "shared" / "data").is_dir()), ROOT.parent / "shared" / "data")
FILES = ("newstest_2008_2010.jsonl", "debian_news.jsonl")
FEWEST_WORDS = 60
"""Of an article that is put on a page."""

MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what is on it. `text` is what a crude scraper saves of it; `date` and `author` are None where the page is silent."""

    html: str
    text: str
    title: str
    paragraphs: tuple[str, ...]
    site: str
    lang: str
    date: str | None
    author: str | None
    url: str | None


def pages(articles: Sequence[Mapping[str, str]], seed: int = 1) -> Iterator[Page]:
    """Each article on a page of one of the sites, in turn."""
    draw = random.Random(seed)  # noqa: S311 - pages are no secret
    sentences = [line for each in articles for line in each["text"].split("\n") if 60 < len(line) < 200]
    titles = [each["title"] for each in articles if each["title"]]
    for number, each in enumerate(articles):
        site, host, template, addressed = SITES[number % len(SITES)]
        lang, paragraphs = each["lang"], tuple(line.strip() for line in each["text"].split("\n") if line.strip())
        year, month, day = draw.randint(2003, 2023), draw.randint(1, 12), draw.randint(1, 28)
        date, url = f"{year}-{month:02d}-{day:02d}", f"https://www.{host}/{draw.randrange(10**6)}-article.html"
        name = MONTHS[lang][month - 1]
        story = Story(
            escape(site), host, lang, escape(each["title"]), tuple(map(escape, paragraphs)), draw.choice(AUTHORS), date,
            f"{day} {name} {year}" if lang == "fr" else f"{name} {day}, {year}", url,
            tuple(escape(title) for title in draw.sample(titles, 8)),
            tuple(escape(line) for line in draw.sample(sentences, draw.randint(0, 5))), SAID[lang], draw,
        )  # fmt: skip
        html, dated, signed = template(story)
        yield Page(
            html, _scraped(html), each["title"], paragraphs, site, lang,
            date if dated else None, story.author if signed else None, url if addressed else None,
        )  # fmt: skip


def articles(data: Path = DATA) -> list[dict[str, str]]:
    """The titled articles of some length in the parallel files."""
    lines = [json.loads(line) for name in FILES for line in (data / "parallel" / name).read_text("utf-8").splitlines()]
    return [each for each in lines if each["title"] and len(each["text"].split()) >= FEWEST_WORDS]


def f1(found: str, wanted: str) -> float:
    """How much of the words is right and how much of the right is there, each word as often as it stands."""
    ours, theirs = Counter(re.findall(r"\w+", found)), Counter(re.findall(r"\w+", wanted))
    common = (ours & theirs).total()
    return 2 * common / (ours.total() + theirs.total())


def _scraped(html: str) -> str:
    """All that can be seen, a line an element."""
    html = re.sub(r"(?is)<(script|style|title)\b.*?</\1>", "", html)
    lines = re.sub(r"(?i)</?(?:a|b|i|font|span|strong|small|time)\b[^>]*>", "", html)
    return "\n".join(filter(None, (unescape(line).strip() for line in re.sub(r"<[^>]*>", "\n", lines).split("\n"))))


def main() -> None:
    """Print how well and how fast articles are taken out of the pages of each site."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--data", type=Path, default=DATA, help="the folder with the evaluation data")
    parser.add_argument("--pages", type=int, default=800, help="how many pages to make")
    parser.add_argument("--worst", type=int, default=0, help="show the pages that went worst")
    arguments = parser.parse_args()
    chosen = articles(arguments.data)
    random.Random(0).shuffle(chosen)  # noqa: S311 - see above
    made = list(pages(chosen[: arguments.pages]))
    extract(RawFile("0", "warm", made[0].html, html=True))
    scores: dict[str, list[tuple[float, ...]]] = {}
    worst = []
    began = time.process_time()
    for page in made:
        found = extract(RawFile("x", "x.html", page.html, html=True))
        if isinstance(found, Reject):
            found = RawFile("x", "x.html", "")
        right = f1(found.text, "\n".join(page.paragraphs))
        known = [
            found.title == page.title,
            found.date == page.date,
            found.author == page.author,
            found.url == page.url,
            found.source == page.site,
        ]
        scores.setdefault(page.site, []).append((right, *map(float, known)))
        worst.append((right, page, found))
    seconds = time.process_time() - began
    print(f"{'':24}    F1  title  date author   url source")
    for site, rows in [*scores.items(), ("all", [*chain.from_iterable(scores.values())])]:
        print(f"{site:24}", *(f"{mean(column):6.4f}"[:6] for column in zip(*rows, strict=True)))
    print(f"{1000 * seconds / len(made):.1f} ms a page")
    for right, page, found in sorted(worst, key=lambda each: each[0])[: arguments.worst]:
        lost = Counter(page.paragraphs) - Counter(found.text.split("\n"))
        gained = Counter(filter(None, found.text.split("\n"))) - Counter(page.paragraphs)
        print(f"\n{right:.3f} {page.site}: {page.title!r} {found.title!r}\n  lost {[*lost][:4]}\n  gained {[*gained][:6]}")


if __name__ == "__main__":
    main()
