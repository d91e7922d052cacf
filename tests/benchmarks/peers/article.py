"""An article as every peer stores and shows it, and as the terms that Lunette's own chains make of it for those that have no analysis."""

import json
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from trees import Asked

from indexer.analysis import CHAINS
from indexer.analysis.chain import MEMORY
from indexer.analysis.tokens import WORD
from indexer.document import LANGUAGES, Document, Language
from indexer.record import languages, read, text_parts, written
from indexer.schema import schema, text_field
from service.search import highlight

STORED = frozenset(name for name, field in schema().items() if field.stored)
TEXT = tuple(name for name, field in schema().items() if name.startswith(("title_", "body_")))
"""Fields of text: titles and bodies as stems and as words, in each language."""
ENTITIES = "entities"


def fields(document: Document) -> dict[str, Any]:
    """The article as Lunette's own schema has it."""
    return written(document)


def packed(values: Mapping[str, Any]) -> bytes:
    """What is stored of an article's fields."""
    return json.dumps({name: value for name, value in values.items() if name in STORED}, ensure_ascii=False).encode()


def unpacked(stored: bytes) -> Document:
    """The article again."""
    return read(json.loads(stored))


def fragments(documents: Sequence[Document], asked: Asked) -> tuple[tuple[str, ...], ...]:
    """Of each article the title and the best sentences with their marks, by Lunette's own highlighter."""
    return tuple([(each.title, *each.body) for each in highlight.shown(documents, asked.marks)])


class _Read(NamedTuple):
    """What a word becomes: its stems in order, a folded form for each position, and other forms of the whole."""

    stems: tuple[str, ...]
    surfaces: tuple[str, ...]
    others: tuple[str, ...]


class _Words(dict[str, _Read]):
    """What one language's chain makes of each word, remembered in the form in which it is wanted: three times as fast as asking anew."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._chain = CHAINS[language]

    def __missing__(self, word: str) -> _Read:
        parts = self._chain.word(word)
        read = _Read(
            tuple(term for part in parts for term in part.terms),
            tuple(part.surfaces[0] for part in parts),
            tuple(surface for part in parts for surface in part.surfaces[1:]),
        )
        if len(self) < MEMORY:
            self[word] = read
        return read


_WORDS: Mapping[Language, _Words] = {language: _Words(language) for language in LANGUAGES}


def terms(document: Document) -> dict[str, list[str]]:
    """Text field to its terms in order; second forms of a word written in several pieces stand after the text."""
    found = {ENTITIES: [mention.id for mention in (*document.title_mentions, *document.mentions)]}
    for language in languages(document):
        known = _WORDS[language]
        for part, text in text_parts(document, language).items():
            if text:
                stems, surfaces, others = zip(*map(known.__getitem__, WORD.findall(text)), strict=True)
                found[text_field(part, language)] = list(chain.from_iterable(stems))
                found[text_field(part, language, exact=True)] = list(chain(chain.from_iterable(surfaces), chain.from_iterable(others)))
    return found
