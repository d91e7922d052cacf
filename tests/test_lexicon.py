"""The lexicon: what comes with Lunette keeps its own rules, both directions say the same, and a line that breaks a rule is refused."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from unidecode import unidecode

from indexer.analysis import CHAINS
from indexer.analysis.fold import fold
from indexer.document import LANGUAGES, Language
from indexer.errors import LexiconError
from indexer.lexicon import Lexicon, words
from indexer.lexicon.table import DATA, Pair, pairs

LEXICON = Lexicon.load()
FILES = sorted(DATA.glob("*.tsv"))
OWN = [pair for file in FILES for pair in pairs(file)]
WEIGHTS = {"1", *(f".{tenths}" for tenths in range(1, 10))}

each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)


def lines(file: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that hold a pair, with their numbers."""
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
        if line and not line.startswith("#"):
            yield number, line


def meanings(language: Language, text: str, lexicon: Lexicon = LEXICON) -> dict[str, float]:
    """What a word means in the other language, and how likely."""
    return {translation.text: translation.weight for translation in lexicon.translations(language, words(language, text))}


def write(file: Path, *rows: tuple[str, ...]) -> Path:
    """A file of one's own."""
    file.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    return file


@each_file
def test_a_file_begins_with_what_it_holds_and_how_to_read_its_weights(file: Path):
    head = file.read_text(encoding="utf-8").partition("\n\n")[0]
    assert all(line.startswith("#") for line in head.split("\n")[:2]), file.name
    assert "weight" in head.lower(), file.name


@each_file
def test_every_line_is_two_words_and_a_weight_without_stray_blanks(file: Path):
    for number, line in lines(file):
        cells = line.split("\t")
        assert len(cells) == 3, f"{file.name}, line {number}"
        assert cells[2] in WEIGHTS, f"{file.name}, line {number}: “{cells[2]}”"
        assert all(cell == " ".join(cell.split()) for cell in cells), f"{file.name}, line {number}: “{line}”"


@each_file
def test_words_are_in_nfc_with_straight_apostrophes_and_plain_hyphens(file: Path):
    for number, line in lines(file):
        assert unicodedata.is_normalized("NFC", line), f"{file.name}, line {number}: “{line}”"
        assert not re.search("[\u2019\u2018\u02bc\u00a0\u202f\u2010-\u2014\u00ad]", line), f"{file.name}, line {number}: “{line}”"


@each_file
def test_no_file_says_a_thing_twice(file: Path):
    said = Counter(tuple(map(fold, line.split("\t")[:2])) for _, line in lines(file))
    assert {pair for pair, times in said.items() if times > 1} == set()


def test_the_lexicon_has_not_shrunk():
    assert len(OWN) >= 6800, Counter(file.name for file in FILES for _ in lines(file))
    assert len(LEXICON.table["fr"]) >= 4200
    assert len(LEXICON.table["en"]) >= 5200


def test_every_pair_is_found_in_both_directions_with_the_same_weight():
    heavier = defaultdict(float)
    for pair in OWN:
        heavier[pair.read] = max(heavier[pair.read], pair.weight)
    there = {
        language: {(read, found.words): found.weight for read, every in LEXICON.table[language].items() for found in every}
        for language in LANGUAGES
    }
    assert there["fr"] == heavier
    assert {(french, english): weight for (english, french), weight in there["en"].items()} == heavier


def test_the_likeliest_translation_comes_first():
    for table in LEXICON.table.values():
        for read, every in table.items():
            weights = [translation.weight for translation in every]
            assert weights == sorted(weights, reverse=True), read
            assert all(0 < weight <= 1 for weight in weights), read


@pytest.mark.parametrize("column", range(2), ids=LANGUAGES)
def test_no_word_is_one_that_nobody_searches_for(column: int):
    chain = CHAINS[LANGUAGES[column]]
    dead = [pair.texts for pair in OWN if not any(part.terms for part in chain.parts(pair.texts[column]))]
    assert not dead, f"these are stop words, so their lines do nothing: {dead}"


def test_no_word_that_both_languages_write_alike_stands_alone():
    others = {language: Counter(pair.read[column] for pair in OWN) for column, language in enumerate(LANGUAGES)}
    idle = [
        pair.texts
        for pair in OWN
        if fold(pair.texts[0]) == fold(pair.texts[1]) and others["fr"][pair.read[0]] == 1 and others["en"][pair.read[1]] == 1
    ]
    assert not idle, f"accents are folded anyway, so these lines say nothing unless the word means something else, too: {idle}"


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("mise en examen", "indictment"),
        ("prise d'otages", "hostage-taking"),
        ("coup d'État", "coup"),
        ("défense", "defence"),
        ("défense", "defense"),
        ("cessez-le-feu", "ceasefire"),
        ("projet de loi", "bill"),
        ("scrutin", "ballot"),
        ("français", "French"),
        ("station lunaire", "moon station"),
        ("démentir", "deny"),
        ("limoger", "sack"),
        ("demandeur d'asile", "asylum seeker"),
        ("réchauffement climatique", "global warming"),
    ],
)
def test_the_words_of_news_are_known_from_either_side(french: str, english: str):
    assert english in meanings("fr", french)
    assert french in meanings("en", english)


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("actuellement", "actually"),
        ("éventuellement", "eventually"),
        ("librairie", "library"),
        ("sensible", "sensible"),
        ("déception", "deception"),
        ("location", "location"),
        ("large", "large"),
    ],
)
def test_false_friends_do_not_translate_each_other(french: str, english: str):
    assert meanings("fr", french), french
    assert english not in meanings("fr", french)


