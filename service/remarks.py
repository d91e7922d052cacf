"""What a page says about the way a query was read: what was ignored or guessed, which words were left out, and what was added."""

from collections.abc import Callable, Iterator
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
class Piece:
    """A word that the search has of itself, or lacks, and the same search otherwise; `says` is what that link does, in words."""

    word: str
    url: str | None
    says: str


@dataclass(frozen=True, slots=True)
class Told:
    """Words, our own before them, and how many are not named. Where `undo` is set, one click takes all of them back.

    `sign` stands beside each: × takes it away, + adds it.
    """

    before: str
    pieces: tuple[Piece, ...]
    rest: str | None
    sign: str = "×"
    undo: Piece | None = None


def remarks(voice: Voice, page: SearchPage) -> tuple[Remark, ...]:
    """What was ignored of the address, and what had to be guessed in the query, each thing once."""
    found = tuple(dict.fromkeys((*_ignored(voice, page), *_guessed(voice, page.query))))
    if len(found) <= SHOWN_REMARKS:
        return found
    return (*found[:SHOWN_REMARKS], Remark(voice.say("read.others", n=len(found) - SHOWN_REMARKS), voice.lang))


def language(query: Reading) -> str | None:
    """The message about the language in which the words were read; None where there were no words, or none could be used."""
    return f"read.{query.lang or 'both'}" if query.q and query.read_as else None


def dropped(voice: Voice, query: Reading, restored: Callable[[str], str | None]) -> Told | None:
    """The words that were left out, each once; None where all were looked for. `restored` gives the same search with one of them."""
    words = tuple(dict.fromkeys(query.dropped))
    if not words:
        return None
    pieces = tuple(Piece(word, restored(word), voice.say("read.restore", word=word)) for word in words[:SHOWN_WORDS])
    return Told(voice.say("read.dropped", n=len(words)), pieces, _rest(voice, len(words) - SHOWN_WORDS), "+")


def widened(voice: Voice, query: Reading, without: Callable[[str], str]) -> Iterator[Told]:
    """Words and what else each was looked for as; `without` gives the same search but for one of these."""
    return (_written_out(voice, each, without) for each in query.expanded[:SHOWN_WORDS])


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


def _written_out(voice: Voice, expansion: Expansion, without: Callable[[str], str]) -> Told:
    def undone(word: str, key: str) -> Piece:
        return Piece(word, without(key), voice.say("read.undo", word=word))

    shown, rest = expansion.alternatives[:SHOWN_ALTERNATIVES], _rest(voice, len(expansion.alternatives) - SHOWN_ALTERNATIVES)
    before = voice.say(f"read.{expansion.why}", term=expansion.term)
    if len(expansion.undone) != len(expansion.alternatives) or expansion.keys:
        # These are one thing under several names, which goes or stays as a whole.
        together = undone(shown[0], expansion.undone[0])
        return Told(before, tuple(Piece(word, None, "") for word in shown), rest, undo=together)
    return Told(before, tuple(map(undone, shown, expansion.undone)), rest)


def _rest(voice: Voice, hidden: int) -> str | None:
    return voice.say("read.more", n=hidden) if hidden > 0 else None
