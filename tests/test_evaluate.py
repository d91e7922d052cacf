"""What the engine makes of a query: where it goes its own way, what it leaves to Whoosh, and how hits become a page."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import STOCK
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import fields, scoring
from whoosh import query as whoosh
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import And, AndMaybe, AndNot, DisjunctionMax, Every, Not, NumericRange, Or, Phrase, Prefix, Require, Term
from whoosh.reading import MultiReader
from whoosh.searching import Searcher
from whoosh.writing import SegmentWriter

from indexer.codec import kernels
from indexer.codec.index import ArrayIndex
from indexer.columns import Columns, Facet
from indexer.schema import FACETS
from service.search import engine
from service.search.deadline import NEVER, Deadline
from service.search.engine import Answer, Matches
from service.search.errors import QueryTimeout
from service.search.matchers import AnyOf, Best, Near, Synonyms
from service.search.ranks import After
from service.search.request import SearchRequest
from service.search.segments import Segment
from service.search.weighting import FairBM25, idf

# Other releases mend some of what 2.7.4 gets wrong and get other things wrong, so there is nothing to hold the arrays against.
pytestmark = pytest.mark.skipif(not STOCK, reason="stock Whoosh 2.7.4 is what the arrays are compared with")

Rows = Sequence[Mapping[str, Any]]
Open = Callable[..., Any]
LETTERS = "abcdefgh"


def schema() -> fields.Schema:
    words = SpaceSeparatedTokenizer()
    return fields.Schema(
        id=fields.ID(unique=True),
        t=fields.TEXT(analyzer=words),
        chars=fields.TEXT(analyzer=words, chars=True),
        k=fields.KEYWORD(),
        n=fields.NUMERIC(bits=8, signed=False),
    )


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """`opened(rows, deleted=..., stock=...)`: a searcher of an index of these documents; rows in a list of lists are segments."""
    numbers = count()
    with ExitStack() as stack:

        def make(*segments: Rows, deleted: Sequence[int] = (), stock: bool = False) -> Any:  # noqa: ANN401 — Whoosh has no types
            folder = tmp_path / str(next(numbers))
            folder.mkdir()
            storage = FileStorage(str(folder))
            index = FileIndex.create(storage, schema(), "MAIN") if stock else ArrayIndex.create(storage, schema())
            for rows in segments:
                writer = SegmentWriter(index, codec=W3Codec()) if stock else index.writer()
                for row in rows:
                    writer.add_document(**row)
                writer.commit(merge=False)
            if deleted:
                writer = SegmentWriter(index, codec=W3Codec()) if stock else index.writer()
                for number in deleted:
                    writer.delete_document(number)
                writer.commit(merge=False)
            return stack.enter_context(index.searcher())

        yield make


def found(query: Any, searcher: Any, weighting: Any = None) -> dict[int, float]:  # noqa: ANN401
    """Documents and their scores; BM25 where nothing else is said."""
    matches = engine.found(query, weighting or scoring.BM25F(), searcher, NEVER)
    return dict(zip(matches.numbers.tolist(), matches.scores.tolist(), strict=True))


def by_whoosh(query: Any, searcher: Any, weighting: Any = None) -> dict[int, float]:  # noqa: ANN401
    """The same by Whoosh's own matchers."""
    scores = {}
    for leaf, offset in searcher.leaf_searchers():
        matcher = query.matcher(leaf, leaf.context(weighting=weighting or scoring.BM25F()))
        while matcher.is_active():
            scores[offset + matcher.id()] = matcher.score()
            matcher.next()
    return scores


def words(*texts: str) -> list[dict[str, str]]:
    return [{"id": str(number), "t": text} for number, text in enumerate(texts)]


# Where Whoosh is wrong


def test_each_document_gets_the_best_of_its_own_scores(opened: Open):
    rows = words("a", "b b b", "a b")
    query = DisjunctionMax([Term("t", "a"), Term("t", "b")])
    scores = found(query, opened(rows))
    assert scores == pytest.approx({n: max(found(Term("t", w), opened(rows)).get(n, 0) for w in "ab") for n in range(3)})
    assert by_whoosh(query, opened(rows, stock=True))[0] != pytest.approx(scores[0]), "Whoosh is right now; say so in evaluate.py"


