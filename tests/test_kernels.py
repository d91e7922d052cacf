"""Every kernel, compiled and as array expressions, against a few lines of plain Python."""

import ast
import importlib.util
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexer.codec import kernels as compiled
from service.search.closeness import together

Term = dict[int, list[int]]
"""Document to the positions of a term in it."""

Kernels = Any


def _without_numba() -> ModuleType:
    """The same file once more, as it is where there is no numba."""
    spec = importlib.util.spec_from_file_location("kernels_of_numpy", str(compiled.__file__))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PLAIN = _without_numba()
compiled.compile_all()
BOTH = pytest.mark.parametrize(
    "kernels", [pytest.param(compiled, id="compiled" if compiled.COMPILED else "installed"), pytest.param(PLAIN, id="numpy")]
)

FREQUENCIES = st.sampled_from([1, 1, 1, 2, 3, 7, 40, 300])
SIZES = st.sampled_from([1, 2, 3, 31, 127, 128, 129, 200, 256, 257, 300])


@dataclass(frozen=True)
class Packed:
    """Postings as plain Python, and as the arrays of a segment."""

    documents: int
    terms: list[Term]
    codes: NDArray[np.uint8]
    starts: NDArray[np.int64]
    flat: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]
    df: NDArray[np.int32]
    first_block: NDArray[np.int32]
    last: NDArray[np.int32]
    bits: NDArray[np.uint8]
    extremes: NDArray[np.uint8]
    word_starts: NDArray[np.int32]
    position_starts: NDArray[np.int32]
    words: NDArray[np.uint32]
    position_words: NDArray[np.uint32]

    @property
    def blocks(self) -> tuple[NDArray[Any], ...]:
        """What kernels ask for that read documents."""
        return self.df, self.first_block, self.last, self.word_starts, self.bits, self.words

    @property
    def places(self) -> tuple[NDArray[Any], ...]:
        """And what those that read positions."""
        return self.position_starts, self.position_words

    def numbers(self, *terms: int) -> NDArray[np.int64]:
        """Some terms, or all of them."""
        return np.array(terms or range(len(self.terms)), np.int64)


def packed(kernels: Kernels, documents: int, terms: list[Term], codes: NDArray[np.uint8]) -> Packed:
    """Postings packed by some kernels."""
    df = np.array([len(term) for term in terms], np.int32)
    starts = np.concatenate([[0], np.cumsum(df)]).astype(np.int64)
    numbers = np.array([d for term in terms for d in sorted(term)], np.int32)
    frequencies = np.array([len(term[d]) for term in terms for d in sorted(term)], np.int32)
    positions = np.array([p for term in terms for d in sorted(term) for p in term[d]], np.int32)
    blocks = -(-df // kernels.BLOCK)
    first_block = np.concatenate([[0], np.cumsum(blocks)]).astype(np.int32)
    last, bits = np.zeros(first_block[-1], np.int32), np.zeros((first_block[-1], 3), np.uint8)
    extremes, sizes = np.zeros((first_block[-1], 2), np.uint8), np.zeros((first_block[-1], 2), np.int64)
    kernels.measure(starts, numbers, frequencies, codes, positions, last, bits, extremes, sizes)
    ends = np.cumsum(sizes, axis=0)
    at = [np.ascontiguousarray(column).astype(np.int32) for column in (ends - sizes).T]
    words, position_words = np.zeros(ends[-1, 0], np.uint32), np.zeros(ends[-1, 1], np.uint32)
    kernels.fill(starts, numbers, frequencies, positions, bits, *at, words, position_words)
    return Packed(
        documents,
        terms,
        codes,
        starts,
        (numbers, frequencies, positions),
        df,
        first_block,
        last,
        bits,
        extremes,
        *at,
        words,
        position_words,
    )


@st.composite
def corpora(draw: st.DrawFn, most: int = 6) -> tuple[int, list[Term], NDArray[np.uint8]]:
    """How many documents there are, where some terms stand in them, and a length code for each."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    documents = draw(st.sampled_from([1, 63, 64, 65, 300, 1000, 5000, 70_000]))  # the last more than `gather` looks at together, twice
    terms = []
    for _ in range(draw(st.integers(1, most))):
        often = draw(FREQUENCIES)
        chosen = np.sort(rng.choice(documents, min(documents, draw(SIZES)), replace=False))
        counts = rng.integers(1, often + 1, len(chosen))
        terms.append({int(d): np.sort(rng.choice(often * 4, n, replace=False)).tolist() for d, n in zip(chosen, counts, strict=True)})
    return documents, terms, rng.integers(0, 256, documents).astype(np.uint8)


@st.composite
def word_like(draw: st.DrawFn) -> tuple[int, list[Term], NDArray[np.uint8]]:
    """The same with terms that often stand side by side."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    documents, vocabulary = draw(st.sampled_from([1, 65, 300])), draw(st.integers(2, 5))
    terms: list[Term] = [{} for _ in range(vocabulary)]
    for d in range(documents):
        for position, word in enumerate(rng.integers(0, vocabulary, rng.integers(0, 13)).tolist()):
            terms[word].setdefault(d, []).append(position)
    for term in terms:
        term.setdefault(0, [100])
    return documents, terms, rng.integers(0, 256, documents).astype(np.uint8)


def bits_of(documents: int, chosen: set[int]) -> NDArray[np.uint64]:
    bits = np.zeros(-(-documents // 64), np.uint64)
    for d in chosen:
        bits[d >> 6] |= np.uint64(1) << np.uint64(d & 63)
    return bits


def members(bits: NDArray[np.uint64]) -> set[int]:
    return {64 * k + i for k, word in enumerate(bits.tolist()) for i in range(64) if word >> i & 1}


def some_of(data: st.DataObject, documents: int) -> set[int]:
    """A set of documents: few, many, or runs with gaps."""
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    share = data.draw(st.sampled_from([0.0, 0.01, 0.3, 0.9, 1.0]))
    return set(np.flatnonzero(rng.random(documents) < share).tolist())


# From tokens to postings and back


@BOTH
@settings(deadline=None)
@given(tokens=st.lists(st.lists(st.integers(0, 5), max_size=9), max_size=8))
def test_tokens_are_sorted_by_term(kernels: Kernels, tokens: list[list[int]]):
    documents = np.arange(len(tokens), dtype=np.int32) * 3
    flat = [term for row in tokens for term in row]
    starts, size = np.zeros(7, np.int64), len(flat)
    found, often, positions = np.zeros(size, np.int32), np.zeros(size, np.int32), np.zeros(size, np.int32)
    places = np.array([position for row in tokens for position in range(len(row))], np.int32)
    counts = np.array([len(row) for row in tokens], np.int32)
    postings = kernels.invert(np.array(flat, np.int32), places, documents, counts, starts, found, often, positions)
    expected = [
        (term, 3 * d, [position for position, other in enumerate(row) if other == term])
        for term in range(6)
        for d, row in enumerate(tokens)
        if term in row
    ]
    assert postings == len(expected)
    assert found[:postings].tolist() == [d for _, d, _ in expected]
    assert often[:postings].tolist() == [len(at) for _, _, at in expected]
    assert positions.tolist() == [position for _, _, at in expected for position in at]
    assert starts.tolist() == [sum(term < bound for term, _, _ in expected) for bound in range(7)]


@BOTH
@settings(deadline=None)
@given(
    chunks=st.lists(
        st.tuples(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2)), max_size=3), st.integers(0, 3)), min_size=1, max_size=5
    ),
    data=st.data(),
)
def test_chunks_become_the_tokens_of_texts(kernels: Kernels, chunks: list[tuple[list[tuple[int, int]], int]], data: st.DataObject):
    texts = data.draw(st.lists(st.lists(st.integers(0, len(chunks) - 1), max_size=5), max_size=5))
    ranks = np.array(data.draw(st.permutations(range(5))), np.int32)
    flat = np.array([chunk for text in texts for chunk in text], np.int32)
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64) if texts else np.zeros(0, np.int64)
    begins = ends - np.array([len(text) for text in texts], np.int64)
    starts = np.concatenate([[0], np.cumsum([len(tokens) for tokens, _ in chunks])]).astype(np.int32)
    terms = np.array([term for tokens, _ in chunks for term, _ in tokens], np.int32)
    offsets = np.array([offset for tokens, _ in chunks for _, offset in tokens], np.int32)
    advances = np.array([advance for _, advance in chunks], np.int32)
    expected = []
    for text in texts:
        at, row = 0, []
        for chunk in text:
            row += [(int(ranks[term]), at + offset) for term, offset in chunks[chunk][0]]
            at += chunks[chunk][1]
        expected.append(row)
    used, surveyed = np.zeros(5, np.bool_), np.zeros(len(texts), np.int32)
    size = kernels.survey(flat, begins, ends, starts, terms, used, surveyed)
    assert size == sum(map(len, expected))
    assert surveyed.tolist() == list(map(len, expected))
    assert used.tolist() == [any(int(ranks[term]) == rank for row in expected for rank, _ in row) for term in range(5)]
    out_terms, out_positions, counts = np.zeros(size, np.int32), np.zeros(size, np.int32), np.zeros(len(texts), np.int32)
    assert kernels.expand(flat, begins, ends, starts, terms, offsets, advances, ranks, out_terms, out_positions, counts) == size
    assert list(zip(out_terms.tolist(), out_positions.tolist(), strict=True)) == [token for row in expected for token in row]
    assert counts.tolist() == list(map(len, expected))


