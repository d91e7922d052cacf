"""What a reader sees of an article, and what is marked in it."""

import html
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import SEEDS, Search, searching
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import CHAINS
from indexer.codec import kernels
from indexer.document import Document, Language, Mention
from service.search import highlight
from service.search.excerpts import LONGEST, excerpts, rendered
from service.search.highlight import marked
from service.search.marks import MarkedPhrase, Marks, Span
from service.search.sentences import ABBREVIATIONS, SHORT, holding

MakeIndex = Callable[[Sequence[Mapping[str, Any]]], Path]


def fragments(text: str, marks: Sequence[Marks], lang: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """What is shown of one article."""
    document = Document("1", "", headline=False, text=text, lang=lang, mentions=tuple(mentions))
    (shown,) = highlight.shown([document], {"title": (), "body": tuple(marks)})
    return shown.body


def plain(fragment: str) -> str:
    """A fragment as the text that it was cut from."""
    return html.unescape(re.sub("</?mark>", "", fragment))


def marks_of(fragment: str) -> list[str]:
    """What is marked, as text."""
    return [html.unescape(mark) for mark in re.findall("<mark>(.*?)</mark>", fragment, re.DOTALL)]


def seen(make_index: MakeIndex, q: str, text: str, title: str = "Un titre", lang: str = "fr") -> tuple[list[str], str, tuple[str, ...]]:
    """What a search marks in one article: in the body, and the title and the body as they are shown."""
    hit = searching(make_index([{"id": "x", "lang": lang, "title": title, "text": text}]))(q).hits[0]
    return [mark for part in hit.highlights.body for mark in marks_of(part)], hit.highlights.title[0], hit.highlights.body


texts = st.text(
    st.sampled_from("aeé œlunLUN25.,;:!?…«» ’'-()\n\t\u00a0\u202f\u0301\u200b🚀<&>") | st.sampled_from(list("abcd ")), max_size=900
)
looked_for = st.builds(
    Marks,
    st.sampled_from(["fr", "en"]),
    terms=st.sets(st.sampled_from(["lun", "a", "e"])),
    surfaces=st.sets(st.sampled_from(["lune", "aa", "25", "d"])),
    phrases=st.lists(st.builds(MarkedPhrase, st.sampled_from([("a", "b"), ("lun", "25")]), st.integers(1, 5), st.booleans()), max_size=2),
)


@settings(deadline=None)
@given(texts, looked_for)
def test_a_snippet_without_its_marks_is_a_piece_of_the_text(text: str, marks: Marks) -> None:
    for fragment in fragments(text, [marks], marks.language, ()):
        assert plain(fragment) in text, "look at excerpts.rendered"
        assert plain(fragment)
        assert plain(fragment) == plain(fragment).strip(), "no space around a fragment; look at excerpts._window"


@settings(deadline=None)
@given(texts, looked_for)
def test_a_text_that_is_marked_is_still_the_text(text: str, marks: Marks) -> None:
    whole = marked(text, [marks], marks.language, ())
    assert plain(whole) == text
    assert not re.search("<(?!/?mark>)", whole), "only the marks are markup"


@settings(deadline=None)
@given(texts, looked_for)
def test_fragments_are_cut_at_words(text: str, marks: Marks) -> None:
    for fragment in fragments(text, [marks], marks.language, ()):
        cut = plain(fragment)
        if max(map(len, text.split())) < LONGEST // 2:
            borders = rf"(?<!\S){re.escape(cut)}(?!\S)|(?<!\S){re.escape(cut)}(?=[,;:–—]\s)"
            assert re.search(borders, text), f"{cut!r} does not begin and end with words"
            assert len(cut) <= LONGEST


@settings(deadline=None)
@given(texts, looked_for)
def test_marks_cover_only_what_is_looked_for(text: str, marks: Marks) -> None:
    wanted = marks.terms | marks.surfaces | {word for phrase in marks.phrases for word in phrase.words}
    for mark in marks_of(marked(text, [marks], marks.language, ())):
        parts = list(CHAINS[marks.language].parts(mark))
        assert any(wanted.intersection((*part.surfaces, *part.terms)) for part in parts), f"{mark!r} answers none of {wanted}"


def test_every_word_is_marked_where_it_stands(make_index: MakeIndex) -> None:
    found, title, _ = seen(make_index, "lune", "La Lune et les lunes, mais pas les lunettes.", title="Lune pleine")
    assert found == ["Lune", "lunes"]
    assert title == "<mark>Lune</mark> pleine"


@pytest.mark.parametrize(
    ("q", "text", "mark"),
    [
        ("avocat", "Voici l’avocat du diable.", "avocat"),
        ("avocat", "Voici l'avocat du diable.", "avocat"),
        ("avocat", "Voici qu’aujourd’hui l\u2019Avocat parle.", "Avocat"),
        ("oeuvre", "… une œuvre — et 5 € « enfin » pour l’œuvre", "œuvre"),
        ("fusee", "La fuse\u0301e part.", "fuse\u0301e"),
        ("fusée", "🚀🚀 La fusée 🚀 part. 🎉", "fusée"),
        ("rogozine", "Selon M.Rogozine, la fusée part.", "M.Rogozine"),
        ("ONU", "Selon l’O.N.U. la fusée part.", "O.N.U."),
        ("strasse", "Die Straße in Berlin.", "Straße"),
        ("cooperation", "De la co\u00adopé\u00adra\u00adtion en cours.", "co\u00adopé\u00adra\u00adtion"),
    ],
)
def test_a_mark_stands_on_the_word_whatever_stands_around_it(make_index: MakeIndex, q: str, text: str, mark: str) -> None:
    found, _, _ = seen(make_index, q, text)
    assert found
    assert {each.replace("\u00ad", "") for each in found} <= {_composed(mark), "Rogozine"}


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\u00ad", "")


def test_a_phrase_marks_only_whole_phrases(make_index: MakeIndex) -> None:
    found, _, _ = seen(
        make_index, '"station lunaire"', "La station orbitale et la base lunaire. Puis vient une autre station lunaire, la vraie."
    )
    assert found == ["station", "lunaire"]


def test_a_loose_phrase_marks_its_words_and_nothing_between(make_index: MakeIndex) -> None:
    found, _, _ = seen(make_index, '"lunaire station"~4', "La station de recherche lunaire. Une phrase plus loin se trouve une station.")
    assert found == ["station", "lunaire"]


def test_a_word_with_a_hyphen_is_marked_as_a_whole_word_only(make_index: MakeIndex) -> None:
    found, _, _ = seen(make_index, "xuna-25", "La sonde xuna-25, la sonde xuna et le chiffre 25 ; des accords russo-chinois.")
    assert found == ["xuna", "25"]


def test_what_is_left_out_is_not_marked(make_index: MakeIndex) -> None:
    found, _, _ = seen(make_index, "lune -titre -mars", "La lune et la terre.", title="Sans")
    assert found == ["lune"]


def test_marks_of_a_field_stay_in_it(make_index: MakeIndex) -> None:
    found, title, _ = seen(make_index, "title:lune", "La lune et la terre.", title="La lune")
    assert (found, title) == ([], "La <mark>lune</mark>")
    found, title, _ = seen(make_index, "body:lune", "La lune et la terre.", title="La lune")
    assert (found, title) == (["lune"], "La lune")


def test_a_name_is_marked_in_the_spelling_of_the_text(make_index: MakeIndex) -> None:
    found, _, _ = seen(make_index, "Rogozine", "The head of Roscosmos, Dmitry Rogozin, spoke to the press on Monday.", lang="en")
    assert found == ["Dmitry Rogozin"]


def test_a_title_that_is_only_the_beginning_of_the_text_is_marked_as_text(seeds_search: Search) -> None:
    hit = next(hit for hit in seeds_search("Rogozine").hits if hit.id.startswith("001"))
    assert marks_of(hit.highlights.title[0]) == ["Dmitry Rogozin"]


def test_markup_in_an_article_is_text(make_index: MakeIndex) -> None:
    script = "<script>alert('lune')</script> & <mark>lune</mark>"
    _, title, body = seen(make_index, "lune", f"Voici {script} fin.", title=f"Titre {script}")
    for shown in (title, *body):
        assert not re.search("<(?!/?mark>)", shown)
        assert "&lt;script&gt;" in shown
        assert "&lt;mark&gt;<mark>lune</mark>&lt;/mark&gt;" in shown, "the article's own mark is shown, not obeyed"


def test_text_past_32768_characters_is_found_and_marked(make_index: MakeIndex) -> None:
    far = "Une phrase comme une autre, sans rien de plus. " * 22_000 + "Ici se trouve le mot quasar."
    assert len(far) > 1_000_000
    found, _, body = seen(make_index, "quasar", far)
    assert found == ["quasar"]
    assert plain(body[0]) == "Ici se trouve le mot quasar."


def test_a_line_of_a_million_characters_without_a_sentence_gives_a_short_fragment() -> None:
    line = "mot " * 125_000 + "quasar " + "mot " * 125_000
    (fragment,) = fragments(line, [Marks("fr", surfaces={"quasar"})], "fr", ())
    assert len(plain(fragment)) <= LONGEST
    assert marks_of(fragment) == ["quasar"]


@pytest.mark.parametrize("noise", ["A" * 1_000_000, ". " + " " * 200_000 + "a", ")" * 200_000, ".)" * 100_000, "\u00a0" * 100_000 + "x"])
def test_noise_is_cut_as_well(noise: str) -> None:
    for fragment in fragments(f"{noise} quasar {noise}", [Marks("fr", surfaces={"quasar"})], "fr", ()):
        assert len(plain(fragment)) <= LONGEST


def test_a_fragment_is_a_sentence_where_it_fits() -> None:
    text = (
        "Lundi à Genève, M. Dupont a longuement parlé à J. Martin de l’ONU. Le Dr. Durand, lui, a trouvé un quasar dans le ciel de Paris ! "
        "« Personne n’y croyait », dit-il. Un quasar, c’est rare."
    )
    shown = [plain(fragment) for fragment in fragments(text, [Marks("fr", surfaces={"quasar"})], "fr", ())]
    assert shown[0].startswith("Le Dr. Durand"), "M., J. and Dr. end no sentence, ONU may"
    assert shown[0].endswith("Paris !")


def test_a_long_sentence_is_cut_after_a_comma_and_begins_where_it_begins_if_it_can() -> None:
    tail = ", qui dure encore et encore sans jamais vouloir finir" * 8 + "."
    (early,) = fragments("Au début se tient un quasar" + tail, [Marks("fr", surfaces={"quasar"})], "fr", ())
    assert plain(early).startswith("Au début")
    assert plain(early).endswith("finir"), "at a comma, without it"
    (late,) = fragments("Il est une phrase" + tail[:-1] + ", où se tient un quasar.", [Marks("fr", surfaces={"quasar"})], "fr", ())
    assert plain(late).startswith("qui dure encore")
    assert plain(late).endswith("quasar.")


def test_the_sentences_that_answer_most_of_the_query_are_shown_in_their_order() -> None:
    text = "Un quasar brille.\nRien ici.\nUn pulsar et un quasar.\nUne comète passe.\nUn quasar encore."
    marks = Marks("fr", surfaces={"quasar", "pulsar", "comete"})
    assert [plain(fragment) for fragment in fragments(text, [marks], "fr", ())] == ["Un pulsar et un quasar.", "Une comète passe."]


def test_a_sentence_that_the_text_repeats_is_shown_once() -> None:
    text = "Le quasar et le quasar.\nLe quasar et le quasar.\nUn autre quasar, un quasar."
    shown = [plain(fragment) for fragment in fragments(text, [Marks("fr", surfaces={"quasar"})], "fr", ())]
    assert shown == ["Le quasar et le quasar.", "Un autre quasar, un quasar."]


def test_where_nothing_matches_the_beginning_is_shown(make_index: MakeIndex) -> None:
    _, _, body = seen(make_index, "title:titre", "La première phrase. La seconde phrase, un peu plus longue que la première. La troisième.")
    assert body[0].startswith("La première phrase.")
    assert fragments("", [], "fr", ()) == ()
    assert fragments(" \n ", [], "fr", ()) == ()


@pytest.mark.parametrize("language", ["fr", "en", "und"])
def test_an_article_is_marked_by_the_reading_of_its_language(language: str) -> None:
    readings: tuple[Language, ...] = ("fr", "en")
    marks = [Marks(reading, terms={{"fr": "lun", "en": "moon"}[reading]}) for reading in readings]
    shown = marked("lune moon", marks, language, ())
    assert marks_of(shown) == {"fr": ["lune"], "en": ["moon"], "und": ["lune", "moon"]}[language]


def test_a_name_that_an_article_only_comes_with_is_marked_nowhere() -> None:
    given_name = Mention(0, 0, "", "person", "dmitry-rogozin")
    assert marked("Un texte.", [Marks("fr", entities={"dmitry-rogozin"})], "fr", [given_name]) == "Un texte."


def test_a_sentence_that_a_text_repeats_is_shown_once() -> None:
    shown = fragments("The moon, the moon.\nAbc def.\n" * 50, [Marks("en", terms={"moon"})], "en", ())
    assert shown == ("The <mark>moon</mark>, the <mark>moon</mark>.",)


def test_a_phrase_of_one_repeated_word_marks_every_place_once() -> None:
    marks = Marks("en", phrases=[MarkedPhrase(("moon",) * 50, 1), MarkedPhrase(("moon",) * 50, 60)])
    spans = marks.spans("moon " * 200, ())
    assert [span.start for span in spans] == list(range(0, 1000, 5))


# The shortcuts: what is remembered of a text's chunks, and where its sentences are


PIECES = [
    *(
        "l’homme",
        "l'homme",
        "Homme,",
        "«\u00a0homme\u00a0»",
        "Luna-25",
        "luna 25",
        "Luna",
        "C++",
        "R&D",
        "O.N.U.",
        "ONU",
        "🚀",
        "\u200b",
        "x" * 70,
    ),
    *(
        "10 000",
        "10\u00a0000",
        "10\u202f000",
        "10000",
        "10",
        "000",
        "0000",
        "2019 500",
        "٣ ٠١٢",
        "3,14",
        "1 000 000",
        "fuse\u0301e",
        "fusée",
    ),
    *(
        "co\u00adopé\u00adration",
        "ministre de la santé",
        "ministre",
        "de",
        "la",
        "santé",
        "de la",
        "moon",
        "moon moon",
        "grand-père",
        "grand père",
    ),
    *(
        "Fin. Il",
        "M. Il",
        "etc. Une",
        "J. Dupont",
        "!",
        "?",
        "…",
        ".",
        "»",
        "« Oui",
        "une phrase qui ne veut pas finir,",
        "et encore une autre ;",
    ),
]
news = st.lists(st.sampled_from(PIECES) | st.sampled_from(["\n", "\n\n", "\t", ". ", ", ", "  ", ""]), max_size=80).map(" ".join) | texts
SOUGHT = [
    *("homm", "homme", "luna", "25", "lun", "10000", "10", "000", "onu", "c++", "r&d", "fuse", "fusee", "cooper", "cooperation"),
    *("de", "la", "sante", "moon", "grandpere", "pere", "312", "x" * 64),
]
words = st.sets(st.sampled_from(SOUGHT), max_size=5)
phrases = st.builds(
    MarkedPhrase,
    st.sampled_from([("ministre", "de", "la", "sante"), ("de", "la"), ("luna", "25"), ("moon", "moon"), ("grand", "pere"), ("10", "homme")])
    | st.lists(st.sampled_from(["de", "la", "moon", "homme", "25", "lun"]), min_size=2, max_size=4).map(tuple),
    st.sampled_from([1, 1, 2, 3, 5, 30]),
    st.booleans(),
)
queries = st.builds(Marks, st.sampled_from(["fr", "en"]), terms=words, surfaces=words, phrases=st.lists(phrases, max_size=3))


@settings(deadline=None, max_examples=500)
@given(news, queries)
def test_what_is_recalled_of_a_text_marks_the_same_as_reading_it(text: str, marks: Marks) -> None:
    recalled = marks.spans(text, ())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.search.marks.LONG", -1)
        assert recalled == marks.spans(text, ()), "see Marks._recalled and phrases.neighbourhoods"


@pytest.mark.parametrize(
    "q", ["la Lune", "station lunaire", "Luna-25", "Roscosmos", "2021", "10 000", "moon station", "l'espace", "le de la"]
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_recalled_of_an_article_marks_the_same_as_reading_it(q: str, language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = list(CHAINS[language].parts(q))
    surfaces = tuple(part.surfaces[0] for part in parts)
    queries = [
        Marks(language, {term for part in parts for term in part.terms}, set(surfaces)),
        Marks(language, phrases=[MarkedPhrase(surfaces, 1), MarkedPhrase(surfaces, 6)]),
    ]
    texts = [path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    assert texts
    recalled = [marks.spans(text, ()) for marks in queries for text in texts]
    monkeypatch.setattr("service.search.marks.LONG", -1)
    assert recalled == [marks.spans(text, ()) for marks in queries for text in texts]


def all_sentences(text: str) -> list[tuple[int, int]]:
    """Every sentence of a text, read from its beginning to its end."""
    found, start = [], 0
    for end in re.finditer(r"[.!?…][\"»”’)\]]*\s++(?=[\"«“‘(\[]?[\u00a0\u202f ]?[A-ZÀ-Þ0-9])|\n\s*+", text):
        word = re.search(r"[^\W\d_]+\Z", text[max(0, end.start() - 5) : end.start()])
        abbreviated = word and text[end.start()] == "." and (len(word.group()) == 1 or word.group() in ABBREVIATIONS)
        if "\n" in end.group() or (end.end() - start >= SHORT and not abbreviated):
            found.append((start, end.end()))
            start = end.end()
    return [*found, (start, len(text))] if start < len(text) else found


@settings(deadline=None, max_examples=500)
@given(news, st.data())
def test_the_sentence_that_holds_a_character_is_one_of_all_sentences(text: str, data: st.DataObject) -> None:
    places = sorted(data.draw(st.lists(st.sampled_from([at for at, sign in enumerate(text) if not sign.isspace()] or [0]), max_size=5)))
    if text:
        expected = [next(each for each in all_sentences(text) if each[0] <= place < each[1]) for place in places]
        assert list(holding(text, places)) == expected


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(news, news), max_size=4), queries, st.none() | queries)
def test_articles_looked_at_together_show_what_they_show_alone(several: list[tuple[str, str]], one: Marks, two: Marks | None) -> None:
    title, body = replace(one), replace(two or one, language=one.language)
    documents = [Document(str(n), name, headline=True, text=text, lang=one.language) for n, (name, text) in enumerate(several)]
    marks = {"title": (title,), "body": (body,)}
    alone = [fragments(document.text, [replace(body)], document.lang, ()) for document in documents]
    names = [marked(document.title, [replace(title)], document.lang, ()) for document in documents]
    shown = highlight.shown(documents, marks)
    assert [each.body for each in shown] == alone
    assert [each.title for each in shown] == names


names = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9), st.sampled_from(["moon", "onu"])), max_size=2)
written = st.builds(
    lambda title, text, lang, headline, spoken, named: Document(
        "1",
        title,
        headline=headline,
        text=text,
        lang=lang,
        title_mentions=[Mention(at, at + size, title[at : at + size], "place", key) for at, size, key in named],
        mentions=[Mention(at, at + size, text[at : at + size], "place", key) for at, size, key in named],
        spoken=tuple(spoken[n % 2] for n, _ in enumerate(text.split("\n"))) if spoken else (),
    ),
    news,
    news,
    st.sampled_from(["fr", "fr", "en", "en", "und", "de"]),
    st.booleans(),
    st.none() | st.none() | st.permutations(["fr", "en"]),
    names,
)
looking = st.builds(
    Marks,
    st.just("fr"),
    terms=words,
    surfaces=words,
    phrases=st.just([]) | st.lists(phrases, max_size=1),
    entities=st.sets(st.sampled_from(["moon"])),
)


