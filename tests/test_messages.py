"""What the pages say and how they say it: every message in both languages, numbers, dates, typography."""

import re
from collections.abc import Mapping
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

import service
from indexer.schema import FACETS
from service import narrowing
from service.messages import MESSAGES, PROBLEM, PROBLEMS, Sentence
from service.search import request
from service.search.catalogue import Catalogue
from service.search.request import PARAMETERS, Face
from service.search.request import parse as asked
from service.search.syntax import parse
from service.typography import begun, curved, french, unfinished
from service.voice import VOICES, Voice

SERVICE = Path(service.__file__).parent
NARROW = "\N{NARROW NO-BREAK SPACE}"


def sentences(row: Sentence) -> tuple[str, ...]:
    return (row,) if isinstance(row, str) else row


def braces(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", MESSAGES)
def test_every_message_speaks_both_languages_about_the_same_things(key: str) -> None:
    row = MESSAGES[key]
    assert set(row) == {"fr", "en"}, f"{key} speaks {sorted(row)}"
    assert all(sentence.strip() for lang in row for sentence in sentences(row[lang])), f"{key} has an empty sentence"
    named = {lang: {frozenset(braces(sentence)) for sentence in sentences(row[lang])} for lang in row}
    assert named["fr"] == named["en"], f"{key} has other braces in French than in English: {named}"


CATALOGUES = sorted((SERVICE / "locale").glob("*/LC_MESSAGES/messages.po"))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_catalogue_is_whole_as_translators_and_their_editors_have_it(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    messages = [message for message in catalogue if message.id]
    assert len(messages) > 300
    assert not [message.id for message in messages if message.fuzzy], "these were changed and not looked at again"
    assert not list(catalogue.obsolete), "nobody says these any more"
    halves = [half for message in messages for half in ((message.string,) if isinstance(message.string, str) else message.string)]
    assert all(half.strip() for half in halves), "a sentence is not translated"
    keys = [message.context for message in messages if message.context != PROBLEM]
    assert len(set(keys)) == len(keys), "a key stands for two sentences"
    for message in messages:
        if message.context == PROBLEM:
            assert braces(message.string) <= braces(message.id), f"“{message.string}” tells what “{message.id}” does not know"


def test_a_remark_is_read_by_its_own_sentence_and_not_by_a_broader_one() -> None:
    problems = PROBLEMS["fr"]
    for place, (pattern, _) in enumerate(problems):
        example = re.sub(r"\(\.\*\)", "7", pattern.pattern)
        sentence = re.sub(r"\\(.)", r"\1", example)
        first = next(number for number, (other, _) in enumerate(problems) if other.fullmatch(sentence))
        assert first == place, f"“{sentence}” is taken for “{problems[first][1]}”"


def test_french_is_set_with_narrow_spaces_and_curved_apostrophes() -> None:
    written = {key: sentence for key, row in MESSAGES.items() for sentence in sentences(row["fr"])}
    loose = {key: text for key, text in written.items() if re.search(rf"[^{NARROW}:][;!?»]|\w:(?!//)|[ ][;:!?»]|«(?!{NARROW})|'", text)}
    assert not loose, "these sentences are not set as French is printed"
    assert sum(NARROW in text for text in written.values()) > 10
    assert french("Sûre à 73 %.") == f"Sûre à 73{NARROW}%."
    assert french("Lu : « ceci » ; non !") == f"Lu{NARROW}: «{NARROW}ceci{NARROW}»{NARROW}; non{NARROW}!"


def test_english_uses_curved_quotes() -> None:
    straight = {key for key, row in MESSAGES.items() for sentence in sentences(row["en"]) if "'" in sentence or '"' in sentence}
    assert not straight


def test_templates_and_code_use_exactly_the_messages_there_are() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (*SERVICE.glob("templates/*.html"), *SERVICE.glob("*.py"))]
    whole = {key for source in sources for key in re.findall(r"""(?:\bt|\bsay)\(\s*"([\w.:-]+)"[,)]""", source)}
    starts = {key for source in sources for key in re.findall(r"""(?:\bt|\bsay|return)\(?\s*f?"([\w.-]+\.)["{]""", source)}
    assert len(whole) > 50
    assert starts >= {"facet.", "type.", "error.", "read.", "sort.", "filters."}
    assert whole <= set(MESSAGES), "used, but nobody wrote them"
    unused = {key for key in MESSAGES if key not in whole and not any(key.startswith(start) for start in starts)}
    assert not unused, "written, but nobody says them"


@pytest.mark.parametrize("voice", VOICES.values(), ids=VOICES)
def test_whatever_a_search_can_hold_has_a_name(voice: Voice) -> None:
    for name in FACETS:
        assert voice.say(f"facet.{name}")
    for sort in PARAMETERS["sort"].schema["enum"]:
        assert voice.say(f"sort.{sort}")
    for code in ("not-found", "no-index", "building", "limited", "timeout", "bad-request", "internal"):
        assert voice.say(f"error.{code}.title")
        assert voice.say(f"error.{code}.text")
    for name, values in narrowing.SETTINGS:
        assert all(voice.say(f"filters.{name}.{value}") for value in values)


@pytest.mark.parametrize(
    ("iso", "french", "english"),
    [
        ("2021", "2021", "2021"),
        ("2021-12", "décembre 2021", "December 2021"),
        ("2021-12-09", "9 décembre 2021", "9 December 2021"),
        ("2021-12-01", "1er décembre 2021", "1 December 2021"),
    ],
)
def test_a_date_is_no_more_precise_in_words_than_it_is(iso: str, french: str, english: str) -> None:
    assert VOICES["fr"].date(iso) == french
    assert VOICES["en"].date(iso) == english


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [
        (0, "0 article", "0 articles"),
        (1, "1 article", "1 article"),
        (2, "2 articles", "2 articles"),
        (12345, f"12{NARROW}345 articles", "12,345 articles"),
    ],
)
def test_numbers_agree_with_their_nouns(count: int, french: str, english: str) -> None:
    assert VOICES["fr"].say("results.articles", n=count) == french
    assert VOICES["en"].say("results.articles", n=count) == english


