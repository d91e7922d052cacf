"""Whole pages as a scraper brings them, and what is left of them: a headline, a text, a date, a source."""

import pytest

from indexer.boilerplate import is_boilerplate
from indexer.cleaning import clean
from indexer.document import RawFile
from indexer.hyphens import mended
from indexer.metadata import Metadata, describe

FRENCH = "La sonde s'est posée mercredi près du pôle sud de la Lune, a annoncé l'agence spatiale."
ENGLISH = "The probe landed near the south pole of the Moon on Wednesday, the space agency said."


def described(text: str) -> Metadata:
    raw = RawFile("x", "x.txt", text)
    return describe(raw, clean(raw))


PAGES = {
    f"Sign in | Subscribe | News | Opinion | Sport\nIndia lands on the Moon\nThu 7 Jul 2022 12.30 BST\n{ENGLISH}\n"
    "This article was amended on 8 July 2022.": ("India lands on the Moon", "2022-07-07", None),
    f"BBC\nWatch Live\nHome\nNews\nIndia lands on the Moon\n{ENGLISH}": ("India lands on the Moon", None, "BBC"),
    f"Cookies : nous et nos 842 partenaires utilisons des cookies. Tout accepter.\nL'Inde sur la Lune\n{FRENCH}": (
        "L'Inde sur la Lune", None, None,
    ),
    f"https://www.lemonde.fr/sciences/{'a-' * 90}1.html\nL'Inde sur la Lune\n{FRENCH}": ("L'Inde sur la Lune", None, "Le Monde"),
    f"L'Inde sur la Lune\n{FRENCH}\nSource : RFI\nhttps://www.example.org/1": ("L'Inde sur la Lune", None, "RFI"),
    f"l'essentiel\nL'Inde sur la Lune\n{FRENCH}\nLa Dépêche du Midi, 03.11.2022": (
        "L'Inde sur la Lune", "2022-11-03", "La Dépêche du Midi",
    ),
    f"ne pas diffuser\n\nEMBARGO 18H\n\nL'Inde sur la Lune\n\n{FRENCH}": ("L'Inde sur la Lune", None, None),
    f"Titre: L'Inde sur la Lune\nDate: 2022-12-14\nSource: L'Équipe\nTexte: {FRENCH}": ("L'Inde sur la Lune", "2022-12-14", "L'Équipe"),
    f"Title: India lands on the Moon\nText:\n{ENGLISH}": ("India lands on the Moon", None, None),
    f"L'Inde sur la Lune\n{FRENCH}\n© Agence France-Presse": ("L'Inde sur la Lune", None, "AFP"),
    f"India lands on the Moon\n{ENGLISH}\nCopyright 2024 NPR": ("India lands on the Moon", None, "NPR"),
    f"© 2022 The Guardian. All rights reserved.\nIndia lands on the Moon\n{ENGLISH}": ("India lands on the Moon", None, "The Guardian"),
    f"L'Inde sur la Lune\n{FRENCH}\nSource : TASS\n© 2022 Le Monde": ("L'Inde sur la Lune", None, "TASS"),
    f"India lands on the Moon\nPosted on August 23, 2023 by admin\n@ISRO\n{ENGLISH}\nName *\nEmail *\nWebsite": (
        "India lands on the Moon", "2023-08-23", None,
    ),
}  # fmt: skip
"""A page → the headline, the date and the source; the text is one of the two sentences, and nothing else."""


@pytest.mark.parametrize("page", PAGES, ids=range(len(PAGES)))
def test_a_page_comes_down_to_its_headline_and_its_text(page: str) -> None:
    found = described(page)
    assert found.text in (FRENCH, ENGLISH), "something of the page was left, or something of the article cut: see `clean`"
    assert (found.title, found.date, found.source) == PAGES[page]
    assert found.headline


@pytest.mark.parametrize(
    "line",
    [
        "S'abonner à la newsletter",
        "Newsletter « Sciences »",
        "Commentaires (12)",
        "Comments (1,204)",
        "Ajouter à vos sélections",
        "Lire aussi Article réservé à nos abonnés L'Inde en orbite autour de la Lune",
        "We and our 1,203 partners store and/or access information on a device.",
        "Nous et nos partenaires stockons et accédons à des informations sur votre appareil.",
        "Cet article a été modifié le 8 juillet 2022",
        "@BBCAmos",
        "Accueil | Monde | Sciences | Se connecter",
    ],
)
def test_what_a_page_says_around_every_article_is_cut(line: str) -> None:
    assert is_boilerplate(line), "boilerplate.txt lacks it"


@pytest.mark.parametrize(
    "line",
    [
        "@elonmusk a répondu dans la soirée.",
        "Cookies : ce qui change pour les internautes",
        "Nous et nos partenaires européens irons sur la Lune, a dit le ministre.",
        "Lire aussi bien les articles réservés que les autres est un droit.",
        "Cet article a été modifié le 8 juillet 2022 par le Sénat.",
        "Embargo sur le blé russe",
        "News of the landing reached Moscow on Sunday.",
        "Chine | Russie | Inde",
        "Le site https://www.example.org est bloqué.",
        "Commentaires (12) et réactions",
        "Titre : la monnaie unique",
        "Copyright AFP is not what matters here",
    ],
)
def test_a_sentence_that_resembles_a_page_survives(line: str) -> None:
    text = f"{FRENCH}\n{line}\n{FRENCH}"
    assert clean(RawFile("x", "x.txt", text)).text == text


def test_fields_are_named_only_where_the_first_line_names_the_title() -> None:
    text = f"L'Inde sur la Lune\n{FRENCH}\nTexte : Jean Dupont."
    assert clean(RawFile("x", "x.txt", text)).text == text


def test_the_rights_to_a_picture_are_not_those_to_the_article() -> None:
    around = "\n".join(f"{number}. {FRENCH}" for number in range(8))
    assert described(f"{around}\n© Reuters\n{around}").source is None


@pytest.mark.parametrize(
    ("line", "following", "joined"),
    [
        ("Les pompiers sont inter-", "venus à 3 h 20.", "intervenus"),
        ("The govern-", "ment fell.", "government"),
        ("La coopéra-", "tion continue.", "coopération"),
        ("L’expé-", "rience est finie.", "L’expérience"),
        ("Que s'est-", "il passé ?", "s'est-il"),
        ("Le vice-", "président est là.", "vice-président"),
        ("L'ex-", "ministre est là.", "L'ex-ministre"),
        ("Il est peut-", "être parti.", "peut-être"),
        ("Viendra-", "t-il demain ?", "Viendra-t-il"),
        ("Un arc-en-", "ciel est apparu.", "arc-en-ciel"),
        ("The state-", "owned company grew.", "state-owned"),
        ("A well-", "known name.", "well-known"),
        ("Il a vingt-", "cinq ans.", "vingt-cinq"),
        ("Le cessez-le-feu de mi-", "temps.", "mi-temps."),
        ("Send an e-", "mail today.", "e-mail"),
        ("La sonde Luna-", "25 est perdue.", "Luna-25"),
        ("Une ville de Seine-", "et-Marne est loin.", "Seine-et-Marne"),
        ("A name like Kim Jong-", "un is short.", "Jong-un"),
    ],
)
def test_a_word_cut_at_the_end_of_a_line_is_whole_again_and_a_compound_keeps_its_hyphen(line: str, following: str, joined: str) -> None:
    whole = mended(line, following) + following
    assert joined in whole.split(), f"{whole}: see the tables of hyphens.py"
    assert clean(RawFile("x", "x.txt", f"{FRENCH} {line}\n{following}")).text == f"{FRENCH} {whole}"
