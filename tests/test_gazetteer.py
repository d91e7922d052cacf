"""The gazetteer: the automaton finds what a look at every stretch of words would find, however names are nested or broken off."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from indexer.entities import Authority
from indexer.entities.gazetteer import STRANGE, Gazetteer

AUTHORITY = Authority.load()
GAZETTEER = Gazetteer(AUTHORITY)
NAMES = sorted(set(AUTHORITY.keys.values()))
LONGEST = max(map(len, NAMES))


def stretches(words: list[str]) -> dict[int, list[tuple[int, tuple[str, ...]]]]:
    """The names among all stretches of some words, by the words at which they begin."""
    found: dict[int, list[tuple[int, tuple[str, ...]]]] = {}
    for first in range(len(words)):
        for last in range(first, min(first + LONGEST, len(words))):
            stretch = tuple(words[first : last + 1])
            if stretch in GAZETTEER:
                found.setdefault(first, []).append((last, stretch))
    return found


def standing(words: list[str]) -> dict[int, list[tuple[int, tuple[str, ...]]]]:
    return GAZETTEER.standing("".join(map(GAZETTEER.signs, words)))


def test_every_name_stands_where_it_is_written():
    missed = [name for name in NAMES if (len(name) - 1, name) not in standing(list(name)).get(0, [])]
    assert missed == []


@given(
    st.lists(
        st.one_of(
            st.sampled_from(NAMES),
            st.sampled_from(NAMES).map(lambda name: name[:-1]),
            st.sampled_from(NAMES).map(lambda name: name[1:]),
            st.sampled_from([("de",), ("la",), ("of",), ("strange",), ("",)]),
        )
    )
)
def test_what_stands_in_a_text_is_what_each_stretch_of_it_is(parts: list[tuple[str, ...]]):
    words = [word for part in parts for word in part]
    assert standing(words) == stretches(words)


def test_two_words_have_the_same_signs_only_if_both_are_strange():
    words = {word for name in NAMES for word in name}
    signs = {GAZETTEER.signs(word) for word in words}
    assert len(signs) == len(words)
    assert STRANGE not in signs
    assert {GAZETTEER.signs(word) for word in ("", "strangeness itself")} == {STRANGE}


def test_no_sign_that_begins_a_word_ends_one():
    signs = [GAZETTEER.signs(word) for name in NAMES for word in name] + [STRANGE]
    assert {sign[0] for sign in signs}.isdisjoint(sign[1] for sign in signs)
    assert {len(sign) for sign in signs} == {2}


def test_other_authorities_bring_names_and_words_of_their_own(tmp_path: Path):
    file = tmp_path / "people.yaml"
    file.write_text("- {id: zubarol-qwyx, fr: Zubarol Qwyx, en: Zubarol Qwyx, aliases: [The Qwyx of Paris]}\n", encoding="utf-8")
    authority = Authority.load(file)
    gazetteer = Gazetteer(authority)
    words = ["the", "qwyx", "of", "paris"]
    assert authority.keys["The Qwyx of Paris"] == tuple(words)
    found = gazetteer.standing("".join(map(gazetteer.signs, words)))
    assert found == {0: [(3, tuple(words))], 3: [(3, ("paris",))]}
    assert [entity.id for entity in gazetteer.bearers(("zubarol", "qwyx"))] == ["zubarol-qwyx"]
    assert "qwyx" in gazetteer.surnames
    assert ("zubarol", "qwyx") not in GAZETTEER
    assert "The Qwyx of Paris" not in Authority.load().keys


def test_a_gazetteer_without_names_finds_none():
    empty = Gazetteer(Authority({}))
    assert empty.standing(empty.signs("paris") * 3) == {}
