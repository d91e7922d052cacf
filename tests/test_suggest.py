"""What is offered to somebody who types: names, words and titles in either language, whatever the fingers slip on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import lunette
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st
from test_api import checked, refused

from indexer.build import build
from service.app import create_app
from service.search.catalogue import Catalogue
from service.search.frequent import Frequent
from service.search.slips import LONGEST, MOST, Lexicon, allowed, beginning_like
from service.search.suggest import MAX_TYPED
from service.settings import Settings

MakeIndex = Callable[..., Path]


def offered(client: FlaskClient, q: str, language: str = "fr", **more: str) -> list[dict[str, Any]]:
    answer = client.get("/api/suggest", query_string={"q": q, **more}, headers={"Accept-Language": language})
    return list(checked(answer)["suggestions"])


def texts(rows: list[dict[str, Any]], kind: str) -> list[str]:
    return [row["text"] for row in rows if row["kind"] == kind]


def test_a_name_is_offered_with_its_type_and_both_labels(client: FlaskClient) -> None:
    name = offered(client, "pek")[0]
    assert (name["kind"], name["type"], name["labels"]) == ("name", "place", {"fr": "Pékin", "en": "Beijing"})
    assert name["count"] == client.get(f"/api/search?place={name['id']}").get_json()["total"]


@pytest.mark.parametrize(("language", "label"), [("fr", "Dmitri Rogozine"), ("en", "Dmitry Rogozin")])
def test_a_name_is_written_in_the_language_of_the_reader(client: FlaskClient, language: str, label: str) -> None:
    assert texts(offered(client, "rog", language), "name") == [label]


@pytest.mark.parametrize("q", ["Rogosine", "rgozine", "orgozine", "roscosmso", "Pekni"])
def test_a_slip_of_the_fingers_is_forgiven(client: FlaskClient, q: str) -> None:
    assert texts(offered(client, q), "name")


@pytest.mark.parametrize("q", ["cooperation", "COOPÉRAT", "coopérat"])
def test_accents_and_capitals_do_not_matter_and_words_are_shown_as_they_are_written(client: FlaskClient, q: str) -> None:
    assert "coopération" in [text.casefold() for text in texts(offered(client, q[:8]), "word")]


def test_words_of_both_languages_are_offered(client: FlaskClient) -> None:
    assert {"station lunaire", "station lunar"} <= set(texts(offered(client, "station lun"), "word"))


def test_the_words_before_the_last_stay_and_must_be_beside_it(client: FlaskClient) -> None:
    for row in offered(client, "station lun", limit="20"):
        if row["kind"] == "word":
            assert row["text"].startswith("station ")
            assert client.get("/api/search", query_string={"q": row["text"], "match": "all"}).get_json()["total"] > 0


def test_a_name_ends_the_query_that_it_was_begun_in(client: FlaskClient) -> None:
    assert texts(offered(client, "accord rosc"), "name") == ["accord Roscosmos"]
    assert texts(offered(client, "person:rog"), "name") == ['person:"Dmitri Rogozine"']
    assert texts(offered(client, "l'agence r"), "name") == [], "a single letter after other words begins too many names"


def test_a_title_is_offered_by_any_of_its_words(client: FlaskClient) -> None:
    title = next(row for row in offered(client, "intention coop") if row["kind"] == "title")
    assert title["text"].startswith("La Chine a annoncé")
    assert client.get(f"/api/documents/{title['id']}").status_code == 200


def test_nothing_is_made_of_nothing(client: FlaskClient) -> None:
    for q in ("", " ", "«", "☃", "zqxzqx", "x" * (MAX_TYPED + 1), ") ) ("):
        assert offered(client, q) == []


def test_as_many_as_asked_for(client: FlaskClient) -> None:
    few, many = (offered(client, "l", limit=limit) for limit in ("1", "20"))
    assert all(sum(row["kind"] == kind for row in few) <= 1 for kind in ("name", "word", "title"))
    assert len(many) > len(few)
    assert refused(client.get("/api/suggest?q=l&limit=21&foo=1")) == {
        "limit": "must be a whole number from 1 to 20, not “21”",
        "foo": "is not a parameter; there are q, limit, format",
    }
    assert refused(client.get("/api/suggest")) == {"q": "must be given"}


def test_browsers_get_the_list_they_understand(client: FlaskClient) -> None:
    answer = client.get("/api/suggest?q=rog&format=opensearch", headers={"Accept-Language": "fr"})
    assert answer.mimetype == "application/x-suggestions+json"
    said = answer.get_json(force=True)
    assert said[0] == "rog"
    assert said[1][0] == "Dmitri Rogozine"
    assert len(said[1]) == len(said[2])


def test_an_answer_is_kept_until_the_index_changes(client: FlaskClient) -> None:
    first = client.get("/api/suggest?q=rog")
    again = client.get("/api/suggest?q=rog", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/api/suggest?q=ros", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_an_article_that_was_deleted_offers_nothing(make_index: MakeIndex, tmp_path: Path) -> None:
    text = "The parliament met in the evening and spoke of {}."
    home = make_index([{"id": word, "title": f"About {word}", "text": text.format(word)} for word in ("quartz", "basalt")])
    assert [each.text for each in Catalogue(home).suggest("qua", "en", 4).words] == ["quartz"]
    (tmp_path / "left.jsonl").write_text('{"id": "basalt", "title": "About basalt", "text": "The parliament spoke of basalt."}\n', "utf-8")
    assert lunette("update", tmp_path / "left.jsonl", "--index", home, "--delete-missing").returncode == 0
    found = Catalogue(home).suggest("qua", "en", 4)
    assert (found.words, found.titles) == ((), ())


def test_an_index_of_whooshs_own_segments_offers_names_and_titles(tmp_path: Path) -> None:
    build([str(Path(__file__).parent.parent / "seeds")], tmp_path / "stock", workers=1, codec="whoosh")
    catalogue = Catalogue(tmp_path / "stock")
    assert catalogue.suggest("rog", "fr", 4).names
    assert catalogue.suggest("coopération", "fr", 4).titles


# Slips


def distance(typed: str, word: str) -> int:
    """The least number of slips from any beginning of a word: the textbook's way, cell by cell."""
    best = len(typed)
    for end in range(len(word) + 1):
        begun = word[:end]
        table = [[max(row, column) if not row or not column else 0 for column in range(end + 1)] for row in range(len(typed) + 1)]
        for row in range(1, len(typed) + 1):
            for column in range(1, end + 1):
                table[row][column] = min(
                    table[row - 1][column] + 1,
                    table[row][column - 1] + 1,
                    table[row - 1][column - 1] + (typed[row - 1] != begun[column - 1]),
                )
                if row > 1 and column > 1 and typed[row - 1] == begun[column - 2] and typed[row - 2] == begun[column - 1]:
                    table[row][column] = min(table[row][column], table[row - 2][column - 2] + 1)
        best = min(best, table[-1][-1])
    return best


