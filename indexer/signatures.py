"""The lines in which an article signs itself: who wrote it, where it comes from, when it appeared. Each stands alone on its line."""

import re
from datetime import date

from indexer.agencies import AGENCY, SPELLINGS, either, host, known_host, known_source
from indexer.date_words import folded
from indexer.relative_dates import relative_date, relative_dates
from indexer.written_dates import MONTHS, find_date, sole_date, without_dates

LONGEST_SIGNATURE = 120
"""Characters that a byline or the line of a date may have."""

_UPDATED = re.compile(r"\b(?:updated|modified|mis[e]? à jour|modifiée?|actualisée?)\b", re.IGNORECASE)
_PLACE = r"[A-ZÀ-Ý][\w'’-]*(?:[ -][A-ZÀ-Ý][\w'’-]*){0,2}"
_NAME = r"(?:et|and|de|du|van|von|der|la|le|(?:d['’])?[A-ZÀ-ÝŒ][\w.'’-]*)"
_POST = (
    r"(?i:(?:notre |nos |our )?(?:correspondante?s?|correspondents?|envoyée?s? spéciale?s?)(?: permanente?| spéciale?)?"
    r"|(?:\w+ )?(?:correspondent|editor|reporter|staff writer))"
)
_DESK = (
    r"(?:(?:la\s+|the\s+)?(?:rédaction|redaction|newsroom|news\s+desk|staff(?:\s+(?:reporters?|writers?))?"
    r"|web\s?master|admin(?:istrator)?))"
)
_UNNAMED = re.compile(
    rf"(?:\b(?:par|by)\s+{_DESK}(?![-\w])(?:\s+(?:avec|with)\s+(?:l['’])?(?P<agency>{AGENCY}))?"
    rf"|(?:^|[|•·–—-]\s){_DESK}(?=$|\s[|•·–—-]))",
    re.IGNORECASE,
)
_BLOGGER = re.compile(r"(?P<posted>(?i:posted|published|publié|posté)\s.*\d{4}.*?)[\s,|·•–—-]+(?i:by|par)\s+[^\W\d][\w.-]{1,30}")
"""How a blog signs for nobody: « Publié par Rédaction », `Posted on January 17, 2023 by admin`."""

_WITH = re.compile(r"(?:avec|with)\s+(?:l['’])?", re.IGNORECASE)
_DATED_BYLINE = re.compile(r"(?P<date>.*\d.*?)[\s,|·•–—-]+(?P<byline>(?i:by|par)\s.+)")
_BYLINE = re.compile(
    r"(?:(?i:written|posted|published|écrit|publié|posté|rédigé|propos recueillis|recueilli)\s+)?(?i:par|by|auteur\s*:|author\s*:)\s+"
    # Words of a name are told apart by the space between them and by nothing else, or capitals would take exponential time.
    rf"(?P<name>{_NAME}(?:\s+{_NAME}){{1,5}}?)"
    rf"(?:,?\s+{_POST})?(?:\s*,\s*{_PLACE}|,?\s+(?:à|in|en|au|aux|depuis)\s+{_PLACE})?"
    rf"\s*(?P<rest>[,|·•:/(–—-].*|(?:(?<=\s)(?i:le|on|published|updated|publié le)\s+)?(?<=\s)(?:\d|(?i:{either(MONTHS)})\b).*)?"
)
PLACE_AND_DATE = re.compile(r"(?!(?i:par|by)\s)(?:[A-ZÀ-Ý][^\W\d_]*[\s.'’-]?){1,4}(?:\([A-ZÀ-Ý][\w\s'’-]{1,20}\))?,?\s*(?:le\s+)?")
"""A town and what may stand between it and its date: « Paris, le 9 mars 2021 »."""

