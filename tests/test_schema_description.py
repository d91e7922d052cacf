"""Schemas as JSON: what comes back reads and searches as before, nothing else gets in, and nothing outside of what is allowed runs."""

import json
import re
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from types import MethodType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import analysis, columns, fields, formats
from whoosh.filedb.filestore import RamStorage
from whoosh.lang import languages
from whoosh.lang.lovins import stem as lovins
from whoosh.lang.snowball.french import FrenchStemmer
from whoosh.qparser import QueryParser
from whoosh.support.charset import accent_map, charset_table_to_dict, default_charset

from indexer import schema as lunette
from indexer.codec import names
from indexer.codec.description import MAX_DEPTH, Undescribable, allow, describe, schema_of
from indexer.errors import IndexDamaged

TEXT = "The fusées-Soyouz' rendering engines ran on 25.5% render^2 wi-fi PowerShot 2,5 a/b/c, e-mails: ALFA bravo alfa l'été Œuvre."


def every_character() -> dict[int, str | None]:
    """What Whoosh's own table of characters says of each, and None where it says nothing, for the tokenizer asks about all of them."""
    return dict.fromkeys(range(0x250)) | charset_table_to_dict(default_charset)


TOKENIZERS: dict[str, Any] = {
    "identity": analysis.IDTokenizer(),
    "regular expression": analysis.RegexTokenizer(),
    "gaps": analysis.RegexTokenizer(r"\s+", gaps=True),
    "pattern with flags": analysis.RegexTokenizer(re.compile("[a-z]+ # letters", re.IGNORECASE | re.VERBOSE)),
    "character set": analysis.CharsetTokenizer(every_character()),
    "path": analysis.PathTokenizer(),
    "spaces": analysis.SpaceSeparatedTokenizer(),
    "commas": analysis.CommaSeparatedTokenizer(),
    "n-grams": analysis.NgramTokenizer(2, 4),
}
FILTERS: dict[str, Any] = {
    "nothing": analysis.PassFilter(),
    "log": analysis.LoggingFilter(),
    "several by mode": analysis.MultiFilter(index=analysis.LowercaseFilter(), query=analysis.ReverseTextFilter()),
    "several at once": analysis.TeeFilter(analysis.PassFilter(), analysis.LowercaseFilter() | analysis.ReverseTextFilter()),
    "lower case": analysis.LowercaseFilter(),
    "strip": analysis.StripFilter(),
    "stop words": analysis.StopFilter(lang="fr", minsize=3, maxsize=12, renumber=False),
    "no stop words": analysis.StopFilter(stoplist=None),
    "accents": analysis.CharsetFilter(accent_map),
    "attributes": analysis.DelimitedAttributeFilter(type=float),
    "substitution": analysis.SubstitutionFilter(re.compile("-"), "_"),
    "stem": analysis.StemFilter(),
    "stem with a language": analysis.StemFilter(lang="fr", ignore=["fusées"], cachesize=100),
    "stem without memory": analysis.StemFilter(lovins, cachesize=None),
    "stem with all memory": analysis.StemFilter(cachesize=-1),
    "stem with a method": analysis.StemFilter(FrenchStemmer().stem),
    "sounds": analysis.DoubleMetaphoneFilter(combine=True),
    "parts of words": analysis.IntraWordFilter(mergewords=True, mergenums=True),
    "compound words": analysis.CompoundWordFilter({"power", "shot"}, keep_compound=True),
    "pairs": analysis.BiWordFilter(),
    "shingles": analysis.ShingleFilter(3),
    "n-grams": analysis.NgramFilter(2, 3, at="start"),
}
ANALYZERS: dict[str, Any] = {
    "identity": analysis.IDAnalyzer(lowercase=True),
    "keywords": analysis.KeywordAnalyzer(lowercase=True, commas=True),
    "regular expression": analysis.RegexAnalyzer(r"\S+"),
    "simple": analysis.SimpleAnalyzer(),
    "standard": analysis.StandardAnalyzer(stoplist={"alfa"}, minsize=1, maxsize=9),
    "stemming": analysis.StemmingAnalyzer(),
    "fancy": analysis.FancyAnalyzer(),
    "n-grams": analysis.NgramAnalyzer(3),
    "n-grams of words": analysis.NgramWordAnalyzer(2, 3, at="end"),
    # Whoosh's Arabic stemmer raises on every word since Python 3.7.
    **{f"language {code}": analysis.LanguageAnalyzer(code) for code in languages if code != "ar"},
    **{f"tokenizer: {name}": tokenizer for name, tokenizer in TOKENIZERS.items()},
    **{f"filter: {name}": analysis.RegexTokenizer(r"\S+") | step for name, step in FILTERS.items()},
    "composed": analysis.RegexTokenizer() | analysis.LowercaseFilter() | analysis.StopFilter() | analysis.StemFilter(),
}
COLUMNS: dict[str, Any] = {
    "bytes": columns.VarBytesColumn(allow_offsets=False),
    "bytes of one length": columns.FixedBytesColumn(5, b"\0\xff\0\0\0"),
    "references": columns.RefBytesColumn(5, b"abcde"),
    "numbers": columns.NumericColumn("i", default=-1),
    "bits": columns.BitColumn(compress_at=5),
    "compressed": columns.CompressedBytesColumn(module="bz2"),
    "compressed in blocks": columns.CompressedBlockColumn(blocksize=8),
    "structures": columns.StructColumn("ifH", (0, 0.5, 3)),
    "clamped": columns.ClampedNumericColumn(columns.NumericColumn("B")),
}
FIELDS: dict[str, Any] = {
    "ID": fields.ID(stored=True, unique=True, field_boost=2.0, sortable=True),
    "IDLIST": fields.IDLIST(stored=True, expression=re.compile("[^;]+")),
    "NUMERIC": fields.NUMERIC(),
    "NUMERIC of floats": fields.NUMERIC(float, stored=True, sortable=True),
    "NUMERIC of 8 bits": fields.NUMERIC(int, 8, signed=False, shift_step=0, default=7),
    "NUMERIC of decimals": fields.NUMERIC(Decimal, 64, decimal_places=4, sortable=True, default=Decimal("1.5")),
    "DATETIME": fields.DATETIME(stored=True, unique=True, sortable=True),
    "BOOLEAN": fields.BOOLEAN(stored=True),
    "STORED": fields.STORED(),
    "COLUMN": fields.COLUMN(),
    **{f"COLUMN of {name}": fields.COLUMN(column) for name, column in COLUMNS.items()},
    "KEYWORD": fields.KEYWORD(stored=True, lowercase=True, commas=True, scorable=True, vector=True, sortable=True),
    "TEXT": fields.TEXT(),
    "TEXT with characters": fields.TEXT(chars=True, stored=True, vector=formats.Frequency(), multitoken_query="phrase"),
    "TEXT without phrases": fields.TEXT(phrase=False, field_boost=0.5, sortable=columns.RefBytesColumn()),
    "TEXT with spelling": fields.TEXT(analysis.StemmingAnalyzer(), spelling=True, spelling_prefix="said_"),
    "TEXT of a language": fields.TEXT(lang="fr"),
    "TEXT of boosts": fields.FieldType(formats.PositionBoosts(), analysis.SimpleAnalyzer(), scorable=True),
    "TEXT of boosts and characters": fields.FieldType(formats.CharacterBoosts(), analysis.SimpleAnalyzer(), vector=True),
    "NGRAM": fields.NGRAM(3, 5, queryor=True, phrase=True),
    "NGRAMWORDS": fields.NGRAMWORDS(2, 3, tokenizer=analysis.RegexTokenizer(), at="start", sortable=True),
    **{f"TEXT: {name}": fields.TEXT(analyzer) for name, analyzer in ANALYZERS.items()},
}
"""Every field of Whoosh's, with what can be chosen; and in TEXT, every way of reading."""