@given(st.text("abc", min_size=1, max_size=LONGEST), st.lists(st.text("abc", min_size=1, max_size=LONGEST + 2), min_size=1, max_size=5))
@example("aaaaab", ["bbbaaaaab"])  # three letters to leave out, of a beginning that is too long to be looked at
def test_slips_are_counted_as_the_textbook_counts_them_as_far_as_they_may_be_allowed(typed: str, words: list[str]) -> None:
    told, counted = beginning_like(Lexicon.of(words).table, typed).tolist(), [distance(typed, word) for word in words]
    assert [min(each, MOST + 1) for each in told] == [min(each, MOST + 1) for each in counted]


@given(st.text("abcde1", min_size=4, max_size=LONGEST), st.lists(st.text("abcde1", min_size=1, max_size=LONGEST + 2), max_size=5))
def test_no_word_within_the_slips_allowed_is_missed(typed: str, words: list[str]) -> None:
    lexicon = Lexicon.of(words)
    near = [place for place, slips in enumerate(beginning_like(lexicon.table, typed).tolist()) if slips <= allowed(typed)]
    assert lexicon.like(typed)[0].tolist() == near
    text = np.frombuffer("".join(words).encode() + b" ", np.uint8)
    ends = np.cumsum([0, *map(len, words)])
    assert Lexicon.packed(text, ends[:-1], ends[1:]).like(typed)[0].tolist() == near


@given(st.text("abcdefgh", min_size=1, max_size=LONGEST), st.text("abcdefgh", max_size=2))
def test_what_begins_like_the_word_has_no_slip(typed: str, rest: str) -> None:
    assert beginning_like(Lexicon.of([typed + rest]).table, typed).tolist() == [0]


def test_short_words_allow_no_slip() -> None:
    assert [allowed("x" * size) for size in (1, 3, 4, 7, 8, 14)] == [0, 0, 1, 1, 2, 2]
    assert Lexicon.of([]).like("word")[0].tolist() == []


# What is often searched for


OFTEN = ("station lunaire", "élections présidentielles", "Station spatiale", "accord sur la station", "L’Élysée")


def often(q: str, most: int = 9) -> tuple[str, ...]:
    return Frequent(OFTEN).beginning(q, most)


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("sta", ("station lunaire", "Station spatiale", "accord sur la station")),
        ("station lu", ("station lunaire",)),
        ("lunaire stat", ("station lunaire",)),
        ("election", ("élections présidentielles",)),
        ("sttaion luniare", ("station lunaire",)),
        ("l’elys", ("L’Élysée",)),
        ("station lunaire", ()),
        ("quartz", ()),
        ("", ()),
        ("((", ()),
    ],
)
def test_frequent_queries_are_offered_by_any_of_their_words_and_in_spite_of_slips(q: str, expected: tuple[str, ...]) -> None:
    assert often(q) == expected
    assert often(q, 1) == expected[:1]


@given(st.text(max_size=30))
def test_whatever_is_typed_only_listed_queries_are_offered(q: str) -> None:
    assert set(often(q)) <= set(OFTEN)


def test_frequent_queries_stand_behind_names_and_are_offered_once(seeds_index: Path) -> None:
    client = create_app(Settings(index=seeds_index, queries=("station lunaire", "Roscosmos et la Chine"))).test_client()
    rows = offered(client, "stat")
    assert texts(rows, "query") == ["station lunaire"]
    kinds = [row["kind"] for row in rows]
    assert kinds == sorted(kinds, key=["name", "query", "word", "title"].index)
    assert "station lunaire" not in texts(offered(client, "station lun"), "word")
    browsers = client.get("/api/suggest?q=roscosmos+et&format=opensearch").get_json(force=True)
    assert "Roscosmos et la Chine" in browsers[1]


def test_a_client_that_holds_other_offers_is_not_told_that_nothing_changed(client: FlaskClient, seeds_index: Path) -> None:
    tag = client.get("/api/suggest?q=stat").headers["ETag"]
    other = create_app(Settings(index=seeds_index, queries=("station lunaire",))).test_client()
    assert other.get("/api/suggest?q=stat", headers={"If-None-Match": tag}).status_code == 200


def test_a_file_of_queries_that_is_not_there_stops_the_start_with_its_reason(tmp_path: Path) -> None:
    told = lunette("search", "lune", "--index", tmp_path, LUNETTE_QUERIES=str(tmp_path / "none.txt"))
    assert told.returncode == 1
    assert "LUNETTE_QUERIES must name a file with a search a line" in told.stderr
