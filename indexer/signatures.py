"""The lines in which an article signs itself: who wrote it, where it comes from, when it appeared. Each stands alone on its line."""

import re
from datetime import date

from indexer.agencies import AGENCY, SPELLINGS, host, known_host, known_source
from indexer.boilerplate import is_section
from indexer.date_words import folded
from indexer.relative_dates import may_count, relative_date, relative_dates
from indexer.written_dates import find_date, without_dates

LONGEST_SIGNATURE = 120
"""Characters that a byline or the line of a date may have."""

LONGEST_CREDIT = 160
"""Characters that the line of a source may have."""

_LONGEST_SIGNED = 2 * LONGEST_SIGNATURE
"""Characters that such a line has at most together with the agencies before the date. Most lines are paragraphs, and go at a glance."""

_UPDATED = re.compile(r"\b(?:updated|modified|mis[e]? à jour|modifiée?|actualisée?)\b", re.IGNORECASE)
_DESK = (
    r"(?:(?:la\s+|the\s+)?(?:rédaction|redaction|newsroom|news\s+desk|staff(?:\s+(?:reporters?|writers?))?"
    r"|web\s?master|admin(?:istrator)?))"
)
UNNAMED = re.compile(
    rf"(?:\b(?:par|by)\s+{_DESK}(?![-\w])(?:\s+(?:avec|with)\s+(?:l['’])?(?P<agency>{AGENCY}))?"
    rf"|(?:^|[|•·–—-]\s){_DESK}(?=$|\s[|•·–—-]))",
    re.IGNORECASE,
)
"""Who signs without a name: « Par la rédaction avec l'AFP »."""

_BLOGGER = re.compile(r"(?P<posted>(?i:posted|published|publié|posté)\s.*\d{4}.*?)[\s,|·•–—-]+(?i:by|par)\s+[^\W\d][\w.-]{1,30}")
"""How a blog signs for nobody: « Publié par Rédaction », `Posted on January 17, 2023 by admin`."""

PLACE_AND_DATE = re.compile(r"(?!(?i:par|by)\s)(?:[A-ZÀ-Ý][^\W\d_]*[\s.'’-]?){1,4}(?:\([A-ZÀ-Ý][\w\s'’-]{1,20}\))?,?\s*(?:le\s+)?")
"""A town and what may stand between it and its date: « Paris, le 9 mars 2021 »."""

