"""Names that are one entity: found, decided or recognised, whatever the order of articles, updates and codecs."""

import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from conftest import lunette, searching
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import identities, nametable
from indexer.build import build
from indexer.columns import Facet
from indexer.document import ENTITY_TYPES, EntityType
from indexer.entities import blocking
from indexer.entities.decisions import Decisions
from indexer.entities.likenesses import Compared, Likenesses
from indexer.entities.recognition import Recognition
from indexer.generations import Generations
from indexer.identities import Claims, Named, identified
from indexer.update import update
from service.app import create_app
from service.search.united import united
from service.settings import Settings

TEXTS = [
    ("fr", "Le ministre Dmitri Petroviak a signé un accord. Dmitri Petroviak repart demain."),
    ("en", "Minister Dmitry Petroviak signed an agreement. Dmitry Petroviak leaves tomorrow."),
    ("en", "Mr Dmitry Petroviak met Mr John Smithson. Later Mr Dmitri Petroviak met Mr John Smithson again."),
    ("en", "Mr John Smithson and Mr Jack Weatherbyte spoke to reporters."),
    ("fr", "Selon M. Dimitri Rogozine, tout va bien. Dimitri Rogozine est content, dit Jack Weatherbyte."),
]
ARTICLES = [{"id": str(at), "lang": lang, "title": f"Title {at}", "text": text} for at, (lang, text) in enumerate(TEXTS)]
BOTH = ("~dmitri-petroviak", "~dmitry-petroviak")
"""Two articles each, for the third names both: of such the lower id leads."""
SPLIT = "- split: [Dmitri Petroviak, Dmitry Petroviak]\n"
MERGE = "- merge: [John Smithson, Jack Weatherbyte]\n"


def articles(folder: Path, some: Iterable[dict[str, Any]] = ARTICLES, name: str = "articles") -> str:
    file = folder / f"{name}.jsonl"
    file.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in some), "utf-8")
    return str(file)


def made(folder: Path, name: str = "index", some: Iterable[dict[str, Any]] = ARTICLES, **options: Any) -> Path:  # noqa: ANN401 — of `build`
    build([articles(folder, some, name)], folder / name, workers=1, **options)
    return folder / name


def table(home: Path) -> list[bytes]:
    """What a generation says of names."""
    generations = Generations(home)
    folder = generations.folder(generations.published())
    return [(folder / name).read_bytes() for name in (nametable.FILE, nametable.ONCE, identities.FILE)]


def people(home: Path, **asked: str) -> dict[str, tuple[str, int]]:
    page = searching(home)(facets="person", **asked)
    return {value.value: (value.label, value.count) for value in page.facets["person"]}


def written(folder: Path, text: str, name: str = "decisions.yaml") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


@pytest.mark.parametrize("codec", ["arrays", "whoosh"])
def test_a_person_of_two_spellings_is_one_facet_under_every_id_and_name(codec: str, tmp_path: Path):
    home = made(tmp_path, codec=codec)
    assert people(home) == {
        "~dmitri-petroviak": ("Dmitry Petroviak", 3),
        "~jack-weatherbyte": ("Jack Weatherbyte", 2),
        "~john-smithson": ("John Smithson", 2),
        "dmitry-rogozin": ("Dmitry Rogozin", 1),
    }
    search = searching(home)
    for key in BOTH:
        page = search(person=key)
        assert page.total == 3
        assert [value.value for value in page.facets["person"] if value.selected] == ["~dmitri-petroviak"]
        assert search(q=f"person:{key}").total == 3
        assert search(more=[("-person", key)]).total == 2
    for name in ("Dmitri Petroviak", "Dmitry Petroviak", 'person:"dmitri petroviak"', 'person:"Dmitry Petroviak"'):
        page = search(name)
        assert {hit.id for hit in page.hits} == {"0", "1", "2"}, f"{name} leaves out a spelling"
        assert all("<mark>" in " ".join(hit.highlights.body) for hit in page.hits)
    for hit in search("Petroviak", match="any").hits:
        assert [link.id for link in hit.entities if "petroviak" in link.id] == ["~dmitri-petroviak"], "an article lists somebody twice"