def test_time_is_told_as_roughly_as_it_matters() -> None:
    assert [VOICES["fr"].duration(ms) for ms in (0.2, 2.6, 999, 1234)] == [
        "moins de 1\u00a0ms",
        "3\u00a0ms",
        "999\u00a0ms",
        "1,2\u00a0s",
    ], "a unit stays on the line of its number"
    assert VOICES["en"].duration(1234) == "1.2\u00a0s"


@pytest.mark.parametrize(
    ("q", "arguments"),
    [
        ("lun~2", {}),
        ("a*", {}),
        ("source:nowhere", {}),
        ("person:nobody", {}),
        ("é" * 4000, {"facet_limit": "1000"}),
        ("lune", {"per_page": "0", "sort": "best", "source": "Nowhere", "org": "x" * 501}),
        ("lune", {"-source": "NASA", "-org": "NASA"}),
    ],
)
def test_what_a_search_says_on_a_page_is_said_in_french(seeds_index: Path, q: str, arguments: Mapping[str, str]) -> None:
    wanted, notices = asked([("q", q), *arguments.items()], strict=False)
    page = Catalogue(seeds_index).search(wanted, Face(strict=False), notices)
    said = [*(problem.message for problem in page.query.problems), *(message for _, message in page.notices)]
    assert said, "nothing is said any more; choose another example"
    for sentence in said:
        assert VOICES["fr"].translated(sentence)[1] == "fr", f"the catalogue needs “{sentence}”, as a problem"


BROKEN = (
    "foo (bar",
    "a* NOT",
    "nosuch:foo",
    "date:2021-13 x",
    '"abc',
    "foo~9",
    "☃ x",
    "lang:de x",
    "date:[2022 TO 2021] x",
    "[2021 TO 2022]",
    "()",
    "x»",
)


@pytest.mark.parametrize("q", BROKEN)
def test_what_the_parser_guessed_is_told_in_french(q: str) -> None:
    problems = parse(q).problems
    assert problems, f"{q} is no longer a problem; choose another example"
    for problem in problems:
        sentence, lang = VOICES["fr"].translated(problem.message)
        assert lang == "fr", f"the catalogue needs “{problem.message}”, as a problem"
        assert "is left out" not in sentence
        assert VOICES["en"].translated(problem.message) == (problem.message, "en")


