"""One article in every format that newsrooms have, and what each format says about it."""

import bz2
import csv
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import readers
from indexer.document import RawFile, Reject
from indexer.readers import READERS, SUFFIXES, Options
from indexer.readers.markdown import plain
from indexer.readers.packed import UNPACKERS
from indexer.readers.text import decode, mended

TEXT = "L’été à Pékin : la Chine et la Russie ont signé un accord.\n\nLa station sera prête en 2035."
PAGE = "<!doctype html><html><head><title>Un titre</title></head><body><p>L’été à Pékin.</p></body></html>"


def read(*sources: Path, stdin: bytes = b"", **options: Any) -> list[RawFile | Reject]:  # noqa: ANN401 - options are of any type
    return list(readers.read([str(source) for source in sources], io.BytesIO(stdin), options=Options(**options)))


def the_article(path: Path, **options: Any) -> RawFile:  # noqa: ANN401 - see above
    (found,) = read(path, **options)
    assert isinstance(found, RawFile), found
    return found


def the_reason(path: Path, **options: Any) -> str:  # noqa: ANN401 - see above
    (found,) = read(path, **options)
    assert isinstance(found, Reject), found
    return found.reason


def put(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def record(kind: str, url: str, body: bytes, content: str, *more: str) -> bytes:
    """One record of a type, an address, a body and a type of content, seen on 9 March 2021; a missing page if the address says so."""
    if kind == "response":
        http = f"HTTP/1.1 {'404 Not Found' if 'missing' in url else '200 OK'}\r\nContent-Type: {content}\r\n\r\n"
        body, content = http.encode() + body, "application/http; msgtype=response"
    headers = [
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        "WARC-Date: 2021-03-09T10:00:00Z",
        f"WARC-Record-ID: <urn:x:{len(body)}>",
        *more,
    ]
    return (
        "\r\n".join(["WARC/1.1", *headers, f"Content-Type: {content}", f"Content-Length: {len(body)}", "", ""]).encode()
        + body
        + b"\r\n\r\n"
    )


def warc(*records: tuple[str, str, bytes, str], compress: bool = False) -> bytes:
    """A file of such records, each compressed by itself if they are."""
    return b"".join(gzip.compress(record(*each)) if compress else record(*each) for each in records)


ARTICLES: dict[str, bytes] = {
    ".txt": TEXT.encode(),
    ".md": f"# Un titre\n\n{TEXT}".encode(),
    ".markdown": f"---\ntitle: Un titre\n---\n{TEXT}".encode(),
    ".html": PAGE.encode(),
    ".htm": PAGE.encode("cp1252"),
    ".xhtml": PAGE.encode(),
    ".jsonl": json.dumps({"title": "Un titre", "text": TEXT}).encode(),
    ".ndjson": json.dumps({"title": "Un titre", "text": TEXT}).encode(),
    ".json": json.dumps([{"title": "Un titre", "text": TEXT}], indent=1).encode(),
    ".csv": f'title,text\nUn titre,"{TEXT}"\n'.encode(),
    ".tsv": f'title\ttext\nUn titre\t"{TEXT}"\n'.encode(),
    ".rss": f"<rss version='2.0'><channel><title>Le Journal</title><item><title>Un titre</title><description>{TEXT}</description></item>"
    "</channel></rss>".encode(),
    ".atom": f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Un titre</title><content>{TEXT}</content></entry></feed>".encode(),
    ".xml": f"<rss version='2.0'><channel><item><title>Un titre</title><description>{TEXT}</description></item></channel></rss>".encode(),
    ".warc": warc(("response", "https://www.example.org/a", PAGE.encode(), "text/html; charset=utf-8")),
}  # fmt: skip
"""A suffix → a file with one article."""

PACKED: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}


def test_every_suffix_has_an_article_here():
    assert set(ARTICLES) == set(READERS)
    assert {*PACKED, ".zip"} == set(UNPACKERS)
    assert set(SUFFIXES) == {*READERS, *UNPACKERS}


@pytest.mark.parametrize("suffix", ARTICLES)
def test_an_article_is_read_from_every_format(suffix: str, tmp_path: Path):
    found = the_article(put(tmp_path, f"un{suffix.upper()}", ARTICLES[suffix]))
    assert "été à Pékin" in found.text
    assert (found.title or "Un titre") == "Un titre"
    assert found.html == (suffix in (".html", ".htm", ".xhtml", ".warc"))


