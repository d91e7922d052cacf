"""The index directory: what is published, what is refused and by which name, and who may write."""

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import SEEDS, searching
from whoosh.index import open_dir

from indexer.build import build
from indexer.errors import IndexBusy, IndexDamaged, IndexerError, IndexForeign, IndexIncompatible, IndexMissing
from indexer.generations import Generations
from indexer.manifest import MANIFEST, Manifest
from service.search.catalogue import Catalogue

FILES = ("*.docs", "*.terms", "*.toc", "entities.json", MANIFEST)


def published(home: Path) -> Path:
    generations = Generations(home)
    return generations.folder(generations.published())


def the_file(home: Path, pattern: str) -> Path:
    (file,) = published(home).glob(pattern)
    return file


def rebuilt(home: Path, text: str = "La fusée décolle") -> str:
    source = home.parent / "article.txt"
    source.write_text(text, "utf-8")
    return build([str(source)], home, workers=1).generation


def names(home: Path) -> set[str]:
    return {folder.name for folder in (home / "generations").iterdir()}


def restated(home: Path, **changes: Any) -> None:  # noqa: ANN401
    """Let the manifest say something else; None takes a part away."""
    path = published(home) / MANIFEST
    said = json.loads(path.read_text("utf-8")) | changes
    path.write_text(json.dumps({name: value for name, value in said.items() if value is not None}), "utf-8")


def test_stock_whoosh_opens_a_generation(seeds_index: Path):
    index = open_dir(str(published(seeds_index)))
    assert index.doc_count() == 5
    index.close()


def test_a_fresh_index_is_whole(seeds_index: Path):
    assert Generations(seeds_index).verify() == []
    manifest = Manifest.read(published(seeds_index))
    assert (manifest.documents, sum(manifest.languages.values()), manifest.rejected) == (5, 5, 0)
    assert manifest.files.keys() == {file.name for file in published(seeds_index).iterdir()} - {MANIFEST}, "a file without a checksum"


# Building again


def test_a_reader_goes_on_answering_from_its_generation_while_others_are_built(seeds_copy: Path):
    index = open_dir(str(published(seeds_copy)))
    with index.searcher() as searcher:
        before = [searcher.stored_fields(number)["id"] for number in range(searcher.doc_count())]
        rebuilt(seeds_copy)
        assert [searcher.stored_fields(number)["id"] for number in range(searcher.doc_count())] == before, "a rebuild disturbed a reader"
        with index.searcher() as another:  # a second one, opened only now
            assert another.doc_count() == 5, "create_in emptied a live index"
    index.close()


def test_a_catalogue_answers_from_the_old_index_until_the_new_one_is_published_and_then_from_that(
    seeds_copy: Path, monkeypatch: pytest.MonkeyPatch
):
    catalogue = Catalogue(seeds_copy)
    totals = [catalogue.generation().manifest.documents]
    publish = Generations.publish

    def look_first(self: Generations, partial: Path) -> str:
        totals.append(catalogue.generation().manifest.documents)
        return publish(self, partial)

    monkeypatch.setattr(Generations, "publish", look_first)
    rebuilt(seeds_copy)
    totals.append(catalogue.generation().manifest.documents)
    assert totals == [5, 5, 1]


def test_current_always_names_a_whole_generation(seeds_copy: Path):
    generations = Generations(seeds_copy)
    seen: set[str] = set()
    faults: list[str] = []
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            name = generations.published()
            try:
                Manifest.read(generations.folder(name))
                seen.add(name)
            except IndexerError as error:
                # A name that is two builds old by now may be gone; whoever reads it again gets the next.
                if generations.published() == name:
                    faults.append(str(error))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        written = {rebuilt(seeds_copy) for _ in range(6)}
    finally:
        over.set()
        watcher.join()
    assert not faults, f"in between, a reader was told: {faults[0]}"
    assert seen & written, "the reader never saw a new generation, so this test showed nothing"


