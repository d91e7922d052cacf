"""The API as programs meet it: the shape of its answers, its refusals, and what stands in `/openapi.json`."""

import json
import logging
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from conftest import SEEDS, lunette
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from werkzeug.test import TestResponse

from indexer.build import build
from indexer.document import LANGUAGES
from indexer.generations import Generations
from indexer.manifest import MANIFEST
from indexer.schema import FACETS
from service.app import HEADERS, create_app
from service.openapi import DESCRIPTION, PAGES
from service.search.explanation import EXPLAINED
from service.search.generation import Generation
from service.search.request import MAX_QUERY, PARAMETERS
from service.settings import Settings

LAWS = settings(max_examples=120, deadline=None, derandomize=True)
ARTICLE = "000_73f1e8c7f933d57e"

MakeIndex = Callable[..., Path]


def search(client: FlaskClient, q: str = "", **arguments: str) -> dict[str, Any]:
    """The answer to a search that can be answered."""
    response = client.get("/api/search", query_string={"q": q, **arguments})
    assert response.status_code == 200, response.get_data(as_text=True)
    return checked(response)


def checked(response: TestResponse) -> dict[str, Any]:
    """What an answer says, once it has been held against the description of the API."""
    rule = response.request.path
    path = next((path for begin, path in DESCRIBED if rule.startswith(begin)), rule)
    operation = DESCRIPTION["paths"].get(path, {}).get("get", {"responses": {}})
    described = operation["responses"].get(str(response.status_code)) or {"content": {"application/problem+json": {"schema": PROBLEM}}}
    assert response.mimetype in described["content"], f"{path} answers {response.status_code} as {response.mimetype}"
    said: dict[str, Any] = json.loads(response.get_data(), parse_constant=lambda constant: pytest.fail(f"{constant} is not JSON"))
    schema = {**described["content"][response.mimetype]["schema"], "components": DESCRIPTION["components"]}
    faults = [f"{fault.json_path}: {fault.message}" for fault in Draft202012Validator(schema).iter_errors(said)]
    assert not faults, f"{path} does not answer as service/openapi.py says"
    return said


DESCRIBED = (
    (f"/api/documents/{ARTICLE}/similar", "/api/documents/{id}/similar"),
    ("/api/documents/", "/api/documents/{id}"),
    ("/api/facets/", "/api/facets/{name}"),
    ("/api/entities/", "/api/entities/{id}"),
)
"""What addresses with an id begin with, and how the description calls them."""
PROBLEM = {"$ref": "#/components/schemas/Problem"}


def refused(response: TestResponse, status: int = 400) -> dict[str, str]:
    """Parameter to message of an answer that is a problem."""
    assert response.status_code == status, response.get_data(as_text=True)[:500]
    assert response.mimetype == "application/problem+json"
    problem = checked(response)
    assert problem["status"] == status
    return {each["parameter"]: each["message"] for each in problem["errors"]}


# What an answer says


def test_an_answer_has_every_documented_key_and_no_other(client: FlaskClient) -> None:
    answer = search(client, "Rogozine", per_page="1", facet_limit="1")
    hit, value = answer["hits"][0], answer["facets"]["person"][0]
    assert set(answer) == {"query", "total", "took_ms", "page", "per_page", "hits", "facets", "links", "index"}
    assert set(answer["query"]) - {"relaxed"} == {
        "q",
        "read_as",
        "lang",
        "match",
        "dropped",
        "did_you_mean",
        "expanded",
        "problems",
    }
    assert set(answer["query"]["expanded"][0]) == {"term", "with", "why", "without"}
    assert set(hit) - {"extra"} == {
        "id",
        "rank",
        "score",
        "lang",
        "title",
        "date",
        "source",
        "url",
        "entities",
        "twins",
        "twins_total",
        "copies",
        "copies_total",
        "more",
        "highlights",
    }
    assert set(hit["entities"][0]) == {"id", "type", "label"}
    assert set(hit["highlights"]) == {"title", "body"}
    assert set(value) == {"value", "label", "count", "selected", "url"}
    assert set(answer["links"]) == {"self", "next", "prev"}
    assert set(answer["index"]) == {"generation", "documents"}
    assert (answer["total"], answer["page"], answer["per_page"], answer["index"]["documents"]) == (3, 1, 1, 5)