@pytest.mark.parametrize("suffix", ARTICLES)
@pytest.mark.parametrize("packing", PACKED)
def test_a_compressed_file_is_the_file_and_has_its_id(suffix: str, packing: str, tmp_path: Path):
    put(tmp_path, f"plain/sub/un{suffix}", ARTICLES[suffix])
    put(tmp_path, f"packed/sub/un{suffix}{packing}", PACKED[packing](ARTICLES[suffix]))
    (plain,), (packed,) = read(tmp_path / "plain"), read(tmp_path / "packed")
    assert isinstance(plain, RawFile)
    assert isinstance(packed, RawFile)
    assert (packed.id, packed.text, packed.title) == (plain.id, plain.text, plain.title)
    assert f"un{suffix}{packing}" in packed.path


def test_an_archive_holds_any_formats_and_each_file_is_named_by_its_path_inside(tmp_path: Path):
    names = {f"in/un{suffix}": data for suffix, data in ARTICLES.items()} | {"in/deux.txt.gz": gzip.compress(b"Deux.")}
    put(tmp_path, "a.zip", zipped(names))
    found = {each.path: each for each in read(tmp_path)}
    assert len(found) == len(names)
    assert all(isinstance(each, RawFile) for each in found.values()), found
    assert found[f"{tmp_path}/a.zip/in/un.txt"].id == "a/in/un"
    assert found[f"{tmp_path}/a.zip/in/deux.txt.gz"].id == "a/in/deux"
    assert found[f"{tmp_path}/a.zip/in/un.jsonl, line 1"].id == "a/in/un-1"


def test_of_an_archive_what_a_walk_leaves_out_is_left_out(tmp_path: Path):
    put(tmp_path, "a.zip", zipped({"__MACOSX/._a.txt": b"x", ".git/a.txt": b"x", "README.md": b"x", "in/.DS_Store": b"x", "a.txt": b"Un."}))
    assert the_article(tmp_path).id == "a/a"


# Text


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
def test_the_encodings_of_old_machines_are_told(encoding: str):
    text = "Le président a été réélu à Besançon, où la fête et les élèves étaient prêts ; même les grèves ont cessé d'inquiéter l'été."
    assert decode(text.encode(encoding)) == text


def test_russian_news_is_not_taken_for_windows_1252():
    text = "Россия и Китай подписали соглашение о строительстве лунной станции, сообщило агентство во вторник в Москве."
    assert decode(text.encode("cp1251")) == text


@pytest.mark.parametrize(
    ("garbled", "text"),
    [
        ("L’Ã©tÃ© Ã\xa0 PÃ©kin", "L’été à Pékin"),
        ("Lâ€™été", "L’été"),
        ("Â« Bonjour Â» â€” 5 â‚¬", "« Bonjour » — 5 €"),
        ("Ã\x89mile et Ã\x80 bientÃ´t", "Émile et À bientôt"),
        ("Un cÅ“ur", "Un cœur"),
    ],
)
def test_text_that_was_read_in_the_wrong_encoding_is_mended(garbled: str, text: str):
    assert decode(garbled.encode()) == text
    assert decode(f"Une ligne saine, été.\n{garbled}\n".encode()) == f"Une ligne saine, été.\n{text}\n"


@pytest.mark.parametrize(
    "text",
    [
        "L’été à Pékin : « œuvre » — 5 €", "SÃO PAULO, Brésil", "Âge d’or", "Ångström", "A&amp;B &eacute;", "ﬁn ½ ™ … “x”", "João e Maria",
        "Les ÉTATS", "１２", "À", "E\u0301te\u0301", "\u200bzéro",
    ],
)  # fmt: skip
def test_text_that_was_read_well_is_left_as_it_is(text: str):
    assert decode(text.encode()) == text


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1))
def test_text_without_the_signs_of_a_wrong_encoding_is_never_touched(text: str):
    if not any(char in text for char in "ÃÂÅâð"):
        assert mended(text) == text


# Markdown


