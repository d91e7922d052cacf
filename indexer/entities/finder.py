"""The finder: a text in, the mentions of known entities out, in one pass over its words.

The gazetteer tells where names stand. Of those that begin at one word the finder keeps the longest that `GUARDS` let through. Work per
word is bounded by the longest name, so a text costs time in proportion to its length.
"""

from collections.abc import Callable, Iterable, Sequence
from heapq import heappop, heappush
from operator import itemgetter

from indexer.document import Entity, EntityType, Mention
from indexer.entities.authority import Authority
from indexer.entities.gazetteer import Gazetteer, Words
from indexer.entities.guards import Candidate, Name, guards
from indexer.entities.names import folded, name_key, pieces
from indexer.entities.passage import Passage
from indexer.entities.surnames import Heard, Surnames
from indexer.entities.vocabulary import Marks

_Row = tuple[str, int, str]
_key, _bits, _signs = itemgetter(0), itemgetter(1), itemgetter(2)


class _Begun(dict[str, _Row]):
    """Words as they are written to their keys, the bits of their classes and their signs in the gazetteer, all remembered together."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._marks = Marks(gazetteer.surnames)

    def __missing__(self, word: str) -> _Row:
        key = folded(word)
        if key == word:
            key = word  # one object takes less memory, and less time to reach
        known = key, self._marks.of(word, key), self._gazetteer.signs(key)
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = known
        return known


_REMEMBERED = 1 << 17
"""Words that are remembered at once, some 40 MB; then memory starts afresh."""


class Finder:
    """Finds the entities of an authority in texts. It never changes, so one finder serves any number of texts and threads."""

    def __init__(self, authority: Authority) -> None:
        self._gazetteer = Gazetteer(authority)
        self._begun = _Begun(self._gazetteer)
        self._surnames = Surnames(authority.entities, self._gazetteer)

    def find(self, text: str, lang: str | None) -> tuple[Mention, ...]:
        """The mentions in a text, in order and without overlap; where several names begin at one word, the longest wins.

        Once the full name of a person was read, its last word stands for that person, unless two people of the text share it.

        Args:
            text: Any text. Offsets of the mentions count its characters: `text[mention.start : mention.end] == mention.text`.
            lang: `fr`, `en`, or anything else when the language is not known; it decides which capitalised words are ordinary ones.
        """
        passage, marks, signs = self.read(text)
        found = self.candidates(passage, marks, signs, lang)
        spans = [(passage.start(each.first), passage.end(each.last), each.name) for each in found]
        return tuple(Mention(start, end, text[start:end], name.type, name.id) for start, end, name in spans)

    def read(self, text: str) -> tuple[Passage, Sequence[int], str]:
        """A text as words, the bits of the classes of each, and all of them in the signs of the gazetteer."""
        split = pieces(text)
        rows = list(map(self._begun.__getitem__, split[1::2]))
        return Passage(text, split, list(map(_key, rows))), list(map(_bits, rows)), "".join(map(_signs, rows))

    def candidates(self, passage: Passage, marks: Sequence[int], signs: str, lang: str | None) -> list[Candidate]:
        """The same as `find`, of a text that was read."""
        mentions: list[Candidate] = []
        named, names = self._gazetteer.standing(signs), self._gazetteer.names
        # A sorted list is a heap, so where surnames stand can be put in later.
        waiting, taken, before = sorted(named), 0, -1
        heard: Heard | None = None
        while waiting:
            number = heappop(waiting)
            if number < taken or number == before:
                continue
            before, known_before = number, taken == number > 0
            found = self._longest(named[number], names, passage, number, lang, known_before) if number in named else None
            if found is None and heard is not None:
                found = self._longest(heard.standing(number), heard.names, passage, number, lang, known_before)
            if found is None:
                continue
            name, taken = found.name, found.last + 1
            mentions.append(found)
            if name.type == "person" and len(name.words) > 1 and not name.alone:
                heard = heard or Heard(passage.keys, marks)
                for place in heard.introduced(name.id, self._surnames[name.id], taken):
                    heappush(waiting, place)
        return mentions

    def known(self, spelling: str) -> tuple[Entity, ...]:
        """The entities that bear this spelling, whatever its case, accents, hyphens and apostrophes, in the authority's order."""
        return self._gazetteer.bearers(name_key(spelling))

    def type_of(self, words: Sequence[str]) -> EntityType | None:
        """The type of the known entity whose name these folded words are, if it is one."""
        return self._gazetteer.type_of(tuple(words))

    def _longest(
        self,
        standing: Iterable[tuple[int, Words]],
        names: Callable[[Words], Iterable[Name]],
        passage: Passage,
        first: int,
        language: str | None,
        known_before: bool,  # noqa: FBT001 — as in a candidate
    ) -> Candidate | None:
        """The longest name that passes every guard, of those that begin at one word, which are given from the shortest on."""
        best: Candidate | None = None
        joined = first
        for last, words in standing:
            while joined < last:
                joined += 1
                if not passage.joined(joined):
                    return best
            for name in names(words):
                known_after = name.alone and (passage.keys[last + 1],) in self._gazetteer
                candidate = Candidate(name, passage, first, last, language, known_before, known_after)
                for guard in name.guards.get(language) or guards(name, language):
                    if not guard(candidate):
                        break
                else:
                    best = candidate
                    break
        return best