_CREDIT = re.compile(
    r"[(\[]?\s*(?:sources?|via)\b\s*(?:(?:et|and|&)\s[^:]{1,40})?[:=–—]\s*(?:(?:et|and|&)\s[^:]{1,40}:)?\s*(?P<names>[^:]\S.{0,58}?)\s*[)\].]*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"<?(?:https?://|www\.)\S+")
_OWNER = re.compile(
    rf"(?:(?i:©|\(c\)|copyright)\s*)+(?:\d{{4}}(?:\s?[-–]\s?\d{{4}})?,?\s*)?(?:(?i:by|par)\s+)?(?P<name>{AGENCY})"
    r"(?:,?\s*\d{4}(?:\s?[-–]\s?\d{4})?)?[\s.,–—-]*(?i:all rights reserved|tous droits réservés)?[\s.]*"
)
_ORIGINAL = (
    r"(?:(?:cet |l['’]|this |the )?(?:article|texte|story|report|post)\s+)?(?:(?:a été|est|was|is)\s+)?"
    r"(?:(?:initialement|d['’]abord|originally|first)\s+)?(?:publiée?|parue?|published|appeared)(?:\s+(?:initialement|d['’]abord|originally|first))?"
    r"\s+(?:par|sur|dans|on|in|by|at)\s+"
)
_ORIGINALLY = re.compile(
    rf"[(\[]?(?:(?={_ORIGINAL})(?=.*\b(?:initialement|d['’]abord|originally|first|article|story|report|post)\b){_ORIGINAL}"
    r"|(?:lire |read )?(?:l['’]|the )?(?:article original|original article|source originale|original)"
    r"(?:\s*[:=–—]|\s+(?:sur|dans|on|in|at)\s)\s*)"
    r"(?P<names>\S.{1,100}?)[\s.)\]]*",
    re.IGNORECASE,
)
"""Where a reprint comes from: « Article original : https://… », `Originally published on www.space.com`."""

_DESCRIBED = re.compile(rf"(?P<first>{AGENCY})\s(?:\w+\s){{0,3}}(?i:agency|agence|news|press|presse)")
"""`TASS Russian News Agency`."""

_DOMAIN = re.compile(r"(?:https?://|www\.)\S+|(?:[a-z0-9-]{1,40}\.){1,3}[a-z]{2,4}", re.IGNORECASE)
_URL_CREDIT = re.compile(r"[(\[]?\s*(?:sources?|via)\s*:\s*(?P<url>https?://\S+?)[)\].]*", re.IGNORECASE)
_BESIDE = (
    rf"(?i:(?:par|by)\s+{_DESK}\s+(?:avec|with|et|and)|par|by|(?:with|avec)(?:\s+(?:files|inputs?|reporting|material)\s+from)?"
    r"|via|sources?|from|d['’]après)"
)
_SIGNED = re.compile(
    rf"[(\[©—–/-]?\s*(?:{_BESIDE}\s+(?:l['’])?)?(?P<first>{AGENCY})"
    rf"(?:\s*(?:,|/|&|\b(?i:et|and|with|avec)\b)\s*(?:l['’]|the\s+)?{AGENCY})*\s*[)\]/.]*"
)
_SIGNED_AT = re.compile(rf"(?P<first>{AGENCY}),\s+(?:à\s|in\s)?[A-ZÀ-Ý][\w'’-]*(?:[ -][A-ZÀ-Ý][\w'’-]*){{0,2}}")
"""`BBC News, Moscow`."""

_BARS = re.compile(r"\s*[|•·]\s*|\s+/\s+|\s+(?=(?:published|publiée?|updated|editor)\s*:)", re.IGNORECASE)
_MAY_BAR = re.compile(r"[|•·/:]")
_EDITOR = re.compile(r"(?:editor|éditeur|rédacteur|editing|edited by|web editor)\s*:?\s[\w\s.-]{2,40}", re.IGNORECASE)
MOST_SEGMENTS = 5
"""Parts between bars that the line of a signature may have."""
_LABEL = re.compile(
    r"\b(?:publi|post|updat|mis[e ]|modif|actualis|paru|diffus|redig|cree|creat|issued|released|dernie|last )|date\b|:\s*(?:hier|yesterday)"
)
_CLOCK = re.compile(r"\d\s?[h:]|\d\s?[ap]\.?m\b")
_SENTENCE = re.compile(r"\s(?:to|that|said|was|were|has|have|had|but|not|its|will|be|des|les|que|qui|dans|pour|est|ont|sont|ses)\s")
"""Words of a sentence that no line has which only says when; reading all dates of a sentence takes fifty times as long."""

_ANY_DAY = date(2000, 12, 29)
"""What is counted from where only the question is whether a line is a date at all."""
_COMMA = re.compile(r"\s*[,|•·–—-]\s*(?=\S)")


def date_line(line: str, today: date | None = None) -> str | None:
    """The date of a line that holds a date of the article and nothing else: « Publié le 9 mars 2021 à 14h », `Updated: 2021-03-09`."""
    if len(line) > _LONGEST_SIGNED or find_date(line, today) is None:
        return None
    line = _unbarred(line[_signature_end(line) :])
    if len(line) > LONGEST_SIGNATURE:
        return None
    line = UNNAMED.sub("", line)
    if posted := _BLOGGER.fullmatch(line):
        line = posted["posted"]
    if (found := find_date(line, today)) is None:
        return None
    bare_month = len(found[0]) == 7 and found[1:] == (0, len(line))
    if bare_month and line.lower().startswith("mars "):  # Mars 2020 is a rover
        return None
    place = PLACE_AND_DATE.match(line)
    if place is not None and place.end() == found[1] and line[: found[1]].rstrip().endswith((",", "le")):
        line = line[found[1] :]
    return None if re.search(r"\w", without_dates(line)) else found[0]


def counted_line(line: str, seen: date | None) -> str | None:
    """The date, counted from `seen`, of a line that holds it and nothing else: « Publié hier à 14h30 », `3 hours ago`, « mardi 9 mars ».

    A word such as « hier » needs a label or the time beside it, or it is the name of a section; a weekday, a month or a year needs the
    label, for « Mardi 20h45 » is when a match begins. What is still to come is no date of an article. Without `seen`, any date stands for
    the one that would be found.
    """
    if len(line) > _LONGEST_SIGNED or _SENTENCE.search(line) or not may_count(line):
        return None
    base = seen or _ANY_DAY
    line = _unbarred(line[_signature_end(line) :])
    if len(line) > LONGEST_SIGNATURE:
        return None
    line = UNNAMED.sub("", line)
    found = list(relative_dates(line, base))
    if not found or (found[0].iso > base.isoformat() and (seen is not None or found[0].kind != "day")):
        return None
    rest, at = [], 0
    for each in found:
        rest.append(line[at : each.start])
        at = each.end
    left = " ".join((*rest, line[at:]))
    if re.search(r"\w", without_dates(left)):
        return None
    beside, kind = folded(left), found[0].kind
    alone = kind in ("ago", "day")
    return found[0].iso if alone or _LABEL.search(beside) or (kind == "word" and _CLOCK.search(beside)) else None


def _unbarred(line: str) -> str:
    """A line without the parts between bars that name a source, an editor or a section: `Source: Xinhua | 2021-05-12 | Editor: hua`."""
    parts = _parts(line)
    return line if len(parts) == 1 else " | ".join(part for part in parts if not _EDITOR.fullmatch(part) and not _beside_date(part))


def _parts(line: str) -> list[str]:
    parts = _BARS.split(line) if len(line) <= LONGEST_SIGNATURE and _MAY_BAR.search(line) else [line]
    return parts if len(parts) <= MOST_SEGMENTS else [line]


def _beside_date(part: str) -> bool:
    return _SIGNED.fullmatch(part) is not None or _credited(part) is not None or is_section(part)


def _signature_end(line: str) -> int:
    """Where the date begins in a line such as « Le Monde avec AFP, publié le 9 mars 2021 »; 0 if no agency signs the line."""
    signed = _SIGNED.match(line)
    comma = signed and _COMMA.match(line, signed.end())
    return comma.end() if comma else 0


def is_update(line: str) -> bool:
    """Whether a date line tells when the article was last changed, and not when it appeared."""
    words = _UPDATED.search(line)
    found = find_date(line) or relative_date(line, _ANY_DAY)
    return words is not None and found is not None and words.start() < found[1]


def credit(line: str) -> str | None:
    """The source of a line that only names it: `Source: TASS`, `(avec AFP)`, « Source : https://tass.ru/… ». None for any other line."""
    if is_address(line):
        return known_host(line.strip("<"))
    return next((name for read in _CREDITS if (name := read(line)) is not None), None) if len(line) <= LONGEST_CREDIT else None


def _addressed(line: str) -> str | None:
    """The host of « Source : https://… », and the paper of a line that is its domain."""
    link = _URL_CREDIT.fullmatch(line)
    if link:
        return host(link["url"])
    return _known(line) if _DOMAIN.fullmatch(line) else None


def _reprinted(line: str) -> str | None:
    """Where an article that says so appeared first."""
    original = _ORIGINALLY.fullmatch(line)
    return _known(original["names"]) if original else None


def _barred(line: str) -> str | None:
    """The source that stands beside the date, between bars."""
    parts = _parts(line)
    if len(parts) == 1 or date_line(line) is None:
        return None
    return next((source for part in parts if (source := _signed(part) or _credited(part)) is not None), None)


def _known(name: str) -> str | None:
    """The agency or paper that goes by a name or answers at an address."""
    return (
        known_host(name if "://" in name or name.startswith("www.") else f"www.{name}") if _DOMAIN.fullmatch(name) else known_source(name)
    )


def _signed(line: str) -> str | None:
    """The agency of a line that is its signature, alone, with its town or beside the date."""
    if not _SIGNED.match(line):
        return _desk(line)
    if alone := _SIGNED.fullmatch(line) or _SIGNED_AT.fullmatch(line):
        return SPELLINGS[alone["first"]]
    end = _signature_end(line)
    signed = _SIGNED.match(line) if end and date_line(line[end:]) else None
    return SPELLINGS[signed["first"]] if signed else _desk(line)


def _desk(line: str) -> str | None:
    """The agency whose news a nameless desk wrote down, in the line of the date."""
    if "avec" not in (low := line.casefold()) and "with" not in low:
        return None
    desk = UNNAMED.search(line) if date_line(line) else None
    return known_source(desk["agency"]) if desk and desk["agency"] else None


def _credited(line: str) -> str | None:
    """The name after « Source : »."""
    found = _CREDIT.fullmatch(line)
    if found is None:
        return None
    names = found["names"].strip()
    first = re.split(r"\s*(?:,|/|;|\set\s|\sand\s|\swith\s|\savec\s)\s*", names)[0]
    described = _DESCRIBED.fullmatch(names)
    if known := _known(names) or _known(first) or (described and SPELLINGS[described["first"]]):
        return known
    # An unknown source is believed if it is as short as a name; « Source : un diplomate a indiqué que… » is a sentence.
    return names if len(names.split()) <= 5 and not names.endswith((".", "!", "?")) else None


_CREDITS = (_addressed, _reprinted, _barred, _signed, _credited)
"""How a line may name the source; the first that fits is believed."""


def is_address(line: str) -> bool:
    """Whether the line is the address of a page and nothing else."""
    return _ADDRESS.fullmatch(line) is not None


def owner(line: str) -> str | None:
    """The known agency or paper to which a notice of rights gives the article: `© 2022 The Guardian`. None for any other line."""
    found = _OWNER.fullmatch(line) if len(line) <= LONGEST_SIGNATURE else None
    return SPELLINGS[found["name"]] if found else None
