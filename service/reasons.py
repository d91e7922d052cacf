"""Why an article is, or is not, among the results: the page of it, and its sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from flask import redirect, request, url_for
from werkzeug import Response

from service.frame import asked_here, blueprint, reader_here, render
from service.reader import Reader
from service.running import catalogue
from service.search import facets
from service.search.errors import NotFound
from service.search.explanation import Absence, Explanation, Part
from service.search.facets import known
from service.search.names import Names
from service.search.request import SearchRequest, printable
from service.voice import Voice

reasons = blueprint("reasons")

RARE, COMMON = 0.02, 0.25
"""In which share of all articles a word is rare, and from which on it is common."""
LONG, SHORT = 1.5, 0.67
"""How many times the average an article is long, and short."""
MOST_TERMS = 5
"""Words of an article that are named for one word of the search."""
MOST_ROWS = 60
"""Figures that are written out; a pattern may stand for hundreds of words."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one piece of the search gives to an article: `share` is how much of its score, in per cent."""

    words: str
    share: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: a term, where it stands, how often, how many articles have it there, and what it gives."""

    term: str
    place: str
    often: str
    documents: str
    score: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A filter that keeps an article out, and the same search without it."""

    label: str
    url: str


# An article's id may be an address of its own, and merging slashes would turn https://… into https:/….
@reasons.get("/why/<article:id>", merge_slashes=False)
def why(id: str) -> str:  # noqa: A002 — as in the address of the article
    """Why an article stands where it does in the answer to a search, or why it does not stand there."""
    reader = reader_here()
    generation = catalogue().generation()
    asked = known(asked_here()[0], generation.columns.facets, generation.names)[0]
    page = catalogue().search(replace(asked, facets=(), page=1), replace(reader.face, timeline=False, after=id), generation=generation)
    told = page.absence
    if told is None or told.title is None:
        raise NotFound(f"no article of this index has the id “{id[:100]}”")
    article = catalogue().article(id, asked, reader.face, generation)
    documents = generation.manifest.documents
    return render(
        "why.html",
        reader,
        asked,
        told=told,
        article=article,
        total=page.total,
        reasons=tuple(_reasons(reader.voice, told.explanation, documents)) if told.explanation else (),
        length=_length(reader.voice, told.explanation),
        figures=tuple(_figures(reader.voice, told.explanation)) if told.explanation else (),
        bars=tuple(_bars(reader, asked, told, generation.names)),
        lacks=reader.voice.listed(tuple(reader.voice.say("cite.title", title=piece) for piece in told.lacks)),
        has=reader.voice.listed(tuple(told.has)),
        place=reader.link(replace(asked, page=told.page or 1)),
        loose=reader.link(replace(asked, match="any", page=1)),
        by_date=asked.sort != "relevance",
    )


@reasons.get("/why")
def ask() -> Response:
    """From an article's address or id, as somebody pastes it, to the page about it."""
    reader = reader_here()
    pasted = printable(request.args.get("article", "").strip())
    start = url_for("articles.document", id="")
    path = unquote(urlsplit(pasted).path) if pasted.startswith(("http://", "https://", "/")) else ""
    key = path.partition(start)[2] if start in path else pasted
    if not key.strip("/"):
        raise NotFound("an article is asked for by its address or its id, as article=")
    return redirect(reader.link(asked_here()[0], url_for("reasons.why", id=key)))


def _reasons(voice: Voice, explanation: Explanation, documents: int) -> Iterator[Reason]:
    """The parts of a score by the piece of the search that they answer, what gives most first."""
    pieces: dict[tuple[str, ...], list[Part]] = {}
    for part in explanation.parts:
        pieces.setdefault(part.words, []).append(part)
    total = sum(part.score for part in explanation.parts) or 1.0
    shares = {words: sum(part.score for part in parts) for words, parts in pieces.items()}
    for words, parts in sorted(pieces.items(), key=lambda item: -shares[item[0]]):
        sentences = tuple(dict.fromkeys((*_sentences(voice, parts), *_rarity(voice, parts, documents))))
        yield Reason(voice.listed(words), round(100 * shares[words] / total), sentences)


_ORDER: Final = ("name", "phrase", "near", "exact", "stem", "translation", "pattern", "filter", "every", "alike", "twin", "meaning")
"""In which order kinds of matches are told."""


