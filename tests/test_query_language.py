"""The query language: what is typed becomes a tree that prints as it could have been typed, and every guess is said."""

from collections.abc import Callable

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from service.search.lexer import MAX_LENGTH, OPERATORS, Leaf
from service.search.syntax import MAX_DEPTH, MAX_PROBLEMS, MAX_WORDS, parse
from service.search.tree import (
    ENTITY_FIELDS,
    FIELDS,
    TEXT_FIELDS,
    And,
    DateRange,
    Everything,
    Fuzzy,
    InField,
    Node,
    Not,
    Nothing,
    Or,
    Pattern,
    Phrase,
    Sequence,
    Word,
)


def words(text: str) -> Node:
    """Plain words side by side."""
    parts = tuple(Word(word) for word in text.split())
    return parts[0] if len(parts) == 1 else Sequence(parts)


def understood(q: str) -> Node:
    """The tree of a query in which nothing had to be guessed."""
    parsed = parse(q)
    assert not parsed.problems, f"{q!r} is proper, yet the parser reports {parsed.problems}"
    return parsed.tree


def guessed(q: str) -> tuple[str, list[tuple[int, str]]]:
    """What a faulty query is read as, in print, and its problems as (offset, message)."""
    parsed = parse(q)
    assert parsed.problems, f"{q!r} is faulty, yet nothing is reported; it was read as {parsed.tree!r}"
    return str(parsed.tree), [(problem.at, problem.message) for problem in parsed.problems]


# What each mark means


def test_words_side_by_side_are_a_sequence() -> None:
    assert understood("station lunaire") == words("station lunaire")


def test_a_single_word_is_never_wrapped() -> None:
    assert understood("((Luna))") == Word("Luna")


@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u00a0\u202f", "*", " * ", "**"])
def test_a_blank_query_or_a_star_is_everything(blank: str) -> None:
    assert understood(blank) == Everything()


@pytest.mark.parametrize(
    "q",
    [
        '"station lunaire"',
        "«station lunaire»",
        "« station lunaire »",
        "«\u00a0station lunaire\u202f»",
        "“station lunaire”",
        "„station lunaire”",
        "„station lunaire“",
        "‹ station lunaire ›",
        '“station lunaire"',
        '"station\n  lunaire"',
    ],
)
def test_every_kind_of_quotation_mark_makes_a_phrase(q: str) -> None:
    assert understood(q) == Phrase("station lunaire")


def test_quotation_marks_inside_another_kind_stay_in_the_phrase() -> None:
    assert understood('"le « spatial » russe"') == Phrase("le « spatial » russe")
    assert understood('« le "spatial" russe »') == Phrase("le spatial russe")


def test_a_number_after_a_phrase_loosens_it() -> None:
    assert understood('"two words"~3') == Phrase("two words", 3)
    assert understood("« two words »~12") == Phrase("two words", 12)
    assert understood('"two words"~0') == understood('"two words"~1') == Phrase("two words")


@pytest.mark.parametrize("q", ["l'étude", "aujourd’hui", "Chang'e-5", "d’O’Neill"])
def test_an_apostrophe_belongs_to_the_word(q: str) -> None:
    assert understood(q) == Word(q)


def test_an_apostrophe_is_never_a_quotation_mark() -> None:
    assert understood("'station lunaire'") == words("station lunaire")


@pytest.mark.parametrize(("operator", "kind"), [("AND", And), ("OR", Or)])
def test_operators_in_capitals_join(operator: str, kind: type[And | Or]) -> None:
    assert understood(f"a {operator} b {operator} c") == kind((Word("a"), Word("b"), Word("c")))


@pytest.mark.parametrize("word", ["and", "or", "not", "And", "Or", "oR", "Not"])
def test_operators_in_small_letters_are_words(word: str) -> None:
    assert understood(f"luna {word} mars") == words(f"luna {word} mars")


@pytest.mark.parametrize("q", ["NOT Chine", "-Chine", "(-Chine)", " -Chine", "-(Chine)"])
def test_a_negation_may_stand_alone(q: str) -> None:
    assert understood(q) == Not(Word("Chine"))