def flat_terms(terms: list[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Terms one after the other, and where each begins."""
    starts = np.concatenate([[0], np.cumsum([len(term) for term in terms])]).astype(np.int64)
    return np.frombuffer(bytearray(b"".join(terms)), np.uint8) if any(terms) else np.zeros(0, np.uint8), starts


@BOTH
@settings(deadline=None)
@given(terms=st.lists(st.binary(max_size=4), unique=True, max_size=30), data=st.data())
def test_two_orders_become_one(kernels: Kernels, terms: list[bytes], data: st.DataObject):
    some = data.draw(st.integers(0, len(terms)))
    numbers = sorted(range(some), key=terms.__getitem__), sorted(range(some, len(terms)), key=terms.__getitem__)
    out = np.zeros(len(terms), np.int32)
    kernels.interleave(*flat_terms(terms), *(np.array(each, np.int32) for each in numbers), out)
    assert out.tolist() == sorted(range(len(terms)), key=terms.__getitem__)


@BOTH
@settings(deadline=None)
@given(st.lists(st.sets(st.binary(max_size=2), max_size=12), min_size=1, max_size=6))
def test_terms_of_several_runs_are_numbered_as_of_one(kernels: Kernels, runs: list[set[bytes]]):
    flat = [term for run in runs for term in sorted(run)]
    ranks, firsts = np.zeros(len(flat), np.int32), np.concatenate([[0], np.cumsum([len(run) for run in runs])]).astype(np.int64)
    every = sorted(set(flat))
    assert kernels.union(*flat_terms(flat), firsts, ranks) == len(every)
    assert ranks.tolist() == [every.index(term) for term in flat]


@BOTH
@settings(deadline=None)
@given(
    runs=st.lists(st.dictionaries(st.integers(0, 4), st.lists(st.integers(1, 3), max_size=4), max_size=5), min_size=1, max_size=4),
    kind=st.sampled_from(["placed", "counted"]),
)
def test_postings_of_several_runs_stand_term_by_term(kernels: Kernels, runs: list[dict[int, list[int]]], kind: str):
    placed = kind == "placed"
    terms = [(term, often) for run in runs for term, often in sorted(run.items())]
    starts = np.concatenate([[0], np.cumsum([len(often) for _, often in terms])]).astype(np.int64)
    postings = [(term, number) for number, term in enumerate(term for term, often in terms for _ in often)]
    frequencies = [frequency for _, often in terms for frequency in often]
    tokens = [list(range(10 * number, 10 * number + frequency)) for number, frequency in enumerate(frequencies)]
    positions = np.array([token for row in tokens for token in row] if placed else [], np.int32)
    merged, order, out = np.zeros(6, np.int64), np.zeros(len(postings), np.int64), np.zeros(len(positions), np.int32)
    ranks = np.array([term for term, _ in terms], np.int32)
    kernels.regroup(ranks, starts, np.array(frequencies, np.int32), merged, order, positions, out)
    expected = sorted(postings)
    assert order.tolist() == [number for _, number in expected]
    assert merged.tolist() == [sum(term < bound for term, _ in expected) for bound in range(6)]
    assert out.tolist() == ([token for _, number in expected for token in tokens[number]] if placed else [])


@BOTH
@settings(deadline=None)
@given(corpus=corpora())
def test_what_is_packed_is_read_back(kernels: Kernels, corpus: tuple[int, list[Term], NDArray[np.uint8]]):
    segment = packed(kernels, *corpus)
    numbers, frequencies, positions = segment.flat
    read = np.zeros_like(numbers), np.zeros_like(frequencies), np.zeros_like(positions)
    kernels.decode(segment.numbers(), *segment.blocks, read[0], read[1])
    df, first_block, *_ = segment.blocks
    kernels.decode_positions(
        segment.numbers(), df, first_block, segment.position_starts, segment.bits, segment.position_words, read[1], read[2]
    )
    for one, other in zip(read, segment.flat, strict=True):
        assert one.tolist() == other.tolist()


@settings(deadline=None)
@given(corpus=corpora())
def test_both_pack_alike(corpus: tuple[int, list[Term], NDArray[np.uint8]]):
    one, other = packed(compiled, *corpus), packed(PLAIN, *corpus)
    for name in ("last", "bits", "extremes", "word_starts", "position_starts", "words", "position_words"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist(), name


@BOTH
@settings(deadline=None)
@given(corpus=corpora())
def test_a_block_knows_its_highest_frequency_and_least_length(kernels: Kernels, corpus: tuple[int, list[Term], NDArray[np.uint8]]):
    segment = packed(kernels, *corpus)
    numbers, frequencies, _ = segment.flat
    b = 0
    for begin, end in pairwise(segment.starts.tolist()):
        for at in range(begin, end, kernels.BLOCK):
            rows = slice(at, min(at + kernels.BLOCK, end))
            assert segment.extremes[b].tolist() == [min(255, frequencies[rows].max()), segment.codes[numbers[rows]].min()]
            assert segment.last[b] == numbers[rows][-1]
            b += 1


# Looking things up


@BOTH
@settings(deadline=None)
@given(terms=st.sets(st.binary(max_size=4), max_size=40), asked=st.lists(st.binary(max_size=5), max_size=10), data=st.data())
def test_terms_are_found_where_they_stand(kernels: Kernels, terms: set[bytes], asked: list[bytes], data: st.DataObject):
    ordered = sorted(terms)
    text = np.frombuffer(bytearray(b"".join(ordered)), np.uint8)
    starts = np.concatenate([[0], np.cumsum([len(term) for term in ordered])]).astype(np.int32)
    begin = data.draw(st.integers(0, len(ordered)))
    end = data.draw(st.integers(begin, len(ordered)))
    asked += ordered[:3]
    for key in asked:
        at = kernels.find(text, starts, begin, end, np.frombuffer(bytearray(key), np.uint8) if key else np.zeros(0, np.uint8))
        assert at == begin + sum(term < key for term in ordered[begin:end])
    keys, key_starts = b"".join(asked), np.concatenate([[0], np.cumsum([len(key) for key in asked])]).astype(np.int64)
    letters = np.frombuffer(bytearray(keys), np.uint8) if keys else np.zeros(0, np.uint8)
    expected = [begin + ordered[begin:end].index(key) if key in ordered[begin:end] else -1 for key in asked]
    for find in (kernels.find_each, kernels.find_most):
        out = np.zeros(len(asked), np.int64)
        find(text, starts, begin, end, letters, key_starts, out)
        assert out.tolist() == expected


# Sets with scores


def scoring(data: st.DataObject, segment: Packed, kernels: Kernels, *, negative: bool = True) -> dict[str, NDArray[Any]]:
    """How each of a segment's terms scores."""
    size = len(segment.terms)
    weights = st.floats(-2 if negative else 0, 3)
    rows = np.array(data.draw(st.lists(st.integers(0, 1), min_size=size, max_size=size)), np.int64)
    return {
        "lengths": np.stack([segment.codes, segment.codes[::-1]]),
        "rows": rows,
        "norms": np.stack([0.5 + np.arange(256) / (7.0 + row) for row in rows]),
        "forms": np.array(
            data.draw(st.lists(st.sampled_from([kernels.CONSTANT, kernels.LINEAR, kernels.SATURATED]), min_size=size, max_size=size)),
            np.int64,
        ),
        "weights": np.array(data.draw(st.lists(weights, min_size=size, max_size=size)), np.float64),
    }


def share(segment: Packed, how: dict[str, NDArray[Any]], n: int, d: int, kernels: Kernels) -> float:
    """What a term scores in a document, if it weighs one."""
    f, form = len(segment.terms[n][d]), how["forms"][n]
    if form == kernels.CONSTANT:
        return 1.0
    if form == kernels.LINEAR:
        return float(f)
    return float(f / (f + how["norms"][n][how["lengths"][how["rows"][n]][d]]))


@BOTH
@settings(deadline=None)
@given(corpus=corpora(), data=st.data())
def test_scores_add_up_where_terms_are(kernels: Kernels, corpus: tuple[int, list[Term], NDArray[np.uint8]], data: st.DataObject):
    segment = packed(kernels, *corpus)
    how = scoring(data, segment, kernels)
    inside = some_of(data, segment.documents) if data.draw(st.booleans()) else None
    out, scores = bits_of(segment.documents, set()), np.zeros(segment.documents)
    within = out if inside is None else bits_of(segment.documents, inside)
    kernels.score(segment.numbers(), *segment.blocks, *how.values(), within, inside is not None, out, scores)
    expected: dict[int, float] = {}
    for n, term in enumerate(segment.terms):
        for d in term:
            if inside is None or d in inside:
                expected[d] = expected.get(d, 0.0) + how["weights"][n] * share(segment, how, n, d, kernels)
    assert members(out) == expected.keys()
    assert scores[sorted(expected)].tolist() == pytest.approx([expected[d] for d in sorted(expected)], rel=1e-12, abs=1e-12)
    assert not np.delete(scores, sorted(expected)).any()


@BOTH
@settings(deadline=None)
@given(corpus=corpora(), data=st.data())
def test_marked_is_what_has_a_term(kernels: Kernels, corpus: tuple[int, list[Term], NDArray[np.uint8]], data: st.DataObject):
    segment = packed(kernels, *corpus)
    inside = some_of(data, segment.documents) if data.draw(st.booleans()) else None
    out = bits_of(segment.documents, set())
    within = out if inside is None else bits_of(segment.documents, inside)
    kernels.mark(segment.numbers(), *segment.blocks, within, inside is not None, out)
    having = {d for term in segment.terms for d in term}
    assert members(out) == (having if inside is None else having & inside)


@BOTH
@settings(deadline=None)
@given(corpus=corpora(), data=st.data())
def test_a_blend_saturates_the_sum(kernels: Kernels, corpus: tuple[int, list[Term], NDArray[np.uint8]], data: st.DataObject):
    segment = packed(kernels, *corpus)
    how = scoring(data, segment, kernels, negative=False)
    del how["forms"]
    inside = some_of(data, segment.documents) if data.draw(st.booleans()) else None
    out, scores = bits_of(segment.documents, set()), np.zeros(segment.documents)
    within = out if inside is None else bits_of(segment.documents, inside)
    kernels.blend(segment.numbers(), *segment.blocks, *how.values(), within, inside is not None, out, scores)
    kernels.saturate(out, scores, 2.5)
    expected: dict[int, float] = {}
    for n, term in enumerate(segment.terms):
        for d, places in term.items():
            if inside is None or d in inside:
                norm = how["norms"][n][how["lengths"][how["rows"][n]][d]]
                expected[d] = expected.get(d, 0.0) + how["weights"][n] * len(places) / norm
    assert members(out) == expected.keys()
    assert scores[sorted(expected)].tolist() == pytest.approx([2.5 * x / (1 + x) for _, x in sorted(expected.items())], rel=1e-12)


JOINED: dict[str, Callable[[dict[int, float], dict[int, float]], dict[int, float]]] = {
    "SUM": lambda one, other: {d: one.get(d, 0.0) + other.get(d, 0.0) for d in one.keys() | other.keys()},
    "MAX": lambda one, other: {d: max(of[d] for of in (one, other) if d in of) for d in one.keys() | other.keys()},
    "BOTH": lambda one, other: {d: one[d] + other[d] for d in one.keys() & other.keys()},
    "MAYBE": lambda one, other: {d: one[d] + other.get(d, 0.0) for d in one},
    "REQUIRE": lambda one, other: {d: one[d] for d in one.keys() & other.keys()},
    "WITHOUT": lambda one, other: {d: one[d] for d in one.keys() - other.keys()},
}
SETS = st.dictionaries(st.integers(0, 199), st.floats(-3, 3), max_size=30)


def filled(found: dict[int, float]) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
    scores = np.zeros(200)
    for d, score in found.items():
        scores[d] = score
    return bits_of(200, set(found)), scores


@BOTH
@pytest.mark.parametrize("how", JOINED)
@settings(deadline=None)
@given(one=SETS, other=SETS)
def test_two_sets_become_one(kernels: Kernels, how: str, one: dict[int, float], other: dict[int, float]):
    bits, scores = filled(one)
    other_bits, other_scores = filled(other)
    kernels.combine(getattr(kernels, how), bits, scores, other_bits, other_scores)
    expected = filled(JOINED[how](one, other))
    assert bits.tolist() == expected[0].tolist()
    assert scores.tolist() == expected[1].tolist()
    assert not other_bits.any()
    assert not other_scores.any(), "the second set is left empty"


@BOTH
@settings(deadline=None)
@given(found=SETS, dead=st.none() | st.sets(st.integers(0, 199)))
def test_drained_is_everybody_alive(kernels: Kernels, found: dict[int, float], dead: set[int] | None):
    bits, scores = filled(found)
    documents, values = np.zeros(200, np.int32), np.zeros(200)
    live = bits_of(200, set(range(200)) - (dead or set()))
    size = kernels.drain(bits, scores, live, dead is not None, documents, values)
    expected = sorted((d, score) for d, score in found.items() if d not in (dead or ()))
    assert list(zip(documents[:size].tolist(), values[:size].tolist(), strict=True)) == expected
    assert not bits.any()
    assert not scores.any(), "the set is left empty"


@BOTH
@settings(deadline=None)
@given(found=SETS, score=st.floats(-3, 3))
def test_a_level_set_has_one_score(kernels: Kernels, found: dict[int, float], score: float):
    bits, scores = filled(found)
    kernels.level(bits, scores, score)
    assert scores.tolist() == filled(dict.fromkeys(found, score))[1].tolist()
    assert members(bits) == found.keys()


# Inexact words


def distance(one: str, other: str) -> int:
    """By the book, row by row."""
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != against)))
        above = row
    return above[-1]


