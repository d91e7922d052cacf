"""What is cut from around an article, what is put together in it, and what must survive."""

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unidecode import unidecode

import indexer
from indexer import boilerplate, readers
from indexer.boilerplate import LONGEST_BOILERPLATE, is_boilerplate
from indexer.cleaning import clean
from indexer.document import CleanText, RawFile
from indexer.metadata import describe
from indexer.normal import normalise
from indexer.pipeline import process

SEEDS = Path(__file__).parent.parent / "seeds"


def cleaned(text: str) -> CleanText:
    return clean(RawFile("x", "x.txt", text))


def seed(number: str) -> CleanText:
    (found,) = readers.read([str(SEEDS / f"{number}_*.txt")], io.BytesIO())
    assert isinstance(found, RawFile), found
    return clean(found)


# The seeds


@pytest.mark.parametrize("number", ["000", "001"])
def test_the_blog_around_a_dispatch_is_cut_and_its_agency_noted(number: str) -> None:
    found = seed(number)
    assert found.removed == ("Spread the love", "Leave A Reply", "Social Media Auto Publish Powered By : XYZScripts.com")
    assert (found.source, found.date) == ("TASS", None)


def test_seed_000_begins_after_the_mark_of_the_agency() -> None:
    assert seed("000").text.startswith("Le chef de la société spatiale russe")


def test_seed_001_has_its_broken_sentences_back() -> None:
    paragraphs = seed("001").text.split("\n")
    assert paragraphs[0].startswith(
        "The head of the Russian space company Roscosmos, Dmitry Rogozin, and the director of the Chinese National Space Administration "
        "(CNSA) Zhang Keijan signed"
    )
    assert "In November 2017, and the CNSA have signed a program cooperation plan for 2018-2022." in paragraphs
    assert "The signing ceremony took place by videoconference." in paragraphs
    assert len(paragraphs) == 9


def test_seed_002_says_its_caption_once_and_keeps_its_subheading() -> None:
    found = seed("002")
    caption = "Les drapeaux de la Russie et de la Chine sur fond de Terre."
    assert found.text.count(caption) == 1
    assert found.removed == (caption, "Source: et crédit graphique: TASS")
    assert "Coopération entre la Fédération de Russie et la Chine dans le secteur aérospatial" in found.text.split("\n")


def test_seed_003_gives_its_source_line_away() -> None:
    found = seed("003")
    assert (found.source, found.removed) == ("TASS", ("Source: TASS",))
    assert "Source:" not in found.text


def test_seed_004_has_the_date_glued_to_its_first_line_taken_off() -> None:
    found = seed("004")
    assert found.date == "2021-12"
    assert found.text.startswith("La paire signera")
    assert found.removed == ()


# Boilerplate

PAGE = """
Spread the love
Share on Facebook Share on Twitter
Facebook Twitter LinkedIn E-mail
Partager sur WhatsApp
PARTAGER :
Partagez cet article
1 245 partages
12 Comments
Laisser un commentaire
Leave a Reply Cancel reply
Votre adresse e-mail ne sera pas publiée. Les champs obligatoires sont indiqués avec *
Your email address will not be published. Required fields are marked *
Nous utilisons des cookies pour améliorer votre expérience sur notre site.
We use cookies to improve your experience on our website.
Tout accepter
Inscrivez-vous à notre newsletter
Sign up for our daily newsletter
Abonnez-vous à partir de 1 € par mois
Already a subscriber? Log in
Article réservé aux abonnés
Publicité
[Advertisement]
- Advertisement -
La suite après cette publicité
Story continues below advertisement
À lire aussi : Luna-25, récit d'un échec annoncé
Lire aussi | Les dix missions lunaires à suivre en 2024
LIRE AUSSI > Luna-25, récit d'un échec
READ MORE: Why Luna-25 crashed
Lire la suite…
→ Read more
Tags: Moon, Russia, China
Mots-clés : Lune, Russie, Chine
Accueil > Monde > Asie
5 min read
Temps de lecture : 3 minutes
Temps de Lecture 2 min.
Publié hier à 10h12
Image source, Reuters
Suivez-nous sur Facebook et Twitter
© 2021 AFP. Tous droits réservés.
Copyright 2021 Global Times. All rights reserved.
© Reuters
Tous droits réservés
Crédit photo : AFP
Photo: NASA/JPL
Signaler une erreur
This material may not be published, broadcast, rewritten or redistributed.
Powered by WordPress
""".strip().split("\n")


