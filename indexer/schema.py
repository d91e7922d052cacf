"""Which fields an index has, how they are named, and what each weighs in a query.

Text is indexed in the fields of its language, twice over: `body_fr` holds French stems, `body_fr_exact` the folded words as written,
for names, phrases, prefixes, wildcards and neighbours. Text of no determined language stands in the fields of every language,
and each paragraph of an article in two in those of its own.
"""

from collections.abc import Mapping

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema

from indexer.analysis.analyzer import ChainAnalyzer
from indexer.document import ENTITY_TYPES, LANGUAGES, Language

VERSION = 6
"""Raised whenever an index of an older program can no longer be searched."""

TEXT_PARTS = ("title", "body")

_STORED = ("title", "text", "lang", "confidence", "spoken", "headline", "date", "url", "author", "mentions", "extra", "removed", "original")

FACET_FIELDS: Mapping[str, str] = {"language": "language", **{kind: kind for kind in ENTITY_TYPES}, "source": "origin", "year": "year"}
"""What articles can be counted and filtered by, in the order in which readers see it, and the field that holds it."""
FACETS = tuple(FACET_FIELDS)

BOOSTS: Mapping[str, float] = {
    "title": 2.0,
    "entities": 1.25,
    "body": 1.0,
    "exact": 0.5,
}
"""What a match weighs in a query, so that a change needs no rebuild. Title and body of an article are weighed as one text in which each
word of the title stands twice (`matchers.Synonyms`); `exact` is what a word as it was typed counts beside its stem. An entity stands
between: a name that is mentioned is more than a word and less than a headline. Measured in `tests/benchmarks/ranking.py`."""


def text_field(part: str, language: Language, *, exact: bool = False) -> str:
    """The name of the field that holds this part of an article in this language."""
    return f"{part}_{language}_exact" if exact else f"{part}_{language}"


def schema() -> Schema:
    """The Whoosh schema of a generation."""
    fields = {
        "id": ID(unique=True, stored=True),
        "language": ID(),
        # A source as it is compared, and as articles name it.
        "source": ID(),
        "origin": ID(stored=True),
        "year": ID(),
        # The days that a date spans, yyyymmdd: `2021-12` begins on 20211201 and ends on 20211231. Whoosh's own numbers would do, if its
        # ranges from the beginning did not also match what lies after their end.
        "first_day": ID(),
        "last_day": ID(),
        # Ids of entities, as often as each is mentioned: how much an article is about somebody.
        "entities": TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False),
    }
    fields |= {name: STORED() for name in _STORED}
    for name in ENTITY_TYPES:
        fields[name] = KEYWORD()
    for language in LANGUAGES:
        for part in TEXT_PARTS:
            fields[text_field(part, language)] = TEXT(analyzer=ChainAnalyzer(language, "terms"), phrase=True)
            fields[text_field(part, language, exact=True)] = TEXT(analyzer=ChainAnalyzer(language, "surfaces"), phrase=True)
    return Schema(**fields)
