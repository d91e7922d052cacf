"""Golden searches: what an index has to answer before it is published.

The file is a JSON list. Each search is a query, or an object with the parameters of the API and what is expected:

    [{"q": "Rogozine", "language": "fr", "total": 3, "first": ["002", "001"], "within": {"004": 5}, "absent": ["009"]},
     {"q": "lune", "at_least": 10, "at_most": 500},
     "station lunaire"]

`total` is exact, `first` lists ids from the first rank on, `within` gives an id the last rank that will do, up to 100. A search of which
nothing is expected has to find something.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from indexer.build import Gate
from indexer.errors import GateClosed, IndexerError
from service.search.catalogue import Catalogue
from service.search.errors import BadRequest, QueryTimeout
from service.search.generation import Generation
from service.search.request import Face, SearchRequest, parse

LOOKED_AT = 100
"""Hits of a search that are compared: a page of the API."""
_TOLD = 10
"""Of these, those whose change of rank is told."""


@dataclass(frozen=True, slots=True)
class Golden:
    """A search and what is expected of it, as in the file."""

    request: SearchRequest
    total: int | None = None
    at_least: int | None = None
    at_most: int | None = None
    first: tuple[str, ...] = ()
    within: Mapping[str, int] | None = None
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a generation answers: the total, and the ids of the first hits in order."""

    total: int
    ids: tuple[str, ...]

    def rank(self, key: str) -> int | None:
        """The rank of an article from 1; None if it is not among the first."""
        return self.ids.index(key) + 1 if key in self.ids else None


def read(file: Path) -> tuple[Golden, ...]:
    """The searches of a file.

    Raises:
        click.UsageError: it cannot be used; the message says where and why.
    """
    try:
        said = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise click.UsageError(f"{file} cannot be read: {error}") from None
    if not isinstance(said, list) or not said:
        raise click.UsageError(f"{file} is not a JSON list of searches")
    return tuple(_golden(each, f"{file}, search {number}") for number, each in enumerate(said, start=1))


def gate(file: Path, home: Path, *, dense: bool = False) -> Gate:
    """A gate that is open for generations which answer the searches of a file as it says.

    It prints how the answers differ from those of the generation that is published in `home`. With `dense`, the first hits are
    ranked by what they are about, too.

    Raises:
        click.UsageError: see `read`.
    """
    searches = read(file)

    def check(folder: Path) -> None:
        try:
            before: Generation | None = Generation.open(home, dense=dense)
        except IndexerError:
            before = None  # the first, or one that an older program wrote
        after = Generation.at(folder, dense=dense)
        failed = 0
        for each in searches:
            new = _answer(home, each, after)
            faults = list(_faults(each, new))
            failed += bool(faults)
            told = [*faults, *(_differences(_answer(home, each, before), new) if before else (f"{new.total} found",))]
            click.echo(f"{'FAILED' if faults else 'ok':7}{_shown(each)}: {'; '.join(told) or f'{new.total} found, as before'}", err=True)
        if failed:
            of = f"{failed} of {len(searches)} searches" if len(searches) > 1 else "the search"
            raise GateClosed(f"{of} of {file} did not find what was expected; nothing was published")

    return check


def _answer(home: Path, golden: Golden, generation: Generation) -> Answer:
    try:
        page = Catalogue(home).search(golden.request, Face(strict=False), generation=generation)
    except QueryTimeout as error:
        raise GateClosed(f"{_shown(golden)}: {error}; nothing was published") from None
    return Answer(page.total, tuple(hit.id for hit in page.hits))


def _faults(golden: Golden, answer: Answer) -> Sequence[str]:
    """What is not as expected, a sentence each."""
    faults = []
    least = golden.at_least if golden.at_least is not None else 0 if _expects(golden) else 1
    if golden.total is not None and answer.total != golden.total:
        faults.append(f"{answer.total} found instead of {golden.total}")
    if answer.total < least:
        faults.append(f"{answer.total} found, expected at least {least}")
    if golden.at_most is not None and answer.total > golden.at_most:
        faults.append(f"{answer.total} found, expected at most {golden.at_most}")
    wanted = {
        **{key: (rank, rank) for rank, key in enumerate(golden.first, start=1)},
        **{key: (1, most) for key, most in (golden.within or {}).items()},
    }
    for key, (first, last) in wanted.items():
        rank = answer.rank(key)
        if rank is None or not first <= rank <= last:
            faults.append(f"{key} at {rank or 'no rank'} instead of {last if key in golden.first else f'the first {last}'}")
    return [*faults, *(f"{key} at {answer.rank(key)}, expected nowhere" for key in golden.absent if answer.rank(key))]


def _differences(old: Answer, new: Answer) -> Sequence[str]:
    """How an answer differs from the one before."""
    told = [f"{old.total} → {new.total} found"] if old.total != new.total else []
    for key in dict.fromkeys((*new.ids[:_TOLD], *old.ids[:_TOLD])):
        before, after = old.rank(key), new.rank(key)
        if before != after:
            told.append(f"{key} {before or '–'} → {after or '–'}")
    return told


def _expects(golden: Golden) -> bool:
    return any(getattr(golden, name) not in (None, (), {}) for name in _EXPECTED)


def _shown(golden: Golden) -> str:
    return " ".join(f"{name}={value}" for name, value in golden.request.arguments() if name != "per_page") or "every article"


def _golden(said: object, where: str) -> Golden:
    said = {"q": said} if isinstance(said, str) else said
    if not isinstance(said, dict):
        raise click.UsageError(f"{where} is neither a query nor an object")
    expected: dict[str, Any] = {}
    pairs = [("per_page", str(LOOKED_AT))]
    for name, value in said.items():
        if name in _EXPECTED:
            sound, made = _EXPECTED[name]
            if not sound(value):
                raise click.UsageError(f"{where}: “{name}” cannot be {value!r}")
            expected[name] = made(value)
        else:
            pairs += [(name, str(each)) for each in (value if isinstance(value, list) else [value])]
    try:
        request, _ = parse(pairs, strict=True)
    except BadRequest as error:
        raise click.UsageError(f"{where}: {error}") from None
    return Golden(request, **expected)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _are_ids(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


_EXPECTED: Mapping[str, tuple[Callable[[Any], bool], Callable[[Any], Any]]] = {
    "total": (_is_count, int),
    "at_least": (_is_count, int),
    "at_most": (_is_count, int),
    "first": (_are_ids, tuple),
    "within": (lambda value: isinstance(value, dict) and all(_is_count(rank) and 0 < rank <= LOOKED_AT for rank in value.values()), dict),
    "absent": (_are_ids, tuple),
}
"""What can be expected: whether a value can be used, and how it is kept."""