def test_every_face_shows_one_entity_with_all_its_spellings(tmp_path: Path):
    home = made(tmp_path)
    client = create_app(Settings(index=home)).test_client()
    assert lunette("search", "--index", home, "--filter", f"person={BOTH[1]}", "--json", "").returncode == 0, "an old address is refused"
    for key in BOTH:
        told = client.get(f"/api/entities/{key}").json
        assert told is not None
        assert (told["id"], told["articles"]) == ("~dmitri-petroviak", 3)
        assert told["labels"] == {"fr": "Dmitri Petroviak", "en": "Dmitry Petroviak"}
        assert {each["text"] for each in told["spellings"]} == {"Dmitri Petroviak", "Dmitry Petroviak"}
        assert client.get(f"/entity/{key}").status_code == 200
    listed = client.get("/api/entities?q=petroviak").json
    assert listed is not None
    assert [each["id"] for each in listed["entities"]] == ["~dmitri-petroviak"]
    suggested = client.get("/api/suggest?q=dmitry+petr").json
    assert suggested is not None
    assert [each["id"] for each in suggested["suggestions"] if each["kind"] == "name"] == ["~dmitri-petroviak"]
    similar = client.get("/api/documents/0/similar").json
    assert similar is not None
    assert {"1", "2"} <= {hit["id"] for hit in similar["hits"]}, "who is spelled otherwise leads nowhere"


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_articles_and_updates_changes_no_entity(seed: int, tmp_path: Path):
    shuffled = Random(seed).sample(ARTICLES, len(ARTICLES))  # noqa: S311 — nothing secret
    wanted = table(made(tmp_path))
    assert table(made(tmp_path, "again", shuffled)) == wanted
    home = made(
        tmp_path, "updated", [*shuffled[:2], {**shuffled[2], "text": "Mr Dmytro Petroviak and Mr Jon Smithson left. Dmytro Petroviak."}]
    )
    for end in (4, len(shuffled)):
        update([articles(tmp_path, shuffled[:end])], home, workers=1)
    assert table(home) == wanted, "an update makes other entities than a build"
    update([articles(tmp_path, shuffled[:3])], home, workers=1, delete_missing=True)
    assert people(home) == people(made(tmp_path, "fewer", shuffled[:3]))


def test_decisions_are_obeyed_and_remembered(tmp_path: Path):
    renamed = "- rename: {id: john-smithson, fr: Jean Forgeron, en: John Smithson}\n- drop: Dmitry Petroviak\n"
    home = made(tmp_path, decisions=[written(tmp_path, SPLIT + MERGE)])
    split = people(home)
    assert {key: split[key][1] for key in BOTH} == {BOTH[0]: 2, BOTH[1]: 2}
    assert split["~jack-weatherbyte"][1] == 3, "two names of as many articles: the lower id leads"
    assert "~john-smithson" not in split
    wanted = table(home)
    update([articles(tmp_path, [*ARTICLES, {"id": "9", "lang": "en", "text": "Mr John Smithson waits."}])], home, workers=1)
    assert people(home)["~john-smithson"][1] == 4, "an update forgets decisions"
    update([articles(tmp_path)], home, workers=1, delete_missing=True)
    assert table(home) == wanted
    update([articles(tmp_path)], home, workers=1, decisions=[written(tmp_path, MERGE + renamed, "others.yaml")])
    assert people(home)["~jack-weatherbyte"][0] == "John Smithson"
    assert BOTH[1] not in people(home), "a dropped name is a value"
    update([articles(tmp_path)], home, workers=1, decisions=[written(tmp_path, "", "none.yaml")])
    assert table(home) == table(made(tmp_path, "plain"))


def test_names_of_several_types_are_one_if_somebody_says_so(tmp_path: Path):
    home = made(tmp_path, decisions=[written(tmp_path, "- type: {name: John Smithson, type: programme}\n")])
    found = searching(home)()
    assert "~john-smithson" not in {value.value for value in found.facets["person"]}
    assert {value.value: value.count for value in found.facets["programme"]} == {"~john-smithson": 2}
    assert searching(home)(programme="~john-smithson").total == 2


