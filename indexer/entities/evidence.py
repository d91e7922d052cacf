"""What speaks for the type of a name: how it is written, and the words around each of its mentions.

Evidence is a list of short names such as `given` or `<in`. None of them repeats a word of a text unless it is one of the closed lists in
`word_classes.txt`, but for the last letters of names, so weights over them hold nothing of the articles that they were learnt from.
"""

from collections.abc import Callable, Hashable, Sequence

from indexer.entities import vocabulary as v
from indexer.entities.passage import Passage

_NAMED: tuple[tuple[int, str], ...] = (
    (v.GIVEN, "given"),
    (v.SURNAME, "surname"),
    (v.LEGAL, "legal"),
    (v.ORGANISATION, "org"),
    (v.PLACE, "place"),
    (v.PROGRAMME, "programme"),
    (v.PEOPLE, "people"),
    (v.PRODUCT, "product"),
    (v.BODY, "body"),
    (v.CAPITALS, "capitals"),
    (v.CAMEL, "camel"),
    (v.NUMBER, "number"),
    (v.ROMAN, "roman"),
    (v.ANY_ORDINARY, "ordinary"),
)
_AROUND: tuple[tuple[int, str], ...] = (
    (v.HONORIFIC, "honorific"),
    (v.ROLE, "role"),
    (v.PEOPLE, "people"),
    (v.COMPANY_NOUN, "company"),
    (v.PLACE_NOUN, "place"),
    (v.PROGRAMME_NOUN, "programme"),
    (v.SAYS, "says"),
    (v.GIVEN, "given"),
    (v.CALENDAR, "calendar"),
    (v.PRODUCT_CUE, "of a product"),
    (v.COMPANY_CUE, "of a company"),
    (v.PERSON_CUE, "of a person"),
    (v.PLACE_CUE, "of a place"),
    (v.PRODUCT_VERB, "works"),
    (v.COMPANY_VERB, "trades"),
    (v.PERSON_VERB, "lives"),
)
_SAYING = sum(bit for bit, _ in _AROUND)
_LINKS = frozenset({"of", "de", "des", "du", "d", "for", "and", "et", "van", "von", "bin", "al"})
_JOINTS = frozenset({"-", " & ", ". ", ""})
_WORDS = v.PREPOSITION | v.CLOSED
_CROSSING = frozenset({" ", "\u00a0", "'", "\u2019"})
_ABBREVIATED = frozenset({". ", ".\u00a0", "."})


class _Said(dict[int, tuple[str, ...]]):
    """What the bits of a word say, behind the name of its place: `first given`, `first capitals`. Few sets of bits are ever met."""

    def __init__(self, place: str, of: tuple[tuple[int, str], ...]) -> None:
        self._place, self._of = place, of

    def __missing__(self, bits: int) -> tuple[str, ...]:
        said = self[bits] = tuple(f"{self._place}{name}" for bit, name in self._of if bits & bit)
        return said


_ONLY, _FIRST, _LAST, _INNER = (_Said(f"{place} ", _NAMED) for place in ("only", "first", "last", "inner"))
_BEFORE, _BEHIND, _POSSESSED, _BESIDE, _THE, _FURTHER = (_Said(sign, _AROUND) for sign in ("<", ">", ">'s ", ">, ", ">, the ", ">> "))

Inner = Callable[[Sequence[str]], str | None]
"""The type of the known entity that some folded words name, or None."""


