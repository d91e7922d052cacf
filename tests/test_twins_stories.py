"""Which articles tell the same: copies, translations, and what becomes of them when articles change."""

import random
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from conftest import SEEDS
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import readers
from indexer.document import Document, RawFile
from indexer.errors import IndexDamaged
from indexer.pipeline import process
from indexer.twins import Sketches, Told, copies, regrouping, revised, sketch, stories, words
from indexer.twins.copies import COMPARED, Copies, agreeing
from indexer.twins.flat import summed
from indexer.twins.resemblance import Text, resemblance
from indexer.twins.sketch import distinct

SYLLABLES = ("ba", "cor", "di", "fel", "gu", "lan", "mi", "nor", "pa", "ri", "sen", "tol", "ve", "zar")
NARROW = "\u202f"
FRENCH = ("le", "de", "avec", "dans", "pour", "une", "sur", "qui")
ENGLISH = ("the", "of", "with", "in", "for", "a", "on", "which")


def seeded(seed: int) -> random.Random:
    """Always the same chance."""
    return random.Random(seed)  # noqa: S311 — nothing secret


def word(rng: random.Random, syllables: int) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(syllables))


@cache
def dispatch(number: int) -> tuple[str, str]:
    """An invented dispatch in French and in English: common names, numbers and learned words, the rest in words of each language."""
    rng = seeded(number)
    names = [word(rng, 3).capitalize() for _ in range(12)]
    learned = [word(rng, 4) for _ in range(20)]
    french, english = [], []
    for _ in range(12):
        name, amount, noun = rng.choice(names), rng.randint(1_000, 99_999), rng.choice(learned)
        ours = [rng.choice(FRENCH), word(rng, 2), rng.choice(FRENCH), word(rng, 2), rng.choice(FRENCH), word(rng, 3)]
        theirs = [rng.choice(ENGLISH), word(rng, 2), rng.choice(ENGLISH), word(rng, 2), rng.choice(ENGLISH), word(rng, 2)]
        french.append(f"{name} {' '.join(ours)} {f'{amount:,}'.replace(',', NARROW)} {noun}ique {rng.choice(FRENCH)} {word(rng, 2)}.")
        english.append(f"{name} {' '.join(theirs)} {amount:,} {noun}ic {rng.choice(ENGLISH)} {word(rng, 2)}.")
    return "\n".join(french), "\n".join(english)


def edited(text: str, seed: int, drop: float = 0.2, change: float = 0.05) -> str:
    """A copy with lines dropped, words changed, and lines of a website around it."""
    rng = seeded(seed)
    kept = [line for line in text.split("\n") if rng.random() > drop] or text.split("\n")[:1]
    changed = [" ".join(rng.choice(FRENCH) if rng.random() < change else each for each in line.split(" ")) for line in kept]
    return "\n".join(["Partager sur Facebook", "Lire aussi", *changed, "Leave a reply", "Tous droits réservés"])


def written(name: str, text: str, lang: str = "fr", date: str | None = None) -> Document:
    return Document(id=name, title="", headline=False, text=text, lang=lang, date=date)


def told(*documents: Document) -> list[tuple[str, ...]]:
    """The ids of the articles of each story."""
    texts = {document.id: document.text for document in documents}
    sketches = Sketches.of((document.id, sketch(document)) for document in documents)
    found = stories(sketches, texts.__getitem__).members(sketches)
    return [tuple(identity for identity, _ in story) for story in found]


def test_the_seeds_hold_one_dispatch_in_both_languages() -> None:
    found = [process(raw) for raw in readers.read([str(SEEDS)], BytesIO()) if isinstance(raw, RawFile)]
    documents = [each for each in found if isinstance(each, Document)]
    assert [{name[:3] for name in story} for story in told(*documents)] == [{"000", "001"}]


@pytest.mark.parametrize("number", range(8))
def test_an_edited_copy_is_found(number: int) -> None:
    text = dispatch(number)[0]
    others = [written(f"other {each}", dispatch(100 + each)[0]) for each in range(20)]
    assert {frozenset(story) for story in told(written("a", text), written("b", edited(text, number)), *others)} == {frozenset("ab")}


