"""Writing an index of arrays through Whoosh's own API: what is added, updated, deleted and merged, and what a killed writer leaves."""

import gc
import os
import random
import signal
import subprocess
import sys
import time
import weakref
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import fields, formats, query
from whoosh.analysis import SpaceSeparatedTokenizer, StandardAnalyzer
from whoosh.filedb.filestore import RamStorage
from whoosh.index import FileIndex, LockError, create_in, open_dir

from indexer.analysis.analyzer import ChainAnalyzer
from indexer.codec import kernels
from indexer.codec.arrays import arrays_of
from indexer.codec.inversion import FieldInversion
from indexer.codec.stored import NotStorable
from indexer.codec.vocabulary import Chunks
from indexer.errors import WorkerLost

WORDS = ["lune", "station", "russie", "chine", "fusée", "rogozine", "coopération", "sonde", "pékin", "moscou", "orbite", "accord"]


def schema() -> fields.Schema:
    return fields.Schema(
        id=fields.ID(unique=True, stored=True),
        body=fields.TEXT(analyzer=ChainAnalyzer("fr", "terms"), stored=True),
        exact=fields.TEXT(analyzer=ChainAnalyzer("fr", "surfaces")),
        plain=fields.TEXT(analyzer=StandardAnalyzer(), field_boost=2.0, vector=True),
        chars=fields.TEXT(chars=True),
        tags=fields.KEYWORD(stored=True),
        day=fields.NUMERIC(sortable=True, stored=True),
        any=fields.STORED(),
    )


def document(number: int, seed: int = 0) -> dict[str, Any]:
    picked = random.Random(f"{number} {seed}")  # noqa: S311 — the same words every time
    text = " ".join(picked.choice(WORDS) for _ in range(picked.randrange(1, 40)))
    tags = " ".join(sorted({picked.choice("abcdef") for _ in range(picked.randrange(4))}))
    return {
        "id": str(number), "body": text, "exact": text, "plain": text.title(), "chars": text, "tags": tags, "day": number % 7
    }  # fmt: skip


def contents(index: FileIndex) -> dict[str, Any]:
    """Everything that can be read from an index, whatever the numbers of its documents."""
    with index.reader() as reader:
        ids = {number: fields_of["id"] for number, fields_of in reader.iter_docs()}
        if not ids:
            return {}
        postings: dict[tuple[str, bytes], dict[str, Any]] = {}
        for name, term, number, weight, value in reader.iter_postings():
            if number in ids:
                form = reader.schema[name].format
                what = form.decode_positions(value) if form.supports("positions") else None
                postings.setdefault((name, term), {})[ids[number]] = (weight, what)
        column = reader.column_reader("day")
        return {
            "stored": {ids[number]: fields_of for number, fields_of in reader.iter_docs()},
            "postings": postings,
            "lengths": {key: [reader.doc_field_length(number, name) or 0 for name in ("body", "plain")] for number, key in ids.items()},
            "columns": {key: column[number] for number, key in ids.items()},
            "vectors": {
                key: list(reader.vector(number, "plain").all_ids()) if reader.has_vector(number, "plain") else []
                for number, key in ids.items()
            },
        }


def filled(folder: Path, documents: Sequence[Mapping[str, Any]], **options: Any) -> FileIndex:  # noqa: ANN401 — Whoosh's options
    folder.mkdir()
    index = create_in(str(folder), schema())
    writer = index.writer(**options)
    for each in documents:
        writer.add_document(**each)
    writer.commit()
    return open_dir(str(folder))


def segments(index: FileIndex) -> list[int]:
    return [segment.doc_count() for segment in index._segments()]  # noqa: SLF001 — Whoosh has no other name


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def files(folder: Path) -> set[str]:
    return {file.suffix for file in folder.iterdir()} - {""}


def test_an_index_is_two_files_a_segment_and_a_table_of_contents(tmp_path: Path):
    filled(tmp_path / "index", [document(1)])
    assert sorted(file.suffix for file in (tmp_path / "index").iterdir() if file.suffix) == [".docs", ".terms", ".toc"]


def test_what_is_put_aside_when_memory_is_full_changes_nothing(tmp_path: Path):
    documents = [document(number) for number in range(300)]
    whole = filled(tmp_path / "whole", documents)
    spilled = filled(tmp_path / "spilled", documents, limitmb=0.01)
    assert contents(spilled) == contents(whole)
    assert segments(spilled) == segments(whole) == [300]
    with whole.reader() as one, spilled.reader() as other:
        assert one.field_length("body") == other.field_length("body")
        assert [one.stored_fields(n)["id"] for n in range(300)] == [other.stored_fields(n)["id"] for n in range(300)]
    assert files(tmp_path / "spilled") == files(tmp_path / "whole"), "something was left"