@pytest.mark.parametrize(
    ("q", "negated"),
    [
        ('-"a b"', Phrase("a b")),
        ("-« a b »", Phrase("a b")),
        ("-(a b)", words("a b")),
        ("-(a OR b)", Or((Word("a"), Word("b")))),
        ("-org:CNSA", InField("org", Word("CNSA"))),
        ("-wor*", Pattern("wor*")),
        ("-date:2021", DateRange("2021", "2021")),
        ("-(-a)", Not(Word("a"))),
        ("-AND", Phrase("AND")),
    ],
)
def test_a_minus_negates_what_it_touches(q: str, negated: Node) -> None:
    assert understood(q) == Not(negated)
    assert understood(f"moon {q}") == Sequence((Word("moon"), Not(negated)))


@pytest.mark.parametrize("q", ["Luna-25", "Luna\u201125", "Luna\u201325", "peut-être", "e-mail", "2018\u20132022"])
def test_a_hyphen_inside_a_word_belongs_to_the_word(q: str) -> None:
    assert understood(q) == Word(q)


def test_not_binds_closer_than_side_by_side_closer_than_and_closer_than_or() -> None:
    assert understood("a b AND c OR d") == Or((And((words("a b"), Word("c"))), Word("d")))
    assert understood("NOT a b") == Sequence((Not(Word("a")), Word("b")))
    assert understood("a AND (b OR c)") == And((Word("a"), Or((Word("b"), Word("c")))))


def test_groups_of_one_kind_inside_each_other_are_one_group() -> None:
    assert understood("(a AND b) AND (c AND d)") == understood("a AND b AND c AND d")
    assert understood("a OR (b OR (c OR d))") == understood("a OR b OR c OR d")
    assert understood("a (b (c d))") == words("a b c d")


@pytest.mark.parametrize("field", [field for field in FIELDS if field not in ("lang", "date")])
@pytest.mark.parametrize(
    ("value", "node"),
    [
        ("Rogozine", Word("Rogozine")),
        ('"Zhang Kejian"', Phrase("Zhang Kejian")),
        ("« Zhang Kejian »", Phrase("Zhang Kejian")),
        ("Rogo*", Pattern("Rogo*")),
        ("*", Everything()),
        ("Rogozin~1", Fuzzy("Rogozin", 1)),
        ("(Rogozine OR Zhang)", Or((Word("Rogozine"), Word("Zhang")))),
        ("(-Rogozine)", Not(Word("Rogozine"))),
        ("(Rogozine)", Word("Rogozine")),
        ("AND", Phrase("AND")),
        ("'t", Word("t")),
    ],
)
def test_a_field_takes_any_value(field: str, value: str, node: Node) -> None:
    assert understood(f"{field}:{value}") == InField(field, node)
    assert understood(f"{field.upper()}:{value}") == InField(field, node)


@pytest.mark.parametrize("q", ["lang:fr", "LANG:FR", 'lang:"fr"', "lang:(fr)"])
def test_lang_takes_a_language_code(q: str) -> None:
    assert understood(q) == InField("lang", Word("fr"))


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2021", "2021", "2021"),
        ("2021-03", "2021-03", "2021-03"),
        ("2021-03-09", "2021-03-09", "2021-03-09"),
        ('"2021-03-09"', "2021-03-09", "2021-03-09"),
        ("(2021)", "2021", "2021"),
        ("[2021-03 TO 2022]", "2021-03", "2022"),
        ("[ 2021-03  TO  2022 ]", "2021-03", "2022"),
        ("[2021-03 TO 2021]", "2021-03", "2021"),
        ("[* TO 2022]", None, "2022"),
        ("[2021 TO *]", "2021", None),
        ("[* TO *]", None, None),
        ("*", None, None),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
    ],
)
def test_a_date_is_a_range_with_both_ends_included(value: str, first: str | None, last: str | None) -> None:
    assert understood(f"date:{value}") == DateRange(first, last)


def test_dates_may_be_grouped() -> None:
    assert understood("date:(2019 OR [2021 TO 2022])") == Or((DateRange("2019", "2019"), DateRange("2021", "2022")))


@pytest.mark.parametrize("q", ["wor*", "w?rd", "*tion", "?rogozine", "ro*ine", "w?r*"])
def test_stars_and_inner_question_marks_make_a_pattern(q: str) -> None:
    assert understood(q) == Pattern(q)


