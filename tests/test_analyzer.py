"""The chains inside Whoosh: what an index holds, who may open it, and what binds it to the program that wrote it."""

import pickle
import random
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import snowballstemmer
from snowballstemmer.french_stemmer import FrenchStemmer
from whoosh.filedb.filestore import RamStorage
from whoosh.index import create_in
from whoosh.query import Phrase, Term

from indexer.analysis import CHAINS, Chain, analyzer
from indexer.analysis.analyzer import ChainAnalyzer, Form, fingerprint
from indexer.analysis.stem import VERSION, Stemmer
from indexer.document import ENTITY_TYPES, LANGUAGES, Document, Language
from indexer.record import written
from indexer.schema import BOOSTS, FACETS, TEXT_PARTS, schema, text_field

TEXT = "L’O.N.U. a voté : la fusée Luna-25 n’a pas décollé."


def read(language: Language, form: Form, text: str, **asked: Any) -> list[Any]:  # noqa: ANN401 — what Whoosh asks for is of any type
    """The tokens as (text, position, characters), each copied, as Whoosh fills one Token again and again."""
    tokens = ChainAnalyzer(language, form)(text, positions=True, chars=True, **asked)
    return [(token.text, token.pos, text[token.startchar : token.endchar]) for token in tokens]


# Terms and surfaces


def test_terms_are_stems_without_stop_words_at_the_positions_of_the_text() -> None:
    assert read("fr", "terms", TEXT) == [
        ("onu", 0, "O.N.U."),
        ("vot", 2, "voté"),
        ("fuse", 4, "fusée"),
        ("fus", 4, "fusée"),
        ("luna", 5, "Luna"),
        ("25", 6, "25"),
        ("decoll", 9, "décollé"),
    ]


def test_surfaces_are_all_words_as_written() -> None:
    assert [text for text, _, _ in read("fr", "surfaces", TEXT)] == [
        *("onu", "a", "vote", "la", "fusee"),
        *("luna", "luna25", "25", "a", "pas", "decolle"),
    ]


def test_positions_and_offsets_go_on_where_whoosh_says() -> None:
    tokens = ChainAnalyzer("en", "surfaces")("two moons", positions=True, chars=True, keeporiginal=True, start_pos=7, start_char=100)
    assert [(token.text, token.original, token.pos, token.startchar, token.endchar, token.boost) for token in tokens] == [
        ("two", "two", 7, 100, 103, 1.0),
        ("moons", "moons", 8, 104, 109, 1.0),
    ]


