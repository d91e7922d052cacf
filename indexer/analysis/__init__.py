"""How text becomes terms, the same at index and at query time: one chain per language, in `CHAINS`."""

from collections.abc import Mapping

from indexer.analysis.chain import Chain, Part
from indexer.analysis.english import ENGLISH
from indexer.analysis.french import FRENCH
from indexer.document import Language

__all__ = ["CHAINS", "Chain", "Part"]

CHAINS: Mapping[Language, Chain] = {"fr": FRENCH, "en": ENGLISH}
