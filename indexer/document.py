"""What stands between two stations of the pipeline: a raw file, a reject, a document. All of it frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import msgspec

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")
UNDETERMINED = "und"
"""The language code of a document whose language could not be told; it is indexed under every language."""

EntityType = Literal["person", "org", "place", "programme"]
ENTITY_TYPES: tuple[EntityType, ...] = ("person", "org", "place", "programme")


@dataclass(frozen=True, slots=True)
class RawFile:
    """One article as a reader found it: text still dirty, metadata only where the file states it.

    `id` is the file's own id or its path below the source without the suffix. `path` is for messages only. With `html`, `text` is a
    page from which the article is still to be taken. `seen` is the day, in ISO 8601, on which the file was last changed or the page
    fetched: what "yesterday" is counted from where nothing better is known.
    """

    id: str
    path: str
    text: str
    title: str | None = None
    lang: str | None = None
    date: str | None = None
    source: str | None = None
    url: str | None = None
    author: str | None = None
    entities: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    html: bool = False
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """A file or a line that could not be used, with the reason in words a person can act on."""

    path: str
    reason: str


def failed(raw: RawFile, error: Exception) -> Reject:
    """An article that made a station fail in a way that nobody foresaw, and that must not cost the other hundred thousand."""
    return Reject(raw.path, f"Lunette failed on it ({type(error).__name__}: {error}), which is a fault of Lunette")


@dataclass(frozen=True, slots=True)
class CleanText:
    """Text without boilerplate, in NFC, one paragraph a line; `removed` holds the lines that were cut, in order.

    `date` is stated or written with its year; `counted` is one that is reckoned from the day on which the article was seen.
    """

    text: str
    removed: tuple[str, ...] = ()
    title: str | None = None
    source: str | None = None
    date: str | None = None
    counted: str | None = None


class Mention(NamedTuple):
    """One place where an entity is named. `start` and `end` count characters of the text that was searched.

    Of an entity that a document comes with although its text does not name it, start and end are 0 and the text is empty.
    """

    start: int
    end: int
    text: str
    type: EntityType
    id: str


class Entity(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Somebody or something with a name: a stable id, a type, a label for each language, every known spelling."""

    id: str
    type: EntityType
    labels: Mapping[str, str]
    aliases: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every label and alias, each once, in the order in which they were written."""
        return tuple(dict.fromkeys((*self.labels.values(), *self.aliases)))


@dataclass(frozen=True, slots=True)
class Document:
    """An article, ready to be indexed.

    `lang` is a language code or `und`; `confidence` how sure that is, from 0 to 1, None where the file stated it. An article in two
    languages has the code of each paragraph of `text` (split at its line ends) in `spoken`, `und` for one that may be in either, and `lang`
    is that of the larger part; `spoken` is empty of an article in one. `headline` says whether `title` was written as one; otherwise it is
    the beginning of the text, shown to readers but not weighed as a title. `date` is ISO 8601 at the precision that is known: `2021`,
    `2021-12` or `2021-12-09`. Offsets of `title_mentions` count characters of `title`, those of `mentions` characters of `text`.
    `removed` are the lines that were cut, in order. `original` is what the article was read as, see `originals`.
    """

    id: str
    title: str
    headline: bool
    text: str
    lang: str
    date: str | None = None
    source: str | None = None
    url: str | None = None
    author: str | None = None
    title_mentions: Sequence[Mention] = ()
    mentions: Sequence[Mention] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    original: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)
    confidence: float | None = None
    spoken: tuple[str, ...] = ()
