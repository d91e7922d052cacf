"""Where a text is cut into pieces that can be read one by one, and remembered."""

import time
from collections.abc import Sequence
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.analysis import CHAINS, Part
from indexer.analysis.analyzer import ChainAnalyzer
from indexer.analysis.chunks import chunks
from indexer.codec import kernels
from indexer.codec.vocabulary import Chunks, Vocabulary
from indexer.document import LANGUAGES, Language

languages = st.sampled_from(LANGUAGES)
anything = st.text(st.characters(exclude_categories=()))
"""Any characters whatever, lone surrogates included."""
SPACE = " \u00a0\u2009\u202f\u205f\u3000\n\t\r\x0b\x1c\x85\u2028"
PIECES = [
    *("l’homme", "l'été", "Luna-25", "O.N.U.", "U.S.A", "C++", "R&D", "C#", "M.", "etc...", "«", "»,", "\u0301", "\u200b", "\u00ad", "'"),
    *(
        "10",
        "000",
        "1",
        "0000",
        "10000",
        "3,14",
        "000,5",
        "10'000",
        "a10",
        "000l'avion",
        "000-Meter",
        "-000",
        "1-000",
        "٠١٢",
        "٣",
        "²",
        "½",
    ),
    *("e\u0301te\u0301", "co\u00adopé\u00ad", "000\u0301", "000\u200b", "🚀", "👩‍🚀", "2019", "b's", "ʼ", "000ʼ", "000.", "000...5"),
]
news = st.lists(st.sampled_from(PIECES) | st.sampled_from(SPACE + "    ")).map("".join)
"""Words, signs and digits with any white space between them, or none."""
numbers = st.text(st.sampled_from("10٣  \u00a0\u202f\n,.'-a"))


def read_by_chunks(text: str, language: Language) -> list[Part]:
    """What the chain makes of each chunk by itself, with positions and offsets running on."""
    parts: list[Part] = []
    end = 0
    for chunk in chunks(text):
        start, first = text.index(chunk, end), len(parts)
        end = start + len(chunk)
        for position, (_, left, right, surfaces, terms) in enumerate(CHAINS[language].parts(chunk), first):
            parts.append(Part(position, start + left, start + right, surfaces, terms))
    return parts


@given(anything | news | numbers, languages)
@example("10 000", "fr")
@example("10 0000", "fr")
@example("1 000 000,5 et 10\u00a0000\u202f000", "fr")
@example("10\n000 10\t000 10  000 10 \u00a0000", "en")
@example("٣ ٠١٢", "en")
@example("10 000l'avion 10 000-Meter x-10 000", "fr")
@example("mot \u0301mot \u200bmot\u2028mot", "fr")
def test_a_text_is_its_chunks_read_one_by_one(text: str, language: Language) -> None:
    assert read_by_chunks(text, language) == list(CHAINS[language].parts(text)), f"{text!r} is cut into {chunks(text)}; see chunks.py"


@given(anything | news | numbers)
def test_nothing_but_white_space_stands_between_chunks(text: str) -> None:
    end = 0
    for chunk in chunks(text):
        start = text.index(chunk, end)
        assert not text[end:start].strip()
        assert chunk == chunk.strip() != ""
        end = start + len(chunk)
    assert not text[end:].strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l'homme, 10 000 fois", ["l'homme,", "10 000", "fois"]),
        ("«\u00a0oui\u00a0»", ["«", "oui", "»"]),
        ("de 2018 à 2019, 5 10 15 fois", ["de", "2018", "à", "2019,", "5", "10", "15", "fois"]),
        ("1 000 000\u202f000 € et 10 000.", ["1 000 000\u202f000", "€", "et", "10 000."]),
        ("", []),
        (" \n\u00a0", []),
    ],
)
def test_a_space_inside_a_number_cuts_nothing(text: str, expected: list[str]) -> None:
    assert chunks(text) == expected


@pytest.mark.parametrize("text", ["1 " + "000 " * 200_000, "1 000 a " * 100_000, " " * 800_000, "1" * 800_000, "1 " * 400_000])
def test_a_hostile_text_is_cut_in_time_in_proportion(text: str) -> None:
    started = time.process_time()
    assert sum(map(len, chunks(text))) <= len(text)
    assert time.process_time() - started < 5, "a second is plenty; what takes the length squared takes minutes"


