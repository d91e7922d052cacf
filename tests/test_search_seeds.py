"""What a reader finds in the seeds."""

import html
import re

import pytest
from conftest import Search

from service.search.results import EntityLink, SearchPage

DISPATCH_FR, DISPATCH_EN, LOST_PROBE, CREWED_FLIGHT, PLANS = (
    "000_73f1e8c7f933d57e",
    "001_064bfac21be5c50f",
    "002_7129860d82741210",
    "003_30ab5652f3500c4d",
    "004_122fc6ca2d3acbc3",
)
EVERYTHING = {DISPATCH_FR, DISPATCH_EN, LOST_PROBE, CREWED_FLIGHT, PLANS}


def ids(page: SearchPage) -> set[str]:
    """The articles of a page, which must hold all of the answer."""
    found = [hit.id for hit in page.hits]
    assert len(found) == len(set(found)) == page.total, f"{page.query.q}: {found} for a total of {page.total}; look at engine.answer"
    return set(found)


@pytest.mark.parametrize("name", ["Rogozine", "rogozin", "ROGOZIN", "Dmitri Rogozine", "Dmitry Rogozin", "person:Rogozine"])
def test_a_name_is_found_in_every_spelling_and_both_languages(seeds_search: Search, name: str) -> None:
    assert ids(seeds_search(name)) == {DISPATCH_FR, DISPATCH_EN, CREWED_FLIGHT}, "look at names.recognise and at Reading._named"


def test_a_field_that_holds_no_entities_is_searched_for_every_spelling_of_a_name(seeds_search: Search) -> None:
    assert ids(seeds_search("body:Rogozine")) == {DISPATCH_FR, DISPATCH_EN, CREWED_FLIGHT}
    assert ids(seeds_search("title:Rogozine")) == set(), "no headline of the seeds names him; look at Reading._named"


def test_words_are_found_where_all_of_them_stand(seeds_search: Search) -> None:
    assert ids(seeds_search("station lunaire", translate="off")) == {DISPATCH_FR, LOST_PROBE, PLANS}
    assert ids(seeds_search("station lunaire")) == {DISPATCH_FR, DISPATCH_EN, LOST_PROBE, PLANS}
    assert ids(seeds_search("moon station")) >= {DISPATCH_FR, DISPATCH_EN}


def test_an_elided_article_is_no_part_of_a_word(seeds_search: Search) -> None:
    with_article = seeds_search("l'étude de la Lune", translate="off")
    assert ids(with_article) == {DISPATCH_FR, LOST_PROBE}
    assert ids(seeds_search("étude Lune", translate="off")) == ids(with_article)
    assert with_article.query.dropped == ("de", "la")


@pytest.mark.parametrize("word", ["coopération", "cooperation", "COOPÉRATION", "coope\u0301ration", "coopérations"])
def test_accents_and_case_decide_nothing(seeds_search: Search, word: str) -> None:
    assert ids(seeds_search(word)) == EVERYTHING


@pytest.mark.parametrize(
    "typed", ["Luna-25", "luna-25", "Luna‑25", "Luna–25", "Luna 25", "luna25", '"Luna-25"', '"Luna 25"', "title:Luna-25"]
)
def test_luna_25_is_found_however_it_is_typed(seeds_search: Search, typed: str) -> None:
    assert ids(seeds_search(typed)) == {LOST_PROBE}


@pytest.mark.parametrize("typed", ["Luna-24", "Luna-26", "Luna 26", "luna26", '"Luna 24"'])
def test_luna_26_is_not_luna_25(seeds_search: Search, typed: str) -> None:
    assert ids(seeds_search(typed, match="all")) == set()


def test_the_hyphen_of_luna_25_takes_nothing_away(seeds_search: Search) -> None:
    assert seeds_search("Luna-25").query.read_as == "Luna-25"
    assert ids(seeds_search("Lune -25")) >= {DISPATCH_EN}, "a minus after a space does"


@pytest.mark.parametrize("typed", ['"Global Times"', "« Global Times »", "“Global Times”", '"global times"'])
def test_a_phrase_is_found_in_any_quotes(seeds_search: Search, typed: str) -> None:
    assert ids(seeds_search(typed)) == {PLANS}


@pytest.mark.parametrize("typed", ["BeiDou", "Beidou", "programme:BeiDou", '"BeiDou"'])
def test_a_system_is_found_in_both_spellings(seeds_search: Search, typed: str) -> None:
    assert ids(seeds_search(typed)) == {LOST_PROBE, PLANS}


def test_what_is_quoted_is_taken_literally(seeds_search: Search) -> None:
    assert ids(seeds_search('"Rogozine"')) == {CREWED_FLIGHT}, "no other spelling"
    assert ids(seeds_search('"coopérations"')) == set(), "no other ending"
    assert seeds_search('"Rogozine"').query.expanded == ()


