"""A web page taken apart: the text of its article, and what it states about it.

trafilatura finds the article. What it does not know of old pages is done to the page before: tables that only lay it out become
divisions, and what two line ends part becomes paragraphs.
"""

import re
from itertools import islice
from typing import Any

from lxml.etree import ParserError, iterwalk
from lxml.html import Element, HtmlElement, HTMLParser, fragment_fromstring
from trafilatura import bare_extraction
from trafilatura.metadata import extract_metadata
from trafilatura.settings import Document
from trafilatura.utils import load_html

from indexer.pagefacts import Facts, key, stands_around
from indexer.written_dates import find_date, without_dates

LAID_OUT = 250
"""Characters in one cell from which on a table is no table but the layout of a page."""

MOST_AROUND = 0.5
"""Share of the text in paragraphs beyond which nothing is dropped for its name: some call whole articles `shared` or `with-sidebar`."""

FEWEST_AROUND = 500
"""Characters up to which it is dropped all the same, on a page without paragraphs."""

MOSTLY_LINKS = 0.7
"""Share of the characters in links from which on a cell or a paragraph leads elsewhere."""

MOST_ELEMENTS = 100_000
"""A page with more of them takes minutes and gigabytes. Those of long articles and live reports have some thousand."""

_OPENING = 5
"""How many lines of an article may repeat what is known about it."""

_LONGEST_SIGNATURE = 150
"""Characters of a line that names an author and a day."""

_LAYOUT = ("table", "thead", "tbody", "tfoot", "tr", "td")
_RUNS = frozenset(("p", "font", "span", "center", "b", "div", "td", "body", "article", "section", "main"))
_BLOCKS = frozenset(
    ("p", "div", "table", "ul", "ol", "dl", "blockquote", "pre", "form", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "figure")
)
_DAY_OF_THEIRS = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"}
"""How trafilatura looks for a day: as briefly as it can, for it would take one from anywhere in the page. `Facts` knows better."""

_SILENT = ("script", "style", "noscript", "template", "iframe", "form", "figcaption")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_WHOLE = re.compile(r"<(?:html|head|body|frameset|title|!doctype)\b", re.IGNORECASE)
_SIGNING = re.compile(
    r"\b(?:by|par|de|and|et|written|posted|écrit|rédigé|publié|published|le|on|à|at)\b|\d{1,2}\s*[h:]\s*\d{2}", re.IGNORECASE
)


class NoArticleError(ValueError):
    """There is no article in a page; the message says why, in words for a reject."""


def article(page: str, url: str | None) -> dict[str, Any]:
    """The values of an article's keys that the page gives (`text`, `title`, `date`, ...), some of them None.

    Of a piece of a page, such as an entry of a feed, all is the article and nothing is stated.

    Raises:
        NoArticleError: there is none.
    """
    if not _WHOLE.search(page):
        return {"text": _said(page)}
    tree = load_html(page)
    if tree is None:
        raise NoArticleError("no page that can be read")
    if sum(1 for _ in islice(tree.iter(), MOST_ELEMENTS + 1)) > MOST_ELEMENTS:
        raise NoArticleError(f"a page of more than {MOST_ELEMENTS:,} elements, as no article has")
    stated = extract_metadata(tree, url, _DAY_OF_THEIRS)
    facts = Facts(tree)
    site = facts.site(None, None)
    title = facts.title(site)
    values = {
        "title": title,
        "date": facts.date(),
        "author": facts.author() or stated.author,
        "url": stated.url,
        "source": site or facts.site(title, url or stated.url),
        "lang": facts.language(),
    }
    _modernise(tree)
    found = bare_extraction(tree, url=url, fast=True, include_comments=False)
    text = _opened(found.text or "", values) if isinstance(found, Document) else ""
    if not text:
        raise NoArticleError("a page without an article")
    return {**values, "text": text}