def test_the_first_document_is_excluded_as_any_other(opened: Open):
    rows = words("b", "a b", "a", "a b")
    query = AndNot(Term("t", "a"), Term("t", "b"))
    assert found(query, opened(rows)).keys() == {2}
    assert by_whoosh(query, opened(rows, stock=True)).keys() == {1, 2}


def test_what_is_required_has_to_be_there(opened: Open):
    rows = words("a", "a b", "b", "a b", "a")
    query = Require(Term("t", "a"), Term("t", "b"))
    scores = found(query, opened(rows))
    assert scores == {number: score for number, score in found(Term("t", "a"), opened(rows)).items() if number in (1, 3)}
    assert by_whoosh(query, opened(rows, stock=True)).keys() == {0, 4}, "Whoosh finds what is not required"


def test_what_may_be_there_counts_within_an_and(opened: Open):
    rows = words("a", "a b", "a", "c", "a b c", "a b c")
    searcher = opened(rows)
    query = And([AndMaybe(Term("t", "a"), Term("t", "b")), Term("t", "c")])
    single = [found(Term("t", letter), searcher) for letter in "abc"]
    assert found(query, searcher) == pytest.approx({n: sum(each[n] for each in single) for n in (4, 5)})


def test_not_finds_no_deleted_document(opened: Open):
    rows = words("a", "b", "a", "b", "b")
    query = Not(Term("t", "a"))
    assert found(query, opened(rows, deleted=[3])).keys() == {1, 4}
    assert by_whoosh(query, opened(rows, deleted=[3], stock=True)).keys() == {1, 3, 4}, "Whoosh finds the one after the last that has it"


def test_what_scores_nothing_is_found_all_the_same(opened: Open):
    rows = words("a", "b", "c", "a b c")
    nothing = FairBM25({("t", letter): 0.0 for letter in "abc"}, {"t": 4})
    query = Or([Term("t", letter) for letter in "abc"])
    assert found(query, opened(rows), nothing) == dict.fromkeys(range(4), 0.0)
    assert len(by_whoosh(query, opened(rows, stock=True), nothing)) < 4


@pytest.mark.parametrize(("start", "end"), [(None, 5), (0, 5), (2, 2), (5, 2), (None, 0)])
def test_a_range_among_the_least_numbers_ends_where_it_ends(opened: Open, start: int | None, end: int):
    rows = [{"n": number} for number in range(256)]
    query = NumericRange("n", start, end)
    assert found(query, opened(rows)) == dict.fromkeys(range(start or 0, end + 1), 1.0)


def test_whoosh_lets_a_range_run_over(opened: Open):
    rows = [{"n": number} for number in range(256)]
    assert len(by_whoosh(NumericRange("n", None, 5), opened(rows, stock=True))) > 6, "Whoosh is right now; say so in evaluate.py"


@pytest.mark.parametrize(
    "query",
    [Term("nowhere", "a"), Prefix("nowhere", "a"), Every("nowhere"), NumericRange("nowhere", 1, 2), Phrase("nowhere", ["a", "b"])],
    ids=repr,
)
def test_a_field_that_is_not_there_holds_nothing(opened: Open, query: Any):  # noqa: ANN401
    assert not found(query, opened(words("a b")))
    assert found(Or([query, Term("t", "a")]), opened(words("a b"))).keys() == {0}


# What is left to Whoosh


@pytest.mark.parametrize(
    "query",
    [
        Phrase("chars", ["a", "b"]),
        Near("chars", ("b", "a"), 2),
        Or([Term("t", "a"), Term("t", "b")], scale=0.5),
        And([Or([Term("t", "a"), Term("t", "b")], scale=0.5), Term("t", "c")]),
        whoosh.Otherwise(Term("t", "zz"), Term("t", "b")),
        whoosh.Sequence([Term("t", "a"), Term("t", "b")]),
    ],
    ids=repr,
)
def test_what_the_arrays_do_not_tell_is_asked_of_whoosh(opened: Open, query: Any):  # noqa: ANN401
    rows = [{"t": text, "chars": text} for text in ("a b c", "b a", "c b a", "a c b", "a b")]
    assert found(query, opened(rows)) == pytest.approx(by_whoosh(query, opened(rows, stock=True)))