LETTERS = st.text(st.sampled_from("abé語🚀"), max_size=6)


@settings(deadline=None, max_examples=500)
@given(terms=st.sets(LETTERS, min_size=1), word=LETTERS, most=st.integers(0, 4))
@pytest.mark.skipif(not compiled.COMPILED, reason="it is only called where it is compiled")
def test_alike_are_the_terms_at_a_distance(terms: set[str], word: str, most: int):
    encoded = sorted(term.encode() for term in terms)
    text = np.frombuffer(bytearray(b"".join(encoded)) or bytearray(1), np.uint8)
    starts = np.cumsum([0, *map(len, encoded)]).astype(np.int32)
    out = np.zeros(len(encoded), np.int64)
    size = compiled.alike(text, starts, 0, len(encoded), 0, np.array([*map(ord, word)], np.int32), most, out)
    assert out[:size].tolist() == [n for n, term in enumerate(encoded) if distance(term.decode(), word) <= most]


# Words that stand together


def in_order(places: list[list[int]], slop: int) -> bool:
    ends = places[0]
    for after in places[1:]:
        ends = [position for position in after if any(0 < position - end <= slop for end in ends)]
    return bool(ends)


@BOTH
@settings(deadline=None)
@given(corpus=word_like() | corpora(), slop=st.integers(0, 4), data=st.data())
def test_a_phrase_is_where_its_words_stand_in_order(
    kernels: Kernels, corpus: tuple[int, list[Term], NDArray[np.uint8]], slop: int, data: st.DataObject
):
    segment = packed(kernels, *corpus)
    words = data.draw(st.lists(st.integers(0, len(segment.terms) - 1), min_size=2, max_size=4))
    having = set.intersection(*(set(segment.terms[word]) for word in words)) & some_of(data, segment.documents)
    out = bits_of(segment.documents, set())
    kernels.phrase(segment.numbers(*words), *segment.blocks, *segment.places, slop, bits_of(segment.documents, having), out)
    assert members(out) == {d for d in having if in_order([segment.terms[word][d] for word in words], slop)}


