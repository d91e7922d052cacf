"""What a query means before any language is applied: a tree of frozen nodes that print as a person would type them.

`at` is the offset of the node's first character in the query as typed. It takes no part in equality, so that a printed tree parsed
again is the same tree.
"""

import re
from dataclasses import dataclass
from dataclasses import field as attribute  # InField has a field of that name


@dataclass(frozen=True, slots=True)
class Word:
    """One word as typed. It may hold a hyphen or an apostrophe (`Luna-25`, `l'étude`)."""

    text: str
    at: int = attribute(default=0, compare=False)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side and in order; with `slop` above 1, in any order and at most that many positions apart."""

    text: str
    slop: int = 1
    at: int = attribute(default=0, compare=False)

    def __str__(self) -> str:
        return f'"{self.text}"' + (f"~{self.slop}" if self.slop > 1 else "")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word with `*` (any letters) or `?` (one letter) in it."""

    text: str
    at: int = attribute(default=0, compare=False)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A word and its neighbours at most `distance` (1 or 2) edits away."""

    text: str
    distance: int = 1
    at: int = attribute(default=0, compare=False)

    def __str__(self) -> str:
        return f"{self.text}~{self.distance}"


@dataclass(frozen=True, slots=True)
class DateRange:
    """Articles dated from `first` to `last`, both included, ISO 8601 at any precision; None is an open end."""

    first: str | None
    last: str | None
    at: int = attribute(default=0, compare=False)

    def __str__(self) -> str:
        if self.first is not None and self.first == self.last:
            return f"date:{self.first}"
        return f"date:[{self.first or '*'} TO {self.last or '*'}]"


@dataclass(frozen=True, slots=True)
class InField:
    """What follows `field:`; `field` is one of `FIELDS`."""

    field: str
    node: "Node"
    at: int = attribute(default=0, compare=False)

    def __str__(self) -> str:
        return f"{self.field}:{_grouped(self.node, _ATOMS)}"


@dataclass(frozen=True, slots=True)
class Not:
    """Articles that the child does not match."""

    node: "Node"
    at: int = attribute(default=0, compare=False)

    def __str__(self) -> str:
        return f"-{_grouped(self.node, (*_ATOMS, InField))}"


@dataclass(frozen=True, slots=True)
class Sequence:
    """Two or more nodes with nothing but space between them: all of them or the best of them, as `match` decides."""

    nodes: tuple["Node", ...]

    def __str__(self) -> str:
        text = ""
        for node in self.nodes:
            piece = _grouped(node, (*_ATOMS, InField, Not))
            # A comma keeps two numbers from being read as one: `10, 000`.
            text += (", " if _ENDS_IN_A_NUMBER.search(text) and _NEXT_DIGITS.match(piece) else " ") + piece
        return text[1:]


@dataclass(frozen=True, slots=True)
class And:
    """Two or more nodes that must all match."""

    nodes: tuple["Node", ...]

    def __str__(self) -> str:
        return " AND ".join(_grouped(node, (*_ATOMS, InField, Not, Sequence)) for node in self.nodes)


@dataclass(frozen=True, slots=True)
class Or:
    """Two or more nodes of which one must match."""

    nodes: tuple["Node", ...]

    def __str__(self) -> str:
        return " OR ".join(_grouped(node, (*_ATOMS, InField, Not, Sequence, And)) for node in self.nodes)


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article: the empty query, or a star alone."""

    at: int = attribute(default=0, compare=False)

    def __str__(self) -> str:
        return "*"


@dataclass(frozen=True, slots=True)
class Nothing:
    """No article: what is left of a query of which no part could be used. It prints as nothing at all."""

    at: int = attribute(default=0, compare=False)

    def __str__(self) -> str:
        return ""


Node = Word | Phrase | Pattern | Fuzzy | DateRange | InField | Not | Sequence | And | Or | Everything | Nothing

TEXT_FIELDS = ("title", "body")
ENTITY_FIELDS = ("person", "org", "place", "programme")
KEYWORD_FIELDS = ("source", "lang")
FIELDS = (*TEXT_FIELDS, *ENTITY_FIELDS, *KEYWORD_FIELDS, "date")
"""Every name that may stand before a colon."""

_ENDS_IN_A_NUMBER = re.compile(r"(?:[\s(]-?|[:@#$€£])[0-9]{1,3}\Z")
_NEXT_DIGITS = re.compile(r"[0-9]{3}(?![0-9])")
_ATOMS = (Word, Phrase, Pattern, Fuzzy, DateRange, Everything)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the parser had to guess. `at` is an offset into the query as typed; `message` is in English."""

    at: int
    message: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A tree and what had to be guessed on the way to it, in the order of position."""

    tree: Node
    problems: tuple[Problem, ...] = ()


def _grouped(node: Node, bare: tuple[type, ...]) -> str:
    """The node as text, in parentheses unless it is of a type that binds tightly enough to stand bare."""
    return str(node) if isinstance(node, bare) else f"({node})"
