"""What an article says about itself: its title, date, source and author.

Explicit metadata wins. The rest is read only where an article speaks about itself (a line of its own, a dateline, a credit), never
from what its sentences are about: an article that merely mentions the 9th of March has no date, and that is the honest answer.
"""

import re
from dataclasses import dataclass
from datetime import date

from unidecode import unidecode

from indexer.agencies import host, known_source, reporter
from indexer.bylines import byline
from indexer.document import CleanText, RawFile
from indexer.headlines import beginning, headline_at, unsigned
from indexer.signatures import counted_line, credit, date_line

HEAD, TAIL = 4, 2
"""How many paragraphs at the beginning and at the end may be a byline."""


_LONGEST_SIGNATURE = 60
"""Characters by which a headline may be longer than the same one unsigned: « – Le Monde diplomatique »."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What `describe` found. `text` is the article without the lines that became metadata; the rest is as in `Document`."""

    title: str
    headline: bool
    text: str
    date: str | None
    source: str | None
    author: str | None


def describe(raw: RawFile, clean: CleanText) -> Metadata:
    """Title, date, source and author: explicit ones first, then what the cleaned text says about itself.

    A headline and a byline are taken out of the text. Without a headline the title is the beginning of the text, which stays. A source
    that signs the title is taken off it. Where cleaning left nothing the text is empty, and so is the title unless one was given.
    """
    paragraphs = clean.text.split("\n") if clean.text else []
    author, signed, dated, counted = raw.author, None, None, None
    edges = sorted({*range(min(HEAD, len(paragraphs))), *range(max(0, len(paragraphs) - TAIL), len(paragraphs))})
    bylines = {at: found for at in edges if (found := byline(paragraphs[at])) is not None}
    paragraphs = [line for at, line in enumerate(paragraphs) if at not in bylines]
    for name, rest in bylines.values():
        agency = known_source(name)
        author = author or (None if agency else name)
        signed = signed or agency or credit(rest)
        dated = dated or date_line(rest)
        counted = counted or (counted_line(rest, date.fromisoformat(raw.seen[:10])) if raw.seen else None)
    if title := clean.title:
        headline = True
        if paragraphs and _says(paragraphs[0], title):
            del paragraphs[0]
    else:
        found_at = headline_at(paragraphs)
        headline = found_at is not None
        title = beginning(paragraphs) if found_at is None else paragraphs.pop(found_at)
    title, publisher = unsigned(title) if headline else (title, None)
    text = "\n".join(paragraphs)
    source = clean.source or signed or publisher or reporter(text) or host(raw.url)
    return Metadata(title, headline, text, _dated(clean.date or dated, clean.counted or counted), source, author)


def _dated(stated: str | None, counted: str | None) -> str | None:
    """The date that was stated; one that is only counted says more where none was, or no more than the year in which it lies."""
    if stated is None or (len(stated) == 4 and counted is not None and counted.startswith(stated)):
        return counted
    return stated


def _says(line: str, title: str) -> bool:
    """Whether a line is the title again, signed or not, whatever signs stand in it."""
    # Most texts begin with a paragraph, which is far longer; folding it would take longer than everything else here.
    return len(line) <= 2 * len(title) + _LONGEST_SIGNATURE and _key(unsigned(line)[0]) == _key(unsigned(title)[0])


def _key(line: str) -> str:
    return re.sub(r"\W+", " ", unidecode(line)).strip().lower()