def test_problems_of_a_query_are_told_with_their_place(client: FlaskClient) -> None:
    problems = search(client, "lune (station")["query"]["problems"]
    assert [set(problem) for problem in problems] == [{"at", "message"}]
    assert problems[0]["at"] == 5


def test_the_links_of_an_answer_lead_through_all_of_it(client: FlaskClient) -> None:
    seen, address = [], "/api/search?sort=date%3Aasc&per_page=2"
    for _ in range(3):
        answer = checked(client.get(address))
        assert answer["links"]["self"] == address
        seen += [(hit["rank"], hit["id"]) for hit in answer["hits"]]
        last, address = answer["links"], answer["links"]["next"]
    assert address is None, "there is a page after the last"
    assert last["prev"] == "/api/search?sort=date%3Aasc&page=2&per_page=2"
    assert [rank for rank, _ in seen] == [1, 2, 3, 4, 5]
    assert len({key for _, key in seen}) == 5


def test_a_page_past_the_end_is_empty_and_leads_back(client: FlaskClient) -> None:
    answer = search(client, "Rogozine", page="99", per_page="2")
    assert (answer["hits"], answer["total"], answer["page"]) == ([], 3, 99)
    assert (answer["links"]["next"], answer["links"]["prev"]) == (None, "/api/search?q=Rogozine&page=2&per_page=2")


def test_each_value_of_a_facet_leads_to_as_many_articles_as_it_counts(client: FlaskClient) -> None:
    facets = search(client, "station")["facets"]
    assert set(facets) == set(FACETS)
    values = [(name, value) for name, values in facets.items() for value in values]
    assert len(values) > 10
    for name, value in values:
        answer = checked(client.get(value["url"]))
        assert answer["total"] == value["count"], value["url"]
        assert next(each for each in answer["facets"][name] if each["value"] == value["value"])["selected"]


def test_only_the_facets_asked_for_are_counted(client: FlaskClient) -> None:
    assert set(search(client, facets="org, person")["facets"]) == {"person", "org"}
    assert search(client, facets="none")["facets"] == {}


@pytest.mark.parametrize(
    ("header", "label"),
    [
        ("fr", "français"),
        ("fr-CA, en;q=0.5", "français"),
        ("de, fr;q=0.3", "français"),
        ("FR-be", "français"),
        ("en", "French"),
        ("fr;q=0", "French"),
        ("*", "French"),
        ("de", "French"),
        ("", "French"),
        (",;q=", "French"),
    ],
)
def test_labels_are_in_the_language_of_the_client(client: FlaskClient, header: str, label: str) -> None:
    response = client.get("/api/search", headers={"Accept-Language": header})
    assert checked(response)["facets"]["language"][0]["label"] == label
    assert "Accept-Language" in response.vary


def test_an_article_comes_whole(client: FlaskClient) -> None:
    article = checked(client.get(f"/api/documents/{ARTICLE}"))
    assert article["id"] == ARTICLE
    assert "protocole d’accord" in article["text"]
    assert {"id": "roscosmos", "type": "org", "label": "Roscosmos"} in article["entities"]


AWKWARD = ("https://example.org/a//b", "a b/c?d#e", "Ünïcode/ñ", "100%25", "a;b&c=d", "...", "x" * 500)