def test_a_minus_takes_the_word_literally_in_each_language(seeds_search: Search) -> None:
    assert ids(seeds_search("org:roscosmos -Chine")) == {DISPATCH_EN}, "it says China; only French articles say Chine"


def test_an_entity_is_left_out_in_every_spelling(seeds_search: Search) -> None:
    assert ids(seeds_search("org:roscosmos -place:china")) == set()
    assert ids(seeds_search("org:roscosmos -place:Chine")) == set()
    assert ids(seeds_search("org:roscosmos", more=[("-place", "china")])) == set()
    assert ids(seeds_search("org:roscosmos -place:ukraine")) == EVERYTHING - {PLANS}


def test_a_minus_holds_in_both_languages_at_once(seeds_search: Search) -> None:
    assert ids(seeds_search("-Rogozin")) == {LOST_PROBE, PLANS}
    assert ids(seeds_search("roscosmos -cooperation")) == set(), "a French reading must not let through what an English one leaves out"


def test_a_minus_after_or_means_everything_else(seeds_search: Search) -> None:
    assert ids(seeds_search("BeiDou OR -Roscosmos")) == {LOST_PROBE, PLANS}
    assert ids(seeds_search("Tiangong OR -Rogozin")) == {CREWED_FLIGHT, LOST_PROBE, PLANS}
    assert ids(seeds_search("NOT (NOT Rogozin)")) == {DISPATCH_FR, DISPATCH_EN, CREWED_FLIGHT}


def test_dates_are_found_by_range(seeds_search: Search) -> None:
    assert ids(seeds_search("date:[2021-01 TO 2021-12]")) == {PLANS}
    assert ids(seeds_search("date:2021-12-24")) == {PLANS}, "dated 2021-12, so it may be of that day"
    assert ids(seeds_search("date:[2022 TO 2022]")) == set()
    assert ids(seeds_search("date:[* TO *]")) == {PLANS}, "the others have no date"


def test_a_field_with_a_star_finds_what_has_anything_there(seeds_search: Search) -> None:
    assert ids(seeds_search("source:*")) == EVERYTHING
    assert ids(seeds_search("title:*")) == {LOST_PROBE, CREWED_FLIGHT}
    assert ids(seeds_search("-title:*")) == {DISPATCH_FR, DISPATCH_EN, PLANS}
    assert ids(seeds_search("programme:*", match="all")) == {hit.id for hit in seeds_search("").hits if _has(hit.entities, "programme")}


def _has(entities: tuple[EntityLink, ...], kind: str) -> bool:
    return any(entity.type == kind for entity in entities)


@pytest.mark.parametrize("q", ["source:tass", "source:TA*", "source:(Global Times)", 'source:"global times"', "source:gl?bal*"])
def test_a_source_is_found_by_name_or_pattern(seeds_search: Search, q: str) -> None:
    assert ids(seeds_search(q)) == ({PLANS} if "gl" in q.lower() else EVERYTHING - {PLANS})


@pytest.mark.parametrize("q", ["person:(Dmitry Rogozin)", 'person:"Dmitri Rogozine"', "person:rogo*", "person:dmitry-rogozin"])
def test_a_person_is_found_by_name_pattern_or_id(seeds_search: Search, q: str) -> None:
    assert ids(seeds_search(q)) == {DISPATCH_FR, DISPATCH_EN, CREWED_FLIGHT}


def test_a_name_that_no_article_has_is_reported(seeds_search: Search) -> None:
    page = seeds_search("person:Napoleon")
    assert page.total == 0
    assert [problem.message for problem in page.query.problems] == ["no article of this index has person “Napoleon”"]


@pytest.mark.parametrize(
    "q", ["Spread the love", "Leave A Reply", "XYZScripts", "XYZScripts.com", '"Social Media Auto Publish"', '"crédit graphique"']
)
def test_boilerplate_is_not_found(seeds_search: Search, q: str) -> None:
    assert ids(seeds_search(q, match="all")) == set()


def test_boilerplate_is_not_shown(seeds_search: Search) -> None:
    shown = " ".join(part for hit in seeds_search("").hits for part in (hit.title, *hit.highlights.body))
    assert len(shown) > 500
    for piece in ("Spread the love", "Leave A Reply", "XYZScripts", "Source:", "date 2021-12"):
        assert piece not in shown


@pytest.mark.parametrize(
    ("q", "least"), [("the lune", 3), ("station of lunaire", 3), ("la moon", 2), ("agence de presse", 1), ("le space agency", 1)]
)
def test_a_stop_word_of_one_language_is_not_required_in_the_other(seeds_search: Search, q: str, least: int) -> None:
    assert seeds_search(q, match="all").total >= least, "look at Reading._word: what is foreign is optional"


