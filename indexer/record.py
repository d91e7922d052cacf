"""How a document is written to the fields of an index, and read back from what the index stores."""

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, overload

from unidecode import unidecode

from indexer.dates import span
from indexer.document import ENTITY_TYPES, LANGUAGES, UNDETERMINED, Document, Language, Mention
from indexer.entities.spotter import UNKNOWN
from indexer.schema import TEXT_PARTS, text_field
from indexer.spoken import part

_READ_AS: Mapping[str, tuple[Language, ...]] = {UNDETERMINED: LANGUAGES, **{language: (language,) for language in LANGUAGES}}


_FIELDS: Mapping[tuple[str, Language], tuple[str, str]] = {
    (name, language): (text_field(name, language), text_field(name, language, exact=True)) for name in TEXT_PARTS for language in LANGUAGES
}
_Draft: Any = dataclasses.make_dataclass("_Draft", [each.name for each in dataclasses.fields(Document)], slots=True)
"""A document while it is made: to fill in the fields of a frozen one takes three times as long, and a page has ten of them."""
_REMEMBERED = 4096
"""Sources and dates whose fields are remembered."""


def languages(document: Document) -> tuple[Language, ...]:
    """Under which languages an article is read: its own, both if it is in two, or all where none could be determined."""
    return LANGUAGES if document.spoken else _READ_AS.get(document.lang, ())


@lru_cache(_REMEMBERED)
def source_key(source: str) -> str:
    """A source's name as it is compared: without case, accents and repeated spaces; as it is where ASCII has nothing for it."""
    return " ".join(unidecode(source).lower().split()) or source


def facets(document: Document) -> dict[str, tuple[str, ...]]:
    """The values that an article counts for in each facet, each once. Sources are written as the article names them."""
    mentions = (*document.title_mentions, *document.mentions)
    ids = [mention.id for mention in mentions]
    named: dict[str, list[str]] = {kind: [] for kind in ENTITY_TYPES}
    # An id has one type, that of its last mention.
    for key, kind in {mention.id: mention.type for mention in mentions}.items():
        # A single word that stands once and that nobody knows is too little to be a value that readers choose.
        if not key.startswith(UNKNOWN) or "-" in key or ids.count(key) > 1:
            named[kind].append(key)
    return {
        "language": (document.lang,),
        **{kind: tuple(keys) for kind, keys in named.items()},
        "source": (document.source,) if document.source else (),
        "year": (document.date[:4],) if document.date else (),
    }


def text_parts(document: Document, language: Language) -> dict[str, str]:
    """The texts that are searched in a language. A title that is only the beginning of the text is none, or it would count twice.

    Of an article in two languages, each has its own paragraphs; the title, too short to be told, is read in both.
    """
    return {"title": document.title if document.headline else "", "body": part(document.text, document.spoken, language)}


def written(document: Document) -> dict[str, Any]:
    """The document as keyword arguments of Whoosh's `add_document`."""
    values = facets(document)
    mentions = (*document.title_mentions, *document.mentions)
    fields: dict[str, Any] = {
        "id": document.id,
        "language": document.lang,
        "entities": " ".join(mention.id for mention in mentions),
        **{kind: " ".join(values[kind]) for kind in ENTITY_TYPES},
        "title": document.title,
        "text": document.text,
        "lang": document.lang,
        "headline": document.headline,
        "mentions": [
            [[start, end, kind, key] for start, end, _, kind, key in some] for some in (document.title_mentions, document.mentions)
        ],
    }
    for language in languages(document):
        for name, text in text_parts(document, language).items():
            if text:
                stems, exact = _FIELDS[name, language]
                fields[stems] = fields[exact] = text
    if document.date:
        fields |= _dated(document.date)
    if document.source:
        fields |= {"origin": document.source, "source": source_key(document.source)}
    if document.extra:
        fields["extra"] = json.dumps(document.extra, ensure_ascii=False)
    if document.removed:
        fields["removed"] = list(document.removed)
    if document.original is not None:
        fields["original"] = document.original
    if document.confidence is not None:
        fields["confidence"] = document.confidence
    return fields | {name: value for name in ("url", "author", "spoken") if (value := getattr(document, name))}


def read(stored: Mapping[str, Any]) -> Document:
    """The document that `written` made these stored fields of, without its `original`."""
    title_mentions, mentions = stored["mentions"]
    title, text = stored["title"], stored["text"]
    document = _Draft(
        id=stored["id"],
        title=title,
        headline=stored["headline"],
        text=text,
        lang=stored["lang"],
        date=stored.get("date"),
        source=stored.get("origin"),
        url=stored.get("url"),
        author=stored.get("author"),
        title_mentions=_Mentions(title, title_mentions),
        mentions=_Mentions(text, mentions),
        extra=json.loads(stored["extra"]) if "extra" in stored else {},
        removed=tuple(stored.get("removed", ())),
        original=None,
        confidence=stored.get("confidence"),
        spoken=stored.get("spoken", ()),
    )
    document.__class__ = Document
    read_back: Document = document
    return read_back


@lru_cache(_REMEMBERED)
def _dated(date: str) -> Mapping[str, str]:
    """The fields of an article with this date."""
    first, last = span(date)
    return {"date": date, "year": date[:4], "first_day": f"{first:08}", "last_day": f"{last:08}"}


class _Mentions(Sequence[Mention]):
    """The names in a text as they are stored, each made when somebody looks at it: to mark the words of a page nobody needs any."""

    __slots__ = ("_packed", "_text")

    def __init__(self, text: str, packed: Sequence[Any]) -> None:
        self._text, self._packed = text, packed

    def __len__(self) -> int:
        return len(self._packed)

    def __iter__(self) -> Iterator[Mention]:
        text = self._text
        return iter([Mention(start, end, text[start:end], kind, key) for start, end, kind, key in self._packed])

    @overload
    def __getitem__(self, at: int) -> Mention: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Mention]: ...
    def __getitem__(self, at: int | slice) -> Mention | Sequence[Mention]:
        return tuple(self)[at]

    def __eq__(self, other: object) -> bool:
        return tuple(self) == (tuple(other) if isinstance(other, _Mentions) else other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))
