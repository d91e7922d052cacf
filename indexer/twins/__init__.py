"""Translations and near duplicates among articles.

`sketch` leaves of an article what is needed, and `sketched` of many; `Sketches` holds those of a collection in one file, `stories` finds
which articles tell the same, `Told` by their rows, and `revised` does so again when a few of them have changed. `forget` lets go of what
is remembered of words.
"""

from indexer.twins.packs import Packs
from indexer.twins.revision import Revision, revised
from indexer.twins.sketch import Sketch, sketch, sketched
from indexer.twins.sketches import Sketches
from indexer.twins.stories import stories
from indexer.twins.told import Told
from indexer.twins.words import forget

__all__ = ["Packs", "Revision", "Sketch", "Sketches", "Told", "forget", "revised", "sketch", "sketched", "stories"]
