"""What an article says about itself, and what it does not say."""

import calendar
import io
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import readers
from indexer.agencies import PAPERS, WIRES, host, known_source
from indexer.bylines import byline
from indexer.cleaning import clean
from indexer.document import RawFile
from indexer.headlines import LONGEST_BEGINNING, like_headline
from indexer.metadata import Metadata, describe
from indexer.signatures import date_line
from indexer.written_dates import every_date, find_date, may_date, stated_date

SEEDS = Path(__file__).parent.parent / "seeds"
BODY = "La sonde russe s'est écrasée samedi sur la Lune après une manœuvre, selon des calculs préliminaires."


def described(text: str, **stated: str) -> Metadata:
    raw = RawFile("x", "x.txt", text, **stated)  # type: ignore[arg-type]
    return describe(raw, clean(raw))


@pytest.mark.parametrize(
    ("number", "title", "day", "source", "begins"),
    [
        ("000", "Le chef de la société spatiale russe Roscosmos", None, "TASS", "Le chef de la société spatiale russe"),
        ("001", "The head of the Russian space company", None, "TASS", "The head of the Russian space company Roscosmos"),
        (
            "002", "La Chine a annoncé son intention de coopération spatiale avec la Russie après la perte de Luna-25",
            None, "TASS", "Les drapeaux de la Russie et de la Chine",
        ),
        (
            "003", "Roscosmos compte développer la coopération avec la Chine dans le domaine de la cosmonautique habitée",
            None, "TASS", "Les relations de partenariat entre la Russie et la Chine",
        ),
        ("004", "La paire signera le nouveau programme", "2021-12", "Global Times", "La paire signera"),
    ],
)  # fmt: skip
def test_the_seeds_say_this_about_themselves(
    number: str,
    title: str,
    day: str | None,
    source: str,
    begins: str,
) -> None:
    (raw,) = readers.read([str(SEEDS / f"{number}_*.txt")], io.BytesIO())
    assert isinstance(raw, RawFile)
    found = describe(raw, clean(raw))
    headline = number in ("002", "003")
    assert (found.headline, found.date, found.source, found.author) == (headline, day, source, None)
    assert found.title == title if headline else found.title.startswith(title)
    assert found.text.startswith(begins)


# Titles


@pytest.mark.parametrize(
    "line",
    [
        "Luna-25 s'est écrasée sur la Lune",
        "Russia's Luna-25 crashes into the Moon",
        "Espace. La Chine et la Russie iront ensemble sur la Lune",
        "VIDÉO - Luna-25 : le récit d'un échec",
        "« Nous irons sur la Lune », promet Roscosmos",
        "Que va faire la Chine sur la Lune ?",
        "Lavrov arrives in the U.S.",
        "RUSSIA AND CHINA SIGN MOON PACT",
        "iPhone sales fall in China",
        "Mars 2020",
        "Publicité : ce qui va changer",
        "Mauresmo opens with victory in LA",
    ],
)
def test_a_first_line_that_is_a_headline_becomes_the_title(line: str) -> None:
    found = described(f"{line}\n\n{BODY}")
    assert (found.title, found.headline, found.text) == (line, True, BODY)


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"La sonde est perdue.\n{BODY}",
        "Le chef de Roscosmos\nest arrivé à Pékin.",
        "Luna-25 s'est écrasée sur la Lune",
        f"{'Un mot ' * 40}\n{BODY}",
        f"La Chine a signé lundi. Le chef de Roscosmos était là\n{BODY}",
    ],
)
def test_without_a_headline_the_title_is_the_beginning_of_the_text(text: str) -> None:
    found = described(text)
    assert not found.headline
    assert found.text == clean(RawFile("x", "x", text)).text
    assert found.text.startswith(found.title.removesuffix("…"))
    assert len(found.title) <= LONGEST_BEGINNING


