"""How a text becomes words: where each begins and ends, what is taken off it, how it is folded and stemmed."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from unidecode import unidecode

from indexer.analysis import CHAINS, Chain, Part
from indexer.analysis.chain import MAX_TERM
from indexer.analysis.fold import fold, plain
from indexer.analysis.tokens import APOSTROPHES, DASHES, INVISIBLE
from indexer.document import LANGUAGES, Language

languages = st.sampled_from(LANGUAGES)
anything = st.text(st.characters(exclude_categories=()))
"""Any characters whatever, lone surrogates included."""
FRENCH_LETTERS = "abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿœæABCDEFGHIJKLMNOPQRSTUVWXYZÀÂÇÉÈÊËÎÏÔŒÙÛ"
french_words = st.text(FRENCH_LETTERS, min_size=1, max_size=12)
french_text = st.lists(
    st.one_of(french_words, st.sampled_from(["l’été", "Luna-25", "10 000", "qu'il", "O.N.U.", ",", "« ", " »", ". "]))
).map(" ".join)


def parts(text: str, language: Language = "fr") -> list[Part]:
    return list(CHAINS[language].parts(text))


def words(text: str, language: Language = "fr") -> list[str]:
    """The folded words as written, one a position."""
    return [part.surfaces[0] for part in parts(text, language)]


def seen(text: str, language: Language = "fr") -> list[str]:
    """The characters of the text that each position stands for."""
    return [text[part.start : part.end] for part in parts(text, language)]


def terms(text: str, language: Language = "fr") -> set[str]:
    return {term for part in parts(text, language) for term in part.terms}


def meaning(text: str, language: Language) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """What is indexed of a text, without where it stands."""
    return [(part.surfaces, part.terms) for part in parts(text, language)]


# Laws of every text


@given(anything, languages)
@example("ʼ", "fr")
@example("Dʼʼ.l'", "fr")
@example("Russia's\u00ad", "en")
@example("l'\u00adavocat-\u200bgénéral", "fr")
@example("日本語 عربي 👩‍🚀 e\u0301\u0301\u0301 ﬁn", "en")
def test_offsets_lie_in_the_original_text_in_order_and_positions_are_consecutive(text: str, language: Language) -> None:
    end = 0
    for position, part in enumerate(parts(text, language)):
        assert part.position == position, f"position {part.position} stands where {position} should; see Chain.parts"
        assert end <= part.start < part.end <= len(text), f"{part} overlaps or leaves the text; see Chain._taken_apart"
        end = part.end


@given(anything, languages)
@example("ʼ", "fr")
@example("Ольга", "fr")
@example("ß" * 100, "en")
def test_every_position_has_a_word_and_words_and_terms_are_short_ascii(text: str, language: Language) -> None:
    for part in parts(text, language):
        assert part.surfaces, f"{part} can only be found as a stem"
        for said in (*part.surfaces, *part.terms):
            assert 0 < len(said) <= MAX_TERM, f"{said!r} of {part} should have 1 to {MAX_TERM} characters"
            assert said.isascii(), f"{said!r} of {part} was not folded"
        word = part.surfaces[0]
        assert word == word.strip("'. "), f"{word!r} should begin and end with a letter, a digit or a sign of its name; see fold.py"


@given(anything, anything, languages)
def test_a_line_is_read_the_same_whatever_stands_around_it(above: str, below: str, language: Language) -> None:
    shift, first = len(above) + 1, len(parts(above, language))
    shifted = [
        part._replace(position=part.position + first, start=part.start + shift, end=part.end + shift) for part in parts(below, language)
    ]
    assert parts(f"{above}\n{below}", language) == parts(above, language) + shifted


@given(anything, languages)
def test_a_chain_reads_from_memory_what_it_reads_afresh(text: str, language: Language) -> None:
    fresh = Chain(CHAINS[language].rules)
    assert list(fresh.parts(text)) == list(fresh.parts(text)) == parts(text, language)


@given(french_text, languages)
@example("la fusée", "fr")
@example("l’œuvre d’été à Saint-Étienne", "en")
def test_decomposed_accents_change_nothing_nfd(text: str, language: Language) -> None:
    assert meaning(unicodedata.normalize("NFD", text), language) == meaning(unicodedata.normalize("NFC", text), language)


@given(french_text, languages)
@example("l’œuvre de l’o.n.u.", "fr")
def test_capitals_change_nothing(text: str, language: Language) -> None:
    assert meaning(text.upper(), language) == meaning(text.lower(), language)


@given(st.lists(french_words, min_size=1), st.sampled_from(INVISIBLE), languages)
def test_soft_hyphens_and_zero_width_characters_vanish(text: list[str], unseen: str, language: Language) -> None:
    strewn = " ".join(unseen.join(word) + unseen for word in text)
    assert meaning(strewn, language) == meaning(" ".join(text), language)


@given(st.text(st.sampled_from("ldquaéoOnN's-." + APOSTROPHES)), st.sampled_from(APOSTROPHES), languages)
def test_every_apostrophe_is_the_same_apostrophe(text: str, apostrophe: str, language: Language) -> None:
    straight = "".join("'" if character in APOSTROPHES else character for character in text)
    typed = straight.replace("'", apostrophe)
    assert parts(typed, language) == parts(straight, language), f"{typed!r} differs from {straight!r}; see APOSTROPHES in tokens.py"


@given(french_text)
@example("la fusée décolle")
@example("né")
def test_accents_never_decide_what_matches(text: str) -> None:
    bare = unidecode(text)
    assume(terms(bare))
    assert terms(text) & terms(bare), f"{text!r} gives {terms(text)}, without accents {terms(bare)}; see `stems` in chain.py"


@given(french_words, languages)
@example("fusée", "fr")
@example("employées", "fr")
def test_an_accentless_query_finds_every_accented_word(word: str, language: Language) -> None:
    """Stemming before folding alone misses every fifth accented word; folding before stemming stands beside it for that reason."""
    assume(terms(unidecode(word), language))
    assert terms(unidecode(word), language) & terms(word, language), f"{word!r} is missed without its accents"


@given(st.text())
@example("Ольга l’ÉTÉ ʼ")
def test_folding_twice_is_folding_once(text: str) -> None:
    for word in text.split():
        assert fold(word).isascii()
        assert fold(fold(word)) == fold(word)


# What is one word


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("O.N.U.", ["onu"]),
        ("l’O.N.U. a voté", ["onu", "a", "vote"]),
        ("U.S. forces", ["us", "forces"]),
        ("the U.S.-led coalition", ["the", "us", "led", "coalition"]),
        ("anti-U.S. protests", ["anti", "us", "protests"]),
        ("S.N.C.F", ["sncf"]),
        ("J.R.R. Tolkien", ["jrr", "tolkien"]),
        ("J.R.R.Tolkien", ["jrr", "tolkien"]),
        ("M.Rogozine", ["m", "rogozine"]),
        ("La fin.Le début", ["la", "fin", "le", "debut"]),
        ("C++ C# F# R&D AT&T .NET?", ["c++", "c#", "f#", "r&d", "at&t", "net"]),
        ("d’AT&T, l'H&M", ["at&t", "h&m"]),
        ("Dupont&Durand", ["dupont", "durand"]),
        ("C++17", ["c++", "17"]),
        ("vraiment++", ["vraiment"]),
        ("20h30, le 1er, au XXIe", ["20h30", "le", "1er", "au", "xxie"]),
        ("snake_case #Luna25 @cnes", ["snake", "case", "luna25", "cnes"]),
        ("https://example.org/a?b=1", ["https", "example", "org", "a", "b", "1"]),
        ("a😀b", ["a", "b"]),
        ("😀 … — € « »", []),
        ("«l’avocat»", ["avocat"]),
        ("le cœur, l’Œuvre, ﬁn, straße, Ægir", ["le", "coeur", "oeuvre", "fin", "strasse", "aegir"]),
        ("Роскосмос, Ольга, Харьков", ["roskosmos", "olga", "kharkov"]),
        ("北京 2022", ["beijing", "2022"]),
        ("CO₂ et m²", ["co2", "et", "m2"]),
    ],
)
def test_a_text_is_these_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected, f"see WORD in tokens.py; the words were {seen(text)}"


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u2007", "\u2009", "\u202f", "\u205f", "'", "’"])
def test_ten_thousand_is_a_number_with_any_kind_of_space(space: str) -> None:
    assert words(f"10{space}000 km") == ["10000", "km"], f"U+{ord(space):04X} parts a number; see SPACES in tokens.py"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10,000", "10000"),
        ("10.000", "10000"),
        ("10 000,5", "10000.5"),
        ("10,000.5", "10000.5"),
        ("1.000.000,50", "1000000.50"),
        ("1 000\u00a0000", "1000000"),
        ("3,14", "3.14"),
        ("3.14", "3.14"),
        ("0,125", "0.125"),
        ("2.7.4", "2.7.4"),
        ("1000,000", "1000.000"),
    ],
)
def test_a_number_is_read_without_its_grouping(text: str, expected: str) -> None:
    assert words(text)[0] == expected, "see number in numbers.py"


@given(st.integers(0, 10**12), st.sampled_from(" ,.'\u202f"))
def test_a_grouped_number_is_the_number(value: int, mark: str) -> None:
    grouped = f"{value:,}".replace(",", mark)
    assert words(f"environ {grouped}.") == ["environ", str(value)]


@given(st.integers(1_000, 10**12), st.integers(0, 999), st.sampled_from([" .", " ,", ",.", ".,", "’."]))
def test_decimals_after_groups_are_decimals_in_both_traditions(value: int, decimals: int, marks: str) -> None:
    grouped = f"{value:,}".replace(",", marks[0])
    assert words(f"{grouped}{marks[1]}{decimals}") == [f"{value}.{decimals}"], "see number in numbers.py"


def test_a_year_before_a_number_stays_a_year() -> None:
    assert words("en 2021 100 000 personnes") == ["en", "2021", "100000", "personnes"]


def test_a_unit_without_a_space_is_a_word() -> None:
    assert words("10 000km, 3,5t") == ["10000", "km", "3.5", "t"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("joint", [*DASHES, " ", "—", "-\u200b", "\u00ad-"])
def test_luna_25_is_two_words_however_it_is_joined(joint: str, language: Language) -> None:
    there, plainly = parts(f"Luna{joint}25", language), parts("Luna-25", language)
    told = [(part.position, part.surfaces[0], part.terms) for part in there]
    assert told == [(part.position, part.surfaces[0], part.terms) for part in plainly], f"U+{ord(joint[0]):04X} reads otherwise"


@pytest.mark.parametrize("dash", DASHES)
def test_a_hyphenated_word_is_also_found_in_one_piece(dash: str) -> None:
    assert parts(f"e{dash}mail")[0].surfaces == ("e", "email")
    assert parts(f"Luna{dash}25")[0].surfaces == ("luna", "luna25")
    assert words("email") == ["email"]


def test_years_are_not_joined() -> None:
    assert parts("2018-2022")[0].surfaces == ("2018",), "20182022 is nothing that a reader types"


def test_luna_25_is_not_luna_26() -> None:
    assert terms("Luna-25") != terms("Luna-26")


def test_a_decimal_may_follow_a_hyphen() -> None:
    assert words("GPT-3.5, 1,5-2,5 %") == ["gpt", "3.5", "1.5", "2.5"]


# Apostrophes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l’avocat", ["avocat"]),
        ("L'Avocat", ["Avocat"]),
        ("m'appelle t'appelle s'appelle n'appelle d'appel j'appelle c'était", ["appelle"] * 4 + ["appel", "appelle", "était"]),
        ("qu'elle jusqu'à lorsqu’on puisqu'il quoiqu’en", ["elle", "à", "on", "il", "en"]),
        ("qu'aujourd'hui", ["aujourd'hui"]),
        ("aujourd’hui presqu’île prud'homme quelqu'un entr'acte", ["aujourd’hui", "presqu’île", "prud'homme", "quelqu'un", "entr'acte"]),
        ("O’Neill Chang’e D’Artagnan d'Alembert", ["O’Neill", "Chang’e", "D’Artagnan", "d'Alembert"]),
        ("N’Djamena N'Djaména N'Golo M'Bala", ["N’Djamena", "N'Djaména", "N'Golo", "M'Bala"]),
        ("n'y n'a m'entend n’hésite n'Œuvre", ["y", "a", "entend", "hésite", "Œuvre"]),
        ("L’Oréal d’Estaing Côte d'Ivoire", ["Oréal", "Estaing", "Côte", "Ivoire"]),
        ("Villeneuve-d'Ascq", ["Villeneuve", "Ascq"]),
        ("va-t-il c'est-à-dire", ["va", "t", "il", "est", "à", "dire"]),
        ("Moody's et l'Amazon’s", ["Moody", "et", "Amazon"]),
        ("« l’ » d' rock'n'roll", ["l", "d", "rock'n'roll"]),
    ],
)
def test_french_loses_its_elided_words_and_nothing_else(text: str, expected: list[str]) -> None:
    assert seen(text) == expected, "see french.py and apostrophes.py"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russia’s Putin's boss's", ["Russia", "Putin", "boss"]),
        ("the 1990's", ["the", "1990"]),
        ("the U.S.'s allies", ["the", "U.S.", "allies"]),
        ("O’Neill's Chang'e's", ["O’Neill", "Chang'e"]),
        ("don’t we'll o'clock", ["don’t", "we'll", "o'clock"]),
        ("'quoted' the astronauts' suits", ["quoted", "the", "astronauts", "suits"]),
        ("L'Oréal and Giscard d'Estaing", ["Oréal", "and", "Giscard", "Estaing"]),
    ],
)
def test_english_loses_its_possessive_and_french_articles(text: str, expected: list[str]) -> None:
    assert seen(text, "en") == expected, "see english.py and apostrophes.py"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("long", "short"), [("d'Estaing", "Estaing"), ("L’Oréal", "oreal"), ("D'Artagnan", "Artagnan")])
def test_a_name_is_found_with_and_without_its_particle(long: str, short: str, language: Language) -> None:
    assert terms(long, language) == terms(short, language) != set()


def test_the_mark_is_on_the_word_and_not_on_its_article() -> None:
    text = "Voici l\u00ad’\u200bavo\u00adcat."
    assert [text[part.start : part.end].strip(INVISIBLE) for part in parts(text)] == ["Voici", "avo\u00adcat"]


# Stems


def test_numbers_are_not_stemmed() -> None:
    assert terms("1990s 20h30 CO2", "en") == {"1990s", "20h30", "co2"}


def test_both_orders_of_folding_and_stemming_share_a_position() -> None:
    (part,) = parts("fusée")
    assert terms("fusee") < set(part.terms), "the accentless word should be one of two stems; see `stems` in chain.py"


@pytest.mark.parametrize(("name", "stem"), [("Rogozine", "rogozin"), ("Poutine", "poutin"), ("Roscosmos", "roscosmos")])
def test_stemmers_mangle_names_so_the_word_as_written_stands_beside_them(name: str, stem: str) -> None:
    (part,) = parts(name)
    assert part.terms == (stem,)
    assert part.surfaces == (name.lower(),)


def test_families_meet() -> None:
    assert terms("employé") & terms("employés") & terms("employée")
    assert terms("launching", "en") == terms("launched", "en") == terms("launches", "en")


# Memory


def _counted(memory: int) -> tuple[Chain, list[str]]:
    """A chain, and the words that it had to stem."""
    read: list[str] = []
    rules = CHAINS["fr"].rules

    def stems(words: Sequence[str], folded: Sequence[str]) -> list[tuple[str, ...]]:
        read.extend(words)
        return rules.terms(words, folded)

    return Chain(replace(rules, terms=stems), memory), read


def test_a_word_is_read_once() -> None:
    chain, read = _counted(100)
    list(chain.parts("fusée lune fusée lune fusée"))
    assert read == ["fusée", "lune"]


def test_memory_is_bounded() -> None:
    chain, read = _counted(2)
    list(chain.parts("fusée lune orbite fusée"))
    assert read == ["fusée", "lune", "orbite", "fusée"], "with room for two words the third should have pushed out the first"


def test_endless_words_are_not_remembered() -> None:
    chain, read = _counted(100)
    list(chain.parts(f"{'x' * 1000} {'x' * 1000}"))
    assert read == ["x" * MAX_TERM] * 2, "a word of 1,000 characters took room in memory; and it is stemmed whole"


# What a hostile text costs: if one of these took more than time in proportion, it would not end


SIZE = 100_000

HOSTILE = {
    "hyphens": "a-" * SIZE,
    "apostrophes": "'" * SIZE,
    "elisions": "l'" * SIZE,
    "elisions before a word": "l'" * SIZE + "avion",
    "elisions with unseen characters": "d’\u200b" * SIZE + "Artagnan",
    "possessives": "b's" * SIZE,
    "groups of digits": "1 " + "000 " * SIZE,
    "groups of digits and no number": "1 " + "000 " * SIZE + "0000",
    "commas": "1," * SIZE,
    "decimals": "1.234" * SIZE,
    "dots": "a.b.c." * SIZE,
    "dots and no acronym": "a." * SIZE + "bb",
    "ampersands": "ab&" * SIZE,
    "ampersands and no name": "a&" * SIZE + "abcd",
    "plus signs": "+" * SIZE + "C++" * SIZE,
    "an accent storm": "e" + "\u0301" * SIZE,
    "decomposed letters": "e\u0301" * SIZE,
    "accents without letters": "\u0301" * SIZE,
    "soft hyphens and hyphens": "\u00ad-" * SIZE,
    "hyphens and soft hyphens": "a-\u00ad\u00ad" * SIZE,
    "one long word": "x" * SIZE * 5,
    "Chinese": "語" * SIZE,
    "emoji": ("😀" * 9 + "a") * SIZE,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_text_is_read_in_time_in_proportion(text: str, language: Language) -> None:
    count = sum(1 for _ in CHAINS[language].parts(text))
    assert count <= len(text), "see the comment on what repeats in tokens.py"


def test_plain_keeps_accents_and_loses_what_nobody_sees() -> None:
    assert plain("L’É\u00adTE\u0301\u200b") == "l'été"


@pytest.mark.parametrize(("name", "word"), [("Luna", "lune"), ("China", "Chine"), ("Cuba", "cube"), ("Marina", "marine")])
def test_a_name_in_a_is_not_the_french_word_in_e(name: str, word: str):
    """Trap: proper names are mangled by stemmers (luna→lun)."""
    terms = [{term for part in CHAINS["fr"].parts(each) for term in part.terms} for each in (name, word)]
    assert not terms[0] & terms[1], f"{name} and {word} are both {terms}; see french._terms"