VALUES: dict[type, Any] = {
    fields.NUMERIC: [7, "7"],
    fields.DATETIME: [datetime(2021, 3, 4, 5, 6, 7, 8), "20210304"],  # noqa: DTZ001 — Whoosh knows no time zones
    fields.BOOLEAN: [True, "no"],
}


def again(schema: fields.Schema) -> fields.Schema:
    """What comes back when it was written and read as a file is."""
    return schema_of(json.loads(json.dumps(describe(schema), allow_nan=False)))


def one(field: Any) -> fields.Schema:  # noqa: ANN401
    return fields.Schema(f=field)


def tokens(analyzer: Any, mode: str) -> list[dict[str, Any]]:  # noqa: ANN401
    return [dict(vars(token)) for token in analyzer(TEXT, positions=True, chars=True, keeporiginal=True, mode=mode)]


def state(thing: Any) -> Any:  # noqa: ANN401
    """Everything about an object that can be compared, all the way down; functions that an object makes for itself are left out."""
    if isinstance(thing, dict):
        return {key: state(value) for key, value in thing.items() if key != "_stem"}
    if isinstance(thing, list | tuple):
        return type(thing), [state(part) for part in thing]
    if isinstance(thing, MethodType):
        return state(thing.__self__), thing.__name__
    if type(thing).__module__.startswith("whoosh."):
        return type(thing), state(vars(thing))
    # What is not equal to itself, and what has a state that Python does not show.
    return str(thing) if isinstance(thing, float) else thing.format if isinstance(thing, struct.Struct) else thing


