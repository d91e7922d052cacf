"""What the chunks of texts become, each worked out once: a corpus repeats its words, and most of their neighbours."""

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from whoosh.analysis import RegexTokenizer

from indexer.codec import kernels
from indexer.codec.lexemes import Lexemes
from indexer.codec.postings import NO_INTS, Bytes, Ints, Longs

Item = tuple[int, str]
"""A token of a chunk: its position, counted from that of the chunk, and its term."""

Items = tuple[Sequence[str], Sequence[int], Sequence[int]]
"""The tokens of many chunks: terms, the position of each, and how many each chunk has."""

_SPACED = RegexTokenizer(r"[^ \t\r\n]+").expression.pattern
"""How Whoosh's keyword fields are cut."""
_AROUND = ",;:!?()\"«»“”…\u00a0\u202f$%*/[]-–—'‘’"
"""Signs that no word begins or ends with, as `kernels.bare` has them."""
_AROUND_AND_STOPS = _AROUND + "."
"""Nor with a full stop, unless there is another one inside: `O.N.U.` is not `ONU` to whoever reads it."""
_USUAL = re.compile("[!-~à-öø-ÿœ’]+")
"""What is left of most chunks, see `_core`: nothing in it needs a look before it is read."""
_BATCH = 1_000_000
"""Characters of texts that are cut together."""
_HASHES = 1 << 18
"""Hashes that a table has room for at first."""


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

    def words(self, chunks: Sequence[str]) -> tuple[Sequence[int], Mapping[str, Items]]:
        """The same of many chunks, where `plain`: they are as `kernels.bare` leaves them."""


class _Spaced:
    """Words between spaces, as they are."""

    cut, form, plain = "spaces", "words", False

    def __init__(self, tokenizer: RegexTokenizer) -> None:
        self.chunks: Callable[[str], list[str]] = tokenizer.expression.findall

    @staticmethod
    def read(chunk: str) -> tuple[int, Mapping[str, Iterable[Item]]]:
        return 1, {"words": ((0, chunk),)}

    @staticmethod
    def words(chunks: Sequence[str]) -> tuple[Sequence[int], Mapping[str, Items]]:
        return [1] * len(chunks), {"words": (chunks, [0] * len(chunks), [1] * len(chunks))}


def cut_of(analyzer: Any) -> Cut | None:  # noqa: ANN401 — Whoosh has no types
    """How an analyzer's texts can be cut into chunks, or None if they must be read whole."""
    if all(hasattr(analyzer, part) for part in ("cut", "form", "plain", "chunks", "read", "words")):
        cut: Cut = analyzer
        return cut
    if type(analyzer) is RegexTokenizer and not analyzer.gaps and analyzer.expression.pattern == _SPACED:
        return _Spaced(analyzer)
    return None


def _core(chunk: str) -> str:
    """A chunk without the signs around it and in small letters, which becomes the same where a cut is `plain`."""
    bare = chunk.strip(_AROUND_AND_STOPS)
    return (chunk.strip(_AROUND) if "." in bare else bare).lower()


