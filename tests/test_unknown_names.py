"""Names that the authority does not know: where they stand, what type they have, and the laws that hold for any text."""

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unidecode import unidecode

from indexer import nametable
from indexer.document import Document, Mention
from indexer.entities import Authority, Spotter, evidence, names
from indexer.entities.explained import explains
from indexer.errors import IndexDamaged
from indexer.identities import Identities

AUTHORITY = Authority.load()
SPOTTER = Spotter(AUTHORITY)


def found(text: str, lang: str | None) -> list[tuple[str, str]]:
    """What is found, as (text, type), after the laws that hold for every text."""
    mentions = SPOTTER.find(text, lang)
    end = 0
    for mention in mentions:
        assert end <= mention.start < mention.end <= len(text), f"{mention} overlaps, is out of order or empty"
        assert text[mention.start : mention.end] == mention.text
        assert mention.id.startswith("~") or AUTHORITY.entities[mention.id].type == mention.type
        end = mention.end
    return [(mention.text, mention.type) for mention in mentions]


SENTENCES = [
    # Titles stay outside, particles and initials inside.
    ("en", "Mr Aldous Trevanion said so.", [("Aldous Trevanion", "person")]),
    ("fr", "Selon M. Kervadec, Mme Josiane Le Braz est partie.", [("Kervadec", "person"), ("Josiane Le Braz", "person")]),
    ("fr", "Le ministre Yann de Kergoat a parlé.", [("Yann de Kergoat", "person")]),
    ("en", "It was R. J. Plimpton who told us.", [("R. J. Plimpton", "person")]),
    # The first word of a sentence is a name only if it is one.
    ("en", "Farmers met. Several farmers left.", []),
    ("fr", "Plusieurs agriculteurs sont venus. Beaucoup sont repartis.", []),
    ("en", "They call it Zorbania. Zorbania is far.", [("Zorbania", None), ("Zorbania", None)]),
    # Inhabitants, days, months and languages are no names.
    ("en", "On Monday some Frenchmen learnt Portuguese in July.", []),
    ("fr", "Les Chinois et un Français parlent Anglais.", []),
    # Heads take what they are of.
    ("en", "the University of Ploverton", [("University of Ploverton", "org")]),
    ("en", "He joined Quibbleton Systems Inc last year.", [("Quibbleton Systems Inc", "org")]),
    ("fr", "le Ministère de la justice et de la police du pays", [("Ministère de la justice et de la police", "org")]),
    ("fr", "Le château de Kermadec est vide.", [("château de Kermadec", "place")]),
    ("en", "The health ministry refused.", [("health ministry", "org")]),
    ("en", "The people of the Centre for Zubar Prevention and Control came.", [("Centre for Zubar Prevention and Control", "org")]),
    ("en", "They left the Zubar Teachers' Union.", [("Zubar Teachers' Union", "org")]),
    ("en", "They met the Giants' Zubarol there.", [("Zubarol", None)]),
    # What a thing is called in passing stays outside a known name as well; several ministries are none.
    ("fr", "Le projet Debian invite chacun.", [("Debian", None)]),
    ("fr", "Il a reçu le prix Nobel de la paix.", [("prix Nobel de la paix", "programme")]),
    ("fr", "Les ministères de la santé et du travail sont loin.", []),
    # A hyphen joins one name, or stands between two that the text has alone.
    ("fr", "Huberlot et Beckard. Le duo Huberlot-Beckard.", [("Huberlot", None), ("Beckard", None), ("Huberlot", None), ("Beckard", None)]),
    ("en", "the Zorbania-based firm", [("Zorbania", None)]),
    # Lines of capitals name nobody that is not known.
    ("fr", "UN MORT DANS UN ACCIDENT DE LA ROUTE", []),
    # A site is no name.
    ("en", "Read more at Zorbania.com today.", []),
]


@pytest.mark.parametrize(("lang", "text", "expected"), SENTENCES, ids=[text[:40] for _, text, _ in SENTENCES])
def test_a_sentence_gives_these_names_and_no_others(lang: str, text: str, expected: list[tuple[str, str | None]]):
    got = found(text, lang)
    assert [name for name, _ in got] == [name for name, _ in expected]
    wanted = [kind or got[at][1] for at, (_, kind) in enumerate(expected)]
    assert [kind for _, kind in got] == wanted


def ids(text: str, lang: str) -> list[str]:
    return [mention.id for mention in SPOTTER.find(text, lang)]


def test_a_surname_is_the_person_of_the_text_who_bears_it():
    assert ids("Aldous Trevanion left. Later Trevanion came back.", "en") == ["~aldous-trevanion"] * 2
    assert ids("Trevanion est parti ; puis Aldous Trevanion est revenu.", "fr") == ["~aldous-trevanion"] * 2


def test_a_surname_of_two_people_of_the_text_is_neither():
    assert ids("Aldous Trevanion met Mary Trevanion. Then Trevanion left.", "en")[2] == "~trevanion"


