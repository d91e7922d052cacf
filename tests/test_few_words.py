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