def test_any_id_can_be_asked_for(make_index: MakeIndex) -> None:
    text = "The lunar station will be built by two space agencies in ten years."
    client = create_app(Settings(index=make_index([{"id": key, "title": key, "text": text} for key in AWKWARD]))).test_client()
    hits = [hit["id"] for hit in search(client, per_page="100")["hits"]]
    assert sorted(hits) == sorted(AWKWARD)
    for key in hits:
        assert checked(client.get(f"/api/documents/{quote(key, safe='/')}"))["id"] == key


def test_what_a_document_came_with_is_handed_on(make_index: MakeIndex) -> None:
    extra = {"section": "Space", "wire": {"priority": 1.5, "tags": ["a", None, True]}, "<b>": "é\u2028"}
    document = {"id": "x", "title": "On the Moon", "text": "The lunar station will be built by two agencies.", **extra}
    client = create_app(Settings(index=make_index([document]))).test_client()
    assert search(client)["hits"][0]["extra"] == extra
    assert checked(client.get("/api/documents/x"))["extra"] == extra


# What is refused


@pytest.mark.parametrize(
    ("arguments", "parameters"),
    [
        ("page=0", ["page"]),
        ("page=-1", ["page"]),
        ("page=99999999999999999999", ["page"]),
        ("page=1&page=2", ["page"]),
        ("q=a&q=b", ["q"]),
        ("per_page=1e9", ["per_page"]),
        ("per_page=101", ["per_page"]),
        ("facet_limit=0", ["facet_limit"]),
        ("from=2021-02-30", ["from"]),
        ("from=2022&to=2021", ["from"]),
        ("sort=foo", ["sort"]),
        ("lang=de", ["lang"]),
        ("match=x", ["match"]),
        ("facets=nosuch", ["facets"]),
        ("foo=1&bar=&page=0", ["foo", "bar", "page"]),
        ("org=nosuch", ["org"]),
        ("-org=nosuch&year=1850&language=de", ["language", "year", "-org"]),
        ("%ED%A0%80=1", ["%ED%A0%80"]),
    ],
)
def test_an_argument_that_cannot_be_used_is_a_problem_that_names_it(client: FlaskClient, arguments: str, parameters: list[str]) -> None:
    assert sorted(refused(client.get(f"/api/search?{arguments}"))) == sorted(parameters)


def test_a_name_given_where_an_id_is_wanted_is_refused_with_the_id(client: FlaskClient) -> None:
    assert "dmitry-rogozin" in refused(client.get("/api/search?person=Rogozine"))["person"]


def test_a_query_of_a_hundred_thousand_characters_is_refused_by_name(client: FlaskClient) -> None:
    assert refused(client.get(f"/api/search?q={'é' * 100_000}")) == {
        "q": f"must be at most {MAX_QUERY} characters, this one has 100000",
    }


def test_an_article_takes_no_arguments(client: FlaskClient) -> None:
    assert refused(client.get(f"/api/documents/{ARTICLE}?q=lune&x=1")) == dict.fromkeys(
        ("q", "x"), "is not a parameter; there are none here"
    )


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nosuch", "/api/search/", "/api/documents/", "/api/%00", "/api/%FF/../x"])
def test_an_address_that_is_not_there_is_a_problem(client: FlaskClient, path: str) -> None:
    assert refused(client.get(path), 404) == {}


def test_an_article_that_is_not_there_is_a_problem_that_names_it(client: FlaskClient) -> None:
    response = client.get("/api/documents/nosuch%00thing")
    assert refused(response, 404) == {}
    assert "nosuch" in checked(response)["detail"]


