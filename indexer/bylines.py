"""Who wrote an article, where a line of its own says so: « Par Jean Dupont, à Moscou », `Reporting by Jane Smith`."""

import re
from functools import lru_cache

from indexer.agencies import AGENCY, SPELLINGS, either
from indexer.signatures import LONGEST_SIGNATURE, UNNAMED, counted_line, credit, date_line
from indexer.written_dates import MONTHS, sole_date

_PLACE = r"[A-ZÀ-Ý][\w'’-]*(?:[ -][A-ZÀ-Ý][\w'’-]*){0,2}"
_NAME = r"(?:et|and|de|du|van|von|der|la|le|(?:d['’])?[A-ZÀ-ÝŒ][\w.'’-]*)"
_POST = (
    r"(?i:(?:notre |nos |our )?(?:correspondante?s?|correspondents?|envoyée?s? spéciale?s?)(?: permanente?| spéciale?)?"
    r"|(?:\w+ )?(?:correspondent|editor|reporter|staff writer))"
)
_WITH = re.compile(r"(?:avec|with|pour|for)\s+(?:l['’])?", re.IGNORECASE)
_DATED_BYLINE = re.compile(r"(?P<date>.*\d.*?)[\s,|·•–—-]+(?P<byline>(?i:by|par)\s.+)")
_INNER_BY = re.compile(r"\d.*[\s,|·•–—-](?:by|par)\s", re.IGNORECASE)
_PUBLISHED = r"(?i:le|on|(?:published|updated|posted|publiée?|mise? à jour)\s*:?(?:\s+(?:le|on))?)"
_BYLINE = re.compile(
    r"(?:(?i:written|posted|published|story|text|report|analysis|écrit|publié|posté|rédigé|texte|propos recueillis|recueilli)\s+)?"
    r"(?i:(?:par|by)(?:\s*:)?|auteur\s*:|author\s*:)\s+"
    # Words of a name are told apart by the space between them and by nothing else, or capitals would take exponential time.
    rf"(?P<name>{_NAME}(?:\s+{_NAME}){{1,5}}?)"
    rf"(?:,?\s+{_POST})?(?:\s*,\s*(?!{AGENCY}){_PLACE}|,?\s+(?:à|in|en|au|aux|depuis)\s+{_PLACE})?"
    rf"\s*(?P<rest>[,|·•:/(–—-].*|(?<=\s){_PUBLISHED}\s+(?:\d|(?i:{either(MONTHS)})\b).*|(?<=\s)(?:\d|(?i:{either(MONTHS)})\b).*"
    rf"|(?<=\s)(?i:pour|for|avec|with)\s+(?:l['’]|the\s+)?{AGENCY})?"
)
_AGENCY_END = re.compile(rf"(?P<name>\S+\s.*\S)(?:\s+(?:et|and))?\s+(?P<agency>{AGENCY})")
"""`JANE SMITH Associated Press`, « Paul Girard et AFP »."""

_POSTED = re.compile(rf"(?i:de|par|from|by)\s+{_POST}(?:\s+(?:à|en|au|aux|in)\s+{_PLACE})?\s*[,:]\s+(?P<name>{_NAME}(?:\s+{_NAME}){{1,5}})")
"""« De notre correspondant à Moscou, Paul Girard »."""

_CREDITED = re.compile(rf"(?P<name>{_NAME}(?:\s+{_NAME}){{1,3}})\s+[(]?(?i:avec|with)\s+(?:l['’])?(?P<agency>{AGENCY})[).]*")
"""« Claire Fontaine (avec AFP) »."""

_REPORTED = re.compile(
    rf"(?i:reporting|writing)\s+by\s+(?P<names>{_NAME}(?:\s+(?:in\s+)?{_NAME}){{1,11}}?)(?:\s+in\s+{_PLACE})?"
    r"\.?(?:\s*[;.]\s*(?i:additional reporting|reporting|writing|editing)\s+by\s[^;]{2,80}){0,3}"
)
"""`Reporting by Jane Smith in Moscow; Editing by John Doe`."""
_IN_PLACE = re.compile(rf"\s+in\s+{_PLACE}")


def byline(line: str) -> tuple[str, str] | None:
    """The author of a line that names nobody else, and what else it says: a date, a source or nothing. None for any other line."""
    return _read(line) if len(line) <= 2 * LONGEST_SIGNATURE else None


@lru_cache(maxsize=64)  # of most lines it is asked several times, of one after the other
def _read(line: str) -> tuple[str, str] | None:
    if reported := _REPORTED.fullmatch(line):
        return _IN_PLACE.sub("", reported["names"]), ""
    if len(line) > LONGEST_SIGNATURE:
        return None
    signed = _beside_post(line) or _ordinary(line)
    return signed if signed and not UNNAMED.search(line) else None


def _beside_post(line: str) -> tuple[str, str] | None:
    """The author that is named with a post or an agency and without « par »."""
    if posted := _POSTED.fullmatch(line):
        return posted["name"], ""
    credited = _CREDITED.fullmatch(line)
    return (credited["name"], SPELLINGS[credited["agency"]]) if credited else None


def _ordinary(line: str) -> tuple[str, str] | None:
    dated = _DATED_BYLINE.fullmatch(line) if _INNER_BY.search(line) else None
    if dated and sole_date(dated["date"]) and (author := _BYLINE.fullmatch(dated["byline"])) and not author["rest"]:
        return author["name"].strip(), dated["date"]
    found = _BYLINE.fullmatch(line)
    if found is None:
        return None
    name, rest = found["name"].strip(), _WITH.sub("", (found["rest"] or "").strip(" ,|·•:/–—-()"))
    if rest and date_line(rest) is None and credit(rest) is None and counted_line(rest, None) is None:
        return None
    both = None if rest else _AGENCY_END.fullmatch(name)
    return (both["name"].removesuffix(" et").removesuffix(" and"), SPELLINGS[both["agency"]]) if both else (name, rest)