@BOTH
@settings(deadline=None)
@given(corpus=word_like() | corpora(), slop=st.integers(0, 6), data=st.data())
def test_near_is_where_its_words_stand_close_together(
    kernels: Kernels, corpus: tuple[int, list[Term], NDArray[np.uint8]], slop: int, data: st.DataObject
):
    segment = packed(kernels, *corpus)
    words = data.draw(st.lists(st.integers(0, len(segment.terms) - 1), min_size=1, max_size=4))
    once = list(dict.fromkeys(words))
    having = set.intersection(*(set(segment.terms[word]) for word in once)) & some_of(data, segment.documents)
    needed = np.array([words.count(word) for word in once], np.int64)
    out, within = bits_of(segment.documents, set()), bits_of(segment.documents, having)
    spread = max(slop, len(words) - 1)
    kernels.near(segment.numbers(*once), needed, *segment.blocks, *segment.places, spread, within, out)
    phrase = tuple(map(str, words))
    expected = set()
    for d in having:
        places = sorted((position, str(word)) for word in once for position in segment.terms[word][d])
        if any(together(places, phrase, slop)):
            expected.add(d)
    assert members(out) == expected


# Facets and the best


@BOTH
@settings(deadline=None)
@given(rows=st.lists(st.sets(st.integers(0, 4)), min_size=1, max_size=20), data=st.data())
def test_values_are_counted(kernels: Kernels, rows: list[set[int]], data: st.DataObject):
    documents = np.array(data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=20, unique=True)), np.int32)
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int32)
    ordinals = np.array([value for row in rows for value in sorted(row)], np.int32)
    counts = np.ones(5, np.int32)
    kernels.count(starts, ordinals, False, documents, counts)
    assert counts.tolist() == [1 + sum(value in rows[d] for d in documents) for value in range(5)]
    single = np.array([min(row, default=-1) for row in rows], np.int32)
    counts = np.zeros(5, np.int32)
    kernels.count(starts[:0], single, True, documents, counts)
    assert counts.tolist() == [sum(min(rows[d], default=-1) == value for d in documents) for value in range(5)]


def laid_out(kernels: Kernels, rows: list[list[int]], size: int) -> tuple[NDArray[np.uint16], NDArray[np.int32], int]:
    """Rows of values below `size` as `tally` takes them: cells, where further rows begin, and what says that there are some."""
    more, room = size + kernels.CELLS, kernels.CELLS - 1
    firsts: list[list[int]] = []
    further: list[list[int]] = []
    bases: list[int] = []
    for document, values in enumerate(rows):
        if document % kernels.TOGETHER == 0:
            bases.append(len(rows) + len(further))
        begin, chain = len(rows) + len(further) - bases[-1], [values]
        while len(chain[-1]) > kernels.CELLS:
            chain[-1:] = [[*chain[-1][:room], more], chain[-1][room:]]
        firsts.append([*chain[0][:-1], more + begin] if len(chain) > 1 else chain[0])
        further += chain[1:]
    cells = [[*row, *range(size + len(row), more)] for row in firsts + further]
    return np.array(cells, np.uint16).reshape(-1), np.array(bases, np.int32), more


@BOTH
@settings(deadline=None)
@given(rows=st.lists(st.lists(st.integers(0, 4), max_size=40), min_size=1, max_size=200), data=st.data())
def test_tallied_is_what_every_row_holds(kernels: Kernels, rows: list[list[int]], data: st.DataObject):
    size = 5
    documents = np.array(sorted(data.draw(st.sets(st.integers(0, len(rows) - 1)))), np.int32)
    cells, bases, more = laid_out(kernels, rows, size)
    counts = np.zeros(max(int(cells.max()), more) + 1, np.int32)
    kernels.tally(cells, bases, more, documents, counts)
    assert counts[:size].tolist() == [sum(rows[d].count(value) for d in documents) for value in range(size)]


