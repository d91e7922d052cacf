"""What is remembered of the names of a generation never matters for which of them are one."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import called, counterparts, identities, nametable
from indexer.called import Called
from indexer.document import Document, Mention
from indexer.entities import blocking, blocks, likenesses
from indexer.entities.decisions import Decisions
from indexer.entities.likenesses import Likenesses
from indexer.entities.names import name_key
from indexer.errors import IndexDamaged
from indexer.identification import identify
from indexer.identities import Claims
from indexer.knowledge import Knowledge

PEOPLE = ("Jean Martin", "Jean Martins", "Gene Martin", "J. Martin", "Martin", "Jean Marten", "Dmitri Petrov", "Dmitry Petrov")
BODIES = ("Agence vélienne", "Velian Agency", "AVTO", "Agence vélienne des transports", "Velian Transport Agency")
EXPLAINED = ("Agence vélienne des transports orbitaux", "Association vélienne des trains ouverts")
OTHERS = ("Dimitri Rogozine", "Vladimir Putine")
OF = {text: "~" + "-".join(name_key(text)) for text in (*PEOPLE, *BODIES, *EXPLAINED, *OTHERS)}
MENTIONS = st.one_of(
    *(st.sampled_from(some).map(lambda text: [(OF[text], text)]) for some in (PEOPLE, BODIES, OTHERS)),
    # An article means by a surname whom it has named in full, and by an acronym what it stands for.
    st.just([("~jean-martin", "Martin")]),
    st.sampled_from(EXPLAINED).map(lambda text: [(OF[text], text), (OF[text], "AVTO")]),
    st.sampled_from([[("vladimir-putin", "Poutine")], [("roscosmos", "ROSCOSMOS")]]),
)
ARTICLES = st.lists(st.lists(MENTIONS, max_size=5).map(lambda some: list(chain(*some))), max_size=4)
KEYS = st.sampled_from([*map(OF.__getitem__, BODIES), "roscosmos"])
STORIES = st.lists(st.lists(st.tuples(KEYS, KEYS).filter(lambda pair: pair[0] < pair[1]), max_size=2), max_size=6)
DECIDED = {
    "nothing": "[]",
    "what is one": "- merge: [Jean Martin, Dmitri Petrov]\n- merge: [Dimitri Rogozine, Vladimir Poutine]\n- merge: [AVTO, Velian Agency]\n",
    "what is not": "- split: [Jean Martin, Jean Martins]\n- split: [Agence vélienne, Velian Agency]\n- split: [Vladimir Putine, Poutine]\n",
    "no name": "- drop: Jean Martin\n- drop: AVTO\n  type: org\n",
    "another type": "- type: {name: Dmitri Petrov, type: org}\n- type: {name: AVTO, type: programme}\n",
    "another name": "- rename: {id: dmitri-petrov, fr: P, en: P}\n- rename: {id: vladimir-putin, fr: V, en: W}\n",
}
FILES = (identities.FILE, likenesses.FILE, blocks.FILE, called.FILE)


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Decisions]:
    """Decisions of each kind."""
    folder = tmp_path_factory.mktemp("decided")
    for name, told in DECIDED.items():
        (folder / name).write_text(told, "utf-8")
    return {name: Decisions.load(folder / name) for name in DECIDED}


def article(lang: str, mentions: Sequence[tuple[str, str]]) -> Document:
    found = tuple(Mention(0, len(text), text, "org" if text.isupper() or text[:1] in "AV" else "person", key) for key, text in mentions)
    return Document("", "", headline=False, text="", lang=lang, mentions=found)


def made(
    folder: Path,
    decisions: Decisions,
    changes: Sequence[tuple[Sequence[Document], int]],
    stories: Sequence[Sequence[tuple[str, str]]],
    base: Path | None = None,
) -> list[bytes]:
    """What a generation says of its names; `base` is the one that it goes on from."""
    folder.mkdir()
    knowledge = Knowledge(decisions=decisions)
    claims = Claims(knowledge.known, decisions)
    table = nametable.NameTableBuilder(claims.known, folder, claims.ids)
    if base:
        table.go_on(base, Claims({}, Knowledge.read(base).decisions).ids, known_again=False)
    for documents, times in changes:
        for document in documents:
            table.add(document, times)
    table.write(folder)
    rows = [(f"{at}", f"{at}", tuple(pairs)) for at, pairs in enumerate(stories)]
    (folder / counterparts.FILE).write_bytes(msgspec.json.encode(rows))
    for each in identify(folder, knowledge, claims, base, table.changed):
        each.write(folder)
    knowledge.write(folder)
    return [(folder / name).read_bytes() for name in FILES]


@settings(deadline=None, max_examples=60)
@given(
    articles=st.tuples(ARTICLES, ARTICLES, ARTICLES),
    stories=st.tuples(STORIES, STORIES),
    told=st.tuples(st.sampled_from(list(DECIDED)), st.none() | st.sampled_from(list(DECIDED))),
    crowd=st.sampled_from([2, 30]),
    few=st.sampled_from([0, 3, 100, 100]),
)
def test_names_are_the_same_entities_in_an_update_and_in_a_build(
    decided: dict[str, Decisions],
    articles: tuple[list[list[tuple[str, str]]], ...],
    stories: tuple[list[list[tuple[str, str]]], ...],
    told: tuple[str, str | None],
    crowd: int,
    few: int,
):
    kept, gone, fresh = ([article("fr" if at % 2 else "en", each) for at, each in enumerate(some)] for some in articles)
    one, other = decided[told[0]], decided[told[1] or told[0]]
    with TemporaryDirectory() as place, pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(nametable, "MOST_COMPARED_ONCE", few)
        monkeypatch.setattr(blocking, "CROWDED", crowd)
        monkeypatch.setattr(blocking, "NEIGHBOURHOOD", 1)
        folder = Path(place)
        made(folder / "before", one, ((kept, 1), (gone, 1)), stories[0])
        on = made(folder / "on", other, ((gone, -1), (fresh, 1)), stories[1], folder / "before")
        anew = made(folder / "anew", other, ((kept, 1), (fresh, 1)), stories[1])
        for name, first, second in zip(FILES, on, anew, strict=True):
            assert first == second, f"{name} is another one after an update"


def test_what_was_remembered_by_other_rules_is_told_anew(tmp_path: Path):
    Called("of before").write(tmp_path)
    Likenesses("of before").write(tmp_path)
    assert Called.read(tmp_path, "of now") is None
    assert Likenesses.read(tmp_path, "of now") is None
    assert Called.read(tmp_path, "of before") == Called("of before")


@pytest.mark.parametrize(
    ("name", "written"),
    [(called.FILE, b"no such thing"), (likenesses.FILE, b"\x01"), (blocks.FILE, b"no such thing\n"), (blocks.FILE, b"person a\t~\xff\n")],
)
def test_what_is_remembered_and_cannot_be_read_is_told_by_its_name(tmp_path: Path, name: str, written: bytes):
    Called("of now").write(tmp_path)
    Likenesses("of now").write(tmp_path)
    Called.check(tmp_path)
    Likenesses.check(tmp_path)
    (tmp_path / name).write_bytes(written)
    with pytest.raises(IndexDamaged, match=name):
        (Called if name == called.FILE else Likenesses).check(tmp_path)