def test_what_is_put_aside_leaves_memory_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    made: list[weakref.ref[FieldInversion]] = []
    begin = FieldInversion.__init__

    def noted(self: FieldInversion, *given: Any) -> None:  # noqa: ANN401
        made.append(weakref.ref(self))
        begin(self, *given)

    monkeypatch.setattr(FieldInversion, "__init__", noted)
    writer = create_in(str(tmp_path), schema()).writer(limitmb=0.01)
    gc.disable()  # it comes too late for what is large
    try:
        for number in range(300):
            writer.add_document(**document(number))
        left = sum(each() is not None for each in made)
    finally:
        gc.enable()
        writer.cancel()
    assert left <= len(schema().names()) < len(made), "postings refer to themselves"


def test_several_processes_write_what_one_writes(tmp_path: Path):
    documents = [document(number) for number in range(900)]
    one = filled(tmp_path / "one", documents)
    several = filled(tmp_path / "several", documents, procs=2)
    assert contents(several) == contents(one)
    assert files(tmp_path / "several") == files(tmp_path / "one"), "something was left"


@pytest.mark.parametrize("procs", [1, 2])
def test_a_document_that_is_updated_three_times_is_there_once_and_is_the_last(tmp_path: Path, procs: int):
    index = filled(tmp_path / "index", [document(number) for number in range(450)])
    writer = index.writer(procs=procs)
    for seed in (1, 2, 3):
        for number in range(210):
            writer.update_document(**document(number, seed))
    writer.commit(merge=False)
    stored = contents(open_dir(str(tmp_path / "index")))["stored"]
    assert len(stored) == 450
    for number in range(450):
        assert stored[str(number)]["body"] == document(number, 3 if number < 210 else 0)["body"]


def test_documents_are_deleted_by_term_and_gone_after_a_merge(tmp_path: Path):
    index = filled(tmp_path / "index", [document(number) for number in range(20)])
    writer = index.writer()
    assert writer.delete_by_term("id", "3") == 1
    assert writer.delete_by_term("id", "3") == 0, "it was counted twice"
    assert writer.delete_by_term("id", "no such") == 0
    assert writer.delete_by_term("nowhere", "3") == 0
    writer.commit(merge=False)
    with open_dir(str(tmp_path / "index")).searcher() as searcher:
        assert (searcher.doc_count(), searcher.doc_count_all()) == (19, 20)
        assert not len(searcher.search(query.Term("id", "3")))
        assert len(searcher.search(query.Every(), limit=None)) == 19
    index.optimize()
    with open_dir(str(tmp_path / "index")).searcher() as searcher:
        assert (searcher.doc_count(), searcher.doc_count_all()) == (19, 19)


def test_an_index_that_lost_every_document_is_merged_and_filled_again(tmp_path: Path):
    index = filled(tmp_path / "index", [document(1)])
    with index.writer() as writer:
        writer.delete_by_term("id", "1")
    for _ in range(2):
        index.optimize()
        assert contents(open_dir(str(tmp_path / "index"))) == {}
    with index.writer() as writer:
        writer.add_document(**document(2))
    assert contents(open_dir(str(tmp_path / "index")))["stored"].keys() == {"2"}


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_same_life_leaves_the_same_contents_however_it_is_cut_into_commits_and_merges(data: st.DataObject):
    steps = data.draw(st.lists(st.tuples(st.sampled_from(["update", "delete"]), st.integers(0, 12), st.integers(0, 3)), max_size=30))
    ends = data.draw(st.lists(st.sampled_from(["", "keep", "merge", "optimize"]), min_size=len(steps), max_size=len(steps)))
    expected: dict[str, dict[str, Any]] = {}
    index = RamStorage().create_index(schema())
    writer = index.writer()
    committed: set[str] = set()
    for (what, number, seed), end in zip(steps, ends, strict=True):
        if what == "update":
            writer.update_document(**document(number, seed))
            expected[str(number)] = document(number, seed)
        elif str(number) in committed or str(number) not in expected:
            # What was added since the last commit is out of reach of a deletion, as Whoosh has it.
            writer.delete_by_term("id", str(number))
            expected.pop(str(number), None)
            committed.discard(str(number))
        committed.discard(str(number))
        if end:
            writer.commit(**{"keep": {"merge": False}, "merge": {}, "optimize": {"optimize": True}}[end])
            committed = set(expected)
            writer = index.writer()
    writer.commit()
    fresh = RamStorage().create_index(schema())
    with fresh.writer() as other:
        for each in expected.values():
            other.add_document(**each)
    assert contents(index) == contents(fresh)


