"""A build learns from the names that are known in its articles what stands around names of each type, where that is better."""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import lunette, searching
from hypothesis import given, settings
from hypothesis import strategies as some

from indexer import learning, weighing
from indexer.build import build
from indexer.document import ENTITY_TYPES, RawFile
from indexer.entities import Authority, Finder, adaptation
from indexer.entities.adaptation import adapted, compared, fitted, half_of, minimum
from indexer.entities.examples import Example, Examples
from indexer.entities.judge import weights
from indexer.errors import IndexDamaged
from indexer.generations import Generations
from indexer.knowledge import Knowledge
from indexer.manifest import MANIFEST
from indexer.sample import LONGEST, Sample
from indexer.update import update
from indexer.weighing import Weighing

AUTHORITY = Authority.load()


def generation(home: Path) -> Path:
    generations = Generations(home)
    return generations.folder(generations.published())


# Samples


def raws(*ids: str) -> Iterator[RawFile]:
    return (RawFile(key, key, "La lune.") for key in ids)


def sampled(raws: Iterator[RawFile], one_in: int, most: int) -> list[str]:
    sample = Sample(one_in, most)
    for raw in raws:
        sample.add(raw)
    return [raw.id for raw in sample]


@given(some.lists(some.text(), unique=True, max_size=60), some.integers(1, 4), some.integers(1, 9), some.randoms())
def test_a_sample_is_the_same_in_any_order_and_never_larger_than_it_may_be(ids: list[str], one_in: int, most: int, chance: Any):  # noqa: ANN401
    found = sampled(raws(*ids), one_in, most)
    shuffled = list(ids)
    chance.shuffle(shuffled)
    assert sampled(raws(*shuffled), one_in, most) == found
    assert len(found) <= most
    assert set(found) <= set(ids)


def test_a_sample_is_the_share_that_was_asked_for_and_a_smaller_one_is_part_of_it():
    ids = [f"folder/{number}" for number in range(20_000)]
    found = sampled(raws(*ids), 20, 4000)
    assert 900 < len(found) < 1100
    assert sampled(raws(*ids), 20, 100) == found[:100]


def test_of_a_long_article_a_sample_keeps_the_beginning():
    sample = Sample(1)
    sample.add(RawFile("a", "a", "lune " * LONGEST, extra={"much": "more"}))
    (kept,) = sample
    assert (kept.text, kept.extra) == (("lune " * LONGEST)[:LONGEST], {})


# What is learnt from examples


@given(some.lists(some.tuples(some.floats(0.1, 9), some.floats(-5, 5)), min_size=1, max_size=8), some.floats(0, 3))
@settings(deadline=None, max_examples=300)
def test_the_least_value_of_a_convex_function_is_found(parts: list[tuple[float, float]], mixed: float):
    bend, wanted = (np.array(each)[:, None] for each in zip(*parts, strict=True))

    def function(at: Any) -> tuple[float, Any]:  # noqa: ANN401
        away = at - wanted
        return float((bend * away**2).sum() / 2 + mixed * away.sum() ** 2 / 2), bend * away + mixed * away.sum()

    first = np.abs(function(np.zeros_like(wanted))[1]).max()
    assert np.abs(function(minimum(function, np.zeros_like(wanted)))[1]).max() <= max(1e-3 * first, 2e-9)


def example(kind: Any, *evidence: str, key: str = "") -> Example:  # noqa: ANN401
    return Example(dict.fromkeys(evidence, 1.0), kind, 1.0, key)


def test_weights_are_where_what_the_examples_say_and_what_they_are_drawn_to_are_equally_strong():
    start = {"<in": (0.0, 0.5, 1.0, 0.0), "given": (2.0, 0.0, 0.0, 0.0)}
    given_ = [example("place", "<in", "given"), example("person", "given"), example("org", "<in"), example("programme", "<at")] * 10
    of = fitted(given_, start)
    table = adaptation._Table(given_, of, lambda _: False)  # noqa: SLF001
    odds = np.exp(table.offset)
    odds /= odds.sum(axis=1, keepdims=True)
    off = (np.eye(len(ENTITY_TYPES))[table.types] - odds) * adaptation._weight(table.types)[:, None]  # noqa: SLF001
    # Weights have two decimals, and at the least value a step changes the slope by the prior and no more than the examples weigh.
    near = 0.005 * (adaptation.PRIOR + 2 * len(given_))
    for name in ("<in", "given", "<at"):
        pushed = sum(off[at] for at, each in enumerate(given_) if name in each.evidence)
        pulled = adaptation.PRIOR * (np.array(of[name]) - start.get(name, 0.0))
        assert pushed == pytest.approx(pulled, abs=near)
        assert np.abs(pulled).max() > 4 * near, "nothing was learnt"


