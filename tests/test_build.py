"""A build, from sources to a published generation: nothing is lost without a word, and whatever fails, the old index is served."""

import errno
import gc
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from multiprocessing import active_children
from pathlib import Path
from typing import Any, NoReturn

import pytest
from conftest import ROOT, SEEDS, kill_at, searching

from indexer import base, indexing, pipeline
from indexer.build import Report, Watcher, build
from indexer.codec.arrays import release
from indexer.columns import Columns
from indexer.document import Document, RawFile, Reject
from indexer.errors import IndexerError, NothingToIndex, SourceError, WorkerLost
from indexer.generations import Generations
from indexer.manifest import Manifest
from indexer.writer import memory

FRENCH = "La fusée a quitté le pas de tir dans la nuit, et les ingénieurs ont suivi son vol depuis le centre de contrôle."
ENGLISH = "The rocket left the pad during the night, and the engineers followed its flight from the control room."


class Notes(Watcher):
    """Writes down everything that it is told."""

    def __init__(self) -> None:
        self.counts: list[tuple[int, int]] = []
        self.rejects: list[Reject] = []

    def counted(self, documents: int, rejected: int) -> None:
        """So many so far."""
        self.counts.append((documents, rejected))

    def rejected(self, reject: Reject) -> None:
        """One more."""
        self.rejects.append(reject)


def lines(*documents: dict[str, Any]) -> io.BytesIO:
    return io.BytesIO("".join(json.dumps(document) + "\n" for document in documents).encode())


def built(home: Path, *documents: dict[str, Any], **options: Any) -> Report:  # noqa: ANN401
    return build(["-"], home, workers=1, stdin=lines(*documents), **options)


def generation(home: Path) -> Path:
    generations = Generations(home)
    return generations.folder(generations.published())


def answers(home: Path) -> dict[str, Any]:
    """What an index says to a handful of questions, without times and generations."""
    search = searching(home)
    pages = {q: search(q, per_page="100") for q in ("", "fusée", "rocket", "engineers -rocket", "vol 7", '"son vol"')}
    return {q: (page.total, page.hits, page.facets) for q, page in pages.items()}


# What becomes of inputs


def test_every_input_is_a_document_or_a_reject_and_the_report_counts_them_all(tmp_path: Path):
    notes = Notes()
    (tmp_path / "in").mkdir()
    for name, content in {
        "a.txt": FRENCH.encode(),
        "b.txt": b"",
        "c.txt": bytes(range(256)),
        "d.pdf": b"%PDF",
        "e.jsonl": b"{\n[]\n",
    }.items():
        (tmp_path / "in" / name).write_bytes(content)
    report = build([str(tmp_path / "in")], tmp_path / "index", workers=1, watcher=notes)
    assert (report.documents, report.rejected) == (1, 5)
    assert tuple(notes.rejects) == report.rejects, "the watcher was told something else than the report says"
    assert [Path(reject.path).name for reject in report.rejects] == ["b.txt", "c.txt", "d.pdf", "e.jsonl, line 1", "e.jsonl, line 2"]
    assert all(reject.reason for reject in report.rejects)
    assert notes.counts[-1] == (1, 5)
    assert Manifest.read(generation(tmp_path / "index")).rejected == 5


def test_three_times_one_id_in_one_batch_leaves_one_document_and_two_rejects(tmp_path: Path):
    report = built(tmp_path / "index", *({"id": "same", "text": f"{FRENCH} {n}"} for n in range(3)))
    assert (report.documents, report.rejected) == (1, 2)
    assert [reject.path for reject in report.rejects] == ["standard input, line 2", "standard input, line 3"], "where to look was not said"
    assert all("“same”" in reject.reason for reject in report.rejects)
    page = searching(tmp_path / "index")("fusée")
    assert page.total == 1


def test_documents_without_an_indexable_term_are_all_kept(tmp_path: Path):
    documents = [{"id": str(number), "text": "!!! ??? …"} for number in range(20)]
    assert built(tmp_path / "index", *documents).documents == 20
    assert searching(tmp_path / "index")("").total == 20


def test_a_title_alone_is_a_document(tmp_path: Path):
    built(tmp_path / "index", {"id": "t", "title": "La fusée décolle"})
    (hit,) = searching(tmp_path / "index")("fusée").hits
    assert (hit.id, hit.title) == ("t", "La fusée décolle")


def test_a_document_of_no_known_language_is_found_in_both(tmp_path: Path):
    report = built(tmp_path / "index", {"id": "x", "text": "Zorglub Spirou Fantasio", "lang": "und"})
    assert report.languages == {"und": 1}
    search = searching(tmp_path / "index")
    assert search("spirou", lang="fr").total == search("spirou", lang="en").total == 1


