"""What was measured, as a table for people and as one JSON object for programs."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import median
from typing import Any

from peers import Page
from questions import KINDS, MAIN
from timing import Answers, Built, Cost, percentile
from trees import Asked

ME = "lunette"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far an engine's pages equal those of Lunette: shares over the questions that both answered, and the median ratio of totals.

    `equal_facets` is of those with equal totals. `common_tops` is the share of Lunette's first ten articles that are among its own.
    """

    answered: int
    equal_totals: float
    median_ratio: float
    equal_facets: float
    common_tops: float

    @classmethod
    def between(cls, mine: Mapping[int, Page], theirs: Mapping[int, Page]) -> "Agreement":
        """Compare the pages of two engines, by the questions' numbers."""
        both = [(mine[number], page) for number, page in theirs.items() if number in mine]
        equal = [(one, other) for one, other in both if one.total == other.total]
        ratios = [other.total / one.total for one, other in both if one.total]
        tops = [len({*one.ids} & {*other.ids}) / len(one.ids) for one, other in both if one.ids]
        facets = [_counts(one) == _counts(other) for one, other in equal]
        return cls(
            len(both),
            len(equal) / len(both) if both else float("nan"),
            median(ratios) if ratios else float("nan"),
            sum(facets) / len(facets) if facets else float("nan"),
            sum(tops) / len(tops) if tops else float("nan"),
        )


def _counts(page: Page) -> dict[str, list[int]]:
    """The counts alone, for engines may put values with equal counts in any order."""
    return {name: [count for _, count in values] for name, values in page.facets.items()}


def figures(engine: str, built: Built | None, answers: Answers, notes: Sequence[str], kinds: Sequence[str]) -> dict[str, Any]:
    """Everything about one engine; milliseconds."""
    found: dict[str, Any] = {"kinds": list(kinds), "notes": list(notes)}
    for (name, job), cost in answers.costs.items():
        if name == engine:
            found[job] = _spread(cost)
    if built:
        found |= {
            "docs_per_second_per_core": built.rate,
            "docs_per_second": built.documents / built.wall,
            "bytes": built.bytes,
            "build_peak_mb": built.peak,
        }
    if engine in answers.pages and ME in answers.pages:
        agreement = Agreement.between(answers.pages[ME], answers.pages[engine])
        found["agreement"] = {name: getattr(agreement, name) for name in agreement.__slots__}
    return found


def _spread(cost: Cost) -> dict[str, Any]:
    """Of the main kinds together, and the median of each kind."""
    return {
        "p50": percentile(cost.of(), 50),
        "p99": percentile(cost.of(), 99),
        "wall_p50": percentile(cost.of(wall=True), 50),
        "wall_p99": percentile(cost.of(wall=True), 99),
        "by_kind": {kind: percentile(cost.of([kind]), 50) for kind in KINDS if cost.of([kind])},
        "p99_by_kind": {kind: percentile(cost.of([kind]), 99) for kind in KINDS if cost.of([kind])},
    }


def ratios(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """How many times as long a peer takes as Lunette, how many times as slowly it indexes, and how many of its bytes Lunette needs."""
    found: dict[str, Any] = {}
    for job in ("page", "top"):
        for name in ("p50", "p99", "wall_p50", "wall_p99"):
            found[f"{job}_{name}"] = theirs[job][name] / mine[job][name]
        found[f"{job}_by_kind"] = {kind: cost / mine[job]["by_kind"][kind] for kind, cost in theirs[job]["by_kind"].items()}
    found["build"] = mine["docs_per_second_per_core"] / theirs["docs_per_second_per_core"]
    found["bytes"] = mine["bytes"] / theirs["bytes"]
    return found


def table(engines: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The engines as lines of text."""
    yield f"CPU milliseconds a question over {', '.join(MAIN)}; docs/s are of one core"
    columns = ("page p50", "page p99", "wall p50", "top p50", "top p99", "docs/s", "MB", "totals =", "ratio", "facets =", "tops =")
    yield f"{'':10}" + "".join(f"{column:>10}" for column in columns)
    for name, figures in engines.items():
        page, top, agreement = figures["page"], figures.get("top"), figures.get("agreement")
        cells = [page["p50"], page["p99"], page["wall_p50"], *((top["p50"], top["p99"]) if top else ("", ""))]
        cells += [round(figures["docs_per_second_per_core"]), figures["bytes"] / 1e6] if "bytes" in figures else ["", ""]
        cells += [agreement[key] for key in ("equal_totals", "median_ratio", "equal_facets", "common_tops")] if agreement else [""] * 4
        yield f"{name:10}" + "".join(_cell(cell) for cell in cells)
    for job in ("page", "top"):
        yield ""
        yield f"median {job} by kind"
        yield f"{'':10}" + "".join(f"{kind:>10}" for kind in KINDS)
        for name, figures in engines.items():
            if job in figures:
                yield f"{name:10}" + "".join(_cell(figures[job]["by_kind"].get(kind, "-")) for kind in KINDS)


def _cell(value: float | str) -> str:
    return f"{value:10.3f}" if isinstance(value, float) else f"{value:>10}"


def described(asked: Sequence[Asked], answers: Answers) -> Iterator[str]:
    """A question of each kind, and how many articles Lunette finds for it."""
    for kind in KINDS:
        numbers = [number for number, each in enumerate(asked) if each.question.kind == kind]
        totals = [answers.pages[ME][number].total for number in numbers if number in answers.pages.get(ME, {})]
        first = asked[numbers[0]].question
        narrowed = f"  in {first.chosen}, {first.first} to {first.last}" if first.chosen else ""
        yield f"  {kind:9} {first.typed}{narrowed}   (median of totals: {median(totals):.0f})" if totals else f"  {kind:9} {first.typed}"


def line(found: Mapping[str, Any]) -> str:
    """Everything on one line, numbers at a readable length; what is not a number is null."""
    return json.dumps(_rounded(found), ensure_ascii=False)


def _rounded(value: Any) -> Any:  # noqa: ANN401 — whatever JSON holds
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    if isinstance(value, float):
        return float(f"{value:.5g}") if isfinite(value) else None
    return value
