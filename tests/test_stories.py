"""The file that tells which articles tell the same, and what becomes of it when a generation is opened."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import searching
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.filedb.filestore import RamStorage

from indexer import stories as file
from indexer.build import build
from indexer.codec.index import ArrayIndex
from indexer.errors import IndexDamaged
from indexer.generations import Generations
from indexer.manifest import Manifest, inventory
from indexer.schema import schema
from service.search.catalogue import Catalogue
from service.search.generation import Generation
from service.search.request import Face, SearchRequest
from service.search.stories import Stories

Told = Sequence[Sequence[tuple[str, str]]]
MakeIndex = Callable[..., Path]


def tell(home: Path, stories: Told) -> None:
    """Put stories into the published generation of an index, in place of those that it has."""
    folder = Generations(home).folder(Generations(home).published())
    file.write(folder, stories)
    replace(Manifest.stated(folder), files=inventory(folder)).write(folder)


IDS = st.text(min_size=1, max_size=6)
TOLD = st.lists(IDS, unique=True, max_size=30).flatmap(
    lambda ids: st.lists(st.sampled_from(["fr", "en", "und"]), min_size=len(ids), max_size=len(ids)).map(
        lambda langs: [list(zip(ids, langs, strict=True))[at : at + 3] for at in range(0, len(ids) - 1, 3) if at + 1 < len(ids)]
    )
)


@settings(deadline=None)
@given(told=TOLD)
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, told: Told) -> None:
    folder = tmp_path_factory.mktemp("told")
    file.write(folder, told)
    assert file.read(folder) == tuple(tuple(map(tuple, story)) for story in told)
    assert json.loads((folder / file.FILE).read_text("utf-8")) == [[list(member) for member in story] for story in told]


@settings(deadline=None)
@given(told=TOLD, others=TOLD, data=st.data())
def test_what_was_revised_is_what_would_have_been_written(
    tmp_path_factory: pytest.TempPathFactory, told: Told, others: Told, data: st.DataObject
) -> None:
    dropped = data.draw(st.lists(st.booleans(), min_size=len(told), max_size=len(told)))
    places = sorted(data.draw(st.integers(0, len(told))) for _ in others)
    before, after, anew = (tmp_path_factory.mktemp("told") for _ in range(3))
    file.write(before, told)
    file.revise(after, before, np.array(dropped, np.bool_), zip(places, others, strict=True))
    expected: list[Sequence[tuple[str, str]]] = []
    for place in range(len(told) + 1):
        expected += [other for at, other in zip(places, others, strict=True) if at == place]
        expected += [story for story in told[place : place + 1] if not dropped[place]]
    file.write(anew, expected)
    assert (after / file.FILE).read_bytes() == (anew / file.FILE).read_bytes()


@pytest.mark.parametrize("stories", [[], [[("a", "fr"), ("b", "en")]]])
def test_a_file_with_more_or_fewer_stories_than_were_told_is_not_revised(stories: Told, tmp_path: Path) -> None:
    file.write(tmp_path, stories)
    for number in {0, 1, 2} - {len(stories)}:
        with pytest.raises(IndexDamaged, match=r"stories\.json .*build the index again"):
            file.revise(tmp_path, tmp_path, np.zeros(number, np.bool_), [])


def test_a_generation_without_the_file_has_no_stories(tmp_path: Path) -> None:
    assert file.read(tmp_path) == ()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "null",
        "{}",
        "[5]",
        "[[]]",
        '[[["a", "fr"]]]',
        '[[["a", "fr"], ["b"]]]',
        '[[["a", "fr"], ["b", 5]]]',
        '[[["a", "fr"], ["b", "en", "c"]]]',
        '[[["a", "fr"], ["b", "en"]], [["b", "en"], ["c", "fr"]]]',
        '[[["a", "fr"], ["b", "en"]]',
        "[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_a_file_that_holds_anything_else_is_damaged(content: str | bytes, tmp_path: Path) -> None:
    (tmp_path / file.FILE).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(IndexDamaged, match=r"stories\.json .*build the index again"):
        file.read(tmp_path)


def test_an_index_with_a_damaged_file_is_not_opened(seeds_copy: Path) -> None:
    tell(seeds_copy, [])
    folder = Generations(seeds_copy).folder(Generations(seeds_copy).published())
    size = (folder / file.FILE).stat().st_size
    (folder / file.FILE).write_text("[" * size)
    with pytest.raises(IndexDamaged, match="stories"):
        Generation.open(seeds_copy)


# Opened


def kin(stories: Stories, number: int) -> tuple[list[int], list[int]]:
    found = stories.kin(number)
    return found.twins.tolist(), found.copies.tolist()


CASES = ("fr", "en", "und")


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_the_relatives_of_an_article_are_the_others_of_its_story(data: st.DataObject) -> None:
    ids = data.draw(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=5), unique=True, max_size=20)
    )
    languages = {key: data.draw(st.sampled_from(CASES)) for key in ids}
    gone = set(data.draw(st.lists(st.sampled_from(ids), unique=True))) if ids else set()
    cut = data.draw(st.integers(0, len(ids)))
    index = ArrayIndex.create(RamStorage(), schema())
    for part in (ids[:cut], ids[cut:]):
        writer = index.writer()
        for key in part:
            writer.add_document(id=key, language=languages[key])
        writer.commit(merge=False)
    writer = index.writer()
    for key in gone:
        writer.delete_by_term("id", key)
    writer.commit(merge=False)

    everyone = data.draw(st.permutations([*ids, "nowhere", "nor here"]))
    sizes = data.draw(st.sampled_from([2, 3, 7]))
    told = [[(key, languages.get(key, "fr")) for key in everyone[at : at + sizes]] for at in range(0, len(everyone) - 1, sizes)]
    told = [story for story in told if len(story) > 1]
    with index.reader() as reader:
        number_of = {reader.stored_fields(number)["id"]: number for number in reader.all_doc_ids()}
        stories = Stories.of(reader, told)
    assert set(number_of) == set(ids) - gone
    story_of = {key: [(other, lang) for other, lang in story if other in number_of] for story in told for key, _ in story}
    for key, number in number_of.items():
        others = [(other, lang) for other, lang in story_of.get(key, ()) if other != key]
        foreign = {other for other, lang in others if "und" not in (lang, languages[key]) and lang != languages[key]}
        assert kin(stories, number) == (
            [number_of[other] for other, _ in others if other in foreign],
            [number_of[other] for other, _ in others if other not in foreign],
        )
        assert stories.have_twins(np.array([number], np.int32)).tolist() == [bool(foreign)]


def test_stories_of_an_index_as_whoosh_writes_it_are_told_as_well(make_index: MakeIndex, tmp_path: Path) -> None:
    make_index([{"id": str(n), "title": f"Orbite {n}", "text": f"quasar {n}", "lang": ("fr", "en")[n % 2]} for n in range(6)])
    build([str(tmp_path / "made.jsonl")], tmp_path / "stock", workers=1, codec="whoosh")
    for home in (tmp_path / "made", tmp_path / "stock"):
        tell(home, [[("0", "fr"), ("1", "en"), ("4", "fr")]])
        page = searching(home)("", twins="collapse", sort="date:desc")
        assert page.total == 4
        (hit,) = [hit for hit in page.hits if hit.more]
        assert (hit.id, [twin.id for twin in hit.relatives.twins], [copy.id for copy in hit.relatives.copies]) == ("0", ["1"], ["4"])


def test_a_new_generation_brings_its_own_stories_and_the_old_one_keeps_its(make_index: MakeIndex) -> None:
    articles = [{"id": str(n), "title": f"Orbite {n}", "text": f"quasar {n}", "lang": ("fr", "en")[n % 2]} for n in range(4)]
    home = make_index(articles)
    tell(home, [[("0", "fr"), ("1", "en")]])
    catalogue = Catalogue(home, seconds=120)  # what is compiled the first time takes longer than anybody would wait
    request, face = SearchRequest(q="quasar", twins="collapse"), Face()
    old = catalogue.generation()
    assert catalogue.search(request, face).total == 3

    make_index(articles)
    tell(home, [[("0", "fr"), ("1", "en")], [("2", "fr"), ("3", "en")]])
    page = catalogue.search(request, face)
    assert page.total == 2
    assert page.index.generation != old.manifest.generation
    assert {hit.id: [twin.id for twin in hit.relatives.twins] for hit in page.hits} == {"0": ["1"], "2": ["3"]}
    assert catalogue.search(request, face, generation=old).total == 3, "whoever began with the old generation ends with it"
    assert catalogue.totals([request], face, old) == (3,)
    assert catalogue.totals([request], face) == (2,)

    make_index(articles)
    folder = Generations(home).folder(Generations(home).published())
    (folder / file.FILE).unlink(missing_ok=True)
    replace(Manifest.stated(folder), files=inventory(folder)).write(folder)
    assert catalogue.search(request, face).total == 4, "a generation without the file has no stories"


def test_a_story_of_thousands_costs_a_page_no_more_than_one_of_ten(make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    home = make_index([{"id": f"{n:04}", "title": f"Orbite {n}", "text": "quasar", "lang": "fr"} for n in range(3000)])
    tell(home, [[(f"{n:04}", "fr") for n in reversed(range(3000))]])
    catalogue = Catalogue(home, seconds=120)  # what is compiled the first time takes longer than anybody would wait
    read: list[int] = []
    really = Generation._stored  # noqa: SLF001 — whatever reads articles comes by there

    def reading(self: Generation, searcher: object, numbers: Iterable[int]) -> Iterator[Mapping[str, Any]]:
        some = list(numbers)
        read.extend(some)
        return really(self, searcher, some)

    monkeypatch.setattr(Generation, "_stored", reading)
    page = catalogue.search(SearchRequest(q="quasar", per_page=3), Face())
    assert (page.total, len(page.hits)) == (3000, 3)
    assert [copy.id for copy in page.hits[0].relatives.copies] == [f"{n:04}" for n in reversed(range(2990, 3000))]
    assert {hit.relatives.copies_total for hit in page.hits} == {2999}
    assert len(read) == 3 + 10, "three articles, and the ten copies that all of them name"
