"""Texts as numbers, one a letter."""

import re

from hypothesis import given
from hypothesis import strategies as st

from service.search.letters import Letters

texts = st.text(st.sampled_from(["a", "é", "’", "語", " ", "🚀", "\ud83d", "\ude80"]), max_size=9)


@given(st.lists(texts, max_size=5))
def test_letters_are_those_of_the_texts_that_have_one_number_each(several: list[str]) -> None:
    fit, letters = Letters.among(several)
    assert list(fit) == [n for n, text in enumerate(several) if not re.search("[🚀\ud800-\udfff]", text)]
    assert (Letters.of(several) is None) == (len(fit) < len(several))
    held = "".join(map(chr, letters.units.tolist()))
    assert [held[letters.starts[at] : letters.starts[at + 1]] for at in range(len(fit))] == [several[n] for n in fit]
    assert held[letters.starts[-1] :] == 8 * " ", "what compiled code may look at behind the last"
