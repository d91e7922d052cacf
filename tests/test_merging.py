"""Merging: which names of a corpus are one, under which id, and what must never be one."""

from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.document import ENTITY_TYPES, EntityType
from indexer.entities.blocking import candidates
from indexer.entities.decisions import Decisions
from indexer.entities.merging import Attested, Evidence, Group, Merging, merge
from indexer.entities.variants import kept_apart, same

PEOPLE = """
    Vladimir Poutine|Vladimir Putin|Poutine|Putin|V. Poutine|Lioudmila Poutina|George Bush|George W. Bush|Bush|Dmitri Rogozine
    Dmitry Rogozin|Alexeï Rogozine|Rogozine|D. Rogozine|Xi Jinping|Xi|Li Keqiang|Li Qiang|Li|Donald Trump|Donald Trump Jr.
    Donald J. Trump|Trump|Jean Martin|Jean-Pierre Martin|J. Martin|Jacques Martin|Martin|Ivanov|Ivanova|Kim Jong-un|Kim Jong Un
    Kim Jong-il|Kim|Jean-Paul II|John Paul II|Jean-Paul Ier|Mao Zedong|Mao Tse-tung|Louis XIV|Louis XV|Putin, Vladimir|Jean Martin (député)
"""
ORGS = """
    ONU|O.N.U.|Organisation des Nations unies|OMS|Organisation mondiale de la santé
    Commission européenne|European Commission
"""
PROGRAMMES = "Luna-25|Luna 25|Louna-25|Luna-26|Luna|Apollo 11|Apollo XI|Apollo 12"


def listed(names: str) -> list[str]:
    return [name.strip() for name in names.strip().replace("\n", "|").split("|")]


Corpus = list[Attested]
Told = list[Evidence]
TYPES: tuple[tuple[EntityType, list[str]], ...] = (("person", listed(PEOPLE)), ("org", listed(ORGS)), ("programme", listed(PROGRAMMES)))

counts = st.dictionaries(st.sampled_from(["fr", "en"]), st.integers(1, 9), max_size=2)
attested = st.one_of([st.builds(Attested, st.sampled_from(names), st.just(kind), counts) for kind, names in TYPES])
corpora = st.lists(attested, max_size=25)
pairs = st.tuples(st.sampled_from(listed(PEOPLE)), st.sampled_from(listed(PEOPLE))).filter(lambda pair: pair[0] != pair[1])
evidence = st.lists(st.builds(lambda pair, kind: Evidence(*pair, "person", kind), pairs, st.sampled_from(["twins", "acronym"])), max_size=4)


def persons(*names: str, **documents: str) -> list[Attested]:
    return [
        Attested(name, "person", {"fr": 1}, frozenset(documents.get(name.split()[-1] if len(name.split()) > 1 else name, "")))
        for name in names
    ]


def grouped(merging: Merging) -> set[frozenset[str]]:
    return {frozenset(each.name for each in group.names) for group in merging.groups}


def group_of(merging: Merging, name: str) -> Group:
    return next(group for group in merging.groups if name in {each.name for each in group.names})


def decided(folder: Path, text: str) -> Decisions:
    file = folder / "decisions.yaml"
    file.write_text(text, encoding="utf-8")
    return Decisions.load(file)


@settings(max_examples=60, deadline=None)
@given(corpora, evidence, st.randoms(use_true_random=False))
def test_the_order_of_what_comes_in_never_matters(corpus: Corpus, told: Told, random: Random):
    first = merge(corpus, told)
    random.shuffle(corpus)
    random.shuffle(told)
    assert merge(corpus, told) == first


@settings(max_examples=60, deadline=None)
@given(corpora, evidence)
def test_merging_what_was_merged_changes_nothing(corpus: Corpus, told: Told):
    first = merge(corpus, told)
    assert merge([name for group in first.groups for name in group.names], told) == first


