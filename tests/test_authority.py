"""The authority: what comes with Lunette keeps its own rules, and a file that breaks one is refused with its line."""

import re
from collections import Counter
from pathlib import Path

import pytest

from indexer.document import ENTITY_TYPES
from indexer.entities import Authority, Finder, name_key
from indexer.entities.authority import DATA, TYPE_OF_FILE
from indexer.entities.context import ALSO_GIVEN_NAMES, INHABITANTS, NEVER_ALONE, OPENING_WORDS, ORDINARY, TITLES
from indexer.entities.names import name_words
from indexer.errors import AuthorityError

ENTITIES = Authority.load().entities

EXPECTED_IDS = {
    "person": "dmitry-rogozin zhang-kejian sergei-savelyev wang-wenbin hao-chun danil-bochkov jens-stoltenberg vladimir-putin",
    "org": "roscosmos cnsa tass nato global-times cgtn federation-council russian-international-affairs-council un imf who wto",
    "place": "china russia beijing moscow ukraine kyiv london warsaw crimea moon mars united-states united-kingdom",
    "programme": "ilrs glonass beidou tiangong artemis-accords luna-25 artemis change-4 change-5 change-6 iss galileo gps paris-agreement",
}


def test_every_type_has_a_file_and_every_file_has_entries():
    assert set(TYPE_OF_FILE.values()) == set(ENTITY_TYPES)
    assert {file.stem for file in DATA.glob("*.yaml")} == {*TYPE_OF_FILE, "nationalities"}
    counts = Counter(entity.type for entity in ENTITIES.values())
    assert len(ENTITIES) >= 350, f"the authority shrank to {len(ENTITIES)} entries: {counts}"
    assert all(counts[kind] >= 50 for kind in ENTITY_TYPES), counts
    assert counts["place"] >= 2900, counts


def test_the_entities_that_news_cannot_do_without_are_there_under_their_ids():
    for kind, ids in EXPECTED_IDS.items():
        for slug in ids.split():
            assert slug in ENTITIES, f"{slug} is missing from the file of type {kind}"
            assert ENTITIES[slug].type == kind, slug


def test_ids_are_slugs_and_are_the_keys():
    for slug, entity in ENTITIES.items():
        assert slug == entity.id
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug), slug


def test_every_entity_has_a_label_in_both_languages():
    for entity in ENTITIES.values():
        assert set(entity.labels) == {"fr", "en"}, entity.id
        assert all(label == label.strip() and name_key(label) for label in entity.labels.values()), entity.id


def test_no_name_belongs_to_two_entities_of_one_type():
    owners: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for entity in ENTITIES.values():
        for spelling in entity.spellings:
            owners.setdefault((entity.type, name_key(spelling)), set()).add(entity.id)
    assert {key: ids for key, ids in owners.items() if len(ids) > 1} == {}


def test_no_alias_repeats_what_another_spelling_already_finds():
    def rule(spelling: str) -> tuple[object, ...]:
        words = [spelling[word.start : word.end] for word in name_words(spelling)]
        return name_key(spelling), [(word[0].isupper(), word.isupper()) for word in words]

    for entity in ENTITIES.values():
        rules = [rule(spelling) for spelling in (*dict.fromkeys(entity.labels.values()), *entity.aliases)]
        repeated = [alias for alias in entity.aliases if rules.count(rule(alias)) > 1]
        assert repeated == [], f"{entity.id}: remove one of {repeated}"


def test_names_are_written_with_straight_apostrophes_plain_spaces_and_plain_hyphens():
    for entity in ENTITIES.values():
        for spelling in entity.spellings:
            assert not re.search("[\u2019\u2018\u02bc\u00a0\u202f\u2010-\u2014\u00ad]|  ", spelling), f"{entity.id}: “{spelling}”"


def test_adjectives_of_nationality_are_not_names():
    finder = Finder(Authority.load())
    for adjective in ("chinois", "Russian", "russe", "Chinese", "américain", "Ukrainian", "European", "européen"):
        assert finder.known(adjective) == (), adjective


def test_the_lunar_station_and_the_chinese_agency_carry_every_attested_name():
    spellings = {slug: {name_key(spelling) for spelling in ENTITIES[slug].spellings} for slug in ("ilrs", "cnsa")}
    for name in (
        "Station internationale de recherche lunaire",
        "Station lunaire scientifique internationale",
        "Station de recherche lunaire internationale",
        "International Lunar Research Station",
        "ILRS",
    ):
        assert name_key(name) in spellings["ilrs"], name
    for name in (
        "Administration spatiale nationale chinoise",
        "Agence spatiale nationale chinoise",
        "China National Space Administration",
        "Chinese National Space Administration",
        "CNSA",
    ):
        assert name_key(name) in spellings["cnsa"], name


