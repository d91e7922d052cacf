"""Names of what is made: the Iveco Daily, DebianEdu, Debian 5.0 (Lenny), an Oscar, « le sous-marin nucléaire Dmitri Donskoï »."""

import re
from collections.abc import Sequence

from indexer.entities import vocabulary as v
from indexer.entities.passage import Passage

_SPACES = frozenset({" ", "\u00a0"})


def made(passage: Passage, marks: Sequence[int], first: int, last: int) -> bool:
    """Whether an unknown name is that of a prize, or of a model behind the name of its maker: Iveco Daily, but not Ford Foundation."""
    if first == last:
        return bool(marks[first] & v.AWARD) or _begins_with_maker(passage.words[first])
    maker = marks[first] & v.MAKER and passage.before(first + 1) in _BETWEEN
    if maker and first and passage.keys[first - 1] in _ONE_OF_THEM and not marks[last] & (v.LEGAL | v.PEOPLE | v.ROLE):
        return True
    other = v.HEAD & ~v.PROGRAMME | v.LEGAL | v.PEOPLE | v.ROLE | v.COMPANY_NOUN | v.PLACE_NOUN | v.GIVEN
    return bool(maker) and last - first < _LONGEST and not any(bits & other for bits in marks[first + 1 : last + 1])


def _begins_with_maker(word: str) -> bool:
    """Whether capitals inside a word part the name of a maker from the rest: DebianEdu."""
    begin = None if word[1:].islower() else _BEGIN.match(word)
    return begin is not None and bool(v.classes(begin.group()) & v.MAKER)


_BEGIN = re.compile(r"[^\W\d_][a-z]+(?=[A-Z])")
_ONE_OF_THEM = frozenset({"un", "une", "a", "an"})
_BETWEEN = frozenset({" ", "\u00a0", "-"})
_LONGEST = 4


def called(passage: Passage, marks: Sequence[int], first: int, last: int) -> bool:
    """Whether the words before a mention say that it names a version or a ship."""
    if not first:
        return False
    key = passage.keys[first - 1]
    if key in _SAILING:
        return _sails(passage, marks, first)
    return (key in _NAMING or passage.gaps[first] == " (") and _codes(passage, marks, first, last)


def _codes(passage: Passage, marks: Sequence[int], first: int, last: int) -> bool:
    """Whether a name is what a version is called: “5.0 (Lenny)”, “6.0 (codenamed Squeeze)”, « surnommée "Woody" »."""
    if first < 2 or first != last:
        return False
    gap, before = passage.gaps[first], first - 1
    if passage.keys[before] in _CODED or (passage.keys[before] in _CALLED and marks[before - 1] & v.NUMBER):
        return gap.strip(_MARKS) == ""
    versioned = marks[before] & v.NUMBER and marks[before - 1] & v.NUMBER and passage.gaps[before] == "."
    return bool(versioned) and gap == " (" and passage.before(last + 1)[:1] == ")"


_CODED = frozenset({"codenamed", "codename"})
_CALLED = frozenset({"surnomme", "surnommee", "baptise", "baptisee", "dubbed", "nicknamed"})
"""What people are as well, but not behind a number."""
_MARKS = " \u00a0\u202f\"'«“‘\u2018"


def _sails(passage: Passage, marks: Sequence[int], first: int) -> bool:
    """Whether a ship stands before a name, and nobody who commands it: « le sous-marin nucléaire Dmitri Donskoï »."""
    before = first - 1
    if before > 0 and passage.keys[before] in _DRIVEN and passage.gaps[before] in _SPACES:
        before -= 1
    if not passage.words[before].islower() or passage.gaps[before + 1] not in _SPACES:
        return False
    if before and passage.gaps[before] == "-":
        ship = (passage.keys[before - 1], passage.keys[before]) in _HYPHENED
    else:
        ship = passage.keys[before] in _SHIPS
    return ship and not any(bits & v.ROLE for bits in marks[max(0, before - 2) : before])


_HYPHENED = (("sous", "marin"), ("porte", "avions"))
_SHIPS = frozenset(
    (
        *("croiseur", "destroyer", "fregate", "paquebot", "petrolier", "cargo", "voilier", "chalutier", "ferry"),
        *("remorqueur", "submarine", "cruiser", "frigate", "battleship", "tanker", "freighter", "liner", "trawler", "yacht", "schooner"),
        "icebreaker",
    )
)
_DRIVEN = frozenset({"nucleaire", "russe", "americain", "francais", "britannique", "chinois", "allemand", "italien", "grec", "espagnol"})
_NAMING = _CODED | _CALLED
_SAILING = _SHIPS | _DRIVEN | {key for _, key in _HYPHENED}
