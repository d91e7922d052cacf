"""What the index knows of every article by number, and how a document goes into an index and comes back."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.codec.base import Codec
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import RamStorage

from indexer import nametable
from indexer.codec.codec import ArrayCodec
from indexer.codec.index import ArrayIndex
from indexer.columns import Columns, Facet, Rows
from indexer.dates import span
from indexer.document import ENTITY_TYPES, Document, Entity, Mention
from indexer.errors import IndexDamaged
from indexer.identities import Identities
from indexer.record import facets, read, source_key, written
from indexer.schema import FACETS, schema

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
IDS = st.sampled_from(["cnsa", "tass", "moon", "luna-25", "wang-yi", "esa", *(f"e{number}" for number in range(12))])
DATES = st.sampled_from(["2021", "2021-12", "2021-12-09", "1957-10-04", "2024-02"])
MENTIONS = st.lists(st.builds(Mention, st.just(0), st.just(0), st.just(""), st.sampled_from(ENTITY_TYPES), IDS), max_size=15).map(
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


LIVES = st.tuples(st.sampled_from([ArrayCodec, W3Codec]), st.sampled_from([1, 3]))
"""How an index is written, and in how many commits."""


def columns_of(documents: Sequence[Document], codec: type[Codec] = ArrayCodec, commits: int = 1) -> Columns:
    """The columns of an index in memory, in which articles have the numbers that they have here."""
    index = ArrayIndex.create(RamStorage(), schema())
    size = -(-len(documents) // commits)
    for commit in range(commits):
        writer = index.writer(codec=codec())
        for document in documents[commit * size : (commit + 1) * size]:
            writer.add_document(**written(document))
        writer.commit(merge=False)
    with index.reader() as reader:
        return Columns.of(reader)


@settings(max_examples=30, deadline=None)
@given(CORPORA, LIVES, st.data())
def test_a_facet_counts_what_counting_article_by_article_counts(
    documents: list[Document], life: tuple[type[Codec], int], data: st.DataObject
):
    chosen = data.draw(st.lists(st.booleans(), min_size=len(documents), max_size=len(documents)))
    columns = columns_of(documents, *life)
    together = columns.counts(FACETS, np.flatnonzero(chosen).astype(np.int32))
    assert list(together) == list(FACETS)
    for name in FACETS:
        rows = [facets(document)[name] for document, take in zip(documents, chosen, strict=True) if take]
        counts = columns.counts([name], np.flatnonzero(chosen).astype(np.int32))[name]
        assert counts.tolist() == together[name].tolist(), f"facet {name}: see indexer/columns.py, Columns.counts"
        counted = {value: int(count) for value, count in zip(columns.facets[name].values, counts, strict=True) if count}
        assert counted == Counter(value for row in rows for value in row), f"facet {name}: see indexer/columns.py, Facet.counts"


def test_too_many_values_for_rows_are_counted_facet_by_facet(monkeypatch: pytest.MonkeyPatch):
    documents = [Document(str(number), "t", True, "t", "fr", source=f"s{number % 3}") for number in range(10)]  # noqa: FBT003 — headline
    numbers = np.arange(7, dtype=np.int32)
    by_rows = columns_of(documents).counts(FACETS, numbers)
    monkeypatch.setattr("indexer.columns.Rows.of", lambda *_: None)
    by_facet = columns_of(documents).counts(FACETS, numbers)
    assert {name: counts.tolist() for name, counts in by_facet.items()} == {name: counts.tolist() for name, counts in by_rows.items()}
    assert by_facet["source"].tolist() == [3, 2, 2]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 3), st.lists(st.integers(0, 40), max_size=40, unique=True)), max_size=200), st.data())
def test_rows_hold_every_value_of_however_many_an_article_has(articles: list[tuple[int, list[int]]], data: st.DataObject):
    one = Facet(tuple("abcd"), np.zeros(0, np.int32), np.array([value for value, _ in articles], np.int32), single=True)
    starts = np.cumsum([0, *(len(values) for _, values in articles)]).astype(np.int32)
    each = np.array([value for _, values in articles for value in values], np.int32)
    many = Facet(tuple(f"v{number:02}" for number in range(41)), starts, each, single=False)
    rows = Rows.of([one, many], len(articles))
    assert rows is not None
    numbers = np.array(sorted(data.draw(st.sets(st.sampled_from(range(len(articles))))) if articles else ()), np.int32)
    assert rows.counts(numbers).tolist() == [*one.counts(numbers).tolist(), *many.counts(numbers).tolist()]


def test_there_are_no_rows_for_more_values_than_cells_can_tell_apart():
    facet = Facet(tuple(f"v{number:05}" for number in range(70_000)), np.zeros(0, np.int32), np.arange(70_000, dtype=np.int32), single=True)
    assert Rows.of([facet], 70_000) is None
    few = Facet(facet.values[:100], np.array([0, 500_000], np.int32), np.zeros(500_000, np.int32), single=False)
    assert Rows.of([few, few], 1) is not None
    other = Facet(few.values, np.array([0, 500_000, 500_001], np.int32), np.zeros(500_001, np.int32), single=False)
    assert Rows.of([other, other], 2) is not None
    last = Facet(few.values, np.array([0, 500_000, 500_009], np.int32), np.zeros(500_009, np.int32), single=False)
    assert Rows.of([last, last], 2) is None, "the second would go on too far behind the first of their base"


@settings(max_examples=30, deadline=None)
@given(CORPORA, LIVES, st.lists(NAMES | IDS | DATES, max_size=3), st.data())
def test_articles_having_a_value_are_those_that_name_it(
    documents: list[Document], life: tuple[type[Codec], int], extra: list[str], data: st.DataObject
):
    columns = columns_of(documents, *life)
    some = data.draw(st.lists(st.sampled_from(range(len(documents))), unique=True).map(sorted) if documents else st.just([]))
    for name, facet in columns.facets.items():
        asked = (*facet.values[:1], *extra)
        expected = [not set(asked).isdisjoint(facets(documents[number])[name]) for number in some]
        assert facet.having(asked, np.array(some, np.int32)).tolist() == expected, (
            f"facet {name}, asked for {asked}: see indexer/columns.py, Facet.having"
        )


@settings(max_examples=30, deadline=None)
@given(CORPORA, LIVES)
def test_the_values_of_a_facet_are_sorted_and_none_stands_there_without_an_article(
    documents: list[Document], life: tuple[type[Codec], int]
):
    for name, facet in columns_of(documents, *life).facets.items():
        named = {value for document in documents for value in facets(document)[name]}
        assert list(facet.values) == sorted(named), f"facet {name}"


@settings(max_examples=30, deadline=None)
@given(CORPORA, LIVES)
def test_every_article_has_the_first_and_last_day_of_its_date_or_nought(documents: list[Document], life: tuple[type[Codec], int]):
    columns = columns_of(documents, *life)
    days = list(zip(columns.first_day.tolist(), columns.last_day.tolist(), strict=True))
    assert days == [span(document.date) if document.date else (0, 0) for document in documents]
    assert len(columns) == len(documents)


@pytest.mark.parametrize("source", ["Roscosmos, Inc", "AFP\nReuters", " ", "", "x" * 100_000, "日本", 'said "so"'])
def test_a_comma_or_a_line_end_in_a_source_does_not_split_it(source: str):
    documents = [Document("1", "t", True, "t", "fr", source="TASS"), Document("2", "t", True, "t", "fr", source=source)]  # noqa: FBT003 — headline
    facet = columns_of(documents).facets["source"]
    assert set(facet.values) == {"TASS", *([source] if source else [])}
    assert facet.having((source,), np.arange(2, dtype=np.int32)).tolist() == [False, bool(source)]


@given(DOCUMENTS)
def test_a_document_comes_back_from_the_index_as_it_went_in(document: Document):
    fields = schema()
    stored = {name: value for name, value in written(document).items() if fields[name].stored}
    back = read(stored)
    assert back == document, "see indexer/record.py: what `written` stores and what `read` makes of it"
    assert back == read(stored)
    for one, other in ((back.mentions, document.mentions), (back.title_mentions, document.title_mentions)):
        assert (len(one), [*one], hash(one), repr(one), one[:2]) == (len(other), [*other], hash(other), repr(other), other[:2])
        assert [one[at] for at in range(len(one))] == [*other]


@given(DOCUMENTS)
def test_whatever_is_written_has_a_field_in_the_schema(document: Document):
    assert set(written(document)) <= set(schema().names())


def test_a_document_that_comes_back_is_like_any_other():
    document = Document("1", "Titre", headline=True, text="Texte", lang="fr")
    back = read({name: value for name, value in written(document).items() if schema()[name].stored})
    assert type(back) is Document
    assert replace(back, id="2") == replace(document, id="2")
    with pytest.raises(FrozenInstanceError):
        back.text = "autre"  # type: ignore[misc] — that is the question


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
    names = nametable.NameTableBuilder(known, tmp_path)
    mention = Mention(0, 4, "CNSA", "org", "cnsa")
    broken = Mention(5, 10, "C\n SA", "org", "cnsa")
    for key in ("1", "2"):
        names.add(Document(key, "", False, "CNSA C\n SA", "fr", mentions=(mention, mention, broken)))  # noqa: FBT003 — headline
    names.write(tmp_path)
    Identities().write(tmp_path)
    row = json.loads((tmp_path / nametable.FILE).read_text("utf-8"))["cnsa"]
    assert row["articles"] == 2, "articles are counted, not mentions"
    assert row["spellings"] == ["CNSA", "C SA", "Administration spatiale", "Space Administration"]
    assert row["keys"] == ["administration spatiale", "space administration", "cnsa", "c sa"]
    table = nametable.read(tmp_path)
    assert table.entities["cnsa"].labels == known["cnsa"].labels
    assert table.keys == {"cnsa": nametable.keys(table.entities["cnsa"])} == {"cnsa": row["keys"]}


SOUND = {
    "type": "org",
    "labels": {"fr": "ASC", "en": "CSA"},
    "spellings": ["ASC"],
    "keys": ["asc", "csa"],
    "articles": 1,
    "attested": {"ASC": 2},
}


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
        {"keys": "asc"},
        {"keys": ["asc", ["csa"]]},
        {"keys": None},
        {"articles": "many"},
        {"articles": 0},
        {"attested": ["ASC"]},
        {"attested": {"ASC": 0}},
        {"attested": None},
    ],
    ids=str,
)
def test_a_name_table_with_one_unusable_row_is_refused_by_the_name_of_the_row(part: dict[str, Any], tmp_path: Path):
    (tmp_path / nametable.ONCE).touch()
    Identities().write(tmp_path)
    (tmp_path / nametable.FILE).write_text(json.dumps({"good": SOUND}), "utf-8")
    assert nametable.read(tmp_path).entities.keys() == {"good"}, "a sound row is refused, so this test proves nothing"
    (tmp_path / nametable.FILE).write_text(json.dumps({"good": SOUND, "csa": SOUND | part}), "utf-8")
    with pytest.raises(IndexDamaged, match="row “csa”"):
        nametable.read(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", "{", '{"cnsa": {}}', '{"cnsa": 1}', "null", "\x00", "[" * 100_000])
def test_a_damaged_name_table_is_refused_by_name(content: str, tmp_path: Path):
    (tmp_path / nametable.ONCE).touch()
    Identities().write(tmp_path)
    (tmp_path / nametable.FILE).write_text(content)
    with pytest.raises(IndexDamaged, match=nametable.FILE):
        nametable.read(tmp_path)