@pytest.mark.parametrize("line", PAGE)
def test_a_line_of_the_page_is_cut_and_kept_aside(line: str) -> None:
    found = cleaned(f"Le lancement a eu lieu lundi.\n\n{line}\n\nLa fusée a rejoint son orbite.")
    assert found.removed == (line,)
    assert found.text == "Le lancement a eu lieu lundi.\nLa fusée a rejoint son orbite."


@pytest.mark.parametrize(
    "line",
    [
        "Partager le pouvoir reste difficile, a dit le ministre.",
        "Partager sur les réseaux sociaux des images de guerre expose à des poursuites.",
        "Share prices fell on Monday as investors waited for news from Beijing.",
        "Share of renewable energy rises to 40 percent",
        "Print newspapers are losing readers every year.",
        "Advertisement revenues rose by 4 percent last year, the company said.",
        "Publicité : le gouvernement veut encadrer les annonces pour le tabac.",
        "Cookies and milk were served to the astronauts.",
        "Les cookies publicitaires seront bientôt soumis au consentement.",
        "Copyright law is changing in Europe, lawmakers said on Monday.",
        "Read more than one newspaper, the minister told students.",
        "Lire aussi bien en français qu'en anglais demande du temps.",
        "Subscribe or not, readers will find the news elsewhere.",
        "Laisser un commentaire raciste est un délit, rappelle le tribunal.",
        "Follow-up talks will be held in Moscow.",
        "Search teams found the capsule on Sunday.",
        "Posted in Kyiv since 2019, the colonel speaks four languages.",
        "Related costs will be borne by the state.",
        "Source de tensions, le projet a été suspendu.",
        "Source : un diplomate occidental a indiqué que les discussions reprendraient lundi à Genève.",
        "Crédit : la Banque centrale relève son taux directeur.",
        "Photographs of the surface were published on Monday.",
        "Tweeter est interdit aux employés de l'agence.",
        "Commentaires et réactions se multiplient à Moscou.",
    ],
)
def test_a_sentence_that_only_begins_like_boilerplate_survives(line: str) -> None:
    found = cleaned(f"Le lancement a eu lieu lundi.\n{line}\nLa fusée a rejoint son orbite.")
    assert line in found.text
    assert found.removed == ()


def test_a_long_paragraph_survives_whatever_it_begins_with() -> None:
    line = "Nous utilisons des cookies " + "et la réglementation européenne encadre cet usage depuis 2018 " * 4
    assert len(line) > LONGEST_BOILERPLATE
    assert not is_boilerplate(line)


def test_accents_and_case_do_not_matter_to_boilerplate() -> None:
    assert is_boilerplate("A LIRE EGALEMENT : Luna-25")
    assert is_boilerplate("à lire également : Luna-25")
    assert is_boilerplate(unicodedata.normalize("NFC", "Publicite\u0301"))


def test_links_under_related_articles_go_and_the_next_paragraph_stays() -> None:
    found = cleaned(
        "The launch took place on Monday.\n\nRelated articles\n\nWhy Luna-25 crashed\nWhat China wants on the Moon\n\n"
        "The rocket reached its orbit an hour later."
    )
    assert found.text == "The launch took place on Monday.\nThe rocket reached its orbit an hour later."
    assert found.removed == ("Related articles", "Why Luna-25 crashed", "What China wants on the Moon")


def test_an_advertisement_in_the_middle_of_a_sentence_does_not_break_it() -> None:
    found = cleaned("The minister, who was in Beijing,\n\nAdvertisement\n\nsaid on Tuesday that talks would go on.")
    assert found.text == "The minister, who was in Beijing, said on Tuesday that talks would go on."


def test_the_last_word_of_a_wrapped_sentence_is_not_taken_for_a_button() -> None:
    assert cleaned("The company said it would buy back up to ten percent of its\nshares.").text.endswith("of its shares.")


