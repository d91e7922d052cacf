"""The grammar of the query language: what a person typed, as a tree and a list of what had to be guessed.

    query     = both { OR both }
    both      = row { AND row }
    row       = single { single }
    single    = [ NOT | - ] [ field: ] ( leaf | range | ( query ) )

Nobody's search is refused for a slip. Every mark that makes no sense where it stands is left out and reported, and the rest is read
as if it had not been typed.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from indexer.dates import span
from indexer.document import LANGUAGES, UNDETERMINED
from service.search.lexer import Leaf, Token, short, tokens
from service.search.tree import FIELDS, And, DateRange, Everything, InField, Node, Not, Nothing, Or, Parsed, Phrase, Problem, Sequence, Word

MAX_DEPTH = 50
"""Parentheses inside each other. People use three; the bound is what lets the grammar call itself safely."""
MAX_WORDS = 256
"""Words of a query, those in phrases included. Each is looked up in two languages with its variants, so this bounds a query's cost.
Questions that tell a whole story have a hundred: a bound of 64 costs .004 to .012 nDCG@10 on en_cisi (`tests/benchmarks/ranking.py`)."""
MAX_PROBLEMS = 100
"""Problems that are reported; whoever has that many needs no further ones."""

_NEGATIONS = ("not", "minus")
_OPERANDS = ("leaf", "range", "open", "field")


def parse(q: str) -> Parsed:
    """The tree of any string, and the problems met on the way in order of position; offsets count characters of `q`. Never raises.

    A blank query is everything. A query that holds something but nothing to search for is `Nothing`, with a problem that says why.
    """
    if not q or q.isspace():
        return Parsed(Everything())
    problems: list[Problem] = []
    grammar = _Grammar(_first_words(_balanced(tokens(q, problems), problems), problems), problems)
    tree = grammar.query(None)
    if tree is None or isinstance(tree, Nothing):
        tree = Nothing()
        if not problems:
            problems.append(Problem(len(q) - len(q.lstrip()), f"There is no word to search for in {short(q)}."))
    return Parsed(tree, tuple(sorted(problems, key=lambda problem: problem.at)[:MAX_PROBLEMS]))


def _balanced(found: list[Token], problems: list[Problem]) -> list[Token]:
    """The tokens without parentheses that close nothing or lie too deep. Those never closed stay; the end of the query closes them."""
    kept: list[Token] = []
    opened: list[Token] = []
    too_deep: list[Token] = []
    for token in found:
        if token.kind == "close" and not opened:
            problems.append(Problem(token.at, "“)” closes a parenthesis that was never opened, so it is ignored."))
            continue
        if token.kind == "open":
            opened.append(token)
        if token.kind not in ("open", "close") or len(opened) <= MAX_DEPTH:
            kept.append(token)
        else:
            too_deep.append(token)
        if token.kind == "close":
            opened.pop()
    problems += [Problem(token.at, "“(” is never closed, so it is read as closed at the end.") for token in opened[:MAX_DEPTH]]
    if too_deep:
        problems.append(Problem(too_deep[0].at, f"Parentheses go {MAX_DEPTH} deep at most; the ones inside those are ignored."))
    return kept


def _first_words(found: list[Token], problems: list[Problem]) -> list[Token]:
    """The tokens up to the last word that a query may hold, and no mark left dangling behind it."""
    words = 0
    for index, token in enumerate(found):
        size = len(token.leaf.text.split()) if isinstance(token.leaf, Phrase) else int(token.kind in ("leaf", "range"))
        if words + size <= MAX_WORDS:
            words += size
            continue
        kept = found[:index]
        rest = token.text
        if isinstance(token.leaf, Phrase) and words < MAX_WORDS:
            first, rest = token.leaf.text.split()[: MAX_WORDS - words], token.leaf.text.split(maxsplit=MAX_WORDS - words)[-1]
            if any(character.isalnum() for word in first for character in word):
                kept.append(replace(token, leaf=replace(token.leaf, text=" ".join(first))))
        while kept and kept[-1].kind not in ("leaf", "range", "close"):
            kept.pop()
        problems.append(Problem(token.at, f"A query holds {MAX_WORDS} words at most; from {short(rest)} on, the rest is left out."))
        return kept
    return found


class _Grammar:
    """Reads tokens into nodes. A method returns None where nothing stood, and `Nothing` where something did that cannot be used.

    The difference keeps one slip from being reported twice: in `moon AND date:soon` the date is to blame, not `AND`.
    """

    def __init__(self, found: list[Token], problems: list[Problem]) -> None:
        self.found = found
        self.index = 0
        self.problems = problems

    def report(self, at: int, message: str) -> None:
        self.problems.append(Problem(at, message))

    @property
    def next(self) -> Token | None:
        return self.found[self.index] if self.index < len(self.found) else None

    def next_is(self, *kinds: str) -> bool:
        return self.next is not None and self.next.kind in kinds

    def take(self) -> Token:
        self.index += 1
        return self.found[self.index - 1]

    def query(self, field: str | None) -> Node | None:
        return self.operands("or", Or, self.both, field)

    def both(self, field: str | None) -> Node | None:
        return self.operands("and", And, self.row, field)

    def operands(self, kind: str, joined: type[And | Or], operand: Callable[[str | None], Node | None], field: str | None) -> Node | None:
        """What stands between operators of one kind; an operator without something on both sides is left out."""
        nodes = [operand(field)]
        while self.next_is(kind):
            operator = self.take()
            before = any(node is not None for node in nodes)
            nodes.append(operand(field))
            if not before or nodes[-1] is None:
                side = "after" if before else "before"
                self.report(operator.at, f"{short(operator.text)} has nothing {side} it to work on, so it is left out.")
        return _joined(joined, nodes)

    def row(self, field: str | None) -> Node | None:
        nodes: list[Node | None] = []
        while self.next is not None and not self.next_is("and", "or", "close"):
            nodes.append(self.negation(field) if self.next_is(*_NEGATIONS) else self.single(field))
        return _joined(Sequence, nodes)

    def negation(self, field: str | None) -> Node | None:
        sign = last = self.take()
        while self.next_is(*_NEGATIONS):
            last = self.take()
            self.report(last.at, f"{short(last.text)} follows another negation; together they count as one.")
        if self.next is not None and self.next_is(*_OPERANDS) and (last.kind == "not" or self.next.glued):
            node = self.single(field)
            return node if isinstance(node, Nothing) else Not(node, sign.at)
        if last.kind == "not":
            self.report(last.at, f"{short(last.text)} has nothing after it to work on, so it is left out.")
        return None

    def single(self, field: str | None) -> Node:
        """The operand that comes next; there is one."""
        if self.next_is("field"):
            return self.in_field(field)
        token = self.take()
        if token.kind == "open":
            return self.group(token, field)
        if token.kind == "range":
            return self.date_range(token, field)
        return self.placed(token, field)

    def group(self, opening: Token, field: str | None) -> Node:
        empty = self.next_is("close")
        node = self.query(field)
        if self.next_is("close"):
            self.take()
        if empty:
            self.report(opening.at, "There is nothing between the parentheses, so they are left out.")
        return node or Nothing(opening.at)

    def in_field(self, outer: str | None) -> Node:
        """A value and the field before it. Of several fields in a row or inside each other, the first that exists holds."""
        first, chosen = self.take(), outer
        token = first
        while True:
            if token.text not in FIELDS:
                self.report(token.at, f"There is no field {short(token.text)}; there are {', '.join(FIELDS)}.")
            elif chosen is None:
                chosen, first = token.text, token
            else:
                self.report(token.at, f"{short(token.text + ':')} stands inside “{chosen}:”, so it is ignored.")
            if self.next is None or not self.next_is("field") or not self.next.glued:
                break
            token = self.take()
        if self.next is None or not self.next_is(*_OPERANDS) or not self.next.glued:
            self.report(token.at, f"{short(token.text + ':')} has no value right after it, so it is left out.")
            return Nothing(token.at)
        node = self.single(chosen)
        if chosen == outer or isinstance(node, Nothing):
            return node
        if chosen == "date":
            return replace(node, at=first.at) if isinstance(node, DateRange) else node
        return InField(chosen or "", node, first.at)

    def placed(self, token: Token, field: str | None) -> Node:
        leaf: Leaf = token.leaf or Nothing(token.at)
        place = _PLACES.get(field or "")
        if place is None or isinstance(leaf, Nothing):
            return leaf
        try:
            return place(leaf)
        except ValueError as error:
            self.report(token.at, f"{str(error)[:1].upper()}{str(error)[1:]}. It is left out.")
            return Nothing(token.at)

    def date_range(self, token: Token, field: str | None) -> Node:
        if field != "date":
            self.report(token.at, f"{short(f'[{token.text}]')} is a range, which only date: takes, so it is left out.")
            return Nothing(token.at)
        try:
            return _range(token.text, token.at)
        except ValueError as error:
            self.report(token.at, f"{str(error)[:1].upper()}{str(error)[1:]}. It is left out.")
            return Nothing(token.at)


def _joined(kind: type[Sequence | And | Or], nodes: list[Node | None]) -> Node | None:
    """The usable nodes as one: those of the same kind opened up, a single one as it is."""
    stood = [node for node in nodes if node is not None]
    usable = [part for node in stood for part in (node.nodes if isinstance(node, kind) else (node,)) if not isinstance(part, Nothing)]
    if len(usable) > 1:
        return kind(tuple(usable))
    return usable[0] if usable else (stood[0] if stood else None)


def _range(text: str, at: int) -> DateRange:
    """Raises ValueError with the beginning of a sentence."""
    if text[0] in "<>":
        return _compared(text, at)
    first, middle, last = text.partition(" TO ")
    if not middle or text.startswith(("[", "{")):
        raise ValueError(f"{short(text)} is not a range; write date:[2021-03 TO 2022]")
    ends = [None if end == "*" else _date(end) for end in (first, last)]
    match ends:
        case [str(begin), str(end)] if span(begin)[0] > span(end)[1]:
            raise ValueError(f"{short(f'[{text}]')} ends before it starts")
    return DateRange(ends[0], ends[1], at)


def _compared(text: str, at: int) -> DateRange:
    """`<2021` is to the last day before 2021, `>=2021` from its first. Raises ValueError with the beginning of a sentence."""
    date = _date(text.lstrip("<>="))
    if "=" in text:
        return DateRange(None, date, at) if text[0] == "<" else DateRange(date, None, at)
    first, last = (datetime.strptime(f"{day:08}", "%Y%m%d").replace(tzinfo=UTC) for day in span(date))
    try:
        beyond = first - timedelta(days=1) if text[0] == "<" else last + timedelta(days=1)
    except OverflowError:
        raise ValueError(f"nothing is dated {short(text)}") from None
    edge = f"{beyond:%Y-%m-%d}".rjust(10, "0")
    return DateRange(None, edge, at) if text[0] == "<" else DateRange(edge, None, at)


def _date(text: str) -> str:
    span(text)
    return text


def _dated(leaf: Leaf) -> DateRange:
    """A leaf after `date:`. Raises ValueError with the beginning of a sentence."""
    if isinstance(leaf, Everything):
        return DateRange(None, None, leaf.at)
    text = leaf.text if isinstance(leaf, Word | Phrase) else str(leaf)
    date = _date(text)
    return DateRange(date, date, leaf.at)


def _language(leaf: Leaf) -> Word:
    """A leaf after `lang:`. Raises ValueError with the beginning of a sentence."""
    text = leaf.text.lower() if isinstance(leaf, Word | Phrase) else str(leaf)
    if text not in (*LANGUAGES, UNDETERMINED):
        raise ValueError(f"the field lang: takes {', '.join(LANGUAGES)} or {UNDETERMINED}, not {short(str(leaf))}")
    return Word(text, leaf.at)


_PLACES: dict[str, Callable[[Leaf], Node]] = {"date": _dated, "lang": _language}
"""How a leaf is read in a field that takes less than any word."""