def test_an_acronym_is_what_it_was_explained_to_be():
    text = "The Ploverton Innovation Centre (PIC) opened. Later the PIC closed."
    assert len(set(ids(text, "en"))) == 1
    assert {mention.type for mention in SPOTTER.find(text, "en")} == {"org"}


@pytest.mark.parametrize(
    ("name", "acronym", "told"),
    [
        ("frankfurt innovation centre", "fic", True),
        ("union federale autonome penitentiaire", "ufap", True),
        ("agence internationale de l energie atomique", "iaea", True),
        ("frankfurt innovation centre", "nato", False),
        ("frankfurt", "fr", False),
    ],
)
def test_an_acronym_is_explained_by_initials(name: str, acronym: str, *, told: bool):
    assert explains(name.split(), acronym) is told


def test_a_known_name_in_a_longer_one_is_not_that_entity():
    assert [mention.id for mention in SPOTTER.find("He teaches at the University of Paris Plovers.", "en")] == [
        "~university-of-paris-plovers"
    ]


def test_known_entities_that_begin_small_keep_their_ids():
    assert not ids("Il a reçu le prix Nobel de la paix.", "fr")[0].startswith("~")
    assert not ids("Le projet Debian invite chacun.", "fr")[0].startswith("~")


PIECES = st.lists(st.sampled_from([*"aBÉx1² _-.,'\n\u0301\u00ad\u02bcœ½", ". ", "O.N.U.", "G8", "M.R"])).map("".join)


@given(PIECES)
def test_the_quick_cut_into_words_is_that_of_the_whole_rule(text: str):
    assert names.pieces(text) == names._WORD.split(text)  # noqa: SLF001 — the rule itself


def test_known_entities_keep_their_ids():
    assert ids("Vladimir Poutine est à Pékin.", "fr") == ["vladimir-putin", "beijing"]


WORDS = st.sampled_from(
    [
        "Jean",
        "Dupont",
        "de",
        "la",
        "University",
        "of",
        "Ministère",
        "Paris",
        "M",
        "UN",
        "GNU",
        "the",
        "25",
        "Luna",
        "Monday",
        "Chinese",
        "King",
        "x",
    ]
)
GAPS = st.sampled_from([" ", "-", "’", ". ", ", ", "\n", "/", " & ", "", " (", "« "])


@given(st.text(), st.sampled_from(["fr", "en", "und", None]))
def test_any_text_is_read_without_an_error(text: str, lang: str | None):
    found(text, lang)


@given(
    st.lists(st.tuples(WORDS, GAPS)).map(lambda pairs: "".join(part for pair in pairs for part in pair)),
    st.sampled_from(["fr", "en", None]),
)
def test_offsets_are_exact_however_names_are_strung_together(text: str, lang: str | None):
    found(text, lang)
    assert SPOTTER.find(text, lang) == SPOTTER.find(text, lang)


STRUNG = st.lists(
    st.tuples(WORDS | st.sampled_from(["president", "says", "in", "l", "s", "Mayor", "new"]), GAPS | st.just("'")), min_size=1
)


@settings(deadline=None)
@given(st.lists(STRUNG, min_size=2, max_size=8))
def test_evidence_is_the_same_where_what_decides_it_is(texts: list[list[tuple[str, str]]]):
    known: dict[object, list[str]] = {}
    for pairs in texts:
        passage, marks, _ = SPOTTER.finder.read("".join(part for pair in pairs for part in pair))
        for at in range(len(passage)):
            for shaped in ("", "1", "A", "a", "0"):
                key = "before", evidence.decides_before(passage, marks, at, shaped)
                said = evidence.before(passage, marks, at, shaped)
                # A word that is not little says the same whether the name is one word or several.
                assert known.setdefault(key, said) == said
            key = "behind", evidence.decides_behind(passage, marks, at)
            assert known.setdefault(key, evidence.behind(passage, marks, at)) == evidence.behind(passage, marks, at)


@given(st.text(st.characters(categories=("L", "M", "Nd")), min_size=1))
def test_a_word_is_folded_as_unidecode_folds_it(word: str):
    assert names.folded(word) == re.sub("[^a-z0-9]+", "", unidecode(word).lower())


def _calls(work: Callable[[], object]) -> int:
    """How many functions of this project a piece of work calls."""
    count = 0

    def told(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(told)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "page",
    [
        lambda size: "A" * size,
        lambda size: "A " * size,
        lambda size: "Jean " * size,
        lambda size: "Jean-" * size,
        lambda size: "Ministère de la " * size,
        lambda size: "University of " * size,
        lambda size: " ".join(f"({chr(65 + at % 26)}{chr(65 + at // 26 % 26)}{chr(65 + at // 676 % 26)})" for at in range(size)),
        lambda size: " ".join(f"Jean Dupont{'ab'[at % 2] * (at % 40)}, " for at in range(size)),
    ],
    ids=["one token", "letters", "given names", "hyphens", "ministries", "universities", "acronyms", "people"],
)
def test_work_grows_with_the_text_and_no_faster(page: Callable[[int], str], lang: str):
    SPOTTER.find(page(1600), lang)  # what is remembered of words is not work
    small, large = (_calls(lambda size=size: SPOTTER.find(page(size), lang)) for size in (400, 1600))  # type: ignore[misc]
    assert large < 5 * small + 400, "four times the text takes more than five times the calls; look at Runs"


