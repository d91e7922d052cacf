"""Segments of arrays as the table of contents describes them: what comes back, what is refused, and that nothing is pickled."""

import base64
import copy
import json
import multiprocessing
import pickle
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.codec.base import Segment
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.writing import IndexingError

from indexer.codec.description import Undescribable
from indexer.codec.index import register
from indexer.codec.segment import MAX_DOCUMENTS, ArraySegment, describe, segment_of
from indexer.errors import IndexDamaged


@st.composite
def segments(draw: st.DrawFn) -> ArraySegment:
    documents = draw(st.integers(0, 300))
    deleted = draw(st.sets(st.integers(0, documents - 1))) if documents else set()
    return ArraySegment(draw(st.sampled_from(["MAIN", "é", "a.b c"])), documents=documents, deleted=deleted)


def facts(segment: Segment) -> tuple[Any, ...]:
    return type(segment), segment.segment_id(), segment.doc_count_all(), sorted(segment.deleted_docs()), segment.is_compound()


def stock_segment(**options: int) -> Segment:
    """One of Whoosh's own, with everything that it may have."""
    segment = W3Segment(W3Codec(**options), "MAIN", 7, deleted={1, 6})
    segment.compound = True
    vars(segment)["_fieldlengths"] = {"body": 1000}
    return segment


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


# What comes back


@given(segments())
def test_a_segment_survives_being_described(segment: ArraySegment):
    described = json.loads(json.dumps(segment.described()))
    assert facts(ArraySegment.of(described)) == facts(segment)
    assert describe(segment_of(described)) == segment.described()


@given(segments())
def test_what_is_counted_listed_and_masked_agrees(segment: ArraySegment):
    deleted = set(segment.deleted_docs())
    assert segment.deleted_count() == len(deleted) == segment.doc_count_all() - segment.doc_count()
    assert segment.has_deletions() == bool(deleted)
    assert {number for number in range(segment.doc_count_all()) if segment.is_deleted(number)} == deleted
    live = segment.live()
    if live is None:
        assert not deleted
    else:
        assert len(live) == segment.doc_count_all()
        assert set(np.flatnonzero(~live).tolist()) == deleted


@given(segments(), st.lists(st.tuples(st.integers(0, 299), st.booleans())))
def test_the_mask_follows_every_deletion(segment: ArraySegment, changes: list[tuple[int, bool]]):
    for number, delete in changes:
        if number < segment.doc_count_all():
            before = segment.live()
            was = None if before is None else before.copy()
            segment.delete_document(number, delete=delete)
            assert segment.is_deleted(number) == delete
            live = segment.live()
            assert (live is not None and not live[number]) == delete
            assert (before is None and was is None) or np.array_equal(before, was), "a mask that was handed out has changed"


def test_the_mask_is_made_once_and_nobody_can_write_into_it():
    segment = ArraySegment("MAIN", documents=10, deleted=[3])
    live = segment.live()
    assert live is not None
    assert segment.live() is live
    with pytest.raises(ValueError, match="read-only"):
        live[3] = True


def test_a_segment_grows_when_its_documents_are_written():
    segment = ArraySegment("MAIN")
    segment.set_doc_count(5)
    segment.delete_document(np.int64(4))
    assert (segment.doc_count_all(), segment.doc_count()) == (5, 4)


@pytest.mark.parametrize("number", [-1, 5, 2**40])
def test_a_document_that_is_not_there_cannot_be_deleted(number: int):
    segment = ArraySegment("MAIN", "abc", 5)
    with pytest.raises(IndexingError, match=f"MAIN_abc has 5 documents and no number {number}"):
        segment.delete_document(number)
    assert not segment.has_deletions()


def test_few_deletions_among_many_documents_take_little_room():
    assert len(json.dumps(ArraySegment("MAIN", documents=10_000_000, deleted=range(0, 10_000_000, 1_000_000)).described())) < 3000


def test_segments_get_names_of_their_own():
    assert len({ArraySegment("MAIN").segment_id() for _ in range(100)}) == 100


def test_segments_are_never_assembled():
    assert not ArraySegment("MAIN").should_assemble()


# No pickle


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_segment_is_not_pickled(protocol: int):
    with pytest.raises(TypeError, match="described as JSON"):
        pickle.dumps(ArraySegment("MAIN"), protocol)
    with pytest.raises(TypeError, match="described as JSON"):
        copy.copy(ArraySegment("MAIN"))


