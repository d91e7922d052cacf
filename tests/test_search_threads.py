"""Many threads search one catalogue while generations come and go."""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from indexer.build import build
from indexer.errors import IndexDamaged, IndexerError
from service.search import published as publishing
from service.search.catalogue import Catalogue
from service.search.deadline import NEVER, Deadline
from service.search.errors import NotFound, QueryTimeout
from service.search.generation import Generation
from service.search.request import Face, SearchRequest

MakeIndex = Callable[[Sequence[Mapping[str, Any]]], Path]
THREADS = 12


def corpus(size: int) -> list[dict[str, Any]]:
    """A corpus whose every article says how many there are."""
    return [
        {"id": str(number), "lang": ("fr", "en")[number % 2], "title": f"Xenon {number}", "text": f"quasar corpus{size} Rogozine"}
        for number in range(size)
    ]


def test_twelve_threads_search_while_generations_are_exchanged(make_index: MakeIndex, tmp_path: Path) -> None:
    home = make_index(corpus(20))
    catalogue = Catalogue(home)
    over = threading.Event()
    queries = ("quasar", "Rogozine", '"Rogozine quasar"~2', "xenon -qzx", "corpus*", "quasar OR xenon", "")

    def search_on() -> set[int]:
        sizes = set()
        while not over.is_set():
            for q in queries:
                page = catalogue.search(SearchRequest(q=q, per_page=100), Face())
                size = page.index.documents
                sizes.add(size)
                assert len(page.hits) == page.total
                assert page.total == size, f"{q} in {size}"
                assert sum(value.count for value in page.facets["language"]) == page.total
                words = {hit.highlights.body[0].split()[1].replace("<mark>", "").replace("</mark>", "") for hit in page.hits}
                assert words <= {f"corpus{size}"}, "hits, totals and facets are of one generation"
        return sizes

    with ThreadPoolExecutor(THREADS) as pool:
        running = [pool.submit(search_on) for _ in range(THREADS)]
        try:
            for size in (30, 40, 50):
                lines = tmp_path / f"{size}.jsonl"
                lines.write_text("\n".join(map(json.dumps, corpus(size))), "utf-8")
                build([str(lines)], home, workers=1)
                for _ in range(200):
                    if any(each.done() for each in running) or catalogue.search(SearchRequest(), Face()).total == size:
                        break
                    time.sleep(0.01)
        finally:
            over.set()
        seen = set.union(*(each.result(60) for each in running))
    assert seen >= {20, 50}, "old and new were both searched"


def test_a_searcher_that_was_stopped_is_not_used_again(make_index: MakeIndex) -> None:
    generation = Catalogue(make_index(corpus(5))).generation()
    with pytest.raises(QueryTimeout), generation.searcher() as broken:
        raise QueryTimeout
    with generation.searcher() as fresh:
        assert fresh is not broken
        assert broken.is_closed
        assert generation.number(fresh, "3") is not None
    with generation.searcher() as again:
        assert again is fresh, "one that did its work is used again"


def test_a_query_past_its_time_is_stopped_and_the_next_one_is_answered(make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Catalogue(make_index(corpus(600)), seconds=-1.0)
    with pytest.raises(QueryTimeout, match="took too long"):
        catalogue.search(SearchRequest(q="quasar"), Face())
    with pytest.raises(NotFound):
        catalogue.article("nobody", SearchRequest(q="quasar"), Face())
    monkeypatch.setattr(Deadline, "after", lambda _: NEVER)
    assert catalogue.article("3", SearchRequest(q="quasar"), Face()).paragraphs == ("<mark>quasar</mark> corpus600 Rogozine",)


def test_the_names_of_a_generation_that_replaces_another_are_taken_apart_before_anybody_types_one(make_index: MakeIndex) -> None:
    home = make_index(corpus(5))
    catalogue = Catalogue(home)
    first = catalogue.generation()
    build(["-"], home, workers=1, stdin=BytesIO("\n".join(map(json.dumps, corpus(6))).encode()))
    second = catalogue.generation()
    assert second is not first
    until = time.monotonic() + 30
    while "_words" not in vars(second.bearers) and time.monotonic() < until:
        time.sleep(0.01)
    assert "_words" in vars(second.bearers)
    assert "_words" not in vars(first.bearers), "of the first, whoever serves says when"


def test_a_generation_that_cannot_be_opened_is_tried_once_and_the_old_one_serves_on(
    make_index: MakeIndex, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_index(corpus(5))
    catalogue = Catalogue(home)
    good = catalogue.search(SearchRequest(q="quasar"), Face()).index.generation
    (home / "CURRENT").write_text("20200101T000000-dead")
    for _ in range(3):
        assert catalogue.search(SearchRequest(q="quasar"), Face()).index.generation == good
    assert [record.levelname for record in caplog.records] == ["ERROR"], "said once, not once a search"
    monkeypatch.setattr(publishing, "RETRY_SECONDS", 0.0)
    assert catalogue.generation().manifest.generation == good
    assert len(caplog.records) == 2, "and tried again later"
    (home / "CURRENT").write_text(good)
    assert catalogue.generation().manifest.generation == good


def test_without_any_generation_the_search_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexerError, match="lunette build"):
        Catalogue(tmp_path).search(SearchRequest(q="quasar"), Face())


def test_a_damaged_index_is_not_opened_again_at_every_search(make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    home = make_index(corpus(5))
    sound = (home / "CURRENT").read_text().strip()
    catalogue, opened = Catalogue(home), []
    really = Generation.open

    def opening(_: Path, *, dense: bool) -> Generation:
        opened.append(home)
        return really(home, dense=dense)

    monkeypatch.setattr(Generation, "open", opening)
    (home / "CURRENT").write_text("20200101T000000-dead")
    for _ in range(3):
        with pytest.raises(IndexerError, match="dead"):
            catalogue.generation()
    assert len(opened) == 1, "tried once, then left alone; look at published.py"
    (home / "CURRENT").write_text(sound)
    assert catalogue.generation().manifest.generation == sound, "another generation is tried at once"


def test_whatever_opening_a_newer_generation_raises_the_old_one_serves_on(make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    home = make_index(corpus(5))
    catalogue = Catalogue(home)
    old = catalogue.generation()
    make_index(corpus(6))
    assert (home / "CURRENT").read_text().strip() != old.manifest.generation

    def broken(_: Path) -> None:
        raise KeyError("labels")

    monkeypatch.setattr("service.search.generation.nametable.read", broken)
    assert catalogue.generation() is old
    with pytest.raises(IndexDamaged, match="KeyError"):
        Catalogue(home).generation()
