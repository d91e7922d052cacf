"""Letters in brackets that are short for a thing and name nobody: « la désinformation (FUD) », « changement de voie (RVM) »."""

from collections.abc import Container, Iterable, Sequence

from indexer.entities import vocabulary as v
from indexer.entities.passage import Passage

_INSIDE = frozenset({" ", "\u00a0", "\u202f", "'", "\u2019", "-", "\u2010", "\u2011"})
_LONGEST = 12
_BODIES = v.ORGANISATION | v.PROGRAMME | v.PLACE | v.ROLE | v.PEOPLE | v.COMPANY_NOUN | v.PLACE_NOUN | v.PROGRAMME_NOUN | v.HONORIFIC
"""What a word is that the letters in brackets behind it may name, or that they may tell the party of."""


def jargon(passage: Passage, marks: Sequence[int], brackets: Iterable[int], inside: Container[int]) -> frozenset[str]:
    """The keys of such letters, of which none stands `inside` a known name; `brackets` are the first words of what is in brackets."""
    return frozenset(
        passage.keys[number]
        for number in brackets
        if 0 < number < len(marks) and number not in inside and _is_short(passage, marks, number)
    )


def _is_short(passage: Passage, marks: Sequence[int], number: int) -> bool:
    """Whether a word is in capitals and alone in its brackets, behind small letters."""
    return bool(marks[number] & v.CAPITALS) and passage.gaps[number + 1][:1] == ")" and _is_small(passage, marks, number - 1)


def _is_small(passage: Passage, marks: Sequence[int], last: int) -> bool:
    """Whether the words up to this one, as far as they belong together, are small and none is what a body, a place or somebody is."""
    number = last
    if marks[last] & (v.NUMBER | v.STOP):
        return False
    while last - number < _LONGEST:
        bits = marks[number]
        if bits & (_BODIES | v.CAPITALS | v.GIVEN) or (bits & v.CAPITAL and passage.gaps[number] in _INSIDE and number):
            return False
        if not number or passage.gaps[number] not in _INSIDE:
            break
        number -= 1
    return last > number
