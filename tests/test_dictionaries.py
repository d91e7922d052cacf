"""Dictionaries in the format of dictd, as FreeDict's are: what their articles give, and what is refused with its file and line."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import lunette, searching
from hypothesis import given
from hypothesis import strategies as st

from indexer.build import build
from indexer.errors import LexiconError
from indexer.lexicon import told
from indexer.lexicon.dictd import is_dictionary

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
ARTICLES = {
    "00databaseshort": "00-database-short\nFrench-English dictionary of nothing",
    "frobule": "frobule /fʁɔbyl/ <n, fem>\nwibbler, groncher (of wood)",
    "se frobuler": "se frobuler <v>\n1. to wibble\n2. to gronch; to wibble",
    "jourdela": "jour-de-là\nwibbleday [obs.]\n  Synonym: {jourdici}\n  “jour-de-là” - a wibbleday\nthe day when everybody in town wibbles",
    "mise": "mise en\nto wibble",
}
OF_IT = {
    ("frobule", "wibbler", 0.7),
    ("frobule", "groncher", 0.7),
    ("se frobuler", "wibble", 0.7),
    ("se frobuler", "gronch", 0.7),
    ("jour-de-là", "wibbleday", 1.0),
    ("mise en", "wibble", 1.0),
}


def number(value: int) -> str:
    digits = DIGITS[value % 64]
    while value := value // 64:
        digits = DIGITS[value % 64] + digits
    return digits


def dictionary(folder: Path, stem: str, articles: Mapping[str, str] = ARTICLES, *, packed: bool = True) -> Path:
    """The two files of a dictionary, of which the index is returned."""
    content, lines = b"", []
    for word, article in articles.items():
        written = article.encode()
        lines.append(f"{word}\t{number(len(content))}\t{number(len(written))}\n")
        content += written
    (folder / f"{stem}.dict.dz" if packed else folder / f"{stem}.dict").write_bytes(gzip.compress(content) if packed else content)
    (folder / f"{stem}.index").write_text("".join(lines), "utf-8")
    return folder / f"{stem}.index"


@pytest.mark.parametrize("suffix", [".index", ".dict.dz", ".dict"])
def test_a_dictionary_is_read_whichever_of_its_files_is_named(tmp_path: Path, suffix: str):
    dictionary(tmp_path, "freedict-fra-eng", packed=suffix != ".dict")
    file = tmp_path / f"freedict-fra-eng{suffix}"
    assert is_dictionary(file)
    assert {(each.fr, each.en, each.weight) for each in told([file])} == OF_IT
    assert {each.file for each in told([file])} == {file.name}


@pytest.mark.parametrize(("stem", "french"), [("eng-fra", False), ("field", True), ("fr-en", True), ("english_french", False)])
def test_the_direction_is_that_of_the_name_or_else_of_the_title(tmp_path: Path, stem: str, french: bool):  # noqa: FBT001
    pairs = told([dictionary(tmp_path, stem)])
    assert {each.fr if french else each.en for each in pairs} == {"frobule", "se frobuler", "jour-de-là", "mise en"}


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("frobule\tA\n", "line 1: has 2 columns"),
        ("frobule\tA\t?\n", "line 1: “\\?” is no number"),
        ("00databaseshort\tA\tB\nfrobule\tA\t\n", "line 2: “” is no number"),
        ("frobule\tA\t////\n", "line 1: the article of “frobule” lies beyond the end of field-fra-eng.dict.dz"),
        ("frobule\tB\tB\n", "line 1: the article of “frobule” in field-fra-eng.dict.dz is not UTF-8"),
    ],
)
def test_what_breaks_the_format_is_refused_with_its_file_and_line(tmp_path: Path, broken: str, says: str):
    file = dictionary(tmp_path, "field-fra-eng", {"é": "é\nwibbler"})
    file.write_text(broken, "utf-8")
    with pytest.raises(LexiconError, match=f"field-fra-eng.index, {says}"):
        told([file])


def test_what_is_no_whole_dictionary_is_refused(tmp_path: Path):
    untold = dictionary(tmp_path, "field", {"frobule": "frobule\nwibbler"})
    with pytest.raises(LexiconError, match="nothing tells which language"):
        told([untold])
    (tmp_path / "field.dict.dz").write_bytes(b"not packed at all")
    with pytest.raises(LexiconError, match=r"field.dict.dz: cannot be read"):
        told([untold])
    (tmp_path / "field.dict.dz").unlink()
    with pytest.raises(LexiconError, match=r"has neither field.dict nor field.dict.dz beside it"):
        told([untold])
    (tmp_path / "other.dict").write_bytes(b"")
    with pytest.raises(LexiconError, match=r"has no other.index beside it"):
        told([tmp_path / "other.dict"])


@given(article=st.text())
def test_no_article_is_too_odd_to_be_read(tmp_path_factory: pytest.TempPathFactory, article: str):
    folder = tmp_path_factory.mktemp("odd")
    for pair in told([dictionary(folder, "fra-eng", {"frobule": f"frobule\n{article}"}, packed=False)]):
        assert pair.fr == "frobule"
        assert 0.1 <= pair.weight <= 1
        assert pair.en == pair.en.strip()


def test_a_build_is_told_by_a_dictionary(tmp_path: Path):
    documents = [
        {"id": "fr", "lang": "fr", "text": "Une frobule au port."},
        {"id": "en", "lang": "en", "text": "A wibbler in the harbour."},
    ]
    (tmp_path / "articles.jsonl").write_text("".join(json.dumps(each) + "\n" for each in documents), "utf-8")
    file = dictionary(tmp_path, "freedict-fra-eng")
    build([str(tmp_path / "articles.jsonl")], tmp_path / "index", workers=1, lexicon=[file])
    assert {hit.id for hit in searching(tmp_path / "index")("frobules", lang="fr").hits} == {"fr", "en"}
    file.write_text("frobule\n", "utf-8")
    refused = lunette("build", tmp_path / "articles.jsonl", "--index", tmp_path / "other", "--lexicon", file)
    assert refused.returncode == 1
    assert "freedict-fra-eng.index, line 1: has 1 columns" in refused.stderr