@pytest.mark.parametrize("path", ["/api/search", f"/api/documents/{ARTICLE}", "/openapi.json", "/healthz", "/readyz"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_any_method_but_reading_is_a_problem_that_says_which_are_allowed(client: FlaskClient, method: str, path: str) -> None:
    response = client.open(path, method=method)
    assert response.status_code == 405
    assert set(response.allow) == {"GET", "HEAD"}
    assert json.loads(response.get_data())["status"] == 405
    assert response.mimetype == "application/problem+json"


def test_a_head_is_a_get_without_its_body(client: FlaskClient) -> None:
    for path, status in (("/api/search?q=station", 200), ("/api/search?page=0", 400), ("/api/nosuch", 404)):
        get, head = client.get(path), client.head(path)
        assert (head.status_code, head.mimetype) == (status, get.mimetype)
        assert set(head.headers.keys()) == set(get.headers.keys())
        assert head.get_data() == b""


# Whatever is typed


OPERATORS = (
    "AND",
    "OR",
    "NOT",
    "-",
    "(",
    ")",
    '"',
    "«",
    "»",
    "“",
    "~",
    "~2",
    "*",
    "?",
    ":",
    "title:",
    "person:",
    "nosuch:",
    "date:",
    "[",
    "]",
)
WORDS = (
    "TO",
    "2021",
    "30 février",
    "Luna-25",
    "l’étude",
    "C++",
    "R&D",
    "or",
    "on",
    "a",
    "\0",
    "e\u0301",
    "𝕏",
    "الق",
    "\u202e",
    "\n",
    "\\",
    "/",
)
SOUP = st.lists(st.sampled_from((*OPERATORS, *WORDS, " ", "  ")), max_size=30)


def answers(app: Flask, query: str) -> None:
    response = app.test_client().get(f"/api/search?{query}")
    assert response.status_code in (200, 400), f"/api/search?{query} is answered {response.status_code}"
    checked(response)


@LAWS
@given(q=st.text(max_size=80))
def test_any_text_is_a_query(seeds_app: Flask, q: str) -> None:
    answers(seeds_app, urlencode({"q": q}))


@LAWS
@given(pieces=SOUP, glue=st.sampled_from(["", " "]))
def test_any_soup_of_operators_is_a_query(seeds_app: Flask, pieces: list[str], glue: str) -> None:
    answers(seeds_app, urlencode({"q": glue.join(pieces)}))


@LAWS
@given(name=st.sampled_from([*PARAMETERS, "x"]), value=st.binary(max_size=20))
def test_any_bytes_are_an_argument(seeds_app: Flask, name: str, value: bytes) -> None:
    answers(seeds_app, f"{name}={quote(value)}")


@pytest.mark.parametrize(
    "q",
    [
        quote("(" * 2000 + "a"),
        quote("(" * 1000 + "a" + ")" * 1000),
        quote(")" * 2000),
        quote("NOT " * 500),
        quote("-(" * 1000),
        quote('"' * 2000),
        quote("*" * 2000),
        quote("a~9 " * 500),
        "%00",
        "a%00b",
        "%ED%A0%80",
        "%FF",
        "%",
        "%E2%80%AE",
        "*",
        "w*",
    ],
)
def test_a_hostile_query_is_answered(client: FlaskClient, q: str) -> None:
    response = client.get(f"/api/search?q={q}")
    assert response.status_code == 200, response.get_data(as_text=True)[:300]
    checked(response)


def test_a_star_for_any_copy_at_all_does_not_hide_that_there_is_no_such_article(client: FlaskClient) -> None:
    assert client.get("/api/documents/nobody", headers={"If-None-Match": "*"}).status_code == 404
    assert client.get("/api/search", headers={"If-None-Match": "*"}).status_code == 200


def test_a_tag_names_the_generation_that_answered_though_another_is_published_meanwhile(
    make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [{"id": "x", "title": "On the Moon", "text": "The lunar station will be built by two agencies."}]
    home = make_index(articles)
    app = create_app(Settings(index=home))
    catalogue = app.extensions["lunette"]
    really = catalogue.generation
    old = really()

    def overtaken() -> Generation:
        answering: Generation = really()
        make_index(articles)
        return answering

    monkeypatch.setattr(catalogue, "generation", overtaken)
    first = app.test_client().get("/api/search")
    monkeypatch.setattr(catalogue, "generation", really)
    assert first.get_json()["index"]["generation"] == old.manifest.generation
    assert app.test_client().get("/api/search").headers["ETag"] != first.headers["ETag"]


# When it cannot be answered


def test_a_fault_within_is_a_problem_for_the_client_and_a_traceback_for_the_log(
    seeds_app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret\nof the house")

    monkeypatch.setattr(seeds_app.extensions["lunette"], "search", broken)
    with caplog.at_level(logging.ERROR):
        response = seeds_app.test_client().get("/api/search?q=a%0Ab")
    assert refused(response, 503) == {}
    assert "Traceback" not in response.get_data(as_text=True)
    assert "secret" not in response.get_data(as_text=True)
    record = next(record for record in caplog.records if record.name == "service.errors")
    assert record.exc_info
    assert record.exc_info[0] is ZeroDivisionError
    assert "\n" not in record.getMessage(), "whoever asks can write lines of their own into the log"


def test_a_query_that_takes_too_long_is_stopped_by_name(make_index: MakeIndex) -> None:
    articles = [{"id": str(number), "title": "On the Moon", "text": "A lunar station.", "lang": "en"} for number in range(300)]
    client = create_app(Settings(index=make_index(articles), query_seconds=1e-9)).test_client()
    assert refused(client.get("/api/search?q=lunar"), 503) == {"q": "the query took too long and was stopped; use fewer or longer words"}


def missing(home: Path) -> None:
    shutil.rmtree(home)


def foreign(home: Path) -> None:
    missing(home)
    home.mkdir()
    (home / "holiday.jpg").touch()


def damaged(home: Path) -> None:
    folder = Generations(home).folder(Generations(home).published())
    next(folder.glob("*.terms")).unlink()


def incompatible(home: Path) -> None:
    path = Generations(home).folder(Generations(home).published()) / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "analysis": "of another time"}), "utf-8")


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (missing, "there is no index in .*; build one with: lunette build"),
        (foreign, "holds files that are not an index"),
        (damaged, "is missing; build the index again"),
        (incompatible, "was built with another analysis"),
    ],
)
def test_without_a_usable_index_the_service_says_why_and_recovers_by_itself(
    seeds_copy: Path, harm: Callable[[Path], None], reason: str
) -> None:
    harm(seeds_copy)
    client = create_app(Settings(index=seeds_copy)).test_client()
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert re.search(reason, checked(ready)["reason"])
    assert refused(client.get("/api/search?q=station"), 503) == {}
    assert refused(client.get(f"/api/documents/{ARTICLE}"), 503) == {}
    assert client.get("/healthz").get_json() == {"status": "ok"}
    if harm is foreign:
        (seeds_copy / "holiday.jpg").unlink()
    build([str(SEEDS)], seeds_copy, workers=1)
    ready = client.get("/readyz")
    assert (ready.status_code, checked(ready)["documents"]) == (200, 5)
    assert search(client, "station")["total"]


