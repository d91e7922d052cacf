"""An index as JSON Lines for other programs, which a build reads again."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import SEEDS, lunette

from indexer.base import Base
from indexer.build import build
from indexer.generations import Generations

AS_READ = ("original", "removed", "confidence")
"""What is told of how an article was read, and is another once it was read from an export."""

ARTICLES: Sequence[Mapping[str, Any]] = (
    {
        "id": "é/1",
        "title": "Un accord",
        "text": "Le Canada et la France ont signé un accord sur le blé mardi à Paris.",
        "entities": ["CNSA", "Plover"],
    },
    {"id": "2", "text": "The council met in Paris on Friday to vote the budget of the city, which grew by a third.", "desk": {"name": "x"}},
    {
        "id": "3",
        "title": "Moon",
        "text": "By Ann Smith\n\nRoscosmos said on Monday that it would build a station on the Moon.",
        "date": "2021-03-10",
    },
)


def exported(home: Path) -> list[dict[str, Any]]:
    told = lunette("export", "--index", home)
    assert (told.returncode, told.stderr) == (0, "")
    return [json.loads(line) for line in told.stdout.splitlines()]


def held(home: Path) -> Iterator[dict[str, Any]]:
    with Base.of(Generations(home)) as base:
        for stored in base:
            yield {name: value for name, value in stored.items() if name not in AS_READ}


def again(home: Path, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What an index holds that is built of an export."""
    (home / "export.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    report = build([str(home / "export.jsonl")], home / "again", workers=1)
    assert report.rejected == 0
    return list(held(home / "again"))


def test_an_index_of_an_export_holds_the_same_articles(seeds_copy: Path):
    lines = exported(seeds_copy)
    assert {line["id"] for line in lines} == {path.stem for path in SEEDS.glob("*.txt")}
    assert again(seeds_copy, lines) == list(held(seeds_copy))


def test_whatever_an_article_came_with_comes_along(make_index: Callable[..., Path]):
    home = make_index(ARTICLES)
    lines = {line["id"]: line for line in exported(home)}
    assert lines["é/1"] == {**ARTICLES[0], "lang": "fr"}
    assert lines["2"] == {**ARTICLES[1], "title": None, "lang": "en"}, "a title that nobody wrote must not become one"
    assert lines["3"]["author"] == "Ann Smith"
    assert "Ann Smith" not in lines["3"]["text"], "the text is that of the index, without what was cut"
    assert again(home, list(lines.values())) == list(held(home))


def test_a_date_that_nobody_could_read_gives_way_to_the_one_that_was_found(make_index: Callable[..., Path]):
    text = "PARIS, 9 mars 2021 (AFP) - Le conseil a voté mardi le budget de la ville, en hausse d’un tiers."
    home = make_index([{"id": "1", "text": text, "date": "?"}, {"id": "2", "text": "Le conseil a voté le budget.", "date": "?"}])
    assert {line["id"]: line["date"] for line in exported(home)} == {"1": "2021-03-09", "2": "?"}


def test_what_was_deleted_is_not_exported(make_index: Callable[..., Path], tmp_path: Path):
    home = make_index(ARTICLES)
    (tmp_path / "made.jsonl").write_text("".join(json.dumps(article) + "\n" for article in ARTICLES[1:]), "utf-8")
    assert lunette("update", tmp_path / "made.jsonl", "--index", home, "--delete-missing").returncode == 0
    assert sorted(line["id"] for line in exported(home)) == ["2", "3"]


def test_of_a_stock_index_as_well(tmp_path: Path):
    build([str(SEEDS)], tmp_path / "stock", workers=1, codec="whoosh")
    assert len(exported(tmp_path / "stock")) == len(list(SEEDS.glob("*.txt")))


@pytest.mark.parametrize("folder", ["nothing", "."])
def test_where_there_is_no_index_that_is_said(tmp_path: Path, folder: str):
    told = lunette("export", "--index", tmp_path / folder)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith("lunette: ")
    assert "Traceback" not in told.stderr
