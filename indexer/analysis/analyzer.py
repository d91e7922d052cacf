"""The chains as Whoosh sees them: an analyser for each language and form."""

import hashlib
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any, Literal

from whoosh.analysis import Analyzer, Token

from indexer.analysis import CHAINS
from indexer.analysis.chain import Flat
from indexer.analysis.chunks import chunks
from indexer.analysis.stem import VERSION
from indexer.document import LANGUAGES, Language

Form = Literal["terms", "surfaces"]
"""`terms` are stems without stop words, `surfaces` folded words as written, stop words and all."""

REVISION = 3
"""Raised whenever the chains read some text differently than before."""


class ChainAnalyzer(Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """One form of one language's chain. It holds only their names: whoever unpickles it gets the chain of the running program."""

    def __init__(self, language: Language, form: Form) -> None:
        self.language = language
        self.form = form

    @property
    def cut(self) -> str:
        """What cuts a text into chunks, for whoever remembers them: the language's chain."""
        return self.language

    plain = True
    """Neither case nor the punctuation around a chunk decides what it becomes."""

    @staticmethod
    def chunks(text: str) -> list[str]:
        """The pieces of a text that can be read one by one; see `indexer.analysis.chunks`."""
        return chunks(text)

    def read(self, chunk: str) -> tuple[int, dict[str, list[tuple[int, str]]]]:
        """How many positions a chunk takes, and its terms in each form, with the position of each counted from the chunk's."""
        parts = CHAINS[self.language].alone(chunk)
        return len(parts), {
            "terms": [(part.position, term) for part in parts for term in part.terms],
            "surfaces": [(part.position, surface) for part in parts for surface in part.surfaces],
        }

    def words(self, chunks: Sequence[str]) -> tuple[list[int], dict[str, Flat]]:
        """The same of many chunks: their positions, and by form the terms of all. See `Chain.words` for what they must be like."""
        found = CHAINS[self.language].words(chunks)
        return found.positions, {"terms": found.terms, "surfaces": found.surfaces}

    def __call__(
        self,
        value: str,
        *,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **_: Any,  # noqa: ANN401 — Whoosh passes whatever a field's format asks for
    ) -> Iterator[Token]:
        """Whoosh's own contract: one Token, filled anew for each term; several may share a position."""
        token = Token(positions, chars, removestops=True, mode=mode)
        token.stopped = False
        surfaces = self.form == "surfaces"
        for part in CHAINS[self.language].parts(value):
            for term in part.surfaces if surfaces else part.terms:
                token.text, token.boost = term, 1.0
                if keeporiginal:
                    token.original = value[part.start : part.end]
                if positions:
                    token.pos = start_pos + part.position
                if chars:
                    token.startchar, token.endchar = start_char + part.start, start_char + part.end
                yield token


def fingerprint() -> str:
    """What an index was analysed with, as 16 hexadecimal digits: revision, stop words and the versions of what folds and stems."""
    said = [str(REVISION), VERSION, version("unidecode")]
    said += [" ".join(sorted(CHAINS[language].rules.stop_words)) for language in LANGUAGES]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
