"""How text becomes terms, the same at index and at query time: one chain per language, in `CHAINS`."""

from collections.abc import Mapping

from indexer.analysis.chain import Chain, Part
from indexer.analysis.concordance import Concordance
from indexer.analysis.english import ENGLISH
from indexer.analysis.french import FRENCH
from indexer.document import Language

__all__ = ["CHAINS", "CONCORDANCES", "Chain", "Concordance", "Part"]

CHAINS: Mapping[Language, Chain] = {"fr": FRENCH, "en": ENGLISH}

CONCORDANCES: Mapping[Language, Concordance] = {language: Concordance(chain.rules) for language, chain in CHAINS.items()}
"""The chunks of every text in which words were to be marked."""