@settings(max_examples=80, deadline=None)
@given(corpora, evidence)
def test_a_group_never_holds_two_names_that_a_guard_keeps_apart(corpus: Corpus, told: Told):
    for group in merge(corpus, told).groups:
        for one, other in combinations(group.names, 2):
            assert kept_apart(one.name, other.name, group.type) is None, (group.id, one, other)


@settings(max_examples=60, deadline=None)
@given(corpora)
def test_every_name_is_in_one_group_and_every_group_has_its_own_id(corpus: Corpus):
    merging = merge(corpus)
    told = [(each.type, each.name) for group in merging.groups for each in group.names]
    assert sorted(told) == sorted({(each.type, each.name) for each in corpus})
    assert len({group.id for group in merging.groups}) == len(merging.groups)


@settings(max_examples=60, deadline=None)
@given(corpora)
def test_a_group_of_several_names_says_why_of_every_merge(corpus: Corpus):
    for group in merge(corpus).groups:
        assert len(group.merges) == len(group.names) - 1
        assert all(each.reason and 0.88 <= each.likeness <= 1 for each in group.merges)


def test_names_that_are_like_meet():
    table = (Path(__file__).parent / "entities" / "variants.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in table]
    for kind in ENTITY_TYPES:
        alike = [(min(row[:2]), max(row[:2])) for row in rows if row[2] == kind and same(row[0], row[1], kind)]
        met = set(candidates(sorted({name for row in rows if row[2] == kind for name in row[:2]}), kind))
        lost = [pair for pair in alike if pair not in met]
        assert len(lost) <= 0.01 * len(alike), lost


def test_spellings_surnames_and_initials_of_one_person_are_one():
    merging = merge(persons("Vladimir Poutine", "Vladimir Putin", "Poutine", "Putin", "V. Poutine", "Lioudmila Poutina"))
    assert grouped(merging) == {
        frozenset({"Vladimir Poutine", "Vladimir Putin", "Poutine", "Putin", "V. Poutine"}),
        frozenset({"Lioudmila Poutina"}),
    }


def test_a_surname_that_several_bear_stays_alone_and_is_told():
    merging = merge(persons("Dmitri Rogozine", "Alexeï Rogozine", "Rogozine"))
    assert frozenset({"Rogozine"}) in grouped(merging)
    assert [(each.name, each.ids) for each in merging.undecided] == [("Rogozine", ("alexei-rogozine", "dmitri-rogozine"))]


def test_initials_that_several_may_own_stay_alone():
    assert frozenset({"J. Martin"}) in grouped(merge(persons("Jean Martin", "Jacques Martin", "J. Martin")))


def test_of_several_bearers_a_surname_is_the_one_that_all_its_articles_name():
    def found(articles: str) -> set[frozenset[str]]:
        named = [("Dmitri Rogozine", "ab"), ("Alexeï Rogozine", "c"), ("Rogozine", articles)]
        return grouped(merge([Attested(name, "person", {"fr": 1}, frozenset(where)) for name, where in named]))

    assert frozenset({"Dmitri Rogozine", "Rogozine"}) in found("a")
    assert frozenset({"Rogozine"}) in found("ac")
    assert frozenset({"Rogozine"}) in found("ad")


def test_an_acronym_is_the_organisation_that_alone_has_its_initials():
    merging = merge([Attested(name, "org", {"fr": 1}) for name in listed(ORGS)])
    assert group_of(merging, "O.N.U.") == group_of(merging, "Organisation des Nations unies")
    assert group_of(merging, "OMS") == group_of(merging, "Organisation mondiale de la santé")
    assert group_of(merging, "ONU") != group_of(merging, "OMS")


def test_the_id_is_the_most_attested_full_spelling_and_labels_are_those_of_each_language():
    corpus = [
        Attested("Dmitri Rogozine", "person", {"fr": 9}),
        Attested("Dmitry Rogozin", "person", {"en": 5, "fr": 1}),
        Attested("Rogozine", "person", {"fr": 70}),
    ]
    (group,) = merge(corpus).groups
    assert group.id == "dmitri-rogozine"
    assert group.labels == {"fr": "Dmitri Rogozine", "en": "Dmitry Rogozin"}
    assert [each.name for each in group.names] == ["Dmitri Rogozine", "Dmitry Rogozin", "Rogozine"]


def test_the_authority_keeps_its_ids_and_outweighs_guards():
    corpus = [
        Attested("Martin Luther King", "person", {"fr": 9}, authority="martin-luther-king"),
        Attested("Martin Luther King Jr.", "person", {"en": 5}, authority="martin-luther-king"),
        Attested("Pékin", "place", {"fr": 3}, authority="beijing"),
        Attested("Beijing", "place", {"en": 3}, authority="beijing"),
    ]
    assert [(group.id, len(group.names)) for group in merge(corpus).groups] == [("martin-luther-king", 2), ("beijing", 2)]


def test_names_of_two_entities_of_the_authority_are_never_one():
    corpus = [Attested("Sergei Ivanov", "person", authority="one"), Attested("Sergueï Ivanov", "person", authority="two")]
    assert len(merge(corpus).groups) == 2


def test_groups_of_different_types_may_have_one_name_but_not_one_id():
    merging = merge([Attested("Artemis", "programme", {"fr": 5}), Attested("Artemis", "org", {"fr": 2})])
    assert [(group.type, group.id) for group in merging.groups] == [("org", "artemis-org"), ("programme", "artemis")]


def test_articles_can_tell_what_no_spelling_does():
    corpus = [Attested("Médecins sans frontières", "org", {"fr": 3}), Attested("Doctors Without Borders", "org", {"en": 3})]
    assert len(merge(corpus).groups) == 2
    (group,) = merge(corpus, [Evidence("Médecins sans frontières", "Doctors Without Borders", "org", "twins", 4)]).groups
    assert "the French and the English version" in group.merges[0].reason


def test_articles_do_not_outweigh_a_guard():
    told = [Evidence("Luna-25", "Luna-26", "programme", "twins", 50)]
    assert len(merge([Attested(name, "programme") for name in ("Luna-25", "Luna-26")], told).groups) == 2


DECISIONS = """
- merge: [Donald Trump, Donald Trump Jr.]
- split: [Vladimir Poutine, Vladimir Putin]
- drop: Xi
- type: {name: Luna, type: org}
- rename: {id: li-keqiang, fr: M. Li, en: Mr Li}
"""


@settings(max_examples=60, deadline=None)
@given(corpus=corpora, told=evidence)
def test_decisions_are_obeyed(tmp_path_factory: pytest.TempPathFactory, corpus: Corpus, told: Told):
    merging = merge(corpus, told, decided(tmp_path_factory.mktemp("decisions"), DECISIONS))
    owner = {each.name: group for group in merging.groups for each in group.names}
    if {"Donald Trump", "Donald Trump Jr."} <= set(owner):
        assert owner["Donald Trump"] == owner["Donald Trump Jr."]
    if {"Vladimir Poutine", "Vladimir Putin"} <= set(owner):
        assert owner["Vladimir Poutine"] != owner["Vladimir Putin"]
    assert "Xi" not in owner
    assert "Luna" not in owner or owner["Luna"].type == "org"
    for group in merging.groups:
        if group.id == "li-keqiang":
            assert group.labels == {"fr": "M. Li", "en": "Mr Li"}


def test_a_decision_gives_its_place_as_the_reason(tmp_path: Path):
    decisions = decided(tmp_path, "- merge: [Médecins sans frontières, Doctors Without Borders]\n")
    (group,) = merge([Attested("Doctors Without Borders", "org"), Attested("Médecins sans frontières", "org")], decisions=decisions).groups
    assert "decisions.yaml, line 1" in group.merges[0].reason