@given(st.text(alphabet='ab1é ()[]":~*?-+«»☃ANDORT', max_size=40))
def test_no_problem_of_a_query_is_left_untranslated(q: str) -> None:
    for problem in parse(q).problems:
        assert VOICES["fr"].translated(problem.message)[1] == "fr", f"the catalogue needs “{problem.message}”, as a problem"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("q", ["x" * (request.MAX_QUERY + 1)]),
        ("lang", ["de"]),
        ("match", ["most"]),
        ("from", ["2021-13"]),
        ("from", ["0000"]),
        ("from", ["2021-02-30"]),
        ("to", ["soon"]),
        ("twins", ["fold"]),
        ("page", ["0"]),
        ("page", ["1", "2"]),
        ("per_page", ["101"]),
        ("facets", ["colour"]),
    ],
)
def test_a_setting_that_is_ignored_is_explained_in_french(name: str, values: list[str]) -> None:
    _, refusals = request.parse([(name, value) for value in values], strict=False)
    assert [refusal.parameter for refusal in refusals] == [name]
    assert VOICES["fr"].translated(refusals[0].message)[1] == "fr", f"the catalogue needs “{refusals[0].message}”, as a problem"


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("no article of this index has “Q1”", "aucun article de cet index n’a « Q1 »"),
        (
            "no article of this index has “NASA”; filters take ids, this one is nasa",
            "aucun article n’a « NASA » ; l’identifiant ici est nasa",
        ),
        ("no article of this index has person “Nemo”", "aucun article de cet index n’a « Nemo » comme person"),
        ("“2021-13”: there is no month 13. It is left out.", "« 2021-13 » : il n’y a pas de mois 13. C’est laissé de côté."),
    ],
)
def test_a_sentence_of_the_search_in_french(english: str, said: str) -> None:
    assert VOICES["fr"].translated(english) == (french(said), "fr")


@pytest.mark.parametrize(
    ("english", "french_said", "english_said"),
    [
        (
            "must be at most 8192 characters, this one has 12345",
            f"12{NARROW}345 caractères, c’est trop{NARROW}; 8{NARROW}192 au plus",
            "must be at most 8,192 characters, this one has 12,345",
        ),
        (
            "must be a whole number from 1 to 1000000, not “2000000”",
            f"«{NARROW}2000000{NARROW}» n’est pas un nombre entier de 1 à 1{NARROW}000{NARROW}000",
            "must be a whole number from 1 to 1,000,000, not “2000000”",
        ),
        ("nothing is dated “12021”", f"aucune date n’est «{NARROW}12021{NARROW}»", "nothing is dated “12021”"),
    ],
)
def test_numbers_in_a_remark_are_grouped_and_what_was_typed_is_not(english: str, french_said: str, english_said: str) -> None:
    assert VOICES["fr"].translated(english) == (french_said, "fr")
    assert VOICES["en"].translated(english) == (english_said, "en")


def test_a_sentence_nobody_translated_stays_english_and_says_so() -> None:
    assert VOICES["fr"].translated("The moon is full.") == ("The moon is full.", "en")


@given(st.text(max_size=60))
def test_braces_in_a_query_are_text(q: str) -> None:
    assert q in VOICES["fr"].translated(f"no article of this index has “{q}”")[0] or "\n" in q


# Typography


@pytest.mark.parametrize(
    ("passage", "open_ended"),
    [
        ("It ends.", False),
        ("« Il finit. »", False),
        ("he <mark>said</mark>.&#34;", False),
        ("he said.&quot;", False),
        ("it does <mark>not</mark>", True),
        ("Dr. X", True),
    ],
)
def test_a_passage_that_stops_in_mid_sentence_says_so(passage: str, open_ended: bool) -> None:  # noqa: FBT001 — a table's column
    assert unfinished(passage) is open_ended


@pytest.mark.parametrize(
    ("passage", "after_a_gap"),
    [
        ("It begins.", False),
        ("<mark>Rogozine</mark> dit", False),
        ("« Oui », dit-il", False),
        ("«\u202fil a dit", True),
        ("12 articles", False),
        ("<mark>station</mark> lunaire", True),
        ("&quot;and then", True),
        ("élu hier", True),
        ("", False),
    ],
)
def test_a_passage_that_begins_in_mid_sentence_says_so(passage: str, after_a_gap: bool) -> None:  # noqa: FBT001 — a table's column
    assert begun(passage) is after_a_gap


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("Organisation du traité de l'Atlantique nord", "Organisation du traité de l’Atlantique nord"),
        ("Chang'e 5", "Chang’e 5"),
        ("déjà’ courbe", "déjà’ courbe"),
        ("5' 3\"", "5' 3\""),
    ],
)
def test_labels_have_curved_apostrophes(label: str, shown: str) -> None:
    assert curved(label) == shown


@given(st.text(max_size=40))
def test_typography_changes_no_letter(text: str) -> None:
    assert curved(text).replace("’", "'") == text.replace("’", "'")
    assert french(text).replace(NARROW, " ") == text.replace(NARROW, " ")
    assert curved(curved(text)) == curved(text)


@pytest.mark.parametrize(("voice", "name"), [("fr", "anglais"), ("en", "English")])
def test_a_language_has_one_name_and_an_undetermined_one_none(voice: str, name: str) -> None:
    speaking = next(each for each in VOICES.values() if each.lang == voice)
    assert speaking.language("en") == name
    assert speaking.language("und") is None
    assert speaking.language("xx") is None
