"""What is often searched for here, as whoever runs the service lists it: whole queries, offered to somebody who begins to type one.

Nobody's searches are recorded for it. What journalists look for is theirs, and an offer of it would tell others.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from indexer.analysis.fold import fold
from service.search.slips import Lexicon

_WORD = re.compile(r"[\w'’]+")


class Frequent:
    """Some queries, the most frequent first."""

    def __init__(self, queries: Sequence[str] = ()) -> None:
        self.queries = tuple(dict.fromkeys(queries))
        self._folded = [_words(query) for query in self.queries]
        bearing: dict[str, set[int]] = defaultdict(set)
        for number, words in enumerate(self._folded):
            for word in words:
                bearing[word].add(number)
        self._bearing: Mapping[str, set[int]] = bearing
        self._lexicon = tuple(bearing)
        self._letters = Lexicon.of(self._lexicon)

    def beginning(self, q: str, most: int) -> tuple[str, ...]:
        """The queries that have a word for each that was typed, and perhaps only begun; where there is none, in spite of slips.

        Those that begin with what was typed come first, then those that are more frequent.
        """
        typed = _words(q)
        if not typed or not self.queries:
            return ()
        found = self._bearers(typed, self._begun) or self._bearers(typed, self._resembling)
        begin = " ".join(typed)
        ranked = sorted(found, key=lambda number: (not " ".join(self._folded[number]).startswith(begin), number))
        return tuple(islice((self.queries[number] for number in ranked if self.queries[number] != q.strip()), most))

    def _bearers(self, typed: Sequence[str], looked: Callable[[str], Iterator[str]]) -> set[int]:
        """The numbers of the queries that have a word for each that was typed."""
        return set.intersection(*(set[int]().union(*(self._bearing[word] for word in looked(each))) for each in typed))

    def _begun(self, typed: str) -> Iterator[str]:
        return (word for word in self._lexicon if word.startswith(typed))

    def _resembling(self, typed: str) -> Iterator[str]:
        return (self._lexicon[place] for place in self._letters.like(typed)[0].tolist())


def _words(text: str) -> list[str]:
    return [folded for word in _WORD.findall(text) if (folded := fold(word))]
