"""Nationalities: evidence about countries in both languages, and never names."""

import pytest

from indexer.document import LANGUAGES
from indexer.entities import Authority, Finder, name_key
from indexer.entities.nationalities import countries_of, nationalities

AUTHORITY = Authority.load()
NATIONALITIES = nationalities()


def test_there_are_nationalities_of_many_countries_and_all_are_places_of_the_authority():
    assert len(NATIONALITIES) >= 200
    assert [country for country in NATIONALITIES if country not in AUTHORITY.entities] == []
    assert {AUTHORITY.entities[country].type for country in NATIONALITIES} == {"place"}


def test_every_nationality_has_forms_in_both_languages():
    for nationality in NATIONALITIES.values():
        assert set(nationality.forms) == set(LANGUAGES), nationality.country
        assert all(forms and all(map(name_key, forms)) for forms in nationality.forms.values()), nationality.country


def test_french_is_written_small_and_english_with_a_capital():
    for nationality in NATIONALITIES.values():
        assert all(form.islower() for form in nationality.forms["fr"]), nationality.country
        assert all(form[0].isupper() for form in nationality.forms["en"]), nationality.country


@pytest.mark.parametrize(
    ("words", "language", "expected"),
    [
        ("Français", "fr", ["france"]),
        ("françaises", "fr", ["france"]),
        ("Frenchmen", "en", ["france"]),
        ("French", "en", ["france"]),
        ("french", None, ["france"]),
        ("Chinois", "fr", ["china"]),
        ("Chinese", None, ["china"]),
        ("Germans", "en", ["germany"]),
        ("Welshwomen", "en", ["wales"]),
        ("sud-africaine", "fr", ["south-africa"]),
        ("South Africans", "en", ["south-africa"]),
        ("congolaise", "fr", ["congo-kinshasa", "congo-brazzaville"]),
        ("Koreans", "en", ["north-korea", "south-korea"]),
        ("Suisses", "fr", ["switzerland"]),
        ("Swiss", "en", ["switzerland"]),
        ("Ouzbeks", None, ["uzbekistan"]),
        ("Français", "en", []),
        ("French", "fr", []),
        ("France", None, []),
        ("Germen", "en", []),
        ("", None, []),
    ],
)
def test_a_form_gives_its_countries(words: str, language: str, expected: list[str]):
    assert list(countries_of(words, language)) == expected


# Feminine adjectives and an inhabitant that are the name of a country too; articles and numbers tell them apart.
ALSO_COUNTRIES = {"argentine": "argentina", "philippines": "philippines", "suisse": "switzerland"}


def test_nationalities_are_no_entities():
    finder = Finder(AUTHORITY)
    for nationality in NATIONALITIES.values():
        for form in {form for forms in nationality.forms.values() for form in forms}:
            named = [entity.id for entity in finder.known(form) if entity.type == "place"]
            assert named == [ALSO_COUNTRIES[form.lower()]] if form.lower() in ALSO_COUNTRIES else named == [], f"{form}: {named}"
