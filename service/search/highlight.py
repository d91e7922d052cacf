"""What a reader sees of an article: the sentences that say most about the query, with its words marked.

Fragments are escaped HTML in which only `<mark>` is markup. Without the marks and unescaped, each is a piece of the text, cut at
words. A text may be of any length.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from html import escape

from indexer.document import UNDETERMINED, Mention
from service.search.marks import Marks, Span, flat

FRAGMENTS = 2
"""Sentences shown of an article."""
LONGEST = 280
"""Characters of a fragment; a longer sentence is cut around its marks."""
_SHORT = 60
"""A sentence shorter than this is shown with the one after it."""
_ENOUGH = LONGEST // 2
"""A fragment this long may end at a comma before it is full."""

_SENTENCE_END = re.compile(r"[.!?…][\"»”’)\]]*\s++(?=[\"«“‘(\[]?[\u00a0\u202f ]?[A-ZÀ-Þ0-9])|\n++")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
_ABBREVIATIONS = frozenset(
    {
        *("M", "MM", "Mme", "Mmes", "Mlle", "Me", "Mr", "Mrs", "Ms", "Dr", "Pr", "Prof", "St", "Ste", "Jr", "Sr", "Gen", "Gén", "Col"),
        *("Lt", "Capt", "Sgt", "Sen", "Rep", "Gov", "No", "Nos", "art", "av", "cf", "chap", "env", "fig", "pp", "vol", "vs", "etc", "Inc"),
    }
)
"""What a full stop may follow without ending a sentence; so may a single letter, as in `J. Dupont` and `U.S. Senate`."""

_WORD_START = re.compile(r"(?<!\S)\S")
_CLAUSE_START = re.compile(r"(?:(?<=[,;:)–—]\s)|(?<!\S)(?=[«“\"(–—]))\S")
_WORD_END = re.compile(r"(?<=\S)(?!\S)")
_CLAUSE_END = re.compile(r"(?=[,;:–—]\s)|(?<=[.!?…»”)])(?!\S)")


def marked(text: str, marks: Sequence[Marks], lang: str, mentions: Sequence[Mention]) -> str:
    """The whole text, escaped, with everything marked that the query looks for."""
    return _rendered(text, 0, len(text), _spans(text, marks, lang, mentions))


def fragments(text: str, marks: Sequence[Marks], lang: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """The best one or two sentences in the order of the text; the first where nothing matches."""
    spans = _spans(text, marks, lang, mentions)
    sentences = list(_sentences(text))
    inside: dict[int, list[Span]] = {}
    number = 0
    for span in spans:
        while number < len(sentences) - 1 and span.start >= sentences[number][1]:
            number += 1
        inside.setdefault(number, []).append(span)
    windows = [_window(text, sentences[at], inside[at]) for at in sorted(_chosen(text, sentences, inside))]
    if not windows:
        windows = [_window(text, sentence, []) for sentence in sentences[:1]]
    return tuple(_rendered(text, start, end, spans) for start, end in windows if start < end)


def _chosen(text: str, sentences: Sequence[tuple[int, int]], inside: dict[int, list[Span]]) -> list[int]:
    """The numbers of the sentences to show, the best first. A sentence is shown once, however often the text repeats it."""
    chosen: list[int] = []
    seen: set[str] = set()
    once = {text[slice(*sentences[at])].strip(): at for at in reversed(inside)}
    left = {at: inside[at] for at in once.values()}
    while left and len(chosen) < FRAGMENTS:
        best = max(left, key=lambda at: (_worth(left[at], seen), -at))
        if chosen and not {span.answers for span in left[best]} - seen and len(left[best]) < 2:
            break
        chosen.append(best)
        seen |= {span.answers for span in left.pop(best)}
    return chosen


def _worth(spans: Sequence[Span], seen: set[str]) -> float:
    """New words of the query count most, then how often any stand there."""
    return 10 * len({span.answers for span in spans} - seen) + min(len(spans), 5)


def _spans(text: str, marks: Sequence[Marks], lang: str, mentions: Sequence[Mention]) -> list[Span]:
    return flat(span for each in marks if lang in (each.language, UNDETERMINED) for span in each.spans(text, mentions))


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """The (start, end) of every sentence; together they are the whole text."""
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if "\n" in end.group() or (end.end() - start >= _SHORT and not _abbreviated(text, end.start())):
            yield start, end.end()
            start = end.end()
    if start < len(text):
        yield start, len(text)


def _abbreviated(text: str, stop: int) -> bool:
    """Whether the full stop at `stop` belongs to the word before it."""
    word = _LAST_WORD.search(text, max(0, stop - 5), stop)
    return text[stop] == "." and word is not None and (len(word.group()) == 1 or word.group() in _ABBREVIATIONS)


def _window(text: str, sentence: tuple[int, int], spans: Sequence[Span]) -> tuple[int, int]:
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
    ends = [match.start() for match in _CLAUSE_END.finditer(text, earliest, latest + 2) if match.start() <= latest]
    if not ends:
        ends = [match.start() for match in _WORD_END.finditer(text, begin, latest + 1) if begin < match.start() <= latest]
    return ends[-1] if ends else latest


def _rendered(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    pieces, at = [], start
    for span in spans:
        if start <= span.start and span.end <= end:
            pieces += [escape(text[at : span.start]), "<mark>", escape(text[span.start : span.end]), "</mark>"]
            at = span.end
    return "".join([*pieces, escape(text[at:end])])