def test_entities_of_the_user_are_known_and_remembered(tmp_path: Path):
    mine = written(tmp_path, "- {id: jack-w, type: person, fr: Jacques W., en: Jack Weatherbyte}\n", "mine.yaml")
    home = made(tmp_path)
    update([articles(tmp_path)], home, workers=1, authority=[mine])
    assert people(home)["jack-w"] == ("Jack Weatherbyte", 2)
    assert table(home) == table(made(tmp_path, "anew", authority=[mine]))
    mine.unlink()
    update([articles(tmp_path, [*ARTICLES, {"id": "9", "lang": "en", "text": "Mr Jack Weatherbyte waits."}])], home, workers=1)
    assert people(home)["jack-w"][1] == 3


BAD = [
    ("--authority", "- {id: beijing, type: place, fr: Pékin, en: Beijing}\n", "line 1, “beijing”: the id is already taken"),
    ("--authority", "- {id: x, type: ship, fr: X, en: X}\n", "line 1: “ship” cannot be the type"),
    ("--authority", "\n- {id: x, type: org, fr: Xyz}\n", "line 2: the entry has no “en”"),
    ("--authority", "- {id: x, type: org, fr: A, en: A}\n- {id: x, type: org, fr: B, en: B}\n", "line 2, “x”: the id is already taken"),
    (
        "--decisions",
        MERGE + "- merge: [Jack Weatherbyte, John Smithson]\n",
        "line 2: “jack weatherbyte” and “john smithson” are one",
    ),
    ("--decisions", SPLIT + "- merge: [Dmitri Petroviak, Dmitry Petroviak]\n", "line 1: these names are split here and merged"),
]


@pytest.mark.parametrize(("option", "text", "says"), BAD, ids=[says[:40] for _, _, says in BAD])
def test_a_file_that_breaks_a_rule_is_refused_by_line_before_anything_is_read(option: str, text: str, says: str, tmp_path: Path):
    file = written(tmp_path, text, "told.yaml")
    told = lunette("build", articles(tmp_path), "--index", tmp_path / "index", option, file)
    assert told.returncode == 1
    assert f"{file}, {says}" in told.stderr
    assert not (tmp_path / "index" / "CURRENT").exists()


def test_a_review_tells_who_is_unknown_what_is_one_and_what_may_be(tmp_path: Path):
    home = made(
        tmp_path,
        some=[*ARTICLES, *({"id": f"s{at}", "lang": "en", "text": "Later Mr Weatherbyte left. Mr Weatherbyte wept."} for at in (1, 2))],
    )
    told = json.loads(lunette("entities", "review", "--index", home, "--json").stdout)
    first = told["unknown"][0]
    assert (first["id"], first["articles"]) == ("~dmitri-petroviak", 3)
    assert first["spellings"].keys() == {"Dmitri Petroviak", "Dmitry Petroviak"}
    assert all("Petroviak" in context["text"] for context in first["contexts"])
    assert [identity["id"] for identity in told["merged"]] == ["~dmitri-petroviak"]
    assert all(merge["reason"] for identity in told["merged"] for merge in identity["merges"])
    assert [sorted(each["names"]) for each in told["proposed"]] == [["Jack Weatherbyte", "Weatherbyte"]]
    shown = lunette("entities", "review", "--index", home).stdout
    file = written(tmp_path, shown[shown.index("- merge:") :])
    Decisions.load(file)
    told = json.loads(lunette("entities", "review", "--index", home, "--decisions", file, "--json").stdout)
    assert not told["proposed"], "what was copied from the proposals is proposed again"