@pytest.mark.skipif(not kernels.compile_all(), reason="there is no numba here")
@settings(deadline=None, max_examples=300)
@given(st.lists(written, max_size=5), st.lists(looking, min_size=2, max_size=2), st.none() | looking)
def test_what_is_shown_from_arrays_alone_is_what_python_shows(documents: list[Document], read: list[Marks], other: Marks | None) -> None:
    bodies = [replace(each, language=language) for each, language in zip(read, ("fr", "en"), strict=True)]
    titles = [replace(each, entities=set()) for each in bodies] if other is None else [replace(other), bodies[1]]

    def seen() -> list[highlight.Shown]:
        return highlight.shown(documents, {"title": tuple(map(replace, titles)), "body": tuple(map(replace, bodies))})

    shown = seen()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "COMPILED", False)
        assert shown == seen(), "see highlight._plain and kernels.spans"


@pytest.mark.skipif(not kernels.compile_all(), reason="there is no numba here")
@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["lune " * 1_001, "lune " * 1_000, "lune, " * 900, "Une lune."], {"lune"}),
        ([" ".join(f"mot{n}, mot{n}. (mot{n})" for n in range(60))], {f"mot{n}" for n in range(60)}),
        ([" ".join(f"mot{n}" for n in range(70)), "mot1 mot2"], {f"mot{n}" for n in range(70)}),
        ([" ".join(f"mot{n}-lune lune-mot{n}" for n in range(400))], {"lune", "mot3"}),
        (["Une lune 🚀.", "Une lune.", "Une 語 lune."], {"lune"}),
    ],
    ids=["more than fit", "many forms", "many parts", "many chunks", "other letters"],
)
def test_what_does_not_fit_into_arrays_is_shown_all_the_same(texts: list[str], words: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [Document(str(n), "Lune", headline=True, text=text, lang="fr") for n, text in enumerate(texts)]
    marks = [{part: (Marks("fr", surfaces=words),) for part in ("title", "body")} for _ in range(2)]
    twice = [highlight.shown(documents, marks[0]) for _ in range(2)]
    monkeypatch.setattr(kernels, "COMPILED", False)
    assert twice == [highlight.shown(documents, marks[1])] * 2


def spans_in(text: str, data: st.DataObject) -> list[Span]:
    """Some marks, in order and without overlap."""
    words = [match.span() for match in re.finditer(r"\S+", text)]
    chosen = data.draw(st.lists(st.sampled_from(words), unique=True, max_size=12).map(sorted) if words else st.just([]))
    return [Span(start, end, data.draw(st.sampled_from("abc"))) for start, end in chosen]


LONG_PIECES = [
    *"abcdefgh",
    *"<&>\"'",
    "mot,",
    "mot ;",
    "(oui)",
    "«\u00a0non\u00a0»",
    "fin.",
    "Il",
    "—",
    "x" * 90,
    "M. Dupont",
    "🚀",
    "\ud83d\ude80",
]
LONG = st.lists(st.sampled_from(LONG_PIECES), max_size=150)


@pytest.mark.skipif(not kernels.compile_all(), reason="there is no numba here")
@settings(deadline=None, max_examples=500)
@given(st.lists(news | LONG.map(" ".join), max_size=3), st.data())
def test_compiled_code_shows_what_python_shows(several: list[str], data: st.DataObject) -> None:
    spans, whole = [spans_in(text, data) for text in several], data.draw(st.integers(0, len(several)))
    compiled = excerpts(several, spans, whole)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "COMPILED", False)
        assert compiled == excerpts(several, spans, whole), "see kernels.excerpts and excerpts._read"
    for text, marks, shown in zip(several[:whole], spans, compiled, strict=False):
        assert "".join(shown) == rendered(text, 0, len(text), marks)


@pytest.mark.parametrize(
    "text", ["Un quasar. Puis une phrase assez longue pour en être une.\n" * 4_000, "quasar " * 7_000, "quasar.\n" * 6_000]
)
@pytest.mark.parametrize("marks", [Marks("fr", surfaces={"quasar"}), Marks("fr", phrases=[MarkedPhrase(("quasar", "quasar"), 40)])])
def test_marks_everywhere_are_found_in_time_in_proportion(text: str, marks: Marks) -> None:
    assert fragments(text, [marks], "fr", ())