@pytest.mark.parametrize(
    "value",
    [
        None, True, 3, -(2**70), 2.5, "été", "\ud800", b"\x00\xff", [1, [2]], (1, "a"), {"a": {1: None}}, {1, 2}, frozenset("a"),
        datetime(2021, 3, 9, 12, tzinfo=UTC), datetime(2021, 3, 9), date(2021, 3, 9), Decimal("1.50"),  # noqa: DTZ001 — without a time zone, as Whoosh has dates
    ],
)  # fmt: skip
def test_stored_values_come_back_as_they_are(tmp_path: Path, value: Any):  # noqa: ANN401
    index = filled(tmp_path / "index", [{"id": "1", "any": value}])
    with index.reader() as reader:
        stored = reader.stored_fields(0)
    assert stored == ({"id": "1", "any": value} if value is not None else {"id": "1"})
    assert type(stored.get("any")) is type(value)


class Anything:
    """Something that is no data."""


def test_a_value_that_only_a_pickle_could_hold_is_refused_and_named():
    writer = RamStorage().create_index(schema()).writer()
    with pytest.raises(NotStorable, match="a stored field holds a Anything, which cannot be written down as data"):
        writer.add_document(id="1", any=Anything())


def test_no_file_of_an_index_holds_a_pickle_that_reading_it_would_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    filled(tmp_path / "index", [document(number) for number in range(5)])
    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(f"pickle.{name}", lambda *_, **__: pytest.fail("a pickle was read"))
    with open_dir(str(tmp_path / "index")).searcher() as searcher:
        assert len(searcher.search(query.Term("tags", "a"))) >= 0
        assert len(searcher.search(query.Or([query.Term("body", "lun"), query.Phrase("exact", ["lune", "station"])]))) > 0
        assert searcher.stored_fields(0)["id"] == "0"


def test_boosts_of_documents_and_fields_weigh(tmp_path: Path):
    index = filled(
        tmp_path / "index",
        [document(1), {**document(2), "_body_boost": 3.0}, {**document(3), "_boost": 0.1}, document(4)],
    )
    weights = {(name, key): weight for (name, _), rows in contents(index)["postings"].items() for key, (weight, _) in rows.items()}
    assert weights["tags", "3"] == pytest.approx(0.1)
    assert weights["body", "2"] % 3 == 0
    assert weights["body", "4"] >= 1


def test_a_second_writer_is_told_at_once(tmp_path: Path):
    index = filled(tmp_path / "index", [document(1)])
    with index.writer() as writer:
        with pytest.raises(LockError):
            index.writer()
        writer.add_document(**document(2))
    assert open_dir(str(tmp_path / "index")).doc_count() == 2


def test_a_writer_that_is_cancelled_leaves_everything_as_it_was(tmp_path: Path):
    index = filled(tmp_path / "index", [document(number) for number in range(30)])
    before, there = contents(index), names(tmp_path / "index")
    for options in ({}, {"limitmb": 0.001}, {"procs": 2}):
        writer = index.writer(**options)
        for number in range(20, 260):
            writer.update_document(**document(number, 1))
        writer.cancel()
    index = open_dir(str(tmp_path / "index"))
    assert contents(index) == before
    assert names(tmp_path / "index") == there


def test_a_process_that_dies_is_noticed_and_nothing_is_published(tmp_path: Path):
    index = filled(tmp_path / "index", [document(1)])
    writer = index.writer(procs=2)
    for number in range(500):
        writer.add_document(**document(number + 10))
    os.kill(writer._workers[0][2].pid, signal.SIGKILL)  # noqa: SLF001
    with pytest.raises(WorkerLost, match="nothing was published"):
        writer.commit()
    if not writer.is_closed:  # some releases of Whoosh close it themselves
        writer.cancel()
    assert open_dir(str(tmp_path / "index")).doc_count() == 1


KILLED = """
import sys
import indexer
from test_array_writer import document
from whoosh.index import open_dir
index = open_dir(sys.argv[1])
print("begun", flush=True)
for seed in range(1, 1000):
    with index.writer(limitmb=0.05) as writer:
        for number in range(40):
            writer.update_document(**document(number, seed))
"""


@pytest.mark.parametrize("after", [0.05, 0.2, 0.5, 0.9])
def test_a_writer_that_is_killed_leaves_a_whole_index_that_can_be_written(tmp_path: Path, after: float):
    index = filled(tmp_path / "index", [document(number) for number in range(40)])
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", KILLED, str(tmp_path / "index")], stdout=subprocess.PIPE, env=environment
    ) as writing:
        assert writing.stdout is not None
        assert writing.stdout.readline() == b"begun\n"
        time.sleep(after)
        writing.kill()
    index = open_dir(str(tmp_path / "index"))
    stored = contents(index)["stored"]
    assert len(stored) == 40
    assert len({seed for seed in range(1000) for number in (0,) if stored[str(number)]["body"] == document(number, seed)["body"]}) == 1
    with index.writer() as writer:
        writer.update_document(**document(0, 77))
    index = open_dir(str(tmp_path / "index"))
    assert contents(index)["stored"]["0"]["body"] == document(0, 77)["body"]
    assert {name.rpartition(".")[2] for name in names(tmp_path / "index")} <= {"docs", "terms", "toc", "MAIN_WRITELOCK"}


