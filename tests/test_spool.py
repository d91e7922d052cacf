"""A spool gives back what it was given, up to the last file that was finished, whatever happened to the process that wrote it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from indexer.document import RawFile, Reject
from indexer.spool import Spool, Stamp

VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner, max_size=3),
    max_leaves=6,
)
ARTICLES = some.builds(
    RawFile,
    some.text(),
    some.text(),
    some.text(),
    entities=some.lists(some.text()).map(tuple),
    extra=some.dictionaries(some.text(), VALUES),
)


def filled(path: Path, *files: str) -> Spool:
    spool = Spool.begin(path, "us")
    for number, name in enumerate(files):
        spool.add(RawFile(name, name, f"text of {name}"))
        spool.add(Reject(name, "empty"))
        spool.finish(name, Stamp(number, number))
    return spool


def held(spool: Spool) -> list[str]:
    return [became.path for _, became in spool.read() if isinstance(became, RawFile)]


@given(article=some.lists(ARTICLES | some.builds(Reject, some.text(), some.text()), max_size=5))
def test_what_is_put_in_comes_out(article: list[RawFile | Reject], tmp_path_factory: pytest.TempPathFactory):
    with Spool.begin(tmp_path_factory.mktemp("spool") / "spool", "us") as spool:
        for each in article:
            spool.add(each)
        spool.finish("a", None)
        assert [became for _, became in spool.read()] == article


def test_what_was_finished_is_there_again_and_what_was_not_is_gone(tmp_path: Path):
    with filled(tmp_path / "spool", "a", "b") as spool:
        spool.add(RawFile("c", "c", "half a file"))
    again = Spool.again(tmp_path / "spool", "us")
    assert again
    with again:
        assert again.holds("a", Stamp(0, 0))
        assert not again.holds("a", Stamp(0, 1)), "a file that has changed must be read again"
        assert not again.holds("c", Stamp(2, 2))
        assert [getattr(each, "text", "") for each in again.keep("b")] == ["text of b", ""]
        again.add(RawFile("d", "d", "new"))
        again.finish("d", Stamp(4, 4))
        list(again.keep("a"))
        assert held(again) == ["b", "d", "a"], "files come in the order in which they were met this time"
    later = Spool.again(tmp_path / "spool", "us")
    assert later
    with later:
        assert later.holds("d", Stamp(4, 4))


@pytest.mark.parametrize("spoil", [lambda data: data[:-3], lambda data: data[:-3] + b"xyz", lambda data: data + b"\xff" * 100])
def test_a_spool_whose_end_is_damaged_holds_the_files_before(spoil: Callable[[bytes], bytes], tmp_path: Path):
    filled(tmp_path / "spool", "a", "b").__exit__()
    whole = (tmp_path / "spool").read_bytes()
    (tmp_path / "spool").write_bytes(spoil(whole))
    again = Spool.again(tmp_path / "spool", "us")
    assert again
    with again:
        assert again.holds("a", Stamp(0, 0))
        assert again.holds("b", Stamp(1, 1)) == spoil(whole).startswith(whole)


@given(data=some.binary(max_size=200))
def test_no_bytes_make_it_stumble(data: bytes, tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("spool") / "spool"
    path.write_bytes(data)
    again = Spool.again(path, "us")
    assert again is None


def test_another_programs_spool_is_not_gone_on_with(tmp_path: Path):
    filled(tmp_path / "spool", "a").__exit__()
    assert Spool.again(tmp_path / "spool", "them") is None
    assert Spool.again(tmp_path / "nothing", "us") is None
