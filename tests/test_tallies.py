"""Tallies: whatever is counted in whatever order, and set aside or not, adds up; and a name is found and changed where it stands."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import tallies
from indexer.errors import IndexDamaged
from indexer.tallies import Tallies, Tally, TallyFile, line

KEYS = st.sampled_from(["~a", "~a-b", "~a-b-c", "~b", "~jean-dupont", "~zoe", "beijing", "zz"])
SPELLINGS = st.sampled_from(["A b", "É\u2028", 'say "A"', "ß"])
Rows = list[tuple[str, str, str, int]]
COUNTED = st.lists(st.tuples(KEYS, st.sampled_from(["fr", "en", "und"]), SPELLINGS, st.integers(1, 3)), max_size=30)
TABLES = st.dictionaries(KEYS, st.integers(1, 5))


@settings(deadline=None)
@given(COUNTED, COUNTED, st.integers(1, 9))
def test_counts_add_up_however_often_they_are_set_aside(
    kept: list[tuple[str, str, str, int]], gone: list[tuple[str, str, str, int]], most: int
):
    with TemporaryDirectory() as folder, patch.object(tallies, "MOST_HELD", most):
        counted = Tallies(Path(folder))
        for times, rows in ((1, kept), (1, gone), (-1, gone)):
            for key, lang, spelling, often in rows:
                counted.add(key, Tally({lang: times}, {"person": often * times}, {spelling: often * times}))
        told = list(counted)
        assert not list(Path(folder).iterdir()), "what was set aside lies about"
    keys = [key for key, _ in told]
    assert keys == sorted(set(keys))
    assert {key: tally.articles for key, tally in told if tally.articles} == Counter(key for key, _, _, _ in kept)
    spelled: Counter[tuple[str, str]] = Counter()
    for key, _, spelling, often in kept:
        spelled[key, spelling] += often
    assert {(key, spelling): often for key, tally in told for spelling, often in tally.attested.items() if often} == spelled


@settings(deadline=None)
@given(TABLES, st.dictionaries(KEYS, st.none() | st.integers(6, 9)))
def test_a_file_that_is_changed_is_the_file_that_would_have_been_written(table: dict[str, int], changes: dict[str, int | None]):
    with TemporaryDirectory() as folder:
        before, after = Path(folder) / "before", Path(folder) / "after"
        write(before, table)
        file = TallyFile(before)
        assert {key: counted.articles for key, counted in file} == table
        for key in changes.keys() | table.keys():
            found = file.find(key)
            assert (found.articles if found else None) == table.get(key)
        assert [file.has_more_than(most) for most in range(9)] == [len(table) > most for most in range(9)]
        file.write(after, {key: None if value is None else tally(value) for key, value in changes.items()})
        wanted = {key: value for key, value in (table | changes).items() if value is not None}
        write(before, wanted)
        assert after.read_bytes() == before.read_bytes()


def tally(articles: int) -> Tally:
    return Tally({"fr": articles}, {}, {})


def write(file: Path, table: dict[str, int]) -> None:
    file.write_bytes(b"".join(line(key, tally(table[key])) for key in sorted(table)))


@pytest.mark.parametrize("content", [b"~a", b"~a\t[]\n", b"\xff\t[{},{},{}]\n", b"\n\n"])
def test_a_line_that_is_no_tally_is_refused_with_the_name_of_the_file(content: bytes, tmp_path: Path):
    (tmp_path / "names").write_bytes(content)
    file = TallyFile(tmp_path / "names")
    with pytest.raises(IndexDamaged, match="names"):
        list(file)


def test_a_file_that_is_not_there_is_refused_with_its_name(tmp_path: Path):
    with pytest.raises(IndexDamaged, match="names"):
        TallyFile(tmp_path / "names")
