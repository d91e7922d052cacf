"""Articles in two languages: how they are told, indexed and marked."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import Search, searching
from hypothesis import given
from hypothesis import strategies as st

from indexer.document import LANGUAGES, Document, RawFile
from indexer.generations import Generations
from indexer.language import detect
from indexer.manifest import Manifest
from indexer.pipeline import process
from indexer.record import languages, read, text_parts, written
from indexer.spoken import larger, listen, part, spoken
from service.search.highlight import marked
from service.search.marks import Marks

DATA = Path(__file__).parent.parent.parent / "shared" / "data"

FRENCH = (
    "La Chine et la Russie ont signé un accord sur la construction d'une station lunaire, selon un communiqué de l'agence spatiale.",
    "Le projet est ouvert à tous les pays qui le souhaitent, et les premiers vols auront lieu dans les cinq années à venir, dit le texte.",
    "Les deux agences travaillent depuis longtemps ensemble, mais jamais encore sur une base où des équipages pourraient vivre des mois.",
)
ENGLISH = (
    "China and Russia have signed an agreement on the construction of a moon station, according to a statement of the space agency.",
    "The project is open to all countries that wish to take part, and the first flights will be made within the next five years, it says.",
    "The two agencies have been working together for a long time, but never before on a base where crews could live for months on end.",
)
BOTH = "\n".join((*FRENCH, *ENGLISH[:2]))


def processed(text: str, **stated: str) -> Document:
    document = process(RawFile("x", "x.txt", text, **stated))  # type: ignore[arg-type]
    assert isinstance(document, Document)
    return document


def test_an_article_in_two_languages_has_the_language_of_the_larger_part_and_that_of_each_paragraph() -> None:
    document = processed(BOTH)
    assert (document.lang, document.spoken) == ("fr", ("fr", "fr", "fr", "en", "en"))
    assert document.confidence == round(detect("\n".join(FRENCH))[1], 3)
    assert languages(document) == LANGUAGES
    assert text_parts(document, "fr")["body"].split("\n") == list(FRENCH)
    assert text_parts(document, "en")["body"].split("\n") == list(ENGLISH[:2])
    assert processed("\n".join((*ENGLISH, *FRENCH[:2]))).lang == "en"


def test_an_article_in_one_language_is_sure_of_it_unless_the_file_states_it() -> None:
    text = "\n".join(FRENCH)
    assert (processed(text).lang, processed(text).spoken) == ("fr", ())
    assert 0.5 < (processed(text).confidence or 0) <= 1
    assert processed(text, lang="fr").confidence is None
    assert (processed(BOTH, lang="en").lang, processed(BOTH, lang="en").spoken) == ("en", ("fr", "fr", "fr", "en", "en"))
    assert processed(BOTH, lang="und").spoken == ()
    assert processed("2021 12 45 % 1 037 690").confidence == 0


@pytest.mark.parametrize(
    "foreign",
    [
        "“We choose to go to the Moon in this decade and do the other things, not because they are easy,” he said.",
        "The New York Times, The Wall Street Journal and The Guardian of London",
        "Of Mice and Men\nThe Grapes of Wrath\nEast of Eden and the Long Valley",
        "Read the full statement of the agency on the website of the ministry",
    ],
)
def test_a_quotation_a_name_or_a_list_of_titles_makes_no_article_an_article_in_two_languages(foreign: str) -> None:
    assert spoken("\n".join((FRENCH[0], foreign, *FRENCH[1:], *FRENCH)), "fr") == ()


def test_what_is_too_short_to_be_told_belongs_to_its_neighbours_or_between_two_to_either() -> None:
    text = "\n".join(("Pékin", FRENCH[0], "Luna-25", *FRENCH[1:], "1 037 690", *ENGLISH, "Photo: Roscosmos"))
    assert spoken(text, "fr") == ("fr", "fr", "fr", "fr", "fr", "und", "en", "en", "en", "en")
    assert "1 037 690" in part(text, spoken(text, "fr"), "fr")
    assert "1 037 690" in part(text, spoken(text, "fr"), "en")


texts = st.lists(st.sampled_from([*FRENCH, *ENGLISH, "", "Luna-25", "« Non »", "Der Präsident ist nicht in der Stadt."]), max_size=9)


@given(texts.map("\n".join) | st.text(), st.sampled_from(["fr", "en", "und"]))
def test_every_paragraph_has_a_language_and_none_is_lost(text: str, lang: str) -> None:
    codes = spoken(text, lang)
    assert len(codes) in (0, len(text.split("\n")))
    assert set(codes) <= {"fr", "en", "und"}
    if codes:
        assert larger(codes, text) in LANGUAGES
        found = [paragraph for language in LANGUAGES for paragraph in part(text, codes, language).split("\n")]
        assert set(found) == set(text.split("\n"))
    speech = listen("", text)
    assert speech.confidence is not None
    assert 0 <= speech.confidence <= 1


def test_what_is_stored_of_an_article_in_two_languages_is_read_back_as_it_was() -> None:
    document = processed(BOTH)
    stored = written(document)
    assert read(stored) == document
    assert read(written(processed(FRENCH[0]))).spoken == ()


@pytest.fixture
def mixed(make_index: Callable[..., Path]) -> Path:
    return make_index([{"id": "both", "title": "Accord", "text": BOTH}, {"id": "fr", "title": "Accord", "text": "\n".join(FRENCH)}])


def found(search: Search, q: str) -> set[str]:
    return {hit.id for hit in search(q).hits}


def test_either_language_finds_it(mixed: Path) -> None:
    search = searching(mixed)
    for q, keys in (("constructions lunaires", {"both", "fr"}), ('"moon station"', {"both"}), ("signing agreements", {"both"})):
        assert {hit.id for hit in search(q, translate="off").hits} == keys, q
    assert found(search, "signing agreements") == {"both", "fr"}, "the French one has what that means"
    assert found(search, "lang:fr accord") == {"both", "fr"}


def test_the_manifest_counts_it_for_both_languages(mixed: Path) -> None:
    generations = Generations(mixed)
    fields = Manifest.read(generations.folder(generations.published())).fields
    assert (fields["body_fr"], fields["body_en"], fields["body_en_exact"]) == (2, 1, 1)
    assert (fields["title_fr"], fields["title_en"]) == (2, 1)


def test_a_word_is_marked_in_the_paragraphs_of_its_language_only() -> None:
    text = "Le train de Paris et le main\nThe train of Paris and the main"
    marks = [Marks("fr", surfaces={"train", "main"}), Marks("en", surfaces={"paris"})]
    lines = marked(text, marks, "fr", (), ("fr", "en")).split("\n")
    assert [re.findall("<mark>(.*?)</mark>", line) for line in lines] == [["train", "main"], ["Paris"]]
    lines = marked(text, marks, "fr", (), ("und", "fr")).split("\n")
    assert [re.findall("<mark>(.*?)</mark>", line) for line in lines] == [["train", "Paris", "main"], ["train", "main"]]


def test_a_page_marks_each_paragraph_by_its_own_language(mixed: Path) -> None:
    (hit,) = searching(mixed)("agreements").hits
    assert "<mark>agreement</mark>" in " ".join(hit.highlights.body)
    (hit, *_) = (each for each in searching(mixed)("années").hits if each.id == "both")
    assert "<mark>années</mark>" in " ".join(hit.highlights.body)


def test_a_name_is_marked_in_every_paragraph() -> None:
    document = processed(BOTH.replace("agence spatiale", "agence Roscosmos").replace("space agency", "agency Roscosmos"))
    marks = Marks("fr", entities={mention.id for mention in document.mentions if mention.text == "Roscosmos"})
    shown = marked(document.text, [marks], document.lang, document.mentions, document.spoken)
    assert shown.count("<mark>Roscosmos</mark>") == document.text.count("Roscosmos") == 2


def articles() -> Iterator[Mapping[str, Any]]:
    for name in ("newstest_2008_2010", "debian_news"):
        with (DATA / "parallel" / f"{name}.jsonl").open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def words(paragraphs: Sequence[str]) -> int:
    return sum(len(paragraph.split()) for paragraph in paragraphs)


@pytest.mark.skipif(not DATA.is_dir(), reason="the evaluation data is not here")
def test_no_article_in_one_language_is_taken_for_one_in_two_and_nearly_every_one_in_two_is_told() -> None:
    pairs: dict[str, dict[str, list[str]]] = {}
    for article in articles():
        assert spoken(article["text"], article["lang"]) == (), f"{article['id']}: see the thresholds of spoken.py"
        pairs.setdefault(article["pair_id"], {})[article["lang"]] = article["text"].split("\n")
    made = told = right = characters = 0
    for pair in pairs.values():
        if len(pair) == 2:
            first, second = pair["fr"][: len(pair["fr"]) // 2], pair["en"][len(pair["en"]) // 2 :]
            if min(words(first), words(second)) >= max(60, 0.3 * words([*first, *second])):
                text = "\n".join((*first, *second))
                codes = spoken(text, detect(text)[0])
                made, told = made + 1, told + bool(codes)
                for paragraph, code, language in zip((*first, *second), codes, ["fr"] * len(first) + ["en"] * len(second), strict=False):
                    characters, right = characters + len(paragraph), right + len(paragraph) * (code == language)
    assert made > 400
    assert told / made > 0.97
    assert right / characters > 0.99
