"""What a reader sees of an article: the sentences that say most about the query, with its words marked.

Fragments are escaped HTML in which only `<mark>` is markup. Without the marks and unescaped, each is a piece of the text, cut at
words. A text may be of any length.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import chain
from operator import attrgetter

from indexer.document import UNDETERMINED, Document, Mention
from service.search.marks import Marks, Span, flat
from service.search.sentences import Sentence, holding

FRAGMENTS = 2
"""Sentences shown of an article."""
LONGEST = 280
"""Characters of a fragment; a longer sentence is cut around its marks."""
_ENOUGH = LONGEST // 2
"""A fragment this long may end at a comma before it is full."""

_WORD_START = re.compile(r"(?<!\S)\S")
_CLAUSE_START = re.compile(r"(?:(?<=[,;:)–—]\s)|(?<!\S)(?=[«“\"(–—]))\S")
_WORD_END = re.compile(r"(?<=\S)(?!\S)")
_CLAUSE_END = re.compile(r"[,;:–—.!?…»”)](?:(?<=[,;:–—])(?=\s)|(?<=[.!?…»”)])(?!\S))")
_BEFORE = ",;:–—"
"""A clause ends before these and behind others."""


def prepare(documents: Sequence[Document], marks: Mapping[str, tuple[Marks, ...]]) -> None:
    """Have marks look at several articles at once, which is faster than one by one; they then show what they would have shown anyway."""
    texts: Mapping[str, Callable[[Document], str]] = {"title": attrgetter("title"), "body": attrgetter("text")}
    for part, text in texts.items():
        for each in marks[part]:
            each.prepare([text(document) for document in documents if document.lang in (each.language, UNDETERMINED)])


def marked(text: str, marks: Sequence[Marks], lang: str, mentions: Sequence[Mention]) -> str:
    """The whole text, escaped, with everything marked that the query looks for."""
    return _rendered(text, 0, len(text), _spans(text, marks, lang, mentions))


def fragments(text: str, marks: Sequence[Marks], lang: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """The best one or two sentences in the order of the text; the first where nothing matches."""
    spans = _spans(text, marks, lang, mentions)
    inside: dict[Sentence, list[Span]] = {}
    for span, sentence in zip(spans, holding(text, [span.start for span in spans]), strict=True):
        inside.setdefault(sentence, []).append(span)
    if not inside:
        inside = {first: [] for first in holding(text, [0] if text else [])}
    windows = [(*_window(text, sentence, inside[sentence]), inside[sentence]) for sentence in sorted(_chosen(text, inside))]
    return tuple(_rendered(text, start, end, spans) for start, end, spans in windows if start < end)


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
    while new and len(chosen) < FRAGMENTS:
        best = max(new, key=lambda sentence: 10 * len(new[sentence]) + min(len(inside[sentence]), 5))
        if chosen and not new[best] and len(inside[best]) < 2:
            break
        chosen.append(best)
        seen = new.pop(best)
        new = {sentence: answers - seen for sentence, answers in new.items()}
    return chosen


def _spans(text: str, marks: Sequence[Marks], lang: str, mentions: Sequence[Mention]) -> list[Span]:
    found = [each.spans(text, mentions) for each in marks if lang in (each.language, UNDETERMINED)]
    return found[0] if len(found) == 1 else flat(chain.from_iterable(found))


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


def _rendered(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    pieces, at = [], start
    for span in spans:
        if start <= span.start and span.end <= end:
            pieces += [escape(text[at : span.start]), "<mark>", escape(text[span.start : span.end]), "</mark>"]
            at = span.end
    return "".join([*pieces, escape(text[at:end])])