def test_what_no_example_shows_and_the_ends_of_names_stay_as_they_are():
    start = {"<in": (0.0, 0.0, 1.0, 0.0), "<par": (1.0, 0.0, 0.0, 0.0), "=ogne": (0.0, 0.0, 2.0, 0.0)}
    of = fitted([example("org", "<in", "=ogne")] * 50, start)
    assert {name: of[name] for name in ("<par", "=ogne")} == {name: start[name] for name in ("<par", "=ogne")}
    assert of["<in"][ENTITY_TYPES.index("org")] > 0.1


def test_fewer_examples_change_less():
    def change(count: int) -> float:
        return fitted([example("org", "<in")] * count, {"<in": (0.0, 0.0, 1.0, 0.0)})["<in"][ENTITY_TYPES.index("org")]

    assert 0 <= change(4) < change(40) < change(400)


def other_meaning(names: int, kind: str, cue: str) -> list[Example]:
    """Examples of names whose type one piece of evidence tells, eight articles each."""
    return [example(kind, cue, "words 1", key=f"{kind}-{number}") for number in range(names) for _ in range(8)]


def test_what_tells_names_better_that_it_was_not_learnt_from_is_used():
    given_ = [*other_meaning(150, "org", "<à"), *other_meaning(150, "person", "<de")]
    found = adapted(given_, weights())
    assert found.weights is not None
    assert found.defaults is not None
    assert (found.examples, found.learnt) == (len(given_), 1.0)
    assert found.defaults < 0.5


def test_what_tells_names_worse_that_it_was_not_learnt_from_is_refused():
    """The names of each half have another type in the same place, so that each half teaches what is wrong of the other."""
    rows = [other_meaning(1, "org" if half_of(f"place-{number}") else "place", "<à") for number in range(200)]
    given_ = [each._replace(id=f"place-{number}") for number, row in enumerate(rows) for each in row]
    start = {"<à": (0.0, 0.3, 0.6, 0.0)}
    found = adapted(given_, start)
    assert found.weights is None
    assert found.learnt is not None
    assert found.defaults is not None
    assert found.learnt < found.defaults


def test_what_may_be_chance_is_refused():
    """One name that is told better is one difference, in however many articles it stands."""
    known = [example("place", "<in", key=f"place-{number % 100}") for number in range(1200)]
    before, after = np.ones(1200, bool), np.ones(1200, bool)
    before[[number for number in range(1200) if number % 100 == 7]] = False
    defaults, learnt, error = compared(known, before, after)
    assert learnt - defaults == pytest.approx(0.01)
    assert error == pytest.approx(0.01)
    after[[number for number in range(1200) if number % 100 == 8]] = False
    defaults, learnt, error = compared(known, before, after)
    assert learnt == pytest.approx(defaults)
    assert error == pytest.approx(0.01 * 2**0.5)


def test_few_examples_teach_nothing():
    given_ = other_meaning(20, "org", "<à")
    assert adapted(given_, weights()) == (None, len(given_), None, None, None)


def test_the_examples_of_a_text_are_what_stands_around_the_names_that_are_known():
    found = list(Examples(Finder(AUTHORITY), AUTHORITY.entities.values(), 1).of("Hier à Pékin, la NASA a parlé. La NASA aussi.", "fr"))
    assert [(each.id, each.type) for each in found] == [("beijing", "place"), ("nasa", "org")]
    assert "<à" in found[0].evidence
    assert found[1].evidence["<la"] == pytest.approx(2 / 2**0.5)