def test_a_word_that_both_languages_write_alike_keeps_its_sense_beside_the_others():
    assert {"vote", "scrutin"} <= set(meanings("en", "vote"))
    assert {"vote", "ballot"} <= set(meanings("fr", "vote"))


@settings(deadline=None)
@given(st.sampled_from(OWN), st.sampled_from(range(2)))
def test_case_accents_and_the_shape_of_apostrophes_never_decide_what_is_found(pair: Pair, column: int):
    language, text = LANGUAGES[column], pair.texts[column]
    expected = LEXICON.translations(language, pair.read[column])
    assert expected
    for typed in (unidecode(text), text.upper(), text.replace("'", "’"), unicodedata.normalize("NFD", text)):
        assert LEXICON.translations(language, words(language, typed)) == expected, typed


def test_an_unknown_word_means_nothing():
    assert LEXICON.translations("fr", ("zzyzx",)) == ()
    assert LEXICON.translations("en", ()) == ()


def test_loading_twice_reads_once():
    assert Lexicon.load().table is LEXICON.table


def test_a_file_of_ones_own_adds_pairs_and_the_highest_weight_counts(tmp_path: Path):
    file = write(
        tmp_path / "harbour.tsv",
        ("goémonier", "kelp boat", ".7"),
        ("cessez-le-feu", "truce", ".9"),
        ("cessez-le-feu", "ceasefire", "0.1"),
    )
    lexicon = Lexicon.load(file)
    assert meanings("en", "Kelp boat", lexicon) == {"goémonier": 0.7}
    assert meanings("fr", "cessez-le-feu", lexicon)["truce"] == 0.9
    assert meanings("fr", "cessez-le-feu", lexicon)["ceasefire"] == 1
    assert "goemonier" not in {" ".join(read) for read in LEXICON.table["fr"]}


def test_a_pair_that_a_file_rejects_is_none_whatever_others_say(tmp_path: Path):
    before = meanings("fr", "cessez-le-feu")
    own = write(tmp_path / "own.tsv", ("Cessez-le-feu", "ceasefire", "0"), ("goémonier", "kelp boat", "1"))
    other = write(tmp_path / "other.tsv", ("goémonier", "kelp boat", "0"))
    lexicon = Lexicon.load(own, other)
    assert meanings("fr", "cessez-le-feu", lexicon) == {text: weight for text, weight in before.items() if text != "ceasefire"}
    assert len(before) > 1
    assert not meanings("fr", "goémonier", lexicon)
    assert not meanings("en", "kelp boat", lexicon)


def test_a_file_from_a_spreadsheet_loads(tmp_path: Path):
    file = tmp_path / "sheet.tsv"
    file.write_bytes("\ufeffgoémonier\tkelp boat\t1\r\n\r\n# boats\r\nligneur\tline fishing boat\t.4\r\n".encode())
    assert [pair.texts for pair in pairs(file)] == [("goémonier", "kelp boat"), ("ligneur", "line fishing boat")]


@pytest.mark.parametrize(
    ("rows", "line", "said"),
    [
        ([("phare", "lighthouse")], 1, "2 of the 3 columns"),
        ([("phare lighthouse 1",)], 1, "1 of the 3 columns"),
        ([("phare", "lighthouse", "1", "a tower")], 1, "4 of the 3 columns"),
        ([("phare", "lighthouse", "1"), ("bouée", "buoy", "often")], 2, "“often” is no weight"),
        ([("phare", "lighthouse", "0.0")], 1, "“0.0” is no weight"),
        ([("phare", "lighthouse", "1.5")], 1, "“1.5” is no weight"),
        ([("phare", "lighthouse", ".75")], 1, "“.75” is no weight"),
        ([("phare", "", "1")], 1, "“” (en)"),
        ([("?!", "lighthouse", "1")], 1, "“?!” (fr)"),
        ([("# boats",), ("marée", "tide", "1"), ("", ""), ("Maree", "tide", ".4")], 4, "already stands on line 2"),
    ],
)
def test_a_line_that_breaks_a_rule_is_refused_with_its_file_its_number_and_the_reason(
    tmp_path: Path, rows: list[tuple[str, ...]], line: int, said: str
):
    file = write(tmp_path / "own.tsv", *rows)
    with pytest.raises(LexiconError) as refused:
        Lexicon.load(file)
    assert str(refused.value).startswith(f"{file}, line {line}: ")
    assert said in str(refused.value)


@pytest.mark.parametrize("content", [b"phare\tlighthouse \xff\t1\n", None], ids=["not UTF-8", "absent"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None):
    file = tmp_path / "own.tsv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(LexiconError, match="cannot be read") as refused:
        Lexicon.load(file)
    assert str(file) in str(refused.value)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\r", codec="utf-8")) | st.sampled_from(sorted(WEIGHTS)), max_size=4)))
def test_whatever_a_file_holds_it_is_read_or_refused_by_line(tmp_path: Path, rows: list[list[str]]):
    file = write(tmp_path / "own.tsv", *map(tuple, rows))
    found, refusal = [], f"{file}, line 0: nothing"
    try:
        found = list(pairs(file))
    except LexiconError as refused:
        refusal = str(refused)
    assert re.match(re.escape(f"{file}, line ") + r"\d+: .", refusal)
    assert all(all(pair.read) and 0 < pair.weight <= 1 for pair in found)
