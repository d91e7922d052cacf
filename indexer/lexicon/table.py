"""The lexicon: which words of French and English translate each other, read from TSV files that people edit.

A line is a French word or phrase, an English one and a weight, with tabs between; an empty line, and one that begins with `#`, says
nothing. Words are lemmas: a noun in the singular, a verb in the infinitive, an adjective in the masculine. A weight tells how likely one
stands for the other in news, in both directions: 1 for the usual translation, .7 for a common one, .4 for one that the context must call
for. 0 says that they do not translate each other, whatever is said elsewhere. Files may share a pair, of which otherwise the highest weight
counts; one that stands twice in a file is a slip.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple, Self, TypeAlias

from indexer.analysis import CHAINS
from indexer.analysis.fold import fold
from indexer.document import LANGUAGES, Language
from indexer.errors import LexiconError

DATA = Path(__file__).parent / "data"
COLUMNS = (*LANGUAGES, "weight")
"""What a line holds, in this order."""

Words: TypeAlias = tuple[str, ...]
"""A word or phrase as its language reads it, see `words`."""

_WEIGHT = re.compile(r"0|1|0?\.[1-9]")


class Translation(NamedTuple):
    """What a word or phrase means in the other language: as written, as that language reads it, and how likely, from .1 to 1."""

    text: str
    words: Words
    weight: float


class Pair(NamedTuple):
    """One line: the texts in the order of `LANGUAGES`, what their languages read, the weight, 0 where they do not translate each other."""

    texts: tuple[str, ...]
    read: tuple[Words, ...]
    weight: float


Table: TypeAlias = Mapping[Language, Mapping[Words, tuple[Translation, ...]]]


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """For each language, what its words and phrases mean in the other."""

    table: Table

    @classmethod
    def load(cls, *extra: Path) -> Self:
        """The pairs that come with Lunette and those of `extra` TSV files, read once per process.

        Raises:
            LexiconError: A file cannot be read, or a line breaks a rule.
        """
        return cls(_load(extra))

    @classmethod
    def of(cls, told: Iterable[tuple[str, str, float, str]]) -> Self:
        """These pairs alone, which were read from files: a French text, an English one, a weight, and whence it is."""
        return cls(_table(Pair((fr, en), (words("fr", fr), words("en", en)), weight) for fr, en, weight, _ in told))

    def translations(self, language: Language, read: Words) -> tuple[Translation, ...]:
        """What the language's lemma or phrase means in the other language, likeliest first; nothing if it is not known.

        `read` is what `words` makes of it. Nothing is stemmed here: whoever asks for a plural gets what the plural means.
        """
        return self.table[language].get(read, ())

    def holds(self, french: str, english: str) -> bool:
        """Whether the pair stands in a file, give or take case and accents."""
        there = words("en", english)
        return any(each.words == there for each in self.translations("fr", words("fr", french)))


def words(language: Language, text: str) -> Words:
    """A text as the language's chain reads it: folded and without elided articles, `Coup d’État` is `("coup", "etat")`."""
    # Most are one word, which the chain need not copy.
    return tuple([part.surfaces[0] for part in CHAINS[language].word(text)])


@cache
def _load(extra: tuple[Path, ...]) -> Table:
    """Every pair of every file."""
    return _table(chain(_own(), *map(pairs, extra)))


def _table(some: Iterable[Pair]) -> Table:
    """Each pair once, in both directions, and none that a file rejects."""
    every = list(some)
    rejected = {pair.read for pair in every if not pair.weight}
    best: dict[tuple[Words, ...], Pair] = {}
    for pair in every:
        if pair.read in rejected:
            continue
        known = best.get(pair.read)
        if known is None or known.weight < pair.weight:
            best[pair.read] = pair
    found: dict[Language, dict[Words, list[Translation]]] = {language: {} for language in LANGUAGES}
    # Sorting is stable, so what is equally likely keeps the order of the files.
    for texts, read, weight in sorted(best.values(), key=lambda pair: -pair.weight):
        for language, here, text, there in zip(LANGUAGES, read, reversed(texts), reversed(read), strict=True):
            found[language].setdefault(here, []).append(Translation(text, there, weight))
    return {language: {read: tuple(meanings) for read, meanings in table.items()} for language, table in found.items()}


@cache
def _own() -> tuple[Pair, ...]:
    """What comes with Lunette."""
    return tuple(chain.from_iterable(map(pairs, sorted(DATA.glob("*.tsv")))))


def pairs(file: Path) -> Iterator[Pair]:
    """The pairs of one file, in its order.

    Raises:
        LexiconError: The file cannot be read, or a line breaks a rule.
    """
    try:
        # Spreadsheets write a byte order mark before the first word.
        content = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{file}: cannot be read ({error}).") from error
    seen: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(content.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        place = f"{file}, line {number}"
        pair = _pair(place, line)
        first = seen.setdefault(tuple(map(fold, pair.texts)), number)
        if first != number:
            said = " – ".join(pair.texts)
            raise LexiconError(f"{place}: “{said}” already stands on line {first}, give or take case and accents. Remove one of them.")
        yield pair


def _pair(place: str, line: str) -> Pair:
    """One line, valid."""
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) != len(COLUMNS):
        raise LexiconError(f"{place}: has {len(cells)} of the {len(COLUMNS)} columns; write {', '.join(COLUMNS)} with tabs between.")
    *texts, weight = cells
    if not _WEIGHT.fullmatch(weight):
        raise LexiconError(
            f"{place}: “{weight}” is no weight; write 1 for the usual translation, .9 to .1 for one that is less likely, or 0 for none."
        )
    read = tuple(map(words, LANGUAGES, texts))
    for language, text, found in zip(LANGUAGES, texts, read, strict=True):
        if not found:
            raise LexiconError(f"{place}: no letter or digit of “{text}” ({language}) can be searched for; write it another way.")
    return Pair(tuple(texts), read, float(weight))