@pytest.mark.parametrize("number", range(8))
def test_a_translation_is_found_among_others(number: int) -> None:
    french, english = dispatch(number)
    others = [
        written(f"{lang} {each}", dispatch(100 + 2 * each + side)[side], lang)
        for each in range(10)
        for side, lang in enumerate(("fr", "en"))
    ]
    assert told(written("fr", french), written("en", english, "en"), *others) == [("fr", "en")]


def test_copies_and_their_translation_are_one_story_with_the_longest_first() -> None:
    french, english = dispatch(1)
    longer = f"{french}\nPubli."
    story = told(written("b", longer), written("a", french), written("c", english, "en"))
    assert sorted(story[0]) == ["a", "b", "c"]
    assert story[0].index("b") < story[0].index("a")


def test_of_equal_texts_the_earliest_is_first_and_an_undated_one_last() -> None:
    text = dispatch(1)[0]
    dates = {"a": None, "b": "2021-03-09", "c": "2021-03-08", "d": "2021-03-09"}
    assert told(*(written(name, text, date=date) for name, date in dates.items())) == [("c", "b", "d", "a")]


def test_reports_of_a_series_are_no_copies() -> None:
    frame = dispatch(3)[0].split("\n")
    weeks = [
        written(
            f"week {week}",
            "\n".join([f"Semaine {week} : {1000 + 37 * week} puis {2000 + 41 * week} et {SYLLABLES[week % 14]}tola.", *frame]),
        )
        for week in range(20, 32)
    ]
    assert told(*weeks) == []


def two_reports(number: int) -> tuple[list[str], list[str]]:
    """The lines of two reports of a series, of which the first three have other numbers in each."""
    one = dispatch(number)[0].split("\n")
    return one, [re.sub(r"\d+", lambda found: str(int(found[0]) + 7), line) if place < 3 else line for place, line in enumerate(one)]


@pytest.mark.parametrize("number", range(8))
@pytest.mark.parametrize("of", [0, 1])
def test_a_copy_of_one_of_two_reports_is_that_ones_whatever_comes_first(number: int, of: int) -> None:
    reports = two_reports(number)
    names = {0: "ab", 1: "ba"}[of]
    originals = [written(name, "\n".join(lines)) for name, lines in zip(names, reports, strict=True)]
    copy = written("copy", "\n".join([reports[of][1], *reports[of][3:]]))
    assert told(*originals) == []
    assert told(*originals, copy) == [(names[of], "copy")]
    assert told(copy, *reversed(originals)) == [(names[of], "copy")]


@pytest.mark.parametrize("number", range(8))
def test_a_copy_that_has_lost_what_tells_two_reports_apart_is_linked_to_neither(number: int) -> None:
    one, other = ("\n".join(lines) for lines in two_reports(number))
    undecided = written("copy", "\n".join(one.split("\n")[3:]))
    assert told(written("a", one), undecided) == [("a", "copy")]
    assert told(written("a", one), written("b", other), undecided) == []


def test_a_number_in_the_same_place_is_compared_even_where_the_other_text_has_both() -> None:
    frame = "a annoncé la {} mise à jour de sa distribution stable, qui corrige les défauts de sécurité connus de plusieurs paquets."
    one = frame.format("deuxième")
    other = f"{frame.format('troisième')} Elle suit la deuxième mise au point et ses corrections."
    assert resemblance(Text.of(one), Text.of(one)).contrary == 0
    assert resemblance(Text.of(one), Text.of(other)).contrary == 1


LINES = (
    "",
    "10",
    "000 lecteurs",
    "Partager sur Facebook",
    "Lire aussi 12 %",
    "pour cent de 3",
    "中国宣布与俄罗斯开展航天合作",
    "mot " * 30,
    "Mars 2021",
)
TEXTS = st.lists(st.sampled_from(LINES), max_size=12).map("\n".join)


def facts(text: Text) -> list[object]:
    """All that is known of a text."""
    arrays = (text.order, text.triples, text.words, text.grams, text.names, text.numbers, text.places, text.fillings)
    return [text.text, *(array.tolist() for array in arrays), *(list(each) for each in text.edges)]


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=6))
def test_texts_are_read_together_as_each_is_alone(texts: list[str]) -> None:
    assert [facts(text) for text in Text.of_all(texts)] == [facts(Text.of(text)) for text in texts]


