"""Where phrases stand in a text."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from indexer.analysis import Part
from service.search.closeness import Stretch, side_by_side, together
from service.search.concordance import Cut


class MarkedPhrase(NamedTuple):
    """Words close together: folded words as written or, where `stems` is set, stems. A `slop` of 1 is side by side and in order."""

    words: tuple[str, ...]
    slop: int
    stems: bool = False

    @property
    def reach(self) -> int:
        """Positions from the first of its words to the last, at most."""
        return max(self.slop, len(self.words) - 1)


def occurrences(parts: Sequence[Part], phrase: MarkedPhrase) -> Iterator[Part]:
    """The words of every place where the phrase stands; `parts` are all those of a text or of a piece of it."""
    words = [(part.terms[:1] or ("",))[0] if phrase.stems else part.surfaces[0] for part in parts]
    done = 0
    for first, last in _stretches(words, phrase):
        # Stretches overlap where a word is repeated; each place is looked at once, or a text of one word would take its length squared.
        fresh = range(max(first, done), last + 1)
        yield from (parts[at] for at in fresh if words[at] in phrase.words)
        done = last + 1


def _stretches(words: Sequence[str], phrase: MarkedPhrase) -> Iterator[Stretch]:
    return side_by_side(words, phrase.words) if phrase.slop == 1 else together(enumerate(words), phrase.words, phrase.slop)


def borne(parts: Iterable[Part]) -> set[str]:
    """Every surface and term of the parts."""
    return set(chain.from_iterable((*part.surfaces, *part.terms) for part in parts))


def neighbourhoods(cut: Cut, places: Sequence[int], phrases: Sequence[MarkedPhrase]) -> list[list[Part]]:
    """The pieces of a text that may hold one of the phrases, as the parts of each.

    What is far from the rarest word of every phrase is not looked at: most words of `ministre de la santé` are everywhere.

    Args:
        cut: the text.
        places: of its chunks, those that bear a word of a phrase, and perhaps others.
        phrases: one or more, all of whose words are in the text.
    """
    parts, numbers, begins = cut.book.parts, cut.numbers.tolist(), cut.begins.tolist()
    words = {place: borne(parts[numbers[place]]) for place in places}
    often = Counter(chain.from_iterable(words.values()))
    rarest = {min(phrase.words, key=often.__getitem__) for phrase in phrases}
    rare = np.array([place for place in places if not rarest.isdisjoint(words[place])])
    reach = max(phrase.reach for phrase in phrases)
    positions = np.cumsum([0, *(len(parts[number]) for number in numbers)])
    firsts = np.searchsorted(positions, np.maximum(positions[rare] - reach, 0), side="right") - 1
    lasts = np.minimum(np.searchsorted(positions, positions[rare + 1] + reach), len(numbers))
    pieces: list[list[Part]] = []
    done = -1
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        if first > done:
            pieces.append([])
        for place in range(max(first, done), last):
            at = begins[place]
            pieces[-1] += [Part(position, at + start, at + end, *forms) for position, start, end, *forms in parts[numbers[place]]]
        done = max(done, last)
    return pieces
