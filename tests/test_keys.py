"""How the values of a JSON line are read, whoever wrote them, and that none of them costs the article."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.document import LANGUAGES, UNDETERMINED, RawFile
from indexer.readers.keys import KEYS, LONGEST_ID, UnusableError, article


def read(**keys: Any) -> RawFile:  # noqa: ANN401 - JSON is anything
    return article({"text": "Texte.", **keys}, "given-1", "line 1")


def said(key: str, value: object) -> tuple[Any, Mapping[str, Any]]:
    found = read(**{key: value})
    return getattr(found, key), found.extra


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2021-03-09", "2021-03-09"),
        (" 2021-03-09 ", "2021-03-09"),
        ("2021-3-9", "2021-03-09"),
        ("2021-12", "2021-12"),
        ("2021", "2021"),
        (2021, "2021"),
        ("2021-03-09T10:00:00Z", "2021-03-09"),
        ("2021-03-09T23:30:00-05:00", "2021-03-09"),
        ("2021-03-09T10:00:00.123456+01:00", "2021-03-09"),
        ("2021-03-09 10:00:00 Europe/Paris", "2021-03-09"),
        ("20210309T100000Z", "2021-03-09"),
        ("Tue, 09 Mar 2021 10:00:00 GMT", "2021-03-09"),
        ("Tue, 9 Mar 2021 10:00:00 +0100", "2021-03-09"),
        ("2021/03/09", "2021-03-09"),
        ("09/03/2021", "2021-03-09"),
        ("20210309", "2021-03-09"),
        (20210309, "2021-03-09"),
        (1615284000, "2021-03-09"),
        (1615284000.5, "2021-03-09"),
        ("1615284000", "2021-03-09"),
        (1615284000000, "2021-03-09"),
        ("9 mars 2021", "2021-03-09"),
        ("le 1er f\u00e9vrier 2021", "2021-02-01"),
        ("March 9, 2021", "2021-03-09"),
        ("Mar 9, 2021 at 2:30 pm", "2021-03-09"),
        ("mars 2021", "2021-03"),
        ("December 1958", "1958-12"),
    ],
)
def test_a_date_in_any_usual_form_is_read(value: object, day: str) -> None:
    assert said("date", value) == (day, {})


@pytest.mark.parametrize(
    "value",
    [
        "CACM December, 1958", "2021-02-30", "2021-13", "2021-13-01", "9999-01-01", "9999", 9999, 0, -1, 7, 10**400, 1e300, True,
        "hier", "03/09/21", "0000-00-00", "le 9 mars", ["2021-03-09"], {"year": 2021}, "99999999",
        "9999999999999", "\u0662\u0660\u0662\u0661",
        "Le 9 mars 2021, la Chine a sign\u00e9",
    ],
)  # fmt: skip
def test_a_date_that_cannot_be_read_leaves_the_article_undated_and_is_kept(value: object) -> None:
    assert said("date", value) == (None, {"date": value})


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("fr", "fr"), ("FR", "fr"), ("fr-FR", "fr"), ("fr_CA.UTF-8", "fr"), ("fra", "fr"), ("fre", "fr"), ("French", "fr"),
        ("fran\u00e7ais", "fr"), ("franc\u0327ais", "fr"), ("Francais", "fr"), ("French (France)", "fr"), ("en", "en"), ("EN", "en"),
        ("en_GB", "en"), ("eng", "en"), ("English", "en"), ("anglais", "en"), ("und", "und"),
    ],
)  # fmt: skip
def test_a_language_is_known_by_code_or_name(value: str, code: str) -> None:
    assert said("lang", value) == (code, {})


@pytest.mark.parametrize("value", ["de", "es-ES", "Deutsch", "en fran\u00e7ais", "mul", "?", 1, ["fr"], {"code": "fr"}])
def test_any_other_language_is_kept_aside_and_left_to_detection(value: object) -> None:
    assert said("lang", value) == (None, {"lang": value})


@pytest.mark.parametrize(
    ("value", "names", "left"),
    [
        (["Roscosmos", "CNSA"], ("Roscosmos", "CNSA"), None),
        ("Roscosmos", ("Roscosmos",), None),
        (["Roscosmos, Inc"], ("Roscosmos, Inc",), None),
        ([{"name": "Roscosmos", "type": "org"}, {"label": "CNSA"}], ("Roscosmos", "CNSA"), None),
        ([{"text": " Dmitri\nRogozine "}], ("Dmitri Rogozine",), None),
        ({"name": "Roscosmos"}, ("Roscosmos",), None),
        (["Roscosmos", 1, {"id": "Q1"}, " ", None], ("Roscosmos",), [1, {"id": "Q1"}]),
        ({"ORG": ["Roscosmos"]}, (), [{"ORG": ["Roscosmos"]}]),
        ([{"name": {"fr": "Lune"}, "label": "Lune"}], ("Lune",), None),
        (7, (), [7]),
    ],
)  # fmt: skip
def test_entities_give_their_names_and_the_rest_is_kept(value: object, names: tuple[str, ...], left: object) -> None:
    assert said("entities", value) == (names, {} if left is None else {"entities": left})


@pytest.mark.parametrize(
    ("key", "value", "used"),
    [
        ("author", "A. B.", "A. B."),
        ("author", ["A. B.", "C. D."], "A. B., C. D."),
        ("author", [{"@type": "Person", "name": "A. B."}], "A. B."),
        ("author", ["A. B.", None, ""], "A. B."),
        ("author", 7, "7"),
        ("source", {"id": "bbc-news", "name": "BBC News"}, "BBC News"),
        ("source", 7, "7"),
        ("title", " Un\ntitre ", "Un titre"),
        ("title", 1984, "1984"),
        ("text", ["Un.", "Deux."], "Un.\nDeux."),
        ("url", " https://www.example.org/a\nb ", "https://www.example.org/ab"),
        ("url", 12, "12"),
        ("id", 7, "7"),
        ("id", 12.5, "12.5"),
        ("id", "a" * LONGEST_ID, "a" * LONGEST_ID),
    ],
)
def test_a_value_of_another_shape_is_used_where_it_can_be(key: str, value: object, used: str) -> None:
    assert said(key, value) == (used, {})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", {"fr": "Titre"}), ("title", ["Titre"]), ("title", True), ("source", ["AFP"]), ("source", {"id": 1}),
        ("author", [1, {"x": 1}]),
        ("url", ["https://www.example.org/"]), ("url", "javascript:alert(1)"), ("url", " java\nscript:alert(1)"),
        ("url", "data:text/html,x"), ("url", "http://[bad"), ("url", False),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_kept_under_its_own_key(key: str, value: object) -> None:
    assert said(key, value) == (None, {key: value})


@pytest.mark.parametrize("value", ["a" * (LONGEST_ID + 1), True, [], ["x"], " ", "", None])
def test_an_id_that_is_none_is_as_if_not_given(value: object) -> None:
    assert said("id", value)[0] == "given-1"


@pytest.mark.parametrize("value", [None, "", " \n", [], {}, [None, " "]])
@pytest.mark.parametrize("key", [key for key in KEYS if key != "text"])
def test_a_value_that_says_nothing_leaves_no_trace(key: str, value: object) -> None:
    assert read(**{key: value}) == read()


def test_a_text_that_cannot_be_read_is_kept_beside_the_title() -> None:
    found = article({"title": "Titre", "text": {"fr": "Texte."}}, "x", "x")
    assert (found.title, found.text, found.extra) == ("Titre", "", {"text": {"fr": "Texte."}})


@pytest.mark.parametrize("keys", [{}, {"text": 7}, {"text": []}, {"text": " ", "title": "\n"}, {"title": {"fr": "Titre"}}, {"id": "x"}])
def test_only_without_any_text_and_title_there_is_no_article(keys: dict[str, Any]) -> None:
    with pytest.raises(UnusableError, match="“text”"):
        article(keys, "x", "x")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "label", "x"]), inner, max_size=3),
    max_leaves=6,
)


def blank(value: object) -> bool:
    return all(map(blank, value)) if isinstance(value, list) else value in (None, {}) or not str(value).strip()


@given(st.dictionaries(st.sampled_from([*(key for key in KEYS if key != "text"), "more"]), json_values))
def test_no_metadata_costs_the_article_or_is_lost(keys: dict[str, Any]) -> None:
    found = read(**keys)
    assert found.text == "Texte."
    assert found.id
    assert found.lang in (None, UNDETERMINED, *LANGUAGES)
    json.dumps(found.extra, allow_nan=False)
    for key, value in keys.items():
        assert blank(value) or key in found.extra or getattr(found, key) not in (None, ()), f"“{key}”: {value!r} is neither used nor kept"


@pytest.mark.parametrize("value", [".", "..", " .. ", "a/..", "../a", "a/../b", "a/./b", "/.", "./"])
def test_an_id_that_a_browser_would_take_for_directions_is_made_anew_and_kept_aside(value: str) -> None:
    assert said("id", value) == ("given-1", {"id": value})


@pytest.mark.parametrize("value", ["...", "a..b", "..a", "a/.b", "a.", "1.2/3", "a/...", "%2E%2E"])
def test_an_id_may_have_dots(value: str) -> None:
    assert said("id", value) == (value, {})
