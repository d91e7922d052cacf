"""What is taken out of a web page, and what a page states about its article."""

import json
import sys
import time

import pytest
from conftest import ROOT

from indexer.document import Document, RawFile, Reject
from indexer.extraction import extract
from indexer.pipeline import process

sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))
from pages import DATA, FILES, articles, f1, pages

LINES = (
    "La Chine et la Russie ont signé mardi à Moscou un accord sur la construction d’une station lunaire, a annoncé l’agence spatiale.",
    "Le directeur de Roscosmos s’est félicité d’un programme ouvert à tous les pays, dont le calendrier n’est pas encore arrêté.",
    "Les travaux pourraient commencer en 2026 près du pôle sud, où de la glace a été trouvée en 1998 par une sonde américaine.",
)
BODY = "".join(f"<p>{line}</p>" for line in LINES)


def page(head: str = "", before: str = "", after: str = "", title: str = "Un accord sur la Lune") -> str:
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f"<div>{before}<div>{BODY}</div>{after}</div></body></html>"
    )


def taken(html: str, **known: str) -> RawFile:
    found = extract(RawFile("x", "x.html", html, html=True, **known))
    assert isinstance(found, RawFile), found
    return found


def linked(**data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **data})}</script>'


def test_what_is_no_page_passes_untouched():
    raw = RawFile("x", "x.txt", "<p>Texte.</p>")
    assert extract(raw) is raw


def test_the_article_is_left_and_what_stands_around_it_is_not():
    found = taken(
        page(
            before='<nav><a href="/">Accueil</a> <a href="/b">Monde</a></nav><h1>Un accord sur la Lune</h1><p>Par Anne Roy</p>',
            after='<div class="comments"><p>Je ne suis pas du tout d’accord avec cet article.</p></div><footer>Contact</footer>',
        )
    )
    assert found.text.split("\n\n")[-3:] == list(LINES)
    assert not {"Accueil", "pas du tout", "Contact", "Un accord sur la Lune"} & set(found.text.split("\n"))
    assert "pas du tout" not in found.text
    assert found.html is False


@pytest.mark.parametrize("data", [linked(headline="Un accord sur la Lune"), ""])
@pytest.mark.parametrize(
    "title",
    [
        "Un accord sur la Lune",
        "Un accord sur la Lune | Le Journal",
        "Le Journal - Un accord sur la Lune",
        "Un accord sur la Lune – Monde – Le Journal",
    ],
)
def test_the_title_comes_without_the_name_of_the_site(title: str, data: str):
    assert taken(page(data, "<h1>Un accord sur la Lune</h1>", title=title)).title == "Un accord sur la Lune"


def test_the_logo_of_a_site_is_no_headline():
    before = '<h1 class="site-title"><a href="/">Le Journal</a></h1><h2>Luna - et après</h2>'
    assert taken(page(before=before, title="Luna - et après - Le Journal")).title == "Luna - et après"


def test_the_name_of_the_site_may_stand_beside_the_headline_if_the_page_is_signed_with_it():
    found = taken(page(before="<h1>Un accord</h1>", after="<p>© 2024 Le Journal</p>", title="Un accord - Le Journal"))
    assert found.source == "Le Journal"
    assert taken(page(before="<h1>Un accord</h1>", title="Un accord - Monde")).source is None


@pytest.mark.parametrize(
    ("head", "before", "day"),
    [
        (linked(datePublished="2021-03-09T23:30:00-05:00", dateModified="2022-01-01"), "", "2021-03-09"),
        (linked(**{"@type": "x", "@graph": [{"@type": "NewsArticle", "datePublished": "2021-03-09"}]}), "", "2021-03-09"),
        ('<meta property="article:published_time" content="2021-03-09T10:00:00Z">', "", "2021-03-09"),
        ('<meta name="DC.date.issued" content="2021-03">', "", "2021-03"),
        ("", '<time datetime="2021-03-09">hier</time>', "2021-03-09"),
        ("", '<p class="infos">Publié le 9 mars 2021 à 10h22</p>', "2021-03-09"),
        ('<meta property="article:modified_time" content="2022-01-01">', "", None),
        ("", '<aside><time datetime="2024-05-01">hier</time></aside>', None),
        ("", '<ul><li><a href="/x"><time datetime="2024-05-01">Autre</time></a></li></ul>', None),
        ("", "<p>© 2024 Le Journal</p>", None),
        ("", '<img src="/2019/04/05/photo.jpg">', None),
        ('<meta name="date" content="9999-12-31">', "", None),
        (linked(datePublished="hier"), "", None),
    ],
)  # fmt: skip
def test_the_day_is_one_that_the_page_states_or_none(head: str, before: str, day: str | None):
    assert taken(page(head, before)).date == day


