"""What is remembered of the chunks of texts, and how it is found by a word."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import CHAINS, Chain, Concordance, Part
from indexer.analysis.chunks import chunks

RULES = CHAINS["fr"].rules
texts = st.lists(st.sampled_from(["lune", "Lunes,", "l’homme", "Luna-25", "10", "000", "«", "de", "fusée", "x" * 70, "語"])).map(" ".join)
words = st.sets(st.sampled_from(["lun", "lune", "homme", "luna25", "25", "10000", "de", "x" * 64, "absent"]))


def bearing_by_reading(cut: set[str], wanted: set[str], chain: Chain) -> set[str]:
    """The chunks that bear a word, read one by one."""
    return {chunk for chunk in cut if any(wanted.intersection((*part.surfaces, *part.terms)) for part in chain.parts(chunk))}


@given(st.lists(st.tuples(texts, words, words)), st.integers(1, 12))
def test_every_chunk_that_bears_a_word_is_found_whatever_was_read_before(searches: list[tuple[str, set[str], set[str]]], room: int) -> None:
    chain = CHAINS["fr"]
    concordance = Concordance(RULES, room)
    for text, some, others in searches:
        cut = set(chunks(text))
        found = concordance.bearing(text, some, others)
        assert bearing_by_reading(cut, some | others, chain) <= found.keys() <= cut
        assert found == {chunk: tuple(chain.parts(chunk)) for chunk in found}, "the parts of a chunk are those of the chain"


def test_a_chunk_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    plain = Chain.word

    def word(chain: Chain, chunk: str) -> tuple[Part, ...]:
        read.append(chunk)
        return plain(chain, chunk)

    monkeypatch.setattr(Chain, "word", word)
    concordance = Concordance(RULES)
    for text in ("fusée, lune", "lune fusée, lune", "fusée, lune"):
        assert concordance.bearing(text, {"fusee"}).keys() == {"fusée,"}
    assert sorted(read) == ["fusée,", "lune"]


def test_memory_is_bounded_and_starts_afresh() -> None:
    concordance = Concordance(RULES, room=100)
    for number in range(1000):
        concordance.bearing(f"mot{number} lune", {"lune"})
        assert len(concordance._book.known) <= 100  # noqa: SLF001 — what a reader cannot see is what this is about
    assert concordance.bearing("lune mot1", {"lune"}).keys() == {"lune"}


def test_endless_chunks_are_not_remembered_and_found_all_the_same() -> None:
    concordance = Concordance(RULES)
    endless = "lune-" * 100 + "lune"
    for _ in range(2):
        assert endless in concordance.bearing(f"{endless} terre", {"lune"})
    assert endless not in concordance._book.known  # noqa: SLF001 — see above


def test_only_some_texts_are_remembered_as_they_are() -> None:
    concordance = Concordance(RULES)
    for number in range(1000):
        concordance.bearing(f"lune {number}", {"lune"})
    concordance.bearing("lune " * 10_000, {"lune"})
    assert len(concordance._book.texts) == 500  # noqa: SLF001 — see above
    assert max(map(len, concordance._book.texts)) < 10_000  # noqa: SLF001


@pytest.mark.parametrize("room", [20, 100_000])
def test_threads_that_share_a_concordance_find_what_one_finds_alone(room: int) -> None:
    shared = Concordance(RULES, room)
    vocabulary = [f"{word}{end}" for word in ("lune", "terre", "fusée", "homme", "étoile") for end in ("", "s", ",", ".", "»", "s,", "-25")]
    alone = CHAINS["fr"]

    def search(seed: int) -> None:
        rng = random.Random(seed)  # noqa: S311 — an order, not a secret
        for _ in range(300):
            cut = set(rng.sample(vocabulary, 12))
            wanted = {rng.choice(["lune", "terre", "fusee", "homm", "etoil", "lune25"])}
            found = shared.bearing(" ".join(cut), wanted)
            assert bearing_by_reading(cut, wanted, alone) <= found.keys() <= cut, "see the book in concordance.py"

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(search, range(8)))
