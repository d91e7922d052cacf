"""The tokens of a query: which characters are marks of the language, and which belong to words.

Every position of the query is offered to the rules in `_RULES`, in that order, and the first that fits takes it. Each rule reads
characters once and moves on, so a query of any length costs time in proportion to it.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from indexer.analysis.tokens import SPACES
from service.search.tree import FIELDS, Everything, Fuzzy, Nothing, Pattern, Phrase, Problem, Word

Leaf = Word | Phrase | Pattern | Fuzzy | Everything | Nothing
Kind = Literal["leaf", "range", "field", "and", "or", "not", "minus", "open", "close"]

OPERATORS: dict[str, Kind] = {"AND": "and", "OR": "or", "NOT": "not"}
"""Words that act, in capitals only."""

MAX_DISTANCE = 2
"""Letters in which a fuzzy word may differ; with three, short words match nearly everything."""
MAX_SLOP = 100
"""Positions over which the words of a loose phrase may spread: about a paragraph."""
MAX_LENGTH = 500
"""Characters of one word. Only encoded data is longer, and no article is found by it."""
MIN_LETTERS = 2
"""Letters and digits a pattern must show; with fewer, it runs over most of the dictionary."""

_CLOSERS = {'"': '"', "“": '”"', "„": '“”"', "«": "»", "‹": "›"}
"""What ends a quotation that begins with the key. Keyboards mix straight and curly marks, so curly ones also end straight."""
_LEADING = "@#$€£"
"""Signs that stay when they stand before a word."""
_TRAILING = "+#%°$€£)*~"
"""Signs that stay when they end a word. Of these, `)` only ends an address and `*` and `~` are read further on."""

_UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_APART = r"\s,;…—"
_MARKS = r'()"“”„«»‹›'
_NUMBER = rf"[0-9]{{1,3}}(?:[{SPACES}][0-9]{{3}}(?![0-9]))+(?![\w*]|\?\w)"
"""Digits in groups of three are one number for the index, so they are one word here: `10 000`."""
_DATE = r"""[^\s\[\](){}"]{1,40}"""

_WILDCARD_IN_PHRASE = re.compile(r"\*+|(?<=\w)\?+(?=\w)")
_ORDINARY_SPACE = re.compile(rf"(?: |[^\S{SPACES}])+")
_TILDE = re.compile(r"~([0-9]*)\Z")
_SLOP = re.compile(r"~([0-9]*)")
_ACRONYM = re.compile(r"(?<!\w)[^\W\d_]\.[^\W\d_]\.\Z")


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of the query.

    `text` is the piece as typed, of a field its bare name in small letters, of a range `FIRST TO LAST` (one that cannot be read as that
    still begins with its bracket). `glued` tells that no gap parts the piece from the one before. `leaf` is set where `kind` is `leaf`;
    it is `Nothing` for something that cannot be searched for and was already reported.
    """

    kind: Kind
    text: str
    at: int
    glued: bool
    leaf: Leaf | None = None


def tokens(q: str, problems: list[Problem]) -> list[Token]:
    """The tokens of `q` in order; what had to be guessed is added to `problems`, with offsets into `q`."""
    return _Lexer(q, problems).run()


def short(text: str) -> str:
    """The text as a message names it: quoted, on one line, 40 characters at most."""
    return f"“{_cut(text)}”"


class _Lexer:
    def __init__(self, q: str, problems: list[Problem]) -> None:
        self.problems = problems
        self.q = _UNREADABLE.sub(" ", q)
        self.at = 0
        self.gap = True
        self.found: list[Token] = []
        self.odd_sign = False
        if unreadable := _UNREADABLE.search(q):
            self.report(unreadable.start(), "Control characters and broken characters are read as spaces.")

    def run(self) -> list[Token]:
        while self.at < len(self.q):
            for pattern, read in _RULES:
                match = pattern.match(self.q, self.at)
                if match and read(self, match):
                    self.at = max(self.at, match.end())
                    break
        return self.found

    def report(self, at: int, message: str) -> None:
        self.problems.append(Problem(at, message))

    def add(self, kind: Kind, text: str, at: int, leaf: Leaf | None = None) -> bool:
        self.found.append(Token(kind, text, at, not self.gap, leaf))
        self.gap = False
        return True

    def lose(self, text: str, at: int, message: str) -> bool:
        self.report(at, message)
        return self.add("leaf", text, at, Nothing(at))

    def takes_value(self) -> bool:
        """Whether whatever comes next belongs to the field or the minus before it, so that even `AND` is just a word."""
        return not self.gap and bool(self.found) and self.found[-1].kind in ("field", "minus")

    def read_gap(self, _: re.Match[str]) -> bool:
        self.gap = True
        return True

    def read_minus(self, match: re.Match[str]) -> bool:
        return self.add("minus", "-", match.start())

    def read_open(self, match: re.Match[str]) -> bool:
        return self.add("open", "(", match.start())

    def read_close(self, match: re.Match[str]) -> bool:
        return self.add("close", ")", match.start())

    def read_quotation(self, match: re.Match[str]) -> bool:
        start = match.end()
        closing = re.compile(f"[{_CLOSERS[match.group()]}]").search(self.q, start)
        end = closing.start() if closing else len(self.q)
        self.at = closing.end() if closing else end
        typed = self.q[start:end]
        if not closing:
            self.report(match.start(), f"The quotation {short(match.group() + typed)} is never closed, so it runs to the end.")
        slop = self.read_slop() if closing else 1
        return self.add_phrase(typed, slop, match.start(), start)

    def read_slop(self) -> int:
        """The number after a closing quotation mark, and the place moved behind it."""
        found = _SLOP.match(self.q, self.at)
        if not found:
            return 1
        self.at = found.end()
        digits = found.group(1).lstrip("0")
        if not found.group(1):
            self.report(found.start(), 'After a phrase, “~” needs a number, as in "two words"~3, so it is ignored.')
        elif len(digits) > 3 or int(digits or 0) > MAX_SLOP:
            self.report(found.start(), f"{_cut(found.group())} allows too much; the words may be at most {MAX_SLOP} places apart.")
            return MAX_SLOP
        return max(1, int(digits or 1))

    def add_phrase(self, typed: str, slop: int, at: int, start: int) -> bool:
        if wildcard := _WILDCARD_IN_PHRASE.search(typed):
            self.report(start + wildcard.start(), f"A phrase is searched for as it stands, so {short(wildcard.group())} in it is ignored.")
        text = _ORDINARY_SPACE.sub(" ", _WILDCARD_IN_PHRASE.sub(" ", typed).replace('"', " ")).strip()
        if not _has_letter(text):
            return self.lose(typed, at, "There is no word between the quotation marks, so they are left out.")
        if any(len(word) > MAX_LENGTH for word in text.split()):
            return self.lose(typed, at, _too_long(typed))
        return self.add("leaf", typed, at, Phrase(text, slop, at))

    def read_stray(self, match: re.Match[str]) -> bool:
        self.report(match.start(), f"{match.group()} closes a quotation that was never opened, so it is ignored.")
        self.gap = True
        return True

    def read_range(self, match: re.Match[str]) -> bool:
        if not match.group(3):
            self.report(match.start(), f"{short(match.group())} is never closed; it is read as if “]” stood at its end.")
        return self.add("range", f"{match.group(1)} TO {match.group(2)}", match.start())

    def read_broken_range(self, match: re.Match[str]) -> bool:
        return self.takes_value() and self.found[-1].text == "date" and self.add("range", match.group(), match.start())

    def read_comparison(self, match: re.Match[str]) -> bool:
        return self.takes_value() and self.found[-1].text == "date" and self.add("range", match.group(), match.start())

    def read_field(self, match: re.Match[str]) -> bool:
        """Known names are fields whatever follows; others only with a value, for `Moon: a station` is prose."""
        name = match.group(1).lower()
        return (name in FIELDS or bool(match.group(2))) and self.add("field", name, match.start())

    def read_address(self, match: re.Match[str]) -> bool:
        return self.add_word(_trimmed(match.group()), match.start())

    def read_word(self, match: re.Match[str]) -> bool:
        at, typed = match.start(), _trimmed(match.group())
        if len(typed) > MAX_LENGTH:
            return self.lose(typed, at, _too_long(typed))
        text, distance = self.without_distance(typed, at)
        if text and not text.strip("*"):
            return self.add("leaf", typed, at, Everything(at))
        if "*" in text or "?" in text:
            return self.add_pattern(text, at)
        if not _has_letter(text):
            return True
        if distance:
            return self.add("leaf", typed, at, Fuzzy(text, distance, at))
        return self.add_word(text, at, acts=distance is None)

    def without_distance(self, text: str, at: int) -> tuple[str, int | None]:
        """A trimmed word without its `~1`, and the number; None if there is no `~`, or if a pattern stands before it."""
        distance: int | None = None
        typed = text
        while found := _TILDE.search(text):
            distance = int(found.group(1) or 1) if distance is None else distance
            text = _trimmed(text[: found.start()])
        if distance is not None and ("*" in text or "?" in text):
            self.report(at + len(text), f"A pattern cannot be fuzzy as well, so “~” in {short(typed)} is ignored.")
            return text, None
        if distance is not None and distance > MAX_DISTANCE:
            self.report(at + len(text), f"{_cut(f'~{distance}')} allows too much; at most {MAX_DISTANCE} letters may differ.")
            distance = MAX_DISTANCE
        return text, distance

    def add_pattern(self, text: str, at: int) -> bool:
        if sum(character.isalnum() for character in text) < MIN_LETTERS:
            return self.lose(text, at, f"{short(text)} needs at least two letters before or after the star, so it is left out.")
        return self.add("leaf", text, at, Pattern(re.sub(r"\*+", "*", text), at))

    def add_word(self, text: str, at: int, *, acts: bool = True) -> bool:
        """A plain word, or an operator; a word spelt like an operator that cannot act here is quoted, and so prints as what it is."""
        if len(text) > MAX_LENGTH:
            return self.lose(text, at, _too_long(text))
        if text not in OPERATORS:
            return self.add("leaf", text, at, Word(text, at))
        if acts and not self.takes_value():
            return self.add(OPERATORS[text], text, at)
        return self.add("leaf", text, at, Phrase(text, at=at))

    def read_sign(self, match: re.Match[str]) -> bool:
        """Punctuation passes unsaid; of other signs, the first is reported."""
        sign = match.group()
        if not self.odd_sign and not sign.isascii() and unicodedata.category(sign)[0] in "SC" and unicodedata.category(sign) != "Cf":
            self.odd_sign = True
            self.report(match.start(), f"Signs such as {short(sign)} cannot be searched for, so they are left out.")
        return True


_RULES: tuple[tuple[re.Pattern[str], Callable[[_Lexer, re.Match[str]], bool]], ...] = (
    (re.compile(rf"[{_APART}]+"), _Lexer.read_gap),
    (re.compile(r"(?<![^\s(])-(?![\s\-–—]|\Z)"), _Lexer.read_minus),
    (re.compile(r"\("), _Lexer.read_open),
    (re.compile(r"\)"), _Lexer.read_close),
    (re.compile(r'["“„«‹]'), _Lexer.read_quotation),
    (re.compile(r"[”»›]"), _Lexer.read_stray),
    (re.compile(rf"\[\s{{0,20}}({_DATE})\s{{1,20}}TO\s{{1,20}}({_DATE})\s{{0,20}}(\]?)"), _Lexer.read_range),
    (re.compile(r"[\[{](?:[^\[\]{}]{0,80}[\]}]|[^\s()]{0,80}(?:\s{1,20}TO\b)?)"), _Lexer.read_broken_range),
    (re.compile(rf"[<>]=?{_DATE}"), _Lexer.read_comparison),
    (re.compile(r'(?:[A-Za-z][A-Za-z0-9+.\-]*+://|(?i:www\.|mailto:))(?:[^\s()"“”„«»‹›]|\([^\s()"“”„«»‹›]*\))*'), _Lexer.read_address),
    (re.compile(r"([^\W\d]+):(?=([^\W_]|[\"“„«‹(*])?)"), _Lexer.read_field),
    (
        re.compile(rf"(?:[{_LEADING}]+|(?=[^\W_]|\*|\?[^\W_]|\?[*?]))(?:{_NUMBER})?(?:[^{_APART}{_MARKS}]|(?<=[0-9]),(?=[0-9]))*"),
        _Lexer.read_word,
    ),
    (re.compile(r".", re.DOTALL), _Lexer.read_sign),
)
"""What may stand at a place of the query, in the order in which it is tried; a reader that returns False declines."""


def _trimmed(text: str) -> str:
    """The text without the punctuation at its end. The period of a dotted acronym stays: `O.N.U.`."""
    end = len(text)
    while end and not _may_end(text, end):
        end -= 1
    return text[:end]


def _may_end(text: str, end: int) -> bool:
    last = text[end - 1]
    if last.isalnum() or last in _TRAILING or unicodedata.category(last)[0] == "M":
        return True
    return last == "." and _ACRONYM.search(text[max(0, end - 5) : end]) is not None


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"


def _has_letter(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _too_long(text: str) -> str:
    return f"{short(text)} holds a word of more than {MAX_LENGTH} characters, so it is left out."
