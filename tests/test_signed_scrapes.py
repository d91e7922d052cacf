"""How pages of many makes name the title, the date, the source and the author of an article, and that nothing of it stays in the text."""

import pytest

from indexer.cleaning import clean
from indexer.document import RawFile
from indexer.metadata import describe

FR = "La sonde s'est posée mercredi dans le cratère, où elle doit chercher de la glace, a annoncé l'agence spatiale."
EN = "The probe landed in the crater on Wednesday, where it is to look for ice, the space agency announced."
A, B = "La sonde chinoise se pose près du pôle", "Chinese probe lands near the pole"
SEEN = "2021-05-14"

PAGES = {
    # Above the headline
    f"Accueil > Sciences > Espace\n{A}\nPar Hélène Marchand\nPublié le 12 mai 2021 à 08h12\n{FR}": ("2021-05-12", None, "Hélène Marchand"),
    f"Le Figaro\nSciences & Environnement\n{A}\nPar Le Figaro avec AFP\nPublié hier à 14h30\n{FR}": ("2021-05-13", "Le Figaro", None),
    f"www.ouest-france.fr\n{A}\n{FR}": (None, "Ouest-France", None),
    f"lemonde.fr\n{A}\n{FR}": (None, "Le Monde", None),
    f"https://tass.com/science/1289735\n{B}\n{EN}": (None, "TASS", None),
    f"globaltimes.cn\n\n{B}\n\n{EN}": (None, "Global Times", None),
    f"12/05/2021\n{A}\n{FR}": ("2021-05-12", None, None),
    f"Mercredi 12 mai 2021\n{A}\n{FR}": ("2021-05-12", None, None),
    f"Mercredi 12 mai\n{A}\n{FR}": ("2021-05-12", None, None),
    f"Updated 3 hours ago\n{B}\n{EN}": ("2021-05-14", None, None),
    f"Wednesday, May 12, 2021\nScience\n{B}\n{EN}": ("2021-05-12", None, None),
    f"Partager\nFacebook\nTwitter\n{A}\n{FR}\nLire aussi : La Lune en dix dates": (None, None, None),
    f"Temps de lecture : 3 min\n{A}\n{FR}": (None, None, None),
    f"Réservé aux abonnés\n{A}\n{FR}": (None, None, None),
    f"Skip to main content\nMenu\nSearch\n{B}\n{EN}": (None, None, None),
    f"Home\nSpace\n{B}\nShare\nTweet\n0 comments\n{EN}": (None, None, None),
    f"AFP\n{A}\n{FR}": (None, "AFP", None),
    f"Exclusif\n{A}\n{FR}": (None, None, None),
    # Below the headline
    f"{A}\nPar AFP\nPublié le 12 mai 2021 à 10:22 • Mis à jour le 13 mai 2021 à 8:05\n{FR}": ("2021-05-12", "AFP", None),
    f"{A}\nLe 12/05/2021 à 10:22\n{FR}": ("2021-05-12", None, None),
    f"{A}\nPublié le 12/05/2021 par Claire Fontaine\n{FR}": ("2021-05-12", None, "Claire Fontaine"),
    f"{A}\nAuteur : Claire Fontaine\nDate : 12/05/2021\n{FR}": ("2021-05-12", None, "Claire Fontaine"),
    f"{A}\nPar Jean-Baptiste Leroy et Anne d'Ormesson\n{FR}": (None, None, "Jean-Baptiste Leroy et Anne d'Ormesson"),
    f"{A}\nDe notre correspondant à Moscou, Paul Girard\n{FR}": (None, None, "Paul Girard"),
    f"{A}\nPar notre correspondante à Pékin, Claire Fontaine\n{FR}": (None, None, "Claire Fontaine"),
    f"{A}\nAFP\n{FR}": (None, "AFP", None),
    f"{A}\nSource AFP\n{FR}": (None, "AFP", None),
    f"{A}\nAFP • 12 mai 2021\n{FR}": ("2021-05-12", "AFP", None),
    f"{A}\nGlobal Times | 12 mai 2021\n{FR}": ("2021-05-12", "Global Times", None),
    f"{A}\nCrédit photo : CNSA\n{FR}": (None, None, None),
    f"{A}\nPhoto : AFP\n{FR}": (None, None, None),
    f"{A}\nPar Claire Fontaine, AFP\n{FR}": (None, "AFP", "Claire Fontaine"),
    f"{A}\nPar Claire Fontaine, il y a 2 jours\n{FR}": ("2021-05-12", None, "Claire Fontaine"),
    f"{A}\nRédigé par Claire Fontaine le 12 mai 2021\n{FR}": ("2021-05-12", None, "Claire Fontaine"),
    f"{A}\nPubliée le 12 mai 2021 à 9h, modifiée le 13 mai 2021 à 10h\n{FR}": ("2021-05-12", None, None),
    f"{B}\nBy Deng Lin Published: May 12, 2021 06:13 PM\n{EN}": ("2021-05-12", None, "Deng Lin"),
    f"{B}\nGlobal Times\nPublished: May 12, 2021 09:38 PM\n{EN}": ("2021-05-12", "Global Times", None),
    f"{B}\nBy Jane Smith, BBC News\n{EN}": (None, "BBC", "Jane Smith"),
    f"{B}\nBy Jane Smith\nBBC News\n{EN}": (None, "BBC", "Jane Smith"),
    f"{B}\nReuters\nMay 12, 2021 10:22 AM GMT\n2 min read\n{EN}": ("2021-05-12", "Reuters", None),
    f"{B}\nPosted by: John Miller\n{EN}": (None, None, "John Miller"),
    f"{B}\nWritten by John Miller\n{EN}": (None, None, "John Miller"),
    f"{B}\nStory by John Miller, CNN\n{EN}": (None, "CNN", "John Miller"),
    f"{B}\nBy John Miller | AP\n{EN}": (None, "AP", "John Miller"),
    f"{B}\nBy The Associated Press\n{EN}": (None, "AP", None),
    f"{B}\nBy John Miller, 2 days ago\n{EN}": ("2021-05-12", None, "John Miller"),
    f"{B}\nBy JOHN MILLER\nMay 12, 2021\n{EN}": ("2021-05-12", None, "JOHN MILLER"),
    f"{B}\nAuthor: John Miller\nSource: Xinhua\n2021-05-12 15:04:05\n{EN}": ("2021-05-12", "Xinhua", "John Miller"),
    f"{B}\nSource: Xinhua | 2021-05-12 15:04:05 | Editor: huaxia\n{EN}": ("2021-05-12", "Xinhua", None),
    f"{B}\n(AP) — {EN}": (None, "AP", None),
    # In the headline
    f"{A} - TASS\n{FR}": (None, "TASS", None),
    f"{A} | Euronews\n{FR}": (None, "Euronews", None),
    f"{B} — RT\n{EN}": (None, "RT", None),
    f"{B} - The New York Times\n{EN}": (None, "The New York Times", None),
    # Below the text
    f"{A}\n{FR}\nAvec AFP": (None, "AFP", None),
    f"{A}\n{FR}\n(Avec Reuters)": (None, "Reuters", None),
    f"{A}\n{FR}\nSource : et crédit graphique : TASS": (None, "TASS", None),
    f"{A}\n{FR}\nSource et photo : RIA Novosti": (None, "RIA Novosti", None),
    f"{A}\n{FR}\nSources : AFP, Reuters": (None, "AFP", None),
    f"{A}\n{FR}\nSource : site de l'agence Roscosmos": (None, "site de l'agence Roscosmos", None),
    f"{A}\n{FR}\nSource : tass.ru": (None, "TASS", None),
    f"{A}\n{FR}\n© AFP": (None, "AFP", None),
    f"{A}\n{FR}\n© 2021 AFP. Tous droits réservés.": (None, "AFP", None),
    f"{A}\n{FR}\n© Agence France-Presse 2021": (None, "AFP", None),
    f"{A}\n{FR}\nCopyright © 2021 Global Times": (None, "Global Times", None),
    f"{A}\n{FR}\nPar Claire Fontaine": (None, None, "Claire Fontaine"),
    f"{A}\n{FR}\nClaire Fontaine (avec AFP)": (None, "AFP", "Claire Fontaine"),
    f"{A}\n{FR}\nClaire Fontaine avec l'AFP": (None, "AFP", "Claire Fontaine"),
    f"{A}\n{FR}\nLire l'article original : https://www.rfi.fr/fr/asie/1": (None, "RFI", None),
    f"{A}\n{FR}\nArticle original : https://www.rfi.fr/fr/asie/1": (None, "RFI", None),
    f"{B}\n{EN}\nReporting by Jane Smith; Editing by John Doe": (None, None, "Jane Smith"),
    f"{B}\n{EN}\nReporting by Jane Smith in Moscow and Li Na in Beijing; Editing by John Doe and Mary Major": (
        None, None, "Jane Smith and Li Na",
    ),
    f"{B}\n{EN}\nSource: Global Times": (None, "Global Times", None),
    f"{B}\n{EN}\n(Source: Xinhua)": (None, "Xinhua", None),
    f"{B}\n{EN}\n(Reuters)": (None, "Reuters", None),
    f"{B}\n{EN}\n— AP": (None, "AP", None),
    f"{B}\n{EN}\n© 2021 The Associated Press. All rights reserved.": (None, "AP", None),
    f"{B}\n{EN}\nOriginally published on www.space.com": (None, "Space.com", None),
    f"{B}\n{EN}\nThis article was originally published by The Conversation.": (None, "The Conversation", None),
    f"{B}\n{EN}\nWith files from The Canadian Press": (None, "La Presse Canadienne", None),
    f"{B}\n{EN}\nvia TASS": (None, "TASS", None),
    # Of other makes
    f"France 24\n{A}\nPublié le : 12/05/2021 - 18:42\n{FR}": ("2021-05-12", "France 24", None),
    f"{A}\nTexte par : Paul Girard\nPublié le : 12/05/2021 - 18:42 Modifié le : 13/05/2021 - 09:00\n{FR}": (
        "2021-05-12", None, "Paul Girard",
    ),
    f"Libération\nEspace\n{A}\npar Paul Girard et AFP\npublié le 12 mai 2021 à 18h42\n{FR}": ("2021-05-12", "Libération", "Paul Girard"),
    f"{A}\nPar Paul Girard (avec AFP et Reuters)\n{FR}": (None, "AFP", "Paul Girard"),
    f"{A}\nPar Paul Girard\nJournaliste\n{FR}": (None, None, "Paul Girard"),
    f"{A}\n\n12 mai 2021, 18:42 CEST\n\n{FR}": ("2021-05-12", None, None),
    f"Par Paul Girard pour Le Temps\n{A}\n{FR}": (None, "Le Temps", "Paul Girard"),
    f"Monde  |  Publié il y a 5 heures\n{A}\n{FR}": ("2021-05-14", None, None),
    f"{A}\n{FR}\nLe Parisien avec AFP": (None, "Le Parisien", None),
    f"{A}\n{FR}\n(Source : AFP)": (None, "AFP", None),
    f"{A}\n{FR}\nSource: Reuters/AFP": (None, "Reuters", None),
    f"{A}\n{FR}\nD'après l'AFP": (None, "AFP", None),
    f"{A}\n{FR}\nCet article est paru initialement dans Le Soir.": (None, "Le Soir", None),
    f"{A}\n{FR}\nRetrouvez cet article sur lefigaro.fr": (None, None, None),
    f"CNN Science\n{B}\nBy Jane Smith, CNN\nUpdated 6:42 PM EDT, Wed May 12, 2021\n{EN}": ("2021-05-12", "CNN", "Jane Smith"),
    f"{B}\nBy JANE SMITH Associated Press\nMay 12, 2021\n{EN}": ("2021-05-12", "AP", "JANE SMITH"),
    f"{B}\nBy Jane Smith and John Doe | Reuters\n{EN}": (None, "Reuters", "Jane Smith and John Doe"),
    f"{B}\nPublished 2 days ago\nBy Jane Smith\nBBC News, Moscow\n{EN}": ("2021-05-12", "BBC", "Jane Smith"),
    f"{B}\nMay 12, 2021 / 6:42 PM / CBS News\n{EN}": ("2021-05-12", "CBS News", None),
    f"{B}\nUpdated: May 12, 2021 at 6:42 p.m.\n{EN}": ("2021-05-12", None, None),
    f"{B}\n12 May, 18:42\n{EN}": ("2021-05-12", None, None),
    f"{B}\nSource: Xinhua Published: 2021/5/12 18:42:05\n{EN}": ("2021-05-12", "Xinhua", None),
    f"{B}\n{EN}\nSource: TASS Russian News Agency": (None, "TASS", None),
    f"{B}\n{EN}\nThis story was first published in The Guardian": (None, "The Guardian", None),
    f"{B}\n{EN}\nRead the original article on Space.com.": (None, "Space.com", None),
    f"{B}\n{EN}\n(With inputs from PTI)": (None, "PTI", None),
    f"{B}\n{EN}\n/TASS/": (None, "TASS", None),
    f"{B}\n{EN}\nReporting by Jane Smith\nEditing by John Doe": (None, None, "Jane Smith"),
}  # fmt: skip
"""A page as it is scraped on the 14th of May 2021 → date, source and author. The headline is one of the two, the text one sentence."""