@pytest.mark.parametrize(
    ("q", "read"),
    [("Qui a signé ?", "Qui a signé"), ("Who signed it?", "Who signed it"), ("(Who?)", "Who"), ("Who?! What??", "Who What")],
)
def test_a_question_mark_at_the_end_asks(q: str, read: str) -> None:
    assert understood(q) == words(read)


def test_a_question_mark_after_a_pattern_asks_too() -> None:
    assert understood("wor*?") == Pattern("wor*")


@pytest.mark.parametrize(("q", "distance"), [("Rogozin~", 1), ("Rogozin~1", 1), ("Rogozin~2", 2), ("Rogozin~2,", 2)])
def test_a_tilde_makes_a_word_fuzzy(q: str, distance: int) -> None:
    assert understood(q) == Fuzzy("Rogozin", distance)


def test_no_letter_may_differ_means_the_word_itself() -> None:
    assert understood("Rogozin~0") == Word("Rogozin")
    assert understood("AND~0") == Phrase("AND")


@pytest.mark.parametrize(
    "q",
    [
        *("C++", "C#", "R&D", "AT&T", "O.N.U.", "U.S.", "l'O.N.U.", "U.S.-China", "10 000", "10\u202f000", "1 000 000", "3,14", "14:57"),
        *("e-mail", "@name", "#tag", "$10", "20€", "100%", "lemonde.fr", "https://x.org/a?b=c,d;e", "www.lemonde.fr/a,b.html"),
        *("https://x.org/Luna_(rocket)", "https://x.org/~name", "mailto:a@b.org", "2.7.4", "café", "cafe\u0301", "月球"),
    ],
)
@pytest.mark.parametrize("frame", ["{}", "({})", "{},", "« x » {} ; y", "title:{}", "-{}"])
def test_odd_words_survive_as_typed(q: str, frame: str) -> None:
    assert Word(q) in leaves(understood(frame.format(q))), f"see service/search/lexer.py for what a word may hold: {frame.format(q)!r}"


@pytest.mark.parametrize(
    "q", ["Moon.", "Moon,", "Moon;", "Moon!", "Moon?", "Moon…", "Moon...", "Moon:", "¿Moon?", "[Moon]", "'Moon'", "_Moon_"]
)
def test_punctuation_around_a_word_is_not_part_of_it(q: str) -> None:
    assert understood(q) == Word("Moon")


@pytest.mark.parametrize("mark", ["?", "–", "—", ":", "...", "-", "--", "!", "&", "+", "/", ",", "'", "…", "|", "=", "•", "[", "@"])
def test_punctuation_between_words_passes_unsaid(mark: str) -> None:
    assert understood(f"moon {mark} station") == words("moon station")


def test_commas_dashes_and_ellipses_part_words() -> None:
    assert understood("Moscou—Pékin,Paris;Rome…Berlin") == words("Moscou Pékin Paris Rome Berlin")


def test_two_numbers_with_a_comma_and_a_space_stay_two() -> None:
    assert understood("10, 000") == words("10 000")
    assert str(understood("10, 000")) == "10, 000"


def test_operators_in_quotation_marks_are_words() -> None:
    assert understood('"AND"') == Phrase("AND")


def test_nodes_know_where_they_stand() -> None:
    tree = understood('moon -title:(a OR "b c") date:2021 name~1')
    assert isinstance(tree, Sequence)
    negated = tree.nodes[1]
    assert isinstance(negated, Not)
    assert isinstance(negated.node, InField)
    assert (negated.at, negated.node.at) == (5, 6)
    assert [leaf.at for leaf in leaves(tree)] == [0, 13, 18, 25, 35]


# What is guessed, and what is said about it


