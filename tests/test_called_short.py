"""Acronyms that one article explains and others use."""

import json
import string
from pathlib import Path

import msgspec
import pytest
from conftest import searching
from hypothesis import given
from hypothesis import strategies as st

from indexer import called, identities, nametable
from indexer.build import build
from indexer.entities import name_key
from indexer.entities.called_short import acronyms, owners
from indexer.generations import Generations
from indexer.update import update

EXPLAINED = "Hier, l'Agence vélienne des transports orbitaux (AVTO) a ouvert un bureau à Paris. L'AVTO recrute."
USED = "Le budget de l'AVTO augmente, selon l'AVTO."
TEXTS = {"0": EXPLAINED, "1": USED, "2": "Un vol de l'AVTO a été annulé. Le projet de l'AVTO continue.", "3": "Rien de neuf à Lyon."}


def articles(folder: Path, name: str, keys: str) -> str:
    file = folder / f"{name}.jsonl"
    rows = ({"id": key, "lang": "fr", "title": "Titre", "text": TEXTS[key]} for key in keys)
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return str(file)


def orgs(home: Path) -> dict[str, int]:
    return {value.value: value.count for value in searching(home)(facets="org").facets["org"]}


def told(home: Path) -> list[bytes]:
    generations = Generations(home)
    folder = generations.folder(generations.published())
    return [(folder / name).read_bytes() for name in (nametable.FILE, nametable.ONCE, identities.FILE, called.FILE)]


def test_an_acronym_is_what_another_article_explains_it_with(tmp_path: Path):
    build([articles(tmp_path, "all", "0123")], tmp_path / "index", workers=1)
    found = orgs(tmp_path / "index")
    assert list(found.values()) == [3], found


def test_an_acronym_that_nothing_explains_stays_itself(tmp_path: Path):
    build([articles(tmp_path, "some", "123")], tmp_path / "index", workers=1)
    assert orgs(tmp_path / "index") == {"~avto": 2}


def test_an_explanation_that_comes_later_or_goes_leaves_what_a_build_would(tmp_path: Path):
    home, anew = tmp_path / "index", tmp_path / "anew"
    build([articles(tmp_path, "all", "123")], home, workers=1)
    update([articles(tmp_path, "all", "0123")], home)
    build([articles(tmp_path, "all", "0123")], anew, workers=1)
    assert told(home) == told(anew)


@pytest.mark.parametrize(
    ("names", "attested", "found"),
    [
        (["Agence vélienne des transports orbitaux"], ["AVTO", "Agence vélienne des transports orbitaux"], {"avto"}),
        (["Administration spatiale nationale chinoise"], ["CNSA"], {"cnsa"}),
        (["Agence vélienne des transports orbitaux"], ["AV", "Avto", "XYZT"], set()),
    ],
)
def test_letters_that_begin_the_words_of_a_name_are_its_acronym(names: list[str], attested: list[str], found: set[str]):
    assert acronyms(names, "org", attested) == found
    assert acronyms(names, "person", attested) == set()


def test_an_acronym_of_two_entities_is_nobodys():
    assert owners([("~one", {"abc"}), ("~two", {"abc", "abd"})]) == {"abd": "~two"}


@given(st.dictionaries(st.text(st.one_of(st.sampled_from('AZÉaé"\\\n\x01 -'), st.characters(codec="utf-8"))), st.just(1), max_size=4))
def test_no_spelling_in_capitals_is_overlooked_where_few_rows_are_read(spelled: dict[str, int]):
    row = nametable.Row("org", {"fr": "x", "en": "x"}, [], [], 1, spelled)
    found = nametable._callings(nametable._CALLED.decode(msgspec.json.encode({"x": row}))).spelled  # noqa: SLF001 — see above
    assert "x" in found or not any(map(str.isupper, spelled))
    assert all(dict(counts) == spelled for _, _, counts in found.values())


@given(st.text(string.ascii_letters, min_size=1))
def test_letters_alone_are_one_word_so_that_none_of_it_has_an_acronym(name: str):
    assert len(name_key(name)) == 1