@pytest.mark.parametrize(
    "query",
    [Term("t", "a"), Or([Term("t", "a"), Term("k", "x")]), Phrase("t", ["a", "b"]), Synonyms((("t", "a", 1.0), ("t", "b", 0.5)))],
    ids=repr,
)
def test_postings_with_weights_of_their_own_keep_them(opened: Open, query: Any):  # noqa: ANN401
    rows = [{"t": "a b", "k": "x", "_t_boost": weight} for weight in (1.0, 2.0, 0.5)]
    assert found(query, opened(rows)) == pytest.approx(by_whoosh(query, opened(rows, stock=True)))
    assert len({round(score, 6) for score in found(query, opened(rows)).values()}) == 3, "the boosts of the documents count"


def test_in_a_large_index_several_terms_are_scored_by_the_searchers_own_weighting(opened: Open):
    rows = words(*(["a ab abc", "ab b", "b"] * 1700))
    for query in (Prefix("t", "a"), Prefix("t", "a", constantscore=False), Or([Term("t", "a"), Prefix("t", "ab", boost=2.0)])):
        assert found(query, opened(rows), scoring.TF_IDF()) == pytest.approx(by_whoosh(query, opened(rows, stock=True), scoring.TF_IDF()))


def test_segments_of_both_kinds_are_searched_together(opened: Open):
    rows = words("a b", "b", "a")
    readers = [opened(rows).reader(), opened(rows, stock=True).reader()]
    searcher = Searcher(MultiReader(readers))
    assert [Segment.of(leaf.reader()) is not None for leaf, _ in searcher.leaf_searchers()] == [True, False]
    scores = found(Term("t", "a"), searcher)
    assert scores.keys() == {0, 2, 3, 5}
    assert scores[0] == pytest.approx(scores[3])
    assert {*engine.top(Term("t", "a"), scoring.BM25F(), searcher, 2, NEVER).numbers.tolist()} == {2, 5}, "the shorter ones"


# How the arrays are used


def test_terms_side_by_side_are_one_call(opened: Open, monkeypatch: pytest.MonkeyPatch):
    searcher = opened(words("a b c d", "b", "c a"))
    calls = []
    really = kernels.gather
    monkeypatch.setattr(kernels, "gather", lambda *arguments: (calls.append(len(arguments[0])), really(*arguments))[1])
    query = Or([Term("t", "a"), Or([Term("t", "b", 2.0), Or([Term("t", "c"), Term("t", "zz")], boost=0.5)]), Term("k", "x")])
    assert found(query, searcher) == pytest.approx(by_whoosh(query, searcher))
    assert calls[0] == 3


def test_sets_come_back_empty(opened: Open):
    searcher = opened(words(*("a b c", "b c", "c a", "a") * 20))
    segment = Segment.of(searcher.reader())
    assert segment
    query = Best([And([Term("t", "a"), Not(Phrase("t", ["b", "c"]))]), AndMaybe(Every("t"), Near("t", ("c", "a"), 2)), Prefix("t", "b")])
    for _ in range(3):
        found(query, searcher)
    with ExitStack() as stack:
        for _ in range(8):
            borrowed = stack.enter_context(segment.pool.borrow())
            assert not borrowed.bits.any()
            assert not borrowed.scores.any()


