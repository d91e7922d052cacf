"""Words around and inside names that are no names themselves, read from a list: particles, legal forms, titles of rulers."""

from collections.abc import Mapping
from pathlib import Path

from indexer.document import EntityType


def _lists(file: Path) -> Mapping[str, frozenset[str]]:
    """The words of each list of a file of lines such as `particles: de von`; # begins a comment."""
    found: dict[str, frozenset[str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        name, colon, words = line.partition(":")
        if colon and not line.startswith("#"):
            found[name] = found.get(name, frozenset()).union(words.split())
    return found


LISTS = _lists(Path(__file__).parent / "data" / "name_words.txt")

ROYAL = LISTS["royal"]
"""Titles whose bearers each language calls in its own way: le pape François, Pope Francis."""

PEERS = LISTS["peers"]
"""Titles of nobility, which may stand before a name, or behind it and a comma."""

PARTICLES = LISTS["particles"]
"""Words of a surname that one newspaper writes and another leaves out."""

INNER_ARTICLES = LISTS["inner articles"]
"""Words that make one with the next: Le Pen, Mc Gregor."""

SMALL_WORDS = LISTS["small words"]
"""What stands between the words of other names and tells nothing."""

OPTIONAL: Mapping[EntityType, frozenset[str]] = {
    "person": frozenset(),
    "org": LISTS["legal forms"],
    "place": frozenset(),
    "programme": LISTS["kinds of programme"],
}
"""Words at either end that may be left out, by type: Renault Group, la mission Rosetta."""

CHINESE_SURNAMES = LISTS["chinese surnames"]
"""Surnames in pinyin; a name that begins with none is not read as Chinese."""
