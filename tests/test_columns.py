"""What the index knows of every article by number, and how a document goes into an index and comes back."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import nametable
from indexer.columns import FILE, Columns, ColumnsBuilder, Facet
from indexer.dates import span
from indexer.document import ENTITY_TYPES, Document, Entity, Mention
from indexer.errors import IndexDamaged
from indexer.record import facets, read, source_key, written
from indexer.schema import FACETS, schema

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
IDS = st.sampled_from(["cnsa", "tass", "moon", "luna-25", "wang-yi", "esa"])
DATES = st.sampled_from(["2021", "2021-12", "2021-12-09", "1957-10-04", "2024-02"])
MENTIONS = st.lists(st.builds(Mention, st.just(0), st.just(0), st.just(""), st.sampled_from(ENTITY_TYPES), IDS), max_size=5).map(
    # One id has one type, as in the authority.
    lambda mentions: tuple({mention.id: mention for mention in mentions}.values())
)
DOCUMENTS = st.builds(
    Document,
    id=NAMES,
    title=NAMES,
    headline=st.booleans(),
    text=NAMES,
    lang=st.sampled_from(["fr", "en", "und"]),
    date=st.none() | DATES,
    source=st.none() | NAMES.filter(bool),
    url=st.none() | NAMES.filter(bool),
    author=st.none() | NAMES.filter(bool),
    mentions=MENTIONS,
    extra=st.dictionaries(NAMES, st.none() | st.integers() | NAMES | st.lists(NAMES, max_size=2), max_size=3),
)
CORPORA = st.lists(DOCUMENTS, max_size=12)


def columns_of(documents: Sequence[Document]) -> Columns:
    builder = ColumnsBuilder()
    for document in documents:
        builder.add(document)
    return builder.columns()


def same(one: Columns, other: Columns) -> bool:
    return (
        np.array_equal(one.first_day, other.first_day)
        and np.array_equal(one.last_day, other.last_day)
        and one.facets.keys() == other.facets.keys()
        and all(
            facet.values == other.facets[name].values
            and np.array_equal(facet.starts, other.facets[name].starts)
            and np.array_equal(facet.ordinals, other.facets[name].ordinals)
            for name, facet in one.facets.items()
        )
    )


@given(CORPORA, st.data())
def test_a_facet_counts_what_counting_article_by_article_counts(documents: list[Document], data: st.DataObject):
    chosen = data.draw(st.lists(st.booleans(), min_size=len(documents), max_size=len(documents)))
    columns = columns_of(documents)
    for name in FACETS:
        rows = [facets(document)[name] for document, take in zip(documents, chosen, strict=True) if take]
        counts = columns.facets[name].counts(np.array(chosen, np.bool_))
        counted = {value: int(count) for value, count in zip(columns.facets[name].values, counts, strict=True) if count}
        assert counted == Counter(value for row in rows for value in row), f"facet {name}: see indexer/columns.py, Facet.counts"


@given(CORPORA, st.lists(NAMES | IDS | DATES, max_size=3))
def test_articles_having_a_value_are_those_that_name_it(documents: list[Document], extra: list[str]):
    columns = columns_of(documents)
    for name, facet in columns.facets.items():
        asked = (*facet.values[:1], *extra)
        expected = [not set(asked).isdisjoint(facets(document)[name]) for document in documents]
        assert facet.having(asked).tolist() == expected, f"facet {name}, asked for {asked}: see indexer/columns.py, Facet.having"


@given(CORPORA)
def test_the_values_of_a_facet_are_sorted_and_none_stands_there_without_an_article(documents: list[Document]):
    for name, facet in columns_of(documents).facets.items():
        named = {value for document in documents for value in facets(document)[name]}
        assert list(facet.values) == sorted(named), f"facet {name}"


def test_columns_written_and_read_are_the_same(tmp_path: Path):
    @given(CORPORA)
    def law(documents: list[Document]) -> None:
        columns = columns_of(documents)
        columns.write(tmp_path)
        assert same(Columns.read(tmp_path), columns), "what Columns.read reads is not what Columns.write wrote"

    law()


@given(CORPORA)
def test_every_article_has_the_first_and_last_day_of_its_date_or_nought(documents: list[Document]):
    columns = columns_of(documents)
    days = list(zip(columns.first_day.tolist(), columns.last_day.tolist(), strict=True))
    assert days == [span(document.date) if document.date else (0, 0) for document in documents]
    assert len(columns) == len(documents)


@pytest.mark.parametrize("source", ["Roscosmos, Inc", "AFP\nReuters", " ", "", "x" * 100_000, "日本", 'said "so"'])
def test_a_comma_or_a_line_end_in_a_source_does_not_split_it(source: str, tmp_path: Path):
    documents = [Document("1", "t", True, "t", "fr", source="TASS"), Document("2", "t", True, "t", "fr", source=source)]  # noqa: FBT003 — headline
    columns_of(documents).write(tmp_path)
    facet = Columns.read(tmp_path).facets["source"]
    assert set(facet.values) == {"TASS", *([source] if source else [])}
    assert facet.having((source,)).tolist() == [False, bool(source)]


def test_one_endless_name_does_not_make_every_other_as_long():
    # An array of strings is as wide as its longest: this facet would take 80 GB.
    facet = Facet(
        tuple(sorted([*map(str, range(20_000)), "x" * 1_000_000])), np.arange(20_002, dtype=np.int32), np.arange(20_001, dtype=np.int32)
    )
    assert facet.having(("7", "x" * 1_000_000)).sum() == 2


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x93NUMPY", b"garbage" * 100])
def test_a_damaged_column_file_is_refused_by_name(content: bytes, tmp_path: Path):
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(IndexDamaged, match=FILE):
        Columns.read(tmp_path)


def test_a_missing_array_is_refused_by_name(tmp_path: Path):
    np.savez(tmp_path / FILE, first_day=np.zeros(1, np.int32))
    with pytest.raises(IndexDamaged, match=FILE):
        Columns.read(tmp_path)


@given(DOCUMENTS)
def test_a_document_comes_back_from_the_index_as_it_went_in(document: Document):
    fields = schema()
    stored = {name: value for name, value in written(document).items() if fields[name].stored}
    assert read(stored) == document, "see indexer/record.py: what `written` stores and what `read` makes of it"


@given(DOCUMENTS)
def test_whatever_is_written_has_a_field_in_the_schema(document: Document):
    assert set(written(document)) <= set(schema().names())


def test_a_mention_comes_back_with_the_text_that_it_stands_on():
    mention = Mention(3, 7, "CNSA", "org", "cnsa")
    document = Document("1", "La CNSA", True, "", "fr", title_mentions=(mention,))  # noqa: FBT003 — headline
    fields = schema()
    back = read({name: value for name, value in written(document).items() if fields[name].stored})
    assert back == document
    assert written(replace(document, headline=False)).keys().isdisjoint({"title_fr", "title_fr_exact"}), "a beginning is no headline"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Le Monde", "LE  MONDE"), ("Agence Chine nouvelle", "agence chine nouvelle"), ("Éditions du Ciel", "editions du ciel")],
)
def test_a_source_is_compared_without_case_accents_and_spaces(one: str, other: str):
    assert source_key(one) == source_key(other)


def test_sources_that_cannot_be_spelled_in_ascii_stay_two():
    assert source_key("🚀") != source_key("☃")
    assert source_key("🚀")


def test_the_name_table_lists_what_articles_name_with_attested_spellings_first(tmp_path: Path):
    known = {"cnsa": Entity("cnsa", "org", {"fr": "Administration spatiale", "en": "Space Administration"}, ("CNSA",))}
    names = nametable.NameTableBuilder(known)
    mention = Mention(0, 4, "CNSA", "org", "cnsa")
    broken = Mention(5, 10, "C\n SA", "org", "cnsa")
    for key in ("1", "2"):
        names.add(Document(key, "", False, "CNSA C\n SA", "fr", mentions=(mention, mention, broken)))  # noqa: FBT003 — headline
    names.write(tmp_path)
    row = json.loads((tmp_path / nametable.FILE).read_text("utf-8"))["cnsa"]
    assert row["articles"] == 2, "articles are counted, not mentions"
    assert row["spellings"] == ["CNSA", "C SA", "Administration spatiale", "Space Administration"]
    assert nametable.read(tmp_path)["cnsa"].labels == known["cnsa"].labels


SOUND = {"type": "org", "labels": {"fr": "ASC", "en": "CSA"}, "spellings": ["ASC"], "articles": 1}


@pytest.mark.parametrize(
    "part",
    [
        {"type": "ship"},
        {"type": ["org"]},
        {"type": None},
        {"labels": {"fr": "ASC"}},
        {"labels": {"fr": "ASC", "en": None}},
        {"labels": ["ASC", "CSA"]},
        {"labels": "fren"},
        {"spellings": "ASC"},
        {"spellings": ["ASC", 7]},
        {"spellings": None},
        {"articles": "many"},
        {"articles": 0},
    ],
    ids=str,
)
def test_a_name_table_with_one_unusable_row_is_refused_by_the_name_of_the_row(part: dict[str, Any], tmp_path: Path):
    (tmp_path / nametable.FILE).write_text(json.dumps({"good": SOUND}), "utf-8")
    assert nametable.read(tmp_path).keys() == {"good"}, "a sound row is refused, so this test proves nothing"
    (tmp_path / nametable.FILE).write_text(json.dumps({"good": SOUND, "csa": SOUND | part}), "utf-8")
    with pytest.raises(IndexDamaged, match="row “csa”"):
        nametable.read(tmp_path)


def test_the_columns_hold_what_they_are_meant_to_and_nothing_else(tmp_path: Path):
    ColumnsBuilder().columns().write(tmp_path)
    with np.load(tmp_path / FILE, allow_pickle=False) as arrays:
        assert set(arrays) == {"first_day", "last_day"} | {f"{name}.{part}" for name in FACETS for part in ("values", "starts", "ordinals")}


@pytest.mark.parametrize("content", ["", "[]", "{", '{"cnsa": {}}', '{"cnsa": 1}', "null", "\x00", "[" * 100_000])
def test_a_damaged_name_table_is_refused_by_name(content: str, tmp_path: Path):
    (tmp_path / nametable.FILE).write_text(content)
    with pytest.raises(IndexDamaged, match=nametable.FILE):
        nametable.read(tmp_path)