@pytest.mark.parametrize(
    ("q", "read", "at", "said"),
    [
        ('moon "station lunaire', 'moon "station lunaire"', 5, "station lunaire"),
        ("« station lunaire", '"station lunaire"', 0, "never closed"),
        ("“(a AND b", '"(a AND b"', 0, "never closed"),
        ("foo” bar", "foo bar", 3, "never opened"),
        ("foo » bar", "foo bar", 4, "»"),
        ("moon (station", "moon station", 5, "never closed"),
        ("moon) station", "moon station", 4, "never opened"),
        ("AND moon", "moon", 0, "“AND” has nothing before it"),
        ("moon OR", "moon", 5, "“OR” has nothing after it"),
        ("moon NOT", "moon", 5, "“NOT” has nothing after it"),
        ("(NOT) moon", "moon", 1, "“NOT” has nothing after it"),
        ("moon AND OR station", "moon OR station", 5, "“AND” has nothing after it"),
        ("moon AND AND station", "moon AND station", 5, "“AND” has nothing after it"),
        ("NOT NOT moon", "-moon", 4, "another negation"),
        ("NOT -moon", "-moon", 4, "another negation"),
        ('moon ""', "moon", 5, "no word between the quotation marks"),
        ("moon «…»", "moon", 5, "no word between the quotation marks"),
        ("moon AND ()", "moon", 9, "nothing between the parentheses"),
        ("moon -()", "moon", 6, "nothing between the parentheses"),
        ("moon nosuch:foo", "moon foo", 5, "no field “nosuch”; there are title, body, person"),
        ('nosuch:"a b"', '"a b"', 0, "nosuch"),
        ("nosuch:(a OR b)", "a OR b", 0, "nosuch"),
        ("moon org:", "moon", 5, "“org:” has no value"),
        ("org: moon", "moon", 0, "“org:” has no value"),
        ("moon date:2021-02-30", "moon", 10, "February 2021 has 28 days"),
        ("moon date:soon", "moon", 10, "“soon” is not a date"),
        ("moon date:2021*", "moon", 10, "“2021*” is not a date"),
        ("moon date:[2021-13 TO 2022]", "moon", 10, "there is no month 13"),
        ("moon date:[2022 TO 2021]", "moon", 10, "ends before it starts"),
        ("moon date:[2021-03-02 TO 2021-03-01]", "moon", 10, "ends before it starts"),
        ("moon date:[2021]", "moon", 10, "is not a range"),
        ("moon date:[2021 TO", "moon", 10, "is not a range"),
        ("moon date:{2021 TO 2022}", "moon", 10, "is not a range"),
        ("date:[2021 TO 2022", "date:[2021 TO 2022]", 5, "never closed"),
        ("moon [2021 TO 2022]", "moon", 5, "only date: takes"),
        ("moon title:[a TO b]", "moon", 11, "only date: takes"),
        ("title:body:moon", "title:moon", 6, "“body:” stands inside “title:”"),
        ("title:(moon body:station)", "title:(moon station)", 12, "“body:” stands inside “title:”"),
        ("moon lang:de", "moon", 10, "fr, en or und, not “de”"),
        ("moon lang:fr*", "moon", 10, "fr, en or und, not “fr*”"),
        ("name~9", "name~2", 4, "~9 allows too much; at most 2 letters may differ"),
        ("ro*ine~1", "ro*ine", 6, "cannot be fuzzy as well"),
        ('"a b"~101', '"a b"~100', 5, "at most 100 places apart"),
        ('"a b"~ c', '"a b" c', 5, "needs a number"),
        ("moon w*", "moon", 5, "needs at least two letters before or after the star"),
        ("moon ?a", "moon", 5, "needs at least two letters"),
        ("moon *-*", "moon", 5, "needs at least two letters"),
        ('"roc* station"', '"roc station"', 4, "“*” in it is ignored"),
        ('"w?rd here"', '"w rd here"', 2, "“?” in it is ignored"),
        ("mo\x00on\ud800", "mo on", 2, "read as spaces"),
        ("moon 🚀 🚀", "moon", 5, "“🚀”"),
        ("moon " + "x" * (MAX_LENGTH + 1), "moon", 5, f"more than {MAX_LENGTH} characters"),
        ('moon "' + "x" * (MAX_LENGTH + 1) + '"', "moon", 5, f"more than {MAX_LENGTH} characters"),
    ],
)
def test_a_slip_is_read_sensibly_and_said_once(q: str, read: str, at: int, said: str) -> None:
    text, problems = guessed(q)
    assert text == read
    assert len(problems) == 1, f"one slip, one problem: {problems}"
    assert problems[0][0] == at
    assert said in problems[0][1]


@pytest.mark.parametrize(
    "q",
    [
        "?",
        "...",
        "AND",
        "()",
        '""',
        "org:",
        "date:soon",
        "w*",
        "\x00",
        "\u200b",
        "🚀",
        "-",
        "- -",
        "NOT",
        "-(date:soon OR ())",
        "lang:de",
        "»",
        "€",
    ],
)
def test_a_query_without_anything_usable_is_nothing_not_everything(q: str) -> None:
    text, _ = guessed(q)
    assert parse(q).tree == Nothing()
    assert text == ""


