"""What the chunks of texts become, each worked out once: a corpus repeats its words, and most of their neighbours."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Protocol

import numpy as np
from whoosh.analysis import RegexTokenizer

from indexer.codec import kernels
from indexer.codec.postings import NO_INTS, Ints, Longs

Item = tuple[int, str]
"""A token of a chunk: its position, counted from that of the chunk, and its term."""

_SPACED = RegexTokenizer(r"[^ \t\r\n]+").expression.pattern
"""How Whoosh's keyword fields are cut."""
_AROUND = ',;:!?()"«»“”…'
"""Signs that no word begins or ends with. Nor does one of nothing but letters and digits with a full stop."""
_BATCH = 1_000_000
"""Characters of texts that are cut together."""
_HASHES = 1 << 18
"""Hashes that a table has room for at first."""
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


class Chunks(dict[str, int]):
    """The chunks that texts were cut into and what they become. Those that become the same have one number.

    `advances` holds how many positions each takes, `forms` its tokens.
    """

    def __init__(self, cut: Cut) -> None:
        super().__init__()
        self.advances = array("i")
        self.forms: defaultdict[str, Form] = defaultdict(Form)
        self._cut = cut
        self._hashes = _Hashes()
        self._parts: list[Ints] = []
        self._begins: list[Longs] = []
        self._ends: list[Longs] = []
        self._waiting: list[str] = []
        self._last: str | None = None
        self._size = self._settled = self.held = 0

    def __missing__(self, chunk: str) -> int:
        """The number of a chunk that was not here before."""
        if self._cut.plain:
            core = chunk.strip(_AROUND)
            bare = core.strip(".")
            core = (bare if bare.isalnum() and _APOSTROPHES.isdisjoint(bare) else core).lower()
            if core != chunk:
                number = self[core]
                if not kernels.COMPILED:  # compiled code asks once for each, and remembers its hash
                    self[chunk] = number
                return number
        advance, forms = self._cut.read(chunk)
        number = self[chunk] = len(self.advances)
        self.advances.append(advance)
        for name, items in forms.items():
            self.forms[name].add(items)
        return number

    def text(self, text: str) -> int:
        """Take a text; its number among those that are held. The same text twice in a row is one."""
        if text is not self._last:
            self._last = text
            self._waiting.append(text)
            self._size += len(text)
            if self._size > _BATCH:
                self._settle()
        return self._settled + len(self._waiting) - 1

    def texts(self) -> tuple[Ints, Longs, Longs]:
        """The numbers of the chunks of all texts, int32, and from where to where each text's stand there, int64."""
        self._settle()
        if len(self._parts) > 1:
            self._parts, self._begins = [np.concatenate(self._parts)], [np.concatenate(self._begins)]
            self._ends = [np.concatenate(self._ends)]
        if not self._begins:
            return NO_INTS, np.zeros(0, np.int64), np.zeros(0, np.int64)
        return self._parts[0], self._begins[0], self._ends[0]

    def forget_texts(self) -> None:
        """Forget the texts but not the chunks."""
        self._parts, self._begins, self._ends, self._waiting, self._last = [], [], [], [], None
        self._size = self._settled = self.held = 0

    def _settle(self) -> None:
        """Cut the texts that wait for it."""
        waiting, self._waiting, self._size = self._waiting, [], 0
        if not waiting:
            return
        if kernels.COMPILED and self._cut.plain:
            numbers, counts = self._hashes.cut(waiting, self)
        else:
            numbers, counts = NO_INTS, np.full(len(waiting), -1, np.int32)
        ends = np.cumsum(np.maximum(counts, 0), dtype=np.int64)
        begins = ends - np.maximum(counts, 0)
        parts, total = [numbers], len(numbers)
        for place in np.flatnonzero(counts < 0).tolist():
            chunks = self._cut.chunks(waiting[place])
            parts.append(np.fromiter(map(self.__getitem__, chunks), np.int32, len(chunks)))
            begins[place], ends[place] = total, total + len(chunks)
            total += len(chunks)
        self._parts += parts
        self._begins.append(begins + self.held)
        self._ends.append(ends + self.held)
        self.held += total
        self._settled += len(waiting)


class _Hashes:
    """The hashes of the chunks that texts were cut into in compiled code, and the number of each among all chunks."""

    def __init__(self) -> None:
        self._table = np.zeros(2 * _HASHES, np.uint64)
        self._known = np.zeros(0, np.int32)

    def cut(self, texts: Sequence[str], chunks: Chunks) -> tuple[Ints, Ints]:
        """The numbers of the chunks of some texts, one text after the other, and how many each has; -1 where it was not cut."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        whole = bytearray(b"".join(encoded))
        ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)))
        counts = np.zeros(len(texts), np.int32)
        out, places, begins, stops = (np.empty(len(whole) // 2 + 1, kind) for kind in (np.int32, np.int32, np.int64, np.int64))
        known = len(self._known)
        if 4 * known > len(self._table):
            self._grow()
        given = (np.frombuffer(whole, np.uint8), ends, self._table, known)
        total = kernels.cut(*given, out, places, counts, begins, stops)
        spans = zip(begins[: total - known].tolist(), stops[: total - known].tolist(), strict=True)
        fresh = [chunks[whole[begin:end].decode("utf-8", "surrogatepass")] for begin, end in spans]
        self._known = np.concatenate([self._known, np.array(fresh, np.int32)])
        return self._known[out[: int(np.maximum(counts, 0).sum())]], counts

    def _grow(self) -> None:
        table = np.zeros(4 * len(self._table), np.uint64)
        kernels.grown(self._table, table)
        self._table = table


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
        return sum(chunks.held for chunks in self._chunks.values())

    def forget(self, most: int) -> None:
        """Forget the texts, and everything else where there are more distinct chunks than `most`."""
        for chunks in self._chunks.values():
            chunks.forget_texts()
        if sum(map(len, self._chunks.values())) > most:
            self._chunks.clear()
