"""An update answers as a build of the same articles would, costs what has changed, and survives whatever kills it."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from conftest import kill_at, lunette, searching
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from indexer import relations, stories
from indexer.base import Base
from indexer.build import Report, Watcher, build
from indexer.errors import GateClosed, IndexBusy, IndexMissing, NothingToIndex, SourceError
from indexer.generations import Generations, Hold
from indexer.manifest import Manifest, inventory
from indexer.nametable import FILE as NAMES
from indexer.readers import Options
from indexer.twins import Sketches, Told, revision
from indexer.twins.told import FILE as BY_ROW
from indexer.update import update

BODY = "Le numéro {} de la série raconte comment Roscosmos a lancé la sonde, ce que les ingénieurs en attendent et ce qu’elle coûte."


def stream(*documents: Mapping[str, Any]) -> io.BytesIO:
    return io.BytesIO("".join(json.dumps(document) + "\n" for document in documents).encode())


def built(home: Path, *documents: Mapping[str, Any]) -> Report:
    return build(["-"], home, workers=1, stdin=stream(*documents))


def updated(home: Path, *documents: Mapping[str, Any], **options: Any) -> Report:  # noqa: ANN401
    return update(["-"], home, workers=1, stdin=stream(*documents), **options)


def folder(home: Path) -> Path:
    generations = Generations(home)
    return generations.folder(generations.published())


def article(number: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"id": str(number), "text": BODY.format(number), "source": f"S{number % 3}", "date": f"202{number % 5}", **more}


def files(home: Path) -> dict[str, int]:
    """The files of the published generation, each with what numbers it on its disk."""
    return {path.name: path.stat().st_ino for path in folder(home).iterdir()}


def everything(home: Path) -> dict[str, Any]:
    """All that an index says but for scores and order: a deleted article counts in the statistics until its segment is merged."""
    search = searching(home)
    page = search("", per_page="100", facet_limit="1000")
    told: dict[str, Any] = {
        "total": page.total,
        "facets": {name: {(each.value, each.count) for each in values} for name, values in page.facets.items()},
    }
    for q in ("Roscosmos", "sonde numéro", "carnet", "lune OR chine"):
        found = search(q, per_page="100", match="any")
        told[q] = {hit.id: (hit.title, hit.highlights, hit.entities) for hit in found.hits}
    manifest = Manifest.read(folder(home))
    told["manifest"] = (manifest.documents, manifest.languages, manifest.fields)
    told["stories"] = stories.read(folder(home))
    told["names"] = json.loads((folder(home) / NAMES).read_text("utf-8"))
    with Base.of(Generations(home)) as base:
        told["removed"] = {key: stored.get("removed") for key in base.ledger.ids if (stored := base.stored(key))}
        told["repeated"] = base.ledger.lines.repeated()
    return told


# What differs


def test_articles_are_added_replaced_and_left_alone_by_their_ids(tmp_path: Path):
    built(tmp_path, *map(article, range(5)))
    report = updated(tmp_path, article(1), article(3, text="La lune est pleine ce soir au-dessus de Pékin."), article(7))
    assert report.changed == {"added": 1, "replaced": 1, "deleted": 0, "unchanged": 4}
    assert report.documents == 6
    assert [hit.id for hit in searching(tmp_path)("lune pleine").hits] == ["3"]
    assert searching(tmp_path)("numéro 3", match="all").total == 0


def test_where_nothing_differs_nothing_is_published(tmp_path: Path):
    before = built(tmp_path, *map(article, range(5))).generation
    report = updated(tmp_path, article(2), article(0))
    assert report.generation == before == Generations(tmp_path).published()
    assert report.changed == {"added": 0, "replaced": 0, "deleted": 0, "unchanged": 5}


def test_a_change_in_anything_that_an_article_says_is_a_change(tmp_path: Path):
    built(tmp_path, article(0, title="Titre", lang="fr", author="Ann Onyme", extra=1))
    for change in (
        {"title": "Autre"},
        {"lang": "en"},
        {"author": "Autre"},
        {"url": "https://example.org/"},
        {"extra": 2},
        {"entities": ["CNSA"]},
    ):
        assert updated(tmp_path, {**article(0, title="Titre", lang="fr", author="Ann Onyme", extra=1), **change}).changed["replaced"] == 1
        assert updated(tmp_path, article(0, title="Titre", lang="fr", author="Ann Onyme", extra=1)).changed["replaced"] == 1


def test_what_the_sources_no_longer_hold_goes_only_if_that_is_asked_for(tmp_path: Path):
    built(tmp_path, *map(article, range(5)))
    assert updated(tmp_path, article(2)).documents == 5
    report = updated(tmp_path, article(2), article(4), delete_missing=True)
    assert (report.changed["deleted"], report.documents) == (3, 2)
    assert {hit.id for hit in searching(tmp_path)("").hits} == {"2", "4"}


def test_nothing_is_published_if_nothing_would_be_left(tmp_path: Path):
    built(tmp_path, article(0))
    before = Generations(tmp_path).published()
    with pytest.raises(NothingToIndex):
        updated(tmp_path, delete_missing=True)
    assert Generations(tmp_path).published() == before


def test_articles_of_other_sources_do_not_take_the_place_of_all_that_there_are(tmp_path: Path):
    built(tmp_path / "index", *map(article, range(3)))
    (tmp_path / "others.jsonl").write_text(json.dumps({**article(7), "id": "other"}), "utf-8")
    before = Generations(tmp_path / "index").published()
    told = lunette("update", tmp_path / "others.jsonl", "--index", tmp_path / "index", "--delete-missing")
    assert told.returncode == 1
    assert "none of the articles of this index (3) is in these sources" in told.stderr
    assert Generations(tmp_path / "index").published() == before
    assert lunette("update", tmp_path / "others.jsonl", "--index", tmp_path / "index").returncode == 0


def test_there_has_to_be_something_to_update(tmp_path: Path):
    with pytest.raises(IndexMissing, match="lunette build"):
        updated(tmp_path, article(0))


def test_a_rejected_article_is_told_every_time_and_is_no_change(tmp_path: Path):
    empty = {"id": "empty", "text": "Partager sur Facebook"}
    assert built(tmp_path, article(0), empty).rejected == 1
    before = Generations(tmp_path).published()
    report = updated(tmp_path, article(0), empty)
    assert (report.rejected, report.generation) == (1, before)
    report = updated(tmp_path, {"id": "empty", "text": BODY.format("nouveau")})
    assert (report.rejected, report.documents, report.changed["added"]) == (0, 2, 1)


LINES = ["Le carnet du jardinier", "Au marché ce matin", "Retrouvez la suite demain", "Partager sur Facebook"]
ARTICLES = some.fixed_dictionaries(
    {
        "id": some.integers(0, 11).map(str),
        "text": some.tuples(some.lists(some.sampled_from(LINES), max_size=2), some.integers(0, 30)).map(
            lambda made: "\n".join([*made[0], BODY.format(made[1])])
        ),
    },
    optional={
        "lang": some.sampled_from(["fr", "en"]),
        "source": some.sampled_from(["A", "B"]),
        "date": some.sampled_from(["2021", "2021-03", "2020-01-02"]),
        "title": some.sampled_from(["La Chine et la lune", "Roscosmos"]),
    },
)


def each_once(documents: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {}
    for document in documents:
        made.setdefault(document["id"], document)
    return made


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    first=some.lists(ARTICLES, min_size=1, max_size=15),
    later=some.lists(some.tuples(some.lists(ARTICLES, max_size=10), some.booleans()), max_size=3),
)
def test_whatever_is_updated_the_index_says_what_a_build_would(
    first: list[dict[str, Any]], later: list[tuple[list[dict[str, Any]], bool]], tmp_path_factory: pytest.TempPathFactory
):
    place = tmp_path_factory.mktemp("update")
    built(place / "updated", *first)
    held = each_once(first)
    for documents, delete in later:
        fresh = each_once(documents)
        if delete and fresh.keys().isdisjoint(held):
            with pytest.raises(SourceError if fresh else NothingToIndex):
                updated(place / "updated", *documents, delete_missing=True)
            continue
        updated(place / "updated", *documents, delete_missing=delete)
        held = fresh if delete else {**held, **fresh}
    built(place / "built", *held.values())
    assert everything(place / "updated") == everything(place / "built")
    assert Generations(place / "updated").verify() == []


# What it costs


def test_the_segments_that_do_not_change_are_shared_and_not_copied(tmp_path: Path):
    built(tmp_path, *map(article, range(50)))
    before = files(tmp_path)
    updated(tmp_path, article(3, text="La lune."))
    after = files(tmp_path)
    shared = {name for name in before if name.startswith("MAIN_")}
    assert shared
    assert {name: after[name] for name in shared} == {name: before[name] for name in shared}


def test_small_segments_are_merged_and_large_ones_left_alone(tmp_path: Path):
    built(tmp_path, *map(article, range(200)))
    large = {name for name in files(tmp_path) if name.startswith("MAIN_")}
    for number in range(12):
        updated(tmp_path, article(1000 + number))
    after = {name for name in files(tmp_path) if name.startswith("MAIN_")}
    assert large < after
    assert len(after) <= 2 * 5, "small segments pile up"


def test_files_that_have_not_changed_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "in").mkdir()
    for number in range(3):
        (tmp_path / "in" / f"{number}.txt").write_text(BODY.format(number), "utf-8")
    build([str(tmp_path / "in")], tmp_path / "index", workers=1)
    (tmp_path / "in" / "1.txt").write_text(BODY.format("un, corrigé,"), "utf-8")
    asked = read_files(monkeypatch)
    report = update([str(tmp_path / "in")], tmp_path / "index", workers=1, delete_missing=True)
    assert [Path(path).name for path in asked] == ["1.txt"]
    assert report.changed == {"added": 0, "replaced": 1, "deleted": 0, "unchanged": 2}


def read_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that are read from now on."""
    from indexer import readers  # noqa: PLC0415 — beside what is done to it

    asked: list[str] = []
    read = readers.articles

    def noted(file: Any, *rest: Any) -> Any:  # noqa: ANN401
        asked.append(file.shown)
        return read(file, *rest)

    monkeypatch.setattr(readers, "articles", noted)
    return asked


