"""Who and what an article names: the authority of known entities, and the finder that reads a text for them."""

from indexer.entities.authority import Authority
from indexer.entities.finder import Finder
from indexer.entities.names import name_key
from indexer.entities.spotter import Spotter

__all__ = ["Authority", "Finder", "Spotter", "name_key"]