@pytest.mark.parametrize("q", ["on", "de la", "of the", "the who", "it is", "le"])
def test_only_stop_words_still_find_something(seeds_search: Search, q: str) -> None:
    page = seeds_search(q)
    assert page.total > 0, "understand() runs it literally"
    assert "<mark>" in "".join(part for hit in page.hits for part in hit.highlights.body)


def test_stop_words_beside_a_word_that_is_nowhere_find_nothing(seeds_search: Search) -> None:
    assert seeds_search("de qzxqzx").total == 0
    assert seeds_search("de qzxqzx", match="any").total == 0


@pytest.mark.parametrize("q", ["", "*", "lang:fr OR lang:en", "-qzxqzx"])
def test_everything_is_found(seeds_search: Search, q: str) -> None:
    assert ids(seeds_search(q)) == EVERYTHING


@pytest.mark.parametrize(
    "q", ["C++", "R&D", "nosuch:foo", "a* NOT", "(((", '"', "lang:de", "date:2021-02-30", "~9", "w*", "\u2603", "été~2"]
)
def test_a_slip_breaks_nothing(seeds_search: Search, q: str) -> None:
    assert seeds_search(q).total <= len(EVERYTHING)


def test_sixty_four_words_are_a_query(seeds_search: Search) -> None:
    words = "roscosmos chine russie lune station spatiale coopération programme " * 8
    page = seeds_search(words, match="any")
    assert ids(page) == EVERYTHING
    assert not page.query.problems


def test_an_inexact_word_is_exact_in_its_first_letter_and_never_wild(seeds_search: Search) -> None:
    assert ids(seeds_search("Rogosin~1")) == {DISPATCH_FR, DISPATCH_EN}
    assert ids(seeds_search("Rogosin~2")) == {DISPATCH_FR, DISPATCH_EN, CREWED_FLIGHT}
    assert ids(seeds_search("Togozin~1")) == set()
    short = seeds_search("la~2")
    assert short.total == 4, "two letters may not differ at all, or they would match everything"
    assert ["too short" in problem.message for problem in short.query.problems] == [True]


def test_a_pattern_scores_every_word_it_stands_for_alike(seeds_search: Search) -> None:
    one, several = seeds_search("body:rogozine*"), seeds_search("body:rogozin*")
    assert {hit.score for hit in (*one.hits, *several.hits)} == {1.0}, "Whoosh scores one word by its own BM25; see matchers.AnyOf"


def test_the_plural_of_a_hyphenated_word_is_the_same_word(seeds_search: Search) -> None:
    assert ids(seeds_search("russo-chinois")) == {CREWED_FLIGHT}, "it says russo-chinoise; look at Reading._joined_word"


def test_a_loosened_search_keeps_what_its_fields_say(seeds_search: Search) -> None:
    page = seeds_search('"Luna-25" GLONASS ukraine source:TASS', match="any")
    assert ids(page) == {LOST_PROBE}, "source: says which articles are meant; match decides about words"
    assert ids(seeds_search("lune source:TASS date:2021", match="any")) == set()


def test_a_search_is_loosened_only_when_no_article_has_all_words(seeds_search: Search) -> None:
    assert (page := seeds_search("Luna-25 Ukraine")).query.relaxed
    assert ids(page) == {LOST_PROBE, PLANS}
    assert page.query.match == "any"
    assert not seeds_search("Luna-25 Ukraine", match="all").total
    strict = seeds_search("Luna-25 GLONASS")
    assert (strict.query.relaxed, strict.query.match, ids(strict)) == (False, "all", {LOST_PROBE})


def test_a_filter_does_not_loosen_a_search(seeds_search: Search) -> None:
    page = seeds_search("Luna-25 GLONASS", language="en")
    assert (page.query.relaxed, page.query.match, page.total) == (False, "all", 0)
    assert seeds_search("Luna-25 Ukraine", source="Global Times").query.relaxed


def test_a_loosened_search_leaves_out_no_more(seeds_search: Search) -> None:
    relaxed = seeds_search("Luna-25 Ukraine -(GLONASS qzxqzx)")
    assert relaxed.query.relaxed
    assert ids(relaxed) == {LOST_PROBE, PLANS}, "no article has both words of the group; look at Reading._excluded"


def test_snippets_are_whole_sentences_where_they_fit(seeds_search: Search) -> None:
    page = seeds_search("OTAN Ukraine")
    first, second = page.hits[0].highlights.body
    assert _plain(first) == "Bien que l’Ukraine ne soit pas membre de l’OTAN, elle entretient des liens étroits avec le bloc."
    assert _plain(second).startswith("Le secrétaire général de l’OTAN, Jens Stoltenberg, a affirmé")
    assert _plain(second).endswith("est l’affaire de l’OTAN et de Kiev.")


def _plain(fragment: str) -> str:
    return html.unescape(re.sub("</?mark>", "", fragment))
