"""What an article leaves behind for finding its copies and translations, and how a collection of that is kept."""

from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.codec import kernels
from indexer.codec.container import ContainerWriter
from indexer.document import Document, Mention
from indexer.errors import IndexDamaged
from indexer.twins import Packs, Sketch, Sketches, flat, forget, sketch, sketched
from indexer.twins.flat import Flat, Shelf, summed
from indexer.twins.pieces import Pieces
from indexer.twins.rarity import CROWD, Rarity
from indexer.twins.sketch import GRAMS, KEYS, MEANINGS, READ
from indexer.twins.words import Kind, read


def article(text: str, lang: str = "fr", title: str = "", date: str | None = None, mentions: tuple[Mention, ...] = ()) -> Document:
    return Document(id="a", title=title, headline=bool(title), text=text, lang=lang, date=date, mentions=mentions)


def said(text: str) -> set[int]:
    """The keys of a text, without whether they are weak."""
    return {int(key) >> 1 for key in read(text).keys}


def meant(text: str, lang: str = "fr") -> set[int]:
    return set(sketch(article(text, lang)).meanings.tolist())


def kinds(text: str) -> list[Kind]:
    return sorted(Kind(key & 7) for key in said(text))


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("10 000", "10,000"),
        ("1 234 567", "1,234,567"),
        ("1 000 000", "1,000,000"),
        ("10 000 %", "10,000%"),
        ("1\u202f000\u202f000 d’euros", "1,000,000"),
        ("3,5", "3.5"),
        ("10 000 euros", "10,000 EUR"),
        ("12 %", "12%"),
        ("12,5 pour cent", "12.5 percent"),
        ("7 p. cent", "7 p. cent"),
        ("décembre", "December"),
        ("mars", "March"),
        ("trois", "three"),
        ("coopération", "cooperation"),
        ("programme", "program"),
        ("l’exploration", "exploration"),
        ("Moscou-Pékin 2018-2022", "2018-2022"),
        ("Washington", "Washington's"),
    ],
)
def test_what_both_languages_write_alike_has_a_key_in_common(french: str, english: str) -> None:
    assert said(french) & said(english)


@pytest.mark.parametrize(
    ("one", "other"), [("12 %", "12"), ("Mars", "March"), ("sept", "September"), ("may", "mai"), ("Luna-25", "Luna-26")]
)
def test_what_is_not_the_same_has_not_the_same_keys(one: str, other: str) -> None:
    assert said(one) != said(other)


@pytest.mark.parametrize("before", ["", "— ", "le "])
@pytest.mark.parametrize("behind", ["", " —"])
def test_a_year_is_no_group_of_a_number_whatever_stands_around_it(before: str, behind: str) -> None:
    assert said(f"{before}2019 500{behind}") == said("2019") | said("500")


def test_a_number_does_not_go_from_the_headline_on_into_the_text() -> None:
    made = sketch(article("500 euros 7", title="Luna 25"))
    assert set(made.keys.tolist()) == said("Luna") | said("25") | said("500") | said("euros") | said("7")
    assert made.grams.tolist() == sketch(article("500 euros 7")).grams.tolist()


def test_a_key_tells_its_kind() -> None:
    assert kinds("Rogozine 2021 15 10 000 12% 3,5") == [Kind.WORD, Kind.CALENDAR, Kind.SMALL, Kind.NUMBER, Kind.NUMBER, Kind.PERCENT]
    assert kinds("les de the and quelques") == []


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    found = read(text)
    assert len(found.hashes) == len(found.numeric)
    assert (found.hashes > 0).all()
    assert (found.keys > 1).all()


@given(st.text(max_size=500), st.sampled_from(["fr", "en", "und"]))
def test_a_sketch_is_small_sorted_and_without_repetitions(text: str, lang: str) -> None:
    made = sketch(article(text, lang))
    for hashes, most in ((made.grams, GRAMS), (made.keys, KEYS), (made.meanings, MEANINGS)):
        assert hashes.dtype == np.uint32
        assert len(hashes) <= most
        assert (np.diff(hashes.astype(np.int64)) > 0).all()