@BOTH
@settings(deadline=None)
@given(
    values=st.lists(st.integers(-1, 5), min_size=1, max_size=30), bounds=st.tuples(st.integers(-2, 6), st.integers(-2, 6)), data=st.data()
)
def test_what_is_out_of_bounds_is_turned_away(kernels: Kernels, values: list[int], bounds: tuple[int, int], data: st.DataObject):
    documents = data.draw(st.lists(st.integers(0, len(values) - 1)))
    before = data.draw(st.lists(st.booleans(), min_size=len(documents), max_size=len(documents)))
    passed = np.array(before, np.bool_)
    kernels.within(np.array(values, np.int32), *bounds, np.array(documents, np.int32), passed)
    expected = [so_far and bounds[0] <= values[d] <= bounds[1] for d, so_far in zip(documents, before, strict=True)]
    assert passed.tolist() == expected


# Hits that tell one story


def siblings_of(kernels: Kernels, stories: list[int], documents: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    places, groups = np.zeros(len(documents), np.int32), np.zeros(len(documents), np.int32)
    size = kernels.siblings(np.array(stories, np.int32), documents, 1 + max(stories), places, groups)
    return places[:size], groups[:size]


STORIES = st.lists(st.integers(-1, 8), min_size=1, max_size=40)


@BOTH
@settings(deadline=None)
@given(stories=STORIES, data=st.data())
def test_siblings_are_those_that_share_a_story(kernels: Kernels, stories: list[int], data: st.DataObject):
    documents = np.array(sorted(data.draw(st.sets(st.integers(0, len(stories) - 1)))), np.int32)
    told: dict[int, list[int]] = {}
    for place, document in enumerate(documents.tolist()):
        if stories[document] >= 0:
            told.setdefault(stories[document], []).append(place)
    several = [places for places in told.values() if len(places) > 1]
    places, groups = siblings_of(kernels, stories, documents)
    assert places.tolist() == [place for each in several for place in each]
    assert groups.tolist() == [group for group, each in enumerate(several) for _ in each]


KEY = st.sampled_from([-1.0, 0.0, 2.0, 7.5])


@BOTH
@settings(deadline=None)
@given(hits=st.lists(st.tuples(st.integers(-1, 4), KEY, KEY), min_size=1, max_size=40))
def test_the_foremost_of_each_story_stays_and_so_does_whoever_is_alone(kernels: Kernels, hits: list[tuple[int, float, float]]):
    stories = [story for story, _, _ in hits]
    places, groups = siblings_of(kernels, stories, np.arange(len(hits), dtype=np.int32))
    stays = np.ones(len(hits), np.bool_)
    if len(places):
        kernels.foremost(np.array([hit[1] for hit in hits]), np.array([hit[2] for hit in hits]), places, groups, stays)
    order = sorted(range(len(hits)), key=lambda place: (-hits[place][1], -hits[place][2], place))
    first = {stories[place]: place for place in reversed(order)}
    assert stays.tolist() == [story < 0 or first[story] == place for place, story in enumerate(stories)]


def once_a_group(rows: list[list[int]], documents: list[int], groups: list[int], value: int) -> int:
    """In how many groups a value is that some document of the group has."""
    return len({group for document, group in zip(documents, groups, strict=True) if value in rows[document]})


@BOTH
@settings(deadline=None)
@given(rows=st.lists(st.lists(st.integers(0, 11), max_size=12, unique=True), min_size=1, max_size=30), data=st.data())
def test_a_value_counts_once_for_each_group(kernels: Kernels, rows: list[list[int]], data: st.DataObject):
    groups = sorted(data.draw(st.lists(st.integers(0, 5), min_size=len(rows), max_size=len(rows))))
    documents = data.draw(st.permutations(range(len(rows))))
    given_to = np.array(documents, np.int32), np.array(groups, np.int32)

    starts = np.cumsum([0, *map(len, rows)]).astype(np.int32)
    ordinals = np.array([value for row in rows for value in row], np.int32)
    counts = np.zeros(12, np.int32)
    one = False
    kernels.count(starts, ordinals, False, given_to[0], counts)
    kernels.uncount(starts, ordinals, one, *given_to, counts)
    assert counts.tolist() == [once_a_group(rows, documents, groups, value) for value in range(12)]

    alone = [row[:1] for row in rows]
    single = np.array([row[0] if row else -1 for row in rows], np.int32)
    counts = np.zeros(12, np.int32)
    kernels.count(starts[:0], single, True, given_to[0], counts)
    kernels.uncount(starts[:0], single, not one, *given_to, counts)
    assert counts.tolist() == [once_a_group(alone, documents, groups, value) for value in range(12)]

    size = 12
    cells, bases, more = laid_out(kernels, rows, size)
    counts = np.zeros(max(int(cells.max()), more) + 1, np.int32)
    kernels.tally(cells, bases, more, given_to[0], counts)
    kernels.untally(cells, bases, more, *given_to, counts)
    assert counts[:size].tolist() == [once_a_group(rows, documents, groups, value) for value in range(size)]


SCORES = st.lists(st.sampled_from([0.0, 1.0, 1.5]) | st.floats(-2, 2), max_size=60)


@BOTH
@settings(deadline=None)
@given(scores=SCORES, size=st.integers(1, 70), after=st.none() | st.tuples(st.sampled_from([0.0, 1.0, 1.5]), st.integers(-1, 130)))
def test_the_best_come_first_and_equals_by_number(kernels: Kernels, scores: list[float], size: int, after: tuple[float, int] | None):
    documents = np.arange(len(scores), dtype=np.int32) * 2
    out = np.zeros(size, np.int64)
    last = after or (0.0, 0)
    n = kernels.best(np.array(scores, np.float64), size, after is None, *last, documents, out)
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
    if after:
        order = [i for i in order if (-scores[i], documents[i]) > (-after[0], after[1])]
    assert out[:n].tolist() == order[:size]


COUNTS = st.lists(st.integers(0, 5) | st.integers(0, 2**31 - 1), max_size=12)


@BOTH
@settings(deadline=None)
@given(lists=st.lists(COUNTS, min_size=1, max_size=5), rank=st.integers(1, 14))
def test_the_leading_are_those_of_the_first_ranks_and_all_that_are_as_high(kernels: Kernels, lists: list[list[int]], rank: int):
    out, bounds = np.empty((2, sum(map(len, lists))), np.int32), [0]
    for counts in lists:
        bounds.append(kernels.leading(np.array(counts, np.int32), rank, bounds[-1], out))
    for counts, (begin, end) in zip(lists, pairwise(bounds), strict=True):
        least = max([1, *sorted(counts, reverse=True)[rank - 1 : rank]])
        assert out[:, begin:end].T.tolist() == [[place, count] for place, count in enumerate(counts) if count >= least]


def borders(data: st.DataObject, size: int) -> list[int]:
    """Where runs of so many things begin, and their number."""
    return [0, *sorted(data.draw(st.sets(st.integers(1, size - 1), max_size=size - 1)) if size > 1 else ()), size]


@BOTH
@settings(deadline=None)
@given(corpus=corpora(most=9), data=st.data())
def test_picked_is_how_often_some_documents_have_some_terms(
    kernels: Kernels, corpus: tuple[int, list[Term], NDArray[np.uint8]], data: st.DataObject
):
    segment = packed(kernels, *corpus)
    documents = sorted(some_of(data, segment.documents))
    out = np.full((len(segment.terms), len(documents)), -1, np.int32)
    kernels.pick(segment.numbers(), *segment.blocks, np.array(documents, np.int32), out)
    assert out.tolist() == [[len(term.get(d, ())) for d in documents] for term in segment.terms]


def several(borders_of: list[int]) -> list[tuple[int, int]]:
    """The runs that are longer than one."""
    return [(first, last) for first, last in pairwise(borders_of) if last > first + 1]


def blended(segment: Packed, how: dict[str, Any], terms: range, kernels: Kernels) -> dict[int, float]:
    """What several terms that stand for one word score, or one by itself."""
    shares: dict[int, list[float]] = {}
    for term in terms:
        for d in segment.terms[term]:
            shares.setdefault(d, []).append(share(segment, how, term, d, kernels))
    weight = how["weights"][terms.start]
    if len(terms) == 1:
        return {d: weight * each[0] for d, each in shares.items()}
    # A share is x / (1 + x), and sums are made of the x.
    sums = {d: sum(one / (1 - one) for one in each) for d, each in shares.items()}
    return {d: weight * x / (1 + x) for d, x in sums.items()}


@BOTH
@settings(deadline=None)
@given(corpus=corpora(most=9), data=st.data())
def test_gathered_is_the_best_of_all_groups_whose_clauses_are_met(
    kernels: Kernels, corpus: tuple[int, list[Term], NDArray[np.uint8]], data: st.DataObject
):
    segment = packed(kernels, *corpus)
    how = scoring(data, segment, kernels)
    alive = set(range(segment.documents)) - (some_of(data, segment.documents) if data.draw(st.booleans()) else set())
    blends = borders(data, len(segment.terms))
    parts = borders(data, len(blends) - 1)
    clauses = borders(data, len(parts) - 1)
    groups = borders(data, len(clauses) - 1)
    for first, last in several(blends):
        how["weights"][first:last], how["forms"][first:last] = how["weights"][first], kernels.SATURATED
    for first, last in several(parts):
        how["weights"][blends[first] : blends[last]] = abs(how["weights"][blends[first] : blends[last]])
    best: dict[int, float] = {}
    for first, last in pairwise(groups):
        sums: list[dict[int, float]] = []
        for terms in (range(clauses[clause], clauses[clause + 1]) for clause in range(first, last)):
            scores: dict[int, float] = {}
            for part in terms:
                each = [blended(segment, how, range(*blends[n : n + 2]), kernels) for n in range(parts[part], parts[part + 1])]
                for d in set().union(*each):
                    scores[d] = scores.get(d, 0.0) + max(own[d] for own in each if d in own)
            sums.append(scores)
        for d in set.intersection(*(set(scores) for scores in sums)) & alive:
            score = sum(scores[d] for scores in sums)
            best[d] = max(score, best.get(d, score))
    curves = np.arange(len(segment.terms))[::-1].copy()
    scored = how["lengths"], how["rows"], how["norms"][curves], curves, how["forms"], how["weights"]
    asked = (segment.numbers(), np.array(blends), np.array(parts), np.array(clauses), np.array(groups), *segment.blocks, *scored)
    numbers, found = np.zeros(segment.documents, np.int32), np.zeros(segment.documents)
    live = bits_of(segment.documents, alive), len(alive) < segment.documents
    rooms = np.zeros((kernels.ROOMS, kernels.SPAN)), np.zeros((kernels.ROOMS, kernels.SPAN >> 6), np.uint64)
    size = kernels.gather(*asked, *live, False, *rooms, numbers, found)  # noqa: FBT003
    few, scores = np.zeros(7, np.int32), np.zeros(7)
    held = kernels.gather(*asked, *live, True, *rooms, few, scores)  # noqa: FBT003
    assert not rooms[0].any()
    assert not rooms[1].any()
    order = np.lexsort((numbers[:size], -found[:size]))[:7]
    assert few[:held].tolist() == numbers[order].tolist()
    assert scores[:held].tolist() == found[order].tolist()
    assert numbers[:size].tolist() == sorted(best)
    assert found[:size].tolist() == pytest.approx([best[d] for d in sorted(best)], rel=1e-12, abs=1e-12)


@BOTH
@settings(deadline=None)
@given(values=SCORES.filter(bool), data=st.data())
def test_narrowed_down_are_all_that_may_be_asked_for(kernels: Kernels, values: list[float], data: st.DataObject):
    begin = data.draw(st.integers(0, len(values) - 1))
    end = data.draw(st.integers(begin + 1, len(values)))
    out = np.zeros(len(values), np.int64)
    n, before = kernels.narrow(np.array(values, np.float64), begin, end, out)
    order = sorted(range(len(values)), key=lambda i: -values[i])
    chosen = out[:n].tolist()
    assert chosen == sorted(chosen)
    assert {values[i] for i in order[begin:end]} <= {values[i] for i in chosen}
    assert sorted(values[i] for i in chosen) == sorted(values[i] for i in order[before : before + n])
    assert n < len(values) or min(values) == max(values) or end - begin > 1


@BOTH
def test_values_that_differ_by_next_to_nothing_are_told_apart(kernels: Kernels):
    out = np.zeros(2, np.int64)
    assert kernels.narrow(np.array([0.0, 2.2250738585e-313]), 0, 1, out) == (1, 0)
    assert out[0] == 1


@BOTH
@settings(deadline=None)
@given(corpus=corpora(), data=st.data())
def test_the_top_few_are_those_of_all(kernels: Kernels, corpus: tuple[int, list[Term], NDArray[np.uint8]], data: st.DataObject):
    segment = packed(kernels, *corpus)
    how = scoring(data, segment, kernels, negative=False)
    alive = set(range(segment.documents)) - (some_of(data, segment.documents) if data.draw(st.booleans()) else set())
    wanted = data.draw(st.integers(1, 30))
    floor = data.draw(st.sampled_from([-np.inf, 0.0, 1.0]))
    heights = []
    for n in range(len(segment.terms)):
        height = np.zeros(segment.first_block[n + 1] - segment.first_block[n])
        kernels.peaks(n, *segment.blocks, how["lengths"][how["rows"][n]], how["norms"][n], how["forms"][n], height)
        ordered = [share(segment, how, n, d, kernels) for d in sorted(segment.terms[n])]
        blocks = [ordered[at : at + kernels.BLOCK] for at in range(0, len(ordered), kernels.BLOCK)]
        assert height.tolist() == pytest.approx(list(map(max, blocks)), rel=1e-12)
        heights.append(height)
    starts = np.concatenate([[0], np.cumsum([len(height) for height in heights[:-1]])]).astype(np.int64)
    live = bits_of(segment.documents, alive)
    numbers, found = np.zeros(wanted, np.int32), np.zeros(wanted)
    n = kernels.top(
        *(segment.numbers(), *segment.blocks, np.concatenate(heights), starts, *how.values(), live, len(alive) < segment.documents, floor),
        *(numbers, found),
    )
    out, scores = bits_of(segment.documents, set()), np.zeros(segment.documents)
    kernels.score(segment.numbers(), *segment.blocks, *how.values(), out, False, out, scores)  # noqa: FBT003
    order = sorted((-scores[d], d) for d in members(out) & alive if scores[d] >= floor)[:wanted]
    assert list(zip(found[:n].tolist(), numbers[:n].tolist(), strict=True)) == [(-score, d) for score, d in order], "to the bit"


# Copies


@BOTH
@settings(deadline=None)
@given(rows=st.lists(st.sets(st.integers(0, 12), max_size=8), min_size=1, max_size=12), least=st.integers(1, 6), data=st.data())
def test_a_crowd_is_who_came_before_and_shares_enough(kernels: Kernels, rows: list[set[int]], least: int, data: st.DataObject):
    stays = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    hashes = np.array([each for row in rows for each in sorted(row)], np.int32)
    ends, counts = np.cumsum([len(row) for row in rows]), np.array([len(row) for row in rows])
    state = np.full(13, -1, np.int32), np.zeros(len(hashes), np.int32), np.zeros(len(hashes), np.int32)
    shared, met = np.zeros(len(rows), np.int32), np.zeros(len(rows), np.int32)
    looked_at = []
    at, alike = kernels.crowd(hashes, ends, counts, least, 8, 0, *state, shared, met)
    while alike:
        looked_at.append((at, {int(other): int(shared[other]) for other in met[:alike]}))
        shared[met[:alike]] = 0
        assert not shared.any()
        if stays[at]:
            kernels.join(hashes, ends[at - 1] if at else 0, ends[at], at, *state)
        at, alike = kernels.crowd(hashes, ends, counts, least, 8, at + 1, *state, shared, met)
    assert at == len(rows)
    before: list[int] = []
    expected = []
    for number, row in enumerate(rows):
        common = {other: len(row & rows[other]) for other in before if row & rows[other]}
        found = {other: n for other, n in common.items() if n * 8 >= least * min(len(row), len(rows[other]))}
        expected += [(number, found)] if found else []
        before += [number] if not found or stays[number] else []
    assert looked_at == expected


# Chunks


SPACES = [sign for sign in map(chr, range(sys.maxunicode + 1)) if sign.isspace()]


@pytest.mark.skipif(not compiled.COMPILED, reason="they are only called where they are compiled")
@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 400), max_size=60), min_size=1, max_size=8))
def test_chunks_have_the_same_numbers_in_every_text_and_in_a_table_that_has_grown(texts: list[list[int]]):
    words = [[f"é{number}," for number in text] for text in texts]
    encoded = [" ".join(text).encode() for text in words]
    buffer, ends = np.frombuffer(bytearray(b"".join(encoded)) or bytearray(1), np.uint8), np.cumsum([len(text) for text in encoded])
    first: dict[str, int] = {}
    expected = [first.setdefault(word, len(first)) for text in words for word in text]

    def cut(table: NDArray[np.uint64], known: int) -> tuple[int, list[int], list[int], list[int]]:
        out, places, begins, stops = (np.zeros(len(buffer), kind) for kind in (np.int32, np.int32, np.int64, np.int64))
        counts = np.zeros(len(texts), np.int32)
        total = compiled.cut(buffer, ends, table, known, out, places, counts, begins, stops)
        fresh = [buffer[begin:stop].tobytes().decode() for begin, stop in zip(begins[: total - known], stops, strict=False)]
        assert fresh == list(first)[known:]
        return total, counts.tolist(), out[: len(expected)].tolist(), places[: len(expected)].tolist()

    table, larger = np.zeros(2 * 1024, np.uint64), np.zeros(8 * 1024, np.uint64)
    starts = [sum(len(word) + 1 for word in text[:at]) for text in words for at in range(len(text))]
    assert cut(table, 0) == (len(first), [len(text) for text in texts], expected, starts)
    compiled.grown(table, larger)
    assert cut(larger, len(first)) == (len(first), [len(text) for text in texts], expected, starts)


