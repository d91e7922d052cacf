"""The invented sites of `pages`: what stands around an article on each, and how its template says what it says about itself.

A template gives the page, and tells whether it states the day and the author.
"""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape

AUTHORS = ("Camille Verdier", "Nora Lemaitre", "Paul Okafor", "Jane Whitfield", "Tom Ashworth", "Inès Carpentier")
SAID = {
    "fr": {
        "nav": ("Accueil", "À la une", "Monde", "Politique", "Économie", "Sciences", "Culture", "Sport", "Vidéos", "Se connecter"),
        "share": ("Partager sur Facebook", "Partager sur X", "Envoyer par e-mail", "Copier le lien", "Imprimer"),
        "cookies": "Nous et nos partenaires utilisons des cookies pour mesurer l’audience et personnaliser les annonces.",
        "accept": ("Tout accepter", "Continuer sans accepter", "Paramétrer"),
        "related": "Sur le même sujet", "also": "Lire aussi : ", "most": "Les plus lus",
        "comments": "Commentaires", "reply": "Répondre", "leave": "Laisser un commentaire", "report": "Signaler",
        "newsletter": "Recevez chaque matin notre lettre d’information", "subscribe": "Je m’inscris", "email": "Votre adresse e-mail",
        "footer": ("Qui sommes-nous ?", "Mentions légales", "Politique de confidentialité", "Contact", "Archives"),
        "rights": "Tous droits réservés", "by": "Par", "published": "Publié le", "tags": "Mots-clés", "previous": "Article précédent",
        "photo": "Photo d’illustration. DR",
    },
    "en": {
        "nav": ("Home", "Top stories", "World", "Politics", "Business", "Science", "Culture", "Sport", "Video", "Sign in"),
        "share": ("Share on Facebook", "Share on X", "Email this article", "Copy link", "Print"),
        "cookies": "We and our partners use cookies to measure our audience and to show you advertisements that suit you.",
        "accept": ("Accept all", "Continue without accepting", "Settings"),
        "related": "Related stories", "also": "Read more: ", "most": "Most read",
        "comments": "Comments", "reply": "Reply", "leave": "Leave a comment", "report": "Report",
        "newsletter": "Get our newsletter every morning", "subscribe": "Sign up", "email": "Your email address",
        "footer": ("About us", "Legal notice", "Privacy policy", "Contact", "Archive"),
        "rights": "All rights reserved", "by": "By", "published": "Published on", "tags": "Tags", "previous": "Previous article",
        "photo": "File photo.",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """What a template is given: everything is escaped, and `day` is a date in words."""

    site: str
    host: str
    lang: str
    title: str
    paragraphs: tuple[str, ...]
    author: str
    date: str
    day: str
    url: str
    others: tuple[str, ...]
    remarks: tuple[str, ...]
    said: Mapping[str, str | tuple[str, ...]]
    draw: random.Random

    def list(self, name: str, style: str = "") -> str:
        """A list of links with the words of that name."""
        return f"<ul{style}>" + "".join(f'<li><a href="#">{word}</a></li>' for word in self.said[name]) + "</ul>"

    def links(self, number: int, tag: str = "li") -> str:
        """Titles of other articles."""
        return "".join(f'<{tag}><a href="/{self.draw.randrange(9999)}.html">{title}</a></{tag}>' for title in self.others[:number])

    def body(self, tag: str = "p", between: Callable[[int], str] = lambda _: "") -> str:
        """The paragraphs, each in a tag, and after each what belongs there."""
        return "".join(f"<{tag}>{paragraph}</{tag}>{between(number)}\n" for number, paragraph in enumerate(self.paragraphs))


def blog(story: Story) -> tuple[str, bool, bool]:
    """As the commonest of publishing systems has it."""
    said = story.said
    remarks = "".join(
        f'<li class="comment"><article class="comment-body"><footer class="comment-meta"><b class="fn">{story.draw.choice(AUTHORS)}</b>'
        f'<time datetime="2024-01-0{number + 1}T10:00:00+00:00">1/{number + 1}/2024</time></footer><div class="comment-content">'
        f'<p>{remark}</p></div><div class="reply"><a class="comment-reply-link">{said["reply"]}</a></div></article></li>'
        for number, remark in enumerate(story.remarks)
    )
    return (
        f'<!DOCTYPE html><html lang="{story.lang}-{story.lang.upper()}"><head><meta charset="UTF-8">'
        f'<title>{story.title} &#8211; {story.site}'
        f'</title><link rel="canonical" href="{story.url}"><meta property="og:title" content="{story.title}">'
        f'<meta property="og:site_name" content="{story.site}"><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{story.date}T08:12:00+00:00"><script>var a = {{"b": 1}};</script></head>'
        f'<body class="post-template-default single single-post"><header id="masthead" class="site-header"><p class="site-title">'
        f'<a href="/">{story.site}</a></p><nav class="main-navigation">{story.list("nav")}</nav></header><div id="content">'
        f'<main id="main" class="site-main"><article id="post-1" class="post type-post"><header class="entry-header">'
        f'<h1 class="entry-title">{story.title}</h1><div class="entry-meta"><span class="posted-on"><time class="entry-date published" '
        f'datetime="{story.date}T08:12:00+00:00">{story.day}</time></span> <span class="byline">{said["by"]} <span class="author vcard">'
        f'<a class="url fn n" rel="author" href="/author">{story.author}</a></span></span></div></header><div class="entry-content">'
        f'{story.body()}<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">{said["share"][0]}</h3>{story.list("share")}</div>'
        f'<div id="jp-relatedposts" class="jp-relatedposts"><h3>{said["related"]}</h3>{story.links(3, "p")}</div></div>'
        f'<footer class="entry-footer"><span class="tags-links">{said["tags"]} <a rel="tag">{story.others[0].split()[0]}</a>'
        f'</span></footer>'
        f'</article><nav class="navigation post-navigation"><div class="nav-previous"><a>{said["previous"]} {story.others[-1]}'
        f'</a></div></nav>'
        f'<div id="comments" class="comments-area"><h2 class="comments-title">{len(story.remarks)} {said["comments"]}</h2>'
        f'<ol class="comment-list">{remarks}</ol><div id="respond" class="comment-respond"><h3>{said["leave"]}</h3><form><textarea>'
        f'</textarea><input type="submit" value="{said["subscribe"]}"></form></div></div></main><aside id="secondary" class="widget-area">'
        f'<section class="widget widget_recent_entries"><h2>{said["most"]}</h2><ul>{story.links(5)}</ul></section>'
        f'<section class="widget"><h2>{said["newsletter"]}</h2><form><label>{said["email"]}</label><input type="email"><button>'
        f'{said["subscribe"]}</button></form></section></aside></div><footer id="colophon" class="site-footer">{story.list("footer")}'
        f'<div class="site-info">© 2024 {story.site}. {said["rights"]}.</div></footer><div id="cookie-notice"><p>{said["cookies"]}</p>'
        f'<button>{said["accept"][0]}</button></div></body></html>'
    ), True, True  # fmt: skip


def newspaper(story: Story) -> tuple[str, bool, bool]:
    """Nothing but divisions, with boxes between the paragraphs, and what is known in a script of linked data."""
    said, middle = story.said, len(story.paragraphs) // 2
    data = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": "HEADLINE", "datePublished": f"{story.date}T06:00:00+01:00",
        "author": [{"@type": "Person", "name": story.author}], "publisher": {"@type": "Organization", "name": story.site},
    }  # fmt: skip
    script = (
        json.dumps(data, ensure_ascii=False)
        .replace('"HEADLINE"', json.dumps(unescape(story.title), ensure_ascii=False))
        .replace("</", "<\\/")
    )

    def box(number: int) -> str:
        if number == middle:
            link = f'<a href="/x">{story.others[0]}</a>'
            return f'<div class="article__related"><div class="box-title">{said["also"]}</div><div>{link}</div></div>'
        if number == middle + 2:
            return (
                f'<div class="newsletter-inline"><div>{said["newsletter"]}</div><form><input placeholder="{said["email"]}">'
                f"<button>{said['subscribe']}</button></form></div>"
            )
        return ""

    cards = "".join(f'<div class="card"><a href="/y"><div class="card__title">{title}</div></a></div>' for title in story.others[1:5])
    remarks = "".join(
        f'<div class="comment-item"><div class="comment-author">{story.draw.choice(AUTHORS)}</div><div>{remark}</div>'
        f'<div class="comment-actions">{said["reply"]} · {said["report"]}</div></div>'
        for remark in story.remarks
    )
    return (
        f'<!doctype html><html lang="{story.lang}"><head><meta charset="utf-8"><title>{story.title} | {story.site}</title>'
        f'<meta property="og:title" content="{story.title}"/><meta property="og:url" content="{story.url}"/>'
        f'<meta property="og:site_name" content="{story.site}"/><script type="application/ld+json">{script}</script></head><body>'
        f'<div class="cookie-consent-banner"><div>{said["cookies"]}</div><button>{said["accept"][0]}</button>'
        f'<button>{said["accept"][1]}</button>'
        f'</div><div class="header"><div class="logo">{story.site}</div><div class="menu">{story.list("nav")}</div></div>'
        f'<div class="wrapper">'
        f'<div class="article"><div class="article__breadcrumb"><a>{said["nav"][0]}</a> › <a>{said["nav"][2]}</a></div>'
        f'<div class="article__head"><h1 class="article__title">{story.title}</h1>'
        f'<div class="article__byline">{said["by"]} {story.author} — '
        f'{said["published"]} {story.day}</div><div class="article__share">{story.list("share")}</div></div>'
        f'<div class="article__figure"><img src="a.jpg" alt=""><div class="caption">{said["photo"]}</div></div>'
        f'<div class="article__body">{story.body("p", box)}</div><div class="article__tags">{said["tags"]} : '
        f'<a>{story.others[2].split()[0]}</a>'
        f'</div></div><div class="related-articles"><div class="title">{said["related"]}</div>{cards}</div>'
        f'<div class="comments" id="commentaires"><div class="title">{said["comments"]} ({len(story.remarks)})</div>{remarks}</div></div>'
        f'<div class="sidebar"><div class="title">{said["most"]}</div><ol>{story.links(5)}</ol></div>'
        f'<div class="footer">{story.list("footer")}<div>© {story.site} — {said["rights"]}</div></div></body></html>'
    ), True, True  # fmt: skip


def agency(story: Story) -> tuple[str, bool, bool]:
    """Bare, with a date in a tag for it and no author."""
    said = story.said
    return (
        f'<!DOCTYPE html>\n<html lang="{story.lang}">\n<head><meta charset="utf-8"><title>{story.title} - {story.site}</title>'
        f'</head>\n<body>\n'
        f'<div id="top"><a href="/">{story.site}</a> {story.list("nav")}</div>\n<div id="main"><h2 class="headline">{story.title}</h2>\n'
        f'<p class="date"><time datetime="{story.date}">{story.day}</time></p>\n<div class="text">{story.body()}</div>\n'
        f'<p class="share">{" | ".join(said["share"])}</p>\n</div>\n<div id="more"><h3>{said["related"]}</h3><ul>{story.links(6)}'
        f'</ul></div>\n'
        f'<div id="bottom">{" - ".join(said["footer"])}<br>Copyright 2024 {story.site}. {said["rights"]}.</div>\n</body></html>'
    ), True, False  # fmt: skip


def tables(story: Story) -> tuple[str, bool, bool]:
    """As pages were laid out before style sheets: tables, fonts, line breaks, and no word about itself."""
    said = story.said
    cells = "".join(f"<td><a href=#><font size=1>{word}</font></a></td>" for word in said["nav"])
    return (
        f'<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=windows-1252">'
        f'<TITLE>{story.site} : {story.title}</TITLE></HEAD>'
        f'<BODY BGCOLOR=white><TABLE WIDTH="100%"><TR>{cells}</TR></TABLE><TABLE WIDTH=760 BORDER=0><TR><TD WIDTH=140 VALIGN=top>'
        f'<FONT SIZE=2><B>{said["most"]}</B><BR>{story.links(5, "div")}</FONT></TD><TD VALIGN=top><FONT SIZE=5><B>{story.title}'
        f'</B></FONT><BR>'
        f'<FONT SIZE=1>{said["published"]} {story.day}</FONT><BR><BR><FONT SIZE=3>{"<BR><BR>".join(story.paragraphs)}</FONT><BR><BR>'
        f'<FONT SIZE=1><A HREF="#">{said["share"][2]}</A> | <A HREF="#">{said["share"][4]}</A></FONT></TD></TR></TABLE><HR>'
        f'<CENTER><FONT SIZE=1>{" | ".join(said["footer"])}<BR>© 2003 {story.site}, {said["rights"]}</FONT></CENTER></BODY></HTML>'
    ), True, False  # fmt: skip


def regional(story: Story) -> tuple[str, bool, bool]:
    """In the tags of today's HTML, with a standfirst set apart and no date at all."""
    said, (first, *rest) = story.said, story.paragraphs
    body = "".join(f"<p>{paragraph}</p>" for paragraph in rest)
    remarks = "".join(f"<li><p><strong>{story.draw.choice(AUTHORS)}</strong></p><p>{remark}</p></li>" for remark in story.remarks)
    return (
        f'<!DOCTYPE html><html lang="{story.lang}"><head><meta charset="utf-8"><title>{story.title} • {story.site}</title>'
        f'<meta name="author" content="{story.author}"><link rel="canonical" href="{story.url}"></head><body><header>'
        f'<a href="/">{story.site}</a>'
        f'<nav>{story.list("nav")}</nav></header><main><article><header><h1>{story.title}</h1><p class="standfirst">{first}</p>'
        f'<address>{said["by"]} <a rel="author">{story.author}</a></address></header><section class="content">{body}</section>'
        f'<footer><ul class="social-share">{story.list("share")}</ul></footer></article><section id="comments"><h2>{said["comments"]}</h2>'
        f'<ol>{remarks}</ol></section><aside><h2>{said["related"]}</h2><ul>{story.links(4)}</ul></aside></main>'
        f'<section class="newsletter"><h2>{said["newsletter"]}</h2><form><input type="email"><button>{said["subscribe"]}</button>'
        f'</form></section>'
        f'<footer>{story.list("footer")}<small>© {story.site}</small></footer><div role="dialog" class="consent"><p>{said["cookies"]}</p>'
        f'{"".join(f"<button>{word}</button>" for word in said["accept"])}</div></body></html>'
    ), False, True  # fmt: skip


SITES: tuple[tuple[str, str, Callable[[Story], tuple[str, bool, bool]], bool], ...] = (
    ("Le Carnet d’Élise", "carnet-elise.example", blog, True),
    ("Harbour Notes", "harbournotes.example", blog, True),
    ("La Gazette du Port", "gazette-du-port.example", newspaper, True),
    ("The Northern Courier", "northern-courier.example", newspaper, True),
    ("Agence Littoral", "agence-littoral.example", agency, False),
    ("Meridian Wire", "meridianwire.example", agency, False),
    ("Actualités 2000", "actualites2000.example", tables, False),
    ("L’Écho des Vallées", "echo-vallees.example", regional, True),
)
"""A site's name, its host, its template, and whether its pages state their own address."""
