"""What language a text and a query are taken for."""

import gzip
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language import LOOKED_AT, detect, detect_query

DATA = Path(__file__).parent.parent.parent / "shared" / "data"

SENTENCES = {
    "La Chine et la Russie ont signé un accord sur la station lunaire.": "fr",
    "Le président a été réélu dimanche au premier tour.": "fr",
    "Selon l'agence, le lancement est reporté à la semaine prochaine.": "fr",
    "Selon l’agence, le lancement est reporté à la semaine prochaine.": "fr",
    "Il n'y a pas eu de blessés, ont indiqué les pompiers.": "fr",
    "La NASA reporte son vol.": "fr",
    "ROSCOSMOS ET LA CNSA ONT SIGNÉ UN ACCORD": "fr",
    "China and Russia signed an agreement on the lunar station.": "en",
    "The president was re-elected on Sunday in the first round.": "en",
    "No one was hurt, firefighters said.": "en",
    "NASA's launch has been delayed until next week.": "en",
    "Youssou's victorious return": "en",
    "We've seen worse storms": "en",
    "Choisissez votre territoire": "fr",
    "He told Le Monde that the talks in Paris were over.": "en",
    "Dmitri Rogozine told reporters it wasn't the end of Luna-25.": "en",
}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_one_ordinary_sentence_is_enough(sentence: str) -> None:
    language, confidence = detect(sentence)
    assert language == SENTENCES[sentence], f"{sentence!r} was taken for {language} ({confidence:.2f})"
    assert 0 < confidence <= 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n",
        "2021 12 45 % 1 037 690",
        "Luna-25",
        "Vladimir Poutine Xi Jinping",
        "EU car sales fall",
        "Роскосмос подписал соглашение с Китаем",
        "中国国家航天局",
        "Der Präsident hat am Dienstag in Berlin mit der Kanzlerin gesprochen und die Reform verteidigt.",
        "El presidente de Rusia visitó la capital de China el martes para firmar un acuerdo.",
        "Il presidente della Repubblica ha firmato il decreto.",
        "O presidente da Rússia assinou um acordo com a China.",
        "De president van Rusland heeft een akkoord getekend.",
    ],
)
def test_a_text_without_evidence_or_in_another_language_is_not_given_one(text: str) -> None:
    assert detect(text) == ("und", 0.0)


def test_only_the_beginning_is_looked_at() -> None:
    french = "La Chine et la Russie ont signé un accord. " * (LOOKED_AT // 40)
    assert detect(french + "the of and to in is are " * 10_000) == detect(french)


def test_more_of_the_same_makes_it_surer() -> None:
    sentence = "The talks were held in Moscow. "
    assert detect(sentence * 5)[1] > detect(sentence)[1]


@given(st.text())
def test_any_text_has_one_of_three_answers(text: str) -> None:
    language, confidence = detect(text)
    assert language in ("fr", "en", "und")
    assert 0 <= confidence <= 1
    assert (language == "und") == (confidence == 0), f"{text!r}: {language} with confidence {confidence}"


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("accord avec la Chine", "fr"),
        ("l'agence spatiale", "fr"),
        ("l’agence spatiale", "fr"),
        ("coopération spatiale", "fr"),
        ("accord sur le climat", "fr"),
        ("où est Luna-25", "fr"),
        ("history of the moon", "en"),
        ("Russia's moon programme", "en"),
        ("The moon landing", "en"),
        ("what happened with Luna-25", "en"),
        ("", None),
        ("Luna-25", None),
        ("station lunaire", None),
        ("moon station", None),
        ("Rogozine", None),
        ("Chloé Zhao", None),
        ("café", None),
        ("Oscar de la Renta", None),
        ("Marine Le Pen", None),
        ("Charles de Gaulle", None),
        ("Notre-Dame fire", None),
        ("incendie de Notre-Dame", "fr"),
        ("Notre Dame de Paris", "fr"),
        ("fire in Île-de-France", "en"),
        ("or on son main car pain", None),
        ("d'Artagnan", None),
        ("Chang'e", None),
        ("UN", None),
        ("coup d'état in Niger", None),
        ("the coopération spatiale", None),
    ],
)
def test_a_query_is_given_a_language_only_when_its_words_leave_no_choice(query: str, language: str | None) -> None:
    assert detect_query(query.split()) == language


@pytest.mark.skipif(not DATA.is_dir(), reason="the evaluation data is not here")
def test_parallel_news_is_told_apart() -> None:
    wrong, articles, sentences, missed = [], 0, 0, 0
    with (DATA / "parallel" / "newstest_2008_2010.jsonl").open(encoding="utf-8") as lines:
        for article in map(json.loads, lines):
            articles += 1
            if detect(article["text"])[0] != article["lang"]:
                wrong.append(article["id"])
            for sentence in re.split(r"(?<=[.!?])\s+", article["text"]):
                if len(sentence.split()) >= 6:
                    sentences += 1
                    missed += detect(sentence)[0] != article["lang"]
    assert articles > 500
    assert wrong == []
    assert missed / sentences < 0.01, f"{missed} of {sentences} sentences"


@pytest.mark.skipif(not DATA.is_dir(), reason="the evaluation data is not here")
@pytest.mark.parametrize(("name", "language"), [("fr_orangesum", "fr"), ("en_bbc", "en")])
def test_articles_in_bulk_have_their_language(name: str, language: str | None) -> None:
    with gzip.open(DATA / "bulk" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = [detect(json.loads(line)["text"])[0] for line, _ in zip(lines, range(500), strict=False)]
    assert found == [language] * 500


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("agence de presse", "fr"),
        ("directeur de la NASA", "fr"),
        ("Chine et Russie", "fr"),
        ("le pain", "fr"),
        ("Rio de Janeiro", None),
        ("Oscar de la Renta", None),
        ("Charles de Gaulle", None),
    ],
)
def test_particles_between_common_words_are_french_and_those_of_names_say_nothing(query: str, language: str | None):
    assert detect_query(query.split()) == language
