"""What the words of a query mean in the language that it is read in, where they are words of the other one."""

from collections.abc import Iterator, Sequence

from indexer.analysis import CHAINS
from indexer.document import LANGUAGES, Language
from indexer.lexicon import LONGEST, Glossary, Meaning
from service.search.context import Context
from service.search.results import Expansion
from service.search.tree import Node, Word

MOST = 6
"""Meanings of one word that are looked for, the likeliest."""

LEAST = 0.2
"""How likely a meaning must be."""

AS_TYPED = 0.3
"""How likely a word that has meanings is meant as it stands, in a language that the query is not in: « main » is no main entrance."""

UNSURE = 0.5
"""What a meaning counts where it is not known in which language the query is."""


class Translations:
    """The meanings of the words of one query, for the reading in one language. Without any, it is false."""

    def __init__(self, language: Language, context: Context, *, on: bool) -> None:
        self._context = context
        self._source = next(each for each in LANGUAGES if each != language)
        self._on = on and context.translate and not context.literal and context.lang in (None, self._source)
        self._sure = context.lang == self._source
        self.as_typed = AS_TYPED if self._sure else 1.0

    def __bool__(self) -> bool:
        """Whether anything is translated at all."""
        return self._on

    def of(self, nodes: Sequence[Node]) -> tuple[Meaning, ...]:
        """What these words mean together, the likeliest first; nothing if they are not known, or no words."""
        if not self._on or not nodes or not all(isinstance(node, Word) for node in nodes):
            return ()
        parts = [part for node in nodes for part in CHAINS[self._source].word(str(node))]
        surfaces = [part.surfaces[0] for part in parts]
        stems = [part.terms[0] if part.terms else part.surfaces[0] for part in parts]
        if not any(part.terms for part in parts):
            return ()
        found = [each for each in Glossary.load().meanings(self._source, surfaces, stems)[:MOST] if each.weight >= LEAST]
        if found:
            typed = " ".join(map(str, nodes))
            others = tuple(dict.fromkeys(each.text for each in found if each.text.lower() != typed.lower()))
            if others:
                self._context.notes.expanded.setdefault(f"{typed}→", Expansion(typed, others, "translation"))
        return tuple(found if self._sure else [replace_weight(each) for each in found])

    def runs(self, nodes: Sequence[Node]) -> Iterator[tuple[Node, ...]]:
        """The nodes one by one, but words that mean something together as one run, the longest first."""
        at = 0
        while at < len(nodes):
            end = at + 1
            if self._on and isinstance(nodes[at], Word):
                stop = at + 1
                while stop < len(nodes) and stop - at < LONGEST and isinstance(nodes[stop], Word):
                    stop += 1
                end = next((each for each in range(stop, at + 1, -1) if self.of(nodes[at:each])), at + 1)
            yield tuple(nodes[at:end])
            at = end


def replace_weight(meaning: Meaning) -> Meaning:
    """The meaning where it is not known in which language the query is."""
    return meaning._replace(weight=round(meaning.weight * UNSURE, 3))
