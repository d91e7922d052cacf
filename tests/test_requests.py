"""How the arguments of a search become a request, and a request an address."""

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.schema import FACETS
from service.search.addresses import Addresses
from service.search.errors import MOST_REFUSALS, BadRequest
from service.search.request import (
    MAX_QUERY,
    MAX_REPEATED,
    MAX_VALUE,
    MAX_VALUES,
    PARAMETERS,
    SHOW,
    TWINS,
    Face,
    SearchRequest,
    parse,
    printable,
)

LAWS = settings(max_examples=150, deadline=None, derandomize=True)

VALUES = st.text(min_size=1, max_size=12).map(printable).filter(str.strip)
DATES = st.dates().map(str) | st.dates().map(lambda day: str(day)[:7]) | st.dates().map(lambda day: str(day)[:4])
FILTERS = st.dictionaries(st.sampled_from(FACETS), st.lists(VALUES, min_size=1, max_size=4, unique=True).map(tuple), max_size=4)


def choices(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(PARAMETERS[name].schema["enum"])


def numbers(name: str) -> st.SearchStrategy[int]:
    return st.integers(1, PARAMETERS[name].schema["maximum"])


@st.composite
def requests(draw: st.DrawFn) -> SearchRequest:
    """Any valid search."""
    first, last = sorted([draw(DATES), draw(DATES)])
    request = SearchRequest(
        q=draw(st.text(max_size=40)).replace("\0", " ").strip(),
        lang=draw(choices("lang")),
        match=draw(choices("match")),
        include=draw(FILTERS),
        exclude=draw(FILTERS),
        first=draw(st.sampled_from([first, None])),
        last=draw(st.sampled_from([last, None])),
        twins=draw(st.sampled_from([None, *(twins for twins in TWINS if twins != SHOW)])),
        sort=draw(choices("sort")),
        page=draw(numbers("page")),
        per_page=draw(numbers("per_page")),
        facets=tuple(name for name in FACETS if draw(st.booleans())),
        facet_limit=draw(numbers("facet_limit")),
        variants=draw(choices("variants")),
    )
    return replace(request, facet_limit=min(request.facet_limit, MAX_REPEATED // max(1, len(urlencode(request.arguments())))))


def read(address: str) -> SearchRequest:
    """The request that an address asks for, strictly."""
    return parse(parse_qsl(urlsplit(address).query, keep_blank_values=True), strict=True)[0]


def refused(*arguments: tuple[str, str]) -> dict[str, str]:
    """What is said about each parameter of a search that cannot be used."""
    with pytest.raises(BadRequest) as error:
        parse(arguments, strict=True)
    return {each.parameter: each.message for each in error.value.refusals}


# Addresses


@LAWS
@given(requests())
def test_an_address_says_the_whole_request(request: SearchRequest) -> None:
    assert read(Face().link(request)) == request


@LAWS
@given(requests())
def test_one_request_has_one_address(request: SearchRequest) -> None:
    address = Face().link(request)
    assert Face().link(read(address)) == address


def test_what_is_as_usual_is_not_written() -> None:
    assert Face("/search").link(SearchRequest()) == "/search"
    spelled_out = [(name, str(parameter.schema["default"])) for name, parameter in PARAMETERS.items() if "default" in parameter.schema]
    assert len(spelled_out) == 10
    assert parse(spelled_out, strict=True)[0] == SearchRequest(), "a default in the description is not the default"


def test_what_is_usual_for_twins_depends_on_who_asks() -> None:
    assert parse([("twins", "show")], strict=True)[0] == SearchRequest()
    assert parse([("twins", "show")], strict=False, twins="collapse")[0] == SearchRequest(twins="show")
    assert parse([("twins", "collapse")], strict=False, twins="collapse")[0] == SearchRequest()
    assert Face("/search", twins="collapse").link(SearchRequest(twins="show")) == "/search?twins=show"


def test_articles_without_their_translation_are_a_filter_and_copies_on_one_card_are_none() -> None:
    assert [SearchRequest(twins=twins).filtered for twins in TWINS] == [False, False, True, True]
    assert [SearchRequest(twins=twins).without_filters().twins for twins in TWINS] == ["show", "collapse", None, None]


def test_every_link_carries_on_what_the_face_keeps() -> None:
    face = Face("/search", keep=(("ui", "fr"),))
    assert face.link(SearchRequest(q="à & b")) == "/search?q=%C3%A0+%26+b&ui=fr"


def chosen(request: SearchRequest) -> dict[str, set[str]]:
    return {facet: set(values) for facet, values in request.include.items()}


@LAWS
@given(requests(), st.sampled_from(FACETS), VALUES)
def test_an_address_that_shares_what_others_share_is_the_same(request: SearchRequest, facet: str, value: str) -> None:
    for face in (Face(), Face("/search", keep=(("ui", "fr"), ("a b", "é&")))):
        addresses = Addresses(request, face)
        for each in (value, *request.include.get(facet, ())):
            assert addresses.toggled(facet, each) == face.link(request.toggled(facet, each))


@LAWS
@given(requests(), st.sampled_from(FACETS), VALUES)
def test_a_value_toggled_twice_is_as_it_was(request: SearchRequest, facet: str, value: str) -> None:
    once = request.toggled(facet, value)
    twice = once.toggled(facet, value)
    assert chosen(twice) == chosen(request)
    assert replace(twice, include={}) == replace(request, include={}, page=1)
    assert (value in once.include.get(facet, ())) != (value in request.include.get(facet, ()))
    assert all(once.include.values()), "a facet without values is no filter and must not stay"


@LAWS
@given(requests(), st.sampled_from(FACETS), VALUES)
def test_other_filters_begin_on_the_first_page(request: SearchRequest, facet: str, value: str) -> None:
    assert request.toggled(facet, value).page == 1
    bare = request.without_filters()
    assert bare.page == 1
    assert not bare.filtered
    assert (bare.q, bare.sort, bare.per_page) == (request.q, request.sort, request.per_page)


# Refusals


@LAWS
@given(st.lists(st.tuples(st.sampled_from([*PARAMETERS, "utm_source", "", "\ud800"]), st.text() | DATES | st.just("1"))))
def test_whatever_is_given_is_either_used_or_named(arguments: list[tuple[str, str]]) -> None:
    lenient, ignored = parse(arguments, strict=False)
    assert read(Face().link(lenient)) == lenient, "what a page made of it is not valid"
    if ignored:
        assert set(refused(*arguments)) == {each.parameter for each in ignored}
    else:
        assert parse(arguments, strict=True)[0] == lenient


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("page", "0", "must be a whole number from 1 to 1000000, not “0”"),
        ("page", "-1", "must be a whole number from 1 to 1000000, not “-1”"),
        ("page", "99999999999999999999", "must be a whole number from 1 to 1000000, not “99999999999999999999”"),
        ("page", "9" * 5000, f"must be a whole number from 1 to 1000000, not “{'9' * 40}”"),
        ("page", "1.5", "must be a whole number from 1 to 1000000, not “1.5”"),
        ("page", "²", "must be a whole number from 1 to 1000000, not “²”"),
        ("per_page", "1e9", "must be a whole number from 1 to 100, not “1e9”"),
        ("per_page", "101", "must be a whole number from 1 to 100, not “101”"),
        ("facet_limit", "0", "must be a whole number from 1 to 1000, not “0”"),
        ("from", "2021-02-30", "“2021-02-30”: February 2021 has 28 days"),
        ("from", "2021-13", "“2021-13”: there is no month 13"),
        ("to", "yesterday", "“yesterday” is not a date; write 2021, 2021-12 or 2021-12-09"),
        ("to", "0000", "there is no year 0000"),
        ("sort", "foo", "must be one of relevance, date:desc, date:asc, not “foo”"),
        ("lang", "de", "must be one of auto, fr, en, not “de”"),
        ("match", "x", "must be one of auto, all, any, not “x”"),
        ("twins", "fold", "must be one of show, collapse, only, missing, not “fold”"),
        ("variants", "1", "must be one of on, off, not “1”"),
        ("facets", "nosuch", f"“nosuch” is not a facet; there are {', '.join(FACETS)}, or none"),
        ("facets", "org,", f"“” is not a facet; there are {', '.join(FACETS)}, or none"),
        ("facets", "none,org", f"“none” is not a facet; there are {', '.join(FACETS)}, or none"),
        ("q", "a" * (MAX_QUERY + 1), f"must be at most {MAX_QUERY} characters, this one has {MAX_QUERY + 1}"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_what_can(name: str, value: str, message: str) -> None:
    assert refused((name, value)) == {name: message}


def test_a_range_of_dates_that_ends_before_it_begins_is_refused() -> None:
    assert refused(("from", "2022"), ("to", "2021-12")) == {"from": "2022 is after to=2021-12"}
    assert parse([("from", "2021-12-31"), ("to", "2021")], strict=True)[0].last == "2021", "the end of 2021 is in 2021"


@pytest.mark.parametrize("name", [name for name, parameter in PARAMETERS.items() if not parameter.repeatable])
def test_what_can_have_one_value_is_refused_with_two(name: str) -> None:
    assert refused((name, "1"), (name, "2"))[name] == "may be given only once"


@pytest.mark.parametrize("name", [name for name, parameter in PARAMETERS.items() if parameter.repeatable])
def test_a_filter_keeps_each_of_its_values_once(name: str) -> None:
    request, _ = parse([(name, "b"), (name, "a, Inc"), (name, "b"), (name, " ")], strict=True)
    assert parse([(name, "b"), (name, "a, Inc")], strict=True)[0] == request
    kept = {**request.include, **{f"-{facet}": values for facet, values in request.exclude.items()}}
    assert (kept or {"without": request.without}) == {name: ("b", "a, Inc")}


def test_a_filter_has_a_limited_number_of_values() -> None:
    values = [("org", str(number)) for number in range(MAX_VALUES + 1)]
    assert len(parse(values[:-1], strict=True)[0].include["org"]) == MAX_VALUES
    assert refused(*values) == {"org": f"may have at most {MAX_VALUES} values, here are {MAX_VALUES + 1}"}


def test_a_value_of_a_filter_has_a_limited_length() -> None:
    assert parse([("source", "a" * MAX_VALUE)], strict=True)[0].include["source"] == ("a" * MAX_VALUE,)
    assert refused(("source", "a" * (MAX_VALUE + 1))) == {"source": f"must be at most {MAX_VALUE} characters, this one has {MAX_VALUE + 1}"}


@pytest.mark.parametrize("name", ["facet_limit", "per_page"])
def test_an_answer_repeats_only_so_much_of_a_search(name: str) -> None:
    most = PARAMETERS[name].schema["maximum"]
    long = [("q", "é" * 4000), (name, str(most))]
    message = refused(*long)[name]
    assert re.fullmatch(r"must be at most \d+ with an address of \d+ characters", message), message
    assert getattr(parse(long, strict=False)[0], name) == getattr(SearchRequest(), name)
    assert getattr(parse([("q", "a" * 400), (name, str(most))], strict=True)[0], name) == most


def test_the_longest_query_is_answered_with_lists_of_the_usual_length() -> None:
    assert parse([("q", "🚀" * MAX_QUERY)], strict=True)[0].q == "🚀" * MAX_QUERY


def test_filters_that_are_too_long_all_together_are_refused_or_left_out() -> None:
    filters = [("-source", f"{number:é>500}") for number in range(MAX_VALUES)]
    assert "as an address" in refused(("q", "moon"), ("org", "esa"), *filters)["-source"]
    request, notices = parse([("q", "moon"), *filters], strict=False)
    assert (request, [each.parameter for each in notices]) == (SearchRequest(q="moon"), ["-source"])


@given(
    st.lists(st.tuples(st.sampled_from(list(PARAMETERS)), st.text(max_size=3) | st.just("é" * MAX_VALUE) | st.just("1000")), max_size=300)
)
@settings(deadline=None, max_examples=50, derandomize=True)
def test_whatever_is_asked_no_list_repeats_more_than_it_may(arguments: list[tuple[str, str]]) -> None:
    request, _ = parse(arguments, strict=False)
    assert len(urlencode(request.arguments())) * max(request.facet_limit, request.per_page) <= MAX_REPEATED


def test_an_empty_value_counts_as_not_given() -> None:
    assert parse([(name, value) for name in PARAMETERS for value in ("", " \t")], strict=True)[0] == SearchRequest()


def test_all_that_is_wrong_is_refused_at_once() -> None:
    assert list(refused(("Page", "1"), ("x", ""), ("sort", "foo"), ("page", "0"), ("to", "-"))) == ["Page", "x", "to", "sort", "page"]


def test_an_unknown_parameter_is_refused_with_the_one_that_was_meant_or_all_there_are() -> None:
    messages = refused(("perpage", "1"), ("utm_source", "letter"))
    assert messages["perpage"] == "is not a parameter; did you mean per_page?"
    assert messages["utm_source"] == f"is not a parameter; there are {', '.join(PARAMETERS)}"


def test_a_flood_of_mistakes_gets_a_short_answer() -> None:
    messages = refused(*((f"{number}{'x' * 1000}", "") for number in range(10_000)))
    assert len(messages) == MOST_REFUSALS
    assert max(map(len, messages)) == 60


def test_dates_of_any_precision_are_kept_as_given() -> None:
    request, _ = parse([("from", " 2021"), ("to", "2021-12-09 ")], strict=True)
    assert (request.first, request.last) == ("2021", "2021-12-09")


@LAWS
@given(st.text(st.characters() | st.sampled_from("\0\ud800\udfff")))
def test_what_was_made_printable_can_be_sent_and_has_the_same_length(text: str) -> None:
    shown = printable(text)
    shown.encode()
    assert "\0" not in shown
    assert len(shown) == len(text)
    assert printable(shown) == shown
