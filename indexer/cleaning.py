"""Clean text: an article without the web page around it, one paragraph a line.

The stations of `clean`, in order: one way to write every character; lines of the page, lines that repeat on its site, those of metadata
and of the site's sections taken out; lines wrapped at a fixed width put together; captions that stand twice kept once; the mark of the
agency taken off; sentences broken over lines joined.
The page goes first, because an advertisement stands in the middle of a sentence as gladly as between two.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from itertools import pairwise, takewhile

from indexer.agencies import unbranded
from indexer.appearance import HEAD, TAIL, appeared, counted_dates, dates
from indexer.boilerplate import announces_comments, announces_links, is_boilerplate, is_section
from indexer.bylines import byline
from indexer.datelines import Statement, dateline
from indexer.document import CleanText, RawFile
from indexer.headlines import like_headline, unfinished
from indexer.hyphens import mended
from indexer.lines import LONGEST, key, site_of
from indexer.normal import normalise
from indexer.signatures import credit, is_address, owner

MOST_LINKS = 10
"""How many lines under "Related articles" are taken for links before it must be something else."""

LEAST_ARTICLE = 300
"""Characters above the comments of readers."""

LONGEST_NAME = 60
"""Characters of the line in which a reader signs a comment: a name, perhaps with the day."""

WRAPPED = range(40, 121)
"""The widths, in characters, at which mailers and terminals wrap."""

_TITLE_FIELD = re.compile(r"\s*(?:titre|title|headline)\s?:\s*", re.IGNORECASE)
_TEXT_FIELD = re.compile(r"\s*(?:texte|text|corps|body|contenu|content)\s?:\s*", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t]+")
_ENDS = frozenset(".!?…:;")
_BEHIND_ENDS = "'’\"”»)]" + "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace())
"""What may stand behind the end of a sentence."""
_ABBREVIATION = re.compile(r"\b(?:MM?|Mme|Mlle|Dr|Mr|Mrs|Ms|Gen|Sen|Rep|Gov|St)\.$")
_LONGEST_ABBREVIATION = 6
"""Characters, with the full stop and the one before which it begins."""
_COMMA_END = re.compile(r",['’\"”»\s]*$")
_INNER_STOP = re.compile(r"[\w»”\")]{2}[.!?…]['’\"”»)]*\s+[«“\"]?\s?[A-ZÀ-Ý]")
_CUT_OFF = re.compile(r"\w-")
_LIST_ITEM = re.compile(r"[-–—•*·▪►]\s|\d{1,2}[.)]\s")


def clean(raw: RawFile, repeated: AbstractSet[int] = frozenset()) -> CleanText:
    """The text of an article as its author wrote it, and what the lines around it say about title, date and source.

    What the file states itself wins over what its text says. `repeated` are the lines that repeat on its site, see `lines`.
    """
    lines = _unlabelled(normalise(raw.text).split("\n"))
    bare = [line.strip() for line in lines]
    tails = set(_tails(bare))
    whole = _left(bare, tails)
    page = {at for at in _page(bare, whole) if byline(bare[at]) is None}  # whom it names is for `describe` to take out
    cut = {*page, *(_repeated(whole, repeated, site_of(raw)) if repeated else ())}
    said = [(at, line) for at, line in whole if at not in cut]
    credited = {at: source for at, line in whole if (source := _credit(line, page=at in cut)) is not None}
    seen = date.fromisoformat(raw.seen[:10]) if raw.seen else None
    dated = dates(said)
    counted = counted_dates(bare, [(at, line) for at, line in said if at not in dated], seen)
    owners = _owners(whole)
    cut |= credited.keys() | owners.keys() | dated.keys() | counted.keys() | {at for at, line in said if is_address(line)}
    cut |= set(_sections(_left(bare, cut)))
    cut |= set(_repeats(_left(bare, cut)))
    paragraphs, head, dispatch = _unmarked(_unwrapped(["" if at in cut else line for at, line in enumerate(lines)]), seen)
    return CleanText(
        "\n".join(_joined(paragraphs, dispatch)),
        tuple(" ".join(lines[at].split()) for at in sorted(cut)),
        _label(raw.title),
        _label(raw.source) or next(iter(credited.values()), head.source or next(iter(owners.values()), None)),
        raw.date or appeared(dated, lines) or head.date,
        (appeared(counted, lines) or head.counted) if seen else None,
    )


def _label(text: str | None) -> str | None:
    return _spaced(normalise(text).replace("\n", " ")).strip() or None if text else None


def _spaced(line: str) -> str:
    """The line with one space for any number of blanks. Nearly every line is like that already, and looking is cheaper than replacing."""
    return _BLANKS.sub(" ", line) if "  " in line or "\t" in line else line


def _left(lines: Sequence[str], cut: AbstractSet[int]) -> list[tuple[int, str]]:
    """Of stripped lines those that hold something and are not cut, each with its place in `lines`."""
    return [(at, line) for at, line in enumerate(lines) if line and at not in cut]


def _tails(lines: Sequence[str]) -> Iterator[int]:
    """Where a line is but the end of the sentence above it: in wrapped text, a line may well be “shares.” on its own."""
    for at, (above, line) in enumerate(pairwise(lines), start=1):
        if line.endswith(".") and above and not _ends_sentence(above) and len(line.split()) <= 4 and not is_boilerplate(above):
            yield at


def _page(lines: Sequence[str], left: Sequence[tuple[int, str]]) -> Iterator[int]:
    """Where the lines stand that belong to the page, with the links under a line that announces some, and the comments at its end."""
    links = 0
    page = {at for at, line in left if is_boilerplate(line)}
    comments = _comments(left, page) or len(lines)
    yield from (at for at in range(comments, len(lines)) if lines[at])
    for at, line in left:
        if at >= comments:
            return
        if at in page:
            links = MOST_LINKS if announces_links(line) else 0
            yield at
        elif links and like_headline(line) and not line.startswith(("«", "“", '"')):
            links -= 1
            yield at
        else:
            links = 0


def _comments(left: Sequence[tuple[int, str]], page: AbstractSet[int]) -> int | None:
    """Where what readers wrote begins, below which nothing is the article's, if anywhere.

    A line that announces it may also be a button, above the text or in its middle. So there must be an article above it, somebody's name
    or a date right below it, and the page must go on behind.
    """
    last = max(page, default=-1)
    length = 0
    for (at, line), (_, following) in pairwise(left):
        if at not in page:
            length += len(line)
        elif (
            length >= LEAST_ARTICLE
            and at < last
            and len(following) <= LONGEST_NAME
            and not _ends_sentence(following)
            and announces_comments(line)
        ):
            return at
    return None


def _repeated(lines: Sequence[tuple[int, str]], repeated: AbstractSet[int], site: str) -> Iterator[int]:
    """Where the lines stand that repeat on the site."""
    return (at for at, line in lines if len(line) <= LONGEST and key(site, line) in repeated)


def _credit(line: str, *, page: bool) -> str | None:
    """The source that a line names; where it belongs to the page, a notice of rights is one of a picture as likely."""
    return None if page and owner(line) is not None else credit(line)


def _owners(lines: Sequence[tuple[int, str]]) -> dict[int, str]:
    """Who has the rights to the article by the lines near its beginning or its end; in between such a line is of a picture."""
    return {at: name for at, line in (*lines[:HEAD], *lines[-TAIL:]) if (name := owner(line)) is not None}


def _unlabelled(lines: Sequence[str]) -> list[str]:
    """The lines without the names of fields, where a program or a form wrote them: « Titre : … », and below it « Texte : … ».

    Unless one names the title in the first line, none is taken off: « Texte : Jean Dupont » is a credit.
    """
    out = list(lines)
    filled = [at for at, line in enumerate(lines) if line.strip()][: HEAD + 1]
    if filled and _TITLE_FIELD.match(lines[filled[0]]):
        out[filled[0]] = _TITLE_FIELD.sub("", lines[filled[0]])
        for at in filled[1:]:
            out[at] = _TEXT_FIELD.sub("", lines[at])
    return out


def _sections(lines: Sequence[tuple[int, str]]) -> Iterator[int]:
    """Where the names of sections stand above everything else. Further down, or alone, such a word is part of the article."""
    return (at for (at, _), _ in takewhile(lambda pair: is_section(unbranded(pair[0][1])), pairwise(lines)))


def _repeats(lines: Sequence[tuple[int, str]]) -> Iterator[int]:
    """Where a line says again what the line before it said: a caption and its alternative text."""
    before = ""
    for at, line in lines:
        if line == before:
            yield at
        before = line


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """The lines with blanks gone, and those put together that a mailer or a terminal broke because the next word did not fit.

    A break is such a one if the next line's first word would have made the line longer than the longest line. Only when nearly all
    breaks are like that, and most of them stand within a sentence, was the text wrapped at all: short paragraphs of one length were not.
    A line that is indented more than the rest begins a paragraph.
    """
    texts = [_spaced(line).rstrip() for line in lines]
    broken = _broken(texts)
    out: list[list[str]] = []
    for at, text in enumerate(texts):
        if at in broken:
            out[-1].append(text.strip())
        elif text:
            out.append([text.strip()])
    return [_glued(pieces) for pieces in out]


def _broken(texts: Sequence[str]) -> AbstractSet[int]:
    """Which lines, of which none ends in a blank, go on where a mailer or a terminal broke the line before."""
    breaks = [
        at
        for at, (text, following) in enumerate(pairwise(texts))
        if text and following and not (following.startswith(" ") and not text.startswith(" "))
    ]
    width = max((len(texts[at]) for at in breaks), default=0)
    if width not in WRAPPED:
        return frozenset()
    full = {at + 1 for at in breaks if len(texts[at]) + 1 + len(texts[at + 1].split(maxsplit=1)[0]) > width}
    inside = sum(not _ends_sentence(texts[at - 1]) for at in full)
    return full if len(full) > 2 and len(full) >= 0.8 * len(breaks) and 2 * inside > len(full) else frozenset()


def _unmarked(lines: list[str], seen: date | None) -> tuple[list[str], Statement, int | None]:
    """The lines without the agency's mark; what the head of the dispatch says; and which line begins it."""
    for at, line in enumerate(lines[:4]):
        said = dateline(line, seen=seen)
        if said is not None:
            more = (dateline(said.rest, seen=seen) if said.rest != line else None) or said
            both = replace(more, date=said.date or more.date, source=said.source or more.source, counted=said.counted or more.counted)
            return [*lines[:at], more.rest, *lines[at + 1 :]], both, at
    return lines, Statement("", ""), None


