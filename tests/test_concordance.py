"""What is remembered of the chunks of texts, and how it is found by a word."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from indexer.analysis import CHAINS, Chain, Part
from indexer.codec import kernels
from service.search.concordance import Bearing, Concordance, Cut

RULES = CHAINS["fr"].rules
PIECES = ["lune", "Lunes,", "l’homme", "Luna-25", "10", "000", "«", "de", "fusée", "x" * 70, "語", "٠١٢", "🚀", "l'\ud800"]
texts = st.lists(st.sampled_from(PIECES) | st.sampled_from(["\n", "\u00a0", "\t\x1c"]) | st.text(max_size=4)).map(" ".join)
words = st.sets(st.sampled_from(["lun", "lune", "homme", "luna25", "25", "10000", "de", "x" * 64, "absent"]))


@pytest.fixture(params=["compiled", "plain"])
def _kernels(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "compiled" and not kernels.compile_all():
        pytest.skip("there is no numba here")
    monkeypatch.setattr(kernels, "COMPILED", request.param == "compiled")


def parts_of(cut: Cut) -> list[Part]:
    """Every part of a text, from what its chunks became."""
    found: list[Part] = []
    for number, at in zip(cut.numbers.tolist(), cut.begins.tolist(), strict=True):
        found += [Part(len(found) + part.position, at + part.start, at + part.end, *part[3:]) for part in cut.book.parts[number]]
    return found


@pytest.mark.usefixtures("_kernels")
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([("l’homme 10 000 fois 10 0000 000", {"10000"}), ("«\u00a0de la lune\u00a0» 🚀 lune", {"lune"})], 4)
@given(st.lists(st.tuples(texts, words), max_size=6), st.integers(1, 40))
def test_chunks_become_what_the_text_becomes_and_those_that_bear_a_word_are_found(searches: list[tuple[str, set[str]]], room: int) -> None:
    concordance = Concordance(RULES, room)
    bearings: dict[frozenset[str], Bearing] = {}
    for text, wanted in ((text, wanted) for text, wanted in searches if text):
        (cut,) = concordance.cut([text])
        assert parts_of(cut) == list(CHAINS["fr"].parts(text))
        bearing = bearings.setdefault(frozenset(wanted), Bearing(wanted))
        bears = [bool(borne(cut.book.parts[number]) & wanted) for number in cut.numbers.tolist()]
        begins, numbers = cut.begins.tolist(), cut.numbers.tolist()
        assert bearing.found(cut) == [[0, place, numbers[place], begins[place]] for place, bore in enumerate(bears) if bore]


def borne(parts: tuple[Part, ...]) -> set[str]:
    """Every form of some parts."""
    return {form for part in parts for form in (*part.surfaces, *part.terms)}


def places(bearing: Bearing, concordance: Concordance, text: str) -> list[int]:
    """Where a text bears a word."""
    (cut,) = concordance.cut([text])
    return [place for _, place, _, _ in bearing.found(cut)]


@pytest.mark.usefixtures("_kernels")
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(texts, max_size=6))
def test_texts_are_cut_together_as_they_are_cut_alone(several: list[str]) -> None:
    alone = Concordance(RULES)
    together = [cut.of(number) for cut in Concordance(RULES).cut(several) for number in range(len(cut.texts))]
    assert sorted(text for cut in together for text in cut.texts) == list(range(len(several)))
    for cut in together:
        (single,) = alone.cut([several[text] for text in cut.texts])
        assert parts_of(cut) == parts_of(single)
        assert cut.starts.tolist() == [0, len(cut.numbers)]


@pytest.mark.usefixtures("_kernels")
def test_a_chunk_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    plain = Chain.alone

    def alone(chain: Chain, chunk: str) -> tuple[Part, ...]:
        read.append(chunk)
        return plain(chain, chunk)

    monkeypatch.setattr(Chain, "alone", alone)
    concordance, bearing = Concordance(RULES), Bearing({"fusee"})
    assert [places(bearing, concordance, text) for text in ("fusée, lune", "lune fusée, lune", "fusée, lune")] == [[0], [1], [0]]
    assert sorted(read) == ["fusée,", "lune"]


@pytest.mark.usefixtures("_kernels")
def test_memory_is_bounded_and_starts_afresh() -> None:
    concordance, bearing = Concordance(RULES, room=100), Bearing({"lune"})
    for number in range(1000):
        (cut,) = concordance.cut([f"mot{number} lune " + "lune-" * (number % 20)])
        assert cut.book.size <= 100 + 2 * 2 + 21, "what is there, and one text"
        assert len(cut.book.parts) <= cut.book.size
        assert bearing.found(cut)[0][1] == 1
    assert places(bearing, concordance, "lune mot1") == [0]


@pytest.mark.usefixtures("_kernels")
@pytest.mark.parametrize("room", [20, 100_000])
def test_threads_that_share_a_concordance_find_what_one_finds_alone(room: int) -> None:
    shared = Concordance(RULES, room)
    vocabulary = [f"{word}{end}" for word in ("lune", "terre", "fusée", "homme", "étoile") for end in ("", "s", ",", ".", "»", "s,", "-25")]

    def search(seed: int) -> None:
        rng = random.Random(seed)  # noqa: S311 — an order, not a secret
        for _ in range(300):
            some = rng.sample(vocabulary, 12)
            wanted = {rng.choice(["lune", "terre", "fusee", "homm", "etoil", "lune25"])}
            found = places(Bearing(wanted), shared, " ".join(some))
            assert found == [place for place, chunk in enumerate(some) if borne(tuple(CHAINS["fr"].parts(chunk))) & wanted]

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(search, range(8)))


@pytest.mark.usefixtures("_kernels")
def test_a_table_of_chunks_grows_and_every_chunk_keeps_its_number() -> None:
    concordance = Concordance(RULES)
    several = [" ".join(f"mot{n}" for n in range(begin, begin + 4_000)) for begin in range(0, 24_000, 2_000)]
    first = [concordance.cut([text])[0].numbers.tolist() for text in several]
    assert [concordance.cut([text])[0].numbers.tolist() for text in several] == first
    assert [[part.surfaces[0] for part in parts_of(concordance.cut([text])[0])] for text in several] == [text.split() for text in several]