@pytest.mark.parametrize("name", ["boilerplate.txt", "sections.txt"])
def test_every_pattern_is_written_once_and_as_lines_are_compared(name: str) -> None:
    lines = (Path(indexer.__file__).parent / name).read_text("utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    assert len(patterns) > 50
    assert [line for line, times in Counter(patterns).items() if times > 1] == []
    assert [line for line in patterns if line != unidecode(line).lower().strip()] == [], "a line is compared in ASCII and lower case"
    assert not any(line.startswith("*") for line in patterns), "a rule is looked for by what it begins with"


# Sections


@pytest.mark.parametrize(
    "label", ["International", "MONDE", "À la une", "Monde > Europe", "Sciences & Espace", "World", "Breaking News", "| Politics |"]
)
def test_a_section_above_the_article_is_cut_and_kept_aside(label: str) -> None:
    found = cleaned(f"{label}\n\nLe lancement a eu lieu lundi.")
    assert (found.text, found.removed) == ("Le lancement a eu lieu lundi.", (label,))


@pytest.mark.parametrize(
    "text",
    ["Sport", "Le lancement a eu lieu.\nEurope\nL'agence est prête.", "Monde arabe : le choc\nLa crise dure.", "Cosmos 1408\nIl tombe."],
)
def test_the_same_word_alone_or_further_down_or_in_a_headline_stays(text: str) -> None:
    assert cleaned(text) == CleanText(text)


# Hostile lines


@pytest.mark.parametrize(
    "line",
    [
        "x " * 90 + "zz",
        "facebook messenger " * 10 + "z",
        "e-mail, " * 24 + "z",
        "share on x " * 18 + "z",
        "1 1 " * 45,
        "12 comments " * 16 + "z",
        "monde " * 9 + "z",
    ],
)
def test_a_line_of_many_buttons_and_one_other_word_is_not_read_in_every_possible_way(line: str) -> None:
    """Nothing is timed: with two ways to read each word, the pattern would not come back within years."""
    assert not is_boilerplate(line)
    assert cleaned(f"{line}\nLe lancement a eu lieu lundi.").removed == ()


MANY = 200_000
HUGE = {
    "one line": "mot " * MANY, "no space": "a" * MANY, "capitals": "MOSCOU " * MANY, "spaces": "a" + " " * MANY + "b",
    "commas": "a, " * MANY,
    "brackets": "(" * MANY, "quotes": "« " * MANY, "dots": ". " * MANY, "ampersands": "&" * MANY, "accents": "e" + "\u0301" * MANY,
    "short lines": "ligne\n" * (MANY // 4), "open lines": "Ligne (\n" * (MANY // 4), "comma lines": "mot,\n" * (MANY // 4),
    "agencies": "AFP, " * MANY, "cues": "selon l'agence " * (MANY // 4), "dates": "9 mars 2021 " * (MANY // 4),
    "right to left": "\u202eabc " * MANY,
}  # fmt: skip


@pytest.mark.parametrize("name", HUGE)
def test_an_enormous_article_is_one_pass_of_work(name: str) -> None:
    """Nothing is timed: work that grew with the square of the length would take an hour."""
    raw = RawFile("x", "x.txt", HUGE[name])
    found = describe(raw, clean(raw))
    assert found.title


def test_characters_without_width_and_marks_of_direction_neither_hide_a_button_nor_split_a_word() -> None:
    found = cleaned("S\u200bhare\u200f\nLe lan\u200dcement \u202ea eu lieu\u202c lundi.")
    assert (found.text, found.removed) == ("Le lancement a eu lieu lundi.", ("Share",))


# Characters


def test_characters_are_written_in_one_way() -> None:
    found = cleaned(
        "\ufeffL'e\u0301te\u0301 de la coopé\u00adration spa\u200btiale.\r\nFin\u2060 du\u200d texte.\rIci&nbsp;: R&amp;D, l&#8217;accord."
    )
    assert found.text == "L'été de la coopération spatiale.\nFin du texte.\nIci\u00a0: R&D, l’accord."


@given(st.text())
def test_any_text_comes_out_in_nfc_with_no_empty_paragraph(text: str) -> None:
    found = cleaned(text).text
    assert unicodedata.is_normalized("NFC", found)
    assert not found or all(paragraph.strip() for paragraph in found.split("\n"))


VOCABULARY = [
    "La",
    "Lune",
    "Chine",
    "a",
    "signé",
    "de",
    "et",
    "TASS",
    "accord.",
    "selon,",
    "(CNSA)",
    "«",
    "oui",
    "»",
    "2021",
    "mars",
    "Source:",
]
WORDS = st.lists(st.sampled_from(VOCABULARY), max_size=6)


@given(st.lists(WORDS.map(" ".join), max_size=8).map("\n".join))
def test_every_word_of_a_text_is_kept_or_set_aside_in_order(text: str) -> None:
    found = cleaned(text)
    kept = found.text.replace("\n", " ").split()
    aside = [word for line in found.removed for word in line.split()]
    assert sorted(kept + aside) == sorted(text.split()), f"words came or went: {found}"
    rest = iter(text.split())
    assert all(word in rest for word in kept), f"words changed places: {found}"


# Broken lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le ministre a dit\nque les discussions continuent.", ["Le ministre a dit que les discussions continuent."]),
        ("Le ministre,\n\nSergueï Lavrov, est à Pékin.", ["Le ministre, Sergueï Lavrov, est à Pékin."]),
        ("Le patron de l'agence (CNSA\n\nChine) est là.", ["Le patron de l'agence (CNSA Chine) est là."]),
        ("Il a rencontré M.\nPoutine à Moscou.", ["Il a rencontré M. Poutine à Moscou."]),
        ("Une phrase finie.\nUne autre phrase finie.", ["Une phrase finie.", "Une autre phrase finie."]),
        ("Luna-25 s'est écrasée\n\nLa sonde a été perdue samedi.", ["Luna-25 s'est écrasée", "La sonde a été perdue samedi."]),
        ("Apple dévoile tout\n\niPhone et iPad sont concernés.", ["Apple dévoile tout", "iPhone et iPad sont concernés."]),
        ("RUSSIA SIGNS MOON PACT\nthe deal was signed on Monday.", ["RUSSIA SIGNS MOON PACT", "the deal was signed on Monday."]),
        ("Trois points :\n- la Lune ;\n- Mars.", ["Trois points :", "- la Lune ;", "- Mars."]),
        ("Il a dit :\n« Nous irons. »", ["Il a dit :", "« Nous irons. »"]),
        ("Le vol de Luna-\n25 est reporté.", ["Le vol de Luna-25 est reporté."]),
        ("Deux accords sont signés. Le chef\nDmitri Rogozine est venu.", ["Deux accords sont signés. Le chef Dmitri Rogozine est venu."]),
    ],
)  # fmt: skip
def test_only_broken_sentences_are_joined(text: str, expected: list[str]) -> None:
    assert cleaned(text).text.split("\n") == expected


def test_short_paragraphs_of_one_length_stay_apart() -> None:
    text = "\n".join(
        (
            "Le ministre a reçu les maires de la côte.",
            "Les maires ont parlé de la mer qui monte.",
            "Rien ne fut décidé avant la fin du mois.",
        )
        * 2
    )
    assert cleaned(text).text == text


def test_text_wrapped_at_a_fixed_width_is_unwrapped_by_paragraph() -> None:
    text = (
        "China will keep working with Russia\n\n"
        "China will keep working with its partners on the lunar station, the\n"
        "foreign ministry said on Monday in Beijing, after the loss of\n"
        "Luna-25, the first Russian probe sent to the Moon in half a century.\n"
        "Wang Wenbin told reporters that the plans for the lunar station of\n"
        "China and its partners had not been changed.\n\n"
        "The next launch is planned for 2026. It will carry instruments from\n"
        "Europe and Asia to the far side."
    )
    headline, first, second = cleaned(text).text.split("\n")
    assert headline == "China will keep working with Russia"
    assert first.endswith("had not been changed.")
    assert second == "The next launch is planned for 2026. It will carry instruments from Europe and Asia to the far side."


def test_a_list_of_a_great_many_words_is_joined_in_no_more_than_one_pass() -> None:
    words = [f"mot{number}" for number in range(40_000)]  # joined by adding to a growing string, this would take minutes
    assert cleaned("\n".join(words)).text == " ".join(words)


# Datelines, credits and dates


@pytest.mark.parametrize(
    ("line", "source", "date", "rest"),
    [
        ("TASS /. Le chef de Roscosmos a signé.", "TASS", None, "Le chef de Roscosmos a signé."),
        ("/TASS/. The head of Roscosmos signed.", "TASS", None, "The head of Roscosmos signed."),
        ("(AFP) - Le chef de Roscosmos a signé.", "AFP", None, "Le chef de Roscosmos a signé."),
        ("AFP – Le chef de Roscosmos a signé.", "AFP", None, "Le chef de Roscosmos a signé."),
        ("(Reuters) - The head of Roscosmos signed.", "Reuters", None, "The head of Roscosmos signed."),
        ("PARIS (AFP) – Le ministre a parlé.", "AFP", None, "PARIS (AFP) – Le ministre a parlé."),
        ("MOSCOW, March 9 (Reuters) - Russia said.", "Reuters", None, "MOSCOW, March 9 (Reuters) - Russia said."),
        ("MOSCOW, March 9. /TASS/. Russia said.", "TASS", None, "MOSCOW, March 9. /TASS/. Russia said."),
        ("BEIJING, March 9, 2021 (Xinhua) -- China said.", "Xinhua", "2021-03-09", "BEIJING, March 9, 2021 (Xinhua) -- China said."),
        ("Pékin, 9 mars 2021 (AFP) - La Chine a dit.", "AFP", "2021-03-09", "Pékin, 9 mars 2021 (AFP) - La Chine a dit."),
        ("MOSCOU, 9 mars - RIA Novosti. La Russie a dit.", "RIA Novosti", None, "MOSCOU, 9 mars - RIA Novosti. La Russie a dit."),
        ("PARIS, le 9 mars 2021 – La France a dit.", None, "2021-03-09", "PARIS, le 9 mars 2021 – La France a dit."),
        ("9 mars 2021 – La France a dit.", None, "2021-03-09", "La France a dit."),
        ("date 2021-12-09 La France a dit.", None, "2021-12-09", "La France a dit."),
        ("Date: 2021-12 TASS /. La Russie a dit.", "TASS", "2021-12", "La Russie a dit."),
        ("WASHINGTON — The president said.", None, None, "WASHINGTON — The president said."),
        ("Le 9 mars 2021, la Chine et la Russie ont signé.", None, None, "Le 9 mars 2021, la Chine et la Russie ont signé."),
        ("TASS a annoncé la nouvelle.", None, None, "TASS a annoncé la nouvelle."),
    ],
)
def test_the_head_of_a_dispatch_names_agency_and_date_and_only_a_pure_mark_goes(
    line: str, source: str | None, date: str | None, rest: str
) -> None:
    found = cleaned(f"{line} Et encore ceci.")
    assert (found.source, found.date, found.text) == (source, date, f"{rest} Et encore ceci.")


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("Source: TASS", "TASS"),
        ("Source : AFP.", "AFP"),
        ("(Source: Reuters)", "Reuters"),
        ("SOURCE – Xinhua", "Xinhua"),
        ("Sources : AFP, Reuters", "AFP"),
        ("Source: et crédit graphique: TASS", "TASS"),
        ("Source and image: Global Times", "Global Times"),
        ("Source : Agence France-Presse", "AFP"),
        ("Source: le monde", "Le Monde"),
        ("Source : La Gazette de Nantes", "La Gazette de Nantes"),
        ("Source: https://www.tass.com/science/1263771", "TASS"),
        ("Source : https://gazette-de-nantes.fr/lune", "gazette-de-nantes.fr"),
        ("(AFP)", "AFP"),
        ("(avec AFP)", "AFP"),
        ("Par Le Figaro avec AFP", "Le Figaro"),
        ("AFP et Reuters", "AFP"),
        ("Le Monde avec AFP, publié le 9 mars 2021", "Le Monde"),
    ],
)
def test_a_line_of_credit_becomes_the_source(line: str, source: str) -> None:
    found = cleaned(f"La sonde a été perdue samedi.\n\n{line}")
    assert (found.text, found.source, found.removed) == ("La sonde a été perdue samedi.", source, (line,))