@pytest.mark.parametrize(("q", "read"), [("name~", "name~2"), ('"a b"~', '"a b"~100')])
def test_a_number_of_any_length_is_only_too_much(q: str, read: str) -> None:
    text, problems = guessed(q + "9" * 400)
    assert text == read
    assert "allows too much" in problems[0][1]
    assert guessed(q + "9" * 6000)


def test_what_is_unusable_never_drags_its_operator_into_a_second_problem() -> None:
    _, problems = guessed("moon AND date:soon OR w*")
    assert [at for at, _ in problems] == [14, 22], problems


def test_problems_come_in_order_and_quote_at_most_forty_characters() -> None:
    _, problems = guessed('moon) nosuch:a w* date:soon "' + "z " * 30)
    assert [at for at, _ in problems] == [4, 6, 15, 23, 28]
    assert "“" + '"' + ("z " * 19) + "…”" in problems[-1][1]


def test_words_beyond_the_limit_are_left_out_and_said_once() -> None:
    text, problems = guessed(" AND ".join(f"w{number}" for number in range(MAX_WORDS + 9)))
    assert text == " AND ".join(f"w{number}" for number in range(MAX_WORDS))
    assert len(problems) == 1
    assert f"“w{MAX_WORDS}”" in problems[0][1]


def test_words_of_phrases_count_towards_the_limit() -> None:
    text, problems = guessed(f'start "{"a " * MAX_WORDS}" end')
    assert text == f'start "{" ".join("a" * (MAX_WORDS - 1))}"'
    assert len(problems) == 1


def test_parentheses_beyond_the_limit_are_ignored_and_said_once() -> None:
    assert understood("(" * MAX_DEPTH + "moon" + ")" * MAX_DEPTH) == Word("moon")
    text, problems = guessed("(" * (MAX_DEPTH + 5) + "moon" + ")" * (MAX_DEPTH + 5) + " station")
    assert text == "moon station"
    assert [at for at, _ in problems] == [MAX_DEPTH]


def test_no_query_draws_more_problems_than_the_limit() -> None:
    assert len(guessed(") " * 1000)[1]) == MAX_PROBLEMS


# Traps that other parsers fell into


def test_trap_luna_25_is_not_luna_without_25() -> None:
    assert understood("luna-25") == Word("luna-25")


def test_trap_an_unbalanced_parenthesis_does_not_turn_and_into_a_word() -> None:
    assert parse("unbalanced AND (coeur").tree == And((Word("unbalanced"), Word("coeur")))


def test_trap_an_unknown_field_is_not_a_word_and_is_named() -> None:
    parsed = parse("nosuch:foo")
    assert parsed.tree == Word("foo")
    assert "nosuch" in parsed.problems[0].message
    assert all(field in parsed.problems[0].message for field in FIELDS)


@pytest.mark.parametrize("q", ["https://x.org/a", "14:57", "http://nosuch:80/x", "1:0", "Moon:"])
def test_trap_addresses_and_times_are_no_unknown_fields(q: str) -> None:
    assert isinstance(understood(q), Word)


def test_trap_a_dangling_not_is_no_search_for_not() -> None:
    assert parse("ab* NOT").tree == Pattern("ab*")
    assert parse("a* NOT").tree == Nothing()


@pytest.mark.parametrize("date", ["2021-02-30", "2021-02-29", "2021-00", "2021-13-01", "0000", "21", "2021-3", "soon", "2021-02-30T00:00"])
def test_trap_a_date_that_does_not_exist_is_said_and_never_widened(date: str) -> None:
    parsed = parse(f"moon date:{date}")
    assert parsed.tree == Word("moon")
    assert len(parsed.problems) == 1


def test_trap_french_and_curly_quotation_marks_quote() -> None:
    assert understood("« agence spatiale » “space agency”") == Sequence((Phrase("agence spatiale"), Phrase("space agency")))


def test_trap_two_thousand_parentheses_do_no_harm() -> None:
    parsed = parse("(" * 2000 + "moon" + ")" * 2000)
    assert parsed.tree == Word("moon")
    assert len(parsed.problems) == 1


