"""What a search gives back, complete: every face (JSON, HTML, terminal) renders this and computes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from indexer.document import LANGUAGES
from service.search.explanation import Absence, Explanation
from service.search.passages import Stretch
from service.search.tree import Problem

Match = Literal["all", "any"]


@dataclass(frozen=True, slots=True)
class Expansion:
    """What a word of the query was also looked for as, and why.

    `keys` are the values of `without` that take it back: one for each alternative, or one for all of them.
    """

    term: str
    alternatives: tuple[str, ...]
    why: Literal["variant", "alias", "translation", "date", "ordinal"]
    keys: tuple[str, ...] = ()

    @property
    def undone(self) -> tuple[str, ...]:
        """What takes it back; an alternative that has no key is its own."""
        return self.keys or self.alternatives


@dataclass(frozen=True, slots=True)
class Reading:
    """How the query was understood. `lang` is the language it was read in, or None when both were tried.

    `match` says which articles are listed: those with all words, or the best of those with any. `relaxed` is true when that was not
    asked for but fewer articles than make a useful page had all of them. `dropped` holds the words that were left out because they are
    too common to search for. `reranked` is how many of the first hits were ranked again by what they are about, see `reranking`.
    """

    q: str
    read_as: str
    lang: str | None
    match: Match
    relaxed: bool = False
    dropped: tuple[str, ...] = ()
    did_you_mean: str | None = None
    expanded: tuple[Expansion, ...] = ()
    problems: tuple[Problem, ...] = ()
    reranked: int = 0


@dataclass(frozen=True, slots=True)
class EntityLink:
    """An entity of a hit, labelled in the reader's language. `url` filters the same search by it."""

    id: str
    type: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Relative:
    """An article that tells the same as another. `lang` and `date` are as in `Hit`."""

    id: str
    lang: str
    title: str
    source: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Relatives:
    """The relatives of one article: its `twins`, which are its translations, and its `copies`, which are in its own language.

    The best copy comes first. Of many only the first are named; the totals are exact.
    """

    twins: tuple[Relative, ...] = ()
    copies: tuple[Relative, ...] = ()
    twins_total: int = 0
    copies_total: int = 0

    @property
    def rest(self) -> tuple[Relative, ...]:
        """All that are named but the first translation."""
        return (*self.twins[1:], *self.copies)

    @property
    def rest_total(self) -> int:
        """How many there are but the first translation, named or not."""
        return max(self.twins_total - 1, 0) + self.copies_total

    @property
    def unnamed(self) -> int:
        """How many are only counted."""
        return self.rest_total - len(self.rest)


NO_RELATIVES = Relatives()


@dataclass(frozen=True, slots=True)
class Highlights:
    """Escaped HTML in which only `<mark>` is markup. `title` is the whole title; `body` the sentences that say most."""

    title: tuple[str, ...]
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One article of the answer. `rank` counts from 1 over all pages; `date` is ISO 8601 at the precision that is known.

    `more` says how many other articles of its story were found as well and are folded into this one; `explanation` is there if asked for.
    """

    id: str
    rank: int
    score: float
    lang: str
    title: str
    date: str | None
    source: str | None
    url: str | None
    entities: tuple[EntityLink, ...]
    relatives: Relatives
    highlights: Highlights
    extra: Mapping[str, Any] = field(default_factory=dict)
    more: int = 0
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One row of a facet. `count` is what choosing it alongside its selected siblings adds; `url` toggles it."""

    value: str
    label: str
    count: int
    selected: bool
    url: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time, from the date `first` to the date `last`, both included and of the same precision, and its articles.

    `counts` holds a number for each language of `LANGUAGES`, and one for all others. What is folded into one story counts once a language.
    """

    first: str
    last: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """The articles in all languages."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The bars from the first article to the last, those without any too.

    `vague` articles are dated less precisely than a bar is, and stand in none. `begun` is the day of the first article in each language
    of `LANGUAGES` whose day is known, None where there is none.
    """

    bars: tuple[Bar, ...]
    vague: int
    begun: tuple[str | None, ...]

    def __bool__(self) -> bool:
        return len(self.bars) > 1


NO_TIMELINE = Timeline((), 0, (None,) * len(LANGUAGES))


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of this page and its neighbours, relative to the service's root; None where there is none."""

    self: str
    next: str | None
    prev: str | None


@dataclass(frozen=True, slots=True)
class IndexState:
    """Which generation answered, and how many articles it holds."""

    generation: str
    documents: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of an answer. `total` and facet counts are exact; `facets` keeps the order in which they are shown.

    `notices` are (parameter, message) pairs about arguments that a page ignored instead of refusing. `timeline` is empty unless the face
    asks for one, and so is `alone`, how many articles in each of `LANGUAGES` have no translation; `absence` is about the one article that
    somebody asks after.
    """

    query: Reading
    total: int
    took_ms: float
    page: int
    per_page: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    links: Links
    index: IndexState
    notices: tuple[tuple[str, str], ...] = ()
    timeline: Timeline = NO_TIMELINE
    alone: tuple[int, ...] = ()
    absence: Absence | None = None


@dataclass(frozen=True, slots=True)
class FacetPage:
    """The values of one facet that bear what somebody looked for; `facet` is its name, `total` how many there are, listed or not."""

    facet: str
    contains: str
    values: tuple[FacetValue, ...]
    total: int
    index: IndexState


@dataclass(frozen=True, slots=True)
class News:
    """What a search finds that was not known before, the newest first. `ids` are those of all its articles, unless they are too many."""

    total: int
    ids: tuple[str, ...]
    hits: tuple[Hit, ...]
    index: IndexState


@dataclass(frozen=True, slots=True)
class Article:
    """One whole article.

    `text` is plain, one paragraph a line; `paragraphs` is the same as escaped HTML in which only `<mark>` is markup,
    and `passages` the same again with its names, as text.

    `date` and `lang` are as in `Hit`. `removed` are the lines that were cut from the text, in order, and `confidence` is how sure the
    language is, from 0 to 1, None where the file stated it.
    """

    id: str
    lang: str
    title: str
    date: str | None
    source: str | None
    url: str | None
    author: str | None
    text: str
    paragraphs: tuple[str, ...]
    entities: tuple[EntityLink, ...]
    relatives: Relatives
    extra: Mapping[str, Any] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    confidence: float | None = None
    passages: tuple[tuple[Stretch, ...], ...] = ()