@pytest.mark.skipif(not compiled.COMPILED, reason="they are only called where they are compiled")
@settings(deadline=None)
@given(st.text(st.characters() | st.sampled_from(SPACES)) | st.text(st.sampled_from([*SPACES, "a", "é", "—", "\u2029", "\u3001"])))
def test_pieces_are_those_of_split_whatever_the_white_space_and_each_has_one_number(text: str):
    data = text.encode("utf-8", "surrogatepass")
    most = len(data) // 2 + 1
    hashes, begins, ends = np.zeros(most, np.uint64), np.zeros(most, np.int64), np.zeros(most, np.int64)
    found = compiled.split(np.frombuffer(bytearray(data) or bytearray(1), np.uint8)[: len(data)], hashes, begins, ends)
    pieces = [data[begin:end].decode("utf-8", "surrogatepass") for begin, end in zip(begins[:found], ends[:found], strict=True)]
    assert pieces == text.split()
    first = {piece: number for number, piece in enumerate(dict.fromkeys(pieces))}
    table, out = np.zeros(8 * most, np.uint64), np.zeros(found, np.int32)
    for known in (0, len(first)):
        assert compiled.numbered(hashes[:found], table, known, out) == len(first)
        assert out.tolist() == [first[piece] for piece in pieces]


@BOTH
@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), max_size=20), min_size=1, max_size=5), st.sets(st.integers(0, 9)))
def test_of_the_chunks_of_several_texts_those_that_are_wanted_are_left(kernels: Kernels, texts: list[list[int]], chosen: set[int]):
    numbers = np.array([number for text in texts for number in text], np.int32)
    starts, begins = np.cumsum([0, *map(len, texts)]), np.arange(len(numbers), dtype=np.int32)[::-1].copy()
    out = np.zeros((len(numbers), 4), np.int32)
    wanted = np.packbits([number in chosen for number in range(10)], bitorder="little")
    size = kernels.sift(numbers, starts, begins, wanted, out)
    owners = [owner for owner, text in enumerate(texts) for _ in text]
    expected = [[owners[at], at, number, begins[at]] for at, number in enumerate(numbers.tolist()) if number in chosen]
    assert out[:size].tolist() == expected


