"""When words stand close together: the same whether they are searched for or marked."""

from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from service.search.closeness import Stretch, side_by_side, together

words = st.lists(st.sampled_from("abcx"), max_size=12)
phrases = st.lists(st.sampled_from("abc"), min_size=2, max_size=3).map(tuple)


def choices(text: list[str], phrase: tuple[str, ...]) -> list[tuple[int, ...]]:
    """Every way to take each word of the phrase from a place of its own."""
    places = [[at for at, word in enumerate(text) if word == wanted] for wanted in phrase]
    return [choice for choice in product(*places) if len(set(choice)) == len(choice)]


@given(words, phrases)
def test_side_by_side_is_in_a_row_and_in_order(text: list[str], phrase: tuple[str, ...]) -> None:
    expected = {choice[0] for choice in choices(text, phrase) if all(b - a == 1 for a, b in pairwise(choice))}
    assert {stretch.first for stretch in side_by_side(text, phrase)} == expected


@given(words, phrases, st.integers(2, 8))
def test_together_is_within_so_many_positions_in_any_order(text: list[str], phrase: tuple[str, ...], slop: int) -> None:
    close = [choice for choice in choices(text, phrase) if max(choice) - min(choice) <= slop]
    found = list(together(enumerate(text), phrase, slop))
    assert bool(found) == bool(close), f"{phrase} within {slop} of {text}"
    for first, last in found:
        assert any((min(choice), max(choice)) == (first, last) for choice in close), "a stretch begins and ends with words of the phrase"


@given(words, st.permutations(["a", "b", "c"]), st.integers(2, 8))
def test_order_does_not_matter(text: list[str], phrase: list[str], slop: int) -> None:
    assert list(together(enumerate(text), tuple(phrase), slop)) == list(together(enumerate(text), ("a", "b", "c"), slop))


def test_more_words_than_the_distance_allows_may_stand_in_a_row() -> None:
    assert list(together(enumerate("cab"), ("a", "b", "c"), 1)) == [Stretch(0, 2)]


def test_a_long_text_takes_no_longer_for_a_wide_phrase() -> None:
    text = ["a", *["x"] * 200_000, "b", *["a"] * 100_000]
    assert list(together(enumerate(text), ("a", "b"), 100)) == [Stretch(200_001, 200_002)], "the window moves once over the text"