def _naming(key: str, *names: tuple[str, str]) -> Document:
    mentions = tuple(Mention(0, len(text), text, "org" if text.isupper() else "person", name) for name, text in names)
    return Document(key, "", headline=False, text="", lang="fr", mentions=mentions)


def test_an_unknown_name_is_called_as_articles_mostly_write_it(tmp_path: Path):
    names = nametable.NameTableBuilder(AUTHORITY.entities, tmp_path)
    for key, text in (("1", "Yann Le Goff"), ("2", "YANN LE GOFF"), ("3", "Yann Le Goff")):
        names.add(_naming(key, ("~yann-le-goff", text)))
    names.write(tmp_path)
    Identities().write(tmp_path)
    entity = nametable.read(tmp_path).entities["~yann-le-goff"]
    assert (entity.type, entity.labels["fr"], entity.labels["en"]) == ("person", "Yann Le Goff", "Yann Le Goff")


def test_many_names_of_one_article_are_kept_apart_and_not_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(nametable, "MOST_ONCE", 2)
    names = nametable.NameTableBuilder(AUTHORITY.entities, tmp_path)
    names.add(_naming("1", ("~a-b", "A b"), ("~c-d", "C d"), ("~e-f", "E f"), ("beijing", "Pékin")))
    names.add(_naming("2", ("~c-d", "C d")))
    names.add(_naming("3", ("~g-h", "G h")))
    names.write(tmp_path)
    Identities().write(tmp_path)
    assert set(nametable.read(tmp_path).entities) == {"~c-d", "beijing"}
    assert [line.split("\t")[0] for line in (tmp_path / nametable.ONCE).read_text("utf-8").splitlines()] == ["~a-b", "~e-f", "~g-h"]
    (tmp_path / "next").mkdir()
    again = nametable.NameTableBuilder(AUTHORITY.entities, tmp_path)
    again.go_on(tmp_path)
    again.add(_naming("4", ("~a-b", "A b")))
    again.write(tmp_path / "next")
    Identities().write(tmp_path / "next")
    assert set(nametable.read(tmp_path / "next").entities) == {"~a-b", "~c-d", "beijing", "~e-f", "~g-h"}


Names = list[list[tuple[str, str]]]
NAMED = st.lists(
    st.lists(
        st.sampled_from([("~a-b", "A b"), ("~a-b", "A B"), ("~a-b-c", "A b c"), ("~ab", "Ab"), ("beijing", "Pékin"), ("cnsa", "CNSA")])
    ),
    max_size=4,
)


def table_written(
    folder: Path, changes: Sequence[tuple[Names, int]], base: Path | None, *, again: bool = False
) -> nametable.NameTableBuilder:
    """A table of the names of some documents, each so many times, or less if that is below 0; `base` is what it goes on from."""
    folder.mkdir()
    table = nametable.NameTableBuilder(AUTHORITY.entities, folder)
    if base:
        table.go_on(base, known_again=again)
    for documents, times in changes:
        for named in documents:
            table.add(_naming("", *named), times)
    table.write(folder)
    return table


@settings(deadline=None)
@given(kept=NAMED, gone=NAMED, fresh=NAMED, again=st.booleans())
def test_a_table_that_went_on_is_the_table_that_would_have_been_written(kept: Names, gone: Names, fresh: Names, *, again: bool):
    def write(folder: Path, *changes: tuple[Names, int], base: Path | None = None) -> list[bytes]:
        table_written(folder, changes, base, again=again)
        return [(folder / name).read_bytes() for name in (nametable.FILE, nametable.ONCE)]

    with TemporaryDirectory() as place:
        folder = Path(place)
        write(folder / "before", (kept, 1), (gone, 1))
        assert write(folder / "on", (gone, -1), (fresh, 1), base=folder / "before") == write(folder / "anew", (kept, 1), (fresh, 1))


@pytest.mark.parametrize("written", [b"", b"[]", b'{"beijing":{}'])
def test_nothing_goes_on_from_what_is_no_table(tmp_path: Path, written: bytes):
    nametable.NameTableBuilder(AUTHORITY.entities, tmp_path).write(tmp_path)
    (tmp_path / nametable.FILE).write_bytes(written)
    (tmp_path / "next").mkdir()
    names = nametable.NameTableBuilder(AUTHORITY.entities, tmp_path)
    names.go_on(tmp_path)
    names.add(_naming("", ("beijing", "Pékin")))
    with pytest.raises(IndexDamaged, match=nametable.FILE):
        names.write(tmp_path / "next")
