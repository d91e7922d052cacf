"""Names in queries: found in every spelling, and only where a name was meant."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import Search, searching
from hypothesis import given
from hypothesis import strategies as st

from indexer import nametable
from indexer.document import Entity
from service.search.names import Named, Names, glob
from service.search.syntax import parse

MakeIndex = Callable[[Sequence[Mapping[str, Any]]], Path]

ENTITIES = [
    Entity("beijing", "place", {"fr": "Pékin", "en": "Beijing"}, ("Peking",)),
    Entity("putin", "person", {"fr": "Vladimir Poutine", "en": "Vladimir Putin"}, ("Poutine", "Putin")),
    Entity("li-keqiang", "person", {"fr": "Li Keqiang", "en": "Li Keqiang"}),
    Entity("li-qiang", "person", {"fr": "Li Qiang", "en": "Li Qiang"}),
    Entity("ivanov", "person", {"fr": "Sergueï Ivanov", "en": "Sergei Ivanov"}, ("Ivanov",)),
    Entity("ivanova", "person", {"fr": "Sofia Ivanova", "en": "Sofia Ivanova"}, ("Ivanova",)),
    Entity("nato", "org", {"fr": "OTAN", "en": "NATO"}, ("Organisation du traité de l’Atlantique nord",)),
    Entity("who", "org", {"fr": "OMS", "en": "WHO"}),
    Entity("luna-25", "programme", {"fr": "Luna-25", "en": "Luna-25"}),
    Entity("luna-26", "programme", {"fr": "Luna-26", "en": "Luna-26"}),
    Entity("change-5", "programme", {"fr": "Chang’e-5", "en": "Chang'e 5"}),
    Entity("georgia-us", "place", {"fr": "Géorgie", "en": "Georgia"}),
    Entity("georgia", "place", {"fr": "Géorgie", "en": "Georgia"}),
]
NAMES = Names(nametable.NameTable.of(ENTITIES))


def named(q: str) -> list[tuple[str, ...]]:
    """The ids of every name that is recognised in a query, from left to right."""

    def inside(node: Any) -> list[tuple[str, ...]]:  # noqa: ANN401 — any node
        if isinstance(node, Named):
            return [node.ids]
        children = getattr(node, "nodes", None) or ([node.node] if hasattr(node, "node") else [])
        return [ids for child in children for ids in inside(child)]

    return inside(NAMES.recognise(parse(q).tree))


@pytest.mark.parametrize(
    ("q", "ids"),
    [
        ("Pékin", [("beijing",)]),
        ("pekin", [("beijing",)]),
        ("BEIJING", [("beijing",)]),
        ("Vladimir Poutine", [("putin",)]),
        ("visite de Vladimir Putin à Pékin", [("putin",), ("beijing",)]),
        ("l'OTAN", [("nato",)]),
        ("l’organisation du traité de l’atlantique nord", [("nato",)]),
        ("O.T.A.N.", [("nato",)]),
        ("WHO", [("who",)]),
        ("who", []),
        ("the who", []),
        ("Who", []),
        ("Chang'e-5", [("change-5",)]),
        ("chang’e 5", [("change-5",)]),
        ("Luna-25", [("luna-25",)]),
        ("luna 26", [("luna-26",)]),
        ("Luna25", [("luna-25",)]),
        ("Luna", []),
        ("25", []),
        ("Luna-24", []),
        ("Géorgie", [("georgia-us", "georgia")]),
        ("Pékin OR Moscou", [("beijing",)]),
        ("(Pékin AND OTAN)", [("beijing",), ("nato",)]),
        ("title:Pékin", [("beijing",)]),
    ],
)
def test_a_name_is_recognised_however_it_is_written(q: str, ids: list[tuple[str, ...]]) -> None:
    assert named(q) == ids


@pytest.mark.parametrize(
    "q", ['"Pékin"', "-Pékin", "NOT Poutine", "Pék*", "Pekin~1", "source:Pékin", '"Vladimir Poutine"', "Vladimir OR Poutinee"]
)
def test_what_is_literal_is_no_name(q: str) -> None:
    assert named(q) == []


def test_similar_names_are_several_people() -> None:
    assert named("Li Keqiang") == [("li-keqiang",)]
    assert named("Li Qiang") == [("li-qiang",)]
    assert named("Ivanov Ivanova") == [("ivanov",), ("ivanova",)]
    assert named("Li") == []


@given(st.text(st.sampled_from("LunaPékiOTN25'’ -\"()*~:"), max_size=30))
def test_recognising_names_changes_no_text(q: str) -> None:
    tree = parse(q).tree
    assert str(NAMES.recognise(tree)) == str(tree), "a Named prints as it was typed"


@pytest.mark.parametrize(
    ("kind", "text", "ids"),
    [
        ("place", "Pékin", ("beijing",)),
        ("place", "beijing", ("beijing",)),
        ("person", "beijing", ()),
        ("person", "*poutine", ("putin",)),
        ("person", "li ?iang", ("li-qiang",)),
        ("programme", "Luna-*", ("luna-25", "luna-26")),
        ("programme", "Luna-2?", ("luna-25", "luna-26")),
        ("place", "[a-z]*", ()),
        ("place", "", ()),
        ("place", "GÉORGIE", ("georgia-us", "georgia")),
    ],
)
def test_a_field_takes_an_id_a_spelling_or_a_pattern(kind: str, text: str, ids: tuple[str, ...]) -> None:
    assert NAMES.resolve(kind, text) == ids


def test_a_pattern_has_two_signs_and_no_more() -> None:
    assert glob("a[bc]*").fullmatch("a[bc]d")
    assert not glob("a[bc]*").fullmatch("abd")
    assert not glob("a?c").fullmatch("ac")


def test_variants_can_be_switched_off(seeds_search: Search) -> None:
    assert seeds_search("Rogozine").total == 3
    off = seeds_search("Rogozine", variants="off")
    assert off.query.expanded == ()
    assert {hit.id[:3] for hit in off.hits} <= {"000", "001", "003"}
    assert seeds_search("Luna-26", variants="off").total == 0


def test_what_a_name_was_also_searched_as_is_told_once(seeds_search: Search) -> None:
    (expansion,) = seeds_search("Rogozine").query.expanded
    assert (expansion.term, expansion.why) == ("Rogozine", "alias")
    assert "Rogozine" not in expansion.alternatives
    assert len(set(expansion.alternatives)) == len(expansion.alternatives) > 0


def test_the_words_of_a_name_are_found_where_nobody_is_known(make_index: MakeIndex) -> None:
    """An article that spells a name in its own way is still found by its words, and any of them where `match` says so."""
    corpus = [
        {"id": "known", "lang": "fr", "text": "Le patron de Roscosmos, Dmitri Rogozine, a parlé."},
        {"id": "other", "lang": "en", "text": "Dmitri went to town and rogozine was the word of the day for somebody else, not the name."},
        {"id": "half", "lang": "fr", "text": "Un certain Dmitri est venu."},
    ]
    search = searching(make_index(corpus))
    assert [hit.id for hit in search("Dmitri Rogozine").hits] == ["known", "other"]
    assert {hit.id for hit in search("Dmitri Rogozine", match="any").hits} == {"known", "other", "half"}
    assert not search("Dmitri Rogozine").query.relaxed, "a name is one thing; it is not loosened by itself"


def test_of_a_name_of_several_words_no_loose_word_is_marked(make_index: Callable[..., Path]) -> None:
    """Trap: Li Keqiang is not Li Qiang."""
    text = "Li Qiang a succédé à Li Keqiang. Li Qiang était présent."
    (hit,) = searching(make_index([{"id": "1", "lang": "fr", "text": text}]))("Li Keqiang").hits
    assert "<mark>Li</mark> Qiang" not in " ".join(hit.highlights.body), "see reading._words_of_name"
    assert "<mark>Li Keqiang</mark>" in " ".join(hit.highlights.body)


def test_a_name_with_one_spelling_is_not_said_to_be_known_as_nothing(make_index: Callable[..., Path]) -> None:
    search = searching(make_index([{"id": "1", "lang": "fr", "text": "Paris accueille les Jeux. Wang Wenbin était présent à Paris."}]))
    for q in ("Paris", "Wang Wenbin"):
        assert all(each.alternatives for each in search(q).query.expanded)