def test_a_segment_crosses_a_queue_between_processes_as_it_is_described():
    # Whoosh's MpWriter sends segments this way, and would lose one that raises, for the queue's own thread pickles.
    register()
    segment = ArraySegment("MAIN", documents=10, deleted=[3])
    receiver, sender = multiprocessing.Pipe(duplex=False)
    with receiver, sender:
        sender.send(("run", segment))
        said, arrived = receiver.recv()
    assert said == "run"
    assert facts(arrived) == facts(segment)


# Whoosh's own segments, next to ours


def test_a_segment_of_whooshs_own_codec_survives_being_described():
    segment = stock_segment(blocklimit=64, compression=0)
    back = segment_of(json.loads(json.dumps(describe(segment))))
    assert facts(back) == facts(segment)
    assert vars(back)["_fieldlengths"] == {"body": 1000}
    assert vars(back.codec()) == vars(segment.codec())


def test_a_segment_of_any_other_codec_is_refused_with_what_to_do():
    class OtherCodec(W3Codec):  # type: ignore[misc]
        pass

    with pytest.raises(Undescribable, match="OtherCodec; merge them with optimize=True"):
        describe(W3Segment(OtherCodec(), "MAIN"))


# What is refused

SOUND = ArraySegment("MAIN", "0a1b", 20, [3, 19]).described()


def packed(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data)).decode()


LIES: dict[str, dict[str, Any]] = {
    "another kind": {"kind": "heap"},
    "something unheard of": {"colour": "red"},
    "an id that leads out of the folder": {"id": "../../etc/passwd"},
    "an id with a line break": {"id": "abc\n"},
    "an id in capitals": {"id": "ABC"},
    "no id": {"id": ""},
    "an id without end": {"id": "a" * 1000},
    "an id that is a number": {"id": 5},
    "an index that leads out of the folder": {"index": "../MAIN"},
    "an index with a NUL": {"index": "MAIN\0"},
    "an index that is a list": {"index": ["MAIN"]},
    "fewer than no documents": {"documents": -1},
    "more documents than numbers": {"documents": MAX_DOCUMENTS + 1},
    "documents that are true": {"documents": True},
    "documents in a word": {"documents": "20"},
    "half a document": {"documents": 20.5},
    "fewer documents than deletions": {"documents": 3},
    "more documents than deletions": {"documents": 40},
    "deletions in a list": {"deleted": [3, 19]},
    "deletions in no Base64": {"deleted": "é"},
    "deletions that are not compressed": {"deleted": base64.b64encode(b"\0\0\0").decode()},
    "deletions of nothing": {"deleted": packed(b"\0\0\0")},
    "deletions after the end": {"deleted": packed(b"\0\0\x01")},
    "deletions that go on": {"deleted": packed(b"\x80\0\0\0")},
    "deletions that are cut short": {"deleted": SOUND["deleted"][:-4]},
    "deletions and something else": {"deleted": base64.b64encode(base64.b64decode(SOUND["deleted"]) + b"x").decode()},
    "deletions of a gigabyte": {"deleted": packed(bytes(1 << 24))},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_segment_that_cannot_be_is_refused(lie: str):
    with pytest.raises(IndexDamaged, match=r"^a segment .*; build the index again$") as refused:
        ArraySegment.of(SOUND | LIES[lie])
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("missing", SOUND)
def test_a_segment_without_one_of_its_entries_is_refused(missing: str):
    with pytest.raises(IndexDamaged, match="build the index again"):
        segment_of({name: value for name, value in SOUND.items() if name != missing})


STOCK = describe(stock_segment())


@pytest.mark.parametrize(
    "lie",
    [
        {"compound": 1},
        {"lengths": {"body": -1}},
        {"lengths": {"body": "1"}},
        {"lengths": ["body"]},
        {"options": {}},
        {"options": {"blocklimit": 1, "compression": 3, "colour": 1}},
        {"options": {"blocklimit": 1, "compression": 3, "inlinelimit": True}},
        {"id": "../x"},
        {"deleted": "x"},
    ],
)
def test_a_segment_of_whooshs_own_codec_that_cannot_be_is_refused(lie: dict[str, Any]):
    with pytest.raises(IndexDamaged, match="build the index again"):
        segment_of(STOCK | lie)


@given(JSON)
def test_what_is_no_segment_is_refused(described: object):
    with pytest.raises(IndexDamaged):
        segment_of(described)


@given(st.sampled_from([SOUND, STOCK]), st.dictionaries(st.sampled_from([*STOCK, "x"]), JSON, max_size=2))
def test_a_segment_is_refused_or_is_what_was_described(sound: dict[str, Any], changes: dict[str, Any]):
    described = sound | changes
    try:
        segment = segment_of(described)
    except IndexDamaged:
        return
    assert facts(segment_of(describe(segment))) == facts(segment)
    assert segment.doc_count_all() == described["documents"]
