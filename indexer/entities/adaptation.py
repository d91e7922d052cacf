"""How the weights of `judge` are drawn to what the articles of one corpus say.

They are the most probable ones given the examples, if the weights that come with Lunette are the most probable ones without them: a
softmax regression whose Gaussian prior is centred on those, and not on zero (C. Chelba and A. Acero, Adaptation of maximum entropy
capitalizer: little data can help a lot, EMNLP 2004). What is minimised over the weights W is

    − Σ sᵢ log P(typeᵢ | evidenceᵢ; W)  +  PRIOR / 2 · ‖W − W₀‖²

where W₀ are the weights that come along and sᵢ is how much an example counts. The sum grows with the examples and the penalty does not,
so that few of them change next to nothing, and many change what they agree upon. What no example shows stays as it is.

Whether that is better is measured, and on names that were not learnt from: the names are halved by a hash of their ids, and each half is
told by what the other one taught. Unless that tells more than the weights that come along, and by a standard error at least, those stay.
On news like that which these were learnt from it often does not: what little changes there is chance. See `training` for figures.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from hashlib import blake2b
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.document import ENTITY_TYPES
from indexer.entities.examples import SHARES, Example
from indexer.entities.judge import Weights

PRIOR = 10.0
"""How strongly weights are drawn to those that come along: one over the square of how far off these are taken to be, 0.3."""

FEWEST = 1000
"""Examples. Fewer are not learnt from."""

_HEAVIEST = 2.0
"""What one example weighs at most: where hardly any is of a type, each of these would outweigh a hundred others."""

_SEEN = 4
"""In how many examples a piece of evidence must be for its weights to move."""

_SPELLING = ("=", "last=")
"""How evidence begins that is the end of a name itself. It would teach nothing but these very names, whose types are known."""

_ROUNDS, _REMEMBERED = 60, 8
"""Steps at most, and how many of the last ones tell where the next one goes."""
_ENOUGH, _NOTHING = 1e-4, 1e-9
"""The share of the first gradient at which there is nothing left to gain, and the gradient at which there never was."""
_FIRST_STEP, _SHORTEST = 0.1, 1e-6

Matrix = NDArray[np.float64]


class Adaptation(NamedTuple):
    """What came of it.

    `weights` are None where those that come along stay. `examples` are how many there were; `defaults` and `learnt` the shares of them that
    each weights tell, and `error` the standard error of the difference. These are None where there were too few.
    """

    weights: Weights | None
    examples: int = 0
    defaults: float | None = None
    learnt: float | None = None
    error: float | None = None


def adapted(some: Sequence[Example], start: Weights) -> Adaptation:
    """Weights that tell some examples best, starting from others, if they tell names better that they were not learnt from."""
    halves: tuple[list[Example], list[Example]] = ([], [])
    for example in some:
        halves[half_of(example.id)].append(example)
    if len(some) < FEWEST or not all(halves):
        return Adaptation(None, len(some))
    measured = [*halves[0], *halves[1]]
    told_by = [_told(fitted(halves[1 - at], start), half) for at, half in enumerate(halves)]
    before, after = _told(start, measured), np.concatenate(told_by)
    defaults, learnt, error = compared(measured, before, after)
    better = learnt > defaults and learnt - defaults >= error
    return Adaptation(fitted(some, start) if better else None, len(some), *(round(each, 4) for each in (defaults, learnt, error)))


def half_of(key: str) -> int:
    """In which half the examples of the name with this id are, 0 or 1."""
    return blake2b(key.encode(), digest_size=1).digest()[0] % 2


def compared(some: Sequence[Example], before: NDArray[np.bool_], after: NDArray[np.bool_]) -> tuple[float, float, float]:
    """The shares of examples, by what they weigh, that were told before and after, and the standard error of the difference.

    A name is told in all of its articles or in none, mostly, so that the error is reckoned over names: it is the square root of the sum of
    their squared differences, which is what would be expected if each were as likely to get better as to get worse.
    """
    weight = _weight(_types(some))
    weight /= weight.sum()
    differences: dict[str, float] = {}
    for example, each, was, now in zip(some, weight.tolist(), before.tolist(), after.tolist(), strict=True):
        differences[example.id] = differences.get(example.id, 0.0) + each * (now - was)
    return float(weight @ before), float(weight @ after), sqrt(sum(difference**2 for difference in differences.values()))


def _told(of: Weights, some: Sequence[Example]) -> NDArray[np.bool_]:
    """Of which examples some weights tell the type."""
    table = _Table(some, of, lambda _: False)
    right: NDArray[np.bool_] = np.argmax(table.offset, axis=1) == table.types
    return right


def fitted(some: Sequence[Example], start: Weights) -> Weights:
    """The weights that tell some examples best and are not far from others, to two decimals, as those are."""
    often = Counter(name for example in some for name in example.evidence if not name.startswith(_SPELLING))
    table = _Table(some, start, lambda name: often[name] >= _SEEN)
    goal, weight = np.eye(len(ENTITY_TYPES))[table.types], _weight(table.types)

    def loss(by: Matrix) -> tuple[float, Matrix]:
        logits = table.offset + table.of(by)
        logits -= logits.max(axis=1, keepdims=True)
        odds = np.exp(logits)
        total = odds.sum(axis=1)
        value = weight @ (np.log(total) - (logits * goal).sum(axis=1)) + PRIOR / 2 * (by * by).sum()
        return float(value), table.back((odds / total[:, None] - goal) * weight[:, None]) + PRIOR * by

    moved = minimum(loss, np.zeros((len(table.names), len(ENTITY_TYPES))))
    rows = {name: np.round(np.add(start.get(name, 0.0), by), 2) for name, by in zip(table.names, moved, strict=True)}
    return {**start, **{name: tuple(row.tolist()) for name, row in rows.items() if name in start or row.any()}}


class _Table:
    """Examples as arrays, and the evidence whose weights move, `names`, as the entries of a sparse matrix, one row an example.

    `types` (int64) are places in `ENTITY_TYPES`; `offset` (float64, one row an example, one column a type) are the sums of the weights that
    everything began with.
    """

    def __init__(self, some: Sequence[Example], start: Weights, moves: Callable[[str], bool]) -> None:
        self.types = _types(some)
        numbers = {name: at for at, name in enumerate(dict.fromkeys(name for example in some for name in example.evidence))}
        lengths = [len(example.evidence) for example in some]
        rows = np.repeat(np.arange(len(some)), lengths)
        columns = np.fromiter((numbers[name] for example in some for name in example.evidence), np.int64, len(rows))
        values = np.fromiter((value for example in some for value in example.evidence.values()), np.float64, len(rows))
        weights = np.array([start.get(name, (0.0,) * len(ENTITY_TYPES)) for name in numbers]).reshape(len(numbers), len(ENTITY_TYPES))
        self.offset = _summed(rows, weights[columns] * values[:, None], len(some))
        moving = np.array([moves(name) for name in numbers], bool)
        self.names = [name for name in numbers if moves(name)]
        number, kept = np.cumsum(moving) - 1, moving[columns]
        self._rows, self._columns, self._values = rows[kept], number[columns[kept]], values[kept]
        order = np.argsort(self._columns, kind="stable")
        self._by_column = self._columns[order], self._rows[order], self._values[order]

    def of(self, by: Matrix) -> Matrix:
        """The sum over the evidence of each example, if a row of these belongs to each of `names`."""
        return _summed(self._rows, by[self._columns] * self._values[:, None], len(self.types))

    def back(self, by: Matrix) -> Matrix:
        """The sum over the examples of each of `names`, if a row of these belongs to each example."""
        columns, rows, values = self._by_column
        return _summed(columns, by[rows] * values[:, None], len(self.names))


def _summed(places: NDArray[np.int64], rows: Matrix, length: int) -> Matrix:
    """The sum of the rows of each place; places are sorted."""
    out = np.zeros((length, rows.shape[1]))
    if len(places):
        begins = np.flatnonzero(np.diff(places, prepend=-1))
        out[places[begins]] = np.add.reduceat(rows, begins, axis=0)
    return out


def _types(some: Sequence[Example]) -> NDArray[np.int64]:
    return np.array([ENTITY_TYPES.index(example.type) for example in some], np.int64)


def _weight(types: NDArray[np.int64]) -> Matrix:
    """What each example weighs: about what `SHARES` say of all of its type, but not more than `_HEAVIEST`."""
    there = np.bincount(types, minlength=len(ENTITY_TYPES))
    shares = np.array([SHARES[kind] for kind in ENTITY_TYPES]) / sum(SHARES.values())
    each: Matrix = np.minimum(_HEAVIEST, shares * len(types) / np.maximum(there, 1))
    return each[types]


def minimum(function: Callable[[Matrix], tuple[float, Matrix]], at: Matrix) -> Matrix:
    """Where a strictly convex function is least, nearly: L-BFGS (J. Nocedal, Updating quasi-Newton matrices with limited storage, 1980).

    Args:
        function: gives its value and its gradient, of the shape of where it is asked.
        at: where to begin.
    """
    value, slope = function(at)
    enough = max(_ENOUGH * float(np.abs(slope).max(initial=0.0)), _NOTHING)
    steps: list[tuple[Matrix, Matrix, float]] = []
    for _ in range(_ROUNDS):
        if float(np.abs(slope).max(initial=0.0)) <= enough:
            break
        way = _way(slope, steps)
        length, down = 1.0, float((slope * way).sum())
        while True:
            there = at - length * way
            value_there, slope_there = function(there)
            if value_there <= value - 1e-4 * length * down or length < _SHORTEST:
                break
            length /= 2
        step, bend = there - at, slope_there - slope
        if (curved := float((step * bend).sum())) > 0:
            steps = [*steps, (step, bend, curved)][-_REMEMBERED:]
        at, value, slope = there, value_there, slope_there
    return at


def _way(slope: Matrix, steps: Sequence[tuple[Matrix, Matrix, float]]) -> Matrix:
    """The gradient times about the inverse of the second derivative, as the last steps (where to, by how much the gradient, both) tell."""
    way, shares = slope.copy(), list[float]()
    for step, bend, curved in reversed(steps):
        shares.append(float((step * way).sum()) / curved)
        way -= shares[-1] * bend
    if steps:
        _, bend, curved = steps[-1]
        way *= curved / float((bend * bend).sum())
    else:
        way *= _FIRST_STEP / float(np.abs(way).max())
    for (step, bend, curved), share in zip(steps, reversed(shares), strict=True):
        way += (share - float((bend * way).sum()) / curved) * step
    return way