def test_what_the_file_states_wins_over_what_the_text_says() -> None:
    raw = RawFile("x", "x", "2020-01-01\n\nLa sonde est perdue.\n\nSource: TASS", title="Le\u00a0titre", date="2021", source="AFP")
    found = clean(raw)
    assert (found.text, found.title, found.date, found.source) == ("La sonde est perdue.", "Le\u00a0titre", "2021", "AFP")


def test_the_day_of_publication_wins_over_the_day_of_the_update() -> None:
    found = cleaned("Luna-25 est perdue\nMis à jour le 10 mars 2021 à 9h\nPublié le 9 mars 2021\nLa sonde s'est écrasée.")
    assert found.date == "2021-03-09"
    assert found.text == "Luna-25 est perdue\nLa sonde s'est écrasée."


def test_an_update_alone_is_better_than_no_date() -> None:
    assert cleaned("Updated: 2021-03-10\n\nThe probe was lost.").date == "2021-03-10"


def test_the_dates_of_a_chronicle_are_its_headings() -> None:
    text = "\n".join(f"{day} mars 2021\nUn événement a eu lieu." for day in range(1, 6))
    found = cleaned(text)
    assert found.date is None
    assert found.text == text


ARTICLE = "La sonde s'est écrasée.\n" + "Elle devait se poser près du pôle Sud de la Lune pour y chercher de la glace. " * 5


