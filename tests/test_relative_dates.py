"""Dates that count from the day on which they are written."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.cleaning import clean
from indexer.date_words import DAY_WORDS, MONTH_NAMES, NUMBERS, WEEKDAYS, folded
from indexer.dates import span
from indexer.document import RawFile
from indexer.metadata import Metadata, describe
from indexer.relative_dates import mentioned, relative_date, relative_dates
from indexer.written_dates import FIRST_YEAR, LAST_YEAR

WEDNESDAY = date(2021, 3, 10)
BODY = "La sonde russe s'est écrasée samedi sur la Lune après une manœuvre, selon des calculs préliminaires."


def read(text: str) -> str | None:
    found = relative_date(text, WEDNESDAY)
    return found[0] if found else None


MEANT = {
    "avant-hier": "2021-03-08", "hier": "2021-03-09", "hier soir": "2021-03-09", "aujourd'hui": "2021-03-10", "demain": "2021-03-11",
    "après-demain": "2021-03-12", "ce matin": "2021-03-10", "cette nuit": "2021-03-10", "yesterday": "2021-03-09", "today": "2021-03-10",
    "the day before yesterday": "2021-03-08", "tomorrow": "2021-03-11", "this morning": "2021-03-10", "last night": "2021-03-09",
    "mardi": "2021-03-09", "ce mardi": "2021-03-09", "mardi dernier": "2021-03-09", "mercredi": "2021-03-10",
    "mercredi dernier": "2021-03-03", "lundi dernier": "2021-03-08", "lundi prochain": "2021-03-15", "mercredi prochain": "2021-03-17",
    "jeudi": "2021-03-04", "Tuesday": "2021-03-09", "on Tuesday": "2021-03-09", "last Tuesday": "2021-03-09", "next Monday": "2021-03-15",
    "mardi 9 mars": "2021-03-09", "le 9 mars": "2021-03-09", "1er mars": "2021-03-01", "le 5 mars": "2021-03-05",
    "le 11 mars": "2020-03-11",
    "le 16 mars prochain": "2021-03-16", "le 9 mars de l'an dernier": "2020-03-09", "Tuesday March 9": "2021-03-09",
    "Tuesday, March 9": "2021-03-09", "March 9": "2021-03-09", "9th of March": "2021-03-09", "Dec. 9": "2020-12-09",
    "mardi 16 mars": "2021-03-16", "mercredi 9 mars": "2016-03-09", "29 février": "2020-02-29",
    "il y a 3 jours": "2021-03-07", "il y a deux semaines": "2021-02", "il y a un mois": "2021-02", "il y a 2 h": "2021-03-10",
    "il y a 30 heures": "2021-03-09", "il y a dix ans": "2011", "il y a un an": "2020", "3 days ago": "2021-03-07",
    "two weeks ago": "2021-02", "a month ago": "2021-02", "an hour ago": "2021-03-10", "twelve years ago": "2009",
    "la semaine dernière": "2021-03", "le mois dernier": "2021-02", "l'année dernière": "2020", "l'an dernier": "2020",
    "l'an passé": "2020",
    "la semaine prochaine": "2021-03", "en fin de semaine": "2021-03", "l'année prochaine": "2022", "last week": "2021-03",
    "last month": "2021-02", "last year": "2020", "next year": "2022", "this year": "2021", "ce week-end": "2021-03",
    "début février": "2021-02", "mi-mars": "2021-03", "fin avril": "2020-04", "fin 2021": "2021", "à la fin de l'année dernière": "2020",
    "in early February": "2021-02", "mid-March": "2021-03", "late 2021": "2021", "at the end of last year": "2020",
    "en décembre": "2020-12", "en décembre dernier": "2020-12", "last December": "2020-12", "mars dernier": "2020-03", "in May": "2020-05",
    "en 2021": "2021", "d'ici 2035": "2035", "since 2014": "2014",
}  # fmt: skip
"""What is written on a Wednesday, the 10th of March 2021 → what is meant."""


@pytest.mark.parametrize("written", MEANT)
def test_news_of_one_day_means_another(written: str) -> None:
    assert relative_date(written, WEDNESDAY) == (MEANT[written], 0, len(written))
    assert list(mentioned(written, WEDNESDAY)) == [(MEANT[written], 0, len(written))]


@pytest.mark.parametrize("written", [each for each in MEANT if each != "in May"])
def test_neither_accents_nor_case_nor_the_kind_of_apostrophe_matter(written: str) -> None:
    assert read(folded(written.replace("March", "MARCH")).replace("march", "MARCH")) == MEANT[written]
    assert read(written.upper()) == MEANT[written]
    assert read(written.replace("'", "’").replace(" ", "\u00a0")) == MEANT[written]


@pytest.mark.parametrize(
    "text",
    [
        "Curiosity roule sur Mars", "le rover Mars 2020", "des images envoyées depuis Mars", "life on Mars", "mars", "March", "mai", "août",
        "they may 9 times", "9 may be wounded", "2 march in protest", "the march of time", "in march formation", "a second ago", "sat",
        "sun",
        "mar 9", "mon 9", "Chiang Mai 2020", "USA Today reports", "India Today", "Aujourd'hui en France",
        "la France d'aujourd'hui", "le mardi", "chaque mardi", "les mardis", "every Tuesday", "on Tuesdays", "Black Friday", "Mardi gras",
        "Vendredi saint", "the Sunday Times", "over the last year", "ces dernières années", "il y a deux jours fériés", "le lendemain",
        "il y a deux semaines de vacances", "au printemps", "last spring", "30 février", "February 30", "May 20,000", "in 2000 people",
        "Luna-25", "2021", "9 mars 9999", "30 février 2021", "un bimardi", "Tuesday-type", "",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert read(text) is None
    assert list(mentioned(text, WEDNESDAY)) == []


def test_everything_that_a_text_names_is_told_in_order() -> None:
    text = (
        "Le 9 mars 2021, deux jours après l'accord de lundi, Moscou a dit qu'en mai 2025 ou l'an prochain ce serait fini. In late 2019, …"
    )
    found = list(mentioned(text, date(2021, 3, 12)))
    assert [(iso, text[start:end]) for iso, start, end in found] == [
        ("2021-03-09", "9 mars 2021"),
        ("2021-03-08", "lundi"),
        ("2025-05", "mai 2025"),
        ("2022", "l'an prochain"),
        ("2019", "In late 2019"),
    ]


def test_a_weekday_beside_a_day_tells_the_year() -> None:
    assert relative_date("mardi 9 mars", date(2023, 11, 26)) == ("2021-03-09", 0, 12)
    assert relative_date("le 9 mars", date(2023, 11, 26)) == ("2023-03-09", 0, 9)


def test_a_week_that_lies_in_two_months_is_known_to_the_year_and_one_in_two_years_not_at_all() -> None:
    assert relative_date("la semaine dernière", date(2021, 3, 3)) == ("2021-02", 0, 19)
    assert relative_date("last week", date(2021, 4, 7)) == ("2021", 0, 9)
    assert relative_date("last week", date(2021, 1, 6)) is None


@given(st.dates(date(FIRST_YEAR + 1, 1, 1), date(LAST_YEAR - 1, 1, 1)), st.sampled_from(sorted(WEEKDAYS)))
def test_a_weekday_lies_in_the_week_before_and_next_in_the_week_after(base: date, name: str) -> None:
    french = name.endswith(("di", "che"))
    forms = (name, f"{name} dernier", f"{name} prochain") if french else (name, f"last {name}", f"next {name}")
    bare, last, following = (date.fromisoformat((relative_date(each, base) or ("",))[0]) for each in forms)
    assert {day.weekday() for day in (bare, last, following)} == {WEEKDAYS[name]}
    assert timedelta(0) <= base - bare < timedelta(7)
    assert timedelta(1) <= base - last <= timedelta(7)
    assert timedelta(1) <= following - base <= timedelta(7)


WORDS = [
    *sorted({*DAY_WORDS, *MONTH_NAMES, *NUMBERS, *WEEKDAYS}),
    "9", "31", "2021", "9999", "1600", "0", "il y a", "ago", "dernier", "prochaine", "last", "next", "this", "mois", "année", "semaine",
    "year",
    "week-end", "l'an", "début", "fin", "mid-", "of", "the", "en", "in", "999", "\n", "Mars", "May", "d'",
]  # fmt: skip


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=4)), max_size=12).map(" ".join), st.dates())
@settings(max_examples=500)
def test_whatever_the_text_every_date_lies_in_it_and_in_the_calendar(text: str, base: date) -> None:
    at = 0
    for iso, start, end in mentioned(text, base):
        assert at <= start < end <= len(text)
        assert span(iso)
        assert FIRST_YEAR <= int(iso[:4]) <= LAST_YEAR
        at = end
    assert relative_date(text, base) == next(((each.iso, each.start, each.end) for each in relative_dates(text, base)), None)


@given(st.text(), st.dates())
def test_folding_keeps_every_character_in_its_place(text: str, base: date) -> None:
    assert len(folded(text)) == len(text)
    list(mentioned(text, base))


@pytest.mark.parametrize(
    "piece",
    [
        "9 ",
        "il y a ",
        "mardi ",
        "le ",
        " ",
        "à la fin de ",
        "the ",
        "last ",
        "- ",
        "9 mars ",
        "9 mars 2021 ",
        "1" + " " * 99_999,
        "dernier",
        "İ",
    ],
)
def test_a_long_line_is_read_in_one_go(piece: str) -> None:
    """Nothing is timed: a grammar that took quadratic time would not come back within the hour."""
    text = piece * (100_000 // len(piece))
    assert all(end <= len(text) for _, _, end in mentioned(text, WEDNESDAY))


# The date of an article


def described(text: str, seen: str | None = "2021-03-10", **stated: str) -> Metadata:
    raw = RawFile("x", "x.txt", text, seen=seen, **stated)  # type: ignore[arg-type]
    return describe(raw, clean(raw))


LINES = {
    "Publié hier à 14h30": "2021-03-09", "Hier, 18:05": "2021-03-09", "Il y a 3 heures": "2021-03-10", "il y a 2 jours": "2021-03-08",
    "mardi 9 mars": "2021-03-09", "Mardi 9 mars à 14h": "2021-03-09", "Posted yesterday": "2021-03-09", "3 hours ago": "2021-03-10",
    "Updated 2 days ago": "2021-03-08", "Published Tuesday at 14:05": "2021-03-09", "Tuesday, March 9": "2021-03-09",
    "Publié il y a un mois": "2021-02", "Mis à jour il y a 2 jours, publié le 5 mars": "2021-03-08", "AFP, hier à 14h": "2021-03-09",
    "Today at 14:05 GMT": "2021-03-10", "Publié aujourd’hui à 6 h": "2021-03-10", "Posted 3 weeks ago by admin": "2021-02",
}  # fmt: skip
"""A line below a headline → the date of the article."""


@pytest.mark.parametrize("line", LINES)
def test_a_line_that_is_a_date_counts_from_the_day_on_which_the_article_was_seen(line: str) -> None:
    found = described(f"Luna-25 est perdue\n{line}\n{BODY}")
    assert (found.title, found.date, found.text) == ("Luna-25 est perdue", LINES[line], BODY)
    unseen = described(f"Luna-25 est perdue\n{line}\n{BODY}", seen=None)
    assert (unseen.title, unseen.date, unseen.text) == ("Luna-25 est perdue", None, BODY)


@pytest.mark.parametrize(
    "line",
    [
        "Hier", "Aujourd'hui", "Mardi", "Today", "Mardi 20h45", "Demain à 20h", "La semaine dernière", "En décembre", "Last year",
        "Mars 2020",
        "La signature a eu lieu mardi", "Il y a 3 jours, tout allait bien.", "Hier, la Chine a signé l'accord",
        "Réunion prévue mardi 9 mars",
    ],
)  # fmt: skip
def test_a_line_that_says_something_else_does_not_date_an_article(line: str) -> None:
    assert described(f"Luna-25 est perdue\n{line}\n{BODY}").date is None


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("PARIS, mardi 9 mars (AFP) – ", "2021-03-09"),
        ("MOSCOU, 9 mars. /TASS/. ", "2021-03-09"),
        ("MOSCOW, March 9 (Reuters) - ", "2021-03-09"),
        ("BEIJING, March 11 (Xinhua) -- ", "2020-03-11"),
        ("Paris, mardi 9 mars – ", "2021-03-09"),
        ("Bamako, le 9 mars – ", "2021-03-09"),
        ("MOSCOW, March 9, 2020 (Reuters) - ", "2020-03-09"),
        ("PARIS, mardi (AFP) – ", None),
        ("Paris, selon des témoins du 9 mars – ", None),
    ],
)
def test_a_dispatch_without_its_year_is_of_the_year_in_which_it_was_seen(head: str, day: str | None) -> None:
    assert described(f"{head}{BODY}").date == day
    assert described(f"{head}{BODY}", seen=None).date == (day if "2020 (" in head else None)


def test_a_date_that_is_written_out_or_stated_wins_over_one_that_is_counted() -> None:
    assert described(f"Luna-25 est perdue\nIl y a 2 jours\n9 mars 2020\n{BODY}").date == "2020-03-09"
    assert described(f"Luna-25 est perdue\nPar Jean Dupont, le 9 mars 2020\nIl y a 2 jours\n{BODY}").date == "2020-03-09"
    assert described(f"Luna-25 est perdue\nIl y a 2 jours\n{BODY}", date="2020-12").date == "2020-12"
    assert described(f"Luna-25 est perdue\nIl y a 2 jours\n{BODY}", date="2021").date == "2021-03-08", "a year can be told more closely"
    assert described(f"Luna-25 est perdue\nIl y a 2 jours\n{BODY}", date="2020").date == "2020"


def test_a_byline_may_carry_a_date_that_is_counted() -> None:
    found = described(f"Luna-25 est perdue\nPar Jean Dupont, hier à 14h\n{BODY}")
    assert (found.author, found.date, found.text) == ("Jean Dupont", "2021-03-09", BODY)
    assert described(f"Luna-25 est perdue\nBy Jane Smith, 3 days ago\n{BODY}").date == "2021-03-07"


def test_the_days_of_a_chronicle_are_not_its_date() -> None:
    days = "\n".join(f"{weekday} {day} mars\n{BODY}" for day, weekday in enumerate(("Lundi", "Mardi", "Mercredi", "Jeudi"), start=1))
    found = described(f"La semaine de Luna-25\n{days}")
    assert found.date is None
    assert "Jeudi 4 mars" in found.text
