"""The table of contents of an index: what it says, that every damage is noticed, and what is left when the power fails meanwhile."""

import json
import os
import pickle
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import whoosh
import whoosh.index
import whoosh.legacy
from hypothesis import given
from hypothesis import strategies as st
from whoosh import analysis, fields
from whoosh.codec.base import Segment
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb.filestore import FileStorage, RamStorage, Storage, copy_to_ram
from whoosh.index import _CURRENT_TOC_VERSION, TOC, EmptyIndexError, IndexVersionError, OutOfDateError
from whoosh.index import IndexError as WhooshIndexError
from whoosh.query import Term
from whoosh.writing import SegmentWriter

from indexer.codec import toc
from indexer.codec.codec import ArrayCodec
from indexer.codec.description import Undescribable
from indexer.codec.index import ArrayIndex, register, unregister
from indexer.codec.segment import ArraySegment
from indexer.codec.writer import ArrayWriter
from indexer.errors import IndexDamaged

SCHEMA = fields.Schema(id=fields.ID(unique=True, stored=True), body=fields.TEXT(analyzer=analysis.StemmingAnalyzer()))


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    register()
    yield
    register()


@pytest.fixture
def storage(tmp_path: Path) -> FileStorage:
    return FileStorage(str(tmp_path))


def written(storage: Storage, segments: list[Segment], generation: int = 1, indexname: str = "MAIN") -> bytes:
    """The file of a table of contents that was just published."""
    toc.write(storage, indexname, SCHEMA, segments, generation)
    with storage.open_file(f"_{indexname}_{generation}.toc") as stream:
        return bytes(stream.read())


def facts(contents: TOC) -> tuple[Any, ...]:
    held = contents.segments
    return (
        contents.schema,
        [(type(segment), segment.segment_id(), segment.doc_count_all(), list(segment.deleted_docs())) for segment in held],
        contents.generation,
    )


def segments() -> list[Segment]:
    return [ArraySegment("MAIN", "0a", 20, [3, 19]), ArraySegment("MAIN", "1b", 1)]


# What it says


@pytest.mark.parametrize("held", [[], segments()[:1], segments()], ids=["nothing", "one segment", "two"])
def test_a_table_of_contents_says_what_it_was_told(storage: FileStorage, held: list[Segment]):
    for place in (storage, RamStorage()):
        written(place, held, 7)
        contents = toc.read(place, "MAIN")
        assert facts(contents) == facts(TOC(SCHEMA, held, 7))
        assert (contents.version, contents.release) == (toc.VERSION, whoosh.__version__[:3])


def test_it_is_json_behind_what_whooshs_own_begins_with(storage: FileStorage):
    data = written(storage, segments())
    memory = RamStorage()
    TOC(SCHEMA, [], 1).write(memory, "MAIN")
    stock = memory.files["_MAIN_1.toc"]
    assert data[:7] == stock[:7]
    assert data[11:14] == stock[11:14]
    (length,) = struct.unpack("!I", data[14:18])
    said = json.loads(data[18 : 18 + length])
    assert (said["index"], said["generation"], len(said["segments"])) == ("MAIN", 1, 2)
    assert data[18 + length :] == struct.pack("!I", zlib.crc32(data[:-4]))


def test_nothing_is_unpickled_when_an_index_is_opened(storage: FileStorage, monkeypatch: pytest.MonkeyPatch):
    written(storage, segments())

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("something was unpickled")

    for module in (pickle, whoosh.index.pickle, sys.modules["whoosh.filedb.structfile"]):
        for name in ("loads", "load", "load_pickle"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, refuse)
    index = whoosh.index.open_dir(storage.folder)
    assert index.schema == SCHEMA


def test_whooshs_own_reading_finds_it_by_its_version(storage: FileStorage):
    written(storage, segments())
    contents = TOC.read(storage, "MAIN")
    assert facts(contents) == facts(toc.read(storage, "MAIN"))
    assert contents.version == toc.VERSION