def test_files_are_read_again_when_their_keys_are_called_otherwise(tmp_path: Path):
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "1", "text": "La lune.", "corps": "Le soleil."}), "utf-8")
    build([str(tmp_path / "in.jsonl")], tmp_path / "index", workers=1)
    report = update([str(tmp_path / "in.jsonl")], tmp_path / "index", workers=1, options=Options({"text": "corps"}))
    assert report.changed["replaced"] == 1
    assert searching(tmp_path / "index")("soleil").total == 1


def test_an_id_stays_with_the_file_that_had_it_first(tmp_path: Path):
    (tmp_path / "in").mkdir()
    for name in "ab":
        (tmp_path / "in" / f"{name}.jsonl").write_text(json.dumps({"id": name, "text": BODY.format(name)}), "utf-8")
    build([str(tmp_path / "in")], tmp_path / "index", workers=1)
    (tmp_path / "in" / "b.jsonl").write_text(json.dumps({"id": "a", "text": "La lune, par un autre."}), "utf-8")
    report = update([str(tmp_path / "in")], tmp_path / "index", workers=1)
    assert [reject.reason for reject in report.rejects] == [
        f"another document has the id “a”, of the file “{tmp_path}/in/a.jsonl”; the first one was kept"
    ]
    (tmp_path / "in" / "a.jsonl").unlink()
    report = update([str(tmp_path / "in")], tmp_path / "index", workers=1, delete_missing=True)
    assert (report.documents, report.rejected) == (1, 0)
    assert searching(tmp_path / "index")("lune").total == 1