def test_an_evaluation_that_was_stopped_leaves_nothing_behind(opened: Open, monkeypatch: pytest.MonkeyPatch):
    searcher = opened(words(*("a b c", "b c", "c a", "a") * 20))
    query = Or([And([Term("t", "a"), Term("t", "b")]), Best([Term("t", "c"), Phrase("t", ["a", "b"])]), Not(Term("t", "a"))])
    wanted = found(query, searcher)
    really = Deadline.check
    for steps in count(1):
        left = iter(range(steps))

        def check(deadline: Deadline, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise QueryTimeout("late")
            really(deadline)

        monkeypatch.setattr(Deadline, "check", check)
        try:
            found(query, searcher)
        except QueryTimeout:
            monkeypatch.setattr(Deadline, "check", really)
            assert found(query, searcher) == wanted, f"stopped at step {steps}"
        else:
            break
    assert steps > 5


def test_nothing_is_begun_after_the_deadline(opened: Open):
    searcher = opened(words("a"))
    with pytest.raises(QueryTimeout):
        engine.found(Term("t", "a"), scoring.BM25F(), searcher, Deadline.after(-1))
    with pytest.raises(QueryTimeout):
        engine.top(Term("t", "a"), scoring.BM25F(), searcher, 1, Deadline.after(-1))


def test_threads_do_not_see_each_others_sets(tmp_path: Path):
    rng = np.random.default_rng(3)
    index = ArrayIndex.create(FileStorage(str(tmp_path)), schema())
    writer = index.writer()
    for number in range(2000):
        writer.add_document(id=str(number), t=" ".join(rng.choice(list(LETTERS), 6)))
    writer.commit()
    queries = [And([Term("t", one), Or([Term("t", other), Phrase("t", [other, one])])]) for one in LETTERS[:4] for other in LETTERS[4:]] + [
        Best([Term("t", letter), Not(Term("t", letter))]) for letter in LETTERS
    ]
    with index.searcher() as searcher:
        wanted = [found(query, searcher) for query in queries]
    gate = threading.Barrier(8)

    def work(first: int) -> bool:
        gate.wait()
        with index.searcher() as own:
            return all(found(queries[n % len(queries)], own) == wanted[n % len(queries)] for n in range(first, first + 60))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(8)))


# Synonyms


def test_one_synonym_is_the_word(opened: Open):
    searcher = opened(words("a a b", "b", "a c"))
    for model in (scoring.BM25F(), FairBM25({("t", "a"): 1.5}, {"t": 3}), scoring.TF_IDF(), scoring.Frequency()):
        assert found(Synonyms((("t", "a", 1.0),)), searcher, model) == pytest.approx(found(Term("t", "a"), searcher, model))


def test_synonyms_share_a_document_frequency_and_add_up_before_they_saturate(opened: Open):
    searcher = opened(words("a a", "ab", "a ab x", "x", "x x"))
    scores = found(Synonyms((("t", "a", 1.0), ("t", "ab", 0.5)), boost=2.0), searcher)
    model = scoring.BM25F()
    average = searcher.avg_field_length("t")
    frequent = min(searcher.idf("t", "a"), searcher.idf("t", "ab"))

    def score(frequency: float, length: int) -> float:
        return 2.0 * scoring.bm25(frequent, frequency, length, average, model.B, model.K1)

    assert scores == pytest.approx({0: score(2, 2), 1: score(0.5, 1), 2: score(1.5, 3)})
    assert scores == pytest.approx(by_whoosh(Synonyms((("t", "a", 1.0), ("t", "ab", 0.5)), boost=2.0), searcher))


def test_synonyms_in_several_fields_are_measured_by_the_length_of_each(opened: Open):
    rows = [{"t": "a x x x", "chars": "a"}, {"t": "a"}, {"chars": "a x"}, {"t": "x", "chars": "x"}]
    query = Synonyms((("t", "a", 1.0), ("chars", "a", 0.5)))
    searcher = opened(rows)
    assert found(query, searcher) == pytest.approx(by_whoosh(query, opened(rows, stock=True)))
    assert found(query, searcher).keys() == {0, 1, 2}


# The top few