def written(passage: Passage, marks: Sequence[int], first: int, last: int, inner: Inner) -> list[str]:
    """The evidence in a name itself; `inner` tells whether its beginning or its end names a known entity."""
    bits, end = marks[first : last + 1], marks[last]
    some = [f"words {min(len(bits), 5)}"]
    if first == last:
        some += _ONLY[end]
        if end & v.CAPITALS:
            some.append(f"letters {min(len(passage.words[first]), 6)}")
        else:
            key = passage.key(first)
            some += [f"={key[-2:]}", f"={key[-3:]}", f"={key[-4:]}"]
        return some
    some += _FIRST[bits[0]]
    some += _LAST[end]
    within = 0
    for bit in bits[1:-1]:
        within |= bit
    some += _INNER[within]
    words = passage.keys[first : last + 1]
    for name, part in (("begins", words[:1]), ("begins", words[:-1]), ("ends", words[-1:]), ("ends", words[1:])):
        known = inner(part)
        if known is not None and f"{name} {known}" not in some:
            some.append(f"{name} {known}")
    if len(words) > 2:
        some += [f"with {key}" for key in sorted(_LINKS.intersection(words[1:-1]))]
    some += [f"joined {gap.strip()}" for gap in sorted(_JOINTS.intersection(passage.gaps[first + 1 : last + 1]))]
    key = passage.key(last)
    some += [f"last={key[-2:]}", f"last={key[-3:]}"]
    if len(bits) == 2 and not (bits[0] | end) & (v.HEAD | v.LEGAL | v.CAPITALS | v.NUMBER | v.CAMEL | v.ANY_ORDINARY):
        some.append("pair")
    return some


def _lexical(bits: int) -> bool:
    """Whether a word in small letters is on a list, so that it may be evidence itself."""
    return bool(bits & _LISTED) and not bits & (v.CAPITAL | _WORDS)


_LISTED = v.ANY_ORDINARY | v.ROLE | v.COMPANY_NOUN | v.PLACE_NOUN | v.PROGRAMME_NOUN | v.SAYS | v.PEOPLE | v.PRODUCT | v.THING


def around(passage: Passage, marks: Sequence[int], first: int, last: int) -> list[str]:
    """The evidence in the words around one mention."""
    return before(passage, marks, first, shape(marks, first, last)) + behind(passage, marks, last)


def shape(marks: Sequence[int], first: int, last: int) -> str:
    """How a name is written: `1` for one word, `A` in capitals, `a` with capitals inside, `0` with a number, nothing for several words."""
    bits = marks[first] | marks[last]
    if bits & (v.NUMBER | v.CAMEL):
        return "0" if bits & v.NUMBER else "a"
    return "" if first != last else "A" if bits & v.CAPITALS else "1"


def before(passage: Passage, marks: Sequence[int], first: int, shaped: str) -> list[str]:
    """The evidence in the words before a mention and the gaps behind them; `shaped` is the `shape` of the name.

    “The Guardian” is no place, although “the United States” are one.
    """
    gap = passage.gaps[first]
    if first and gap in _ABBREVIATED and marks[first - 1] & v.HONORIFIC:
        return ["<honorific", "<role", "<honorific ."]
    if not first or gap not in _CROSSING:
        stripped = gap.strip()[-1:] if first else "^"
        some = [f"<{stripped}"]
        # Enumerations: “spokesman for the ministry, X”, « le ministre, X ».
        if stripped == "," and marks[first - 1] & v.ROLE:
            some.append("<, role")
        return some
    bits, some = marks[first - 1], list[str]()
    one = _little(passage, first - 1)
    if bits & _WORDS:
        some.append(f"<{one}")
        if shaped:
            some.append(f"{shaped}<{one}")
        if first > 1 and passage.gaps[first - 1] in _CROSSING:
            some += _before_little(passage, marks, first - 2, one)
    elif _lexical(bits):
        some.append(f"<{one}")
    some += _BEFORE[bits]
    if first > 1 and not bits & (_WORDS | v.CAPITAL | v.NUMBER) and passage.gaps[first - 1] in _CROSSING:
        # « le tabloïd britannique X », « le groupe financier X »
        some += _BEFORE[marks[first - 2] & ~v.SAYS]
    if not some:
        some.append("<capital" if bits & v.CAPITAL else "<small")
    return some


def decides_before(passage: Passage, marks: Sequence[int], first: int, shaped: str) -> Hashable:
    """All that `before` depends on: where this is the same, so is the evidence."""
    if not first:
        return ""
    gap, bits, words = passage.gaps[first], marks[first - 1], passage.words
    if gap not in _CROSSING:
        return gap, bits & (v.HONORIFIC | v.ROLE)
    if not bits & _WORDS:
        further = first > 1 and marks[first - 2] & _SAYING and passage.gaps[first - 1] in _CROSSING
        return (words[first - 2], words[first - 1]) if further else words[first - 1]
    if first < 2 or passage.gaps[first - 1] not in _CROSSING:
        return shaped, words[first - 1]
    if first < 3 or not marks[first - 2] & (_WORDS | v.PEOPLE) or passage.gaps[first - 2] not in _CROSSING:
        return shaped, words[first - 1], words[first - 2]
    return shaped, words[first - 1], words[first - 2], words[first - 3]


