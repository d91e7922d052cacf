"""Names in the same place of an article and of its translation: which of them are one, and that updates say the same as builds."""

import json
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import counterparts, identities, nametable, stories
from indexer.build import build
from indexer.document import EntityType, Mention
from indexer.entities import slots
from indexer.generations import Generations
from indexer.update import update

NAMES = ["~a", "~b", "~c", "~d", "france", "nasa", "~e"]


def mentions(*some: str, kind: EntityType = "org") -> list[Mention]:
    at = count(0, 10)
    return [Mention(start, start + 5, key, kind, key) for key, start in zip(some, at, strict=False)]


def test_a_name_between_two_that_both_versions_have_is_its_counterpart():
    assert list(slots.shared(mentions("nasa", "~x", "esa"), mentions("nasa", "~y", "esa"))) == [("~x", "~y")]


@pytest.mark.parametrize(
    ("french", "english"),
    [
        (mentions("~x"), mentions("~y")),
        (mentions("nasa", "~x", "esa"), mentions("nasa", "~y", "~z", "esa")),
        (mentions("nasa", "~x", "esa", "~x", "un"), mentions("nasa", "~y", "esa", "~z", "un")),
        (mentions("nasa", "~x", "esa", "~y"), mentions("nasa", "~y", "esa", "~x")),
        (mentions("nasa", "~x", "esa"), [*mentions("nasa"), *mentions("", "~y", kind="person")[1:], *mentions("", "", "esa")[2:]]),
        (mentions("nasa", "cnes", "esa"), mentions("nasa", "dlr", "esa")),
    ],
    ids=["nothing in common", "one and two", "two counterparts", "both have both", "two types", "both known"],
)
def test_nothing_is_told_where_a_slot_is_in_doubt(french: Sequence[Mention], english: Sequence[Mention]):
    assert list(slots.shared(french, english)) == []


@given(st.lists(st.sampled_from(NAMES), max_size=12), st.lists(st.sampled_from(NAMES), max_size=12))
def test_a_name_has_one_counterpart_in_a_story_and_never_itself(french: list[str], english: list[str]):
    found = list(slots.shared(mentions(*french), mentions(*english)))
    assert all(one in french and other in english and one not in english and other not in french for one, other in found)
    for side in zip(*found, strict=True):
        assert len(set(side)) == len(side)


def test_two_stories_are_enough_and_one_is_for_names_that_are_spelled_much_alike():
    names = {key: ("person", name) for key, name in {"~1": "Ivan Petroviak", "~2": "Iwan Petrowjack", "~3": "Jo Quibble"}.items()}
    assert slots.sure({("~1", "~3"): 1}, names) == {}
    assert slots.sure({("~1", "~3"): 2}, names) == {("~1", "~3"): 2}
    assert slots.sure({("~1", "~2"): 1}, names) == {("~1", "~2"): 1}


def test_a_surname_alone_has_no_counterpart_and_an_acronym_needs_two_stories():
    people = {"~1": ("person", "Petroviak"), "~2": ("person", "Ivan Petroviak")}
    assert slots.sure({("~1", "~2"): 9}, people) == {}
    bodies = {"~1": ("org", "VCF"), "~2": ("org", "Velian Chocolate Federation")}
    assert slots.sure({("~1", "~2"): 1}, bodies) == {}
    assert slots.sure({("~1", "~2"): 2}, bodies) == {("~1", "~2"): 2}


def test_a_name_with_two_counterparts_has_none_unless_one_is_told_far_more_often():
    names = {key: ("org", key) for key in ("~1", "~2", "~3")}
    assert slots.sure({("~1", "~2"): 3, ("~1", "~3"): 2}, names) == {}
    assert slots.sure({("~1", "~2"): 6, ("~1", "~3"): 2}, names) == {("~1", "~2"): 6}


STORIES = [
    (
        """La Fédération vélienne du chocolat a perdu 34 % de ses 5 210 membres en 1997, a dit à Berlin le ministère allemand de la Santé.
Après le vote du Bundestag, le 12 mai, la Fédération vélienne du chocolat a reçu 750 000 euros de la Deutsche Bank et de Siemens.""",
        """The Velian Chocolate Federation lost 34% of its 5,210 members in 1997, the German health ministry said in Berlin.
After the vote of the Bundestag on May 12, the Velian Chocolate Federation received 750,000 euros from Deutsche Bank and from Siemens.""",
    ),
    (
        """À Tokyo, la Banque mondiale a prêté 91 millions de yens au Japon en 2003. La Fédération vélienne du chocolat a protesté.
Toyota aussi : ses 6 340 salariés et les 128 usines de Nissan attendent depuis 2001 l'Organisation mondiale du commerce.""",
        """In Tokyo the World Bank lent 91 million yen to Japan in 2003. The Velian Chocolate Federation protested.
So did Toyota: its 6,340 employees and the 128 factories of Nissan have been waiting since 2001 for the World Trade Organization.""",
    ),
]
BOTH = {"~federation-velienne-du-chocolat", "~velian-chocolate-federation"}


def articles(folder: Path, name: str, some: Sequence[int]) -> str:
    file = folder / name
    rows = [
        {"id": f"{at}-{lang}", "lang": lang, "title": f"{at}", "text": text}
        for at in some
        for lang, text in zip(("fr", "en"), STORIES[at], strict=True)
    ]
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return str(file)


def generation(home: Path) -> Path:
    generations = Generations(home)
    return generations.folder(generations.published())


def test_translations_make_two_names_one_in_a_build_and_in_an_update(tmp_path: Path):
    build([articles(tmp_path, "all.jsonl", (0, 1))], tmp_path / "built", workers=1)
    built = generation(tmp_path / "built")
    assert len(stories.read(built)) == len(STORIES)
    (found,) = [each for each in identities.read(built).entities if BOTH & {each.id, *each.members}]
    assert {found.id, *found.members} == BOTH
    assert found.labels == {"fr": "Fédération vélienne du chocolat", "en": "Velian Chocolate Federation"}
    assert [merge.reason for merge in found.merges] == ["the French and the English version of one article have them in the same place"]

    build([articles(tmp_path, "one.jsonl", (0,))], tmp_path / "updated", workers=1)
    assert not [each for each in identities.read(generation(tmp_path / "updated")).entities if BOTH & {each.id, *each.members}]
    update([articles(tmp_path, "other.jsonl", (1,))], tmp_path / "updated", workers=1)
    updated = generation(tmp_path / "updated")
    for name in (counterparts.FILE, identities.FILE, nametable.FILE, stories.FILE):
        assert (updated / name).read_bytes() == (built / name).read_bytes(), name


def test_an_update_looks_only_at_stories_that_are_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    build([articles(tmp_path, "one.jsonl", (0,))], tmp_path / "index", workers=1)
    looked: list[int] = []
    shared = slots.shared
    monkeypatch.setattr(slots, "shared", lambda one, other: looked.append(1) or shared(one, other))
    update([articles(tmp_path, "other.jsonl", (1,))], tmp_path / "index", workers=1)
    assert len(looked) == 1
    assert len(counterparts.read(generation(tmp_path / "index"))) == len(STORIES)