@pytest.mark.parametrize("heading", ["Commentaires", "12 commentaires", "Commentaires (5)", "3 Comments", "Comments (12)", "Réactions (2)"])
@pytest.mark.parametrize("signature", ["Jane Whitfield", "Paul Okafor1/3/2024", "il y a 3 heures"])
def test_what_readers_wrote_below_the_article_is_cut_with_all_that_follows(heading: str, signature: str) -> None:
    remark = "Je n'y crois pas une seconde, et vous non plus si vous avez lu le rapport."
    found = cleaned(f"{ARTICLE}\n{heading}\n{signature}\n{remark}\nPaul Okafor\nMoi si.\nMentions légales")
    assert found.text == cleaned(ARTICLE).text
    assert remark in found.removed


@pytest.mark.parametrize(
    "text",
    [
        f"12 commentaires\nJean Dupont\n{ARTICLE}\nMentions légales",  # a button above the article
        f"{ARTICLE}\nCommentaires\nLe rapport de l'agence, publié lundi, ne dit rien de la panne de la sonde.\nMentions légales",
        f"{ARTICLE}\nCommentaires\nJean Dupont\nLe rapport ne dit rien de la panne.",  # the page does not go on behind
    ],
)
def test_an_article_may_stand_below_a_button_for_comments(text: str) -> None:
    last = [line for line in text.split("\n") if line.endswith(".")][-1]
    assert last in cleaned(text).text


