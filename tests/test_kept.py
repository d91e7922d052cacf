"""What is kept of files: the same as was made, made again when a file or the rest has changed, and never in the way."""

from pathlib import Path

import pytest

from indexer.entities import vocabulary
from indexer.kept import kept
from indexer.lexicon.glossary import Glossary, likeliest


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.txt"
    path.write_text("un deux trois", "utf-8")
    return path


def words(source: Path, besides: str = "") -> tuple[list[str], bool]:
    """The words of a file, and whether they had to be read."""
    read = []

    def make() -> list[str]:
        read.append(source)
        return source.read_text("utf-8").split()

    return kept("words", (source,), list[str], make, besides), bool(read)


def test_what_was_made_is_made_once(source: Path):
    assert words(source) == (["un", "deux", "trois"], True)
    assert words(source) == (["un", "deux", "trois"], False)


def test_it_is_made_again_when_the_file_or_the_rest_has_changed_and_the_old_one_goes(source: Path):
    words(source)
    source.write_text("quatre", "utf-8")
    assert words(source) == (["quatre"], True)
    assert words(source, "another analysis") == (["quatre"], True)
    (found,) = (source.parent / "__pycache__").iterdir()
    assert found.stat().st_mode & 0o777 == 0o644, "others cannot read it"


@pytest.mark.parametrize("broken", [b"", b"\xff\xff", b"\x93\x01\x02\x03"], ids=["empty", "nonsense", "another shape"])
def test_a_broken_one_is_made_again(source: Path, broken: bytes):
    words(source)
    (place,) = (source.parent / "__pycache__").iterdir()
    place.write_bytes(broken)
    assert words(source) == (["un", "deux", "trois"], True)
    assert words(source) == (["un", "deux", "trois"], False)


def test_what_a_killed_process_had_begun_goes_the_next_time(source: Path):
    begun = source.parent / "__pycache__" / "words.x.part"
    begun.parent.mkdir()
    begun.write_bytes(b"half of it")
    assert words(source) == (["un", "deux", "trois"], True)
    assert not begun.exists()


def test_where_nothing_can_be_written_it_is_made_each_time(source: Path):
    (source.parent / "__pycache__").write_text("in the way", "utf-8")
    assert words(source) == words(source) == (["un", "deux", "trois"], True)


def test_what_an_update_finds_kept_is_what_would_be_made():
    assert likeliest("fr") == Glossary.load().likeliest("fr")
    assert vocabulary._bits() == vocabulary._read()  # noqa: SLF001 — as far as one can see from outside, they are one