CHUNKS = ["a", "é", "’", "€", " ", "  ", "\n", "\x1c", "\x00", "\x1b", "7", "10 000", "\u00a0", "abcd", "abcdefgh", "x" * 9]


def chunks_of(text: str) -> list[tuple[int, str]]:
    """The chunks of a text, cut at ASCII white space but not inside a number, and where each begins."""
    joint = r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))"
    return [(found.start(), found.group()) for found in re.finditer(rf"(?:[^ \t-\r\x1c-\x1f]|{joint})+", text)]


@pytest.mark.skipif(not compiled.COMPILED, reason="they are only called where they are compiled")
@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.lists(st.sampled_from(CHUNKS), max_size=60).map("".join) | st.sampled_from(["語", "a ٠١٢"]), min_size=1, max_size=6),
    st.data(),
)
def test_letters_are_chopped_where_white_space_is_and_a_chunk_has_one_number(texts: list[str], data: st.DataObject):
    units = np.frombuffer(("".join(texts) + 8 * " ").encode("utf-16-le"), np.uint16)
    starts = np.cumsum([0, *map(len, texts)])
    of = sorted(data.draw(st.sets(st.integers(0, len(texts) - 1), min_size=1)))
    table, hashes, first, known = np.zeros(2048, np.uint64), np.zeros(1500, np.uint64), dict[str, int](), 0
    for _ in range(2):
        out, places, begins, ends = (np.zeros(len(units) + len(of), kind) for kind in (np.int32, np.int32, np.int64, np.int64))
        counts = np.zeros(len(of), np.int32)
        total = compiled.chop(units, starts, np.array(of), table, hashes, known, out, places, counts, begins, ends)
        held = [None if max(texts[t], default="") > "\u2fff" or "٠" in texts[t] else chunks_of(texts[t]) for t in of]
        expected = [(first.setdefault(chunk, len(first)), at) for each in held if each for at, chunk in each]
        assert counts.tolist() == [-1 if each is None else len(each) for each in held]
        assert list(zip(out.tolist(), places.tolist(), strict=True))[: len(expected)] == expected
        fresh = [units[begin:end].tobytes().decode("utf-16-le") for begin, end in zip(begins, ends, strict=True)]
        assert fresh[: total - known] == list(first)[known:]
        known = total
        table = np.zeros(4096, np.uint64)
        compiled.replaced(hashes[:known], table)
    assert known == len(first)