@given(
    st.text(max_size=12) | st.sampled_from(["l'homme", "L’Étude,", "U.S.", "10 000", "ʼtis", "Œuvre", "x" * 80, "C++", "日本", "ª", "İ"])
)
def test_what_is_read_alone_is_what_is_read_in_a_text(chunk: str) -> None:
    for chain in CHAINS.values():
        assert chain.alone(chunk) == tuple(chain.parts(chunk))


@given(
    st.lists(
        st.text(st.sampled_from("aeisntéèçœßmd"), min_size=1, max_size=64) | st.sampled_from(["été", "les", "the", "cœurs", "nations"])
    )
)
def test_words_of_letters_alone_have_the_terms_that_they_have_in_a_text(words: list[str]) -> None:
    for chain in CHAINS.values():
        assert chain.letters(words) == [part.terms for word in words for part in chain.alone(word)]


BARE = [*"aÉœß'’‘.,;:!?()\"«»“…-–—10 LU$%*/[]&+#_", "l’", "O.N.U.", "été", "10", "ª", "İ", "\u00a0", "\u202f", "\u0301", "\u00ad", "x" * 64]
"""Letters and signs that `kernels.bare` knows or leaves, and some words of theirs."""


@given(st.lists(st.sampled_from(BARE), max_size=12).map("".join))
def test_neither_case_nor_punctuation_around_a_chunk_decides_what_it_becomes(text: str) -> None:
    for language in LANGUAGES:
        analyzer = ChainAnalyzer(language, "terms")
        known = Vocabulary().chunks(analyzer)
        for chunk in analyzer.chunks(text):
            number, (advance, forms) = known[chunk], analyzer.read(chunk)
            assert known.advances[number] == advance
            assert {form: tokens_of(known, form, number) for form in forms} == {form: list(items) for form, items in forms.items()}


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(BARE), max_size=12).map("".join), max_size=12), st.booleans())
def test_new_chunks_are_read_together_as_they_are_one_by_one(texts: list[str], compiled: bool) -> None:  # noqa: FBT001
    if not kernels.compile_all() and compiled:
        return
    with patch.object(kernels, "COMPILED", compiled):
        _read_together(texts)


def _read_together(texts: Sequence[str]) -> None:
    for language in LANGUAGES:
        analyzer = ChainAnalyzer(language, "terms")
        known = Vocabulary().chunks(analyzer)
        places = [known.text(text) for text in texts]
        numbers, begins, ends = known.texts()
        for text, place in zip(texts, places, strict=True):
            expected = [analyzer.read(chunk) for chunk in analyzer.chunks(text)]
            found = numbers[begins[place] : ends[place]].tolist()
            # White space beyond ASCII may or may not cut.
            assert sum(known.advances[number] for number in found) == sum(advance for advance, _ in expected)
            for form in ("terms", "surfaces"):
                assert [term for number in found for _, term in tokens_of(known, form, number)] == [
                    term for _, forms in expected for _, term in forms[form]
                ]


def test_a_vocabulary_begins_anew_where_it_holds_more_chunks_than_it_may_compiled_or_not():
    vocabulary, analyzer = Vocabulary(), ChainAnalyzer("fr", "terms")
    for most, kept in ((4, True), (3, False)):
        known = vocabulary.chunks(analyzer)
        known.text("une fusée quitte Kourou")
        known.texts()
        assert known.distinct >= 4
        vocabulary.forget(most)
        assert (vocabulary.chunks(analyzer) is known) == kept
        assert not vocabulary.tokens


def tokens_of(known: Chunks, form: str, chunk: int) -> list[tuple[int, str]]:
    """The tokens of a chunk, with the position of each counted from the chunk's."""
    starts, terms, offsets = (array.tolist() for array in known.forms[form].arrays())
    words = list(known.forms[form].words)
    return [(offsets[at], words[terms[at]]) for at in range(starts[chunk], starts[chunk + 1])]