def test_front_matter_states_what_a_json_line_may(tmp_path: Path):
    data = (
        "---\ntitle: 'Un titre : essai'\ndate: 2021-03-09\nauthor: [A. B., C. D.]\nlang: fr-FR\nsource: AFP\nurl: https://www.example.org/a\n"
        "tags: [lune, chine]\nwhen: 10:30:00\nid: x-1\n---\n# Un intertitre\nTexte."
    )
    found = the_article(put(tmp_path, "a.md", data))
    assert (found.title, found.date, found.author, found.lang, found.source) == (
        "Un titre : essai",
        "2021-03-09",
        "A. B., C. D.",
        "fr",
        "AFP",
    )
    assert (found.url, found.id, found.text) == ("https://www.example.org/a", "x-1", "Texte.")
    assert found.extra["tags"] == ["lune", "chine"]
    json.dumps(found.extra, allow_nan=False)


def test_front_matter_in_toml_is_read_as_well(tmp_path: Path):
    found = the_article(put(tmp_path, "a.md", "+++\ntitle = 'Titre'\ndate = 2021-03-09T10:00:00Z\n+++\nTexte.\n"))
    assert (found.title, found.date, found.text) == ("Titre", "2021-03-09", "Texte.")


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ('Un *mot* **fort** et [un lien](https://www.example.org/ "t") `code`.', "Un mot fort et un lien code."),
        ("Avant ![une image](a.png) après.", "Avant  après."),
        ("- un\n- deux\n  - trois", "un\n\ndeux\n\ntrois"),
        ("> Cité.\n\n---\n\nSuite <b>gras</b>.", "Cité.\n\nSuite gras."),
        ("```python\nprint(1)\n```\n", "print(1)"),
        ("| a | b |\n|---|---|\n| c | d |", "a b\n\nc d"),
        ("<div class=x>\nDans une boîte\n</div>\n\nFin.", "Dans une boîte\n\nFin."),
        ("Ligne un\nligne deux", "Ligne un\nligne deux"),
        ("1 < 2 et 3 > 2, R&D, AT\\&T, \\*étoile\\*", "1 < 2 et 3 > 2, R&D, AT&T, *étoile*"),
        ("## Intertitre\n\nTexte.", "Intertitre\n\nTexte."),
        ("&eacute;t&eacute;", "été"),
    ],
)
def test_markdown_becomes_what_its_reader_would_see(markdown: str, text: str):
    assert plain(markdown) == (None, text)


def test_the_first_great_heading_is_the_title_and_no_part_of_the_text():
    assert plain("Chapeau.\n\nTitre *vrai*\n=====\n\nTexte.\n\n# Autre") == ("Titre vrai", "Chapeau.\n\nTexte.\n\nAutre")


def test_a_rule_at_the_beginning_is_no_front_matter(tmp_path: Path):
    assert the_article(put(tmp_path, "a.md", "---\n\nUn paragraphe.\n\n---\n\nUn autre.")).text == "Un paragraphe.\n\nUn autre."


# Tables


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_is_read_whatever_parts_its_cells_and_however_it_is_encoded(delimiter: str, encoding: str, tmp_path: Path):
    made = io.StringIO()
    rows = csv.writer(made, delimiter=delimiter)
    rows.writerows([["Title", "TEXT", "Date", "Rubrique"], ["Été, hiver", 'Il a dit "oui"; puis\nnon | rien\t.', "2021-03-09", "Monde"]])
    found = the_article(put(tmp_path, "a.csv", made.getvalue().encode(encoding)))
    assert (found.title, found.text, found.date) == ("Été, hiver", 'Il a dit "oui"; puis\nnon | rien\t.', "2021-03-09")
    assert found.extra == {"Rubrique": "Monde"}
    assert found.id == "a-3", "a row is named by the line on which it ends"


def test_columns_may_have_any_names_if_somebody_says_which_they_are(tmp_path: Path):
    path = put(tmp_path, "a.csv", "slug;body;pub_date;text\nx1;Le corps.;9 mars 2021;Un résumé\n")
    found = the_article(path, map={"id": "slug", "text": "body", "date": "pub_date"})
    assert (found.id, found.text, found.date, found.extra) == ("x1", "Le corps.", "2021-03-09", {"text": "Un résumé"})


