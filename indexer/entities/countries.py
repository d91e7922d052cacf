"""The countries and territories that nobody wrote by hand: `python -m indexer.entities.countries` writes `data/countries.yaml`.

Their names are those of Unicode's CLDR, which Babel brings along. A country that needs an alias, or another label than CLDR's, is
written in `data/places.yaml`, and the next run leaves it out here. Run it after such a change and after an upgrade of Babel.
"""

import json
import re
from collections.abc import Mapping

from babel import Locale, core
from babel import __version__ as babel_version
from unidecode import unidecode

from indexer.document import LANGUAGES, Entity, Language
from indexer.entities.authority import DATA
from indexer.entities.entries import entries
from indexer.entities.names import name_key

FILE = DATA / "countries.yaml"
BY_HAND = DATA / "places.yaml"

NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
"""Two-letter codes of CLDR that ISO 3166-1 gives to no country. Kosovo's XK is not among them: news speaks of it as of a country."""

WRITTEN_OTHERWISE: Mapping[str, str] = {
    "DM": "dominica",  # « Dominique » and « Maurice » are given names
    "MF": "saint-martin",  # a saint, a canal, and villages without number
    "MU": "mauritius",
    "RE": "reunion",  # a reunion is a meeting
    "SX": "sint-maarten",  # the other half of Saint-Martin
}
"""Entries of `BY_HAND` that do without a name which CLDR gives them in some language, by the code of the country."""

HEAD = """\
# Countries and territories under their names in CLDR. `python -m indexer.entities.countries` writes this file, so edits are lost: a
# country that needs an alias or another label belongs into places.yaml, and is left out here from then on.
# Babel {babel}, CLDR {cldr}.
"""

_CODE = re.compile(r"[A-Z]{2}")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_PARENTHESIS = re.compile(r" ?\([^()]*\)")
_ISLAND = re.compile(r"^Île")
# What CLDR writes otherwise than newspapers do.
_PRESS = ((" & ", " and "), (" - ", "-"), ("U.S. ", "US "), ("\u2019", "'"))


def codes() -> tuple[str, ...]:
    """The ISO 3166-1 codes of all countries and territories that CLDR names, in the order of the alphabet."""
    known = map(str, Locale("en").territories)
    return tuple(sorted(code for code in known if _CODE.fullmatch(code) and code not in NO_COUNTRIES))


def cldr_name(code: str, language: Language) -> str:
    """CLDR's name of a country, in the type and the capitals of newspapers: « îles Cook », "Bosnia and Herzegovina"."""
    name = _PARENTHESIS.sub("", Locale(language).territories[code])
    for written, printed in _PRESS:
        name = name.replace(written, printed)
    return _ISLAND.sub("île", name)


def written_by_hand() -> Mapping[str, str]:
    """The ids of countries that are in `BY_HAND`, by their codes: those that bear a name of CLDR there, and those written otherwise."""
    bearers = {name_key(spelling): entity.id for _, entity in entries(BY_HAND) for spelling in entity.spellings}
    found = dict(WRITTEN_OTHERWISE)
    for code in codes():
        for language in LANGUAGES:
            bearer = bearers.get(name_key(cldr_name(code, language)))
            if bearer is not None:
                found.setdefault(code, bearer)
    return found


def generated() -> Mapping[str, Entity]:
    """The countries that are not written by hand, by their codes."""
    by_hand = written_by_hand()
    return {code: _entity(code) for code in codes() if code not in by_hand}


def _entity(code: str) -> Entity:
    """A country with what CLDR knows of it."""
    labels: dict[str, str] = {language: cldr_name(code, language) for language in LANGUAGES}
    full = labels["en"].replace("St. ", "Saint ")
    slug = _NOT_SLUG.sub("-", unidecode(labels["en"]).lower().replace("'", "")).strip("-")
    return Entity(slug, "place", labels, (full,) if full != labels["en"] else ())


def content() -> str:
    """The whole file as it should stand on the disk."""
    lines = [HEAD.format(babel=babel_version, cldr=core.get_cldr_version())]
    for entity in generated().values():
        # JSON's strings and lists are YAML's as well, and leave nothing to guess.
        values = {**entity.labels, **({"aliases": entity.aliases} if entity.aliases else {})}
        pairs = ", ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
        lines.append(f"- {{id: {entity.id}, {pairs}}}\n")
    return "".join(lines)


if __name__ == "__main__":
    FILE.write_text(content(), encoding="utf-8")