def test_a_schema_of_the_callers_own_is_used_instead_of_the_one_that_is_stored(storage: FileStorage, monkeypatch: pytest.MonkeyPatch):
    written(storage, segments())
    monkeypatch.setattr(toc, "schema_of", lambda _: pytest.fail("the stored schema was looked at"))
    own = fields.Schema(x=fields.ID())
    assert toc.read(storage, "MAIN", schema=own).schema is own
    assert TOC.read(storage, "MAIN", schema=own).schema is own


def test_the_latest_generation_is_read_unless_another_is_asked_for(storage: FileStorage):
    for generation in (9, 10, 2):
        written(storage, [], generation)
    assert toc.read(storage, "MAIN").generation == 10
    assert toc.read(storage, "MAIN", 2).generation == 2
    for place in (storage, RamStorage()):
        with pytest.raises(FileNotFoundError):
            toc.read(place, "MAIN", 3)


def test_where_there_is_no_index_that_is_said():
    with pytest.raises(EmptyIndexError, match="no index 'MAIN'"):
        toc.read(RamStorage(), "MAIN")


def test_a_schema_that_cannot_be_described_leaves_the_index_as_it_was(storage: FileStorage):
    before = written(storage, segments())
    for schema in (fields.Schema(body=fields.TEXT(analyzer=lambda text: text)), fields.Schema(body=fields.TEXT(analyzer=str.split))):
        with pytest.raises(Undescribable, match="the field body"):
            toc.write(storage, "MAIN", schema, segments(), 2)
    assert storage.list() == ["_MAIN_1.toc"]
    assert (Path(storage.folder) / "_MAIN_1.toc").read_bytes() == before


# Whoosh's own segments


def stock(name: str = "2c") -> Segment:
    segment = W3Segment(W3Codec(), "MAIN", 5, name, {2})
    vars(segment)["_fieldlengths"] = {"body": 9}
    return segment


def test_an_index_of_whooshs_own_segments_keeps_the_table_of_contents_that_stock_whoosh_reads(storage: FileStorage):
    written(storage, [stock()])
    contents = toc.read(storage, "MAIN")
    assert contents.version == _CURRENT_TOC_VERSION
    unregister()
    assert facts(whoosh.index.TOC.read(storage, "MAIN")) == facts(contents)


def test_segments_of_both_kinds_stand_in_one_table_of_contents(storage: FileStorage):
    written(storage, [*segments(), stock()])
    contents = toc.read(storage, "MAIN")
    assert contents.version == toc.VERSION
    assert [segment.segment_id() for segment in contents.segments] == ["MAIN_0a", "MAIN_1b", "MAIN_2c"]
    assert vars(contents.segments[2])["_fieldlengths"] == {"body": 9}