@pytest.mark.parametrize("q", ["(" * 2000, ")" * 2000, "-(" * 2000, "title:(" * 2000, "NOT " * 2000, "(a OR b AND c -" * 500, "a:" * 2000])
def test_trap_deep_nesting_of_any_kind_does_no_harm(q: str) -> None:
    parsed = parse(q + "moon")
    assert parsed.problems
    assert isinstance(str(parsed.tree), str)


def test_trap_a_star_after_one_letter_is_refused_but_alone_it_is_everything() -> None:
    assert understood("*") == Everything()
    assert parse("w*").tree == Nothing()


def test_trap_a_great_distance_is_cut() -> None:
    assert parse("name~9").tree == Fuzzy("name", 2)


@pytest.mark.parametrize("q", ["or", "on", "C++", "R&D"])
def test_trap_stop_words_and_names_with_signs_do_not_vanish(q: str) -> None:
    assert understood(q) == Word(q)


HUGE = {
    "one word": "a" * 100_000,
    "many words": "moon " * 20_000,
    "quotation marks": '"' * 100_000,
    "guillemets": "« " * 50_000,
    "brackets": "[" * 100_000,
    "ranges": "date:[" * 16_000,
    "fields": "title:" * 16_000,
    "unknown fields": "a:" * 50_000,
    "minus signs": " -" * 50_000,
    "tildes": "a~1" * 33_000,
    "stars": "*?" * 50_000,
    "periods": "a" + "." * 100_000,
    "numbers": "1 000 " * 16_000,
    "addresses": "https://x(" * 10_000,
    "wildcards in a phrase": '"' + "a?" * 50_000 + '"',
}


@pytest.mark.parametrize("q", HUGE.values(), ids=HUGE.keys())
def test_a_hundred_thousand_characters_do_no_harm(q: str) -> None:
    parsed = parse(q)
    assert_stable(parsed.tree)
    assert all(0 <= problem.at < len(q) for problem in parsed.problems)


# Laws

WORDS = (
    "moon",
    "Luna-25",
    "l'étude",
    "C++",
    "C#",
    "R&D",
    "O.N.U.",
    "10 000",
    "10",
    "000",
    "3,14",
    "14:57",
    "@name",
    "#tag",
    "https://x.org/a?b=(c)",
    "to",
)
PIECES = (
    *WORDS,
    *OPERATORS,
    *(f"{field}:" for field in FIELDS),
    *("nosuch:", "x:", "a", "fr", "2021", "2021-02-30", "[2021 TO 2022]", "TO", "~", "~1", "~9", "[", "]", "{", "w*", "w?rd", "wor*"),
    *"()\"«»“”„‹›-*?.,;:!…—–'’@#$€+&/_ \u00a0\u202f\u0301\u200b\x00\ud800\n🚀²",
    *("   ", "://", "www.", "mailto:"),
)
anything = st.text(st.characters(exclude_categories=()))
marks = st.lists(st.sampled_from(PIECES) | st.just(" "), max_size=40).map("".join)


def leaves(node: Node) -> list[Leaf | DateRange]:
    """The nodes of a tree that hold no others, from left to right."""
    if isinstance(node, Not | InField):
        return leaves(node.node)
    if isinstance(node, Sequence | And | Or):
        return [leaf for part in node.nodes for leaf in leaves(part)]
    return [node]


def assert_stable(tree: Node) -> None:
    """A printed tree is the same tree, properly typed. Only Nothing prints as nothing, which a parser can but read as everything."""
    if tree == Nothing():
        return
    again = parse(str(tree))
    assert again.tree == tree, f"{tree!r}\nprints as {str(tree)!r}, which reads as\n{again.tree!r}"
    assert not again.problems, f"{str(tree)!r} was printed by a tree, yet it draws {again.problems}"


def assert_canonical(node: Node) -> None:
    """No group of one, none inside its own kind, no field inside a field, no Nothing inside a tree."""
    if isinstance(node, Sequence | And | Or):
        assert len(node.nodes) > 1
        assert all(type(part) is not type(node) for part in node.nodes)
        for part in node.nodes:
            assert_canonical(part)
            assert part != Nothing()
    elif isinstance(node, Not | InField):
        assert node.node != Nothing()
        assert_canonical(node.node)