def test_a_new_generation_that_cannot_be_opened_leaves_the_old_one_serving(seeds_copy: Path) -> None:
    client = create_app(Settings(index=seeds_copy)).test_client()
    before = search(client, "Rogozine")
    (seeds_copy / "CURRENT").write_text("20990101T000000-dead\n", "utf-8")
    after = search(client, "Rogozine")
    assert (after["hits"], after["index"]) == (before["hits"], before["index"])
    assert client.get("/readyz").status_code == 200


# What every answer has in common


ANYWHERE = ("/", "/search?q=x", "/nosuch", "/static/lunette.css", "/static/nosuch", "/api/search", "/api/search?page=0", "/api/nosuch")
ELSEWHERE = (f"/api/documents/{ARTICLE}", "/openapi.json", "/healthz", "/readyz")


@pytest.mark.parametrize("path", [*ANYWHERE, *ELSEWHERE])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_answer_has_the_security_headers_and_says_whether_it_may_be_kept(client: FlaskClient, path: str, method: str) -> None:
    response = client.open(path, method=method)
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert {name for name in HEADERS if name not in response.headers} == set()
    assert response.cache_control.no_store or response.cache_control.no_cache
    response.close()


def test_errors_and_states_are_not_kept(client: FlaskClient) -> None:
    for path in ("/api/search?page=0", "/api/nosuch", "/nosuch", "/healthz", "/readyz"):
        assert client.get(path).cache_control.no_store, path