def test_a_column_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path):
    path = put(tmp_path, "a.csv", "head,corps\nTitre,Texte.\n")
    assert the_reason(path, map={"text": "body"}) == "--map text=body: there is no such column; there are “head”, “corps”"
    assert "there are “head”, “corps”: say which it is, as in --map text=COLUMN" in the_reason(path)


def test_a_short_row_has_empty_cells_and_a_long_one_is_a_reject(tmp_path: Path):
    first, second, third = read(put(tmp_path, "a.csv", "title,text,author\nUn\nDeux,Texte, avec virgule,A. B.\nTrois,Texte.\n"))
    assert isinstance(first, RawFile)
    assert (first.title, first.text) == ("Un", "")
    assert isinstance(second, Reject)
    assert second.path.endswith("a.csv, line 3")
    assert second.reason == "4 cells under 3 columns; a cell with “,” in it needs quotation marks"
    assert isinstance(third, RawFile)


# JSON


def test_dots_lead_into_objects_and_the_rest_of_them_is_kept(tmp_path: Path):
    item = {"content": {"body": "Le corps.", "words": 2}, "meta": {"when": {"iso": "2021-03-09"}}, "head.line": "Titre", "title": "Autre"}
    path = put(tmp_path, "a.json", json.dumps(item))
    found = the_article(path, map={"text": "content.body", "date": "meta.when.iso", "title": "head.line"})
    assert (found.id, found.text, found.date, found.title) == ("a", "Le corps.", "2021-03-09", "Titre")
    assert found.extra == {"content": {"words": 2}, "title": "Autre"}


def test_the_same_map_serves_lines_and_one_that_lacks_the_key_is_refused_with_those_it_has():
    lines = b'{"corps": "Un."}\n{"autre": "Deux."}\n'
    first, second = readers.read(["-"], io.BytesIO(lines), options=Options({"text": "corps"}))
    assert isinstance(first, RawFile)
    assert first.text == "Un."
    assert second == Reject("standard input, line 2", "there is no “corps”, only “autre”")


def test_a_list_gives_an_article_an_item_and_a_broken_item_costs_no_other(tmp_path: Path):
    first, second, third = read(put(tmp_path, "a.json", json.dumps([{"text": "Un."}, 7, {"id": "x", "text": "Trois."}])))
    assert isinstance(first, RawFile)
    assert isinstance(third, RawFile)
    assert (first.id, third.id) == ("a-1", "x")
    assert second == Reject(f"{tmp_path}/a.json, item 2", "not a JSON object")


# Feeds


def test_an_entry_of_a_feed_is_an_article_with_all_that_feeds_say(tmp_path: Path):
    feed = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Le Journal</title><language>fr-fr</language>
      <item><title>L&#8217;accord &amp; la suite</title><link>https://www.example.org/a</link><guid isPermaLink="false">tag:1</guid>
      <pubDate>Tue, 09 Mar 2021 10:00:00 GMT</pubDate><dc:creator>A. B.</dc:creator><category>lune</category><category>chine</category>
      <description>Un résumé.</description><content:encoded><![CDATA[<p>Le <b>texte</b> entier.</p>]]></content:encoded></item>
      <item><title>Sans rien d’autre</title><link>https://www.example.org/b</link></item><item><description>Seul.</description></item>
      <item><guid>vide</guid></item></channel></rss>"""
    first, second, third, fourth = read(put(tmp_path, "a.xml", feed))
    assert first == RawFile(
        "tag:1", f"{tmp_path}/a.xml, entry 1", "<p>Le <b>texte</b> entier.</p>", "L’accord & la suite", "fr", "2021-03-09", "Le Journal",
        "https://www.example.org/a", "A. B.", extra={"tags": ["lune", "chine"]}, html=True,
    )  # fmt: skip
    assert isinstance(second, RawFile)
    assert isinstance(third, RawFile)
    assert (second.id, second.title, third.id, third.text, third.html) == (
        "https://www.example.org/b",
        "Sans rien d’autre",
        "a-3",
        "Seul.",
        False,
    )
    assert isinstance(fourth, Reject)
    assert fourth.path.endswith("a.xml, entry 4")


def test_an_atom_feed_gives_its_own_ids_and_days(tmp_path: Path):
    feed = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Wire</title>
      <entry><id>urn:1</id><title type="html">A &amp;lt; B</title>
      <updated>2021-03-09T23:00:00-05:00</updated><author><name>A. B.</name></author><author><name>C. D.</name></author>
      <link rel="alternate" href="https://www.example.org/1"/>
      <content type="text">All of it.</content><summary>Less.</summary></entry></feed>"""
    found = the_article(put(tmp_path, "a.atom", feed))
    assert (found.id, found.title, found.date, found.author, found.source) == ("urn:1", "A < B", "2021-03-09", "A. B., C. D.", "The Wire")
    assert (found.text, found.lang, found.url, found.seen) == ("All of it.", "en", "https://www.example.org/1", None)


