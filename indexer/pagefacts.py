"""What a web page states about its article: the headline, the day, the site.

Only what is meant as a statement counts: linked data, tags made for it, and lines that say nothing else. A number somewhere in the page is
no date, and a page that is silent stays undated.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement
from unidecode import unidecode

from indexer.agencies import host
from indexer.readers.keys import KEYS
from indexer.written_dates import sole_date, stated_date

LONGEST_TITLE = 300
"""Characters. What is longer is no headline."""

_AROUND = re.compile(
    r"(?<![a-z])(?<!category-)(?<!tag-)(?:comments?|commentaires?|reactions?|disqus|respond|related|sidebar|footer|newsletter|cookies?|consent|shar(?:e|ing)|sharedaddy"
    r"|social|partag(?:e|er)|widget|recommend(?:ed|ations?)?|most-?(?:read|popular)|plus-?lus|teasers?|promo|breadcrumbs?|outils|toolbar|subscri(?:be|ption)"
    r"|abonnements?|paywall|lire-?aussi|read-?more|nav|navigation|menu|logo|brand|masthead|bandeau|site-(?:title|name|header|branding))(?![a-z])",
    re.IGNORECASE,
)
"""How sites call, in classes and ids, what stands around an article."""

_AROUND_TAGS = frozenset(("nav", "aside", "footer", "form", "li", "a", "button"))
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_HEADINGS = ("h1", "h2", "h3")
_SEPARATOR = re.compile(r"\s+[-–—|•·:»«/]+\s+|\s*\|\s*|\s:\s")
_HOME = re.compile(r"(?:https?://[^/]+/?|/)(?:index\.\w+)?")
_SIGNED = re.compile(r"©|copyright|droits réservés|rights reserved", re.IGNORECASE)
_DATE_TAGS = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date.published", "publishdate", "pubdate",
    "publish-date", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dc.date.created", "dcterms.created", "dcterms.issued",
    "dc.date", "dcterms.date", "citation_publication_date", "date", "publication_date", "cxenseparse:recs:publishtime", "bt:pubdate",
)  # fmt: skip
"""Under which names a tag states the day, the surest first."""

_ARTICLES = re.compile(r"(?:Article|Posting|Report|Review|Page)\Z")
_MOST_CUTS = 3
_DEEPEST = 20
"""How deep linked data is searched."""


class Facts:
    """A page that can be asked what it states. Its linked data and its tags are read once."""

    def __init__(self, tree: HtmlElement) -> None:
        self._tree = tree
        self._tags = dict(reversed([*_tags(tree)]))
        self._linked = [*_linked(tree)]
        self._whole_title = _line("".join(tree.xpath("//head/title[1]//text()")))[: 2 * LONGEST_TITLE]
        self.around = frozenset(_around(tree))

    def title(self, site: str | None) -> str | None:
        """The headline as the article has it: without the site's name, which the title of a page mostly holds as well."""
        whole = self._whole_title
        shown = self._headings()
        own = key(site or "")
        parts = sorted({part for part in _parts(whole) if key(part) not in ("", own)}, key=len, reverse=True)
        for part in parts:
            if key(part) in shown:
                return shown[key(part)]
        stated = next((_line(str(each["headline"])) for each in self._linked if isinstance(each.get("headline"), str)), "")
        first = [text for text in shown.values() if key(text) != own]
        marked = _line(self._tags.get("og:title") or self._tags.get("twitter:title") or "")
        for said in (self._only_heading(own), stated, _without(marked, own), self._standing(parts), *first, _without(whole, own)):
            if said and len(said) <= LONGEST_TITLE:
                return said
        return None

    def date(self) -> str | None:
        """The day of publication, ISO 8601 at the precision that is stated."""
        for said in self._dates():
            if found := stated_date(said.strip()):
                return found
        return self._line_that_is_a_date()

    def site(self, title: str | None, url: str | None) -> str | None:
        """The site's name, where the page states it or its title holds it beside the headline; see `title`."""
        for each in self._linked:
            publisher = each.get("publisher")
            if isinstance(publisher, dict) and isinstance(publisher.get("name"), str) and publisher["name"].strip():
                return _line(publisher["name"])
        stated = _line(self._tags.get("og:site_name") or self._tags.get("application-name") or "")
        return stated or self._beside(title, url)

    def author(self) -> str | None:
        """Who wrote the article, as the linked data has it."""
        return next((found for each in self._linked if (found := KEYS["author"](each["author"])[0] if each.get("author") else None)), None)

    def language(self) -> str | None:
        """The language as the page states it, in whatever form."""
        return self._tree.get("lang") or self._tree.get("xml:lang") or self._tags.get("content-language") or self._tags.get("og:locale")

    def _beside(self, title: str | None, url: str | None) -> str | None:
        """What the title of the page holds besides the headline, if the page signs with it or its address resembles it."""
        whole = self._whole_title
        if not title or not whole:
            return None
        label = re.sub(r"\W", "", host(url) or "")
        links = [link for link in self._tree.iterfind(".//a[@href]") if _HOME.fullmatch(link.get("href"))]
        home = {key(f"{_content(link)} {' '.join(image.get('alt', '') for image in link.iter('img'))}") for link in links}
        signed = " ".join(f" {key(text)} " for text in self._tree.itertext() if _SIGNED.search(text))
        for part in (_SEPARATOR.split(whole)[-1], _SEPARATOR.split(whole)[0]):
            own = key(part)
            if own and own != key(title) and (own in home or f" {own} " in signed or own.replace(" ", "") in label):
                return part.strip()
        return None

    def _headings(self) -> dict[str, str]:
        """The headings of the article, the greatest first, by their keys."""
        found: dict[str, str] = {}
        for tag in _HEADINGS:
            for heading in self._tree.iter(tag):
                text = _line(_content(heading))
                if text and heading not in self.around and not _leads_home(heading):
                    found.setdefault(key(text), text)
        return found

    def _only_heading(self, own: str) -> str | None:
        headings = [_line(_content(each)) for each in self._tree.iter("h1") if each not in self.around and not _leads_home(each)]
        headings = [each for each in headings if each and key(each) != own]
        return headings[0] if len(headings) == 1 else None

    def _standing(self, parts: list[str]) -> str | None:
        """The part of the page's title that stands in the page by itself, in any tag; the longest of them."""
        longest = max(map(len, parts), default=0) + 50
        standing = {
            key(_content(element, longest))
            for element in self._tree.iter("b", "strong", "font", "p", "div", "span", "td", "big", "center", "h4")
            if element not in self.around and len(element) < 3
        }
        return next((part for part in parts if key(part) in standing), None)

    def _dates(self) -> Iterator[str]:
        """Everything that is stated as the day of publication, the surest first."""
        for name in ("datePublished", "dateCreated", "uploadDate"):
            for each in self._linked:
                if isinstance(each.get(name), str) and _ARTICLES.search(str(each.get("@type"))):
                    yield each[name]
        for name in _DATE_TAGS:
            if name in self._tags:
                yield self._tags[name]
        for element in self._tree.xpath("//*[@itemprop='datePublished' or @pubdate]"):
            yield element.get("content") or element.get("datetime") or _content(element)
        for element in self._tree.iter("time"):
            # A time within a list or a link is that of another article.
            if element not in self.around and not re.search("modif|updat", element.get("class", ""), re.IGNORECASE):
                yield element.get("datetime") or _content(element)

    def _line_that_is_a_date(self) -> str | None:
        """The date of the first line that says nothing else, for example « Publié le 9 mars 2021 »."""
        for element in self._tree.iter("p", "div", "span", "font", "td", "small", "em", "i", "b", "h4", "h5", "h6"):
            if element not in self.around and len(element) < 3:
                text = _line(_content(element, 100))
                if 4 < len(text) < 100 and re.search(r"\d", text) and (found := sole_date(text)) and len(found) == 10:
                    return found
        return None