@settings(deadline=None)
@given(TEXTS, TEXTS, st.booleans())
def test_short_lines_around_a_text_are_cut_where_the_other_has_at_most_half_of_their_words(text: str, other: str, whole: bool) -> None:  # noqa: FBT001
    other = f"{other}\n{text}" if whole else other
    lines, known = text.split("\n"), set(words.read(other).hashes.tolist())
    read = [words.read(line).hashes.tolist() for line in lines]
    foreign = [len(line) <= 15 and 2 * sum(word in known for word in line) <= len(line) for line in read]
    kept = [line for place, line in enumerate(lines) if not foreign[place] or 4 <= place < len(lines) - 4]
    assert facts(Text.of(text).cut(Text.of(other))) == facts(Text.of("\n".join(kept) if kept else text))


def test_a_text_of_nothing_but_what_may_be_cut_stays() -> None:
    text = Text.of("\nCorrection 5.")
    assert text.cut(Text.of("")) is text


def test_two_reports_with_their_own_names_are_no_copies() -> None:
    one = dispatch(4)[0]
    other = one
    for place, name in enumerate(sorted({line.split(" ")[0] for line in one.split("\n")})[::3]):
        other = other.replace(name, word(seeded(place), 4).capitalize())
    assert told(written("a", one), written("b", other)) == []


def test_one_wrong_link_does_not_chain_stories_together() -> None:
    lines = [line for number in range(6) for line in dispatch(number)[0].split("\n")]
    windows = [written(f"{begin:02d}", "\n".join(lines[begin : begin + 24])) for begin in range(0, 48, 4)]
    assert max(map(len, told(*windows)), default=0) <= 5


def test_a_far_off_date_is_no_translation_and_an_unknown_one_does_not_matter() -> None:
    french, english = dispatch(5)
    assert len(told(written("fr", french, date="2021-03-09"), written("en", english, "en", date="2021-03-11"))) == 1
    assert len(told(written("fr", french), written("en", english, "en", date="2021-03"))) == 1
    assert told(written("fr", french, date="2021-03-09"), written("en", english, "en", date="2020-03-09")) == []


def test_two_french_stories_never_share_an_english_one() -> None:
    french, english = dispatch(6)
    halves = french.split("\n")
    documents = [written("one", "\n".join(halves[:6])), written("two", "\n".join(halves[6:])), written("en", english, "en")]
    assert all(len(story) == 2 for story in told(*documents))
    assert len(told(*documents)) <= 1


def test_an_undetermined_article_has_copies_and_no_translations() -> None:
    french, english = dispatch(7)
    documents = [written("a", french, "und"), written("b", edited(french, 7), "und"), written("c", english, "en")]
    assert [sorted(story) for story in told(*documents)] == [["a", "b"]]


def test_nothing_and_next_to_nothing_is_no_story() -> None:
    texts = ["", " ", "Mars", "…", "1", "—"]
    assert told(*(written(f"{lang} {text}", text, lang) for text in texts for lang in ("fr", "en"))) == []


def test_odd_texts_have_copies_too() -> None:
    texts = ["encore " * 500, "Роскосмос подписал соглашение о сотрудничестве. " * 9, "中国宣布与俄罗斯开展航天合作" * 9, "word"]
    documents = [written(f"{place} {each}", text, "und") for place, text in enumerate(texts) for each in "ab"]
    assert [tuple(name[0] for name in story) for story in told(*documents)] == [("0", "0"), ("1", "1"), ("2", "2"), ("3", "3")]


def test_ten_thousand_times_the_same_is_one_story_soon() -> None:
    made = sketch(written("", dispatch(8)[0]))
    near = sketch(written("", edited(dispatch(8)[0], 8)))
    sketches = Sketches.of([*((f"{number:05d}", made) for number in range(10_000)), ("near", near)])
    texts = {"near": edited(dispatch(8)[0], 8)}
    begin = time.process_time()
    found = stories(sketches, lambda identity: texts.get(identity, dispatch(8)[0]))
    assert time.process_time() - begin < 5
    assert found.sizes.tolist() == [10_001]


