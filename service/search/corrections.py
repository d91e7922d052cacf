"""Another spelling of a query, where a word of it is in hardly any article and the index has a likelier one beside it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from indexer.analysis import CHAINS, Part
from indexer.document import LANGUAGES, Language
from indexer.schema import TEXT_PARTS, text_field
from service.search.generation import Generation
from service.search.moments import Recognised
from service.search.results import Expansion
from service.search.segments import Frequencies
from service.search.tree import TEXT_FIELDS, And, InField, Or, Word
from service.search.tree import Sequence as Words

RARE = 2
"""A word in more articles than this was meant as it is."""
FAR = 50
"""How many times as many articles have the word beside a rare one, for that to be likelier meant: « chien » is no « Chine » because five
articles have it, but « Chien » in one of a thousand about China may be."""
MOST = 8
"""Words of a query that are looked at; whoever writes sentences does not want to be corrected."""


def corrected(
    q: str,
    tree: Recognised,
    lang: str | None,
    expanded: Iterable[Expansion],
    generation: Generation,
    searcher: Any,  # noqa: ANN401 — Whoosh has no types
) -> str | None:
    """The query as typed with its unlikely words exchanged for those beside them; None where there are none.

    Dates, names, words in quotes, with a minus or with an asterisk, and words that mean something in the other language were meant as they
    are.

    Args:
        q: the query as typed.
        tree: the same with dates and names recognised.
        lang: the language that it is in, or None.
        expanded: what its words were also looked for as.
        generation: whose vocabulary is looked through.
        searcher: of it.
    """
    known = {each.term for each in expanded}
    frequencies = Frequencies(searcher.reader())
    languages = tuple(each for each in LANGUAGES if lang in (None, each))
    changes: list[tuple[int, int, str]] = []
    for word in list(_plain(tree))[:MOST]:
        if word.text not in known and q.startswith(word.text, word.at):
            changes += _changes(word, languages, frequencies, generation, searcher)
    for start, end, text in sorted(changes, reverse=True):
        q = q[:start] + text + q[end:]
    return q if changes else None


def _changes(
    word: Word,
    languages: Sequence[Language],
    frequencies: Frequencies,
    generation: Generation,
    searcher: Any,  # noqa: ANN401
) -> Iterator[tuple[int, int, str]]:
    """For each part of a word that is unlikely: from where to where it stands in the query, and what may be meant."""
    for part in CHAINS[languages[0]].word(word.text):
        surface = part.surfaces[0]
        if not surface.isalpha() or not all(_says_something(surface, each) for each in LANGUAGES):
            continue
        often = sum(frequencies.of(text_field(name, each, exact=True), surface) for name in TEXT_PARTS for each in LANGUAGES)
        if often > RARE:
            continue
        found = [near for each in languages for near in generation.vocabulary.near(each, surface, searcher, _stored(generation, searcher))]
        likely = [
            (slips, -offered.count, offered.text)
            for slips, term, offered in found
            if not _akin(part, surface, term, offered.lang) and (not often or (slips == 1 and offered.count >= FAR * often))
        ]
        if likely:
            yield word.at + part.start, word.at + part.end, min(likely)[2]


def _says_something(word: str, language: Language) -> bool:
    """Whether a word is more than a stop word of a language."""
    return any(part.terms for part in CHAINS[language].word(word))


def _akin(part: Part, surface: str, term: str, language: Language) -> bool:
    """Whether two words are forms of one, which are found together anyway."""
    own = {stem for each in (part, *CHAINS[language].word(surface)) for stem in each.terms}
    return any(own & set(each.terms) for each in CHAINS[language].word(term))


def _stored(generation: Generation, searcher: Any) -> Any:  # noqa: ANN401
    return lambda number: generation.stored(searcher, number)


def _plain(node: Recognised) -> Iterator[Word]:
    """The words of a tree that are looked for as plain words."""
    match node:
        case Word():
            yield node
        case Words(nodes) | And(nodes) | Or(nodes):
            for child in nodes:
                yield from _plain(child)
        case InField(field, inner) if field in TEXT_FIELDS:
            yield from _plain(inner)