def test_a_headline_gives_keys_and_no_word_triples() -> None:
    plain, titled = (
        sketch(article("La Chine a annoncé son intention.")),
        sketch(article("La Chine a annoncé son intention.", title="Luna 25")),
    )
    assert plain.grams.tolist() == titled.grams.tolist()
    assert set(plain.keys.tolist()) < set(titled.keys.tolist())


@pytest.mark.parametrize(("french", "english"), [("la lune", "the moon"), ("L’eau", "water."), ("« élections »", "an election")])
def test_words_that_translate_each_other_mean_the_same(french: str, english: str) -> None:
    assert meant(french) & meant(english, "en")


@pytest.mark.parametrize(("text", "language"), [("Rogozine 2021 le la", "fr"), ("the of Rogozin", "en"), ("der Mond", "und"), ("", "fr")])
def test_names_numbers_stop_words_and_other_languages_mean_nothing(text: str, language: str) -> None:
    assert not meant(text, language)


def test_a_headline_means_something_too() -> None:
    assert set(sketch(article("", title="La lune")).meanings.tolist()) == meant("lune") != set()


PIECES = (
    *(
        "10",
        "000",
        "000,",
        "2019",
        "500-e",
        "%",
        "%.",
        "pour",
        "per",
        "cent",
        "—",
        "l’eau",
        "l'élection",
        "ÉLECTIONS",
        "Luna-25.Et",
        "lune,",
    ),
    *("lune,", "(the", "moon", "O.N.U.", "中国人", "a" * 70, "٣", "e\u0301té", "\udc80", "\u00ad"),
)
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4)).flatmap(
    lambda words: st.sampled_from([" ", "\u202f", "\n"]).map(lambda space: space.join(words))
)
ARTICLES = st.builds(article, TEXTS, st.sampled_from(["fr", "en", "und"]), TEXTS)


def told(made: Sketch) -> tuple[object, ...]:
    return made.language, made.length, made.paragraphs, made.grams.tolist(), made.keys.tolist(), made.meanings.tolist()


kernels.compile_all()
PLAIN_OR_COMPILED = pytest.mark.parametrize("compiled", sorted({False, kernels.COMPILED}))


@PLAIN_OR_COMPILED
@settings(deadline=None)
@given(articles=st.lists(ARTICLES, max_size=6))
def test_articles_have_the_same_sketches_together_as_alone(articles: list[Document], *, compiled: bool) -> None:
    with patch.object(kernels, "COMPILED", compiled):
        together = sketched(articles)
    with patch.object(kernels, "COMPILED", new=False):
        assert [told(made) for made in together] == [told(sketch(each)) for each in articles]


def test_what_is_forgotten_is_made_again() -> None:
    one = article(
        "Dmitri Rogozine a dit 10 000 fois « lune » à l’agence.", mentions=(Mention(0, 15, "Dmitri Rogozine", "person", "dmitry-rogozin"),)
    )
    before = told(sketch(one))
    forget()
    assert told(sketch(one)) == before


@PLAIN_OR_COMPILED
@settings(deadline=None)
@given(texts=st.lists(TEXTS, max_size=4), most=st.integers(0, 5))
def test_a_piece_has_one_number_and_is_made_once_until_the_memory_is_full(texts: list[str], most: int, *, compiled: bool) -> None:
    with patch.object(kernels, "COMPILED", compiled):
        _one_number_and_made_once(texts, most)


def _one_number_and_made_once(texts: list[str], most: int) -> None:
    pieces, asked = Pieces(most), list[str]()
    lengths = pieces.column(np.uint32, lambda new: asked.extend(new) or map(len, new))
    expected = [piece for text in texts for piece in text.split()]
    for _ in range(2):
        cut = pieces.cut(texts)
        assert cut.counts.tolist() == [len(text.split()) for text in texts]
        assert cut.spelled(range(len(expected))) == expected
        assert len(set(zip(cut.numbers.tolist(), expected, strict=True))) == len(set(expected)) == len(set(cut.numbers.tolist()))
        assert lengths.of(cut).tolist() == [len(piece) for piece in expected]
        assert lengths.of(cut, np.arange(len(expected))[::2]).tolist() == [len(piece) for piece in expected[::2]]
        assert sorted(asked) == sorted(set(expected))
        pieces.make_room()
        if len(set(expected)) > most:
            asked.clear()


