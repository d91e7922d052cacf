"""What the words of a query mean in the language that it is read in, where they are words of the other one."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from indexer.analysis import CHAINS
from indexer.document import LANGUAGES, Language
from indexer.lexicon import LONGEST, Meaning, cognates
from indexer.schema import TEXT_PARTS, text_field
from service.search.context import Context
from service.search.results import Expansion
from service.search.segments import Frequencies
from service.search.tree import Node, Word

MOST = 10
"""Meanings of one word that are looked for, the likeliest. A title's translation is among the first ten of all articles for .807, .810,
.817 and .827 of the titles with 3, 4, 6 and 10 (half of `newstest_2008_2010`)."""

LEAST = 0.2
"""How likely a meaning must be."""

AS_TYPED = 0.3
"""How likely a word that has meanings is meant as it stands, in a language that the query is not in: « main » is no main entrance."""

COGNATE = 0.7
"""How likely a word of the other language is the same that is spelled as its cognate would be; see `lexicon.cognates`."""

RARER = 4
"""How many times as many articles of its own language must have a word, for it to be taken for one of that language, where the query's
language is not known: « document » is as good a word in English, and what it means in French adds nothing to it there. Without this, the
English questions of en_cisi lose .045 nDCG@10."""


class _Read(NamedTuple):
    """One word as the language that it may be of reads it: folded, its stem, and whether it is more than a stop word."""

    surface: str
    stem: str
    content: bool


class Translations:
    """The meanings of the words of one query, for the reading in one language."""

    def __init__(self, language: Language, context: Context, *, on: bool) -> None:
        self._context = context
        self._language = language
        self._source = next(each for each in LANGUAGES if each != language)
        self._on = on and context.translate and not context.literal and context.lang in (None, self._source)
        self._known = self._source in (context.lang, context.likely)
        self._words: dict[str, tuple[_Read, ...]] = {}
        self._frequencies = Frequencies(context.searcher.reader())
        self.as_typed = AS_TYPED if context.lang == self._source else 1.0

    def of(self, nodes: Sequence[Node]) -> tuple[Meaning, ...]:
        """What these words mean together, the likeliest first; nothing if they are not known, or no words."""
        if not self._on or not nodes or not all(isinstance(node, Word) for node in nodes):
            return ()
        words = [read for node in nodes for read in self._read(str(node))]
        if not any(read.content for read in words) or (not self._known and not all(map(self._is_foreign, words))):
            return ()
        known = self._context.generation.glossary.meanings(self._source, [read.surface for read in words], [read.stem for read in words])
        found = tuple(each for each in known[:MOST] if each.weight >= LEAST)
        if found:
            typed = " ".join(map(str, nodes))
            others = tuple(dict.fromkeys(each.text for each in found if each.text.lower() != typed.lower()))
            if others:
                self._context.notes.expanded.setdefault(f"{typed}→", Expansion(typed, others, "translation"))
        return found

    def cognates(self, node: Node) -> tuple[Meaning, ...]:
        """How a word that means nothing known may be spelled in this language, as far as articles have that and it means nothing else.

        Where articles of this language have the word as it stands, that is enough.
        """
        if not self._on or not self._context.variants or not isinstance(node, Word):
            return ()
        words = self._read(str(node))
        if len(words) != 1 or not words[0].content or not (self._known or self._is_foreign(words[0])):
            return ()
        surface, found = words[0].surface, list[Meaning]()
        if not surface.isalpha() or self._stands(surface):
            return ()
        for spelled in cognates(self._source, surface, name=str(node)[:1].isupper()):
            written = next(filter(self._stands, (spelled, f"{spelled}s")), None)
            if written is None or self._context.generation.glossary.knows(self._language, spelled) or spelled in self._context.without:
                continue
            terms = [term for part in CHAINS[self._language].word(written) for term in part.terms]
            if len(terms) == 1:
                found.append(Meaning(spelled, (written,), (terms[0],), plain=True, weight=COGNATE))
        if found:
            typed, others = str(node), tuple(each.text for each in found)
            self._context.notes.expanded.setdefault(f"{typed}~", Expansion(typed, others, "variant"))
        return tuple(found)

    def _stands(self, surface: str) -> bool:
        """Whether an article in this language has a folded word as it stands."""
        return any(self._frequencies.of(text_field(part, self._language, exact=True), surface) for part in TEXT_PARTS)

    def apart(self, nodes: Sequence[Node], meanings: Sequence[Meaning]) -> bool:
        """Whether words mean together what they mean one by one, so that they may stand apart in an article.

        A « station lunaire » is a station and lunar, so it may be a lunar research station; a « pomme de terre » is no apple.
        """
        words = [read for node in nodes for read in self._read(str(node))]
        glossary = self._context.generation.glossary
        known = {read.surface for read in words}
        for read in words:
            if read.content:
                known.update(word for each in glossary.meanings(self._source, [read.surface], [read.stem]) for word in each.words)
        return any(len(each.words) > 1 and known.issuperset(each.words) for each in meanings)

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

    def _read(self, word: str) -> tuple[_Read, ...]:
        if word not in self._words:
            parts = CHAINS[self._source].word(word)
            self._words[word] = tuple(
                _Read(part.surfaces[0], part.terms[0] if part.terms else part.surfaces[0], bool(part.terms)) for part in parts
            )
        return self._words[word]

    def _is_foreign(self, word: _Read) -> bool:
        """Whether articles of the other language have a word far more often than those of the language of this reading."""
        if not word.content:
            return True
        here, there = (
            self._frequencies.of(text_field("body", language, exact=True), word.surface) for language in (self._language, self._source)
        )
        return there > RARER * here