@pytest.mark.parametrize(
    "head",
    [
        "PARIS (AFP) – ",
        "PARIS, 12 mars 2024 (AFP) - ",
        "Moscou, 5 juin 2021. /TASS/. ",
        "Bamako, le 28 janvier 2024 – ",
        "CAPE CANAVERAL, Fla. (AP) — ",
        "MOSCOW, March 9 (Reuters) - ",
        "LE FIGARO. - ",
    ],
)
def test_a_title_taken_from_the_text_begins_after_the_dateline_and_the_text_keeps_it(head: str) -> None:
    found = described(f"{head}{BODY}")
    assert not found.headline
    assert found.title.startswith("La sonde russe"), "see `Statement.news` in datelines.py"
    assert found.text == f"{head}{BODY}"


def test_a_headline_may_follow_a_word_that_is_no_known_section() -> None:
    found = described(f"Cosmodrome\nLuna-25 s'est écrasée sur la Lune\n{BODY}")
    assert (found.title, found.headline, found.text) == ("Luna-25 s'est écrasée sur la Lune", True, f"Cosmodrome\n{BODY}")


ENGLISH = "The Russian probe crashed into the Moon on Saturday after a failed manoeuvre, according to first calculations."
SCRAPES = {
    "LUNA-25 S'EST ÉCRASÉE SUR LA LUNE\n{fr}": ("LUNA-25 S'EST ÉCRASÉE SUR LA LUNE", None, None),
    "LUNA-25 CRASHES INTO THE MOON\nBy JANE SMITH\n{en}": ("LUNA-25 CRASHES INTO THE MOON", None, "JANE SMITH"),
    "La Russie peut-elle encore aller sur la Lune ?\n{fr}": ("La Russie peut-elle encore aller sur la Lune ?", None, None),
    "Why did Luna-25 crash?\n{en}": ("Why did Luna-25 crash?", None, None),
    "Quel échec !\n{fr}": ("Quel échec !", None, None),
    "Ce que l'on sait de la perte de Luna-25 :\n{fr}": ("Ce que l'on sait de la perte de Luna-25 :", None, None),
    "Luna-25 crashes: what we know:\n{en}": ("Luna-25 crashes: what we know:", None, None),
    "Luna-25 s'est écrasée - Le Monde\n{fr}": ("Luna-25 s'est écrasée", "Le Monde", None),
    "Luna-25 crashes into the Moon | Reuters\n{en}": ("Luna-25 crashes into the Moon", "Reuters", None),
    "Luna-25 crashes into the Moon – BBC News\n{en}": ("Luna-25 crashes into the Moon", "BBC", None),
    "Luna-25 s'est écrasée - un échec\n{fr}": ("Luna-25 s'est écrasée - un échec", None, None),
    "Luna-25 crashes | The Daily Cosmonaut\n{en}": ("Luna-25 crashes | The Daily Cosmonaut", None, None),
    "VIDÉO - TF1\n{fr}": ("VIDÉO - TF1", None, None),
    "Par Jean Dupont, Moscou\nLuna-25 s'est écrasée\n{fr}": ("Luna-25 s'est écrasée", None, "Jean Dupont"),
    "Luna-25 s'est écrasée\nPar Jean Dupont, à Moscou | Publié le 9 mars 2021\n{fr}": ("Luna-25 s'est écrasée", None, "Jean Dupont"),
    "Luna-25 s'est écrasée\nPar Jean Dupont, correspondant à Moscou\n{fr}": ("Luna-25 s'est écrasée", None, "Jean Dupont"),
    "Luna-25 crashes\nBy Jane Smith in New York\n{en}": ("Luna-25 crashes", None, "Jane Smith"),
    "Luna-25 crashes\nBy Jane Smith, Moscow correspondent\n{en}": ("Luna-25 crashes", None, "Jane Smith"),
    "International\nLuna-25 s'est écrasée\n{fr}": ("Luna-25 s'est écrasée", None, None),
    "MONDE\n\nLuna-25 s'est écrasée\n\nPar Jean Dupont\n\n{fr}": ("Luna-25 s'est écrasée", None, "Jean Dupont"),
    "À LA UNE\nSciences et technologies\nLuna-25 s'est écrasée\n{fr}": ("Luna-25 s'est écrasée", None, None),
    "Monde > Europe\nLuna-25 s'est écrasée\n{fr}": ("Luna-25 s'est écrasée", None, None),
    "BREAKING NEWS\nLuna-25 crashes into the Moon\n{en}": ("Luna-25 crashes into the Moon", None, None),
    "Science & Technology\nReuters\nLuna-25 crashes\n{en}": ("Luna-25 crashes", "Reuters", None),
    "Le Monde\nLuna-25 s'est écrasée\n{fr}": ("Luna-25 s'est écrasée", "Le Monde", None),
}
"""What a scraper brings → title, source and author; the text is always the body."""