# An interrupted build


def test_a_build_that_goes_on_reads_only_what_was_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "in").mkdir()
    for number in range(6):
        (tmp_path / "in" / f"{number}.txt").write_text(BODY.format(number), "utf-8")

    class Killer(Watcher):
        def read(self, files: int, articles: int) -> None:  # noqa: ARG002
            if files == 3:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build([str(tmp_path / "in")], tmp_path / "index", workers=1, watcher=Killer())
    (tmp_path / "in" / "1.txt").write_text(BODY.format("un, corrigé,"), "utf-8")
    (tmp_path / "in" / "2.txt").unlink()
    asked = read_files(monkeypatch)
    report = build([str(tmp_path / "in")], tmp_path / "index", workers=1, resume=True)
    assert [Path(path).name for path in asked] == ["1.txt", "3.txt", "4.txt", "5.txt"]
    assert report.documents == 5
    assert not (tmp_path / "index" / "unfinished").exists()
    build([str(tmp_path / "in")], tmp_path / "other", workers=1)
    assert everything(tmp_path / "index") == everything(tmp_path / "other")


def test_without_an_interrupted_build_everything_is_read_and_that_is_told(tmp_path: Path):
    (tmp_path / "a.txt").write_text(BODY, "utf-8")
    told = lunette("build", tmp_path / "a.txt", "--index", tmp_path / "index", "--resume")
    assert told.returncode == 0
    assert "no interrupted build" in told.stderr


