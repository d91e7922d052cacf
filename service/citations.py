"""An article as it is cited, in the forms that writers and their programs use."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from indexer.document import UNDETERMINED
from service.search.results import Article
from service.voice import Voice

LATEX = {"\\": r"\textbackslash{}", **{sign: "\\" + sign for sign in "&%$#_{}"}, "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclass(frozen=True, slots=True)
class Cited:
    """What is cited: an article, the address of its page here with the host, and the generation of the index that it was read in."""

    article: Article
    page: str
    generation: str

    @property
    def address(self) -> str:
        """Where the article is: its own address if that is one to follow, or its page here."""
        url = self.article.url or ""
        return url if url.startswith(("http://", "https://")) else self.page


def plain(cited: Cited, voice: Voice) -> str:
    """One line of text."""
    return _line(cited, voice, cited.article.title) + f" {cited.address}\n"


def markdown(cited: Cited, voice: Voice) -> str:
    """The same with the title as a link."""
    title = re.sub(r"([\\\[\]*_`<])", r"\\\1", cited.article.title)
    address = cited.address.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
    return _line(cited, voice, f"[{title}]({address})") + "\n"


def bibtex(cited: Cited, voice: Voice) -> str:
    """An entry for BibTeX and BibLaTeX."""
    article = cited.article
    fields = {
        "title": f"{{{_latex(article.title)}}}",
        "author": article.author and f"{{{_latex(article.author)}}}",
        "organization": article.source and _latex(article.source),
        "date": article.date,
        "year": article.date and article.date[:4],
        "url": cited.address,
        "language": {"fr": "french", "en": "english"}.get(article.lang),
        "note": _latex(_note(cited, voice)),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@online{{{_key(article)},\n" + ",\n".join(lines) + "\n}\n"


def ris(cited: Cited, voice: Voice) -> str:
    """A record for reference managers: RIS, type NEWS. Its lines end as the format says."""
    article = cited.article
    year, month, day = [*(article.date or "").split("-"), "", ""][:3]
    rows = (
        ("TY", "NEWS"),
        ("TI", article.title),
        ("AU", article.author),
        ("T2", article.source),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/" if year else ""),
        ("LA", article.lang if article.lang != UNDETERMINED else ""),
        ("UR", cited.address),
        ("ID", article.id),
        ("N1", _note(cited, voice)),
        ("ER", ""),
    )
    return "".join(f"{tag}  - {_flat(value or '')}\r\n" for tag, value in rows if value or tag == "ER")


def csl(cited: Cited, voice: Voice) -> str:
    """An item of CSL-JSON, as citation processors take it, in a list of one."""
    article = cited.article
    item: dict[str, Any] = {
        "id": article.id,
        "type": "article-newspaper",
        "title": article.title,
        **({"author": [{"literal": article.author}]} if article.author else {}),
        **({"container-title": article.source} if article.source else {}),
        **({"issued": {"date-parts": [[int(part) for part in article.date.split("-")]]}} if article.date else {}),
        **({"language": article.lang} if article.lang != UNDETERMINED else {}),
        "URL": cited.address,
        "note": _note(cited, voice),
    }
    return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class Form:
    """One form of citation: what it is called if that is a name, what writes it, and what a browser is told of it."""

    label: str
    write: Callable[[Cited, Voice], str]
    mimetype: str
    suffix: str


FORMS: Mapping[str, Form] = {
    "plain": Form("", plain, "text/plain", "txt"),
    "markdown": Form("Markdown", markdown, "text/markdown", "md"),
    "bibtex": Form("BibTeX", bibtex, "application/x-bibtex", "bib"),
    "ris": Form("RIS", ris, "application/x-research-info-systems", "ris"),
    "csl": Form("CSL-JSON", csl, "application/vnd.citationstyles.csl+json", "json"),
}
"""Name in an address to form."""


def _line(cited: Cited, voice: Voice, title: str) -> str:
    article = cited.article
    told = [article.author, voice.say("cite.title", title=title), article.source, article.date and voice.date(article.date)]
    return ", ".join(_flat(each) for each in told if each) + f". {_note(cited, voice)}."


def _note(cited: Cited, voice: Voice) -> str:
    """By which the same text is found again, although the index goes on."""
    return voice.say("cite.note", id=cited.article.id, generation=cited.generation)


def _latex(text: str) -> str:
    return "".join(LATEX.get(sign, sign) for sign in _flat(text))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _key(article: Article) -> str:
    """A key that BibTeX takes: letters and digits of the source, the year, and the id."""
    name = re.sub(r"[^A-Za-z0-9]+", "", article.source or "") or "lunette"
    return f"{name}{(article.date or '')[:4]}-{re.sub(r'[^A-Za-z0-9]+', '-', article.id)[:40]}"
