"""Which articles come first, and that neither language is at a disadvantage."""

from collections.abc import Callable, Mapping, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
from conftest import Search, searching

from indexer.schema import BOOSTS

Documents = Sequence[Mapping[str, Any]]
MakeIndex = Callable[[Documents], Path]

FILLERS = {
    "fr": ("reunion", "membre", "salle", "journal", "parole", "grand", "village", "fromage", "musique", "jardin"),
    "en": ("meeting", "member", "room", "journal", "speech", "large", "village", "cheese", "music", "garden"),
}
"""Words that say something, without accents, so that articles of as many words are equally long in the index."""


def article(number: int, lang: str, *said: str, title: str = "", words: int = 60) -> dict[str, Any]:
    """An article of that many words of its language, `said` among them."""
    text = list(islice(cycle(FILLERS[lang]), words - len(said)))
    for place, each in enumerate(said):
        text.insert(7 * (place + 1), each)
    return {"id": f"{lang}-{number}", "lang": lang, "text": " ".join(text)} | ({"title": title} if title else {})


def mixed(french: int, english: int, *others: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Articles of 55 to 65 words, 60 on average, in the given proportion of languages, after some others."""
    lengths = (55, 56, 57, 58, 59, 61, 62, 63, 64, 65)
    counts = {"fr": french, "en": english}
    return [*others, *(article(100 + at, lang, words=lengths[at % 10]) for lang, count in counts.items() for at in range(count))]


def scores(search: Search, q: str, **arguments: str) -> dict[str, float]:
    """The score of every article of the answer."""
    page = search(q, per_page="100", **arguments)
    assert page.total <= 100
    return {hit.id: hit.score for hit in page.hits}


@pytest.mark.parametrize(("french", "english"), [(10, 90), (50, 50), (90, 10)])
def test_equal_articles_of_two_languages_score_equally_whatever_their_number(make_index: MakeIndex, french: int, english: int) -> None:
    said: dict[int, tuple[tuple[str, ...], str]] = {
        1: (("Zorglub",), ""),  # a name that nobody knows
        2: (("Rogozin",), ""),  # one that is known
        3: (("satellite", "satellite"), ""),  # a word that both languages have
        4: ((), "Xenon Yttrium"),
        5: (("quasar", "quasar", "pulsar"), ""),
        6: (("pulsar", "quasar", "nova-9"), "Quasar"),
    }
    pairs = [article(number, lang, *words, title=title) for number, (words, title) in said.items() for lang in FILLERS]
    search = searching(make_index(mixed(french, english, *pairs)))
    asked = {
        "Zorglub": 1,
        "zorgl*": 1,
        "zorglab~1": 1,
        "Rogozine": 2,
        "person:Rogozine": 2,
        "satellites": 3,
        "xenon": 4,
        '"Xenon Yttrium"': 4,
        "title:yttrium": 4,
        "quasar": 5,
        "quasar pulsar": 6,
        '"pulsar quasar"~9': 6,
        "nova-9": 6,
        "zorglub OR xenon": 4,
        "quasar -zorglub": 6,
    }
    for q, number in asked.items():
        found = scores(search, q)
        both = found[f"fr-{number}"], found[f"en-{number}"]
        assert both[0] == pytest.approx(both[1], rel=0.01), f"{q} among {french}:{english}: {both}; look at weighting and interpret._idfs"


def test_a_translation_of_another_length_is_still_as_good(make_index: MakeIndex) -> None:
    """French takes a fifth more words to say the same; each language is held against its own average."""
    corpus = [
        *(article(number, "fr", *(["Zorglub"] if number == 100 else []), words=72) for number in range(100, 120)),
        *(article(number, "en", *(["Zorglub"] if number == 100 else []), words=60) for number in range(100, 180)),
    ]
    found = scores(searching(make_index(corpus)), "Zorglub")
    assert found["fr-100"] == pytest.approx(found["en-100"], rel=0.01)


def test_a_word_is_as_rare_as_it_is_in_both_languages_together(make_index: MakeIndex) -> None:
    corpus = [article(number, "fr", "satellite") for number in range(9)] + [article(0, "en", "satellite")]
    found = scores(searching(make_index([*corpus, *(article(number, "en", "quasar") for number in range(1, 81))])), "satellite")
    assert found["en-0"] == pytest.approx(found["fr-0"], rel=0.01), (
        "nearly every French article says so and one English: no reason to differ"
    )


def test_no_article_has_the_score_of_another(make_index: MakeIndex) -> None:
    """Whoosh's DisjunctionMax compares scores of different articles; see matchers.Best."""
    weak = [{"id": f"f{number}", "lang": "fr", "text": "la fusée " + "mot " * 200} for number in range(3)]
    strong = {"id": "e", "lang": "en", "title": "fusee", "text": "fusee fusee"}
    together = scores(searching(make_index([weak[0], strong, weak[1], weak[2]])), "fusée", translate="off")
    assert together["f0"] == together["f1"] == together["f2"]
    assert together["e"] > 1.5 * together["f0"], "the long articles were given the score of the short one"


def test_the_first_article_of_all_can_be_left_out(make_index: MakeIndex) -> None:
    """Whoosh's AndNot lets the first article through when one that is left out stands before it; see matchers.Without."""
    corpus = [article(1, "fr", "pulsar"), article(2, "fr", "quasar", "pulsar"), article(3, "fr", "quasar")]
    assert set(scores(searching(make_index(corpus)), "quasar -pulsar")) == {"fr-3"}


def test_title_above_name_above_text(make_index: MakeIndex) -> None:
    corpus = mixed(
        20,
        20,
        article(1, "fr", title="Rogozine"),
        article(2, "fr", "Rogozine"),
        article(3, "fr", "Zorglub"),
        article(4, "fr", title="Zorglub"),
    )
    search = searching(make_index(corpus))
    assert BOOSTS["title"] > BOOSTS["entities"] > BOOSTS["body"] > BOOSTS["exact"]
    known, unknown = scores(search, "Rogozine"), scores(search, "Zorglub")
    assert known["fr-1"] > known["fr-2"]
    assert unknown["fr-4"] > unknown["fr-3"]
    assert known["fr-2"] > unknown["fr-3"], "a name that is known is more than a word"


def test_the_word_as_typed_is_above_another_form(make_index: MakeIndex) -> None:
    found = scores(
        searching(make_index(mixed(9, 9, article(1, "fr", "lunaires"), article(1, "en", "x"), article(2, "fr", "lunaire")))), "lunaire"
    )
    assert found["fr-2"] > found["fr-1"]


def test_an_agency_is_found_in_spite_of_its_stop_word(make_index: MakeIndex) -> None:
    corpus = mixed(5, 5, article(1, "fr", "agence de presse"), article(1, "en", "agence presse"))
    assert set(scores(searching(make_index(corpus)), "agence de presse", match="all")) == {"fr-1", "en-1"}


def test_a_stop_word_that_is_gold_in_the_other_language(make_index: MakeIndex) -> None:
    corpus = [article(1, "fr", "or"), article(1, "en", "gold"), {"id": "en-2", "lang": "en", "text": "this or that"}]
    search = searching(make_index(corpus))
    assert set(scores(search, "or")) == {"fr-1"}, "gold"
    assert set(scores(search, "or", lang="fr")) == {"fr-1"}
    assert set(scores(search, "or", lang="en")) == {"fr-1", "en-2"}, "told that it is English, only the word as it stands is left"


def test_false_friends_meet_only_as_written(make_index: MakeIndex) -> None:
    corpus = [{"id": "fr", "lang": "fr", "text": "la main du coin"}, {"id": "en", "lang": "en", "text": "the mains and coins"}]
    search = searching(make_index(corpus))
    assert set(scores(search, "coin", lang="fr")) == {"fr"}, "English stems are not asked for what is said to be French"
    assert set(scores(search, "coins", lang="en")) == {"en"}


def test_an_article_of_no_language_counts_once(make_index: MakeIndex) -> None:
    corpus = [{"id": "both", "lang": "und", "text": "satellite orbital"}, article(1, "fr", "satellite"), article(1, "en", "satellite")]
    page = searching(make_index(corpus))("satellite")
    assert sorted(hit.id for hit in page.hits) == ["both", "en-1", "fr-1"]
    assert page.total == 3
    assert {value.value: value.count for value in page.facets["language"]} == {"fr": 1, "en": 1, "und": 1}


def test_phrases(make_index: MakeIndex) -> None:
    corpus = [
        {"id": "row", "lang": "fr", "title": "Un titre", "text": "Le directeur Roscosmos parle."},
        {"id": "gap", "lang": "fr", "title": "Un titre", "text": "Le directeur de Roscosmos parle."},
        {"id": "back", "lang": "fr", "title": "Un titre", "text": "Roscosmos a un bon directeur, et il parle."},
        {"id": "split", "lang": "fr", "title": "Le grand directeur", "text": "Roscosmos parle."},
        {"id": "und", "lang": "und", "title": "x", "text": "directeur Roscosmos"},
    ]
    search = searching(make_index(corpus))
    assert set(scores(search, '"directeur Roscosmos"')) == {"row", "und"}, "a phrase skips no stop word, and no title continues in a text"
    assert set(scores(search, '"directeur de Roscosmos"')) == {"gap"}
    assert set(scores(search, '"directeur Roscosmos"~2')) == {"row", "gap", "und"}
    for words in ("directeur Roscosmos", "Roscosmos directeur"):
        assert set(scores(search, f'"{words}"~4')) == {"row", "gap", "back", "und"}, "the order does not matter with a tilde"
    for words in ("directeur parle Roscosmos", "Roscosmos directeur parle", "parle Roscosmos directeur"):
        assert set(scores(search, f'"{words}"~3')) == {"row", "gap"}, f"{words}; look at closeness.together"


def test_a_pattern_for_too_many_words_is_left_out_and_says_so(make_index: MakeIndex) -> None:
    many = " ".join(f"zz{number:05}" for number in range(5200))
    search = searching(make_index([{"id": "many", "lang": "fr", "text": many}, article(1, "fr", "Zorglub")]))
    page = search("zorglub zz*")
    assert [hit.id for hit in page.hits] == ["fr-1"]
    assert [problem.at for problem in page.query.problems] == [8]
    assert "more than 5000 words" in page.query.problems[0].message
    assert search("zz0001*").total == 1
    assert search("zz*").total == 0
