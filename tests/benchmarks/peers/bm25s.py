"""bm25s, which knows nothing but words and scores: one of its indexes a field, and around them what it has nothing for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
from bm25s.utils.corpus import JsonlCorpus, save_mmindex
from numpy.typing import NDArray
from questions import MAIN
from trees import Asked
from whoosh import query as whoosh

from indexer.document import LANGUAGES, Document
from indexer.record import read
from indexer.schema import BOOSTS
from peers import FACETS, SHOWN, Counts, Engine, Narrowing, Page
from peers.article import fields, fragments, packed, terms
from peers.columns import Columns, ColumnsBuilder
from service.search.weighting import K1, B

_BACKEND = "numba" if bm25s.NUMBA_AVAILABLE else "numpy"
_GROUPS: Mapping[str, float] = {
    "title": BOOSTS["title"],
    "title_exact": BOOSTS["title"] * BOOSTS["exact"],
    "body": BOOSTS["body"],
    "body_exact": BOOSTS["body"] * BOOSTS["exact"],
    "entities": BOOSTS["entities"],
}
"""Each has an index of its own, in which the words of both languages are told apart; with what it weighs."""
_CORPUS = "corpus.jsonl"

Scores = NDArray[np.float32]


class Bm25s(Engine):
    """Five matrices of scores, columns of facets and dates, and lines of JSON."""

    kinds = MAIN
    notes = (
        f"bm25s {bm25s.__version__} with {_BACKEND}, an index for each of {', '.join(_GROUPS)}; terms from Lunette's chains, in Python",
        "facets and dates are arrays as Lunette has them, counted with numpy; stored in its own file of JSON lines, uncompressed",
        "no phrases, prefixes or inexact words, and no positions to find them by; two stems of one word add up",
        "keeps all words of all articles in memory while it builds",
    )

    def build(self, documents: Iterable[Document], folder: Path) -> None:
        """Gathers everything, then makes one matrix after another."""
        numbers: dict[str, Any] = {}
        for group in _GROUPS:
            following = count()
            numbers[group] = {language: defaultdict(following.__next__) for language in LANGUAGES}
        spoken: dict[str, list[list[int]]] = {group: [] for group in _GROUPS}
        columns, lines = ColumnsBuilder(), _Lines(folder / _CORPUS)
        for document in documents:
            said: dict[str, list[int]] = {group: [] for group in _GROUPS}
            for name, found in terms(document).items():
                group, language = _group(name)
                said[group] += map(numbers[group][language].__getitem__, found)
            for group, words in said.items():
                spoken[group].append(words)
            columns.add(document)
            lines.add(packed(fields(document)))
        lines.close()
        columns.write(folder)
        for group in _GROUPS:
            vocabulary = {f"{language} {term}": at for language, known in numbers.pop(group).items() for term, at in known.items()}
            matrix = bm25s.BM25(k1=K1, b=B, method="lucene", backend=_BACKEND)
            matrix.index((spoken.pop(group), vocabulary), show_progress=False)
            matrix.save(folder / group, show_progress=False)

    def open(self, folder: Path) -> None:
        """Matrices mapped into memory, as the lines are."""
        self._matrices = {group: bm25s.BM25.load(folder / group, mmap=True) for group in _GROUPS}
        self._columns = Columns.read(folder)
        self._lines = JsonlCorpus(folder / _CORPUS, show_progress=False, verbosity=0)

    def top(self, asked: Asked) -> NDArray[Any]:
        """Numbers of documents, by bm25s's own selection."""
        scores = self._narrowed(self._scores(asked.tree), Narrowing.of(asked))
        return _best(scores)

    def page(self, asked: Asked) -> Page:
        """One array of scores, counted in every way."""
        every, narrowing = self._scores(asked.tree), Narrowing.of(asked)
        scores = self._narrowed(every, narrowing)
        documents = [read(self._lines[int(number)]) for number in _best(scores)]
        counts: dict[str, Counts] = {}
        for filters, names in narrowing.counted():
            numbers = np.flatnonzero(scores if filters == narrowing else self._narrowed(every, filters))
            counts |= {name: self._columns.facets[name].counted(numbers) for name in names}
        return Page(
            int(np.count_nonzero(scores)),
            tuple(document.id for document in documents),
            fragments(documents, asked),
            {name: counts[name] for name in FACETS},
        )

    def _scores(self, node: Any) -> Scores:  # noqa: ANN401 — Whoosh has no types
        """The score of every article, nothing for one that does not match."""
        if isinstance(node, whoosh.And):
            each = [self._scores(part) for part in node.subqueries]
            return np.where(np.all([scores > 0 for scores in each], axis=0), np.sum(each, axis=0), np.float32(0))
        words: dict[str, list[int]] = {}
        scores = np.zeros(len(self._columns), np.float32)
        for leaf in _flat(node):
            if isinstance(leaf, whoosh.And):
                scores += self._scores(leaf)
                continue
            group, language = _group(leaf.fieldname)
            number = self._matrices[group].vocab_dict.get(f"{language} {leaf.text}")
            if number is not None:
                words.setdefault(group, []).append(number)
        for group, numbers in words.items():
            scores += _GROUPS[group] * self._matrices[group].get_scores_from_ids(numbers)
        return scores

    def _narrowed(self, scores: Scores, narrowing: Narrowing) -> Scores:
        if narrowing == Narrowing(None, None, None):
            return scores
        passed = np.ones(len(scores), np.bool_)
        if narrowing.language:
            languages = self._columns.facets["language"]
            passed &= languages.ordinals == languages.values.index(narrowing.language)
        if narrowing.first:
            passed &= self._columns.last_day >= narrowing.first
        if narrowing.last:
            passed &= (self._columns.first_day <= narrowing.last) & (self._columns.first_day > 0)
        return np.where(passed, scores, np.float32(0))


class _Lines:
    """What bm25s keeps its corpus in: a line an article, and a list of where each begins."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stream = file.open("wb")
        self._begins: list[int] = []

    def add(self, line: bytes) -> None:
        self._begins.append(self._stream.tell())
        self._stream.write(line + b"\n")

    def close(self) -> None:
        self._stream.close()
        save_mmindex(self._begins, path=self._file)


def _group(field: str) -> tuple[str, str]:
    """The index of a field's words and the language that they are kept under."""
    part, *rest = field.split("_")
    if not rest:
        return part, LANGUAGES[0]
    return "_".join([part, *rest[1:]]), rest[0]


def _flat(node: Any) -> Iterator[Any]:  # noqa: ANN401
    if isinstance(node, (whoosh.Or, whoosh.DisjunctionMax)):
        for each in node.subqueries:
            yield from _flat(each)
    else:
        yield node


def _best(scores: Scores) -> NDArray[Any]:
    if _BACKEND == "numba":
        best, numbers = bm25s.selection_jit.topk(scores, k=SHOWN)
    else:
        best, numbers = bm25s.selection_np.topk(scores, k=SHOWN, backend="numpy")
    found: NDArray[Any] = numbers[best > 0]
    return found