@pytest.mark.parametrize("scrape", SCRAPES)
def test_the_head_of_a_page_comes_apart_into_title_source_and_author(scrape: str) -> None:
    found = described(scrape.format(fr=BODY, en=ENGLISH))
    assert (found.title, found.source, found.author) == SCRAPES[scrape]
    assert found.headline
    assert found.text in (BODY, ENGLISH), "something of the page is left in the text, or something of the text is gone"


@pytest.mark.parametrize(
    "following", ["« Nous irons sur la Lune, a dit le ministre à ses hôtes. »", "- la sonde est perdue avec ses huit instruments."]
)
def test_a_colon_that_announces_speech_or_a_list_ends_no_headline(following: str) -> None:
    assert not described(f"Le ministre a dit à Pékin :\n{following}").headline


def test_the_source_in_a_stated_title_is_taken_off_and_believed_unless_one_is_stated() -> None:
    found = described(f"Luna-25 est perdue\n{BODY}", title="Luna-25 est perdue | Le Figaro")
    assert (found.title, found.source, found.text) == ("Luna-25 est perdue", "Le Figaro", BODY)
    assert described(BODY, title="Luna-25 est perdue | Le Figaro", source="AFP").source == "AFP"


HOSTILE = (
    "Par " + "A" * 90 + " bbb", "By " + "D'A" * 30, "By " + "Jean de " * 14, "Par " + "Aa.'" * 25 + " ?", "Paris, " * 15 + "x", "(AFP" * 25,
    "Source: " * 12, "Source : et a" * 8, "AFP et " * 16 + "x", "9 mars 2021 " * 9 + "x", "12:12:12" * 12, "((((" * 25,
    "- " * 60, " | " * 40,
)  # fmt: skip


@pytest.mark.parametrize("line", HOSTILE, ids=range(len(HOSTILE)))
def test_no_line_makes_a_pattern_try_everything(line: str) -> None:
    """Nothing is timed: a pattern that tried every way to read such a line would not come back within years."""
    described(f"{line}\n{BODY}")
    like_headline(line)


def test_a_stated_title_wins_and_is_not_said_again_in_the_text() -> None:
    found = described(f"LUNA-25 EST PERDUE\n{BODY}", title="Luna-25 est perdue")
    assert (found.title, found.headline, found.text) == ("Luna-25 est perdue", True, BODY)
    assert described(f"Luna-25 s'est écrasée\n{BODY}", title="Un autre titre").text == f"Luna-25 s'est écrasée\n{BODY}"


def test_an_article_of_boilerplate_alone_has_neither_title_nor_text() -> None:
    assert described("Spread the love\nLeave a Reply") == Metadata("", False, "", None, None, None)  # noqa: FBT003


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=400))
def test_the_beginning_of_any_text_is_at_most_so_long(text: str) -> None:
    found = described(f"{text}.")
    assert found.headline or len(found.title) <= LONGEST_BEGINNING


