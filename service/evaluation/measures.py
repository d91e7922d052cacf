"""What a ranking is worth: nDCG@10, RR@10 and R@100 by the reference implementation, and whether two rankings really differ."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from indexer.errors import SettingsError
from service.evaluation.collection import Collection

if TYPE_CHECKING:
    from ir_measures.measures import Measure

Ranking = Mapping[str, Sequence[str]]
"""Id of a query to ids of documents, the best first."""

NAMES = ("nDCG@10", "RR@10", "R@100")
DECISIVE = NAMES[0]
"""What two rankings are compared by."""


def figures(collection: Collection, ranking: Ranking) -> dict[str, float]:
    """The mean of each measure over all judged queries, by its name; a query that found nothing counts as nought."""
    each = by_query(collection, ranking)
    return {name: sum(values.values()) / len(collection.queries) for name, values in each.items()}


def by_query(collection: Collection, ranking: Ranking) -> dict[str, dict[str, float]]:
    """Each measure of each judged query.

    Raises:
        SettingsError: what measures is not installed.
    """
    ir_measures, measures = _reference()
    # Scores are what orders a run, and ties would be ordered anew.
    found = {query: {key: float(-place) for place, key in enumerate(ranking.get(query, ()))} for query in collection.queries}
    values: dict[str, dict[str, float]] = {name: dict.fromkeys(collection.queries, 0.0) for name in NAMES}
    for one in ir_measures.iter_calc(list(measures.values()), collection.qrels, found):
        values[str(one.measure)][one.query_id] = one.value
    return values


def compared(collection: Collection, ranking: Ranking, before: Ranking) -> dict[str, float]:
    """How much better a ranking is than the one before, by `DECISIVE`, and how likely such a difference is by chance.

    A paired t test, two-sided, which on means of this kind agrees with randomisation (Smucker, Allan and Carterette 2007,
    https://doi.org/10.1145/1321440.1321528).

    Returns:
        `before`, `difference` and `p`, which is 1 where no query differs.
    """
    now, then = (by_query(collection, each)[DECISIVE] for each in (ranking, before))
    pairs = [(now[query], then[query]) for query in collection.queries]
    mean = sum(then.values()) / len(pairs)
    told = {"before": mean, "difference": sum(now.values()) / len(pairs) - mean, "p": 1.0}
    if len(pairs) > 1 and any(one != other for one, other in pairs):
        from scipy.stats import ttest_rel  # noqa: PLC0415 — takes a second to load

        told["p"] = float(ttest_rel(*zip(*pairs, strict=True)).pvalue)
    return told


def _reference() -> tuple[Any, Mapping[str, "Measure"]]:
    """The library and its measures by name."""
    try:
        import ir_measures  # noqa: PLC0415 — brings scipy, a hundred megabytes that no server needs
    except ImportError:
        raise SettingsError("what measures rankings is not installed; install lunette-search[eval]") from None
    return ir_measures, {name: ir_measures.parse_measure(name) for name in NAMES}