@pytest.mark.parametrize("key", ["a/b/c", "avec des espaces", "été №5 日本 🚀", "x" * 500, "a:b", "0", "%2F..%2F", "-", '"'])
def test_an_id_is_kept_as_it_is_whatever_it_holds(key: str, tmp_path: Path):
    built(tmp_path / "index", {"id": key, "text": FRENCH}, {"id": "other", "text": ENGLISH})
    (hit,) = searching(tmp_path / "index")("fusée", translate="off").hits
    assert hit.id == key


def test_what_is_too_long_for_a_source_is_kept_beside_the_article(tmp_path: Path):
    built(tmp_path / "index", {"id": "1", "text": FRENCH, "source": "x" * 50_000})
    (hit,) = searching(tmp_path / "index")("fusée").hits
    assert hit.source is None
    assert hit.extra == {"source": "x" * 50_000}


@pytest.mark.parametrize("source", ["Roscosmos, Inc", 'The "Times"', "日本経済新聞", "x" * 200])
def test_a_source_with_a_comma_is_one_source(source: str, tmp_path: Path):
    built(tmp_path / "index", {"id": "1", "text": FRENCH, "source": source}, {"id": "2", "text": ENGLISH, "source": "TASS"})
    page = searching(tmp_path / "index")("", source=source)
    assert [hit.source for hit in page.hits] == [source]


def test_a_line_end_in_a_source_is_a_space(tmp_path: Path):
    built(tmp_path / "index", {"id": "1", "text": FRENCH, "source": "Agence\n\tFrance-Presse "})
    assert searching(tmp_path / "index")("", source="Agence France-Presse").total == 1


def test_a_word_of_millions_of_letters_does_not_stop_a_build(tmp_path: Path):
    assert built(tmp_path / "index", {"id": "1", "text": "a" * 2_000_000}, {"id": "2", "text": FRENCH}).documents == 2


@pytest.mark.parametrize("name", ["prepare", "complete"])
def test_an_article_that_makes_a_station_fail_is_rejected_and_the_others_are_indexed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def failing(step: Callable[..., Any]) -> Callable[..., Any]:
        def fail_on_one(of: Any, *known: Any) -> Any:  # noqa: ANN401 — whatever the step takes
            if getattr(of, "raw", of).id == "2":
                raise RuntimeError("no such luck")
            return step(of, *known)

        return fail_on_one

    monkeypatch.setattr(f"indexer.indexing.{name}", failing(getattr(indexing, name)))
    report = built(tmp_path / "index", *({"id": str(number), "text": FRENCH} for number in range(4)))
    assert (report.documents, report.rejected) == (3, 1)
    (reject,) = report.rejects
    assert reject.path == "standard input, line 3"
    assert "RuntimeError: no such luck" in reject.reason


def test_an_article_that_cannot_be_sketched_costs_none_of_those_beside_it():
    # No reader lets such a day through.
    raws = [RawFile(str(number), f"{number}.txt", FRENCH, date="2021-02-31" if number == 2 else "2021-02-28") for number in range(4)]
    outcomes = indexing.Station(frozenset())(raws)
    assert [each.key for each in outcomes if isinstance(each.became, Document) and each.sketch] == ["0", "1", "3"]
    (reject,) = (each.became for each in outcomes if isinstance(each.became, Reject))
    assert reject.path == "2.txt"
    assert "which is a fault of Lunette" in reject.reason


def test_a_page_that_makes_its_station_fail_is_rejected_and_the_others_are_indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fail_on_pages(raw: RawFile) -> RawFile:
        if raw.html:
            raise RecursionError("too deep for somebody")
        return raw

    monkeypatch.setattr("indexer.gathering.extract", fail_on_pages)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.html").write_text(f"<html><body><p>{FRENCH}</p></body></html>", "utf-8")
    (tmp_path / "in" / "b.txt").write_text(FRENCH, "utf-8")
    report = build([str(tmp_path / "in")], tmp_path / "index", workers=1)
    assert report.documents == 1
    assert [(Path(each.path).name, "RecursionError" in each.reason) for each in report.rejects] == [("a.html", True)]


def test_the_index_directory_is_no_source_of_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "article.txt").write_text(FRENCH, "utf-8")
    (tmp_path / "index.pdf").write_bytes(b"%PDF")
    for _ in range(2):
        report = build(["."], Path("index"), workers=1)
        assert [reject.path for reject in report.rejects] == ["index.pdf"], "files of the index were read as input"