@pytest.mark.parametrize("k", [1, 3, 10, 100])
def test_the_top_few_are_the_first_of_all(opened: Open, k: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine, "_MANY_POSTINGS", 0)
    rng = np.random.default_rng(k)
    share = np.array([0.9, 0.5, 0.3, 0.1, 0.03, 0.01, 0.003, 0.9])

    def text() -> str:
        return " ".join(
            letter * int(rng.integers(1, 2)) for letter in rng.choice(list(LETTERS), rng.integers(1, 30), p=share / share.sum())
        )

    segments = [[{"t": text(), "k": text()[:1]} for _ in range(size)] for size in (6000, 300)]
    searcher = opened(*segments, deleted=rng.choice(6000, 500, replace=False).tolist())
    model = FairBM25({("t", letter): idf(searcher.doc_frequency("t", letter), 6300) for letter in LETTERS}, {"t": 6300})
    groups = [Or([Term("t", letter, 1 + n / 3) for n, letter in enumerate(letters)]) for letters in ("abc", "fgh", "adg", "a", "abcdefgh")]
    for query in (*groups, Best(groups[:2]), DisjunctionMax(groups, boost=2.0), Best([Term("k", "a"), groups[1]]), And(groups[:2])):
        top = engine.top(query, model, searcher, k, NEVER)
        order = sorted(found(query, searcher, model).items(), key=lambda hit: (-hit[1], hit[0]))[:k]
        assert list(zip(top.numbers.tolist(), top.scores.tolist(), strict=True)) == order, repr(query)


# Hits become a page


def facet(rng: np.random.Generator, documents: int) -> Facet:
    values = tuple(f"v{n}" for n in range(6))
    if rng.random() < 0.5:
        return Facet(values, np.zeros(0, np.int32), rng.integers(-1, 6, documents).astype(np.int32), single=True)
    rows = [sorted(rng.choice(6, rng.integers(0, 4), replace=False).tolist()) for _ in range(documents)]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int32)
    return Facet(values, starts, np.array([value for row in rows for value in row], np.int32), single=False)


def values_of(columns: Columns, name: str, number: int) -> list[int]:
    """The ordinals of an article's values."""
    of = columns.facets[name]
    mine: list[int] = [int(of.ordinals[number])] if of.single else of.ordinals[of.starts[number] : of.starts[number + 1]].tolist()
    return [value for value in mine if value >= 0]


def corpus(seed: int, documents: int) -> tuple[Matches, Columns]:
    """Hits with many equal scores and days, some of them undated."""
    rng = np.random.default_rng(seed)
    days = rng.choice([0, 0, 20210105, 20210106, 20220101, 20220102], documents).astype(np.int32)
    columns = Columns({name: facet(rng, documents) for name in FACETS}, days, days + (days > 0))
    numbers = np.flatnonzero(rng.random(documents) < rng.choice([0.1, 0.9, 1.0])).astype(np.int32)
    scores = rng.choice([rng.random(len(numbers)), rng.integers(0, 3, len(numbers)).astype(float), np.ones(len(numbers))])
    return Matches(numbers, scores), columns


CHOSEN = st.dictionaries(
    st.sampled_from(FACETS), st.lists(st.sampled_from([f"v{n}" for n in range(6)]), min_size=1, max_size=2).map(tuple), max_size=2
)
REQUESTS = st.builds(
    SearchRequest,
    include=CHOSEN,
    exclude=CHOSEN,
    first=st.none() | st.sampled_from(["2021", "2021-01-06", "2022-01-02"]),
    last=st.none() | st.sampled_from(["2021-01-05", "2021", "2022"]),
    sort=st.sampled_from(["relevance", "date:desc", "date:asc"]),
    page=st.integers(1, 40),
    per_page=st.sampled_from([1, 7, 10, 100]),
    facets=st.lists(st.sampled_from(FACETS), unique=True, max_size=3).map(tuple),
)
SIZES = st.sampled_from([0, 1, 40, 300, 5000])
KEYS: Mapping[str, Callable[[int, float, int], tuple[Any, ...]]] = {
    "relevance": lambda number, score, _: (-score, number),
    "date:desc": lambda number, score, day: (-day, -score, number),
    "date:asc": lambda number, score, day: (day == 0, day, -score, number),
}


