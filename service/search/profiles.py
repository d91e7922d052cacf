"""What is known of an entity: what it is called, how it is written, when and beside whom it is named."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from indexer.document import ENTITY_TYPES
from indexer.entities import name_key
from service.search import facets
from service.search.addresses import Addresses
from service.search.arguments import Argument, Arguments, text, whole
from service.search.folds import Folds
from service.search.generation import Generation
from service.search.request import COLLAPSE, Face, SearchRequest
from service.search.results import FacetValue, IndexState, SearchPage
from service.search.stories import NO_STORIES

BESIDE = 6
"""Entities of each type that are told beside one."""
ASKED = Arguments(
    {
        "q": Argument("The beginning of a name, in any of its spellings; without it, every entity.", text(200)),
        "type": Argument("Only entities of this type.", {"type": "string", "enum": list(ENTITY_TYPES)}),
        "limit": Argument("How many entities a page.", whole(50, 1000)),
        "page": Argument("Which page, from 1.", whole(1, 1_000_000)),
    }
)
"""The arguments of a list of entities."""


@dataclass(frozen=True, slots=True)
class Known:
    """An entity and how many articles name it. `labels` maps each language to what it is called there."""

    id: str
    type: str
    labels: Mapping[str, str]
    articles: int


@dataclass(frozen=True, slots=True)
class EntityList:
    """A page of the entities of a generation, those of most articles first; `total` is how many there are on all pages."""

    q: str
    total: int
    page: int
    entities: tuple[Known, ...]
    index: IndexState


@dataclass(frozen=True, slots=True)
class Profile:
    """One entity. `spellings` are attested ones with how often each is, `others` those that no article uses.

    `page` is the search for its articles, the newest first, with a timeline where the face asks for one; `together` maps a type to the
    entities that are named in the same articles, with how many of these there are.
    """

    entity: Known
    spellings: tuple[tuple[str, int], ...]
    others: tuple[str, ...]
    page: SearchPage
    together: Mapping[str, tuple[FacetValue, ...]]


def known(generation: Generation, key: str) -> Known | None:
    """An entity of a generation by its id, or by one of several that it has; None where no article names it."""
    key = generation.names.entity_of(key)
    entity = generation.names.entities.get(key)
    return None if entity is None else Known(key, entity.type, entity.labels, generation.mentioned.get(key, 0))


def listed(generation: Generation, q: str, kind: str, limit: int, page: int) -> EntityList:
    """The entities with a name that begins like this, or in spite of a slip of the fingers if none does."""
    bearers = generation.bearers
    if q.strip():
        words = name_key(q)
        found = bearers.beginning(words) if words else np.zeros(0, np.int64)
        numbers = (found if len(found) or not words else bearers.resembling(words)).tolist()
    else:
        numbers = list(range(len(bearers.ids)))
    ids = [bearers.ids[number] for number in numbers if not kind or generation.names.types[bearers.ids[number]] == kind]
    ids.sort(key=lambda key: (-generation.mentioned.get(key, 0), key))
    shown = tuple(each for key in ids[(page - 1) * limit : page * limit] if (each := known(generation, key)))
    state = IndexState(generation.manifest.generation, generation.manifest.documents)
    return EntityList(q, len(ids), page, shown, state)


def profile(generation: Generation, entity: Known, page: SearchPage, face: Face) -> Profile:
    """What is known of an entity, from the page of its articles."""
    attested = generation.spellings.of(entity.id)
    written = {spelling for spelling, _ in attested}
    others = tuple(each for each in generation.names.entities[entity.id].spellings if each not in written)
    return Profile(entity, attested, others, page, _together(generation, entity, face))


def _together(generation: Generation, entity: Known, face: Face) -> dict[str, tuple[FacetValue, ...]]:
    """Who is named beside an entity.

    The facets of its articles would not tell: one that is chosen from is counted as if nothing were chosen, so that siblings can be.
    """
    columns = generation.columns
    with generation.searcher() as searcher:
        reader = searcher.reader()
        there = np.fromiter(reader.all_doc_ids(), np.int32) if reader.has_deletions() else np.arange(len(columns), dtype=np.int32)
    numbers = there[columns.facets[entity.type].having((entity.id,), there)]
    folds = Folds.of(generation.stories if face.twins == COLLAPSE else NO_STORIES, numbers)
    counts = columns.counts(ENTITY_TYPES, numbers, folds.siblings if folds else None)
    asked = SearchRequest(facet_limit=BESIDE + 1)
    addresses = Addresses(asked, face)
    told = facets.values(columns.facets, counts, asked, generation.names, face.ui, addresses)
    others = {kind: tuple(value for value in values if value.value != entity.id)[:BESIDE] for kind, values in told.items()}
    return {kind: values for kind, values in others.items() if values}
