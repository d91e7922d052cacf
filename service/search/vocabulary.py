"""The words that the articles of a generation are written with, for whoever has typed the beginning of one.

The index knows words folded, so a word that is offered is shown as an article has it: « étude » and not `etude`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from indexer.analysis import CHAINS
from indexer.codec.arrays import SegmentArrays, arrays_of
from indexer.codec.postings import Field
from indexer.document import LANGUAGES, Language
from indexer.schema import text_field
from service.search.slips import Lexicon, allowed

_TRIED = 24
"""Words that are looked at for each language before those of few articles are left out."""
_COMPARED = 20_000
"""Words with the same first letter that are looked through for one that was meant; of more, those of most articles."""
_REMEMBERED = 20_000
"""Words of which it is remembered how they are written."""

Stored = Callable[[int], Mapping[str, Any]]
"""From the number of a document to what the index stores of it."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A word as articles write it, and in how many of them it stands beside the words before it."""

    text: str
    lang: Language
    count: int


class Vocabulary:
    """The words of one generation. Safe to share between threads.

    Only segments of arrays are looked at; those that Whoosh itself has written know names and titles, but offer no words.
    """

    def __init__(self) -> None:
        self._written: dict[tuple[Language, str], str | None] = {}

    def beginning(self, q: str, searcher: Any, stored: Stored, most: int) -> list[tuple[int, Offered]]:  # noqa: ANN401
        """Words that may end a query, those of most articles first, each with the offset at which it is to stand in the query.

        Where hardly any word begins like the last one that was typed, those that do but for a slip are among them.
        """
        found: dict[str, tuple[int, Offered]] = {}
        for slips in (False, True):
            for language in LANGUAGES:
                for at, each in self._of(language, q, searcher, stored, most, slips=slips):
                    if (known := found.get(each.text)) is None or known[1].count < each.count:
                        found[each.text] = (at, each)
            if found:
                break
        return sorted(found.values(), key=lambda pair: (-pair[1].count, pair[1].text))[:most]

    def near(self, language: Language, word: str, searcher: Any, stored: Stored) -> list[tuple[int, str, Offered]]:  # noqa: ANN401
        """Words of a language that differ from a folded one by as few slips as are `allowed`, but not in the first letter.

        Each has its number of slips and its folded form; those with fewest slips come first, and of these the most frequent.
        """
        most, name = allowed(word), text_field("body", language, exact=True)
        counts: Counter[str] = Counter()
        places: dict[str, int] = {}
        for leaf, offset in searcher.leaf_searchers() if most else ():
            arrays = arrays_of(leaf.reader())
            of = arrays.postings.fields.get(name) if arrays else None
            if arrays is None or of is None:
                continue
            for number in _numbers(arrays, of, word, slips=True).tolist():
                term = arrays.postings.term(number).decode("utf-8")
                if term != word and OSA.distance(term, word, score_cutoff=most) <= most:
                    counts[term] += int(arrays.postings.df[number])
                    places.setdefault(term, offset + int(arrays.postings.decoded(np.array([number], np.int64))[0][0]))
        ordered = sorted(counts, key=lambda term: (OSA.distance(term, word), -counts[term], term))
        shown = [(term, self._as_written(language, term, places[term], stored)) for term in ordered[:_TRIED]]
        return [(OSA.distance(term, word), term, Offered(text, language, counts[term])) for term, text in shown if text]

    def _of(
        self,
        language: Language,
        q: str,
        searcher: Any,  # noqa: ANN401
        stored: Stored,
        most: int,
        *,
        slips: bool,
    ) -> Iterator[tuple[int, Offered]]:
        parts = list(CHAINS[language].parts(q))
        if not parts:
            return
        *before, last = parts
        typed, name = last.surfaces[0], text_field("body", language, exact=True)
        if slips and not allowed(typed):
            return
        counts: Counter[str] = Counter()
        places: dict[str, int] = {}
        for leaf, offset in searcher.leaf_searchers():
            arrays = arrays_of(leaf.reader())
            of = arrays.postings.fields.get(name) if arrays else None
            if arrays is None or of is None:
                continue
            beside = _beside(arrays, name, [part.surfaces[0] for part in before])
            for number in _numbers(arrays, of, typed, slips=slips).tolist():
                term = arrays.postings.term(number).decode("utf-8")
                if term == typed or term in CHAINS[language].rules.stop_words:
                    continue
                documents = arrays.postings.decoded(np.array([number], np.int64))[0]
                documents = documents if beside is None else documents[beside[documents]]
                if len(documents):
                    counts[term] += len(documents)
                    places.setdefault(term, offset + int(documents[0]))
        for term, count in counts.most_common(most):
            shown = self._as_written(language, term, places[term], stored)
            if shown:
                yield last.start, Offered(shown, language, count)

    def _as_written(self, language: Language, term: str, number: int, stored: Stored) -> str | None:
        """A folded word as an article writes it, in small letters if it does so anywhere; None for what stands in the middle of one."""
        try:
            return self._written[language, term]
        except KeyError:
            pass
        text = stored(number)["text"]
        # To look for the word with any accents takes a hundredth of the time that reading the text does, which tells of O.N.U. as well.
        forms = Counter(_pattern(term).findall(text)) or Counter(
            text[part.start : part.end] for part in CHAINS[language].parts(text) if part.surfaces[0] == term
        )
        common = [form for form, _ in forms.most_common()]
        shown = next((form for form in common if form == form.lower()), common[0] if common else None)
        if len(self._written) >= _REMEMBERED:
            self._written.clear()
        self._written[language, term] = shown
        return shown