# Generations


def test_a_rollback_publishes_what_was_published_before(tmp_path: Path):
    first = built(tmp_path, article(0)).generation
    second = updated(tmp_path, article(1)).generation
    assert lunette("rollback", "--index", tmp_path).returncode == 0
    assert Generations(tmp_path).published() == first != second
    assert searching(tmp_path)("").total == 1
    told = lunette("rollback", "--index", tmp_path)
    assert (told.returncode, told.stdout) == (1, "")
    assert "no generation before" in told.stderr
    assert updated(tmp_path, article(5)).documents == 2


def test_a_generation_that_somebody_reads_is_not_removed(tmp_path: Path):
    first = built(tmp_path, article(0)).generation
    hold = Hold(folder(tmp_path))
    updated(tmp_path, article(1))
    updated(tmp_path, article(2))
    assert first in {path.name for path in (tmp_path / "generations").iterdir()}
    del hold
    last = updated(tmp_path, article(3)).generation
    kept = {path.name for path in (tmp_path / "generations").iterdir()}
    assert first not in kept
    assert len(kept) == 2
    assert last in kept


def test_a_search_goes_on_in_a_generation_that_was_replaced_twice(tmp_path: Path):
    built(tmp_path, article(0))
    search = searching(tmp_path)
    assert search("").total == 1
    held = search.__closure__
    assert held
    updated(tmp_path, article(1))
    updated(tmp_path, article(2))
    assert search("").total == 3


def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path):
    built(tmp_path, article(0))
    with Generations(tmp_path).writing(), pytest.raises(IndexBusy, match=f"process {os.getpid()} since"):
        updated(tmp_path, article(1))


# The gate


def gated(home: Path, searches: object, *documents: Mapping[str, Any]) -> "subprocess.CompletedProcess[str]":
    (home.parent / "searches.json").write_text(json.dumps(searches), "utf-8")
    lines = "".join(json.dumps(document) + "\n" for document in documents).encode()
    return lunette("build", "-", "--index", home, "--check", home.parent / "searches.json", "--workers", "1", stdin=lines)


