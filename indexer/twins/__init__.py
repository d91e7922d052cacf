"""Translations and near duplicates among articles.

`sketch` leaves of an article what is needed, and `sketched` of many; `Sketches` holds those of a collection in one file, `stories` finds
which articles tell the same, and `revised` does so again when a few of them have changed.
"""

from indexer.twins.packs import Packs
from indexer.twins.revision import revised
from indexer.twins.sketch import Sketch, sketch, sketched
from indexer.twins.sketches import Sketches
from indexer.twins.stories import Story, stories

__all__ = ["Packs", "Sketch", "Sketches", "Story", "revised", "sketch", "sketched", "stories"]