def _sentences(voice: Voice, parts: Sequence[Part]) -> Iterator[str]:
    """What matched, each kind in each field once."""
    kinds: dict[tuple[str, str], list[Part]] = {}
    for part in parts:
        kinds.setdefault((part.how, part.field or ""), []).append(part)
    for how, field in sorted(kinds, key=lambda kind: (_ORDER.index(kind[0]), kind[1] != "title")):
        some = kinds[how, field]
        where = voice.say(f"why.in.{field}") if field in ("title", "body") else ""
        # A stem that only repeats what stands there as it was typed, or as its translation, tells nobody anything.
        if how == "stem" and _often(some) <= _often(kinds.get(("exact", field), ())):
            continue
        shown = _terms(voice, some) if how in ("translation", "pattern") else ""
        yield voice.say(f"why.{how}", n=round(_often(some)), where=where, terms=shown)


def _often(parts: Sequence[Part]) -> float:
    return max((part.frequency or 0.0 for part in parts), default=0.0)


def _terms(voice: Voice, parts: Sequence[Part]) -> str:
    """The words of an article that stand for one of the search; whole words where they are known, else their stems."""
    # An exact match weighs half as much as a stem and has the longer word.
    terms = list(dict.fromkeys(part.term for part in parts))
    whole = [term for term in terms if not any(other != term and other.startswith(term) for other in terms)]
    return voice.listed(tuple(whole[:MOST_TERMS]))


def _rarity(voice: Voice, parts: Sequence[Part], documents: int) -> Iterator[str]:
    counted = [part.documents for part in parts if part.documents is not None and part.idf is not None]
    if counted and documents:
        share = max(counted) / documents
        if share <= RARE:
            yield voice.say("why.rare")
        elif share >= COMMON:
            yield voice.say("why.common")


def _length(voice: Voice, explanation: Explanation | None) -> str | None:
    """What the length of an article does to its score; None where it does not matter much."""
    texts = [part for part in explanation.parts if part.field == "body" and part.length and part.average] if explanation else []
    if not texts:
        return None
    times = (texts[0].length or 0.0) / (texts[0].average or 1.0)
    return voice.say("why.long") if times >= LONG else voice.say("why.short") if times <= SHORT else None


def _figures(voice: Voice, explanation: Explanation) -> Iterator[Figure]:
    for part in explanation.parts[:MOST_ROWS]:
        yield Figure(
            part.term or voice.listed(part.words) or voice.say(f"why.how.{part.how}"),
            voice.say(f"why.place.{part.field}") if part.field in _PLACES else "",
            "" if part.frequency is None else voice.number(part.frequency),
            "" if part.documents is None else voice.number(part.documents),
            voice.number(round(part.score, 3)),
        )


_PLACES: Final = ("title", "body", "entities", "date", "source", "lang")


def _bars(reader: Reader, asked: SearchRequest, told: Absence, names: Names) -> Iterator[Bar]:
    """The filters that keep an article out, each in words and with the way past it."""
    say = reader.voice.say
    for barred in told.barred:
        name = barred.parameter.removeprefix("-")
        without = replace(asked, page=1, **_without(asked, barred.parameter))
        if name in ("from", "to"):
            label = say(f"filters.{name}", label=reader.voice.date(barred.values[0]))
        elif name == "twins":
            label = say(f"filters.twins.{barred.values[0]}")
        else:
            shown = reader.voice.listed(tuple(facets.label(name, value, names, reader.voice.lang) for value in barred.values))
            label = (
                say("filters.without", label=shown)
                if barred.parameter != name
                else say("why.only", facet=say(f"facet.{name}"), label=shown)
            )
        yield Bar(label, reader.link(without))


def _without(asked: SearchRequest, parameter: str) -> dict[str, Any]:
    """The fields of a search that change when one of its filters is taken off."""
    if parameter in _SINGLE:
        return {_SINGLE[parameter]: None}
    kept = asked.exclude if parameter.startswith("-") else asked.include
    rest = {name: values for name, values in kept.items() if name != parameter.removeprefix("-")}
    return {"exclude" if parameter.startswith("-") else "include": rest}


_SINGLE: Final = {"from": "first", "to": "last", "twins": "twins"}
"""Parameters that hold one value, and the field of a search that it is in."""
