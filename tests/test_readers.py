"""How sources become raw articles, and what is said about those that cannot."""

import codecs
import inspect
import io
import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import readers
from indexer.document import RawFile, Reject
from indexer.errors import SourceError
from indexer.readers import jsonl, text
from indexer.readers.text import NotTextError, decode
from indexer.readers.walk import STDIN, File, files

SEEDS = Path(__file__).parent.parent / "seeds"


def read(*sources: Path | str, stdin: bytes = b"") -> list[RawFile | Reject]:
    return list(readers.read([str(source) for source in sources], io.BytesIO(stdin)))


def ids(*sources: Path | str, stdin: bytes = b"") -> list[str]:
    return [found.id if isinstance(found, RawFile) else f"rejected: {found.reason}" for found in read(*sources, stdin=stdin)]


def line(**keys: object) -> bytes:
    return json.dumps(keys).encode() + b"\n"


def the_reject(*sources: Path | str, stdin: bytes = b"") -> Reject:
    (found,) = read(*sources, stdin=stdin)
    assert isinstance(found, Reject), f"expected a reject, got {found}"
    return found


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.txt", "sub/b.txt", "sub/deep/c.TXT", ".hidden/x.txt", ".dot.txt", "README.txt", "sub/readme.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Article {name}.", encoding="utf-8")
    return tmp_path


# Sources


def test_the_seeds_are_five_articles_and_their_readme_is_none() -> None:
    assert ids(SEEDS) == [
        "000_73f1e8c7f933d57e",
        "001_064bfac21be5c50f",
        "002_7129860d82741210",
        "003_30ab5652f3500c4d",
        "004_122fc6ca2d3acbc3",
    ]


def test_a_folder_is_walked_in_sorted_order_without_hidden_files_and_readmes(tree: Path) -> None:
    assert ids(tree) == ["a", "b", "sub/b", "sub/deep/c"]


def test_a_file_given_directly_is_named_by_its_stem_even_a_readme(tree: Path) -> None:
    assert ids(tree / "sub" / "b.txt", tree / "README.txt") == ["b", "README"]


def test_sources_keep_the_order_in_which_they_were_given(tree: Path) -> None:
    assert ids(tree / "b.txt", tree / "a.txt") == ["b", "a"]


def test_a_relative_source_gives_the_same_ids(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    assert ids(".") == ids("*") == ids("**/*") == ids(tree)
    assert ids("a.txt") == ["a"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.txt", ["a", "b"]),
        ("**/b.txt", ["b", "sub/b"]),
        ("**/*.[tT][xX][tT]", ["a", "b", "sub/b", "sub/deep/c"]),
        ("sub/*", ["b", "deep/c"]),
        ("s*", ["sub/b", "sub/deep/c"]),
        ("?.txt", ["a", "b"]),
    ],
)
def test_a_pattern_reads_what_it_matches_with_ids_below_its_fixed_part(tree: Path, pattern: str, expected: list[str]) -> None:
    assert ids(tree / pattern) == expected


def test_a_file_whose_name_looks_like_a_pattern_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "a[1].txt").write_text("One.", encoding="utf-8")
    (tmp_path / "a1.txt").write_text("Another.", encoding="utf-8")
    assert ids(tmp_path / "a[1].txt") == ["a[1]"]


@pytest.mark.parametrize("missing", ["nowhere", "nowhere/at.txt", "*.nothing", "**/x?y.txt", "nul\0byte"])
def test_a_missing_source_is_refused_by_name_before_anything_is_read(tree: Path, missing: str) -> None:
    with pytest.raises(SourceError, match=r"nowhere|nothing|x\?y|nul"):
        readers.read([str(tree), str(tree / missing)], io.BytesIO())