def test_the_published_generation_and_the_one_before_are_kept_and_no_other(seeds_copy: Path):
    before = Generations(seeds_copy).published()
    for _ in range(4):
        after = rebuilt(seeds_copy)
        assert names(seeds_copy) == {before, after}
        before = after


def test_a_clock_that_goes_backwards_removes_nothing_that_is_needed(seeds_copy: Path, monkeypatch: pytest.MonkeyPatch):
    before = Generations(seeds_copy).published()
    for day in range(9, 4, -1):
        monkeypatch.setattr("indexer.generations._now", lambda day=day: datetime(1999, 1, day, tzinfo=UTC))
        after = rebuilt(seeds_copy)
        assert after < before, "the clock did not go backwards"
        assert Generations(seeds_copy).published() == after
        assert names(seeds_copy) == {before, after}, "the generation before was removed although a reader may have it open"
        before = after


def test_folders_that_are_no_generations_are_left_alone(seeds_copy: Path):
    (seeds_copy / "generations" / "my-backup").mkdir()
    for _ in range(3):
        rebuilt(seeds_copy)
    assert "my-backup" in names(seeds_copy)


def test_what_a_dead_writer_left_is_removed_by_the_next(seeds_copy: Path):
    left = seeds_copy / "generations" / "20200101T000000-dead.partial"
    (left / "deeper").mkdir(parents=True)
    unpublished = seeds_copy / "generations" / "20990101T000000-dead"
    unpublished.mkdir()
    (seeds_copy / "CURRENT.new").write_text("half")
    before = Generations(seeds_copy).published()
    after = rebuilt(seeds_copy)
    assert names(seeds_copy) == {before, after}
    assert not (seeds_copy / "CURRENT.new").exists()


# Who may write


def test_a_second_writer_is_told_who_the_first_is(seeds_copy: Path):
    with Generations(seeds_copy).writing(), pytest.raises(IndexBusy, match=f"process {os.getpid()} since .* UTC; try again later"):
        rebuilt(seeds_copy)
    assert searching(seeds_copy)("").total == 5
    rebuilt(seeds_copy)


def test_a_second_writer_removes_nothing_of_the_first(seeds_copy: Path):
    generations = Generations(seeds_copy)
    with generations.writing(), generations.partial() as folder:
        with pytest.raises(IndexBusy):
            rebuilt(seeds_copy)
        assert folder.is_dir(), "the second writer swept up the work of the first"


def test_a_lock_of_a_process_that_is_gone_locks_nothing(seeds_copy: Path):
    (seeds_copy / "LOCK").write_text("process 1 since for ever")
    rebuilt(seeds_copy)
    assert (seeds_copy / "LOCK").read_text() == "", "the lock names a writer that has ended"


# What is refused


def refusal(home: Path) -> IndexerError:
    """What a search of this index is refused with."""
    with pytest.raises(IndexerError) as refused:
        searching(home)("lune")
    return refused.value


@pytest.mark.parametrize("harm", ["missing", "empty", "half", "one byte short", "one byte long", "a folder"])
@pytest.mark.parametrize("pattern", FILES)
def test_an_index_with_a_damaged_file_is_refused_by_that_files_name(pattern: str, harm: str, seeds_copy: Path):
    file = the_file(seeds_copy, pattern)
    data = file.read_bytes()
    file.unlink()
    kept = {"empty": b"", "half": data[: len(data) // 2], "one byte short": data[:-1], "one byte long": data + b"}"}
    if harm in kept:
        file.write_bytes(kept[harm])
    elif harm == "a folder":
        file.mkdir()
    error = refusal(seeds_copy)
    assert isinstance(error, IndexDamaged), f"{type(error).__name__}: {error}"
    assert file.name in str(error)
    assert "build the index again" in str(error), "the reader was not told what to do"
    rebuilt(seeds_copy)
    assert searching(seeds_copy)("fusée").total == 1, "the advice does not help"


@pytest.mark.parametrize("pattern", FILES)
def test_whoever_has_the_index_open_goes_on_when_a_later_one_is_damaged(pattern: str, seeds_copy: Path, caplog: pytest.LogCaptureFixture):
    catalogue = Catalogue(seeds_copy)
    assert catalogue.generation().manifest.documents == 5
    rebuilt(seeds_copy)
    file = the_file(seeds_copy, pattern)
    file.write_bytes(file.read_bytes()[:-1])
    assert catalogue.generation().manifest.documents == 5
    assert file.name in caplog.text, "nobody was told that the new index is damaged"


@pytest.mark.parametrize("pattern", FILES[:-1])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.999])
def test_a_byte_that_changed_is_found_by_verifying(pattern: str, share: float, seeds_copy: Path):
    file = the_file(seeds_copy, pattern)
    data = bytearray(file.read_bytes())
    data[int(share * len(data))] ^= 0x55
    file.write_bytes(data)
    (fault,) = Generations(seeds_copy).verify()
    assert file.name in fault