def _little(passage: Passage, number: int) -> str:
    """A word as evidence: folded, but for « à », before which places stand, and which is no “a”, nor the « a » of « a dit »."""
    return "à" if passage.words[number] == "à" else passage.keys[number]


def _before_little(passage: Passage, marks: Sequence[int], number: int, little: str) -> list[str]:
    """The evidence in the word before a little word, or before two: the player of « le joueur de l’ »."""
    bits, some = marks[number], list[str]()
    if bits & _WORDS:
        some.append(f"<{_little(passage, number)} {little}")
        if number and passage.gaps[number] in _CROSSING and _lexical(marks[number - 1]):
            some.append(f"<<{passage.keys[number - 1]}")
    some += [f"<<{name} {little}" for bit, name in _AROUND if bits & bit]
    if bits & v.PEOPLE and number and passage.gaps[number] in _CROSSING:
        # « la ville allemande de X »
        some += [f"<<{name} {little}" for bit, name in _AROUND if marks[number - 1] & bit]
    if _lexical(bits):
        some.append(f"<<{passage.keys[number]}")
    return some


def behind(passage: Passage, marks: Sequence[int], last: int) -> list[str]:
    """The evidence in the gap and the two words behind a mention."""
    after = last + 1
    if after >= len(marks):
        return [">$"]
    gap, bits = passage.gaps[after], marks[after]
    key = passage.key(after)
    if gap in {"'", "\u2019"} and key == "s":
        behind = marks[last + 2] if last + 2 < len(marks) else 0
        return [">'s", *_POSSESSED[behind]]
    if gap in _CROSSING:
        some = [f">{_little(passage, after)}"] if bits & _WORDS or _lexical(bits) else []
        some += _BEHIND[bits]
        if bits & _WORDS and last + 2 < len(marks) and _lexical(marks[last + 2]):
            some.append(f">>{passage.keys[last + 2]}")
            some += _FURTHER[marks[last + 2]]
        return some or [">capital" if bits & v.CAPITAL else ">small"]
    some = [f">{gap.strip()[:1]}"]
    if gap == ", ":
        some += _behind_comma(passage, marks, after)
    elif gap == " (":
        some += [f">( {name}" for bit, name in ((v.CAPITALS, "capitals"), (v.NUMBER, "number"), (v.CAPITAL, "capital")) if bits & bit][:1]
    return some


def decides_behind(passage: Passage, marks: Sequence[int], last: int) -> Hashable:
    """All that `behind` depends on."""
    after = last + 1
    if after >= len(marks):
        return ""
    gap, bits, words = passage.gaps[after], marks[after], passage.words
    if gap in _CROSSING:
        if bits & _WORDS or gap != " ":
            return gap, *words[after : after + 2]
        return words[after]
    if gap == ", ":
        return (gap, *words[after : after + 2]) if bits & (v.STOP | v.CLOSED) else (gap, words[after])
    return gap, bits & (v.CAPITALS | v.NUMBER | v.CAPITAL)


def _behind_comma(passage: Passage, marks: Sequence[int], after: int) -> list[str]:
    """The evidence in an apposition, which begins at this word: “Plover, a town in the north”."""
    bits, key = marks[after], passage.keys[after]
    some = [*_BESIDE[bits]]
    if _lexical(bits):
        some.append(f">, {key}")
    if bits & (v.STOP | v.CLOSED):
        some.append(f">, {key}" if bits & v.CLOSED else ">, little")
        behind = marks[after + 1] if after + 1 < len(marks) else 0
        some += _THE[behind]
        if _lexical(behind):
            some.append(f">, {passage.keys[after + 1]}")
    elif bits & v.CAPITAL:
        some.append(">, capital")
    elif bits & v.NUMBER:
        some.append(">, number")
    return some
