"""Who brings the news: agencies, papers and sites, under all their spellings (`agencies.txt`), and how a text names them."""

import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from itertools import islice
from urllib.parse import urlsplit

from unidecode import unidecode


def either(words: Iterable[str]) -> str:
    """A pattern of any of the words; the longest is tried first, so that « Le Monde diplomatique » is not read as « Le Monde »."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _tables() -> dict[str, dict[str, tuple[str, ...]]]:
    tables: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in files("indexer").joinpath("agencies.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            table = tables[line.strip("[]")] = {}
        elif line and not line.startswith("#"):
            name, _, others = line.partition(" = ")
            table[name] = tuple(others.split("; ")) if others else ()
    return tables


_TABLES = _tables()
WIRES: Mapping[str, tuple[str, ...]] = _TABLES["wires"]
PAPERS: Mapping[str, tuple[str, ...]] = _TABLES["papers"]
"""The name that is shown → other spellings, all case-sensitive. Wires sign dispatches, papers do not."""

SPELLINGS: Mapping[str, str] = {
    spelling: name for table in (WIRES, PAPERS) for name, others in table.items() for spelling in (name, *others)
}
"""Every spelling → the name that is shown."""

AGENCY = rf"(?:{either(SPELLINGS)})(?![-\w])"
WIRE = rf"(?:{either(spelling for spelling, name in SPELLINGS.items() if name in WIRES)})(?![-\w])"
"""Patterns of a name as it stands in a text: any, and one that signs dispatches."""

_BRAND = re.compile(rf"{AGENCY}\s+(?=\w)")
_BY_KEY = {unidecode(spelling).lower(): name for spelling, name in SPELLINGS.items()}
_BY_LABEL = {re.sub(r"[ '’.]" + hyphen, "", key): name for key, name in _BY_KEY.items() for hyphen in ("", "|-")}
"""A name as it stands in an address: `lemonde`, and both `ouest-france` and `ouestfrance`."""

_SHARED_LABELS = {"co", "com", "org", "net", "gov"}
"""What may stand before the country at the end of a host, as in `bbc.co.uk`."""

_BY_LETTER = "|".join(
    rf"{re.escape(letter)}(?:{either(spelling[1:] for spelling in SPELLINGS if spelling[0] == letter)})"
    for letter in sorted({spelling[0] for spelling in SPELLINGS})
)
_MENTIONED = re.compile(rf"(?<!\w)(?P<name>(?:{_BY_LETTER})(?![-\w]))")  # one look at a letter spares a hundred names
_BEFORE = re.compile(
    r"(?:\b(?i:a|ont|avait|avaient)\s+"
    r"(?:(?i:(?:été\s+)?rapportée?s?|annoncé|indiqué|écrit|révélé|affirmé|relaté|appris|fait savoir))(?:\s+(?:à|par|au|auprès de))?"
    r"|\b(?i:selon|d['’]après|rapporte|indique|écrit|révèle|affirme|(?:cit|relay|rapport)ée?s? par|auprès de)"
    r"|\b(?i:déclaré|confié|expliqué|dit|indiqué|précisé|affirmé|accordée?)\s+(?:à|au|aux)"
    r"|\b(?i:told|reported by|according to|cited by|quoted by|reports|interview with|informed))\s+"
    r"(?:(?:à\s+)?(?:l['’]|(?:le|la|les|au|aux|du|the|to)\s+))?"
    r"(?:(?:agence(?: de presse)?(?: \w+)?|quotidien|journal|chaîne|site|agency|newspaper|daily)\s+)*\Z"
)
_AFTER = re.compile(r"\s+(?:has\s+)?(?:reported|reports|writes|wrote|rapporte|a rapporté|a indiqué|a annoncé|écrit)\b")
MOST_MENTIONS = 100
"""How many names are looked at; a text that has not said it by then is a list of agencies."""

_LONGEST_CUE = 90
"""Characters before a name in which the words must stand that make it a source."""


def known_source(name: str) -> str | None:
    """The name that is shown for an agency or a paper, however its case and accents are written; None if it is not in the tables."""
    return _BY_KEY.get(unidecode(name).strip(" .").lower())


def unbranded(line: str) -> str:
    """A line without the known name at its beginning: of `CNN Science`, the section."""
    found = _BRAND.match(line)
    return line[found.end() :] if found else line


def reporter(text: str) -> str | None:
    """The agency or paper that a text says brought its news: « selon l'AFP », `told Reuters`, `the Guardian reported`."""
    for found in islice(_MENTIONED.finditer(text), MOST_MENTIONS):
        if _AFTER.match(text, found.end()) or _BEFORE.search(text[max(0, found.start() - _LONGEST_CUE) : found.start()]):
            return SPELLINGS[found["name"]]
    return None


def host(url: str | None) -> str | None:
    """Whose pages an address leads to: the paper if it is known, else the host without `www.`; None for no address, or a broken one."""
    return known_host(url) or _host(url)


def known_host(url: str | None) -> str | None:
    """The agency or paper of the tables that answers at an address: `https://www.lemonde.fr/…` is « Le Monde »."""
    name = _host(url)
    if name is None:
        return None
    labels = [label for label in name.split(".")[:-1] if label not in _SHARED_LABELS]
    return known_source(name) or _BY_LABEL.get(labels[-1] if labels else "")


def _host(url: str | None) -> str | None:
    try:
        name = urlsplit(f"//{url}" if url.startswith("www.") else url).hostname if url else None
    except ValueError:
        return None
    return name.removeprefix("www.") if name else None