@pytest.mark.parametrize(
    ("search", "fault"),
    [
        ({"q": "lune", "total": 2}, "1 found instead of 2"),
        ({"q": "lune", "at_least": 2}, "1 found, expected at least 2"),
        ({"q": "sonde", "at_most": 1}, "2 found, expected at most 1"),
        ({"q": "lune", "first": ["1"]}, "1 at no rank instead of 1"),
        ({"q": "sonde", "within": {"9": 1}}, "9 at no rank instead of the first 1"),
        ({"q": "lune", "absent": ["9"]}, "9 at 1, expected nowhere"),
        ("cosmonaute", "0 found, expected at least 1"),
    ],
)
def test_a_generation_that_does_not_answer_as_it_should_is_not_published(search: object, fault: str, tmp_path: Path):
    built(tmp_path / "index", article(0), article(1))
    before = Generations(tmp_path / "index").published()
    told = gated(tmp_path / "index", [search], article(0), article(1), {"id": "9", "text": "La lune."})
    assert told.returncode == 1
    assert fault in told.stderr
    assert "nothing was published" in told.stderr
    assert Generations(tmp_path / "index").published() == before
    assert {path.name for path in (tmp_path / "index" / "generations").iterdir()} == {before}


def test_a_generation_that_answers_as_it_should_is_published_and_the_differences_are_told(tmp_path: Path):
    built(tmp_path / "index", article(0), article(1))
    searches = [{"q": "lune", "total": 1, "first": ["9"]}, {"q": "sonde", "within": {"0": 2}, "absent": ["9"]}, "Roscosmos"]
    told = gated(tmp_path / "index", searches, article(1), article(0), {"id": "9", "text": "La lune."})
    assert told.returncode == 0, told.stderr
    assert "ok     q=lune: 0 → 1 found; 9 – → 1" in told.stderr
    assert re.search(r"ok     q=sonde: (0 1 → 2; 1 2 → 1|1 2 → 1; 0 1 → 2|2 found, as before)", told.stderr)
    assert searching(tmp_path / "index")("lune").total == 1


@pytest.mark.parametrize(
    "searches", [{}, [], [1], [{"total": "many", "q": "x"}], [{"q": "x", "nosuch": 1}], [{"q": "x", "within": {"1": 0}}]]
)
def test_searches_that_cannot_be_used_are_told_before_anything_is_read(searches: object, tmp_path: Path):
    told = gated(tmp_path / "index", searches, article(0))
    assert (told.returncode, told.stdout) == (2, "")
    assert "searches.json" in told.stderr
    assert not (tmp_path / "index").exists()


def test_an_update_has_the_same_gate(tmp_path: Path):
    built(tmp_path, article(0))

    def closed(_folder: Path) -> NoReturn:
        raise GateClosed("no")

    with pytest.raises(GateClosed):
        updated(tmp_path, article(1), gate=closed)
    assert searching(tmp_path)("").total == 1
    assert not (tmp_path / "unfinished").exists()


# What a person sees


def test_an_article_is_inspected_with_what_was_cut_from_it(tmp_path: Path):
    pages = [
        article(number, text=f"Le carnet du jardinier\nPartager sur Facebook\n{BODY.format(number)}", source="S") for number in range(1, 11)
    ]
    built(tmp_path, *pages)
    told = json.loads(lunette("inspect", "3", "--index", tmp_path, "--json").stdout)
    assert told["removed"] == ["Le carnet du jardinier", "Partager sur Facebook"]
    assert told["text"] == BODY.format(3)
    assert told["stated"] == ["date", "source"]
    assert (told["twins"], told["copies"]) == ([], [])
    assert "Le carnet du jardinier" in lunette("inspect", "3", "--index", tmp_path).stdout
    missing = lunette("inspect", "nosuch", "--index", tmp_path)
    assert (missing.returncode, missing.stdout) == (1, "")


def test_an_article_is_inspected_with_the_articles_that_tell_the_same(seeds_index: Path):
    told = json.loads(lunette("inspect", "000_73f1e8c7f933d57e", "--index", seeds_index, "--json").stdout)
    assert (told["twins"], told["copies"]) == (["001_064bfac21be5c50f"], [])