def test_a_line_that_is_rejected_counts_wherever_the_build_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    stream = io.BytesIO(b"bad\n" + json.dumps({"id": "1", "text": FRENCH}).encode())
    report = build(["-"], Path(), workers=1, stdin=stream)
    assert [reject.path for reject in report.rejects] == ["standard input, line 1"], "a message is taken for a path"
    assert report.rejected == 1


def test_a_build_uses_the_processors_that_it_is_allowed_and_at_most_eight(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    asked = []

    def through(_things: object, _station: object, workers: int, _heavy: object = None, together: int = 1) -> Iterator[object]:  # noqa: ARG001
        asked.append(workers)
        yield from ()

    monkeypatch.setattr("indexer.stations.through", through)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    for allowed in ({3}, set(range(64))):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _pid, allowed=allowed: allowed, raising=False)
        with pytest.raises(NothingToIndex):
            build(["-"], tmp_path / "index", stdin=io.BytesIO())
    assert asked == [1, 1, 8, 8]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_a_reject(tmp_path: Path):
    (tmp_path / "in" / "secret").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text(FRENCH, "utf-8")
    (tmp_path / "in" / "secret").chmod(0)
    try:
        report = build([str(tmp_path / "in")], tmp_path / "index", workers=1)
    finally:
        (tmp_path / "in" / "secret").chmod(0o700)
    assert [reject.reason for reject in report.rejects] == ["permission denied"]


def test_there_may_be_more_rejects_than_memory_has_room_for(tmp_path: Path):
    notes = Notes()
    stream = io.BytesIO(b"[]\n" * 2500 + json.dumps({"id": "1", "text": FRENCH}).encode())
    report = build(["-"], tmp_path / "index", workers=1, stdin=stream, watcher=notes)
    assert report.rejected == len(notes.rejects) == 2500, "a reject was lost"
    assert len(report.rejects) == 1000


def test_a_build_never_holds_more_than_a_handful_of_articles(tmp_path: Path):
    most = 0

    def articles() -> int:
        gc.collect()
        return sum(isinstance(thing, RawFile | Document) for thing in gc.get_objects())

    before = articles()  # what other tests have left

    class Census(Watcher):
        def counted(self, documents: int, rejected: int) -> None:
            nonlocal most
            if (documents + rejected) % 100 == 0:
                most = max(most, articles() - before)

    report = built(tmp_path / "index", *({"id": str(number), "text": f"La fusée {number}"} for number in range(500)), watcher=Census())
    assert report.documents == 500
    assert 0 < most < 200, f"{most} articles were in memory at once"


# Builds of which nothing comes


