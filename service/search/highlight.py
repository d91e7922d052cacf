"""What a reader sees of an article: the sentences that say most about the query, with its words marked.

Fragments are escaped HTML in which only `<mark>` is markup. Without the marks and unescaped, each is a piece of the text, cut at
words. A text may be of any length.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from html import escape

from indexer.document import UNDETERMINED, Mention
from service.search.marks import Marks, Span

FRAGMENTS = 2
"""Sentences shown of an article."""
LONGEST = 280
"""Characters of a fragment; a longer sentence is cut around its marks."""
_SHORT = 60
"""A sentence shorter than this is shown with the one after it."""

_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"(?<![A-ZÀ-Þ])(?<!\bM)(?<!\bMme)(?<!\b[DM]r)(?<!\bSt)[.!?…][\"»”’)\]]*\s+(?=[\"«“‘(\[]?\s*[A-ZÀ-Þ0-9])|\n+")


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
    chosen: list[int] = []
    seen: set[str] = set()
    while inside and len(chosen) < FRAGMENTS:
        best = max(inside, key=lambda at: (_worth(inside[at], seen), -at))
        if chosen and not {span.answers for span in inside[best]} - seen and len(inside[best]) < 2:
            break
        seen |= {span.answers for span in inside.pop(best)}
        chosen.append(best)
    windows = [
        _window(text, sentences[at], [span for span in spans if sentences[at][0] <= span.start < sentences[at][1]]) for at in sorted(chosen)
    ]
    if not windows and sentences:
        windows = [_window(text, sentences[0], [])]
    return tuple(_rendered(text, start, end, spans) for start, end in windows if start < end)


def _worth(spans: list[Span], seen: set[str]) -> float:
    """New words of the query count most, then how often any stand there."""
    return 10 * len({span.answers for span in spans} - seen) + min(len(spans), 5)


def _spans(text: str, marks: Sequence[Marks], lang: str, mentions: Sequence[Mention]) -> list[Span]:
    spans = [span for each in marks if lang in (each.language, UNDETERMINED) for span in each.spans(text, mentions)]
    flat: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not flat or span.start >= flat[-1].end:
            flat.append(span)
    return flat


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if end.end() - start >= _SHORT or "\n" in end.group():
            yield start, end.end()
            start = end.end()
    if start < len(text):
        yield start, len(text)


def _window(text: str, sentence: tuple[int, int], spans: list[Span]) -> tuple[int, int]:
    """The sentence without the space around it; of a long one, the whole words within `LONGEST` characters that hold most marks,
    from its beginning if possible."""
    words = [(sentence[0] + word.start(), sentence[0] + word.end()) for word in _WORD.finditer(text[sentence[0] : sentence[1]])]
    starts, ends = [span.start for span in spans], [span.end for span in spans]
    best, window, first = (-1, False, -1), (sentence[0], sentence[0]), 0
    for _, end in words:
        while end - words[first][0] > LONGEST and words[first][1] < end:
            first += 1
        start = words[first][0]
        worth = bisect_right(ends, end) - bisect_left(starts, start), first == 0, end - start
        if worth > best:
            best, window = worth, (start, end)
    return window


def _rendered(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    pieces, at = [], start
    for span in spans:
        if start <= span.start and span.end <= end:
            pieces += [escape(text[at : span.start]), "<mark>", escape(text[span.start : span.end]), "</mark>"]
            at = span.end
    return "".join([*pieces, escape(text[at:end])])
