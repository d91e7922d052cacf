"""The stations of one document, in order: read this first.

    path → RawFile (readers) → article (extraction) → CleanText (cleaning) → title, date, source (metadata) → language → entities → Document

What becomes of the Document is in `build`: fields, segment, checked generation, published.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from indexer import originals, weighing
from indexer.cleaning import clean
from indexer.document import UNDETERMINED, CleanText, Document, Mention, RawFile, Reject
from indexer.entities import Finder, Spotter
from indexer.entities.authority import Row
from indexer.entities.voices import voices
from indexer.extraction import extract
from indexer.knowledge import authority_with
from indexer.metadata import Metadata, describe
from indexer.spoken import listen


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article before its names are found: as it was taken from its page, its text, what it says about itself, and its language."""

    raw: RawFile
    cleaned: CleanText
    described: Metadata
    lang: str
    confidence: float | None
    spoken: tuple[str, ...]

    @property
    def titled(self) -> str:
        """The title, if it was written as one."""
        return self.described.title if self.described.headline else ""

    @property
    def whole(self) -> str:
        """What names are looked for in: title and text as one, for whom the title means by a surname is named in full in the text."""
        return f"{self.titled}{_APART}{self.described.text}" if self.titled else self.described.text

    @property
    def read_in(self) -> str | None:
        """The language in which they are looked for; None where it is not known or not one."""
        return None if self.spoken or self.lang == UNDETERMINED else self.lang


def process(
    raw: RawFile, repeated: AbstractSet[int] = frozenset(), entities: tuple[Row, ...] = (), models: tuple[str, ...] = ()
) -> Document | Reject:
    """One article through every station; a Reject where nothing is left to search once the boilerplate is cut.

    `repeated` are the lines that repeat on its site, see `lines`; `entities` are known besides those that come with Lunette;
    `models` are names of spaCy models, if there are any.
    """
    prepared = prepare(raw, repeated)
    return prepared if isinstance(prepared, Reject) else complete(prepared, entities, models)


def prepare(raw: RawFile, repeated: AbstractSet[int] = frozenset()) -> Prepared | Reject:
    """One article through the stations before the names."""
    extracted = extract(raw)
    if isinstance(extracted, Reject):
        return extracted
    raw = extracted
    cleaned = clean(raw, repeated)
    described = describe(raw, cleaned)
    if not described.text and not described.headline:
        return Reject(raw.path, "holds no text besides boilerplate")
    return Prepared(raw, cleaned, described, *listen(described.title if described.headline else "", described.text, raw.lang))


def complete(prepared: Prepared, entities: tuple[Row, ...] = (), models: tuple[str, ...] = (), weights: Path | None = None) -> Document:
    """The document that an article becomes once its names are found; `weights` is a folder with weights of its own, see `weighing`."""
    raw, described, lang = prepared.raw, prepared.described, prepared.lang
    finding = spotter(entities, models) if weights is None else _weighed(entities, models, weights)
    given, unknown = _given(finding.finder, raw.entities)
    named = _named(finding, prepared)
    document = Document(
        id=raw.id,
        title=described.title,
        headline=described.headline,
        text=described.text,
        lang=lang,
        date=described.date,
        source=described.source,
        url=raw.url,
        author=described.author,
        title_mentions=named[0],
        mentions=(*named[1], *given),
        extra={**raw.extra, "entities": [*unknown, *raw.extra.get("entities", ())]} if unknown else raw.extra,
        removed=prepared.cleaned.removed,
        confidence=prepared.confidence,
        spoken=prepared.spoken,
    )
    return replace(document, original=originals.kept(raw, document))


def _given(finder: Finder, names: tuple[str, ...]) -> tuple[tuple[Mention, ...], tuple[str, ...]]:
    """The entities that a document comes with: those that are known, and the names that are not, which are kept as they are."""
    known = {name: finder.known(name) for name in names}
    mentions = {entity.id: Mention(0, 0, "", entity.type, entity.id) for entities in known.values() for entity in entities}
    return tuple(mentions.values()), tuple(name for name, entities in known.items() if not entities)


def _named(finding: Spotter, prepared: Prepared) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """The mentions in the title and in the text."""
    title, mentions = prepared.titled, finding.find(prepared.whole, prepared.read_in)
    if not title:
        return (), mentions
    border = len(title) + len(_APART)
    return (
        tuple(mention for mention in mentions if mention.end <= len(title)),
        tuple(mention._replace(start=mention.start - border, end=mention.end - border) for mention in mentions if mention.start >= border),
    )


_APART = "\n\n"
"""No name goes over an empty line."""


@cache
def spotter(entities: tuple[Row, ...], models: tuple[str, ...]) -> Spotter:
    """What finds names, by the weights that come with Lunette."""
    return Spotter(authority_with(entities), models=voices(models))


@lru_cache(maxsize=1)
def _weighed(entities: tuple[Row, ...], models: tuple[str, ...], folder: Path) -> Spotter:
    return spotter(entities, models).weighing(weighing.read(folder).rows)


def forget() -> None:
    """Let go of what is remembered of the words that were read: some 100 MB after 50,000 articles."""
    spotter.cache_clear()
    _weighed.cache_clear()
