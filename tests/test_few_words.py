"""The language of a few words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.few_words import FewWords, language
from indexer.language import detect_query, guess_query


@pytest.mark.parametrize(
    ("words", "expected"),
    [("station lunaire", "fr"), ("moon station", "en"), ("Rogozine", None), ("Luna-25", None), ("", None)],
)
def test_a_few_words_have_a_language_where_one_of_them_is_of_one_alone(words: str, expected: str | None) -> None:
    assert language(words.split()) == expected


@pytest.mark.parametrize("words", ["d'informations", "l’information", "qu'il", "n'a", "L'avis", "jusqu'alors"])
def test_what_is_elided_is_french(words: str) -> None:
    assert language(words.split()) == "fr"


@pytest.mark.parametrize("words", ["don't", "people’s", "I'm", "we've", "ISN'T"])
def test_what_is_contracted_is_english(words: str) -> None:
    assert FewWords.load().score(words.split()) > 0


@pytest.mark.parametrize("name", ["O'Neill", "Chang'e", "rock'n'roll", "1990's", "l'", "'s"])
def test_not_every_apostrophe_tells_a_language(name: str) -> None:
    assert FewWords.load().apostrophe(name) == 0


@pytest.mark.parametrize(("bare", "accented"), [("decision", "décision"), ("regions", "régions"), ("television", "télévision")])
def test_a_word_of_both_is_more_likely_english_without_its_accent(bare: str, accented: str) -> None:
    model = FewWords.load()
    assert model.score([bare]) > 0 > model.score([accented])
    assert language([bare]) is None, "who types no accents at all may mean either"


@given(st.sampled_from(["station", "decision", "lunaire", "moon", "Rogozine"]))
def test_a_word_is_the_same_with_either_apostrophe_before_it(word: str) -> None:
    model = FewWords.load()
    assert model.score([f"d'{word}"]) == model.score([f"d’{word}"])


def test_what_is_no_word_says_nothing() -> None:
    assert FewWords.load().score(["2021", "—", "10 %"]) == 0


@pytest.mark.parametrize(
    ("query", "guess"),
    [
        ("station lunaire", "fr"),
        ("moon station", "en"),
        ("Stabilité politique", "fr"),
        ("Publication de Debian 6.0 Squeeze", None),  # “squeeze” is English, but what stands behind « de » may be a name
        ("Oscar de la Renta", None),
        ("UN", None),
        ("Chang'e", None),
        ("accord avec la Chine", None),  # « avec » betrays it
        ("the coopération spatiale", None),
    ],
)
def test_a_language_is_guessed_where_nothing_betrays_it(query: str, guess: str | None) -> None:
    assert guess_query(query.split()) == guess


@given(st.lists(st.text(), max_size=5))
def test_nothing_is_guessed_that_is_known(words: list[str]) -> None:
    assert None in (detect_query(words), guess_query(words))