# Dates


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("9 mars 2021", "2021-03-09"),
        ("1er février 2021", "2021-02-01"),
        ("Mardi 9 mars 2021", "2021-03-09"),
        ("le 9 mars 2021 à 14h05", "2021-03-09"),
        ("Publié le 9 mars 2021 à 14h", "2021-03-09"),
        ("Publié le 09/03/2021 à 14:05 | Mis à jour le 10/03/2021 à 09:12", "2021-03-09"),
        ("Mis à jour le 9 mars 2021, 14 h 05", "2021-03-09"),
        ("Mise en ligne : 9 févr. 2021", "2021-02-09"),
        ("Paris, le 9 mars 2021", "2021-03-09"),
        ("March 9, 2021", "2021-03-09"),
        ("Tuesday, March 9th, 2021", "2021-03-09"),
        ("9 March 2021", "2021-03-09"),
        ("Mar 9, 2021 2:30 pm EST", "2021-03-09"),
        ("Published on Tue. 9 Mar 2021 at 14:05 GMT", "2021-03-09"),
        ("Updated: 2021-03-09", "2021-03-09"),
        ("2021-03-09T14:05:00+01:00", "2021-03-09"),
        ("2021/03/09 14:05", "2021-03-09"),
        ("09.03.2021", "2021-03-09"),
        ("03/25/2021", "2021-03-25"),
        ("Date : décembre 2021", "2021-12"),
        ("December 2021", "2021-12"),
        ("2021-12", "2021-12"),
        ("9 mars 2021 - 3 min de lecture", "2021-03-09"),
        ("August 20, 2023 3:12 PM UTC Updated 3 years ago", "2023-08-20"),
        ("Le Monde avec AFP, publié le 9 mars 2021", "2021-03-09"),
        ("AFP, le 09/03/2021 à 14:00", "2021-03-09"),
        ("Thu 7 Jul 2022 12.30 BST", "2022-07-07"),
        ("8:14 a.m. EST, November 16, 2022", "2022-11-16"),
        ("Posted on August 23, 2023 by Staff Reporter", "2023-08-23"),
        ("Posted on January 17, 2023 by admin", "2023-01-17"),
        ("Publié le 17 janvier 2023 par admin75", "2023-01-17"),
        ("Publié par Rédaction le 23 août 2023", "2023-08-23"),
        ("Par la rédaction - Publié le 23 août 2023 à 9h", "2023-08-23"),
        ("La Dépêche du Midi, 03.11.2022", "2022-11-03"),
        ("Publié le 17 janvier 2023 par décret, le texte entre en vigueur", None),
        ("Posted in Kyiv on January 17, 2023 by the army", None),
        ("Mars 2020", None),
        ("30 février 2021", None),
        ("2021-02-29", None),
        ("9 mars 1599", None),
        ("9 mars 9999", None),
        ("Le 9 mars 2021, la Chine et la Russie ont signé un accord", None),
        ("Accord du 9 mars 2021", None),
        ("Luna-25", None),
        ("2018-2022", None),
        ("Réunion prévue le 9 mars 2021", None),
        ("The deal of March 9, 2021 explained", None),
    ],
)
def test_a_line_of_its_own_is_a_date_or_not(line: str, expected: str | None) -> None:
    assert date_line(line) == expected
    found = described(f"Luna-25 est perdue\n{line}\n{BODY}")
    assert found.date == expected
    if expected is not None:
        assert (found.title, found.text) == ("Luna-25 est perdue", BODY)


def test_a_date_that_a_sentence_mentions_is_not_the_date_of_the_article() -> None:
    found = described(f"{BODY} Le 9 mars 2021, un accord avait été signé.\nLe précédent vol date du 9 août 1976.")
    assert found.date is None


def test_a_date_may_be_two_days_ahead_and_no_more() -> None:
    today = date(2021, 3, 9)
    assert find_date("11 mars 2021", today) == ("2021-03-11", 0, 12)
    assert find_date("12 mars 2021", today) is None
    assert find_date("avril 2021", today) is None
    assert date_line((datetime.now(UTC) + timedelta(days=4)).date().isoformat()) is None


DATE_PARTS = ("2021", "1999", "12", "9", "1er", "3rd", "mars", "MAY", "sept.", "août", "auguſt", "of", "x", "7", *" ,-/.\u00a0", "  ", ", ")


