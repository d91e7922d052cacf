"""Lines that repeat across a site are its pages', whatever they say; those of an article that is printed often are its own."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from indexer import lines as line_tables
from indexer.cleaning import clean
from indexer.document import RawFile
from indexer.lines import LEAST, SHARE, LineTable, lines
from indexer.lines import key as hashed

BODY = "Le numéro {} de la série raconte comment la sonde a quitté la Terre, ce que les ingénieurs en attendent et ce qu’elle coûte."


def page(number: int, text: str, site: str = "gazette") -> RawFile:
    return RawFile(f"{site}/{number}", f"{site}/{number}.txt", text)


def table(*pages: RawFile) -> LineTable:
    made = LineTable()
    for each in pages:
        made.add(lines(each))
    return made


def cut(raw: RawFile, *pages: RawFile) -> tuple[str, ...]:
    return clean(raw, table(*pages).repeated()).removed


def test_a_line_that_a_site_prints_on_every_page_is_cut():
    pages = [page(number, f"Le carnet du jardinier\n{BODY.format(number)}\nAu marché ce matin") for number in range(20)]
    assert cut(pages[3], *pages) == ("Le carnet du jardinier", "Au marché ce matin")
    assert clean(pages[3], table(*pages).repeated()).text == BODY.format(3)


def test_case_and_blanks_play_no_part():
    pages = [page(number, f"{'LE  CARNET' if number % 2 else 'Le carnet'} du jardinier\n{BODY.format(number)}") for number in range(20)]
    assert cut(pages[0], *pages) == ("Le carnet du jardinier",)


def test_the_line_of_one_site_is_not_cut_on_another():
    ours = [page(number, f"Le carnet du jardinier\n{BODY.format(number)}") for number in range(20)]
    theirs = page(1, f"Le carnet du jardinier\n{BODY.format('un')}", "tribune")
    assert cut(theirs, *ours, theirs) == ()


@pytest.mark.parametrize("number", [LEAST - 1, LEAST])
def test_a_handful_of_articles_is_not_yet_a_site(number: int):
    pages = [page(each, f"Le carnet du jardinier\n{BODY.format(each)}") for each in range(number)]
    assert bool(cut(pages[0], *pages)) == (number >= LEAST)


def test_a_line_of_few_among_many_is_not_the_sites():
    many = [page(number, BODY.format(number)) for number in range(int(2 * LEAST / SHARE))]
    few = [page(10_000 + number, f"Le carnet du jardinier\n{BODY.format(f'spécial {number}')}") for number in range(LEAST)]
    assert cut(few[0], *many, *few) == ()


def test_the_copies_of_one_dispatch_keep_their_lines():
    pages = [page(number, f"Un titre que tous reprennent\n{BODY.format('unique')}\nUne phrase courte.") for number in range(50)]
    assert cut(pages[0], *pages) == ()


def test_the_end_of_a_sentence_is_no_line_of_the_site():
    pages = [page(number, f"{BODY.format(number)[:-1]}, et ce que\nvaut le titre.") for number in range(20)]
    assert cut(pages[0], *pages) == ()


RAW = some.builds(
    page,
    some.integers(0, 1000),
    some.lists(some.sampled_from(["un", "deux", "trois", "quatre", "x" * 300]), max_size=6).map("\n".join),
    some.sampled_from(["a", "b", "c"]),
)


@given(some.lists(RAW, max_size=60))
def test_what_repeats_is_what_counting_finds(pages: list[RawFile]):
    found = [lines(each) for each in pages]
    sites = [each.site for each in found]
    texts: dict[int, set[int]] = {}
    site_of = {}
    for each in found:
        for key in each.keys:
            texts.setdefault(key, set()).add(each.body)
            site_of[key] = each.site
    expected = {key for key, bodies in texts.items() if len(bodies) >= max(LEAST, SHARE * sites.count(site_of[key]))}
    assert table(*pages).repeated() == expected


@given(some.lists(RAW, max_size=20), some.lists(RAW, max_size=20), some.data())
def test_a_table_put_together_is_the_table_of_all(one: list[RawFile], other: list[RawFile], data: some.DataObject):
    rows = data.draw(some.lists(some.sampled_from(range(len(one))), unique=True) if one else some.just([]))
    made = LineTable.of(table(*one).chosen(np.array(rows, np.int64)).plus(table(*other)).parts())
    whole = table(*(one[row] for row in rows), *other)
    assert len(made) == len(whole)
    assert made.repeated() == whole.repeated()
    keys = {key for each in (*one, *other) for key in lines(each).keys}
    assert made.bearing(keys) == whole.bearing(keys)
    for key in keys:
        assert made.bearing([key]) == [row for row, each in enumerate([*(one[row] for row in rows), *other]) if key in lines(each).keys]


@given(kept=some.lists(RAW, max_size=12), gone=some.lists(RAW, max_size=12), added=some.lists(RAW, max_size=12))
def test_what_repeats_after_a_change_is_what_repeats(kept: list[RawFile], gone: list[RawFile], added: list[RawFile]):
    with patch.object(line_tables, "LEAST", 2), patch.object(line_tables, "SHARE", 0.4):
        now = table(*kept, *added).repeated()
        assert table(*kept, *added).repeated_since(table(*kept, *gone), table(*added)) == now
        told = table(*kept, *added)
        told.told_repeated(now)
        assert told.repeated() == now
        for each in gone:
            told.add(lines(each))
        assert told.repeated() == table(*kept, *added, *gone).repeated()


@given(some.lists(some.sampled_from([" ", "  ", "\t", "\u00a0", "\u2028", "\x1f", "a", "É", "€", "«"])).map("".join))
def test_neither_case_nor_the_kind_and_number_of_blanks_tells_lines_apart(line: str):
    assert hashed("site", line) == hashed("site", " ".join(line.split())) == hashed("site", f" {line.lower()} ")
    assert hashed("site", line) != hashed("another site", line)
