"""What somebody may be about to type: names, frequent queries, words and titles that begin like it, in both languages, slips forgiven."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import nlargest
from itertools import islice
from operator import itemgetter
from typing import Any

import numpy as np
from whoosh import query as whoosh

from indexer.analysis import CHAINS
from indexer.document import LANGUAGES, Language
from indexer.entities.names import NameWord, name_words
from indexer.schema import text_field
from service.search import engine
from service.search.arguments import Argument, Arguments, choice, text, whole
from service.search.bearers import Ints
from service.search.deadline import Deadline
from service.search.frequent import Frequent
from service.search.generation import Generation
from service.search.matchers import AnyOf
from service.search.request import MAX_QUERY

MOST = 20
"""Suggestions of one kind that may be asked for."""
MAX_TYPED = 200
"""Characters of a query that suggestions are made for; nobody completes a longer one."""
ASKED = Arguments(
    {
        "q": Argument("What has been typed so far.", text(MAX_QUERY), required=True),
        "limit": Argument("How many suggestions of each kind, names, queries, words and titles.", whole(4, MOST)),
        "format": Argument("opensearch for the list that browsers understand.", choice("json", "opensearch")),
    }
)
"""The arguments of suggestions."""
NOTHING_FREQUENT = Frequent()
_TITLE_LETTERS = 3
"""Letters from which on titles are looked through: nearly all of them hold a word that begins with `l`."""
_NAME_LETTERS = 3
"""Letters from which on the end of a query may begin a name that the words before it do not belong to."""
_NAME_WORDS = 5
"""Last words of a query that may be a name together."""
_LOOKED_AT = 200
"""Names that are put in order, those of most articles, where one letter begins thousands."""
_ENDINGS = 2_000
"""Words of titles that the last one typed may become."""
_SAME_TITLE = 5
"""Articles that are read for one title that is offered, for many have the same."""


@dataclass(frozen=True, slots=True)
class NameOffered:
    """Somebody or something known by name. `text` is the whole query with the name in it, `count` the number of articles that name it."""

    text: str
    id: str
    type: str
    labels: Mapping[str, str]
    count: int


@dataclass(frozen=True, slots=True)
class WordOffered:
    """The query with its last word as articles write it; `count` articles in `lang` have all its words."""

    text: str
    lang: str
    count: int


@dataclass(frozen=True, slots=True)
class TitleOffered:
    """The title of an article in which all words of the query stand, the last of them perhaps only begun."""

    text: str
    id: str
    lang: str


@dataclass(frozen=True, slots=True)
class QueryOffered:
    """A whole query that is often searched for."""

    text: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What a query may become, the likeliest of each kind first."""

    names: tuple[NameOffered, ...] = ()
    words: tuple[WordOffered, ...] = ()
    titles: tuple[TitleOffered, ...] = ()
    queries: tuple[QueryOffered, ...] = ()


def suggestions(
    q: str,
    ui: str,
    generation: Generation,
    searcher: Any,  # noqa: ANN401 — Whoosh has no types
    most: int,
    deadline: Deadline,
    frequent: Frequent = NOTHING_FREQUENT,
) -> Suggestions:
    """Suggestions for a query that is being typed, at most so many of each kind; names are written into it in the interface's language.

    Raises:
        QueryTimeout: the deadline passed before the end.
    """
    if not q.strip() or len(q) > MAX_TYPED:
        return Suggestions()
    names = tuple(islice(_names(q, ui, generation), most))
    stored = partial(generation.stored, searcher)
    deadline.check()
    queries = tuple(QueryOffered(each) for each in frequent.beginning(q, most))
    taken = {text.casefold() for text in (*(each.text for each in names), *(each.text for each in queries))}
    offered = [
        WordOffered(q[:at] + each.text, each.lang, each.count)
        for at, each in generation.vocabulary.beginning(q, searcher, stored, most + len(taken))
    ]
    words = tuple(each for each in offered if each.text.casefold() not in taken)[:most]
    deadline.check()
    return Suggestions(names, words, tuple(_titles(q, generation, searcher, most, deadline)), queries)


def _names(q: str, ui: str, generation: Generation) -> Iterator[NameOffered]:
    """The names that the last words of a query begin, of as many words as possible; the most mentioned first."""
    words = [word for word in name_words(q) if word.key]
    bearers = generation.bearers
    for looked in (bearers.beginning, bearers.resembling):
        for size in range(min(_NAME_WORDS, len(words)), 0, -1):
            typed = words[-size:]
            if size < len(words) and len(typed[-1].key) < _NAME_LETTERS:
                continue
            found = looked([word.key for word in typed])
            if len(found):
                yield from _likeliest(q, typed, found, ui, generation)
                return


def _likeliest(q: str, typed: Sequence[NameWord], found: Ints, ui: str, generation: Generation) -> Iterator[NameOffered]:
    keys = [word.key for word in typed]
    start = typed[0].start
    bearers, entities, mentioned = generation.bearers, generation.names.entities, generation.mentioned
    rows = nlargest(_LOOKED_AT, ((each, mentioned.get(bearers.ids[each], 0)) for each in found.tolist()), key=itemgetter(1))
    rows.sort(key=lambda row: (not bearers.begin_with(row[0], keys), -row[1], bearers.ids[row[0]]))
    # What is asked of one field is one word, or stands in quotes.
    quote = '"' if q[:start].endswith(":") else ""
    for number, count in rows:
        entity = entities[bearers.ids[number]]
        label = entity.labels[ui]
        shown = f"{quote}{label}{quote}" if " " in label else label
        yield NameOffered(q[:start] + shown, entity.id, entity.type, entity.labels, count)


def _titles(q: str, generation: Generation, searcher: Any, most: int, deadline: Deadline) -> Iterator[TitleOffered]:  # noqa: ANN401
    """Titles with all words of a query, the newest first, each once."""
    either = [each for each in (_title_query(q, language, searcher, deadline) for language in LANGUAGES) if each is not None]
    if not either:
        return
    numbers = engine.found(whoosh.ConstantScoreQuery(whoosh.Or(either)), None, searcher, deadline).numbers
    order = np.argsort(-generation.columns.first_day[numbers], kind="stable")[: most * _SAME_TITLE]
    told: set[str] = set()
    for number in numbers[order].tolist():
        stored = generation.stored(searcher, number)
        if stored["title"].casefold() not in told:
            told.add(stored["title"].casefold())
            yield TitleOffered(stored["title"], stored["id"], stored["lang"])
        if len(told) == most:
            return


def _title_query(q: str, language: Language, searcher: Any, deadline: Deadline) -> Any:  # noqa: ANN401
    """The words of a query in the titles of a language; None where too little has been typed, or nothing goes on like that."""
    parts = list(CHAINS[language].parts(q))
    if not parts or (len(parts) == 1 and len(parts[0].surfaces[0]) < _TITLE_LETTERS):
        return None
    *whole, last = (part.surfaces[0] for part in parts)
    name = text_field("title", language, exact=True)
    endings = tuple(islice(searcher.reader().expand_prefix(name, last), _ENDINGS))
    if not endings:
        return None
    return whoosh.And([*(whoosh.Term(name, word) for word in whole), AnyOf(name, endings, 1.0, deadline)])