@given(st.lists(st.sampled_from(DATE_PARTS), max_size=12).map("".join), st.integers(0, 50))
def test_what_cannot_be_a_date_at_a_glance_is_none(text: str, blanks: int):
    text = text.replace("x", " " * blanks)
    assert may_date(text) or not list(every_date(text))


FRENCH = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"]


@given(st.dates(min_value=date(1600, 1, 1), max_value=date(2025, 1, 1)))
def test_every_day_is_read_in_every_way_of_writing_it(day: date) -> None:
    for written in (
        day.isoformat(),
        f"{day.day} {FRENCH[day.month - 1]} {day.year}",
        f"{calendar.month_name[day.month]} {day.day}, {day.year}",
        f"{day.day:02d}/{day.month:02d}/{day.year}",
    ):
        assert date_line(written) == day.isoformat(), f"{written} was read as {date_line(written)}"


@given(st.text(st.sampled_from("0123456789/-. marsétpub,:hàTZ")))
def test_looking_for_a_date_never_fails(text: str) -> None:
    date_line(text)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2025, 1, 1)), st.times())
def test_every_moment_that_a_program_writes_is_read_as_its_day(day: date, time: time) -> None:
    moment = datetime.combine(day, time, UTC)
    for written in (
        moment.isoformat(),
        moment.isoformat(" "),
        format_datetime(moment),
        format_datetime(moment, usegmt=True),
        moment.strftime("%Y%m%d"),
        moment.strftime("%Y%m%dT%H%M%SZ"),
        moment.strftime("%d/%m/%Y %H:%M"),
        int(moment.timestamp()),
        int(moment.timestamp()) * 1000,
        moment.timestamp(),
    ):
        assert stated_date(written) == day.isoformat(), f"{written!r} was read as {stated_date(written)}"


def test_a_stated_date_may_be_a_year_ahead_as_those_of_magazines_and_embargoes_are() -> None:
    today = date(2021, 3, 9)
    assert stated_date("2022-03-01", today) == "2022-03-01"
    assert stated_date("2022-04-01", today) is None


# Sources


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Le vol est reporté, a rapporté le Global Times.", "Global Times"),
        ("Le vol est reporté, rapporte l'agence Reuters.", "Reuters"),
        ("Le vol est reporté, a-t-il déclaré à l’AFP.", "AFP"),
        ("Selon le Figaro, le vol est reporté.", "Le Figaro"),
        ("D'après l'agence de presse Chine nouvelle, le vol est reporté.", "Xinhua"),
        ("Le vol est reporté, a-t-il confié au Monde.", None),
        ("Le vol est reporté, a-t-il dit à TASS.", "TASS"),
        ("The flight is delayed, he told TASS.", "TASS"),
        ("The flight is delayed, officials told the New York Times.", "The New York Times"),
        ("The flight is delayed, the Guardian reported.", "The Guardian"),
        ("According to the newspaper Global Times, the flight is delayed.", "Global Times"),
        ("The flight is delayed, as reported by RIA Novosti.", "RIA Novosti"),
        ("Selon le monde de la finance, le vol est reporté.", None),
        ("Selon la Croix-Rouge, dix personnes sont blessées.", None),
        ("Il travaille pour TASS depuis dix ans.", None),
        ("The flight is delayed.", None),
    ],
)
def test_a_source_is_read_from_who_reported_it(sentence: str, source: str | None) -> None:
    assert described(f"Une première phrase. {sentence}").source == source


def test_the_host_of_the_address_is_the_last_resort() -> None:
    assert described(BODY, url="https://www.example.org:8080/a/b").source == "example.org"
    assert described(f"TASS /. {BODY}", url="https://www.example.org/").source == "TASS"
    assert host("http://[broken") is None
    assert host("no address") is None


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.lemonde.fr/sciences/article/2023/08/20/luna-25.html", "Le Monde"),
        ("https://www.rfi.fr/fr/asie/2023", "RFI"),
        ("http://www.bbc.co.uk/news/1", "BBC"),
        ("https://www.ouest-france.fr/", "Ouest-France"),
        ("https://www.nytimes.com/", "The New York Times"),
        ("https://edition.cnn.com/2023", "CNN"),
        ("https://lemonde.example.org/", "lemonde.example.org"),
        ("https://blog.example.org/lemonde.fr", "blog.example.org"),
        ("https://com/", "com"),
    ],
)
def test_a_paper_is_known_by_its_host_and_by_nothing_else_of_an_address(url: str, name: str) -> None:
    assert host(url) == name


