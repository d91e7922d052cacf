"""Names that mean what their bearers make: Debian the system, which is not who writes it.

A newspaper says which it means by the words around: « la distribution Debian », “the operating systems Debian”, “Debian calls itself the
universal operating system”. Where nothing tells, the bearer is meant.
"""

from collections.abc import Mapping

from indexer.entities.guards import Candidate
from indexer.entities.passage import Passage

PRODUCTS: Mapping[str, str] = {"debian": "debian-gnu-linux", "red-hat": "red-hat-enterprise-linux"}
"""Who makes what goes by the same name, by their ids."""

_SPACES = frozenset({" ", "\u00a0", "'", "\u2019"})
_KINDS = frozenset({"distribution", "distributions"})
_BEHIND = _KINDS | {"operating"}
_SYSTEMS = (("operating", "system"), ("operating", "systems"), ("systeme", "exploitation"), ("systemes", "exploitation"))
_IS = frozenset({"is", "est", "calls", "nomme", "veut", "aims"})
_NEAR, _FAR = 5, 8
"""Words between a system and its name, and from a name to the system that it is said to be."""


def meant(known: Candidate) -> str | None:
    """The id of the product that a known name means here, None where it means whom it names."""
    product = PRODUCTS.get(known.name.id)
    if product is None or known.first != known.last:
        return None
    passage, first, after = known.passage, known.first, known.last + 1
    beside = first > 0 and passage.gaps[first] in _SPACES and passage.keys[first - 1] in _KINDS
    behind = passage.before(after) in _SPACES and passage.key(after) in _BEHIND
    return product if beside or behind or _is_system(passage, first) or _said(passage, after) else None


def _is_system(passage: Passage, first: int) -> bool:
    """Whether “operating system” stands before, with nothing but small words between: « système d'exploitation libre Debian »."""
    number = first - 1
    while number > 0 and first - number <= _NEAR and passage.gaps[number + 1] in _SPACES and passage.words[number].islower():
        if _names_system(passage, number):
            return True
        number -= 1
    return False


def _said(passage: Passage, after: int) -> bool:
    """Whether the words behind say that it is an operating system."""
    number, said = after, False
    while number - after < _FAR and passage.before(number) in _SPACES | {"-"} and passage.word(number).islower():
        said = said or passage.key(number) in _IS
        if said and _names_system(passage, number):
            return True
        number += 1
    return False


def _names_system(passage: Passage, number: int) -> bool:
    """Whether an operating system is spoken of up to this word."""
    before = number - 1
    if before > 0 and passage.keys[before] == "d":
        before -= 1
    return before >= 0 and (passage.keys[before], passage.keys[number]) in _SYSTEMS
