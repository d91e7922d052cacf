"""Where phrases stand in a text."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from indexer.analysis import Chain, Part
from indexer.analysis.chunks import places
from service.search.closeness import Stretch, side_by_side, together


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


def neighbourhoods(text: str, analysis: Chain, bearing: Mapping[str, Sequence[Part]], phrases: Sequence[MarkedPhrase]) -> list[list[Part]]:
    """The pieces of a text that may hold one of the phrases, as the parts of each; only those that a phrase names are where they say.

    What is far from the rarest word of every phrase is not read: most words of `ministre de la santé` are everywhere.

    Args:
        text: the text.
        analysis: the chain that reads it.
        bearing: its chunks that bear a word of a phrase, and perhaps others, with the parts of each.
        phrases: one or more, all of whose words are in the text.
    """
    wanted = {word for phrase in phrases for word in phrase.words}
    words = {chunk: found for chunk, parts in bearing.items() if (found := borne(parts) & wanted)}
    stands = sorted((at, chunk) for chunk in words for at in places(text, chunk))
    often = Counter(word for _, chunk in stands for word in words[chunk])
    rarest = {min(phrase.words, key=often.__getitem__) for phrase in phrases}
    rare = [not rarest.isdisjoint(words[chunk]) for _, chunk in stands]
    gaps = _gaps(text, analysis, stands, rare, max(phrase.reach for phrase in phrases))
    pieces: list[list[Part]] = []
    for number, (at, chunk) in enumerate(stands):
        if number in gaps:
            pieces[-1] += gaps[number]
        elif rare[number] or number + 1 in gaps:
            pieces.append([])
        else:
            continue
        pieces[-1] += [Part(position, at + start, at + end, surfaces, terms) for position, start, end, surfaces, terms in bearing[chunk]]
    return pieces


def _gaps(text: str, analysis: Chain, stands: Sequence[tuple[int, str]], rare: Sequence[bool], reach: int) -> dict[int, list[Part]]:
    """The parts between a chunk and the one before it, by the number of the chunk, wherever both are within reach of a rare one."""
    read: dict[int, list[Part]] = {}
    near: set[int] = set()
    for numbers, nearer in ((range(1, len(stands)), -1), (range(len(stands) - 1, 0, -1), 0)):
        distance = reach
        for number in numbers:
            if rare[number + nearer]:
                distance = 0
            if distance < reach:
                if number not in read:
                    before, chunk = stands[number - 1]
                    read[number] = list(islice(analysis.parts(text[before + len(chunk) : stands[number][0]]), reach))
                distance += len(read[number]) + 1
                if distance <= reach:
                    near.add(number)
    return {number: read[number] for number in near}