@given(st.lists(st.integers(0, 9)), st.sampled_from([np.uint8, np.int64, np.uint64]))
def test_of_some_numbers_each_is_kept_once_and_in_order(numbers: list[int], dtype: type[np.integer[Any]]) -> None:
    found = distinct(np.array(numbers, dtype))
    assert (found.tolist(), found.dtype) == (sorted(set(numbers)), dtype)


@given(st.lists(st.lists(st.integers(0, 2**32 - 1), max_size=4), max_size=6))
def test_rows_are_told_apart_by_the_sums_of_their_grams(rows: list[list[int]]) -> None:
    hashes, sizes = np.array([each for row in rows for each in row], np.uint32), np.array(list(map(len, rows)), np.uint8)
    assert summed(hashes, sizes).tolist() == [sum(row) for row in rows]


def test_what_has_equal_sums_need_not_be_equal() -> None:
    made = sketch(written("", "mot"))
    grams = {"a": [1, 4], "b": [2, 3], "c": [1, 4], "d": [], "e": []}
    sketches = Sketches.of((key, replace(made, grams=np.array(row, np.uint32))) for key, row in grams.items())
    assert Copies(sketches, lambda _: "")._alike(np.arange(5)) == [[0, 2], [1]]  # noqa: SLF001 — what comes of it later hides it


POOL: Mapping[str, tuple[Document, ...]] = {
    f"{number} {side} {version}": tuple(
        written(
            f"{number} {side} {version}",
            text if change == version else edited(text, 10 * change + version, 0.1 * change),
            ("fr", "en")[side],
        )
        for change in range(3)
    )
    for number in range(5)
    for side in range(2)
    for version in range(3)
    for text in (dispatch(number)[side],)
}
"""Under every id, three versions of an article: ten dispatches in two languages, each in copies."""

CHANGES = st.lists(st.tuples(st.sampled_from(sorted(POOL)), st.sampled_from([None, 0, 1, 2])), max_size=12)


@settings(deadline=None, max_examples=120)
@given(CHANGES, st.lists(CHANGES, min_size=1, max_size=3), st.sampled_from([1, 2, COMPARED]))
def test_revising_the_stories_gives_what_telling_them_anew_does(
    first: list[tuple[str, int | None]], then: list[list[tuple[str, int | None]]], compared: int
) -> None:
    with patch.object(copies, "COMPARED", compared), patch.object(regrouping, "COMPARED", compared):
        revised_and_told_anew(first, then)


def the_same(one: Told, other: Told) -> bool:
    return list(one) == list(other)


def revised_and_told_anew(first: list[tuple[str, int | None]], then: list[list[tuple[str, int | None]]]) -> None:
    here: dict[str, Document] = {name: POOL[name][version] for name, version in first if version is not None}
    # Enough others that not everything is looked at again.
    here |= {f"other {each}": written(f"other {each}", dispatch(200 + each)[0]) for each in range(60)}
    sketches = Sketches.of((name, sketch(document)) for name, document in here.items())
    now = stories(sketches, lambda name: here[name].text)
    sketches = sketches.settled()
    for step in then:
        changed = {name: POOL[name][version] for name, version in step if version is not None}
        gone = {name for name, version in step if version is None and name in here} - set(changed)
        here = {name: document for name, document in here.items() if name not in gone} | changed
        sketches = sketches.settled().merged(Sketches.of((name, sketch(document)) for name, document in changed.items()), gone)
        texts = {name: document.text for name, document in here.items()}
        now = revised(now, sketches, texts.__getitem__).told
        assert the_same(now, stories(sketches, texts.__getitem__))
        if (tidied := sketches.tidied()) is not sketches:
            now, sketches = now.among(sketches.live), tidied
            assert the_same(now, stories(sketches, texts.__getitem__))


def test_without_a_word_on_what_was_there_everything_is_looked_at_again() -> None:
    french, english = dispatch(9)
    here = {"fr": french, "en": english, "en 2": english}
    sketches, texts = Sketches.of((name, sketch(written(name, text, name[:2]))) for name, text in here.items()), here.__getitem__
    before = stories(sketches, texts)
    later = replace(sketches.settled().merged(Sketches.of([]), {"en 2"}), removed=np.zeros(0, np.int64))
    assert the_same(revised(before, later, texts).told, stories(later, texts))
    assert the_same(revised(Told.of([]), sketches, texts).told, before)


