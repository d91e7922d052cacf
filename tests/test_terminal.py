"""What reaches a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.terminal import shown


@pytest.mark.parametrize("space", [" ", "\xa0", "\u202f", "\u2009", "\t", "\n", "\u2028"])
def test_a_blank_of_any_kind_keeps_words_apart(space: str) -> None:
    assert shown(f"«{space}Lune{space}»") == "« Lune »"


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\x9b", "\u202e", "\u200b", "\ud800", "\ue000"])
def test_what_a_terminal_would_obey_or_cannot_show_is_gone(character: str) -> None:
    assert shown(f"Lu{character}ne") == "Lune"


@given(st.text())
def test_whatever_is_shown_is_printable_and_loses_no_letter(text: str) -> None:
    assert shown(text).isprintable()
    assert [each for each in shown(text) if each.isalnum()] == [each for each in text if each.isalnum()]
