"""Decisions about names: read from YAML, refused with file, line and reason where they break a rule."""

from pathlib import Path

import pytest

from indexer.entities.decisions import Decisions
from indexer.errors import DecisionsError

GOOD = """
- merge: [Vladimir Poutine, Putin]
  type: person
  note: seen in the archive
- split: [Jean Martin, Jean-Pierre Martin]
- rename: {id: vladimir-putin, fr: Vladimir Poutine, en: Vladimir Putin}
- drop: Lire aussi
- type: {name: Artemis, type: programme}
"""


def load(folder: Path, text: str) -> Decisions:
    file = folder / "decisions.yaml"
    file.write_text(text, encoding="utf-8")
    return Decisions.load(file)


def test_every_kind_of_decision_is_read(tmp_path: Path):
    decisions = load(tmp_path, GOOD)
    assert decisions.merges[0].keys == (("vladimir", "poutine"), ("putin",))
    assert decisions.merges[0].type == "person"
    assert decisions.splits[0].type is None
    assert decisions.renames is not None
    assert decisions.renames["vladimir-putin"].labels == {"fr": "Vladimir Poutine", "en": "Vladimir Putin"}
    assert decisions.dropped("LIRE AUSSI", "org")
    assert not decisions.dropped("Lire", "org")
    assert decisions.type_of("artemis", "org") == "programme"
    assert decisions.type_of("Apollo", "org") == "org"


def test_no_file_and_an_empty_file_decide_nothing(tmp_path: Path):
    assert Decisions.load().merges == ()
    assert load(tmp_path, "# nothing yet\n").drops == ()


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("merge: [a, b]", 0, "must be a list of decisions"),
        ("- merge: [a, b]\n- [x", 0, "is not valid YAML"),
        ("- just text", 1, "must be keys and values"),
        ("- join: [a, b]", 1, "“join” is not a key of a decision"),
        ("- merge: [a, b]\n  merge: [c, d]", 2, "stands twice"),
        ("- merge: [a, b]\n  drop: c", 1, "exactly one of"),
        ("- type: person", 1, "exactly one of"),
        ("- merge: [a]", 1, "two names or more"),
        ("- merge: a", 1, "two names or more"),
        ("- split: [Orban, Orbán]", 1, "stands here twice"),
        ("- merge: [a, b]\n\n- merge: [x, NO]", 3, "must be text"),
        ("- drop: '…'", 1, "no letter or digit"),
        ("- merge: [a, b]\n  type: persons", 2, "“persons” is no type"),
        ("- type: {name: a, type: thing}", 1, "“thing” is no type"),
        ("- type: {name: a}", 1, "needs a name and the type"),
        ("- rename: {id: a, fr: A}", 1, "has no “en”"),
        ("- rename: {id: a, fr: A, en: }", 1, "must be text"),
        ("- rename: {id: A b, fr: A, en: A}", 1, "cannot be an id"),
        ("- rename: {id: a, fr: A, en: A, de: A}", 1, "“de” is not a key of a renaming"),
        ("- rename: {id: a, fr: A, en: A}\n  type: org", 1, "cannot stand beside"),
        ("- rename: {id: a, fr: A, en: A}\n- rename: {id: a, fr: B, en: B}", 2, "already renamed"),
        ("- type: {name: a, type: org}\n- type: {name: A, type: place}", 2, "already decided"),
        ("- merge: [a, b]\n- merge: [b, c]\n- merge: [c, a]", 3, "in a circle"),
        ("- merge: [a, b]\n- merge: [b, a]", 2, "are one already"),
        ("- merge: [a, b]\n- merge: [b, c]\n- split: [c, a]", 3, "split here and merged"),
        ("- merge: [a, b]\n- drop: a", 2, "dropped here and merged"),
    ],
)
def test_a_decision_that_breaks_a_rule_is_refused_with_its_line(tmp_path: Path, text: str, line: int, says: str):
    with pytest.raises(DecisionsError) as caught:
        load(tmp_path, text)
    assert says in str(caught.value)
    assert str(tmp_path / "decisions.yaml") in str(caught.value)
    if line:
        assert f"decisions.yaml, line {line}: " in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(DecisionsError, match="cannot be read"):
        Decisions.load(tmp_path / "none.yaml")


def test_merges_of_different_types_do_not_meet(tmp_path: Path):
    decisions = load(tmp_path, "- {merge: [a, b], type: org}\n- {split: [a, b], type: person}\n- {drop: a, type: place}\n")
    assert len(decisions.merges) == len(decisions.splits) == len(decisions.drops) == 1


def test_several_files_are_checked_against_each_other(tmp_path: Path):
    for name, text in (("one.yaml", "- merge: [a, b]"), ("two.yaml", "- split: [a, b]")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DecisionsError, match=r"two\.yaml, line 1"):
        Decisions.load(tmp_path / "one.yaml", tmp_path / "two.yaml")
