"""The words around a name, and what they say about it: is it a name at all, and is it this bearer's?

Everything here prefers no mention to a wrong one: an article about Macron names him more than once.
"""

from collections.abc import Mapping
from pathlib import Path

DATA = Path(__file__).parent / "data"


def _words(file: Path) -> frozenset[str]:
    """The words of a list; a line that begins with # is a comment."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


ORDINARY: Mapping[str, frozenset[str]] = {
    "fr": frozenset(
        {
            "arsenal",
            "bombardier",
            "borne",
            "canton",
            "carrefour",
            "concorde",
            "echelon",
            "ecolo",
            "gnome",
            "hachette",
            "l equipe",
            "la presse",
            "le figaro",
            "le monde",
            "le point",
            "le temps",
            "les echos",
            "liberation",
            "lune",
            "marin",
            "moi",
            "mars",
            "modem",
            "oracle",
            "orange",
            "pele",
            "perseverance",
            "place",
            "son",
            "terre",
            "trois",
            "polytechnique",
            "puma",
            "rafale",
            "raid",
            "roche",
            "serval",
            "total",
            "un",
            "us",
            "vogue",
        }
    )
    | _words(DATA / "ordinary_places_fr.txt"),
    "en": frozenset(
        {
            "adobe",
            "amazon",
            "amnesty",
            "android",
            "anonymous",
            "apple",
            "arsenal",
            "bush",
            "canonical",
            "chevron",
            "chili",
            "commonwealth",
            "cook",
            "curiosity",
            "earth",
            "forget",
            "gates",
            "key",
            "law",
            "echelon",
            "elf",
            "gnome",
            "intel",
            "kindle",
            "labour",
            "mars",
            "marvel",
            "may",
            "mediator",
            "moon",
            "oracle",
            "orange",
            "paramount",
            "perseverance",
            "power",
            "short",
            "truly",
            "puma",
            "raid",
            "seat",
            "shell",
            "solidarity",
            "telegram",
            "tether",
            "total",
            "twitch",
            "un",
            "us",
            "vogue",
            "who",
            "young",
            "windows",
        }
    )
    | _words(DATA / "ordinary_places_en.txt"),
}
"""Names that are also ordinary words of a language, folded. A capital that everything wears there does not make them names."""

OTHER_ACRONYMS: Mapping[str, frozenset[str]] = {
    "fr": frozenset({"dea", "eu", "gte", "hp", "idf", "itt", "sco", "ses", "un"}),
    "en": frozenset(
        {
            "adp",
            "ama",
            "anp",
            "bnp",
            "bpi",
            "cea",
            "cftc",
            "cio",
            "cmu",
            "cnt",
            "cpi",
            "cre",
            "crs",
            "csa",
            "dst",
            "fis",
            "fn",
            "fo",
            "fsu",
            "ina",
            "lcp",
            "lr",
            "npd",
            "ocs",
            "oea",
            "pac",
            "pam",
            "pcc",
            "pik",
            "ps",
            "psa",
            "rn",
            "rpc",
            "rsa",
            "rte",
            "tas",
        }
    ),
}
"""Acronyms of the other language that mean something else in this one: « pas UN mais deux », a football club, the price index."""

MONTHS = frozenset({"mars", "march", "may", "avril", "april", "juin", "june", "aout", "august"})
"""Months that are also names; a number beside them makes them a date."""

MONTH_CUES = frozenset({"en", "debut", "fin", "mi", "courant", "er"})
"""What stands before a month; `er` ends « 1er »."""

WEEKDAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
"""English writes these with a capital, and puts them right behind a name: "said Putin Monday"."""

ALSO_GIVEN_NAMES = _words(DATA / "given_name_places.txt")
"""Places that are also given names or surnames: Paris Hilton, Michael Jordan, Bruno Mars."""

INHABITANTS: Mapping[str, frozenset[str]] = {
    "argentine": frozenset({"une"}),
    "corse": frozenset({"au", "du", "le", "un"}),
    "suisse": frozenset({"au", "du", "le", "un"}),
}
"""Countries whose French name is also an inhabitant, and the words that tell: « le Suisse », but « la Suisse »."""

NEW = frozenset({"new", "nouveau", "nouvelle", "novo"})
"""New Mexico is not Mexico."""

JUNIOR = frozenset({"jr", "junior", "fils", "sr"})
"""Donald Trump Jr. is not Donald Trump. Lower-case « fils » is a plain word, so only a capital counts."""

NEVER_ALONE = MONTHS | {
    *("anne", "bas", "breton", "carlos", "castro", "charles", "henri", "jean", "khan", "marie", "michel", "pen", "philippe", "pierre"),
    *("cambridge", "court", "edinburgh", "english", "mayor", "mother", "ramadan", "said", "sussex", "west"),
}
"""Last words of people that stand for nobody, even in a text about them: months, given names, inhabitants."""

PARTICLES = frozenset({"de", "du", "des", "la", "le", "der", "den", "van", "von", "el", "al", "bin", "ben", "da", "di", "dos"})
"""Words that belong to a surname and do not make it a full name."""

TITLES = _words(DATA / "titles.txt")
"""What may stand before a surname without being a given name, folded."""

OPENING_WORDS = _words(DATA / "opening_words.txt")
"""Words that begin a sentence with a capital and are nobody's given name, folded."""
