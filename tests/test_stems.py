"""The stems of a text are those that its language's chain gives, whatever was read before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import CHAINS
from indexer.document import LANGUAGES, Language
from service.search.concordance import Concordance
from service.search.stems import Stems

WORDS = st.sampled_from(["lune", "Luna-25", "l'étude", "the", "stations", "10", "000", "R&D", "œuvre", "Роскосмос", ",", "«", "\n"])
TEXTS = st.lists(WORDS, min_size=1, max_size=30).map(" ".join).filter(str.strip)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", [5, 1000])
@given(batches=st.lists(st.lists(TEXTS, min_size=1, max_size=4, unique=True), min_size=1, max_size=4))
def test_a_text_has_the_stems_of_its_chain(language: Language, room: int, batches: list[list[str]]):
    stems = Stems(Concordance(CHAINS[language].rules, room), room)
    for texts in batches:
        names, ids = stems.read(texts)
        assert {text: [names[at] for at in ids[text]] for text in texts} == {
            text: [term for part in CHAINS[language].parts(text) for term in part.terms] for text in texts
        }