@pytest.mark.parametrize("form", ["terms", "surfaces"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_analyser_is_the_same_after_pickling(language: Language, form: Form) -> None:
    before = ChainAnalyzer(language, form)
    after = pickle.loads(pickle.dumps(before))  # noqa: S301 — made in the same line
    assert after == before
    assert [token.text for token in after(TEXT)] == [token.text for token in before(TEXT)]


def test_a_pickled_analyser_holds_no_chain() -> None:
    assert len(pickle.dumps(ChainAnalyzer("fr", "terms"))) < 200, "an index would carry stop words and memories of whoever wrote it"


# Fields


def test_every_part_has_a_field_a_language_and_form() -> None:
    fields = {text_field(part, language, exact=exact) for part in TEXT_PARTS for language in LANGUAGES for exact in (False, True)}
    assert len(fields) == len(TEXT_PARTS) * len(LANGUAGES) * 2
    assert fields <= set(schema().names())


def test_every_facet_and_boosted_part_has_a_field() -> None:
    assert set(FACETS) | {"entities"} | set(ENTITY_TYPES) <= set(schema().names())
    assert set(BOOSTS) == {*TEXT_PARTS, "entities", "exact"}


def test_a_schema_survives_pickling_for_whoosh_keeps_it_so() -> None:
    assert pickle.loads(pickle.dumps(schema())) == schema()  # noqa: S301 — made in the same line


def _indexed(texts: dict[str, str]) -> Any:  # noqa: ANN401 — Whoosh has no types
    """A searcher over one article a language, in memory."""
    index = RamStorage().create_index(schema())
    writer = index.writer()
    for language, text in texts.items():
        writer.add_document(**written(Document(language, "", headline=False, text=text, lang=language)))
    writer.commit()
    return index.searcher()


def _found(searcher: Any, query: Any) -> list[str]:  # noqa: ANN401 — Whoosh has no types
    return [searcher.stored_fields(number)["text"] for number in searcher.docs_for_query(query)]


@pytest.mark.parametrize("word", ["Chine", "china", "mars", "main", "coin", "car", "pain", "or", "on", "son", "pour"])
def test_false_friends_never_share_a_field(word: str) -> None:
    french, english = f"Ici, {word} est un mot.", f"Here, {word} is a word."
    with _indexed(dict(zip(LANGUAGES, (french, english), strict=True))) as searcher:
        for language, text in zip(LANGUAGES, (french, english), strict=True):
            (part,) = CHAINS[language].word(word)
            assert _found(searcher, Term(text_field("body", language, exact=True), part.surfaces[0])) == [text]
            for term in part.terms:
                assert _found(searcher, Term(text_field("body", language), term)) == [text]


def test_a_phrase_does_not_reach_over_a_stop_word() -> None:
    with _indexed({"fr": "Le directeur de Roscosmos"}) as searcher:
        assert not _found(searcher, Phrase("body_fr_exact", ["directeur", "roscosmos"]))
        assert _found(searcher, Phrase("body_fr_exact", ["directeur", "de", "roscosmos"]))


def test_whoosh_opens_the_index_in_another_process_and_reads_it_alike(tmp_path: Path) -> None:
    writer = create_in(str(tmp_path), schema()).writer()
    writer.add_document(**written(Document("1", "Vol", headline=True, text=TEXT, lang="fr")))
    writer.commit()
    program = """
import sys, warnings
warnings.simplefilter("ignore")
import indexer
from whoosh.index import open_dir
index = open_dir(sys.argv[1])
field = index.schema["body_fr"]
print(index.doc_count(), *[token.text for token in field.analyzer("fusée Luna-25")])
"""
    said = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=False, timeout=60)
    assert said.stdout.split() == ["1", "fuse", "fus", "luna", "25"], said.stderr


# What binds an index to its program


def test_the_fingerprint_is_stable() -> None:
    assert fingerprint() == fingerprint()
    assert len(fingerprint()) == 16


def test_the_stemmers_version_is_part_of_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint()
    monkeypatch.setattr("indexer.analysis.analyzer.VERSION", "snowballstemmer 2.2.0, PyStemmer 2.2.0")
    assert fingerprint() != before


def test_the_fingerprint_tells_the_versions_of_both_stemmers_and_of_the_folding(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "snowballstemmer " in VERSION
    assert "PyStemmer " in VERSION
    before = fingerprint()
    monkeypatch.setattr(analyzer, "version", lambda _: "0.0")
    assert fingerprint() != before


def test_the_fingerprint_changes_with_the_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint()
    monkeypatch.setattr(analyzer, "REVISION", analyzer.REVISION + 1)
    assert fingerprint() != before


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fingerprint_changes_with_a_stop_word(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint()
    rules = CHAINS[language].rules
    monkeypatch.setitem(CHAINS, language, Chain(replace(rules, stop_words=rules.stop_words | {"roscosmos"})))
    assert fingerprint() != before


# Threads


def _in_threads(work: Any, count: int = 8) -> list[Any]:  # noqa: ANN401 — any function
    """What each of the threads got; they begin together, and change places far more often than Python lets them by itself."""
    together = threading.Barrier(count)
    interval = sys.getswitchinterval()

    def begin(number: int) -> Any:  # noqa: ANN401 — whatever the work gives
        together.wait(timeout=30)
        return work(number)

    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(begin, range(count)))
    finally:
        sys.setswitchinterval(interval)


def _vocabulary() -> list[str]:
    rng = random.Random(25)  # noqa: S311 — words, not secrets
    return ["".join(rng.choices("aàbcdeéilmnorstuœ", k=rng.randint(3, 12))) + rng.choice(["ement", "ée", "s", "aient"]) for _ in range(400)]


def test_a_stemmer_may_be_shared_by_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    # The one in plain Python, which threads can interrupt in the middle of a word.
    monkeypatch.setattr(snowballstemmer, "stemmer", lambda _: FrenchStemmer())
    words = _vocabulary()
    expected = [FrenchStemmer().stemWord(word) for word in words]
    shared = Stemmer("french")
    for got in _in_threads(lambda _: [shared.stem(word) for word in words]):
        assert got == expected, "threads stem each other's words; see the lock in stem.py"


@pytest.mark.parametrize("memory", [50, 100_000])
def test_threads_that_share_a_chain_read_what_one_reads_alone(memory: int) -> None:
    words = _vocabulary()
    rules = CHAINS["fr"].rules
    alone = {word: Chain(rules).word(word) for word in words}
    shared = Chain(rules, memory)

    def read_all(number: int) -> dict[str, Any]:
        order = random.Random(number).sample(words, len(words))  # noqa: S311 — an order, not a secret
        return {word: shared.word(word) for word in order}

    for got in _in_threads(read_all):
        assert got == alone, "see the memory in chain.py"


def test_a_generator_that_is_left_halfway_leaves_nothing_behind() -> None:
    chain = Chain(CHAINS["fr"].rules)
    parts = chain.parts(TEXT)
    next(parts)
    assert [part.position for part in chain.parts(TEXT)] == list(range(10))
    assert [part.position for part in parts] == list(range(1, 10))
