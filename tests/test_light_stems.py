"""The lighter stemmers that Snowball is measured against, by examples of what was published."""

import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))
from light_stems import French, Light, Plurals


@pytest.mark.parametrize(
    "family",
    [
        ("cheval", "cheval", "chevaux"),
        ("chant", "chant", "chante", "chanter", "chantés"),
        ("baron", "baron", "barons", "baronnes"),
        ("aneau", "anneau", "anneaux"),
        ("afreu", "affreux", "affreuse"),
        ("investi", "investir", "investissement"),
        ("administratif", "administratif", "administrative", "administrativement"),
        ("justifi", "justifier", "justificateur", "justificatrice"),
        ("eduqu", "eduquer", "educatrice"),
        ("product", "producteur", "productrice"),
        ("achet", "acheteur", "acheteuse"),
        ("bijouti", "bijoutier", "bijoutière"),
        ("complet", "complet", "complète"),
        ("rituel", "rituel", "ritualisation"),
        ("faibl", "faible", "faiblesse"),
        ("fou", "fou", "folle"),
        ("cre", "créées"),
        ("22h00", "22hh00"),
    ],
)
def test_light_stems_of_french_are_those_that_were_published(family: tuple[str, ...]):
    stem, *words = family
    assert Light().stems(words) == [stem] * len(words)


def test_minimal_stems_of_french_lose_plurals_and_a_last_e_or_r():
    assert French().stems(["chevaux", "hiboux", "chantés", "chanter", "baronnes", "parle"]) == [
        "cheval",
        "hibou",
        "chant",
        "chant",
        "baron",
        "parle",
    ]


def test_stems_of_plurals_lose_an_s_where_it_says_more_than_one():
    words = ["queries", "wings", "aeroplanes", "shoes", "pass", "virus", "wing"]
    assert Plurals().stems(words) == ["query", "wing", "aeroplane", "shoe", "pass", "virus", "wing"]