def test_an_error_page_says_that_it_depends_on_the_language(client: FlaskClient) -> None:
    assert "Accept-Language" in client.get("/nosuch").vary


@pytest.mark.parametrize("path", ["/api/search?q=Rogozine&org=cnsa", f"/api/documents/{ARTICLE}"])
def test_an_answer_that_is_still_good_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Accept-Language" in again.vary
    assert client.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_arguments_that_mean_the_same_share_an_answer_and_others_do_not(client: FlaskClient) -> None:
    tags = [client.get(f"/api/search?{each}").headers["ETag"] for each in ("q=a&page=1", "per_page=10&q=+a", "q=b", "q=a&page=2")]
    tags.append(client.get("/api/search?q=a", headers={"Accept-Language": "fr"}).headers["ETag"])
    assert tags[0] == tags[1]
    assert len(set(tags)) == 4


def test_a_new_generation_makes_old_answers_stale(seeds_copy: Path) -> None:
    client = create_app(Settings(index=seeds_copy)).test_client()
    tag = client.get("/api/search").headers["ETag"]
    build([str(SEEDS)], seeds_copy, workers=1)
    assert client.get("/api/search", headers={"If-None-Match": tag}).status_code == 200


# The description


def test_the_description_is_openapi(client: FlaskClient) -> None:
    description = client.get("/openapi.json").get_json()
    assert description["openapi"].startswith("3.1")
    validate(description)


def test_the_description_lists_every_address_there_is_or_names_it_as_a_page(seeds_app: Flask) -> None:
    there = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule) for rule in seeds_app.url_map.iter_rules()}
    assert there == {*DESCRIPTION["paths"], *PAGES}
    assert not DESCRIPTION["paths"].keys() & PAGES.keys()
    named = [each["get"]["operationId"] for each in DESCRIPTION["paths"].values()]
    assert len(named) == len(set(named))


@pytest.mark.parametrize("path", [path for path in DESCRIPTION["paths"] if not path.startswith("/api/")])
def test_whatever_is_no_part_of_the_api_answers_as_described(client: FlaskClient, path: str) -> None:
    answer = client.get(path.format(id=ARTICLE))
    described = DESCRIPTION["paths"][path]["get"]["responses"][str(answer.status_code)]
    assert answer.mimetype in described["content"]
    assert set(described.get("headers", ())) <= set(answer.headers.keys())
    answer.close()


def test_feeds_suggestions_for_browsers_and_refusals_of_tables_keep_to_their_schemas(client: FlaskClient) -> None:
    assert checked(client.get("/search.json?q=lune"))["items"]
    assert checked(client.get("/api/suggest?q=rog&format=opensearch"))[0] == "rog"
    assert set(refused(client.get("/search.csv?q=lune&from=soon"))) == {"from"}


def test_what_an_alert_tells_a_program_is_described(client: FlaskClient) -> None:
    hit = checked(client.get("/api/search?q=lune"))["hits"][0]
    schema = {"$ref": "#/components/schemas/News", "components": DESCRIPTION["components"]}
    Draft202012Validator(schema).validate({"name": "Lune", "search": "https://a/search?q=lune", "new": [{**hit, "page": "https://a/b"}]})