def test_a_person_who_deletes_most_articles_hears_how_to_go_back(tmp_path: Path):
    built(tmp_path / "index", *map(article, range(5)))
    (tmp_path / "one.jsonl").write_text(json.dumps(article(1)), "utf-8")
    told = lunette("update", tmp_path / "one.jsonl", "--index", tmp_path / "index", "--delete-missing")
    assert "4 deleted" in told.stderr
    assert "lunette rollback" in told.stderr


def test_a_report_is_written_for_programs(tmp_path: Path):
    (tmp_path / "in.jsonl").write_text('{"id": "1", "text": "La lune."}\nnonsense\n[]\n{"id": "1", "text": "x"}\n', "utf-8")
    told = lunette("build", tmp_path / "in.jsonl", "--index", tmp_path / "index", "--report", tmp_path / "report.json", "--strict")
    assert told.returncode == 3
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert (report["documents"], report["rejected"], len(report["rejects"])) == (1, 3, 3)
    assert sum(report["reasons"].values()) == 3
    assert "another document has the id …, of the file …; the first one was kept" in report["reasons"]
    assert report["generation"] == Generations(tmp_path / "index").published()
    told = lunette("update", tmp_path / "in.jsonl", "--index", tmp_path / "index", "--report", tmp_path / "report.json")
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["changed"]["unchanged"] == 1