def test_the_documents_of_one_term_are_what_decoding_it_gives(tmp_path: Path):
    with filled(tmp_path / "index", [document(number) for number in range(300)]).reader() as reader:
        ((leaf, _),) = reader.leaf_readers()
        postings = arrays_of(leaf).postings
        found = [postings.having(term) for term in range(len(postings.df))]
        assert found == [postings.decoded(np.array([term]))[0].tolist() for term in range(len(postings.df))]
    assert {1, 300} <= set(map(len, found))


def test_spelling_suggests_words_as_they_are_written(tmp_path: Path):
    index = create_in(str(tmp_path), fields.Schema(text=fields.TEXT(analyzer=StandardAnalyzer(), spelling=True)))
    with index.writer() as writer:
        writer.add_document(text="rendering rendering shading")
        writer.add_document(text="modeling")
    with open_dir(str(tmp_path)).searcher() as searcher:
        assert searcher.corrector("text").suggest("renderimg", maxdist=1) == ["rendering"]


def test_texts_that_come_as_words_stand_beside_others(tmp_path: Path):
    index = create_in(str(tmp_path), fields.Schema(text=fields.TEXT(analyzer=SpaceSeparatedTokenizer()), tags=fields.KEYWORD(stored=True)))
    with index.writer() as writer:
        writer.add_document(text="alfa bravo", tags="one two")
        writer.add_document(text=["charlie", "alfa"], tags="two")
        writer.add_document(text="charlie delta", tags=["three", "one"])
        writer.add_document(text=None, tags="one")
    with open_dir(str(tmp_path)).searcher() as searcher:
        reader = searcher.reader()
        held = {
            (name, term.decode()): [number for leaf, first in reader.leaf_readers() for number in leaf.postings(name, term).all_ids()]
            for name, term in reader.all_terms()
        }
        assert [fields["tags"] for fields in reader.all_stored_fields()] == ["one two", "two", ["three", "one"], "one"]
    assert held == {
        ("tags", "one"): [0, 2, 3],
        ("tags", "three"): [2],
        ("tags", "two"): [0, 1],
        ("text", "alfa"): [0, 1],
        ("text", "bravo"): [0],
        ("text", "charlie"): [1, 2],
        ("text", "delta"): [2],
    }


def test_characters_of_words_are_kept(tmp_path: Path):
    index = create_in(str(tmp_path), fields.Schema(text=fields.TEXT(chars=True, phrase=True)))
    with index.writer() as writer:
        writer.add_document(text="alfa bravo alfa")
    with open_dir(str(tmp_path)).reader() as reader:
        matcher = reader.postings("text", "alfa")
        assert isinstance(matcher.format, formats.Characters)
        assert matcher.value_as("characters") == [(0, 0, 4), (2, 11, 15)]
        assert matcher.value_as("positions") == [0, 2]


@pytest.fixture(autouse=True)
def _no_process_is_left() -> Iterator[None]:
    yield
    import multiprocessing  # noqa: PLC0415 — for this look alone

    assert not multiprocessing.active_children(), "a process was left behind"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(max_size=6)
            | st.sampled_from(
                ["l'homme", "10 000", "2 000 ans", "20 500", "1\u00a0234", "٣ ٣٣٣", "x\u2009y", "😀", "O.N.U.,", "\x1c", "\0", "é" * 70]
            ),
            max_size=12,
        ).map(" ".join),
        max_size=6,
    )
)
def test_texts_are_cut_in_compiled_code_as_they_are_in_python(texts: list[str]):
    kernels.compile_all()
    analyzer = ChainAnalyzer("fr", "surfaces")
    known = Chunks(analyzer)
    for text in texts:
        known.text(text)
    numbers, begins, ends = known.texts()
    words = list(known.forms["surfaces"].words)
    starts, terms, offsets = (array.tolist() for array in known.forms["surfaces"].arrays())
    for place, text in enumerate(text for number, text in enumerate(texts) if not number or text is not texts[number - 1]):
        position, tokens = 0, []
        for number in numbers[begins[place] : ends[place]].tolist():
            tokens += [(position + offsets[at], words[terms[at]]) for at in range(starts[number], starts[number + 1])]
            position += known.advances[number]
        assert tokens == [(token.pos, token.text) for token in analyzer(text, positions=True)], text
