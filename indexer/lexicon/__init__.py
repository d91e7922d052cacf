"""What French and English words mean in each other: pairs with weights, from files that people edit."""

from indexer.lexicon.cognates import cognates
from indexer.lexicon.glossary import LONGEST, Glossary, Meaning, stems_of
from indexer.lexicon.mining import Mined, mined
from indexer.lexicon.table import Lexicon, Translation, words
from indexer.lexicon.told import Told, told

__all__ = ["LONGEST", "Glossary", "Lexicon", "Meaning", "Mined", "Told", "Translation", "cognates", "mined", "stems_of", "told", "words"]