@pytest.mark.parametrize("data", [b"", b"\n\n", b"{}\n", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_build_of_nothing_publishes_nothing_and_keeps_the_old_index(data: bytes, tmp_path: Path):
    built(tmp_path / "index", {"id": "old", "text": FRENCH})
    before = Generations(tmp_path / "index").published()
    with pytest.raises(NothingToIndex, match="nothing was published"):
        build(["-"], tmp_path / "index", stdin=io.BytesIO(data))
    assert Generations(tmp_path / "index").published() == before
    assert [hit.id for hit in searching(tmp_path / "index")("").hits] == ["old"]


def test_a_build_of_nothing_but_rejects_names_one(tmp_path: Path):
    with pytest.raises(NothingToIndex, match=r"any of the 2 inputs.*standard input, line 1: not a JSON object"):
        build(["-"], tmp_path / "index", stdin=io.BytesIO(b"[]\n[]\n"))


def test_a_source_that_is_not_there_is_told_before_anything_is_made(tmp_path: Path):
    with pytest.raises(SourceError, match="nosuch"):
        build([str(SEEDS), str(tmp_path / "nosuch")], tmp_path / "index")
    assert not (tmp_path / "index").exists()


# Workers


def some(number: int) -> dict[str, Any]:
    text, lang = (FRENCH, "fr") if number % 3 else (ENGLISH, "en")
    return {"id": f"{number:04}", "text": f"{text} {number}", "lang": lang, "date": f"20{number % 24:02}", "source": f"S{number % 5}"}


def test_two_workers_build_what_one_builds(tmp_path: Path):
    documents = [some(number) for number in range(300)]
    stream = lines(*documents, some(7), {"id": "none"}, *documents[:3])
    reports = []
    for workers in (1, 2):
        stream.seek(0)
        reports.append(build(["-"], tmp_path / str(workers), workers=workers, stdin=stream))
    one, two = reports
    assert (one.documents, one.languages, one.rejects) == (two.documents, two.languages, two.rejects)
    assert one.documents == 300
    assert one.rejected == 5
    assert answers(tmp_path / "1") == answers(tmp_path / "2"), "the number of workers changes answers: see indexer/build.py"


def test_what_is_let_go_of_on_the_way_is_missed_by_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    some = [{"id": str(number), "lang": "fr", "text": f"{FRENCH} {number} {'Il pleut. ' * (number % 3)}"} for number in range(9)]
    built(tmp_path / "as ever", *some)
    monkeypatch.setattr(indexing, "_MANY", 1)
    monkeypatch.setattr(base, "_TOGETHER", 2)
    released: list[None] = []
    monkeypatch.setattr(base, "release", lambda reader: (released.append(None), release(reader)))
    built(tmp_path / "sparing", *some)
    assert not pipeline.spotter.cache_info().currsize
    assert len(released) > 1
    for name in ("stories.json", "stories.arrays", "entities.json", "identities.json", "twins.arrays"):
        assert (generation(tmp_path / "sparing") / name).read_bytes() == (generation(tmp_path / "as ever") / name).read_bytes()


def test_a_worker_that_is_killed_ends_the_build_with_a_sentence(tmp_path: Path):
    class Killer(Watcher):
        def counted(self, documents: int, rejected: int) -> None:
            if documents + rejected == 1:
                for child in active_children():
                    child.kill()

    with pytest.raises(WorkerLost, match="--workers 1"):
        build(["-"], tmp_path / "index", workers=2, stdin=lines(*map(some, range(1000))), watcher=Killer())
    assert not list((tmp_path / "index" / "generations").iterdir()), "a partial generation was left behind"


# Faults. Each is (where it is put, whether the new index is published by then).

FAULTS = {
    "while an article is put into the spool": ("indexer.spool.Spool.add", False),
    "when a file is finished": ("indexer.spool.Spool.finish", False),
    "before the lines are counted": ("indexer.lines.LineTable.repeated", False),
    "while an article is written": ("indexer.codec.builder.SegmentBuilder.add", False),
    "at the beginning of the commit": ("whoosh.writing.SegmentWriter.commit", False),
    "before the weights are written": ("indexer.weighing.Weighing.write", False),
    "before it is remembered what names are called": ("indexer.called.Called.write", False),
    "before it is written which names share a key": ("indexer.entities.blocks.Blocks.write", False),
    "before it is written what translations tell of names": ("indexer.counterparts.write", False),
    "while the segment is written": ("indexer.codec.files.write", False),
    "before the table of contents is written": ("indexer.codec.writer.ArrayWriter._commit_toc", False),
    "at the end of the commit": ("whoosh.writing.SegmentWriter._finish", False),
    "before the names are written": ("indexer.nametable.NameTableBuilder.write", False),
    "before the stories are found": ("indexer.relations.Relations.write", False),
    "before it is written who is one": ("indexer.identities.Identities.write", False),
    "before it is written which names are alike": ("indexer.entities.likenesses.Likenesses.write", False),
    "before it is written what a build was told": ("indexer.knowledge.Knowledge.write", False),
    "before the stories are written": ("indexer.stories.write", False),
    "before the stories are written by row": ("indexer.twins.told.Told.write", False),
    "before it is written what translations taught": ("indexer.lexicon.learnt.write", False),
    "before the ledger is written": ("indexer.ledger.Ledger.write", False),
    "before the manifest is written": ("indexer.manifest.Manifest.write", False),
    "before the check": ("indexer.manifest.Manifest.confirm", False),
    "before anything is on disk for good": ("os.fsync", False),
    "before the folder gets its name": ("pathlib.Path.rename", False),
    "before CURRENT is exchanged": ("pathlib.Path.replace", False),
    "before older generations are removed": ("indexer.generations.Generations._prune", True),
}


@pytest.fixture
def old(tmp_path: Path, seeds_copy: Path) -> Iterator[Path]:
    """An index that is to survive, and afterwards the proof that the next build works and leaves nothing lying about."""
    (tmp_path / "new.txt").write_text(FRENCH, "utf-8")
    yield seeds_copy
    served = Generations(seeds_copy).published()
    report = build([str(tmp_path / "new.txt")], seeds_copy, workers=1)
    kept = {folder.name for folder in (seeds_copy / "generations").iterdir()}
    assert kept == {served, report.generation}, "a build after a fault leaves something behind, or removes what was served before"
    assert not (seeds_copy / "unfinished").exists()
    assert searching(seeds_copy)("fusée").total == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_a_build_that_is_killed_leaves_a_whole_index(fault: str, old: Path, tmp_path: Path):
    place, published = FAULTS[fault]
    before = Generations(old).published()
    kill_at(place, "build", tmp_path / "new.txt", old)
    assert (Generations(old).published() != before) == published
    assert Generations(old).verify() == []
    assert searching(old)("").total == (1 if published else 5)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), RuntimeError("a fault"), KeyboardInterrupt("^C")])
