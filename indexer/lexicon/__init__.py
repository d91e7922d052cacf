"""What French and English words mean in each other: pairs with weights, from files that people edit."""

from indexer.lexicon.table import Lexicon, Translation, words

__all__ = ["Lexicon", "Translation", "words"]
