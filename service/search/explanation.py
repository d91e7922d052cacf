"""Why an article has its score, or is not on a list: records, complete enough for every face to put them into words."""

from dataclasses import dataclass
from typing import Literal

from indexer.document import Language
from service.search.arguments import Argument, Arguments, choice, text

EXPLAINED = Arguments(
    {
        "explain": Argument(
            "1 tells of each article which words of the query matched where, and with what part of its score.", choice("0", "1")
        ),
        "why_not": Argument(
            "The id of an article: where it stands in the answer, or which words or filters keep it out, under `why_not`.", text(2000)
        ),
    }
)
"""The arguments of a search that ask for reasons and change nothing."""

How = Literal["stem", "exact", "translation", "phrase", "near", "pattern", "name", "filter", "every", "alike", "twin", "meaning"]
"""How a part of a query matched: as another form of the word, as it is written, as what it means in the other language, as a word side by
side with others or close to them, by a pattern, as a name in whatever spelling, as a condition that counts the same for all, as any article
at all, by words that the best answers have in common (see `feedback`), by a translation that answers better (see `balance.beside`), or by
what the whole article is about (see `reranking`)."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one term in one field gives to the score of an article.

    Attributes:
        words: what was typed that the term answers; empty for what answers no word.
        how: see `How`.
        field: `title`, `body`, `entities`, or the field that a condition is about; None where there is none.
        lang: the language whose field it is.
        term: as the index has it.
        score: its part of the article's score.
        frequency: how often the article has the term there.
        length: how many words the article has there, as the index remembers it, which is roughly.
        average: the average of that over all articles that have the field.
        documents: how many articles have the term there.
        idf: the inverse document frequency of the word, over both languages.
        weight: what a match there weighs: the boost of the field, of the form, and how likely the word means this.
    """

    words: tuple[str, ...]
    how: How
    field: str | None
    lang: Language | None
    term: str
    score: float
    frequency: float | None = None
    length: float | None = None
    average: float | None = None
    documents: int | None = None
    idf: float | None = None
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The score of an article and its parts, which add up to it, the largest first."""

    score: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Barred:
    """A filter that an article does not pass: the parameter, and the values that it was given."""

    parameter: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Absence:
    """Where an article stands in an answer, or why it stands nowhere.

    Attributes:
        id: of the article.
        title: of the article; None where the index has no such article, and then nothing else is told.
        rank: its place in the answer, counted from 1 over all pages; None where it has none.
        page: the page that it is on.
        lacks: those parts of the query that it does not have.
        has: those parts of the query with a minus that it has.
        barred: the filters that keep it out.
        behind: the article of the same story that stands for it.
        explanation: of its score; None where its words do not answer the query.
    """

    id: str
    title: str | None
    rank: int | None = None
    page: int | None = None
    lacks: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    barred: tuple[Barred, ...] = ()
    behind: str | None = None
    explanation: Explanation | None = None
