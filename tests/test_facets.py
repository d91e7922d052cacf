"""Totals, filters, facets, pages and orders, held against a count by hand over every article."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from conftest import Search, searching
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.build import build
from indexer.schema import FACETS
from service.search.catalogue import Catalogue
from service.search.facets import known
from service.search.request import Face, SearchRequest
from service.search.results import SearchPage

WORDS = ("orbite", "satellite", "quasar", "pulsar", "comete")
SOURCES = ("TASS", "Roscosmos, Inc", "Le Monde", None)
DATES = ("2019", "2020-02", "2020-02-29", "2021-12-31", None)
LANGUAGES = ("fr", "en", "und")
NAMES = ("Rogozine", "Roscosmos", "Ukraine", "")


def _article(number: int) -> dict[str, Any]:
    """An article whose words and fields follow from its number, so that every combination occurs somewhere."""
    said = [word for place, word in enumerate(WORDS) if number >> place & 1]
    text = " ".join([*said, NAMES[number % 4], NAMES[number // 3 % 4], "texte"])
    fields = {"lang": LANGUAGES[number % 3], "source": SOURCES[number // 5 % 4], "date": DATES[number // 7 % 5]}
    return {"id": str(number), "text": text, "said": said} | {name: value for name, value in fields.items() if value}


ARTICLES = {str(number): _article(number) for number in range(96)}

Filters = Mapping[str, tuple[str, ...]]


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Search:
    folder = tmp_path_factory.mktemp("facets")
    (folder / "articles.jsonl").write_text("\n".join(map(json.dumps, ARTICLES.values())), "utf-8")
    build([str(folder / "articles.jsonl")], folder / "index", workers=1)
    return searching(folder / "index")


def every(page: Callable[..., SearchPage], q: str, more: list[tuple[str, str]] | None = None, **arguments: str) -> Iterator[str]:
    """The ids of an answer, page after page."""
    number = 1
    while True:
        answer = page(q, more or [], page=str(number), per_page="7", **arguments)
        yield from (hit.id for hit in answer.hits)
        if answer.links.next is None:
            return
        number += 1


def admitted(article: Mapping[str, Any], filters: Filters) -> bool:
    """Whether an article passes filters on its language, source and year."""
    has = {"language": article["lang"], "source": article.get("source"), "year": article.get("date", "")[:4] or None}
    return all((has[name.lstrip("-")] in values) != name.startswith("-") for name, values in filters.items())


def by_address(search: Search, url: str) -> SearchPage:
    """The search that an address stands for."""
    return search("", [(name, value) for name, value in parse_qsl(urlsplit(url).query)])


choices = st.fixed_dictionaries(
    {},
    optional={
        "language": st.lists(st.sampled_from(LANGUAGES), min_size=1, unique=True),
        "source": st.lists(st.sampled_from([source for source in SOURCES if source]), min_size=1, unique=True),
        "year": st.lists(st.sampled_from(["2019", "2020", "2021"]), min_size=1, unique=True),
        "-language": st.lists(st.sampled_from(LANGUAGES), min_size=1, unique=True),
        "-source": st.lists(st.sampled_from([source for source in SOURCES if source]), min_size=1, unique=True),
    },
).map(lambda chosen: {name: tuple(values) for name, values in chosen.items()})
queries = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True)
signs = st.sampled_from(["", "-"])


def _pairs(filters: Filters) -> list[tuple[str, str]]:
    return [(name, value) for name, values in filters.items() for value in values]


@settings(max_examples=60, deadline=None)
@given(queries, signs, st.sampled_from(["all", "any"]), choices)
def test_totals_are_exact(search: Search, words: list[str], sign: str, match: str, filters: Filters) -> None:
    wanted, unwanted = (words[1:], words[:1]) if sign else (words, [])
    join = all if match == "all" or not wanted else any
    expected = {
        key
        for key, article in ARTICLES.items()
        if join(word in article["said"] for word in wanted)
        and not any(word in article["said"] for word in unwanted)
        and admitted(article, filters)
    }
    q = " ".join([*wanted, *(f"-{word}" for word in unwanted)])
    found = list(every(search, q, _pairs(filters), match=match))
    assert sorted(found) == sorted(expected), f"{q} with {filters}; look at engine.answer and Reading._combined"


@settings(max_examples=60, deadline=None)
@given(queries, choices)
def test_counts_are_exact_and_disjunctive(search: Search, words: list[str], filters: Filters) -> None:
    page = search(" ".join(words), _pairs(filters), match="any", facet_limit="100")
    for name, field in (("language", "lang"), ("source", "source"), ("year", "date")):
        others = {key: values for key, values in filters.items() if key != name}
        expected: dict[str, int] = {}
        for article in ARTICLES.values():
            value = article.get(field, "")[:4] if field == "date" else article.get(field)
            if value and admitted(article, others) and any(word in article["said"] for word in words):
                expected[value] = expected.get(value, 0) + 1
        counted = {value.value: value.count for value in page.facets[name]}
        chosen = filters.get(name, ())
        assert {value: count for value, count in counted.items() if count} == expected, f"{name} of {words} with {filters}"
        assert set(counted) - set(expected) <= set(chosen), "only what is chosen is listed at zero"
        assert {value.value for value in page.facets[name] if value.selected} == set(chosen)


@settings(max_examples=60, deadline=None)
@given(queries, choices, choices)
def test_a_further_filter_never_finds_more(search: Search, words: list[str], filters: Filters, further: Filters) -> None:
    added = {name: values for name, values in further.items() if name not in filters}
    for match in ("auto", "any"):
        before = search(" ".join(words), _pairs(filters), match=match)
        after = search(" ".join(words), _pairs({**filters, **added}), match=match)
        assert after.total <= before.total
        assert after.query.relaxed == before.query.relaxed, "whether all words are required is decided before any filter"
        for name in FACETS:
            if name not in {key.lstrip("-") for key in added}:
                counts = {value.value: value.count for value in before.facets[name]}
                assert all(value.count <= counts.get(value.value, 0) for value in after.facets[name]), f"{name} rose with {added}"


@settings(max_examples=30, deadline=None)
@given(queries, choices)
def test_following_an_address_finds_what_it_announced(search: Search, words: list[str], filters: Filters) -> None:
    page = search(" ".join(words), _pairs(filters), match="any")
    for name in FACETS:
        for value in page.facets[name]:
            followed = by_address(search, value.url)
            row = next((each for each in followed.facets[name] if each.value == value.value), None)
            assert (row is not None and row.selected) != value.selected or (row is None and value.selected), f"{value.url} toggles nothing"
            if name not in filters and f"-{name}" not in filters:
                assert followed.total == value.count, f"{value.url} announced {value.count}"


def test_choosing_a_value_does_not_zero_its_siblings(search: Search) -> None:
    free, chosen = search("quasar"), search("quasar", source="TASS")
    assert chosen.total < free.total
    assert [(each.value, each.count) for each in chosen.facets["source"]] == [(each.value, each.count) for each in free.facets["source"]]


def test_a_value_with_a_comma_is_one_value(search: Search) -> None:
    assert [each.value for each in search("").facets["source"] if "Inc" in each.value or each.value == "Roscosmos"] == ["Roscosmos, Inc"]
    page = search("", source="Roscosmos, Inc")
    assert page.total == search('source:"Roscosmos, Inc"').total > 0
    assert {hit.source for hit in page.hits} == {"Roscosmos, Inc"}
    assert by_address(search, page.facets["source"][0].url).total > 0


def test_an_article_counts_once_for_a_name_and_for_each_of_its_names(search: Search) -> None:
    page = search("", facet_limit="100", person="dmitry-rogozin")
    expected = sum("Rogozine" in article["text"].split() for article in ARTICLES.values())
    assert page.total == expected > 0
    orgs = {value.value: value.count for value in page.facets["org"]}
    both = sum({"Rogozine", "Roscosmos"} <= set(article["text"].split()) for article in ARTICLES.values())
    assert orgs == {"roscosmos": both}, "an article that names two is counted under both; look at Facet.counts"


def test_values_of_a_facet_are_alternatives_and_facets_are_conditions(search: Search) -> None:
    tass, monde = (search("", source=name).total for name in ("TASS", "Le Monde"))
    either = search("", [("source", "TASS"), ("source", "Le Monde")])
    assert either.total == tass + monde
    assert search("", [("source", "TASS"), ("source", "Le Monde")], language="fr").total < either.total
    assert search("", [("-source", "TASS"), ("-source", "Le Monde")]).total == len(ARTICLES) - tass - monde


def test_facets_can_be_shortened_and_left_out(search: Search) -> None:
    short = search("", facet_limit="1")
    assert {name: len(short.facets[name]) for name in FACETS} == {name: 0 if name == "programme" else 1 for name in FACETS}
    with_chosen = search("", facet_limit="1", source="Le Monde")
    assert "Le Monde" in {value.value for value in with_chosen.facets["source"] if value.selected}, "what is chosen can be taken back"
    assert not search("", facets="none").facets
    assert list(search("", facets="year,source").facets) == ["source", "year"]


def test_labels_are_for_readers(search: Search) -> None:
    page = search("")
    assert {value.label for value in page.facets["language"]} == {"French", "English", "undetermined language"}
    assert {value.value: value.label for value in page.facets["person"]} == {"dmitry-rogozin": "Dmitry Rogozin"}
    assert [value.value for value in page.facets["year"]] == ["2021", "2020", "2019"]
    counts = [value.count for value in page.facets["source"]]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("sort", ["relevance", "date:desc", "date:asc"])
def test_pages_continue_each_other(search: Search, sort: str) -> None:
    found = list(every(search, "quasar OR pulsar", sort=sort))
    whole = search("quasar OR pulsar", sort=sort, per_page="100")
    assert found == [hit.id for hit in whole.hits]
    assert [hit.rank for hit in whole.hits] == list(range(1, whole.total + 1))
    assert [hit.rank for hit in search("quasar OR pulsar", sort=sort, page="3", per_page="7").hits] == list(range(15, 22))


def test_a_page_past_the_end_is_empty_and_leads_back(search: Search) -> None:
    page = search("quasar", page="99")
    assert (page.hits, page.links.next) == ((), None)
    assert page.total == search("quasar").total > 10, "the total does not depend on the page"
    assert page.links.prev is not None
    assert by_address(search, page.links.prev).hits, "the way back leads to the last page that has something"
    nothing = search("qzxqzx", page="2")
    assert nothing.total == 0
    assert nothing.links.prev is not None
    assert by_address(search, nothing.links.prev).page == 1


def test_orders(search: Search) -> None:
    newest = [hit.date for hit in search("", sort="date:desc", per_page="100").hits]
    oldest = [hit.date for hit in search("", sort="date:asc", per_page="100").hits]
    dated = [date for date in newest if date]
    assert newest == [*dated, *[None] * (len(newest) - len(dated))], "articles without a date come last"
    assert oldest[len(dated) :] == [None] * (len(newest) - len(dated)), "in both directions"
    assert list(dict.fromkeys(dated)) == ["2021-12-31", "2020-02-29", "2020-02", "2019"]
    assert list(dict.fromkeys(oldest[: len(dated)])) == ["2019", "2020-02", "2020-02-29", "2021-12-31"]
    scores = [hit.score for hit in search("quasar OR pulsar", per_page="100").hits]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("first", "last", "dates"),
    [
        ("2020", "2020", {"2020-02", "2020-02-29"}),
        ("2020-02-10", "2020-02-10", {"2020-02"}),
        ("2021", "", {"2021-12-31"}),
        ("", "2019", {"2019"}),
        ("2019-06", "2019-06", {"2019"}),
    ],
)
def test_dates_bound_an_answer_as_far_as_they_are_known(search: Search, first: str, last: str, dates: set[str]) -> None:
    bounded = search("", [("from", first), ("to", last)], per_page="100")
    assert {hit.date for hit in bounded.hits} == dates, "an article of an unknown day of a month may be of any of its days"
    typed = search(f"date:[{first or '*'} TO {last or '*'}]", per_page="100")
    assert [hit.id for hit in typed.hits] == [hit.id for hit in bounded.hits], "the filter and the query language agree"


def test_a_filter_that_leaves_nothing_says_zero(search: Search) -> None:
    page = search("quasar", [("from", "1900"), ("to", "1901")])
    assert (page.total, page.hits) == (0, ())
    assert all(value.count == 0 for values in page.facets.values() for value in values)


def test_totals_are_those_of_the_searches_themselves(seeds_index: Path) -> None:
    catalogue, face = Catalogue(seeds_index), Face()
    plain = SearchRequest(q="lune station", match="any")
    searches = [plain, plain.toggled("language", "fr"), plain.toggled("org", "roscosmos"), replace(plain, last="1990")]
    totals = catalogue.totals(searches, face)
    assert totals == tuple(catalogue.search(each, face).total for each in searches)
    assert totals[0] > totals[1] > totals[3] == 0, "the filters of this test narrow something"
    assert catalogue.totals([], face) == ()


def test_only_the_values_that_no_article_has_are_taken_out_of_a_request(seeds_index: Path) -> None:
    generation = Catalogue(seeds_index).generation()
    asked = SearchRequest(include={"language": ("fr", "xx"), "org": ("nobody",)}, exclude={"language": ("en", "zz")})
    request, refusals = known(asked, generation.columns.facets, generation.names)
    assert (request.include, request.exclude) == ({"language": ("fr",)}, {"language": ("en",)})
    assert [each.parameter for each in refusals] == ["language", "org", "-language"]


def test_what_is_excluded_of_a_facet_is_not_counted_in_it(seeds_search: Search) -> None:
    page = seeds_search(more=[("-org", "tass")])
    assert "tass" not in {row.value for row in page.facets["org"]}, "its link would answer nothing; see filters.Filters"
    for row in page.facets["org"]:
        assert seeds_search(org=row.value, more=[("-org", "tass")]).total == row.count
