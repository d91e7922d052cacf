"""Other ways to read a language than its own chain: other stemmers, another order of folding and stemming, no stop words."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import Any, Protocol
from unittest.mock import patch

from indexer.analysis import CHAINS
from indexer.analysis.chain import Chain, stems
from indexer.analysis.fold import fold
from indexer.analysis.stem import Stemmer
from indexer.document import Language
from service.search import feedback
from service.search.concordance import Concordance
from service.search.stems import Stems

Terms = Callable[[Sequence[str], Sequence[str]], list[tuple[str, ...]]]
Order = Callable[[Any, Sequence[str], Sequence[str]], list[tuple[str, ...]]]
"""From a stemmer and the plain and folded forms of words to their terms."""


class Stemming(Protocol):
    """What cuts words."""

    def stems(self, words: Sequence[str]) -> list[str]:
        """The stems of words."""
        ...


SNOWBALL: Mapping[Language, Stemmer] = {"fr": Stemmer("french"), "en": Stemmer("english")}


def fold_then_stem(stemmer: Stemming, _plain: Sequence[str], folded: Sequence[str]) -> list[tuple[str, ...]]:
    """Accents go before a word is cut."""
    return [(stem,) for stem in stemmer.stems(folded)]


def stem_then_fold(stemmer: Stemming, plain: Sequence[str], _folded: Sequence[str]) -> list[tuple[str, ...]]:
    """Accents go from what is left of a word."""
    return [(stem,) if (stem := fold(each)) else () for each in stemmer.stems(plain)]


def both(stemmer: Stemming, plain: Sequence[str], folded: Sequence[str]) -> list[tuple[str, ...]]:
    """Both at one position, as the language's own chain has it."""
    return stems(stemmer, plain, folded)  # type: ignore[arg-type]  # all that it asks of a stemmer is to stem


def read_with(language: Language, stemmer: Stemming | None = None, order: Order = both, *, names: bool = True) -> Chain:
    """The chain of a language with another stemmer or order; without `names`, French words in -a are cut as any."""
    terms = partial(order, stemmer or SNOWBALL[language])
    return Chain(replace(CHAINS[language].rules, terms=partial(_sparing, terms) if language == "fr" and names else terms))


def without_stop_words(language: Language) -> Chain:
    """The chain of a language to which every word is as good as any."""
    return Chain(replace(CHAINS[language].rules, stop_words=frozenset()))


def reading(chains: Mapping[Language, Chain], stack: ExitStack) -> None:
    """Read languages in other ways from now on, in articles, in queries, and where feedback learns."""
    stack.enter_context(patch.dict(CHAINS, chains))  # type: ignore[arg-type]  # nobody else may change it
    read = {language: Stems(Concordance(chain.rules)) for language, chain in chains.items()}
    stack.enter_context(patch.object(feedback, "STEMS", {**feedback.STEMS, **read}))


def _sparing(terms: Terms, plain: Sequence[str], folded: Sequence[str]) -> list[tuple[str, ...]]:
    """The same with words in -a as they are, which are names more often than a past tense."""
    return [(word,) if word.endswith("a") else each for word, each in zip(folded, terms(plain, folded), strict=True)]
