"""Which pieces of a text are shown of it: the sentences that say most about the query, long ones cut around their marks.

Compiled code chooses for all articles of a page at once and marks what it has chosen, in a fifth of the time; Python does where there is
none, and for texts that compiled code is not made for. Both show the same.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.codec import kernels
from indexer.codec.postings import Ints, Longs
from service.search.letters import Letters
from service.search.marks import LONG, Span
from service.search.places import ANSWERS
from service.search.places import MOST as MANY
from service.search.sentences import ABBREVIATIONS, CAPITAL, CLOSING, GAPS, LONGEST_ABBREVIATION, OPENING, SHORT, STOPS, Sentence, holding

MOST = kernels.EXCERPTS
"""Excerpts of an article."""
LONGEST = 280
"""Characters of an excerpt; a longer sentence is cut around its marks."""
_ENOUGH = LONGEST // 2
"""An excerpt this long may end at a comma before it is full."""
_MARKUP = re.compile("[&<>\"']")
"""What `html.escape` replaces. Finding out whether there is any takes a fifth of the time of replacing it."""

_BEFORE, _BEHIND = ",;:–—", ".!?…»”)"
"""A clause ends before these, where a space follows, and behind those."""
_AFTER, _BEGINS = ",;:)–—", '«“"(–—'
"""A clause begins behind these and a space, and with those."""
_WORD_START = re.compile(r"(?<!\S)\S")
_CLAUSE_START = re.compile(rf"(?:(?<=[{_AFTER}]\s)|(?<!\S)(?=[{_BEGINS}]))\S")
_WORD_END = re.compile(r"(?<=\S)(?!\S)")
_CLAUSE_END = re.compile(rf"[{_BEFORE}](?=\s)|[{_BEHIND}](?!\S)")


class Excerpt(NamedTuple):
    """Characters `start` to `end` of a text, and the marks of the sentence that they are of."""

    start: int
    end: int
    spans: Sequence[Span]


def excerpts(texts: Sequence[str], spans: Sequence[Sequence[Span]], whole: int = 0) -> list[tuple[str, ...]]:
    """The best one or two sentences of each text, or pieces of them, in the order of the text; the first where nothing is marked.

    They are escaped HTML, in which only `<mark>` is markup; none is empty.

    Args:
        texts: of any length.
        spans: what is marked in each, in order and without overlap.
        whole: of so many texts, the first, everything is shown.
    """
    fit = [n for n, text in enumerate(texts) if _fits(text, spans[n])] if kernels.COMPILED else []
    among, letters = Letters.among([texts[n] for n in fit])
    fit = [fit[n] for n in among]
    chosen = _compiled(letters, [spans[n] for n in fit], bisect_left(fit, whole)) if fit else None
    if chosen is not None and len(fit) == len(texts):
        return chosen
    known = {} if chosen is None else dict(zip(fit, chosen, strict=True))
    return [known[n] if n in known else _read(text, spans[n], whole=n < whole) for n, text in enumerate(texts)]


def compiled(letters: Letters, firsts: Longs, lasts: Longs, marks: Ints, whole: int) -> list[tuple[str, ...]]:
    """The same of texts whose marks are told in numbers; see `kernels.excerpts`."""
    stops = np.empty((len(firsts), MOST), np.int32)
    told = _kinds()
    page = kernels.excerpts(*letters, firsts, lasts, marks, whole, *told, LONGEST_ABBREVIATION, SHORT, LONGEST, _ENOUGH, stops)
    shown, at, found = page.tobytes().decode("utf-16-le"), 0, []
    for row in stops.tolist():
        pieces = []
        for stop in row:
            if stop > at:
                pieces.append(shown[at:stop])
                at = stop
        found.append(tuple(pieces))
    return found


def rendered(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    """A piece of a text as escaped HTML, with those marks that are whole in it."""
    pieces, at, escaped = [], start, escape if _MARKUP.search(text, start, end) else None
    for first, last, _ in spans:
        if start <= first and last <= end:
            before, word = text[at:first], text[first:last]
            pieces.append(f"{escaped(before)}<mark>{escaped(word)}</mark>" if escaped else f"{before}<mark>{word}</mark>")
            at = last
    pieces.append(escaped(text[at:end]) if escaped else text[at:end])
    return "".join(pieces)


def _fits(text: str, spans: Sequence[Span]) -> bool:
    """Whether compiled code may look at a text, if there are letters of it."""
    return len(text) <= LONG and len(spans) <= MANY and not (spans and spans[-1].end > len(text))


def _compiled(letters: Letters, spans: Sequence[Sequence[Span]], whole: int) -> list[tuple[str, ...]] | None:
    """The same of some letters, by `kernels.excerpts`; None where too much is asked for."""
    every = list(chain.from_iterable(spans))
    starts, ends, answered = zip(*every, strict=True) if every else ((), (), ())
    answers = {answer: n for n, answer in enumerate(dict.fromkeys(answered))}
    if len(answers) > ANSWERS:
        return None
    bounds = np.array([0, *accumulate(map(len, spans))])
    return compiled(letters, bounds[:-1], bounds[1:], np.array((starts, ends, [answers[answer] for answer in answered]), np.int32), whole)


@cache
def _kinds() -> tuple[NDArray[np.uint16], NDArray[np.uint64]]:
    """What `kernels.excerpts` needs to know of every character of 16 bits, and of every abbreviation."""
    every = [chr(code) for code in range(1 << 16)]
    kinds = np.zeros(1 << 16, np.uint16)
    kinds[[sign.isspace() for sign in every]] |= kernels.SPACE
    kinds[[sign.isalnum() and not sign.isdecimal() for sign in every]] |= kernels.LETTER
    kinds[[CAPITAL.fullmatch(sign) is not None for sign in every[:256]] + [False] * (len(every) - 256)] |= kernels.CAPITAL
    for kind, signs in (
        (kernels.STOP, STOPS),
        (kernels.CLOSES, CLOSING),
        (kernels.OPENS, OPENING),
        (kernels.GAP, GAPS),
        (kernels.BEFORE, _BEFORE),
        (kernels.BEHIND, _BEHIND),
        (kernels.AFTER, _AFTER),
        (kernels.BEGINS, _BEGINS),
        (kernels.LINE, "\n"),
    ):
        kinds[[ord(sign) for sign in signs]] |= kind
    words = [sum(ord(letter) << 16 * place for place, letter in enumerate(reversed(word))) for word in sorted(ABBREVIATIONS)]
    return kinds, np.array(words, np.uint64)


def _read(text: str, spans: Sequence[Span], *, whole: bool) -> tuple[str, ...]:
    """What is shown of one text."""
    pieces = [Excerpt(0, len(text), spans)] if whole else _pieces(text, spans)
    return tuple([rendered(text, *piece) for piece in pieces if piece.start < piece.end])


def _pieces(text: str, spans: Sequence[Span]) -> list[Excerpt]:
    """The excerpts of one text, of which some may be empty."""
    inside: dict[Sentence, list[Span]] = {}
    for span, sentence in zip(spans, holding(text, [span.start for span in spans]), strict=True):
        inside.setdefault(sentence, []).append(span)
    if not inside:
        inside = {first: [] for first in holding(text, [0] if text else [])}
    return [Excerpt(*_window(text, sentence, inside[sentence]), inside[sentence]) for sentence in sorted(_chosen(text, inside))]


def _chosen(text: str, inside: Mapping[Sentence, Sequence[Span]]) -> list[Sentence]:
    """The sentences to show, the best first, and of equals the earliest. Each is shown once, however often the text repeats it.

    New words of the query count most, then how often any stand there.
    """
    if len(inside) == 1:
        return list(inside)
    once: dict[str, Sentence] = {}
    for sentence in inside:
        once.setdefault(text[slice(*sentence)].strip(), sentence)
    new = {sentence: {span.answers for span in inside[sentence]} for sentence in once.values()}
    chosen: list[Sentence] = []
    while new and len(chosen) < MOST:
        best = max(new, key=lambda sentence: 10 * len(new[sentence]) + min(len(inside[sentence]), 5))
        if chosen and not new[best] and len(inside[best]) < 2:
            break
        chosen.append(best)
        seen = new.pop(best)
        new = {sentence: answers - seen for sentence, answers in new.items()}
    return chosen


def _window(text: str, sentence: Sentence, spans: Sequence[Span]) -> tuple[int, int]:
    """The sentence without the space around it; of a long one, a piece that holds the most marks.

    The piece begins with the sentence if it can, else after a comma or the like, else at a word, and ends likewise. Where a word is
    itself too long, the piece is cut at a mark.
    """
    whole = text[slice(*sentence)]
    start, end = sentence[0] + len(whole) - len(whole.lstrip()), sentence[1] - len(whole) + len(whole.rstrip())
    if end - start <= LONGEST:
        return start, end
    first, last = _densest(start, spans) if spans else (start, start)
    earliest = max(start, last - LONGEST)
    begin = min(first, start if earliest == start else _first(text, earliest, first, _CLAUSE_START, _WORD_START))
    latest = max(last, min(end, begin + LONGEST))
    return begin, end if latest == end else max(last, _last(text, begin, max(last, begin + _ENOUGH), latest))


def _densest(start: int, spans: Sequence[Span]) -> tuple[int, int]:
    """From the first to the last of the marks that fit into one fragment and answer most of the query.

    Of equals, those that fit into the beginning of the sentence, at `start`; then the most.
    """
    if len(spans) == 1:
        return spans[0].start, spans[0].end
    if spans[-1].end <= start + LONGEST:
        return spans[0].start, spans[-1].end
    ends = [span.end for span in spans]
    best, most = (spans[0].start, spans[0].end), (0, False, 0)
    for number, origin in enumerate([start, *(span.start for span in spans)]):
        inside = spans[max(0, number - 1) : bisect_right(ends, origin + LONGEST)]
        worth = len({span.answers for span in inside}), origin == start, len(inside)
        if inside and worth > most:
            best, most = (inside[0].start, inside[-1].end), worth
    return best


def _first(text: str, earliest: int, latest: int, *borders: re.Pattern[str]) -> int:
    """The first border from `earliest` to `latest`, of the first kind that there is; `latest` where there is none."""
    found = (border.search(text, earliest, latest + 1) for border in borders)
    return next((match.start() for match in found if match), latest)


def _last(text: str, begin: int, earliest: int, latest: int) -> int:
    """The last end of a clause from `earliest` to `latest`, or else of a word from `begin`; `latest` where there is none."""
    found = _CLAUSE_END.finditer(text, max(0, earliest - 1), latest + 2)
    ends = [end for match in found if earliest <= (end := match.start() if match.group() in _BEFORE else match.end()) <= latest]
    if not ends:
        ends = [match.start() for match in _WORD_END.finditer(text, begin, latest + 1) if begin < match.start() <= latest]
    return ends[-1] if ends else latest