@pytest.mark.parametrize("harm", ["empty", "half", "one byte short", "garbage", "no pickle"])
def test_a_damaged_table_of_contents_of_whooshs_own_is_refused(storage: FileStorage, harm: str):
    data = written(storage, [stock()])
    harmed = {
        "empty": b"",
        "half": data[: len(data) // 2],
        "one byte short": data[:-1],
        "garbage": bytes(len(data)),
        "no pickle": data[:20] + bytes(len(data) - 20),
    }
    (Path(storage.folder) / "_MAIN_1.toc").write_bytes(harmed[harm])
    with pytest.raises((IndexDamaged, WhooshIndexError), match=r"_MAIN_1\.toc"):
        toc.read(storage, "MAIN")


# Damage

DATA = written(RamStorage(), segments())


def refused(data: bytes) -> Exception:
    """What a file with these contents is refused with."""
    storage = RamStorage()
    storage.files["_MAIN_1.toc"] = data
    with pytest.raises((IndexDamaged, IndexVersionError), match=r"_MAIN_1\.toc") as refusal:
        toc.read(storage, "MAIN")
    assert len(str(refusal.value)) < 500
    return refusal.value


@pytest.mark.parametrize("mask", [0x01, 0x80, 0xFF])
def test_every_byte_that_changed_is_noticed(mask: int):
    for place in range(len(DATA)):
        refused(DATA[:place] + bytes([DATA[place] ^ mask]) + DATA[place + 1 :])


@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_whatever_a_byte_became_is_noticed(place: int, mask: int):
    refused(DATA[:place] + bytes([DATA[place] ^ mask]) + DATA[place + 1 :])


def test_every_cut_is_noticed():
    for length in range(len(DATA)):
        refused(DATA[:length])


@given(st.binary(min_size=1, max_size=100))
def test_what_was_appended_is_noticed(more: bytes):
    refused(DATA + more)


@given(st.binary(max_size=200))
def test_what_is_no_table_of_contents_is_refused(data: bytes):
    refused(data)
    refused(DATA[:7] + data)
    refused(DATA[:14] + data)


def resealed(body: object, *, beginning: bytes = DATA[:14]) -> bytes:
    """A table of contents with another body and a checksum that is right."""
    encoded = body if isinstance(body, bytes) else json.dumps(body).encode()
    data = beginning + struct.pack("!I", len(encoded)) + encoded
    return data + struct.pack("!I", zlib.crc32(data))


BODY: dict[str, Any] = json.loads(DATA[18:-4])
TWO = BODY["segments"]


def test_a_resealed_table_of_contents_is_read():
    storage = RamStorage()
    storage.files["_MAIN_1.toc"] = resealed(BODY)
    assert facts(toc.read(storage, "MAIN")) == facts(TOC(SCHEMA, segments(), 1))


LIES: dict[str, Any] = {
    "no JSON": b"{",
    "no text": b"\xff\xfe",
    "a number": 5,
    "a list": [],
    "nothing": b"",
    "JSON without end": b"[" * 100_000,
    "no number": b'{"format": NaN}',
    "something unheard of": BODY | {"colour": "red"},
    "no schema": {name: value for name, value in BODY.items() if name != "schema"},
    "a schema in a word": BODY | {"schema": "lunette"},
    "another generation": BODY | {"generation": 2},
    "a generation that is true": BODY | {"generation": True},
    "another index": BODY | {"index": "OTHER"},
    "an index that is a number": BODY | {"index": 0},
    "no index": BODY | {"index": None},
    "segments in an object": BODY | {"segments": {}},
    "segments of another index": BODY | {"segments": [*TWO, ArraySegment("OTHER").described()]},
    "a segment twice": BODY | {"segments": [TWO[0], TWO[0]]},
    "a segment outside of the folder": BODY | {"segments": [TWO[0] | {"id": "../../etc/passwd"}]},
    "a segment that is a number": BODY | {"segments": [1]},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_table_of_contents_that_cannot_be_is_refused(lie: str):
    assert "build the index again" in str(refused(resealed(LIES[lie])))


def test_a_schema_with_classes_that_are_not_allowed_is_refused_with_what_to_do():
    error = refused(resealed(BODY | {"schema": BODY["schema"] | {"class": "newsroom:Schema"}}))
    assert isinstance(error, IndexDamaged)
    assert "newsroom:Schema is from a module that is not allowed; if it is your own, call allow('newsroom') first" in str(error)


def test_a_length_that_is_another_one_is_noticed():
    encoded = json.dumps(BODY).encode() + b" " * 10
    for length in (len(encoded) - 5, len(encoded) + 5, 2**32 - 1, 0):
        data = DATA[:14] + struct.pack("!I", length) + encoded
        assert isinstance(refused(data + struct.pack("!I", zlib.crc32(data))), IndexDamaged)


@pytest.mark.parametrize("number", [2, 99, 0, "1", None, [], True])
def test_a_later_format_is_refused_with_its_number(number: object):
    error = refused(resealed({"format": number, "colours": []}))
    assert isinstance(error, IndexVersionError)
    assert f"is of format {number!r}" in str(error)


@pytest.mark.parametrize("version", [-112, -1, 0, 1, toc.VERSION - 1])
def test_another_version_is_refused_with_its_number(version: int):
    error = refused(DATA[:7] + struct.pack("!i", version) + DATA[11:])
    assert isinstance(error, IndexVersionError)
    assert error.version == version
    assert f"is of version {version}" in str(error)


@given(
    st.dictionaries(
        st.sampled_from(list(BODY)),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
        ),
        max_size=3,
    )
)
def test_any_other_body_is_refused_or_read(changes: dict[str, Any]):
    storage = RamStorage()
    storage.files["_MAIN_1.toc"] = resealed(BODY | changes)
    try:
        toc.read(storage, "MAIN")
    except (IndexDamaged, IndexVersionError):
        return


# Publishing


class Steps:
    """What is done to the disk, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.taken: list[str] = []
        fsync, rename = os.fsync, os.rename

        def synced(descriptor: int) -> None:
            target = Path(f"/proc/self/fd/{descriptor}").resolve()
            self.taken.append("sync the folder" if target.is_dir() else f"sync {target.name} of {target.stat().st_size} bytes")
            fsync(descriptor)

        def renamed(before: str, after: str) -> None:
            self.taken.append(f"{Path(before).name} becomes {Path(after).name}")
            rename(before, after)

        monkeypatch.setattr(os, "fsync", synced)
        monkeypatch.setattr(os, "rename", renamed)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="which file is synced is read from /proc")
def test_the_name_comes_last_and_everything_is_on_the_disk_before_it(storage: FileStorage, monkeypatch: pytest.MonkeyPatch):
    steps = Steps(monkeypatch)
    data = written(storage, segments())
    assert steps.taken == [
        "sync the folder",
        f"sync _MAIN_1.toc.new of {len(data)} bytes",
        "_MAIN_1.toc.new becomes _MAIN_1.toc",
        "sync the folder",
    ]


def test_in_memory_nothing_is_synced(monkeypatch: pytest.MonkeyPatch):
    steps = Steps(monkeypatch)
    written(RamStorage(), segments())
    assert steps.taken == []


class Killed(BaseException):
    """What nothing may handle: the process is gone."""


@pytest.mark.parametrize("held", [segments(), [stock()], [stock(), *segments()]], ids=["arrays", "Whoosh's own", "both"])
@pytest.mark.parametrize("step", ["fsync", "rename"])
@pytest.mark.parametrize("before", range(3))
def test_a_commit_that_is_killed_leaves_one_generation_or_the_other(
    storage: FileStorage, held: list[Segment], step: str, before: int, monkeypatch: pytest.MonkeyPatch
):
    more = [*held, ArraySegment("MAIN", "9z", 3)]
    written(storage, held)
    with monkeypatch.context() as dying:
        do, left = getattr(os, step), [None] * before

        def killed(*arguments: Any) -> None:  # noqa: ANN401
            if not left:
                raise Killed
            left.pop()
            do(*arguments)

        dying.setattr(os, step, killed)
        with suppress(Killed):
            toc.write(storage, "MAIN", SCHEMA, more, 2)
    contents = toc.read(storage, "MAIN")
    assert facts(contents) in (facts(TOC(SCHEMA, held, 1)), facts(TOC(SCHEMA, more, 2)))
    # The next commit succeeds, and removes what was left.
    written(storage, held, contents.generation + 1)
    assert facts(toc.read(storage, "MAIN")) == facts(TOC(SCHEMA, held, contents.generation + 1))
    assert not [name for name in storage.list() if not name.endswith(".toc")]


def test_what_a_killed_commit_left_is_removed_and_nothing_else(storage: FileStorage):
    folder = Path(storage.folder)
    left = ["_MAIN_3.toc.new", "_MAIN_3.toc.1699999999.123"]
    kept = ["_MAIN_OTHER_3.toc.new", "_OTHER_3.toc.new", "MAIN_WRITELOCK", "_MAIN_2.toc", "notes.toc.new", "_MAIN_x.toc.new"]
    for name in (*left, *kept):
        (folder / name).touch()
    written(storage, segments(), 3)
    assert sorted(storage.list()) == sorted([*kept, "_MAIN_3.toc"])


def test_a_generation_that_somebody_else_has_published_is_not_overwritten():
    storage = RamStorage()
    before = written(storage, segments())
    with pytest.raises(OutOfDateError, match=r"_MAIN_1\.toc meanwhile; open the index again"):
        toc.write(storage, "MAIN", SCHEMA, [], 1)
    assert storage.files == {"_MAIN_1.toc": before}


# Creating


def test_creating_an_index_leaves_one_without_documents(storage: FileStorage):
    for generation in (1, 3):
        written(storage, segments(), generation)
        toc.create(storage, SCHEMA, "MAIN")
        assert not toc.read(storage, "MAIN").segments
        assert len(storage.list()) == 1


def test_creating_an_index_leaves_its_neighbours_alone(storage: FileStorage):
    # Whoosh's own removes whatever begins with the name.
    for name in ("A", "A_1", "B"):
        ArrayIndex.create(storage, SCHEMA, name)
    ArrayIndex.create(storage, SCHEMA, "A")
    for name in ("A", "A_1", "B"):
        assert ArrayIndex(storage, indexname=name).is_empty()


# Indexes


@pytest.fixture
def index(storage: FileStorage) -> ArrayIndex:
    """An index of three segments."""
    index = whoosh.index.create_in(storage.folder, SCHEMA)
    for number in range(3):
        add(index, f"article {number}")
    return index


def add(index: Any, text: str, **options: Any) -> None:  # noqa: ANN401
    writer = index.writer(**options)
    writer.add_document(id=text, body=text)
    writer.commit(merge=False)


def kinds(storage: Storage) -> set[type]:
    return {type(segment) for segment in toc.read(storage, "MAIN").segments}


def found(index: Any, word: str = "articl") -> set[str]:  # noqa: ANN401
    with index.searcher() as searcher:
        return {hit["id"] for hit in searcher.search(Term("body", word), limit=None)}


def test_whooshs_own_functions_create_and_open_indexes_of_arrays(index: ArrayIndex, storage: FileStorage):
    for opened in (index, whoosh.index.open_dir(storage.folder), storage.open_index()):
        assert type(opened) is ArrayIndex
        assert kinds(storage) == {ArraySegment}
        assert found(opened) == {"article 0", "article 1", "article 2"}
    assert not list(Path(storage.folder).glob("*.seg"))
    assert type(RamStorage().create_index(SCHEMA)) is ArrayIndex


def test_an_index_of_arrays_says_what_it_is(index: ArrayIndex, storage: FileStorage):
    assert index.schema == SCHEMA
    assert (index.version, index.release) == (toc.VERSION, whoosh.__version__[:3])
    assert (index.latest_generation(), index.is_empty(), index.doc_count()) == (3, False, 3)
    assert whoosh.index.exists_in(storage.folder)
    assert not whoosh.index.exists_in(storage.folder, "OTHER")


def test_registering_twice_changes_nothing_and_can_be_undone(index: ArrayIndex, storage: FileStorage):
    register()
    register()
    assert found(whoosh.index.open_dir(storage.folder))
    unregister()
    unregister()
    assert (whoosh.index.FileIndex, whoosh.index.TOC) == (ArrayIndex.__base__, toc.TOC)
    with pytest.raises(IndexVersionError, match=str(toc.VERSION)):
        copy_to_ram(storage).open_index()
    # Whoever asks for ours still gets it.
    assert found(ArrayIndex(storage)) == found(index)


def test_what_somebody_else_put_in_place_of_ours_is_left_there():
    class Theirs(ArrayIndex):
        pass

    whoosh.index.FileIndex = Theirs
    unregister()
    assert whoosh.index.FileIndex is Theirs


@pytest.mark.parametrize("place", [None, "MAIN", 5])
def test_an_index_is_in_a_storage(place: object):
    with pytest.raises(ValueError, match="no storage"):
        ArrayIndex(place)


def test_with_another_codec_whooshs_own_writer_writes(index: ArrayIndex, storage: FileStorage):
    writer = index.writer(codec=W3Codec())
    assert type(writer) is SegmentWriter
    writer.add_document(id="article 3", body="article 3")
    writer.commit(merge=False)
    assert kinds(storage) == {ArraySegment, W3Segment}
    assert found(whoosh.index.open_dir(storage.folder)) == {f"article {number}" for number in range(4)}
    index.optimize()
    assert kinds(storage) == {ArraySegment}
    assert found(index) == {f"article {number}" for number in range(4)}


@pytest.mark.parametrize("options", [{}, {"codec": None}, {"codec": ArrayCodec()}])
def test_without_another_codec_our_own_writer_writes(index: ArrayIndex, options: dict[str, Any]):
    writer = index.writer(**options)
    writer.cancel()
    assert type(writer) is ArrayWriter


def test_an_index_that_stock_whoosh_wrote_is_gone_on_with(storage: FileStorage):
    unregister()
    stock_index = whoosh.index.create_in(storage.folder, SCHEMA)
    add(stock_index, "article 0")
    register()
    index = whoosh.index.open_dir(storage.folder)
    assert found(index) == {"article 0"}
    add(index, "article 1", codec=W3Codec())
    assert index.version == _CURRENT_TOC_VERSION
    add(index, "article 2")
    assert index.version == toc.VERSION
    assert found(whoosh.index.open_dir(storage.folder)) == {"article 0", "article 1", "article 2"}


@pytest.mark.parametrize("kind", ["docs", "terms"])
def test_a_missing_file_of_a_segment_is_named(index: ArrayIndex, storage: FileStorage, kind: str):
    victim = min(Path(storage.folder).glob(f"*.{kind}"))
    victim.unlink()
    with pytest.raises(IndexDamaged, match=rf"{victim.name}.*build the index again"):
        index.reader()


def test_a_reader_that_a_commit_overtakes_reads_what_came_after(index: ArrayIndex, monkeypatch: pytest.MonkeyPatch):
    read, overtaken = vars(ArrayIndex)["_read_toc"], []

    def then_commit(self: ArrayIndex) -> Any:  # noqa: ANN401
        contents = read(self)
        if not overtaken:
            overtaken.append(True)
            index.optimize()
        return contents

    monkeypatch.setattr(ArrayIndex, "_read_toc", then_commit)
    other = ArrayIndex.__new__(ArrayIndex)
    vars(other).update(vars(index))
    with other.reader() as reader:
        assert overtaken
        assert reader.generation() == index.latest_generation()
        assert reader.doc_count() == 3


@pytest.mark.parametrize("change", [lambda index: add(index, "more"), lambda index: index.optimize()], ids=["one more segment", "merged"])
def test_a_reader_that_is_used_again_is_closed_with_all_its_parts(index: ArrayIndex, change: Callable[[ArrayIndex], None]):
    old = index.reader()
    parts = [part for part, _ in old.leaf_readers()]
    assert len(parts) == 3
    change(index)
    with index.reader(reuse=old) as new:
        assert all(part.is_closed for part in parts), "Whoosh's own closes one of them"
        assert old.is_closed
        assert all(not part.is_closed for part, _ in new.leaf_readers())
        assert new.generation() == index.latest_generation()


def test_a_reader_that_cannot_be_opened_leaves_the_old_one_open(index: ArrayIndex, storage: FileStorage):
    old = index.reader()
    add(index, "more")
    newest = max(Path(storage.folder).glob("*.terms"), key=lambda path: path.stat().st_mtime_ns)
    newest.unlink()
    with pytest.raises(IndexDamaged):
        index.reader(reuse=old)
    assert old.doc_count() == 3
    old.close()


def test_a_searcher_refreshes(index: ArrayIndex):
    searcher = index.searcher()
    add(index, "article 3")
    assert not searcher.up_to_date()
    fresh = searcher.refresh()
    assert fresh.doc_count() == 4
    assert fresh.refresh() is fresh
    fresh.close()


@pytest.mark.parametrize("bytes_kept", [0, 5, 12, 40, -1])
def test_an_index_whose_table_of_contents_is_cut_short_is_refused(index: ArrayIndex, storage: FileStorage, bytes_kept: int):
    path = Path(storage.folder) / f"_MAIN_{index.latest_generation()}.toc"
    path.write_bytes(path.read_bytes()[:bytes_kept])
    with pytest.raises(IndexDamaged, match=f"{path.name}.*build the index again"):
        whoosh.index.open_dir(storage.folder)


def test_an_analyzer_that_may_not_be_written_is_refused_before_there_is_an_index(tmp_path: Path):
    with pytest.raises(Undescribable, match="the field body"):
        whoosh.index.create_in(str(tmp_path), fields.Schema(body=fields.TEXT(analyzer=str.split)))
    assert not list(tmp_path.iterdir())
