"""What a page says about the way a query was read: what was ignored or guessed, which words were left out, and what was added."""

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.document import Language
from service.search.results import Expansion, Reading, SearchPage
from service.voice import Voice

SHOWN_REMARKS = 3
"""Remarks that are written out; a query of brackets alone would bring a thousand."""
SHOWN_ALTERNATIVES = 5
"""Other spellings of one word that are written out; the rest is counted."""
SHOWN_WORDS = 8
"""Words left out, and words widened, that are named."""
PIECE = 24
"""Characters of the query that are shown to say which part of it is meant."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say about the query: a sentence of the search and its language, and our words before and after it."""

    sentence: str
    lang: Language
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Widened:
    """A word that was also looked for in other forms; `rest` says how many are not named."""

    before: str
    words: str
    rest: str | None


def remarks(voice: Voice, page: SearchPage) -> tuple[Remark, ...]:
    """What was ignored of the address, and what had to be guessed in the query, each thing once."""
    found = tuple(dict.fromkeys((*_ignored(voice, page), *_guessed(voice, page.query))))
    if len(found) <= SHOWN_REMARKS:
        return found
    return (*found[:SHOWN_REMARKS], Remark(voice.say("read.others", n=len(found) - SHOWN_REMARKS), voice.lang))


def language(query: Reading) -> str | None:
    """The message about the language in which the words were read; None where there were no words, or none could be used."""
    return f"read.{query.lang or 'both'}" if query.q and query.read_as else None


def dropped(voice: Voice, query: Reading) -> str | None:
    """The words that were left out, each once; None where all were looked for."""
    words = tuple(dict.fromkeys(query.dropped))
    return voice.say("read.dropped", n=len(words), words=_enumerated(voice, words, SHOWN_WORDS)) if words else None


def widened(voice: Voice, query: Reading) -> Iterator[Widened]:
    """Words and what else each was looked for as."""
    return (_written_out(voice, each) for each in query.expanded[:SHOWN_WORDS])


def _ignored(voice: Voice, page: SearchPage) -> Iterator[Remark]:
    for parameter, message in page.notices:
        yield Remark(*voice.translated(message), before=voice.say("notice", parameter=parameter))


def _guessed(voice: Voice, query: Reading) -> Iterator[Remark]:
    for problem in query.problems:
        sentence, lang = voice.translated(problem.message)
        piece = query.q[problem.at :].strip()
        short = piece if len(piece) <= PIECE else piece[:PIECE].rstrip() + "…"
        quoted = not piece or piece.split()[0] in sentence
        yield Remark(sentence, lang, after="" if quoted else voice.say("problem.here", text=short))


def _written_out(voice: Voice, expansion: Expansion) -> Widened:
    shown, hidden = expansion.alternatives[:SHOWN_ALTERNATIVES], len(expansion.alternatives) - SHOWN_ALTERNATIVES
    rest = voice.say("read.more", n=hidden) if hidden > 0 else None
    return Widened(voice.say(f"read.{expansion.why}", term=expansion.term), voice.listed(shown), rest)


def _enumerated(voice: Voice, words: tuple[str, ...], most: int) -> str:
    listed = voice.listed(words[:most])
    return f"{listed} {voice.say('read.more', n=len(words) - most)}" if len(words) > most else listed
