"""What the chunks of texts become, each worked out once: a corpus repeats its words, and most of their neighbours."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Protocol

import numpy as np
from whoosh.analysis import RegexTokenizer

from indexer.codec.postings import Ints

Item = tuple[int, str]
"""A token of a chunk: its position, counted from that of the chunk, and its term."""

_SPACED = RegexTokenizer(r"[^ \t\r\n]+").expression.pattern
"""How Whoosh's keyword fields are cut."""
_AROUND = ',;:!?()"«»“”…'
"""Signs that no word begins or ends with. Nor does one of nothing but letters and digits with a full stop."""
_APOSTROPHES = frozenset("ʼʻʹ")
"""Letters to Unicode, signs to everybody else."""


class Cut(Protocol):
    """An analyzer whose texts can be cut into chunks that are read one by one.

    Attributes:
        cut: what cuts. Analyzers with the same name for it cut alike, and `read` alike.
        form: which of the forms that are read is this analyzer's.
        plain: whether a chunk becomes the same without the punctuation around it and in small letters.
    """

    @property
    def cut(self) -> str:
        """What cuts."""

    @property
    def form(self) -> str:
        """Which form is its own."""

    @property
    def plain(self) -> bool:
        """Whether punctuation and capitals change nothing."""

    def chunks(self, text: str) -> Sequence[str]:
        """The chunks of a text. What each becomes, one after the other with positions running on, is what the text becomes."""

    def read(self, chunk: str) -> tuple[int, Mapping[str, Iterable[Item]]]:
        """How many positions a chunk takes, and its tokens in every form."""


class _Spaced:
    """Words between spaces, as they are."""

    cut, form, plain = "spaces", "words", False

    def __init__(self, tokenizer: RegexTokenizer) -> None:
        self.chunks: Callable[[str], list[str]] = tokenizer.expression.findall

    @staticmethod
    def read(chunk: str) -> tuple[int, Mapping[str, Iterable[Item]]]:
        return 1, {"words": ((0, chunk),)}


def cut_of(analyzer: Any) -> Cut | None:  # noqa: ANN401 — Whoosh has no types
    """How an analyzer's texts can be cut into chunks, or None if they must be read whole."""
    if all(hasattr(analyzer, part) for part in ("cut", "form", "plain", "chunks", "read")):
        cut: Cut = analyzer
        return cut
    if type(analyzer) is RegexTokenizer and not analyzer.gaps and analyzer.expression.pattern == _SPACED:
        return _Spaced(analyzer)
    return None


class Form:
    """What one analyzer makes of chunks: the tokens of chunk `n` are `terms[starts[n]:starts[n + 1]]`, at `offsets` likewise.

    `words` are the terms, numbered as they come.
    """

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self._order: list[str] = []
        self._starts = array("i", [0])
        self._terms = array("i")
        self._offsets = array("i")

    def sorted(self) -> tuple[list[str], Ints]:
        """All terms so far, sorted, and the number of each; strings sort as their UTF-8 does."""
        self._order += islice(self.words, len(self._order), None)
        self._order.sort()
        return self._order, np.fromiter(map(self.words.__getitem__, self._order), np.int32, len(self._order))

    def arrays(self) -> tuple[Ints, Ints, Ints]:
        """`starts`, `terms` and `offsets` of all chunks so far, int32; copies, for an array that somebody looks at cannot grow."""
        return np.array(self._starts, np.int32), np.array(self._terms, np.int32), np.array(self._offsets, np.int32)

    def add(self, items: Iterable[Item]) -> None:
        """Take the tokens of the next chunk."""
        words = self.words
        for offset, word in items:
            self._terms.append(words.setdefault(word, len(words)))
            self._offsets.append(offset)
        self._starts.append(len(self._terms))

    def repeat(self, chunk: int) -> None:
        """Take those of an earlier chunk once more."""
        begin, end = self._starts[chunk], self._starts[chunk + 1]
        self._terms.extend(self._terms[begin:end])
        self._offsets.extend(self._offsets[begin:end])
        self._starts.append(len(self._terms))


class Chunks(dict[str, int]):
    """The chunks that texts were cut into, numbered as they come, and what they become.

    `texts` holds the numbers of all texts' chunks, one after the other, since `forget_texts`; `advances` how many positions each takes.
    """

    def __init__(self, cut: Cut) -> None:
        super().__init__()
        self.texts = array("i")
        self.advances = array("i")
        self.forms: defaultdict[str, Form] = defaultdict(Form)
        self._cut = cut
        self._last: tuple[str, int, int] | None = None

    def __missing__(self, chunk: str) -> int:
        """The number of a chunk that was not here before."""
        if self._cut.plain:
            core = chunk.strip(_AROUND)
            bare = core.strip(".")
            core = (bare if bare.isalnum() and _APOSTROPHES.isdisjoint(bare) else core).lower()
            if core != chunk:
                # Looked up first, for that may give the next number away.
                same = self[core]
                self.advances.append(self.advances[same])
                for form in self.forms.values():
                    form.repeat(same)
                return self._numbered(chunk)
        advance, forms = self._cut.read(chunk)
        self.advances.append(advance)
        for name, items in forms.items():
            self.forms[name].add(items)
        return self._numbered(chunk)

    def text(self, text: str) -> tuple[int, int]:
        """Cut a text; from where to where its chunks stand in `texts`. The same text twice in a row is cut once."""
        last = self._last
        if last is not None and last[0] is text:
            return last[1], last[2]
        begin = len(self.texts)
        self.texts.extend(map(self.__getitem__, self._cut.chunks(text)))
        self._last = text, begin, len(self.texts)
        return begin, len(self.texts)

    def forget_texts(self) -> None:
        """Forget the texts but not the chunks."""
        self.texts, self._last = array("i"), None

    def _numbered(self, chunk: str) -> int:
        number = self[chunk] = len(self)
        return number


class Vocabulary:
    """All chunks and forms of one writer."""

    def __init__(self) -> None:
        self._chunks: dict[str, Chunks] = {}

    def chunks(self, cut: Cut) -> Chunks:
        """The chunks of all analyzers that cut alike."""
        if cut.cut not in self._chunks:
            self._chunks[cut.cut] = Chunks(cut)
        return self._chunks[cut.cut]

    @property
    def tokens(self) -> int:
        """How many chunks of texts are held."""
        return sum(len(chunks.texts) for chunks in self._chunks.values())

    def forget(self, most: int) -> None:
        """Forget the texts, and everything else where there are more distinct chunks than `most`."""
        for chunks in self._chunks.values():
            chunks.forget_texts()
        if sum(map(len, self._chunks.values())) > most:
            self._chunks.clear()
