"""A text as its words, with what stands between them: what names are looked for in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from indexer.document import EntityType, Mention
from indexer.entities.names import FOLDED, pieces

_HYPHENS = "-\u2010\u2011\u2012\u2013\u2212"
_APOSTROPHES = "'\u2019\u2018\u02bc\u00b4`"
_SPACE = r"[^\S\n]{0,3}(?:\n[^\S\n]{0,3})?"
# What may stand between two words of one name: space with at most one line break, one hyphen, apostrophe or ampersand, or an
# apostrophe and a space, as in the Workers' Party.
_JOINER = re.compile(rf"{_SPACE}|[{_HYPHENS}{_APOSTROPHES}]|[{_APOSTROPHES}] |[^\S\n]?&[^\S\n]?")
_AFTER_DOT = re.compile(rf"\.{_SPACE}")
_LONGEST_JOINER = 8
_ENDS_SENTENCE = frozenset('.!?…:;\n«“"•|')
_LINE = re.compile(r"[^\n]+")

_SHORTENED = frozenset({"bros", "co", "corp", "inc", "ltd"})
"""Words at the end of names whose full stop belongs to them where the sentence goes on."""


class Passage:
    """A text as its words, numbered from 0, with what stands between them.

    `words` are written as in the text, `keys` are how they are compared, with an empty one behind the last, and `gaps` stand before each
    word and, one more, behind the last.
    """

    def __init__(self, text: str, split: Sequence[str] | None = None, keys: Sequence[str] | None = None) -> None:
        """Read a text; `split` and `keys` are what `pieces` cuts it into and the keys of its words, where they are known."""
        self.text = text
        split = pieces(text) if split is None else split
        self.words, self.gaps = split[1::2], split[::2]
        self.keys = [*(map(FOLDED.__getitem__, self.words) if keys is None else keys), ""]
        self._split = split

    @cached_property
    def ends(self) -> list[int]:
        """At which character each gap and each word ends, by turns."""
        return list(accumulate(map(len, self._split)))

    def written(self, first: int, last: int) -> str:
        """The text from one word to another, both included."""
        return "".join(self._split[2 * first + 1 : 2 * last + 2]) if first < last else self.words[first]

    def mentions(self, found: Iterable[tuple[int, int, EntityType, str]]) -> Iterator[Mention]:
        """Spans of words (first, last, type, id), in order and without overlap, as mentions."""
        split, at, end = self._split, 0, 0
        for first, last, kind, key in found:
            start = end + len("".join(split[at : 2 * first + 1]))
            at = 2 * last + 2
            text = split[2 * first + 1] if first == last else "".join(split[2 * first + 1 : at])
            end = start + len(text)
            if self.keys[last] in _SHORTENED and split[at].startswith(". ") and self.word(last + 1).islower():
                yield Mention(start, end + 1, text + ".", kind, key)
            else:
                yield Mention(start, end, text, kind, key)

    def between(self, first: int, last: int) -> str:
        """The text between two words."""
        return self.gaps[last] if last == first + 1 else "".join(self._split[2 * first + 2 : 2 * last + 1])

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.words)

    def start(self, number: int) -> int:
        """The character at which a word begins."""
        return self.ends[2 * number]

    def end(self, number: int) -> int:
        """The character behind a word."""
        return self.ends[2 * number + 1]

    def word(self, number: int) -> str:
        """The word as it is written; empty outside the text."""
        return self.words[number] if 0 <= number < len(self.words) else ""

    def key(self, number: int) -> str:
        """The word folded; empty outside the text."""
        return self.keys[number] if 0 <= number < len(self.words) else ""

    def before(self, number: int) -> str:
        """What stands between this word and the one before it, or an end of the text."""
        return self.gaps[number] if 0 <= number < len(self.gaps) else ""

    def joined(self, number: int) -> bool:
        """Whether this word and the one before it can belong to one name."""
        if not 0 < number < len(self.words):
            return False
        gap = self.gaps[number]
        if gap in (" ", "-"):
            return True
        if len(gap) > _LONGEST_JOINER:
            return False
        # A number on the next line begins something else.
        if "\n" in gap and self.key(number).isdigit():
            return False
        if gap.startswith("."):
            # St. Petersburg and George W. Bush, but not the end of one sentence and the beginning of the next.
            return len(self.words[number - 1]) <= 2 and _AFTER_DOT.fullmatch(gap) is not None
        return _JOINER.fullmatch(gap) is not None

    def glued(self, number: int) -> bool:
        """Whether nothing at all stands between this word and the one before it, as in `Mars96`."""
        return 0 < number < len(self.words) and not self.gaps[number]

    def numbered(self, number: int) -> bool:
        """Whether this word is a number hung on the one before it: the 26 of `Luna-26`."""
        return self.key(number).isdigit() and len(self.before(number)) == 1 and self.before(number) in _HYPHENS

    def capital(self, number: int) -> bool:
        """Whether the word begins with a capital, a digit, or a letter of a script that has no capitals."""
        return not self.word(number)[:1].islower()

    def capitals(self, number: int) -> bool:
        """Whether no letter of the word is lower-case."""
        word = self.word(number)
        return word.isupper() or word.isdigit()

    def opens_sentence(self, number: int) -> bool:
        """Whether the word would wear a capital whatever it means: after a full stop, an opening quote, a line break."""
        return number == 0 or not _ENDS_SENTENCE.isdisjoint(self.gaps[number])

    def shouted(self, number: int) -> bool:
        """Whether the word stands in a line of several words that are all in capitals."""
        return number in self._shouted

    @cached_property
    def _shouted(self) -> frozenset[int]:
        """The words of all lines that have no lower-case letter."""
        shouted: list[int] = []
        number = 0
        if not any(map(str.isupper, self.text.split("\n"))):
            return frozenset()
        for line in _LINE.finditer(self.text):
            if not line.group().isupper():
                continue
            while number < len(self.words) and self.start(number) < line.start():
                number += 1
            first = number
            while number < len(self.words) and self.end(number) <= line.end():
                number += 1
            if number - first > 1:
                shouted.extend(range(first, number))
        return frozenset(shouted)