@pytest.fixture
def nothing_more_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test allows is allowed until it ends."""
    monkeypatch.setattr(names, "_allowed", set(vars(names)["_allowed"]))


# What comes back


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_is_what_it_was(name: str):
    field = FIELDS[name]
    back = again(one(field))["f"]
    assert type(back) is type(field)
    assert state(back) == state(field)


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if field.indexed])
def test_a_field_indexes_as_before(name: str):
    field = FIELDS[name]
    back = again(one(field))["f"]
    for value in VALUES.get(type(field), [TEXT]):
        assert list(back.index(value)) == list(field.index(value))
        assert back.to_bytes(value) == field.to_bytes(value)
        assert not field.column_type or back.to_column_value(value) == field.to_column_value(value)


@pytest.mark.parametrize("mode", ["index", "query", ""])
@pytest.mark.parametrize("name", ANALYZERS)
def test_an_analyzer_reads_as_before(name: str, mode: str):
    field = fields.TEXT(ANALYZERS[name])
    back = again(one(field))["f"]
    read = tokens(field.analyzer, mode)
    assert tokens(back.analyzer, mode) == read
    assert read
    assert back.analyzer.has_morph() == field.analyzer.has_morph()


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_is_what_it_was(name: str):
    back = again(one(fields.COLUMN(COLUMNS[name])))["f"].column_type
    assert state(back) == state(COLUMNS[name])


def test_the_schema_of_lunette_reads_and_searches_as_before():
    schema = lunette.schema()
    back = again(schema)
    assert back == schema
    articles = [
        {"id": "1", "body_fr": TEXT, "body_fr_exact": TEXT, "language": "fr", "place": "moscou paris", "entities": "moscou moscou"},
        {"id": "2", "body_en": TEXT, "body_en_exact": "moon station", "language": "en", "title": "Moon"},
    ]
    found = []
    for use in (schema, back):
        index = RamStorage().create_index(use)
        with index.writer() as writer:
            for article in articles:
                writer.add_document(**article)
        with index.searcher() as searcher:
            terms = [(field, text, searcher.reader().term_info(field, text).weight()) for field, text in searcher.reader().all_terms()]
            questions = [
                QueryParser("body_fr", use).parse(words) for words in ("fusées", "body_en:engine*", '"le rendering"', "place:paris")
            ]
            found.append((terms, [[(hit["id"], hit.score) for hit in searcher.search(question)] for question in questions]))
    assert found[0] == found[1]
    assert any(found[0][1])


def test_a_schema_keeps_its_fields_in_order_and_its_patterns_of_names():
    schema = fields.Schema(b=fields.TEXT(), a=fields.ID())
    schema.add("*_txt", fields.TEXT(lang="fr"), glob=True)
    schema.add("said", fields.TEXT(analysis.StemmingAnalyzer(), spelling=True))
    back = again(schema)
    assert (list(back), back.names(), back.names(["x_txt", "x"])) == (list(schema), schema.names(), schema.names(["x_txt", "x"]))
    assert state(vars(back)) == state(vars(schema))
    back.remove("said")
    back.remove("*_txt")
    assert back.names(["x_txt"]) == ["a", "b"]


def test_a_schema_that_was_declared_as_a_class_is_described():
    class Declared(fields.SchemaClass):  # type: ignore[misc]
        title = fields.TEXT()

    assert again(Declared).names() == ["title"]


def test_one_schema_is_always_written_in_the_same_way():
    program = (
        "import json; from whoosh.fields import *; from indexer.codec.description import describe; "
        "print(json.dumps(describe(Schema(a=TEXT(lang='fr'), b=ID(), c=NUMERIC()))))"
    )
    said = {
        subprocess.run([sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1, "sets are written in the order of their hashes"


def test_plain_parts_of_every_kind_come_back():
    field = fields.STORED()
    field.parts = parts = {
        "text": "é\ud800\0",
        "numbers": [0, -1, 2**70, 1.5, float("inf"), float("-inf"), True, None],
        (1, "a"): {1, 2},
        b"\0\xff": frozenset({"x", ("y",)}),
        1: Decimal("0.10"),
        None: datetime(2021, 3, 4, 5, 6, tzinfo=UTC),
        2.5: [int, str, Decimal, datetime, lovins],
    }
    back = again(one(field))["f"].parts
    assert back == parts
    assert [type(value) for value in back.values()] == [type(value) for value in parts.values()]


PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary() | st.decimals(allow_nan=False)
HASHABLE = st.recursive(PLAIN, lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3), max_leaves=5)


@given(
    st.recursive(
        HASHABLE,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(HASHABLE, inner, max_size=4) | st.sets(HASHABLE, max_size=4),
        max_leaves=15,
    )
)
def test_whatever_is_plain_comes_back(parts: object):
    field = fields.STORED()
    field.parts = parts
    assert again(one(field))["f"].parts == parts


# Programs that bring their own


class Shouting(analysis.Filter):  # type: ignore[misc]
    """A filter as a program may have it."""

    def __init__(self, marks: int) -> None:
        self.marks = marks

    def __call__(self, stream: Iterator[Any]) -> Iterator[Any]:
        """Whoosh's own contract."""
        for token in stream:
            token.text = token.text.upper() + "!" * self.marks
            yield token