def test_of_one_name_only_so_many_articles_are_examples():
    examples = Examples(Finder(AUTHORITY), AUTHORITY.entities.values(), 3)
    assert [len(list(examples.of("Hier à Pékin.", "fr"))) for _ in range(5)] == [1, 1, 1, 0, 0]


# Builds


SENTENCES = ("Une ingénieure passe à {}.", "Un juriste entre à {}.", "La directrice reste à {}.", "Il revient à {} cet été.")
UNKNOWN = "Le comptable passe à Zubarolle, où il entre en mai. Sa sœur revient à Zubarolle cet automne."
"""Of a bulletin of appointments, in which companies stand where elsewhere places do."""


def bulletins(count: int) -> list[dict[str, str]]:
    """Articles that each name six companies of one word."""
    finder = Finder(AUTHORITY)
    spelled = {each for entity in AUTHORITY.entities.values() if entity.type == "org" for each in entity.spellings if each.istitle()}
    found = {name: finder.find(SENTENCES[0].format(name), "fr") for name in sorted(spelled) if name.isalpha()}
    names = [name for name, mentions in found.items() if [(each.text, each.type) for each in mentions] == [(name, "org")]]
    chance = random.Random(5)  # noqa: S311 — nothing secret
    some = ([chance.choice(SENTENCES).format(name) for name in chance.sample(names, 6)] for _ in range(count))
    return [
        {"id": f"carnet-{number}", "lang": "fr", "title": f"Carnet {number}", "text": " ".join(lines)} for number, lines in enumerate(some)
    ]


def written(file: Path, rows: list[dict[str, str]]) -> str:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return str(file)


NEWS = {"id": "inconnue", "lang": "fr", "title": "Les départs du mois", "text": UNKNOWN}


def types(home: Path) -> set[str]:
    """What the unknown company is taken for in the articles of an index."""
    ask = searching(home)
    return {kind for kind in ENTITY_TYPES if "~zubarolle" in {value.value for value in ask("Zubarolle", facets=kind).facets[kind]}}