@pytest.mark.skipif(not compiled.COMPILED, reason="they are only called where they are compiled")
def test_chunks_of_other_letters_have_other_numbers():
    rng = np.random.default_rng(5)
    words = {"".join(map(chr, rng.integers(97, 100, size))) for size in rng.integers(1, 40, 30_000).tolist()}
    units = np.frombuffer((" ".join(sorted(words)) + 8 * " ").encode("utf-16-le"), np.uint16)
    room = [np.zeros(len(units), kind) for kind in (np.int32, np.int32, np.int64, np.int64)]
    given = np.array([0, len(units) - 8]), np.zeros(1, np.int64), np.zeros(1 << 16, np.uint64), np.zeros(30_000, np.uint64), 0
    assert compiled.chop(units, *given, *room[:2], np.zeros(1, np.int32), *room[2:]) == len(words)


@pytest.mark.skipif(not compiled.COMPILED, reason="they are only called where they are compiled")
@settings(deadline=None)
@given(
    st.lists(st.none() | st.lists(st.integers(0, 9), max_size=12), min_size=1, max_size=5),
    st.dictionaries(st.integers(0, 9), st.lists(st.tuples(st.integers(0, 3), st.integers(4, 9), st.integers(0, 63)), max_size=3)),
    st.sets(st.integers(0, 9)),
    st.integers(1, 8),
    st.integers(0, 20),
    st.integers(1, 3),
)
def test_marks_of_texts_are_those_of_their_chunks(
    texts: list[list[int] | None], marked: dict[int, list[tuple[int, int, int]]], untold: set[int], most: int, room: int, few: int
):
    numbers = np.array([number for text in texts for number in text or ()], np.int32)
    begins, counts = 10 * np.arange(len(numbers), dtype=np.int32), np.array([-1 if text is None else len(text) for text in texts], np.int32)
    of, slots = 2 * np.arange(len(texts)), np.zeros(10, np.int32)
    for place, number in enumerate(marked, 1):
        slots[number] = 0 if number in untold else place
    bears = np.packbits([number in marked for number in range(10)], bitorder="little")
    starts = np.cumsum([0, *map(len, marked.values())])
    told = np.array([mark for marks in marked.values() for mark in marks], np.int32).reshape(-1, 3)
    out, unread = np.full((3, room), -7, np.int32), np.zeros(few, np.int32)
    firsts, lasts = np.full(2 * len(texts), -9), np.full(2 * len(texts), -9)
    size, waiting = compiled.spans(numbers, begins, counts, of, bears, slots, starts, told, most, 1, out, firsts, lasts, unread)
    met = list(dict.fromkeys(number for number in numbers.tolist() if number in marked and number in untold))
    assert unread[:waiting].tolist() == met[:few]
    assert np.flatnonzero(slots == -1).tolist() == sorted(met[:few])
    expected, at = [(-7, -7, -7)], 0
    for text, first, last in zip(texts, firsts[::2].tolist(), lasts[::2].tolist(), strict=True):
        own = []
        for number in text or ():
            own += [(10 * at + a, 10 * at + z, answer) for a, z, answer in (() if number in untold else marked.get(number, ()))]
            at += 1
        if text is None or len(own) > most:
            assert (first, last) == (-1, -1)
        else:
            assert (first, last) == (len(expected), len(expected) + len(own))
            expected += own
    assert size == len(expected)
    assert out.T[1:size].tolist() == [list(mark) for mark in expected[1:room]]
    assert set(firsts[1::2]) <= {-9}


MARKED = [*"aÉœß7'’.,«»…-+\u00a0\u202fª", "l’", "O.N.U."]


@pytest.mark.skipif(not compiled.COMPILED, reason="they are only called where they are compiled")
@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(MARKED), min_size=1, max_size=6).map("".join), max_size=20))
def test_new_chunks_lose_their_signs_and_capitals_or_are_left(chunks: list[str]):
    encoded = [chunk.encode() for chunk in chunks]
    ends = np.cumsum([len(chunk) for chunk in encoded]).astype(np.int64)
    begins = ends - np.array([len(chunk) for chunk in encoded], np.int64)
    buffer = np.frombuffer(bytearray(b"".join(encoded)) or bytearray(1), np.uint8)
    numbers, stops = np.zeros(len(chunks), np.int32), np.zeros(len(chunks), np.int64)
    letters, table = np.zeros(len(buffer) + len(chunks), np.uint8), np.zeros(2 * 256, np.uint64)
    cores = [core_of(chunk) for chunk in chunks]
    first = {core: place for place, core in enumerate(dict.fromkeys(core for core in cores if core is not None))}
    for known in (0, len(first)):
        assert compiled.bare(buffer, begins, ends, table, known, numbers, letters, stops) == len(first)
        assert numbers.tolist() == [-1 if core is None else first[core] for core in cores]
    compiled.bare(buffer, begins, ends, np.zeros_like(table), 0, numbers, letters, stops)
    if first:
        assert letters[: stops[len(first) - 1]].tobytes().decode().split("\n") == list(first)


def core_of(chunk: str) -> str | None:
    """A chunk without what stands around it, or None if there is something in it that is left to somebody else."""
    around = ",;:!?()\"«»“”…\u00a0\u202f$%*/[]-–—'‘’"
    bare = chunk.strip(around + ".")
    core = chunk.strip(around) if "." in bare else bare
    return core.lower() if set(core) <= set("aÉœß7'’.,-+lONU") else None


# Compiled in time


COUNTED = """
from service.warm import warm_up
from indexer.codec import kernels
warm_up()
print({name: len(getattr(kernels, name).signatures) for name in kernels._loops if name[0] != "_"} if kernels.COMPILED else "")
"""


def test_every_kernel_is_compiled_once_before_workers_are_forked():
    said = subprocess.run([sys.executable, "-W", "ignore", "-c", COUNTED], check=True, capture_output=True, text=True).stdout.strip()
    if not said:
        pytest.skip("there is no numba here")
    signatures = ast.literal_eval(said)
    for name in ("grown", "crowd", "join", "split", "numbered"):  # where many articles are indexed, and that no server does
        del signatures[name]
    assert signatures
    assert signatures == dict.fromkeys(signatures, 1), "see service/warm.py"