class Slotted(analysis.Filter):  # type: ignore[misc]
    """One that keeps an attribute outside of its dict."""

    __slots__ = ("a", "b")

    def __init__(self) -> None:
        self.a, self.c = 1, 2


class Careful(analysis.Filter):  # type: ignore[misc]
    """One that keeps something which cannot be written, and says so."""

    def __init__(self, word: str) -> None:
        self.word, self.pattern = word, iter(word)

    def __getstate__(self) -> object:
        return [self.word]

    def __setstate__(self, state: list[str]) -> None:
        self.__init__(*state)  # type: ignore[misc]


@pytest.mark.usefixtures("nothing_more_is_allowed")
def test_an_analyzer_of_a_programs_own_must_be_allowed_first():
    schema = one(fields.TEXT(analysis.RegexTokenizer() | Shouting(2)))
    with pytest.raises(
        Undescribable, match=rf"the field f .*{__name__}:Shouting is from a module that is not allowed.*allow\('{__name__}'\)"
    ):
        describe(schema)
    allow(__name__)
    described = describe(schema)
    assert [token.text for token in schema_of(described)["f"].analyzer("moon station")] == ["MOON!!", "STATION!!"]
    vars(names)["_allowed"].discard(__name__)
    with pytest.raises(IndexDamaged, match=rf"{__name__}:Shouting is from a module that is not allowed"):
        schema_of(described)


@pytest.mark.usefixtures("nothing_more_is_allowed")
def test_one_class_can_be_allowed_without_its_module():
    allow(f"{__name__}.Shouting")
    describe(one(fields.TEXT(analysis.RegexTokenizer() | Shouting(2))))
    with pytest.raises(Undescribable, match="Slotted"):
        describe(one(fields.TEXT(analysis.RegexTokenizer() | Slotted())))


@pytest.mark.usefixtures("nothing_more_is_allowed")
def test_allowing_a_module_allows_none_whose_name_only_begins_with_it():
    allow(__name__[:-1])
    with pytest.raises(Undescribable, match="Shouting"):
        describe(one(fields.TEXT(analysis.RegexTokenizer() | Shouting(2))))