@given(anything | marks)
@example("\ud800")
@example('"' + "9" * 50)
def test_the_parser_never_raises_and_its_problems_lie_inside_the_query(q: str) -> None:
    parsed = parse(q)
    assert all(0 <= problem.at < len(q) for problem in parsed.problems)
    assert [problem.at for problem in parsed.problems] == sorted(problem.at for problem in parsed.problems)
    assert all(problem.message[0].isupper() or not problem.message[0].isalpha() for problem in parsed.problems)
    assert all(problem.message.endswith(".") for problem in parsed.problems)
    assert all(0 <= leaf.at < max(1, len(q)) for leaf in leaves(parsed.tree))


@given(anything | marks)
def test_every_tree_is_canonical_and_within_the_limits(q: str) -> None:
    tree = parse(q).tree
    assert_canonical(tree)
    assert len(leaves(tree)) <= MAX_WORDS


@given(anything | marks)
@example("10 (000)")
@example("10 , 000 000")
@example("title:(10) 000")
@example("10 000.~1")
@example("'title:foo")
@example("nosuch:AND")
@example("AND~1~0")
@example("https://x.org/(a)…")
@example("a (b AND c) -(d OR e)")
def test_a_tree_prints_as_a_query_that_means_the_same(q: str) -> None:
    assert_stable(parse(q).tree)


@given(anything | marks)
def test_everything_is_only_ever_asked_for(q: str) -> None:
    assume(q.strip() and "*" not in q)
    assert Everything() not in leaves(parse(q).tree)


@given(anything | marks)
def test_nothing_always_comes_with_a_reason(q: str) -> None:
    parsed = parse(q)
    assert parsed.tree != Nothing() or parsed.problems


def groups(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Canonical groups and negations over the inner trees."""

    def joined(kind: type[Sequence | And | Or]) -> Callable[[list[Node]], Node]:
        return lambda nodes: kind(tuple(nodes))

    def others(kind: type[Sequence | And | Or]) -> st.SearchStrategy[list[Node]]:
        return st.lists(inner.filter(lambda node: not isinstance(node, kind)), min_size=2, max_size=4)

    return st.one_of(inner.map(Not), *(others(kind).map(joined(kind)) for kind in (Sequence, And, Or)))


atoms: st.SearchStrategy[Node] = st.one_of(
    st.sampled_from(WORDS).map(Word),
    st.builds(Phrase, st.sampled_from(["moon", "AND", "station lunaire", "a (b) OR c", "« x »", "10 000", "Who? Me"]), st.integers(1, 100)),
    st.sampled_from(["wor*", "w?rd", "*tion", "?rogo*"]).map(Pattern),
    st.builds(Fuzzy, st.sampled_from(["Rogozin", "l'étude", "C++", "AND", "10"]), st.integers(1, 2)),
    st.just(Everything()),
)
dates: st.SearchStrategy[Node] = st.builds(
    DateRange,
    st.sampled_from([None, "2019", "2021-03", "2021-03-09"]),
    st.sampled_from([None, "2021-03-09", "2021-03-31", "2021", "2022-01"]),
)
fields: st.SearchStrategy[Node] = st.one_of(
    dates,
    st.builds(InField, st.sampled_from([*TEXT_FIELDS, *ENTITY_FIELDS, "source"]), st.recursive(atoms, groups, max_leaves=5)),
    st.builds(InField, st.just("lang"), st.recursive(st.sampled_from(["fr", "en"]).map(Word), groups, max_leaves=3)),
)


@given(st.recursive(atoms | fields, groups, max_leaves=12))
def test_every_tree_a_person_could_mean_can_be_typed(tree: Node) -> None:
    assert_stable(tree)


@pytest.mark.parametrize(
    ("q", "first", "last"),
    [
        ("date:<2021", None, "2020-12-31"),
        ("date:<=2021", None, "2021"),
        ("date:>2021-02", "2021-03-01", None),
        ("date:>=2021-02-28", "2021-02-28", None),
    ],
)
def test_a_date_may_be_compared(q: str, first: str | None, last: str | None):
    assert (parse(q).tree, parse(q).problems) == (DateRange(first, last), ()), (
        "silently reading date:<2021 as date:2021 answers the opposite"
    )


@pytest.mark.parametrize("q", ["date:<0001", "date:>9999", "date:<soon", "date:>2021-02-30"])
def test_a_comparison_with_no_date_is_left_out_and_said_so(q: str):
    assert parse(q).problems