def test_the_word_lists_speak_only_of_names_that_exist_and_are_folded():
    known = {" ".join(name_key(spelling)) for entity in ENTITIES.values() for spelling in entity.spellings}
    surnames = {name_key(spelling)[-1] for entity in ENTITIES.values() if entity.type == "person" for spelling in entity.spellings}
    for word in set().union(*ORDINARY.values()) | ALSO_GIVEN_NAMES | set(INHABITANTS):
        assert word in known | surnames, f"“{word}” guards a name that the authority does not have"
    for word in OPENING_WORDS | TITLES | NEVER_ALONE:
        assert name_key(word) == (word,), f"“{word}” is not folded, so it never matches"


def test_every_spelling_has_the_key_that_its_words_give():
    keys = Authority.load().keys
    assert {spelling: name_key(spelling) for entity in ENTITIES.values() for spelling in entity.spellings} == keys


def test_loading_twice_reads_once():
    assert Authority.load().entities is Authority.load().entities


def test_a_file_of_ones_own_adds_entities(tmp_path: Path):
    file = tmp_path / "places.yaml"
    file.write_text("- id: paimpol\n  fr: Paimpol\n  en: Paimpol\n  note: A port in Brittany.\n", encoding="utf-8")
    entities = Authority.load(file).entities
    assert entities["paimpol"].type == "place"
    assert "beijing" in entities


def test_an_entry_of_a_file_with_another_name_states_its_type(tmp_path: Path):
    file = tmp_path / "newsroom.yaml"
    file.write_text("- {id: le-telegramme, type: org, fr: Le Télégramme, en: Le Télégramme}\n", encoding="utf-8")
    assert Authority.load(file).entities["le-telegramme"].type == "org"


def test_an_empty_file_adds_nothing(tmp_path: Path):
    file = tmp_path / "people.yaml"
    file.write_text("# nobody yet\n", encoding="utf-8")
    assert Authority.load(file).entities == ENTITIES


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("- {id: a, fr: A}", 1, "no “en”"),
        ("\n- {id: Ä, fr: Aa, en: Aa}", 2, "cannot be an id"),
        ("- {id: a_b, fr: Aa, en: Aa}", 1, "cannot be an id"),
        ("- {id: x1, fr: Aa, en: Aa}\n- {id: x1, fr: Bb, en: Bb}", 2, "already taken"),
        ("- {id: roscosmos, fr: Aa, en: Aa}", 1, "already taken"),
        ("- {id: x1, fr: Aa, en: Aa}\n- {id: x2, fr: Bb, en: Bb, aliases: [áa]}", 2, "already means “x1”"),
        ("- {id: x1, fr: Pékin, en: Aa}", 1, "already means “beijing”"),
        ("- id: x1\n  fr: Aa\n  en: Aa\n  colour: red", 4, "“colour” is not a key"),
        ("- id: x1\n  fr: Aa\n  fr: Ab\n  en: Aa", 3, "stands twice"),
        ("- id: x1\n  fr: NO\n  en: Norway", 2, "put it in quotes"),
        ("- id: x1\n  fr: Aa\n  en: ''", 3, "must be text"),
        ("- id: x1\n  fr: Aa\n  en: Aa\n  aliases: Bb", 4, "must be a list"),
        ("- id: x1\n  fr: Aa\n  en: Aa\n  aliases:\n  - Bb\n  - 1984", 6, "put it in quotes"),
        ("- id: x1\n  fr: Aa\n  en: Aa\n  note: [a]", 4, "must be text"),
        ("- id: x1\n  type: person\n  fr: Aa\n  en: Aa", 2, "allowed: place"),
        ("- {id: x1, fr: Aa, en: '…'}", 1, "no letter or digit"),
        ("- just a name", 1, "keys and values"),
        ("id: x1", None, "list of entries"),
        ("- {id: x1", None, "not valid YAML"),
    ],
)
def test_a_broken_rule_is_told_with_file_and_line(tmp_path: Path, content: str, line: int | None, words: str):
    file = tmp_path / "places.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(AuthorityError) as caught:
        Authority.load(file)
    message = str(caught.value)
    assert words in message
    assert str(file) in message
    assert line is None or f"line {line}" in message, message


def test_a_type_that_is_missing_or_unknown_is_told(tmp_path: Path):
    file = tmp_path / "mine.yaml"
    for entry, words in (("id: x1", "has no type"), ("id: x1, type: ship", "“ship” cannot be the type")):
        file.write_text(f"- {{{entry}, fr: Aa, en: Aa}}", encoding="utf-8")
        with pytest.raises(AuthorityError, match=words):
            Authority.load(file)


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(AuthorityError, match=r"nowhere\.yaml: cannot be read"):
        Authority.load(tmp_path / "nowhere.yaml")