@pytest.mark.usefixtures("nothing_more_is_allowed")
def test_an_object_says_itself_what_is_written_of_it():
    allow(__name__)
    back = again(one(fields.TEXT(analysis.RegexTokenizer() | Slotted() | Careful("moon"))))["f"].analyzer
    assert (back[1].a, back[1].c, hasattr(back[1], "b")) == (1, 2, False)
    assert "".join(back[2].pattern) == "moon"


@pytest.mark.parametrize("prefix", ["", ".", "a.", ".a", "a..b", "a b", "a:b", "os\n", "é"])
def test_only_a_module_can_be_allowed(prefix: str):
    with pytest.raises(ValueError, match="is not the name of a module"):
        allow(prefix)


# What cannot be written


def nested(depth: int) -> list[Any]:
    inside: list[Any] = []
    for _ in range(depth):
        inside = [inside]
    return inside


def doubled(times: int) -> list[Any]:
    """A list with two to the power of `times` parts, in next to no memory."""
    parts: list[Any] = []
    for _ in range(times):
        parts = [parts, parts]
    return parts


def itself() -> list[Any]:
    parts: list[Any] = []
    parts.append(parts)
    return parts


class Local:
    """Something that is nowhere allowed."""


def pretender() -> Any:  # noqa: ANN401
    """An object of a class that has taken the name of another."""

    class Pretender(analysis.Filter):  # type: ignore[misc]
        pass

    Pretender.__module__, Pretender.__qualname__ = "whoosh.analysis.filters", "LowercaseFilter"
    return Pretender()


class Words(dict[str, str]):
    """A dict that is not only a dict."""


UNDESCRIBABLE: dict[str, tuple[Callable[[], Any], str]] = {
    "an object of a foreign class": (Local, f"{__name__}:Local is from a module that is not allowed"),
    "an open file": (lambda: sys.stdout.buffer, "not allowed"),
    "a generator": (lambda: iter(()), "tuple_iterator"),
    "a function without a name": (lambda: lambda text: text, "found by no name"),
    "a function of another module": (lambda: re.escape, "re:escape is from a module that is not allowed"),
    "a function of Python's": (lambda: len, "builtin_function_or_method"),
    "a method of a foreign object": (lambda: Local().__str__, "method-wrapper"),
    "a class that says it is another": (pretender, "is not what this name leads to"),
    "a class of a function's own": (lambda: type("Made", (analysis.Filter,), {}), "not allowed|not defined|does not exist"),
    "a dict that is more": (lambda: Words(a="b"), f"{__name__}:Words is from a module that is not allowed"),
    "a list in itself": (itself, "builtins:list stands inside itself"),
    "a list in lists": (lambda: nested(MAX_DEPTH + 5), "one of too many parts"),
    "more parts than there is room for": (lambda: doubled(MAX_DEPTH - 5), "one of too many parts"),
    "a number without end": (lambda: 10**5000, "builtins:int"),
    "a column of pickles": (lambda: columns.PickleColumn(columns.VarBytesColumn()), "PickleColumn holds pickles"),
    "a column that imports": (lambda: columns.CompressedBytesColumn(module="antigravity"), "compresses with 'antigravity'"),
    "blocks that import": (lambda: columns.CompressedBlockColumn(module="antigravity"), "compresses with 'antigravity'"),
}


