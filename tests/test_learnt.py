"""What a collection's own translations teach of words: which pairs are found, where they are kept, and that queries use them."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import lunette, searching
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.build import build
from indexer.errors import IndexDamaged
from indexer.generations import Generations
from indexer.lexicon import Glossary, Mined, Told, learnt, mined
from indexer.update import update

MakeIndex = Callable[[Sequence[Mapping[str, Any]]], Path]

FRENCH = "frobule grandelier mouvasse tarvenelle broudier clavanche pistouflet dragounier vernambule scalpitude".split()  # noqa: SIM905
ENGLISH = "wibbler groncher mazzow tervack bruddle clanther pistofer dragower vernum scalpon".split()  # noqa: SIM905
"""Words that no lexicon has, translating each other in this order."""

HEADS = (
    (
        "Selon la revue, ils ont un",
        "Ce fut dit il y a peu, et redit depuis par ceux qui y furent, d’une même voix :",
        "Ou bien",
    ),
    (
        "In the review they had a",
        "It was said not so long ago, and said again since by those who were there, with one voice:",
        "Or else",
    ),
)
"""How the paragraphs begin: of lines as long as each other it would seem that a mailer broke them."""


def parallel(number: int, seed: int = 1) -> list[tuple[str, str]]:
    """Texts of three paragraphs in both languages; in each paragraph three of the words, the English ones in another order."""
    rng = random.Random(seed)  # noqa: S311 — nothing secret
    texts = []
    for _ in range(number):
        drawn = [rng.sample(range(len(FRENCH)), 3) for _ in range(3)]
        french = "\n".join(f"{head} {' '.join(FRENCH[each] for each in some)}." for head, some in zip(HEADS[0], drawn, strict=True))
        english = "\n".join(f"{head} {' '.join(ENGLISH[each] for each in some[::-1])}." for head, some in zip(HEADS[1], drawn, strict=True))
        texts.append((french, english))
    return texts


def test_words_that_always_stand_together_translate_each_other(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("indexer.lexicon.mining.COMMONEST", 0.5)  # ten words make every one of them common
    found = {(pair.fr, pair.en) for pair in mined(parallel(40))}
    assert found >= set(zip(FRENCH, ENGLISH, strict=True))


def test_words_of_texts_that_tell_different_things_do_not(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("indexer.lexicon.mining.COMMONEST", 0.5)
    shuffled = zip((french for french, _ in parallel(40)), (english for _, english in parallel(40, seed=2)), strict=True)
    assert not {(pair.fr, pair.en) for pair in mined(shuffled)} & set(zip(FRENCH, ENGLISH, strict=True))


TEXT = st.lists(st.sampled_from([*FRENCH, *ENGLISH, "le", "the", "12", "\n"]), max_size=30).map(" ".join)


@settings(deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), max_size=12))
def test_a_word_is_in_one_pair_only_and_never_more_often_with_its_partner_than_at_all(texts: list[tuple[str, str]]):
    found = mined(texts)
    assert len({pair.fr for pair in found}) == len({pair.en for pair in found}) == len(found)
    for pair in found:
        assert 3 <= pair.together <= min(pair.french, pair.english)
        assert 0.1 <= pair.weight <= 0.9


def test_what_was_learnt_stands_beside_what_is_known_and_the_likelier_comes_first():
    glossary = Glossary.load().knowing([Mined("frobule", "wibbler", 9, 10, 10), Mined("accord", "wibble", 3, 4, 4)])
    assert [each.text for each in glossary.meanings("fr", ["frobule"], ["frobul"])] == ["wibbler"]
    assert [each.text for each in glossary.meanings("en", ["wibbler"], ["wibbler"])] == ["frobule"]
    agreement = [(each.text, each.weight) for each in glossary.meanings("fr", ["accord"], ["accord"])]
    assert ("wibble", 0.75) in agreement
    assert len(agreement) > 1
    assert [weight for _, weight in agreement] == sorted((weight for _, weight in agreement), reverse=True)


def articles() -> list[dict[str, Any]]:
    """Thirty articles and their translations, which numbers and names make known as such."""
    rng = random.Random(5)  # noqa: S311 — nothing secret
    rows = []
    for at, (french, english) in enumerate(parallel(30)):
        numbers = [str(rng.randrange(1000, 99999)) for _ in range(6)]
        who = f"Kar{at:02d}".replace("0", "o").replace("1", "i")
        about = f"Dalvin {who.title()} Marvek, Orbexia, {', '.join(numbers)}"
        date = f"2021-{1 + at % 12:02d}-{1 + at % 28:02d}"
        rows += [
            {"id": f"fr{at}", "lang": "fr", "date": date, "title": f"Rapport {at}", "text": f"{french}\nDans le rapport : {about}."},
            {"id": f"en{at}", "lang": "en", "date": date, "title": f"Report {at}", "text": f"{english}\nIn the report: {about}."},
        ]
    return rows


@pytest.fixture
def taught(make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("indexer.lexicon.mining.COMMONEST", 0.5)
    return make_index(articles())


def test_a_query_finds_what_only_translations_of_the_collection_taught(taught: Path):
    search = searching(taught)
    page = search("frobule", language="en")
    assert page.total > 0
    assert [(each.term, each.alternatives, each.why) for each in page.query.expanded] == [("frobule", ("wibbler",), "translation")]
    assert search("frobule", language="en", translate="off").total == 0


def test_an_update_keeps_what_was_learnt(taught: Path, tmp_path: Path):
    generations = Generations(taught)
    before = learnt.read(generations.folder(generations.published()))
    assert before
    more = tmp_path / "more.jsonl"
    more.write_text(json.dumps({"id": "new", "text": "Un nouvel article."}) + "\n", "utf-8")
    update([str(more)], taught, workers=1)
    assert learnt.read(generations.folder(generations.published())) == before


def test_the_pairs_can_be_looked_at_with_their_evidence(taught: Path):
    told = json.loads(lunette("lexicon", "review", "--index", taught, "--json").stdout)
    pair = next(each for each in told if each["fr"] == "frobule")
    assert pair["en"] == "wibbler"
    assert 3 <= pair["together"] <= min(pair["french"], pair["english"])
    assert pair["known"] is False
    assert "frobule" in lunette("lexicon", "review", LUNETTE_INDEX=str(taught)).stdout


def reviewed(home: Path, *arguments: object) -> dict[str, Any]:
    """What is decided about each pair, by the French word."""
    return {each["fr"]: each["decided"] for each in json.loads(lunette("lexicon", "review", "--index", home, "--json", *arguments).stdout)}


def test_what_was_learnt_is_kept_as_it_is_and_where_nothing_was_it_is_nothing(tmp_path: Path):
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
    learnt.keep(tmp_path / "after", tmp_path / "before")
    assert learnt.read(tmp_path / "after") == ()
    learnt.write(tmp_path / "before", [Mined("lune", "moon", 3, 4, 5)])
    learnt.keep(tmp_path / "after", tmp_path / "before")
    assert learnt.read(tmp_path / "after") == (Mined("lune", "moon", 3, 4, 5),)


def test_what_was_learnt_is_decided_about_in_a_file_that_builds_and_updates_obey(taught: Path, tmp_path: Path):
    lines = lunette("lexicon", "review", "--index", taught, "--tsv").stdout.splitlines()
    assert lines[0].startswith("# French, English, weight")
    decisions = tmp_path / "decisions.tsv"
    decided = [line.rsplit("\t", 1)[0] + "\t0" if line.startswith("frobule") else line for line in lines]
    decisions.write_text("\n".join(decided) + "\n", "utf-8")
    assert set(reviewed(taught).values()) == {None}
    written = {line.partition("\t")[0] for line in lines[1:]}
    assert written >= {"frobule", "grandelier"}
    expected = {fr: "rejected" if fr == "frobule" else "confirmed" if fr in written else None for fr in reviewed(taught)}
    assert reviewed(taught, "--lexicon", decisions) == expected, "they can be looked at before anything is done"
    assert lunette("lexicon", "review", "--index", taught, "--tsv", "--lexicon", decisions).stdout.splitlines() == lines[:1]
    articles_again = tmp_path / "again.jsonl"
    articles_again.write_text("".join(json.dumps(each) + "\n" for each in articles()), "utf-8")
    update([str(articles_again)], taught, workers=1, lexicon=[decisions])
    assert reviewed(taught) == expected
    assert learnt.read(Generations(taught).folder(Generations(taught).published())), "the evidence stays"
    search = searching(taught)
    assert search("frobule", language="en").total == 0
    assert search("grandelier", language="en").total > 0
    shown = lunette("lexicon", "review", "--index", taught).stdout
    assert "- frobule" in shown
    assert "+ grandelier" in shown
    build([str(articles_again)], taught, workers=1, lexicon=[decisions])
    assert searching(taught)("frobule", language="en").total == 0


def test_a_pair_is_known_again_in_another_form():
    glossary = Glossary.load().told([Told("frobules", "wibblers", 0.0, "own.tsv")])
    assert not glossary.knowing([Mined("frobule", "wibbler", 9, 10, 10)]).meanings("fr", ["frobule"], ["frobul"])


def test_two_ways_to_write_the_pairs_are_one_too_many(taught: Path):
    refused = lunette("lexicon", "review", "--index", taught, "--tsv", "--json")
    assert refused.returncode == 2
    assert "choose one" in refused.stderr


@pytest.mark.parametrize(
    "content", ["", "{}", "[5]", '[["a", "b", 1, 1]]', '[["a", "b", 3, 2, 5]]', '[["a", "b", 0, 2, 5]]', '[["!", "b", 3, 5, 5]]']
)
def test_a_damaged_file_is_refused_by_name(tmp_path: Path, content: str):
    (tmp_path / learnt.FILE).write_text(content, "utf-8")
    with pytest.raises(IndexDamaged, match=learnt.FILE):
        learnt.read(tmp_path)