def test_the_parameters_described_are_those_that_are_accepted(client: FlaskClient) -> None:
    described = {each["name"]: each["schema"] for each in DESCRIPTION["paths"]["/api/search"]["get"]["parameters"]}
    assert set(described) == {*PARAMETERS, *EXPLAINED.known}
    examples: Mapping[str, str] = {"q": "lune", "from": "2020", "to": "2030-12-31", "facets": "org"} | {
        f"{sign}{facet}": value
        for facet, value in {"language": "fr", "person": "dmitry-rogozin", "org": "cnsa", "source": "TASS"}.items()
        for sign in ("", "-")
    }
    usable = {name: examples.get(name, str(schema.get("default", ""))) for name, schema in described.items()}
    search(client, **{name: value for name, value in usable.items() if name != "q"})
    for name, schema in described.items():
        for value in schema.get("enum", ()):
            assert search(client, **{name: value})["query"]


def test_limits_are_described_as_they_are_enforced(client: FlaskClient) -> None:
    for each in DESCRIPTION["paths"]["/api/search"]["get"]["parameters"]:
        name, schema = each["name"], each["schema"]
        if "maximum" in schema:
            assert search(client, **{name: str(schema["maximum"])})
            assert refused(client.get(f"/api/search?{name}={schema['maximum'] + 1}"))
        if "maxLength" in schema:
            assert search(client, **{name: "a" * schema["maxLength"]})
            assert refused(client.get(f"/api/search?{name}={'a' * (schema['maxLength'] + 1)}"))


def test_every_schema_of_an_object_is_closed() -> None:
    open_on_purpose = {"description": "Whatever else the document came with.", "type": "object"}

    def objects(schema: Any) -> list[dict[str, Any]]:  # noqa: ANN401 — JSON
        inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
        found = [each for value in inner for each in objects(value)]
        return [*found, schema] if isinstance(schema, dict) and schema.get("type") == "object" else found

    closed = [each for each in objects(DESCRIPTION["components"]["schemas"]) if each != open_on_purpose]
    assert len(closed) > 10
    assert all("additionalProperties" in each for each in closed)


@pytest.mark.parametrize(
    "q", ["", "Rogozine", '"station lunaire"~2', "(lune", "org:cnsa", "nosuch:x", "la de", "C++", "*", "date:2021", "-lune"]
)
@pytest.mark.parametrize("arguments", [{}, {"sort": "date:desc", "match": "any"}, {"facets": "none", "variants": "off"}])
def test_answers_are_as_described(client: FlaskClient, q: str, arguments: dict[str, str]) -> None:
    for lang in LANGUAGES:
        assert search(client, q, lang=lang, **arguments)["page"] == 1


# What becomes of a text


def test_a_text_is_analysed_as_the_command_does_it(client: FlaskClient) -> None:
    told = checked(client.get("/api/analyze", query_string={"text": " L’homme des étoiles", "lang": "fr"}))
    assert (told["text"], told["lang"]) == ("L’homme des étoiles", "fr"), "spaces around a text are none of it"
    assert [told["text"][each["start"] : each["end"]] for each in told["tokens"]] == [each["text"] for each in told["tokens"]]
    assert {each["text"]: each["terms"] for each in told["tokens"]}["homme"] == ["homm"]
    command = lunette("analyze", told["text"], "--lang", "fr", "--json")
    assert json.loads(command.stdout) == told["tokens"]


def test_an_analysis_needs_a_text_and_a_language(client: FlaskClient) -> None:
    assert set(refused(client.get("/api/analyze?nosuch=1"))) == {"text", "lang", "nosuch"}
    assert set(refused(client.get("/api/analyze?text=a&lang=de"))) == {"lang"}
    assert set(refused(client.get("/api/analyze", query_string={"text": "a" * 8193, "lang": "fr"}))) == {"text"}


def test_an_analysis_needs_no_index(tmp_path: Path) -> None:
    client = create_app(Settings(index=tmp_path / "none")).test_client()
    assert [each["terms"] for each in checked(client.get("/api/analyze?text=the moon&lang=en"))["tokens"]] == [[], ["moon"]]
