"""What French and English each call a place by a name of its own: Pékin and Beijing, Allemagne and Germany.

Countries and the cities of time zones come from Unicode's CLDR, which Babel carries; other places from a table, and so do the common
words that stand in names of all kinds.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from indexer.document import LANGUAGES
from indexer.entities import names
from indexer.entities.names import name_key
from indexer.kept import kept

DATA = Path(__file__).parent / "data"
PLACES = DATA / "exonyms.tsv"
WORDS = DATA / "common_words.tsv"

ARTICLES = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "of", "the"})
"""Words that a place may have before and inside its name, or not."""


@cache
def common_words() -> Mapping[str, str]:
    """The English word for each French word of a name that it is translated in, folded; an English word leads to itself."""
    found: dict[str, str] = {}
    for french, english in _rows(WORDS):
        meant = english.split()[0]
        for word in f"{french} {english}".split():
            found.setdefault("".join(name_key(word)), "".join(name_key(meant)))
    return found


def known_places(name: str) -> frozenset[int]:
    """The numbers of the places that bear this name, as far as they are known; they mean nothing to another version of Lunette or Babel."""
    return _places().get(place_key(name), frozenset())


def place_key(name: str) -> str:
    """What a place is looked up by: its folded words without articles."""
    words = name_key(name)
    return " ".join([word for word in words if word not in ARTICLES] or words)


@cache
def _places() -> Mapping[str, frozenset[int]]:
    """The places of each name. Babel is asked only when it has changed, for that takes a tenth of a second."""
    files = (PLACES, Path(__file__), Path(names.__file__))
    return kept("exonyms", files, dict[str, frozenset[int]], _made, besides=version("babel"))


def _made() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, some in enumerate((*_rows(PLACES), *_from_cldr())):
        for name in some:
            found.setdefault(place_key(name), set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


def _from_cldr() -> Iterator[Iterable[str]]:
    """The names of each country, and of each city that a time zone is named after."""
    from babel import Locale  # noqa: PLC0415 — most processes find its places kept, and it takes a fiftieth of a second to load

    locales = [Locale(language) for language in LANGUAGES]
    for code in map(str, locales[0].territories):
        if code.isalpha():
            yield [str(locale.territories[code]) for locale in locales if code in locale.territories]
    for zone in map(str, locales[0].time_zones):
        area, _, tail = zone.rpartition("/")
        cities = [locale.time_zones.get(zone, {}).get("city") for locale in locales]
        if area and area != "Etc":
            yield [str(city) for city in cities if city is not None] + [tail.replace("_", " ")]


def _rows(file: Path) -> Iterator[list[str]]:
    """The cells of a table; a line that begins with # is a comment."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