@pytest.fixture(scope="module")
def bulletin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four and a half thousand articles as a file."""
    file = tmp_path_factory.mktemp("bulletin") / "carnet.jsonl"
    written(file, [*bulletins(4500), NEWS])
    return file


@pytest.fixture(scope="module")
def home(bulletin: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("learnt") / "index"
    build([str(bulletin)], home, workers=1)
    return home


def test_a_build_learns_what_a_word_means_in_its_articles(home: Path, tmp_path: Path):
    build([written(tmp_path / "alone.jsonl", [NEWS])], tmp_path / "alone", workers=1)
    assert types(tmp_path / "alone") == {"place"}, "where the weights that come along know it, there is nothing to learn here"
    told = weighing.read(generation(home))
    assert told.rows
    assert told.learnt is not None
    assert told.defaults is not None
    assert told.learnt > told.defaults
    assert types(home) == {"org"}


def test_it_is_told_which_weights_are_in_use_and_how_much_each_tell(home: Path):
    data = json.loads(lunette("stats", "--json", "--index", home).stdout)["weights"]
    assert data == weighing.read(generation(home)).summary
    assert data["in_use"] == "learnt"
    people = lunette("stats", "--index", home).stdout
    assert f"of {data['examples']} known names, learnt ones tell {data['learnt']:.1%} and the default ones {data['defaults']:.1%}" in people


def test_several_processes_learn_and_tell_the_same_as_one(home: Path, bulletin: Path, tmp_path: Path):
    rows = bulletin.read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "turned.jsonl").write_text("".join(reversed(rows)), "utf-8")
    build([str(tmp_path / "turned.jsonl")], tmp_path / "index", workers=2)
    assert (generation(tmp_path / "index") / weighing.FILE).read_bytes() == (generation(home) / weighing.FILE).read_bytes()
    assert types(tmp_path / "index") == {"org"}


def test_an_update_goes_on_with_the_weights_of_its_generation(home: Path, tmp_path: Path):
    copied = tmp_path / "index"
    shutil.copytree(home, copied)
    new = {**NEWS, "id": "autre", "title": "Les arrivées", "text": UNKNOWN.replace("Zubarolle", "Quorvelle")}
    report = update([written(tmp_path / "new.jsonl", [new])], copied, workers=1)
    assert report.weights == weighing.read(generation(home)).summary
    assert (generation(copied) / weighing.FILE).read_bytes() == (generation(home) / weighing.FILE).read_bytes()
    ask = searching(copied)
    assert "~quorvelle" in {value.value for value in ask("Quorvelle", facets="org").facets["org"]}
    assert types(copied) == {"org"}


def test_an_update_tells_the_types_that_a_build_with_these_weights_tells(home: Path, bulletin: Path, tmp_path: Path, monkeypatch: Any):  # noqa: ANN401
    rows = [json.loads(line) for line in bulletin.read_text("utf-8").splitlines()]
    few = [*rows[:40], NEWS]
    kept = weighing.read(generation(home))
    monkeypatch.setattr(learning, "learn", lambda *_: kept)
    build([written(tmp_path / "all.jsonl", few)], tmp_path / "built", workers=1)
    build([written(tmp_path / "some.jsonl", few[:20])], tmp_path / "updated", workers=1)
    monkeypatch.undo()
    update([written(tmp_path / "all.jsonl", few)], tmp_path / "updated", workers=1)
    for name in ("entities.json", "named_once.lines", "identities.json", weighing.FILE):
        assert (generation(tmp_path / "updated") / name).read_bytes() == (generation(tmp_path / "built") / name).read_bytes(), name


def test_a_small_corpus_keeps_the_weights_that_come_along(tmp_path: Path):
    rows = [*bulletins(150), NEWS]
    report = build([written(tmp_path / "few.jsonl", rows)], tmp_path / "index", workers=1)
    assert report.weights == Weighing().summary
    assert report.weights["in_use"] == "default"
    assert weighing.read(generation(tmp_path / "index")) == Weighing()
    assert types(tmp_path / "index") == {"place"}
    assert "default, for there are too few articles to learn from" in lunette("stats", "--index", tmp_path / "index").stdout


def test_a_generation_of_before_there_were_weights_is_read_and_updated_with_those_that_come_along(
    tmp_path: Path, fresh: Callable[[], Path]
):
    folder = generation(fresh())
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    del manifest["files"][weighing.FILE]
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    (folder / weighing.FILE).unlink()
    assert Generations(tmp_path / "index").verify() == []
    report = update([written(tmp_path / "new.jsonl", [{**NEWS, "id": "autre"}])], tmp_path / "index", workers=1)
    assert (report.documents, report.weights["in_use"]) == (2, "default")
    assert types(tmp_path / "index") == {"place"}


def test_damaged_weights_are_named(tmp_path: Path, fresh: Callable[[], Path]):
    file = generation(fresh()) / weighing.FILE
    file.write_bytes(file.read_bytes().replace(b"0", b"1"))
    assert [str(file) in fault for fault in Generations(tmp_path / "index").verify()] == [True]
    told = lunette("check", "--index", tmp_path / "index")
    assert (told.returncode, weighing.FILE in told.stderr) == (1, True)
    file.write_bytes(b'{"rows": {"<in": [1, 2]}}')
    with pytest.raises(IndexDamaged, match=r"weights\.json cannot be read"):
        weighing.read(file.parent)


@pytest.fixture
def fresh(tmp_path: Path) -> Callable[[], Path]:
    """Makes an index of one article."""

    def made() -> Path:
        build([written(tmp_path / "one.jsonl", [NEWS])], tmp_path / "index", workers=1)
        return tmp_path / "index"

    return made


def test_what_fails_on_an_article_costs_only_that_article(monkeypatch: pytest.MonkeyPatch):
    def fails(raw: RawFile, *_: object) -> Any:  # noqa: ANN401
        raise ValueError(raw.id)

    monkeypatch.setattr(learning, "prepare", fails)
    monkeypatch.setattr(learning, "FEWEST", 1)
    sample = Sample(1)
    sample.add(RawFile("a", "a", UNKNOWN))
    assert learning.learn(sample, frozenset(), Knowledge()) == Weighing(articles=1)