def test_a_folder_that_is_watched_is_searched_as_it_is(tmp_path: Path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(BODY.format("un"), "utf-8")
    build([str(tmp_path / "in")], tmp_path / "in" / "index", workers=1)
    program = Path(sys.executable).parent / "lunette"
    command = map(
        str, (program, "update", tmp_path / "in", "--index", tmp_path / "in" / "index", "--delete-missing", "--watch", "--workers", "1")
    )
    with subprocess.Popen(list(command), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        lines: list[str] = []
        reading = threading.Thread(target=lambda: lines.extend(iter(process.stderr.readline, "")))  # type: ignore[union-attr]
        reading.start()
        try:
            for text, q in (("La lune est pleine.", "lune"), ("Le soleil se lève.", "soleil")):
                deadline = time.monotonic() + 60
                while not any("nothing has changed" in line for line in lines) and time.monotonic() < deadline:
                    time.sleep(0.1)  # until the first update is over, and changes are seen
                (tmp_path / "in" / "b.txt").write_text(text, "utf-8")
                while searching(tmp_path / "in" / "index")(q).total != 1:
                    assert time.monotonic() < deadline, lines
                    time.sleep(0.2)
            (tmp_path / "in" / "b.txt").unlink()
            while searching(tmp_path / "in" / "index")("").total != 1:
                assert time.monotonic() < deadline, lines
                time.sleep(0.2)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
            reading.join()
    assert process.returncode == 128 + signal.SIGTERM
    assert len([line for line in lines if "published" in line]) <= 4, "its own writing woke it"
    assert "Traceback" not in "".join(lines)


def told_again(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many articles have all been looked at again for their stories, from now on, each time that this is so."""
    looked: list[int] = []
    for module in (relations, revision):
        name = "found" if module is relations else "stories"
        really = getattr(module, name)
        monkeypatch.setattr(module, name, lambda sketches, texts, really=really: looked.append(len(sketches)) or really(sketches, texts))
    return looked


def test_what_is_rejected_has_no_stories_told_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    home = tmp_path / "index"
    built(home, *map(article, range(5)))
    looked = told_again(monkeypatch)
    assert updated(home, article(1, text="La lune."), {"id": "nothing", "text": "Partager sur Facebook"}).rejected == 1
    assert updated(home, article(2, text="Partager sur Facebook")).rejected == 1
    assert looked == []
    assert {key for story in stories.read(folder(home)) for key, _ in story} <= {"0", "3", "4"}


def twice(number: int) -> dict[str, Any]:
    """An article that tells what the one before it does, or the one after it, and nothing that others do."""
    return article(number, text=" ".join(f"mot{number // 2}x{place}" for place in range(40)))


def test_an_index_that_has_its_stories_by_id_alone_is_updated_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("without", "with"):
        built(tmp_path / name, *map(twice, range(6)))
    at = folder(tmp_path / "without")
    (at / BY_ROW).unlink()
    replace(Manifest.stated(at), files=inventory(at)).write(at)
    looked = told_again(monkeypatch)
    for name in ("without", "with"):
        updated(tmp_path / name, {**twice(2), "id": "7"})
    assert looked == [7]
    for name in (stories.FILE, BY_ROW):
        assert (folder(tmp_path / "without") / name).read_bytes() == (folder(tmp_path / "with") / name).read_bytes()
    assert sorted(map(len, stories.read(folder(tmp_path / "with")))) == [2, 2, 3]


def test_stories_by_row_follow_when_rows_are_written_again(tmp_path: Path):
    home = tmp_path / "index"
    built(home, *map(twice, range(8)))
    for step in range(1, 5):
        updated(home, *({**twice(8 * step + number), "id": str(number)} for number in range(2, 8)))
        by_row, sketches = Told.read(folder(home)), Sketches.read(folder(home))
        assert by_row is not None
        assert tuple(by_row.members(sketches)) == stories.read(folder(home))
        assert {frozenset(key for key, _ in story) for story in stories.read(folder(home))} == {*map(frozenset, ("01", "23", "45", "67"))}


# Faults of an update, as of a build: where it is killed, and whether the new index is published by then.

FAULTS = {
    "while a file is spooled": ("indexer.spool.Spool.add", False),
    "while the articles are compared": ("indexer.originals.same", False),
    "while the segments are linked": ("indexer.writer._linked", False),
    "while an article is taken out": ("indexer.codec.writer.ArrayWriter.delete_by_term", False),
    "before the weights are written": ("indexer.weighing.Weighing.write", False),
    "before it is remembered what names are called": ("indexer.called.Called.write", False),
    "before it is written which names share a key": ("indexer.entities.blocks.Blocks.write", False),
    "while an article is written": ("indexer.codec.builder.SegmentBuilder.add", False),
    "while the segment is written": ("indexer.codec.files.write", False),
    "before the table of contents is written": ("indexer.codec.writer.ArrayWriter._commit_toc", False),
    "before what is no longer needed is removed": ("indexer.codec.writer.clean_files", False),
    "before the names are written": ("indexer.nametable.NameTableBuilder.write", False),
    "before the stories are found": ("indexer.relations.Relations.write", False),
    "before the stories are written": ("indexer.stories.revise", False),
    "before the stories are written by row": ("indexer.twins.told.Told.write", False),
    "before it is written what translations tell of names": ("indexer.counterparts.write", False),
    "before the ledger is written": ("indexer.ledger.Ledger.write", False),
    "before the manifest is written": ("indexer.manifest.Manifest.write", False),
    "before anything is on disk for good": ("os.fsync", False),
    "before CURRENT is exchanged": ("pathlib.Path.replace", False),
    "before older generations are removed": ("indexer.generations.Generations._prune", True),
    "before the spool is removed": ("pathlib.Path.unlink", None),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_update_that_is_killed_leaves_a_whole_index(fault: str, tmp_path: Path):
    place, published = FAULTS[fault]
    home, source = tmp_path / "index", tmp_path / "new.jsonl"
    built(home, *map(article, range(5)))
    source.write_text("".join(json.dumps(each) + "\n" for each in (article(1, text="La lune."), article(9, text="La lune."))), "utf-8")
    before = Generations(home).published()
    kill_at(place, "update", source, home)
    if published is not None:
        assert (Generations(home).published() != before) == published
    assert Generations(home).verify() == []
    assert searching(home)("lune").total == (2 if Generations(home).published() != before else 0)
    update([str(source)], home, workers=1)
    assert searching(home)("lune").total == 2
    assert len(list((home / "generations").iterdir())) == 2
    assert not (home / "unfinished").exists()