def _around(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Every element in what stands around the article, from its tags and from what classes and ids are called."""
    within: set[HtmlElement] = set()
    for element in tree.iter("*"):
        if element.getparent() in within or element.tag in _AROUND_TAGS or stands_around(element):
            within.add(element)
            yield element


def stands_around(element: HtmlElement) -> bool:
    """Whether the element's class or id says so."""
    return element.tag not in ("html", "body", "main", "article") and any(_AROUND.search(element.get(name, "")) for name in ("class", "id"))


def _tags(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    for tag in tree.iter("meta"):
        name, content = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv"), tag.get("content")
        if name and content and content.strip():
            yield name.strip().lower(), content


def _linked(tree: HtmlElement) -> Iterator[Mapping[str, Any]]:
    """The objects of the page's linked data that speak of an article or of nothing particular."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _objects(data, _DEEPEST)


def _objects(data: object, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        if _ARTICLES.search(str(data.get("@type"))) or isinstance(data.get("headline"), str):
            yield data
        data = data.get("@graph")
    if isinstance(data, list) and depth:
        for item in data:
            yield from _objects(item, depth - 1)


def _parts(whole: str) -> Iterator[str]:
    """A title, and what is left of it when up to three parts of it are taken off at either end."""
    cuts = [*_SEPARATOR.finditer(whole)]
    yield whole
    yield from (whole[: cut.start()].strip() for cut in cuts[-_MOST_CUTS:])
    yield from (whole[cut.end() :].strip() for cut in cuts[:_MOST_CUTS])


def _without(title: str, own: str) -> str:
    """A title without the site's name at its beginning or end."""
    cuts = list(_SEPARATOR.finditer(title))
    if own and cuts:
        if key(title[cuts[-1].end() :]) == own:
            return title[: cuts[-1].start()].strip()
        if key(title[: cuts[0].start()]) == own:
            return title[cuts[0].end() :].strip()
    return "" if own and key(title) == own else title


def _leads_home(element: HtmlElement) -> bool:
    return any(_HOME.fullmatch(link.get("href", "x")) for link in element.iter("a"))


def _content(element: HtmlElement, longest: int = 2 * LONGEST_TITLE) -> str:
    """What an element says, or its beginning if it says more."""
    text = ""
    for piece in element.itertext():
        text += piece
        if len(text) > longest:
            break
    return text


def _line(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def key(text: str) -> str:
    """A line as it is compared: without case, accents and signs."""
    return re.sub(r"\W+", " ", unidecode(text)).strip().lower()
