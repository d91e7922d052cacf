"""The words around a name, and what they say about it: is it a name at all, and is it this bearer's?

Everything here prefers no mention to a wrong one: an article about Macron names him more than once.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from indexer.entities.names import spans_and_keys

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

_HYPHENS = "-\u2010\u2011\u2012\u2013\u2212"
_APOSTROPHES = "'\u2019\u2018\u02bc\u00b4`"
_SPACE = r"[^\S\n]{0,3}(?:\n[^\S\n]{0,3})?"
# What may stand between two words of one name: space with at most one line break, one hyphen, apostrophe or ampersand, or an
# apostrophe and a space, as in the Workers' Party.
_JOINER = re.compile(rf"{_SPACE}|[{_HYPHENS}{_APOSTROPHES}]|[{_APOSTROPHES}] |[^\S\n]?&[^\S\n]?")
_AFTER_DOT = re.compile(rf"\.{_SPACE}")
_LONGEST_JOINER = 8
_ENDS_SENTENCE = frozenset('.!?…:;\n«“"•|')
_LINE = re.compile(r"[^\n]+")


class Passage:
    """A text as its words, numbered from 0, with what stands between them.

    `spans` says from which to which character each stands, `keys` how it is compared.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans, self.keys = spans_and_keys(text)

    def word(self, number: int) -> str:
        """The word as it is written; empty outside the text."""
        return self.text[slice(*self.spans[number])] if 0 <= number < len(self.spans) else ""

    def key(self, number: int) -> str:
        """The word folded; empty outside the text."""
        return self.keys[number] if 0 <= number < len(self.keys) else ""

    def before(self, number: int) -> str:
        """What stands between this word and the one before it, or an end of the text."""
        start = self.spans[number - 1][1] if number > 0 else 0
        return self.text[start : self.spans[number][0] if number < len(self.spans) else len(self.text)]

    def joined(self, number: int) -> bool:
        """Whether this word and the one before it can belong to one name."""
        if not 0 < number < len(self.spans):
            return False
        gap = self.before(number)
        if gap in (" ", "-"):
            return True
        if len(gap) > _LONGEST_JOINER:
            return False
        # A number on the next line begins something else.
        if "\n" in gap and self.keys[number].isdigit():
            return False
        if gap.startswith("."):
            # St. Petersburg and George W. Bush, but not the end of one sentence and the beginning of the next.
            return len(self.word(number - 1)) <= 2 and _AFTER_DOT.fullmatch(gap) is not None
        return _JOINER.fullmatch(gap) is not None

    def glued(self, number: int) -> bool:
        """Whether nothing at all stands between this word and the one before it, as in `Mars96`."""
        return 0 < number < len(self.spans) and self.spans[number - 1][1] == self.spans[number][0]

    def numbered(self, number: int) -> bool:
        """Whether this word is a number hung on the one before it: the 26 of `Luna-26`."""
        return self.key(number).isdigit() and len(self.before(number)) == 1 and self.before(number) in _HYPHENS

    def capital(self, number: int) -> bool:
        """Whether the word begins with a capital, a digit, or a letter of a script that has no capitals."""
        return not self.word(number)[:1].islower()

    def capitals(self, number: int) -> bool:
        """Whether no letter of the word is lower-case."""
        word = self.word(number)
        return word.isupper() or word.isdigit()

    def opens_sentence(self, number: int) -> bool:
        """Whether the word would wear a capital whatever it means: after a full stop, an opening quote, a line break."""
        return number == 0 or not _ENDS_SENTENCE.isdisjoint(self.before(number))

    def shouted(self, number: int) -> bool:
        """Whether the word stands in a line of several words that are all in capitals."""
        return number in self._shouted

    @cached_property
    def _shouted(self) -> frozenset[int]:
        """The words of all lines that have no lower-case letter."""
        shouted: list[int] = []
        number = 0
        for line in _LINE.finditer(self.text):
            if not line.group().isupper():
                continue
            while number < len(self.spans) and self.spans[number][0] < line.start():
                number += 1
            first = number
            while number < len(self.spans) and self.spans[number][1] <= line.end():
                number += 1
            if number - first > 1:
                shouted.extend(range(first, number))
        return frozenset(shouted)
