"""Examples of what stands around names of each type: the names that the authority knows, as if it did not."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from indexer.document import Entity, EntityType
from indexer.entities import vocabulary as v
from indexer.entities.evidence import Inner, around, written
from indexer.entities.finder import Finder
from indexer.entities.names import name_key
from indexer.entities.passage import Passage

SHARES: Mapping[EntityType, float] = {"person": 1.0, "org": 1.1, "place": 0.5, "programme": 0.8}
"""How much all examples of a type weigh together, about as often as unknown names of the type stand in news."""


class Example(NamedTuple):
    """One name of one article: how much each piece of evidence counts, the type, how much the example does, and whose name it is."""

    evidence: dict[str, float]
    type: EntityType
    weight: float = 1.0
    id: str = ""


class Examples:
    """What articles teach that are read one after the other.

    Of one name only so many count, or the United States were half of everything.

    Args:
        finder: finds the names of `entities`.
        entities: those that the authority knows.
        most: articles of one name that count, the first ones.
    """

    def __init__(self, finder: Finder, entities: Iterable[Entity], most: int) -> None:
        self._finder, self._most = finder, most
        people = [entity for entity in entities if entity.type == "person"]
        surnames = Counter(last for entity in people for last in {name_key(spelling)[-1] for spelling in entity.spellings})
        # A surname that only the person in question bears would give the answer away.
        self._marks = v.Marks(surname for surname, bearers in surnames.items() if bearers > 1)
        self._seen: Counter[tuple[str, tuple[str, ...]]] = Counter()

    def of(self, text: str, lang: str | None) -> Iterator[Example]:
        """What one article teaches, one example a name."""
        finder, marks = self._finder, self._marks
        passage, classes, nodes = finder.read(text)
        found = finder.candidates(passage, classes, nodes, lang)
        bits = [marks[word] for word in passage.words] if found else []
        names: dict[tuple[str, tuple[str, ...]], list[tuple[int, int, EntityType]]] = {}
        for each in found:
            if bits[each.first] & v.CAPITAL and not passage.shouted(each.first):
                names.setdefault((each.name.id, each.name.words), []).append((each.first, each.last, each.name.type))
        for name, mentions in names.items():
            self._seen[name] += 1
            if self._seen[name] <= self._most:
                yield _example(passage, bits, mentions, finder.type_of)._replace(id=name[0])

    def spelled(self, entity: Entity) -> Iterator[Example]:
        """What the spellings of an entity teach, without anything around them."""
        for spelling in entity.spellings:
            passage = Passage(spelling)
            bits = [self._marks[word] for word in passage.words]
            if bits and bits[0] & v.CAPITAL:
                evidence = dict.fromkeys(written(passage, bits, 0, len(bits) - 1, self._finder.type_of), 1.0)
                yield Example(evidence, entity.type, 0.5, entity.id)


def _example(passage: Passage, bits: Sequence[int], mentions: Sequence[tuple[int, int, EntityType]], inner: Inner) -> Example:
    first, last, kind = mentions[0]
    evidence = dict.fromkeys(written(passage, bits, first, last, inner), 1.0)
    share = 1 / sqrt(len(mentions))
    for first, last, _ in mentions:
        for name in around(passage, bits, first, last):
            evidence[name] = evidence.get(name, 0.0) + share
    return Example(evidence, kind)
