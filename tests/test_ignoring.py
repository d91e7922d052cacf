"""What a walk passes over because somebody said so."""

import io
from pathlib import Path

import pytest

from indexer import readers
from indexer.document import RawFile, Reject
from indexer.errors import SourceError
from indexer.readers import Options


def ids(source: Path | str, *ignore: str) -> list[str]:
    found = list(readers.read([str(source)], io.BytesIO(), options=Options(ignore=ignore)))
    return [each.id if isinstance(each, RawFile) else f"{Path(each.path).name}: {each.reason}" for each in found]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("a.txt", "b.txt", "drafts/c.txt", "sub/a.txt", "sub/drafts/d.txt", "sub/deep/e.txt", "x.bak.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Texte.", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        ((), ["a", "b", "drafts/c", "sub/a", "sub/deep/e", "sub/drafts/d", "x.bak"]),
        (("drafts/",), ["a", "b", "sub/a", "sub/deep/e", "x.bak"]),
        (("/drafts/", "*.bak.txt"), ["a", "b", "sub/a", "sub/deep/e", "sub/drafts/d"]),
        (("a.txt",), ["b", "drafts/c", "sub/deep/e", "sub/drafts/d", "x.bak"]),
        (("/a.txt", "sub/**/e.txt"), ["b", "drafts/c", "sub/a", "sub/drafts/d", "x.bak"]),
        (("*", "!b.txt"), ["b"]),
        (("# a.txt", ""), ["a", "b", "drafts/c", "sub/a", "sub/deep/e", "sub/drafts/d", "x.bak"]),
    ],
)
def test_patterns_pass_over_what_git_would(tree: Path, patterns: tuple[str, ...], left: list[str]):
    assert ids(tree, *patterns) == left
    (tree / ".lunetteignore").write_text("\n".join(patterns), "utf-8")
    assert ids(tree) == left, "a file in the folder says the same as the command line"


def test_a_file_speaks_for_its_folder_and_the_nearest_has_the_last_word(tree: Path):
    (tree / ".lunetteignore").write_text("drafts/\na.txt\n", "utf-8")
    (tree / "sub" / ".lunetteignore").write_text("!a.txt\n/deep\n", "utf-8")
    assert ids(tree) == ["b", "sub/a", "x.bak"]
    assert ids(tree / "sub") == ["a", "drafts/d"], "what stands above the source says nothing"


def test_what_the_command_line_says_no_file_takes_back(tree: Path):
    (tree / ".lunetteignore").write_text("!b.txt\n", "utf-8")
    assert "b" not in ids(tree, "b.txt")


def test_a_pattern_as_source_obeys_as_well_and_a_file_that_is_named_outright_is_read(tree: Path):
    (tree / ".lunetteignore").write_text("a.txt\n", "utf-8")
    assert ids(tree / "*.txt") == ["b", "x.bak"]
    assert ids(tree / "a.txt", "a.txt") == ["a"]
    assert ids(tree / "drafts", "drafts/") == ["c"]


def test_a_line_that_is_no_pattern_is_a_reject_and_the_others_count(tree: Path):
    (tree / ".lunetteignore").write_bytes(b"\xef\xbb\xbfdrafts/\r\n!\nx.*\n\xff\xfe\n")
    first, *left = ids(tree)
    assert first == ".lunetteignore: “!” is no pattern; write it as in a .gitignore"
    assert left == ["a", "b", "sub/a", "sub/deep/e"]


def test_what_is_no_pattern_or_no_key_on_the_command_line_is_refused():
    with pytest.raises(SourceError, match="“!” is no pattern"):
        Options(ignore=("!",))
    with pytest.raises(SourceError, match="no “body”"):
        Options.of(("body=text",))
    for written in ("text", "text=", "=body", ""):
        with pytest.raises(SourceError, match="as in text=body"):
            Options.of((written,))
    assert Options.of(("text=a=b", " date = when ")).map == {"text": "a=b", "date": "when"}


def test_an_ignore_file_that_cannot_be_read_closes_its_folder_for_it_may_have_named_all_of_it(tree: Path):
    (tree / "sub" / ".lunetteignore").mkdir()
    found = list(readers.read([str(tree)], io.BytesIO()))
    assert Reject(str(tree / "sub"), "is a directory") in found
    assert not any("sub/" in each.id for each in found if isinstance(each, RawFile))
