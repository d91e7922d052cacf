"""How one language's news is written: which word follows which, how long articles are, learnt from real articles.

A word is kept as it stands in print, with its punctuation and with the space or the line's end after it, so that sentences and
paragraphs of what is written anew are as long as those that were read.
"""

import gzip
import json
import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from indexer.document import Language

Ints = NDArray[np.int32]

LEAPS = 0.08
"""Share of words that follow nothing. Without them a chain over a few million words copies whole sentences."""
TOPICAL = slice(300, 12_000)
"""Ranks of the words that articles are about: neither grammar nor rarities."""

_GLUED = re.compile(r"(?<=[a-zà-ÿ0-9»\"’)][.!?])(?=[A-ZÀ-Þ«\"])")


def _one_line(text: str) -> str:
    """Paragraphs of which only a missing space is left."""
    return _GLUED.sub("\n", text)


def _indented(text: str) -> str:
    """Paragraphs that begin with a space, in lines of equal length."""
    return re.sub(r"\n+(?! )", " ", text).replace("\n ", "\n")


SOURCES: Mapping[Language, Mapping[str, Callable[[str], str]]] = {
    "fr": {"fr_orangesum": _one_line},
    "en": {"en_bbc": str, "en_abc": _one_line, "en_reuters": _indented},
}
"""Language to the file of each collection (`NAME.jsonl.gz`: title and text) and to what puts every paragraph of it on a line."""
UNTITLED = frozenset({"en_abc"})
"""Collections whose titles are only the beginning of the text."""


def missing(data: Path) -> list[str]:
    """The files that are not in a folder of collections."""
    names = [f"{name}.jsonl.gz" for collections in SOURCES.values() for name in collections]
    return [name for name in names if not (data / name).is_file()]


@dataclass(frozen=True, slots=True, eq=False)
class Prose:
    """One kind of text. `words` (objects) are all words with what follows them in print, `sizes` (int32) their characters.

    `followers[starts[n]:starts[n + 1]]` (int32) are the words that followed word `n`, as often as they did. `openings` (int32) are words
    that began a paragraph, `lengths` (int32) words of each text that was read, `plain` (bool a word) tells which are letters and a space,
    and `topics` (int32) are plain words that texts may be about.
    """

    words: NDArray[Any]
    sizes: Ints
    followers: Ints
    starts: Ints
    openings: Ints
    lengths: Ints
    plain: NDArray[np.bool_]
    topics: Ints

    @classmethod
    def learnt(cls, texts: Iterable[str]) -> Self:
        """What texts teach, each with single spaces and its paragraphs on lines of their own."""
        numbers: defaultdict[str, int] = defaultdict()
        numbers.default_factory = numbers.__len__
        spoken, lengths = array("i"), array("i")
        for text in texts:
            words = f"{text}\n".replace("\n", "\n ").rstrip(" ").split(" ")
            spoken.extend(map(numbers.__getitem__, words))
            lengths.append(len(words))
        sequence = np.array(spoken, np.int32)
        words = [word if word.endswith("\n") else f"{word} " for word in numbers]
        starts = np.zeros(len(words) + 1, np.int32)
        counts = np.bincount(sequence, minlength=len(words))
        np.cumsum(counts, out=starts[1:])
        # The last word is followed by the first, so that none is without a follower.
        followers = np.roll(sequence, -1)[np.argsort(sequence, kind="stable")]
        plain = np.array([word[:-1].isalpha() and word[-1] == " " for word in words])
        frequent = np.argsort(-counts, kind="stable")
        ends = np.array([word[-1] == "\n" for word in words])
        return cls(
            np.array(words, object),
            np.array(list(map(len, words)), np.int32),
            followers,
            starts,
            np.roll(sequence, -1)[ends[sequence]],
            np.array(lengths, np.int32),
            plain,
            frequent[plain[frequent]][TOPICAL].astype(np.int32),
        )

    def save(self, file: Path) -> None:
        """Write everything into one `.npz`."""
        arrays = {name: getattr(self, name) for name in self.__slots__}
        np.savez(file, **{**arrays, "words": np.frombuffer("\0".join(self.words).encode(), np.uint8)})

    @classmethod
    def saved(cls, file: Path) -> Self:
        """What `save` wrote."""
        with np.load(file, allow_pickle=False) as arrays:
            words = bytes(arrays["words"]).decode().split("\0")
            return cls(**{**arrays, "words": np.array(words, object)})

    def written(self, rng: np.random.Generator, lengths: Ints) -> Ints:
        """New texts of these lengths, one after another, as numbers of words."""
        order = np.argsort(-lengths, kind="stable")
        begins = (np.cumsum(lengths) - lengths)[order]
        # The longest stand first, so those still being written at any step are the first so many.
        writing = len(lengths) - np.cumsum(np.bincount(lengths))[:-1]
        text = np.empty(int(lengths.sum()), np.int32)
        draws = rng.random(len(text))
        word = self.openings[rng.integers(0, len(self.openings), len(lengths))]
        drawn = 0
        for step, many in enumerate(writing.tolist()):
            word = word[:many]
            text[begins[:many] + step] = word
            draw = draws[drawn : drawn + many]
            drawn += many
            first = self.starts[word]
            along = first + (draw - LEAPS) * ((self.starts[word + 1] - first) / (1 - LEAPS))
            anywhere = draw * (len(self.followers) / LEAPS)
            word = self.followers[np.where(draw < LEAPS, anywhere, along).astype(np.int32)]
        return text


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """How one language writes titles and bodies."""

    titles: Prose
    bodies: Prose

    @classmethod
    def read(cls, data: Path, language: Language, kept: Path) -> Self:
        """What the collections of a language in the folder `data` teach; it is kept in another folder, for the next who asks."""
        parts = []
        for name, texts in (("titles", _titles), ("bodies", _bodies)):
            file = kept / f"prose-{language}-{name}.npz"
            if not file.exists():
                Prose.learnt(texts(data, language)).save(file)
            parts.append(Prose.saved(file))
        return cls(*parts)


def _titles(data: Path, language: Language) -> Iterator[str]:
    for name in SOURCES[language]:
        if name not in UNTITLED:
            for article in _articles(data, name):
                title = " ".join((article["title"] or "").split())
                if title:
                    yield title.capitalize() if title.isupper() else title


def _bodies(data: Path, language: Language) -> Iterator[str]:
    for name, paragraphs in SOURCES[language].items():
        for article in _articles(data, name):
            lines = (" ".join(line.split()) for line in paragraphs(article["text"]).split("\n"))
            yield "\n".join(line for line in lines if line)


def _articles(data: Path, name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