def passes(request: SearchRequest, columns: Columns, number: int, but: str = "") -> bool:
    def has(name: str, values: tuple[str, ...]) -> bool:
        return not {f"v{value}" for value in values_of(columns, name, number)}.isdisjoint(values)

    first, last = int(columns.first_day[number]), int(columns.last_day[number])
    return (
        all(has(name, values) for name, values in request.include.items() if name != but)
        and not any(has(name, values) for name, values in request.exclude.items())
        and (request.first is None or last >= int(request.first.replace("-", "").ljust(8, "0")))
        and (request.last is None or 0 < first <= int(request.last.replace("-", "").ljust(8, "9")))
    )


def test_a_page_that_holds_the_last_of_one_day_and_the_first_of_another_is_in_order():
    many = 6000
    days = np.where(np.arange(many) % 2, 20210101, 20210102).astype(np.int32)
    matches = Matches(np.arange(many, dtype=np.int32), np.random.default_rng(1).random(many))
    page = engine.answer(matches, SearchRequest(sort="date:desc", page=30, per_page=101, facets=()), Columns({}, days, days))
    assert page.days.tolist() == sorted(page.days.tolist(), reverse=True)
    assert set(page.days.tolist()) == {20210101, 20210102}


@settings(deadline=None)
@given(seed=st.integers(0, 2**32), documents=SIZES, request=REQUESTS)
def test_a_page_is_what_filtering_sorting_and_counting_one_by_one_gives(seed: int, documents: int, request: SearchRequest):
    matches, columns = corpus(seed, documents)
    page = engine.answer(matches, request, columns)
    rows = list(zip(matches.numbers.tolist(), matches.scores.tolist(), strict=True))
    kept = [(number, score, int(columns.first_day[number])) for number, score in rows if passes(request, columns, number)]
    kept.sort(key=lambda hit: KEYS[request.sort](*hit))
    begin = (request.page - 1) * request.per_page
    assert page.total == len(kept) == engine.total(matches, request, columns)
    assert list(zip(page.numbers.tolist(), page.scores.tolist(), page.days.tolist(), strict=True)) == kept[begin : begin + request.per_page]
    for name in request.facets:
        counts = [0] * 6
        for number, _ in rows:
            if passes(request, columns, number, but=name):
                for value in values_of(columns, name, number):
                    counts[value] += 1
        assert page.counts[name].tolist() == counts, name
    assert page.counts.keys() == set(request.facets)


@pytest.mark.parametrize("sort", KEYS)
@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 2**32), documents=SIZES, size=st.sampled_from([1, 7, 100]))
def test_what_comes_after_a_page_is_the_next_page(sort: str, seed: int, documents: int, size: int):
    matches, columns = corpus(seed, documents)
    request = SearchRequest(sort=sort, per_page=size, facets=())
    page: Answer = engine.answer(matches, request, columns)
    for number in range(2, 6):
        if page.last is None:
            break
        expected = engine.answer(matches, replace(request, page=number), columns)
        page = engine.answer(matches, request, columns, after=page.last)
        assert page.numbers.tolist() == expected.numbers.tolist()
        assert page.total == expected.total


def test_what_comes_after_a_hit_that_is_gone_is_what_would_have_come_after_it():
    columns = Columns({}, np.array([20210101, 0, 20210103], np.int32), np.array([20210101, 0, 20210103], np.int32))
    matches = Matches(np.arange(3, dtype=np.int32), np.array([1.0, 3.0, 2.0]))

    def after(sort: str, gone: After) -> list[int]:
        numbers: list[int] = engine.answer(matches, SearchRequest(sort=sort, facets=()), columns, after=gone).numbers.tolist()
        return numbers

    assert after("relevance", After(7, 2.5)) == [2, 0]
    assert after("date:desc", After(7, 2.5, 20210102)) == [0, 1]
    assert after("date:asc", After(7, 2.5, 20210102)) == [2, 1]


def test_any_of_many_terms_is_one_score(opened: Open):
    searcher = opened(words("a ab", "b", "abc", "x"))
    query = AnyOf("t", (b"a", b"abc", b"nowhere", b"b"), 2.0)
    assert found(query, searcher) == dict.fromkeys(range(3), 2.0) == by_whoosh(query, searcher)
