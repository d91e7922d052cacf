"""The facets of an answer as readers see them: values with labels, counts, and the address that toggles each."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.codec import kernels
from indexer.columns import Facet
from indexer.document import ENTITY_TYPES
from indexer.entities import name_key
from indexer.entities.spotter import UNKNOWN
from service.search.addresses import Addresses
from service.search.arguments import Argument, Arguments, text, whole
from service.search.bearers import Bearers
from service.search.errors import MOST_REFUSALS, Refusal
from service.search.names import Names
from service.search.request import MAX_FACET_LIMIT, SearchRequest
from service.search.results import FacetValue

LANGUAGE_NAMES = {
    "fr": {"fr": "français", "en": "anglais", "und": "langue indéterminée"},
    "en": {"fr": "French", "en": "English", "und": "undetermined language"},
}
"""Interface language to language code to its name."""


FACET_ARGUMENTS = Arguments(
    {
        "contains": Argument("What the words of a value's label, or of a name that it bears, begin with.", text(200)),
        "limit": Argument("How many values, the most frequent first.", whole(50, MAX_FACET_LIMIT)),
    }
)
"""What may be asked of one facet, besides a search."""


def label(facet: str, value: str, names: Names, ui: str) -> str:
    """What a reader sees of a facet's value."""
    if facet == "language":
        return LANGUAGE_NAMES[ui].get(value, value)
    entity = names.entities.get(value)
    if entity and (facet == entity.type or value.startswith(UNKNOWN)):
        return entity.labels[ui]
    # A name that stands in one article only may be in no table; its id is its words.
    return value.removeprefix(UNKNOWN).replace("-", " ").title() if value.startswith(UNKNOWN) and facet in ENTITY_TYPES else value


def values(
    facets: Mapping[str, Facet],
    counts: Mapping[str, NDArray[np.int32]],
    request: SearchRequest,
    names: Names,
    ui: str,
    addresses: Addresses,
) -> dict[str, tuple[FacetValue, ...]]:
    """Those values of each facet that is counted which some article has, the most frequent first; chosen ones are always among them.

    Years stand in their own order, the newest first.
    """
    best = leading(counts, request.facet_limit)
    return {name: _values(name, facets[name], counts[name], best[name], request, names, ui, addresses) for name in counts}


def _values(
    name: str,
    facet: Facet,
    counts: NDArray[np.int32],
    best: Sequence[tuple[int, int]],
    request: SearchRequest,
    names: Names,
    ui: str,
    addresses: Addresses,
) -> tuple[FacetValue, ...]:
    """The same of one facet, of which the best are known."""
    limit, chosen = request.facet_limit, request.include.get(name, ())
    often = dict(best)
    if name == "year":  # they are sorted
        often = {at: int(counts[at]) for at in (np.flatnonzero(counts)[-limit:].tolist() if limit else ())}
    often |= {at: int(counts[at]) for value in chosen if facet.values[(at := bisect_left(facet.values, value)) : at + 1] == (value,)}
    rows = [(facet.values[at], label(name, facet.values[at], names, ui), count) for at, count in often.items()]
    rows.sort(key=(lambda row: (row[0],)) if name == "year" else (lambda row: (-row[2], row[1].casefold(), row[0])), reverse=name == "year")
    shown = [row for place, row in enumerate(rows) if place < limit or row[0] in chosen]
    return tuple(FacetValue(value, shown_as, count, value in chosen, addresses.toggled(name, value)) for value, shown_as, count in shown)


def leading(counts: Mapping[str, NDArray[np.int32]], limit: int) -> dict[str, list[tuple[int, int]]]:
    """The most frequent values of each of some facets: as many as fit, and all that are as frequent as the last of these.

    Each is told by its number, in the order of numbers, with how many articles have it; none that no article has.
    """
    if limit < 1:
        return {name: [] for name in counts}
    room, bounds = np.empty((2, sum(map(len, counts.values()))), np.int32), [0]
    # One by one: to put all counts into one array first takes as long again where memory has to be waited for.
    for each in counts.values():
        bounds.append(int(kernels.leading(each, limit, bounds[-1], room)))
    places, often = room[:, : bounds[-1]].tolist()
    pairs = list(zip(places, often, strict=True))
    return {name: pairs[begin:end] for name, (begin, end) in zip(counts, pairwise(bounds), strict=True)}


def bearing(name: str, facet: Facet, contains: str, names: Names, bearers: Bearers, ui: str) -> NDArray[np.bool_] | None:
    """One bool for each value of a facet: whether these words begin words of its label, or of any name that it bears.

    None where there is nothing to look for.
    """
    words = name_key(contains)
    if not words:
        return np.zeros(len(facet.values), np.bool_) if contains.strip() else None
    if name in ENTITY_TYPES:
        found = bearers.beginning(words)
        found = found if len(found) else bearers.resembling(words)
        ids = {bearers.ids[number] for number in found.tolist()}
        return np.array([value in ids for value in facet.values], np.bool_)
    labels = (" " + " ".join(name_key(label(name, value, names, ui))) for value in facet.values)
    return np.array([all(f" {word}" in each for word in words) for each in labels], np.bool_)


def known(request: SearchRequest, facets: Mapping[str, Facet], names: Names) -> tuple[SearchRequest, tuple[Refusal, ...]]:
    """The request without the chosen values that no article of the index has, and a refusal of each of those.

    Ids of names that are one entity become the id of that.
    """
    refusals: list[Refusal] = []

    def kept(chosen: Mapping[str, tuple[str, ...]], prefix: str = "") -> dict[str, tuple[str, ...]]:
        rest: dict[str, tuple[str, ...]] = {}
        for name, picked in chosen.items():
            # An address from before may have an id that is only one of several by now.
            for value in dict.fromkeys(map(names.entity_of, picked) if name in ENTITY_TYPES else picked):
                if _has(facets[name], value):
                    rest[name] = (*rest.get(name, ()), value)
                    continue
                # Finding out what was meant reads every name of the index, and no answer names more refusals than these.
                hint = _hint(name, value, names) if len(refusals) < MOST_REFUSALS else ""
                refusals.append(Refusal(prefix + name, f"no article of this index has “{value[:60]}”{hint}"))
        return rest

    include, exclude = kept(request.include), kept(request.exclude, "-")
    changed = include != request.include or exclude != request.exclude
    return (replace(request, include=include, exclude=exclude) if changed else request), tuple(refusals)


def _has(facet: Facet, value: str) -> bool:
    at = bisect_left(facet.values, value)
    return facet.values[at : at + 1] == (value,)


def _hint(name: str, value: str, names: Names) -> str:
    ids = names.resolve(name, value)
    return f"; filters take ids, this one is {ids[0]}" if ids else ""
