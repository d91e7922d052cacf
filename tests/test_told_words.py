"""Words that the owner of an index says translate each other: read from TSV, kept in the index, looked for, and shown with their file."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import lunette, searching

from indexer.build import build
from indexer.errors import LexiconError
from indexer.generations import Generations
from indexer.knowledge import Knowledge
from indexer.lexicon import Glossary, Told
from indexer.update import update

ARTICLES = [
    {"id": "fr", "lang": "fr", "title": "Atelier", "text": "Une frobule a été vue près du port hier soir."},
    {"id": "en", "lang": "en", "title": "Workshop", "text": "A wibbler was seen near the harbour last night."},
]
FIELD = "# what we write about\nfrobule\twibbler\t1\nfrobule\tgroncher\t.4\n"


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """An index that was told words."""
    (tmp_path / "field.tsv").write_text(FIELD, "utf-8")
    (tmp_path / "articles.jsonl").write_text("".join(json.dumps(each) + "\n" for each in ARTICLES), "utf-8")
    build([str(tmp_path / "articles.jsonl")], tmp_path / "index", workers=1, lexicon=[tmp_path / "field.tsv"])
    return tmp_path / "index"


def knowledge(home: Path) -> Knowledge:
    generations = Generations(home)
    return Knowledge.read(generations.folder(generations.published()))


@pytest.mark.parametrize(("q", "lang"), [("frobules", "fr"), ("wibblers", "en")])
def test_a_told_word_finds_what_it_means_and_the_answer_says_so(told: Path, q: str, lang: str):
    page = searching(told)(q, lang=lang)
    assert {hit.id for hit in page.hits} == {"fr", "en"}
    assert [each.why for each in page.query.expanded] == ["translation"]


def test_an_index_that_was_not_told_knows_nothing(make_index: Callable[..., Path]):
    assert {hit.id for hit in searching(make_index(ARTICLES))("frobule", lang="fr").hits} == {"fr"}


def test_an_update_remembers_words_until_it_is_given_others(told: Path, tmp_path: Path):
    source = str(tmp_path / "articles.jsonl")
    (tmp_path / "more.jsonl").write_text(json.dumps(ARTICLES[0] | {"id": "other"}) + "\n", "utf-8")
    update([str(tmp_path / "more.jsonl")], told, workers=1)
    assert knowledge(told).lexicon == (Told("frobule", "wibbler", 1.0, "field.tsv"), Told("frobule", "groncher", 0.4, "field.tsv"))
    (tmp_path / "none.tsv").write_text("", "utf-8")
    update([source], told, workers=1, lexicon=[tmp_path / "none.tsv"])
    assert knowledge(told).lexicon == ()
    assert {hit.lang for hit in searching(told)("frobule", lang="fr").hits} == {"fr"}


@pytest.mark.parametrize(
    ("line", "says"), [("chat\tcat", "has 2 of the 3"), ("chat\tcat\t2", "is no weight"), ("…\tcat\t1", "searched for")]
)
def test_a_file_that_breaks_a_rule_is_refused_by_its_line_before_anything_is_read(tmp_path: Path, line: str, says: str):
    (tmp_path / "field.tsv").write_text(f"{FIELD}{line}\n", "utf-8")
    with pytest.raises(LexiconError, match="line 4") as refused:
        build([str(tmp_path / "nowhere")], tmp_path / "index", lexicon=[tmp_path / "field.tsv"])
    assert says in str(refused.value)
    assert not (tmp_path / "index" / "CURRENT").exists()


def test_of_a_pair_that_is_known_the_higher_weight_counts_and_other_meanings_stay():
    known = Glossary.load()
    before = known.meanings("fr", ["maison"], ["maison"])
    after = known.told([Told("maison", before[-1].text, 1.0, "field.tsv")]).meanings("fr", ["maison"], ["maison"])
    assert {each.words for each in after} == {each.words for each in before}
    assert {each.words: each.weight for each in after}[before[-1].words] == 1.0
    assert known.meanings("fr", ["maison"], ["maison"]) == before, "another index in this process is told as well"


def test_a_meaning_that_is_rejected_is_gone_in_both_directions_and_in_every_form_and_others_stay():
    known = Glossary.load()
    after = known.told([Told("maison", "house", 0.0, "field.tsv")])
    for language, word, meant in (("fr", "maison", "house"), ("fr", "maisons", "house"), ("en", "house", "maison")):
        there, left = ({each.text for each in some.meanings(language, [word], [word])} for some in (known, after))
        assert meant in there
        assert left == there - {meant}
    assert known.meanings("en", ["house"], ["hous"]) == Glossary.load().meanings("en", ["house"], ["hous"]), (
        "another index was told as well"
    )


def test_a_rejection_wins_over_what_other_files_say_in_whatever_order():
    told = [Told("frobule", "wibbler", 1.0, "a.tsv"), Told("Frobule", "wibbler", 0.0, "b.tsv")]
    for some in (told, told[::-1]):
        assert not Glossary.load().told(some).meanings("fr", ["frobule"], ["frobul"])
        assert not Glossary.load().told(some).knows("fr", "frobule")


def test_an_update_that_is_told_of_a_rejection_obeys_it(told: Path, tmp_path: Path):
    assert {hit.id for hit in searching(told)("frobule", lang="fr").hits} == {"fr", "en"}
    (tmp_path / "field.tsv").write_text(FIELD + "wharf\tquay\t.4\n", "utf-8")
    (tmp_path / "no.tsv").write_text("frobule\twibbler\t0\n", "utf-8")
    source = str(tmp_path / "articles.jsonl")
    update([source], told, workers=1, lexicon=[tmp_path / "field.tsv", tmp_path / "no.tsv"])
    assert {hit.id for hit in searching(told)("frobule", lang="fr").hits} == {"fr"}
    (tmp_path / "more.jsonl").write_text(json.dumps(ARTICLES[0] | {"id": "other"}) + "\n", "utf-8")
    update([str(tmp_path / "more.jsonl")], told, workers=1)
    assert {hit.lang for hit in searching(told)("frobule", lang="fr").hits} == {"fr"}, "it is remembered"


def test_where_a_pair_comes_from_is_shown(told: Path):
    def rows(word: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(lunette("lexicon", "show", word, "--index", told, "--json").stdout)
        return found

    assert rows("frobule")[0] == {"fr": "frobule", "en": "wibbler", "weight": 1.0, "from": "field.tsv"}
    assert all(str(each["from"]).endswith(".tsv") for each in rows("maison"))
    assert rows("maison")
    assert not rows("zzyzx")
