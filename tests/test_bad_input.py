"""Files that are broken, hostile or absurd: each is named with its reason or survived, in little memory, and the rest is read."""

import bz2
import gzip
import io
import json
import lzma
import os
import resource
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import readers
from indexer.document import RawFile, Reject
from indexer.extraction import extract
from indexer.readers import READERS, feed, table, text
from indexer.readers import json as json_reader
from indexer.readers.file import File

ZEROS = b"0" * (16 * 1024 * 1024)
BOMB = gzip.compress(ZEROS, 9) * 6


def read(*sources: Path) -> list[RawFile | Reject]:
    return list(readers.read([str(source) for source in sources], io.BytesIO()))


def put(folder: Path, name: str, data: str | bytes) -> Path:
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return folder / name


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in which good articles stand before and behind what a test puts there; they must be read whatever that is."""
    for name in ("0.txt", "zz.txt"):
        put(tmp_path, name, "Un article.")
    yield tmp_path
    found = read(tmp_path)
    assert [each.id for each in (found[0], found[-1]) if isinstance(each, RawFile)] == ["0", "zz"]


def between(folder: Path) -> list[RawFile | Reject]:
    return read(folder)[1:-1]


def the_reject(folder: Path) -> Reject:
    (found,) = between(folder)
    assert isinstance(found, Reject), f"expected a reject, got {found}"
    return found


def of_bytes(name: str, data: bytes) -> list[RawFile | Reject]:
    """What a reader makes of bytes that were never a file."""
    file = File("x", name, name, lambda: io.BufferedReader(io.BytesIO(data)))  # type: ignore[arg-type]
    return list(readers.articles(file, io.BytesIO()))


def peak() -> int:
    """The most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


# Compressed


