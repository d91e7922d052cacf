"""Names in the same place of an article and of its translation: « Médecins sans frontières », “Doctors Without Borders”.

What both versions name by one id holds the two apart: between two such names, one text has as many others as the other one has, of the
same types, in the same order. Each of these stands in the slot of its counterpart. A name that the other version has as well, or that
stands in the slots of two names, tells nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from indexer.document import EntityType, Mention
from indexer.entities.merging import FULL, brevity_of
from indexer.entities.spotter import UNKNOWN
from indexer.entities.variants import likeness

Pair = tuple[str, str]
Called = tuple[EntityType, str]
"""The type of a name, and what is written."""

MOST_MENTIONS = 400
"""Mentions of an article that are compared; news of usual length has a tenth of that."""
_LONGEST = 3
"""Names between two that both versions have; of more the order is seldom kept."""
_FEWEST = 2
"""Names that both versions must have for their order to tell anything."""
_APART = 0.15
"""How far from each other two slots may be, as a share of all mentions."""

ENOUGH = 2
"""Stories that must put two names into one slot, if the names are not spelled alike."""
ALIKE = 0.7
"""How alike two names must be spelled for one story to be enough; see `variants.likeness`."""
OUTWEIGHED = 3
"""How many times as often two names must share a slot as either does with any other."""


def shared(french: Sequence[Mention], english: Sequence[Mention]) -> Iterator[Pair]:
    """The ids of names of two translations that stand in the same slot, each pair once; at least one of the two is unknown.

    Args:
        french: the mentions in the text of an article, in order.
        english: those in its translation.
    """
    from difflib import SequenceMatcher  # noqa: PLC0415 — an update has seldom more than a few stories to look at, or none

    one, other = [each.id for each in french[:MOST_MENTIONS]], [each.id for each in english[:MOST_MENTIONS]]
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if sum(block.size for block in matcher.get_matching_blocks()) < _FEWEST:
        return
    in_both = set(one) & set(other)
    slots: dict[Pair, None] = {}
    for tag, first, end, begin, last in matcher.get_opcodes():
        if tag != "replace" or end - first != last - begin or end - first > _LONGEST:
            continue
        if abs(first / len(one) - begin / len(other)) > _APART:
            continue
        for left, right in zip(french[first:end], english[begin:last], strict=True):
            if left.type == right.type and in_both.isdisjoint((left.id, right.id)) and UNKNOWN in left.id[:1] + right.id[:1]:
                slots[left.id, right.id] = None
    lefts, rights = [left for left, _ in slots], [right for _, right in slots]
    yield from (pair for pair in slots if lefts.count(pair[0]) == 1 and rights.count(pair[1]) == 1)


def sure(counts: Mapping[Pair, int], names: Mapping[str, Called]) -> dict[Pair, int]:
    """Of pairs with how many stories tell them, those that name one: each the other's clear best, told often enough or spelled alike.

    Args:
        counts: how many stories put two names into one slot.
        names: the type and what is written of each id, of known entities as well; a pair with another id is passed over.
    """
    best: dict[str, list[int]] = {}
    for pair, count in counts.items():
        for key in pair:
            best.setdefault(key, []).append(count)
    rivals = {key: sorted(some)[-2] if len(some) > 1 else 0 for key, some in best.items()}
    return {
        pair: count
        for pair, count in counts.items()
        if all(key in names for key in pair)
        and names[pair[0]][0] == names[pair[1]][0]
        and count >= OUTWEIGHED * max(rivals[key] for key in pair)
        and _tells(names[pair[0]], names[pair[1]], count)
    }


def _tells(one: Called, other: Called, count: int) -> bool:
    """Whether so many stories are enough for two names. A surname alone is anybody's however many say so, an acronym if only one does."""
    kind = one[0]
    if any(brevity_of(name, kind) != FULL for _, name in (one, other)):
        return kind != "person" and count >= ENOUGH
    return count >= ENOUGH or likeness(one[1], other[1], kind) >= ALIKE


def summed(stories: Iterable[Iterable[Pair]]) -> dict[Pair, int]:
    """How many stories tell each pair."""
    counts: dict[Pair, int] = {}
    for told in stories:
        for pair in told:
            counts[pair] = counts.get(pair, 0) + 1
    return counts