_ACCENTED = {"a": "àâäáãå", "c": "ç", "e": "éèêë", "i": "îïíì", "n": "ñ", "o": "ôöóòõ", "u": "ùûüú", "y": "ÿý"}
_JOINED = (("oe", "œ"), ("ae", "æ"))


def _pattern(term: str) -> re.Pattern[str]:
    """What finds a folded word in a text, whatever accents and capitals it bears there."""
    classes = "".join(f"[{letter}{_ACCENTED[letter]}]" if letter in _ACCENTED else re.escape(letter) for letter in term)
    for pair, ligature in _JOINED:
        apart = "".join(f"[{letter}{_ACCENTED[letter]}]" for letter in pair)
        classes = classes.replace(apart, f"(?:{apart}|{ligature})")
    return re.compile(rf"(?<!\w){classes}(?!\w)", re.IGNORECASE)


def _numbers(arrays: SegmentArrays, of: Field, typed: str, *, slips: bool) -> NDArray[np.int64]:
    """The numbers of the terms of a field that begin like this, those in most articles first."""
    postings = arrays.postings
    known = (typed[:1] if slips else typed).encode()
    begin, end = postings.place(of, known), postings.place(of, known + b"\xff")
    df = postings.df[begin:end]
    if not slips:
        return _most(df, _TRIED) + begin
    common = np.sort(_most(df, _COMPARED))
    starts = postings.text_starts[begin + common].astype(np.int64)
    near, slipped = Lexicon.packed(postings.text, starts, postings.text_starts[begin + common + 1].astype(np.int64)).like(typed)
    # A word with fewer slips comes before one that more articles have.
    order = np.lexsort([-df[common[near]], slipped])
    return common[near[order[:_TRIED]]] + begin


def _most(df: NDArray[np.int32], most: int) -> NDArray[np.int64]:
    order = np.argpartition(-df, most)[:most] if len(df) > most else np.arange(len(df))
    ordered: NDArray[np.int64] = order[np.argsort(-df[order], kind="stable")]
    return ordered


def _beside(arrays: SegmentArrays, name: str, words: Sequence[str]) -> NDArray[np.bool_] | None:
    """One bool a document: whether it is there and has all these words; None where every document is and has."""
    kept = None
    if arrays.live is not None:
        kept = np.unpackbits(arrays.live.view(np.uint8), bitorder="little")[: arrays.documents].astype(np.bool_)
    for word in words:
        number = arrays.postings.find(name, word.encode())
        having = np.zeros(arrays.documents, np.bool_)
        if number >= 0:
            having[arrays.postings.decoded(np.array([number], np.int64))[0]] = True
        kept = having if kept is None else kept & having
    return kept