NAMES = [
    "Jean Martin",
    "Jean Martins",
    "Jean-Marc Martin",
    "Gene Martin",
    "J. Martin",
    "Martin",
    "Jean Marten",
    "Jan Martin",
    "Jeanne Martin",
]
NAMES += ["Dmitri Petrov", "Dmitry Petrov", "Dimitri Petrow", "Dmitri Petrova", "Serguei Petrov", "Sergey Petrov", "Dimitri Rogozine"]
CALLED = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["person", "person", "org"])).map(
    lambda chosen: {"~" + name.lower().replace(" ", "-"): Compared(name, kind) for name, kind in chosen.items()}
)
NOBODY = Recognition()


@settings(deadline=None, max_examples=60)
@given(st.lists(CALLED, min_size=2, max_size=4), st.integers(1, 4))
def test_what_was_compared_before_never_matters(steps: Sequence[dict[str, Compared]], crowd: int):
    with patch.object(blocking, "CROWDED", crowd), patch.object(blocking, "NEIGHBOURHOOD", 1):
        before = Likenesses("")
        for earlier, called in pairwise([{}, *steps]):
            gone = {key: name for key, name in earlier.items() if called.get(key) != name}
            fresh = {key: name for key, name in called.items() if earlier.get(key) != name}
            before = before.of(gone, fresh, called, NOBODY)
        anew = Likenesses("").of({}, steps[-1], steps[-1], NOBODY)
    assert before.alike == anew.alike
    assert before.means == anew.means


@given(CALLED, st.randoms(use_true_random=False))
def test_no_name_is_two_entities_and_no_split_is_one(called: dict[str, Compared], random: Random):
    names = {key: Named(of.type, of.name, {"fr": random.randint(1, 3)}) for key, of in called.items()}
    alike = dict.fromkeys(zip(sorted(names), sorted(names)[1:], strict=False), 0.9)
    found = identified(names, names, alike, {}, Claims({}, Decisions()))
    members = [key for identity in found for key in (identity.id, *identity.members)]
    assert len(members) == len(set(members))
    assert set(members) <= names.keys()
    for identity in found:
        assert names[identity.id].articles == max(names[key].articles for key in (identity.id, *identity.members))
    shuffled = dict(random.sample(sorted(names.items()), len(names)))
    assert identified(shuffled, shuffled, alike, {}, Claims({}, Decisions())) == found


VALUES = ["a", "b", "c", "d"]
FACETS = st.fixed_dictionaries({kind: st.lists(st.sets(st.sampled_from(VALUES)), min_size=5, max_size=5) for kind in ENTITY_TYPES})
LED = st.dictionaries(st.sampled_from(["b", "c"]), st.just("a"))
TYPED: st.SearchStrategy[dict[str, EntityType]] = st.dictionaries(st.sampled_from(["a", "d"]), st.sampled_from(ENTITY_TYPES))


@settings(deadline=None)
@given(FACETS, LED, TYPED, st.sets(st.just("d")))
def test_a_united_facet_has_each_entity_of_an_article_once(
    named: dict[EntityType, list[set[str]]], leaders: dict[str, str], types: dict[str, EntityType], dropped: set[str]
):
    known = nametable.NameTable({}, types, {}, leaders, frozenset(dropped))
    facets = united({kind: _facet(rows) for kind, rows in named.items()}, known)
    wanted: dict[EntityType, list[set[str]]] = {kind: [set() for _ in range(5)] for kind in ENTITY_TYPES}
    for kind, rows in named.items():
        for number, row in enumerate(rows):
            for value in row - dropped:
                leader = leaders.get(value, value)
                wanted[types.get(leader, kind)][number].add(leader)
    for kind in ENTITY_TYPES:
        facet = facets[kind]
        assert list(facet.values) == sorted(set(facet.values))
        got = [[facet.values[at] for at in facet.ordinals[facet.starts[n] : facet.starts[n + 1]].tolist()] for n in range(5)]
        assert got == [sorted(row) for row in wanted[kind]]


def _facet(rows: Sequence[set[str]]) -> Facet:
    values = tuple(sorted(set().union(*rows)))
    starts = np.array([0, *np.cumsum([len(row) for row in rows])], np.int32)
    return Facet(values, starts, np.array([values.index(value) for row in rows for value in sorted(row)], np.int32), single=False)
