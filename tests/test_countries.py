"""Countries: all that ISO 3166 counts are known under CLDR's names, and what the generator writes is what is there."""

import babel
import pytest

from indexer.document import LANGUAGES, Language
from indexer.entities import Authority, Finder, name_key
from indexer.entities.countries import BY_HAND, FILE, NO_COUNTRIES, WRITTEN_OTHERWISE, cldr_name, codes, content, generated, written_by_hand

AUTHORITY = Authority.load()
FINDER = Finder(AUTHORITY)
IDS = {**{code: entity.id for code, entity in generated().items()}, **written_by_hand()}


def places(spelling: str) -> set[str]:
    return {entity.id for entity in FINDER.known(spelling) if entity.type == "place"}


def test_every_country_of_iso_3166_is_known_by_its_code():
    assert set(codes()) == set(IDS)
    assert len(codes()) == 249 + 1, "ISO 3166-1 counts 249 countries and territories, and Kosovo is the one it does not"
    assert not NO_COUNTRIES & set(codes())


def test_no_two_codes_are_one_entity():
    assert len(set(IDS.values())) == len(IDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_is_found_by_its_label(language: Language):
    for code, slug in IDS.items():
        label = AUTHORITY.entities[slug].labels[language]
        mentions = FINDER.find(f"… : on parle ici de {label}, hier.", language)
        assert slug in {mention.id for mention in mentions}, f"{code}: “{label}” is not found; look at the guards of its words"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_is_known_by_its_name_in_cldr(language: Language):
    for code, slug in IDS.items():
        if code not in WRITTEN_OTHERWISE:
            name = cldr_name(code, language)
            assert slug in places(name), f"{code}: “{name}” is not a spelling of “{slug}”; run python -m indexer.entities.countries"


def test_what_is_written_otherwise_needs_it():
    for code, slug in WRITTEN_OTHERWISE.items():
        assert AUTHORITY.entities[slug].type == "place"
        assert any(slug not in places(cldr_name(code, language)) for language in LANGUAGES), f"{code} is known by every name of CLDR"


def test_names_are_written_as_newspapers_print_them():
    assert cldr_name("CK", "fr") == "îles Cook"
    assert cldr_name("CI", "en") == "Côte d'Ivoire"
    assert cldr_name("BA", "en") == "Bosnia and Herzegovina"
    assert cldr_name("MM", "en") == "Myanmar"
    assert name_key(cldr_name("CD", "en")) == ("congo", "kinshasa")


def test_the_file_is_what_the_generator_writes():
    text = FILE.read_text(encoding="utf-8")
    if f"Babel {babel.__version__}," not in text:
        pytest.skip(f"the file was written with another Babel than {babel.__version__}, whose names may differ")
    assert text == content(), f"{BY_HAND.name} has changed: run python -m indexer.entities.countries"
