"""The lines in which an article signs itself: who wrote it, where it comes from, when it appeared. Each stands alone on its line."""

import re
from datetime import date

from indexer.agencies import AGENCY, SPELLINGS, host, known_source
from indexer.written_dates import find_date, without_dates

_UPDATED = re.compile(r"\b(?:updated|modified|mis[e]? à jour|modifiée?|actualisée?)\b", re.IGNORECASE)
_PLACE = r"[A-ZÀ-Ý][\w'’-]*(?:[ -][A-ZÀ-Ý][\w'’-]*){0,2}"
_NAME = r"(?:et|and|de|du|van|von|der|la|le|(?:d['’])?[A-ZÀ-ÝŒ][\w.'’-]*)"
_POST = (
    r"(?i:(?:notre |nos |our )?(?:correspondante?s?|correspondents?|envoyée?s? spéciale?s?)(?: permanente?| spéciale?)?"
    r"|(?:\w+ )?(?:correspondent|editor|reporter|staff writer))"
)
_BYLINE = re.compile(
    r"(?i:par|by|written by|écrit par|auteur\s*:|author\s*:)\s+"
    # Words of a name are told apart by the space between them and by nothing else, or capitals would take exponential time.
    rf"(?P<name>{_NAME}(?:\s+{_NAME}){{1,5}}?)"
    rf"(?:,?\s+{_POST})?(?:\s*,\s*{_PLACE}|,?\s+(?:à|in|en|au|aux|depuis)\s+{_PLACE})?"
    r"\s*(?P<rest>[,|·•:/(–—-].*)?"
)
PLACE_AND_DATE = re.compile(r"(?:[A-ZÀ-Ý][^\W\d_]*[\s.'’-]?){1,4}(?:\([A-ZÀ-Ý][\w\s'’-]{1,20}\))?,?\s*(?:le\s+)?")
"""A town and what may stand between it and its date: « Paris, le 9 mars 2021 »."""

_CREDIT = re.compile(
    r"[(\[]?\s*(?:sources?|via)\b\s*(?:(?:et|and|&)\s[^:]{1,40})?[:=–—]\s*(?:(?:et|and|&)\s[^:]{1,40}:)?\s*(?P<names>[^:]\S.{0,58}?)\s*[)\].]*",
    re.IGNORECASE,
)
_URL_CREDIT = re.compile(r"[(\[]?\s*(?:sources?|via)\s*:\s*(?P<url>https?://\S+?)[)\].]*", re.IGNORECASE)
_SIGNED = re.compile(
    rf"[(\[©—–-]?\s*(?:(?i:par|by|with|avec)\s+)?(?P<first>{AGENCY})(?:\s*(?:,|/|&|\b(?i:et|and|with|avec)\b)\s*(?:l['’]|the\s+)?{AGENCY})*\s*[)\].]*"
)
_COMMA = re.compile(r"\s*[,|•·–—-]\s*(?=\S)")


def date_line(line: str, today: date | None = None) -> str | None:
    """The date of a line that holds a date of the article and nothing else: « Publié le 9 mars 2021 à 14h », `Updated: 2021-03-09`."""
    line = line[_signature_end(line) :]
    if len(line) > 120 or (found := find_date(line, today)) is None:
        return None
    bare_month = len(found[0]) == 7 and found[1:] == (0, len(line))
    if bare_month and line.lower().startswith("mars "):  # Mars 2020 is a rover
        return None
    place = PLACE_AND_DATE.match(line)
    if place is not None and place.end() == found[1] and line[: found[1]].rstrip().endswith((",", "le")):
        line = line[found[1] :]
    return None if re.search(r"\w", without_dates(line)) else found[0]


def _signature_end(line: str) -> int:
    """Where the date begins in a line such as « Le Monde avec AFP, publié le 9 mars 2021 »; 0 if no agency signs the line."""
    signed = _SIGNED.match(line)
    comma = signed and _COMMA.match(line, signed.end())
    return comma.end() if comma else 0


def is_update(line: str) -> bool:
    """Whether a date line tells when the article was last changed, and not when it appeared."""
    words = _UPDATED.search(line)
    found = find_date(line)
    return words is not None and found is not None and words.start() < found[1]


def byline(line: str) -> tuple[str, str] | None:
    """The author of a line that names nobody else, and what follows: a date, a source or nothing. None for any other line."""
    found = _BYLINE.fullmatch(line) if len(line) <= 120 else None
    if found is None:
        return None
    rest = (found["rest"] or "").strip(" ,|·•:/–—-()")
    if rest and date_line(rest) is None and known_source(rest) is None:
        return None
    return found["name"].strip(), rest


def credit(line: str) -> str | None:
    """The source of a line that only names it: `Source: TASS`, `(avec AFP)`, « Source : https://tass.ru/… ». None for any other line."""
    if len(line) > 160:
        return None
    if link := _URL_CREDIT.fullmatch(line):
        return host(link["url"])
    end = _signature_end(line)
    signed = _SIGNED.match(line) if end else _SIGNED.fullmatch(line)
    if signed and (not end or date_line(line[end:])):
        return SPELLINGS[signed["first"]]
    found = _CREDIT.fullmatch(line)
    if found is None:
        return None
    names = found["names"].strip()
    first = re.split(r"\s*(?:,|/|;|\set\s|\sand\s|\swith\s|\savec\s)\s*", names)[0]
    if known := known_source(names) or known_source(first):
        return known
    # An unknown source is believed if it is as short as a name; « Source : un diplomate a indiqué que… » is a sentence.
    return names if len(names.split()) <= 5 and not names.endswith((".", "!", "?")) else None