# Quadratic time would take hours over these; see the patterns of the file that the test ends in.


@pytest.mark.parametrize("blank", ["\xa0", "\u3000"])
@pytest.mark.parametrize(
    "before", ["La fusée décolle", "9 mars 2021", "9 mars 2021)", "date", "date :", "TASS /", "(AFP", "Source :", "Par Jean Dupont", "La"]
)
def test_a_long_run_of_blanks_does_not_stop_a_build(before: str, blank: str) -> None:
    line = f"{before}{blank * 200_000}x"
    assert process(RawFile("1", "1", f"{line}\n{line}", title=line)), "no document and no reject"


@given(
    rule=st.sampled_from(sorted(boilerplate._lines("boilerplate.txt"))),  # noqa: SLF001 — whether the short way is the long one
    before=st.text("-» «©([>|•_ \t", max_size=4),
    case=st.sampled_from([str.upper, str.lower, str.title]),
    behind=st.sampled_from(["", "x", " x", " 12", ", share", " et partager", ": ", " (12)"]),
)
def test_rules_are_found_by_their_first_words_as_one_pattern_of_all_finds_them(
    rule: str, before: str, case: Callable[[str], str], behind: str
):
    line = before + case(rule.partition(" >>")[0].replace("{net}", "Facebook").replace("{n}", "12").replace("*", "x")) + behind
    known = every_rule().fullmatch(boilerplate._key(line)) is not None  # noqa: SLF001
    assert boilerplate._has_rule(line) == known  # noqa: SLF001


@cache
def every_rule() -> re.Pattern[str]:
    """All rules in one pattern: those without wildcards may stand side by side, each read in one way (`?>`)."""
    rules = [line.partition(" >>")[0] for line in boilerplate._lines("boilerplate.txt")]  # noqa: SLF001
    plain, wild = (boilerplate._any(rule for rule in rules if ("*" in rule) == starred) for starred in (False, True))  # noqa: SLF001
    one = rf"(?>(?:{plain})(?!\w))"
    return re.compile(rf"{one}(?:(?:[ ,/:;.*+&]{{1,4}}| et | and ){one})*+|{wild}")


@given(st.text(st.sampled_from(["a", "e", "\u0301", "’", "中", "\r", "\n", "\u2028", "\u00ad", "\u200b", "\u2066", "\ufeff"])))
def test_every_character_is_written_in_one_way(text: str):
    found = normalise(text)
    assert found == normalise(found)
    assert unicodedata.is_normalized("NFC", found)
    kept = "".join(sign for sign in text if sign not in "\u00ad\u200b\u2066\ufeff").replace("\r\n", "\n")
    assert found == unicodedata.normalize("NFC", kept.replace("\r", "\n").replace("\u2028", "\n"))
