"""Whether an acronym is made of the words of a name: CICR, Comité international de la Croix-Rouge."""

from collections.abc import Sequence

from indexer.entities.anatomy import Anatomy
from indexer.entities.name_words import PARTICLES, SMALL_WORDS

_SMALL = SMALL_WORDS | PARTICLES
SHORTEST_PERSON = 3
"""Letters of the acronym of a person: JFK. Two letters are anybody's."""
_LONGEST = 7
MAY_SKIP = 4
"""Letters from which an acronym may leave a word out: the O of Co-operation in OECD."""


def abbreviates(one: Anatomy, other: Anatomy) -> bool:
    """Whether one of two names is the acronym of the other."""
    return _made_of(one, other) or _made_of(other, one)


def initials(name: Anatomy) -> frozenset[str]:
    """The acronyms that a name of several words may have, as far as they are worth looking up."""
    if name.acronym or len(name.every) < (SHORTEST_PERSON if name.type == "person" else 2):
        return frozenset()
    letters = [(token.fold[0], token.fold in _SMALL) for token in name.every]
    counted = "".join(first for first, small in letters if not small)
    found = {counted, "".join(first for first, _ in letters), "".join(token.fold[0] for token in name.words)}
    if MAY_SKIP < len(counted) <= _LONGEST and name.type != "person":
        found.update(counted[:at] + counted[at + 1 :] for at in range(1, len(counted)))
    return frozenset(each for each in found if 1 < len(each) <= _LONGEST)


def _made_of(short: Anatomy, full: Anatomy) -> bool:
    """Whether the letters of `short` begin the words of `full`, in order."""
    letters = short.acronym
    tokens = full.every
    if (
        not letters
        or full.acronym
        or min(map(len, (token.fold for token in full.words)), default=0) < 2
        or len(tokens) < 2
        or short.numbers != full.numbers
    ):
        return False
    initials = [(token.fold[0], token.fold in _SMALL) for token in tokens]
    if short.type == "person":
        counted = [token.fold[0] for token in full.words]
        return len(letters) >= SHORTEST_PERSON and letters in {"".join(counted), "".join(first for first, _ in initials)}
    if letters[0] != initials[0][0] and not initials[0][1]:
        return False
    return _fits(letters, initials, 1 if len(letters) >= MAY_SKIP else 0)


def _fits(letters: str, initials: Sequence[tuple[str, bool]], skip: int) -> bool:
    """Whether each letter is an initial; small words need none, and `skip` of the others neither."""
    if not letters:
        return all(small for _, small in initials)  # the last word is not the one to be left out
    if not initials:
        return False
    (first, small), rest = initials[0], initials[1:]
    if letters[0] == first and _fits(letters[1:], rest, skip):
        return True
    if small:
        return _fits(letters, rest, skip)
    return skip > 0 and _fits(letters, rest, skip - 1)