def _said(piece: str) -> str:
    """All that a piece of a page says, a block a line.

    Raises:
        NoArticleError: it says nothing.
    """
    try:
        element = fragment_fromstring(piece, create_parent="div", parser=HTMLParser(remove_comments=True, remove_pis=True))
    except (ParserError, ValueError):
        raise NoArticleError("no page that can be read") from None
    for silent in list(element.iter(*_SILENT)):
        silent.drop_tree()
    said: list[str] = []
    for event, each in iterwalk(element, ("start", "end")):
        ends = "\n" if each.tag in _BLOCKS or each.tag in ("li", "br", "tr") else ""
        said += [ends, _SPACES.sub(" ", (each.text if event == "start" else each.tail) or "")]
    text = "\n\n".join(line for line in map(str.strip, "".join(said).split("\n")) if line)
    if not text:
        raise NoArticleError("a page without a word")
    return text


def _modernise(tree: HtmlElement) -> None:
    """Turn layout into structure, in place."""
    _without_surroundings(tree)
    for table in list(tree.iter("table")):
        if table.find(".//th") is None and any(len(cell.text_content()) > LAID_OUT for cell in table.iter("td")):
            _without_layout(tree)
            break
    for element in reversed(list(tree.iter("br"))):
        parent, following = element.getparent(), element.getnext()
        if following is not None and following.tag == "br" and not (element.tail or "").strip() and parent.tag in _RUNS:
            _part(parent)


def _without_surroundings(tree: HtmlElement) -> None:
    """Drop what is called something that stands around an article, unless so much of the page is in it that it is the article."""
    most = MOST_AROUND * sum(len(paragraph.text_content()) for paragraph in tree.iter("p"))
    for element in list(tree.iter("div", "section", "aside", "ul", "ol", "p", "span", "form", "nav")):
        away = stands_around(element) and element.find(".//h1") is None and len(element.text_content()) <= max(most, FEWEST_AROUND)
        if element.getparent() is not None and (away or (element.tag in ("p", "ul") and _leads_elsewhere(element, 2))):
            element.drop_tree()


def _without_layout(tree: HtmlElement) -> None:
    for cell in list(tree.iter("td")):
        if cell.getparent() is not None and _leads_elsewhere(cell, 2):
            cell.drop_tree()
    for element in list(tree.iter(*_LAYOUT)):
        if element.tag != "table" or element.find(".//th") is None:
            element.tag = "div"


def _leads_elsewhere(element: HtmlElement, fewest: int) -> bool:
    links = [len(link.text_content().strip()) for link in element.iter("a")]
    return len(links) >= fewest and sum(links) >= MOSTLY_LINKS * len(element.text_content().strip())


def _part(element: HtmlElement) -> None:
    """Make a paragraph of everything that two line ends part from the rest, in place."""
    parts = [Element("p")]
    parts[0].text, element.text = element.text, None
    ends = 0
    for child in list(element):
        tail, child.tail = child.tail, None
        element.remove(child)
        ends = ends + 1 if child.tag == "br" else 0
        if child.tag in _BLOCKS:
            parts += [child, Element("p")]
        elif ends == 2:
            parts.append(Element("p"))
        elif ends < 2:
            parts[-1].append(child)
        if tail:
            ends = ends if not tail.strip() else 0
            _say(parts[-1], tail)
    if element.tag in ("p", "font", "span", "center", "b"):
        element.tag = "div"
    element.extend(part for part in parts if part.tag != "p" or not _leads_elsewhere(part, 2))


def _say(element: HtmlElement, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _opened(text: str, values: dict[str, Any]) -> str:
    """The text, a paragraph a line, without lines at its beginning that only repeat headline, author and day."""
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    opening = [line for line in lines[:_OPENING] if not _repeats(line, values)]
    return "\n\n".join([*opening, *lines[_OPENING:]])


def _repeats(line: str, values: dict[str, Any]) -> bool:
    if values["title"] and key(line) == key(values["title"]):
        return True
    dated = find_date(line)
    if len(line) > _LONGEST_SIGNATURE or (dated and dated[0] != values["date"]):
        return False
    for name in re.split(r"[,;]\s*", values["author"] or ""):
        line = line.replace(name, "") if name else line
    return re.search(r"\w", _SIGNING.sub("", without_dates(line))) is None