def test_an_unknown_format_is_a_reject_that_names_the_suffix(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    (tmp_path / "LICENSE").write_text("None.", encoding="utf-8")
    assert ids(tmp_path) == [
        "rejected: not a format that Lunette reads (no suffix)",
        "rejected: not a format that Lunette reads (.pdf)",
    ]


def test_links_that_run_in_circles_are_survived_and_nothing_is_read_twice(tree: Path) -> None:
    (tree / "a_loop").symlink_to(tree, target_is_directory=True)
    (tree / "sub" / "up").symlink_to("..", target_is_directory=True)
    (tree / "sub" / "deep" / "self").symlink_to("../deep", target_is_directory=True)
    assert ids(tree) == ids(tree / "**") == ["a", "b", "sub/b", "sub/deep/c"]


def test_a_link_out_of_the_tree_is_followed_once(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "o.txt").write_text("Outside.", encoding="utf-8")
    (outside / "back").symlink_to(tree, target_is_directory=True)
    for name in ("one", "two"):
        (tree / name).symlink_to(outside, target_is_directory=True)
    assert ids(tree) == ["a", "b", "one/o", "sub/b", "sub/deep/c"]


def test_a_link_to_nowhere_and_a_pipe_are_rejects(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to("nowhere.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert ids(tmp_path) == ["rejected: the file is gone, or it is a link to a file that is gone", "rejected: neither a file nor a folder"]


def test_a_folder_deeper_than_the_recursion_limit_is_walked(tmp_path: Path) -> None:
    depth = 300
    deep = tmp_path.joinpath(*["d"] * depth)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text("Deep.", encoding="utf-8")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + depth // 2)
    try:
        found = ids(tmp_path)
    finally:
        sys.setrecursionlimit(limit)
    assert found == ["d/" * depth + "a"]


def test_a_file_that_vanishes_while_the_others_are_read_is_a_reject(tree: Path) -> None:
    found = readers.read([str(tree)], io.BytesIO())
    assert isinstance(next(found), RawFile)
    (tree / "b.txt").unlink()
    assert isinstance(next(found), Reject)
    assert isinstance(next(found), RawFile)


def test_a_folder_with_the_suffix_of_an_article_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "x.txt").mkdir()
    (tmp_path / "x.txt" / "in.txt").write_text("In.", encoding="utf-8")
    assert ids(tmp_path) == ids(tmp_path / "*.txt") == ["x.txt/in"]
    assert ids(tmp_path / "x.txt") == ["in"]


def test_pipes_sockets_and_devices_are_never_opened_for_they_could_block_for_ever(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listener:
        at = os.open(tmp_path, os.O_RDONLY)  # a socket's address is short, the folder's path may not be
        try:
            listener.bind(f"/proc/self/fd/{at}/socket.txt")
        finally:
            os.close(at)
        everything = ids(tmp_path)
    assert everything == ["rejected: neither a file nor a folder"] * 3
    assert ids(tmp_path / "pipe.jsonl") == ids("/dev/zero") == ["rejected: neither a file nor a folder"]


def test_a_file_is_read_once_however_many_sources_and_links_lead_to_it(tree: Path) -> None:
    (tree / "z.txt").symlink_to("a.txt")
    once = ["a", "b", "sub/b", "sub/deep/c"]
    assert ids(tree, tree) == ids(tree, tree / "sub", tree / "*.txt", tree / "." / "a.txt") == once
    assert ids(tree / "sub", tree) == ["b", "deep/c", "a", "b"], "the first source gives the name"


def test_standard_input_given_twice_is_read_once() -> None:
    assert ids("-", "-", stdin=line(text="One.")) == ["stdin-1"]


def test_an_empty_source_is_refused_and_not_taken_for_this_folder() -> None:
    with pytest.raises(SourceError, match="empty"):
        readers.read([""], io.BytesIO())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_and_a_folder_without_permission_are_rejects(tree: Path) -> None:
    (tree / "a.txt").chmod(0)
    (tree / "sub").chmod(0)
    try:
        assert ids(tree) == ["rejected: permission denied", "b", "rejected: permission denied"]
    finally:
        (tree / "sub").chmod(0o700)


def test_a_refused_file_or_folder_is_a_reject_and_the_rest_is_read(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for whoever runs the tests, root included: the system's refusal is played, for one file and one folder."""
    refused = {tree / "a.txt", tree / "sub"}
    for name in ("open", "iterdir"):
        real = getattr(Path, name)

        def refuse(self: Path, *args: str, _real: Callable[..., Any] = real) -> Any:  # noqa: ANN401 - wraps either method
            if self in refused:
                raise PermissionError(13, "Permission denied")
            return _real(self, *args)

        monkeypatch.setattr(Path, name, refuse)
    assert ids(tree) == ["rejected: permission denied", "b", "rejected: permission denied"]


def test_a_name_that_is_not_utf8_comes_out_as_text(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_bytes(b"Texte.")
    (found,) = read(tmp_path)
    assert isinstance(found, RawFile)
    assert found.id == "caf\ufffd"
    found.path.encode("utf-8")


# Text

ARTICLE = "L’été à Pékin : « coopération » œuvre — 5 €\nDeuxième ligne"


@pytest.mark.parametrize(
    "data",
    [
        ARTICLE.encode(),
        codecs.BOM_UTF8 + ARTICLE.encode(),
        codecs.BOM_UTF16_LE + ARTICLE.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + ARTICLE.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + ARTICLE.encode("utf-32-le"),
        ARTICLE.encode("cp1252"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16-le", "utf-16-be", "utf-32-le", "cp1252"],
)
def test_one_article_in_any_encoding_is_the_same_article(data: bytes) -> None:
    assert decode(data) == ARTICLE


def test_one_damaged_character_does_not_spoil_the_accents_of_the_rest() -> None:
    data = ("é" * 50).encode() + b"\xff" + ("à" * 50).encode()[:-1]
    assert decode(data) == "é" * 50 + "\ufffd" + "à" * 49 + "\ufffd"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t \n", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (codecs.BOM_UTF16_LE, "empty"),
        ("\u00a0\u200b\n".encode(), "empty"),
        (b"GIF89a\x01\x00\x01\x00", "binary"),
        (b"text with one \0 in it", "binary"),
        (bytes(range(1, 32)) * 20, "binary"),
        ("été".encode("utf-16-le"), "binary"),  # UTF-16 without its mark
        (b"only \x81 here", "unknown encoding"),
    ],
)
def test_what_is_no_text_is_rejected_with_the_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(NotTextError, match=reason):
        decode(data)
    (tmp_path / "a.txt").write_bytes(data)
    assert reason in the_reject(tmp_path).reason


def test_a_text_larger_than_the_limit_is_rejected_and_one_at_the_limit_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"a" * text.MAX_BYTES)
    (tmp_path / "b.txt").write_bytes(b"a" * (text.MAX_BYTES + 1))
    assert ids(tmp_path) == ["a", "rejected: larger than 8 MiB, the most that one article may take"]


@given(st.binary())
def test_whatever_the_bytes_no_surrogate_and_no_control_comes_out(data: bytes) -> None:
    try:
        found = decode(data)
    except NotTextError:
        return
    found.encode("utf-8")
    assert not any(ord(char) < 32 and char not in "\t\n\r" for char in found), f"a control character in {found!r}"


# JSON Lines


def test_a_full_line_keeps_all_it_says() -> None:
    keys = {
        "id": "x1", "title": "Titre", "text": "Texte.", "lang": "fr", "date": "2021-03-09", "source": "AFP",
        "url": "https://www.example.org/a", "author": "A. B.", "entities": ["Roscosmos", "CNSA"], "page": 3, "tags": {"a": [1, None]},
    }  # fmt: skip
    (found,) = read("-", stdin=line(**keys))
    assert found == RawFile(
        "x1", "standard input, line 1", "Texte.", "Titre", "fr", "2021-03-09", "AFP", "https://www.example.org/a", "A. B.",
        ("Roscosmos", "CNSA"), {"page": 3, "tags": {"a": [1, None]}},
    )  # fmt: skip


def test_a_line_without_an_id_is_named_by_file_and_line_number(tmp_path: Path) -> None:
    for name in ("wire.jsonl", "sub/wire.NDJSON"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(line(text="One.") + b"\n" + line(text="Two.", id=7) + line(text="Three.", id=" "))
    assert ids(tmp_path) == ["sub/wire-1", "7", "sub/wire-4", "wire-1", "7", "wire-4"]
    assert ids(tmp_path / "sub" / "wire.NDJSON")[0] == "wire-1"
    assert ids("-", stdin=line(text="One.")) == ["stdin-1"]


def test_nulls_say_nothing_and_a_title_alone_is_an_article() -> None:
    (found,) = read("-", stdin=line(title="  Only\na title ", text=None, date=None, entities=None, id=12.5))
    assert found == RawFile("12.5", "standard input, line 1", "", "Only a title")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "not JSON"),
        (b"nonsense", "not JSON"),
        (b'{"text": "a"} {"text": "b"}', "not JSON"),
        (b'["text"]', "not a JSON object"),
        (b"null", "not a JSON object"),
        (b"{}", "no text"),
        (b'{"text": " ", "title": " "}', "no text"),
        (b'{"text": 7}', "cannot be read as text: 7"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"text": "a", "n": ' + b"[" * 101 + b"]" * 101 + b"}", "nested too deeply"),
        (b'{"text": "\x81"}', "unknown encoding"),
    ],
)
def test_a_broken_line_is_rejected_and_the_next_one_is_read(data: bytes, reason: str) -> None:
    first, second = read("-", stdin=data + b"\n" + line(text="Texte."))
    assert isinstance(first, Reject)
    assert reason in first.reason
    assert isinstance(second, RawFile)
    assert second.id == "stdin-2"


def test_a_line_longer_than_the_limit_is_passed_over_and_the_next_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_LINE", 1000)
    fits = b'{"text": "' + b"a" * 988 + b'"}'
    data = fits + b"\n" + b" " * 5000 + fits + b"\n" + line(text="Texte.")
    assert len(fits) == 1000
    found = list(jsonl.articles(io.BytesIO(data), STDIN))
    assert [type(one) for one in found] == [RawFile, Reject, RawFile]
    assert found[1].path == "standard input, line 2"


def test_an_endless_line_is_never_held_whole() -> None:
    class Endless(io.RawIOBase):
        """A stream of one line of 64 MiB that remembers the largest piece anyone asked for."""

        left = 64 * 1024 * 1024
        largest = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert size > 0
            self.largest = max(self.largest, size)
            piece = min(size, self.left)
            self.left -= piece
            return b"x" * piece

    stream = Endless()
    (found,) = jsonl.articles(stream, STDIN)  # type: ignore[arg-type]
    assert isinstance(found, Reject)
    assert stream.largest <= jsonl.MAX_LINE + 1


def test_half_characters_and_controls_are_taken_out_of_every_string() -> None:
    data = b'\xef\xbb\xbf{"text": "a\\ud800b\\u0000c\\ud83d\\ude80", "k\\ud800": ["\\udfff", {"x": "\\u0007y"}]}\n'
    (found,) = read("-", stdin=data)
    assert isinstance(found, RawFile)
    assert found.text == "a\ufffdbc🚀"
    assert found.extra == {"k\ufffd": ["\ufffd", {"x": "y"}]}


def test_numbers_that_json_or_python_cannot_hold_do_not_cost_the_article() -> None:
    data = b'{"text": "a", "author": NaN, "x": -Infinity, "y": 1e999, "z": ' + b"1" * 9999 + b"}\n"
    (found,) = read("-", stdin=data)
    assert isinstance(found, RawFile), found
    assert found.author is None
    assert found.extra == {"x": None, "y": "1e999", "z": "1" * 9999}
    json.dumps(found.extra, allow_nan=False)


def test_a_line_in_windows_1252_is_read_as_a_text_file_would_be() -> None:
    (found,) = read("-", stdin='{"text": "café"}\n'.encode("cp1252"))
    assert isinstance(found, RawFile), found
    assert found.text == "café"


def test_a_whole_file_in_utf16_is_one_reject_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(codecs.BOM_UTF16_LE + '{"text": "a"}\n{"text": "b"}\n'.encode("utf-16-le"))
    assert the_reject(tmp_path) == Reject(str(tmp_path / "a.jsonl"), "in UTF-16; save it as UTF-8")


# The folder of the index


@pytest.mark.parametrize("source", [".", "*", "**/*", "./", "index", "link", "index/*"])
def test_no_walk_enters_the_folder_of_the_index(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for path in ("article.txt", "index/CURRENT", "index/generations/1/note.txt", "index.txt"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("La fusée décolle.", "utf-8")
    (tmp_path / "link").symlink_to("index")
    try:
        found = list(readers.read([source], io.BytesIO(), besides=Path("index")))
    except SourceError:
        found = []
    assert {each.path for each in found} == (set() if "index" in source or source == "link" else {"article.txt", "index.txt"})


def test_a_file_that_is_named_outright_is_read_even_from_the_folder_of_the_index(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("La fusée décolle.", "utf-8")
    (tmp_path / "notes").write_text("La fusée décolle.", "utf-8")
    named = [str(tmp_path / "note.txt"), str(tmp_path / "notes")]
    article, reject = readers.read(named, io.BytesIO(), besides=tmp_path)
    assert isinstance(article, RawFile)
    assert isinstance(reject, Reject), "a file that cannot be used was dropped without a word"


@pytest.mark.parametrize("name", ["..txt", "...txt"])
def test_no_file_is_named_by_dots_alone(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("La fusée décolle.", "utf-8")
    found = text.read(next(each for each in files([str(tmp_path / name)]) if isinstance(each, File)))
    assert [each.id for each in found if isinstance(each, RawFile)] == [name], "a link to it would lead to another page"
