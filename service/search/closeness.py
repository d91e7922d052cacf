"""When words stand close together: one definition, for what is found and for what is marked."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class Stretch(NamedTuple):
    """A run of a text from one position to another, both included."""

    first: int
    last: int


def side_by_side(words: Sequence[str], phrase: tuple[str, ...]) -> Iterator[Stretch]:
    """Where the words of a phrase stand in a row, in order. `words` holds one word for each position of the text."""
    size = len(phrase)
    for at, word in enumerate(words):
        if word == phrase[0] and tuple(words[at : at + size]) == phrase:
            yield Stretch(at, at + size - 1)


def together(places: Iterable[tuple[int, str]], phrase: tuple[str, ...], slop: int) -> Iterator[Stretch]:
    """The shortest stretches that hold every word of a phrase, in any order, with at most `slop` positions from the first to the last.

    A word that the phrase has twice is needed twice. More words than fit into `slop` positions may stand side by side.

    Args:
        places: (position, word) of every word of the phrase in the text, by position. Others are passed over.
        phrase: one or more words.
        slop: positions.
    """
    needed = Counter(phrase)
    spread = max(slop, len(phrase) - 1)
    window: deque[tuple[int, str]] = deque()
    held: Counter[str] = Counter()
    for place in places:
        if place[1] not in needed:
            continue
        window.append(place)
        held[place[1]] += 1
        while held[window[0][1]] > needed[window[0][1]]:
            held[window.popleft()[1]] -= 1
        if held >= needed:
            first = window.popleft()
            held[first[1]] -= 1
            if place[0] - first[0] <= spread:
                yield Stretch(first[0], place[0])