def _joined(lines: Sequence[str], dispatch: int | None) -> list[str]:
    """One paragraph a line: a line is joined to the one before if that one stopped in the middle of a sentence.

    `dispatch` is the line known to be the beginning of the text, and so no headline.
    """
    out: list[list[str]] = []
    prose = False  # whether the last paragraph is known to be a sentence, so that it can only end with a full stop
    brackets = 0  # how many it has opened and not closed
    for at, line in enumerate(lines):
        if out and _continues(out[-1][-1], line, prose=prose, bracketed=brackets > 0):
            out[-1].append(line)
            prose = prose or len(out) > 1
        else:
            out.append([line])
            prose, brackets = at == dispatch or _is_prose(line), 0
        brackets += line.count("(") - line.count(")")
    return [_glued(pieces) for pieces in out]


def _continues(before: str, line: str, *, prose: bool, bracketed: bool) -> bool:
    if _LIST_ITEM.match(line) or byline(before) is not None or byline(line) is not None:
        return False
    if _ends_sentence(before) or (before.isupper() and not line.isupper()):  # a headline may stand in capitals
        return before.endswith(".") and _ABBREVIATION.search(before[-_LONGEST_ABBREVIATION:]) is not None
    if line[0].islower():
        return not line[1:2].isupper()  # iPhone, eBay
    if line[0] in ",;)»”" or _COMMA_END.search(before) or unfinished(before) or bracketed:
        return True
    return prose and not like_headline(line)


def _ends_sentence(line: str) -> bool:
    """Whether the last sign of a line but quotation marks and brackets ends a sentence."""
    return line.rstrip(_BEHIND_ENDS)[-1:] in _ENDS


def _is_prose(line: str) -> bool:
    """Whether a line cannot be a headline: it is too long for one, or a sentence of more than a word or two ends in it."""
    if len(line) > 200:
        return True
    stop = _INNER_STOP.search(line)
    return stop is not None and len(line[: stop.start()].split()) > 3


def _glued(pieces: Sequence[str]) -> str:
    """The pieces of a paragraph in one line; a word broken at its hyphen (`Luna-` `25`, `inter-` `venus`) gets no space."""
    joined = (
        mended(piece, following) if piece.endswith("-") and _CUT_OFF.fullmatch(piece[-2:]) and following[0].isalnum() else f"{piece} "
        for piece, following in pairwise(pieces)
    )
    return "".join((*joined, pieces[-1]))