def test_what_was_known_before_wins_over_what_the_page_states():
    head = linked(datePublished="2021-03-09", author={"name": "Anne Roy"}, publisher={"name": "Le Journal"})
    head += '<link rel="canonical" href="https://www.example.org/canonical">'
    stated = taken(page(head))
    assert (stated.date, stated.author, stated.source) == ("2021-03-09", "Anne Roy", "Le Journal")
    assert (stated.url, stated.lang) == ("https://www.example.org/canonical", "fr")
    known = taken(
        page(head), url="https://www.example.org/here", title="Connu", date="2020", seen="2022-01-01", author="A. B.", source="AFP"
    )
    assert (known.url, known.title, known.date, known.seen) == ("https://www.example.org/here", "Connu", "2020", "2022-01-01")
    assert (known.author, known.source) == ("A. B.", "AFP")


@pytest.mark.parametrize(("lang", "code"), [("fr-CA", "fr"), ("EN", "en"), ("de", None), ("x", None), ("", None)])
def test_only_a_language_that_we_know_is_taken_from_a_page(lang: str, code: str | None):
    assert taken(page().replace('lang="fr"', f'lang="{lang}"')).lang == code


def test_without_a_name_the_source_is_the_host():
    assert taken(page(), url="https://www.example.org/a").source == "example.org"
    assert taken(page(), url="https://www.lemonde.fr/a").source == "Le Monde"


def test_a_table_that_only_lays_out_a_page_is_no_table_and_one_of_figures_is():
    html = (
        f"<html><body><table><tr><td><a href=/a>Un</a> <a href=/b>Deux</a></td><td>{'<br><br>'.join(LINES)}</td></tr></table></body></html>"
    )
    assert taken(html).text.split("\n\n") == list(LINES)
    figures = "<table><tr><th>Pays</th><th>Vols</th></tr><tr><td>Chine</td><td>64</td></tr></table>"
    assert "Chine" in taken(page(after=figures)).text


def test_of_a_piece_of_a_page_everything_is_the_article():
    piece = "<p>Un <b>mot</b>.</p><script>x()</script><ul><li>Deux</li><li>Trois &amp; quatre</li></ul>Cinq<br>six<!-- rien -->."
    assert taken(piece).text == "Un mot.\n\nDeux\n\nTrois & quatre\n\nCinq\n\nsix."
    assert taken("Juste &eacute;crit.").text == "Juste écrit."


HOSTILE = {
    "empty": "<html><body></body></html>",
    "a wall of cookies": '<html><body><div class="cookie-banner"><p>Nous utilisons des cookies.</p></div></body></html>',
    "frames": "<html><frameset><frame src=a></frameset></html>",
    "nothing but a piece": "<!-- -->",
    "deep": f"<html><body>{'<div>' * 100_000}{BODY}",
    "deep and mixed": f"<html><body>{'<b><table><tr><td><p><span>' * 20_000}{BODY}",
    "too many elements": f"<html><body>{'<a href=x>b</a>' * 150_000}{BODY}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_without_an_article_is_a_reject_and_takes_no_time(name: str):
    began = time.process_time()
    found = extract(RawFile("x", "x.html", HOSTILE[name], html=True))
    assert isinstance(found, Reject)
    assert found.path == "x.html"
    assert "page" in found.reason
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    "html",
    [
        page(f'<script type="application/ld+json">{"[" * 100_000}</script>'),
        page(linked(headline=7, author=[[]], publisher="x", datePublished={})),
        page(title="a - " * 100_000),
        page(before="<p>\u202eשלום \u200bمرحبا</p>"),
        '<?xml version="1.0" encoding="utf-8"?>' + page(),
        page().replace("<!doctype html>", '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]>').replace("La Chine", "&a; La Chine"),
    ],
    ids=["deep data", "odd data", "long title", "letters of any direction", "an encoding", "entities"],
)
def test_odd_pages_still_give_their_article(html: str):
    found = taken(html)
    assert LINES[1] in found.text
    assert "root:" not in found.text


def test_the_pipeline_takes_the_article_out_of_a_page_first():
    made = process(RawFile("x", "x.html", page(linked(datePublished="2021-03-09"), "<h1>Un accord sur la Lune</h1>"), html=True))
    assert isinstance(made, Document)
    assert (made.title, made.headline, made.date, made.lang) == ("Un accord sur la Lune", True, "2021-03-09", "fr")
    assert made.text == "\n".join(LINES)
    assert isinstance(process(RawFile("x", "x.html", HOSTILE["empty"], html=True)), Reject)


@pytest.mark.skipif(not all((DATA / "parallel" / name).is_file() for name in FILES), reason="the evaluation data is not there")
def test_articles_come_back_whole_from_the_pages_of_invented_sites():
    made = list(pages(articles()[::7]))
    found = [taken(each.html) for each in made]
    assert sum(f1(got.text, "\n".join(each.paragraphs)) for got, each in zip(found, made, strict=True)) / len(made) >= 0.99
    assert sum(got.title == each.title for got, each in zip(found, made, strict=True)) / len(made) >= 0.97
    assert all(got.date == each.date for got, each in zip(found, made, strict=True) if got.date), "a day was guessed"
