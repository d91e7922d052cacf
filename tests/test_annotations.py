"""Where the annotated entities stand in the articles that they are of."""

import hashlib
import json
from collections import Counter
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from conftest import ROOT

HERE = ROOT / "tests" / "entities"
ANNOTATIONS = sorted(HERE.glob("annotations_*.jsonl"))
TEXTS = ROOT.parent / "shared" / "data" / "parallel"
COLLECTIONS = {"newstest_2008_2010": 38, "debian_news": 6}
MORE = {"fr": {"newstest_2008_2010": 26, "debian_news": 4}, "en": {"newstest_2008_2010": 12, "debian_news": 3}}
LATER = {"fr": {"newstest_2008_2010": 20, "debian_news": 3}, "en": {"newstest_2008_2010": 0, "debian_news": 0}}
WORDS = range(120, 701)
"""How many articles of each collection, and of how many words: the rule stands in the README beside the annotations."""
LEFT_OUT = {"debian-2011-20110919-fr"}
TYPES = {"person", "org", "place", "programme"}
PARTS = {"fr": {"dev", "held-out", "more", "later"}, "en": {"dev", "held-out", "more"}}
FEWEST_ARTICLES = 15
"""Of a part of a language."""

each_language = pytest.mark.parametrize("annotations", ANNOTATIONS, ids=lambda path: path.stem.removeprefix("annotations_"))
with_the_texts = pytest.mark.skipif(
    not all((TEXTS / f"{name}.jsonl").is_file() for name in COLLECTIONS), reason="the annotated articles are not at ../shared/data/parallel"
)


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@cache
def articles() -> dict[tuple[str, str], dict]:
    return {(name, article["id"]): article for name in COLLECTIONS for article in lines(TEXTS / f"{name}.jsonl")}


def language_of(annotations: Path) -> str:
    return annotations.stem.removeprefix("annotations_")


def article_of(row: dict) -> dict:
    return articles()[row["collection"], row["id"]]


def cuts_a_word(text: str, offset: int) -> bool:
    return 0 < offset < len(text) and all(each.isalnum() for each in text[offset - 1 : offset + 1])


def test_there_are_annotations():
    assert ANNOTATIONS, f"no annotations_*.jsonl in {HERE}"


@each_language
def test_a_line_has_its_keys_and_known_values(annotations: Path):
    for row in lines(annotations):
        assert set(row) == {"collection", "id", "part", "sha256", "entities"}, row.get("id")
        assert row["collection"] in COLLECTIONS, row["id"]
        assert row["part"] in PARTS[language_of(annotations)], row["id"]
        assert {kind for _, _, kind in row["entities"]} <= TYPES, row["id"]


@each_language
def test_each_part_has_enough_articles_and_none_twice(annotations: Path):
    rows = lines(annotations)
    assert len({(row["collection"], row["id"]) for row in rows}) == len(rows)
    parts = Counter(row["part"] for row in rows)
    assert min(parts[part] for part in PARTS[language_of(annotations)]) >= FEWEST_ARTICLES, parts


def test_an_article_and_its_translation_are_in_one_part():
    parts: dict[str, set[str]] = {}
    for path in ANNOTATIONS:
        language = language_of(path)
        for row in lines(path):
            parts.setdefault(row["id"].removesuffix(f"-{language}"), set()).add(row["part"])
    assert not [pair for pair, found in parts.items() if len(found) > 1], "what is held out in one language is seen in the other"


@each_language
def test_entities_are_in_order_and_do_not_overlap(annotations: Path):
    for row in lines(annotations):
        offsets = [offset for start, end, _ in row["entities"] for offset in (start, end)]
        assert offsets == sorted(offsets), row["id"]
        assert all(start < end for start, end, _ in row["entities"]), row["id"]


@with_the_texts
@each_language
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_articles_are_those_that_the_rule_chooses(annotations: Path, collection: str):
    language = language_of(annotations)
    fit = [
        article
        for (name, _), article in articles().items()
        if name == collection and article["lang"] == language and len(article["text"].split()) in WORDS and article["id"] not in LEFT_OUT
    ]
    fit.sort(key=lambda article: hashlib.sha1(article["pair_id"].encode(), usedforsecurity=False).hexdigest())
    chosen = [{article["id"] for article in fit[begin:end]} for begin, end in pairwise(accumulate(sizes(collection, language), initial=0))]
    annotated = [
        {row["id"] for row in lines(annotations) if row["collection"] == collection and row["part"] in parts}
        for parts in (("dev", "held-out"), ("more",), ("later",))
    ]
    assert annotated == chosen


def sizes(collection: str, language: str) -> tuple[int, ...]:
    """How many articles are annotated in each turn."""
    return COLLECTIONS[collection], MORE[language][collection], LATER[language][collection]


@with_the_texts
@each_language
def test_the_text_is_the_one_that_was_annotated(annotations: Path):
    for row in lines(annotations):
        article = article_of(row)
        assert article["lang"] == language_of(annotations), row["id"]
        assert hashlib.sha256(article["text"].encode()).hexdigest() == row["sha256"], f"{row['id']}: the offsets hold for another text"


@with_the_texts
@each_language
def test_an_entity_lies_inside_the_text_and_cuts_no_word(annotations: Path):
    for row in lines(annotations):
        text = article_of(row)["text"]
        for start, end, _ in row["entities"]:
            assert 0 <= start < end <= len(text), (row["id"], start, end)
            mention = text[start:end]
            assert mention == mention.strip(), (row["id"], mention)
            assert not cuts_a_word(text, start), (row["id"], mention, text[start - 10 : start])
            assert not cuts_a_word(text, end), (row["id"], mention, text[end : end + 10])


@with_the_texts
@each_language
def test_an_entity_goes_over_no_end_of_a_paragraph(annotations: Path):
    for row in lines(annotations):
        text = article_of(row)["text"]
        assert not [text[start:end] for start, end, _ in row["entities"] if "\n" in text[start:end]], row["id"]