def test_a_build_that_fails_leaves_a_whole_index(
    fault: str, error: BaseException, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    place, published = FAULTS[fault]
    before = Generations(old).published()

    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(place, fail)
        with pytest.raises(type(error), match=re.escape(str(error))):
            build([str(tmp_path / "new.txt")], old, workers=1)
    assert (Generations(old).published() != before) == published
    assert not list((old / "generations").glob("*.partial")), "what could not be finished was left lying about"
    assert Generations(old).verify() == []
    assert searching(old)("").total == (1 if published else 5)


def test_a_process_alone_holds_twice_the_postings_of_one_that_writes_beside_others():
    assert [memory(workers) for workers in (1, 2, 8)] == [64, 32, 32]


def test_a_disk_that_fills_up_while_postings_are_spilled_keeps_the_old_index(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as broken:
        broken.setattr("indexer.writer.memory", lambda _: 0)  # spill at once
        broken.setattr("indexer.codec.builder.SegmentBuilder._spill", _full)
        with pytest.raises(OSError, match="No space left"):
            build([str(tmp_path / "new.txt")], old, workers=1)
    assert searching(old)("").total == 5


def _full(*_: object) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_postings_are_spilled_into_the_index_directory_and_not_into_a_small_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("indexer.writer.memory", lambda _: 0)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    assert built(tmp_path / "index", *({"id": str(number), "text": FRENCH} for number in range(5))).documents == 5
    assert searching(tmp_path / "index")("fusée").total == 5


def test_a_segment_that_lost_a_document_is_not_published(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as broken:
        broken.setattr("indexer.codec.reader.ArrayPerDocReader.doc_count", lambda _: 2)
        with pytest.raises(IndexerError, match="instead of 1"):
            build([str(tmp_path / "new.txt")], old, workers=1)
    assert searching(old)("").total == 5


ORPHANS = """
import io, os, signal, sys
from pathlib import Path
from indexer.build import Watcher, build
class Killer(Watcher):
    def counted(self, documents, rejected):
        if documents + rejected == 200:
            os.kill(os.getpid(), signal.SIGKILL)
if __name__ == "__main__":
    build(["-"], Path(sys.argv[1]), workers=2, watcher=Killer())
"""


def test_the_workers_of_a_build_that_is_killed_end_too(tmp_path: Path):
    script = tmp_path / "killed.py"
    script.write_text(ORPHANS)
    documents = lines(*map(some, range(1000))).getvalue()
    with subprocess.Popen(
        [sys.executable, script, tmp_path / "index"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as parent:
        # Workers inherit stderr, so it ends only when the last of them has; a worker that waits for ever ends this in TimeoutExpired.
        _, said = parent.communicate(documents, timeout=60)
    assert parent.returncode == -signal.SIGKILL, said.decode()[-500:]
    assert b"Traceback" not in said, said.decode()


def test_a_build_is_the_same_whatever_was_built_before(tmp_path: Path, make_index: Callable[..., Path]):
    documents = [some(number) for number in range(10)]
    fresh = make_index(documents, "fresh")
    shutil.copytree(make_index([some(99)], "used"), tmp_path / "again")
    built(tmp_path / "again", *documents)
    assert answers(fresh) == answers(tmp_path / "again")
    folder = generation(tmp_path / "again")
    with Manifest.read(folder).open(folder).reader() as reader:
        assert len(Columns.of(reader)) == 10


def test_a_build_that_makes_room_says_what_one_does_that_need_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    written = []
    for name, many in (("roomy", 1 << 30), ("short", 0)):
        monkeypatch.setattr(indexing, "_MANY", many)
        build([str(SEEDS)], tmp_path / name, workers=1)
        (folder,) = (tmp_path / name / "generations").iterdir()
        beside = (file for file in folder.iterdir() if "MAIN_" not in file.name and file.name not in {"manifest.json", "ledger.bin"})
        written.append({file.name: file.read_bytes() for file in beside})
    assert len(written[0]) > 5
    assert written[0] == written[1]
