"""Files of arrays: what goes in comes out, and what is not as it was written is refused."""

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from indexer.codec.container import MAGIC, VERSION, Container, ContainerWriter
from indexer.errors import IndexDamaged

NUMBERS = arrays.arrays(
    st.sampled_from([np.uint8, np.int32, np.uint32, np.int64, np.float64]),
    st.integers(0, 40),
)


def written(arrays_of: dict[str, np.ndarray], encodings: dict[str, int] | None = None) -> bytes:
    writer = ContainerWriter()
    writer.meta["said"] = [1, "été"]
    writer.encodings |= encodings or {}
    for name, array in arrays_of.items():
        writer.add(name, array)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def opened(data: bytes) -> Container:
    return Container(bytearray(data), "segment")


def everything(data: bytes) -> list[object]:
    """All that a reader could learn from a file."""
    container = opened(data)
    return [dict(container.meta), *((name, container[name].dtype.str, container[name].tolist()) for name in container._arrays)]  # noqa: SLF001


@given(st.dictionaries(st.text(max_size=5), NUMBERS, max_size=5))
def test_arrays_come_out_as_they_went_in(arrays_of: dict[str, np.ndarray]):
    container = opened(written(arrays_of))
    assert container.meta == {"said": [1, "été"]}
    for name, array in arrays_of.items():
        assert name in container
        assert container[name].dtype == array.dtype
        assert container[name].tobytes() == array.tobytes()
    container.verify()


@given(arrays.arrays(np.int32, st.integers(0, 200)), st.sampled_from([4, -4]))
def test_tables_come_out_as_they_went_in(table: np.ndarray, encoding: int):
    assert opened(written({"table": table}, {"table": encoding}))["table"].tolist() == table.tolist()


def test_an_array_may_come_in_pieces_larger_than_memory_should_hold(tmp_path: Path):
    writer = ContainerWriter(tmp_path)
    pieces = [np.arange(n, dtype=np.int64) for n in (3, 300_000, 0, 7)]
    for piece in pieces:
        writer.add("long", piece)
        writer.add("short", piece[:1])
    with (tmp_path / "file").open("wb") as stream:
        writer.write(stream)
    container = Container.open(tmp_path / "file")
    assert np.array_equal(container["long"], np.concatenate(pieces))
    assert container["short"].tolist() == [0, 0, 0]
    assert [file.name for file in tmp_path.iterdir()] == ["file"], "a temporary file was left"


def test_arrays_outlive_the_name_of_their_file(tmp_path: Path):
    (tmp_path / "file").write_bytes(written({"numbers": np.arange(5)}))
    container = Container.open(tmp_path / "file")
    (tmp_path / "file").unlink()
    assert container["numbers"].tolist() == [0, 1, 2, 3, 4]


SAMPLE = written({"one": np.arange(9, dtype=np.int32), "none": np.zeros(0), "table": np.arange(70, dtype=np.int32) // 7}, {"table": -4})


@pytest.mark.parametrize("at", range(len(SAMPLE)))
def test_a_flipped_bit_anywhere_is_refused(at: int):
    for bit in range(8):
        damaged = bytearray(SAMPLE)
        damaged[at] ^= 1 << bit
        with pytest.raises(IndexDamaged):
            everything(bytes(damaged))


@pytest.mark.parametrize("length", [*range(0, len(SAMPLE), 7), len(SAMPLE) - 1])
def test_a_truncated_file_is_refused(length: int, tmp_path: Path):
    (tmp_path / "file").write_bytes(SAMPLE[:length])
    with pytest.raises(IndexDamaged):
        Container.open(tmp_path / "file").verify()


@given(st.binary(max_size=300), st.integers(0, len(SAMPLE)), st.integers(0, 60))
def test_bytes_put_in_or_taken_out_are_refused(inserted: bytes, at: int, removed: int):
    damaged = SAMPLE[:at] + inserted + SAMPLE[at + removed :]
    if damaged != SAMPLE:
        with pytest.raises(IndexDamaged):
            everything(damaged)


def test_a_file_of_another_version_is_refused_by_its_version():
    damaged = bytearray(SAMPLE)
    damaged[len(MAGIC)] = VERSION + 1
    with pytest.raises(IndexDamaged, match=f"format {VERSION + 1}, this program reads format {VERSION}"):
        everything(bytes(damaged))


def test_a_damaged_array_is_named(tmp_path: Path):
    damaged = bytearray(SAMPLE)
    damaged[64] ^= 1
    (tmp_path / "MAIN_a.terms").write_bytes(damaged)
    container = Container.open(tmp_path / "MAIN_a.terms")
    assert container["table"][-1] == 9, "an array that is whole can be read"
    with pytest.raises(IndexDamaged, match=r"MAIN_a\.terms is damaged: its array “one” has changed"):
        container["one"]