def test_the_tables_of_sources_do_not_contradict_each_other() -> None:
    assert len(WIRES) + len(PAPERS) >= 60
    assert not WIRES.keys() & PAPERS.keys()
    for name, others in (*WIRES.items(), *PAPERS.items()):
        for spelling in (name, *others):
            assert known_source(spelling) == name, f"{spelling} stands for two sources"


# Authors


@pytest.mark.parametrize(
    ("line", "author", "day", "source"),
    [
        ("Par Jean Dupont", "Jean Dupont", None, None),
        ("By John Smith", "John Smith", None, None),
        ("By Jane O'Neill and John Smith", "Jane O'Neill and John Smith", None, None),
        ("Par Hélène de la Tour", "Hélène de la Tour", None, None),
        ("Par Jean Dupont (AFP)", "Jean Dupont", None, "AFP"),
        ("By Reuters", None, None, "Reuters"),
        ("By KENNETH CHANG   JAN. 5, 2022", "KENNETH CHANG", "2022-01-05", None),
        ("Par Jean Dupont le 9 mars 2021 à 14h", "Jean Dupont", "2021-03-09", None),
        ("Publié par Jean Dupont le 9 mars 2021", "Jean Dupont", "2021-03-09", None),
        ("Posted on March 9, 2021 by Jane Smith", "Jane Smith", "2021-03-09", None),
        ("9 mars 2021 | Par Jean Le Goff", "Jean Le Goff", "2021-03-09", None),
        ("Propos recueillis par Sophie Martin - Publié le 01/02/2023 à 06:00", "Sophie Martin", "2023-02-01", None),
        ("Par Rédaction avec Reuters", None, None, "Reuters"),
        ("By Staff Reporter", None, None, None),
        ("By Reuters Staff", None, None, "Reuters"),
        ("Par Marie Curie, avec l'AFP", "Marie Curie", None, "AFP"),
        ("By Mike Wall published August 23, 2023", "Mike Wall", "2023-08-23", None),
        ("Publié le 23/08/2023 à 10:02 par la rédaction avec AFP", None, "2023-08-23", "AFP"),
        ("La rédaction | 9 mars 2021", None, "2021-03-09", None),
        ("Mis en ligne le 03/05/2022 | Rédaction", None, "2022-05-03", None),
        ("Publié le 9 mars 2021 à 14h05, mis à jour hier à 15h", None, "2021-03-09", None),
        ("Par la rédaction", None, None, None),
    ],
)
def test_a_byline_names_the_author_or_the_source(line: str, author: str | None, day: str | None, source: str | None) -> None:
    found = described(f"Luna-25 est perdue\n{line}\n\n{BODY}")
    assert (found.title, found.author, found.date, found.source) == ("Luna-25 est perdue", author, day, source)
    assert found.text == BODY


def test_a_byline_may_carry_the_date() -> None:
    found = described(f"Luna-25 est perdue\nPar Jean Dupont | Publié le 9 mars 2021 à 14h\n{BODY}")
    assert (found.author, found.date, found.text) == ("Jean Dupont", "2021-03-09", BODY)


@pytest.mark.parametrize(
    "line",
    [
        "Par ailleurs, la Chine a signé un accord",
        "Adopté le 9 mars 2021 par Vladimir Poutine",
        "By Monday, all was lost",
        "Par la voix de son ministre",
        "By the time it landed",
        BODY,
    ],
)
def test_a_sentence_that_begins_with_by_is_no_byline(line: str) -> None:
    assert byline(line) is None


def test_a_stated_author_wins() -> None:
    assert described(f"Luna-25 est perdue\nPar Jean Dupont\n{BODY}", author="A. B.").author == "A. B."