def test_an_entity_is_a_key_in_either_language() -> None:
    mention = Mention(0, 6, "Moscou", "place", "moscow")
    french, english = sketch(article("Moscou", mentions=(mention,))), sketch(article("Moscow", "en", mentions=(mention,)))
    assert {key for key in french.keys.tolist() if key & 7 == Kind.ENTITY} & set(english.keys.tolist())


def test_a_date_is_the_days_that_it_spans() -> None:
    made = sketch(article("", date="2021-02"))
    assert made.last - made.first == 27
    assert (sketch(article("")).first, sketch(article("")).last) == (0, 0)


def test_only_the_beginning_of_an_endless_text_is_read() -> None:
    endless = "Dmitri Rogozine a signé un accord le 9 mars 2021. " * (8 << 20 >> 6)
    made = sketch(article(endless))
    assert made.length == len(endless)
    assert made.grams.tolist() == sketch(article(endless[:READ])).grams.tolist()


def collection(*names: str) -> list[tuple[str, Sketch]]:
    return [
        (name, sketch(article(f"Article {name} de Moscou, le {place} mars", "fr" if place % 2 else "und")))
        for place, name in enumerate(names)
    ]


def held(sketches: Sketches) -> dict[str, tuple[object, ...]]:
    """Each article's row, by id."""
    table = sketches.table
    grams = np.split(sketches.grams.whole(), np.cumsum(table.gram_counts))
    keys = np.split(sketches.keys.whole(), np.cumsum(table.key_counts))
    return {
        each: (sketches.language(row), int(table.first[row]), int(table.lengths[row]), grams[row].tolist(), keys[row].tolist())
        for row, each in enumerate(sketches.ids)
        if sketches.live[row]
    }


def test_sketches_come_back_as_they_were_written(tmp_path: Path) -> None:
    sketches = Sketches.of(collection("a", "é", "\udc80", "中"))
    sketches.write(tmp_path)
    again = Sketches.read(tmp_path)
    assert held(again) == held(sketches)
    assert (again.recounted, again.removed.tolist(), again.old) == (False, [], 4)
    assert again.rarity.weights(again.keys.whole()).tolist() == sketches.rarity.weights(sketches.keys.whole()).tolist()


def test_a_file_of_before_there_were_parts_is_refused_with_what_to_do(tmp_path: Path) -> None:
    out = ContainerWriter()
    out.meta = {"languages": ["fr"], "articles": 0}
    with (tmp_path / "twins.arrays").open("wb") as stream:
        out.write(stream)
    with pytest.raises(IndexDamaged, match="build the index again"):
        Sketches.read(tmp_path)


def test_an_empty_collection_can_be_kept(tmp_path: Path) -> None:
    Sketches.of([]).write(tmp_path)
    assert len(Sketches.read(tmp_path).merged(Sketches.of(collection("a")))) == 1


@settings(deadline=None)
@given(
    st.lists(st.sampled_from("abcdef"), unique=True), st.lists(st.sampled_from("abcdef"), unique=True), st.sets(st.sampled_from("abcdef"))
)
def test_merging_puts_new_sketches_in_place_of_old_ones(first: list[str], second: list[str], gone: set[str]) -> None:
    old, new = Sketches.of(collection(*first)), Sketches.of(collection(*second))
    merged = old.merged(new, gone)
    expected = {name: row for name, row in held(old).items() if name not in gone} | held(new)
    assert held(merged) == expected
    assert {merged.ids[row] for row in merged.removed.tolist()} == set(first) & ({*second} | gone)