STORIES = st.lists(st.lists(st.integers(0, 99), min_size=2, max_size=4), max_size=9)


@given(STORIES, st.data())
def test_others_come_in_place_of_stories_that_are_told_no_longer(rows: list[list[int]], data: st.DataObject) -> None:
    dropped = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    others = sorted(data.draw(st.lists(st.tuples(st.integers(0, len(rows)), st.lists(st.integers(0, 99), min_size=2, max_size=3)))))
    expected = []
    for place in range(len(rows) + 1):
        expected += [other for at, other in others if at == place] + [each for each in rows[place : place + 1] if not dropped[place]]
    told = Told.of(rows)
    assert list(told) == rows
    assert list(told.instead(np.array(dropped, np.bool_), others)) == expected


def test_stories_come_back_by_row_as_they_were_written(tmp_path: Path) -> None:
    for told in (Told.of([]), Told.of([[3, 1], [0, 7, 5]])):
        told.write(tmp_path)
        again = Told.read(tmp_path)
        assert again is not None
        assert the_same(again, told)


@pytest.mark.parametrize("stories", [[[1]], [[1, 2], []], [[1, 2], [3, 1]]])
def test_stories_by_row_that_nobody_told_are_damaged(stories: list[list[int]], tmp_path: Path) -> None:
    Told.of(stories).write(tmp_path)
    with pytest.raises(IndexDamaged, match=r"stories\.arrays.*build the index again"):
        Told.read(tmp_path)


def test_of_each_story_its_best_french_and_english_article_are_its_translation() -> None:
    languages = {"a": "fr", "b": "en", "c": "fr", "d": "en", "e": "und", "f": "fr", "g": "en"}
    sketches = Sketches.of((name, sketch(written(name, dispatch(1)[0], language))) for name, language in languages.items())
    told = Told.of([[2, 1, 0, 3], [4, 5], [6, 5]])
    assert told.translations(sketches) == [("c", "b"), ("f", "g")]
    assert told.followers(sketches).tolist() == [0, 3]
    assert [name for story in told.members(sketches) for name, _ in story] == ["c", "b", "a", "d", "e", "f", "g", "f"]
    french = Sketches.of([("a", sketch(written("a", dispatch(1)[0]))), ("b", sketch(written("b", dispatch(1)[0])))])
    assert Told.of([[0, 1]]).translations(french) == []


NUMBERED = st.lists(
    st.lists(st.sampled_from(("2", "3,5", "12%", "12", "2019", "mars", "7000", "9000", "500%", "mot")), max_size=7), min_size=1
)


@settings(deadline=None)
@given(NUMBERED)
def test_numbers_agree_among_many_as_they_do_between_two(words: list[list[str]]) -> None:
    sketches = Sketches.of((str(row), sketch(written("", " ".join(each)))) for row, each in enumerate(words))
    one, other = (each.ravel() for each in np.meshgrid(np.arange(len(words)), np.arange(len(words))))
    found = Copies(sketches, lambda _: "")
    expected = [found.numbers_agree(*pair) for pair in zip(one.tolist(), other.tolist(), strict=True)]
    assert agreeing(sketches, one, other).tolist() == expected


def test_of_a_series_only_what_may_be_a_copy_is_compared_again() -> None:
    """The reports share most of their words, and each has numbers, and a length, of its own."""
    frame = re.sub(r"[\d\u202f]+", "", dispatch(3)[0]).split("\n")
    here = {
        f"{week:02d}": "\n".join([f"Semaine {week} : {1000 + 37 * week} puis {2000 + 41 * week}{'.' * week}", *frame]) for week in range(12)
    }
    here |= {f"other {each}": dispatch(200 + each)[0] for each in range(300)}
    sketches = Sketches.of((name, sketch(written(name, text))) for name, text in here.items())
    before = stories(sketches, here.__getitem__)
    here["05"] += "\nCorrection."
    sketches = sketches.settled().merged(Sketches.of([("05", sketch(written("05", here["05"])))]))
    read: list[str] = []

    def text(name: str) -> str:
        read.append(name)
        return here[name]

    assert the_same(revised(before, sketches, text).told, stories(sketches, here.__getitem__))
    assert set(read) <= {"05"}