@pytest.mark.parametrize("what", UNDESCRIBABLE)
def test_what_cannot_be_written_is_refused_with_the_field_and_the_class(what: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("indexer.codec.description.MAX_PARTS", 1000)
    make, why = UNDESCRIBABLE[what]
    field = fields.STORED()
    field.part = make()
    with pytest.raises(Undescribable, match=f"^the field notes cannot be written into an index: .*({why})"):
        describe(fields.Schema(title=fields.TEXT(), notes=field))


@pytest.mark.usefixtures("nothing_more_is_allowed")
def test_an_object_with_contents_of_its_own_is_refused():
    allow(__name__)
    field = fields.STORED()
    field.part = Words(a="b")
    with pytest.raises(Undescribable, match="Words cannot be made without its constructor"):
        describe(one(field))


@pytest.mark.usefixtures("nothing_more_is_allowed")
def test_columns_of_pickles_can_be_allowed_by_their_name():
    schema = one(fields.COLUMN(columns.PickleColumn(columns.VarBytesColumn())))
    allow("whoosh")
    with pytest.raises(Undescribable, match="PickleColumn"):
        describe(schema)
    allow("whoosh.columns.PickleColumn")
    assert type(again(schema)["f"].column_type) is columns.PickleColumn


def test_a_field_by_a_pattern_of_names_is_named_too():
    schema = fields.Schema()
    schema.add("*_txt", fields.TEXT(analyzer=str.split), glob=True)
    with pytest.raises(Undescribable, match=r"the field \*_txt"):
        describe(schema)


# What is refused when it is read


def with_part(part: object) -> dict[str, Any]:
    """A schema with this in one of its fields."""
    described = describe(one(fields.STORED()))
    described["fields"]["f"] = {"object": ["whoosh.fields:STORED", {"dict": [["part", part]]}]}
    return described


def test_a_part_that_is_sound_is_read():
    assert schema_of(with_part({"tuple": [1, {"name": "whoosh.lang.porter:stem"}]}))["f"].part[0] == 1


STRANGE: dict[str, Any] = {
    "a function that runs anything": {"name": "os:system"},
    "a class that runs anything": {"object": ["subprocess:Popen", None]},
    "a function of Python's": {"name": "builtins:eval"},
    "what an allowed module has imported": {"name": "whoosh.analysis.filters:chain"},
    "a module that an allowed one has imported": {"name": "whoosh.fields:sys"},
    "something through what an allowed module has imported": {"name": "whoosh.fields:sys.exit"},
    "a function through a function": {"name": "whoosh.lang.porter:stem.__globals__"},
    "a class through a class": {"name": "whoosh.fields:TEXT.__class__"},
    "an alias": {"name": "whoosh.analysis:LowercaseFilter"},
    "a constant": {"name": "whoosh.analysis.filters:STOP_WORDS"},
    "a module": {"name": "whoosh.analysis"},
    "a module of a package that is only partly allowed": {"name": "whoosh.filedb.filestore:FileStorage"},
    "a package above": {"name": "whoosh.analysis..index:create_in"},
    "another package of the program": {"name": "indexer.codec.names:allow"},
    "no name": {"name": None},
    "a name without end": {"name": "x" * 10_000},
    "an allowed module that does not exist": {"name": "whoosh.lang.klingon:stem"},
    "a class that does not exist": {"object": ["whoosh.fields:FANCY", {"dict": []}]},
    "an object of a function": {"object": ["whoosh.lang.porter:stem", {"dict": []}]},
    "an object of a type that needs more": {"object": ["builtins:dict", {"dict": []}]},
    "an object without a state": {"object": ["whoosh.fields:TEXT"]},
    "a state that is a list": {"object": ["whoosh.fields:TEXT", [1]]},
    "attributes that are numbers": {"object": ["whoosh.fields:TEXT", {"dict": [[1, 2]]}]},
    "an object of another class": {"object": ["whoosh.fields:TEXT", {"dict": [["__class__", 2]]}]},
    "a state that its class does not know": {"object": ["whoosh.fields:NUMERIC", {"dict": [["sortable_typecode", "?!"]]}]},
    "a stemmer of no language": {"object": ["whoosh.analysis.morph:StemFilter", {"dict": [["lang", "klingon"], ["cachesize", 1]]}]},
    "a method of nothing": {"method": [1, "bit_length"]},
    "a method that is a property": {"method": [{"object": ["whoosh.fields:TEXT", {"dict": []}]}, "__dict__"]},
    "a method that is none": {"method": [{"object": ["whoosh.fields:TEXT", {"dict": []}]}, "multitoken_query"]},
    "a column that imports": {"object": ["whoosh.columns:CompressedBytesColumn", {"dict": [["_level", 3], ["_module", "antigravity"]]}]},
    "a column of pickles": {"object": ["whoosh.columns:PickleColumn", {"dict": [["_child", None]]}]},
    "a regular expression that is none": {"pattern": ["(", 32]},
    "a regular expression that talks": {"pattern": ["a", 128]},
    "a regular expression with flags of text": {"pattern": ["a", "i"]},
    "a number that JSON has": {"float": "1.5"},
    "a decimal number that is none": {"decimal": "ten"},
    "a moment that is none": {"datetime": "noon"},
    "a set of lists": {"set": [[]]},
    "a set that is none": {"set": {"tuple": []}},
    "a dict of triples": {"dict": [[1, 2, 3]]},
    "bytes that are none": {"bytes": "é"},
    "a structure that is none": {"struct": "?!"},
    "two things at once": {"set": [], "tuple": []},
    "nothing at all": {},
    "something unheard of": {"colour": "red"},
    "a tuple in tuples": json.loads('{"tuple": [' * 200 + "]}" * 200),
}


@pytest.mark.parametrize("what", STRANGE)
def test_what_no_description_can_say_is_refused(what: str):
    before = set(sys.modules)
    with pytest.raises(IndexDamaged, match="the schema cannot be read") as refused:
        schema_of(with_part(STRANGE[what]))
    imported = [name for name in sys.modules.keys() - before if not name.startswith(("whoosh.", "indexer.analysis"))]
    assert not imported
    assert len(str(refused.value)) < 800


ODD_FIELDS: dict[str, Any] = {
    "a field that is a number": 1,
    "a field that is an analyzer": {"object": ["whoosh.analysis.filters:LowercaseFilter", {"dict": []}]},
    **{
        f"a field whose {name} is {value!r}": {"object": ["whoosh.fields:STORED", {"dict": [[name, value]]}]}
        for name, value in {
            "format": 1,
            "analyzer": "standard",
            "column_type": "i",
            "vector": 1,
            "stored": "yes",
            "unique": [],
            "scorable": 0.5,
            "indexed": "no",
            "multitoken_query": None,
        }.items()
        if name != "vector"
    },
    "a field that cannot be weighed": {
        "object": ["whoosh.fields:STORED", {"dict": [["format", {"object": ["whoosh.formats:Existence", {"dict": []}]}]]}]
    },
}


@pytest.mark.parametrize("what", ODD_FIELDS)
def test_a_field_that_cannot_be_is_refused(what: str):
    described = describe(one(fields.STORED()))
    described["fields"]["f"] = ODD_FIELDS[what]
    with pytest.raises(IndexDamaged, match="the schema cannot be read"):
        schema_of(described)


@pytest.mark.parametrize(
    "change",
    [
        {"class": "whoosh.fields:TEXT"},
        {"class": "whoosh.fields:FieldConfigurationError"},
        {"class": "os:system"},
        {"class": None},
        {"fields": []},
        {"fields": None},
        {"dynamic": {"*_x": [1, 2]}},
        {"dynamic": {"*_x": [{"pattern": ["a", 32]}]}},
        {"subfields": {"f": [1]}},
        {"subfields": {"f": 1}},
        {"state": [1]},
        {"state": {"dict": [["__dict__", 1]]}},
        {"colour": "red"},
    ],
)
def test_a_schema_that_cannot_be_is_refused(change: dict[str, Any]):
    with pytest.raises(IndexDamaged, match="the schema cannot be read"):
        schema_of(describe(one(fields.STORED())) | change)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_what_is_no_schema_is_refused(described: object):
    with pytest.raises(IndexDamaged):
        schema_of(described)


def places(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    """The way to every part of a JSON document."""
    yield path
    for key, inner in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        yield from places(inner, (*path, key))


def changed(part: Any, path: tuple[Any, ...], value: object) -> Any:  # noqa: ANN401
    """The document with another value at this place."""
    if not path:
        return value
    copy = part.copy()
    copy[path[0]] = changed(part[path[0]], path[1:], value)
    return copy


SMALL = {re.sub(r"\W", "_", name): field for name, field in FIELDS.items() if not re.search("language|accents|character set", name)}
SOUND = json.loads(json.dumps(describe(fields.Schema(**SMALL))))
PLACES = list(places(SOUND))


def at(path: tuple[Any, ...]) -> object:
    part = SOUND
    for step in path:
        part = part[step]
    return part


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PLACES), JSON | st.sampled_from(PLACES).map(at))
def test_a_schema_that_was_changed_is_refused_or_read(path: tuple[Any, ...], value: object):
    try:
        schema = schema_of(changed(SOUND, path, value))
    except IndexDamaged:
        return
    assert all(isinstance(field, fields.FieldType) for field in schema)