# WARC


@pytest.mark.parametrize("compress", [False, True])
def test_of_what_a_crawler_kept_the_good_pages_and_texts_are_read(compress: bool, tmp_path: Path):  # noqa: FBT001 - a parameter of the test
    data = warc(
        ("warcinfo", "", b"software: x\r\n", "application/warc-fields"),
        ("response", "https://www.example.org/page", PAGE.encode("cp1252"), "text/html; charset=windows-1252"),
        ("request", "https://www.example.org/page", b"", "application/http; msgtype=request"),
        ("response", "https://www.example.org/missing", PAGE.encode(), "text/html"),
        ("response", "https://www.example.org/image", b"\x89PNG", "image/png"),
        ("response", "https://www.example.org/text", TEXT.encode(), "Text/Plain"),
        ("resource", "file:///a.html", PAGE.encode(), "text/html"),
        compress=compress,
    )
    found = read(put(tmp_path, "a.warc.gz" if compress else "a.warc", data))
    assert all(isinstance(each, RawFile) for each in found), found
    assert [(each.id, each.url, each.html, each.seen) for each in found if isinstance(each, RawFile)] == [
        ("https://www.example.org/page", "https://www.example.org/page", True, "2021-03-09"),
        ("https://www.example.org/text", "https://www.example.org/text", False, "2021-03-09"),
        ("file:///a.html", None, True, "2021-03-09"),
    ]
    assert all("été à Pékin" in each.text for each in found if isinstance(each, RawFile))


# Days and options


def test_a_file_was_seen_on_the_day_on_which_it_was_changed_last(tmp_path: Path):
    import os  # noqa: PLC0415 - for this one

    for name in ("a.txt", "b.jsonl", "c.txt.gz"):
        data = b'{"text": "Texte."}'
        os.utime(put(tmp_path, name, gzip.compress(data) if name.endswith(".gz") else data), (1615334399, 1615334399))
    assert {each.seen for each in read(tmp_path) if isinstance(each, RawFile)} == {"2021-03-09"}
    (said,) = readers.read(["-"], io.BytesIO(b'{"text": "Texte.", "date": "hier"}'))
    assert isinstance(said, RawFile)
    assert (said.seen, said.date, said.extra) == (None, None, {"date": "hier"})


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        *(
            ("il y a 3 heures", "2021-03-09"),
            ("Yesterday at 18:00", "2021-03-08"),
            ("mardi dernier", "2021-03-02"),
            ("9 mars", "2021-03-09"),
        ),
        *(("début février 2021", "2021-02"), ("last year", "2020"), ("hier, 3 mai 2019", "2019-05-03")),
        *(("demain", None), ("never", None), ("mardi à Paris", None), ("hier " * 30, None)),
    ],
)
def test_a_date_that_is_stated_counts_from_the_day_of_its_file(tmp_path: Path, stated: str, day: str | None):
    import os  # noqa: PLC0415 - for this one

    for name, data in (("a.jsonl", json.dumps({"text": "Texte.", "date": stated})), ("b.csv", f'text,date\nTexte.,"{stated}"\n')):
        os.utime(put(tmp_path, name, data.encode()), (1615334399, 1615334399))
    for each in read(tmp_path):
        assert isinstance(each, RawFile)
        assert each.date == day
        assert ("date" in each.extra) == (day is None), "what cannot be read is kept as it is"


@pytest.mark.parametrize("year", [1980, 2021])
def test_a_file_in_an_archive_was_seen_on_its_own_day_if_that_was_kept(year: int, tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.txt", (year, 3, 9, 0, 0, 0)), "Texte.")
    seen = the_article(tmp_path).seen
    assert seen is not None
    assert (seen == "2021-03-09") == (year == 2021)