@pytest.mark.parametrize("name", ["entities.json", "stories.json", "stories.arrays", "learnt.json", "ledger.bin", "twins.arrays"])
def test_a_file_that_holds_something_else_is_found_by_verifying_though_its_checksum_is_right(name: str, seeds_copy: Path):
    folder = Generations(seeds_copy).folder(Generations(seeds_copy).published())
    (folder / name).write_bytes(b'[["a"]]')
    manifest = folder / "manifest.json"
    said = json.loads(manifest.read_text("utf-8"))
    said["files"][name] = {"bytes": 7, "sha256": hashlib.sha256(b'[["a"]]').hexdigest()}
    manifest.write_text(json.dumps(said), "utf-8")
    with pytest.raises(IndexDamaged, match=name):
        Generations(seeds_copy).verify()


def test_verifying_names_every_damaged_file_at_once(seeds_copy: Path):
    the_file(seeds_copy, "*.toc").unlink()
    the_file(seeds_copy, "entities.json").write_bytes(b"{}")
    faults = "\n".join(Generations(seeds_copy).verify())
    assert ".toc" in faults
    assert "entities.json" in faults


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\n",
        "garbage",
        ".",
        "..",
        "../..",
        "../generations",
        "/etc",
        "20200101T000000-dead",
        "\0",
        "x" * 5000,
        "é",
        "A\nB",
        "*",
        "CURRENT",
    ],
)
def test_a_current_that_names_no_generation_is_refused(content: str, seeds_copy: Path):
    (seeds_copy / "CURRENT").write_text(content, "utf-8")
    error = refusal(seeds_copy)
    assert isinstance(error, IndexDamaged), f"{type(error).__name__}: {error}"
    assert "CURRENT" in str(error)
    assert len(str(error)) < 500 + len(str(seeds_copy))
    rebuilt(seeds_copy)
    assert searching(seeds_copy)("fusée").total == 1


def test_a_current_of_bytes_that_are_no_text_is_refused(seeds_copy: Path):
    (seeds_copy / "CURRENT").write_bytes(b"\xff\xfe")
    assert "CURRENT" in str(refusal(seeds_copy))


def test_a_current_that_is_a_folder_is_refused(seeds_copy: Path):
    (seeds_copy / "CURRENT").unlink()
    (seeds_copy / "CURRENT").mkdir()
    assert "CURRENT" in str(refusal(seeds_copy))