def test_an_update_writes_its_own_rows_and_links_the_rest(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("before", "after")]
    for folder in folders:
        folder.mkdir()
    Sketches.of(collection(*(f"{number:03d}" for number in range(40)))).write(folders[0])
    merged = Sketches.read(folders[0]).merged(Sketches.of(collection("new", "007")), {"003"})
    linked = merged.write(folders[1])
    again = Sketches.read(folders[1])
    assert held(again) == held(merged)
    assert linked == {"twins_0_40.arrays"}
    assert (folders[1] / "twins_0_40.arrays").samefile(folders[0] / "twins_0_40.arrays")
    assert {file.name for file in folders[1].iterdir()} == {"twins.arrays", "twins_0_40.arrays", "twins_40_42.arrays"}


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60), max_size=30)), min_size=1, max_size=8))
def test_any_number_of_updates_later_everything_is_found_in_few_parts(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[set[int], set[int]]]
) -> None:
    sketches = Sketches.of(collection("first"))
    expected = held(sketches)
    for added, gone in steps:
        new = Sketches.of(collection(*map(str, sorted(added))))
        folder = tmp_path_factory.mktemp("generation")
        sketches.merged(new, {*map(str, gone)}).write(folder)
        sketches = Sketches.read(folder)
        expected = {name: row for name, row in expected.items() if name not in {*map(str, gone)}} | held(new)
        assert held(sketches) == expected
        assert len(sketches) >= 0.75 * len(sketches.live), "rows that are no longer true are left out before they are many"
        sizes = [len(part) for part in sketches.parts]
        assert all(one > 2 * other for one, other in pairwise(sizes)), "each part is much larger than the one after it"


@settings(deadline=None)
@given(st.lists(st.integers(0, 400), max_size=300), st.sets(st.integers(0, 400), min_size=1), st.integers(1, 1 << 23))
def test_a_shelf_finds_every_place_of_what_is_wanted(numbers: list[int], wanted: set[int], spread: int) -> None:
    hashes = (np.array(numbers, np.uint64) * np.uint64(spread)).astype(np.uint32)
    sought = np.unique((np.array(sorted(wanted), np.uint64) * np.uint64(spread)).astype(np.uint32))
    kept = hashes % np.uint32(3) != 0
    found = Shelf.of(hashes, kept).places(hashes, sought)
    assert found.tolist() == np.flatnonzero(np.isin(hashes, sought) & kept).tolist()


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=9), st.integers(1, 4))
def test_hashes_that_are_looked_at_in_portions_are_what_they_are_together(rows: list[list[int]], portion: int) -> None:
    hashes, sizes = np.array([each for row in rows for each in row], np.uint32), np.array(list(map(len, rows)), np.uint8)
    wanted = np.arange(0, 10, 2, dtype=np.uint32)

    def seen() -> list[object]:
        rarity = Rarity.of((hashes << np.uint32(28), hashes), np.repeat(hashes, 60), len(rows))
        some = rarity.common.tolist(), rarity.levels.tolist(), rarity.rare(hashes, 3).tolist(), rarity.uncommon(hashes).tolist()
        shelf = Shelf.of(hashes, rarity.uncommon(hashes))
        found = Flat((hashes,)).rows(sizes, np.arange(len(rows))[::-1])
        return [some, shelf.places(hashes, wanted).tolist(), summed(hashes, sizes).tolist(), found.tolist()]

    together = seen()
    with patch.object(flat, "_AT_ONCE", portion), patch.object(flat, "_ROWS", portion):
        assert seen() == together
    assert together[0][0] == [each for each in range(10) if hashes.tolist().count(each) * 60 > CROWD]  # type: ignore[index]


@pytest.mark.parametrize("texts", [("un accord signé le 9 mars", "Moscou", "", "a deal"), ("", "")])
def test_sketches_that_were_set_aside_come_back_whatever_is_let_go_of(texts: tuple[str, ...], tmp_path: Path) -> None:
    made = [(f"{place} {text}", sketch(article(text, ("fr", "en", "und")[place % 3]))) for place, text in enumerate(texts)]
    packs = Packs(tmp_path)
    for each in made:
        packs.add([each])
    sketches = packs.sketches()
    assert held(sketches) == held(Sketches.of(made))
    sketches.write(tmp_path)
    sketches.release()
    assert held(sketches) == held(Sketches.read(tmp_path)) == held(Sketches.of(made))
    assert len(packs.sketches()) == 0