class Form:
    """What one analyzer makes of chunks: the tokens of chunk `n` are `terms[starts[n]:starts[n + 1]]`, at `offsets` likewise.

    `words` are the terms, numbered as they come.
    """

    def __init__(self) -> None:
        self.words = Lexemes()
        self._starts = array("i", [0])
        self._terms = array("i")
        self._offsets = array("i")

    def arrays(self) -> tuple[Ints, Ints, Ints]:
        """`starts`, `terms` and `offsets` of all chunks so far, int32; copies, for an array that somebody looks at cannot grow."""
        return np.array(self._starts, np.int32), np.array(self._terms, np.int32), np.array(self._offsets, np.int32)

    def add(self, items: Iterable[Item]) -> None:
        """Take the tokens of the next chunk."""
        words = self.words
        for offset, word in items:
            self._terms.append(words[word])
            self._offsets.append(offset)
        self._starts.append(len(self._terms))

    def extend(self, terms: Sequence[str], offsets: Sequence[int], sizes: Sequence[int]) -> None:
        """Take the tokens of the next chunks."""
        words, end = self.words, len(self._terms)
        self._terms.extend([words[term] for term in terms])
        self._offsets.extend(offsets)
        self._starts.extend([end := end + size for size in sizes])


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
            core = _core(chunk)
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

    def read(self, cores: Sequence[str]) -> Ints:
        """The numbers of cores that were not here before, as `kernels.bare` leaves them."""
        first = len(self.advances)
        advances, forms = self._cut.words(cores)
        self.advances.extend(advances)
        for name, items in forms.items():
            self.forms[name].extend(*items)
        return np.arange(first, len(self.advances), dtype=np.int32)

    def _learn(self, chunks: Iterable[str]) -> None:
        """Read together what is to be read of some chunks: that takes half as long as when each comes alone."""
        cores = (_core(chunk) for chunk in dict.fromkeys(chunks) if chunk not in self)
        fresh = [core for core in dict.fromkeys(cores) if core not in self and _USUAL.fullmatch(core)]
        if fresh:
            self.update(zip(fresh, self.read(fresh).tolist(), strict=True))

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

    @property
    def distinct(self) -> int:
        """How many different chunks are remembered, by themselves or by their hashes."""
        return max(len(self), len(self._hashes))

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
        left = np.flatnonzero(counts < 0).tolist()
        cut = [self._cut.chunks(waiting[place]) for place in left]
        if self._cut.plain and not kernels.COMPILED:
            self._learn(chain.from_iterable(cut))
        for place, chunks in zip(left, cut, strict=True):
            parts.append(np.fromiter(map(self.__getitem__, chunks), np.int32, len(chunks)))
            begins[place], ends[place] = total, total + len(chunks)
            total += len(chunks)
        self._parts.append(np.concatenate(parts))
        self._begins.append(begins + self.held)
        self._ends.append(ends + self.held)
        self.held += total
        self._settled += len(waiting)


class _Table:
    """Hashes with a number each, for kernels."""

    def __init__(self) -> None:
        self._pairs = np.zeros(2 * _HASHES, np.uint64)

    def with_room(self, hashes: int) -> NDArray[np.uint64]:
        """The table, which has room for so many."""
        while 4 * hashes > len(self._pairs):
            larger = np.zeros(2 * len(self._pairs), np.uint64)
            kernels.grown(self._pairs, larger)
            self._pairs = larger
        return self._pairs


class _Hashes:
    """The hashes of the chunks that texts were cut into in compiled code, and the number of each among all chunks.

    Of the chunks that are new most are known without the signs around them and the capitals: only what is not is read.
    """

    def __init__(self) -> None:
        self._table, self._cores = _Table(), _Table()
        self._known, self._core_numbers = NO_INTS, NO_INTS

    def __len__(self) -> int:
        return len(self._known)

    def cut(self, texts: Sequence[str], chunks: Chunks) -> tuple[Ints, Ints]:
        """The numbers of the chunks of some texts, one text after the other, and how many each has; -1 where it was not cut."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        whole = np.frombuffer(bytearray(b"".join(encoded)), np.uint8)
        ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)))
        counts = np.zeros(len(texts), np.int32)
        most = len(whole) // 2 + 1
        out, places = np.empty(most, np.int32), np.empty(most, np.int32)
        begins, stops = np.empty(most, np.int64), np.empty(most, np.int64)
        known = len(self._known)
        total = kernels.cut(whole, ends, self._table.with_room(known), known, out, places, counts, begins, stops)
        if total > known:
            fresh = self._numbered(whole, begins[: total - known], stops[: total - known], chunks)
            self._known = np.concatenate([self._known, fresh])
        return self._known[out[: int(np.maximum(counts, 0).sum())]], counts

    def _numbered(self, whole: Bytes, begins: Longs, ends: Longs, chunks: Chunks) -> Ints:
        """The numbers of chunks that had none."""
        many, known = len(begins), len(self._core_numbers)
        table = self._cores.with_room(known + many)
        numbers, stops = np.empty(many, np.int32), np.empty(many, np.int64)
        letters = np.empty(int((ends - begins).sum()) + many, np.uint8)
        total = kernels.bare(whole, begins, ends, table, known, numbers, letters, stops) - known
        if total:
            cores = letters[: stops[total - 1]].tobytes().decode().split("\n")
            self._core_numbers = np.concatenate([self._core_numbers, chunks.read(cores)])
        left = np.flatnonzero(numbers < 0)
        numbers = self._core_numbers[numbers] if len(self._core_numbers) else numbers
        for at in left.tolist():
            numbers[at] = chunks[whole[begins[at] : ends[at]].tobytes().decode("utf-8", "surrogatepass")]
        return numbers


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
        if sum(chunks.distinct for chunks in self._chunks.values()) > most:
            self._chunks.clear()