LIES: Mapping[str, Mapping[str, Any]] = {
    "more documents than the languages add up to": {"documents": 6},
    "a number of documents that is a word": {"documents": "five"},
    "a number of documents that is true": {"documents": True},
    "fewer than no rejects": {"rejected": -1},
    "another generation": {"generation": "20200101T000000-dead"},
    "another format": {"format": "tar"},
    "languages in a list": {"languages": ["fr"]},
    "no fields": {"fields": None},
    "fields that are counted in words": {"fields": {"body_fr": "many"}},
    "files in a list": {"files": ["a"]},
    "a file without a checksum": {"files": {"x": {"bytes": 1}}},
    "a file outside of the folder": {"files": {"../../../etc/passwd": {"bytes": 1, "sha256": ""}}},
    "something unheard of": {"colour": "red"},
    "no generation": {"generation": None},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_manifest_that_cannot_be_true_is_refused(lie: str, seeds_copy: Path):
    restated(seeds_copy, **LIES[lie])
    error = refusal(seeds_copy)
    assert isinstance(error, IndexDamaged), f"{type(error).__name__}: {error}"
    assert MANIFEST in str(error)


@pytest.mark.parametrize("content", ["", "null", "[]", "5", "{", "{}", "\x00", "[" * 100_000, '{"format": "lunette"}'])
def test_a_manifest_that_is_none_is_refused(content: str, seeds_copy: Path):
    (published(seeds_copy) / MANIFEST).write_text(content)
    assert isinstance(refusal(seeds_copy), IndexDamaged | IndexIncompatible)


def test_a_manifest_that_counts_wrongly_is_found_by_verifying(seeds_copy: Path):
    restated(seeds_copy, documents=7, languages={"fr": 7})
    with pytest.raises(IndexDamaged, match="5 documents instead of 7"):
        Generations(seeds_copy).verify()


@pytest.mark.parametrize("version", [0, 1, 99, "2", None])
def test_an_index_of_another_schema_is_refused_with_what_to_do(version: object, seeds_copy: Path):
    # A later schema may well have parts that this program has never heard of.
    restated(seeds_copy, schema=version, twins={"pairs": 3})
    error = refusal(seeds_copy)
    assert isinstance(error, IndexIncompatible), f"{type(error).__name__}: {error}"
    assert "build the index again" in str(error)


def test_an_index_that_another_stemmer_wrote_is_refused(seeds_copy: Path, monkeypatch: pytest.MonkeyPatch):
    # Two versions of one stemmer stem differently, so the version is part of the index.
    monkeypatch.setattr("indexer.analysis.analyzer.VERSION", "2.2.0")
    error = refusal(seeds_copy)
    assert isinstance(error, IndexIncompatible), f"{type(error).__name__}: {error}"
    assert "stemmer" in str(error)


def test_where_nothing_is_published_the_message_says_how_to_build(tmp_path: Path):
    for home in (tmp_path / "nowhere", tmp_path):
        error = refusal(home)
        assert isinstance(error, IndexMissing)
        assert f"lunette build SOURCE --index {home}" in str(error)


def test_a_folder_that_holds_something_else_is_refused_and_left_as_it_was(tmp_path: Path):
    home = tmp_path / "thesis"
    shutil.copytree(SEEDS, home)
    before = sorted(home.iterdir())
    with pytest.raises(IndexForeign, match="choose another"):
        rebuilt(home)
    assert isinstance(refusal(home), IndexForeign)
    assert sorted(home.iterdir()) == before


def test_a_file_in_place_of_the_index_is_refused_and_left_as_it_was(tmp_path: Path):
    home = tmp_path / "thesis.doc"
    home.write_text("chapter one")
    with pytest.raises(IndexForeign, match="is a file"):
        rebuilt(home)
    assert isinstance(refusal(home), IndexForeign)
    assert home.read_text() == "chapter one"


def test_hidden_files_and_lost_and_found_make_no_folder_foreign(tmp_path: Path):
    (tmp_path / "volume" / "lost+found").mkdir(parents=True)
    (tmp_path / "volume" / ".DS_Store").touch()
    rebuilt(tmp_path / "volume")
    assert searching(tmp_path / "volume")("fusée").total == 1


def test_an_index_is_found_wherever_it_is_moved(seeds_copy: Path, tmp_path: Path):
    moved = seeds_copy.rename(tmp_path / "with spaces, é and ‘quotes’")
    assert searching(moved)("lune").total == 3
    assert Generations(moved).verify() == []


def test_made_indexes_share_nothing(make_index: Callable[..., Path]):
    one, two = make_index([{"id": "1", "text": "La fusée"}], "one"), make_index([{"id": "2", "text": "La lune"}], "two")
    assert [hit.id for hit in searching(one)("").hits] == ["1"]
    assert [hit.id for hit in searching(two)("").hits] == ["2"]