@pytest.mark.parametrize("page", PAGES, ids=range(len(PAGES)))
def test_whoever_signs_a_page_is_found_and_taken_out_of_the_text(page: str) -> None:
    raw = RawFile("x", "x.txt", page, seen=SEEN)
    found = describe(raw, clean(raw))
    assert (found.date, found.source, found.author) == PAGES[page]
    assert (found.title, found.headline) == (A if FR in page else B, True)
    assert found.text == (FR if FR in page else EN), "something of the page is left in the text, or something of the text is gone"


@pytest.mark.parametrize(
    "line",
    [
        "Selon l'AFP, la sonde est intacte.",
        "Source de fierté, la sonde est intacte",
        "Par chance, la sonde est intacte",
        "By Thursday, the probe will move",
        "La sonde Chang'e 6 d'après ses concepteurs",
        "L'article original du traité ne dit rien de la Lune.",
        "The treaty was first published in 1967.",
        "It was published by the ministry on Monday.",
        "Via Appia, une route romaine",
        "Marie Curie avec Pierre Curie",
        "Reporting by night is hard for everybody.",
        "L'espace | La Lune | Mars",
        "De notre ambassadeur à Moscou, un silence",
    ],
)
def test_a_line_that_resembles_a_signature_survives(line: str) -> None:
    text = f"{FR}\n{line}\n{FR}"
    raw = RawFile("x", "x.txt", text, seen=SEEN)
    found = describe(raw, clean(raw))
    assert (found.text, found.source, found.author) == (text, "AFP" if "AFP" in line else None, None)


HOSTILE = (
    "Reporting by " + "Aa in " * 25, "Reporting by " + "Aa Bb " * 30, "De notre correspondant à " + "Aa " * 30, "Aa " * 38 + "avec",
    "par " + "Aa " * 38,
    "article original " * 9, "This article was first published in " + "a" * 110, "published in " * 12, "a." * 70, "| " * 70, "/ AFP " * 25,
    "TASS " * 30, "Source: TASS " + "a " * 70, "By Aa Bb " + "AFP " * 25, "Published: " * 14, "hier " * 30, "il y a 3 " * 17,
    "© 2021 " * 20,
)  # fmt: skip


@pytest.mark.parametrize("line", HOSTILE, ids=range(len(HOSTILE)))
def test_no_signature_makes_a_pattern_try_everything(line: str) -> None:
    """Nothing is timed: a pattern that tried every way to read such a line would not come back within years."""
    raw = RawFile("x", "x.txt", f"{A}\n{line}\n{FR}\n{line}", seen=SEEN)
    assert describe(raw, clean(raw)).title