@pytest.mark.parametrize(("suffix", "compress"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)])
def test_a_compressed_file_that_is_cut_off_gives_what_was_whole_and_a_reject(suffix: str, compress, folder: Path):  # noqa: ANN001
    lines = b"".join(json.dumps({"text": f"{number} {os.urandom(50).hex()}"}).encode() + b"\n" for number in range(20_000))
    data = compress(lines)
    put(folder, f"a.jsonl{suffix}", data[: len(data) * 2 // 3])
    *whole, last = between(folder)
    assert all(isinstance(each, RawFile) for each in whole)
    assert isinstance(last, Reject)
    assert last.path == f"{folder}/a.jsonl{suffix}"
    assert "cut off or damaged" in last.reason


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz"])
@pytest.mark.parametrize("data", [b"", b"garbage", b"\x1f\x8b\x08garbage", gzip.compress(b"Texte.") + b"garbage"])
def test_what_was_never_compressed_is_a_reject_of_that_name(suffix: str, data: bytes, folder: Path):
    put(folder, f"a.txt{suffix}", data)
    reject = the_reject(folder)
    assert reject.path == f"{folder}/a.txt{suffix}"
    assert reject.reason == "empty" or "damaged" in reject.reason or "not compressed as its suffix says" in reject.reason


def test_a_compressed_file_of_no_format_is_a_reject(folder: Path):
    put(folder, "notes.gz", gzip.compress(b"Texte."))
    assert the_reject(folder).reason == "not a format that Lunette reads (no suffix)"


@pytest.mark.parametrize("name", ["bomb.txt", "bomb.jsonl", "bomb.csv", "bomb.html", "bomb.md"])
def test_what_becomes_a_thousand_times_as_large_is_not_unpacked_to_its_end(name: str, folder: Path):
    put(folder, f"{name}.gz", BOMB)
    with zipfile.ZipFile(folder / "z.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, archive.open(name, "w") as member:
        for _ in range(6):
            member.write(ZEROS)
    before = peak()
    found = between(folder)
    assert peak() - before < 100
    assert all(isinstance(each, Reject) for each in found)
    assert {each.path for each in found} >= {f"{folder}/{name}.gz", f"{folder}/z.zip/{name}"}
    assert all("larger than 8 MiB" in each.reason or "200 times" in each.reason for each in found if isinstance(each, Reject)), found


# Archives


def test_an_archive_in_an_archive_is_not_entered(folder: Path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.txt", "Texte.")
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    put(folder, "b.zip.gz", gzip.compress(inner.getvalue()))
    assert {(each.path, each.reason) for each in between(folder) if isinstance(each, Reject)} == {
        (f"{folder}/a.zip/inner.zip", "an archive inside another file; unpack it first"),
        (f"{folder}/b.zip.gz", "an archive inside another file; unpack it first"),
    }


@pytest.mark.parametrize(
    "name", ["../../x.txt", "/etc/x.txt", "a/../../x.txt", "C:\\x.txt", "..\\..\\x.txt", "./x.txt", "a//x.txt", ".../x.txt"]
)
def test_a_name_that_leads_out_of_an_archive_leads_nowhere(name: str, folder: Path):
    info = zipfile.ZipInfo("x")
    info.filename = name
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr(info, "Texte.")
    (found,) = between(folder)
    assert isinstance(found, RawFile), found
    assert found.id.startswith("a/")
    assert found.id.endswith("/x")
    assert not {"", ".", ".."} & set(found.id.split("/"))
    assert sorted(path.name for path in folder.iterdir()) == ["0.txt", "a.zip", "zz.txt"], "something was written"


def test_an_encrypted_member_is_a_reject_and_the_others_are_read(folder: Path):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "Secret.")
        archive.writestr("b.txt", "Texte.")
    data = bytearray(made.getvalue())
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flags of the first member, at both places
        where = data.index(sign) + at
        data[where] |= 1
    put(folder, "a.zip", bytes(data))
    first, second = between(folder)
    assert first == Reject(f"{folder}/a.zip/a.txt", "encrypted; unpack it first")
    assert isinstance(second, RawFile)


def test_a_damaged_member_is_a_reject_and_the_others_are_read(folder: Path):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "Il est damaged.")
        archive.writestr("b.txt", "Texte.")
    put(folder, "a.zip", made.getvalue().replace(b"damaged", b"DAMAGED", 1))
    first, second = between(folder)
    assert isinstance(first, Reject)
    assert first.path == f"{folder}/a.zip/a.txt"
    assert "damaged" in first.reason
    assert isinstance(second, RawFile)


@pytest.mark.parametrize("data", [b"", b"garbage", b"PK\x03\x04garbage", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_archive_is_a_reject(data: bytes, folder: Path):
    put(folder, "a.zip", data)
    assert the_reject(folder).reason.startswith("not a zip archive, or a damaged one")


# Feeds


def test_a_feed_that_would_become_a_billion_laughs_stays_small(folder: Path):
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    put(
        folder,
        "a.xml",
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "haha">{entities}]><rss version="2.0"><channel><item><title>Titre</title>'
        "<description>Rire : &l11;</description></item></channel></rss>",
    )
    before = peak()
    found = between(folder)
    assert peak() - before < 100
    assert all(isinstance(each, Reject) or len(each.text) < 1000 for each in found)
    assert found


@pytest.mark.parametrize("where", ["file", "network"])
def test_a_feed_makes_nobody_open_another_file_or_address(where: str, folder: Path, monkeypatch: pytest.MonkeyPatch):
    secret = put(folder, ".secret", "TRÈS SECRET")

    def refuse(*_: object) -> None:
        raise AssertionError("a feed made us open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    address = f"file://{secret}" if where == "file" else "http://127.0.0.1:9/x"
    put(
        folder,
        "a.xml",
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "{address}"><!ENTITY % y SYSTEM "{address}"> %y;]><rss version="2.0">'
        "<channel>"
        "<item><title>Titre</title><description>Dit : &x;</description></item></channel></rss>",
    )
    found = between(folder)
    assert found
    assert not any("SECRET" in str(each) for each in found)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "Du texte.",
        "<html><body>Une page.</body></html>",
        "<a/>",
        "<?xml version='1.0'?><nitf><body>Dépêche.</body></nitf>",
        "\0\0",
        "http://x.example/",
    ],
)
def test_what_is_no_feed_is_a_reject(data: str, folder: Path):
    put(folder, "a.xml", data)
    assert the_reject(folder).reason.startswith("not an RSS or Atom feed")


def test_of_a_feed_that_is_cut_off_the_whole_entries_are_read(folder: Path):
    put(folder, "a.rss", "<rss version='2.0'><channel><item><title>Un</title></item><item><title>Deux</title></item><item><tit")
    titles = [each.title for each in between(folder) if isinstance(each, RawFile)]
    assert titles == ["Un", "Deux"]


@pytest.mark.parametrize(("reader", "name"), [(feed, "a.rss"), (json_reader, "a.json"), (text, "a.txt")])
def test_a_file_beyond_what_is_held_at_once_is_a_reject(reader, name: str, folder: Path, monkeypatch: pytest.MonkeyPatch):  # noqa: ANN001
    put(folder, name, b" " * (1024 * 1024 + 1))
    monkeypatch.setattr(reader, "MAX_BYTES", 1024 * 1024)
    assert the_reject(folder).reason.startswith("larger than 1 MiB, the most that")


# Lines and tables

_MEASURED = """
import io, resource, sys
from indexer import readers
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
list(readers.read(["-"], io.BytesIO(b'{"text": "x"}')))
before = peak()
found = list(readers.read([sys.argv[1]], sys.stdin.buffer))
print(peak() - before, len(found), type(found[0]).__name__, found[0].reason)
"""


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.txt", "a.html", "a.md", "a.warc", "-"])
def test_a_line_of_hundreds_of_megabytes_is_never_held_whole(name: str, tmp_path: Path):
    """A sparse file of 2 GB, or for standard input a pipe through which 300 MB come; what is held is measured in a process of its own."""
    source = name if name == "-" else str(tmp_path / name)
    if name != "-":
        with Path(source).open("wb") as stream:
            stream.write(b"text,title\n" if name == "a.csv" else b"WARC/1.0\r\n" if name == "a.warc" else b"")
            stream.truncate(2 * 1024 * 1024 * 1024 if name not in ("a.jsonl", "a.csv", "a.warc") else 300 * 1024 * 1024)
    with subprocess.Popen([sys.executable, "-c", _MEASURED, source], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        if name == "-":
            for _ in range(20):
                process.stdin.write(ZEROS)
        process.stdin.close()
        held, number, kind, *reason = process.stdout.read().decode().split(maxsplit=3)
    assert (number, kind) == ("1", "Reject")
    assert int(held) < 80, f"held {held} MiB: {reason}"


def test_one_broken_line_among_ten_thousand_is_one_reject_with_its_number(folder: Path):
    lines = [json.dumps({"text": f"Article {number}."}) for number in range(10_000)]
    lines[2] = '{"text": "cassé'
    put(folder, "a.jsonl", "\n".join(lines))
    found = between(folder)
    assert len(found) == 10_000
    (reject,) = (each for each in found if isinstance(each, Reject))
    assert reject.path == f"{folder}/a.jsonl, line 3"
    assert reject.reason.startswith("not JSON")


def test_a_quotation_mark_that_is_never_closed_costs_its_row_and_what_it_swallows(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(table, "MAX_LINE", 1000)
    rows = [f"Titre {number},Texte." for number in range(200)]
    put(folder, "a.csv", "title,text\n" + "\n".join([*rows[:5], 'Cassé,"jamais fermé', *rows]))
    found = between(folder)
    rejects = [each for each in found if isinstance(each, Reject)]
    assert len(rejects) == 1
    assert "a quotation mark may be missing" in rejects[0].reason
    assert sum(isinstance(each, RawFile) for each in found) > 100


def test_a_table_survives_nul_bytes_blank_rows_and_a_line_that_is_too_long(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(table, "MAX_LINE", 1000)
    put(folder, "a.csv", "title,text\nU\0n,Texte\0.\n\n,\n" + "x" * 3000 + "\nDeux,Texte.\n")
    first, second, third = between(folder)
    assert isinstance(first, RawFile)
    assert (first.title, first.text) == ("Un", "Texte.")
    assert second == Reject(f"{folder}/a.csv, line 5", "longer than 0 MiB, the most that one line may take")
    assert isinstance(third, RawFile)


@pytest.mark.parametrize("data", ["", "\n\n", "\0", "title", "title,text"])
def test_a_table_without_rows_is_no_article(data: str, folder: Path):
    put(folder, "a.csv", data)
    assert not any(isinstance(each, RawFile) for each in between(folder))


def test_a_date_in_9999_is_kept_aside_and_letters_of_any_direction_are_read(folder: Path):
    words = "\u202eabc\u202c \u200b\u2066שלום\u2069 مرحبا \u200dé\u0301\ufeff"
    put(folder, "a.jsonl", json.dumps({"text": words, "date": "9999-12-31", "title": words}))
    put(folder, "b.csv", f"text,date\n{words},9999-01-01\n")
    put(folder, "c.md", f"---\ndate: 9999-12-31\n---\n{words}")
    for each in between(folder):
        assert isinstance(each, RawFile), each
        assert each.date is None
        assert each.extra["date"].startswith("9999")
        assert "שלום" in each.text


# Pages


@pytest.mark.parametrize(
    ("page", "encoding"),
    [
        ('<html><head><meta charset="utf-8"></head><body>été</body></html>', "cp1252"),
        ('<html><head><meta charset="windows-1252"></head><body>été</body></html>', "cp1252"),
        ('<html><head><meta charset="iso-8859-1"></head><body>été — « œuf »</body></html>', "cp1252"),
        ('<html><head><meta charset="iso-8859-1"></head><body>été</body></html>', "utf-8"),
        (
            '<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-15"></head><body>été 5 €</body></html>',
            "iso-8859-15",
        ),
        ('<?xml version="1.0" encoding="windows-1251"?><html><body>Москва été</body></html>'.replace("été", ""), "cp1251"),
        ('<html><head><meta charset="no-such"></head><body>été</body></html>', "cp1252"),
        ("<html><body>été</body></html>", "utf-8-sig"),
        ("<html><body>été</body></html>", "utf-16"),
    ],
)
def test_a_page_is_decoded_by_what_it_is_before_what_it_says(page: str, encoding: str, folder: Path):
    put(folder, "a.html", page.encode(encoding))
    (found,) = between(folder)
    assert isinstance(found, RawFile)
    assert found.text == page


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b" \n", "empty"), (b"\0\1\2", "binary, not text"), (b"<p>" + b"a" * text.MAX_BYTES, "larger than 8 MiB")],
)
def test_a_page_that_is_none_is_a_reject(data: bytes, reason: str, folder: Path):
    put(folder, "a.html", data)
    assert the_reject(folder).reason.startswith(reason)


# Front matter


@pytest.mark.parametrize(
    "inside",
    [
        "title: a: b: c", "title: 'jamais fermé", "\t- x", "{" * 5000, "[" * 5000,
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "a: &a\n  b: *a",
        "date: 2021-02-30", "a: !!python/object/apply:os.system ['true']", "a: \x00",
    ],
)  # fmt: skip
def test_front_matter_that_is_broken_or_a_bomb_is_a_reject_with_its_line(inside: str, folder: Path):
    put(folder, "a.md", f"---\n{inside}\n---\nTexte.")
    assert the_reject(folder).reason.startswith(("front matter that is no YAML: ", "binary"))


def test_broken_toml_is_a_reject(folder: Path):
    put(folder, "a.md", "+++\ntitle = \n+++\nTexte.")
    assert the_reject(folder).reason.startswith("front matter that is no TOML: ")


@pytest.mark.parametrize("piece", ["[", "*a ", "> ", "- ", "![", "`", "<", "a|", "| a ", "_", "\\", "&", "<!--", "[a](", "  - "])
def test_markdown_of_nothing_but_signs_is_read_in_time(piece: str, folder: Path):
    put(folder, "a.md", piece * (20_000 // len(piece)) + "\n\nFin.")
    assert len(between(folder)) == 1


# WARC

RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body>Une page entiere.</body></html>"


def warc(body: bytes = RESPONSE, length: int | None = None, *more: str) -> bytes:
    headers = ["WARC/1.0", "WARC-Type: response", "WARC-Target-URI: https://www.example.org/a", "WARC-Date: 2021-03-09T10:00:00Z", *more]
    fields = [
        *headers,
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(body) if length is None else length}",
        "",
        "",
    ]
    return "\r\n".join(fields).encode() + body + b"\r\n\r\n"


def test_a_crawl_that_was_cut_off_anywhere_gives_the_whole_pages_and_no_half_one():
    whole, last = warc(), warc(RESPONSE.replace(b"Une page", b"La seconde page"))
    for cut in range(len(last) - 4):
        found = of_bytes("a.warc", whole + last[:cut])
        pages = [each for each in found if isinstance(each, RawFile)]
        assert len(pages) == 1, f"cut after {cut}: {found}"
        assert len(found) == 2 or b"WARC-Target" not in last[:cut], f"cut after {cut}: half a page is gone without a word"


@pytest.mark.parametrize("at", [0.3, 0.6, 0.9])
def test_a_compressed_crawl_that_was_cut_off_names_itself(at: float, folder: Path):
    data = b"".join(gzip.compress(warc()) for _ in range(50))
    put(folder, "a.warc.gz", data[: int(len(data) * at) + 3])
    *pages, last = between(folder)
    assert len(pages) > 50 * at - 2
    assert isinstance(last, Reject)
    assert last.path.startswith(f"{folder}/a.warc.gz")


@pytest.mark.parametrize("more", ["WARC-Truncated: length"])
def test_a_page_that_the_crawler_itself_cut_off_is_a_reject(more: str):
    assert of_bytes("a.warc", warc(RESPONSE, None, more)) == [Reject("a.warc, https://www.example.org/a", "cut off before its end")]


@pytest.mark.parametrize("data", [b"", b"garbage", b"WARC/1.0", b"WARC/1.0\r\n\r\n", b"WARC/1.0\r\nx: y\r\n\r\n" + b"z" * 100])
def test_what_is_no_crawl_gives_no_article(data: bytes):
    assert not any(isinstance(each, RawFile) for each in of_bytes("a.warc", data))


def test_garbage_between_two_pages_is_a_reject_of_the_file():
    *_, last = of_bytes("a.warc", warc() + b"garbage\r\n\r\ngarbage\r\n\r\ngarbage\r\n" + warc())
    assert isinstance(last, Reject)


def test_a_page_of_a_crawl_that_unpacks_to_gigabytes_is_a_reject():
    body = gzip.compress(ZEROS * 4)
    data = warc(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + body)
    before = peak()
    (found,) = of_bytes("a.warc", data)
    assert peak() - before < 120
    assert isinstance(found, Reject)
    assert found.reason.startswith("larger than 8 MiB")


# Whatever the bytes


@settings(deadline=None, max_examples=40)
@given(
    data=st.binary(max_size=300),
    begin=st.sampled_from([b"", b"---\n", b"PK\x03\x04", b"\x1f\x8b\x08\0", b"WARC/1.0\r\n", b"<rss>", b"[{", b"a,b\n", b"<p>"]),
)
@pytest.mark.parametrize("suffix", [*READERS, ".txt.gz", ".txt.xz", ".txt.bz2", ".zip"])
def test_no_bytes_bring_a_reader_down(suffix: str, data: bytes, begin: bytes):
    for each in of_bytes(f"a{suffix}", begin + data):
        assert isinstance(each, RawFile | Reject)
        assert not isinstance(each, Reject) or "fault of Lunette" not in each.reason, each
        if isinstance(each, RawFile):
            extract(each)


def test_memory_does_not_grow_with_the_articles_of_a_file(tmp_path: Path):
    row = "x" * 1000
    put(tmp_path, "a.jsonl.gz", gzip.compress("".join(f'{{"text": "{row} {n}"}}\n' for n in range(20_000)).encode(), 1))
    put(tmp_path, "b.csv", "text\n" + "".join(f"{row} {n}\n" for n in range(20_000)))
    with (tmp_path / "c.warc").open("wb") as stream:
        for n in range(5_000):
            stream.write(warc(RESPONSE.replace(b"entiere", f"{row} {n}".encode())))
    program = (
        "import io, resource, sys\nfrom indexer import readers\nfound = readers.read([sys.argv[1]], io.BytesIO())\n"
        "for _ in range(500): next(found)\n"
        "early = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\nnumber = 500 + sum(1 for _ in found)\n"
        "print(number, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - early) // 1024)"
    )
    for name, number in (("a.jsonl.gz", 20_000), ("b.csv", 20_000), ("c.warc", 5_000)):
        done = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / name)], capture_output=True, text=True, check=True, timeout=120
        )
        read_, grown = map(int, done.stdout.split())
        assert read_ == number
        assert grown < 16, f"{name}: {grown} MiB more at the end than after 500 articles"


# While it is read


def test_a_file_that_shrinks_while_it_is_read_gives_what_is_left(tmp_path: Path):
    path = put(tmp_path, "a.jsonl", b'{"text": "Texte."}\n' * 100_000)
    found = readers.read([str(tmp_path)], io.BytesIO())
    assert isinstance(next(found), RawFile)
    os.truncate(path, 1_000_000)
    rest = list(found)
    assert 0 < len(rest) < 100_000
    assert all(isinstance(each, RawFile) for each in rest[:-1])


def test_an_archive_that_vanishes_before_it_is_opened_is_a_reject(tmp_path: Path):
    put(tmp_path, "0.txt", "Texte.")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "Texte.")
    found = readers.read([str(tmp_path)], io.BytesIO())
    next(found)
    (tmp_path / "a.zip").unlink()
    assert list(found) == [Reject(f"{tmp_path}/a.zip", "the file is gone, or it is a link to a file that is gone")]