_CREDIT = re.compile(
    r"[(\[]?\s*(?:sources?|via)\b\s*(?:(?:et|and|&)\s[^:]{1,40})?[:=–—]\s*(?:(?:et|and|&)\s[^:]{1,40}:)?\s*(?P<names>[^:]\S.{0,58}?)\s*[)\].]*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"<?(?:https?://|www\.)\S+")
_OWNER = re.compile(
    rf"(?:(?i:©|\(c\)|copyright)\s*)+(?:\d{{4}}(?:\s?[-–]\s?\d{{4}})?,?\s*)?(?:(?i:by|par)\s+)?(?P<name>{AGENCY})"
    r"[\s.,–—-]*(?i:all rights reserved|tous droits réservés)?[\s.]*"
)
_URL_CREDIT = re.compile(r"[(\[]?\s*(?:sources?|via)\s*:\s*(?P<url>https?://\S+?)[)\].]*", re.IGNORECASE)
_SIGNED = re.compile(
    rf"[(\[©—–-]?\s*(?:(?i:(?:par|by)\s+{_DESK}\s+(?:avec|with|et|and)(?:\s+l['’])?|par|by|with|avec)\s+)?(?P<first>{AGENCY})(?:\s*(?:,|/|&|\b(?i:et|and|with|avec)\b)\s*(?:l['’]|the\s+)?{AGENCY})*\s*[)\].]*"
)
_LABEL = re.compile(
    r"\b(?:publi|post|updat|mis[e ]|modif|actualis|paru|diffus|redig|cree|creat|issued|released|dernie|last )|date\b|:\s*(?:hier|yesterday)"
)
_CLOCK = re.compile(r"\d\s?[h:]|\d\s?[ap]\.?m\b")
_ANY_DAY = date(2000, 12, 29)
"""What is counted from where only the question is whether a line is a date at all."""
_COMMA = re.compile(r"\s*[,|•·–—-]\s*(?=\S)")


def date_line(line: str, today: date | None = None) -> str | None:
    """The date of a line that holds a date of the article and nothing else: « Publié le 9 mars 2021 à 14h », `Updated: 2021-03-09`."""
    line = line[_signature_end(line) :]
    if len(line) > LONGEST_SIGNATURE:
        return None
    line = _UNNAMED.sub("", line)
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
    base = seen or _ANY_DAY
    line = line[_signature_end(line) :]
    if len(line) > LONGEST_SIGNATURE:
        return None
    line = _UNNAMED.sub("", line)
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


def byline(line: str) -> tuple[str, str] | None:
    """The author of a line that names nobody else, and what else it says: a date, a source or nothing. None for any other line."""
    if len(line) > LONGEST_SIGNATURE or _UNNAMED.search(line):
        return None
    dated = _DATED_BYLINE.fullmatch(line)
    if dated and sole_date(dated["date"]) and (author := _BYLINE.fullmatch(dated["byline"])) and not author["rest"]:
        return author["name"].strip(), dated["date"]
    found = _BYLINE.fullmatch(line)
    if found is None:
        return None
    rest = _WITH.sub("", (found["rest"] or "").strip(" ,|·•:/–—-()"))
    if rest and date_line(rest) is None and known_source(rest) is None and counted_line(rest, None) is None:
        return None
    return found["name"].strip(), rest


def credit(line: str) -> str | None:
    """The source of a line that only names it: `Source: TASS`, `(avec AFP)`, « Source : https://tass.ru/… ». None for any other line."""
    if is_address(line):
        return known_host(line.strip("<"))
    if len(line) > 160:
        return None
    if link := _URL_CREDIT.fullmatch(line):
        return host(link["url"])
    return _signed(line) or _credited(line)


def _signed(line: str) -> str | None:
    """The agency of a line that is its signature, alone or beside the date."""
    desk = _UNNAMED.search(line)
    if desk and desk["agency"] and date_line(line):
        return known_source(desk["agency"])
    end = _signature_end(line)
    signed = _SIGNED.match(line) if end else _SIGNED.fullmatch(line)
    return SPELLINGS[signed["first"]] if signed and (not end or date_line(line[end:])) else None


def _credited(line: str) -> str | None:
    """The name after « Source : »."""
    found = _CREDIT.fullmatch(line)
    if found is None:
        return None
    names = found["names"].strip()
    first = re.split(r"\s*(?:,|/|;|\set\s|\sand\s|\swith\s|\savec\s)\s*", names)[0]
    if known := known_source(names) or known_source(first):
        return known
    # An unknown source is believed if it is as short as a name; « Source : un diplomate a indiqué que… » is a sentence.
    return names if len(names.split()) <= 5 and not names.endswith((".", "!", "?")) else None


def is_address(line: str) -> bool:
    """Whether the line is the address of a page and nothing else."""
    return _ADDRESS.fullmatch(line) is not None


def owner(line: str) -> str | None:
    """The known agency or paper to which a notice of rights gives the article: `© 2022 The Guardian`. None for any other line."""
    found = _OWNER.fullmatch(line) if len(line) <= LONGEST_SIGNATURE else None
    return SPELLINGS[found["name"]] if found else None
