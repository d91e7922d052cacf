"""Headlines: what looks like one, which line of an article is one, and what stands in when none is."""

import re
from collections.abc import Sequence

from indexer.agencies import known_source
from indexer.bylines import byline
from indexer.datelines import dateline
from indexer.signatures import credit, date_line

LONGEST_HEADLINE = 200
LONGEST_BEGINNING = 100
"""Characters that a title may have: one that was written as such, and one that is the beginning of the text."""

_CLOSED = re.compile(r"[.;,]['’\"”»)\]\s]*$")
_ABBREVIATED = re.compile(r"\b\w\.\w\.$")
_INNER_STOP = re.compile(r"(?<=[\w»”\")]{2})[.!?…]['’\"”»)]*\s+[«“\"]?\s?[A-ZÀ-Ý]")
_UNFINISHED = re.compile(
    r"(?:[:(«“–—-]|\b(?:le|la|les|l['’]|d['’]|de|du|des|un|une|et|ou|à|au|aux|que|dont|ce|cette|ces|sa|ses"
    r"|the|a|an|of|and|or|at|which|its|their))$"
)  # in lower case only: LA is a city
_LAST_WORD = 8
"""Characters at the end of a line that are looked at: the longest of these words, and where it begins."""
_SPEECH_OR_LIST = ("«", "“", '"', "-", "–", "—", "•", "*", "1")
_SIGNED = re.compile(r"(?P<headline>\S.{7,}?)\s+[-–—|·]\s+(?P<name>[^|]{2,40})")


def like_headline(line: str) -> bool:
    """Whether a line by itself could be a headline: short, one sentence, not closed by a full stop, no date, credit or dateline."""
    if not 8 <= len(line) <= LONGEST_HEADLINE or len(line.split()) < 2 or unfinished(line):
        return False
    if line[0].islower() and not line[1:2].isupper():  # “iPhone sales fall” may open one, half a sentence may not
        return False
    if _CLOSED.search(line) and not _ABBREVIATED.search(line):
        return False
    if line.startswith(("-", "•", "*", "<<", "…", ",", ";", ")")):
        return False
    inner = _INNER_STOP.search(line)
    if inner is not None and len(line[: inner.start()].split()) > 3:  # “Espace. La Chine…” is how regional papers begin
        return False
    return date_line(line) is None and credit(line) is None and dateline(line) is None and byline(line) is None


def unfinished(line: str) -> bool:
    """Whether a line stops where no sentence can: after an article, a preposition, a colon's or a bracket's opening."""
    return _UNFINISHED.search(line[-_LAST_WORD:]) is not None


def headline_at(paragraphs: Sequence[str]) -> int | None:
    """Which paragraph is the headline: the first, or the second when the first is no more than the name of a section."""
    for at, line in enumerate(paragraphs[:2]):
        if at + 1 == len(paragraphs):
            return None
        if _heads(line, paragraphs[at + 1]):
            return at
        if len(line.split()) > 2 or not line[0].isupper() or _CLOSED.search(line):
            return None
    return None


def _heads(line: str, following: str) -> bool:
    """Whether a line is the headline of what follows: a question, an exclamation or a colon may as well belong to the text."""
    if line.endswith((":", "?", "!", "…")):
        return len(line) < len(following) and not following.startswith(_SPEECH_OR_LIST) and like_headline(line.rstrip(" \xa0\u202f:"))
    return like_headline(line)


def beginning(paragraphs: Sequence[str]) -> str:
    """The first paragraph after its dateline, or its first words and an ellipsis; empty if there is none."""
    text = paragraphs[0] if paragraphs else ""
    if (said := dateline(text)) is not None:
        text = said.news or text
    if len(text) <= LONGEST_BEGINNING:
        return text
    cut = text[:LONGEST_BEGINNING]
    whole = cut[: cut.rindex(" ")] if " " in cut else cut[:-1]
    return whole.rstrip(" ,;:–—-«“(") + "…"


def unsigned(headline: str) -> tuple[str, str | None]:
    """A headline without the known source at its end (`… | Reuters`, « … - Le Monde »), and that source; an unknown one stays."""
    # Nobody signs a whole paragraph, and looking for the signature in a long run of blanks would take quadratic time.
    found = _SIGNED.fullmatch(headline) if len(headline) <= LONGEST_HEADLINE else None
    source = known_source(found["name"]) if found and " " in found["headline"] else None
    return (found["headline"], source) if found and source else (headline, None)
