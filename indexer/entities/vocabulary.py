"""What is known of a word before anybody reads the text: the classes that it is in, as bits of one number."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from indexer.entities import names, nationalities
from indexer.entities.names import FOLDED, name_key
from indexer.kept import kept

DATA = Path(__file__).parent / "data"

CLASSES: tuple[str, ...] = (
    "organisation",
    "legal",
    "place",
    "programme",
    "role",
    "honorific",
    "says",
    "calendar",
    "people",
    "company_noun",
    "place_noun",
    "programme_noun",
    "place_preposition",
    "closed",
    "body",
    "ministry",
    "lower_head",
    "lower_tail",
    "particle",
    "foreign_particle",
    "linking",
    "abbreviation",
    "product",
    "thing",
    "lower_body",
    "field_head",
    "work",
    "product_cue",
    "company_cue",
    "person_cue",
    "place_cue",
    "product_verb",
    "company_verb",
    "person_verb",
    "award",
    "maker",
)
"""The classes of `word_classes.txt`, in the order of their bits."""

BITS: Mapping[str, int] = {name: 1 << number for number, name in enumerate(CLASSES)}
ORGANISATION, LEGAL, PLACE, PROGRAMME = (BITS[name] for name in ("organisation", "legal", "place", "programme"))
ROLE, HONORIFIC, SAYS, CALENDAR, PEOPLE = (BITS[name] for name in ("role", "honorific", "says", "calendar", "people"))
COMPANY_NOUN, PLACE_NOUN, PROGRAMME_NOUN = (BITS[name] for name in ("company_noun", "place_noun", "programme_noun"))
PREPOSITION, CLOSED, BODY, MINISTRY = (BITS[name] for name in ("place_preposition", "closed", "body", "ministry"))
LOWER_HEAD, LOWER_TAIL, PARTICLE, FOREIGN = (BITS[name] for name in ("lower_head", "lower_tail", "particle", "foreign_particle"))
LINKING, ABBREVIATION, PRODUCT, THING = (BITS[name] for name in ("linking", "abbreviation", "product", "thing"))
LOWER_BODY, FIELD_HEAD, WORK = (BITS[name] for name in ("lower_body", "field_head", "work"))
PRODUCT_CUE, COMPANY_CUE, PERSON_CUE, PLACE_CUE = (BITS[name] for name in ("product_cue", "company_cue", "person_cue", "place_cue"))
PRODUCT_VERB, COMPANY_VERB, PERSON_VERB = (BITS[name] for name in ("product_verb", "company_verb", "person_verb"))
AWARD, MAKER = BITS["award"], BITS["maker"]

GIVEN, STOP, FRENCH, ENGLISH, CAPITAL, CAPITALS, CAMEL, NUMBER, ROMAN, SURNAME = (1 << len(CLASSES) + number for number in range(10))
"""A given name; a little word that is no name; an ordinary word of French, of English; how it is written; a known surname."""

HEAD = ORGANISATION | PLACE | PROGRAMME
ORDINARY: Mapping[str | None, int] = {"fr": FRENCH, "en": ENGLISH}
"""The bit of the ordinary words of a language; of a text in no known language, either."""
ANY_ORDINARY = FRENCH | ENGLISH

_ROMAN = re.compile(r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMANS = "IVXL"
_CAMEL = re.compile(r"[^\W\d_]*[a-zà-ÿ][A-ZÀ-Þ]")
_REMEMBERED = 1 << 16


class Marks(dict[str, int]):
    """Words as they are written to the bits of their classes, remembered. `surnames` are folded last words of known people."""

    def __init__(self, surnames: Iterable[str] = ()) -> None:
        self._surnames = frozenset(surnames)

    def __missing__(self, word: str) -> int:
        bits = self.of(word, FOLDED[word])
        if len(self) < _REMEMBERED:
            self[word] = bits
        return bits

    def of(self, word: str, key: str) -> int:
        """The bits of a word that is folded to this key, for whoever remembers them better."""
        bits = _bits().get(key, 0) | _written(word)
        if key in self._surnames:
            bits |= SURNAME
        # There are few sets of classes and many words: one number for each set is quick to reach.
        return _SETS.setdefault(bits, bits)


_SETS: dict[int, int] = {}


def classes(word: str) -> int:
    """The bits of the lists that a word stands in, however it is written."""
    return _bits().get(FOLDED[word], 0)


def _written(word: str) -> int:
    """How a word is written."""
    if word.isdigit():
        return NUMBER
    if not word[0].isupper():
        return 0
    bits = CAPITAL
    if len(word) > 1 and word.isupper():
        bits |= CAPITALS
    if word[0] in _ROMANS and _ROMAN.fullmatch(word):
        bits |= ROMAN
    if (
        len(word) > 3
        and not word[1:].islower()
        and _CAMEL.match(word)
        and not word.startswith(("Mc", "Mac", "Le", "La", "De", "Di", "Du", "Van"))
    ):
        bits |= CAMEL
    return bits


def _inflected(form: str) -> tuple[str, ...]:
    """An inhabitant, folded, with the French feminine and plural endings that it may have."""
    feminine = f"{form}ne" if form.endswith(("ien", "een")) else f"{form}e"
    return (form, feminine, f"{form}s", f"{feminine}s") if len(form) > 4 and form.endswith(("n", "s", "d", "t")) else (form,)


@cache
def _bits() -> Mapping[str, int]:
    """Every folded word of the lists to its classes."""
    lists = (DATA / "word_classes.txt", *(DATA / f"{file}.txt" for file in _LISTS))
    code = (Path(str(module.__file__)) for module in (names, nationalities))
    return kept("words", (*lists, nationalities.FILE, *code, Path(__file__)), dict[str, int], _read)


_LISTS: Mapping[str, int] = {"given_names": GIVEN, "opening_words": STOP, "ordinary_fr": FRENCH, "ordinary_en": ENGLISH}
"""Files of words to the bit of each."""


def _read() -> dict[str, int]:
    bits: dict[str, int] = {}

    def put(words: Iterable[str], bit: int) -> None:
        for word in words:
            bits[word] = bits.get(word, 0) | bit

    name = ""
    for line in (DATA / "word_classes.txt").read_text("utf-8").splitlines():
        if line.startswith("= "):
            name = line[2:]
        elif name and not line.startswith("#"):
            put((part for word in line.split() for part in [FOLDED[word]] if part), BITS[name])
    for file, bit in _LISTS.items():
        lines = (DATA / f"{file}.txt").read_text("utf-8").splitlines()
        put((word for line in lines if not line.startswith("#") for word in line.split()), bit)
    forms = (form for nationality in nationalities.nationalities().values() for some in nationality.forms.values() for form in some)
    put((form for key in map(name_key, forms) if len(key) == 1 for form in _inflected(key[0])), BITS["people"])
    for word, found in bits.items():
        if found & CLOSED:
            bits[word] = found | STOP
    return bits
